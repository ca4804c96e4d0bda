"""``impact``: what is counted is what the evaluator decides, person by person."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import Case, cases, rows

from lmrules.compiled.plan import compiled
from lmrules.evaluate.results import Decision, PersonResult
from lmrules.evaluate.run import transfer
from lmrules.impact import Impact, impact
from lmrules.model.approval import Approval
from lmrules.model.model import ObjectiveId

ROOT = Path(__file__).parent.parent


@st.composite
def populations(draw: st.DrawFn) -> tuple[Case, tuple[Approval, ...]]:
    """A rulebook, and the rows of several persons mixed together."""
    case = draw(cases())
    by_person = [case.rows, *(draw(rows(case.written)) for _ in range(draw(st.integers(0, 3))))]
    mixed = [attrs.evolve(a, person=f"P{n}") for n, mine in enumerate(by_person) for a in mine]
    odd = draw(st.integers(0, 9))
    if odd == 0 and mixed:
        # One person who is said to have begun on two days.
        mixed[0] = attrs.evolve(mixed[0], started=dt.date(2017, 5, 5))
    shuffled = draw(st.permutations(mixed))
    return case, tuple(attrs.evolve(a, row=n) for n, a in enumerate(shuffled, 1))


def alone(decision: Decision) -> set[ObjectiveId]:
    """The single approvals that would complete a decision."""
    return {s[0] for s in decision.complete_with if len(s) == 1}


def check_objectives(found: Impact, persons: Sequence[PersonResult]) -> None:
    for index, one in enumerate(found.objectives):
        decisions = [p.decisions[index] for p in persons]
        outcomes = Counter(d.outcome for d in decisions)
        assert (one.approved, one.transferred, one.assessment) == (
            outcomes["approved"],
            outcomes["transferred"],
            outcomes["assessment"],
        )
        assert {d.reason for d in decisions if d.outcome == "assessment"} <= {one.reason}
        assert one.nearly == sum(bool(alone(d)) for d in decisions)
        rules = Counter((d.transition, d.rule) for d in decisions if d.outcome == "transferred")
        assert {(r.transition, r.rule): r.persons for r in one.rules} == rules
        missing = Counter(o for d in decisions for o in alone(d))
        assert {m.objective: m.persons for m in one.missing} == missing
        assert [m.persons for m in one.missing] == sorted((m.persons for m in one.missing), reverse=True)


def check_persons(found: Impact, persons: Sequence[PersonResult]) -> None:
    assert found.per_person is not None
    assert [p.person for p in found.per_person] == [p.person for p in persons]
    for mine, person in zip(found.per_person, persons, strict=True):
        outcomes = Counter(d.outcome for d in person.decisions)
        assert mine.approved == outcomes["approved"]
        assert mine.transferred == outcomes["transferred"]
        assert mine.assessment == outcomes["assessment"]
        assert Counter(dict(mine.reasons)) == Counter(d.reason for d in person.decisions if d.reason)
        nearly = [(d.objective, tuple(sorted(alone(d)))) for d in person.decisions if alone(d)]
        assert [(n.objective, n.missing) for n in mine.nearly] == nearly
    assert Counter(dict(found.distribution)) == Counter(p.assessment for p in found.per_person)


def check_unlocks(found: Impact, persons: Sequence[PersonResult]) -> None:
    each = Counter((o, d.objective) for p in persons for d in p.decisions for o in alone(d))
    once = Counter(o for p in persons for o in {o for d in p.decisions for o in alone(d)})
    assert {(u.objective, new): n for u in found.unlocks for new, n in u.objectives} == each
    assert {u.objective: u.persons for u in found.unlocks} == once
    for unlock in found.unlocks:
        assert unlock.assessments == sum(n for _, n in unlock.objectives)
    assert [u.assessments for u in found.unlocks] == sorted(
        (u.assessments for u in found.unlocks), reverse=True
    )


@settings(max_examples=250)
@given(populations())
def test_what_is_counted_is_what_the_evaluator_decides(population: tuple[Case, tuple[Approval, ...]]) -> None:
    """Every number equals a count over the decisions of ``transfer`` for the same rows."""
    case, approvals = population
    whole, problems = transfer(case.prepared, approvals, case.as_of)
    found = impact(compiled(case.prepared, case.as_of), approvals, per_person=True)
    assert (found.to, found.as_of, found.preview) == (whole.to, whole.as_of, whole.preview)
    assert (found.persons, found.rows) == (len(whole.persons), len(approvals))
    assert list(found.problems) == problems
    check_objectives(found, whole.persons)
    check_persons(found, whole.persons)
    check_unlocks(found, whole.persons)
    fates = Counter(a.disposition for p in whole.persons for a in p.approvals)
    assert Counter(dict(found.dispositions)) == fates
    assert sum(n for _, n in found.dispositions) + len({p.row for p in problems}) == found.rows


@given(populations(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_no_number(
    population: tuple[Case, tuple[Approval, ...]], chance: object
) -> None:
    """Shuffled rows give the same impact, apart from the order of the persons."""
    case, approvals = population
    plan = compiled(case.prepared, case.as_of)
    shuffled = list(approvals)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert impact(plan, shuffled) == impact(plan, approvals)
