"""A source of some persons' rows only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from lmrules.bulk.sources import Source
from lmrules.bulk.stretch import Stretch


class NoSuchPerson(Exception):
    """A chosen person has no approvals in the input. Names nobody."""


class Chosen(Source):
    """``source`` with the rows of some persons only. What could not be read stays: it may be theirs."""

    def __init__(self, source: Source, persons: Iterable[str]) -> None:
        self._source = source
        self._persons = pa.array(sorted({person.strip() for person in persons}), pa.string())
        self.columns = source.columns
        self.cells = source.cells
        self.delimiter = source.delimiter
        self.size = source.size

    def pieces(self) -> Iterator[Stretch]:
        """Their rows; :class:`NoSuchPerson` at the end where one of them has none."""
        found: set[str] = set()
        for piece in self._source.pieces():
            self.done = self._source.done
            mask = pc.is_in(piece.table.column("person").cast(pa.string()), value_set=self._persons)
            theirs = piece.numbered.filter(mask)
            found.update(theirs.column("person").cast(pa.string()).unique().to_pylist())
            yield Stretch(theirs, piece.first_row, piece.rejected)
        if len(found) < len(self._persons):
            raise NoSuchPerson

    def originals(self, rows: set[int]) -> Mapping[int, tuple[int, tuple[str, ...]]]:
        """As the source has them."""
        return self._source.originals(rows)

    def close(self) -> None:
        """Close the source."""
        self._source.close()
