"""What can be wrong with approvals: a problem of one row, or an error of the whole file.

Neither ever holds what stands in the file: any cell may be a person's number in the wrong column, and a file
without a header has persons where the names of columns should be. So columns are named by their place or by
our own spelling of them, and rows by their number (``interfaces.md``, Approvals in).
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from lmrules.messages import Language, Text, Words
from lmrules.model.approval import Approval

MOST_NAMED = 10
_MORE = Text("flere", "fleire", "others")


@attrs.frozen
class Problem:
    """One thing that is wrong, in three languages; its fields hold no value from the file."""

    text: Text
    fields: tuple[tuple[str, object], ...] = ()

    def message(self, lang: Language = "nb") -> str:
        """What is wrong, in ``lang``."""
        return self.text.fill(lang, dict(self.fields))


def problem(text: Text, **fields: object) -> Problem:
    """A :class:`Problem` with its fields by name."""
    return Problem(text, tuple(sorted(fields.items())))


def listed(items: Iterable[object]) -> Words:
    """``items`` in one phrase, at most ten of them by name."""
    shown = [i if isinstance(i, Text) else Text(str(i), str(i), str(i)) for i in items]
    if len(shown) > MOST_NAMED:
        shown[MOST_NAMED:] = [_MORE]
    return Words(tuple(shown))


def joined(problems: Iterable[Problem], lang: Language) -> str:
    """Several problems as one text."""
    return "; ".join(p.message(lang) for p in problems)


@attrs.frozen
class AcceptedRow:
    """A row that could be read, with what is needed to reject it after all."""

    approval: Approval
    line: int
    raw: tuple[str, ...] = attrs.field(repr=False)


@attrs.frozen
class RejectedRow:
    """A row that could not be read: its number among the data rows, its line in the file, and why.

    ``raw`` are its cells as they stand in the file (for JSON, and for a line that cannot be cut into cells:
    one cell with its text). They hold the person, so they never print: they are for the rejects file only.
    """

    row: int
    line: int
    problems: tuple[Problem, ...]
    raw: tuple[str, ...] = attrs.field(repr=False)

    def message(self, lang: Language = "nb") -> str:
        """All that is wrong with the row, in ``lang``, without row number and without any of its values."""
        return joined(self.problems, lang)


class ApprovalsError(Exception):
    """Approvals that cannot be read at all: no such file, another encoding, no header, broken JSON.

    ``line`` and ``column`` (from 1) say where, when that is known. Neither the text nor the arguments hold
    a value from the file, or its path: whoever asked for the file knows that.
    """

    def __init__(self, *problems: Problem, line: int | None = None, column: int | None = None) -> None:
        super().__init__(*problems)
        self.problems = problems
        self.line = line
        self.column = column

    def message(self, lang: Language = "nb") -> str:
        """All that is wrong with the file, in ``lang``, the place included."""
        return joined(self.problems, lang)

    def __str__(self) -> str:
        return self.message("en")
