"""Parquet, Arrow files and tables in memory as sources: only the needed columns, a batch at a time."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import BinaryIO, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from lmrules.approvals import texts as reading_texts
from lmrules.approvals.problems import ApprovalsError, problem
from lmrules.bulk import texts
from lmrules.bulk.sources import TABLE_ROWS, TypedSource, guarded
from lmrules.messages import Text

T = TypeVar("T")
# What is read of a column at a time, however large its row group.
_BUFFER = 1 << 20


def tried(make: Callable[[], T], text: Text) -> T:
    """What ``make`` makes; :class:`ApprovalsError` saying ``text`` for whatever else is raised."""
    try:
        return make()
    except ApprovalsError as ours:
        error = ours
    except FileNotFoundError:
        error = ApprovalsError(problem(reading_texts.NO_SUCH_FILE))
    except PermissionError:
        error = ApprovalsError(problem(reading_texts.NOT_ALLOWED))
    except Exception:  # noqa: BLE001 - whatever a foreign reader raises may quote a value
        error = ApprovalsError(problem(text))
    raise error


class ParquetSource(TypedSource):
    """One Parquet file, or several with the same columns, read one after the other."""

    def __init__(self, files: Sequence[Path | BinaryIO]) -> None:
        self._files = tuple(files)
        self._schema, rows = tried(partial(_described, self._files[0]), texts.NOT_PARQUET)
        super().__init__(self._schema, self._all, rows, TABLE_ROWS)
        for number, file in enumerate(self._files[1:], 2):
            schema, more = tried(partial(_described, file), texts.NOT_PARQUET)
            if set(schema.names) != set(self._schema.names):
                raise ApprovalsError(problem(texts.OTHER_COLUMNS, number=number))
            rows += more
        self.size = rows

    def _all(self) -> Iterator[pa.RecordBatch]:
        return ahead(batch for file in self._files for batch in self._batches_of(file))

    def _batches_of(self, file: Path | BinaryIO) -> Iterator[pa.RecordBatch]:
        names = self._schema.names
        words = [
            f.name for f in self._schema if pa.types.is_string(f.type) or pa.types.is_large_string(f.type)
        ]
        with pq.ParquetFile(file, read_dictionary=words, buffer_size=_BUFFER, pre_buffer=False) as opened:
            for number in range(opened.num_row_groups):
                if opened.metadata.row_group(number).num_rows <= TABLE_ROWS:
                    group = opened.read_row_group(number, columns=names, use_threads=False)
                    yield from group.select(names).to_batches()
                    continue
                for batch in opened.iter_batches(TABLE_ROWS, row_groups=[number], columns=names):
                    yield batch.select(names)


def ahead(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """``batches``, the next of which is being read while one is worked on: reading is most of the work."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = pool.submit(next, batches, None)
            yield batch


def _described(file: Path | BinaryIO) -> tuple[pa.Schema, int]:
    """The columns and the number of rows of a Parquet file; from its end, no row is read."""
    with pq.ParquetFile(file) as opened:
        schema = opened.schema_arrow
        return schema, int(opened.metadata.num_rows)


def parquet_parts(folder: Path) -> list[Path]:
    """The Parquet files of a folder, by name; hidden ones, and those that begin with `_`, are not data."""
    parts = sorted(p for p in folder.rglob("*.parquet") if p.is_file() and p.name[0] not in "._")
    if not parts:
        raise ApprovalsError(problem(texts.NO_PARTS))
    return parts


class ArrowFileSource(TypedSource):
    """An Arrow IPC file or stream (``.arrow``, ``.feather``)."""

    def __init__(self, path: Path | BinaryIO) -> None:
        self._path = path
        schema = tried(lambda: self._opened().schema, texts.NOT_ARROW)
        super().__init__(schema, self._all)

    def _opened(self) -> pa.RecordBatchReader | pa.RecordBatchFileReader:
        file: pa.NativeFile
        if isinstance(self._path, Path):
            file = pa.memory_map(str(self._path))
        else:
            file = pa.PythonFile(self._path)
            file.seek(0)
        head = file.read(6)
        file.seek(0)
        return pa.ipc.open_file(file) if head == b"ARROW1" else pa.ipc.open_stream(file)

    def _all(self) -> Iterator[pa.RecordBatch]:
        reader = self._opened()
        if isinstance(reader, pa.RecordBatchFileReader):
            for number in range(reader.num_record_batches):
                yield reader.get_batch(number)
        else:
            yield from reader


def table_source(data: object) -> TypedSource:
    """A table in memory: pyarrow, anything with ``__arrow_c_stream__`` (Polars, pandas, DuckDB)."""
    if isinstance(data, pa.RecordBatch):
        data = pa.Table.from_batches([data])
    if isinstance(data, pa.Table):
        table = data
        return TypedSource(table.schema, lambda: iter(table.to_batches()), table.num_rows, TABLE_ROWS)
    if isinstance(data, pa.RecordBatchReader):
        return _once(data)
    if hasattr(data, "__arrow_c_stream__"):

        def opened() -> pa.RecordBatchReader:
            return pa.RecordBatchReader.from_stream(data)

        reader = tried(opened, texts.NOT_A_TABLE)
        if hasattr(data, "read_next_batch") or hasattr(data, "__next__"):
            # A reader of another library: its batches can be taken from it once.
            return _once(reader)
        return TypedSource(reader.schema, lambda: iter(opened()))
    if hasattr(data, "__dataframe__"):
        from pyarrow.interchange import from_dataframe

        return table_source(tried(lambda: from_dataframe(data), texts.NOT_A_TABLE))
    raise ApprovalsError(problem(texts.NOT_A_TABLE))


def _once(reader: pa.RecordBatchReader) -> TypedSource:
    """A stream that can be read once, kept in a file without a name so that it can be read again."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the source
    rows = 0
    with pa.ipc.new_stream(file, reader.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as out:
        for batch in guarded(iter(reader), texts.BROKEN_TABLE):
            out.write_batch(batch)
            rows += batch.num_rows

    def again() -> Iterator[pa.RecordBatch]:
        file.seek(0)
        return iter(pa.ipc.open_stream(file))

    source = TypedSource(reader.schema, again, rows)
    source.closing.append(file.close)
    return source
