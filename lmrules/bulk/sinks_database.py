"""A result as a table of a database: filled aside and renamed at the end, so that no half table is seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
import sqlalchemy as sa

from lmrules.approvals.problems import ApprovalsError
from lmrules.bulk import texts
from lmrules.bulk.sinks import About, Sink, SinkError, read_part
from lmrules.bulk.sources_database import engine_of

DEFAULT_TABLE = "transfer"
_ROWS = 10_000


def _engine(url: str) -> tuple[sa.Engine, str | None]:
    try:
        return engine_of(url)
    except ApprovalsError as error:
        found = error.problems[0]
    raise SinkError(found.text, **dict(found.fields))


class DatabaseSink(Sink):
    """A table of one row for each person and objective, and a table ``…_about`` of what it rests on."""

    def __init__(self, url: str, about: About, *, replace: bool = False) -> None:
        self._engine, named = _engine(url)
        self.table = named or DEFAULT_TABLE
        self.about = about
        self.replace = replace

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    def check(self) -> None:
        """The table does not exist, or may be replaced; and the database can be reached."""
        existing = self._asked(lambda: set(sa.inspect(self._engine).get_table_names()))
        if self.table in existing and not self.replace:
            raise SinkError(texts.TABLE_EXISTS, table=self.table)

    def finish(self, parts: Sequence[Path], folder: Path) -> None:
        """Fill tables aside, and rename them in one transaction."""
        del folder
        self.check()
        names = (self.table, f"{self.table}_about")
        aside = tuple(f"lmrules_new_{name}" for name in names)
        self._asked(lambda: self._fill(parts, *aside))
        self._asked(lambda: self._rename(list(zip(aside, names, strict=True))))

    def _fill(self, parts: Sequence[Path], rows_name: str, about_name: str) -> None:
        meta = sa.MetaData()
        first = read_part(parts[0])
        columns = [sa.Column(name, _type(first.schema.field(name).type)) for name in first.column_names]
        rows = sa.Table(rows_name, meta, *columns)
        about = sa.Table(about_name, meta, sa.Column("key", sa.Text), sa.Column("value", sa.Text))
        with self._engine.begin() as connection:
            # What a run that was killed has left.
            meta.drop_all(connection)
            meta.create_all(connection)
            for part in parts:
                for batch in read_part(part).to_batches(_ROWS):
                    connection.execute(sa.insert(rows), _records(batch))
            pairs = [{"key": k, "value": v} for k, v in self.about.items().items()]
            connection.execute(sa.insert(about), pairs)

    def _rename(self, pairs: Sequence[tuple[str, str]]) -> None:
        quote = self._engine.dialect.identifier_preparer.quote
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            # Said aloud, since Python's sqlite3 begins no transaction of its own before DDL.
            connection.execute(sa.text("BEGIN"))
            try:
                for aside, name in pairs:
                    connection.execute(sa.text(f"DROP TABLE IF EXISTS {quote(name)}"))
                    connection.execute(sa.text(f"ALTER TABLE {quote(aside)} RENAME TO {quote(name)}"))
            except BaseException:
                connection.execute(sa.text("ROLLBACK"))
                raise
            connection.execute(sa.text("COMMIT"))

    def _asked(self, ask: Callable[[], object]) -> set[str]:
        """What the database answers; :class:`SinkError` without its words, which quote values."""
        try:
            answer = ask()
        except (sa.exc.SQLAlchemyError, ImportError) as e:
            kind = type(getattr(e, "orig", None) or e).__name__
        else:
            return answer if isinstance(answer, set) else set()
        raise SinkError(texts.DATABASE, kind=kind)


def _type(kind: pa.DataType) -> type[sa.Date | sa.BigInteger | sa.Text]:
    if pa.types.is_date(kind):
        return sa.Date
    return sa.BigInteger if pa.types.is_integer(kind) else sa.Text


def _records(batch: pa.RecordBatch) -> list[dict[str, object]]:
    names = batch.schema.names
    columns = [
        (c.cast(pa.string()) if pa.types.is_dictionary(c.type) else c).to_pylist() for c in batch.columns
    ]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
