"""Which statement stands where: rows to files, and in each file to sets, transitions and what stands in them.

Rows are numbered by their place in the file they came from. One without a number comes after the row above
it; rows of a workbook that has no numbers come in the order of the language's own page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import attrs

from lmrules.interchange import xlsx_pieces as to
from lmrules.interchange.xlsx_opening import SheetRow
from lmrules.interchange.xlsx_places import CellError, Found, Place
from lmrules.interchange.xlsx_statements import Line
from lmrules.messages import Text
from lmrules.source import Source
from lmrules.syntax.ast import Keywords

T = TypeVar("T")

_RANK = {key: rank for rank, key in enumerate((
    "rulebook", "levels", "topics", "sets", "objectives", "transitions", "cohorts", "judgements", "rules",
    "fates",
    "nevers", "examples"))}  # fmt: skip
_TOPS = frozenset({"rulebook", "levels", "topics", "sets", "transitions"})

_WHICH = Text("cellen er tom, og det er flere overganger", "cella er tom, og det er fleire overgangar",
              "the cell is empty, and there are several transitions")  # fmt: skip
_NONE = Text("det er ingen overganger på arket for dem", "det er ingen overgangar på arket for dei",
             "there are no transitions on the sheet for them")  # fmt: skip
_UNKNOWN = Text("overgangen `{old} → {new}` er ikke på arket for overganger",
                "overgangen `{old} → {new}` er ikkje på arket for overgangar",
                "the transition `{old} → {new}` is not on the sheet of transitions")  # fmt: skip
_ADD = Text("skriv den der, med datoen den gjelder fra", "skriv han der, med datoen han gjeld frå",
            "write it there, with the day it holds from")  # fmt: skip
_CHOOSE = Text("velg overgang", "vel overgang", "choose a transition")


@attrs.define(eq=False)
class Entry:
    """The rows of one statement, and what stands in it; ``head`` is written where no row does it."""

    lines: list[Line]
    rank: int
    file: int = 0
    number: float | None = None
    key: tuple[str, ...] = ()
    inner: list[Entry] = attrs.field(factory=list)
    head: str = ""
    place: Place | None = None

    @property
    def order(self) -> tuple[int, float, int]:
        """What entries are sorted by: those with a number first; sorting keeps the order of rows."""
        return (0, self.number, 0) if self.number is not None else (1, 0.0, self.rank)

    @property
    def first(self) -> Line:
        """The first of its rows."""
        return self.lines[0]


class Sorter:
    """Sorts the rows of one workbook into files, which are called by ``files`` (names to numbers)."""

    def __init__(
        self, source: Source, found: list[Found], keywords: Keywords, files: Mapping[str, int]
    ) -> None:
        self.source = source
        self.found = found
        self.keywords: Keywords = keywords
        self.files = files
        self.tops: list[Entry] = []
        self.sets: dict[tuple[str, ...], list[Entry]] = {}
        self.transitions: dict[tuple[str, ...], list[Entry]] = {}

    def sorted(self, rows: Iterable[SheetRow]) -> list[Entry]:
        """The statements that stand by themselves, in order, with the others in them."""
        by_sheet: dict[str, list[SheetRow]] = {key: [] for key in _RANK}
        for row in rows:
            by_sheet[row.sheet.key].append(row)
        for key in sorted(_TOPS, key=_RANK.__getitem__):
            for entry in self.entries(key, by_sheet[key]):
                self.tops.append(entry)
                if key == "sets":
                    self.sets.setdefault(entry.key[:1], []).append(entry)
                elif key == "transitions":
                    self.transitions.setdefault(entry.key, []).append(entry)
        for entry in self.entries("objectives", by_sheet["objectives"]):
            self.put(entry, self.sets, entry.key[:1])
        for key in _RANK:
            if key not in _TOPS and key != "objectives":
                self.statements_of_transitions(key, by_sheet[key])
        for top in self.tops:
            top.inner.sort(key=lambda entry: entry.order)
        return sorted(self.tops, key=lambda entry: (entry.file, entry.order))

    # ------------------------------------------------------------------- rows to entries

    def entries(self, key: str, rows: Sequence[SheetRow]) -> list[Entry]:
        """The statements of one sheet: one for each row, or for all the rows that name the same thing."""
        made: list[Entry] = []
        known: dict[tuple[str, ...], Entry] = {}
        above: Entry | None = None
        for row in rows:
            line = Line(row, self.source, self.found, self.keywords)
            named = self.key(key, row)
            entry = known.get(named) if key in ("levels", "objectives") and all(named) else None
            if entry is None:
                entry = Entry([], _RANK[key], key=named)
                known[named] = entry
                made.append(entry)
                self.settle(entry, line, above)
            entry.lines.append(line)
            above = entry
        return made

    def key(self, key: str, row: SheetRow) -> tuple[str, ...]:
        """What a row is about, as far as it can be read; what is wrong with it is said elsewhere."""
        columns = {"objectives": ("set", "code"), "transitions": ("old", "new")}.get(key, ("name",))
        return tuple(
            _quietly(row, column) for column in columns if column in {c.key for c in row.sheet.columns}
        )

    def settle(self, entry: Entry, line: Line, above: Entry | None) -> None:
        """The file and the number of an entry: its own, or those of the row above."""
        number = line.made("place", to.number)
        file = line.row.cells.get("file")
        same = above is not None and (entry.rank != _RANK["objectives"] or above.key[:1] == entry.key[:1])
        if file is not None:
            entry.file = self.files.get(file.text.strip(), 0)
        elif above is not None and same:
            entry.file = above.file
        elif entry.rank == _RANK["objectives"] and entry.key[:1] in self.sets:
            entry.file = self.sets[entry.key[:1]][0].file
        entry.number = number if number is not None else above.number if above is not None and same else None

    # ------------------------------------------------------------------- what stands in something

    def statements_of_transitions(self, key: str, rows: Sequence[SheetRow]) -> None:
        """Put the rows of one sheet into the transitions they name."""
        above: dict[tuple[str, ...], Entry] = {}
        for row in rows:
            line = Line(row, self.source, self.found, self.keywords)
            pair = self.pair(line)
            entry = Entry([line], _RANK[key])
            if pair is None:
                entry.file = -1
                self.tops.append(entry)
                continue
            heads = self.transitions.get(pair, [])
            entry.key = pair
            self.settle(entry, line, above.get(pair))
            if "file" not in row.cells and pair not in above and heads:
                entry.file = heads[0].file
            above[pair] = entry
            if not heads:
                old, new = pair
                line.complain("transition", CellError(_UNKNOWN, _ADD, old=old, new=new))
                entry.file = -1
                self.tops.append(entry)
                continue
            self.put(entry, self.transitions, pair)

    def pair(self, line: Line) -> tuple[str, str] | None:
        """The transition of a row: the one it names, or the only one there is."""
        if "transition" in line.row.wrong:
            return None
        if "transition" in line.row.cells:
            return line.made("transition", lambda cell: to.transition(cell.text))
        if len(self.transitions) != 1:
            line.complain(
                "transition",
                CellError(_WHICH if self.transitions else _NONE, _CHOOSE if self.transitions else _ADD),
            )
            return None
        [(old, new)] = self.transitions
        return old, new

    def put(self, entry: Entry, heads: dict[T, list[Entry]], key: T) -> None:
        """Put an entry into its head: the one in its own file, and before it, where there is a choice."""
        mine = [head for head in heads.get(key, []) if head.file == entry.file]
        if not mine:
            known = heads.get(key, [])
            mine = [Entry([], _RANK["sets"] if entry.rank == _RANK["objectives"] else _RANK["transitions"],
                          file=entry.file, head=_head(entry, known),
                              place=entry.first.row.place)]  # fmt: skip
            self.tops += mine
            heads.setdefault(key, []).extend(mine)
        before = [
            head
            for head in mine
            if head.number is None or entry.number is None or head.number <= entry.number
        ]
        (before or mine)[-1].inner.append(entry)


def _quietly(row: SheetRow, key: str) -> str:
    try:
        return to.name(row.cells[key].text) if key in row.cells else ""
    except CellError:
        return ""


def _head(entry: Entry, known: Sequence[Entry]) -> str:
    """The head of a set or transition that has no row in this file."""
    word = entry.first.word
    if entry.rank == _RANK["objectives"]:
        return f"{word('objectives')} {entry.key[0]}" if entry.key[0] else ""
    old, new = entry.key
    day = next((_day_of(head) for head in known if head.lines), "")
    return f"{word('transition')} {old} {word('to')} {new} {word('from')} {day}"


def _day_of(head: Entry) -> str:
    try:
        return to.day(head.first.row.cells["day"])
    except (KeyError, CellError):
        return ""
