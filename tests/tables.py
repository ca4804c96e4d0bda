"""Populations for tests: several persons' approvals in one generated rulebook, as rows and as Arrow tables."""

from __future__ import annotations

import random
from collections.abc import Sequence

import attrs
import pyarrow as pa
from hypothesis import strategies as st
from strategies import Case, cases, rows

from lmrules.bulk.pieces import Piece
from lmrules.evaluate.results import PersonResult
from lmrules.evaluate.run import transfer
from lmrules.exports import transfer_table
from lmrules.model.approval import Approval, Person

Row = tuple[str | None, ...]


@attrs.frozen
class Population:
    """A case with the rows of several persons, grouped by person, numbered through."""

    case: Case
    approvals: tuple[Approval, ...]

    @property
    def persons(self) -> tuple[PersonResult, ...]:
        """What the evaluator says of each person."""
        return self.whole[0]

    @property
    def whole(self) -> tuple[tuple[PersonResult, ...], set[int]]:
        """What the evaluator says, and the rows that it cannot use."""
        whole, problems = transfer(self.case.prepared, self.approvals, self.case.as_of)
        return whole.persons, {p.row for p in problems}

    def expected(self) -> list[Row]:
        """The rows of a table of decisions, as ``transfer --format csv`` has them (None for nothing)."""
        return [
            tuple(cell or None for cell in row)
            for person in self.persons
            for row in transfer_table.rows(person)
        ]


@st.composite
def populations(draw: st.DrawFn, most: int = 4) -> Population:
    """A generated case with up to ``most`` persons more."""
    case = draw(cases())
    everybody = [case.rows, *(draw(rows(case.written)) for _ in range(draw(st.integers(0, most))))]
    made = [
        attrs.evolve(row, person=Person(f"P{number} æ"), row=0)
        for number, mine in enumerate(everybody)
        for row in mine
    ]
    return Population(case, tuple(attrs.evolve(row, row=n) for n, row in enumerate(made, 1)))


def table_of(approvals: Sequence[Approval], *, coded: bool) -> pa.Table:
    """The rows as a table; ``coded``: text by dictionary."""
    columns = {
        "person": pa.array([a.person.reveal() for a in approvals], pa.string()),
        "objective": pa.array([a.objective for a in approvals], pa.string()),
        "approved": pa.array([a.approved for a in approvals], pa.date32()),
        "set": pa.array([a.set for a in approvals], pa.string()),
        "status": pa.array([a.status for a in approvals], pa.string()),
        "started": pa.array([a.started for a in approvals], pa.date32()),
        "id": pa.array([a.id for a in approvals], pa.string()),
    }
    if coded:
        for name in ("person", "objective", "set", "status"):
            columns[name] = columns[name].dictionary_encode()
    return pa.table(columns)


def pieces_of(approvals: Sequence[Approval], chance: random.Random) -> list[Piece]:
    """The rows in pieces of any length, and those in chunks of any length, with or without dictionaries."""
    found: list[Piece] = []
    begin = 0
    coded = chance.random() < 0.5
    while begin < len(approvals) or not found:
        end = begin + chance.randint(0, 12)
        cut = chance.randint(begin, end)
        parts = [table_of(approvals[a:b], coded=coded) for a, b in ((begin, cut), (cut, end))]
        found.append(Piece(pa.concat_tables(parts), begin + 1))
        begin = min(end, len(approvals))
    return found
