"""From one row of a workbook to one statement of a rule file: pieces of text, each with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias, TypeVar

from lmrules.interchange import xlsx_pieces as to
from lmrules.interchange.xlsx_opening import Cell, SheetRow
from lmrules.interchange.xlsx_places import CellError, Found, Place
from lmrules.messages import Text
from lmrules.source import Source
from lmrules.syntax.ast import Keywords
from lmrules.syntax.keywords import SPELLINGS

T = TypeVar("T")
Pieces: TypeAlias = "list[tuple[str, Place]]"

_EMPTY = Text("cellen er tom", "cella er tom", "the cell is empty")
_FILL_IN = Text("fyll ut «{header}»", "fyll ut «{header}»", "fill in “{header}”")
_NOT_BOTH = Text(
    "«{header}» står utfylt, men da skal forholdet stå tomt",
    "«{header}» står utfylt, men då skal forholdet stå tomt",
    "“{header}” is filled in, and then the relation is to be empty",
)
_ONE_OF_THEM = Text(
    "skriv enten forholdet, eller det som gjelder innhold og kompleksitet hver for seg",
    "skriv anten forholdet, eller det som gjeld innhald og kompleksitet kvar for seg",
    "write either the relation, or what holds of content and of complexity",
)
_NOT_CARRIED = Text(
    "cellen er utfylt, men videreført gjelder samme kode i begge sett",
    "cella er utfylt, men vidareført gjeld same kode i begge sett",
    "the cell is filled in, but carried is about the same code in both sets",
)
_EMPTY_IT = Text("tøm cellen, eller velg regel som type", "tøm cella, eller vel regel som type",
                 "empty the cell, or choose rule as the type")  # fmt: skip
_SOME_DAY = "2000-01-01"
_EXPECTED = (
    ("transferred", "then transfers", False), ("transferred-only", "then transfers", True),
    ("assessed", "then assesses", False), ("assessed-only", "then assesses", True),
)  # fmt: skip


class Incomplete(Exception):
    """A row that no statement can be made of; what is wrong is among the findings."""


class Line:
    """One row on its way: cells are asked for one by one, and what is wrong with them is collected."""

    def __init__(self, row: SheetRow, source: Source, found: list[Found], keywords: Keywords) -> None:
        self.row = row
        self.source = source
        self.found = found
        self.keywords = keywords
        self.whole = not row.wrong

    def word(self, key: str) -> str:
        """A keyword."""
        return SPELLINGS[key][self.keywords]

    def complain(self, key: str, error: CellError) -> None:
        """Add what is wrong with a cell."""
        self.whole = False
        self.found.append(error.at(self.row.cell(key), self.source))

    def made(self, key: str, make: Callable[[Cell], T]) -> T | None:
        """What ``make`` makes of a cell; None where it is empty or cannot be used."""
        cell = self.row.cells.get(key)
        if cell is None:
            if self.row.sheet.column(key).required and key not in self.row.wrong:
                header = self.row.cell(key).header or self.row.sheet.column(key).name
                self.complain(key, CellError(_EMPTY, _FILL_IN, header=header))
            return None
        try:
            return make(cell)
        except CellError as error:
            self.complain(key, error)
            return None

    def piece(self, key: str, make: Callable[[str], str], before: str = "", after: str = "") -> Pieces:
        """What ``make`` makes of a cell's text, as a piece with what stands before and after it."""
        text = self.made(key, lambda cell: make(cell.text))
        return [(f"{before}{text}{after}", self.row.cell(key))] if text is not None else []

    def plain(self, text: str) -> Pieces:
        """A piece that stands in no cell of its own."""
        return [(text, self.row.place)]

    def day(self, key: str, before: str) -> Pieces:
        """A date."""
        text = self.made(key, to.day)
        return [(f"{before}{text}", self.row.cell(key))] if text is not None else []

    def notes(self, *keys: str) -> Pieces:
        """Reasons and sources."""
        found: Pieces = []
        for key, keyword in (("reasons", "because"), ("sources", "source")):
            if key in keys:
                texts = self.made(key, to.texts) or []
                found += [(f"\n{self.word(keyword)} {text}", self.row.cell(key)) for text in texts]
        return found

    def done(self, *parts: Pieces) -> Pieces:
        """The whole statement; :class:`Incomplete` where some cell could not be used."""
        if not self.whole:
            raise Incomplete
        return [piece for part in parts for piece in part]


