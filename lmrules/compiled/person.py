"""One person's decisions in microseconds, from a rulebook compiled once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, reduce
from operator import or_

from lmrules.compiled.brief import Brief, Target, UnusableRows
from lmrules.compiled.counting import counting
from lmrules.compiled.forward import Number, Rules, Run
from lmrules.compiled.masks import Masks
from lmrules.compiled.plan import reasons
from lmrules.compiled.settling import settled
from lmrules.evaluate.holdings import row_problems
from lmrules.granting import Granting
from lmrules.model.approval import Approval, Status
from lmrules.model.model import Rule
from lmrules.prepared import Prepared

Row = tuple[int, str | None, str, Status, int]
"""What tells rows apart: era, set, code, status, period."""


class Decider:
    """A rulebook ready to decide for one person after another; safe to share between threads."""

    def __init__(self, prepared: Prepared, as_of: dt.date | None = None) -> None:
        self.prepared = prepared
        self.objectives = tuple(prepared.book.objective)
        self.number = {objective: n for n, objective in enumerate(self.objectives)}
        self.counting = counting(prepared, as_of, with_atoms=False)
        self.follows = [self._followed(started) for started in self.counting.eras]
        self.last = [n for n, s in enumerate(prepared.steps) if s.transition.new == prepared.target]
        self.masks = Masks.of(prepared, self.number)
        # Where there are masks, nobody goes forward through the rules.
        self.rules = [] if self.masks is not None else [Rules(s, self.number) for s in prepared.steps]
        self._known: dict[Row, tuple[Number, tuple[int, ...], int] | None] = {}

    # ------------------------------------------------------------------- once

    def _followed(self, started: dt.date | None) -> list[list[int]]:
        """For each transition the places of those before it whose grants are approvals to it."""
        follows = Granting(self.prepared, started).follows
        place = {step.transition.name: n for n, step in enumerate(self.prepared.steps)}
        return [
            [place[before.transition.name] for before in follows[step.transition.name]]
            for step in self.prepared.steps
        ]

    @cached_property
    def target(self) -> Target:
        """What every answer needs."""
        of_target = self.prepared.book.set_named[self.prepared.target].objectives
        numbers = tuple(self.number[o.id] for o in of_target)
        why = reasons(self.prepared, tuple(o.id for o in of_target))
        return Target(
            objectives=self.objectives,
            numbers=numbers,
            reason=dict(zip(numbers, why, strict=True)),
            of_code={o.id.code: n for o, n in zip(of_target, numbers, strict=True)},
            transitions=tuple(step.transition.name for step in self.prepared.steps),
            codes=tuple(o.code for o in self.objectives),
        )

    @cached_property
    def named(self) -> dict[str, Number]:
        """Every objective as ``SET/CODE``, and those that the last transitions leave as ``CODE`` too."""
        found = {str(objective): n for objective, n in self.number.items()}
        for place in self.last:
            for objective in self._old(place):
                found.setdefault(self.objectives[objective].code, objective)
        return found

    @cached_property
    def _named_bits(self) -> dict[str, int]:
        """The atoms of each of :attr:`named`."""
        bits = self.masks.bits if self.masks is not None else {}
        return {name: bits.get(number, 0) for name, number in self.named.items()}

    @cached_property
    def olds(self) -> list[frozenset[Number]]:
        """The objectives that each transition leaves."""
        return [frozenset(self._old(place)) for place in range(len(self.prepared.steps))]

    def _old(self, place: int) -> Iterator[Number]:
        left = self.prepared.steps[place].transition.old
        return (self.number[o.id] for o in self.prepared.book.set_named[left].objectives)

    # ------------------------------------------------------------------- a person

    def decide(self, approvals: Sequence[Approval]) -> Brief:
        """The decisions on one person's ``approvals``.

        :class:`UnusableRows` for rows that the evaluator reports as problems.
        """
        starts = {a.started for a in approvals if a.started is not None}
        if len(starts) > 1:
            raise UnusableRows(row_problems(self.prepared, approvals))
        era = self.counting.era(min(starts, default=None))
        held: list[set[Number]] = [set() for _ in self.prepared.steps]
        atoms, approved = 0, set[Number]()
        known, period = self._known, self.counting.period
        for row in approvals:
            key = (era, row.set, row.objective, row.status, period(row.approved))
            if key not in known:
                self._look_up(key, approvals)
            counts = known[key]
            if counts is None:
                continue
            objective, places, mine = counts
            if not places:
                approved.add(objective)
            elif self.masks is not None:
                atoms |= mine
            else:
                for place in places:
                    held[place].add(objective)
        granted = self.grants(era, held) if self.masks is None else self.masks.grants(era, atoms)
        return Brief(self.target, granted, approved)

    def decide_held(self, objectives: Iterable[str]) -> Brief:
        """The decisions for somebody in no cohort whose approvals that count are those of ``objectives``.

        Written ``SET/CODE``, or ``CODE`` for one of a set that the last transition leaves. ``KeyError`` for
        one that the rulebook does not have.
        """
        if self.masks is not None:
            atoms = reduce(or_, map(self._named_bits.__getitem__, objectives), 0)
            return Brief(self.target, self.masks.grants(-1, atoms), ())
        named = self.named
        numbers = {named[name] for name in objectives}
        held = [numbers & old for old in self.olds] if len(self.olds) > 1 else [numbers]
        return Brief(self.target, self.grants(-1, held), ())

    def _look_up(self, key: Row, approvals: Sequence[Approval]) -> None:
        """Find out which objective a row approves, and where it counts (nowhere: it is the target's own)."""
        counted = self.counting.at(*key)
        if counted.several:
            raise UnusableRows(row_problems(self.prepared, approvals))
        self._known[key] = None
        objective = counted.objective
        if counted.disposition is None and objective is not None:
            started, day = self.counting.eras[key[0]], self.counting.first_day(key[4])
            places = tuple(
                place
                for place, step in enumerate(self.prepared.steps)
                if step.transition.old == objective.set and day < step.cut_off(started)
            )
            if places or objective.set == self.prepared.target:
                number = self.masks.counting.number if self.masks is not None else {}
                atoms = sum(1 << number[objective, p] for p in places if (objective, p) in number)
                self._known[key] = (self.number[objective], places, atoms)

    # ------------------------------------------------------------------- rules

    def grants(self, era: int, held: Sequence[set[Number]]) -> dict[Number, tuple[Rule, int]]:
        """What somebody of ``era`` is granted who holds ``held`` in each transition: by which rule, where."""
        runs: list[Run] = []
        follows = self.follows[era]
        for place, rules in enumerate(self.rules):
            given: set[Number] = set()
            for before in follows[place]:
                given.update(runs[before].best)
            runs.append(Run(rules, held[place] | given, given))
        found: dict[Number, tuple[Rule, int]] = {}
        unsettled: set[Number] = set()
        for place in self.last:
            run = runs[place]
            if run.several:
                unsettled.update(new for new in run.several if run.unsettled(new))
            if found:
                unsettled |= found.keys() & run.best.keys()
            for new, entry in run.best.items():
                found[new] = entry.rule, place
        if unsettled:
            fired = [[entry.rule for entry in run.fired] for run in runs]
            names = [{self.objectives[n] for n in mine} for mine in held]
            for objective, rule, place in settled(self.prepared, follows, names, fired):
                new = self.number[objective]
                if new in unsettled:
                    found[new] = rule, place
        return found
