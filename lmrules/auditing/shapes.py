"""Reading parsed JSON of which nothing is known: a value of another shape than documented does not hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from lmrules.auditing.findings import MISSHAPEN, fail
from lmrules.model.approval import iso_day


def an_object(value: object, needed: Collection[str], optional: Collection[str] = ()) -> dict[str, object]:
    """``value`` as an object with all the ``needed`` keys, and no others but the ``optional`` ones."""
    if not isinstance(value, dict) or not set(needed) <= value.keys() <= {*needed, *optional}:
        fail(MISSHAPEN)
    return value


def an_array(value: object) -> list[object]:
    """``value`` as an array."""
    if not isinstance(value, list):
        fail(MISSHAPEN)
    return value


def a_text(value: object) -> str:
    """``value`` as text."""
    if not isinstance(value, str):
        fail(MISSHAPEN)
    return value


def texts(value: object) -> list[str]:
    """``value`` as an array of texts."""
    return [a_text(one) for one in an_array(value)]


def a_number(value: object) -> int:
    """``value`` as a whole number (true and 1.0, which Python takes for 1, are none)."""
    if type(value) is not int:
        fail(MISSHAPEN)
    return value


def a_day(value: object) -> dt.date:
    """``value`` as a day, ``YYYY-MM-DD``."""
    try:
        return iso_day(a_text(value))
    except ValueError:
        fail(MISSHAPEN)
