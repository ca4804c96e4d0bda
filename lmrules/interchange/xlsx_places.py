"""Where something stands in a workbook, and what is wrong there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping

import attrs

from lmrules.diagnostics import Diagnostic
from lmrules.diagnostics.codes_workbook import CELL_NOT_USABLE
from lmrules.messages import LANGUAGES, Language, Text
from lmrules.source import Source, Span

_SHEET = Text("ark «{sheet}»", "ark «{sheet}»", "sheet “{sheet}”")
_ROW = Text("rad {row}", "rad {row}", "row {row}")
_COLUMN = Text("kolonne {letter} «{header}»", "kolonne {letter} «{header}»", "column {letter} “{header}”")


@attrs.frozen
class Place:
    """A sheet of a workbook, the one numbered ``order``, and a row and column of it where there is one."""

    order: int
    sheet: str
    row: int = 0
    column: int = 0
    letter: str = ""
    header: str = ""

    def shown(self, lang: Language) -> str:
        """The place for people: sheet, row and column."""
        parts = [_SHEET.fill(lang, {"sheet": self.sheet})]
        if self.row:
            parts.append(_ROW.fill(lang, {"row": self.row}))
        if self.letter:
            parts.append(_COLUMN.fill(lang, {"letter": self.letter, "header": self.header}))
        return ", ".join(parts)

    @property
    def key(self) -> tuple[int, int, int]:
        """What places are sorted by."""
        return self.order, self.row, self.column


@attrs.frozen
class Found:
    """A diagnostic at its place in the workbook; ``others`` are the places that take part."""

    place: Place
    diagnostic: Diagnostic
    others: tuple[Place, ...] = ()


class CellError(Exception):
    """A cell that cannot be used: ``why``, what to do, and the fields of both."""

    def __init__(self, why: Text, hint: Text, **fields: object) -> None:
        super().__init__(why.en)
        self.why = why
        self.hint = hint
        self.fields = fields

    def at(self, place: Place, source: Source) -> Found:
        """The finding."""
        why, hint = (Text(*(t.fill(lang, self.fields) for lang in LANGUAGES)) for t in (self.why, self.hint))
        return Found(place, CELL_NOT_USABLE.at(Span(source, 0, 0), why=why, hint=hint))


class Placed:
    """A text that is put together of pieces, each of them from a place."""

    def __init__(self) -> None:
        self.length = 0
        self._pieces: list[str] = []
        self._starts: list[int] = []
        self._places: list[Place] = []

    def add(self, text: str, place: Place) -> None:
        """Add a piece."""
        self._starts.append(self.length)
        self._places.append(place)
        self._pieces.append(text)
        self.length += len(text)

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(self._pieces)

    def at(self, offset: int) -> Place:
        """The place that what stands at ``offset`` is from."""
        index = bisect_right(self._starts, offset) - 1
        # Just after a piece (where something is missing) is still its place.
        return self._places[max(0, index)]


def located(diagnostics: Iterable[Diagnostic], texts: Mapping[int, Placed]) -> list[Found]:
    """``diagnostics`` on sources made of :class:`Placed` texts (by the identity of the source)."""
    found = []
    for diagnostic in diagnostics:
        here = texts[id(diagnostic.span.source)].at(diagnostic.span.start)
        others = [
            texts[id(r.span.source)].at(r.span.start)
            for r in diagnostic.related
            if id(r.span.source) in texts
        ]
        found.append(Found(here, diagnostic, tuple(p for p in dict.fromkeys(others) if p != here)))
    return found
