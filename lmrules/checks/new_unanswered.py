"""LM401: a new objective of which the rulebook says nothing: no rule, and no `nytt`."""

from __future__ import annotations

from collections.abc import Iterator

from lmrules.checks.check import Check, Checked
from lmrules.diagnostics import Code, Diagnostic
from lmrules.diagnostics.places import place_of
from lmrules.messages import Text, words
from lmrules.model.model import ObjectiveId, Transition

NEW_UNANSWERED = Code(
    id="LM401",
    name="new-objective-unanswered",
    severity="warning",
    message=Text(
        "ingen regel sier noe om det nye målet `{objective}`, og det er ikke oppgitt som `nytt`",
        "ingen regel seier noko om det nye målet `{objective}`, og det er ikkje oppgitt som `nytt`",
        "no rule says anything of the new objective `{objective}`, and it is not declared `new`",
    ),
    help=Text(
        "skriv en regel i {transitions}, eller `nytt {code}` med grunn hvis ingen gamle mål svarer til det",
        "skriv ein regel i {transitions}, eller `nytt {code}` med grunn om ingen gamle mål svarer til det",
        "write a rule in {transitions}, or `new {code}` with a reason if no old objective corresponds to it",
    ),
)


def answered(transition: Transition) -> set[ObjectiveId]:
    """The new objectives that a statement of ``transition`` answers for. A draft alone is no answer."""
    by_rule = {rule.new for rule in transition.rules if not rule.draft}
    return by_rule | {fate.objective for fate in transition.declared_new}


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """One diagnostic for each objective of a set that transitions enter and none of them answers for."""
    book = looked_at.book
    for objectives in book.sets:
        into = list(book.into(objectives.name))
        if not into:
            continue
        known = set().union(*(answered(transition) for transition in into))
        for objective in objectives.objectives:
            if objective.id not in known and objective.id.code not in looked_at.excused:
                yield NEW_UNANSWERED.at(
                    objective.span,
                    objective=objective.id,
                    code=objective.id.code,
                    transitions=words((t.name for t in into), "or"),
                    related=[place_of(t.name, t.span) for t in into],
                    data={"objective": str(objective.id), "transition": into[0].name},
                )


CHECK = Check((NEW_UNANSWERED,), check)
