"""LM205 and LM211: a transition on a day that its sets do not allow, or before the transition it builds on.

An approval counts when its date lies in the old set's validity and before the transition's day, and a grant
is an approval of the new set, dated that day. So the new set must be valid on the day itself, and the old one
on the day before; only a gap between the two (LM206) may keep it from that.
"""

from __future__ import annotations

from collections.abc import Iterator

from lmrules.checks.check import Check, Checked
from lmrules.checks.empty_validity import is_empty
from lmrules.diagnostics import Code, Diagnostic
from lmrules.diagnostics.codes_order import DATE_OUTSIDE
from lmrules.diagnostics.places import place_of
from lmrules.messages import Text
from lmrules.model.model import ObjectiveSet, Transition
from lmrules.source import Span
from lmrules.syntax import ast

TRANSITIONS_CROSS = Code(
    id="LM211",
    name="transitions-cross",
    severity="error",
    message=Text(
        "overgangen `{later}` er fra {day}, men bygger på `{earlier}`, som først er fra {first}",
        "overgangen `{later}` er frå {day}, men byggjer på `{earlier}`, som først er frå {first}",
        "the transition `{later}` is from {day}, but builds on `{earlier}`, which is not until {first}",
    ),
    help=Text(
        "det `{earlier}` overfører, får den datoen, og teller i `{later}` bare når datoen dit er senere",
        "det `{earlier}` overfører, får den datoen, og tel i `{later}` berre når datoen dit er seinare",
        "what `{earlier}` grants has that date, and counts in `{later}` only where its date is later",
    ),
)
_NEW_BEGINS = Text(
    "`{set}` gjelder først fra {limit}",
    "`{set}` gjeld først frå {limit}",
    "`{set}` is valid only from {limit}",
)
_NEW_ENDED = Text(
    "`{set}` gjelder bare til {limit}",
    "`{set}` gjeld berre til {limit}",
    "`{set}` is valid only until {limit}",
)
_OLD_BEGINS = Text(
    "`{set}` gjelder først fra {limit}, så ingen godkjenning kan være eldre",
    "`{set}` gjeld først frå {limit}, så inga godkjenning kan vere eldre",
    "`{set}` is valid only from {limit}, so that no approval can be older",
)
_OLD_ENDED = Text(
    "`{set}` gjaldt bare til {limit}",
    "`{set}` galdt berre til {limit}",
    "`{set}` was valid only until {limit}",
)


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """One diagnostic for each transition with a day that cannot be, and for each that comes too early."""
    sets = looked_at.book.set_named
    day_at = _days(looked_at)
    for transition in looked_at.book.transitions:
        old, new = sets[transition.old], sets[transition.new]
        wrong = _wrong(transition, old, new)
        if wrong is not None:
            why, objectives, limit = wrong
            fields = {"set": objectives.name, "limit": limit}
            yield DATE_OUTSIDE.at(
                day_at[transition.span],
                transition=transition.name,
                day=transition.day,
                why=Text(*(why.fill(lang, fields) for lang in ("nb", "nn", "en"))),
                related=[place_of(objectives.name, objectives.span)],
                data={"transition": transition.name},
            )
    yield from _crossing(looked_at, day_at)


def _days(looked_at: Checked) -> dict[Span, Span]:
    """Where the day of each transition is written, by the place of its (first) statement."""
    return {
        statement.span: statement.day.span
        for file in looked_at.files
        for statement in file.statements
        if isinstance(statement, ast.Transition)
    }


def _wrong(
    transition: Transition, old: ObjectiveSet, new: ObjectiveSet
) -> tuple[Text, ObjectiveSet, object] | None:
    """Why the day cannot be, of which set, and the day that set allows; None where nothing is wrong."""
    day = transition.day
    if not is_empty(new):
        if new.start is not None and day < new.start:
            return _NEW_BEGINS, new, new.start
        if new.end is not None and new.end <= day:
            return _NEW_ENDED, new, new.end
    if not is_empty(old):
        if old.start is not None and day <= old.start:
            return _OLD_BEGINS, old, old.start
        if old.end is not None and max(old.end, new.start or old.end) < day:
            return _OLD_ENDED, old, old.end
    return None


def _crossing(looked_at: Checked, day_at: dict[Span, Span]) -> Iterator[Diagnostic]:
    """The transitions B → C that are no later than some A → B, whose grants would then never count."""
    into: dict[str, list[Transition]] = {}
    for transition in looked_at.book.transitions:
        into.setdefault(transition.new, []).append(transition)
    for later in looked_at.book.transitions:
        for earlier in into.get(later.old, ()):
            # Where transitions go in a ring (LM207) some must be too early: that is told once.
            if later.day <= earlier.day and not _leads_to(later.new, earlier.old, into):
                yield TRANSITIONS_CROSS.at(
                    day_at[later.span],
                    later=later.name,
                    day=later.day,
                    earlier=earlier.name,
                    first=earlier.day,
                    related=[place_of(earlier.name, day_at[earlier.span])],
                    data={"transition": later.name},
                )


def _leads_to(start: str, goal: str, into: dict[str, list[Transition]]) -> bool:
    """Whether transitions lead from the set ``start`` to ``goal``."""
    todo, seen = [goal], {goal}
    for name in todo:  # grows while it is walked
        before = {t.old for t in into.get(name, ())} - seen
        seen |= before
        todo += sorted(before)
    return start in seen


CHECK = Check((DATE_OUTSIDE, TRANSITIONS_CROSS), check)
