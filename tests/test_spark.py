"""Spark says what the evaluator says: :func:`lmrules.spark.transfer` in local mode."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator, Sequence
from contextlib import chdir, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import pytest
from hypothesis import given, settings
from sql_cases import Answers, Population, answers, expected, hostile, pools, populations, said_of, table

import lmrules
from lmrules.api import Rulebook
from lmrules.approvals import read_approvals
from lmrules.model.approval import Approval

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
    # Spark's own sockets are closed when Python ends.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

_QUICK = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.adaptive.enabled": "false",
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


def the_worked_case_and_nothing_left_behind(spark: SparkSession) -> None:
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


def decided(spark: SparkSession, book: Rulebook, approvals: Sequence[Approval], **how: object) -> Answers:
    """What Spark says of everybody."""
    from lmrules import spark as on_spark

    df = spark.createDataFrame(table(approvals), SCHEMA)
    return answers(on_spark.transfer(df, book, **how).collect())  # type: ignore[arg-type]


def the_shipped_rulebook_decides_as_transfer(spark: SparkSession) -> None:
    """The nuclear medicine rulebook on the example approvals, every person and objective."""
    book = lmrules.load(ROOT / "rules" / "nukleaermedisin.rules")
    approvals = read_approvals(ROOT / "rules" / "eksempler" / "godkjenninger.csv").approvals
    assert decided(spark, book, approvals) == said_of(book, approvals)


def names_are_only_names(spark: SparkSession) -> None:
    """No code, rule or rulebook is taken for SQL, a setting, a pattern or another name."""
    book, approvals = hostile()
    assert decided(spark, book, approvals) == said_of(book, approvals)


def some_of_many_is_counted(spark: SparkSession) -> None:
    """`minst k av` that stays one way."""
    book, approvals = pools()
    assert decided(spark, book, approvals) == said_of(book, approvals)


@settings(max_examples=4)
@given(population=populations())
def generated_cases_are_decided_as_the_evaluator_does(spark: SparkSession, population: Population) -> None:
    """Outcome, reason, rule and transition on generated rulebooks; none where a row is no use."""
    case = population.case
    checked = attrs.evolve(case.checked, diagnostics=())
    keep_going = len(population.approvals) % 2 == 1
    how = {"to": case.target, "as_of": case.as_of, "keep_going": keep_going}
    wanted = expected(case, population.approvals, keep_going=keep_going)
    assert decided(spark, Rulebook(checked), population.approvals, **how) == wanted


def a_column_that_is_no_date_or_unknown_is_an_error(spark: SparkSession) -> None:
    """Days that are texts, and a misspelled column, are told at once and not left out."""
    from lmrules import spark as on_spark

    book = lmrules.load(CASE / "book.rules")
    with pytest.raises(TypeError, match="approved"):
        on_spark.transfer(
            spark.createDataFrame([("A", "B", "C")], "person STRING, objective STRING, godkjent STRING"), book
        )
    odd = spark.createDataFrame([], "person STRING, objective STRING, approved DATE, statuss STRING")
    with pytest.raises(ValueError, match="4"):
        on_spark.transfer(odd, book)


def the_example_in_the_documentation_runs(spark: SparkSession) -> None:
    """The example of the how-to runs as it stands, from the root of the repository."""
    del spark
    page = (ROOT / "docs" / "how-to" / "sql.md").read_text(encoding="utf-8")
    example = page.partition("```py\n")[2].partition("```")[0]
    with chdir(ROOT), redirect_stdout(io.StringIO()) as shown:
        exec(example, {"__name__": "example"})  # noqa: S102 - our own documentation
    assert "transferred" in shown.getvalue()


def test_spark_says_what_the_evaluator_says(spark: SparkSession) -> None:
    """One test, so that one worker starts one session."""
    the_worked_case_and_nothing_left_behind(spark)
    the_shipped_rulebook_decides_as_transfer(spark)
    names_are_only_names(spark)
    some_of_many_is_counted(spark)
    generated_cases_are_decided_as_the_evaluator_does(spark)
    a_column_that_is_no_date_or_unknown_is_an_error(spark)
    the_example_in_the_documentation_runs(spark)
