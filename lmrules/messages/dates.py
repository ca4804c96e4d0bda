"""Dates as people write them."""

from __future__ import annotations

import datetime as dt

from lmrules.messages import Language

_NORWEGIAN = (
    "januar", "februar", "mars", "april", "mai", "juni",
    "juli", "august", "september", "oktober", "november", "desember",
)  # fmt: skip
_ENGLISH = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def show_date(day: dt.date, lang: Language) -> str:
    """``day`` as people write it: 1. februar 2023, 1 February 2023."""
    if lang == "en":
        return f"{day.day} {_ENGLISH[day.month - 1]} {day.year}"
    return f"{day.day}. {_NORWEGIAN[day.month - 1]} {day.year}"
