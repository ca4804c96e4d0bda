"""Cells for spreadsheets: no cell may be taken for a formula."""

from __future__ import annotations

import re

# What a spreadsheet may take as a formula, after any space; the wide signs too, which some of them fold.
_FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")


def plain_cell(cell: str) -> str:
    """``cell`` as it was before :func:`safe_cell`; one that was not made safe is as it is."""
    made_safe = cell.startswith("''") or (cell.startswith("'") and _FORMULA.match(cell[1:]))
    return cell[1:] if made_safe else cell


def safe_cell(cell: str) -> str:
    """``cell`` with an apostrophe before it where a spreadsheet would take it as a formula.

    A cell that begins with an apostrophe gets another, so that taking one away always gives the cell back.
    """
    return f"'{cell}" if cell.startswith("'") or _FORMULA.match(cell) else cell
