"""LM403: an objective is declared `nytt`, and a rule grants it all the same."""

from __future__ import annotations

from collections.abc import Iterator

from lmrules.checks.check import Check, Checked
from lmrules.diagnostics import Code, Diagnostic
from lmrules.diagnostics.places import place_of
from lmrules.messages import Text, words

NEW_YET_GRANTED = Code(
    id="LM403",
    name="new-yet-granted",
    severity="warning",
    message=Text(
        "`{objective}` er oppgitt som `nytt`, men overføres av {rules}",
        "`{objective}` er oppgitt som `nytt`, men blir overført av {rules}",
        "`{objective}` is declared `new`, but is granted by {rules}",
    ),
    help=Text(
        "et nytt mål har ingen forgjenger; fjern `nytt`, eller fjern regelen",
        "eit nytt mål har ingen forgjengar; fjern `nytt`, eller fjern regelen",
        "a new objective has no forerunner; remove `new`, or remove the rule",
    ),
)


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """One diagnostic for each `nytt` of an objective that has a granting rule in the same transition."""
    for step in looked_at.transitions:
        transition = step.transition
        for fate in transition.declared_new:
            rules = [r for r in transition.rules_for.get(fate.objective, ()) if r.may_grant]
            if rules:
                yield NEW_YET_GRANTED.at(
                    fate.span,
                    objective=fate.objective.code,
                    rules=words(r.name for r in rules),
                    related=[place_of(r.name, r.span) for r in rules],
                    data={
                        "transition": transition.name,
                        "rule": rules[0].name,
                        "objective": str(fate.objective),
                    },
                )


CHECK = Check((NEW_YET_GRANTED,), check)
