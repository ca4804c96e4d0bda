"""The rows of many persons in few bytes: what a row counts as depends on little, so only that is kept.

A population has few kinds of rows (set, code, status, period), so each row is the number of its kind, its own
number and a day of beginning: 16 bytes, in arrays. Persons may come in any order, as in the evaluator.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Iterable, Sequence

import attrs

from lmrules.compiled.counting import Counted, Counting
from lmrules.evaluate.holdings import RowProblem, row_problems
from lmrules.model.approval import Approval, Status
from lmrules.prepared import Prepared

Kind = tuple[str | None, str, Status, int]


@attrs.define(eq=False)
class PersonRows:
    """One person's rows side by side: ``kinds``, ``numbers``, and ``starts`` as ordinals (0: not given)."""

    kinds: array[int] = attrs.field(factory=lambda: array("I"))
    numbers: array[int] = attrs.field(factory=lambda: array("Q"))
    starts: array[int] = attrs.field(factory=lambda: array("I"))


@attrs.define(eq=False)
class Rows:
    """Every person's rows, persons in the order they first appear, and what each kind counts as."""

    counting: Counting
    persons: dict[str, PersonRows] = attrs.field(factory=dict, repr=False)
    total: int = 0
    _kinds: dict[Kind, int] = attrs.field(factory=dict, repr=False)
    _listed: list[Kind] = attrs.field(factory=list, repr=False)
    _counted: dict[int, list[Counted | None]] = attrs.field(factory=dict, repr=False)

    def read(self, approvals: Iterable[Approval]) -> None:
        """Take in ``approvals``; those without a row number are numbered by position, from 1."""
        kinds, period = self._kinds, self.counting.period
        for number, approval in enumerate(approvals, 1):
            kind = (approval.set, approval.objective, approval.status, period(approval.approved))
            known = kinds.get(kind)
            if known is None:
                known = kinds[kind] = len(self._listed)
                self._listed.append(kind)
            identifier = approval.person.reveal()
            mine = self.persons.get(identifier)
            if mine is None:
                mine = self.persons[identifier] = PersonRows()
            mine.kinds.append(known)
            mine.numbers.append(approval.row or number)
            mine.starts.append(approval.started.toordinal() if approval.started else 0)
            self.total += 1

    def usable(self, prepared: Prepared, mine: PersonRows) -> tuple[int, Sequence[Counted], list[RowProblem]]:
        """The era of a person, what each row that can be used counts as, and the problems of the others."""
        starts = set(mine.starts) - {0}
        if len(starts) <= 1:
            era = self.counting.era(_day(next(iter(starts), 0)))
            counted = [self.counted(era, kind) for kind in mine.kinds]
            if not any(c.several for c in counted):
                return era, counted, []
        problems = row_problems(prepared, self._approvals(mine))
        bad = {p.row for p in problems}
        good = [i for i, number in enumerate(mine.numbers) if number not in bad]
        started = next((mine.starts[i] for i in good if mine.starts[i]), 0)
        era = self.counting.era(_day(started))
        return era, [self.counted(era, mine.kinds[i]) for i in good], problems

    def counted(self, era: int, kind: int) -> Counted:
        """What a row of ``kind`` counts as for the persons of ``era``."""
        known = self._counted.setdefault(era, [])
        if kind >= len(known):
            known.extend([None] * (len(self._listed) - len(known)))
        found = known[kind]
        if found is None:
            set_name, code, status, period = self._listed[kind]
            found = known[kind] = self.counting.at(era, set_name, code, status, period)
        return found

    def _approvals(self, mine: PersonRows) -> list[Approval]:
        """Rows that count as the person's do (on the first day of their period), without the person."""
        made = []
        for kind, number, start in zip(mine.kinds, mine.numbers, mine.starts, strict=True):
            set_name, code, status, period = self._listed[kind]
            day, started = self.counting.first_day(period), _day(start)
            made.append(Approval(code, day, set=set_name, status=status, started=started, row=number))
        return made


def _day(ordinal: int) -> dt.date | None:
    return dt.date.fromordinal(ordinal) if ordinal else None
