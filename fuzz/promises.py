"""What every target holds to: marks that no message may hold, and how to look for them."""

from __future__ import annotations

from collections.abc import Iterable

from lmrules.diagnostics import Diagnostic
from lmrules.messages import LANGUAGES

MARK = "01017012345"
"""The shape of a person's number, nobody's: it stands in the seeds, and must stand in no message."""

_STEERS = {*range(0x20), *range(0x7F, 0xA0), 0x061C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0xFEFF}
_STEERS -= {0x0A}


def steers_nothing(text: str) -> bool:
    """Whether ``text`` has no character that moves a cursor, turns a line round or is not seen."""
    return _STEERS.isdisjoint(map(ord, text))


def said(found: Iterable[Diagnostic]) -> str:
    """All that diagnostics say, in every language; it must steer nothing."""
    shown = "".join(d.message(lang) for d in found for lang in LANGUAGES)
    assert steers_nothing(shown), "a message steers the terminal"
    return shown
