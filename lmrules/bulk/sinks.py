"""What a result is written as: parts, each a complete file, which are put together at the end.

Parts hold dictionary-encoded tables; however often a run is interrupted, the parts, and so the bytes of the
result, are the same.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import attrs
import pyarrow as pa
import pyarrow.compute as pc

from lmrules.bulk import parquet, texts
from lmrules.messages import Text
from lmrules.messages.cells import safe_cell
from lmrules.resources import new_folder_mode

_SLICE = 200_000


class SinkError(Exception):
    """A result that cannot be written, in three languages; holds no value of the result."""

    def __init__(self, text: Text, **fields: object) -> None:
        super().__init__(text.fill("en", fields))
        self.text = text
        self.fields = fields


@attrs.frozen
class About:
    """What a result rests on, for its metadata: its schema, rulebook, digest, target set, ``as_of``."""

    schema: str
    rulebook: str
    digest: str
    to: str
    as_of: str | None

    def items(self) -> Mapping[str, str]:
        """The metadata, by key."""
        given = {
            "lmrules.schema": self.schema,
            "lmrules.rulebook": self.rulebook,
            "lmrules.digest": self.digest,
            "lmrules.to": self.to,
            "lmrules.proposal": "true",
        }
        return given | ({"lmrules.as_of": self.as_of} if self.as_of else {})

    def on(self, schema: pa.Schema) -> pa.Schema:
        """``schema`` with the metadata."""
        return schema.with_metadata({k.encode(): v.encode() for k, v in self.items().items()})


class Sink(ABC):
    """Where a result goes. ``suffix`` is that of its parts."""

    suffix = ".arrow"

    def check(self) -> None:  # noqa: B027 - most have nothing to check
        """:class:`SinkError` if the result could not be put in place, before anything is decided."""

    def check_rows(self, rows: int) -> None:  # noqa: B027 - as above
        """:class:`SinkError` if there is no room for ``rows``."""

    def close(self) -> None:  # noqa: B027 - as above
        """Let go of connections."""

    def rows_in(self, part: Path) -> int:
        """How many rows a part has, where :meth:`check_rows` has a limit; else 0."""
        del part
        return 0

    def write_part(self, table: pa.Table, path: Path) -> None:
        """``table`` as a complete file."""
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema, options=options) as out:
            out.write_table(table.unify_dictionaries().combine_chunks())

    @abstractmethod
    def finish(self, parts: Sequence[Path], folder: Path) -> None:
        """Put the result together from ``parts`` (at least one) in ``folder``, and then in its place."""


def read_part(path: Path) -> pa.Table:
    """A part as it was written."""
    with pa.memory_map(str(path)) as file, pa.ipc.open_file(file) as opened:
        return opened.read_all()


def put_in_place(made: Path, target: Path) -> None:
    """Rename ``made`` to ``target``, with the mode of the file that was there; on disk before it is seen."""
    flush(made)
    if target.exists():
        made.chmod(target.stat().st_mode & 0o777)
    made.replace(target)
    flush(target.parent)


def flush(path: Path) -> None:
    """Have the file or folder ``path`` on disk, as far as the system says so."""
    if path.is_dir() and os.name == "nt":
        # Windows has no handle for a folder, and none is needed.
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class FileSink(Sink):
    """A result in one file."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def finish(self, parts: Sequence[Path], folder: Path) -> None:
        """Write the file aside, and rename it."""
        made = folder / "result"
        self.assemble(parts, made)
        put_in_place(made, self.target)

    @abstractmethod
    def assemble(self, parts: Sequence[Path], made: Path) -> None:
        """The whole result as the file ``made``."""


class CsvSink(FileSink):
    """CSV as :mod:`lmrules.exports.transfer_table` writes it, byte for byte."""

    suffix = ".csv"

    def write_part(self, table: pa.Table, path: Path) -> None:
        """The rows of ``table`` under their header."""
        with path.open("wb") as file:
            file.write(_line(table.column_names).encode())
            for data in csv_rows(table):
                file.write(data)

    def assemble(self, parts: Sequence[Path], made: Path) -> None:
        """The parts one after the other, with one header."""
        with made.open("wb") as out:
            for number, part in enumerate(parts):
                with part.open("rb") as file:
                    if number:
                        file.readline()
                    shutil.copyfileobj(file, out, 1 << 20)


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([safe_cell(c) for c in cells])
    return out.getvalue()


