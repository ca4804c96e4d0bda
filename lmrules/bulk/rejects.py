"""The rows a run could not use, kept on disk until all of them are known."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import attrs

from lmrules.approvals.columns import NAMES
from lmrules.approvals.problems import Problem, RejectedRow
from lmrules.approvals.rejects import cells_of
from lmrules.approvals.rows import starts_differ
from lmrules.bulk.sources import approvals_of
from lmrules.bulk.stretch import Stretch
from lmrules.evaluate.holdings import row_problems
from lmrules.messages import LANGUAGES, Text
from lmrules.model.approval import Approval
from lmrules.prepared import Prepared


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


def of_starts(rows: Stretch, cells: tuple[str, ...]) -> list[RejectedRow]:
    """The rows of persons who began on several days, rejected as the reader of approvals does it."""
    persons: dict[str, list[Approval]] = {}
    for approval in approvals_of(rows):
        persons.setdefault(approval.person.reveal(), []).append(approval)
    found = []
    for theirs in persons.values():
        why = (starts_differ([a.row for a in theirs], NAMES["started"]),)
        found += [RejectedRow(a.row, 0, why, cells_of(a, cells)) for a in theirs]
    return found


def of_several(
    rows: Stretch, started: Mapping[str, dt.date], prepared: Prepared, cells: tuple[str, ...]
) -> list[RejectedRow]:
    """The rows whose code is in several valid sets, as the evaluator words it; ``started`` by person."""
    found = []
    for approval in approvals_of(rows):
        asked = attrs.evolve(approval, started=started.get(approval.person.reveal()))
        problems = row_problems(prepared, [asked])
        if not problems:
            raise AssertionError(f"row {approval.row} can be used after all")
        why = tuple(Problem(p.text, p.fields) for p in problems)
        found.append(RejectedRow(approval.row, 0, why, cells_of(approval, cells)))
    return found
