"""Would the properties notice? lmrules is broken in one way after another, and a property must fail each time.

Each fault is planted where lmrules would really go wrong: a kernel that skips the level, a date off by one, a
rule read with `eller` for `og`. The properties are those of ``test_properties.py``, on a fixed number of
generated cases; the same cases pass on lmrules as it is.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
import traceback
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from typing import Any

import attrs
import pytest
import test_properties as properties
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from strategies import Case, cases

from lmrules import kernel, prepared
from lmrules.evaluate import holdings, interpreter, proofs
from lmrules.kernel import Clause, Theory
from lmrules.model import canonical, model
from lmrules.model.approval import Approval
from lmrules.model.model import (
    AllOf,
    AnyOf,
    AtLeast,
    Expression,
    ObjectiveId,
    Requirement,
    Rulebook,
    Transition,
)
from lmrules.model.related import related

Patch = pytest.MonkeyPatch
Check = Callable[[Case], None]

EXAMPLES = 450


def everywhere(patch: Patch, original: object, fault: object) -> None:
    """Put ``fault`` in the place of ``original`` in every module of lmrules, and of the tests, that names it."""
    name = original.__name__  # type: ignore[attr-defined]
    modules = [m for n, m in sys.modules.items() if n.startswith("lmrules") or n == "test_properties"]
    places = [m for m in modules if getattr(m, name, None) is original]
    assert places, name
    for module in places:
        patch.setattr(module, name, fault)


@cache
def corpus() -> tuple[Case, ...]:
    """A fixed number of generated cases, the same for every fault, with the naive answers worked out."""
    found: list[Case] = []

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases())
    def collect(case: Case) -> None:
        found.append(case)

    collect()
    return tuple(found)


def noticed(check: Check) -> bool:
    """Whether ``check`` fails on one of the cases: it finds something wrong, or lmrules breaks down."""
    for case in corpus():
        try:
            check(case.again())
        except AssertionError:
            return True
        except Exception as error:
            # A prover that cannot make a false proof is noticed too; a mistake in the fault itself is not.
            if traceback.extract_tb(error.__traceback__)[-1].filename == __file__:
                raise
            return True
    return False


# ------------------------------------------------------------------------- faults in the kernel


def skip_level_comparison(patch: Patch) -> None:
    """A requirement is covered at any level at all."""
    patch.setattr(Theory, "level_within", lambda self, level, held: True)


def reverse_levels(patch: Patch) -> None:
    """Level comparison the wrong way round."""

    def reversed_levels(self: Theory, level: str, held: str) -> bool:
        return self.levels_forgotten or level == held or (held, level) in self.at_most

    patch.setattr(Theory, "level_within", reversed_levels)


def incomparable_is_enough(patch: Patch) -> None:
    """Any level that is not below will do: incomparable ones too."""

    def not_below(self: Theory, level: str, held: str) -> bool:
        return self.levels_forgotten or level == held or (held, level) not in self.at_most

    patch.setattr(Theory, "level_within", not_below)


def no_transitive_levels(patch: Patch) -> None:
    """Only neighbouring levels are compared: the transitive closure is missing."""

    def neighbours(book: Rulebook) -> frozenset[tuple[str, str]]:
        steps = [step for scale in book.scales for step in scale.steps]
        return frozenset({(a, b) for a, _, b in steps} | {(b, a) for a, sign, b in steps if sign == "="})

    everywhere(patch, kernel._level_order, neighbours)


def with_theory(patch: Patch, change: Callable[[Rulebook, Transition | None, Theory], Theory]) -> None:
    """Every theory is changed before it is used."""
    original = kernel.theory_of

    def changed(book: Rulebook, transition: Transition | None) -> Theory:
        return change(book, transition, original(book, transition))

    everywhere(patch, original, changed)


def with_clauses(theory: Theory, clauses: Iterable[Clause]) -> Theory:
    by_need: dict[str, list[Clause]] = {}
    for clause in clauses:
        for need in dict.fromkeys(clause.needs):
            by_need.setdefault(need, []).append(clause)
    return attrs.evolve(theory, clauses={need: tuple(found) for need, found in by_need.items()})


def clauses_of(theory: Theory) -> list[Clause]:
    found = {(c.topic, c.needs, c.step, c.name): c for listed in theory.clauses.values() for c in listed}
    return list(found.values())


def reverse_parts(patch: Patch) -> None:
    """⊑ the wrong way round: a part covers what it is part of."""

    def turned(book: Rulebook, transition: Transition | None, theory: Theory) -> Theory:
        return with_clauses(
            theory,
            [Clause(c.needs[0], (c.topic,), "part") if c.step == "part" else c for c in clauses_of(theory)],
        )

    with_theory(patch, turned)


def one_part_is_the_whole(patch: Patch) -> None:
    """One part of `består av` covers the whole."""

    def loose(book: Rulebook, transition: Transition | None, theory: Theory) -> Theory:
        clauses: list[Clause] = []
        for c in clauses_of(theory):
            clauses += [attrs.evolve(c, needs=(need,)) for need in c.needs] if c.step == "whole" else [c]
        return with_clauses(theory, clauses)

    with_theory(patch, loose)


def open_list_is_the_whole(patch: Patch) -> None:
    """`omfatter` is taken for `består av`."""

    def whole(book: Rulebook, transition: Transition | None, theory: Theory) -> Theory:
        more = [Clause(t.name, t.includes, "whole") for t in book.topics if t.includes]
        return with_clauses(theory, [*clauses_of(theory), *more])

    with_theory(patch, whole)


def judgement_by_one_topic(patch: Patch) -> None:
    """Of the topics joined by `og` in a judgement one is enough."""

    def loose(book: Rulebook, transition: Transition | None, theory: Theory) -> Theory:
        clauses: list[Clause] = []
        for c in clauses_of(theory):
            clauses += [attrs.evolve(c, needs=(need,)) for need in c.needs] if c.step == "judgement" else [c]
        return with_clauses(theory, clauses)

    with_theory(patch, loose)


def judgements_of_every_transition(patch: Patch) -> None:
    """A judgement is in force in every transition, not only in its own."""

    def everyones(book: Rulebook, transition: Transition | None, theory: Theory) -> Theory:
        more = [
            Clause(t, us, "judgement", j.name)
            for tr in book.transitions
            for j in tr.judgements
            for t, us in j.clauses
        ]
        return with_clauses(theory, [*clauses_of(theory), *more])

    with_theory(patch, everyones)


def no_judgements(patch: Patch) -> None:
    """Judgements are forgotten."""
    with_theory(
        patch,
        lambda book, transition, theory: with_clauses(
            theory, [c for c in clauses_of(theory) if c.step != "judgement"]
        ),
    )


def drop_a_requirement(patch: Patch) -> None:
    """An objective's last requirement is forgotten."""
    with_theory(
        patch,
        lambda book, transition, theory: attrs.evolve(
            theory, requirements={o: rs[:-1] if len(rs) > 1 else rs for o, rs in theory.requirements.items()}
        ),
    )


