"""LM501 and LM503: a rule that grants nothing which others do not grant, and a rule written twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from lmrules.checks.check import Check, Checked
from lmrules.checks.never_fires import never_firing
from lmrules.diagnostics import Code, Diagnostic
from lmrules.diagnostics.places import place_of
from lmrules.implication import by_objective, counterexample, needed
from lmrules.kernel import TooLarge, itself_if_in, minimal_sets, satisfied
from lmrules.messages import Text, words
from lmrules.model.canonical import expression_form
from lmrules.model.model import ObjectiveId, Rule, atoms
from lmrules.prepared import MOST_WAYS, Ready

RULE_IMPLIED = Code(
    id="LM501",
    name="rule-implied",
    severity="warning",
    message=Text(
        "regelen `{rule}` gir ikke `{objective}` til noen som ikke får det ved {others}",
        "regelen `{rule}` gir ikkje `{objective}` til nokon som ikkje får det ved {others}",
        "the rule `{rule}` gives `{objective}` to nobody who does not get it by {others}",
    ),
    help=Text(
        "fjern regelen; samle grunnene i den som blir igjen",
        "fjern regelen; samle grunnane i den som blir att",
        "remove the rule; gather the reasons in the one that stays",
    ),
)
SAME_RULE_TWICE = Code(
    id="LM503",
    name="same-rule-twice",
    severity="warning",
    message=Text(
        "regelen `{rule}` sier det samme om `{objective}` som `{first}`",
        "regelen `{rule}` seier det same om `{objective}` som `{first}`",
        "the rule `{rule}` says the same of `{objective}` as `{first}`",
    ),
    help=Text(
        "behold den ene; samle grunnene i den",
        "behald den eine; samle grunnane i han",
        "keep one of them; gather the reasons in it",
    ),
)

_MOST_NAMED = 3
_MOST_WORK = 200_000
"""How many rules may be looked at, over a whole transition, for what they grant through each other."""


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """One diagnostic for each rule that could go without any difference, the later of two first."""
    for step in looked_at.transitions:
        repeated: set[int] = set()
        for rules in step.transition.rules_for.values():
            if len(rules) > 1:
                for rule, first in _twice(rules):
                    repeated.add(rule.order)
                    yield _same(step, rule, first)
        yield from _implied(step, repeated.union(never_firing(step, looked_at.excused)))


def _twice(rules: Sequence[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """Each rule that claims what an earlier one claims for the same minimal satisfying sets."""
    first: dict[object, Rule] = {}
    for rule in rules:
        sets, whole = minimal_sets(rule.old, itself_if_in(atoms(rule.old)), MOST_WAYS)
        form: object = frozenset(sets) if whole else str(expression_form(rule.old))
        before = first.setdefault((form, frozenset(rule.claims)), rule)
        if before is not rule:
            yield rule, before


def _same(step: Ready, rule: Rule, first: Rule) -> Diagnostic:
    return SAME_RULE_TWICE.at(
        rule.span,
        rule=rule.name,
        objective=rule.new,
        first=first.name,
        related=[place_of(first.name, first.span)],
        data={"transition": step.transition.name, "rule": rule.name, "objective": str(rule.new)},
    )


def _implied(step: Ready, told: set[int]) -> Iterator[Diagnostic]:
    """The granting rules without which, one after the other, the rest grants as much to everybody."""
    rest = Rest(step, by_objective(r for r in step.granting if r.order not in told))
    for rules in rest.by_new.values():
        for rule in reversed(rules) if len(rules) > 1 else ():
            if rest.grants_as_much(rule):
                others = rest.others(rule)
                rest.gone.add(rule.order)
                yield _diagnostic(step, rule, others)


@attrs.define(eq=False)
class Rest:
    """What the granting rules of a transition grant without one of them, and without those already gone."""

    step: Ready
    by_new: dict[ObjectiveId, tuple[Rule, ...]]
    gone: set[int] = attrs.field(factory=set)
    budget: int = _MOST_WORK

    def others(self, rule: Rule) -> list[Rule]:
        """The other rules on the same objective."""
        return [r for r in self.by_new[rule.new] if r is not rule and r.order not in self.gone]

    def grants_as_much(self, rule: Rule) -> bool:
        """Whether everybody who gets the objective by ``rule`` gets it by the rest.

        First for each minimal satisfying set by itself. Only where new objectives stand in the rules can
        what they grant through each other make a difference. False where that would take too long to say.
        """
        others = self.others(rule)
        if not others:
            return False
        sets, whole = minimal_sets(rule.old, itself_if_in(atoms(rule.old)), MOST_WAYS)
        if whole and all(any(satisfied(r.old, person) for r in others) for person in sets):
            return True
        old_set = self.step.transition.old
        if whole and all(o.set == old_set for r in (rule, *others) for o in atoms(r.old)):
            return False
        self.budget -= len(needed(self.by_new, (rule.new,)))
        if self.budget < 0:
            return False
        without = self.gone | {rule.order}
        try:
            return counterexample(self.step, self.by_new, rule.old, rule.new, without) is None
        except TooLarge:
            return False


def _diagnostic(step: Ready, rule: Rule, others: Sequence[Rule]) -> Diagnostic:
    sets, _ = minimal_sets(rule.old, itself_if_in(atoms(rule.old)), MOST_WAYS)
    firing = [r for r in others if any(satisfied(r.old, person) for person in sets)] or list(others)
    return RULE_IMPLIED.at(
        rule.span,
        rule=rule.name,
        objective=rule.new,
        others=words(r.name for r in firing[:_MOST_NAMED]),
        related=[place_of(r.name, r.span) for r in firing[:_MOST_NAMED]],
        data={"transition": step.transition.name, "rule": rule.name, "objective": str(rule.new)},
    )


CHECK = Check((RULE_IMPLIED, SAME_RULE_TWICE), check)
