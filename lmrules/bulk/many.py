"""Decisions for many persons, in memory as Arrow (``interfaces.md``, ``transfer_many``)."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import attrs
import pyarrow as pa

from lmrules.approvals.problems import RejectedRow
from lmrules.bulk.engine import Engine
from lmrules.bulk.grouping import NotGrouped
from lmrules.bulk.opening import opened
from lmrules.bulk.pieces import Piece
from lmrules.bulk.sources import BATCH_ROWS, Source
from lmrules.bulk.sources_arrow import table_source
from lmrules.bulk.stretch import Stretch, gathered

Table: TypeAlias = pa.Table
_SHOWN = 10


class UnusableTable(ValueError):
    """A table with rows that cannot be used; the message names rows, never persons."""


def decided(
    engine: Engine, approvals: object, *, sheet: str | None = None, table: str | None = None
) -> pa.Table:
    """The decisions for everybody in ``approvals``: a path or address, several paths, or a table in memory.

    :class:`UnusableTable` where a row cannot be used; ``ApprovalsError`` for what cannot be read at all. Rows
    that are not grouped by person are sorted first.
    """
    source = _source(approvals, sheet, table)
    try:
        reading = _Reading(engine)
        try:
            tables = list(reading.read(source))
        except NotGrouped:
            from lmrules.bulk.regroup import Regrouped  # with DuckDB, which few need

            reading = _Reading(engine)
            with tempfile.TemporaryDirectory(prefix="lmrules-") as folder:
                tables = list(reading.read(Regrouped(source, Path(folder))))
    finally:
        source.close()
    reading.complain()
    return pa.concat_tables(tables) if tables else pa.Table.from_batches([], engine.schema)


def streamed(engine: Engine, approvals: object) -> Iterator[pa.Table]:
    """The same a table at a time, in order, each of whole persons: memory is bounded whatever their number.

    Raises as :func:`decided` does, at the end at the latest, and :class:`UnusableTable` also for rows that
    are not grouped by person: what was given before an error is then worth nothing.
    """
    source = _source(approvals, None, None)
    reading = _Reading(engine)
    try:
        yield from reading.read(source)
    except NotGrouped as apart:
        raise UnusableTable(
            "the rows of one person stand apart; sort by person, or use transfer_many"
        ) from apart
    finally:
        source.close()
    reading.complain()
    if not reading.given:
        yield pa.Table.from_batches([], engine.schema)


def _source(approvals: object, sheet: str | None, table: str | None) -> Source:
    if isinstance(approvals, str | os.PathLike):
        return opened([os.fspath(approvals)], sheet=sheet, table=table)
    if isinstance(approvals, Sequence) and all(isinstance(one, str | os.PathLike) for one in approvals):
        return opened([os.fspath(one) for one in approvals], sheet=sheet, table=table)
    return table_source(approvals)


@attrs.define(eq=False)
class _Reading:
    """One reading of the input: how many tables of decisions it gave, and what could not be used."""

    engine: Engine
    given: int = 0
    rejected: list[RejectedRow] = attrs.field(factory=list)
    several: list[int] = attrs.field(factory=list)
    started_twice: list[int] = attrs.field(factory=list)

    def read(self, source: Source) -> Iterator[pa.Table]:
        for one in self.engine.run(self.pieces(source)):
            self.several += one.several
            self.started_twice += one.started_twice
            self.given += 1
            yield one.decisions

    def pieces(self, source: Source) -> Iterator[Piece]:
        return iter(gathered(self.noting(source), BATCH_ROWS // 2))

    def noting(self, source: Source) -> Iterator[Stretch]:
        for stretch in source.pieces():
            self.rejected += stretch.rejected
            yield stretch

    def complain(self) -> None:
        """:class:`UnusableTable` where there are rows that could not be used."""
        said = [f"row {row.row}: {row.message('en')}" for row in self.rejected]
        said += [f"row {row}: its code is in several sets valid then; name the set" for row in self.several]
        said += [f"row {row}: its person is said to have begun on several days" for row in self.started_twice]
        if said:
            more = f"; and {len(said) - _SHOWN} more" if len(said) > _SHOWN else ""
            raise UnusableTable("; ".join(said[:_SHOWN]) + more)
