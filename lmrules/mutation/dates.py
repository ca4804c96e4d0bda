"""Mutants of dates, and whether one can change what counts.

A day more or less matters where an approval of that very day, or a grant dated by it, counts or does not
count: that is tried with the holdings of :mod:`lmrules.evaluate`, on every day near a date of the rulebook,
for a person with no start date and for one of each cohort.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import attrs

from lmrules.evaluate.holdings import valid_for
from lmrules.messages import Text
from lmrules.model.model import Cohort, Example, ObjectiveSet, Rulebook, Transition
from lmrules.mutation.mutants import DAY, DateMutant, with_transition
from lmrules.prepared import Prepared, prepare
from lmrules.source import Span
from lmrules.syntax import ast

D = TypeVar("D", Cohort, ObjectiveSet)

_TRANSITION = Text(
    "overgangen {transition} skjer {new}, ikke {old}",
    "overgangen {transition} skjer {new}, ikkje {old}",
    "the transition {transition} happens on {new}, not {old}",
)
_START = Text(
    "settet `{set}` gjelder fra {new}, ikke {old}",
    "settet `{set}` gjeld frå {new}, ikkje {old}",
    "the set `{set}` is valid from {new}, not {old}",
)
_END = Text(
    "settet `{set}` gjelder til {new}, ikke {old}",
    "settet `{set}` gjeld til {new}, ikkje {old}",
    "the set `{set}` is valid until {new}, not {old}",
)
_STARTED = Text(
    "kullet er de som begynte før {new}, ikke {old}",
    "kullet er dei som byrja før {new}, ikkje {old}",
    "the cohort is those who began before {new}, not {old}",
)
_COMPLETES = Text(
    "kullet fullfører til {new}, ikke {old}",
    "kullet fullfører til {new}, ikkje {old}",
    "the cohort completes until {new}, not {old}",
)


def date_mutants(book: Rulebook) -> Iterator[DateMutant]:
    """Every date of a set, a transition and a cohort, one day earlier and one day later."""
    for objectives in book.sets:
        for name, change in (("start", _START), ("end", _END)):
            day = getattr(objectives, name)
            for new in _around(day):
                yield _set_mutant(objectives, change, name, day, new)
    for transition in book.transitions:
        for new in _around(transition.day):
            changed = attrs.evolve(transition, day=new)
            fields: dict[str, object] = {"transition": transition.name, "old": transition.day, "new": new}
            yield _mutant(transition.span, _TRANSITION, fields, _replacing(transition, changed))
        for cohort in transition.cohorts:
            for name, change in (("started_before", _STARTED), ("completes_until", _COMPLETES)):
                day = getattr(cohort, name)
                for new in _around(day):
                    moved = _moved(cohort, name, new)
                    cohorts = tuple(moved if c is cohort else c for c in transition.cohorts)
                    changed = attrs.evolve(transition, cohorts=cohorts)
                    yield _mutant(
                        cohort.span, change, {"old": day, "new": new}, _replacing(transition, changed)
                    )


def _moved(dated: D, name: str, day: dt.date) -> D:
    fields: dict[str, Any] = {name: day}
    return attrs.evolve(dated, **fields)


def _around(day: dt.date | None) -> list[dt.date]:
    return [] if day is None or day in (dt.date.min, dt.date.max) else [day - DAY, day + DAY]


def _set_mutant(objectives: ObjectiveSet, change: Text, name: str, day: dt.date, new: dt.date) -> DateMutant:
    def with_set(book: Rulebook) -> Rulebook:
        changed = _moved(objectives, name, new)
        return attrs.evolve(book, sets=tuple(changed if s is objectives else s for s in book.sets))

    return _mutant(objectives.span, change, {"set": objectives.name, "old": day, "new": new}, with_set)


def _replacing(old: Transition, new: Transition) -> Callable[[Rulebook], Rulebook]:
    return lambda book: with_transition(book, old, new)


def _mutant(
    span: Span, change: Text, fields: dict[str, object], book: Callable[[Rulebook], Rulebook]
) -> DateMutant:
    return DateMutant(
        kind="date",
        span=span,
        change=change,
        fields=tuple((k, v.isoformat() if isinstance(v, dt.date) else v) for k, v in fields.items()),
        change_book=book,
    )


# ---------------------------------------------------------------------------------------------- what counts


def what_counts(book: Rulebook, near: Rulebook) -> tuple[object, ...]:
    """Everything about ``book`` that its dates decide, on every day near a date of either rulebook."""
    days = sorted({d + shift * DAY for b in (book, near) for d in _dates(b) for shift in (-1, 0, 1)})
    starts: list[dt.date | None] = [None, *(d for d in days if _is_cohort_day(d, book, near))]
    found: list[object] = []
    for target in dict.fromkeys(t.new for t in book.transitions):
        prepared = prepare_bare(book, target)
        for started in starts:
            for step in prepared.steps:
                old = book.set_named[step.transition.old]
                cut_off = step.cut_off(started)
                counting = [d for d in days if d < cut_off and valid_for(prepared, old, d, started)]
                chained = [
                    before.transition.name
                    for before in prepared.steps
                    if before.transition.new == old.name
                    and before.cut_off(started) < cut_off
                    and valid_for(prepared, old, before.cut_off(started), started)
                ]
                found.append((target, started, step.transition.name, tuple(counting), tuple(chained)))
            last = book.set_named[target]
            approved = tuple(d for d in days if valid_for(prepared, last, d, started))
            found.append((target, started, approved))
    return tuple(found)


def prepare_bare(book: Rulebook, target: str) -> Prepared:
    """``book`` prepared for ``target`` without its rules, which dates have nothing to do with."""
    bare = attrs.evolve(
        book, transitions=tuple(attrs.evolve(t, rules=(), judgements=()) for t in book.transitions)
    )
    return prepare(bare, target)


def _dates(book: Rulebook) -> Iterator[dt.date]:
    for objectives in book.sets:
        yield from (
            d for d in (objectives.start, objectives.end) if d and d not in (dt.date.min, dt.date.max)
        )
    for transition in book.transitions:
        for day in (transition.day, *_cohort_days(transition)):
            if day not in (dt.date.min, dt.date.max):
                yield day


def _cohort_days(transition: Transition) -> Iterator[dt.date]:
    for cohort in transition.cohorts:
        yield cohort.started_before
        yield cohort.completes_until


def _is_cohort_day(day: dt.date, *books: Rulebook) -> bool:
    """Whether someone could begin on ``day`` and be told apart by it."""
    starts = {c.started_before for b in books for t in b.transitions for c in t.cohorts}
    return day in starts or day + DAY in starts


# ---------------------------------------------------------------------------------------- undated approvals


def undated(files: Iterable[ast.File]) -> dict[tuple[int, int], frozenset[str]]:
    """By the place of each example, the codes whose approvals are written without a date.

    Such an approval is dated by the dates of the rulebook, and moves with them.
    """
    found: dict[tuple[int, int], frozenset[str]] = {}
    for file in files:
        for statement in file.statements:
            if isinstance(statement, ast.Example):
                bare = {held.code.code.text for held in statement.given if held.day is None}
                if bare:
                    found[id(statement.span.source), statement.span.start] = frozenset(bare)
    return found


def redated(
    example: Example, bare: frozenset[str], before: Callable[[str], dt.date], after: Callable[[str], dt.date]
) -> Example:
    """``example`` with its undated approvals on the day that the changed dates give them."""
    given = tuple(
        (o, after(o.set)) if o.code in bare and day == before(o.set) else (o, day) for o, day in example.given
    )
    return attrs.evolve(example, given=given)


def usual_day(book: Rulebook, transition: Transition) -> Callable[[str], dt.date]:
    """The day of an approval written without one, by its set."""
    old, new = book.set_named[transition.old], book.set_named[transition.new]

    def day(set_name: str) -> dt.date:
        if set_name == new.name:
            return max(transition.day, new.start or transition.day)
        end = min(transition.day, old.end or transition.day)
        return end - DAY if end > dt.date.min else end

    return day
