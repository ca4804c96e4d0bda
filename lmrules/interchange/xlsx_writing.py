"""The workbook of a rulebook: a sheet per kind of statement, for people who work in Excel.

Every cell but dates and numbers is text and formatted as text, so that `007`, `1-2` and `=SUM(…)` stay what
they are. Codes of objectives and what the checks say are locked (without a password), the rest is open.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from lmrules.bulk.workbooks import without_clock
from lmrules.interchange.xlsx_cells import MOST_CHARACTERS, stored
from lmrules.interchange.xlsx_front import Summary, fill_front
from lmrules.interchange.xlsx_lists import Lists
from lmrules.interchange.xlsx_rows import Row, Value
from lmrules.interchange.xlsx_sheets import FRONT, LISTS, SHEETS, Column, Sheet
from lmrules.interchange.xlsx_verdicts import Tone, Verdict, Verdicts
from lmrules.messages import Language
from lmrules.source import Span

_NEW_ROWS = 500
"""How many rows below the last one choose from lists, too."""

_MOST_PROMPT = 255
_FONT = "Calibri"
_LINE = 15
_MOST_LINES = 27
_THIN = Side(style="thin", color="D9DEE4")
_BORDER = Border(bottom=_THIN, right=_THIN)
_HEAD = PatternFill("solid", fgColor="1F4E79")
_LOCKED = PatternFill("solid", fgColor="F2F5F8")
_TONES: dict[Tone, tuple[PatternFill, Font]] = {
    "good": (PatternFill("solid", fgColor="E2F0D9"), Font(name=_FONT, color="1E5C1E")),
    "warning": (PatternFill("solid", fgColor="FFF2CC"), Font(name=_FONT, color="7A5200")),
    "error": (PatternFill("solid", fgColor="F8D7DA"), Font(name=_FONT, color="8B1A1A", bold=True)),
    "quiet": (PatternFill("solid", fgColor="EDEDED"), Font(name=_FONT, color="505050")),
}
FILLS: dict[Tone, PatternFill] = {tone: fill for tone, (fill, _) in _TONES.items()}
"""What the verdicts are coloured with."""

_TABS = frozenset({"objectives", "rules", "fates", "judgements", "examples"})
_CUSTOM_HEIGHT = re.compile(rb' customHeight="1"')
_WRAPPED = Alignment(vertical="top", wrap_text=True)


class TooLong(Exception):
    """A cell that Excel has no room for; ``span`` is the statement, ``size`` how many characters it takes."""

    def __init__(self, span: Span, column: Column, size: int) -> None:
        super().__init__(column.key)
        self.span = span
        self.column = column
        self.size = size


def workbook(
    rows: Iterable[Row], verdicts: Verdicts, lists: Lists, summary: Summary, lang: Language
) -> bytes:
    """The whole workbook. The same bytes for the same rulebook; :class:`TooLong` where a text has no room."""
    book = Workbook()
    front = book.active
    assert isinstance(front, Worksheet)  # noqa: S101 - a new workbook has one sheet
    front.title = FRONT.fill(lang)
    by_sheet: dict[str, list[Row]] = {sheet.key: [] for sheet in SHEETS}
    for row in rows:
        by_sheet[row.sheet].append(row)
    several = len(by_sheet["files"]) > 1
    for sheet in SHEETS:
        page = book.create_sheet(sheet.name.fill(lang))
        _Page(page, sheet, lists, lang).fill(by_sheet[sheet.key], verdicts, several=several)
    hidden = book.create_sheet(LISTS.fill(lang))
    lists.fill(hidden)
    hidden.sheet_state = "hidden"
    fill_front(front, summary, lang)
    raw, made = io.BytesIO(), io.BytesIO()
    book.save(raw)
    without_clock(raw, made, _may_grow)
    return made.getvalue()


def _may_grow(name: str, content: bytes) -> bytes:
    """Rows are as high as they need to be now, and grow when somebody writes more."""
    return _CUSTOM_HEIGHT.sub(b"", content) if name.startswith("xl/worksheets/") else content


class _Page:
    def __init__(self, page: Worksheet, sheet: Sheet, lists: Lists, lang: Language) -> None:
        self.page = page
        self.sheet = sheet
        self.lists = lists
        self.lang = lang

    def fill(self, rows: Sequence[Row], verdicts: Verdicts, *, several: bool) -> None:
        """Header, rows, and what the columns are like from top to bottom."""
        for number, column in enumerate(self.sheet.columns, 1):
            self.head(number, column, hidden=column.key == "file" and not several)
        at = 1
        for _, group in groupby(rows, key=lambda row: row.span):
            for index, row in enumerate(group):
                at += 1
                self.row(at, row, verdicts.of(row) if not index else None)
        for number, column in enumerate(self.sheet.columns, 1):
            self.choose(number, column, at + _NEW_ROWS)
        self.finish(at)

    def head(self, number: int, column: Column, *, hidden: bool) -> None:
        cell = self.page.cell(1, number)
        _text(cell, column.name.fill(self.lang))
        cell.font = Font(name=_FONT, bold=True, color="FFFFFF")
        cell.fill = _HEAD
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        cell.border = _BORDER
        whole = self.page.column_dimensions[get_column_letter(number)]
        whole.width = column.width
        whole.hidden = hidden
        # What is typed in a row that is not there yet is text as well, and may be typed.
        whole.number_format = (
            "yyyy-mm-dd" if column.kind == "date" else "General" if column.kind == "number" else "@"
        )
        whole.protection = Protection(locked=column.kind == "told")

    def row(self, at: int, row: Row, verdict: Verdict | None) -> None:
        lines = 1
        for number, column in enumerate(self.sheet.columns, 1):
            cell = self.page.cell(at, number)
            value = verdict.text if column.key == "told" and verdict else row.cells.get(column.key, "")
            self.put(cell, column, value, row.span)
            cell.border = _BORDER
            cell.alignment = _WRAPPED
            cell.protection = Protection(locked=column.locked)
            if column.key == "told" and verdict:
                cell.fill, cell.font = _TONES[verdict.tone]
            elif column.kind == "relation":
                cell.alignment = Alignment(vertical="top", horizontal="center")
            elif column.locked:
                cell.fill = _LOCKED
                cell.font = Font(name=_FONT, bold=column.key in ("code", "name"))
            elif column.kind == "number" or column.key == "file":
                cell.font = Font(name=_FONT, color="8A94A0")
                cell.alignment = Alignment(vertical="top")
            if cell.alignment.wrap_text:
                lines = max(lines, _lines(str(cell.value or ""), column.width))
        self.page.row_dimensions[at].height = _LINE * min(lines, _MOST_LINES)

    def put(self, cell: Cell, column: Column, value: Value, span: Span) -> None:
        if isinstance(value, dt.date):
            cell.value = value
            cell.number_format = "yyyy-mm-dd"
        elif isinstance(value, int):
            cell.value = value
        else:
            if len(text := stored(value)) > MOST_CHARACTERS:
                raise TooLong(span, column, len(text))
            _text(cell, text)

    def choose(self, number: int, column: Column, last: int) -> None:
        """What a cell may be chosen from, and the words that show when it is pointed at."""
        about = column.about.fill(self.lang)
        if column.kind == "date":
            rule = DataValidation(type="date", operator="greaterThan", formula1="1", allow_blank=True)
            rule.errorStyle = "stop"
        elif column.listed is not None:
            rule = DataValidation(type="list", formula1=self.lists.place(column.listed), allow_blank=True)
            # A new transition, set or level is no mistake.
            rule.errorStyle = "warning"
        elif about:
            rule = DataValidation(allow_blank=True)
        else:
            return
        if about:
            rule.promptTitle = column.name.fill(self.lang)[:32]
            rule.prompt = about[:_MOST_PROMPT]
            rule.showInputMessage = True
        rule.showErrorMessage = column.kind == "date" or column.listed is not None
        letter = get_column_letter(number)
        rule.add(f"{letter}2:{letter}{last}")
        self.page.add_data_validation(rule)

    def finish(self, last: int) -> None:
        page = self.page
        page.row_dimensions[1].height = 32
        frozen = 1 + sum(
            1 for column in self.sheet.columns[:3] if column.required or column.kind == "transition"
        )
        page.freeze_panes = page.cell(2, max(2, frozen))
        page.auto_filter.ref = f"A1:{get_column_letter(len(self.sheet.columns))}{max(last, 2)}"
        page.sheet_properties.tabColor = "2E75B6" if self.sheet.key in _TABS else "A6B1BD"
        page.sheet_view.zoomScale = 85
        page.page_setup.orientation = "landscape"
        page.page_setup.paperSize = page.PAPERSIZE_A4
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.sheet_properties.pageSetUpPr.fitToPage = True
        page.print_title_rows = "1:1"
        guard = page.protection
        guard.sheet = True
        # What a locked sheet still lets people do; in the file format, False means that it may be done.
        for may in ("formatCells", "formatColumns", "formatRows", "insertRows", "sort", "autoFilter"):
            setattr(guard, may, False)


def _lines(text: str, width: int) -> int:
    """How many lines ``text`` takes in a column ``width`` characters wide, about."""
    return sum(1 + int(len(line) / (width * 1.05)) for line in text.split("\n"))


def _text(cell: Cell, text: str) -> None:
    """Text whatever it looks like, also when somebody edits the cell."""
    if text:
        cell.value = text
        cell.data_type = "s"
    cell.number_format = "@"
