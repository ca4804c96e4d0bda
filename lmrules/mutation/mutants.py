"""Mutants of a rulebook: one small change each, with the place it is made at.

Three kinds differ in what they touch, so that judging one costs no more than it has to: a rule, what the
kernel's proofs rest on (:class:`ContentMutant`), or a date.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping

import attrs

from lmrules.kernel import Theory
from lmrules.messages import LANGUAGES, Language, Text
from lmrules.model.model import (
    AllOf,
    AnyOf,
    AtLeast,
    Claim,
    Expression,
    ObjectiveId,
    Relation,
    Rule,
    Rulebook,
    Transition,
    atoms,
)
from lmrules.source import Span

_SIGNS: Mapping[Relation, tuple[Relation, ...]] = {
    "≥": ("=", ">", "≤"),
    "=": ("≥", "≤"),
    ">": ("≥", "<"),
    "≤": ("<", "≥"),
    "<": ("≤", "≥"),
    "~": ("≥", "≠"),
    "≠": ("~", "≥"),
}
DAY = dt.timedelta(days=1)


_DROP_RULE = Text("regelen `{rule}` strykes", "regelen `{rule}` blir stroken", "the rule `{rule}` is dropped")
_DROP_CARRIED = Text(
    "`{code}` strykes fra `{rule}`", "`{code}` blir stroken frå `{rule}`", "`{code}` is dropped from `{rule}`"
)
_DROP_PART = Text(
    "`{part}` strykes i regelen `{rule}`",
    "`{part}` blir stroken i regelen `{rule}`",
    "`{part}` is dropped in the rule `{rule}`",
)
_SWAP = Text(
    "{old} blir {new} i regelen `{rule}`",
    "{old} blir {new} i regelen `{rule}`",
    "{old} becomes {new} in the rule `{rule}`",
)
_NEIGHBOUR = Text(
    "`{old}` byttes med `{new}` i regelen `{rule}`",
    "`{old}` blir bytt med `{new}` i regelen `{rule}`",
    "`{old}` is exchanged for `{new}` in the rule `{rule}`",
)
_AND, _OR = Text("`og`", "`og`", "`and`"), Text("`eller`", "`eller`", "`or`")
_COUNT = Text("`minst {k}`", "`minst {k}`", "`at least {k}`")
_CLAIM = Text("`{claim}`", "`{claim}`", "`{claim}`")
_ASPECTS = {
    None: Text("", "", ""),
    "content": Text(" i innhold", " i innhald", " in content"),
    "complexity": Text(" i kompleksitet", " i kompleksitet", " in complexity"),
}


@attrs.frozen(eq=False, kw_only=True)
class Mutant(ABC):
    """A change: its kind (``drop-part``, ``swap-operator``, …), its place, and what it does, for people."""

    kind: str
    span: Span
    change: Text
    fields: tuple[tuple[str, object], ...] = ()

    @abstractmethod
    def book(self, book: Rulebook) -> Rulebook:
        """``book`` with the change made."""

    def description(self) -> Text:
        """What is changed, in every language."""
        return Text(*(self.describe(lang) for lang in LANGUAGES))

    def describe(self, lang: Language) -> str:
        """What is changed, in ``lang``."""
        return self.change.fill(lang, dict(self.fields))


@attrs.frozen(eq=False, kw_only=True)
class RuleMutant(Mutant):
    """``rule`` of ``transition`` becomes ``changed``; None: it is dropped."""

    transition: Transition
    rule: Rule
    changed: Rule | None

    def book(self, book: Rulebook) -> Rulebook:
        """``book`` with the change made."""
        kept = tuple(
            changed
            for r in self.transition.rules
            if (changed := self.changed if r is self.rule else r) is not None
        )
        return with_transition(book, self.transition, attrs.evolve(self.transition, rules=kept))


@attrs.frozen(eq=False, kw_only=True)
class ContentMutant(Mutant):
    """Content or levels changed: ``change_theory`` is done to the theory of ``transition`` (None: of each).

    Only rules that come upon one of ``topics``, or name ``objective``, can come out otherwise; all of them
    can where it is felt ``everywhere``.
    """

    transition: Transition | None = None
    change_theory: Callable[[Theory], Theory]
    change_book: Callable[[Rulebook], Rulebook]
    topics: frozenset[str] = frozenset()
    objective: ObjectiveId | None = None
    everywhere: bool = False

    def book(self, book: Rulebook) -> Rulebook:
        """``book`` with the change made."""
        return self.change_book(book)


@attrs.frozen(eq=False, kw_only=True)
class DateMutant(Mutant):
    """A date shifted by one day."""

    change_book: Callable[[Rulebook], Rulebook]

    def book(self, book: Rulebook) -> Rulebook:
        """``book`` with the change made."""
        return self.change_book(book)


def with_transition(book: Rulebook, old: Transition, new: Transition) -> Rulebook:
    """``book`` with one transition replaced."""
    return attrs.evolve(book, transitions=tuple(new if t is old else t for t in book.transitions))


# ---------------------------------------------------------------------------------------------- rules


def rule_mutants(book: Rulebook) -> Iterator[RuleMutant]:
    """Every mutant of every rule that is no draft."""
    for transition in book.transitions:
        for rule in transition.rules:
            if not rule.draft:
                yield from _of_rule(book, transition, rule)


def _of_rule(book: Rulebook, transition: Transition, rule: Rule) -> Iterator[RuleMutant]:
    def mutant(kind: str, change: Text, changed: Rule | None, **fields: object) -> RuleMutant:
        return RuleMutant(
            kind=kind,
            span=rule.span,
            change=change,
            fields=tuple({"rule": rule.name, **fields}.items()),
            transition=transition,
            rule=rule,
            changed=changed,
        )

    if rule.may_grant:
        if rule.carried:
            yield mutant("drop-rule", _DROP_CARRIED, None, code=rule.new.code)
        else:
            yield mutant("drop-rule", _DROP_RULE, None)
    if rule.carried:
        return  # `videreført` says which codes, and nothing else
    for index, claim in enumerate(rule.claims):
        for sign in _SIGNS[claim.relation]:
            claims = list(rule.claims)
            claims[index] = Claim(sign, claim.aspect)
            before, after = (_claim(c) for c in (claim, claims[index]))
            yield mutant("claim", _SWAP, attrs.evolve(rule, claims=tuple(claims)), old=before, new=after)
    for kind, change, expression, fields in _of_expression(rule.old):
        yield mutant(kind, change, attrs.evolve(rule, old=expression), **fields)
    for one, other in _neighbours(book, rule):
        in_new = one == rule.new
        slipped = (
            attrs.evolve(rule, new=other)
            if in_new
            else attrs.evolve(rule, old=_replaced(rule.old, one, other))
        )
        yield mutant("other-objective", _NEIGHBOUR, slipped, old=one.code, new=other.code)


def _claim(claim: Claim) -> Text:
    return Text(*(f"`{claim.relation}{_ASPECTS[claim.aspect].fill(lang)}`" for lang in LANGUAGES))


def _of_expression(expression: Expression) -> Iterator[tuple[str, Text, Expression, dict[str, object]]]:
    """Every single change of an expression: kind, text, the changed expression, the text's fields."""
    match expression:
        case ObjectiveId():
            return
        case AllOf(parts) | AnyOf(parts):
            conjunction = isinstance(expression, AllOf)
            swapped: Expression = AnyOf(parts) if conjunction else AllOf(parts)
            words = (_AND, _OR) if conjunction else (_OR, _AND)
            yield "swap-operator", _SWAP, swapped, {"old": words[0], "new": words[1]}
            for index, part in enumerate(parts):
                rest = parts[:index] + parts[index + 1 :]
                left = rest[0] if len(rest) == 1 else attrs.evolve(expression, parts=rest)
                yield "drop-part", _DROP_PART, left, {"part": _shown(part)}
        case AtLeast(k, parts):
            for other in (k - 1, k + 1):
                if 1 <= other <= len(parts):
                    count: dict[str, object] = {"old": _counted(k), "new": _counted(other)}
                    yield "count", _SWAP, AtLeast(other, parts), count
            for index, part in enumerate(parts):
                rest = parts[:index] + parts[index + 1 :]
                if k <= len(rest):
                    yield "drop-part", _DROP_PART, AtLeast(k, rest), {"part": _shown(part)}
    for index, part in enumerate(expression.parts):
        for kind, change, changed, fields in _of_expression(part):
            parts = (*expression.parts[:index], changed, *expression.parts[index + 1 :])
            yield kind, change, attrs.evolve(expression, parts=parts), fields


