"""LM404: an objective `utgår`, and a rule relates it to a new one all the same.

A rule that says `≠` relates nothing, and a draft says nothing yet: neither contradicts `utgår`.
"""

from __future__ import annotations

from collections.abc import Iterator

from lmrules.checks.check import Check, Checked
from lmrules.diagnostics import Code, Diagnostic
from lmrules.diagnostics.places import place_of
from lmrules.messages import Text, words
from lmrules.model.model import ObjectiveId, Rule, Transition, atoms

RETIRED_YET_USED = Code(
    id="LM404",
    name="retired-yet-used",
    severity="warning",
    message=Text(
        "`{objective}` er oppgitt som `utgår`, men brukes av {rules}",
        "`{objective}` er oppgitt som `går ut`, men blir brukt av {rules}",
        "`{objective}` is declared `retired`, but is used by {rules}",
    ),
    help=Text(
        "et mål som utgår, fører ikke til noe nytt mål; fjern `utgår`, eller ta målet ut av regelen",
        "eit mål som går ut, fører ikkje til noko nytt mål; fjern `går ut`, eller ta målet ut av regelen",
        "a retired objective leads to no new one; remove `retired`, or take the objective out of the rule",
    ),
)


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """One diagnostic for each `utgår` of an objective that a rule of the same transition uses."""
    for step in looked_at.transitions:
        transition = step.transition
        using = _using(transition) if transition.retired else {}
        for fate in transition.retired:
            rules = using.get(fate.objective, [])
            if rules:
                yield RETIRED_YET_USED.at(
                    fate.span,
                    objective=fate.objective.code,
                    rules=words(dict.fromkeys(r.name for r in rules)),
                    related=[place_of(r.name, r.span) for r in {r.span: r for r in rules}.values()],
                    data={
                        "transition": transition.name,
                        "rule": rules[0].name,
                        "objective": str(fate.objective),
                    },
                )


def _using(transition: Transition) -> dict[ObjectiveId, list[Rule]]:
    """The rules that relate each objective to a new one."""
    using: dict[ObjectiveId, list[Rule]] = {}
    for rule in transition.rules:
        if not rule.draft and any(claim.relation != "≠" for claim in rule.claims):
            for objective in atoms(rule.old):
                using.setdefault(objective, []).append(rule)
    return using


CHECK = Check((RETIRED_YET_USED,), check)
