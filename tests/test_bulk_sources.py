"""Parquet, Arrow, tables in memory and databases give the rows that CSV gives, and say what is wrong in our words."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import sqlite3
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_approvals_properties import _ROW, MARKER, as_csv
from test_bulk_text import Answer, fast

from lmrules.approvals import ApprovalsError, RejectedRow
from lmrules.bulk.opening import opened, reading
from lmrules.bulk.sources import Source, approvals_of
from lmrules.bulk.sources_arrow import table_source
from lmrules.messages import LANGUAGES
from lmrules.model.approval import Approval

ROWS = [
    {"person": "B", "objective": "NUK-1", "approved": "2023-02-01", "set": "S", "status": "", "started": "", "id": "1"},
    {"person": "A", "objective": " Ø-1 ", "approved": "2023-02-02", "set": "", "status": "trukket", "started": "2020-01-01", "id": ""},
    {"person": "A", "objective": "S/NUK-2", "approved": "2024-02-29", "set": "S", "status": "Revoked", "started": "", "id": "x y"},
]  # fmt: skip


def outline(source: Source) -> tuple[list[Approval], list[tuple[int, str]]]:
    """What a source gives, twice the same: its approvals, and its rejected rows with what is wrong."""
    answers = []
    for _ in range(2):
        pieces = list(source.pieces())
        rejected: list[RejectedRow] = [r for p in pieces for r in p.rejected]
        answers.append(
            ([a for p in pieces for a in approvals_of(p)], [(r.row, r.message("nb")) for r in rejected])
        )
    source.close()
    assert answers[0] == answers[1]
    return answers[0]


def of_csv(rows: Sequence[dict[str, str]]) -> tuple[list[Approval], list[tuple[int, str]]]:
    """What CSV with the same cells gives."""
    answer: Answer = fast(as_csv(list(rows)).encode())
    assert not isinstance(answer, str)
    return answer[0], [(r.row, r.message("nb")) for r in answer[1]]


def table(rows: Sequence[dict[str, str]]) -> pa.Table:
    """The rows as a table of texts, empty ones null."""
    names = list(ROWS[0])
    return pa.table({n: pa.array([r[n] or None for r in rows], pa.string()) for n in names})


def typed(rows: Sequence[dict[str, str]]) -> pa.Table:
    """The rows with their days as days and the rest by dictionary."""
    whole = table(rows)
    columns = {
        name: whole[name].cast(pa.date32())
        if name in {"approved", "started"}
        else whole[name].dictionary_encode()
        for name in whole.column_names
    }
    return pa.table(columns)


def _parquet(rows: pa.Table, folder: Path) -> Source:
    pq.write_table(rows, folder / "a.parquet", row_group_size=2)
    return opened([str(folder / "a.parquet")])


def _parts(rows: pa.Table, folder: Path) -> Source:
    (folder / "parts").mkdir()
    for number in range(rows.num_rows):
        # The columns of each file in an order of its own.
        names = rows.column_names[number:] + rows.column_names[:number]
        pq.write_table(rows.slice(number, 1).select(names), folder / "parts" / f"{number}.parquet")
    return opened([str(folder / "parts")])


def _arrow(rows: pa.Table, folder: Path) -> Source:
    with pa.ipc.new_file(folder / "a.feather", rows.schema) as out:
        out.write_table(rows.unify_dictionaries())
    return opened([str(folder / "a.feather")])


def _stream(rows: pa.Table, folder: Path) -> Source:
    with pa.ipc.new_stream(folder / "a.arrow", rows.schema) as out:
        out.write_table(rows, max_chunksize=2)
    return opened([str(folder / "a.arrow")])


def _stdin(rows: pa.Table, folder: Path) -> Source:
    out = io.BytesIO()
    pq.write_table(rows, out)
    return opened(["-"], stdin=io.BytesIO(out.getvalue()))


def _sqlite(rows: pa.Table, folder: Path) -> Source:
    with sqlite3.connect(folder / "a.db") as database:
        columns = ", ".join(f'"{name}" TEXT' for name in rows.column_names)
        database.execute(f"CREATE TABLE godkjenninger ({columns}, n INTEGER)")
        values = zip(*(map(_text, column.to_pylist()) for column in rows.columns), range(9), strict=False)
        marks = ", ".join("?" * (rows.num_columns + 1))
        database.executemany(f"INSERT INTO godkjenninger VALUES ({marks})", list(values))  # noqa: S608 - our own
    database.close()
    names = ", ".join(f'"{name}"' for name in rows.column_names)
    query = f"SELECT {names} FROM godkjenninger ORDER BY n"  # noqa: S608 - as above
    return opened([f"sqlite:///{folder}/a.db"], query=query)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


WAYS: dict[str, Callable[[pa.Table, Path], Source]] = {
    "parquet": _parquet,
    "folder": _parts,
    "feather": _arrow,
    "stream": _stream,
    "stdin": _stdin,
    "sqlite": _sqlite,
    "table": lambda rows, _: table_source(rows),
    "reader": lambda rows, _: table_source(rows.to_reader(2)),
    "polars": lambda rows, _: table_source(pl.from_arrow(rows)),
    "duckdb": lambda rows, _: table_source(duckdb.connect().from_arrow(rows)),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("shape", [table, typed])
def test_every_way_in_gives_the_rows_of_csv(
    way: Callable[[pa.Table, Path], Source],
    shape: Callable[[Sequence[dict[str, str]]], pa.Table],
    tmp_path: Path,
) -> None:
    """The same approvals with the same numbers, read as often as one likes."""
    wanted = of_csv(ROWS)
    assert outline(way(shape(ROWS), tmp_path)) == wanted
    assert len(wanted[0]) == 3


@given(st.lists(_ROW, max_size=8), st.booleans())
def test_a_table_is_checked_as_csv_is(rows: list[dict[str, str]], spoil: bool) -> None:
    """Any cell may be wrong; rows, messages and approvals are the same as from CSV."""
    if spoil:
        for number, row in enumerate(rows):
            row[list(row)[number % 7]] = ["", "2023-02-30", "x\ny", f"S/{MARKER}", "2023-01-01T00:00", " "][
                number % 6
            ]
    assert outline(table_source(table(rows))) == of_csv(rows)


DAY = dt.datetime(2023, 2, 1)  # noqa: DTZ001 - as a database has it


@pytest.mark.parametrize(
    ("column", "wrong"),
    [
        (pa.array([DAY, DAY.replace(hour=9)]), "`approved` har klokkeslett; skriv bare datoen, på formen ÅÅÅÅ-MM-DD"),
        (pa.array([DAY, None]), "`approved` mangler"),
        (pa.array([19389, 3_000_000], pa.int32()).cast(pa.date32()), "`approved` er ikke en dato på formen ÅÅÅÅ-MM-DD, som 2023-02-01"),
        (pa.array([DAY, DAY.replace(microsecond=1)], pa.timestamp("ns")), "`approved` har klokkeslett; skriv bare datoen, på formen ÅÅÅÅ-MM-DD"),
    ],
)  # fmt: skip
def test_a_day_is_a_day(column: pa.Array, wrong: str) -> None:
    """Midnight is the day; a time of day, no day, and a day that no calendar has are wrong in that row only."""
    source = table_source(pa.table({"person": ["A", "A"], "objective": ["M", "N"], "approved": column}))
    approvals, rejected = outline(source)
    assert [(a.row, a.approved) for a in approvals] == [(1, DAY.date())]
    assert rejected == [(2, wrong)]


def test_midnight_is_midnight_where_the_time_was_taken() -> None:
    """A timestamp with a zone is the day it was in that zone."""
    column = pa.array([dt.datetime(2023, 1, 31, 23, tzinfo=dt.UTC)], pa.timestamp("us", "Europe/Oslo"))
    source = table_source(pa.table({"person": ["A"], "objective": ["M"], "approved": column}))
    assert [a.approved for a in outline(source)[0]] == [DAY.date()]


BAD_COLUMNS = {
    "a number as person": ({"person": [int(MARKER)]}, "kolonnen `person` er lagret som tall"),
    "a number as code": ({"objective": [7]}, "kolonnen `objective` er lagret som tall"),
    "a number as day": ({"approved": [20230201]}, "kolonnen `approved` er lagret som tall"),
    "lists": ({"objective": [[MARKER]]}, "kolonnen `objective` er lagret som en annen type"),
    "unknown": ({"startet": ["2020-01-01"]}, "ukjente kolonner: nummer 4 (D; mente du `started`?)"),
    "nameless": ({"": [MARKER]}, "ukjente kolonner: nummer 4 (D)"),
    "twice": ({"lis": ["A"]}, "begge `lis`"),
}


@pytest.mark.parametrize(("columns", "said"), BAD_COLUMNS.values(), ids=BAD_COLUMNS)
def test_a_wrong_column_is_named(columns: dict[str, list[object]], said: str) -> None:
    """A column of a wrong type, unknown or there twice is an error of the whole table, and says which."""
    good: dict[str, list[object]] = {"person": ["A"], "objective": ["M"], "approved": ["2023-01-01"]}
    with pytest.raises(ApprovalsError) as caught:
        table_source(pa.table(good | columns))
    assert said in caught.value.message("nb")


def test_own_keys_may_be_numbers() -> None:
    """The column `id` may be a database's own numbers."""
    rows = pa.table({"person": ["A"], "objective": ["M"], "approved": ["2023-01-01"], "id": [7]})
    assert outline(table_source(rows))[0][0].id == "7"


