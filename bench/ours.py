"""lmrules, as the other engines: the same jobs, by the same names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import lmrules
from bench import limits
from bench.books import ROW_GROUP
from lmrules.api import Rulebook
from lmrules.bulk.engine import Engine
from lmrules.bulk.pieces import Piece

NAME = "lmrules"
_WANTED = {"grid": ("outcome",), "long": ("outcome", "rule")}


def table(book: Rulebook, path: Path, shape: str) -> pa.Table:
    """Outcome and rule (in a grid: outcome) for the persons of a Parquet file, as Arrow."""
    if hasattr(book, "transfer_many"):
        found = book.transfer_many(path, columns=_WANTED[shape], shape=shape)
        return found.read_all() if isinstance(found, pa.RecordBatchReader) else found
    return pa.concat_tables(_run(book, path, shape))


def to_file(book: Rulebook, path: Path, out: Path, shape: str) -> None:
    """The same to a Parquet file, never all of it in memory."""
    found: Iterator[pa.Table | pa.RecordBatch]
    if hasattr(book, "transfer_many"):
        whole = book.transfer_many(path, columns=_WANTED[shape], shape=shape)
        found = iter(whole if isinstance(whole, pa.RecordBatchReader) else [whole])
    else:
        found = _run(book, path, shape)
    writer: pq.ParquetWriter | None = None
    for part in found:
        writer = writer or pq.ParquetWriter(out, part.schema, **limits.WRITER)
        writer.write(part, row_group_size=ROW_GROUP)
    if writer is not None:
        writer.close()


def _run(book: Rulebook, path: Path, shape: str) -> Iterator[pa.Table]:
    """The engine for tables on its own, fed a row group at a time."""
    for decided in _engine(book, shape).run(_pieces(path)):
        yield decided.decisions


@lru_cache
def _engine(book: Rulebook, shape: str) -> Engine:
    """Made once for a rulebook, as ``transfer_many`` will have it."""
    return Engine(book.plan(), _WANTED[shape], shape=shape)  # type: ignore[arg-type]


def _pieces(path: Path) -> Iterator[Piece]:
    first = 1
    with limits.opened(path) as file:
        for number in range(file.num_row_groups):
            read = file.read_row_group(number)
            yield Piece(read, first)
            first += read.num_rows


def engine_note() -> str:
    """What was measured, where it is not what a user calls."""
    if hasattr(Rulebook, "transfer_many"):
        return ""
    return "lmrules: its engine for tables alone, fed by the bench, since transfer_many is not there yet"


def decider(book: Rulebook) -> Callable[[Iterable[str]], dict[str, str]]:
    """Codes that count to what is granted, with the deciding rule; each code must be of one set only."""
    decide = book.decider().decide_held
    # Of an earlier version's set a code must be written with the set; worked out once, as a caller would.
    last = {step.transition.old for step in book.prepared().last}
    named = {o.code: str(o) for o in book.model.objective if o.set not in last}
    if not named:
        return lambda codes: decide(codes).transferred
    return lambda codes: decide([named.get(code, code) for code in codes]).transferred


def decider_of_rows(book: Rulebook) -> Callable[[list[lmrules.Approval]], dict[str, str]]:
    """One person's rows, dates and all, to the same."""
    decide = book.decider().decide
    return lambda rows: decide(rows).transferred


def interpreted(book: Rulebook, rows: list[tuple[str, str, dt.date]]) -> dict[str, str]:
    """One person's (code, status, day) rows by the interpreter, to which all others are held.

    What is transferred with its rule, and what is approved already with an empty text.
    """
    result = book.transfer(
        [lmrules.Approval(code, day, status=status) for code, status, day in rows]  # type: ignore[arg-type]
    )
    granted = {d.objective.code: d.rule or "" for d in result.transferred}
    return granted | {d.objective.code: "" for d in result.approved}