def csv_rows(table: pa.Table) -> Iterator[memoryview]:
    """The rows of ``table`` as Python's csv would write them, each cell worked out once per value."""
    for start in range(0, table.num_rows, _SLICE):
        part = table.slice(start, _SLICE)
        cells = [_encoded(part.column(name)) for name in part.column_names]
        lines = pc.binary_join_element_wise(
            *cells[:-1], pc.binary_join_element_wise(cells[-1], "\n", ""), ","
        )
        text = lines.cast(pa.large_string())
        if isinstance(text, pa.ChunkedArray):
            text = text.combine_chunks()
        offsets = memoryview(text.buffers()[1]).cast("q")
        first, last = offsets[text.offset], offsets[text.offset + len(text)]
        yield memoryview(text.buffers()[2])[first:last]


def _encoded(column: pa.ChunkedArray) -> pa.Array:
    """Each cell of ``column`` as it stands in CSV."""
    if pa.types.is_dictionary(column.type):
        array = column.unify_dictionaries().combine_chunks()
    else:
        array = column.cast(pa.string()).combine_chunks().dictionary_encode()
    values = [_cell(value or "") for value in array.dictionary.cast(pa.string()).to_pylist()]
    return pa.array(values, pa.string()).take(array.indices).fill_null("")


def _cell(value: str) -> str:
    if value.isalnum():
        return value
    return _line([value, ""])[:-2]


class ParquetSink(FileSink):
    """One Parquet file: every part is one already, and their row groups are copied."""

    suffix = ".parquet"

    def __init__(self, target: Path, about: About) -> None:
        super().__init__(target)
        self.about = about

    def write_part(self, table: pa.Table, path: Path) -> None:
        """``table`` as a Parquet file."""
        parquet.write_part(table.replace_schema_metadata(self.about.items()), path)

    def assemble(self, parts: Sequence[Path], made: Path) -> None:
        """The parts as one file."""
        parquet.join(parts, made)


class ArrowSink(FileSink):
    """One Arrow IPC file: persons as text, every other text from one dictionary for the whole file."""

    def __init__(self, target: Path, about: About) -> None:
        super().__init__(target)
        self.about = about

    def assemble(self, parts: Sequence[Path], made: Path) -> None:
        """Each part written out in turn, after its dictionaries have been made one."""
        words: dict[str, pa.Array] = {}
        for part in parts:
            table = read_part(part)
            for name in table.column_names:
                column = table.column(name)
                if pa.types.is_dictionary(column.type) and name != "person":
                    found = [c.dictionary for c in column.chunks] or [pa.array([], pa.string())]
                    words[name] = pc.unique(
                        pa.concat_arrays([*([words[name]] if name in words else []), *found])
                    )
        schema: pa.Schema | None = None
        with pa.OSFile(str(made), "wb") as file:
            out = None
            for part in parts:
                table = _with_words(read_part(part), words)
                if out is None:
                    schema = self.about.on(table.schema)
                    out = pa.ipc.new_file(file, schema, options=pa.ipc.IpcWriteOptions(compression="zstd"))
                out.write_table(table.replace_schema_metadata(schema.metadata if schema else None))
            if out is not None:
                out.close()


def _with_words(table: pa.Table, words: Mapping[str, pa.Array]) -> pa.Table:
    columns = []
    for name in table.column_names:
        column = table.column(name)
        if name not in words:
            columns.append(column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column)
            continue
        array = column.combine_chunks()
        places = pc.index_in(array.dictionary, value_set=words[name]).cast(pa.int32())
        columns.append(pa.DictionaryArray.from_arrays(places.take(array.indices), words[name]))
    return pa.table(columns, names=table.column_names)


class ParquetFolderSink(Sink):
    """A folder of Parquet files, one for each part: nothing is written twice, however large."""

    suffix = ".parquet"

    def __init__(self, target: Path, about: About, *, replace: bool = False) -> None:
        self.target = target
        self.about = about
        self.replace = replace

    def check(self) -> None:
        """The folder is new or empty; with ``replace``, it may hold what an earlier run wrote."""
        if not self.target.exists():
            return
        names = [p.name for p in self.target.iterdir()]
        if names and not self.replace:
            raise SinkError(texts.FOLDER_EXISTS)
        if not all(name.startswith("part-") and name.endswith(".parquet") for name in names):
            raise SinkError(texts.NOT_OURS)

    def write_part(self, table: pa.Table, path: Path) -> None:
        """``table`` as a Parquet file."""
        parquet.write_part(table.replace_schema_metadata(self.about.items()), path)

    def finish(self, parts: Sequence[Path], folder: Path) -> None:
        """Rename the folder of parts."""
        made = parts[0].parent
        flush(made)
        self.check()
        if self.target.exists():
            mode = self.target.stat().st_mode & 0o777
            self.target.rename(folder / "replaced")
        else:
            mode = new_folder_mode()
        made.chmod(mode)
        made.rename(self.target)
        flush(self.target.parent)