def rewritten(patch: Patch, change: Callable[[Expression], Expression]) -> None:
    """Expressions are read as ``change`` makes them."""

    def deep(expression: Expression) -> Expression:
        if isinstance(expression, ObjectiveId):
            return expression
        return change(attrs.evolve(expression, parts=tuple(deep(p) for p in expression.parts)))

    satisfied, minimal = kernel.satisfied, kernel.minimal_sets
    everywhere(patch, satisfied, lambda expression, held: satisfied(deep(expression), held))
    everywhere(patch, minimal, lambda expression, ways, limit: minimal(deep(expression), ways, limit))


def og_is_eller(patch: Patch) -> None:
    """`og` is read as `eller`."""
    rewritten(patch, lambda e: AnyOf(e.parts) if isinstance(e, AllOf) else e)


def eller_is_og(patch: Patch) -> None:
    """`eller` is read as `og`."""
    rewritten(patch, lambda e: AllOf(e.parts) if isinstance(e, AnyOf) else e)


def at_least_one_fewer(patch: Patch) -> None:
    """`minst k` is satisfied by k - 1."""
    rewritten(patch, lambda e: AtLeast(max(1, e.k - 1), e.parts) if isinstance(e, AtLeast) else e)


def everything_is_proved(patch: Patch) -> None:
    """The kernel proves every rule."""
    everywhere(patch, kernel.verify, lambda theory, rule: kernel.Verdict("proved"))


