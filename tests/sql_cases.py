"""Small populations with their rulebook, and what the evaluator says of them as a query would."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TypeAlias

import attrs
from hypothesis import strategies as st
from strategies import Case, cases, chance, rows

from lmrules.evaluate.run import by_person, transfer
from lmrules.model.approval import Approval, Person

Row: TypeAlias = tuple[str, str, dt.date, "str | None", str, "dt.date | None", str]
"""person, objective, approved, set, status, started, id: a row of the table that a query reads."""
Answer: TypeAlias = tuple["str | None", "str | None", "str | None", "str | None", int]
"""outcome, reason, rule, transition, and how many rows of the person cannot be used."""
Answers: TypeAlias = dict[tuple[str, str], Answer]


@attrs.frozen
class Population:
    """A rulebook and several persons' approvals; rows are numbered through."""

    case: Case
    approvals: tuple[Approval, ...]

    @property
    def table(self) -> list[Row]:
        return table(self.approvals)


def table(approvals: Iterable[Approval]) -> list[Row]:
    """The approvals as rows of a table."""
    return [
        (a.person.reveal(), a.objective, a.approved, a.set, a.status, a.started, str(a.row))
        for a in approvals
    ]


@st.composite
def populations(draw: st.DrawFn, most: int = 4) -> Population:
    """A rulebook, and some persons: now and then with two beginnings, codes as `SET/CODE`, and odd rows."""
    case = draw(cases())
    persons = [case.rows, *(draw(rows(case.written)) for _ in range(draw(st.integers(1, most - 1))))]
    if chance(draw, 15):
        persons[0] = (*persons[0], *persons[1])
    found: list[Approval] = []
    for number, mine in enumerate(persons):
        for row in mine:
            code, in_set = row.objective, row.set
            if in_set is not None and chance(draw, 20):
                code, in_set = f"{in_set}/{code}", None if chance(draw, 90) else in_set
            name = f"P{'æ' if number % 2 else 'Æ'}{number // 2}"
            found.append(
                attrs.evolve(row, objective=code, set=in_set, person=Person(name), row=len(found) + 1)
            )
    return Population(case, tuple(draw(st.permutations(found))))


def expected(case: Case, approvals: Sequence[Approval], *, keep_going: bool) -> Answers:
    """What the evaluator says, as a query says it."""
    whole, problems = transfer(case.prepared, approvals, case.as_of)
    bad = {p.row for p in problems}
    answers: Answers = {}
    for mine, result in zip(by_person(approvals).values(), whole.persons, strict=True):
        unused = sum(a.row in bad for a in mine)
        for d in result.decisions:
            said = (d.outcome, d.reason, d.rule, d.transition)
            answers[result.person.reveal(), d.objective.code] = (
                (None, None, None, None, unused) if unused and not keep_going else (*said, unused)
            )
    return answers


def unusable(case: Case, approvals: Sequence[Approval]) -> dict[str, set[str]]:
    """The ids of the rows that the evaluator cannot use, each with its problems as a query names them."""
    _, problems = transfer(case.prepared, approvals, case.as_of)
    found: dict[str, set[str]] = {}
    for p in problems:
        found.setdefault(str(p.row), set()).add("several-sets" if p.fields else "two-starts")
    return found


def answers(found: Iterable[Sequence[object]]) -> Answers:
    """The rows of a result, by person and objective, each there once."""
    listed = [tuple(row) for row in found]
    said = {(str(r[0]), str(r[1])): (*r[2:6], int(str(r[6]))) for r in listed}
    assert len(said) == len(listed)
    return said  # type: ignore[return-value]
