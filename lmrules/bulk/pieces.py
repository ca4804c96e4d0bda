"""Approvals as Arrow tables with columns of known names and types, a piece at a time."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lmrules.bulk.arrays import Ints, ints_of

Places = npt.NDArray[np.intp]
"""Where things stand, counted from 0."""
Days = npt.NDArray[np.int32]
"""Days since 1970-01-01."""

NO_DAY = np.iinfo(np.int32).min
"""Stands for no day."""


@attrs.frozen(eq=False)
class Piece:
    """Some rows of approvals, in input order.

    ``table`` has the columns ``person`` and ``objective`` (text, or text by dictionary) and ``approved``
    (date32), none of them null; where the input has them ``set``, ``status``, ``started`` (date32) and
    ``id``, which may be. ``first_row`` is the number of its first row, unless a column ``row`` numbers
    them.
    """

    table: pa.Table = attrs.field(repr=False)
    first_row: int


@attrs.frozen(eq=False)
class Text:
    """A column of text: for each row the place of its text in ``values``; -1 where there is none."""

    places: Ints
    values: pa.Array = attrs.field(repr=False)

    @property
    def words(self) -> tuple[str, ...]:
        """The different texts."""
        return tuple(self.values.to_pylist())

    @classmethod
    def of(cls, column: pa.Array) -> Text:
        """A text column, by dictionary or not."""
        coded = column if pa.types.is_dictionary(column.type) else pc.dictionary_encode(column)
        indices = coded.indices
        if indices.null_count:
            indices = pc.fill_null(indices.cast(pa.int32()), -1)
        return cls(ints_of(indices), coded.dictionary)


def days_of(column: pa.Array) -> Days:
    """A date32 column as days; :data:`NO_DAY` for null."""
    numbers = column.cast(pa.int32())
    if numbers.null_count:
        numbers = pc.fill_null(numbers, int(NO_DAY))
    return ints_of(numbers).view(np.int32)


@attrs.frozen(eq=False)
class Chunk:
    """The rows of a piece whose columns each stand in one block of memory."""

    batch: pa.RecordBatch = attrs.field(repr=False)
    first_row: int
    person: Text
    objective: Text
    approved: Days

    @classmethod
    def of(cls, batch: pa.RecordBatch, first_row: int) -> Chunk:
        """A record batch with the columns of :class:`Piece`."""
        return cls(
            batch,
            first_row,
            Text.of(batch.column("person")),
            Text.of(batch.column("objective")),
            days_of(batch.column("approved")),
        )

    def __len__(self) -> int:
        return int(self.batch.num_rows)

    def has(self, name: str) -> bool:
        """Whether there is a column ``name``."""
        return name in self.batch.schema.names

    def text(self, name: str) -> Text | None:
        """The text column ``name``, if there is one."""
        return Text.of(self.batch.column(name)) if self.has(name) else None

    @property
    def rows(self) -> npt.NDArray[np.int64]:
        """The numbers of the rows."""
        if self.has("row"):
            numbers: npt.NDArray[np.int64] = self.batch.column("row").to_numpy(zero_copy_only=False)
            return numbers
        return np.arange(self.first_row, self.first_row + len(self), dtype=np.int64)

    def part(self, start: int, stop: int) -> Chunk:
        """The rows from ``start`` up to ``stop``, nothing copied."""
        return Chunk(
            self.batch.slice(start, stop - start),
            self.first_row + start,
            Text(self.person.places[start:stop], self.person.values),
            Text(self.objective.places[start:stop], self.objective.values),
            self.approved[start:stop],
        )


def chunks_of(piece: Piece) -> list[Chunk]:
    """The chunks of a piece that have rows."""
    found, row = [], piece.first_row
    for batch in piece.table.to_batches():
        if batch.num_rows:
            found.append(Chunk.of(batch, row))
        row += batch.num_rows
    return found
