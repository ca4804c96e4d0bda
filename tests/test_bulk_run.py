"""A run over tables gives the bytes that the evaluator's own CSV has, whatever the input's form and order."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import random
import tempfile
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import attrs
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from short import HEAD
from strategies import Case, checked_for_errors, randomness
from tables import Population, populations, table_of

from lmrules.approvals import RejectedRow, read_approvals
from lmrules.approvals.rejects import cells_of
from lmrules.bulk import parts, regroup, sources, sources_text
from lmrules.bulk.engine import Engine
from lmrules.bulk.folder import hash_of
from lmrules.bulk.grouping import Group
from lmrules.bulk.pieces import Piece, chunks_of
from lmrules.bulk.run import Job, run
from lmrules.bulk.shapes import COLUMNS
from lmrules.bulk.sinks import About, ArrowSink, CsvSink, ParquetSink, Sink, read_part
from lmrules.bulk.sources import Source
from lmrules.bulk.sources_arrow import table_source
from lmrules.bulk.sources_text import text_source
from lmrules.compiled.plan import compiled
from lmrules.evaluate.run import transfer
from lmrules.exports.transfer_table import transfer_csv
from lmrules.messages.cells import safe_cell
from lmrules.model.approval import Approval

HEADER = ("person", "objective", "approved", "set", "status", "started", "id")


def as_csv(rows: Iterable[Approval]) -> bytes:
    """The rows as a CSV file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(cells_of(row, HEADER) for row in rows)
    return out.getvalue().encode()


def expected(population: Population, data: bytes) -> tuple[str, str, list[int]]:
    """Decisions, dispositions and rejected rows by the reader of CSV and the evaluator, person by person."""
    reading = read_approvals("-", stdin=io.BytesIO(data))
    whole, problems = transfer(population.case.prepared, reading.approvals, population.case.as_of)
    rejected = [r.row for r in reading.rejected] + [p.row for p in problems]
    fates = {
        a.approval.row: f"{a.objective or a.approval.objective},{a.disposition}"
        for p in whole.persons
        for a in p.approvals
    }
    dispositions = "".join(f"{row},{fates[row]}\n" for row in sorted(fates))
    return "".join(transfer_csv(whole)), dispositions, sorted(rejected)


ABOUT = About("lmrules/transfer/1", "b", "sha256:0", "til", None)
SINKS: dict[str, Callable[[Path], Sink]] = {
    "csv": CsvSink,
    "parquet": lambda path: ParquetSink(path, ABOUT),
    "arrow": lambda path: ArrowSink(path, ABOUT),
}


