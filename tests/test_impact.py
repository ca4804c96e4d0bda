"""``impact``: what is counted is what the evaluator decides, person by person."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

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
from lmrules.pipeline import check_text
from lmrules.prepared import prepare


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


@settings(max_examples=80)
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


BOOK = """
skala s a < b
tema t "T"
tema u "U"
tema v "V"
læringsmålsett GML gyldig fra 2020-01-01 til 2025-09-01
    mål G-1 b: t
    mål G-2 b: u
    mål G-3 b: t, u
læringsmålsett NY gyldig fra 2025-01-01
    mål N-1 a: t
    mål N-2 a: t, u
    mål N-3 a: v
    mål N-4 b: v
overgang GML til NY fra 2025-09-01
    påbegynt før 2021-01-01 fullfører til 2027-01-01
    regel R1: G-1 eller G-3 ≥ N-1 fordi "samme"
    regel R2: N-1 og G-2 ≥ N-2 fordi "sammen"
    nytt N-4
"""


def small(rows: Sequence[tuple[str, str, str]], **more: object) -> Impact:
    """The impact of a small book on (person, objective, day)."""
    plan = compiled(prepare(check_text(BOOK).book, "NY"))
    approvals = [Approval(code, day, person=person, **more) for person, code, day in rows]  # type: ignore[arg-type]
    return impact(plan, approvals, per_person=True)


def test_a_small_population_comes_out_as_worked_by_hand() -> None:
    """A has G-1; B has G-2, and N-4 already; C has both, and one of them twice; D has what nobody knows."""
    day = "2023-01-01"
    found = small(
        [
            ("A", "G-1", day),
            ("B", "G-2", day),
            ("C", "G-1", day),
            ("B", "N-4", "2025-10-01"),
            ("C", "G-2", day),
            ("C", "G-2", "2024-01-01"),
            ("D", "X-9", day),
        ]
    )
    first, second, third, fourth = found.objectives
    assert (first.transferred, first.assessment, first.nearly, first.approved) == (2, 2, 2, 0)
    assert [(m.objective.code, m.persons) for m in first.missing] == [("G-1", 2), ("G-3", 2)]
    assert [(r.rule, r.persons) for r in first.rules] == [("R1", 2)]
    # A lacks G-2. B lacks either G-1 or G-3. D lacks two.
    assert (second.transferred, second.assessment, second.nearly) == (1, 3, 2)
    assert [(m.objective.code, m.persons) for m in second.missing] == [("G-1", 1), ("G-2", 1), ("G-3", 1)]
    assert (third.reason, third.assessment, third.nearly) == ("no-rule", 4, 0)
    assert (fourth.reason, fourth.assessment, fourth.approved) == ("declared-new", 3, 1)
    unlocks = [(u.objective.code, u.assessments, u.persons) for u in found.unlocks]
    assert unlocks == [("G-1", 3, 2), ("G-3", 3, 2), ("G-2", 1, 1)]
    assert found.distribution == ((2, 1), (3, 2), (4, 1))
    fates = {name: n for name, n in found.dispositions if n}
    assert fates == {"used": 3, "unused": 1, "duplicate": 1, "unknown-objective": 1, "approved-new": 1}
    assert (found.approved, found.transferred, found.assessment, found.nearly) == (1, 3, 12, 4)
    assert found.because("declared-new") == 3


def test_a_person_who_began_on_two_days_keeps_the_rows_that_say_nothing_of_it() -> None:
    """The rows that contradict each other are problems, named by number; the person is still counted."""
    rows = [
        Approval("G-1", "2023-01-01", person="A", started="2019-01-01"),
        Approval("G-2", "2023-01-01", person="A"),
        Approval("G-3", "2023-01-01", person="A", started="2022-01-01"),
    ]
    found = impact(compiled(prepare(check_text(BOOK).book, "NY")), rows)
    assert [p.row for p in found.problems] == [1, 3]
    assert (found.persons, found.rows, found.transferred) == (1, 3, 0)
    assert sum(n for _, n in found.dispositions) == 1


def test_a_cohort_of_its_own_counts_what_others_have_too_late() -> None:
    """Who began before 2021 has an approval of 2026 counted; others have it outside validity."""
    late = [("A", "G-1", "2026-03-01")]
    assert small(late, started="2020-05-01").transferred == 1
    assert dict(small(late).dispositions)["outside-validity"] == 1


def test_more_ways_than_are_listed_are_said_to_be_cut() -> None:
    """Where any of 25 old objectives would do, 20 are listed, and the objective says that some are not."""
    olds = [f"G-{n}" for n in range(1, 26)]
    goals = "\n".join(f"    mål {code} a: t" for code in olds)
    text = f"""
skala s a < b
tema t "T"
læringsmålsett GML gyldig til 2025-09-01
{goals}
læringsmålsett NY gyldig fra 2025-09-01
    mål N-1 a: t
overgang GML til NY fra 2025-09-01
    regel R: {" eller ".join(olds)} ≥ N-1 fordi "samme"
"""
    found = impact(compiled(prepare(check_text(text).book, "NY")), [Approval("X", "2023-01-01", person="A")])
    (only,) = found.objectives
    assert (only.nearly, only.cut, len(only.missing)) == (1, 1, 20)


def test_nobody_is_no_population() -> None:
    """Without rows there are no persons, and every number is nought."""
    found = small([])
    assert (found.persons, found.assessment, found.unlocks, found.distribution) == (0, 0, (), ())


@settings(max_examples=25)
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
