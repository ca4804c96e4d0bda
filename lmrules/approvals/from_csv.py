"""CSV to rows: commas or semicolons, one record in memory at a time."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator

import attrs

from lmrules.approvals import texts
from lmrules.approvals.columns import Header, header_of, known_in, place
from lmrules.approvals.problems import AcceptedRow, ApprovalsError, Problem, RejectedRow, listed, problem
from lmrules.approvals.rows import Pool, approval_of

DELIMITERS = ",;"
# No cell of ours has a line break: a record this long is a quotation mark too many. The bound also limits
# how often a hostile file (`a","b` on every line) can have the same line read again.
_MOST_LINES = 50
_CONTENT = re.compile(r"[^\s,;]")


@attrs.frozen
class Record:
    """One record of a CSV file: the line it begins on, and its cells.

    ``cells`` is None where quotation marks do not match; ``text`` is then its first line, and the next
    record begins on the line after it, so that one such mistake hides no other row.
    """

    line: int
    cells: list[str] | None
    text: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing stands there: an empty line, or only separators, as spreadsheets leave behind."""
        return self.cells is not None and not any(cell.strip() for cell in self.cells)


def iter_records(lines: Iterator[str], delimiter: str) -> Iterator[Record]:
    """The records of ``lines`` (with their line ends), in order."""
    put_back: deque[str] = deque()
    taken: list[str] = []

    def feed() -> Iterator[str]:
        while (line := put_back.popleft() if put_back else next(lines, None)) is not None:
            taken.append(line)
            if len(taken) > _MOST_LINES:
                raise csv.Error
            yield line

    def reader() -> Iterator[list[str]]:
        return csv.reader(feed(), delimiter=delimiter, strict=True, skipinitialspace=True)

    records, line = reader(), 1
    while True:
        taken.clear()
        try:
            cells = next(records)
        except StopIteration:
            return
        except csv.Error:
            put_back.extendleft(reversed(taken[1:]))
            records = reader()
            yield Record(line, None, taken[0].rstrip("\r\n"))
            line += 1
            continue
        yield Record(line, cells)
        line += len(taken)


def read_header(lines: Iterator[str]) -> tuple[Header, Iterator[Record]]:
    """The header of ``lines`` and the records after it; :class:`ApprovalsError` without a good header."""
    blank = 0
    for first in lines:
        if _CONTENT.search(first):
            break
        blank += 1
    else:
        raise ApprovalsError(problem(texts.EMPTY))
    delimiter = _delimiter(first)
    records = iter_records(_chain(blank, first, lines), delimiter)
    header = next((record for record in records if not record.blank), None)
    if header is None:
        raise ApprovalsError(problem(texts.EMPTY))
    if header.cells is None:
        raise ApprovalsError(problem(texts.HEADER_QUOTES), line=header.line)
    return header_of(tuple(header.cells), delimiter, header.line), records


def _chain(blank: int, first: str, lines: Iterator[str]) -> Iterator[str]:
    yield from ["\n"] * blank
    yield first
    yield from lines


def _delimiter(line: str) -> str:
    """The separator that makes more known names of the header line; the comma when that does not tell."""

    def names(delimiter: str) -> int:
        record = next(iter_records(iter([line]), delimiter))
        return known_in(record.cells or ())

    return max(DELIMITERS, key=names)


def iter_csv(records: Iterator[Record], header: Header) -> Iterator[AcceptedRow | RejectedRow]:
    """The rows of ``records``, numbered from 1 in order; blank ones are no rows."""
    named = {column: spelling for column, spelling, _ in header.columns}
    indexes = [(column, index) for column, _, index in header.columns]
    # The file's own keys never come again; all else does.
    unique = {index for column, index in indexes if column == "id"}
    one = Pool().one
    row = 0
    for record in records:
        if record.blank:
            continue
        row += 1
        cells = record.cells
        if cells is None:
            yield RejectedRow(row, record.line, (problem(texts.QUOTES),), (record.text,))
            continue
        raw = tuple(cell if i in unique else one(cell) for i, cell in enumerate(cells))
        if shape := _wrong_shape(cells, header):
            yield RejectedRow(row, record.line, (shape,), raw)
            continue
        read = approval_of(row, {column: raw[index] for column, index in indexes}, named)
        if isinstance(read, tuple):
            yield RejectedRow(row, record.line, read, raw)
        else:
            yield AcceptedRow(read, record.line, raw)


def _wrong_shape(cells: list[str], header: Header) -> Problem | None:
    if len(cells) != len(header.cells):
        return problem(texts.CELL_COUNT, found=len(cells), wanted=len(header.cells))
    if nameless := [place(i) for i in header.unnamed if cells[i].strip()]:
        return problem(texts.NO_NAME, columns=listed(nameless))
    return None
