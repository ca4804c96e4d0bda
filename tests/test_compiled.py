"""What is worked out beforehand says of every person what the evaluator says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from strategies import Case, cases

import lmrules
from lmrules.compiled import masks, person
from lmrules.compiled.choices import Choice
from lmrules.compiled.person import Decider
from lmrules.compiled.plan import Plan, compiled
from lmrules.evaluate.holdings import row_problems
from lmrules.model.approval import Approval
from lmrules.model.model import ObjectiveId


def usable(case: Case) -> list[Approval]:
    """The rows without those that the evaluator reports as problems."""
    bad = {p.row for p in row_problems(case.prepared, case.rows)}
    return [row for row in case.rows if row.row not in bad]


def held(plan: Plan, rows: list[Approval]) -> tuple[int, int, set[ObjectiveId]]:
    """The era of a person, the atoms of the rows, and the approvals of the target itself."""
    started = next((r.started for r in rows if r.started is not None), None)
    counted = [plan.counting.row(r, started) for r in rows]
    mask, new = 0, set()
    for one in counted:
        mask |= one.atoms
        if one.disposition is None and one.objective and one.objective.set == plan.prepared.target:
            new.add(one.objective)
    return plan.counting.era(started), mask, new


def first(plan: Plan, era: int, objective: ObjectiveId, mask: int) -> Choice | None:
    """The first choice that the atoms allow."""
    listed = plan.eras[era].of[objective]
    assert listed is not None
    return next((c for c in listed if c.support.within(mask)), None)


@settings(max_examples=120)
@given(cases())
def test_the_first_choice_held_is_the_proof_that_the_evaluator_shows(case: Case) -> None:
    """Outcome, reason, rule, transition and approvals follow from the choices, in any era and as of any day."""
    plan = compiled(case.prepared, case.as_of)
    rows = usable(case)
    era, mask, new = held(plan, rows)
    for decision, reason in zip(case.evaluated(rows).decisions, plan.reasons, strict=True):
        choice = first(plan, era, decision.objective, mask)
        if decision.outcome == "approved":
            assert decision.objective in new
        elif choice is None:
            assert (decision.outcome, decision.reason) == ("assessment", reason)
        else:
            assert (decision.outcome, decision.rule) == ("transferred", choice.rule.name)
            assert decision.transition == choice.transition
            assert decision.proof is not None
            if choice.approvals is not None:
                assert tuple(o for o, _ in decision.proof.approvals) == choice.approvals


@settings(max_examples=60)
@given(cases())
def test_the_evaluator_asked_of_a_set_of_atoms_decides_as_for_the_person(case: Case) -> None:
    """What is asked once for a set of atoms holds for every person who has them."""
    plan = compiled(case.prepared, case.as_of)
    rows = usable(case)
    era, mask, new = held(plan, rows)
    for decision in case.evaluated(rows).decisions:
        if decision.objective in new:
            continue
        asked = plan.decision(era, decision.objective, mask)
        assert (asked.outcome, asked.reason, asked.rule) == (decision.outcome, decision.reason, decision.rule)
        assert asked.complete_with == decision.complete_with
        assert asked.complete_with_more == decision.complete_with_more
        if decision.proof is not None and asked.proof is not None:
            used = [[o for o, _ in p.approvals] for p in (asked.proof, decision.proof)]
            assert used[0] == used[1]


@given(cases())
def test_a_row_counts_as_the_evaluator_counts_it(case: Case) -> None:
    """The disposition of a row that does not count, and whether it could be used at all, are the evaluator's."""
    plan = compiled(case.prepared, case.as_of)
    bad = {p.row for p in row_problems(case.prepared, case.rows) if "sett" in p.message("nb")}
    rows = usable(case)
    started = next((r.started for r in rows if r.started is not None), None)
    accounted = {a.approval.row: a for a in case.evaluated(rows).approvals}
    for row in rows:
        counted = plan.counting.row(row, started)
        assert counted.objective == accounted[row.row].objective
        if counted.disposition is not None:
            assert counted.disposition == accounted[row.row].disposition
        else:
            assert accounted[row.row].disposition in {
                "used",
                "unused",
                "retired",
                "duplicate",
                "approved-new",
            }
    starts = {r.started for r in case.rows if r.started is not None}
    if len(starts) <= 1:
        several = {r.row for r in case.rows if plan.counting.row(r, min(starts, default=None)).several}
        assert several == bad


@settings(max_examples=200)
@given(cases())
def test_the_single_persons_engine_decides_as_the_evaluator(case: Case) -> None:
    """Outcome, reason, rule and transition of every objective are the evaluator's, whichever way is taken."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(masks, "MOST_RULES", -1 if len(case.text) % 2 else masks.MOST_RULES)
        patch.setattr(masks, "FEW", len(case.text) // 2 % 3 or masks.FEW)
        decider = Decider(case.prepared, case.as_of)
    assert (decider.masks is None) == bool(len(case.text) % 2)
    rows = usable(case)
    brief = decider.decide(rows)
    for told, decision in zip(brief, case.evaluated(rows).decisions, strict=True):
        expected = (decision.outcome, decision.reason, decision.rule, decision.transition)
        assert (told.outcome, told.reason, told.rule, told.transition) == expected
        assert told.objective == decision.objective
    assert brief.transferred == {
        d.objective.code: d.rule for d in case.evaluated(rows).decisions if d.outcome == "transferred"
    }


def test_alternatives_are_decided_without_the_evaluator(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where rules with `eller` and `minst` fire beside others, the sizes of what is held tell which is shown."""
    book = lmrules.loads(
        """
        skala s a < b
        læringsmålsett A gyldig til 2025-01-01
            mål A-1 a: t  mål A-2 a: t  mål A-3 a: t, u  mål A-4 a: u
        læringsmålsett B gyldig fra 2025-01-01  mål B-1 a: t
        overgang A til B fra 2025-01-01
            regel R1: A-1 og A-4 ≥ B-1
            regel R2: A-1 og A-2 eller A-3 ≥ B-1
            regel R3: minst 2 av (A-1, A-2, A-3) ≥ B-1
        """
    )
    monkeypatch.setattr(masks, "MOST_RULES", 0)
    decider = Decider(book.prepared())
    shown = {
        codes: decider.decide_held(codes.split()).transferred["B-1"]
        for codes in ("A-1 A-4", "A-1 A-2", "A-3", "A-1 A-2 A-3 A-4", "A-1 A-3")
    }
    assert shown == {
        "A-1 A-4": "R1", "A-1 A-2": "R2", "A-3": "R2", "A-1 A-2 A-3 A-4": "R2", "A-1 A-3": "R2",
    }  # fmt: skip
    monkeypatch.setattr(person, "settled", None)
    assert decider.decide_held(["A-1", "A-2", "A-3", "A-4"]).transferred == {"B-1": "R2"}


def test_a_rule_that_rests_on_its_own_grant_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a ring of equal objectives the rule that breaks it is shown, also beside approvals in several versions."""
    book = lmrules.loads(
        """
        skala s a < b
        læringsmålsett A gyldig til 2025-01-01
            mål A-1 a: t
        læringsmålsett B gyldig fra 2025-01-01
            mål B-1 a: t  mål B-2 a: t
        overgang A til B fra 2025-01-01
            regel R1: B-1 = B-2
            regel R2: A-1 ≥ B-1
        """
    )
    monkeypatch.setattr(masks, "MOST_RULES", -1)
    assert Decider(book.prepared()).decide_held(["A-1"]).transferred == {"B-1": "R2", "B-2": "R1"}
