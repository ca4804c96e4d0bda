"""``transfer_many``: tables, files and other libraries' frames in, one Arrow table out."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Literal

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import lmrules
from lmrules.bulk.many import UnusableTable

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "rules" / "eksempler" / "godkjenninger.csv"


@pytest.fixture(scope="module")
def book() -> lmrules.Rulebook:
    """The shipped rulebook."""
    return lmrules.load(ROOT / "rules" / "nukleaermedisin.rules")


@pytest.fixture(scope="module")
def rows() -> pa.Table:
    """Some hundred invented persons with approvals of several versions, grouped by person."""
    chance = random.Random(1)
    made = []
    for number in range(300):
        for code in chance.sample(range(1, 101), chance.randint(0, 40)):
            day = dt.date(2019, 6, 1) + dt.timedelta(days=chance.randint(0, 2400))
            made.append({"person": f"LIS-{number:04d}", "objective": f"NUK-{code:03d}", "approved": day})
    return pa.Table.from_pylist(made)


def said(table: pa.Table) -> list[tuple[object, ...]]:
    """The rows of a table of decisions."""
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def test_every_form_of_table_gives_the_same_decisions(
    book: lmrules.Rulebook, rows: pa.Table, tmp_path: Path
) -> None:
    """Arrow, a stream of it, Polars, a DuckDB relation, and Parquet as one file, several, or a folder."""
    expected = said(book.transfer_many(rows))
    (tmp_path / "parts").mkdir()
    one, two = tmp_path / "parts" / "1.parquet", tmp_path / "parts" / "2.parquet"
    half = next(n for n in range(len(rows) // 2, len(rows)) if rows["person"][n] != rows["person"][n - 1])
    pq.write_table(rows.slice(0, half), one)
    pq.write_table(rows.slice(half), two)
    pq.write_table(rows, tmp_path / "all.parquet", row_group_size=97)
    with duckdb.connect() as database:
        forms = [
            rows.to_reader(50),
            pl.from_arrow(rows),
            database.from_arrow(rows),
            tmp_path / "all.parquet",
            str(tmp_path / "parts"),
            [one, two],
        ]
        for form in forms:
            assert said(book.transfer_many(form)) == expected


def test_it_says_what_the_single_persons_engine_says(book: lmrules.Rulebook, rows: pa.Table) -> None:
    """Outcome, reason, rule and transition, of every person and objective of the shipped rulebook."""
    found = said(book.transfer_many(rows))
    decider = book.decider()
    expected = []
    for person in dict.fromkeys(rows["person"].to_pylist()):
        mine = [r for r in rows.to_pylist() if r["person"] == person]
        brief = decider.decide([lmrules.Approval(r["objective"], r["approved"]) for r in mine])
        expected += [(person, t.objective.code, t.outcome, t.reason, t.rule, t.transition) for t in brief]
    assert found == expected


def test_rows_in_any_order_are_sorted_first(book: lmrules.Rulebook, rows: pa.Table) -> None:
    """Persons come in the order they first appear, each once."""
    order = list(range(len(rows)))
    random.Random(2).shuffle(order)
    shuffled = rows.take(pa.array(order))
    found = book.transfer_many(shuffled)
    assert dict.fromkeys(found["person"].to_pylist()) == dict.fromkeys(shuffled["person"].to_pylist())
    assert sorted(map(str, said(found))) == sorted(map(str, said(book.transfer_many(rows))))


def test_a_grid_may_have_several_columns_for_each_objective(book: lmrules.Rulebook, rows: pa.Table) -> None:
    """They are named by objective and column, and those of one objective stand together."""
    grid = book.transfer_many(rows, columns=("outcome", "rule"), shape="grid")
    assert grid.column_names[:5] == [
        "person",
        "NUK-103.outcome",
        "NUK-103.rule",
        "NUK-104.outcome",
        "NUK-104.rule",
    ]
    assert grid.num_rows == len(set(rows["person"].to_pylist()))
    long = book.transfer_many(rows, columns=("outcome", "rule"))
    of_first = [(r["outcome"], r["rule"]) for r in long.to_pylist() if r["objective"] == "NUK-103"]
    assert list(zip(grid[1].to_pylist(), grid[2].to_pylist(), strict=True)) == of_first


def test_the_details_are_those_of_the_csv(book: lmrules.Rulebook) -> None:
    """`approvals` and `complete_with` may be asked for, by name; another name is refused."""
    columns = ("outcome", "reason", "rule", "transition", "approvals", "complete_with")
    found = book.transfer_many(EXAMPLES, columns=columns)
    assert found.column_names == ["person", "objective", *columns]
    assert "NUK-2021/NUK-001" in found["approvals"].to_pylist()
    with pytest.raises(ValueError, match="no such column: verdict"):
        book.transfer_many(EXAMPLES, columns=("verdict",))


def test_rows_that_cannot_be_used_stop_it_and_are_named_by_number() -> None:
    """A day that does not exist, a code in two valid sets, a person who began twice: rows, and no person."""
    both = lmrules.loads(
        """
        skala s a < b
        læringsmålsett O gyldig til 2026-01-01 mål M-1 a: t
        læringsmålsett N gyldig fra 2025-01-01 mål M-1 a: t
        overgang O til N fra 2025-01-01 regel R: O/M-1 ≥ N/M-1
        """
    )
    secret = "01010112345"  # noqa: S105 - shaped as a person's number

    def table(**more: object) -> pa.Table:
        row = {"person": secret, "objective": "M-1", "approved": "2024-05-05", **more}
        return pa.Table.from_pylist([row, {**row, "objective": "O/M-1"}])

    for found, text in (
        (table(approved="2024-02-30"), "row 1: "),
        (table(approved="2025-05-05"), "row 1: its code is in several sets"),
    ):
        with pytest.raises(UnusableTable, match=text) as caught:
            both.transfer_many(found)
        assert secret not in str(caught.value)
    started = pa.Table.from_pylist(
        [
            {"person": secret, "objective": "O/M-1", "approved": "2024-05-05", "started": day}
            for day in ("2020-01-01", "2021-01-01")
        ]
    )
    with pytest.raises(UnusableTable, match="row 2: its person is said to have begun on several days"):
        both.transfer_many(started)


def test_a_table_without_rows_gives_a_table_without_rows(book: lmrules.Rulebook, rows: pa.Table) -> None:
    """Its columns are those of any other."""
    nothing = book.transfer_many(rows.slice(0, 0))
    assert nothing.num_rows == 0
    assert nothing.schema.names == book.transfer_many(rows).schema.names


def test_batches_are_the_table_in_parts(book: lmrules.Rulebook, rows: pa.Table) -> None:
    """Joined, they say what ``transfer_many`` says, in both shapes; of no rows there is one empty table."""
    shapes: tuple[Literal["long", "grid"], ...] = ("long", "grid")
    for shape in shapes:
        batches = list(book.transfer_batches(rows.to_reader(50), shape=shape))
        assert said(pa.concat_tables(batches)) == said(book.transfer_many(rows, shape=shape))
        (nothing,) = book.transfer_batches(rows.slice(0, 0), shape=shape)
        assert nothing.schema == book.transfer_many(rows.slice(0, 0), shape=shape).schema
        assert not nothing.num_rows


def test_batches_end_in_an_error_where_one_person_stands_apart(
    book: lmrules.Rulebook, rows: pa.Table
) -> None:
    """A person is never answered twice: rows in no order are refused, without a name."""
    with pytest.raises(UnusableTable, match=r"^the rows of one person stand apart"):
        list(book.transfer_batches(pa.concat_tables([rows, rows.slice(0, 1)])))


def test_batches_end_in_an_error_where_a_row_cannot_be_used(book: lmrules.Rulebook, rows: pa.Table) -> None:
    """As with ``transfer_many``, the row is named."""
    broken = pa.table({"person": ["A"], "objective": ["NUK-1"], "approved": ["2020-02-30"]})
    with pytest.raises(UnusableTable, match="row 1"):
        list(book.transfer_batches(broken))
