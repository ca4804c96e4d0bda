"""Spark says what the evaluator says: :func:`lmrules.spark.transfer` in local mode."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import lmrules
from lmrules.approvals import read_approvals

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ROOT = Path(__file__).parent.parent
CASE = ROOT / "tests" / "cases" / "whole-file"
SCHEMA = (
    "person STRING, objective STRING, approved DATE, `set` STRING, status STRING, started DATE, id STRING"
)

pytestmark = [
    pytest.mark.skipif(
        shutil.which("java") is None, reason="Spark needs Java 17 (Debian: openjdk-17-jre-headless)"
    ),
    # One session for all, and Spark's own sockets are closed when Python ends.
    pytest.mark.xdist_group("spark"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

_QUICK = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.autoBroadcastJoinThreshold": "-1",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
"""For many small tables on one machine; a cluster would be set up the other way round."""


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[1]").appName("lmrules")
    for name, value in _QUICK.items():
        builder = builder.config(name, value)
    made = builder.getOrCreate()
    yield made
    made.stop()


def test_the_worked_case_and_nothing_left_behind(spark: SparkSession) -> None:
    """The answers worked out by hand, from columns with Norwegian names; the view is gone."""
    from lmrules import spark as on_spark

    book = lmrules.load(CASE / "book.rules")
    rows = [
        (a.person.reveal(), a.objective, a.approved, a.status)
        for a in read_approvals(CASE / "approvals.csv").approvals
    ]
    df = spark.createDataFrame(rows, "lis STRING, `læringsmål` STRING, godkjent DATE, status STRING")
    found = on_spark.transfer(df, book)
    assert found.columns == ["person", "objective", "outcome", "reason", "rule", "transition", "problems"]
    said = {(r.person, r.objective, r.outcome, r.reason or "", r.rule or "") for r in found.collect()}
    with (CASE / "expected.csv").open(encoding="utf-8") as file:
        keys = ("person", "objective", "outcome", "reason", "rule")
        assert said == {tuple(row[k] for k in keys) for row in csv.DictReader(file)}
    assert spark.catalog.listTables() == []
