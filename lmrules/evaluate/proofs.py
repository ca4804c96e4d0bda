"""Proof trees: the rule, the approvals or grants it used, and per requirement the steps of cover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from lmrules.evaluate.holdings import Holdings
from lmrules.evaluate.results import Proof, Step, Use
from lmrules.kernel import (
    Clause,
    Theory,
    closure_at,
    granted,
    itself_if_in,
    minimal_sets,
    satisfied,
    set_order,
)
from lmrules.model.model import ObjectiveId, Requirement, Rule
from lmrules.prepared import MOST_WAYS, Prepared, Ready


@attrs.frozen(eq=False)
class Prover:
    """Makes the proofs of one person's grants."""

    prepared: Prepared
    held: Holdings
    in_old_set: Mapping[str, Mapping[ObjectiveId, Sequence[frozenset[int]]]]

    def prove(self, objective: ObjectiveId, supports: Sequence[frozenset[int]]) -> Proof:
        """The proof on fewest approvals and, among those, by the earliest rule in the files."""
        fewest = len(supports[0])
        proofs = [
            (rule.order, set_order(support), step, rule, support)
            for support in supports
            if len(support) == fewest
            for step in self.prepared.last
            for rule in self.rules_granting(step, objective, support, frozenset())
        ]
        _, _, step, rule, support = min(proofs, key=lambda p: p[:2])
        return self.by_rule(step, rule, support, frozenset())

    def held_with(self, step: Ready, support: frozenset[int]) -> set[ObjectiveId]:
        """What ``support`` alone gives someone in the old set of ``step``."""
        of_old = self.in_old_set[step.transition.name]
        return {o for o, supports in of_old.items() if any(s <= support for s in supports)}

    def available(
        self, step: Ready, support: frozenset[int], without: frozenset[ObjectiveId]
    ) -> frozenset[ObjectiveId]:
        """What ``support`` gives in ``step``, grants included, when nothing may rest on ``without``."""
        rules = [r for r in step.granting if r.new not in without]
        held = self.held_with(step, support)
        return frozenset(held | granted(rules, held))

    def rules_granting(
        self, step: Ready, objective: ObjectiveId, support: frozenset[int], without: frozenset[ObjectiveId]
    ) -> list[Rule]:
        """The rules that grant ``objective`` from ``support``, not by itself, earliest first."""
        have = self.available(step, support, without | {objective})
        rules = [r for r in step.granting if r.new == objective and satisfied(r.old, have)]
        return sorted(rules, key=lambda r: r.order)

    def by_rule(
        self, step: Ready, rule: Rule, support: frozenset[int], without: frozenset[ObjectiveId]
    ) -> Proof:
        """The proof of ``rule``'s objective from ``support``; grants on the way have their own proofs."""
        without = without | {rule.new}
        have = self.available(step, support, without)
        smallest, *_ = minimal_sets(rule.old, itself_if_in(have), MOST_WAYS)[0]
        used = sorted(smallest)
        uses = tuple(self.use(step, o, support, without) for o in used)
        required = step.theory.requirements[rule.new]
        steps = tuple(cover_step(step.theory, used, r) for r in required)
        return Proof(step.transition.name, rule.name, rule.new, uses, steps)

    def use(
        self, step: Ready, objective: ObjectiveId, support: frozenset[int], without: frozenset[ObjectiveId]
    ) -> Use:
        """An objective as the approval in ``support`` or, failing that, the grant it comes from."""
        approval = self.held.counting.get(objective)
        if approval is not None and self.held.numbers[objective] in support:
            return Use(objective, approval=approval)
        if objective.set == step.transition.new:
            rule, *_ = self.rules_granting(step, objective, support, without)
            return Use(objective, proof=self.by_rule(step, rule, support, without))
        before, rule = next(
            (before, rule)
            for before in self.prepared.steps
            if before.transition.new == step.transition.old
            for rule in self.rules_granting(before, objective, support, frozenset())
        )
        return Use(objective, proof=self.by_rule(before, rule, support, frozenset()))


def cover_step(theory: Theory, used: Sequence[ObjectiveId], required: Requirement) -> Step:
    """Why the objectives ``used`` cover ``required``; they do."""
    trace = closure_at(theory, theory.of(used), required.level)
    needed = {required.topic}
    for topic in reversed(trace):  # what a topic follows from always stands before it
        clause = trace[topic]
        if topic in needed and clause is not None:
            needed.update(clause.needs)
    steps: dict[str, Step] = {}
    for topic, clause in trace.items():
        if topic in needed and clause is None:
            steps[topic] = _held_step(theory, used, Requirement(topic, required.level))
        elif topic in needed and clause is not None:
            steps[topic] = _by_clause(clause, required.level, tuple(steps[n] for n in clause.needs))
    return steps[required.topic]


def _held_step(theory: Theory, used: Sequence[ObjectiveId], required: Requirement) -> Step:
    objective, held = next(
        (objective, r)
        for objective in used
        for r in theory.requirements[objective]
        if r.topic == required.topic and theory.level_within(required.level, r.level)
    )
    return Step("a", required.topic, required.level, objective, held.topic, held.level)


def _by_clause(clause: Clause, level: str, parts: tuple[Step, ...]) -> Step:
    if clause.step == "whole":
        return Step("b", clause.topic, level, parts=parts)
    if clause.step == "judgement":
        return Step("c", clause.topic, level, judgement=clause.name, parts=parts)
    wider = parts[0]
    if wider.kind in ("a", "d"):
        # Being part of something is transitive: however many parts down, it is one step.
        return attrs.evolve(wider, topic=clause.topic)
    return Step("d", clause.topic, level, parts=parts)
