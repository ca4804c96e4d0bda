"""A list of diagnostics that says stop: no file can make us report without end (``practice.md``, Limits)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from lmrules.diagnostics import codes_names, codes_text

if TYPE_CHECKING:
    from lmrules.diagnostics.diagnostic import Diagnostic
    from lmrules.source import Span

_TOO_MUCH = frozenset(
    {codes_text.FILE_TOO_LARGE.id, codes_text.TOO_MANY_MISTAKES.id, codes_names.RULEBOOK_TOO_LARGE.id}
)


class Enough(Exception):
    """There are more errors than will be shown; ``at`` is the place of the first one too many."""

    def __init__(self, at: Span) -> None:
        super().__init__()
        self.at = at


class Mistakes(list["Diagnostic"]):
    """The diagnostics of one pass; one error more than ``limit`` raises :class:`Enough`.

    Warnings and notes are not counted: none is of a kind that a short text can call forth without end.
    """

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._left = limit

    def append(self, diagnostic: Diagnostic, /) -> None:
        """Add one; :class:`Enough` where it is one error too many."""
        if diagnostic.severity == "error":
            if self._left == 0:
                raise Enough(diagnostic.span)
            self._left -= 1
        super().append(diagnostic)

    def close(self, at: Span, limit: int) -> None:
        """Say, at the end, that there were more."""
        super().append(codes_text.TOO_MANY_MISTAKES.at(at, limit=limit))


def too_much(found: Iterable[Diagnostic]) -> bool:
    """Whether a limit was met, so that not all was read: what is missing is then no mistake of the author."""
    return any(diagnostic.code.id in _TOO_MUCH for diagnostic in found)
