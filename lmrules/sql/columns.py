"""Which columns the user's table has, and what they are called (``interfaces.md``, Approvals in)."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from lmrules.approvals.columns import KNOWN, REQUIRED, SPELLINGS, Column, folded, in_ticks, unknown_at
from lmrules.messages import Text
from lmrules.sql.errors import BadColumns

_UNKNOWN = Text(
    "ukjent kolonne nummer {place}; kjente er {known}, og andre skrives `person=navnet`",
    "ukjend kolonne nummer {place}; kjende er {known}, og andre skriv ein `person=namnet`",
    "unknown column number {place}; known are {known}, and others are written `person=its-name`",
)
_TWICE = Text(
    "kolonnen {column} er oppgitt to ganger",
    "kolonnen {column} er oppgitt to gonger",
    "the column {column} is given twice",
)
_MISSING = Text(
    "det mangler kolonner: {columns}", "det manglar kolonnar: {columns}", "columns are missing: {columns}"
)


@attrs.frozen
class Columns:
    """What the columns of the user's table are called; None for one that the table does not have.

    Without a word from the user all but ``id`` are taken to be there: a query that did not look at `status`
    would count what is revoked, and the database says so itself when a column is not there.
    """

    person: str = "person"
    objective: str = "objective"
    approved: str = "approved"
    set: str | None = "set"
    status: str | None = "status"
    started: str | None = "started"
    id: str | None = None

    @property
    def there(self) -> dict[str, str]:
        """The columns that the table has, by our names."""
        return {name: column for name, column in attrs.asdict(self).items() if column is not None}


def columns_of(listed: Iterable[str]) -> Columns:
    """The columns that are ``listed``, and no others, as they are spelled, or as ``person=its-name``.

    :class:`~lmrules.sql.errors.BadColumns` for one that is unknown (its name is not repeated: it may be
    anything), given twice, or lacking.
    """
    found: dict[Column, str] = {}
    for place, item in enumerate(listed, 1):
        ours, equals, theirs = item.partition("=")
        column = SPELLINGS.get(folded(ours))
        if column is None or not (theirs if equals else ours).strip():
            raise BadColumns(_UNKNOWN, {"place": unknown_at(place, ours), "known": KNOWN})
        if column in found:
            raise BadColumns(_TWICE, {"column": in_ticks([column])})
        found[column] = (theirs if equals else ours).strip()
    if missing := [column for column in REQUIRED if column not in found]:
        raise BadColumns(_MISSING, {"columns": in_ticks(missing)})
    return Columns(
        found["person"],
        found["objective"],
        found["approved"],
        set=found.get("set"),
        status=found.get("status"),
        started=found.get("started"),
        id=found.get("id"),
    )
