"""The parts of a run: each the decisions for one group of whole persons, made once and kept."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lmrules.approvals import texts as reading_texts
from lmrules.approvals.problems import ApprovalsError, RejectedRow, problem
from lmrules.bulk.engine import Decided, Engine
from lmrules.bulk.folder import DISPOSITIONS, MAIN, Folder, Unusable, hash_of
from lmrules.bulk.grouping import Group, groups
from lmrules.bulk.pieces import Chunk, Piece
from lmrules.bulk.rejects import Rejects, of_several, of_starts
from lmrules.bulk.sinks import Sink
from lmrules.bulk.sources import BATCH_ROWS, Source
from lmrules.bulk.stretch import Stretch, gathered

_LEAST = BATCH_ROWS // 2


@attrs.define(kw_only=True, eq=False)
class Parts:
    """Makes the parts of one reading of the input, several at a time, and knows them in their order.

    Holds as many groups as there are ``threads``, and two more.
    """

    engine: Engine
    main_sink: Sink
    folder: Folder
    rejects: Rejects
    keep_going: bool
    threads: int
    on_read: Callable[[], None]
    on_anew: Callable[[], None]
    main: list[Path] = attrs.field(factory=list)
    dispositions: list[Path] = attrs.field(factory=list)
    _rows: int = 0
    _anew: bool = False

    def make(self, source: Source, dispositions: Sink | None) -> None:
        """Make every part that is not there already; :class:`~lmrules.bulk.grouping.NotGrouped`."""
        maker = _Maker(self, source, dispositions)
        waiting: deque[Future[_Made]] = deque()
        with ThreadPoolExecutor(self.threads) as pool:
            try:
                for number, group in enumerate(groups(self._read(source))):
                    waiting.append(pool.submit(maker.make, number, group))
                    if len(waiting) > self.threads:
                        self._take(waiting.popleft().result())
                while waiting:
                    self._take(waiting.popleft().result())
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
        if not self.main and not self.stopped:
            self._take(maker.nobody())
        self.folder.forget_from(len(self.main))

    @property
    def stopped(self) -> bool:
        """Whether there will be no result: bad rows are still looked for, but nothing is written."""
        return bool(len(self.rejects)) and not self.keep_going

    def _read(self, source: Source) -> Iterator[Piece]:
        return iter(gathered(self._without_rejected(source), _LEAST))

    def _without_rejected(self, source: Source) -> Iterator[Stretch]:
        pieces = source.pieces()
        while True:
            piece: Stretch | None = None
            try:
                piece = next(pieces, None)
            except OSError:
                broken = True
            else:
                broken = False
            if broken:
                raise ApprovalsError(problem(reading_texts.UNREADABLE))
            if piece is None:
                return
            self.on_read()
            for row in piece.rejected:
                self.rejects.add(row)
            yield piece

    def _take(self, made: _Made) -> None:
        for row in made.rejected:
            self.rejects.add(row)
        if made.anew and not self._anew:
            self._anew = True
            self.on_anew()
        if not made.files:
            return
        self.main.append(made.files[0])
        self.dispositions += made.files[1:]
        self._rows += self.main_sink.rows_in(made.files[0])
        self.main_sink.check_rows(self._rows)


@attrs.frozen(eq=False)
class _Made:
    """A part: its files (none where the run has stopped), and the rows that could not be used."""

    files: Sequence[Path]
    rejected: Sequence[RejectedRow]
    anew: bool = False


@attrs.frozen(eq=False)
class _Maker:
    """Makes one part; safe to use from several threads."""

    parts: Parts
    source: Source
    dispositions: Sink | None

    def make(self, number: int, group: Group) -> _Made:
        """Part ``number``, of ``group``, or what an earlier run has left of it."""
        folder, files = self.parts.folder, self.files(number)
        rows = hash_of(group)
        record = folder.record(number, files)
        if record is not None and record.rows == rows:
            return _Made(files, self.rejected(group, record.unusable))
        decided = self.parts.engine.decide(group)
        unusable = Unusable(decided.several, decided.started_twice)
        if decided.started_twice:
            # As the reader of approvals has it: rows that contradict each other are no rows at all.
            decided = self.again(without(group, decided.started_twice))
        rejected = self.rejected(group, unusable)
        if self.parts.stopped or (rejected and not self.parts.keep_going):
            return _Made((), rejected)
        self.write(decided, files)
        folder.done(number, rows, files, unusable)
        return _Made(files, rejected, anew=record is not None)

    def again(self, group: Group | None) -> Decided:
        """The decisions for those who are left."""
        return self.nothing if group is None else self.parts.engine.decide(group)

    def files(self, number: int) -> list[Path]:
        """The files of part ``number``."""
        folder = self.parts.folder
        files = [folder.part(MAIN, number, self.parts.main_sink.suffix)]
        if self.dispositions is not None:
            files.append(folder.part(DISPOSITIONS, number, self.dispositions.suffix))
        return files

    def write(self, decided: Decided, files: Sequence[Path]) -> None:
        """Write the files of a part."""
        self.parts.main_sink.write_part(decided.decisions, files[0])
        if self.dispositions is not None and decided.rows is not None:
            # Rows that could not be used are among the rejected ones.
            rows = decided.rows.filter(decided.rows.column("disposition").is_valid())
            self.dispositions.write_part(rows, files[1])

    def rejected(self, group: Group, unusable: Unusable) -> list[RejectedRow]:
        """The rows of ``group`` that could not be used, with what is wrong with them."""
        if not unusable.several and not unusable.started_twice:
            return []
        cells = self.source.cells
        prepared = self.parts.engine.plan.prepared
        twice = Stretch(rows_of(group, unusable.started_twice), 0)
        # What is told apart by the day the person began is told of the rows that are left.
        several = set(unusable.several) - set(unusable.started_twice)
        found = of_starts(twice, cells)
        if several:
            rows = Stretch(rows_of(group, several), 0)
            began = starts_of(group, rows.table.column("person"), unusable.started_twice)
            found += of_several(rows, began, prepared, cells)
        return found

    def nobody(self) -> _Made:
        """The one part of a result without persons."""
        files = self.files(0)
        self.write(self.nothing, files)
        self.parts.folder.done(0, "", files, Unusable((), ()))
        return _Made(files, ())

    @property
    def nothing(self) -> Decided:
        """No decisions."""
        words = pa.dictionary(pa.int32(), pa.string())
        fields = {"person": pa.string(), "row": pa.int64(), "id": pa.string(), "objective": words}
        fields |= {"approved": pa.date32(), "disposition": pa.dictionary(pa.int8(), pa.string())}
        if "id" not in self.source.columns:
            del fields["id"]
        rows = pa.Table.from_batches([], pa.schema(fields))
        return Decided(pa.Table.from_batches([], self.parts.engine.schema), rows, (), ())


def rows_of(group: Group, numbers: Sequence[int] | set[int]) -> pa.Table:
    """The rows of ``group`` with these ``numbers``, with the column ``row``."""
    return pa.concat_tables([_chosen(chunk, numbers, inside=True) for chunk in group.chunks])


def starts_of(group: Group, persons: pa.ChunkedArray, contradicted: Sequence[int]) -> Mapping[str, dt.date]:
    """When each of ``persons`` began, by the rows of ``group`` that are not ``contradicted``."""
    wanted = persons.cast(pa.string()).unique()
    found: dict[str, dt.date] = {}
    for chunk in group.chunks:
        if not chunk.has("started"):
            continue
        table = _chosen(chunk, contradicted, inside=False)
        theirs = pc.is_in(table.column("person").cast(pa.string()), value_set=wanted)
        given = table.filter(pc.and_(theirs, table.column("started").is_valid()))
        found |= dict(
            zip(given.column("person").to_pylist(), given.column("started").to_pylist(), strict=True)
        )
    return found


def without(group: Group, numbers: Sequence[int]) -> Group | None:
    """``group`` without the rows with these ``numbers``; None where nothing is left."""
    tables = (_chosen(chunk, numbers, inside=False) for chunk in group.chunks)
    chunks = [Chunk.of(b, 0) for table in tables for b in table.to_batches() if b.num_rows]
    return Group(tuple(chunks)) if chunks else None


def _chosen(chunk: Chunk, numbers: Sequence[int] | set[int], *, inside: bool) -> pa.Table:
    rows = chunk.rows
    mask = np.isin(rows, np.array(sorted(numbers), dtype=np.int64)) == inside
    table = pa.Table.from_batches([chunk.batch])
    if not chunk.has("row"):
        table = table.append_column("row", pa.array(rows))
    return table.filter(pa.array(mask)).combine_chunks()
