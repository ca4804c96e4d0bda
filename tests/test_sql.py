"""The query says what the evaluator says, in every database that runs it here."""

from __future__ import annotations

import csv
import datetime as dt
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TypeAlias

import click
import duckdb
import postgres
import psycopg
import pytest
import sqlglot
from hypothesis import given, settings
from sql_cases import (
    HOSTILE,
    Population,
    answers,
    expected,
    hostile,
    pools,
    populations,
    rules_of,
    said_of,
    table,
    unusable,
)
from sqlglot import exp

import lmrules
from lmrules.approvals import read_approvals
from lmrules.cli.main import run as run_command
from lmrules.cli.sql import COMMAND
from lmrules.compiled.plan import compiled
from lmrules.sql.columns import Columns
from lmrules.sql.errors import BadColumns, TooManyWays
from lmrules.sql.flavours import FLAVOURS, Writer
from lmrules.sql.query import problems, query

ROOT = Path(__file__).parent.parent
CASE = ROOT / "tests" / "cases" / "whole-file"
ALL = Columns(id="id")
COLUMNS = ("person", "objective", "approved", "set", "status", "started", "id")
KEYS = ("person", "objective", "outcome", "reason", "rule")

Run: TypeAlias = Callable[[str, Sequence[tuple[object, ...]]], "list[tuple[object, ...]]"]


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


