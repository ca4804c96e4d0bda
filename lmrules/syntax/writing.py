"""How single words are written in a rule file: the reverse of reading them."""

from __future__ import annotations

import re

from lmrules.syntax.keywords import LANGUAGES_OF

_PLAIN = re.compile(r"[\w\u0300-\u036f]+(?:[-.][\w\u0300-\u036f]+)*")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def write_name(name: str) -> str:
    """A name as written: in single quotes where it is a keyword, a date or has other characters."""
    if _PLAIN.fullmatch(name) and name not in LANGUAGES_OF and not _DATE.fullmatch(name):
        return name
    return f"'{name}'"


def write_text(text: str) -> str:
    """A text as written: in double quotes, with quotes and backslashes escaped."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
