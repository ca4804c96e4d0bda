"""The query says what the evaluator says, in every database that runs it here."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TypeAlias

import duckdb
import postgres
import psycopg
import pytest
from hypothesis import given, settings
from sql_cases import Population, Row, answers, expected, populations, table, unusable

from lmrules.compiled.plan import compiled
from lmrules.sql.columns import Columns
from lmrules.sql.query import problems, query

ROOT = Path(__file__).parent.parent
CASE = ROOT / "tests" / "cases" / "whole-file"
ALL = Columns(id="id")
COLUMNS = ("person", "objective", "approved", "set", "status", "started", "id")

Run: TypeAlias = Callable[[str, Sequence[Row]], "list[tuple[object, ...]]"]


# ------------------------------------------------------------------------------------------------- databases


@cache
def _duckdb() -> duckdb.DuckDBPyConnection:
    db = duckdb.connect()
    db.execute("SET threads = 1")
    # Blind to case, so that a query that forgets to say otherwise is found out.
    texts = dict.fromkeys(("person", "objective", "set", "status", "id"), "TEXT COLLATE NOCASE")
    listed = ", ".join(f'"{name}" {texts.get(name, "DATE")}' for name in COLUMNS)
    db.execute(f"CREATE TABLE approvals ({listed})")
    return db


def in_duckdb(sql: str, rows: Sequence[Row]) -> list[tuple[object, ...]]:
    """The result of a query on ``rows`` in DuckDB."""
    db = _duckdb()
    db.execute("DELETE FROM approvals")
    if rows:
        db.executemany("INSERT INTO approvals VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    return list(db.execute(sql).fetchall())


def in_sqlite(sql: str, rows: Sequence[Row]) -> list[tuple[object, ...]]:
    """The same in SQLite, where days are texts."""
    db = sqlite3.connect(":memory:")
    db.execute(f"CREATE TABLE approvals ({', '.join(f'{c!r} TEXT COLLATE NOCASE' for c in COLUMNS)})")
    texts = [tuple(None if v is None else str(v) for v in row) for row in rows]
    db.executemany("INSERT INTO approvals VALUES (?, ?, ?, ?, ?, ?, ?)", texts)
    found = list(db.execute(sql).fetchall())
    db.close()
    return found


@pytest.fixture(scope="session")
def in_postgres() -> Iterator[Run]:
    """The same in PostgreSQL, with columns of a collation that is blind to case."""
    if postgres.programs() is None:
        pytest.skip(postgres.MISSING)
    with ExitStack() as stack:
        server = stack.enter_context(postgres.server())
        db = stack.enter_context(psycopg.connect(server.dsn, autocommit=True))
        db.execute(
            "CREATE COLLATION blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false)"
        )
        texts = dict.fromkeys(("person", "objective", "set", "status", "id"), "TEXT COLLATE blind")
        listed = ", ".join(f'"{name}" {texts.get(name, "DATE")}' for name in COLUMNS)
        db.execute(f"CREATE TABLE approvals ({listed})".encode())

        def run(sql: str, rows: Sequence[Row]) -> list[tuple[object, ...]]:
            db.execute("TRUNCATE approvals")
            with db.cursor() as cursor:
                cursor.executemany("INSERT INTO approvals VALUES (%s, %s, %s, %s, %s, %s, %s)", rows)
            return list(db.execute(sql.encode()).fetchall())

        yield run


@pytest.fixture(params=["duckdb", "sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> tuple[str, Run]:
    """Each database: its dialect, and how to run a query in it."""
    runs: dict[str, Run] = {"duckdb": in_duckdb, "sqlite": in_sqlite}
    dialect = str(request.param)
    return dialect, runs[dialect] if dialect in runs else request.getfixturevalue("in_postgres")


# ------------------------------------------------------------------------------------------------- the same answers


def agree(dialect: str, run: Run, population: Population) -> None:
    """The query, strict and not, and that for problems, say of a population what the evaluator says."""
    plan = compiled(population.case.prepared, population.case.as_of)
    rows = table(population.approvals)
    keep_going = len(rows) % 2 == 1
    sql = query(plan, dialect, columns=ALL, keep_going=keep_going)
    wanted = expected(population.case, population.approvals, keep_going=keep_going)
    assert answers(run(sql, rows)) == wanted
    bad = unusable(population.case, population.approvals)
    if bad or len(rows) % 5 == 0:
        found = run(problems(plan, dialect, columns=ALL), rows)
        said = {str(r[0]): str(r[-1]) for r in found}
        assert said.keys() == bad.keys()
        assert all(said[row] in bad[row] for row in bad)


@settings(max_examples=30)
@given(population=populations())
def test_the_query_decides_as_the_evaluator_in_duckdb_and_sqlite(population: Population) -> None:
    """Outcome, reason, rule and transition, for everybody and every objective; none where a row is no use."""
    agree("duckdb", in_duckdb, population)
    agree("sqlite", in_sqlite, population)
