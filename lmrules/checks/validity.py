"""LM204 and LM209: sets that are valid on no day, or that claim the same approvals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from lmrules.checks.check import Check, Checked
from lmrules.diagnostics import Diagnostic
from lmrules.diagnostics.codes_order import EMPTY_VALIDITY, OVERLAP
from lmrules.diagnostics.places import place_of
from lmrules.messages import Text
from lmrules.model.model import ObjectiveSet, Rulebook

_ALWAYS = Text("første dag", "første dag", "the first day")


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """Sets without a day, and pairs of sets in which one code on one day is two objectives."""
    for objectives in looked_at.book.sets:
        if _empty(objectives):
            yield EMPTY_VALIDITY.at(
                objectives.span, set=objectives.name, start=objectives.start, end=objectives.end
            )
    yield from _overlaps(looked_at.book)


def _empty(objectives: ObjectiveSet) -> bool:
    return (
        objectives.start is not None
        and objectives.end is not None
        and objectives.end <= objectives.start
    )


def _overlaps(book: Rulebook) -> Iterator[Diagnostic]:
    """One diagnostic for each pair of sets, at the later one, with the first code that both have.

    An approval row that names no set would fit both (``semantics.md``, Transfer).
    """
    holders: dict[str, list[ObjectiveSet]] = {}
    told: set[tuple[str, str]] = set()
    for second in book.sets:
        if _empty(second):
            continue
        for objective in second.objectives:
            code = objective.id.code
            for first in holders.setdefault(code, []):
                if (first.name, second.name) in told or not _meet(first, second):
                    continue
                told.add((first.name, second.name))
                start = max((s.start for s in (first, second) if s.start is not None), default=None)
                yield OVERLAP.at(
                    second.span,
                    first=first.name,
                    second=second.name,
                    code=code,
                    start=start or _ALWAYS,
                    related=[
                        place_of(first.name, first.span),
                        place_of(f"{first.name}/{code}", _span(first, code)),
                        place_of(f"{second.name}/{code}", objective.span),
                    ],
                    data={"sets": [first.name, second.name], "code": code},
                )
            holders[code].append(second)


def _span(objectives: ObjectiveSet, code: str):  # type: ignore[no-untyped-def]
    return next(o.span for o in objectives.objectives if o.id.code == code)


def _meet(first: ObjectiveSet, second: ObjectiveSet) -> bool:
    """Whether both sets are valid on some day."""
    start = max(first.start or dt.date.min, second.start or dt.date.min)
    return start < min(first.end or dt.date.max, second.end or dt.date.max)


CHECK = Check((EMPTY_VALIDITY, OVERLAP), check)
