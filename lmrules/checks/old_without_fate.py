"""LM402: an old objective that no rule uses and that is not said to lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from lmrules.checks.check import Check, Checked
from lmrules.diagnostics import Code, Diagnostic
from lmrules.diagnostics.places import place_of
from lmrules.messages import Text, words
from lmrules.model.model import ObjectiveId, Transition, atoms

OLD_WITHOUT_FATE = Code(
    id="LM402",
    name="old-objective-without-fate",
    severity="warning",
    message=Text(
        "ingen regel bruker det gamle målet `{objective}`, og det er ikke oppgitt at det `utgår`",
        "ingen regel bruker det gamle målet `{objective}`, og det er ikkje oppgitt at det `går ut`",
        "no rule uses the old objective `{objective}`, and it is not declared `retired`",
    ),
    help=Text(
        "skriv en regel i {transitions}, eller `utgår {code}` med grunn hvis det ikke fører til noe",
        "skriv ein regel i {transitions}, eller `går ut {code}` med grunn om det ikkje fører til noko",
        "write a rule in {transitions}, or `retired {code}` with a reason if it leads to nothing",
    ),
)


def with_fate(transition: Transition) -> set[ObjectiveId]:
    """The old objectives that a statement of ``transition`` uses or retires. A draft alone is no fate."""
    used = {o for rule in transition.rules if not rule.draft for o in atoms(rule.old)}
    return used | {fate.objective for fate in transition.retired}


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """One diagnostic for each objective of a set that transitions leave and none of them speaks of."""
    book = looked_at.book
    for objectives in book.sets:
        leaving = [t for t in book.transitions if t.old == objectives.name]
        if not leaving:
            continue
        known = set().union(*(with_fate(transition) for transition in leaving))
        for objective in objectives.objectives:
            if objective.id not in known and objective.id.code not in looked_at.excused:
                yield OLD_WITHOUT_FATE.at(
                    objective.span,
                    objective=objective.id,
                    code=objective.id.code,
                    transitions=words((t.name for t in leaving), "or"),
                    related=[place_of(t.name, t.span) for t in leaving],
                    data={"objective": str(objective.id), "transition": leaving[0].name},
                )


CHECK = Check((OLD_WITHOUT_FATE,), check)
