"""Source text, spans and positions: the bottom layer, which imports nothing of ours.

A :class:`Source` holds a rule file's text in Unicode NFC, so that the same name typed in two ways is one
name, and can still say where each character stood in the file as written: lines and columns that a person
sees count from 1, columns in code points of the original text (``interfaces.md``).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from functools import cached_property

import attrs

_LINE_END = re.compile(r"\r\n|\r|\n")
_COMBINING = re.compile(r"[^\u0300-\u036f\u1100-\u11ff][\u0300-\u036f\u1100-\u11ff]*|.", re.DOTALL)


_MOST_AT_ONCE = 200
_LONG_FOREIGN = re.compile(f"[^\x00-\x7f]{{{_MOST_AT_ONCE},}}")
_ASTRAL = "\U00010000"


def nfc(text: str) -> str:
    """``text`` in Unicode NFC, in time that grows with its length and no faster.

    Python sorts a run of combining marks by insertion, so that a million of them would take hours. Text with
    a long run of no ASCII is normalized in pieces, cut where no character composes with the one before it;
    where there is no such place (more marks on one letter than any language has), the cut is made all the
    same, and the marks on either side of it stay in the order written.
    """
    if _LONG_FOREIGN.search(text) is None:
        return unicodedata.normalize("NFC", text)
    pieces = []
    start = 0
    while start < len(text):
        end = min(start + _MOST_AT_ONCE, len(text))
        cut = next((i for i in range(end, start + _MOST_AT_ONCE // 2, -1) if _may_cut(text, i)), end)
        pieces.append(unicodedata.normalize("NFC", text[start:cut]))
        start = cut
    return "".join(pieces)


def _may_cut(text: str, at: int) -> bool:
    """Whether what stands before ``at`` and after it can be normalized apart (UAX 15, composition)."""
    if at >= len(text):
        return True
    before, after = text[at - 1 : at], text[at]
    if unicodedata.combining(after) or "\u1160" <= after <= "\u11ff":
        return False
    together = unicodedata.normalize("NFC", before + after)
    return together == unicodedata.normalize("NFC", before) + unicodedata.normalize("NFC", after)


def _astral(text: str) -> int:
    """How many characters of ``text`` take two UTF-16 code units."""
    return 0 if text.isascii() else sum(character >= _ASTRAL for character in text)


@attrs.frozen(order=True)
class Position:
    """A place in a file as a person counts: line and column from 1, column in code points."""

    line: int
    column: int


@attrs.define(slots=False, eq=False)
class Source:
    """One rule file: its name as shown to people and its text.

    ``original`` is the text as written, without a byte order mark; ``text`` is the same in NFC. Offsets
    everywhere else in lmrules are offsets into ``text``.
    """

    name: str
    original: str = attrs.field(repr=False)
    # The line asked for last: thousands of diagnostics may stand on one line of megabytes.
    _latest: tuple[int, str] = attrs.field(default=(0, ""), init=False, repr=False)

    @cached_property
    def text(self) -> str:
        """The text in Unicode NFC, which is what is parsed."""
        return nfc(self.original)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(m.end() for m in _LINE_END.finditer(self.original))]

    @cached_property
    def _origin(self) -> list[int] | None:
        """Offset in ``original`` of each offset in ``text``; None where they are the same."""
        if self.text == self.original:
            return None
        origin: list[int] = []
        for cluster in _COMBINING.finditer(self.original):
            composed = nfc(cluster.group())
            origin += [min(cluster.start() + i, cluster.end() - 1) for i in range(len(composed))]
        if len(origin) != len(self.text):
            # A cluster that composes across our cut: positions fall back to the nearest known one.
            origin = (origin + [len(self.original)] * len(self.text))[: len(self.text)]
        return [*origin, len(self.original)]

    def position(self, offset: int) -> Position:
        """Line and column of an offset into ``text``."""
        at = self._origin[min(offset, len(self.text))] if self._origin is not None else offset
        line = bisect_right(self._line_starts, at)
        return Position(line, at - self._line_starts[line - 1] + 1)

    def utf16(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset into ``text`` as the Language Server Protocol counts.

        Both from 0; columns in UTF-16 code units, of which a character outside the BMP has two.
        """
        at = self.position(offset)
        before = self.line(at.line)[: at.column - 1]
        # A column behind the line's last character is one in its line end.
        return at.line - 1, at.column - 1 + _astral(before)

    def offset(self, line: int, utf16: int) -> int:
        """The offset into ``text`` of a place given as :meth:`utf16` gives it.

        A place outside the text is the nearest one inside; one within a character is where that begins.
        """
        at = self.original_offset(line, utf16)
        if self._origin is None:
            return at
        return min(bisect_left(self._origin, at), len(self.text))

    def original_offset(self, line: int, utf16: int) -> int:
        """The same as an offset into ``original``, which is what an editor's changes are about."""
        if line >= len(self._line_starts):
            return len(self.original)
        text = self.line(line + 1)
        column = utf16
        if not text.isascii():
            column = units = 0
            for character in text:
                units += 2 if character >= _ASTRAL else 1
                if units > utf16:
                    break
                column += 1
        return self._line_starts[line] + min(column, len(text))

    def line(self, number: int) -> str:
        """The text of line ``number`` (from 1) as written, without its line end; empty outside the file."""
        starts = self._line_starts
        if not 1 <= number <= len(starts):
            return ""
        known, text = self._latest
        if known != number:
            end = starts[number] if number < len(starts) else len(self.original)
            text = self.original[starts[number - 1] : end].rstrip("\r\n")
            self._latest = (number, text)
        return text


@attrs.frozen
class Span:
    """A run of characters ``start:end`` in ``source``: offsets into its NFC text."""

    source: Source = attrs.field(repr=False)
    start: int
    end: int

    @property
    def begin(self) -> Position:
        """Where the span begins, for people."""
        return self.source.position(self.start)

    @property
    def finish(self) -> Position:
        """The position just after the span's last character."""
        return self.source.position(self.end)

    @property
    def text(self) -> str:
        """What stands there, in NFC."""
        return self.source.text[self.start : self.end]

    def to(self, other: Span) -> Span:
        """The span from the beginning of this one to the end of ``other`` (same source)."""
        return Span(self.source, self.start, max(self.end, other.end))
