"""Answers to Arrow tables: long (a row for each person and objective) or a grid (a row for each person)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

import attrs
import numpy as np
import pyarrow as pa

from lmrules.bulk.answers import DETAILS, TEXTS, Answers, Ids, coded

Shape: TypeAlias = Literal["long", "grid"]
COLUMNS = (*TEXTS, *DETAILS)
"""What a table of decisions may say, beside person and objective, in the order of ``interfaces.md``."""


@attrs.define(eq=False)
class Shaper:
    """Makes tables of one shape with some of :data:`COLUMNS`.

    The index columns of a long table are the same for any persons, so that they are made once and shared.
    """

    answers: Answers
    columns: Sequence[str]
    shape: Shape
    _persons: pa.Array | None = None
    _objectives: pa.Array | None = None

    def table(self, persons: pa.Array, ids: Ids) -> pa.Table:
        """The table for ``persons`` (different ones, in order) and their answers."""
        return self.long(persons, ids) if self.shape == "long" else self.grid(persons, ids)

    def long(self, persons: pa.Array, ids: Ids) -> pa.Table:
        """A row for each person and objective: persons in order, and for each the objectives in order."""
        flat = np.ascontiguousarray(ids.T).reshape(-1)
        objectives, of_person = self.indices(len(persons), len(ids))
        codes = pa.array([o.code for o in self.answers.plan.targets], pa.string())
        made = {
            "person": pa.DictionaryArray.from_arrays(of_person, persons),
            "objective": pa.DictionaryArray.from_arrays(objectives, codes),
        }
        return pa.table(made | {column: self.answers.coded(column, flat) for column in self.columns})

    def indices(self, persons: int, objectives: int) -> tuple[pa.Array, pa.Array]:
        """Which objective, and which person, each row is of."""
        size = persons * objectives
        mine, of_person = self._objectives, self._persons
        if mine is None or of_person is None or len(mine) < size:
            small = np.int16 if objectives < 2**15 else np.int32
            mine = pa.array(np.tile(np.arange(objectives, dtype=small), persons))
            of_person = pa.array(np.repeat(np.arange(persons, dtype=np.int32), objectives))
            self._objectives, self._persons = mine, of_person
        return mine.slice(0, size), of_person.slice(0, size)

    def grid(self, persons: pa.Array, ids: Ids) -> pa.Table:
        """A row for each person; a column for each objective, ``CODE``, or ``CODE.column`` where several are wanted."""
        made = {"person": persons}
        for objective, row in zip(self.answers.plan.targets, ids, strict=True):
            for column in self.columns:
                name = objective.code if len(self.columns) == 1 else f"{objective.code}.{column}"
                made[name] = self.answers.coded(column, row)
        return pa.table(made)


__all__ = ["COLUMNS", "Shape", "Shaper", "coded"]
