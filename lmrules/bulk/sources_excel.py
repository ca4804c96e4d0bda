"""Excel workbooks (``.xlsx``) as sources: one sheet, within limits checked before anything is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import attrs
import openpyxl
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from lmrules.approvals import texts as reading_texts
from lmrules.approvals.columns import Column, Header, header_of, place
from lmrules.approvals.problems import AcceptedRow, ApprovalsError, Problem, RejectedRow, listed, problem
from lmrules.approvals.rows import Pool, approval_of
from lmrules.bulk import texts
from lmrules.bulk.canonical import columns_of
from lmrules.bulk.sources import RowsSource
from lmrules.bulk.sources_arrow import tried
from lmrules.bulk.workbooks import MOST_COLUMNS, checked_workbook
from lmrules.messages import Text


def excel_source(path: Path | BinaryIO, sheet: str | None = None) -> RowsSource:
    """The sheet named ``sheet`` (None: the first) of the workbook at ``path``."""
    widest = tried(lambda: checked_workbook(path), texts.NOT_A_WORKBOOK)
    width = min(max(widest, 1), MOST_COLUMNS)
    header, first = tried(lambda: _header(path, sheet, width), texts.NOT_A_WORKBOOK)

    def rows() -> Iterator[AcceptedRow | RejectedRow]:
        return _safely(_rows(path, sheet, width, header, first))

    return RowsSource(columns_of(header), header.cells, rows)


def sheet_values(path: Path | BinaryIO, sheet: str | None = None) -> Iterator[tuple[int, tuple[object, ...]]]:
    """The rows of a sheet that have anything in them, by their number in Excel, within the same limits.

    The value of an empty cell is None. :class:`ApprovalsError` for what is no workbook that we read.
    """
    width = min(max(tried(lambda: checked_workbook(path), texts.NOT_A_WORKBOOK), 1), MOST_COLUMNS)
    rows = _sheet_rows(path, sheet, width)
    while (row := tried(lambda: next(rows, None), texts.NOT_A_WORKBOOK)) is not None:
        yield row[0], tuple(cell.value for cell in row[1])


def _safely(rows: Iterator[AcceptedRow | RejectedRow]) -> Iterator[AcceptedRow | RejectedRow]:
    while (row := tried(lambda: next(rows, None), texts.NOT_A_WORKBOOK)) is not None:
        yield row


# ------------------------------------------------------------------------------------------------- reading


@attrs.frozen
class _Cell:
    value: object = attrs.field(repr=False)
    error: bool = False

    @property
    def blank(self) -> bool:
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())

    @property
    def text(self) -> str:
        """The cell as people see it, for the rejects file."""
        value = self.value
        if isinstance(value, dt.datetime) and value.time() == dt.time():
            return value.date().isoformat()
        if isinstance(value, dt.datetime | dt.date):
            return value.isoformat()
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return "" if value is None else str(value)


def _sheet_rows(
    path: Path | BinaryIO, sheet: str | None, width: int
) -> Iterator[tuple[int, tuple[_Cell, ...]]]:
    """The rows of a sheet that have anything in them, by their number in Excel."""
    if not isinstance(path, Path):
        path.seek(0)
    book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        sheets = [s for s in book.worksheets if isinstance(s, ReadOnlyWorksheet)]
        chosen = next((s for s in sheets if sheet in (None, s.title)), None)
        if chosen is None:
            raise ApprovalsError(problem(texts.NO_SHEET, count=len(sheets)))
        # What the workbook says of its own size is not to be believed.
        chosen.reset_dimensions()
        for number, row in enumerate(chosen.iter_rows(max_col=width), 1):
            cells = tuple(_Cell(c.value, getattr(c, "data_type", "n") == "e") for c in row)
            if not all(cell.blank for cell in cells):
                yield number, cells
    finally:
        book.close()


def _header(path: Path | BinaryIO, sheet: str | None, width: int) -> tuple[Header, int]:
    """The header of a sheet and the row it stands in."""
    rows = _sheet_rows(path, sheet, width)
    first = next(rows, None)
    rows.close()  # type: ignore[attr-defined]
    if first is None:
        raise ApprovalsError(problem(reading_texts.EMPTY))
    number, cells = first
    return header_of(tuple(cell.text for cell in cells), ",", number), number


def _rows(
    path: Path | BinaryIO, sheet: str | None, width: int, header: Header, first: int
) -> Iterator[AcceptedRow | RejectedRow]:
    named = {column: spelling for column, spelling, _ in header.columns}
    one = Pool().one
    row = 0
    for line, cells in _sheet_rows(path, sheet, width):
        if line <= first:
            continue
        row += 1
        raw = tuple(cell.text for cell in cells)
        found: list[Problem] = []
        if nameless := [place(i) for i in header.unnamed if not cells[i].blank]:
            found.append(problem(reading_texts.NO_NAME, columns=listed(nameless)))
        values: dict[Column, str] = {}
        settled: set[Column] = set()
        for column, spelling, index in header.columns:
            wrong = _wrong(column, cells[index])
            if wrong is None:
                values[column] = one(raw[index])
            else:
                settled.add(column)
                cell = place(index).partition("(")[2].rstrip(")") + str(line)
                found.append(problem(wrong, column=spelling, cell=cell))
        read = approval_of(row, values, named, settled)
        if isinstance(read, tuple) or found:
            more = read if isinstance(read, tuple) else ()
            yield RejectedRow(row, line, (*found, *more), raw)
        else:
            yield AcceptedRow(read, line, raw)


def _wrong(column: Column, cell: _Cell) -> Text | None:
    """What is wrong with the kind of a cell; what its text says is judged as in CSV."""
    value = cell.value
    if cell.error:
        return texts.ERROR_CELL
    if value is None or isinstance(value, str):
        return None
    if isinstance(value, dt.datetime | dt.date):
        return None if column in {"approved", "started"} else texts.OTHER_CELL
    if isinstance(value, bool) or not isinstance(value, int | float):
        return texts.OTHER_CELL
    if column == "id" and (isinstance(value, int) or value.is_integer()):
        return None
    return texts.NUMBER_CELL if column not in {"approved", "started"} else reading_texts.NOT_ISO