# ------------------------------------------------------------------------------------------- statements


def rulebook(line: Line) -> Pieces:
    """`regelverk`."""
    name = line.piece("name", to.name, f"{line.word('rulebook')} ")
    return line.done(name, line.piece("title", to.title, " "), line.notes("sources"))


def topic(line: Line) -> Pieces:
    """`tema`."""
    return line.done(
        line.piece("name", to.name, f"{line.word('topic')} "),
        line.piece("title", to.title, " "),
        line.piece("includes", to.names, f" {line.word('includes')} "),
        line.piece("consists", to.names, f" {line.word('consists of')} "),
        line.notes("sources"),
    )


def objective_set(line: Line) -> Pieces:
    """`læringsmålsett`."""
    start = line.day("start", f" {line.word('from')} ")
    end = line.day("end", f" {line.word('until')} ")
    valid = line.plain(f"\n{line.word('valid')}") if start or end else []
    name = line.piece("name", to.name, f"{line.word('objectives')} ")
    return line.done(name, line.piece("title", to.title, " "), valid, start, end, line.notes("sources"))


def transition_head(line: Line) -> Pieces:
    """`overgang`."""
    return line.done(
        line.piece("old", to.name, f"{line.word('transition')} "),
        line.piece("new", to.name, f" {line.word('to')} "),
        line.day("day", f" {line.word('from')} "),
        line.notes("sources"),
    )


def bare_head(line: Line) -> Pieces:
    """The head of a set or transition some other cell of which cannot be used: its names, and any day.

    It says too little to be written, and keeps what stands in it from being out of place.
    """
    line.found, before = [], line.found
    line.whole = not line.row.wrong & {"name", "old", "new"}
    if line.row.sheet.key == "sets":
        pieces = line.done(line.piece("name", to.name, f"{line.word('objectives')} "))
    else:
        old = line.piece("old", to.name, f"{line.word('transition')} ")
        day = line.plain(f" {line.word('from')} {_SOME_DAY}")
        pieces = line.done(old, line.piece("new", to.name, f" {line.word('to')} "), day)
    line.found = before
    return pieces


def scale(lines: Sequence[Line]) -> Pieces:
    """`skala`, from the rows that have its name."""
    parts: list[Pieces] = []
    for number, line in enumerate(lines):
        parts.append(line.piece("name", to.name, f"{line.word('scale')} ") if not number else line.plain(","))
        parts.append(line.piece("chain", to.chain, "\n"))
    parts += [line.notes("sources") for line in lines]
    return _of_all(lines, parts)


def objective(lines: Sequence[Line]) -> Pieces:
    """`mål`, from the rows that have its set and code: one title, and a requirement line for each level."""
    first = lines[0]
    parts = [first.piece("code", to.name, f"{first.word('objective')} ")]
    parts += [line.piece("title", to.title, " ") for line in lines if "title" in line.row.cells][:1]
    for line in lines:
        level = line.made("level", lambda cell: to.name(cell.text))
        if level is not None and "topics" not in line.row.cells:
            parts.append([(f"\n{line.word('level')} {level}", line.row.cell("level"))])
        elif "topics" in line.row.cells:
            header = line.row.cell("level").header
            if "level" not in line.row.cells and "level" not in line.row.wrong:
                line.complain("level", CellError(_EMPTY, _FILL_IN, header=header))
            parts.append([(f"\n{level}: ", line.row.cell("level"))])
            parts.append(line.piece("topics", to.names))
    parts += [line.notes("sources") for line in lines]
    return _of_all(lines, parts)


def _of_all(lines: Sequence[Line], parts: Sequence[Pieces]) -> Pieces:
    if not all(line.whole for line in lines):
        raise Incomplete
    return [piece for part in parts for piece in part]


# ------------------------------------------------------------------------------------------- in a transition


def cohort(line: Line) -> Pieces:
    """`påbegynt før … fullfører til …`."""
    before = line.day("before", f"{line.word('started before')} ")
    until = line.day("until", f" {line.word('completes')} {line.word('until')} ")
    return line.done(before, until, line.notes("reasons", "sources"))