def not_analysed_is_ignored(patch: Patch) -> None:
    """An objective without requirements is taken to ask for nothing."""
    original = kernel.verify

    def careless(theory: Theory, rule: model.Rule) -> kernel.Verdict:
        found = original(theory, rule)
        return kernel.Verdict("proved") if found.status == "not-analysed" else found

    everywhere(patch, original, careless)


def largest_counterexample(patch: Patch) -> None:
    """A refuted rule shows everybody who is mentioned in it, not the smallest set."""
    original = kernel.verify

    def wordy(theory: Theory, rule: model.Rule) -> kernel.Verdict:
        found = original(theory, rule)
        whole = tuple(sorted(model.atoms(rule.old)))
        return attrs.evolve(found, counterexample=whole) if found.counterexample else found

    everywhere(patch, original, wordy)


def one_minimal_set_is_enough(patch: Patch) -> None:
    """A claim is looked at for the first minimal satisfying set only."""
    original = kernel.minimal_sets
    patch.setattr(kernel, "minimal_sets", lambda e, ways, limit: (original(e, ways, limit)[0][:1], True))
    patch.setattr(kernel, "exceeding", lambda theory, old, required: [])


def content_is_enough(patch: Patch) -> None:
    """`≥ i innhold` alone grants."""
    patch.setattr(
        model.Rule,
        "may_grant",
        property(lambda self: not self.draft and all(c.relation in model.GRANTING for c in self.claims)),
    )


def smaller_grants(patch: Patch) -> None:
    """A rule that says ≤ grants as one that says ≥."""

    def either(self: model.Rule) -> bool:
        return not self.draft and all(c.relation in ("≥", "=", ">", "≤") for c in self.claims)

    patch.setattr(model.Rule, "may_grant", property(either))


def drafts_grant(patch: Patch) -> None:
    """`utkast` makes no difference."""
    original: Any = model.Rule.__dict__["may_grant"].fget
    patch.setattr(model.Rule, "may_grant", property(lambda self: original(attrs.evolve(self, draft=False))))


# ------------------------------------------------------------------------- faults in the evaluator


def cut_off_a_day_late(patch: Patch) -> None:
    """Approvals on the day of the transition count."""
    original = prepared.Ready.cut_off
    patch.setattr(
        prepared.Ready, "cut_off", lambda self, started: original(self, started) + dt.timedelta(days=1)
    )


def cut_off_a_day_early(patch: Patch) -> None:
    """Approvals on the last day do not count."""
    original = prepared.Ready.cut_off
    patch.setattr(
        prepared.Ready, "cut_off", lambda self, started: original(self, started) - dt.timedelta(days=1)
    )


def no_cohorts(patch: Patch) -> None:
    """Everybody has the same cut-off."""
    patch.setattr(prepared.Ready, "cut_off", lambda self, started: self.transition.day)


