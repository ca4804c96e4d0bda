"""SQLite: the same masks as DuckDB's, in a table already loaded and ordered by person.

SQLite has no ``bit_or``: the sum of the different bits is the same thing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from bench import limits
from bench.peers.masks import Ways, lines, ways
from bench.problem import Problem

PACKAGE = "sqlite3"
RULES = True


def version() -> str:
    """The version of the library that Python carries."""
    return sqlite3.sqlite_version


def tables(asked: Problem, shape: str) -> dict[str, Callable[[Path], pa.Table]]:
    """From a loaded table to Arrow; the loading is not counted."""
    loaded: dict[Path, sqlite3.Connection] = {}

    def run(path: Path) -> pa.Table:
        if path not in loaded:
            loaded[path] = _loaded(asked, path)
        cursor = loaded[path].execute(_query(asked, shape))
        names = [column[0] for column in cursor.description]
        return pa.table([pa.array(c) for c in zip(*cursor.fetchall(), strict=True)], names=names)

    return {"sum(distinct bit)": run}


def one(asked: Problem) -> Callable[[frozenset[str]], dict[str, str | None]]:
    """One person by a query over a mask; the mask is made in Python."""
    connection = sqlite3.connect(":memory:")
    bits = {line.code: line.old for line in lines(asked)}
    query = f"select {', '.join(_rule(way, '?1') for way in ways(asked))}"

    def decide(codes: frozenset[str]) -> dict[str, str | None]:
        row = connection.execute(query, (sum(bits[code] for code in codes),)).fetchone()
        return {o: rule for o, rule in zip(asked.objectives, row, strict=True) if rule is not None}

    return decide


def _loaded(asked: Problem, path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "create table codes (code text primary key, old int, new int, a text, b text) without rowid"
    )
    connection.executemany(
        "insert into codes values (?, ?, ?, ?, ?)",
        [(x.code, x.old, x.new, x.start.isoformat(), x.end.isoformat()) for x in lines(asked)],
    )
    connection.execute("create table approvals (person text, objective text, approved text)")
    rows = limits.plain_read(path)
    columns = (
        rows["person"].cast(pa.string()),
        rows["objective"].cast(pa.string()),
        rows["approved"].cast(pa.string()),
    )
    connection.executemany(
        "insert into approvals values (?, ?, ?)", zip(*(c.to_pylist() for c in columns), strict=True)
    )
    connection.execute("create index by_person on approvals (person, objective, approved)")
    connection.commit()
    return connection


def _query(asked: Problem, shape: str) -> str:
    counts = "approved >= a and approved < b"
    held = (
        f"select person, ifnull(sum(distinct old) filter (where {counts}), 0) as old, "
        f"ifnull(sum(distinct new) filter (where {counts}), 0) as new "
        "from approvals left join codes on code = objective group by person"
    )
    if shape == "grid":
        columns = ", ".join(f'{_outcome(way)} as "{way.objective}"' for way in ways(asked))
        return f"select person, {columns} from ({held})"
    each = " union all ".join(
        f"select person, '{w.objective}' as objective, {_outcome(w)} as outcome, "
        f"case when new & {w.approved} then null else {_rule(w, 'old')} end as rule from held"
        for w in ways(asked)
    )
    return f"with held as materialized ({held}) {each}"


def _outcome(way: Ways) -> str:
    any_of = " or ".join(f"old & {mask} = {mask}" for mask, _ in way.masks) or "0"
    granted = f"when {any_of} then 'transferred'"
    return f"case when new & {way.approved} then 'approved' {granted} else 'assessment' end"


def _rule(way: Ways, old: str) -> str:
    whens = " ".join(f"when {old} & {mask} = {mask} then '{rule}'" for mask, rule in way.masks)
    return f"case {whens} end" if whens else "null"
