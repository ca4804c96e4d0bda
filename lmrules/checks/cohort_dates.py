"""LM208: a later date for some that is no later, or on which what they are granted could not count.

Grants of a cohort are dated its own date, so the new set must be valid on it (``semantics.md``, Transfer).
"""

from __future__ import annotations

from collections.abc import Iterator

from lmrules.checks.check import Check, Checked
from lmrules.checks.empty_validity import is_empty
from lmrules.diagnostics import Diagnostic, Label
from lmrules.diagnostics.codes_order import COHORT_DATE
from lmrules.diagnostics.places import place_of
from lmrules.messages import Text
from lmrules.model.model import Cohort, ObjectiveSet, Transition

_NOT_LATER = Text(
    "er ikke senere enn overgangen", "er ikkje seinare enn overgangen", "is no later than the transition"
)
_SET_ENDED = Text(
    "er etter at det nye settet har sluttet å gjelde",
    "er etter at det nye settet har slutta å gjelde",
    "is after the new set has ceased to be valid",
)
_BEFORE_START = Text(
    "er ikke senere enn den dagen de begynte før",
    "er ikkje seinare enn den dagen dei byrja før",
    "is no later than the day they began before",
)


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """One diagnostic for each cohort whose dates cannot be."""
    sets = looked_at.book.set_named
    for transition in looked_at.book.transitions:
        new = sets[transition.new]
        for cohort in transition.cohorts:
            wrong = _wrong(transition, cohort, new)
            if wrong is not None:
                why, place = wrong
                yield COHORT_DATE.at(
                    cohort.span,
                    until=cohort.completes_until,
                    before=cohort.started_before,
                    why=why,
                    day=transition.day,
                    related=[place],
                    data={"transition": transition.name},
                )


def _wrong(transition: Transition, cohort: Cohort, new: ObjectiveSet) -> tuple[Text, Label] | None:
    """Why the dates cannot be, and what they must be seen against; None where nothing is wrong."""
    if cohort.completes_until <= transition.day:
        return _NOT_LATER, place_of(transition.name, transition.span)
    if new.end is not None and new.end <= cohort.completes_until and not is_empty(new):
        return _SET_ENDED, place_of(new.name, new.span)
    if cohort.completes_until <= cohort.started_before:
        return _BEFORE_START, place_of(transition.name, transition.span)
    return None


CHECK = Check((COHORT_DATE,), check)
