"""What a run needs of an engine, and of whoever brings each person's rows together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeAlias

import pyarrow as pa

from lmrules.bulk.piece import Piece
from lmrules.evaluate.holdings import RowProblem


class NotGrouped(Exception):
    """A person's rows do not stand together. Names no person."""


class Engine(Protocol):
    """Decides pieces in which each person's rows stand together, and whole.

    An empty piece gives empty tables with the same columns.
    """

    def decide(self, piece: Piece) -> pa.Table:
        """One row for each person and objective: ``person, objective, outcome, reason, rule, transition, …``."""

    def dispositions(self, piece: Piece) -> pa.Table:
        """What became of each row, in input order: ``row``, ``id`` where there is one, ``disposition``, …."""

    def problems(self, piece: Piece) -> Sequence[RowProblem]:
        """The rows that cannot be evaluated (:func:`lmrules.evaluate.holdings.row_problems`)."""


Grouped: TypeAlias = Callable[[Iterator[Piece]], Iterator[Piece]]
"""Cuts what a source gives into pieces of whole persons; raises :class:`NotGrouped` where it cannot."""
