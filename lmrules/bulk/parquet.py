"""Parquet files of results: written a row group at a time, and put together without being written again.

Why not pyarrow's writer: see ``docs/explanation/decisions.md``. What is in a file does not depend on how many
threads write it.

Source: README.md and ``parquet.thrift`` (``FileMetaData``, ``RowGroup``) of apache/parquet-format.
"""

from __future__ import annotations

import base64
import os
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from lmrules.aside import written_aside
from lmrules.bulk.parquet_columns import Type, Written, physical, written
from lmrules.bulk.thrift import I16, I32, I64, Encoded, Struct, decoded, encoded
from lmrules.versions import package

MAGIC = b"PAR1"
GROUP_ROWS = 1 << 23
"""How many rows a row group has at most."""
_OPTIONAL = I32(1)
_CONVERTED = {"string": I32(0), "date32[day]": I32(6)}
"""``ConvertedType`` of parquet.thrift, by Arrow's type; of whole numbers the physical type says all."""
_LOGICAL: Mapping[str, Struct] = {"string": {1: {}}, "date32[day]": {6: {}}}
_ARROW = b"ARROW:schema"
_COPIED = 1 << 20


class Writer:
    """Writes tables of one schema to ``stream`` as one Parquet file, which is whole after :meth:`close`.

    TypeError that names the column where one is of a kind that results do not have.
    """

    def __init__(self, stream: BinaryIO, schema: pa.Schema) -> None:
        self._stream = stream
        self._schema = schema
        self._fields = _fields(schema)
        self._rows = 0
        self._groups: list[Encoded] = []
        stream.write(MAGIC)
        self._at = len(MAGIC)

    def encoded(self, table: pa.Table) -> list[list[Written]]:
        """``table`` as row groups for :meth:`add`: mostly one. Can be done in several threads at once."""
        if not table.schema.equals(self._schema):
            raise ValueError("a table has other columns than the one before")
        starts = range(0, table.num_rows, GROUP_ROWS)
        parts = (table.slice(start, GROUP_ROWS) for start in starts)
        return [list(map(written, part.column_names, part.columns)) for part in parts]

    def add(self, groups: list[list[Written]]) -> None:
        """Write row groups."""
        for columns in groups:
            rows = columns[0].rows
            self._groups.append(encoded(_row_group(columns, rows, self._at, len(self._groups))))
            self._rows += rows
            for page in (page for column in columns for page in column.pages):
                self._stream.write(page.head)
                self._stream.write(page.body)
                self._at += len(page)

    def close(self) -> None:
        """Write the footer."""
        _close(self._stream, _footer(self._fields, self._rows, self._groups, _key_values(self._schema)))


def write_parquet(tables: Iterable[pa.Table], path: str | os.PathLike[str]) -> None:
    """Write tables of one schema (at least one) to the file ``path``, each as a row group, as they come.

    Made for what :meth:`lmrules.api.Rulebook.transfer_batches` gives: in memory are as many tables as there
    are cores, and the file is there when the last one is written, or not at all. Columns are text, text by
    dictionary, dates and whole numbers of 32 or 64 bits; another kind is a TypeError.
    """
    count = os.cpu_count() or 1
    waiting: deque[Future[list[list[Written]]]] = deque()
    with written_aside(Path(path)) as stream, ThreadPoolExecutor(count) as pool:
        out = None
        for table in tables:
            out = out or Writer(stream, table.schema)
            waiting.append(pool.submit(out.encoded, table))
            if len(waiting) >= count:
                out.add(waiting.popleft().result())
        if out is None:
            raise ValueError("no table, and so no columns")
        while waiting:
            out.add(waiting.popleft().result())
        out.close()


def write_part(table: pa.Table, path: Path) -> None:
    """Write ``table`` to the file ``path`` as it stands there, in this thread."""
    with path.open("wb") as stream:
        out = Writer(stream, table.schema)
        out.add(out.encoded(table))
        out.close()


