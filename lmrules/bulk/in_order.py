"""Dispositions in input order, after a run that had to sort the rows by person."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from lmrules.bulk import texts
from lmrules.bulk.regroup import MEMORY, streamed
from lmrules.bulk.sinks import Sink, SinkError, read_part
from lmrules.bulk.sources import cut

_ROWS = 200_000
_FIRST = "CREATE TABLE rows AS SELECT * FROM incoming"
_MORE = "INSERT INTO rows SELECT * FROM incoming"


class KeptSink(Sink):
    """Parts that are kept only to be sorted."""

    def finish(self, parts: Sequence[Path], folder: Path) -> None:
        """There is no result of this kind."""
        del parts, folder
        raise AssertionError("kept parts are no result")


def in_row_order(parts: Sequence[Path], folder: Path, sink: Sink) -> list[Path]:
    """New parts, for ``sink``, of all the rows of ``parts`` in the order of their column ``row``."""
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / "rows.duckdb"
    file.unlink(missing_ok=True)
    failure: SinkError
    try:
        with duckdb.connect(str(file)) as database:
            return _sorted(database, parts, folder, sink)
    except (duckdb.Error, pa.ArrowException) as e:
        # Its words quote values.
        failure = SinkError(texts.SPILL, why=type(e).__name__)
    raise failure


def _sorted(
    database: duckdb.DuckDBPyConnection, parts: Sequence[Path], folder: Path, sink: Sink
) -> list[Path]:
    database.execute(f"SET memory_limit = '{MEMORY}'")
    database.execute("SET temp_directory = ?", [str(folder / "spill")])
    database.execute("SET preserve_insertion_order = false")
    schema = read_part(parts[0]).schema
    plain = pa.schema(
        [pa.field(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type) for f in schema]
    )
    for number, part in enumerate(parts):
        database.register("incoming", read_part(part).cast(plain))
        database.execute(_MORE if number else _FIRST)
        database.unregister("incoming")
    made: list[Path] = []
    reader = streamed(database, 'SELECT * FROM rows ORDER BY "row"', _ROWS)
    for rows in cut(reader, _ROWS):
        table = rows.select(plain.names).cast(plain).cast(schema)
        made.append(folder / f"part-{len(made):06d}{sink.suffix}")
        sink.write_part(table, made[-1])
    if not made:
        made.append(folder / f"part-000000{sink.suffix}")
        sink.write_part(pa.Table.from_batches([], schema), made[-1])
    return made