def _counted(k: int) -> Text:
    return Text(*(_COUNT.fill(lang, {"k": k}) for lang in LANGUAGES))


def _shown(expression: Expression) -> str:
    """A part of an expression, short."""
    match expression:
        case ObjectiveId():
            return expression.code
        case _:
            return f"({_shown(expression.parts[0])} … {_shown(expression.parts[-1])})"


def _replaced(expression: Expression, one: ObjectiveId, other: ObjectiveId) -> Expression:
    if isinstance(expression, ObjectiveId):
        return other if expression == one else expression
    return attrs.evolve(expression, parts=tuple(_replaced(part, one, other) for part in expression.parts))


def _neighbours(book: Rulebook, rule: Rule) -> Iterator[tuple[ObjectiveId, ObjectiveId]]:
    """Each objective of a rule with the next of its set, as a slip of the pen would have it."""
    named = (*atoms(rule.old), rule.new)
    for objective in named:
        codes = [o.id for o in book.set_named[objective.set].objectives]
        at = codes.index(objective)
        if at + 1 < len(codes) and codes[at + 1] not in named:
            yield objective, codes[at + 1]
        elif at > 0 and codes[at - 1] not in named:
            yield objective, codes[at - 1]


def evenly(mutants: Iterable[Mutant], most: int | None) -> list[Mutant]:
    """At most ``most`` of ``mutants``, evenly spread and always the same ones."""
    every = list(mutants)
    if most is None or len(every) <= most:
        return every
    return [every[index * len(every) // most] for index in range(most)]
