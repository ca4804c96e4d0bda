"""Where each old objective of a transition goes, and where each new one comes from: the parts of a picture.

What follows from what is asked of the kernel: an old objective leads to a new one where a proved rule that
can grant the new one rests on it, directly or by way of another grant.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, TypeAlias

import attrs

from lmrules.graphs import components
from lmrules.implication import by_objective, fixpoint, needed
from lmrules.kernel import satisfied
from lmrules.model.model import ObjectiveId, Rulebook, Transition, atoms
from lmrules.prepared import Ready, ready

Kind: TypeAlias = Literal[
    "one-to-one", "several-to-one", "one-to-several", "several-to-several", "related", "ends", "begins"
]
KINDS: tuple[Kind, ...] = (
    "one-to-one",
    "several-to-one",
    "one-to-several",
    "several-to-several",
    "related",
    "ends",
    "begins",
)
_ROUNDS = 8


@attrs.frozen
class Edge:
    """``old`` leads to ``new``; ``needed``: nobody is granted ``new`` without ``old``."""

    old: ObjectiveId
    new: ObjectiveId
    needed: bool = True


@attrs.frozen(kw_only=True)
class Group:
    """Objectives that hang together, each side in the order to draw it in.

    ``related``: some statement speaks of them together, and none transfers. ``ends``: an old objective that
    no statement leads on from; ``begins``: a new one that none leads to. These two have one objective each.
    """

    kind: Kind
    old: tuple[ObjectiveId, ...] = ()
    new: tuple[ObjectiveId, ...] = ()
    edges: tuple[Edge, ...] = ()


@attrs.frozen(kw_only=True)
class Flow:
    """One transition: every objective of both sets is in some group.

    An objective is in one group of those that transfer, at most; it may be in one that is ``related``, too.
    Groups of a kind stand in the order of their first new objective, as the set declares it.
    """

    step: Ready
    groups: tuple[Group, ...]

    @property
    def transition(self) -> Transition:
        """The transition that is pictured."""
        return self.step.transition

    def of(self, kind: Kind) -> tuple[Group, ...]:
        """The groups of one kind."""
        return tuple(group for group in self.groups if group.kind == kind)

    @property
    def moving(self) -> frozenset[ObjectiveId]:
        """The old objectives that some transfer rests on, and the new ones that can be transferred."""
        moving = (g for g in self.groups if g.kind not in {"related", "ends", "begins"})
        return frozenset(o for group in moving for o in (*group.old, *group.new))


def flow(book: Rulebook, transition: Transition, step: Ready | None = None) -> Flow:
    """The flow of ``transition``; ``step`` is the same made ready before, if it was."""
    step = step or ready(book, transition)
    old = [o.id for o in book.set_named[transition.old].objectives]
    new = [o.id for o in book.set_named[transition.new].objectives]
    place = {objective: number for number, objective in enumerate((*old, *new))}
    edges = list(_edges(step, old, new))
    leading, led = {e.old for e in edges}, {e.new for e in edges}
    related = [
        Edge(o, n)
        for n in new
        for o in sorted(step.related.get(n, ()), key=place.__getitem__)
        if o not in leading or n not in led
    ]
    spoken = {o for edge in related for o in (edge.old, edge.new)}
    groups = [
        *(_group(part, place) for part in _components(edges)),
        *(attrs.evolve(_group(part, place), kind="related") for part in _components(related)),
        *(Group(kind="ends", old=(o,)) for o in old if o not in leading and o not in spoken),
        *(Group(kind="begins", new=(n,)) for n in new if n not in led and n not in spoken),
    ]
    return Flow(step=step, groups=tuple(groups))


def _edges(step: Ready, old: Sequence[ObjectiveId], new: Iterable[ObjectiveId]) -> Iterator[Edge]:
    """From every old objective that a grant of a new one can rest on."""
    rules = by_objective(step.granting)
    known = frozenset(old)
    for objective in new:
        behind = needed(rules, [objective])
        whole = fixpoint(behind, {o for rule in behind for o in atoms(rule.old) if o in known})
        if objective not in whole:
            continue
        # A rule that nobody can satisfy leads nowhere.
        behind = tuple(rule for rule in behind if satisfied(rule.old, whole))
        rests_on = {o for rule in behind for o in atoms(rule.old) if o in known}
        for one in old:
            if one in rests_on:
                yield Edge(one, objective, objective not in fixpoint(behind, rests_on - {one}))


def _components(edges: Sequence[Edge]) -> Iterator[list[Edge]]:
    """The edges that hang together, each part in the order given."""
    tied: dict[ObjectiveId, list[ObjectiveId]] = {}
    for edge in edges:
        tied.setdefault(edge.old, []).append(edge.new)
        tied.setdefault(edge.new, []).append(edge.old)
    # In a graph whose edges all lead both ways, what is strongly connected is what is connected.
    part = {objective: number for number, one in enumerate(components(tied)) for objective in one}
    parts: dict[int, list[Edge]] = {}
    for edge in edges:
        parts.setdefault(part[edge.old], []).append(edge)
    yield from parts.values()


def _group(edges: Sequence[Edge], place: Mapping[ObjectiveId, int]) -> Group:
    old = sorted({e.old for e in edges}, key=place.__getitem__)
    new = sorted({e.new for e in edges}, key=place.__getitem__)
    kinds: dict[tuple[bool, bool], Kind] = {
        (False, False): "one-to-one",
        (True, False): "several-to-one",
        (False, True): "one-to-several",
        (True, True): "several-to-several",
    }
    left, right = _arranged(old, new, edges)
    kind = kinds[len(old) > 1, len(new) > 1]
    return Group(kind=kind, old=tuple(left), new=tuple(right), edges=tuple(edges))


# ---------------------------------------------------------------------------------------------- the order


def _arranged(
    old: list[ObjectiveId], new: list[ObjectiveId], edges: Sequence[Edge]
) -> tuple[list[ObjectiveId], list[ObjectiveId]]:
    """Both sides in an order with few crossings: each in turn by the middle of what it is tied to.

    The declared order is kept where it is as good.
    """
    best, fewest = (old, new), crossings(old, new, edges)
    back = [Edge(e.new, e.old) for e in edges]
    for _ in range(_ROUNDS):
        if not fewest:
            break
        new = _by_middle(new, old, back)
        old = _by_middle(old, new, edges)
        found = crossings(old, new, edges)
        if found >= fewest:
            break
        best, fewest = (old, new), found
    return best


def _by_middle(
    mine: Sequence[ObjectiveId], theirs: Sequence[ObjectiveId], edges: Iterable[Edge]
) -> list[ObjectiveId]:
    """``mine`` (the ``old`` of ``edges``) by the mean place of what they are tied to among ``theirs``."""
    at = {objective: number for number, objective in enumerate(theirs)}
    tied: dict[ObjectiveId, list[int]] = {}
    for edge in edges:
        tied.setdefault(edge.old, []).append(at[edge.new])
    return sorted(mine, key=lambda o: sum(tied[o]) / len(tied[o]))


def crossings(old: Sequence[ObjectiveId], new: Sequence[ObjectiveId], edges: Iterable[Edge]) -> int:
    """How many pairs of ``edges`` cross when the sides stand in these orders."""
    left = {objective: number for number, objective in enumerate(old)}
    right = {objective: number for number, objective in enumerate(new)}
    before: list[int] = []
    found = 0
    for _, end in sorted((left[e.old], right[e.new]) for e in edges):
        found += len(before) - bisect_right(before, end)
        insort(before, end)
    return found
