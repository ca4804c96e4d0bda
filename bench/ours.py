"""lmrules, as the other engines: the same jobs, by the same names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path

import pyarrow as pa

import lmrules
import lmrules.bulk.many  # what is imported when first used: importing is counted of no engine
from lmrules.api import Rulebook
from lmrules.bulk.parquet import write_parquet

NAME = "lmrules"
_WANTED = {"grid": ("outcome",), "long": ("outcome", "rule")}


def table(book: Rulebook, path: Path, shape: str) -> pa.Table:
    """Outcome and rule (in a grid: outcome) for the persons of a Parquet file, as Arrow."""
    return book.transfer_many(path, columns=_WANTED[shape], shape=shape)  # type: ignore[arg-type]


def to_file(book: Rulebook, path: Path, out: Path, shape: str) -> None:
    """The same to a Parquet file, never all of it in memory; a row group for each table that comes."""
    write_parquet(book.transfer_batches(path, columns=_WANTED[shape], shape=shape), out)  # type: ignore[arg-type]


def decider(book: Rulebook) -> Callable[[Iterable[str]], dict[str, str]]:
    """Codes that count to what is granted, with the deciding rule; each code must be of one set only."""
    decide = book.decider().decide_held
    # Of an earlier version's set a code must be written with the set; worked out once, as a caller would.
    known = {step.transition.old for step in book.prepared().last} | {book.target()}
    named = {o.code: str(o) for o in book.model.objective if o.set not in known}
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
