"""LM502 and LM504: an alternative or a conjunct of a rule that makes no difference.

Decided on minimal satisfying sets: two expressions mean the same where the same sets satisfy them. A conjunct
is redundant, too, where the kernel proves the grant without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from textwrap import shorten
from typing import Literal, TypeAlias

import attrs

from lmrules.checks.check import Check, Checked
from lmrules.diagnostics import Code, Diagnostic, Label
from lmrules.diagnostics.places import place_of
from lmrules.kernel import (
    SEARCH_LIMIT,
    TooLarge,
    counterexample,
    itself_if_in,
    minimal_sets,
    most_sets,
    satisfied,
    uncovered,
)
from lmrules.messages import LANGUAGES, Text
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
_LONGEST = 160

Kind: TypeAlias = Literal["alternative", "said", "proved"]

MOST_SETS = 100_000
"""How many minimal satisfying sets may be looked at over a whole rulebook."""


@attrs.define(eq=False)
class _Node:
    """A part of an expression and of what was written, from which parts can be taken away."""

    expression: Expression
    written: ast.Expression | None
    parts: list[_Node]

    @classmethod
    def of(cls, expression: Expression, written: ast.Expression | None) -> _Node:
        if not isinstance(expression, AllOf | AnyOf):
            return cls(expression, written, [])
        places: Sequence[ast.Expression | None] = [None] * len(expression.parts)
        if isinstance(written, ast.AllOf | ast.AnyOf) and len(written.parts) == len(expression.parts):
            places = written.parts
        parts = [cls.of(part, place) for part, place in zip(expression.parts, places, strict=True)]
        return cls(expression, written, parts)

    def left(self, instead: Mapping[int, Expression] | None = None) -> Expression:
        """What is left of it, with the nodes in ``instead`` (by ``id``) replaced."""
        if instead is not None and id(self) in instead:
            return instead[id(self)]
        if not self.parts:
            return self.expression
        if len(self.parts) == 1:
            return self.parts[0].left(instead)
        return type(self.expression)(tuple(part.left(instead) for part in self.parts))  # type: ignore[call-arg, arg-type]


@attrs.frozen
class Found:
    """A part that makes no difference, the parts beside it, and the whole expression without it."""

    kind: Kind
    part: Expression
    written: ast.Expression | None
    beside: tuple[tuple[Expression, ast.Expression | None], ...]
    rest: Expression


@attrs.define(eq=False)
class _Search:
    """Takes parts away, outermost and last first, as long as nothing is lost."""

    root: _Node
    budget: list[int]
    enough: Callable[[Expression], bool] | None
    found: list[Found] = attrs.field(factory=list)

    def run(self) -> list[Found]:
        if not _each_once(self.root.expression):
            self.walk(self.root, self.says_the_same)
        if self.enough is not None:
            self.walk(self.root, self.is_enough)
        return self.found

    def walk(self, node: _Node, can_go: Callable[[_Node, _Node], Kind | None]) -> None:
        for part in reversed(tuple(node.parts)):
            kind = can_go(node, part) if len(node.parts) > 1 else None
            if kind is not None:
                node.parts.remove(part)
                beside = tuple((other.left(), other.written) for other in node.parts)
                self.found.append(Found(kind, part.left(), part.written, beside, self.root.left()))
        for part in node.parts:
            self.walk(part, can_go)

    def says_the_same(self, node: _Node, part: _Node) -> Kind | None:
        """Whether the expression means the same without ``part``.

        Let C[x] be the whole with x in place of ``node``. Without an alternative p it is lost on somebody
        only if C[p] holds of them and C[rest] does not; without a conjunct p it is satisfied by somebody
        more only if C[rest] holds of them and C[p] does not.
        """
        with_part = self.root.left({id(node): part.left()})
        rest = self.root.left({id(node): _without(node, part).left()})
        if isinstance(node.expression, AnyOf):
            return "alternative" if self.implied(with_part, rest) else None
        return "said" if self.implied(rest, with_part) else None

    def implied(self, one: Expression, other: Expression) -> bool:
        """Whether everybody who satisfies ``one`` satisfies ``other``; False once the budget is spent."""
        self.budget[0] -= most_sets(one)
        if self.budget[0] < 0:
            return False
        sets, whole = minimal_sets(one, itself_if_in(atoms(one)), SEARCH_LIMIT)
        return whole and all(satisfied(other, person) for person in sets)

    def is_enough(self, node: _Node, part: _Node) -> Kind | None:
        """Whether the grant is proved without the conjunct ``part``."""
        if self.enough is None or not isinstance(node.expression, AllOf):
            return None
        return "proved" if self.enough(self.root.left({id(node): _without(node, part).left()})) else None


def _without(node: _Node, part: _Node) -> _Node:
    return _Node(node.expression, None, [other for other in node.parts if other is not part])


def _each_once(expression: Expression) -> bool:
    """Whether no objective stands twice: then every part makes a difference."""
    seen: set[ObjectiveId] = set()
    todo = [expression]
    while todo:
        part = todo.pop()
        if not isinstance(part, ObjectiveId):
            todo += part.parts
        elif part in seen:
            return False
        else:
            seen.add(part)
    return True


def redundant(
    old: Expression,
    written: ast.Expression | None = None,
    enough: Callable[[Expression], bool] | None = None,
    budget: list[int] | None = None,
) -> list[Found]:
    """The parts of ``old`` that make no difference; nothing is said of parts within such a part.

    ``enough`` says of a weaker expression whether the grant is still proved. Exact, until the minimal
    satisfying sets looked at exceed ``budget``, which is counted down.
    """
    return _Search(_Node.of(old, written), [MOST_SETS] if budget is None else budget, enough).run()


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """One diagnostic for each part of a rule that could go."""
    sides = _sides(looked_at)
    budget = [MOST_SETS]
    for step in looked_at.transitions:
        proved = {rule.order for rule in step.granting}
        statements: dict[Span, list[Rule]] = {}
        for rule in step.transition.rules:
            if not isinstance(rule.old, ObjectiveId):
                statements.setdefault(rule.span, []).append(rule)
        for rules in statements.values():
            written = next((w for w in sides.get(rules[0].span, ()) if _same_shape(rules[0].old, w)), None)
            enough = _enough(step, rules) if all(rule.order in proved for rule in rules) else None
            for found in redundant(rules[0].old, written, enough, budget):
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
        return DEAD_ALTERNATIVE.at(span, part=part, rule=rule.name, rest=rest, related=related, data=data)
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
    )


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
