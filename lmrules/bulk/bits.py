"""Persons' approvals as bits: a few words for each person, and for each atom a bitmap over persons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from lmrules.bulk.arrays import Ints
from lmrules.bulk.grouping import Group
from lmrules.bulk.lookup import WORD, Lookup, Tables, keys
from lmrules.bulk.pieces import NO_DAY, Days, Places, days_of

Words: TypeAlias = npt.NDArray[np.uint64]
BLOCK = 2**16
"""How many rows are worked on at a time."""

Bitmap: TypeAlias = npt.NDArray[np.uint8]
"""One bit for each person, eight to a byte, the first in the highest bit (``numpy.packbits``)."""


@attrs.frozen(eq=False)
class Held:
    """What the persons of a group hold.

    ``words``: for each word of bits one value for each person; None where nobody has any. ``eras``: the era
    of each person, or one for all. ``several`` and ``started_twice``: for each chunk the places of the rows
    that cannot be used, because their code is in two valid sets, or because the person began on several days.
    """

    persons: int
    words: tuple[Words | None, ...]
    eras: Places | int
    several: tuple[Places, ...]
    started_twice: tuple[Places, ...]
    _planes: dict[int, npt.NDArray[np.uint8]] = attrs.field(factory=dict, repr=False)
    _bitmaps: dict[int, Bitmap | None] = attrs.field(factory=dict, repr=False)

    def bitmap(self, bit: int) -> Bitmap | None:
        """Who has the bit; None where nobody does."""
        if bit not in self._bitmaps:
            plane = self._plane(bit // WORD, bit % WORD // 8)
            found: Bitmap | None = None if plane is None else np.packbits(plane & np.uint8(1 << bit % 8))
            self._bitmaps[bit] = found if found is not None and found.any() else None
        return self._bitmaps[bit]

    def _plane(self, word: int, byte: int) -> npt.NDArray[np.uint8] | None:
        """One byte of a word, for each person: eight bits of all of them side by side in memory."""
        words = self.words[word]
        if words is None:
            return None
        if word not in self._planes:
            as_bytes = words.astype("<u8", copy=False).view(np.uint8)
            self._planes[word] = np.ascontiguousarray(as_bytes.reshape(-1, 8).T)
        plane: npt.NDArray[np.uint8] = self._planes[word][byte]
        return plane


def held(lookup: Lookup, group: Group) -> Held:
    """The approvals of a group's persons as bits."""
    began = _Began.of(group)
    many = len(lookup.counting.eras) > 1 and began.days is not None
    eras = lookup.eras(began.days) if many and began.days is not None else len(lookup.counting.eras) - 1
    persons = group.offsets[-1] + len(group.runs[-1])
    words: list[Words | None] = [None] * lookup.words
    several = []
    for index, chunk in enumerate(group.chunks):
        tables, places = lookup.for_chunk(chunk)
        bad = [np.empty(0, np.intp)]
        for block in blocks(group, index):
            begin, end = block.first_row, block.end_row
            of_person = eras[block.of_row(group.offsets[index])] if isinstance(eras, np.ndarray) else eras
            key = keys(tables, chunk.part(begin, end), places[begin:end], of_person)
            if tables.several is not None:
                bad.append(np.flatnonzero(tables.several.take(key)) + begin)
            out = began.twice[index]
            out = out[(out >= begin) & (out < end)] - begin
            _add(words, persons, tables, key, out, block.runs, group.offsets[index] + block.first_run)
        several.append(np.concatenate(bad))
    return Held(persons, tuple(words), eras, tuple(several), began.twice)


def _add(
    words: list[Words | None],
    persons: int,
    tables: Tables,
    key: Places,
    out: Places,
    runs: Ints,
    first: int,
) -> None:
    """Add the bits of some rows, by ``key`` and without those ``out``, to the persons from ``first`` on."""
    for number, table in enumerate(tables.words):
        if table is None:
            continue
        of_row = table.take(key)
        of_row[out] = 0
        mine = words[number]
        if mine is None:
            mine = words[number] = np.zeros(persons, np.uint64)
        mine[first : first + len(runs)] |= np.bitwise_or.reduceat(of_row, runs)


@attrs.frozen(eq=False)
class Block:
    """Some rows of a chunk, of whole runs: few enough for the processor's cache.

    ``runs``: where each of its runs begins, counted from ``first_row``; ``first_run``: the first's number.
    """

    first_row: int
    end_row: int
    first_run: int
    runs: Ints

    def of_row(self, first_person: int) -> Ints:
        """The number of each row's person, where the chunk's first is ``first_person``."""
        lengths = np.diff(self.runs, append=self.end_row - self.first_row)
        begin = first_person + self.first_run
        return np.repeat(np.arange(begin, begin + len(self.runs), dtype=np.int32), lengths)


def blocks(group: Group, index: int) -> Iterator[Block]:
    """The rows of one chunk of ``group`` in blocks."""
    runs, rows = group.runs[index], len(group.chunks[index])
    first = 0
    ends = [*np.searchsorted(runs, np.arange(BLOCK, rows, BLOCK)).tolist(), len(runs)]
    for end in dict.fromkeys(ends):
        if end > first:
            begin, stop = int(runs[first]), int(runs[end]) if end < len(runs) else rows
            yield Block(begin, stop, first, runs[first:end] - begin)
            first = end


@attrs.frozen(eq=False)
class _Began:
    """When each person of a group began, and the rows of those who are said to have begun on several days."""

    days: Days | None
    twice: tuple[Places, ...]

    @classmethod
    def of(cls, group: Group) -> _Began:
        nothing = np.empty(0, np.intp)
        if not any(chunk.has("started") for chunk in group.chunks):
            return cls(None, tuple(nothing for _ in group.chunks))
        persons = group.offsets[-1] + len(group.runs[-1])
        first = np.full(persons, np.iinfo(np.int32).max, np.int32)
        last = np.full(persons, NO_DAY, np.int32)
        of_chunk = []
        for index, chunk in enumerate(group.chunks):
            days = days_of(chunk.batch.column("started"))
            of_chunk.append(days)
            span = slice(group.offsets[index], group.offsets[index] + len(group.runs[index]))
            late = np.where(days == NO_DAY, np.iinfo(np.int32).max, days)
            first[span] = np.minimum(first[span], np.minimum.reduceat(late, group.runs[index]))
            last[span] = np.maximum(last[span], np.maximum.reduceat(days, group.runs[index]))
        both = (last != NO_DAY) & (first != last)
        twice = [nothing for _ in group.chunks]
        if both.any():
            twice = [
                np.flatnonzero(both[group.person_of_row(index)] & (days != NO_DAY))
                for index, days in enumerate(of_chunk)
            ]
        return cls(np.where(both, NO_DAY, last), tuple(twice))
