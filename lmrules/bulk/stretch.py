"""What passes from readers to the run: a stretch of approvals as a table with fixed columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs
import numpy as np
import pyarrow as pa

from lmrules.approvals.columns import Column
from lmrules.approvals.problems import RejectedRow
from lmrules.bulk.arrays import of_ints
from lmrules.bulk.pieces import Piece

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
"""The columns of a stretch; those that may be missing in the input stand only where it has them."""


@attrs.frozen(eq=False)
class Stretch(Piece):
    """A piece with these very types, text trimmed and codes in NFC, and the rows that could not be read."""

    rejected: tuple[RejectedRow, ...] = ()

    @property
    def numbers(self) -> pa.Array:
        """The number of each row, as int64."""
        if "row" in self.table.column_names:
            return self.table.column("row").combine_chunks()
        return of_ints(np.arange(self.first_row, self.first_row + self.table.num_rows, dtype=np.int64))

    @property
    def numbered(self) -> pa.Table:
        """The table with the column ``row``."""
        if "row" in self.table.column_names:
            return self.table
        return self.table.append_column("row", self.numbers)


def schema_of(columns: Iterable[Column], *, row: bool = False) -> pa.Schema:
    """The schema of stretches of an input with ``columns``; ``row`` for numbers of their own."""
    given = set(columns)
    fields = [pa.field(name, kind) for name, kind in TYPES.items() if name in given]
    return pa.schema([*fields, pa.field("row", pa.int64())] if row else fields)


def gathered(stretches: Iterable[Stretch], least: int) -> Iterator[Stretch]:
    """``stretches`` put together until each, but the last, has at least ``least`` rows; no rejected ones."""
    held: list[Stretch] = []
    for stretch in stretches:
        if stretch.table.num_rows:
            held.append(stretch)
        if sum(h.table.num_rows for h in held) >= least:
            yield together(held)
            held = []
    if held:
        yield together(held)


def together(held: Sequence[Stretch]) -> Stretch:
    """``held`` as one stretch without rejected rows; with the column ``row`` where numbers do not follow."""
    if len(held) == 1:
        return held[0]
    expected = held[0].first_row
    follow = True
    for one in held:
        follow &= one.first_row == expected and "row" not in one.table.column_names
        expected += one.table.num_rows
    tables = [one.table if follow else one.numbered for one in held]
    return Stretch(pa.concat_tables(tables).unify_dictionaries().combine_chunks(), held[0].first_row)
