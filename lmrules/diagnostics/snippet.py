"""The lines a span stands on, what it marks underlined: for a terminal, from text that may be hostile."""

from __future__ import annotations

import unicodedata

import attrs

from lmrules.messages import visible
from lmrules.source import Span

_TAB = 4
_MOST_LINES = 4
_WIDEST = 160
_BEFORE = 40


@attrs.frozen
class Line:
    """One line of source as shown: its number, its text, and the columns ``start:end`` to underline."""

    number: int
    text: str
    start: int
    end: int


def snippet(span: Span) -> tuple[Line, ...]:
    """The first lines of ``span``, something underlined in each; none where the file has no text."""
    begin, end = span.begin, span.finish
    if not span.source.original:
        return ()
    last = min(end.line, begin.line + _MOST_LINES - 1)
    shown = []
    for number in range(begin.line, last + 1):
        line = span.source.line(number)
        indent = len(line) - len(line.lstrip())
        first = begin.column - 1 if number == begin.line else indent
        after = end.column - 1 if number == end.line else len(line.rstrip())
        if number == begin.line or after > first:
            shown.append(_shown(number, line, first, max(after, first)))
    return tuple(shown)


def _shown(number: int, line: str, first: int, after: int) -> Line:
    """The line with tabs, control and bidirectional characters made visible, cut to a width."""
    lead = line[max(0, first - _BEFORE) : first] if first > _WIDEST // 2 else line[:first]
    cut = "…" if len(lead) < first else ""
    rest = line[first : first + _WIDEST]
    before = cut + _cells(lead, len(cut))
    marked = _cells(rest[: after - first], _width(before))
    behind = _cells(rest[after - first :], _width(before) + _width(marked))
    start = _width(before)
    tail = "…" if first + _WIDEST < len(line) else ""
    return Line(number, before + marked + behind + tail, start, start + max(1, _width(marked)))


def _cells(text: str, column: int) -> str:
    """``text`` as shown when it begins at ``column``."""
    shown = ""
    for character in text:
        if character == "\t":
            shown += " " * (_TAB - (column + _width(shown)) % _TAB)
        else:
            shown += visible(character)
    return shown


def _width(text: str) -> int:
    """How many columns of a terminal ``text`` takes."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )
