"""The query says what the evaluator says, in every database that runs it here."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import duckdb
import pytest
from hypothesis import given, settings
from sql_cases import COLUMNS, Population, Row, Run, answers, expected, populations, unusable

from lmrules.compiled.plan import compiled
from lmrules.sql.query import problems, query
from lmrules.sql.rows import Columns

ALL = Columns(id="id")


def in_duckdb(sql: str, rows: list[Row]) -> list[Sequence[object]]:
    """The result of a query on ``rows`` in DuckDB."""
    with duckdb.connect() as db:
        db.execute(
            "CREATE TABLE approvals (person TEXT, objective TEXT, approved DATE, "
            '"set" TEXT, status TEXT, started DATE, id TEXT)'
        )
        if rows:
            db.executemany("INSERT INTO approvals VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        return list(db.execute(sql).fetchall())


def in_sqlite(sql: str, rows: list[Row]) -> list[Sequence[object]]:
    """The same in SQLite, where days are texts."""
    db = sqlite3.connect(":memory:")
    db.execute(f"CREATE TABLE approvals ({', '.join(f'{c!r} TEXT COLLATE NOCASE' for c in COLUMNS)})")
    texts = [tuple(None if v is None else str(v) for v in row) for row in rows]
    db.executemany("INSERT INTO approvals VALUES (?, ?, ?, ?, ?, ?, ?)", texts)
    found = list(db.execute(sql).fetchall())
    db.close()
    return found


ENGINES = [pytest.param("duckdb", in_duckdb, id="duckdb"), pytest.param("sqlite", in_sqlite, id="sqlite")]


@pytest.mark.parametrize(("dialect", "run"), ENGINES)
@settings(max_examples=60)
@given(populations())
def test_the_query_decides_as_the_evaluator(dialect: str, run: Run, population: Population) -> None:
    """Outcome, reason, rule and transition, for everybody and every objective; none where a row is no use."""
    plan = compiled(population.case.prepared, population.case.as_of)
    for keep_going in (False, True):
        sql = query(plan, dialect, columns=ALL, keep_going=keep_going)
        wanted = expected(population.case, population.approvals, keep_going=keep_going)
        assert answers(run(sql, population.table)) == wanted
    found = run(problems(plan, dialect, columns=ALL), population.table)
    assert {str(r[0]): r[-1] for r in found} == unusable(population.case, population.approvals)
