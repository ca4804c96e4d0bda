"""What an approval row counts as, whatever else the person holds, asked of the evaluator once per case.

The answer depends on the row's set and code, on its status, on the day and on when the person began. Days and
beginnings matter only through the dates that the rulebook names, so they fall into *periods* and *eras*, and
there is one answer for each combination (``semantics.md``, Transfer).
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property

import attrs

from lmrules.evaluate.holdings import identify, sets_fitting
from lmrules.evaluate.results import Disposition
from lmrules.model.approval import Approval, Status
from lmrules.model.model import ObjectiveId, atoms
from lmrules.prepared import Prepared, Ready

_ONE_DAY = dt.timedelta(days=1)

Atom = tuple[ObjectiveId, int]
"""An objective that counts in a transition, given by its place among the transitions that lead to the target.
An approval is one atom for each transition that it comes early enough for, if it can grant anything there."""


@attrs.frozen
class Counted:
    """What one row is. ``disposition`` None: it counts, as the ``atoms`` (a bit each, by number).

    ``several``: the code stands in more than one set that is valid that day, so that the row cannot be used.
    """

    objective: ObjectiveId | None
    disposition: Disposition | None
    atoms: int = 0
    several: bool = False


@attrs.frozen(eq=False, slots=False)
class Counting:
    """What rows count as in ``prepared``, as of ``as_of``.

    ``eras``: a day to have begun on for each era; None in the last, of those in no cohort. ``periods``: the
    first day of each period but the first, which begins with the calendar.
    """

    prepared: Prepared
    as_of: dt.date | None
    eras: tuple[dt.date | None, ...]
    periods: tuple[dt.date, ...]
    atoms: tuple[Atom, ...]
    limits: tuple[dt.date, ...]
    _known: dict[tuple[int, str | None, str, Status, int], Counted] = attrs.field(factory=dict, repr=False)

    def era(self, started: dt.date | None) -> int:
        """The era of a person who began on ``started`` (None: not given)."""
        return len(self.limits) if started is None else bisect_right(self.limits, started)

    def period(self, day: dt.date) -> int:
        """The period of an approval on ``day``."""
        return bisect_right(self.periods, day)

    def first_day(self, period: int) -> dt.date:
        """The first day of ``period``."""
        return self.periods[period - 1] if period else dt.date.min

    @cached_property
    def number(self) -> Mapping[Atom, int]:
        """The number of each atom: its bit."""
        return {atom: number for number, atom in enumerate(self.atoms)}

    def row(self, approval: Approval, started: dt.date | None) -> Counted:
        """What ``approval`` counts as for a person who began on ``started``."""
        era, period = self.era(started), self.period(approval.approved)
        return self.at(era, approval.set, approval.objective, approval.status, period)

    def at(self, era: int, set_name: str | None, code: str, status: Status, period: int) -> Counted:
        """What a row of ``code`` counts as in ``period`` for the persons of ``era``."""
        key = (era, set_name, code, status, period)
        if key not in self._known:
            self._known[key] = self._asked(*key)
        return self._known[key]

    def _asked(self, era: int, set_name: str | None, code: str, status: Status, period: int) -> Counted:
        started, day = self.eras[era], self.first_day(period)
        approval = Approval(code, day, set=set_name, status=status, started=started, row=1)
        if len(sets_fitting(self.prepared, approval, started)) > 1:
            return Counted(None, None, several=True)
        objective, disposition = identify(self.prepared, approval, started, self.as_of)
        if disposition is not None or objective is None:
            return Counted(objective, disposition or "unknown-objective")
        if objective.set == self.prepared.target:
            return Counted(objective, None)
        bits = (
            1 << self.number[objective, place]
            for place, step in enumerate(self.prepared.steps)
            if (objective, place) in self.number and day < step.cut_off(started)
        )
        return Counted(objective, None, sum(bits))


def counting(prepared: Prepared, as_of: dt.date | None, *, with_atoms: bool = True) -> Counting:
    """The eras, periods and atoms of ``prepared`` (which ``as_of`` adds a period to).

    ``with_atoms`` False: nothing is an atom, for who works with objectives as such.
    """
    cohorts = [cohort for step in prepared.steps for cohort in step.transition.cohorts]
    limits = sorted({c.started_before for c in cohorts} - {dt.date.min})
    days = {day for s in prepared.book.sets for day in (s.start, s.end) if day is not None}
    days |= {step.transition.day for step in prepared.steps} | {c.completes_until for c in cohorts}
    if as_of is not None and as_of < dt.date.max:
        days.add(as_of + _ONE_DAY)
    return Counting(
        prepared=prepared,
        as_of=as_of,
        eras=(*(limit - _ONE_DAY for limit in limits), None),
        periods=tuple(sorted(days)),
        atoms=tuple(
            (o, place)
            for place, step in enumerate(prepared.steps if with_atoms else ())
            for o in _that_grant(step)
        ),
        limits=tuple(limits),
    )


def _that_grant(step: Ready) -> list[ObjectiveId]:
    """The objectives of the old set that some rule of a transition grants anything for, in order."""
    named = {o for rule in step.granting for o in atoms(rule.old)}
    return sorted(o for o in named if o.set == step.transition.old)
