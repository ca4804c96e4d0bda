"""A run: source → pieces of whole persons → decisions → parts → result in place.

Memory is bounded by the size of a piece, whatever the number of persons. A run that is interrupted goes on where
it stopped when the same command is given again, and gives the same bytes as one that was not; nothing is ever
half written where the result is to be (:mod:`lmrules.bulk.folder`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import attrs
import pyarrow as pa
import pyarrow.compute as pc

from lmrules.approvals import texts as reading_texts
from lmrules.approvals.problems import ApprovalsError, RejectedRow, problem
from lmrules.bulk import texts
from lmrules.bulk.contract import Engine, Grouped, NotGrouped
from lmrules.bulk.folder import DISPOSITIONS, MAIN, Folder, hash_of
from lmrules.bulk.in_order import KeptSink, in_row_order
from lmrules.bulk.piece import Piece
from lmrules.bulk.regroup import Regrouped
from lmrules.bulk.rejects import Rejects, of_problems, without_contradictions
from lmrules.bulk.sinks import Sink, SinkError
from lmrules.bulk.sources import Source
from lmrules.model.canonical import Json


class BadRows(Exception):
    """Rows that cannot be used, where the run was not to go on without them; they have been shown."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


class NoSuchPerson(Exception):
    """A chosen person has no approvals in the input. Names nobody."""


@attrs.frozen(kw_only=True, eq=False)
class Job:
    """What is to be done.

    ``settings``: all that the parts depend on besides the rows, for the manifest. ``folder``: where parts are
    kept until the result is in place. ``on_rejected`` gets the rejected rows, by number, before the result is
    put in place; ``progress`` what of the source has been read, of how much (None: not known); ``on_anew`` is
    called where parts of an earlier run cannot be used.
    """

    source: Source
    engine: Engine
    grouped: Grouped
    settings: Mapping[str, Json]
    main: Sink
    dispositions: Sink | None = None
    folder: Path
    keep_going: bool = False
    on_rejected: Callable[[Iterable[RejectedRow]], None] = attrs.field(default=lambda rows: None)
    progress: Callable[[int, int | None], None] = attrs.field(default=lambda done, size: None)
    on_anew: Callable[[], None] = attrs.field(default=lambda: None)


def run(job: Job) -> int:
    """Do ``job``; how many rows were rejected.

    Raises :class:`ApprovalsError` for an input that cannot be read, :class:`BadRows`, and :class:`SinkError`
    for a result that cannot be written; after the last, the parts that are done are kept.
    """
    failure: SinkError
    try:
        return _run(job)
    except OSError as e:
        failure = SinkError(texts.CANNOT_WRITE, why=os.strerror(e.errno) if e.errno else type(e).__name__)
    raise failure


def _run(job: Job) -> int:
    job.main.check()
    if job.dispositions is not None:
        job.dispositions.check()
    folder = Folder(job.folder)
    try:
        rejects = Rejects(folder.path / "rejects.new")
        count = _whole(job, folder, rejects)
        rejects.close()
    except (ApprovalsError, BadRows, NoSuchPerson):
        # There is nothing to go on with: another input is another run.
        folder.remove()
        raise
    finally:
        folder.close()
    return count


def _whole(job: Job, folder: Folder, rejects: Rejects) -> int:
    settings = {**job.settings, "regrouped": False}
    sorted_settings = {**job.settings, "regrouped": True}
    regrouped = folder.holds(sorted_settings)
    if folder.begin(sorted_settings if regrouped else settings):
        job.on_anew()
    work = _Work(job, folder, rejects)
    if not regrouped:
        try:
            work.decide(job.source, job.dispositions)
        except NotGrouped:
            rejects.clear()
            folder.start_anew(sorted_settings)
            work = _Work(job, folder, rejects)
            regrouped = True
    if regrouped:
        kept = KeptSink() if job.dispositions is not None else None
        work.decide(Regrouped(job.source, folder.path / "sorting"), kept)
    if len(rejects):
        job.on_rejected(_with_originals(rejects, job.source))
        if not job.keep_going:
            raise BadRows(len(rejects))
    work.finish(regrouped=regrouped)
    count = len(rejects)
    folder.remove()
    return count


