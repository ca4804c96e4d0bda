"""One row's values to an approval, or to all that is wrong with them. Nothing is guessed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from functools import lru_cache

import attrs

from lmrules.approvals import texts
from lmrules.approvals.columns import NAMES, Column
from lmrules.approvals.problems import Problem, listed, problem
from lmrules.messages import Text
from lmrules.model.approval import Approval, Person, Status, iso_day
from lmrules.source import nfc

STATUSES: Mapping[str, Status] = {
    "": "approved",
    "approved": "approved",
    "godkjent": "approved",
    "revoked": "revoked",
    "trukket": "revoked",
    "trekt": "revoked",
}
_ALLOWED = Text(
    "`godkjent` eller `trukket`", "`godkjent` eller `trekt`", "`approved` or `revoked`"
)  # fmt: skip
# A cell that runs over several lines is a quotation mark too many, which would otherwise hide whole rows.
_UNFIT = (
    (re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]"), texts.CONTROL),
    (re.compile("[\ud800-\udfff]"), texts.HALF_CHARACTER),
)
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ].*", re.IGNORECASE | re.DOTALL)

_MOST_POOLED = 100_000

_iso_day = lru_cache(maxsize=4096)(iso_day)


def approval_of(
    row: int, values: Mapping[Column, str], named: Mapping[Column, str], settled: Collection[Column] = ()
) -> Approval | tuple[Problem, ...]:
    """The approval that the ``values`` of row number ``row`` say, or all that is wrong with them.

    ``named`` says how the file spells each column, for the problems; a column in ``settled`` has a problem
    already and gets no other.
    """
    cells = _Cells(values, named, settled)
    person = cells.text("person", required=True)
    objective = cells.code("objective", required=True)
    approved = cells.day("approved", required=True)
    in_set = cells.code("set")
    status = cells.status()
    started = cells.day("started")
    own_id = cells.text("id")
    if in_set and "/" in objective and objective.partition("/")[0].rstrip() != in_set:
        names = {"objective": cells.name("objective"), "set": cells.name("set")}
        cells.found.append(problem(texts.OTHER_SET, **names))
    if cells.found or approved is None:
        return tuple(cells.found)
    return Approval(
        objective,
        approved,
        person=Person(person),
        set=in_set or None,
        status=status,
        started=started,
        id=own_id or None,
        row=row,
    )


def starts_differ(rows: list[int], column: str | Text) -> Problem:
    """The problem of the rows with these numbers: one person who began on different days."""
    return problem(texts.STARTS_DIFFER, rows=listed(rows), column=column)


def unfit(value: str) -> Text | None:
    """What is wrong with the characters of ``value``, with the field ``column``; None: nothing."""
    if value.isprintable():
        return None
    return next((text for pattern, text in _UNFIT if pattern.search(value)), None)


@attrs.define
class Pool:
    """One string for each text that comes again: persons, codes and days stand in row after row.

    Bounded, and let go when the reading ends (``sys.intern`` may keep its strings as long as the process,
    and a person's number should not stay).
    """

    _texts: dict[str, str] = attrs.field(factory=dict, repr=False)

    def one(self, text: str) -> str:
        """The string that stands for ``text``."""
        if len(self._texts) >= _MOST_POOLED:
            self._texts.clear()
        return self._texts.setdefault(text, text)


@attrs.define
class _Cells:
    values: Mapping[Column, str]
    named: Mapping[Column, str]
    settled: Collection[Column]
    found: list[Problem] = attrs.field(factory=list)

    def name(self, column: Column) -> str | Text:
        return self.named.get(column, NAMES[column])

    def fail(self, text: Text, column: Column, **fields: object) -> None:
        self.found.append(problem(text, column=self.name(column), **fields))

    def text(self, column: Column, *, required: bool = False) -> str:
        value = self.values.get(column, "").strip()
        if not value:
            if required and column not in self.settled:
                self.fail(texts.MISSING, column)
        elif (wrong := unfit(value)) is not None:
            self.fail(wrong, column)
            return ""
        return value

    def code(self, column: Column, *, required: bool = False) -> str:
        return nfc(self.text(column, required=required))

    def day(self, column: Column, *, required: bool = False) -> dt.date | None:
        value = self.text(column, required=required)
        if not value:
            return None
        try:
            return _iso_day(value)
        except ValueError:
            pass
        if _DAY.fullmatch(value):
            self.fail(texts.NO_SUCH_DAY, column)
        else:
            self.fail(texts.HAS_TIME if _TIME.fullmatch(value) else texts.NOT_ISO, column)
        return None

    def status(self) -> Status:
        status = STATUSES.get(self.text("status").casefold())
        if status is None:
            self.fail(texts.STATUS, "status", allowed=_ALLOWED)
        return status or "approved"
