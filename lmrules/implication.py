"""Whether everybody who satisfies one expression, by approvals and grants on them, satisfies another.

The checks that are exact over every set of approvals whatever (`aldri`, rules that others imply, alternatives
that make no difference) all ask this. It can be decided because both sides are monotone: one more approval
never takes a grant away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

import attrs

from lmrules.graphs import components
from lmrules.kernel import Objectives, TooLarge, minimal_sets, satisfied
from lmrules.model.model import Expression, ObjectiveId, Rule, atoms
from lmrules.prepared import MOST_WAYS, Ready, Ways, ways_through

T = TypeVar("T")
MOST_PERSONS = 1_000
"""How many imaginary persons are looked at where the minimal sets are too many to be listed."""


def by_objective(rules: Iterable[Rule]) -> dict[ObjectiveId, tuple[Rule, ...]]:
    """The rules on each new objective, in the order given."""
    found: dict[ObjectiveId, list[Rule]] = {}
    for rule in rules:
        found.setdefault(rule.new, []).append(rule)
    return {new: tuple(rules) for new, rules in found.items()}


def needed(
    rules: Mapping[ObjectiveId, Sequence[Rule]],
    goals: Iterable[ObjectiveId],
    without: Collection[int] = (),
) -> tuple[Rule, ...]:
    """The rules that can take part in granting ``goals``, each after those it builds on.

    Rules whose ``order`` is among ``without`` are left out.
    In that order the least fixpoint is reached in one round, but for rules that build on each other.
    """
    graph: dict[ObjectiveId, tuple[ObjectiveId, ...]] = {}
    todo = [goal for goal in dict.fromkeys(goals) if goal in rules]
    for goal in todo:  # grows while it is walked
        if goal not in graph:
            on = dict.fromkeys(o for rule in rules[goal] for o in atoms(rule.old))
            graph[goal] = tuple(o for o in on if o in rules)
            todo += [o for o in graph[goal] if o not in graph]
    ordered = (rule for goals in components(graph) for goal in goals for rule in rules[goal])
    return tuple(rule for rule in ordered if rule.order not in without)


def fixpoint(rules: Sequence[Rule], held: Iterable[ObjectiveId]) -> set[ObjectiveId]:
    """``held`` and all that ``rules``, in the order of :func:`needed`, grant on it.

    The kernel's :func:`~lmrules.kernel.granted`, in as many rounds as rules build on each other and no more.
    """
    have = set(held)
    waiting = list(rules)
    while waiting:
        before = len(have)
        left = []
        for rule in waiting:
            if rule.new in have or satisfied(rule.old, have):
                have.add(rule.new)
            else:
                left.append(rule)
        if len(have) == before:
            break
        waiting = left
    return have


class Persons(Generic[T]):
    """Imaginary persons to look at, from one down, the latest first; made one by one: each may be large."""

    def __init__(self, first: frozenset[T]) -> None:
        self._left: list[Iterator[frozenset[T]]] = [iter((first,))]

    def __iter__(self) -> Iterator[frozenset[T]]:
        while self._left:
            person = next(self._left[-1], None)
            if person is None:
                self._left.pop()
            else:
                yield person

    def add_lacking(self, person: frozenset[T], members: Iterable[T]) -> None:
        """Look at ``person`` without each of ``members`` next, the last first."""
        descending = sorted(members, reverse=True)  # type: ignore[type-var]
        self._left.append(person - {member} for member in descending)


def counterexample(
    step: Ready,
    rules: Mapping[ObjectiveId, Sequence[Rule]],
    one: Expression,
    other: Expression,
    without: Collection[int] = (),
) -> Objectives | None:
    """A smallest set of approvals of the old set that satisfies ``one`` and not ``other``.

    Approvals satisfy an expression together with all that ``rules`` (proved ones, by objective, but not
    those in the places ``without``) grant on them. None: there is no such set.
    :class:`~lmrules.kernel.TooLarge`: it is not known.

    *Why the minimal sets are enough.* Whoever satisfies ``one`` holds one of the minimal sets P that do so.
    If P satisfies ``other``, so does everyone who holds more than P; and if not, P itself is the answer.
    """
    taking_part = needed(rules, (*atoms(one), *atoms(other)), without)
    mentioned = {o for e in (one, other, *(r.old for r in taking_part)) for o in atoms(e)}
    question = _Question(step, taking_part, one, other)
    holdable = frozenset(o for o in mentioned if o.set == step.transition.old)
    sets, whole = question.supports(one, holdable, MOST_WAYS)
    for person in sets:
        if not question.satisfies(person, other):
            return person
    return None if whole else question.descend(holdable)


@attrs.frozen(eq=False)
class _Question:
    step: Ready
    rules: tuple[Rule, ...]
    one: Expression
    other: Expression

    def satisfies(self, person: Objectives, expression: Expression) -> bool:
        return satisfied(expression, fixpoint(self.rules, person))

    def supports(
        self, expression: Expression, held: Collection[ObjectiveId], limit: int
    ) -> tuple[list[Objectives], bool]:
        """The minimal sets within ``held`` that satisfy ``expression``, and whether these are all."""
        start: Ways[ObjectiveId] = {o: [frozenset({o})] for o in held}
        ways, all_ways = ways_through(attrs.evolve(self.step, granting=self.rules), start)
        sets, all_sets = minimal_sets(expression, lambda o: ways.get(o, []), limit)
        return sets, all_ways and all_sets

    def descend(self, everything: Objectives) -> Objectives | None:
        """The same from above, where there are too many minimal sets: every largest person is looked at.

        Somebody who satisfies both does so, for ``other``, by some minimal set; whoever does not satisfy
        ``other`` lacks a member of it, so each is taken away in turn (as in ``kernel.exceeding``).
        """
        seen: set[Objectives] = set()
        persons = Persons(everything)
        for person in persons:
            if person in seen or not self.satisfies(person, self.one):
                continue
            if len(seen) >= MOST_PERSONS:
                raise TooLarge
            seen.add(person)
            if not self.satisfies(person, self.other):
                return self.supports(self.one, person, MOST_WAYS)[0][0]
            rests_on = self.supports(self.other, person, MOST_WAYS)[0][0]
            persons.add_lacking(person, rests_on)
        return None