def _with_originals(rejects: Rejects, source: Source) -> Iterator[RejectedRow]:
    """The rejected rows, with line and cells as they stand in the input where it has them."""
    wanted = {row.row for row in rejects.rows() if not row.line}
    originals = source.originals(wanted) if wanted else {}
    for row in rejects.rows():
        line, raw = originals.get(row.row, (row.line, row.raw))
        yield attrs.evolve(row, line=line, raw=raw)


class _Work:
    """The parts of one reading of the input."""

    def __init__(self, job: Job, folder: Folder, rejects: Rejects) -> None:
        self.job = job
        self.folder = folder
        self.rejects = rejects
        self.parts: list[Path] = []
        self.dispositions: list[Path] = []
        self.rows = 0
        self.anew = False

    def decide(self, source: Source, dispositions: Sink | None) -> None:
        """Make every part that is not there already."""
        cells = source.cells
        for piece in self.job.grouped(self._read(source)):
            whole = without_contradictions(piece, cells)
            for row in whole.rejected:
                self.rejects.add(row)
            for row in of_problems(whole, list(self.job.engine.problems(whole)), cells):
                self.rejects.add(row)
            self._part(whole, dispositions)
        if not self.parts:
            self._part(Piece(pa.Table.from_batches([], source.schema), 1), dispositions)
        self.folder.forget_from(len(self.parts))

    def _read(self, source: Source) -> Iterator[Piece]:
        pieces = source.pieces()
        while True:
            piece: Piece | None = None
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
            self.job.progress(self.job.source.done, self.job.source.size)
            for row in piece.rejected:
                self.rejects.add(row)
            if piece.table.num_rows:
                yield attrs.evolve(piece, rejected=())

    def _part(self, piece: Piece, dispositions: Sink | None) -> None:
        if len(self.rejects) and not self.job.keep_going:
            # The rows still have to be listed, all of them; nothing more is decided.
            return
        main = self.job.main
        number, rows = len(self.parts), hash_of(piece)
        files = [self.folder.part(MAIN, number, main.suffix)]
        if dispositions is not None:
            files.append(self.folder.part(DISPOSITIONS, number, dispositions.suffix))
        if not self.folder.has(number, rows, files):
            if self.folder.forget_from(number) and not self.anew:
                self.anew = True
                self.job.on_anew()
            main.write_part(self.job.engine.decide(piece), files[0])
            if dispositions is not None:
                dispositions.write_part(self.job.engine.dispositions(piece), files[1])
            self.folder.done(number, rows, files)
        self.parts.append(files[0])
        self.dispositions += files[1:]
        self.rows += main.rows_in(files[0])
        main.check_rows(self.rows)

    def finish(self, *, regrouped: bool) -> None:
        """Put the results in place."""
        self.job.main.finish(self.parts, self.folder.path)
        sink = self.job.dispositions
        if sink is not None:
            parts = self.dispositions
            if regrouped:
                parts = in_row_order(parts, self.folder.path / "ordering", sink)
            sink.finish(parts, self.folder.path)


class Chosen(Source):
    """``source`` with the rows of some persons only. What could not be read stays: it may be theirs."""

    def __init__(self, source: Source, persons: Iterable[str]) -> None:
        self._source = source
        self._persons = pa.array(sorted({person.strip() for person in persons}), pa.string())
        self.columns = source.columns
        self.cells = source.cells
        self.delimiter = source.delimiter
        self.size = source.size

    def pieces(self) -> Iterator[Piece]:
        """Their rows; :class:`NoSuchPerson` at the end where one of them has none."""
        found: set[str] = set()
        for piece in self._source.pieces():
            self.done = self._source.done
            mask = pc.is_in(piece.table.column("person").cast(pa.string()), value_set=self._persons)
            table = piece.table
            if not pc.all(mask).as_py() and "row" not in table.column_names:
                table = table.append_column("row", piece.numbers)
            theirs = table.filter(mask)
            found.update(theirs.column("person").cast(pa.string()).unique().to_pylist())
            yield Piece(theirs, piece.first_row, piece.rejected)
        if len(found) < len(self._persons):
            raise NoSuchPerson

    def originals(self, rows: set[int]) -> Mapping[int, tuple[int, tuple[str, ...]]]:
        """As the source has them."""
        return self._source.originals(rows)

    def close(self) -> None:
        """Close the source."""
        self._source.close()
