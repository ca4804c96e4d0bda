"""Every old objective of a transition against every new one: the relations that are not ≠."""

from __future__ import annotations

import attrs

from lmrules.comparison import Comparison, compare
from lmrules.kernel import closure, theory_of
from lmrules.model.model import ObjectiveId, Rulebook, Transition


@attrs.frozen
class Matrix:
    """One transition's relations; pairs with nothing in common are left out."""

    transition: str
    old: tuple[ObjectiveId, ...]
    new: tuple[ObjectiveId, ...]
    comparisons: tuple[Comparison, ...]


def matrix(book: Rulebook, transition: Transition) -> Matrix:
    """The derived relations of all pairs of ``transition``."""
    theory = theory_of(book, transition)
    old = [o.id for o in book.set_named[transition.old].objectives]
    new = [o.id for o in book.set_named[transition.new].objectives]
    # Pairs that share no topic, in content, need no closer look: that is most of them.
    inside = {o: set(closure(theory, (r.topic for r in theory.of([o])))) for o in (*old, *new)}
    found = [compare(book, (o,), n, theory) for o in old for n in new if not inside[o].isdisjoint(inside[n])]
    telling = tuple(c for c in found if c.relation not in (None, "≠"))
    return Matrix(transition.name, tuple(old), tuple(new), telling)
