"""Texts on lines: the author's own line breaks are kept while every line fits, else the text is refilled."""

from __future__ import annotations

import re
import unicodedata

from lmrules.formatting.words import Segment
from lmrules.syntax.writing import write_text

WIDTH = 100
"""The width lines aim at: what cannot be broken may be longer."""

_ROOM = 40
"""A text that does not fit begins on a line of its own where less room than this is left for it."""

_CHUNK = re.compile(r"[^ ]* +|[^ ]+")


def quoted(line: str) -> str:
    """``line`` as written: one text in quotes, or several where it is not in Unicode NFC.

    A rule file is read in NFC. Where letter and accent stood in two texts they must do so again.
    """
    if unicodedata.is_normalized("NFC", line):
        return write_text(line)
    pieces, recent = [""], ""
    for character in line:
        # Only what follows the last base letter can still be changed by what comes.
        if unicodedata.is_normalized("NFC", recent + character):
            pieces[-1] += character
            recent = recent + character if unicodedata.combining(character) else character
        else:
            pieces.append(character)
            recent = character
    return " ".join(write_text(piece) for piece in pieces)


def begins_new_line(part: Segment, column: int, indent: int) -> bool:
    """Whether a text that would begin at ``column`` does better on a new line at ``indent``.

    This must not depend on where the author broke the lines, which laying out changes.
    """
    return column > indent and WIDTH - column < _ROOM and column + len(quoted(part.joined)) > WIDTH


def lines_of(part: Segment, column: int, indent: int) -> list[str]:
    """The lines of a text in quotes; the first begins at ``column``, the others at ``indent``."""
    kept = [quoted(line) for line in part.lines]
    if all((indent if i else column) + len(line) <= WIDTH for i, line in enumerate(kept)):
        return kept
    lines = [""]
    for chunk in _CHUNK.findall(part.joined):
        begins = indent if len(lines) > 1 else column
        if lines[-1] and begins + len(quoted(lines[-1] + chunk)) > WIDTH:
            lines.append(chunk)
        else:
            lines[-1] += chunk
    return [quoted(line) for line in lines]
