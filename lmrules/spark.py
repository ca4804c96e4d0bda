"""The rulebook on Apache Spark, for tables that have outgrown one machine (extra: ``lmrules[spark]``).

There is no engine here: Spark runs the query that :mod:`lmrules.sql` writes. Tested in local mode; a session
of Spark Connect has not been tried.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from pyspark.sql import DataFrame
from pyspark.sql.types import DateType

from lmrules.approvals.columns import SPELLINGS, folded

if TYPE_CHECKING:
    from lmrules.api import Rulebook

_DAYS = ("approved", "started")


def transfer(
    df: DataFrame,
    book: Rulebook,
    *,
    to: str | None = None,
    as_of: dt.date | str | None = None,
    keep_going: bool = False,
    problems: bool = False,
) -> DataFrame:
    """The decisions for everybody in ``df``, one row per person and objective, worked out when asked for.

    ``df`` has the columns of ``interfaces.md``, Approvals in, by their English or Norwegian names, and no
    others; ``approved`` and ``started`` are dates. The result has ``person``, ``objective``, ``outcome``,
    ``reason``, ``rule``, ``transition`` and ``problems``, as :func:`lmrules.sql.query.query` says; with
    ``problems`` it has the rows that cannot be used instead.

    ``ValueError`` for columns that are unknown or lacking, or a rulebook that no query can hold;
    ``TypeError`` for a day that is no date.
    """
    named = {column: SPELLINGS.get(folded(column)) for column in df.columns}
    for field in df.schema.fields:
        if named.get(field.name) in _DAYS and not isinstance(field.dataType, DateType):
            raise TypeError(f"the column {named[field.name]!r} must be of type date, not {field.dataType}")
    view = f"lmrules_{uuid.uuid4().hex}"
    query = book.sql(
        "spark",
        to=to,
        as_of=as_of,
        table=view,
        columns=[name if ours is None else f"{ours}={name}" for name, ours in named.items()],
        keep_going=keep_going,
        problems=problems,
    )
    df.createTempView(view)
    try:
        # The view is looked up here and now; only the work itself waits.
        return df.sparkSession.sql(query)
    finally:
        df.sparkSession.catalog.dropTempView(view)
