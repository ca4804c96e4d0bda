"""Approvals: what a person holds (``interfaces.md``, Approvals in)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal, TypeAlias

import attrs

from lmrules.source import nfc

Status: TypeAlias = Literal["approved", "revoked"]

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Person:
    """Who holds an approval: an opaque identifier that never prints itself.

    ``str`` and ``repr`` give ``‹person›``, so that no log, exception or diagnostic can carry it by
    accident; :meth:`reveal` gives it to the one place that writes results.
    """

    __slots__ = ("_identifier",)

    def __init__(self, identifier: str) -> None:
        self._identifier = identifier

    def reveal(self) -> str:
        """The identifier, for results only."""
        return self._identifier

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Person) and other._identifier == self._identifier

    def __hash__(self) -> int:
        return hash(self._identifier)

    def __repr__(self) -> str:
        return "‹person›"


def _person(value: Person | str) -> Person:
    return value if isinstance(value, Person) else Person(value)


def iso_day(text: str) -> dt.date:
    """The day ``text`` (``YYYY-MM-DD``, ASCII digits); ``ValueError`` with no text in it otherwise."""
    if not _ISO_DAY.fullmatch(text):
        raise ValueError("not a date of the form YYYY-MM-DD")
    try:
        return dt.date(int(text[:4]), int(text[5:7]), int(text[8:]))
    except ValueError:
        raise ValueError("no such day") from None


def _day(value: dt.date | str) -> dt.date:
    if isinstance(value, dt.datetime):
        raise TypeError("a date is wanted, not a time")
    return value if isinstance(value, dt.date) else iso_day(value)


def _optional_day(value: dt.date | str | None) -> dt.date | None:
    return None if value is None else _day(value)


def _optional_nfc(text: str | None) -> str | None:
    return None if text is None else nfc(text)


def _known_status(_: object, __: object, value: object) -> None:
    """Attrs' own validator would repeat the value, which may be an identifier in the wrong place."""
    if value not in ("approved", "revoked"):
        raise ValueError("status must be 'approved' or 'revoked'")


@attrs.frozen
class Approval:
    """One approval row: an objective's code, the day it was approved, and whose it is.

    ``set`` names the objective set where the code alone does not tell (``objective`` may also be written
    ``SET/CODE``); ``started`` is the day the person began, for cohorts; ``row`` counts data rows from 1
    (0: by position). Dates may be given as ``YYYY-MM-DD``; ``ValueError`` for a day that does not exist.
    """

    objective: str = attrs.field(converter=nfc)
    approved: dt.date = attrs.field(converter=_day)
    person: Person = attrs.field(default=Person(""), converter=_person, kw_only=True)
    set: str | None = attrs.field(default=None, converter=_optional_nfc, kw_only=True)
    status: Status = attrs.field(default="approved", kw_only=True, validator=_known_status)
    started: dt.date | None = attrs.field(default=None, converter=_optional_day, kw_only=True)
    id: str | None = attrs.field(default=None, kw_only=True, repr=False)
    row: int = attrs.field(default=0, kw_only=True)
