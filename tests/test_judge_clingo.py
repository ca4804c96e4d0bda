"""lmrules against the answer-set program ``semantics.lp``: verdicts, outcomes, rows, proofs, all of it."""

from __future__ import annotations

import random
from collections import Counter

import by_chance
from hypothesis import given, settings
from hypothesis import strategies as st
from judge_clingo import Judge, Person
from strategies import Case
from test_kernel_agrees import crowded

from lmrules.evaluate.results import Decision
from lmrules.evaluate.run import transfer
from lmrules.kernel import theory_of, verify

SEEDS = st.integers(0, 2**32 - 1)


def check_verdicts(case: Case, judge: Judge) -> None:
    """Every rule is proved, refuted or not analysed by both."""
    for (transition, rule), status in zip(judge.facts.rules, judge.status, strict=True):
        assert verify(theory_of(case.book, transition), rule).status == status, (transition.name, rule.name)


def check_person(case: Case, judge: Judge) -> None:
    """Every objective and every row comes out the same, with the same reasons."""
    said = judge.person(case.target, case.rows, case.as_of)
    whole, problems = transfer(case.prepared, case.rows, case.as_of)
    assert {p.row for p in problems} == {row for (row,) in said.atoms.get("error", set())}
    if not whole.persons:
        return
    [result] = whole.persons
    outcomes, reasons = said.one("outcome"), said.one("reason")
    assert len(outcomes) == len(result.decisions)
    for decision in result.decisions:
        name = str(decision.objective)
        assert decision.outcome == outcomes[name], name
        assert decision.reason == reasons.get(name), name
        assert [str(o) for o in decision.activities_from] == sorted(said.activities(name)), name
        sets = {frozenset(str(o) for o in one) for one in decision.complete_with}
        every = said.complete_with(name)
        assert (len(every) > 20) == decision.complete_with_more, name
        assert sets == every or (decision.complete_with_more and sets < every), name
        told = {(e.topic, e.level): e.met for e in decision.evidence}
        assert told == said.evidence(name), name
        check_proof(case, decision, said)
    dispositions, objectives = said.one("is"), said.one("of")
    for row in result.approvals:
        number = row.approval.row
        found = "unused" if row.disposition == "used" else row.disposition
        expected = "unused" if row.disposition == "used" else dispositions[number]
        assert found == expected, number
        assert (str(row.objective) if row.objective else None) == objectives.get(number), number
    assert result.preview == ("preview" in said.atoms)


def check_proof(case: Case, decision: Decision, said: Person) -> None:
    """The proof shown rests on fewest approvals and, of those that do, ends with the earliest rule."""
    if decision.proof is None:
        return
    fewest, order = said.proofs[str(decision.objective)]
    assert len(decision.proof.approvals) == fewest, decision.objective
    [shown] = {
        r.order
        for t in case.book.transitions
        for r in t.rules
        if (t.name, r.name, r.new) == (decision.transition, decision.rule, decision.objective)
    }
    assert shown == order, (decision.objective, decision.rule)


def check(case: Case) -> None:
    """Clingo and lmrules agree on everything there is to say of a case."""
    judge = Judge(case.book)
    check_verdicts(case, judge)
    check_person(case, judge)


@settings(max_examples=100)
@given(SEEDS)
def test_lmrules_says_what_the_answer_set_program_says(seed: int) -> None:
    """Verdicts, outcomes, reasons, complete_with, evidence, activities, rows, previews and proofs are the same."""
    check(by_chance.case(seed))


def test_the_cases_judged_have_something_of_everything() -> None:
    """Among the first hundred cases every outcome, reason, disposition and verdict occurs."""
    met: Counter[str] = Counter()
    for seed in range(100):
        case = by_chance.case(seed)
        met.update(verdict.status for t in case.prepared.steps for _, verdict in t.verdicts)
        met.update(d.reason or d.outcome for d in case.result.decisions)
        met.update(a.disposition for a in case.result.approvals)
        met.update("chain" for d in case.result.decisions if d.proof and any(u.proof for u in d.proof.uses))
        met.update("preview" for _ in [1] if case.result.preview)
        met.update("several sets" for d in case.result.decisions if len(d.complete_with) > 1)
    wanted = {
        "proved", "refuted", "not-analysed", "approved", "transferred", "incomplete", "no-rule", "declared-new",
        "used", "unused", "retired", "revoked", "outside-validity", "after-as-of", "duplicate", "unknown-objective",
        "approved-new", "chain", "preview", "several sets",
    }  # fmt: skip
    assert wanted - set(met) == set()


@settings(max_examples=60)
@given(SEEDS)
def test_large_rules_have_the_verdicts_of_the_answer_set_program(seed: int) -> None:
    """Rules of up to seven objectives over wholes within wholes and judgements."""
    book = crowded(random.Random(seed))
    case = Case(book, "", "B", ())
    case.__dict__["book"] = book
    check_verdicts(case, Judge(book))
