"""LM502 and LM504: an alternative or a conjunct of a rule that makes no difference.

Decided on minimal satisfying sets: two expressions mean the same where the same sets satisfy them. A conjunct
is redundant, too, where the kernel proves the grant without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, TypeAlias

import attrs

from lmrules.checks.check import Check, Checked
from lmrules.diagnostics import Code, Diagnostic, Label
from lmrules.implication import implies
from lmrules.kernel import TooLarge, counterexample, itself_if_in, minimal_sets, satisfied
from lmrules.messages import Text
from lmrules.model.model import AllOf, AnyOf, Expression, ObjectiveId, Rule, atoms
from lmrules.model.writing import write_expression
from lmrules.prepared import Ready
from lmrules.source import Span
from lmrules.syntax import ast

DEAD_ALTERNATIVE = Code(
    id="LM502",
    name="dead-alternative",
    severity="warning",
    message=Text(
        "alternativet `{part}` i regelen `{rule}` gjør ingen forskjell: den som har det, oppfyller regelen uten det",
        "alternativet `{part}` i regelen `{rule}` gjer ingen skilnad: den som har det, oppfyller regelen utan det",
        "the alternative `{part}` of the rule `{rule}` makes no difference: who has it satisfies the rule anyway",
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
_LONGEST = 160

Kind: TypeAlias = Literal["alternative", "said", "proved"]


@attrs.frozen
class Found:
    """A part that makes no difference, what stands beside it, and the expression without it."""

    kind: Kind
    part: Expression
    written: ast.Expression | None
    beside: tuple[tuple[Expression, ast.Expression | None], ...]
    rest: Expression


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """One diagnostic for each part of a rule that could go; nothing is said of parts within such a part."""
    sides = _sides(looked_at)
    for step in looked_at.transitions:
        proved = {rule.order for rule in step.granting}
        statements: dict[Span, list[Rule]] = {}
        for rule in step.transition.rules:
            if not isinstance(rule.old, ObjectiveId):
                statements.setdefault(rule.span, []).append(rule)
        for rules in statements.values():
            granting = all(rule.order in proved for rule in rules)
            written = _written(rules[0].old, sides.get(rules[0].span, ()))
            for found in redundant(rules[0].old, written, _enough(step, rules) if granting else None):
                yield _diagnostic(looked_at, step, rules, found)


def redundant(
    old: Expression,
    written: ast.Expression | None = None,
    enough: Callable[[Expression], bool] | None = None,
) -> list[Found]:
    """The parts of ``old`` that make no difference, outermost and last first.

    ``enough`` says of a weaker expression whether it still proves what the rule grants.
    """
    search = _Search(old)
    search.walk(old, written, lambda part: part, search.same)
    if enough is not None:
        search.walk(search.whole, search.where or written, lambda part: part, enough)
    return search.found
