"""What stands in the cells of a rulebook's workbook: texts in, the same texts out.

A cell may hold several texts, each on a line of its own. Characters that XML has no place for are written as
Excel writes them, ``_x000B_``, and what only looks so is kept from being taken for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lmrules.syntax.writing import write_text

MOST_CHARACTERS = 32_767
"""How much one cell has room for; Excel cuts off the rest."""

PATH = re.compile(r"(?!/)(?!.*(?:^|/)\.\.?(?:/|$))[^\\:\x00-\x1f\"]+\.rules")
"""The path of a rule file, seen from the folder of the rulebook's first one."""

NO_NAME = "regelverk.rules"
"""What a rule file is called that has no name of its own, such as one that was read from stdin."""

_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_WRITTEN = re.compile("_x([0-9A-Fa-f]{4})_")
_LINE_END = re.compile(r"\r\n|\r|\n")
_QUOTED = re.compile(r'\s*"((?:[^"\\]|\\.)*)"\s*')
_ESCAPE = re.compile(r"\\(.)")
_ADDRESSED = re.compile(r"#+\s*lmrules\s*:\s*(.*)")


def stored(text: str) -> str:
    """``text`` as it stands in a workbook's XML."""
    return _UNFIT.sub(lambda match: f"_x{ord(match.group()):04X}_", text)


def restored(text: str) -> str:
    """The text that :func:`stored`, or Excel, wrote."""
    return _WRITTEN.sub(lambda match: chr(int(match[1], 16)), text)


def lines_of(cell: str) -> list[str]:
    """The lines of a cell that have anything in them."""
    return [line for line in _LINE_END.split(cell) if line.strip()]


def texts_cell(texts: Iterable[str]) -> str:
    """Several texts as one cell. One that a line could not show stands in quotes, as in a rule file."""
    return "\n".join(write_text(t) if not t.strip() or _QUOTED.fullmatch(t) else t for t in texts)


def texts_in(cell: str) -> list[str]:
    """The texts of a cell."""
    found = []
    for line in lines_of(cell):
        quoted = _QUOTED.fullmatch(line)
        found.append(_ESCAPE.sub(r"\1", quoted[1]) if quoted else line)
    return found


def comments_cell(comments: Iterable[str]) -> str:
    """Comments (`# …`) as one cell, without their signs where the rest says enough."""
    return "\n".join(c[2:] if c.startswith("# ") and _plain(c[2:]) else c for c in comments)


def comments_in(cell: str) -> list[str]:
    """The comments of a cell."""
    return [line if line.startswith("#") else f"# {line}" for line in lines_of(cell)]


def directive(comment: str) -> str | None:
    """What a comment addressed to lmrules says; None for any other."""
    addressed = _ADDRESSED.fullmatch(comment)
    return addressed[1] if addressed else None


def _plain(text: str) -> bool:
    return bool(text.strip()) and not text.startswith("#")
