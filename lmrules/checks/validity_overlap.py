"""LM209: two sets that are valid on one day and share a code, so that an approval row fits both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from lmrules.checks.check import Check, Checked
from lmrules.checks.empty_validity import is_empty
from lmrules.diagnostics import Diagnostic
from lmrules.diagnostics.codes_order import OVERLAP
from lmrules.diagnostics.places import place_of
from lmrules.messages import Text
from lmrules.model.model import Objective, ObjectiveSet

_ALWAYS = Text("første dag", "første dag", "the first day")


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """One diagnostic for each pair of sets, at the later one, with the first code that both have."""
    holders: dict[str, list[tuple[ObjectiveSet, Objective]]] = {}
    told: set[tuple[str, str]] = set()
    sets = [s for s in looked_at.book.sets if not is_empty(s)]
    shared = _in_several(sets)
    for second in sets:
        for objective in second.objectives if shared else ():
            if objective.id.code not in shared:
                continue
            having = holders.setdefault(objective.id.code, [])
            for first, same_code in having:
                pair = (first.name, second.name)
                if pair not in told and _meet(first, second):
                    told.add(pair)
                    yield _overlap(first, same_code, second, objective)
            having.append((second, objective))


def _in_several(sets: Iterable[ObjectiveSet]) -> set[str]:
    """The codes that stand in more than one of ``sets``."""
    seen: set[str] = set()
    shared: set[str] = set()
    for objectives in sets:
        shared |= seen & objectives.codes
        seen |= objectives.codes
    return shared


def _meet(first: ObjectiveSet, second: ObjectiveSet) -> bool:
    """Whether both sets are valid on some day."""
    start = max(first.start or dt.date.min, second.start or dt.date.min)
    return start < min(first.end or dt.date.max, second.end or dt.date.max)


def _overlap(
    first: ObjectiveSet, of_first: Objective, second: ObjectiveSet, of_second: Objective
) -> Diagnostic:
    start = max((s.start for s in (first, second) if s.start is not None), default=None)
    return OVERLAP.at(
        second.span,
        first=first.name,
        second=second.name,
        code=of_second.id.code,
        start=start or _ALWAYS,
        related=[
            place_of(first.name, first.span),
            place_of(of_first.id, of_first.span),
            place_of(of_second.id, of_second.span),
        ],
        data={"sets": [first.name, second.name], "code": of_second.id.code},
    )


CHECK = Check((OVERLAP,), check)
