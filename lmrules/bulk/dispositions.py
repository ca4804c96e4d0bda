"""What became of every row of a group (``semantics.md``, Transfer): one disposition each."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lmrules.bulk.answers import Answers, coded
from lmrules.bulk.bits import Held
from lmrules.bulk.deciding import Verdicts
from lmrules.bulk.grouping import Group
from lmrules.bulk.lookup import Lookup, keys
from lmrules.bulk.pieces import Chunk
from lmrules.compiled.counting import Counted
from lmrules.evaluate.results import Disposition
from lmrules.model.model import ObjectiveId

DISPOSITIONS: tuple[Disposition, ...] = (
    "used", "unused", "retired", "revoked", "outside-validity", "after-as-of", "duplicate",
    "unknown-objective", "approved-new",
)  # fmt: skip
_AT = {name: np.int8(place) for place, name in enumerate(DISPOSITIONS)}
_UNUSABLE = np.int8(-1)


@attrs.frozen(eq=False)
class _Rows:
    """The rows of one chunk: what each counts as, and of which person and objective it is."""

    chunk: Chunk
    disposition: npt.NDArray[np.int8]
    person: npt.NDArray[np.integer]
    objective: npt.NDArray[np.int32]


@attrs.define(eq=False)
class Accountant:
    """Accounts for rows. ``answers`` must say approvals (the engine's ``detail``)."""

    lookup: Lookup
    answers: Answers
    objectives: tuple[ObjectiveId, ...] = attrs.field(init=False)
    number: dict[ObjectiveId, int] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.objectives = tuple(self.lookup.plan.prepared.book.objective)
        self.number = {objective: n for n, objective in enumerate(self.objectives)}

    def table(self, group: Group, held: Held, verdicts: Sequence[Verdicts]) -> pa.Table:
        """The rows of ``group`` in input order: person, row, [id,] objective, approved, disposition.

        ``objective`` is ``SET/CODE`` where the row's set is known, else the code as it stands. Rows that
        cannot be used have no disposition.
        """
        rows = [self.rows(group, held, index) for index in range(len(group.chunks))]
        person = np.concatenate([r.person for r in rows])
        objective = np.concatenate([r.objective for r in rows])
        found = np.concatenate([r.disposition for r in rows])
        first = self.settle(group, person, objective, found)
        used = self.used(held.persons, verdicts)
        mine = np.flatnonzero(first & (found == _AT["unused"]))
        found[mine[used[person[mine], objective[mine]]]] = _AT["used"]
        retired = np.array([o in self.lookup.plan.retired for o in self.objectives])
        left = mine[found[mine] == _AT["unused"]]
        found[left[retired[objective[left]]]] = _AT["retired"]
        return pa.concat_tables(self.shown(rows, found))

    def rows(self, group: Group, held: Held, index: int) -> _Rows:
        """What each row of a chunk is, before it is compared with the person's others."""
        chunk = group.chunks[index]
        tables, places = self.lookup.for_chunk(chunk)
        person = group.person_of_row(index)
        era = held.eras[person] if isinstance(held.eras, np.ndarray) else held.eras
        key = keys(tables, chunk, places, era)
        found = np.array([self.static(c) for c in tables.counted], np.int8).take(key)
        objective = np.array([self.number.get(c.objective, -1) for c in tables.counted], np.int32).take(key)  # type: ignore[arg-type]
        found[held.several[index]] = _UNUSABLE
        found[held.started_twice[index]] = _UNUSABLE
        return _Rows(chunk, found, person, objective)

    def static(self, counted: Counted) -> np.int8:
        """The disposition of a row that is alone."""
        if counted.disposition is not None:
            return _AT[counted.disposition]
        new = counted.objective is not None and counted.objective.set == self.lookup.plan.prepared.target
        return _AT["approved-new" if new else "unused"]

    def settle(
        self,
        group: Group,
        person: npt.NDArray[np.integer],
        objective: npt.NDArray[np.int32],
        found: npt.NDArray[np.int8],
    ) -> npt.NDArray[np.bool_]:
        """Mark duplicates: of several rows that count, the earliest is the one used. Which rows are it."""
        counting = np.flatnonzero(found == _AT["unused"])
        days = np.concatenate([c.approved for c in group.chunks])[counting]
        numbers = np.concatenate([c.rows for c in group.chunks])[counting]
        pair = person[counting].astype(np.int64) * len(self.objectives) + objective[counting]
        order = np.lexsort((numbers, days, pair))
        again = np.zeros(len(order), np.bool_)
        again[1:] = pair[order][1:] == pair[order][:-1]
        found[counting[order[again]]] = _AT["duplicate"]
        first = np.zeros(len(found), np.bool_)
        first[counting[order[~again]]] = True
        return first

    def used(self, persons: int, verdicts: Sequence[Verdicts]) -> npt.NDArray[np.bool_]:
        """For each person (rows) and objective, whether some proof rests on an approval of it."""
        every = self.answers.all
        used = np.zeros((persons, len(self.objectives)), np.bool_)
        for one in verdicts:
            for answer, who in one.who():
                numbers = np.array([self.number[o] for o in every[answer].used], np.intp)
                used[who[:, np.newaxis], numbers] = True
        return used

    def shown(self, rows: Sequence[_Rows], found: npt.NDArray[np.int8]) -> list[pa.Table]:
        """The table of each chunk."""
        made, begin = [], 0
        names = [str(o) for o in self.objectives]
        for one in rows:
            chunk, words = one.chunk, one.chunk.objective.words
            place = np.where(one.objective >= 0, one.objective, chunk.objective.places + len(names))
            columns = {"person": text_of(chunk, "person"), "row": pa.array(chunk.rows)}
            if chunk.has("id"):
                columns["id"] = text_of(chunk, "id")
            columns["objective"] = coded(place.astype(np.int32), [*names, *words])
            columns["approved"] = chunk.batch.column("approved")
            columns["disposition"] = coded(found[begin : begin + len(chunk)], DISPOSITIONS)
            made.append(pa.table(columns))
            begin += len(chunk)
        return [table.cast(made[0].schema) for table in made]


def text_of(chunk: Chunk, name: str) -> pa.Array:
    """A text column, whole."""
    column = chunk.batch.column(name)
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
