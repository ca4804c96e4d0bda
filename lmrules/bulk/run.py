"""A run: source → pieces of whole persons → decisions → parts → result in place.

Memory is bounded by the size of a piece, whatever the number of persons. A run that is interrupted goes on
where it stopped when the same command is given again, and gives the same bytes as one that was not; nothing
is ever half written where the result is to be (:mod:`lmrules.bulk.folder`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import attrs

from lmrules.approvals.problems import ApprovalsError, RejectedRow
from lmrules.bulk import texts
from lmrules.bulk.chosen import NoSuchPerson
from lmrules.bulk.engine import Engine
from lmrules.bulk.folder import Folder
from lmrules.bulk.grouping import NotGrouped
from lmrules.bulk.parts import Parts
from lmrules.bulk.rejects import Rejects
from lmrules.bulk.sinks import Sink, SinkError
from lmrules.bulk.sources import Source
from lmrules.model.canonical import Json


class BadRows(Exception):
    """Rows that cannot be used, where the run was not to go on without them; they have been shown."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


def _silent(*_: object) -> None:
    """Nobody is told."""


@attrs.frozen(kw_only=True, eq=False)
class Job:
    """What is to be done.

    ``settings``: all that the parts depend on besides the rows, for the manifest. ``folder``: where parts are
    kept until the result is in place. ``on_rejected`` gets the rejected rows, by number, before the result is
    put in place; ``progress`` how much of the source has been read, of how much (None: not known);
    ``on_anew`` is called where parts of an earlier run cannot be used, ``on_unsorted`` where rows must be
    sorted first. ``dispositions`` needs an engine that accounts for rows.
    """

    source: Source
    engine: Engine
    settings: Mapping[str, Json]
    main: Sink
    dispositions: Sink | None = None
    folder: Path
    keep_going: bool = False
    threads: int | None = None
    on_rejected: Callable[[Iterable[RejectedRow]], None] = _silent
    progress: Callable[[int, int | None], None] = _silent
    on_anew: Callable[[], None] = _silent
    on_unsorted: Callable[[], None] = _silent


def run(job: Job) -> int:
    """Do ``job``; how many rows were rejected.

    Raises :class:`ApprovalsError` for an input that cannot be read, :class:`BadRows`, :class:`NoSuchPerson`,
    and :class:`SinkError` for a result that cannot be written; then the parts that are done are kept.
    """
    failure: SinkError
    try:
        return _run(job)
    except OSError as e:
        failure = SinkError(texts.CANNOT_WRITE, why=os.strerror(e.errno) if e.errno else type(e).__name__)
    finally:
        job.main.close()
    raise failure


def _run(job: Job) -> int:
    job.main.check()
    if job.dispositions is not None:
        job.dispositions.check()
    folder = Folder(job.folder)
    try:
        rejects = Rejects(folder.path / "rejects.new")
        try:
            return _whole(job, folder, rejects)
        finally:
            rejects.close()
    except (ApprovalsError, BadRows, NoSuchPerson):
        # There is nothing to go on with: another input is another run.
        folder.remove()
        raise
    finally:
        folder.close()


def _whole(job: Job, folder: Folder, rejects: Rejects) -> int:
    as_is = {**job.settings, "regrouped": False}
    in_groups = {**job.settings, "regrouped": True}
    regrouped = folder.holds(in_groups)
    if folder.begin(in_groups if regrouped else as_is):
        job.on_anew()
    parts = _parts(job, folder, rejects)
    if not regrouped:
        try:
            parts.make(job.source, job.dispositions)
        except NotGrouped:
            job.on_unsorted()
            rejects.clear()
            folder.start_anew(in_groups)
            parts = _parts(job, folder, rejects)
            regrouped = True
    if regrouped and not parts.main:
        from lmrules.bulk.in_order import KeptSink
        from lmrules.bulk.regroup import Regrouped

        kept = KeptSink() if job.dispositions is not None else None
        parts.make(Regrouped(job.source, folder.path / "sorting"), kept)
    if len(rejects):
        job.on_rejected(_with_originals(rejects, job.source))
        if not job.keep_going:
            raise BadRows(len(rejects))
    job.main.finish(parts.main, folder.path)
    if job.dispositions is not None:
        rows = parts.dispositions
        if regrouped:
            from lmrules.bulk.in_order import in_row_order

            rows = in_row_order(rows, folder.path / "ordering", job.dispositions)
        job.dispositions.finish(rows, folder.path)
    count = len(rejects)
    folder.remove()
    return count


def _parts(job: Job, folder: Folder, rejects: Rejects) -> Parts:
    return Parts(
        engine=job.engine,
        main_sink=job.main,
        folder=folder,
        rejects=rejects,
        keep_going=job.keep_going,
        threads=job.threads or os.cpu_count() or 1,
        on_read=lambda: job.progress(job.source.done, job.source.size),
        on_anew=job.on_anew,
    )


def _with_originals(rejects: Rejects, source: Source) -> Iterator[RejectedRow]:
    """The rejected rows, with line and cells as they stand in the input where it has them."""
    wanted = {row.row for row in rejects.rows() if not row.line}
    originals = source.originals(wanted) if wanted else {}
    for row in rejects.rows():
        line, raw = originals.get(row.row, (row.line, row.raw))
        yield attrs.evolve(row, line=line, raw=raw)
