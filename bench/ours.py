"""lmrules, as the other engines: the same jobs, by the same names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path

import pyarrow as pa

from lmrules.api import Rulebook
from lmrules.compiled.plan import Plan, compiled

NAME = "lmrules"


def table(book: Rulebook, path: Path, shape: str) -> pa.Table:
    """Outcome and rule (in a grid: outcome) for the persons of a Parquet file, as Arrow."""
    if hasattr(book, "transfer_many"):
        found = book.transfer_many(path, columns=("outcome", "rule"), shape=shape)
        return found.read_all() if isinstance(found, pa.RecordBatchReader) else found
    from bench import interim

    return interim.transfer(plan(book), path, shape)


def plan(book: Rulebook) -> Plan:
    """What is worked out once for every person, anew."""
    return compiled(book.prepared())


def engine_note() -> str:
    """Which engine for many persons was measured."""
    there = hasattr(Rulebook, "transfer_many")
    return "" if there else "stand-in in numpy: lmrules' own engine for many persons is not there yet"


def decider(book: Rulebook) -> Callable[[Iterable[str]], dict[str, str]]:
    """Codes held to what is granted, with the deciding rule."""
    if hasattr(book, "decider"):
        made = book.decider(book.target())
        return made.decide  # type: ignore[no-any-return]
    worked_out = plan(book)
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
            held |= bits[code]
        found = {}
        for target, ways in choices:
            for mask, rule in ways:
                if mask & held == mask:
                    found[target] = rule
                    break
        return found

    return decide


def interpreted(book: Rulebook, rows: list[tuple[str, str, dt.date]]) -> dict[str, str]:
    """The same for one person's (code, status, day) rows, by the interpreter: what the others are held to."""
    import lmrules

    result = book.transfer(
        [lmrules.Approval(code, day, status=status) for code, status, day in rows]  # type: ignore[arg-type]
    )
    granted = {d.objective.code: d.rule or "" for d in result.transferred}
    return granted | {d.objective.code: "" for d in result.approved}
