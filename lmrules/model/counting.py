"""Which days count for one person: cut-offs, and how long a set is valid (``semantics.md``, Transfer)."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable

from lmrules.model.model import ObjectiveSet, Transition


def cut_off(transition: Transition, started: dt.date | None) -> dt.date:
    """The day before which approvals count, for someone who began on ``started``: a cohort has its own."""
    if started is None:
        return transition.day
    limits, until = transition.cut_offs
    return until[bisect_right(limits, started)]


def valid_for(
    objectives: ObjectiveSet, transitions: Iterable[Transition], day: dt.date, started: dt.date | None
) -> bool:
    """Whether a set is valid on ``day`` for this person: a cohort's old set lives as long as its cut-off."""
    if objectives.valid_on(day):
        return True
    own = (
        cut_off(transition, started)
        for transition in transitions
        if transition.old == objectives.name and cut_off(transition, started) > transition.day
    )
    after_start = objectives.start is None or objectives.start <= day
    return after_start and any(day < until for until in own)
