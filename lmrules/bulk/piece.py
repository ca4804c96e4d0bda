"""What passes between readers, engine and writers: a stretch of approvals as a table with fixed columns."""

from __future__ import annotations

from collections.abc import Iterable

import attrs
import pyarrow as pa

from lmrules.approvals.columns import Column
from lmrules.approvals.problems import RejectedRow

WORDS = pa.dictionary(pa.int32(), pa.string())
TYPES: dict[str, pa.DataType] = {
    "person": WORDS,
    "objective": WORDS,
    "approved": pa.date32(),
    "set": WORDS,
    "status": WORDS,
    "started": pa.date32(),
    "id": pa.string(),
}
"""The columns of a piece. ``set``, ``status``, ``started`` and ``id`` stand only where the input has them."""


@attrs.frozen(eq=False)
class Piece:
    """Approvals in input order, with what could not be read among them.

    ``table`` has the columns of :data:`TYPES` that the input has; text is trimmed, codes are in NFC, and
    ``person``, ``objective`` and ``approved`` have no nulls. Rows are numbered on from ``first_row``; where
    their numbers do not follow each other, they stand in a column ``row`` (int64). The table holds persons
    and never prints.
    """

    table: pa.Table = attrs.field(repr=False)
    first_row: int
    rejected: tuple[RejectedRow, ...] = ()

    @property
    def numbers(self) -> pa.Array:
        """The number of each row, as int64."""
        if "row" in self.table.column_names:
            return self.table.column("row").combine_chunks()
        return pa.array(range(self.first_row, self.first_row + self.table.num_rows), pa.int64())


def schema_of(columns: Iterable[Column], *, row: bool = False) -> pa.Schema:
    """The schema of pieces of an input with ``columns``; ``row`` for numbers of their own."""
    given = set(columns)
    fields = [pa.field(name, kind) for name, kind in TYPES.items() if name in given]
    return pa.schema([*fields, pa.field("row", pa.int64())] if row else fields)
