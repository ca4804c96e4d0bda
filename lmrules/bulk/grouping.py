"""Rows to persons: every person's rows in one group, and rows that do not stand together noticed.

One person's rows must follow each other. Where persons come in ascending order nothing has to be remembered;
where they do not, eight bytes for each person tell at the end whether somebody came twice. Two persons whose
eight bytes are equal count as one who came twice: the slower way is then taken for nothing, and no answer is
ever wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lmrules.bulk.arrays import Ints, of_ints
from lmrules.bulk.pieces import Chunk, Piece, chunks_of


class NotGrouped(Exception):
    """Rows of one person stand apart; the message holds no person."""

    def __init__(self) -> None:
        super().__init__("the rows of one person stand apart from each other")


@attrs.frozen(eq=False, slots=False)
class Group:
    """All rows of some persons: chunks in input order, a person's rows perhaps over several of them."""

    chunks: tuple[Chunk, ...]

    @cached_property
    def runs(self) -> tuple[Ints, ...]:
        """For each chunk where the rows of each person in it begin."""
        return tuple(starts(chunk.person.places) for chunk in self.chunks)

    @cached_property
    def persons(self) -> pa.Array:
        """The persons, in input order."""
        found = []
        for index, (chunk, begin) in enumerate(zip(self.chunks, self.runs, strict=True)):
            mine = begin[1:] if index and self.goes_on[index] else begin
            values, places = chunk.person.values, chunk.person.places[mine]
            whole = len(places) == len(values) and bool((places == np.arange(len(values))).all())
            found.append(values if whole else values.take(of_ints(places)))
        return found[0] if len(found) == 1 else pa.concat_arrays(found)

    @cached_property
    def goes_on(self) -> tuple[bool, ...]:
        """For each chunk, whether its first person is the last one of the chunk before."""
        before: list[str | None] = [None, *(last_person(chunk) for chunk in self.chunks[:-1])]
        return tuple(p == first_person(c) for p, c in zip(before, self.chunks, strict=True))

    @cached_property
    def offsets(self) -> tuple[int, ...]:
        """For each chunk the number, in the group, of its first person."""
        found, after = [], 0
        for begin, on in zip(self.runs, self.goes_on, strict=True):
            found.append(after - on)
            after = found[-1] + len(begin)
        return tuple(found)

    def person_of_row(self, index: int) -> Ints:
        """The number of each row's person in chunk ``index``."""
        begin, chunk = self.runs[index], self.chunks[index]
        lengths = np.diff(begin, append=len(chunk))
        numbers = np.arange(self.offsets[index], self.offsets[index] + len(begin), dtype=np.int32)
        return np.repeat(numbers, lengths)


def first_person(chunk: Chunk) -> str:
    """The person of the first row."""
    return str(chunk.person.values[int(chunk.person.places[0])].as_py())


def last_person(chunk: Chunk) -> str:
    """The person of the last row."""
    return str(chunk.person.values[int(chunk.person.places[-1])].as_py())


def starts(places: Ints) -> Ints:
    """Where each run of equal values begins."""
    return np.concatenate([[0], np.flatnonzero(places[1:] != places[:-1]) + 1])


MOST_PERSONS = 65_536
"""How many persons a group has at most, or a few more: what they are told takes more room than their rows."""


def _at_most(chunks: list[Chunk], persons: int) -> Iterator[list[Chunk]]:
    """``chunks`` in lists of about so many persons, no person in two."""
    some: list[Chunk] = []
    count = 0
    for whole in chunks:
        chunk = whole
        # A dictionary has every person of its chunk.
        while count + len(chunk.person.values) > persons:
            begin = starts(chunk.person.places)
            cut = max(1, persons - count)
            if cut >= len(begin):
                break
            yield [*some, chunk.part(0, int(begin[cut]))]
            chunk = chunk.part(int(begin[cut]), len(chunk))
            some, count = [], 0
        some.append(chunk)
        count += min(len(chunk.person.values), len(chunk))
    if some:
        yield some


