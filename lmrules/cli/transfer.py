"""``lmrules transfer``: the main job, approvals in and decisions out."""

from __future__ import annotations

import datetime as dt
import io
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

import attrs
import click

from lmrules.api import Rulebook
from lmrules.approvals import Reading, RejectedRow, write_rejects
from lmrules.approvals.columns import SPELLINGS, folded
from lmrules.approvals.problems import Problem
from lmrules.cli._rulebooks import Day, choose_target, load_rulebook, read_rows
from lmrules.cli.talk import Failure, lang_option, say, write_result, write_whole
from lmrules.evaluate.holdings import RowProblem
from lmrules.evaluate.results import Transfer
from lmrules.evaluate.run import transfer
from lmrules.exports.transfer_json import transfer_json
from lmrules.exports.transfer_table import transfer_csv, transfer_table
from lmrules.messages import Language, Text
from lmrules.model.approval import Approval, Person

_BAD_ROWS = Text(
    "{count} rader kan ikke brukes; rett dem, eller kjør igjen med --keep-going",
    "{count} rader kan ikkje brukast; rett dei, eller køyr igjen med --keep-going",
    "{count} rows cannot be used; mend them, or run again with --keep-going",
)
_REJECTED = Text(
    "{count} rader ble ikke brukt; de står i {path}",
    "{count} rader vart ikkje brukte; dei står i {path}",
    "{count} rows were not used; they are in {path}",
)
_NO_PERSON = Text(
    "ingen godkjenninger for den personen i filen",
    "ingen godkjenningar for den personen i fila",
    "no approvals of that person in the file",
)
_SAME_FILE = Text(
    "`{path}` er filen med godkjenninger; velg en annen med --rejects",
    "`{path}` er fila med godkjenningar; vel ei anna med --rejects",
    "`{path}` is the file of approvals; choose another with --rejects",
)
_ROW = Text("rad {row}: {problem}", "rad {row}: {problem}", "row {row}: {problem}")


_MANY = 10_000


@click.command(
    name="transfer",
    help="Overfør godkjenninger: hva overføres, hva må vurderes, og hvorfor.\n\n"
    "RULES er regelverkets første fil. APPROVALS er CSV, JSON eller JSON Lines; - leser fra stdin.",
    epilog="Eksempel: lmrules transfer rules/nukleaermedisin.rules godkjenninger.csv --person LIS-001",
)
@click.argument("rules")
@click.argument("approvals")
@click.option("--to", help="Settet det overføres til (ellers det siste).")
@click.option("--as-of", type=Day(), help="Regn per denne datoen; senere godkjenninger teller ikke.")
@click.option("--person", help="Bare denne personen.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
@click.option("-o", "--output", help="Skriv til denne filen i stedet for skjermen.")
@click.option("--keep-going", is_flag=True, help="Legg rader som ikke kan brukes, i en egen fil.")
@click.option("--rejects", default="rejects.csv", show_default=True, help="Filen for --keep-going.")
@lang_option
def COMMAND(  # noqa: N802 - one parameter per option
    rules: str,
    approvals: str,
    to: str | None,
    as_of: dt.date | None,
    person: str | None,
    form: Literal["table", "json", "csv"],
    output: str | None,
    keep_going: bool,  # noqa: FBT001 - click gives it by name
    rejects: str,
    lang: str | None,
) -> int:
    """Transfer approvals."""
    book, speak = load_rulebook(rules, lang)
    target = choose_target(book, to, speak)
    if (
        keep_going
        and Path(rejects).exists()
        and Path(approvals).exists()
        and Path(rejects).samefile(approvals)
    ):
        raise Failure(_SAME_FILE, {"path": rejects}, lang=speak)
    reading = read_rows(approvals, speak)
    if person is not None:
        reading = only_person(reading, person, speak)
    whole, problems = transfer(book.prepared(target), _watched(reading.approvals), as_of)
    rejected = [rejected_row(r) for r in reading.rejected] + problems
    if rejected and not keep_going:
        for row in sorted(rejected, key=lambda r: r.row):
            say(_ROW.fill(speak, {"row": row.row, "problem": row.message(speak)}))
        raise Failure(_BAD_ROWS, {"count": len(rejected)}, lang=speak, exit_code=1)
    if rejected:
        # First, so that nothing is decided on an input whose other rows were lost.
        save_rejects(rejects, reading, problems, speak)
    write_result("".join(rendered(book, whole, rejected, form, speak)), output)
    if rejected:
        say(_REJECTED.fill(speak, {"count": len(rejected), "path": rejects}))
        return 1
    return 0


def only_person(reading: Reading, person: str, lang: Language) -> Reading:
    """The rows of one person. What could not be read stays: it may be hers."""
    mine = tuple(a for a in reading.approvals if a.person == Person(person.strip()))
    if not mine:
        raise Failure(_NO_PERSON, lang=lang)
    return attrs.evolve(reading, approvals=mine)


def rendered(
    book: Rulebook,
    whole: Transfer,
    rejected: Sequence[RowProblem],
    form: Literal["table", "json", "csv"],
    lang: Language,
) -> Iterator[str]:
    """The result in the format asked for, in pieces."""
    match form:
        case "json":
            return transfer_json(book.name, book.digest, whole, rejected)
        case "csv":
            return transfer_csv(whole)
        case "table":
            return transfer_table(book.model, book.name, book.digest, whole, lang)


def rejected_row(row: RejectedRow) -> RowProblem:
    """A row that could not be read, as one that could not be evaluated."""
    return RowProblem(row.row, Text(*(row.message(lang) for lang in ("nb", "nn", "en"))))


def _watched(approvals: Sequence[Approval]) -> Iterable[Approval]:
    """The rows, with a progress bar where someone is watching."""
    if len(approvals) < _MANY or not sys.stderr.isatty():
        return approvals
    with click.progressbar(approvals, file=sys.stderr) as bar:
        return list(bar)


def save_rejects(path: str, reading: Reading, problems: Sequence[RowProblem], lang: Language) -> None:
    """Write every row that was not used, as it stood, with what is wrong with it."""
    by_row = {a.row: a for a in reading.approvals}
    more = [
        RejectedRow(p.row, 0, (Problem(p.text, p.fields),), cells(by_row[p.row], reading.columns))
        for p in problems
    ]
    together = sorted((*reading.rejected, *more), key=lambda r: r.row)
    out = io.BytesIO()
    write_rejects(out, attrs.evolve(reading, rejected=tuple(together)), lang)
    write_whole(Path(path), out.getvalue())


def cells(approval: Approval, columns: tuple[str, ...]) -> tuple[str, ...]:
    """A row that was read, as the cells under ``columns`` (one JSON object where they are no table's)."""
    values = {
        "person": approval.person.reveal(),
        "objective": approval.objective,
        "approved": approval.approved.isoformat(),
        "set": approval.set or "",
        "status": approval.status,
        "started": approval.started.isoformat() if approval.started else "",
        "id": approval.id or "",
    }
    if not any(folded(column) in SPELLINGS for column in columns):
        return (json.dumps({k: v for k, v in values.items() if v}, ensure_ascii=False),)
    return tuple(values.get(SPELLINGS.get(folded(c), ""), "") for c in columns)
