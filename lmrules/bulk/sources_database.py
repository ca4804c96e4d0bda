"""A table or a query of a database as a source, through SQLAlchemy: rows as they stream from the server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
import sqlalchemy as sa

from lmrules.approvals.columns import SPELLINGS, folded
from lmrules.approvals.problems import ApprovalsError, problem
from lmrules.bulk import texts
from lmrules.bulk.sources import BATCH_ROWS, TypedSource
from lmrules.bulk.sources_arrow import tried
from lmrules.messages import Text

T = TypeVar("T")
DEFAULT_TABLE = "approvals"


def engine_of(url: str) -> tuple[sa.Engine, str | None]:
    """The database at ``url``, and the table that its ``?table=…`` names; or :class:`ApprovalsError`."""
    error: ApprovalsError
    try:
        parsed = sa.make_url(url)
        table = parsed.query.get("table")
        name = table if isinstance(table, str) else None
        return sa.create_engine(parsed.difference_update_query(["table"]), hide_parameters=True), name
    except (sa.exc.NoSuchModuleError, ImportError):
        error = ApprovalsError(problem(texts.NO_DRIVER, driver=_scheme(url)))
    except Exception:  # noqa: BLE001 - its text may hold the password
        error = ApprovalsError(problem(texts.BAD_URL))
    raise error


def _scheme(url: str) -> str:
    return url.partition(":")[0]


def failed(error: Exception) -> ApprovalsError:
    """What a database said, without its words, which quote values: only the kind of error."""
    return ApprovalsError(problem(texts.DATABASE, kind=type(getattr(error, "orig", None) or error).__name__))


def asked(ask: Callable[[], T]) -> T:
    """What the database answers; :class:`ApprovalsError` without its words, which quote values."""
    try:
        return ask()
    except Exception as e:  # noqa: BLE001 - drivers raise what they like
        error = failed(e)
    raise error


class DatabaseSource(TypedSource):
    """The rows of a table, sorted by person and then by every column; or of a query, as they come."""

    def __init__(self, url: str, table: str | None = None, query: str | None = None) -> None:
        if table and query:
            raise ApprovalsError(problem(texts.TABLE_OR_QUERY))
        self._engine, named = engine_of(url)
        try:
            self._begin(table or named or DEFAULT_TABLE, query)
        except BaseException:
            self._engine.dispose()
            raise
        self.closing.append(self._engine.dispose)

    def _begin(self, table: str, query: str | None) -> None:
        file = self._engine.url.database
        local = self._engine.dialect.name == "sqlite" and file not in {None, "", ":memory:"}
        if local and not str(file).startswith("file:") and not Path(str(file)).exists():
            raise ApprovalsError(problem(texts.NO_DATABASE))
        self._statement: sa.Executable
        if query:
            self._statement = sa.text(query)
            names = asked(self._names_of_query)
        else:
            self._statement, names = self._select(table)
        super().__init__(pa.schema([pa.field(name, pa.null()) for name in names]), self._all)
        # The types are those of each batch: SQLite has a type for each value, and none for a column.
        self._names = names

    def _select(self, table: str) -> tuple[sa.Executable, list[str]]:
        schema, _, name = table.rpartition(".")

        def found() -> list[str]:
            try:
                columns = sa.inspect(self._engine).get_columns(name, schema=schema or None)
            except sa.exc.NoSuchTableError:
                return []
            return [column["name"] for column in columns]

        names = asked(found)
        if not names:
            raise ApprovalsError(problem(texts.NO_TABLE, table=table))
        rows = sa.table(name, *(sa.column(n) for n in names), schema=schema or None)
        # The person first; the others in their order, so that no two different rows are in doubt.
        order = sorted(names, key=lambda n: SPELLINGS.get(folded(n)) != "person")
        return sa.select(rows).order_by(*(rows.c[n] for n in order)), names

    def _names_of_query(self) -> list[str]:
        with self._answer(1) as result:
            return list(result.keys())

    @contextmanager
    def _answer(self, rows: int) -> Iterator[sa.CursorResult[tuple[object, ...]]]:
        """The answer to the statement, which the server gives as many ``rows`` at a time."""
        with (
            self._engine.connect() as connection,
            closing(connection.execution_options(yield_per=rows).execute(self._statement)) as result,
        ):
            yield result

    def _all(self) -> Iterator[pa.RecordBatch]:
        error: ApprovalsError | None = None
        try:
            with self._answer(BATCH_ROWS) as result:
                for rows in result.partitions():
                    yield self._batch(rows)
        except (sa.exc.SQLAlchemyError, ValueError, UnicodeError) as e:
            error = failed(e)
        if error is not None:
            raise error

    def _batch(self, rows: Sequence[sa.Row[tuple[object, ...]]]) -> pa.RecordBatch:
        columns = list(zip(*rows, strict=True))
        arrays = [_typed(values, name) for values, name in zip(columns, self._names, strict=True)]
        return pa.RecordBatch.from_arrays(arrays, names=self._names)


def _typed(values: Sequence[object], name: str) -> pa.Array:
    """The values of a column as Arrow; :class:`ApprovalsError` where they are of several kinds."""
    kinds = {type(value) for value in values} - {type(None)}
    known: dict[frozenset[type], pa.DataType] = {
        frozenset(): pa.null(),
        frozenset({str}): pa.string(),
        frozenset({int}): pa.int64(),
        frozenset({dt.date}): pa.date32(),
        frozenset({dt.datetime}): pa.timestamp("us"),
    }
    kind = known.get(frozenset(kinds))
    column = SPELLINGS[folded(name)]
    if kind is None:
        wanted: Text = texts.A_DAY if column in {"approved", "started"} else texts.A_TEXT
        number = bool(kinds & {int, float})
        found = texts.A_NUMBER if number else texts.ANOTHER
        raise ApprovalsError(problem(texts.WRONG_TYPE, column=folded(name), found=found, wanted=wanted))
    if kind == pa.timestamp("us"):
        days = [v.replace(tzinfo=None) if isinstance(v, dt.datetime) else None for v in values]
        return pa.array(days, kind)
    return tried(lambda: pa.array(values, kind), texts.BROKEN_TABLE)