def last_start(places: Ints) -> int:
    """Where the last run of equal values begins, looked for from the end."""
    size = 1024
    while True:
        tail = places[-size:]
        others = np.flatnonzero(tail != places[-1])
        if len(others):
            return len(places) - len(tail) + int(others[-1]) + 1
        if len(tail) == len(places):
            return 0
        size *= 8


def groups(pieces: Iterable[Piece]) -> Iterator[Group]:
    """The rows of ``pieces`` with no person in two groups; :class:`NotGrouped` at the end at the latest."""
    seen = _Seen()
    held: list[Chunk] = []
    ready: list[Chunk] = []  # kept back: at the end the last person joins them, and is no table alone
    for piece in pieces:
        chunks = [*held, *chunks_of(piece)]
        held = []
        while chunks:
            # The last person's rows may go on in the next piece.
            last = chunks.pop()
            begin = last_start(last.person.places)
            held.insert(0, last.part(begin, len(last)))
            if begin:
                chunks.append(last.part(0, begin))
                break
            if chunks and last_person(chunks[-1]) != first_person(last):
                break
        for some in _at_most(chunks, MOST_PERSONS):
            if ready:
                yield seen.noting(Group(tuple(ready)))
            ready = some
    if ready or held:
        yield seen.noting(Group((*ready, *held)))
    seen.nobody_twice()


REMEMBERED = 1_000_000
"""How many persons are remembered while they ascend, in case they cease to."""


@attrs.frozen
class _Order:
    """An order in which persons may come: as texts; or shorter ones first, as numbers not padded."""

    shorter_first: bool

    def before(self, one: pa.Array | pa.Scalar, other: pa.Array) -> bool:
        """Whether each of ``other`` comes after ``one``, or after the one in the same place there."""
        found = pc.less(one, other)
        if self.shorter_first:
            length, others = pc.binary_length(one), pc.binary_length(other)
            found = pc.or_(pc.less(length, others), pc.and_(pc.equal(length, others), found))
        return bool(pc.all(found, min_count=0).as_py())

    def ascend(self, last: pa.Scalar | None, persons: pa.Array) -> bool:
        """Whether ``persons`` ascend from ``last``."""
        return (last is None or self.before(last, persons[:1])) and self.before(persons[:-1], persons[1:])


_ORDERS = (_Order(shorter_first=False), _Order(shorter_first=True))


@attrs.define
class _Seen:
    """Which persons have been: the first of them, and more only from when they cease to ascend in any order.

    ``floor``: the last of those who were let go of; nobody may come again from there down, in ``orders``.
    ``again``: at how many persons it is looked again whether somebody has come twice.
    """

    last: pa.Scalar | None = None
    first: list[pa.Array] = attrs.field(factory=list)
    many: int = 0
    orders: tuple[_Order, ...] = _ORDERS
    floor: pa.Scalar | None = None
    hashes: list[npt.NDArray[np.int64]] | None = None
    again: int = 0

    def noting(self, group: Group) -> Group:
        persons = group.persons
        if self.hashes is None:
            still = tuple(order for order in self.orders if order.ascend(self.last, persons))
            if still:
                self.orders = still
            else:
                self.hashes = [hashed(before) for before in self.first]
                self.again = 2 * self.many
                self.floor = self.last if self.many > REMEMBERED else None
        if self.hashes is not None:
            if self.floor is not None and not self.orders[0].before(self.floor, persons):
                raise NotGrouped  # or so it may be: some of those before were let go of
            self.hashes.append(hashed(persons))
        self.many += len(persons)
        if self.hashes is not None and self.many >= self.again:
            # Rows in no order are noticed at once; with twice as many each time, it costs little in all.
            self.nobody_twice()
            self.again = 2 * self.many
        self.first = [*self.first, persons] if self.many <= REMEMBERED else []
        self.last = persons[-1]
        return group

    def nobody_twice(self) -> None:
        """:class:`NotGrouped` where one of those who have been came again."""
        if self.hashes:
            every = np.concatenate(self.hashes)
            if len(np.unique(every)) < len(every):
                raise NotGrouped


def hashed(persons: pa.Array) -> npt.NDArray[np.int64]:
    """Eight bytes for each person."""
    return np.fromiter(map(hash, persons.to_pylist()), np.int64, len(persons))
