"""LM502 and LM504: an alternative or a conjunct of a rule that makes no difference.

Decided on minimal satisfying sets: two expressions mean the same where the same sets satisfy them. A conjunct
is redundant, too, where the kernel proves the grant without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from textwrap import shorten

from lmrules.checks.check import Check, Checked
from lmrules.checks.redundant_rules import Rest
from lmrules.diagnostics import Code, Diagnostic, Fix, Label
from lmrules.diagnostics.places import place_of
from lmrules.implication import by_objective
from lmrules.kernel import TooLarge, counterexample, itself_if_in, minimal_sets, satisfied, uncovered
from lmrules.messages import LANGUAGES, Text
from lmrules.model.model import AllOf, Expression, ObjectiveId, Rule, atoms
from lmrules.model.writing import write_expression
from lmrules.prepared import Ready
from lmrules.redundancy import MOST_SETS, Found, redundant
from lmrules.source import Span
from lmrules.syntax import ast
from lmrules.syntax.removing import removal

DEAD_ALTERNATIVE = Code(
    id="LM502",
    name="dead-alternative",
    severity="warning",
    message=Text(
        "alternativet `{part}` i regelen `{rule}` gjør ingen forskjell: "
        "den som har det, oppfyller regelen også uten det",
        "alternativet `{part}` i regelen `{rule}` gjer ingen skilnad: "
        "den som har det, oppfyller regelen òg utan det",
        "the alternative `{part}` of the rule `{rule}` makes no difference: "
        "whoever has it satisfies the rule without it as well",
    ),
    help=Text(
        "fjern det: `{rest}` betyr det samme",
        "fjern det: `{rest}` tyder det same",
        "remove it: `{rest}` means the same",
    ),
)
REDUNDANT_CONJUNCT = Code(
    id="LM504",
    name="redundant-conjunct",
    severity="warning",
    message=Text(
        "`{part}` er overflødig i regelen `{rule}`: {why}",
        "`{part}` er overflødig i regelen `{rule}`: {why}",
        "`{part}` is redundant in the rule `{rule}`: {why}",
    ),
    help=Text("{remedy}", "{remedy}", "{remedy}"),
)

_SAID = Text(
    "resten av regelen krever det allerede",
    "resten av regelen krev det allereie",
    "the rest of the rule asks for it already",
)
_PROVED = Text(
    "resten dekker alt {objective} krever",
    "resten dekkjer alt {objective} krev",
    "the rest covers all that {objective} asks for",
)
_MEANS_THE_SAME = Text(
    "fjern det: `{rest}` betyr det samme",
    "fjern det: `{rest}` tyder det same",
    "remove it: `{rest}` means the same",
)
_IS_ENOUGH = Text(
    "skriv `{rest}` hvis det er nok; ellers krever det nye målet mer enn det som er oppgitt",
    "skriv `{rest}` om det er nok; elles krev det nye målet meir enn det som er oppgitt",
    "write `{rest}` if that is enough; else the new objective asks for more than is declared",
)
_ENOUGH = Text("dette er nok", "dette er nok", "this is enough")
_REMOVE = Text("fjern det", "fjern det", "remove it")
_LONGEST = 160


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """One diagnostic for each part of a rule that could go."""
    sides = _sides(looked_at)
    budget = [MOST_SETS]
    for step in looked_at.transitions:
        proved = {rule.order for rule in step.granting}
        rest = Rest(step, by_objective(step.granting))
        statements: dict[Span, list[Rule]] = {}
        for rule in step.transition.rules:
            if not isinstance(rule.old, ObjectiveId):
                statements.setdefault(rule.span, []).append(rule)
        for rules in statements.values():
            written = next((w for w in sides.get(rules[0].span, ()) if _same_shape(rules[0].old, w)), None)
            enough = _enough(step, rules) if all(rule.order in proved for rule in rules) else None
            for found in redundant(rules[0].old, written, enough, budget):
                # A rule that could go altogether (LM501) is not mended by taking away a part.
                if found.kind != "proved" or not all(rest.grants_as_much(rule) for rule in rules):
                    yield _diagnostic(looked_at, step, rules, found)


def _sides(looked_at: Checked) -> dict[Span, tuple[ast.Expression, ...]]:
    """The expressions of each rule as written, by the place of the rule."""
    return {
        statement.span: (*statement.left, *statement.right)
        for file in looked_at.files
        for statement in file.statements
        if isinstance(statement, ast.Rule)
    }


def _same_shape(expression: Expression, written: ast.Expression) -> bool:
    return type(expression).__name__ == type(written).__name__


def _enough(step: Ready, rules: Sequence[Rule]) -> Callable[[Expression], bool]:
    """Whether the kernel proves, for a weaker old side, what all rules of one statement grant."""
    required = [r for rule in rules for r in step.theory.requirements[rule.new]]

    def enough(old: Expression) -> bool:
        if isinstance(old, ObjectiveId) or (isinstance(old, AllOf) and _only_objectives(old)):
            return not uncovered(step.theory, step.theory.of(atoms(old)), required)
        try:
            return counterexample(step.theory, old, required) is None
        except TooLarge:
            return False

    return enough


def _only_objectives(old: AllOf) -> bool:
    return all(isinstance(part, ObjectiveId) for part in old.parts)


def _diagnostic(looked_at: Checked, step: Ready, rules: Sequence[Rule], found: Found) -> Diagnostic:
    rule, keywords = rules[0], looked_at.book.keywords
    rest = shorten(write_expression(found.rest, keywords), _LONGEST, placeholder=" …")
    part = shorten(write_expression(found.part, keywords), _LONGEST, placeholder=" …")
    span = found.written.span if found.written is not None else rule.span
    data = {"transition": step.transition.name, "rule": rule.name, "objective": str(rule.new), "part": part}
    related = [] if span is rule.span else [place_of(rule.name, rule.span)]
    if found.kind == "alternative":
        related += _satisfied_beside(found)
        fields = {"part": part, "rule": rule.name, "rest": rest}
        return DEAD_ALTERNATIVE.at(span, related=related, data=data, fixes=_fixes(found), **fields)
    new = " / ".join(f"`{r.new}`" for r in rules)
    why, remedy = (_SAID, _MEANS_THE_SAME) if found.kind == "said" else (_PROVED, _IS_ENOUGH)
    return REDUNDANT_CONJUNCT.at(
        span,
        part=part,
        rule=rule.name,
        why=_filled(why, objective=new),
        remedy=_filled(remedy, rest=rest),
        related=related,
        data=data,
        fixes=_fixes(found),
    )


def _fixes(found: Found) -> list[Fix]:
    """Take the part away: safe where the rule means the same without it."""
    beside = [place for _, place in found.beside if place is not None]
    edit = removal(found.written, beside) if found.written is not None else None
    return [Fix(_REMOVE, (edit,), safe=found.kind != "proved")] if edit is not None else []


def _filled(text: Text, **fields: object) -> Text:
    return Text(*(text.fill(lang, fields) for lang in LANGUAGES))


def _satisfied_beside(found: Found) -> list[Label]:
    """The alternatives that whoever has the dead one satisfies anyway."""
    sets, _ = minimal_sets(found.part, itself_if_in(atoms(found.part)), 1)
    return [
        Label(place.span, _ENOUGH)
        for other, place in found.beside
        if place is not None and any(satisfied(other, person) for person in sets)
    ]


CHECK = Check((DEAD_ALTERNATIVE, REDUNDANT_CONJUNCT), check)
