"""The rows a run could not use, kept on disk until all of them are known."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lmrules.approvals.columns import NAMES
from lmrules.approvals.problems import Problem, RejectedRow
from lmrules.approvals.rejects import cells_of
from lmrules.approvals.rows import starts_differ
from lmrules.bulk.piece import Piece
from lmrules.bulk.sources import approvals_of
from lmrules.evaluate.holdings import RowProblem
from lmrules.messages import LANGUAGES, Text


class Rejects:
    """Rejected rows, in the order of their numbers once all are there. Memory: some 100 bytes for each."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO = path.open("w+b")
        self._at: list[tuple[int, int]] = []

    def __len__(self) -> int:
        return len(self._at)

    def add(self, row: RejectedRow) -> None:
        """Keep ``row``."""
        self._at.append((row.row, self._file.seek(0, 2)))
        messages = [row.message(lang) for lang in LANGUAGES]
        self._file.write(json.dumps([row.row, row.line, messages, row.raw]).encode() + b"\n")

    def rows(self) -> Iterator[RejectedRow]:
        """Every row, by number."""
        self._at.sort()
        for _, at in self._at:
            self._file.seek(at)
            row, line, messages, raw = json.loads(self._file.readline())
            yield RejectedRow(row, line, (Problem(Text(*messages)),), tuple(raw))

    def clear(self) -> None:
        """Forget them all."""
        self._file.truncate(0)
        self._at.clear()

    def close(self) -> None:
        """Take the file away."""
        self._file.close()
        self._path.unlink(missing_ok=True)


def without_contradictions(piece: Piece, cells: tuple[str, ...]) -> Piece:
    """``piece``, of whole persons, without the rows of those who began on different days; these are rejected.

    The same rule as in :mod:`lmrules.approvals.reading`: only rows that say when the person began go.
    """
    if "started" not in piece.table.column_names:
        return piece
    given = piece.table.select(["person", "started"]).filter(pc.field("started").is_valid())
    persons = given.group_by("person").aggregate([("started", "min"), ("started", "max")])
    several = persons.filter(pc.field("started_min") != pc.field("started_max")).column("person")
    if not len(several):
        return piece
    theirs = pc.is_in(piece.table.column("person").cast(pa.string()), value_set=several.cast(pa.string()))
    bad = pc.and_(theirs, piece.table.column("started").is_valid()).combine_chunks()
    numbers = piece.numbers
    table = piece.table
    if "row" not in table.column_names:
        table = table.append_column("row", numbers)
    rows: dict[str, list[RejectedRow]] = {}
    wrong = Piece(table.filter(bad), piece.first_row)
    by_person: dict[str, list[int]] = {}
    for approval in approvals_of(wrong):
        by_person.setdefault(approval.person.reveal(), []).append(approval.row)
    for approval in approvals_of(wrong):
        person = approval.person.reveal()
        why = starts_differ(by_person[person], NAMES["started"])
        rows.setdefault(person, []).append(RejectedRow(approval.row, 0, (why,), cells_of(approval, cells)))
    rejected = sorted((r for one in rows.values() for r in one), key=lambda r: r.row)
    return Piece(table.filter(pc.invert(bad)), piece.first_row, (*piece.rejected, *rejected))


def of_problems(piece: Piece, problems: list[RowProblem], cells: tuple[str, ...]) -> Iterator[RejectedRow]:
    """The rows of ``piece`` that could not be evaluated, as rejected rows."""
    if not problems:
        return
    by_row = {p.row: p for p in problems}
    numbers = piece.numbers
    mask = np.isin(numbers.to_numpy(), np.array(list(by_row), dtype=np.int64))
    table = piece.table
    if "row" not in table.column_names:
        table = table.append_column("row", numbers)
    for approval in approvals_of(Piece(table.filter(pa.array(mask)), piece.first_row)):
        found = by_row[approval.row]
        why = (Problem(found.text, found.fields),)
        yield RejectedRow(approval.row, 0, why, cells_of(approval, cells))
