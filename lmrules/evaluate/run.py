"""Many persons' rows to a whole transfer: grouped by person, problems of rows reported, none dropped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

import attrs

from lmrules.evaluate.holdings import RowProblem, row_problems, start_of
from lmrules.evaluate.interpreter import evaluate
from lmrules.evaluate.results import Transfer
from lmrules.model.approval import Approval, Person
from lmrules.prepared import Prepared

Heed: TypeAlias = Callable[[], object]


def no_heed() -> None:
    """Nothing is heeded between persons."""


def by_person(approvals: Iterable[Approval]) -> dict[Person, list[Approval]]:
    """The rows of each person, persons in the order they first appear; rows without a number get one."""
    persons: dict[Person, list[Approval]] = {}
    for number, approval in enumerate(approvals, 1):
        numbered = approval if approval.row else attrs.evolve(approval, row=number)
        persons.setdefault(numbered.person, []).append(numbered)
    return persons


def transfer(
    prepared: Prepared, approvals: Iterable[Approval], as_of: dt.date | None, heed: Heed = no_heed
) -> tuple[Transfer, list[RowProblem]]:
    """The decisions for every person, and the rows that could not be evaluated (their others were).

    ``heed`` is called before each person: what it raises stops the work.
    """
    persons = by_person(approvals)
    problems = [p for rows in persons.values() for p in row_problems(prepared, rows)]
    bad = {p.row for p in problems}
    results = []
    for person, rows in persons.items():
        heed()
        usable = [a for a in rows if a.row not in bad]
        # A row whose code could be of two sets still says when the person began.
        results.append(evaluate(prepared, usable, as_of, person, start_of(rows)))
    days = [step.transition.day for step in prepared.steps]
    preview = as_of is not None and (
        any(as_of < day for day in days) or any(result.preview for result in results)
    )
    whole = Transfer(to=prepared.target, as_of=as_of, preview=preview, persons=tuple(results))
    return whole, sorted(problems, key=lambda p: p.row)


def one_person(
    prepared: Prepared, approvals: Sequence[Approval], as_of: dt.date | None
) -> tuple[Transfer, list[RowProblem]]:
    """The same for one person, who gets an answer for every objective even without any row."""
    return transfer(prepared, approvals, as_of) if approvals else (_nobody(prepared, as_of), [])


def _nobody(prepared: Prepared, as_of: dt.date | None) -> Transfer:
    result = evaluate(prepared, [], as_of, Person(""))
    return Transfer(to=prepared.target, as_of=as_of, preview=result.preview, persons=(result,))