def rows_in(path: Path) -> list[dict[str, object]]:
    """The rows of a result, nothing as the empty text."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    table = pq.read_table(path) if path.suffix == ".parquet" else read_part(path)
    return [{k: "" if v is None else v for k, v in row.items()} for row in table.to_pylist()]


def done(
    population: Population, source: Source, folder: Path, form: str
) -> tuple[str, str, list[RejectedRow]]:
    """The same by a run."""
    rejected: list[RejectedRow] = []
    plan = compiled(population.case.prepared, population.case.as_of)
    count = run(
        Job(
            source=source,
            engine=Engine(plan, COLUMNS, accounts=True),
            settings={},
            main=SINKS[form](folder / f"out.{form}"),
            dispositions=SINKS[form](folder / f"rows.{form}"),
            folder=folder / "out.csv.lmrules-run",
            keep_going=True,
            threads=2,
            on_rejected=rejected.extend,
        )
    )
    assert count == len(rejected)
    assert sorted(p.name for p in folder.iterdir()) == [f"out.{form}", f"rows.{form}"]
    rows = [f"{r['row']},{r['objective']},{r['disposition']}\n" for r in rows_in(folder / f"rows.{form}")]
    if form == "csv":
        return (folder / "out.csv").read_text(encoding="utf-8"), "".join(rows), rejected
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("person", "objective", *COLUMNS))
    writer.writerows([safe_cell(str(c)) for c in r.values()] for r in rows_in(folder / f"out.{form}"))
    return out.getvalue(), "".join(rows), rejected


@settings(max_examples=80)
@given(populations(), randomness())
def test_a_run_gives_the_bytes_of_the_evaluator(population: Population, chance: random.Random) -> None:
    """Sorted by person or shuffled, in any batches, from CSV or a table: decisions, dispositions and rejected rows."""
    rows = list(population.approvals)
    if chance.random() < 0.4:
        # Persons who began on several days, in some of their rows.
        days = [None, dt.date(2018, 1, 1), dt.date(2022, 3, 28), *(r.started for r in rows)]
        rows = [attrs.evolve(r, started=chance.choice(days)) if chance.random() < 0.3 else r for r in rows]
    if chance.random() < 0.5:
        chance.shuffle(rows)
    data = as_csv(rows)
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        # Waiting for the disk is not what is tested.
        patch.setattr(os, "fsync", lambda handle: None)
        patch.setattr(sources, "BATCH_ROWS", chance.choice([2, 5, 65_536]))
        patch.setattr(regroup, "room", partial(chance.choice, [0, 1 << 30]))
        patch.setattr(parts, "_LEAST", chance.choice([1, 4, 32_768]))
        patch.setattr(sources_text, "BLOCK", chance.choice([60, 300, 1 << 20]))
        source: Source
        if chance.random() < 0.5:
            source = text_source(io.BytesIO(data), len(data), form="csv")
        else:
            source = table_source(table_of(rows, coded=chance.random() < 0.5))
        main, dispositions, rejected = done(population, source, Path(folder), chance.choice(list(SINKS)))
    wanted = expected(population, data)
    assert (main, dispositions, [r.row for r in rejected]) == wanted


@pytest.mark.parametrize("room", [0, 1 << 30])
def test_persons_out_of_order_come_by_their_first_row_that_can_be_used(
    room: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that contradict each other about when a person began are set aside, and do not say who comes first."""
    text = (
        HEAD
        + """
tema t
læringsmålsett A gyldig til 2025-01-01 mål 1 lav: t
læringsmålsett B gyldig fra 2025-01-01 mål N lav: t
overgang A til B fra 2025-01-01 regel R: 1 = N
"""
    )
    population = Population(Case(checked_for_errors(text).book, text, "B", ()), ())
    data = b"""person,objective,approved,started
P2,1,2020-01-01,2018-01-01
P3,1,2020-01-01,2018-01-01
P0,1,2020-01-01,
P2,1,2020-01-01,2019-01-01
P3,1,2020-01-01,2019-01-01
P2,1,2020-01-01,
P0,1,2020-01-02,
"""
    monkeypatch.setattr(regroup, "room", lambda: room)
    source = text_source(io.BytesIO(data), len(data), form="csv")
    main, dispositions, rejected = done(population, source, tmp_path, "csv")
    assert (main, dispositions, [r.row for r in rejected]) == expected(population, data)
    assert [line.partition(",")[0] for line in main.splitlines()] == ["person", "P0", "P2"]


def test_the_hash_of_rows_is_of_what_they_say() -> None:
    """Rows that stand elsewhere in memory, or have other bits behind their nulls, have the same hash."""
    rows = pa.table(
        {
            "person": pa.array(["A", "A", "B"]).dictionary_encode(),
            "objective": pa.array(["M-1", "M-2", "M-1"]).dictionary_encode(),
            "approved": pa.array([1, 2, 3], pa.int32()).cast(pa.date32()),
            "started": pa.array([None, 5, None], pa.int32()).cast(pa.date32()),
        }
    )
    bits = pa.Array.from_buffers(
        pa.int32(), 3, [pa.py_buffer(bytes([0b11111010])), pa.py_buffer(b"abcd\x05\0\0\0wxyz")]
    )
    other = rows.set_column(3, "started", bits.cast(pa.date32()))
    moved = pa.table(
        {
            n: pa.concat_arrays([c.chunk(0), c.chunk(0)]).slice(3)
            for n, c in zip(rows.schema.names, rows.columns, strict=True)
        }
    )
    hashes = {hash_of(Group(tuple(chunks_of(Piece(one, 1))))) for one in (rows, other, moved)}
    assert len(hashes) == 1
    less = rows.slice(0, 2)
    assert hash_of(Group(tuple(chunks_of(Piece(less, 1))))) not in hashes