def rule(line: Line) -> Pieces:
    """`regel`, `utkast regel` or `videreført`."""
    kind = line.made("type", lambda cell: to.chosen(cell.text, "rule", "draft", "carried").en) or "rule"
    if kind == "carried":
        return _carried(line)
    draft = f"{line.word('draft')} " if kind == "draft" else ""
    head = line.piece("name", to.name, f"{draft}{line.word('rule')} ", ": ")
    old = line.piece("old", to.expression)
    signs = {
        key: line.made(key, lambda cell: to.sign(cell.text)) for key in ("relation", "content", "complexity")
    }
    said = [(key, sign) for key, sign in signs.items() if sign is not None]
    aspects = [key for key, _ in said if key != "relation"]
    if not said and line.whole:
        line.complain("relation", CellError(_EMPTY, _FILL_IN, header=line.row.cell("relation").header))
    if signs["relation"] is not None and aspects:
        header = line.row.cell(aspects[0]).header
        line.complain(aspects[0], CellError(_NOT_BOTH, _ONE_OF_THEM, header=header))
    if "new" not in line.row.cells and "new" not in line.row.wrong:
        line.complain("new", CellError(_EMPTY, _FILL_IN, header=line.row.cell("new").header))
    new = line.piece("new", to.codes)
    parts: list[Pieces] = []
    for number, (key, sign) in enumerate(said):
        place = line.row.cell(key)
        aspect = "" if key == "relation" else f" {line.word('in')} {line.word(key)}"
        parts.append([(f", {sign}" if number else f" {sign} ", place)])
        parts += [] if number else [new]
        parts.append([(aspect, place)])
    return line.done(head, old, *parts, line.notes("reasons", "sources"))


def _carried(line: Line) -> Pieces:
    head = line.piece("name", to.name, f"{line.word('carried')} ", ": ")
    listed = line.made("old", lambda cell: to.carried(cell.text))
    for key in ("relation", "content", "complexity", "new"):
        if key in line.row.cells:
            line.complain(key, CellError(_NOT_CARRIED, _EMPTY_IT))
    text = ""
    if listed is not None:
        mine, excepted = listed
        text = mine or line.word("all") + (f" {line.word('except')} {excepted}" if excepted else "")
    return line.done(head, [(text, line.row.cell("old"))], line.notes("reasons", "sources"))


def judgement(line: Line) -> Pieces:
    """`skjønn`."""
    head = line.piece("name", to.name, f"{line.word('judgement')} ", ": ")
    covered = line.piece("covered", to.topics)
    sign = line.made("relation", lambda cell: to.sign(cell.text)) or "≤"
    relation: Pieces = [(f" {sign} ", line.row.cell("relation"))]
    return line.done(
        head, covered, relation, line.piece("covering", to.topics), line.notes("reasons", "sources")
    )


def fate(line: Line) -> Pieces:
    """`utgår` or `nytt`."""
    kind = line.made("type", lambda cell: to.chosen(cell.text, "retired", "new").en) or "new"
    return line.done(line.piece("codes", to.codes, f"{line.word(kind)} "), line.notes("reasons", "sources"))


def never(line: Line) -> Pieces:
    """`aldri … uten …`."""
    objective_code = line.piece("objective", to.code, f"{line.word('never')} ")
    unless = line.piece("unless", to.expression, f" {line.word('without')} ")
    return line.done(objective_code, unless, line.notes("reasons", "sources"))


def example(line: Line) -> Pieces:
    """`eksempel`."""
    head = line.piece("title", to.title, f"{line.word('example')} ")
    given = line.made("given", lambda cell: to.given(cell.text)) or line.word("nothing")
    parts: list[Pieces] = [head, [(f"\n{line.word('given')} {given}", line.row.cell("given"))]]
    parts += [list(_expected(line, *expected)) for expected in _EXPECTED]
    return line.done(*parts)


def _expected(line: Line, key: str, keyword: str, only: bool) -> Iterator[tuple[str, Place]]:  # noqa: FBT001
    for group in line.made(key, lambda cell: list(to.groups(cell.text))) or ():
        bare = f" {line.word('only')}" if only else ""
        yield f"\n{line.word(keyword)}{bare} {group}", line.row.cell(key)


SINGLE: dict[str, Callable[[Line], Pieces]] = {
    "rulebook": rulebook, "topics": topic, "sets": objective_set, "transitions": transition_head,
    "cohorts": cohort, "rules": rule, "judgements": judgement, "fates": fate, "nevers": never,
    "examples": example,
}  # fmt: skip
"""What makes the statement of one row, by its sheet."""

MANY: dict[str, Callable[[Sequence[Line]], Pieces]] = {"levels": scale, "objectives": objective}
"""What makes the statement of several rows."""
