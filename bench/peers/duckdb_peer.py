"""DuckDB: the best SQL we could write by hand.

A person is two whole numbers, one bit per code, made by ``bit_or``; an objective is a CASE over masks.
Outcome, objective and rule are enums, which leave DuckDB as dictionaries. Several ways are measured, and the
best counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb
import pyarrow as pa

from bench.peers.masks import OUTCOMES, Ways, lines, ways
from bench.problem import Problem

PACKAGE = "duckdb"
RULES = True

_COPY = "(format parquet, compression zstd, compression_level 1, row_group_size 1048576)"


def tables(asked: Problem, shape: str) -> dict[str, Callable[[Path], pa.Table]]:
    """Parquet to Arrow, by the way it is done."""
    connection = connect(asked)
    return {
        name: partial(_arrow, connection, query)
        for name, query in _queries(asked, shape, "read_parquet($file)").items()
    }


def files(asked: Problem, shape: str) -> dict[str, Callable[[Path, Path], None]]:
    """Parquet to Parquet."""
    connection = connect(asked)
    return {
        name: partial(_copied, connection, query)
        for name, query in _queries(asked, shape, "read_parquet($file)").items()
    }


def one(asked: Problem) -> Callable[[frozenset[str]], dict[str, str | None]]:
    """One person by a prepared query over masks; the mask is made in Python."""
    connection = connect(asked)
    bits = {line.code: line.old for line in lines(asked)}
    columns = ", ".join(_rule(way, old="h.old", new=None) for way in ways(asked))
    connection.execute(f"prepare person as select {columns} from (select $1::bigint as old) h")

    def decide(codes: frozenset[str]) -> dict[str, str | None]:
        mask = sum(bits[code] for code in codes)
        row = connection.execute(f"execute person({mask})").fetchone() or ()
        return {o: rule for o, rule in zip(asked.objectives, row, strict=True) if rule is not None}

    return decide


def connect(asked: Problem) -> duckdb.DuckDBPyConnection:
    """A connection that has the enums and the table of codes."""
    connection = duckdb.connect()
    connection.execute("set preserve_insertion_order = false")
    connection.execute("set produce_arrow_string_view = true")
    for name, values in (("outcome", OUTCOMES), ("rule", asked.rules), ("objective", asked.objectives)):
        connection.execute(f"create type {name} as enum ({', '.join(map(_text, values))})")
    connection.execute("create table codes (code varchar, old bigint, new bigint)")
    connection.executemany(
        "insert into codes values (?, ?, ?)", [[x.code, x.old, x.new] for x in lines(asked)]
    )
    for kind in ("old", "new"):
        connection.execute(f"set variable {kind}_of = (select map(list(code), list({kind})) from codes)")
    return connection


def _arrow(connection: duckdb.DuckDBPyConnection, query: str, file: Path) -> pa.Table:
    made: pa.Table = connection.sql(query.replace("$file", _text(str(file)))).to_arrow_table()
    return made


def _copied(connection: duckdb.DuckDBPyConnection, query: str, file: Path, out: Path) -> None:
    connection.execute(f"copy ({query.replace('$file', _text(str(file)))}) to {_text(str(out))} {_COPY}")


def _queries(asked: Problem, shape: str, rows: str) -> dict[str, str]:
    made = {name: _held(asked, rows, name) for name in ("join", "map")}
    if shape == "grid":
        columns = ", ".join(f'{_outcome(way)} as "{way.objective}"' for way in ways(asked))
        return {name: f"select person, {columns} from ({held}) h" for name, held in made.items()}
    return {
        f"{name}, {how}": query for name, held in made.items() for how, query in _long(asked, held).items()
    }


def _held(asked: Problem, rows: str, how: str) -> str:
    """Each person's masks. Codes become bits by a join with few rows, or through a map.

    Unknown codes have no bit; the person must stay all the same. The days stand in the query: one window for
    each set.
    """
    spans: dict[tuple[str, dt.date, dt.date], int] = {}
    for line in lines(asked):
        key = ("old" if line.old else "new", line.start, line.end)
        spans[key] = spans.get(key, 0) | line.old | line.new
    masks: dict[str, list[str]] = {"old": [], "new": []}
    for (kind, start, end), bits in spans.items():
        value = kind if how == "join" else f"getvariable('{kind}_of')[objective]"
        alone = all(span[0] != kind or span[1:] == (start, end) for span in spans)
        masks[kind].append(
            f"coalesce(bit_or({value}{'' if alone else f' & {bits}'}) "
            f"filter (approved >= date '{start}' and approved < date '{end}'), 0)"
        )
    old, new = (" | ".join(masks[kind]) for kind in ("old", "new"))
    joined = " left join codes on objective = code" if how == "join" else ""
    return f"select person, {old} as old, {new} as new from {rows}{joined} group by person"


def _long(asked: Problem, held: str) -> dict[str, str]:
    """A row for each person and objective: a query for each objective, or each person's answers unnested."""
    outcome = (
        "case when rule is not null then 'transferred'::outcome "
        "when approved then 'approved'::outcome else 'assessment'::outcome end as outcome"
    )
    each = " union all ".join(
        f"select person, {_text(w.objective)}::objective as objective, new & {w.approved} <> 0 as approved, "
        f"{_rule(w)} as rule from held"
        for w in ways(asked)
    )
    rules = ", ".join(_rule(w) for w in ways(asked))
    codes = ", ".join(f"{_text(w.objective)}::objective" for w in ways(asked))
    approved = ", ".join(f"new & {w.approved} <> 0" for w in ways(asked))
    return {
        "union": f"with held as materialized ({held}) "
        f"select person, objective, {outcome}, rule from ({each})",
        "unnest": f"select person, objective, {outcome}, rule from (select person, "
        f"unnest([{codes}]) as objective, unnest([{approved}]) as approved, unnest([{rules}]) as rule "
        f"from ({held}) h)",
    }


def _outcome(way: Ways) -> str:
    any_of = " or ".join(f"old & {mask} = {mask}" for mask, _ in way.masks) or "false"
    return (
        f"case when new & {way.approved} <> 0 then 'approved'::outcome "
        f"when {any_of} then 'transferred'::outcome else 'assessment'::outcome end"
    )


def _rule(way: Ways, old: str = "old", new: str | None = "new") -> str:
    first = f"when {new} & {way.approved} <> 0 then null " if new else ""
    whens = " ".join(f"when {old} & {mask} = {mask} then {_text(rule)}::rule" for mask, rule in way.masks)
    return f"case {first}{whens} end" if first or whens else "null::rule"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
