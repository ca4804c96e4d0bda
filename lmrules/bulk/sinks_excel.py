"""A result as an Excel workbook: every cell text, no formula, and a sheet that says what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from lmrules.bulk import texts
from lmrules.bulk.sinks import About, FileSink, SinkError, read_part
from lmrules.bulk.workbooks import MOST_ROWS, without_clock
from lmrules.messages import Language
from lmrules.messages.cells import safe_cell


class ExcelSink(FileSink):
    """One workbook. Its bytes do not depend on the clock."""

    def __init__(self, target: Path, about: About, notice: str, lang: Language) -> None:
        super().__init__(target)
        self.about = about
        self.notice = notice
        self.lang: Language = lang

    def rows_in(self, part: Path) -> int:
        """The rows of a part."""
        return int(read_part(part).num_rows)

    def check_rows(self, rows: int) -> None:
        """A sheet has room for :data:`MOST_ROWS`, the header among them."""
        if rows > MOST_ROWS - 1:
            raise SinkError(texts.TOO_MANY_FOR_EXCEL, rows=rows, most=MOST_ROWS - 1)

    def assemble(self, parts: Sequence[Path], made: Path) -> None:
        """The decisions on the first sheet, what they rest on on the second."""
        book = Workbook(write_only=True)
        sheet = book.create_sheet("transfer")
        sheet.freeze_panes = "A2"
        for number, part in enumerate(parts):
            table = read_part(part)
            if not number:
                sheet.append(_cells(sheet, table.column_names))
            for row in _rows(table):
                sheet.append(_cells(sheet, row))
        about = book.create_sheet(texts.ABOUT.fill(self.lang))
        about.append(_cells(about, [self.notice]))
        for key, value in self.about.items().items():
            about.append(_cells(about, [key.removeprefix("lmrules."), value]))
        raw = made.with_suffix(".tmp")
        book.save(raw)
        without_clock(raw, made)
        raw.unlink()


def _rows(table: pa.Table) -> Iterator[tuple[str, ...]]:
    for batch in table.to_batches(10_000):
        columns = [c.cast(pa.string()).fill_null("").to_pylist() for c in batch.columns]
        yield from zip(*columns, strict=True)


def _cells(sheet: WriteOnlyWorksheet, row: Sequence[str]) -> list[WriteOnlyCell]:
    cells = []
    for text in row:
        cell = WriteOnlyCell(sheet, safe_cell(text))
        # Text whatever it looks like: `007`, `1-2` and `1E5` stay as they are.
        cell.data_type = "s"
        cell.number_format = "@"
        cells.append(cell)
    return cells
