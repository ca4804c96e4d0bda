"""LM603: a draft that is still there."""

from __future__ import annotations

from collections.abc import Iterator

from lmrules.checks.check import Check, Checked
from lmrules.diagnostics import Code, Diagnostic
from lmrules.messages import Text

DRAFT_LEFT = Code(
    id="LM603",
    name="draft-left",
    severity="warning",
    message=Text(
        "regelen `{rule}` er et utkast, og overfører ingenting",
        "regelen `{rule}` er eit utkast, og overfører ingenting",
        "the rule `{rule}` is a draft, and grants nothing",
    ),
    help=Text(
        "fjern `utkast` når regelen er kvalitetssikret, eller fjern regelen",
        "fjern `utkast` når regelen er kvalitetssikra, eller fjern regelen",
        "remove `draft` when the rule has been reviewed, or remove the rule",
    ),
)


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """One diagnostic for each draft rule."""
    for step in looked_at.transitions:
        drafts = {rule.span: rule for rule in step.transition.rules if rule.draft}
        for rule in drafts.values():
            yield DRAFT_LEFT.at(
                rule.span,
                rule=rule.name,
                data={"transition": step.transition.name, "rule": rule.name},
            )


CHECK = Check((DRAFT_LEFT,), check)
