"""CSV, JSON and JSON Lines as sources.

CSV is cut into blocks of whole lines. A block in which nothing is odd (no quotation mark inside a cell, no
bare CR, every row right) is split by Arrow; any other goes through the exact reader of
:mod:`lmrules.approvals.from_csv`, so that rows, lines and messages are the same as ever.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import BinaryIO

import attrs
import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from lmrules.approvals import from_json
from lmrules.approvals.columns import NAMES
from lmrules.approvals.from_csv import iter_csv, iter_records, read_header
from lmrules.approvals.lines import LONGEST_LINE, text_lines, whole_text, without_bom
from lmrules.approvals.problems import AcceptedRow, ApprovalsError, RejectedRow
from lmrules.approvals.reading import Format, sniffed
from lmrules.bulk.canonical import Canonical, columns_of
from lmrules.bulk.sources import RowsSource, Source, originals_in, pieces_of
from lmrules.bulk.stretch import Stretch

BLOCK = 1 << 20
_CHUNK = 65_536
_QUOTED = {
    d: re.compile(rb'(?:(?<=[\n%b])|(?<=\A))"[^"\r\n]*"(?=[%b\r\n]|\Z)' % (d, d)) for d in (b",", b";")
}


def text_source(stream: BinaryIO, size: int | None, suffix: str = "", form: Format | None = None) -> Source:
    """The text in ``stream`` (which can be wound back) as a source; its content tells which kind it is."""
    head = stream.read(_CHUNK)
    start = without_bom(head)
    kind = form or sniffed(start, suffix)
    if kind == "csv":
        return CsvSource(stream, size, len(head) - len(start))

    def rows() -> Iterator[AcceptedRow | RejectedRow]:
        chunks = _from(stream, len(head) - len(start))
        if kind == "jsonl":
            return from_json.iter_jsonl(text_lines(chunks))
        return from_json.iter_json(whole_text(chunks))

    return RowsSource(tuple(NAMES), from_json.COLUMNS, rows)


def _from(stream: BinaryIO, offset: int) -> Iterator[bytes]:
    stream.seek(offset)
    while chunk := stream.read(_CHUNK):
        yield chunk


@attrs.define
class _Place:
    """How far the reading has come: rows and lines before here."""

    row: int = 0
    line: int = 0


class CsvSource(Source):
    """A CSV file."""

    def __init__(self, stream: BinaryIO, size: int | None, offset: int = 0) -> None:
        self._stream = stream
        self._offset = offset
        self.size = size
        self.header, _ = read_header(text_lines(_from(stream, offset)))
        self.columns = columns_of(self.header)
        self.cells = self.header.cells
        self.delimiter = self.header.delimiter
        self._mark = self.delimiter.encode()

    def originals(self, rows: set[int]) -> Mapping[int, tuple[int, tuple[str, ...]]]:
        """Read again, exactly, for line and cells."""
        return originals_in(self._from_start(), rows)

    def pieces(self) -> Iterator[Stretch]:
        """The rows: block by block as long as they are plain, and then one by one."""
        begin, lines = self._after_header()
        if not begin:
            yield from self._exactly(self._from_start(), _Place())
            return
        self._stream.seek(begin)
        place = _Place(0, lines)
        rest = b""
        while True:
            at = self._stream.tell() - len(rest)
            chunk = self._stream.read(BLOCK)
            block, rest = _whole_lines(rest + chunk, last=not chunk)
            if not block:
                if not chunk:
                    return
                if len(rest) > 8 * LONGEST_LINE:
                    yield from self._from_block(at, place)
                    return
                continue
            if not _plain(block, self._mark):
                yield from self._from_block(at, place)
                return
            self.done = at + len(block)
            yield from self._block(block, place)

    def _after_header(self) -> tuple[int, int]:
        """Where the line after the header begins, and the lines before it; 0 if the header is not plain."""
        self._stream.seek(self._offset)
        at = self._offset
        for lines, line in enumerate(iter(lambda: self._stream.readline(LONGEST_LINE), b""), 1):
            at += len(line)
            if not line.endswith(b"\n") or not _plain(line, self._mark):
                return 0, 0
            if re.search(rb"[^\s,;]", line):
                return at, lines
        return 0, 0

    def _from_start(self) -> Iterator[AcceptedRow | RejectedRow]:
        header, records = read_header(text_lines(_from(self._stream, self._offset)))
        return iter_csv(records, header)

    def _from_block(self, at: int, place: _Place) -> Iterator[Stretch]:
        """The rest of the file, from a block that begins a line, row by row."""
        try:
            records = iter_records(text_lines(_from(self._stream, at)), self.delimiter)
            yield from self._exactly(iter_csv(records, self.header), place)
        except ApprovalsError as error:
            found = error
        else:
            return
        # The exact reader says on which line of the whole file.
        for _ in self._from_start():
            pass
        raise found

    def _exactly(self, rows: Iterator[AcceptedRow | RejectedRow], place: _Place) -> Iterator[Stretch]:
        numbered = (_moved(row, place) for row in rows)
        for piece in pieces_of(numbered, self.columns, place.row + 1):
            self.done = self._stream.tell()
            yield piece

    def _block(self, block: bytes, place: _Place) -> Iterator[Stretch]:
        """The rows of a plain block."""
        piece = self._quickly(block, place)
        lines = block.count(b"\n") + (not block.endswith(b"\n"))
        if piece is not None:
            yield piece
            rows = piece.table.num_rows
        else:
            records = iter_records(text_lines([block]), self.delimiter)
            rows = 0
            for exact in self._exactly(iter_csv(records, self.header), place):
                rows += exact.table.num_rows + len(exact.rejected)
                yield exact
        place.row += rows
        place.line += lines

    def _quickly(self, block: bytes, place: _Place) -> Stretch | None:
        """The rows of ``block`` if every one of them is right."""
        names = [str(index) for index in range(len(self.header.cells))]
        words = pa.dictionary(pa.int32(), pa.string())
        kinds = {str(i): pa.string() if c == "id" else words for c, _, i in self.header.columns}
        try:
            table = arrow_csv.read_csv(
                io.BytesIO(block),
                read_options=arrow_csv.ReadOptions(
                    column_names=names, use_threads=False, block_size=len(block) + 1
                ),
                parse_options=arrow_csv.ParseOptions(
                    delimiter=self.delimiter, quote_char='"', double_quote=False, ignore_empty_lines=True
                ),
                convert_options=arrow_csv.ConvertOptions(
                    column_types={**dict.fromkeys(names, pa.string()), **kinds},
                    strings_can_be_null=False,
                    quoted_strings_can_be_null=False,
                    check_utf8=True,
                ),
            )
        except pa.ArrowException:
            return None
        if any(_content(table.column(index)) for index in self.header.unnamed):
            return None
        piece = Canonical(self.header, self.columns).piece(table, place.row + 1)
        return None if piece.rejected else piece


def _content(column: pa.ChunkedArray) -> bool:
    return any(value.strip() for value in column.unique().to_pylist())


def _moved(row: AcceptedRow | RejectedRow, place: _Place) -> AcceptedRow | RejectedRow:
    """``row`` as numbered in the whole file."""
    if not place.row and not place.line:
        return row
    if isinstance(row, RejectedRow):
        return attrs.evolve(row, row=row.row + place.row, line=row.line + place.line)
    approval = attrs.evolve(row.approval, row=row.approval.row + place.row)
    return attrs.evolve(row, approval=approval, line=row.line + place.line)


def _whole_lines(data: bytes, *, last: bool) -> tuple[bytes, bytes]:
    """``data`` up to its last line end, and the rest."""
    end = len(data) if last else data.rfind(b"\n") + 1
    return data[:end], data[end:]


def _plain(block: bytes, mark: bytes) -> bool:
    """Whether each line of ``block`` is one record, whose cells Arrow and the exact reader cut alike."""
    if block.count(b"\r") != block.count(b"\r\n") or b"\0" in block:
        return False
    if b'"' in block and b'"' in _QUOTED[mark].sub(b"", block):
        return False
    if not block.isascii():
        try:
            block.decode()
        except UnicodeDecodeError:
            return False
    ends = np.flatnonzero(np.frombuffer(block, dtype=np.uint8) == ord("\n"))
    longest = int(np.diff(ends, prepend=-1, append=len(block)).max(initial=0))
    return longest <= LONGEST_LINE


def spooled(stream: BinaryIO) -> tuple[BinaryIO, int]:
    """All of ``stream`` in a file without a name, which can be wound back, and its size."""
    import tempfile

    file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the source
    size = 0
    for chunk in chain(iter(lambda: stream.read(BLOCK), b"")):
        file.write(chunk)
        size += len(chunk)
    file.seek(0)
    return file, size
