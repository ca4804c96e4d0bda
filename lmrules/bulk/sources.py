"""What a source of approvals is: something that can be read again and again as pieces, in the same order."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import pyarrow as pa

from lmrules.approvals import texts as reading_texts
from lmrules.approvals.columns import Column
from lmrules.approvals.problems import AcceptedRow, ApprovalsError, RejectedRow, problem
from lmrules.approvals.rejects import cells_of
from lmrules.bulk import texts
from lmrules.bulk.canonical import Canonical
from lmrules.bulk.stretch import TYPES, Stretch, schema_of
from lmrules.messages import Text
from lmrules.model.approval import Approval

BATCH_ROWS = 65_536
"""How many rows a piece from a reader has at most: what of the input is in memory at one time."""

TABLE_ROWS = 1 << 20
"""The same where rows come as Arrow columns, which take a few bytes each."""


class Source(ABC):
    """Approvals to be read as pieces. Reading again gives the same rows with the same numbers.

    ``columns`` are the known columns the input has; ``cells`` and ``delimiter`` its own header, for the
    rejects file. ``done`` of ``size`` says how far the latest reading has come (``size`` None: not known).
    """

    columns: tuple[Column, ...]
    cells: tuple[str, ...]
    delimiter: str = ","
    size: int | None = None
    done: int = 0

    @cached_property
    def closing(self) -> list[Callable[[], None]]:
        """What is to be called when the source is let go of."""
        return []

    @abstractmethod
    def pieces(self) -> Iterator[Stretch]:
        """The approvals from the beginning; :class:`ApprovalsError` for what cannot be read at all."""

    def originals(self, rows: set[int]) -> Mapping[int, tuple[int, tuple[str, ...]]]:
        """Line and cells of ``rows`` as they stand in the input, where it has lines; for the rejects file."""
        del rows
        return {}

    def rows(self) -> Iterator[AcceptedRow | RejectedRow]:
        """The approvals one by one, for a few persons."""
        for piece in self.pieces():
            yield from piece.rejected
            for approval in approvals_of(piece):
                yield AcceptedRow(approval, 0, cells_of(approval, self.cells))

    @property
    def schema(self) -> pa.Schema:
        """The schema of the pieces, without ``row``."""
        return schema_of(self.columns)

    def close(self) -> None:
        """Let go of files and connections."""
        while self.closing:
            self.closing.pop()()


class TypedSource(Source):
    """A source whose batches come as Arrow, with types of their own."""

    def __init__(
        self,
        schema: pa.Schema,
        batches: Callable[[], Iterator[pa.RecordBatch]],
        size: int | None = None,
        rows: int | None = None,
    ) -> None:
        """``rows``: a batch makes a piece, or several of at most so many; None: batches are cut anew."""
        self.canonical = Canonical.of_schema(schema)
        self.columns = self.canonical.columns
        self.cells = self.canonical.header.cells
        self.size = size
        self._batches = batches
        self._rows = rows

    def pieces(self) -> Iterator[Stretch]:
        """The batches, cut to size and checked."""
        self.done = 0
        batches = guarded(self._batches(), texts.BROKEN_TABLE)
        for part in cut(batches, BATCH_ROWS) if self._rows is None else split(batches, self._rows):
            piece = self.canonical.piece(part, self.done + 1)
            self.done += part.num_rows
            yield piece


def guarded(batches: Iterator[pa.RecordBatch], text: Text) -> Iterator[pa.RecordBatch]:
    """``batches``, with every exception of the library that makes them turned into ours.

    Their texts quote values, which may be persons.
    """
    while True:
        error: ApprovalsError | None = None
        batch = None
        try:
            batch = next(batches, None)
        except ApprovalsError as ours:
            error = ours
        except OSError as e:
            # Arrow says OSError both for a disk that fails and for bytes that make no sense.
            error = ApprovalsError(problem(reading_texts.UNREADABLE if e.errno else text))
        except Exception:  # noqa: BLE001 - whatever a foreign reader raises may quote a value
            error = ApprovalsError(problem(text))
        # Raised here, so that their exception is not its context.
        if error is not None:
            raise error
        if batch is None:
            return
        yield batch


def split(batches: Iterable[pa.RecordBatch], rows: int) -> Iterator[pa.Table]:
    """``batches`` as tables of at most so many ``rows`` each; no two are put together."""
    for batch in batches:
        for begin in range(0, batch.num_rows, rows):
            yield pa.Table.from_batches([batch.slice(begin, rows)])


def cut(batches: Iterable[pa.RecordBatch], rows: int) -> Iterator[pa.Table]:
    """``batches`` as tables of so many ``rows`` each, however long they are: DuckDB's are never twice alike.

    Only the last, and the last before the types change, may have fewer.
    """
    held: list[pa.RecordBatch] = []
    for batch in batches:
        if held and held[0].schema != batch.schema:
            yield pa.Table.from_batches(held)
            held = []
        held.append(batch)
        while sum(h.num_rows for h in held) >= rows:
            whole = pa.Table.from_batches(held)
            yield whole.slice(0, rows)
            held = whole.slice(rows).to_batches()
    if sum(h.num_rows for h in held):
        yield pa.Table.from_batches(held)


class RowsSource(Source):
    """A source that is read row by row in Python: JSON, Excel, and CSV that is not plain."""

    def __init__(
        self,
        columns: Sequence[Column],
        cells: tuple[str, ...],
        rows: Callable[[], Iterable[AcceptedRow | RejectedRow]],
        delimiter: str = ",",
    ) -> None:
        self.columns = tuple(columns)
        self.cells = cells
        self.delimiter = delimiter
        self._rows = rows

    def rows(self) -> Iterator[AcceptedRow | RejectedRow]:
        """The rows as they are read."""
        yield from self._rows()

    def originals(self, rows: set[int]) -> Mapping[int, tuple[int, tuple[str, ...]]]:
        """Read again for line and cells."""
        return originals_in(self._rows(), rows)

    def pieces(self) -> Iterator[Stretch]:
        """The rows, a batch at a time."""
        self.done = 0
        for piece in pieces_of(self._rows(), self.columns, 1):
            self.done += piece.table.num_rows + len(piece.rejected)
            yield piece


def originals_in(
    read: Iterable[AcceptedRow | RejectedRow], rows: set[int]
) -> Mapping[int, tuple[int, tuple[str, ...]]]:
    """Line and cells of those of ``read`` whose number is in ``rows``."""
    found = {}
    for row in read:
        number = row.row if isinstance(row, RejectedRow) else row.approval.row
        if number in rows:
            found[number] = (row.line, row.raw)
    return found


def pieces_of(
    rows: Iterable[AcceptedRow | RejectedRow], columns: Sequence[Column], first_row: int
) -> Iterator[Stretch]:
    """``rows`` that were read one by one, as pieces numbered from ``first_row``."""
    accepted: list[Approval] = []
    rejected: list[RejectedRow] = []
    for row in rows:
        if isinstance(row, RejectedRow):
            rejected.append(row)
        else:
            accepted.append(row.approval)
        if len(accepted) + len(rejected) >= BATCH_ROWS:
            yield _piece(accepted, rejected, columns, first_row)
            first_row += len(accepted) + len(rejected)
            accepted, rejected = [], []
    if accepted or rejected:
        yield _piece(accepted, rejected, columns, first_row)


def _piece(
    accepted: list[Approval], rejected: list[RejectedRow], columns: Sequence[Column], first_row: int
) -> Stretch:
    values: dict[str, list[object]] = {
        "person": [a.person.reveal() for a in accepted],
        "objective": [a.objective for a in accepted],
        "approved": [a.approved for a in accepted],
        "set": [a.set for a in accepted],
        "status": [a.status for a in accepted],
        "started": [a.started for a in accepted],
        "id": [a.id for a in accepted],
    }
    schema = schema_of(columns)
    arrays = [_array(values[name], TYPES[name]) for name in schema.names]
    table = pa.table(arrays, schema=schema)
    if rejected:
        rows = pa.array([a.row for a in accepted], pa.int64())
        table = table.append_column("row", rows)
    return Stretch(table, first_row, tuple(rejected))


def _array(values: list[object], kind: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(kind):
        return pa.array(values, pa.string()).dictionary_encode()
    return pa.array(values, kind)


def approvals_of(piece: Stretch) -> Iterator[Approval]:
    """The approvals of a piece one by one, for a few chosen persons."""
    columns = piece.table.to_pydict()
    empty: list[None] = [None] * piece.table.num_rows
    started: list[dt.date | None] = columns.get("started", empty)
    for place, row in enumerate(piece.numbers.to_pylist()):
        yield Approval(
            columns["objective"][place],
            columns["approved"][place],
            person=columns["person"][place],
            set=columns.get("set", empty)[place],
            status=columns.get("status", empty)[place] or "approved",
            started=started[place],
            id=columns.get("id", empty)[place],
            row=row,
        )
