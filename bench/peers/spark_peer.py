"""Spark on this machine: the same masks in Spark SQL, the codes broadcast."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
from pyspark.sql import SparkSession

from bench.peers.masks import Ways, lines, ways
from bench.problem import Problem

PACKAGE = "pyspark"
RULES = True


def tables(asked: Problem, shape: str) -> dict[str, Callable[[Path], pa.Table]]:
    """Parquet to Arrow in this process."""
    session = _session()

    def run(path: Path) -> pa.Table:
        found: pa.Table = session.sql(_query(asked, shape, path)).toArrow()
        return found

    return {"sql": run}


def files(asked: Problem, shape: str) -> dict[str, Callable[[Path, Path], None]]:
    """Parquet to a folder of Parquet files, as Spark writes them."""
    session = _session()

    def run(path: Path, out: Path) -> None:
        session.sql(_query(asked, shape, path)).write.mode("overwrite").parquet(str(out))

    return {"sql": run}


def _session() -> SparkSession:
    session = (
        SparkSession.builder.master("local[*]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "6g")
        .config("spark.driver.maxResultSize", "4g")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.execution.arrow.pyspark.enabled", "true")
        .config("spark.sql.parquet.compression.codec", "zstd")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    return session


def _query(asked: Problem, shape: str, path: Path) -> str:
    values = ", ".join(
        f"('{x.code}', {x.old}L, {x.new}L, date '{x.start}', date '{x.end}')" for x in lines(asked)
    )
    counts = "approved >= a and approved < b"
    held = (
        "select /*+ broadcast(codes) */ person, "
        f"coalesce(bit_or(old) filter (where {counts}), 0) as old, "
        f"coalesce(bit_or(new) filter (where {counts}), 0) as new from parquet.`{path}` "
        f"left join (values {values}) as codes(code, old, new, a, b) on objective = code group by person"
    )
    if shape == "grid":
        columns = ", ".join(f"{_outcome(way)} as `{way.objective}`" for way in ways(asked))
        return f"select person, {columns} from ({held})"
    each = ", ".join(
        f"struct('{w.objective}' as objective, {_outcome(w)} as outcome, {_rule(w)} as rule)"
        for w in ways(asked)
    )
    return f"select person, inline(array({each})) from ({held})"


def _outcome(way: Ways) -> str:
    any_of = " or ".join(f"old & {mask}L = {mask}L" for mask, _ in way.masks) or "false"
    return (
        f"case when new & {way.approved}L <> 0 then 'approved' "
        f"when {any_of} then 'transferred' else 'assessment' end"
    )


def _rule(way: Ways) -> str:
    whens = " ".join(f"when old & {mask}L = {mask}L then '{rule}'" for mask, rule in way.masks)
    mine = f"case when new & {way.approved}L <> 0 then null {whens} end"
    return mine if whens else "cast(null as string)"
