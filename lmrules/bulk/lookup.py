"""What every row counts as, by looking it up: :mod:`lmrules.compiled.counting` as numpy tables.

A row's *key* is made of its period, its code and, where they matter, the person's era, the set it names and
its status. Each table has one entry for every key.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt

from lmrules.approvals.rows import STATUSES
from lmrules.bulk.arrays import Ints
from lmrules.bulk.pieces import NO_DAY, Chunk, Days, Places, Text
from lmrules.compiled.counting import Counted, Counting
from lmrules.compiled.plan import Plan
from lmrules.model.approval import Status
from lmrules.model.model import ObjectiveId
from lmrules.source import nfc

WORD = 64
_EPOCH = dt.date(1970, 1, 1).toordinal()
_STATUSES: tuple[Status, ...] = ("approved", "revoked")
_NO_SUCH = "\0"
"""Stands for every set and code that the rulebook does not have (no name holds it)."""
_MANY = 1_000
_MOST_TABLES = 16


@attrs.frozen(eq=False)
class Tables:
    """The tables for one chunk, by key. ``words``: the bits that each key stands for, 64 to a word.

    ``several``: whether the row cannot be used; None where no key is such a one. ``counted``: what each key
    counts as. ``periods``: for each day from ``first`` on the part of the key that the period gives.
    ``step``: the size of the part that period and code give; ``sizes``: how many eras, statuses and sets.
    """

    words: tuple[npt.NDArray[np.uint64] | None, ...]
    several: npt.NDArray[np.bool_] | None
    counted: tuple[Counted, ...]
    periods: Ints
    first: int
    step: int
    sizes: tuple[int, int, int]


@attrs.define(eq=False)
class Lookup:
    """Makes and keeps the tables. Bits are the plan's atoms and, after them, the objectives of the target."""

    plan: Plan
    tables: dict[tuple[object, ...], Tables] = attrs.field(factory=dict)
    sets: frozenset[str] = attrs.field(init=False)
    every_code: frozenset[str] = attrs.field(init=False)
    new_bits: dict[ObjectiveId, int] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        book = self.plan.prepared.book
        self.sets = frozenset(book.set_named)
        self.every_code = frozenset(code for s in book.sets for code in s.codes)
        atoms = len(self.counting.atoms)
        self.new_bits = {o: atoms + number for number, o in enumerate(self.plan.targets)}

    @property
    def counting(self) -> Counting:
        """What rows count as."""
        return self.plan.counting

    @property
    def bits(self) -> int:
        """How many bits there are for each person."""
        return len(self.counting.atoms) + len(self.plan.targets)

    @property
    def words(self) -> int:
        """How many words hold the bits of one person."""
        return -(-self.bits // WORD)

    def eras(self, started: Days) -> Places:
        """The era of persons who began on these days."""
        limits = [limit.toordinal() - _EPOCH for limit in self.counting.limits]
        found = np.searchsorted(np.array(limits, dtype=np.int32), started, side="right")
        return np.where(started == NO_DAY, len(limits), found)

    def for_chunk(self, chunk: Chunk) -> tuple[Tables, Ints]:
        """The tables for what stands in ``chunk``, and the place of each row's code among their codes."""
        codes, places = self.codes(chunk.objective)
        sets = tuple(name if name in self.sets else _NO_SUCH for name in words_of(chunk, "set"))
        key = (codes, sets, words_of(chunk, "status"))
        if key not in self.tables:
            if len(self.tables) >= _MOST_TABLES:
                self.tables.clear()
            self.tables[key] = self.made(*key)
        return self.tables[key], places

    def codes(self, column: Text) -> tuple[tuple[str, ...], Ints]:
        """The codes of a column, with one that is none for all that the rulebook does not have."""
        words = [nfc(word) for word in column.words]
        ours = [word if self.ours(word) else _NO_SUCH for word in words]
        if len(ours) <= _MANY:
            return tuple(ours), column.places
        different = tuple(dict.fromkeys(ours))
        place = {word: number for number, word in enumerate(different)}
        return different, np.array([place[word] for word in ours], dtype=np.int32).take(column.places)

    def ours(self, code: str) -> bool:
        """Whether ``CODE`` or ``SET/CODE`` may be one of the rulebook's."""
        return code in self.every_code or code.partition("/")[0] in self.sets

    def made(self, codes: Sequence[str], named: Sequence[str], statuses: Sequence[str]) -> Tables:
        """The tables for these codes, sets (and none) and statuses (and none)."""
        periods = len(self.counting.periods) + 1
        sets = (*named, None)
        sizes = (len(self.counting.eras), len(statuses) + 1, len(sets))
        of_status: tuple[Status, ...] = (*(STATUSES[nfc(s).casefold()] for s in statuses), "approved")
        counted = tuple(
            self.counting.at(era, in_set, code, status, period)
            for era in range(sizes[0])
            for status in of_status
            for in_set in sets
            for period in range(periods)
            for code in codes
        )
        several = np.array([one.several for one in counted])
        first, of_day = self.days(len(codes), len(counted))
        return Tables(
            self.columns(counted),
            several if several.any() else None,
            counted,
            of_day,
            first,
            len(codes) * periods,
            sizes,
        )

    def columns(self, counted: Sequence[Counted]) -> tuple[npt.NDArray[np.uint64] | None, ...]:
        """The words of each key; None for a word without a bit."""
        columns = [np.zeros(len(counted), np.uint64) for _ in range(self.words)]
        for place, one in enumerate(counted):
            bits = one.atoms
            if one.disposition is None and one.objective in self.new_bits:
                bits = 1 << self.new_bits[one.objective]
            for word in range(self.words if bits else 0):
                columns[word][place] = (bits >> WORD * word) & (2**WORD - 1)
        return tuple(column if column.any() else None for column in columns)

    def days(self, codes: int, size: int) -> tuple[int, Ints]:
        """The first day of the table of days (all before it are alike), and the table itself."""
        begins = [day.toordinal() - _EPOCH for day in self.counting.periods]
        first = begins[0] - 1 if begins else 0
        last = begins[-1] if begins else 0
        days = np.arange(first, last + 1)
        period = np.searchsorted(np.array(begins, dtype=np.int64), days, side="right")
        return first, (period * codes).astype(np.uint16 if size < 2**16 else np.int64)


def words_of(chunk: Chunk, name: str) -> tuple[str, ...]:
    """The different texts of a column; none where it is not there."""
    column = chunk.text(name)
    return () if column is None else column.words


def keys(tables: Tables, chunk: Chunk, places: Ints, era: Ints | int) -> Places:
    """The key of each row; ``places`` those of its code, ``era`` that of its person (or of all)."""
    found: Ints = tables.periods.take(chunk.approved - np.int32(tables.first), mode="clip")
    found = found + places.astype(found.dtype, copy=False)
    step = tables.step
    eras, statuses, sets = tables.sizes
    for name, size in (("set", sets), ("status", statuses)):
        column = chunk.text(name)
        if column is not None:
            where = np.where(column.places < 0, size - 1, column.places)
            found = found + (where * step).astype(found.dtype)
        step *= size
    if eras > 1:
        found = found + np.asarray(era * step).astype(found.dtype)
    return found.astype(np.intp)
