"""``transfer`` piece by piece: from tables to tables, with a progress bar, and resumable."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import attrs
import click

from lmrules.api import Rulebook
from lmrules.approvals import ApprovalsError, RejectedRow
from lmrules.approvals.kinds import is_database, shown
from lmrules.approvals.rejects import write_rejected
from lmrules.bulk.chosen import NoSuchPerson
from lmrules.bulk.engine import Engine
from lmrules.bulk.folder import SUFFIX
from lmrules.bulk.run import BadRows, Job, run
from lmrules.bulk.shapes import COLUMNS
from lmrules.bulk.sinks import About, ArrowSink, CsvSink, ParquetFolderSink, ParquetSink, Sink, SinkError
from lmrules.bulk.sources import Source
from lmrules.cli._rejected import BAD_ROWS, REJECTED, say_rows
from lmrules.cli._rulebooks import NO_PERSON, Inputs, open_tables, unreadable_rows
from lmrules.cli.talk import Failure, say, written_aside
from lmrules.cli.transfer import READING
from lmrules.compiled.plan import compiled
from lmrules.exports.phrases import PROPOSAL
from lmrules.exports.transfer_json import SCHEMA
from lmrules.messages import Language, Text
from lmrules.model.canonical import Json

_GO_ON = Text(
    "det som er ferdig, er tatt vare på; gi samme kommando igjen for å fortsette",
    "det som er ferdig, er teke vare på; gi same kommando igjen for å halde fram",
    "what is done is kept; give the same command again to go on",
)
_ANEW = Text(
    "en tidligere kjøring ble avbrutt, men regelverk, innstillinger eller godkjenninger er ikke de samme; "
    "det som er annerledes, regnes på nytt",
    "ei tidlegare køyring blei avbroten, men regelverk, innstillingar eller godkjenningar er ikkje dei same; "
    "det som er annleis, blir rekna på nytt",
    "an earlier run was interrupted, but the rulebook, the settings or the approvals are not the same; "
    "what differs is worked out anew",
)
_UNSORTED = Text(
    "radene er ikke samlet per person; de sorteres først",
    "radene er ikkje samla per person; dei blir sorterte først",
    "the rows are not grouped by person; they are sorted first",
)
_OUTPUT = Text(
    "oppgi en fil med -o; {form} kan ikke vises på skjermen",
    "oppgi ei fil med -o; {form} kan ikkje visast på skjermen",
    "name a file with -o; {form} cannot be shown on a screen",
)
_FOLDER = Text(
    "bare --format parquet kan skrives til en mappe",
    "berre --format parquet kan skrivast til ei mappe",
    "only --format parquet can be written to a folder",
)
_DISPOSITIONS = Text(
    "filen for --dispositions må ende på .csv, .parquet eller .arrow",
    "fila for --dispositions må ende på .csv, .parquet eller .arrow",
    "the file of --dispositions must end in .csv, .parquet or .arrow",
)
_BRIEF = ("outcome", "reason", "rule", "transition")


@attrs.frozen
class Wanted:
    """What is to come out, and what is to be done with bad rows."""

    form: str
    output: str | None
    dispositions: str | None
    brief: bool
    replace: bool
    keep_going: bool
    rejects: str


def in_pieces(
    book: Rulebook,
    target: str,
    inputs: Inputs,
    as_of: dt.date | None,
    persons: Sequence[str],
    wanted: Wanted,
    lang: Language,
) -> int:
    """Transfer ``inputs``, however many persons there are; the exit code."""
    about = About(SCHEMA, book.name, book.digest, target, as_of.isoformat() if as_of else None)
    with place(wanted, about, lang) as (main, folder):
        dispositions = row_sink(wanted, about, lang)
        engine = Engine(
            compiled(book.prepared(target), as_of),
            _BRIEF if wanted.brief else COLUMNS,
            accounts=dispositions is not None,
        )
        source = open_tables(inputs, persons, lang)
        settings: dict[str, Json] = {
            "lmrules": version("lmrules"),
            "digest": book.digest,
            "to": target,
            "as_of": about.as_of,
            "columns": list(engine.columns),
            "format": [wanted.form, type(main).__name__],
            "output": None if wanted.output is None else shown(wanted.output),
            "dispositions": wanted.dispositions,
        }
        try:
            with watched(source, lang) as progress:
                job = Job(
                    source=source,
                    engine=engine,
                    settings=settings,
                    main=main,
                    dispositions=dispositions,
                    folder=folder,
                    keep_going=wanted.keep_going,
                    on_rejected=lambda rows: rejected(rows, source, wanted, lang),
                    progress=progress,
                    on_anew=lambda: say(_ANEW.fill(lang)),
                    on_unsorted=lambda: say(_UNSORTED.fill(lang)),
                )
                count = carried_out(job, inputs, kept=wanted.output is not None, lang=lang)
        finally:
            source.close()
    if count:
        say(REJECTED.fill(lang, {"count": count, "path": wanted.rejects}))
        return 1
    return 0


def carried_out(job: Job, inputs: Inputs, *, kept: bool, lang: Language) -> int:
    """Run ``job``; its failures for people."""
    try:
        return run(job)
    except ApprovalsError as error:
        raise unreadable_rows(inputs.specs[0], error, lang) from None
    except BadRows as bad:
        raise Failure(BAD_ROWS, {"count": bad.count}, lang=lang, exit_code=1) from None
    except NoSuchPerson:
        raise Failure(NO_PERSON, lang=lang) from None
    except SinkError as error:
        if kept and job.folder.exists():
            say(_GO_ON.fill(lang))
        raise Failure(error.text, error.fields, lang=lang) from None
    except KeyboardInterrupt:
        if kept:
            say("")
            say(_GO_ON.fill(lang))
        raise


@contextmanager
def place(wanted: Wanted, about: About, lang: Language) -> Iterator[tuple[Sink, Path]]:
    """Where the result goes, and the folder for its parts; what goes to stdout goes there at the end."""
    output = wanted.output
    if output is not None and output != "-":
        yield sink(wanted, output, about, lang)
        return
    if wanted.form != "csv" and sys.stdout.isatty():
        raise Failure(_OUTPUT, {"form": wanted.form}, lang=lang)
    with tempfile.TemporaryDirectory(prefix="lmrules-") as folder:
        target = Path(folder) / f"result.{wanted.form}"
        yield sink(wanted, str(target), about, lang)
        sys.stdout.flush()
        with target.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer, 1 << 20)
        sys.stdout.buffer.flush()


def sink(wanted: Wanted, output: str, about: About, lang: Language) -> tuple[Sink, Path]:
    """The sink for ``output``, and the folder for its parts beside it (a database's stands where we are)."""
    if is_database(output):
        from lmrules.bulk.sinks_database import DatabaseSink

        try:
            database = DatabaseSink(output, about, replace=wanted.replace)
        except SinkError as error:
            raise Failure(error.text, error.fields, lang=lang) from None
        return database, Path(f"{database.table}{SUFFIX}")
    target = Path(output).resolve()
    aside = target.with_name(target.name + SUFFIX)
    if output.endswith(("/", os.sep)) or target.is_dir():
        if wanted.form != "parquet":
            raise Failure(_FOLDER, lang=lang)
        return ParquetFolderSink(target, about, replace=wanted.replace), aside
    return file_sink(wanted.form, target, about, lang), aside


def file_sink(form: str, target: Path, about: About, lang: Language) -> Sink:
    """The sink for one file."""
    match form:
        case "parquet":
            return ParquetSink(target, about)
        case "arrow":
            return ArrowSink(target, about)
        case "xlsx":
            from lmrules.bulk.sinks_excel import ExcelSink

            return ExcelSink(target, about, PROPOSAL.fill(lang), lang)
        case _:
            return CsvSink(target)


def row_sink(wanted: Wanted, about: About, lang: Language) -> Sink | None:
    """Where the dispositions go, if they are wanted."""
    if wanted.dispositions is None:
        return None
    target = Path(wanted.dispositions).resolve()
    forms = {".csv": "csv", ".parquet": "parquet", ".arrow": "arrow", ".feather": "arrow"}
    form = forms.get(target.suffix.lower())
    if form is None:
        raise Failure(_DISPOSITIONS, lang=lang)
    return file_sink(form, target, about, lang)


def rejected(rows: Iterable[RejectedRow], source: Source, wanted: Wanted, lang: Language) -> None:
    """Say what is wrong with the rows, or set them aside in the file for them."""
    if not wanted.keep_going:
        say_rows(((row.row, row.message(lang)) for row in rows), lang)
        return
    with written_aside(Path(wanted.rejects)) as file:
        write_rejected(file, rows, source.cells, source.delimiter, lang)


@contextmanager
def watched(source: Source, lang: Language) -> Iterator[Callable[[int, int | None], None]]:
    """A progress bar where someone is watching; a count where the size of the input is not known."""
    if not sys.stderr.isatty():
        yield lambda done, size: None  # noqa: ARG005 - as it is called
        return
    label = READING.fill(lang)
    if source.size is None:

        def counted(done: int, size: int | None) -> None:
            del size
            click.echo(f"\r{label}: {done}", err=True, nl=False)

        yield counted
        say("")
        return
    with click.progressbar(length=source.size, label=label, file=sys.stderr) as bar:

        def moved(done: int, size: int | None) -> None:
            del size
            bar.update(done - bar.pos)

        yield moved
        bar.update((source.size or 0) - bar.pos)
