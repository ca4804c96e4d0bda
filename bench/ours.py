"""lmrules, as the other engines: the same jobs, by the same names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bench import limits
from bench.books import ROW_GROUP
from lmrules.api import Rulebook
from lmrules.bulk.engine import Engine
from lmrules.bulk.pieces import Piece
from lmrules.compiled.plan import compiled

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
    engine = Engine(compiled(book.prepared()), _WANTED[shape], shape=shape)  # type: ignore[arg-type]
    for decided in engine.run(_pieces(path)):
        yield decided.decisions


def _pieces(path: Path) -> Iterator[Piece]:
    first = 1
    with limits.opened(path) as file:
        for number in range(file.num_row_groups):
            read = file.read_row_group(number)
            yield Piece(read, first)
            first += read.num_rows


def engine_note() -> str:
    """Which engines were measured, where they are not what a user calls."""
    said = []
    if not hasattr(Rulebook, "transfer_many"):
        said.append("many persons: lmrules.bulk.engine itself, fed by the bench (no transfer_many yet)")
    if not hasattr(Rulebook, "decider"):
        said.append("one person: masks made by the bench from lmrules.compiled (no decider yet)")
    return "; ".join(said)


def decider(book: Rulebook) -> Callable[[Iterable[str]], dict[str, str]]:
    """Codes held to what is granted, with the deciding rule."""
    if hasattr(book, "decider"):
        decide: Callable[[Iterable[str]], dict[str, str]] = book.decider(book.target()).decide
        return decide
    return _masks(book)


def _masks(book: Rulebook) -> Callable[[Iterable[str]], dict[str, str]]:
    worked_out = compiled(book.prepared())
    bits: dict[str, int] = {}
    for place, (objective, _) in enumerate(worked_out.counting.atoms):
        bits[objective.code] = bits.get(objective.code, 0) | 1 << place
    listed = worked_out.eras[-1].of
    choices = [
        (target.code, [(c.support.all_of, c.rule.name) for c in listed[target] or ()])
        for target in worked_out.targets
    ]

    def decide(codes: Iterable[str]) -> dict[str, str]:
        held = 0
        for code in codes:
            held |= bits.get(code, 0)  # 0: no rule asks for it
        found = {}
        for target, ways in choices:
            for mask, rule in ways:
                if mask & held == mask:
                    found[target] = rule
                    break
        return found

    return decide


def interpreted(book: Rulebook, rows: list[tuple[str, str, dt.date]]) -> dict[str, str]:
    """One person's (code, status, day) rows by the interpreter, to which all others are held.

    What is transferred with its rule, and what is approved already with an empty text.
    """
    import lmrules

    result = book.transfer(
        [lmrules.Approval(code, day, status=status) for code, status, day in rows]  # type: ignore[arg-type]
    )
    granted = {d.objective.code: d.rule or "" for d in result.transferred}
    return granted | {d.objective.code: "" for d in result.approved}
