"""Excel workbooks (``.xlsx``) as sources: one sheet, within limits that are checked before anything is read.

openpyxl believes what a workbook says of its own size, and drops rows that stand out of order; so the XML is
gone through first, with defusedxml, for what is there (``practice.md``, Excel).
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import attrs
import openpyxl
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from lmrules.approvals import texts as reading_texts
from lmrules.approvals.columns import Column, Header, header_of, place
from lmrules.approvals.problems import AcceptedRow, ApprovalsError, Problem, RejectedRow, listed, problem
from lmrules.approvals.rows import Pool, approval_of
from lmrules.bulk import texts
from lmrules.bulk.canonical import columns_of
from lmrules.bulk.sources import RowsSource
from lmrules.bulk.sources_arrow import tried
from lmrules.messages import Text

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 1_048_576
MOST_COLUMNS = 256
_MOST_FILES = 2_000
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = 0x1
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"


def excel_source(path: Path | BinaryIO, sheet: str | None = None) -> RowsSource:
    """The sheet named ``sheet`` (None: the first) of the workbook at ``path``."""
    widest = tried(lambda: _checked(path), texts.NOT_A_WORKBOOK)
    width = min(max(widest, 1), MOST_COLUMNS)
    header, first = tried(lambda: _header(path, sheet, width), texts.NOT_A_WORKBOOK)

    def rows() -> Iterator[AcceptedRow | RejectedRow]:
        return _safely(_rows(path, sheet, width, header, first))

    return RowsSource(columns_of(header), header.cells, rows)


def sheet_values(path: Path | BinaryIO, sheet: str | None = None) -> Iterator[tuple[int, tuple[object, ...]]]:
    """The rows of a sheet that have anything in them, by their number in Excel, within the same limits.

    The value of an empty cell is None. :class:`ApprovalsError` for what is no workbook that we read.
    """
    width = min(max(tried(lambda: _checked(path), texts.NOT_A_WORKBOOK), 1), MOST_COLUMNS)
    rows = _sheet_rows(path, sheet, width)
    while (row := tried(lambda: next(rows, None), texts.NOT_A_WORKBOOK)) is not None:
        yield row[0], tuple(cell.value for cell in row[1])


def _safely(rows: Iterator[AcceptedRow | RejectedRow]) -> Iterator[AcceptedRow | RejectedRow]:
    while (row := tried(lambda: next(rows, None), texts.NOT_A_WORKBOOK)) is not None:
        yield row


# ------------------------------------------------------------------------------------------- before reading


def _checked(path: Path | BinaryIO) -> int:
    """How many columns the widest sheet has; :class:`ApprovalsError` where nothing is to be read."""
    with path.open("rb") if isinstance(path, Path) else _kept(path) as file:
        if file.read(4) == _OLE:
            raise ApprovalsError(problem(texts.LOCKED_WORKBOOK))
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            if any(entry.flag_bits & _ENCRYPTED for entry in entries):
                raise ApprovalsError(problem(texts.LOCKED_WORKBOOK))
            if sum(e.file_size for e in entries) > MOST_BYTES or len(entries) > _MOST_FILES:
                raise ApprovalsError(problem(texts.LARGE_WORKBOOK, limit=MOST_BYTES // 1024 // 1024))
            names = [e.filename for e in entries]
            if len(set(names)) < len(names):
                raise ApprovalsError(problem(texts.NOT_A_WORKBOOK))
            return max((_columns(archive, e) for e in entries if _is_xml(e.filename)), default=0)


class _kept:  # noqa: N801 - a context manager, used like a function
    """A stream that is not ours to close, from its beginning."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def __enter__(self) -> BinaryIO:
        self._stream.seek(0)
        return self._stream

    def __exit__(self, *_: object) -> None:
        self._stream.seek(0)


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))


def _columns(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """How many columns the sheet ``entry`` has (0: it is no sheet)."""
    seen = _Sheet()
    parser = DefusedXMLParser(target=seen, forbid_dtd=True)
    unsafe = False
    try:
        with archive.open(entry) as file:
            while chunk := file.read(65_536):
                parser.feed(chunk)
        parser.close()
    except DefusedXmlException:
        unsafe = True
    if unsafe:
        raise ApprovalsError(problem(texts.UNSAFE_WORKBOOK))
    return seen.widest


class _Sheet:
    """Looks at the rows and cells of one XML file as it is parsed: a target for an XML parser."""

    def __init__(self) -> None:
        self.widest = 0
        self._row = 0
        self._column = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A tag that opens: rows and cells come in order, and within the limits."""
        if tag in {f"{_MAIN}row", f"{_STRICT}row"}:
            self._row = self._next(attributes.get("r"), self._row, MOST_ROWS, texts.MANY_ROWS)
            self._column = 0
        elif tag in {f"{_MAIN}c", f"{_STRICT}c"} and self._row:
            at = attributes.get("r")
            number = None if at is None else self._number(at)
            self._column = self._next(number, self._column, MOST_COLUMNS, texts.MANY_COLUMNS)
            self.widest = max(self.widest, self._column)

    def _number(self, at: str) -> str:
        match = _CELL.fullmatch(at)
        if match is None or int(match[2]) != self._row:
            raise ApprovalsError(problem(texts.NOT_A_WORKBOOK))
        number = 0
        for letter in match[1]:
            number = 26 * number + ord(letter) - ord("A") + 1
        return str(number)

    @staticmethod
    def _next(given: str | None, before: int, most: int, text: Text) -> int:
        number = before + 1 if given is None else int(given) if re.fullmatch("[0-9]{1,9}", given) else 0
        if number <= before:
            raise ApprovalsError(problem(texts.NOT_A_WORKBOOK))
        if number > most:
            raise ApprovalsError(problem(text, limit=most))
        return number

    def close(self) -> None:
        """The end of the file."""


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