def last_day_valid(patch: Patch) -> None:
    """The `til` date counts as a valid day."""

    def closed(self: model.ObjectiveSet, day: dt.date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    patch.setattr(model.ObjectiveSet, "valid_on", closed)


def always_valid(patch: Patch) -> None:
    """A set's validity is not looked at."""
    everywhere(patch, holdings.valid_for, lambda prepared, objectives, day, started: True)


def with_rows(patch: Patch, change: Callable[[Sequence[Approval]], Sequence[Approval]]) -> None:
    """The evaluator sees the rows changed."""
    original = holdings.holdings

    def changed(to: prepared.Prepared, approvals: Sequence[Approval], as_of: dt.date | None) -> Any:
        return original(to, change(approvals), as_of)

    everywhere(patch, original, changed)


def revoked_counts(patch: Patch) -> None:
    """A revoked approval counts."""
    with_rows(patch, lambda rows: [attrs.evolve(a, status="approved") for a in rows])


def as_of_ignored(patch: Patch) -> None:
    """Approvals after as_of count."""
    original = holdings.holdings
    everywhere(patch, original, lambda to, approvals, as_of: original(to, approvals, None))


def nobody_began(patch: Patch) -> None:
    """The day a person began is forgotten when it is decided what counts."""
    with_rows(patch, lambda rows: [attrs.evolve(a, started=None) for a in rows])


def one_round_of_grants(patch: Patch) -> None:
    """Grants are no fixpoint: what is granted feeds no rule."""
    original = prepared.ways_through

    def once(step: prepared.Ready, start: Any) -> Any:
        ways, whole = original(step, start)
        bare = {o: sets for o, sets in start.items() if o.set != step.transition.new}
        found = {o for o in ways if any(r.new == o and kernel.satisfied(r.old, bare) for r in step.granting)}
        return {o: sets for o, sets in ways.items() if o in found or o in start}, whole

    everywhere(patch, original, once)


def any_completion(patch: Patch) -> None:
    """complete_with lists sets that are not minimal."""
    original = interpreter._Person.decide

    def wordy(self: Any, *rest: Any) -> Any:
        d = original(self, *rest)
        old = [
            o.id
            for t in self.prepared.last
            for o in self.prepared.book.set_named[t.transition.old].objectives
        ]
        more = tuple(tuple(sorted({*s, *old[:1]})) for s in d.complete_with)
        return attrs.evolve(d, complete_with=more)

    patch.setattr(interpreter._Person, "decide", wordy)


def too_little_completes(patch: Patch) -> None:
    """complete_with leaves out a member of each set."""
    original = interpreter._Person.decide

    def short(self: Any, *rest: Any) -> Any:
        d = original(self, *rest)
        return attrs.evolve(d, complete_with=tuple(s[1:] if len(s) > 1 else s for s in d.complete_with))

    patch.setattr(interpreter._Person, "decide", short)


def a_row_is_dropped(patch: Patch) -> None:
    """A row that does not count is left out of the answer."""
    original = interpreter._Person.account
    patch.setattr(
        interpreter._Person,
        "account",
        lambda self, decisions: [a for a in original(self, decisions) if a.disposition != "outside-validity"],
    )


def an_objective_is_dropped(patch: Patch) -> None:
    """An objective with no rule is left out of the answer."""
    original = interpreter._Person.result

    def fewer(self: Any, person: Any) -> Any:
        whole = original(self, person)
        return attrs.evolve(whole, decisions=tuple(d for d in whole.decisions if d.reason != "no-rule"))

    patch.setattr(interpreter._Person, "result", fewer)


def a_proof_of_something_else(patch: Patch) -> None:
    """A step claims a higher held level than is held."""
    original = proofs._held_step

    def boasting(theory: Theory, used: Sequence[ObjectiveId], required: Requirement) -> Any:
        step = original(theory, used, required)
        higher = [b for a, b in sorted(theory.at_most) if a == step.held_level and b != step.held_level]
        return attrs.evolve(step, held_level=higher[0]) if higher else step

    patch.setattr(proofs, "_held_step", boasting)


def judgement_left_out_of_the_proof(patch: Patch) -> None:
    """A proof does not name the judgement it rests on."""
    original = proofs._by_clause

    def silent(clause: Clause, level: str, parts: Any) -> Any:
        return original(attrs.evolve(clause, name="") if clause.step == "judgement" else clause, level, parts)

    patch.setattr(proofs, "_by_clause", silent)


def any_proof_will_do(patch: Patch) -> None:
    """The latest rule is shown instead of the earliest."""

    def last(self: Any, step: Any, objective: Any, support: Any, without: Any) -> Any:
        have = self.available(step, support, without | {objective})
        rules = [r for r in step.granting if r.new == objective and kernel.satisfied(r.old, have)]
        return sorted(rules, key=lambda r: -r.order)[:1]

    patch.setattr(proofs.Prover, "rules_granting", last)


def unrelated_relates(patch: Patch) -> None:
    """≠ names activities too."""
    original = related

    def all_of_them(transition: Transition) -> Any:
        found = {o: set(olds) for o, olds in original(transition).items()}
        for rule in transition.rules:
            found.setdefault(rule.new, set()).update(
                o for o in model.atoms(rule.old) if o.set == transition.old
            )
        return {o: frozenset(olds) for o, olds in found.items()}

    everywhere(patch, original, all_of_them)


def evidence_forgets_levels(patch: Patch) -> None:
    """Evidence says `met` where only the content is."""
    from lmrules.evaluate import evidence

    def bare(theory: Theory, held: Collection[Requirement], required: Requirement) -> bool:
        return kernel.covers(theory.content, held, required)

    patch.setattr(evidence, "covers", bare)


def digest_sees_order(patch: Patch) -> None:
    """The canonical form keeps the order of statements."""
    everywhere(patch, canonical._sorted, list)


# ------------------------------------------------------------------------- who notices


def rule_order(case: Case) -> None:
    properties.check_rule_order(case, random.Random(len(case.text)))


def row_order(case: Case) -> None:
    properties.check_row_order(case, random.Random(len(case.text)))


EXCEEDS = properties.check_no_transfer_exceeds
KERNEL = properties.check_kernel_agrees
EVALUATOR = properties.check_evaluator_agrees
COUNTEREXAMPLES = properties.check_counterexamples
UNPROVED = properties.check_unproved_grants_nothing
ACCOUNTED = properties.check_everything_accounted_for
COMPLETE = properties.check_complete_with
PROOFS = properties.check_proofs
CHOSEN = properties.check_proof_chosen
EVIDENCE = properties.check_evidence
MONOTONE = properties.check_monotone

FAULTS: list[tuple[Callable[[Patch], None], tuple[Check, ...]]] = [
    (skip_level_comparison, (EXCEEDS, KERNEL, EVALUATOR)),
    (reverse_levels, (EXCEEDS, KERNEL, EVALUATOR)),
    (incomparable_is_enough, (EXCEEDS, KERNEL)),
    (no_transitive_levels, (KERNEL,)),
    (reverse_parts, (EXCEEDS, KERNEL, EVALUATOR)),
    (one_part_is_the_whole, (EXCEEDS, KERNEL)),
    (open_list_is_the_whole, (KERNEL,)),
    (judgement_by_one_topic, (KERNEL,)),
    (judgements_of_every_transition, (KERNEL,)),
    (no_judgements, (KERNEL, EVALUATOR)),
    (drop_a_requirement, (EXCEEDS, KERNEL)),
    (og_is_eller, (KERNEL, EVALUATOR)),
    (eller_is_og, (KERNEL, EVALUATOR)),
    (at_least_one_fewer, (KERNEL,)),
    (everything_is_proved, (EXCEEDS, KERNEL, EVALUATOR, UNPROVED)),
    (not_analysed_is_ignored, (KERNEL, UNPROVED)),
    (largest_counterexample, (COUNTEREXAMPLES,)),
    (one_minimal_set_is_enough, (KERNEL,)),
    (content_is_enough, (EVALUATOR, UNPROVED)),
    (smaller_grants, (EXCEEDS, EVALUATOR)),
    (drafts_grant, (EVALUATOR, UNPROVED)),
    (cut_off_a_day_late, (EVALUATOR,)),
    (cut_off_a_day_early, (EVALUATOR,)),
    (no_cohorts, (EVALUATOR,)),
    (last_day_valid, (EVALUATOR,)),
    (always_valid, (EVALUATOR,)),
    (revoked_counts, (EXCEEDS, EVALUATOR)),
    (as_of_ignored, (EVALUATOR,)),
    (nobody_began, (EVALUATOR,)),
    (one_round_of_grants, (EVALUATOR,)),
    (any_completion, (COMPLETE, EVALUATOR)),
    (too_little_completes, (COMPLETE, EVALUATOR)),
    (a_row_is_dropped, (ACCOUNTED,)),
    (an_objective_is_dropped, (ACCOUNTED,)),
    (a_proof_of_something_else, (PROOFS,)),
    (judgement_left_out_of_the_proof, (PROOFS,)),
    (any_proof_will_do, (CHOSEN,)),
    (unrelated_relates, (EVALUATOR,)),
    (evidence_forgets_levels, (EVALUATOR, EVIDENCE)),
    (digest_sees_order, (rule_order,)),
]


@pytest.mark.parametrize(
    ("plant", "check"),
    [
        pytest.param(plant, check, id=f"{plant.__name__}-{check.__name__.removeprefix('check_')}")
        for plant, checks in FAULTS
        for check in checks
    ],
)
def test_a_planted_fault_is_noticed(plant: Callable[[Patch], None], check: Check) -> None:
    """With the fault planted the property fails on one of a few hundred cases."""
    with pytest.MonkeyPatch.context() as patch:
        plant(patch)
        assert noticed(check), f"nobody noticed: {plant.__doc__}"


@given(cases(), st.sampled_from((EXCEEDS, KERNEL, EVALUATOR, COUNTEREXAMPLES, COMPLETE, PROOFS, row_order)))
def test_without_a_fault_nothing_is_noticed(case: Case, check: Check) -> None:
    """The same properties hold of lmrules as it is, so that what they notice is the fault."""
    check(case)
