"""One person's approval rows as a document shows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import attrs

from lmrules.auditing.findings import ROW_TWICE, fail
from lmrules.auditing.shapes import a_day, a_number, a_text, an_array, an_object
from lmrules.model.model import ObjectiveId

ACCOUNTED = ("row", "objective", "approved", "disposition")
COUNTS = ("used", "unused", "retired", "duplicate")
"""The dispositions of rows that count towards a transition."""


@attrs.frozen
class Row:
    """A row: its number, what it says it approves and which objective that is, its day, its disposition."""

    number: int
    written: str
    objective: ObjectiveId | None
    approved: dt.date
    disposition: str

    @property
    def shown(self) -> tuple[str, str, int]:
        """The row as decisions and proofs refer to it."""
        return self.written, self.approved.isoformat(), self.number


@attrs.frozen
class Rows:
    """A person's rows. ``counting``, ``approved_new``: the earliest row of each objective that is so."""

    started: dt.date | None
    every: tuple[Row, ...]
    counting: Mapping[ObjectiveId, Row]
    approved_new: Mapping[ObjectiveId, Row]


def read_rows(value: object, named: Mapping[str, ObjectiveId], started: dt.date | None) -> Rows:
    """The rows of a person; their dispositions are taken as they are written."""
    every = [_row(one, named) for one in an_array(value)]
    seen: set[int] = set()
    for row in every:
        if row.number in seen:
            fail(ROW_TWICE, row=row.number)
        seen.add(row.number)
    in_time = sorted(every, key=lambda row: (row.approved, row.number))
    return Rows(
        started,
        tuple(every),
        _earliest(row for row in in_time if row.disposition in COUNTS),
        _earliest(row for row in in_time if row.disposition == "approved-new"),
    )


def _row(value: object, named: Mapping[str, ObjectiveId]) -> Row:
    row = an_object(value, ACCOUNTED, ("id",))
    written = a_text(row["objective"])
    a_text(row.get("id", ""))
    return Row(
        a_number(row["row"]), written, named.get(written), a_day(row["approved"]), a_text(row["disposition"])
    )


def _earliest(rows: Iterable[Row]) -> dict[ObjectiveId, Row]:
    first: dict[ObjectiveId, Row] = {}
    for row in rows:
        if row.objective is not None:
            first.setdefault(row.objective, row)
    return first
