"""LM509: a granting rule that nobody can satisfy, because it asks for what no rule grants."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from lmrules.checks.check import Check, Checked
from lmrules.diagnostics import Code, Diagnostic
from lmrules.diagnostics.places import place_of
from lmrules.implication import by_objective, fixpoint, needed
from lmrules.kernel import satisfied
from lmrules.messages import Text, words
from lmrules.model.model import ObjectiveId, Rule, atoms
from lmrules.prepared import Ready

NEVER_FIRES = Code(
    id="LM509",
    name="rule-never-fires",
    severity="warning",
    message=Text(
        "regelen `{rule}` overfører aldri noe: ingen regel overfører {objectives}, som den bygger på",
        "regelen `{rule}` overfører aldri noko: ingen regel overfører {objectives}, som han byggjer på",
        "the rule `{rule}` never grants anything: no rule grants {objectives}, which it builds on",
    ),
    help=Text(
        "skriv regelen som overfører det, eller bygg på gamle mål i stedet",
        "skriv regelen som overfører det, eller byggj på gamle mål i staden",
        "write the rule that grants it, or build on old objectives instead",
    ),
)


def grants_when_final(rule: Rule) -> bool:
    """Whether a rule may grant, or would if it were no draft."""
    return rule.may_grant or (rule.draft and attrs.evolve(rule, draft=False).may_grant)


def never_firing(step: Ready, excused: frozenset[str] = frozenset()) -> dict[int, tuple[ObjectiveId, ...]]:
    """By its place (``order``) each granting rule that not even all approvals satisfy, and what it lacks.

    Drafts, and rules that are not proved, count as granting here: something is reported of them already.
    """
    rules = [r for r in step.transition.rules if grants_when_final(r)]
    asked = {o for rule in rules for o in atoms(rule.old)}
    if all(o.set == step.transition.old for o in asked):
        return {}
    by_new = by_objective(rules)
    have = {o for o in asked if o.set == step.transition.old or o.code in excused}
    have = fixpoint(needed(by_new, by_new), have)
    return {
        rule.order: tuple(o for o in atoms(rule.old) if o not in have)
        for rule in rules
        if not rule.draft and not satisfied(rule.old, have)
    }


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """One diagnostic for each rule that can never be satisfied."""
    for step in looked_at.transitions:
        lacking = never_firing(step, looked_at.excused)
        for rule in step.transition.rules:
            if rule.order in lacking:
                yield _diagnostic(looked_at, step, rule, lacking[rule.order])


def _diagnostic(looked_at: Checked, step: Ready, rule: Rule, lacks: tuple[ObjectiveId, ...]) -> Diagnostic:
    return NEVER_FIRES.at(
        rule.span,
        rule=rule.name,
        objectives=words(lacks, "or"),
        related=[place_of(o, looked_at.book.objective[o].span) for o in lacks],
        data={"transition": step.transition.name, "rule": rule.name, "objective": str(rule.new)},
    )


CHECK = Check((NEVER_FIRES,), check)
