"""Answers to Arrow tables: long (a row for each person and objective) or a grid (a row for each person)."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from threading import local
from typing import Literal, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lmrules.bulk.answers import DETAILS, TEXTS, Answers, Column, coded
from lmrules.bulk.arrays import of_ints, of_texts
from lmrules.bulk.deciding import Verdicts

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
    _scratch: local = attrs.field(factory=local, repr=False)

    def table(self, persons: pa.Array, verdicts: Sequence[Verdicts]) -> pa.Table:
        """The table for ``persons`` (different ones, in order) and what is answered on each objective."""
        return self.long(persons, verdicts) if self.shape == "long" else self.grid(persons, verdicts)

    def long(self, persons: pa.Array, verdicts: Sequence[Verdicts]) -> pa.Table:
        """A row for each person and objective: persons in order, and for each the objectives in order."""
        objectives, of_person = self.indices(len(persons), len(verdicts))
        codes = of_texts([o.code for o in self.answers.plan.targets])
        made = {
            "person": pa.DictionaryArray.from_arrays(of_person, persons),
            "objective": pa.DictionaryArray.from_arrays(objectives, codes),
        }
        for column in self.columns:
            of_answer, words = self.column(column, verdicts)
            by_objective = self.scratch(of_answer.dtype, len(verdicts), len(persons))
            for one, row in zip(verdicts, by_objective, strict=True):
                one.write(of_answer, row)
            made[column] = coded(np.array(by_objective.T, order="C").reshape(-1), words)
        return pa.table(made)

    def scratch(self, kind: np.dtype[np.signedinteger], *shape: int) -> npt.NDArray[np.signedinteger]:
        """An array to work in, this thread's own: fresh memory costs more than what is written to it."""
        size = prod(shape)
        mine: dict[str, npt.NDArray[np.signedinteger]] = self._scratch.__dict__
        if kind.name not in mine or len(mine[kind.name]) < size:
            mine[kind.name] = np.empty(size, kind)
        return mine[kind.name][:size].reshape(shape)

    def column(self, name: str, verdicts: Sequence[Verdicts]) -> tuple[Column, Sequence[str]]:
        """For each answer the place of its word in a column, and the words."""
        met: set[int] = set()
        if name in DETAILS:
            met = met.union(*(one.numbers for one in verdicts))
        return self.answers.column(name, met)

    def indices(self, persons: int, objectives: int) -> tuple[pa.Array, pa.Array]:
        """Which objective, and which person, each row is of."""
        size = persons * objectives
        mine, of_person = self._objectives, self._persons
        if mine is None or of_person is None or len(mine) < size:
            small = np.int16 if objectives < 2**15 else np.int32
            mine = of_ints(np.tile(np.arange(objectives, dtype=small), persons))
            of_person = of_ints(np.repeat(np.arange(persons, dtype=np.int32), objectives))
            self._objectives, self._persons = mine, of_person
        return mine.slice(0, size), of_person.slice(0, size)

    def grid(self, persons: pa.Array, verdicts: Sequence[Verdicts]) -> pa.Table:
        """A row for each person; for each objective a column ``CODE`` (``CODE.column``, of several)."""
        made = {"person": persons}
        several = len(self.columns) > 1
        for name in self.columns:
            of_answer, words = self.column(name, verdicts)
            by_objective = np.empty((len(verdicts), len(persons)), of_answer.dtype)
            for one, row in zip(verdicts, by_objective, strict=True):
                one.write(of_answer, row)
            whole = coded(by_objective.reshape(-1), words)
            for place, objective in enumerate(self.answers.plan.targets):
                title = f"{objective.code}.{name}" if several else objective.code
                made[title] = whole.slice(place * len(persons), len(persons))
        # The columns of one objective stand together.
        order = [f"{o.code}.{c}" for o in self.answers.plan.targets for c in self.columns] if several else []
        return pa.table(made).select(["person", *order]) if several else pa.table(made)
