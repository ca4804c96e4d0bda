"""A rulebook made ready to check and to evaluate: each transition with the kernel's verdicts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

import attrs

from lmrules.kernel import Theory, Verdict, closure_at, minimal_sets, set_order, spend, theory_of, verify
from lmrules.model.counting import cut_off
from lmrules.model.model import ObjectiveId, Requirement, Rule, Rulebook, Transition
from lmrules.model.related import related

T = TypeVar("T")
Ways = dict[ObjectiveId, list[frozenset[T]]]

MOST_WAYS = 64
"""How many minimal sets are kept for one objective: more than any list that is shown."""


@attrs.frozen(eq=False)
class Ready:
    """One transition: its theory, the verdict on each rule, and the rules that may grant."""

    transition: Transition
    theory: Theory
    verdicts: tuple[tuple[Rule, Verdict], ...]
    granting: tuple[Rule, ...]
    related: Mapping[ObjectiveId, frozenset[ObjectiveId]]
    declared_new: frozenset[ObjectiveId]
    retired: frozenset[ObjectiveId]

    def cut_off(self, started: dt.date | None) -> dt.date:
        """The day before which approvals count, for someone who began on ``started``."""
        return cut_off(self.transition, started)


def ready(book: Rulebook, transition: Transition) -> Ready:
    """``transition`` with every rule verified by the kernel."""
    theory = theory_of(book, transition)
    verdicts = tuple((rule, verify(theory, rule)) for rule in transition.rules)
    return Ready(
        transition=transition,
        theory=theory,
        verdicts=verdicts,
        granting=tuple(r for r, verdict in verdicts if r.may_grant and verdict.status == "proved"),
        related=related(transition),
        declared_new=frozenset(f.objective for f in transition.declared_new),
        retired=frozenset(f.objective for f in transition.retired),
    )


@attrs.frozen(eq=False)
class Prepared:
    """A rulebook ready to evaluate into one target set: the transitions that lead there, earlier first."""

    book: Rulebook
    target: str
    steps: tuple[Ready, ...]

    @property
    def last(self) -> tuple[Ready, ...]:
        """The transitions into the target itself."""
        return tuple(step for step in self.steps if step.transition.new == self.target)


def prepare(book: Rulebook, target: str, known: Mapping[str, Ready] | None = None) -> Prepared:
    """``book`` ready to evaluate into ``target``; ``known`` are transitions made ready before, by name."""
    known = known or {}
    steps = (known.get(t.name) or ready(book, t) for t in book.paths_into(target))
    return Prepared(book, target, tuple(steps))


def ways_through(step: Ready, start: Mapping[ObjectiveId, list[frozenset[T]]]) -> tuple[Ways[T], bool]:
    """The minimal sets that bring about each objective by the proved rules of one transition.

    ``start`` gives them for the objectives held, or that could be. Also whether these are all of them. This
    is the kernel's least fixpoint, carried out on sets instead of on yes and no.
    """
    ways: Ways[T] = {objective: least_sets(sets) for objective, sets in start.items()}
    whole = True
    changed = True
    while changed:
        changed = False
        for rule in step.granting:
            before = ways.get(rule.new, [])
            found, all_of_them = minimal_sets(rule.old, lambda o: ways.get(o, []), MOST_WAYS)
            merged = _merged(before, found)
            whole = whole and all_of_them and len(merged) <= MOST_WAYS
            if merged[:MOST_WAYS] != before:
                ways[rule.new] = merged[:MOST_WAYS]
                changed = True
    return ways, whole


def _merged(before: list[frozenset[T]], found: Iterable[frozenset[T]]) -> list[frozenset[T]]:
    """The same as ``least_sets([*before, *found])`` where ``before`` is what that gives of itself.

    A thousand rules on one objective are then no thousand times the square of its sets.
    """
    new = []
    for candidate in least_sets(found):
        spend(1 + len(before))
        if not any(smaller <= candidate for smaller in before):
            new.append(candidate)
    if not new:
        return before
    spend(len(before) * len(new))
    kept = (known for known in before if not any(smaller < known for smaller in new))
    return sorted((*kept, *new), key=set_order)


def least_sets(sets: Iterable[frozenset[T]]) -> list[frozenset[T]]:
    """Those of ``sets`` that contain no other, smallest first."""
    kept: list[frozenset[T]] = []
    for candidate in sorted(set(sets), key=set_order):
        if not any(smaller <= candidate for smaller in kept):
            kept.append(candidate)
    return kept


def levels_held(book: Rulebook, theory: Theory, held: Collection[Requirement], topic: str) -> tuple[str, ...]:
    """The highest levels at which ``held`` covers ``topic``, sorted; none where it does not.

    Of levels that are equal, the wording that is held.
    """
    worded = {r.level for r in held}
    at = [level for level in book.levels if topic in closure_at(theory, held, level)]
    highest: list[str] = []
    for level in sorted(at, key=lambda a: a not in worded):
        above = [other for other in at if theory.level_within(level, other)]
        equal = [other for other in above if theory.level_within(other, level)]
        if above == equal and not set(equal) & set(highest):
            highest.append(level)
    return tuple(sorted(highest))
