"""LM305 and LM307: `aldri X uten …` holds for every set of approvals whatever, or is disproved.

It cannot be suppressed: whoever wrote `aldri` relies on it.
"""

from __future__ import annotations

from collections.abc import Iterator

from lmrules.checks.check import Check, Checked
from lmrules.diagnostics import Code, Diagnostic
from lmrules.diagnostics.places import place_of
from lmrules.implication import by_objective, counterexample, fixpoint, needed
from lmrules.kernel import Objectives, TooLarge, satisfied
from lmrules.messages import Text, words
from lmrules.model.model import Never, Rule
from lmrules.model.writing import write_expression
from lmrules.prepared import Ready

NEVER_DISPROVED = Code(
    id="LM305",
    name="never-disproved",
    severity="error",
    message=Text(
        "`aldri {objective} uten {unless}` holder ikke: {approvals} gir `{objective}` ved regelen `{rule}`",
        "`aldri {objective} utan {unless}` held ikkje: {approvals} gir `{objective}` ved regelen `{rule}`",
        "`never {objective} without {unless}` does not hold: {approvals} gives it by the rule `{rule}`",
    ),
    help=Text(
        "krev {unless} i regelen også, eller rett `aldri`",
        "krev {unless} i regelen òg, eller rett `aldri`",
        "ask for {unless} in the rule as well, or correct `never`",
    ),
)
NEVER_TOO_LARGE = Code(
    id="LM307",
    name="never-too-large",
    severity="error",
    message=Text(
        "`aldri {objective} uten {unless}` er for stort til å bevises",
        "`aldri {objective} utan {unless}` er for stort til å provast",
        "`never {objective} without {unless}` is too large to prove",
    ),
    help=Text(
        "skriv flere `aldri` med færre mål hver, eller del reglene som gir `{objective}`",
        "skriv fleire `aldri` med færre mål kvar, eller del reglane som gir `{objective}`",
        "write several `never` with fewer objectives each, or divide the rules that grant `{objective}`",
    ),
)


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """One diagnostic for each `aldri` that some approvals break, with the fewest that do.

    Exact: see :func:`lmrules.implication.counterexample`. An objective that no rule grants is never granted
    without anything, so its `aldri` holds.
    """
    for step in looked_at.transitions:
        rules = by_objective(step.granting) if step.transition.never else {}
        for never in step.transition.never:
            try:
                person = counterexample(step, rules, never.objective, never.unless)
            except TooLarge:
                yield _too_large(looked_at, step, never)
            else:
                if person is not None:
                    rule = _rule_that_grants(needed(rules, (never.objective,)), never, person)
                    yield _disproved(looked_at, step, never, person, rule)


def _rule_that_grants(rules: tuple[Rule, ...], never: Never, person: Objectives) -> Rule:
    """The earliest rule that grants the objective on ``person``'s approvals."""
    have = fixpoint(rules, person)
    fire = (r for r in rules if r.new == never.objective and satisfied(r.old, have))
    return min(fire, key=lambda r: r.order)


def _disproved(looked_at: Checked, step: Ready, never: Never, person: Objectives, rule: Rule) -> Diagnostic:
    return NEVER_DISPROVED.at(
        never.span,
        objective=never.objective.code,
        unless=write_expression(never.unless, looked_at.book.keywords),
        approvals=words(sorted(person)),
        rule=rule.name,
        related=[
            place_of(rule.name, rule.span),
            *(place_of(o, looked_at.book.objective[o].span) for o in sorted(person)),
        ],
        data={
            "transition": step.transition.name,
            "rule": rule.name,
            "objective": never.objective.code,
            "counterexample": [str(o) for o in sorted(person)],
        },
    )


def _too_large(looked_at: Checked, step: Ready, never: Never) -> Diagnostic:
    return NEVER_TOO_LARGE.at(
        never.span,
        objective=never.objective.code,
        unless=write_expression(never.unless, looked_at.book.keywords),
        data={"transition": step.transition.name, "objective": never.objective.code},
    )


CHECK = Check((NEVER_DISPROVED, NEVER_TOO_LARGE), check)
