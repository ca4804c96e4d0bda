"""Which parts of an expression make no difference, decided on minimal satisfying sets.

Two expressions mean the same where the same sets of objectives satisfy them, that is, where they have the
same minimal satisfying sets. An expression is gone through from the outside in and from the last part to the
first, so that of two parts that say the same the later one is found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, TypeAlias

import attrs

from lmrules.kernel import SEARCH_LIMIT, itself_if_in, minimal_sets, most_sets, satisfied
from lmrules.model.model import AllOf, AnyOf, Expression, ObjectiveId, atoms
from lmrules.syntax import ast

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
