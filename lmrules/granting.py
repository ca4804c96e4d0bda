"""What one rulebook grants on dated approvals, for whole classes of days and persons at once.

The evaluator answers for one person's rows; here the same meaning is asked many times, of imaginary persons,
when two rulebooks are compared. Which approvals count is asked of the evaluator itself
(:func:`~lmrules.evaluate.holdings.holdings`), what rules grant of the kernel.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

import attrs

from lmrules.evaluate.holdings import holdings, valid_for
from lmrules.implication import by_objective, needed
from lmrules.kernel import granted, minimal_sets
from lmrules.model.approval import Approval
from lmrules.model.counting import cut_off
from lmrules.model.model import AtLeast, Expression, ObjectiveId, Rule, Rulebook, atoms
from lmrules.prepared import MOST_WAYS, Prepared, Ready, Ways, least_sets, ways_through

Atom: TypeAlias = tuple[ObjectiveId, dt.date]
"""An approval: of an objective, on a day."""
Atoms: TypeAlias = frozenset[Atom]
Steps: TypeAlias = frozenset[str]
"""The names of the transitions in which an approval counts."""

_ONE_DAY = dt.timedelta(days=1)


# ---------------------------------------------------------------------------------------------- days


def days(started: dt.date | None, *books: Rulebook) -> tuple[dt.date, ...]:
    """A day for every stretch of time within which no rulebook of ``books`` tells one day from another.

    That is for a person who began on ``started``: the limits of other cohorts are nothing to her.
    """
    limits = {day for book in books for s in book.sets for day in (s.start, s.end) if day}
    limits |= {day for book in books for t in book.transitions for day in (t.day, cut_off(t, started))}
    return (*_before(min(limits, default=None)), *sorted(limits))


def starting_days(*books: Rulebook) -> tuple[dt.date | None, ...]:
    """A day to have begun on for every cohort limit of ``books``: the day before; None for everyone else.

    Of days that give the same cut-offs everywhere, the first.
    """
    transitions = [t for book in books for t in book.transitions]
    limits = {c.started_before for t in transitions for c in t.cohorts}
    starts = (None, *(day for limit in sorted(limits) for day in _before(limit)))
    first: dict[tuple[dt.date, ...], dt.date | None] = {}
    for started in starts:
        first.setdefault(tuple(cut_off(t, started) for t in transitions), started)
    return tuple(first.values())


def _before(day: dt.date | None) -> tuple[dt.date, ...]:
    return () if day in (None, dt.date.min) else (day - _ONE_DAY,)


def counts_in(prepared: Prepared, objective: ObjectiveId, day: dt.date, started: dt.date | None) -> Steps:
    """The transitions in which an approval of ``objective`` on ``day`` counts."""
    row = Approval(objective.code, day, set=objective.set, started=started, row=1)
    if objective not in holdings(prepared, [row], None).counting:
        return frozenset()
    return frozenset(
        step.transition.name
        for step in prepared.steps
        if step.transition.old == objective.set and day < step.cut_off(started)
    )


@attrs.frozen(eq=False)
class Counting:
    """For every objective of an old set of ``one``: its days, and where an approval then counts in each book.

    Days that differ in neither rulebook have been put together; those that do not count in ``one`` are left
    out, because nobody gets anything by them there.
    """

    days: Mapping[ObjectiveId, Mapping[tuple[Steps, Steps], dt.date]]

    @classmethod
    def of(cls, one: Prepared, other: Prepared, started: dt.date | None) -> Counting:
        """The days for a person who began on ``started``."""
        old_sets = {step.transition.old for step in one.steps} - {one.target}
        every_day = days(started, one.book, other.book)
        of_set: dict[tuple[str, bool], dict[tuple[Steps, Steps], dt.date]] = {}
        found = {}
        for objective in (o.id for s in one.book.sets if s.name in old_sets for o in s.objectives):
            # All objectives of a set count alike, but for those that the other rulebook does not have.
            kind = (objective.set, objective in other.book.objective)
            if kind not in of_set:
                of_set[kind] = {}
                for day in every_day:
                    key = (counts_in(one, objective, day, started), counts_in(other, objective, day, started))
                    if key[0]:
                        of_set[kind].setdefault(key, day)
            found[objective] = of_set[kind]
        return cls(found)

    def alike(self) -> Atoms:
        """Each objective on a day that counts the same in both, in as many steps as may be."""
        found = set()
        for objective, classes in self.days.items():
            same = [(-len(key[0]), day) for key, day in classes.items() if key[0] == key[1]]
            if same:
                found.add((objective, min(same)[1]))
        return frozenset(found)

    def best(self) -> Atoms:
        """Each objective on every day that no other day beats: more steps of the one, fewer of the other."""
        return frozenset(
            (objective, day)
            for objective, classes in self.days.items()
            for key, day in classes.items()
            if not any(better[0] >= key[0] and better[1] <= key[1] and better != key for better in classes)
        )


# ---------------------------------------------------------------------------------------------- grants


@attrs.define(eq=False, slots=False)
class Granting:
    """What one rulebook grants to persons who began on ``started``."""

    prepared: Prepared
    started: dt.date | None
    counted: dict[Atom, Steps] = attrs.field(factory=dict)
    cones: dict[tuple[str, ObjectiveId], tuple[Rule, ...]] = attrs.field(factory=dict)
    mentions: dict[ObjectiveId, frozenset[ObjectiveId]] = attrs.field(factory=dict)

    def counts(self, atom: Atom) -> Steps:
        """The transitions in which an approval counts."""
        if atom not in self.counted:
            self.counted[atom] = counts_in(self.prepared, *atom, self.started)
        return self.counted[atom]

    @cached_property
    def rules(self) -> dict[str, dict[ObjectiveId, tuple[Rule, ...]]]:
        """The proved rules of each transition, by objective."""
        return {step.transition.name: by_objective(step.granting) for step in self.prepared.steps}

    @cached_property
    def follows(self) -> dict[str, tuple[Ready, ...]]:
        """For each transition those before it whose grants are approvals to it."""
        return {step.transition.name: tuple(self._before(step)) for step in self.prepared.steps}

    @cached_property
    def grantable(self) -> tuple[ObjectiveId, ...]:
        """The objectives of the target that some rule grants."""
        return tuple(
            dict.fromkeys(o for step in self.prepared.last for o in self.rules[step.transition.name])
        )

    def _before(self, step: Ready) -> Iterable[Ready]:
        old = self.prepared.book.set_named[step.transition.old]
        for before in self.prepared.steps:
            dated = before.cut_off(self.started)
            if (
                before.transition.new == old.name
                and dated < step.cut_off(self.started)
                and valid_for(self.prepared, old, dated, self.started)
            ):
                yield before

    def cone(self, step: Ready, objective: ObjectiveId) -> tuple[Rule, ...]:
        """The rules of a transition that can take part in granting ``objective``."""
        key = (step.transition.name, objective)
        if key not in self.cones:
            self.cones[key] = needed(self.rules[key[0]], [objective])
        return self.cones[key]

    # ------------------------------------------------------------------- yes or no

    def grants(self, objective: ObjectiveId, approvals: Atoms) -> bool:
        """Whether ``objective``, of the target, is granted on ``approvals``."""
        return any(self.grants_in(step, objective, approvals) for step in self.prepared.last)

    def grants_in(self, step: Ready, objective: ObjectiveId, approvals: Atoms) -> bool:
        """Whether one transition grants it."""
        rules = self.cone(step, objective)
        old = {o for rule in rules for o in atoms(rule.old) if o.set == step.transition.old}
        held = {o for o, day in approvals if o in old and step.transition.name in self.counts((o, day))}
        for before in self.follows[step.transition.name]:
            held |= {o for o in old - held if self.grants_in(before, o, approvals)}
        return objective in granted(rules, held)

    def support(self, objective: ObjectiveId, approvals: Atoms) -> Atoms:
        """A minimal part of ``approvals``, on which ``objective`` is granted, that still grants it."""
        matters = self.mentioned(objective)
        kept = frozenset(a for a in approvals if a[0] in matters)
        for approval in sorted(kept):
            if self.grants(objective, kept - {approval}):
                kept -= {approval}
        return kept

    # ------------------------------------------------------------------- minimal sets

    def ways(
        self, approvals: Atoms, objective: ObjectiveId | None = None
    ) -> tuple[Ways[Atom], frozenset[ObjectiveId]]:
        """The minimal sets of ``approvals`` behind each objective of the target, and which are not all kept.

        Only of ``objective``, where it is given. An objective that is granted always has one set at least.
        """
        by_step: dict[str, tuple[Ways[Atom], set[ObjectiveId]]] = {}
        ways: Ways[Atom] = {}
        cut: set[ObjectiveId] = set()
        for step in self.prepared.steps:
            name = step.transition.name
            start, cut_before = self._start(step, approvals, by_step)
            last = step.transition.new == self.prepared.target
            granting = self.cone(step, objective) if objective and last else step.granting
            found, whole = ways_through(attrs.evolve(step, granting=granting), start)
            cut_here = cut_before if whole and not cut_before else _cut(granting, found, cut_before)
            mine = {o: sets for o, sets in found.items() if o.set == step.transition.new}
            by_step[name] = (mine, cut_here)
            if last:
                cut |= {o for o in cut_here if o in mine}
                for o, sets in mine.items():
                    ways[o] = least_sets([*ways.get(o, []), *sets])
        return ways, frozenset(cut)

    def _start(
        self,
        step: Ready,
        approvals: Atoms,
        by_step: Mapping[str, tuple[Ways[Atom], set[ObjectiveId]]],
    ) -> tuple[dict[ObjectiveId, list[Atoms]], set[ObjectiveId]]:
        """What counts for one transition: approvals of its old set, and the grants of those before it."""
        name = step.transition.name
        start: dict[ObjectiveId, list[Atoms]] = {}
        for atom in sorted(a for a in approvals if name in self.counts(a)):
            start.setdefault(atom[0], []).append(frozenset({atom}))
        cut: set[ObjectiveId] = set()
        for before in self.follows[name]:
            ways, cut_there = by_step[before.transition.name]
            cut |= cut_there
            for objective, sets in ways.items():
                start[objective] = least_sets([*start.get(objective, []), *sets])
        return start, cut

    # ------------------------------------------------------------------- the same by its looks

    def behind(self, objective: ObjectiveId) -> frozenset[object]:
        """All that decides whether ``objective`` is granted, but for which approvals count."""
        found: set[object] = set()
        for step, wanted in self.walk(objective):
            name = step.transition.name
            found |= {(name, rule.new, _shape(rule.old)) for rule in self.cone(step, wanted)}
            found |= {(name, before.transition.name) for before in self.follows[name]}
        return frozenset(found)

    def mentioned(self, objective: ObjectiveId) -> frozenset[ObjectiveId]:
        """Every objective whose approval, or grant, can take part in granting ``objective``."""
        if objective not in self.mentions:
            self.mentions[objective] = frozenset(
                o
                for step, wanted in self.walk(objective)
                for rule in self.cone(step, wanted)
                for o in atoms(rule.old)
            )
        return self.mentions[objective]

    def walk(self, objective: ObjectiveId) -> Iterable[tuple[Ready, ObjectiveId]]:
        """Each transition with each objective that it may grant on the way to ``objective``."""
        todo = [(step, objective) for step in self.prepared.last]
        seen = {(step.transition.name, objective) for step in self.prepared.last}
        for step, wanted in todo:  # grows while it is walked
            yield step, wanted
            for before in self.follows[step.transition.name]:
                for o in (o for rule in self.cone(step, wanted) for o in atoms(rule.old)):
                    key = (before.transition.name, o)
                    if o.set == step.transition.old and key not in seen:
                        seen.add(key)
                        todo.append((before, o))

    def counts_as(self, other: Granting, approvals: Collection[Atom]) -> bool:
        """Whether both count ``approvals`` in the same transitions."""
        return all(self.counts(atom) == other.counts(atom) for atom in approvals)


def _cut(rules: Sequence[Rule], ways: Ways[Atom], before: Collection[ObjectiveId]) -> set[ObjectiveId]:
    """The objectives that may have more minimal sets than were kept, one way or another.

    One more round of a rule that finds nothing new and cuts nothing shows that its objective is complete,
    where all that it builds on is.
    """
    cut = set(before)
    for rule in rules:
        found, whole = minimal_sets(rule.old, lambda o: ways.get(o, []), MOST_WAYS)
        kept = ways.get(rule.new, [])
        if not whole or not all(any(k <= f for k in kept) for f in found):
            cut.add(rule.new)
    while more := {r.new for r in rules if r.new not in cut and not cut.isdisjoint(atoms(r.old))}:
        cut |= more
    return cut


def _shape(expression: Expression) -> object:
    """An expression without the order of its parts."""
    if isinstance(expression, ObjectiveId):
        return expression
    k = expression.k if isinstance(expression, AtLeast) else 0
    return type(expression).__name__, k, frozenset(_shape(part) for part in expression.parts)
