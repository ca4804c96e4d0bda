"""Rows in any order to rows grouped by person: in memory where there is room, else on disk with DuckDB.

Persons come in the order of their first row that can be used, the rows of each in input order, and every row
keeps its number.
Memory: about three times :func:`room`; on disk :data:`MEMORY` besides, whatever the number of rows, and about
twice their size of disk.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import duckdb
import pyarrow as pa

from lmrules.approvals.problems import RejectedRow
from lmrules.bulk import sources, texts
from lmrules.bulk.regroup_memory import in_groups
from lmrules.bulk.sinks import SinkError
from lmrules.bulk.sources import Source, cut
from lmrules.bulk.stretch import TYPES, Stretch, together

MEMORY = "512MB"
_MOST_ROOM = 1 << 30
_SORTED = """
SELECT rows.* EXCLUDE (person), rows.person
FROM rows JOIN (SELECT person, {first} AS first FROM rows GROUP BY person) AS persons USING (person)
ORDER BY persons.first, rows."row"
"""
_FIRST = 'min("row")'
_FIRST_LEFT = """
CASE WHEN min(started) < max(started)
THEN coalesce(min("row") FILTER (WHERE started IS NULL), min("row")) ELSE min("row") END
"""
"""Rows that say on which day a person began, and contradict each other, are not among those that are left."""


class Regrouped(Source):
    """``source`` with each person's rows together. What it rejects comes first, before any row."""

    def __init__(self, source: Source, folder: Path, memory: str = MEMORY) -> None:
        self._source = source
        self._folder = folder
        self._memory = memory
        self.columns = source.columns
        self.cells = source.cells
        self.delimiter = source.delimiter
        # Read once, and decided once.
        self.size = None

    def pieces(self) -> Iterator[Stretch]:
        """The rows, sorted."""
        coming = self._source.pieces()
        held: list[Stretch] = []
        left = room()
        for piece in coming:
            held.append(piece)
            left -= piece.table.nbytes
            if left < 0:
                yield from self._on_disk(chain(held, coming))
                return
        rejected = [row for piece in held for row in piece.rejected]
        yield self._set_aside(rejected)
        if held:
            whole = together(held)
            held.clear()
            yield from in_groups(whole, sources.BATCH_ROWS)

    def _set_aside(self, rejected: Iterable[RejectedRow]) -> Stretch:
        """What was rejected, and no rows."""
        empty = pa.Table.from_batches([], _plain(self.schema))
        return Stretch(_typed(empty, self.schema), 0, tuple(rejected))

    def _on_disk(self, pieces: Iterable[Stretch]) -> Iterator[Stretch]:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        file = self._folder / "rows.duckdb"
        file.unlink(missing_ok=True)
        failure: SinkError | None = None
        try:
            with duckdb.connect(str(file)) as database:
                yield from self._sorted(database, pieces)
        except (duckdb.Error, pa.ArrowException) as e:
            # Its words quote values.
            failure = SinkError(texts.SPILL, why=type(e).__name__)
        finally:
            file.unlink(missing_ok=True)
        if failure is not None:
            raise failure

    def _sorted(self, database: duckdb.DuckDBPyConnection, pieces: Iterable[Stretch]) -> Iterator[Stretch]:
        spill = self._folder / "spill"
        database.execute(f"SET memory_limit = '{self._memory}'")
        database.execute("SET temp_directory = ?", [str(spill)])
        database.execute("SET preserve_insertion_order = false")
        database.execute("SET threads = 2")
        rejected: list[RejectedRow] = []
        schema = _plain(self.schema)
        database.register("incoming", pa.Table.from_batches([], schema))
        database.execute("CREATE TABLE rows AS SELECT * FROM incoming")
        for piece in pieces:
            rejected.extend(piece.rejected)
            if len(rejected) >= sources.BATCH_ROWS:
                yield self._set_aside(rejected)
                rejected = []
            database.register("incoming", piece.numbered.cast(schema))
            database.execute("INSERT INTO rows SELECT * FROM incoming")
            database.unregister("incoming")
        if rejected:
            yield self._set_aside(rejected)
        query = _SORTED.format(first=_FIRST_LEFT if "started" in schema.names else _FIRST)
        reader = streamed(database, query, sources.BATCH_ROWS)
        for sorted_rows in cut(reader, sources.BATCH_ROWS):
            table = sorted_rows.select(schema.names).cast(schema)
            yield Stretch(_typed(table, self.schema), 0)


def room() -> int:
    """How many bytes of rows may be sorted in memory: a sixteenth of the machine's, and 1 GB at most."""
    if hasattr(os, "sysconf"):
        return min(_MOST_ROOM, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 16)
    return _MOST_ROOM // 4


def streamed(database: duckdb.DuckDBPyConnection, query: str, rows: int) -> pa.RecordBatchReader:
    """The answer to ``query``, as many ``rows`` at a time."""
    found = database.sql(query)
    # The name since DuckDB 1.4, and the one before.
    read = getattr(found, "to_arrow_reader", None) or found.fetch_arrow_reader
    return read(rows)


def _plain(schema: pa.Schema) -> pa.Schema:
    """``schema`` with texts as texts, and numbers of rows."""
    fields = [pa.field(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type) for f in schema]
    return pa.schema([*fields, pa.field("row", pa.int64())])


def _typed(table: pa.Table, schema: pa.Schema) -> pa.Table:
    columns = []
    for field in table.schema:
        column = table.column(field.name)
        words = field.name != "row" and pa.types.is_dictionary(TYPES[field.name])
        columns.append(column.combine_chunks().dictionary_encode() if words else column)
    names = table.column_names
    wanted = pa.schema([*schema, pa.field("row", pa.int64())])
    return pa.table(columns, names=names).cast(wanted)