def in_duckdb(sql: str, rows: Sequence[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """The result of a query on ``rows`` in DuckDB."""
    db = _duckdb()
    db.execute("DELETE FROM approvals")
    if rows:
        db.executemany("INSERT INTO approvals VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    return list(db.execute(sql).fetchall())


def in_sqlite(sql: str, rows: Sequence[tuple[object, ...]]) -> list[tuple[object, ...]]:
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

        def run(sql: str, rows: Sequence[tuple[object, ...]]) -> list[tuple[object, ...]]:
            db.execute("TRUNCATE approvals")
            with db.cursor() as cursor:
                cursor.executemany("INSERT INTO approvals VALUES (%s, %s, %s, %s, %s, %s, %s)", rows)
            found = db.execute(sql.encode())
            while found.nextset():
                pass  # the last statement's
            return list(found.fetchall())

        yield run


@pytest.fixture(params=["duckdb", "sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> tuple[str, Run]:
    """Each database: its dialect, and how to run a query in it."""
    runs: dict[str, Run] = {"duckdb": in_duckdb, "sqlite": in_sqlite}
    dialect = str(request.param)
    return dialect, runs[dialect] if dialect in runs else request.getfixturevalue("in_postgres")


# ------------------------------------------------------------------------------------------------- the same answers


def agree(dialect: str, run: Run, population: Population) -> None:
    """The query, strict or not, and the one for problems say of a population what the evaluator says."""
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


@settings(max_examples=25)
@given(population=populations())
def test_the_query_decides_as_the_evaluator_in_duckdb_and_sqlite(population: Population) -> None:
    """Outcome, reason, rule and transition, for everybody and every objective; none where a row is no use."""
    agree("duckdb", in_duckdb, population)
    agree("sqlite", in_sqlite, population)


@settings(max_examples=12)
@given(population=populations())
def test_the_query_decides_as_the_evaluator_in_postgres(in_postgres: Run, population: Population) -> None:
    """The same in PostgreSQL."""
    agree("postgres", in_postgres, population)


def test_the_worked_case_comes_out_as_worked_by_hand(engine: tuple[str, Run]) -> None:
    """Outcome, reason and rule of the worked case, from a table that says neither set nor beginning."""
    dialect, run = engine
    sql = lmrules.load(CASE / "book.rules").sql(
        dialect, columns=("person", "objective", "approved", "status")
    )
    found = run(sql, table(read_approvals(CASE / "approvals.csv").approvals))
    with (CASE / "expected.csv").open(encoding="utf-8") as file:
        wanted = {tuple(r[k] or None for k in KEYS) for r in csv.DictReader(file)}
    assert {tuple(r[:5]) for r in found} == wanted


def test_the_shipped_rulebook_decides_as_transfer(engine: tuple[str, Run]) -> None:
    """The nuclear medicine rulebook on the example approvals, every person and objective."""
    dialect, run = engine
    book = lmrules.load(ROOT / "rules" / "nukleaermedisin.rules")
    approvals = read_approvals(ROOT / "rules" / "eksempler" / "godkjenninger.csv").approvals
    assert answers(run(book.sql(dialect), table(approvals))) == said_of(book, approvals)


def test_names_are_only_names(engine: tuple[str, Run]) -> None:
    """No code, rule or rulebook is taken for SQL, a pattern or another name; only NFC and NFD are the same."""
    dialect, run = engine
    book, approvals = hostile()
    said = answers(run(book.sql(dialect), table(approvals)))
    assert said == said_of(book, approvals)
    assert sum(a[0] == "transferred" for a in said.values()) == 2 * len(HOSTILE)


def test_codes_of_a_table_may_be_decomposed(engine: tuple[str, Run]) -> None:
    """Codes and sets as a Mac's files have them (NFD) are those of the rulebook."""
    dialect, run = engine
    text = rules_of(["Å-1"], ["regel R: Å-1 ≥ N-1"]).replace("O", "Ö")
    book = lmrules.loads(unicodedata.normalize("NFC", text))
    rows = [
        (person, unicodedata.normalize("NFD", code), dt.date(2024, 5, 5), in_set, None, None, "1")
        for person, code, in_set in (
            ("A", "Å-1", None), ("B", "Ö/Å-1", None), ("C", "Å-1", unicodedata.normalize("NFD", "Ö"))
        )
    ]  # fmt: skip
    assert {(r[0], r[2]) for r in run(book.sql(dialect), rows)} == {(p, "transferred") for p in "ABC"}


def test_some_of_many_is_counted(engine: tuple[str, Run]) -> None:
    """`minst k av` that stays one way: enough of the list, with or without what else it takes."""
    dialect, run = engine
    book, approvals = pools()
    sql = book.sql(dialect)
    assert "pools(" in sql
    assert answers(run(sql, table(approvals))) == said_of(book, approvals)


def test_a_text_comes_back_as_it_was(engine: tuple[str, Run]) -> None:
    """Whatever stands in a text, the database reads it so."""
    dialect, run = engine
    values = [*HOSTILE, "'", "''", "\\'", "' OR 1 = 1 --", "a'b\\'c", "\t"]
    written = [Writer(dialect, FLAVOURS[dialect]).text(v) for v in values]
    assert run(exp.select(*written).sql(dialect), []) == [tuple(values)]


# ------------------------------------------------------------------------------------------------ odd tables


def test_rows_that_cannot_be_read_are_no_answer(engine: tuple[str, Run]) -> None:
    """A row without objective or day, or of unknown status, leaves its person without outcome, and is told."""
    dialect, run = engine
    day = dt.date(2023, 5, 2)
    rows: list[tuple[object, ...]] = [
        ("A", "NUK-023", day, None, "Godkjent", None, "1"),
        ("A", None, day, None, None, None, "2"),
        ("B", "NUK-023", day, "", "", None, "3"),
        ("C", "NUK-023", None, None, None, None, "4"),
        ("D", "NUK-023", day, None, "kanskje", None, "5"),
        (None, "NUK-023", day, None, None, None, "6"),
        ("", "NUK-023", day, None, None, None, "7"),
        ("E", "NUK-023", day, "NUK-2021", None, None, "8"),
    ]
    book = lmrules.load(CASE / "book.rules")
    found = run(book.sql(dialect, columns=COLUMNS), rows)
    outcome = {(r[0], r[2], r[6]) for r in found if r[1] == "NKM-004"}
    none = {(p, None, 1) for p in "ACD"}
    assert outcome == {*none, ("B", "transferred", 0), ("E", "assessment", 0)}
    told = {(r[0], r[-1]) for r in run(book.sql(dialect, columns=COLUMNS, problems=True), rows)}
    assert told == {
        ("2", "no-objective"), ("4", "no-date"), ("5", "unknown-status"), ("6", "no-person"), ("7", "no-person")
    }  # fmt: skip


def test_who_began_on_two_days_is_of_no_cohort(engine: tuple[str, Run]) -> None:
    """With `keep_going`, the rows without a beginning count as for somebody of whom none is known."""
    dialect, run = engine
    cohort = "påbegynt før 2020-01-01 fullfører til 2026-01-01"
    book = lmrules.loads(rules_of(["C-1", "C-2"], [cohort, "regel R: C-1 ≥ N-1"]))
    late, before, after = dt.date(2025, 6, 1), dt.date(2019, 1, 1), dt.date(2021, 1, 1)
    rows: list[tuple[object, ...]] = [
        ("A", "C-1", late, None, None, None, "1"),
        ("A", "C-2", late, None, None, before, "2"),
        ("A", "C-2", late, None, None, after, "3"),
        ("B", "C-1", late, None, None, None, "4"),
        ("B", "C-2", late, None, None, before, "5"),
    ]
    found = {r[0]: (r[2], r[6]) for r in run(book.sql(dialect, keep_going=True), rows)}
    assert found == {"A": ("assessment", 2), "B": ("transferred", 0)}
    strict = {r[0]: r[2] for r in run(book.sql(dialect), rows)}
    assert strict == {"A": None, "B": "transferred"}


@pytest.mark.parametrize("day", ["2023-5-2", "2023-02-30", "02.05.2023", "2023-05-02T10:00", "now", ""])
def test_a_day_that_is_not_written_out_is_no_day_in_sqlite(day: str) -> None:
    """Days are texts in SQLite; one that is not YYYY-MM-DD, or does not exist, is a problem."""
    sql = lmrules.load(CASE / "book.rules").sql("sqlite", problems=True)
    rows = [
        ("A", "NUK-023", day, None, None, None, "1"),
        ("B", "NUK-023", "2023-05-02", None, None, day, "2"),
    ]
    assert [r[0] for r in in_sqlite(sql, rows)] == (["A", "B"] if day else ["A"])


@pytest.mark.parametrize("as_of", ["1900-01-01", "2023-05-01", "2023-05-02"])
def test_later_approvals_do_not_count(engine: tuple[str, Run], as_of: str) -> None:
    """``as_of`` leaves out the approvals after it."""
    dialect, run = engine
    sql = lmrules.load(CASE / "book.rules").sql(dialect, as_of=as_of)
    found = run(sql, [("A", "NUK-023", dt.date(2023, 5, 2), None, None, None, "1")])
    outcomes = {str(r[1]): r[2] for r in found}
    assert outcomes["NKM-004"] == ("transferred" if as_of == "2023-05-02" else "assessment")


# ------------------------------------------------------------------------------------------------- the text


def test_the_table_of_the_how_to_takes_the_query_as_a_view(in_postgres: Run) -> None:
    """The table that the documentation makes in PostgreSQL, the query as a view on it, and its answers."""
    page = (ROOT / "docs" / "how-to" / "sql.md").read_text(encoding="utf-8")
    table_made = page.partition("```sql\n")[2].partition("```")[0]
    row = "INSERT INTO hr.approvals VALUES ('A', 'NUK-023', DATE '2023-05-02')"
    view = lmrules.load(CASE / "book.rules").sql("postgres", table="hr.approvals")
    script = f"{table_made}; {row}; CREATE VIEW hr.decisions AS {view}"
    in_postgres(f"{script}; SELECT 1", [])
    found = in_postgres("SELECT * FROM hr.decisions WHERE outcome = 'transferred'", [])
    assert found == [("A", "NKM-004", "transferred", None, "PET", "NUK-2020→NUK-2025", 0)]


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "spark"])
def test_the_query_reads_as_it_was_read(dialect: str, request: pytest.FixtureRequest) -> None:
    """The query for the worked case; line breaks apart, which are sqlglot's to choose."""
    sql = lmrules.load(CASE / "book.rules").sql(dialect)
    golden = ROOT / "tests" / "golden" / "sql" / f"whole-file.{dialect}.sql"
    if request.config.getoption("--update-golden", default=False):
        golden.write_text(sql, encoding="utf-8")
    assert sql.split() == golden.read_text(encoding="utf-8").split()


@pytest.mark.parametrize("dialect", sorted(FLAVOURS))
def test_every_dialect_is_written_and_read_again(dialect: str) -> None:
    """Every dialect is one statement that sqlglot reads again, on the user's table with the user's names."""
    made = hostile()[0].sql(
        dialect, table="hr.approvals", columns=("person=PersNr", "læringsmål", "godkjent")
    )
    read = sqlglot.parse(made, read=dialect)
    assert len(read) == 1
    assert read[0] is not None
    assert {t.name for t in read[0].find_all(exp.Table) if t.db == "hr"} == {"approvals"}
    assert "PersNr" in {c.name for c in read[0].find_all(exp.Column)}


@pytest.mark.parametrize("dialect", sorted(d for d, f in FLAVOURS.items() if not f.spelled))
@pytest.mark.parametrize("value", ["a'b", "\\", "\\'", "å"])
def test_a_text_is_read_again_as_it_was(dialect: str, value: str) -> None:
    """Where no database of the dialect is here, sqlglot at least reads the text as it was."""
    sql = exp.select(Writer(dialect, FLAVOURS[dialect]).text(value)).sql(dialect)
    read = sqlglot.parse_one(sql, read=dialect)
    assert isinstance(read, exp.Select)
    assert read.selects[0].name == value


def test_the_dialects_of_the_command_are_those_there_are() -> None:
    """The command lists them without loading sqlglot."""
    option = next(p for p in COMMAND.params if p.name == "dialect")
    assert isinstance(option.type, click.Choice)
    assert list(option.type.choices) == sorted(FLAVOURS)


def test_an_objective_with_too_many_ways_is_named() -> None:
    """A rulebook that no query can hold is refused, with the objective and its rule."""
    groups = [[f"{g}-{n}" for n in range(1, 12)] for g in "ABC"]
    rule = " og ".join(f"({' eller '.join(group)})" for group in groups)
    book = lmrules.loads(rules_of([c for g in groups for c in g], [f"regel Mange: {rule} ≥ N-1"]))
    with pytest.raises(TooManyWays, match=r"N/N-1.*Mange"):
        book.sql("duckdb")


@pytest.mark.parametrize(
    "columns",
    [
        ("person", "objective"),
        ("person", "objective", "approved", "lis"),
        ("person", "hemmelig", "approved"),
        ("person", "objective", "approved="),
    ],
)
def test_columns_that_cannot_be_are_told(columns: tuple[str, ...]) -> None:
    """A column that lacks, stands twice or is unknown is an error, which does not repeat what it is called."""
    with pytest.raises(BadColumns) as told:
        lmrules.load(CASE / "book.rules").sql("duckdb", columns=columns)
    assert "hemmelig" not in str(told.value)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--dialect", "duckdb"], 0),
        (["--dialect", "duckdb", "--columns", "lis,læringsmål,godkjent", "--problems"], 0),
        (["--dialect", "duckdb", "--columns", "lis"], 2),
        (["--dialect", "duckdb", "--table", '"hr'], 2),
        (["--dialect", "duckdb", "--to", "X"], 2),
        (["--dialect", "sybase"], 2),
        ([], 2),
    ],
)
def test_the_command_writes_the_query_or_says_why_not(
    arguments: list[str], code: int, capfd: pytest.CaptureFixture[str]
) -> None:
    """The result on stdout, or one message on stderr."""
    assert run_command(["sql", str(CASE / "book.rules"), *arguments]) == code
    out, err = capfd.readouterr()
    assert bool(out) == (code == 0)
    assert bool(err) == (code != 0)
    assert "Traceback" not in err