def _broken(folder: Path) -> dict[str, Callable[[], object]]:
    good = typed([{**ROWS[0], "person": MARKER}] * 50)
    pq.write_table(good, folder / "good.parquet", compression="none")
    data = (folder / "good.parquet").read_bytes()
    (folder / "cut.parquet").write_bytes(data[: len(data) // 2])
    (folder / "hole.parquet").write_bytes(data[:40] + b"\xff" * 60 + data[100:])
    (folder / "other").mkdir()
    pq.write_table(good, folder / "other" / "1.parquet")
    pq.write_table(good.drop_columns(["set"]), folder / "other" / "2.parquet")
    with pa.ipc.new_file(folder / "good.arrow", good.schema) as out:
        out.write_table(good)
    arrow = (folder / "good.arrow").read_bytes()
    (folder / "cut.arrow").write_bytes(arrow[: len(arrow) // 2])
    (folder / "hole.arrow").write_bytes(arrow[:-900] + bytes(300) + arrow[-600:])
    (folder / "empty").mkdir()
    (folder / "text.parquet").write_text(f"{MARKER},NUK-1\n")
    with sqlite3.connect(folder / "a.db") as database:
        database.execute("CREATE TABLE approvals (person, objective, approved)")
        database.execute(
            "INSERT INTO approvals VALUES (?, 'M', '2023-01-01'), (?, 'M', x'00')", (MARKER, int(MARKER))
        )
    database.close()
    url = f"sqlite:///{folder}/a.db"

    def reads(*specs: str, **more: str) -> Callable[[], object]:
        def read() -> object:
            source = opened([s if "://" in s else str(folder / s) for s in specs], **more)  # type: ignore[arg-type]
            with contextlib.closing(source):
                return reading(source)

        return read

    cases = {
        name: reads(name) for name in ("cut.parquet", "hole.parquet", "other", "cut.arrow", "hole.arrow", "empty", "text.parquet", "none.parquet")
    }  # fmt: skip
    return cases | {
        "mixed values": reads(url),
        "no table": reads(url, table=MARKER[:5]),
        "no such query": reads(url, query=f"SELECT {MARKER} FROM nowhere"),  # noqa: S608 - as above
        "both": reads(url, query="SELECT 1", table="approvals"),
        "no database": reads(f"sqlite:///{folder}/none.db"),
        "no driver": reads(f"oracle://user:{MARKER}@host/base"),
        "no server": reads(f"postgresql+psycopg://user:{MARKER}@localhost:1/base"),
        "no address": reads(f"sqlite://user:{MARKER}@host/base"),
        "table of a file": reads("good.parquet", table="x"),
        "sheet of a file": reads("good.parquet", sheet="x"),
        "no table at all": lambda: table_source([MARKER]),
    }


NAMES = (
    "cut.parquet", "hole.parquet", "other", "cut.arrow", "hole.arrow", "empty", "text.parquet", "none.parquet",
    "mixed values", "no table", "no such query", "both", "no database", "no driver", "no server", "no address",
    "table of a file", "sheet of a file", "no table at all",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_what_cannot_be_read_is_said_in_our_words(name: str, tmp_path: Path) -> None:
    """Broken files, other columns, databases that are not there: an approvals error, and no word of theirs or of a person."""
    cases = _broken(tmp_path)
    assert set(cases) == set(NAMES)
    with pytest.raises(ApprovalsError) as caught:
        cases[name]()
    said = [*(caught.value.message(lang) for lang in LANGUAGES), *traceback.format_exception(caught.value)]
    assert MARKER not in "".join(said)
    assert caught.value.__context__ is None or isinstance(caught.value.__context__, ApprovalsError)


def test_a_table_of_a_database_comes_sorted_by_person(tmp_path: Path) -> None:
    """A database promises no order of its own; persons come together, and rows alike each time."""
    with sqlite3.connect(tmp_path / "a.db") as database:
        database.execute("CREATE TABLE approvals (objective TEXT, lis TEXT, approved TEXT)")
        rows = [("M2", "B", "2023-01-01"), ("M1", "A", "2023-01-01"), ("M1", "B", "2023-01-01")]
        database.executemany("INSERT INTO approvals VALUES (?, ?, ?)", rows)
    database.close()
    source = opened([f"sqlite:///{tmp_path}/a.db"])
    found = [(a.person.reveal(), a.objective) for a in outline(source)[0]]
    assert found == [("A", "M1"), ("B", "M1"), ("B", "M2")]
