"""JSON as text: the same value gives the same bytes, and no character in it can steer a terminal."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence

_BEYOND_ASCII = re.compile(r"[^\x00-\x7e]")


def json_text(value: Mapping[str, object] | Sequence[object]) -> str:
    r"""``value`` as indented JSON with a line end; invisible and steering characters as ``\uXXXX``."""
    return _BEYOND_ASCII.sub(_escaped, json.dumps(value, ensure_ascii=False, indent=2)) + "\n"


def _escaped(match: re.Match[str]) -> str:
    character = match.group()
    # Such a character stands inside a JSON string, where its escape means the same.
    if character.isprintable() or unicodedata.category(character) == "Zs":
        return character
    return json.dumps(character)[1:-1]
