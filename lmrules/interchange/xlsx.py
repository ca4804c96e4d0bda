"""A whole rulebook as an Excel workbook, and back (``docs/how-to/excel.md``).

Unlike the correspondences beside it, a workbook has everything a rulebook has: it is read back without loss.
"""

from __future__ import annotations

from collections.abc import Iterable

from lmrules.diagnostics import Diagnostic
from lmrules.interchange.xlsx_cells import MOST_CHARACTERS
from lmrules.interchange.xlsx_front import Summary, counted
from lmrules.interchange.xlsx_lists import Lists
from lmrules.interchange.xlsx_rows import file_names, rows_of
from lmrules.interchange.xlsx_verdicts import Verdicts
from lmrules.interchange.xlsx_writing import FILLS, TooLong, workbook
from lmrules.messages import Language
from lmrules.pipeline import CheckedRulebook

__all__ = ["MOST_CHARACTERS", "TooLong", "writable", "write"]


def writable(checked: CheckedRulebook) -> bool:
    """Whether every statement could be read. That a rule gives too much is no hindrance."""
    return not any(d.severity == "error" and d.code.id < "LM2" for d in checked.diagnostics)


def write(
    checked: CheckedRulebook, examples: Iterable[Diagnostic] | None, state: str, lang: Language
) -> bytes:
    """The workbook of a rulebook that is :func:`writable`.

    ``examples`` is what is wrong with its examples, None where they were not tried; ``state`` how things
    stand, in a line. :class:`TooLong` where a text has no room in a cell.
    """
    book = checked.book
    rows = list(rows_of(book, checked.files))
    found = [*checked.diagnostics, *(examples or ())]
    summary = Summary(
        book.name, book.title, checked.digest, state, counted([row.sheet for row in rows]), FILLS
    )
    verdicts = Verdicts(book, found, lang, tried=examples is not None)
    return workbook(rows, verdicts, Lists(book, file_names(checked.files), lang), summary, lang)
