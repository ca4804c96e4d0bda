"""polars: lazy frames. Codes become bits, persons are grouped by `bitwise_or`, objectives are masks."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from pathlib import Path

import polars as pl
import pyarrow as pa

from bench.peers.masks import OUTCOMES, Ways, lines, ways
from bench.problem import Problem

PACKAGE = "polars"
RULES = True


def tables(asked: Problem, shape: str) -> dict[str, Callable[[Path], pa.Table]]:
    """Parquet to Arrow."""
    return {
        how: lambda path, how=how: _frame(asked, path, shape).collect(engine=how).to_arrow()
        for how in ("in-memory", "streaming")
    }


def files(asked: Problem, shape: str) -> dict[str, Callable[[Path, Path], None]]:
    """Parquet to Parquet, streaming or not."""
    return {
        how: lambda path, out, how=how: _frame(asked, path, shape).sink_parquet(
            out, compression="zstd", compression_level=1, row_group_size=1_048_576, engine=how
        )
        for how in ("in-memory", "streaming")
    }


def _frame(asked: Problem, path: Path, shape: str) -> pl.LazyFrame:
    held = _held(asked, pl.scan_parquet(path))
    rules, outcomes = pl.Enum(list(asked.rules)), pl.Enum(list(OUTCOMES))
    if shape == "grid":
        return held.select("person", *(_outcome(way, outcomes).alias(way.objective) for way in ways(asked)))
    codes = pl.Enum(list(asked.objectives))
    each = [
        held.select(
            "person",
            pl.lit(way.objective, dtype=codes).alias("objective"),
            _outcome(way, outcomes).alias("outcome"),
            _rule(way, rules).alias("rule"),
        )
        for way in ways(asked)
    ]
    return pl.concat(each)


def _held(asked: Problem, rows: pl.LazyFrame) -> pl.LazyFrame:
    """Each person's masks; unknown codes have no bit."""
    known = lines(asked)
    bits: list[pl.Expr] = []
    for kind in ("old", "new"):
        spans: dict[tuple[object, object], list[tuple[str, int]]] = {}
        for line in known:
            if value := getattr(line, kind):
                spans.setdefault((line.start, line.end), []).append((line.code, value))
        parts = [
            pl.when((pl.col("approved") >= start) & (pl.col("approved") < end))
            .then(pl.col("objective").replace_strict(dict(some), default=0, return_dtype=pl.Int64))
            .otherwise(0)
            for (start, end), some in spans.items()
        ]
        bits.append(reduce(lambda a, b: a | b, parts).alias(kind))
    return (
        rows.with_columns(pl.col("objective").cast(pl.Categorical))
        .select("person", *bits)
        .group_by("person")
        .agg(pl.col("old").bitwise_or(), pl.col("new").bitwise_or())
    )


def _outcome(way: Ways, outcomes: pl.Enum) -> pl.Expr:
    any_of = reduce(
        lambda a, b: a | b, ((pl.col("old") & mask) == mask for mask, _ in way.masks), pl.lit(value=False)
    )
    return (
        pl.when((pl.col("new") & way.approved) != 0)
        .then(pl.lit("approved", dtype=outcomes))
        .when(any_of)
        .then(pl.lit("transferred", dtype=outcomes))
        .otherwise(pl.lit("assessment", dtype=outcomes))
    )


def _rule(way: Ways, rules: pl.Enum) -> pl.Expr:
    found = pl.lit(None, dtype=rules)
    for mask, rule in reversed(way.masks):
        found = pl.when((pl.col("old") & mask) == mask).then(pl.lit(rule, dtype=rules)).otherwise(found)
    return pl.when((pl.col("new") & way.approved) != 0).then(pl.lit(None, dtype=rules)).otherwise(found)