def join(parts: Sequence[Path], made: Path) -> None:
    """Put ``parts``, files of ours with the same schema, together: their row groups are copied as they are.

    ValueError where a part is no such file, or has other columns than the first.
    """
    groups: list[Encoded] = []
    rows = 0
    first: Mapping[int, Any] = {}
    with made.open("wb") as out:
        out.write(MAGIC)
        for part in parts:
            with part.open("rb") as file:
                footer, end = _read_footer(file)
                first = first or footer
                if (footer[2], footer[5]) != (first[2], first[5]):
                    raise ValueError("a part has other columns than the one before")
                distance = out.tell() - len(MAGIC)
                for group in footer[4]:
                    groups.append(encoded(_moved(group, distance, len(groups))))
                rows += footer[3]
                file.seek(len(MAGIC))
                _copy(file, out, end - len(MAGIC))
        _close(out, _footer(first[2], rows, groups, first[5]))


def _copy(file: BinaryIO, out: BinaryIO, size: int) -> None:
    while size:
        data = file.read(min(size, _COPIED))
        if not data:
            raise ValueError("a part ends too soon")
        out.write(data)
        size -= len(data)


def _read_footer(file: BinaryIO) -> tuple[Mapping[int, Any], int]:
    """The footer of a file, and where it begins."""
    after = file.seek(-8, os.SEEK_END)
    size, magic = file.read(4), file.read(4)
    begin = after - int.from_bytes(size, "little")
    if magic != MAGIC or begin < len(MAGIC):
        raise ValueError("a part is not a whole Parquet file")
    file.seek(begin)
    return decoded(file.read(after - begin)), begin


def _close(stream: BinaryIO, footer: bytes) -> None:
    stream.write(footer)
    stream.write(len(footer).to_bytes(4, "little"))
    stream.write(MAGIC)


def _fields(schema: pa.Schema) -> list[Struct]:
    """The root and a ``SchemaElement`` for each column."""
    root: Struct = {4: b"schema", 5: I32(len(schema))}
    return [root, *(_field(field.name, field.type) for field in schema)]


def _field(name: str, kind: pa.DataType) -> Struct:
    stored = I32(physical(kind, name))
    told = "string" if stored == I32(Type.BYTE_ARRAY) else str(kind)
    return {1: stored, 3: _OPTIONAL, 4: name.encode(), 6: _CONVERTED.get(told), 10: _LOGICAL.get(told)}


def _key_values(schema: pa.Schema) -> list[Struct]:
    """The metadata of ``schema``, and the schema itself as pyarrow writes it, which knows of dictionaries."""
    given = dict(schema.metadata or {}) | {_ARROW: base64.b64encode(schema.serialize())}
    return [{1: key, 2: value} for key, value in given.items()]


def _row_group(columns: Sequence[Written], rows: int, at: int, number: int) -> Struct:
    """A ``RowGroup`` that begins at byte ``at``."""
    chunks: list[Struct] = []
    after = at
    for column in columns:
        chunks.append({2: I64(0), 3: _moved_column(column.meta, after)})
        after += len(column)
    return {
        1: chunks,
        2: I64(sum(column.uncompressed for column in columns)),
        3: I64(rows),
        5: I64(at),
        6: I64(after - at),
        7: _ordinal(number),
    }


def _ordinal(number: int) -> I16 | None:
    """The number of a row group, which may be left out, as it has to be where it is too large."""
    return I16(number) if number < 1 << 15 else None


def _moved(group: Mapping[int, Any], distance: int, number: int) -> Struct:
    """A ``RowGroup`` so many bytes further on in a file, as its ``number``."""
    chunks = [{**chunk, 3: _moved_column(chunk[3], distance)} for chunk in group[1]]
    return {**group, 1: chunks, 5: I64(group[5] + distance), 7: _ordinal(number)}


def _moved_column(meta: Mapping[int, Any], distance: int) -> Struct:
    """A ``ColumnMetaData`` so many bytes further on."""
    words = meta.get(11)
    return {
        **meta,
        9: I64(meta[9] + distance),
        11: None if words is None else I64(words + distance),
    }


def _footer(fields: list[Struct], rows: int, groups: list[Encoded], key_values: list[Struct]) -> Encoded:
    """A ``FileMetaData``; every column is ordered as its type says.

    Its version is 1, as the format's own documents advise whatever encodings there are.
    """
    return encoded(
        {
            1: I32(1),
            2: fields,
            3: I64(rows),
            4: groups,
            5: key_values,
            6: f"lmrules version {package()} (build none)".encode(),
            7: [{1: {}} for _ in fields[1:]],
        }
    )
