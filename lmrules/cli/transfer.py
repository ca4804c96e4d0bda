"""``lmrules transfer``: the main job, approvals in and decisions out."""

from __future__ import annotations

import datetime as dt
import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

import attrs
import click

from lmrules.api import Rulebook
from lmrules.approvals import Reading, RejectedRow, write_rejects
from lmrules.approvals.kinds import is_database
from lmrules.approvals.problems import Problem
from lmrules.approvals.rejects import cells_of
from lmrules.asking import rejected_row
from lmrules.cli._rejected import BAD_ROWS, REJECTED, check_rejects, say_rows
from lmrules.cli._rulebooks import (
    NO_PERSON,
    Day,
    Inputs,
    bulk_is_there,
    choose_target,
    load_rulebook,
    need_bulk,
    read_rows,
    read_tables,
)
from lmrules.cli._terminal import fancy, watched
from lmrules.cli.talk import Failure, keep_inputs, lang_option, say, write_result, write_whole
from lmrules.evaluate.holdings import RowProblem
from lmrules.evaluate.results import Transfer
from lmrules.evaluate.run import transfer
from lmrules.exports.transfer_json import transfer_json
from lmrules.exports.transfer_table import transfer_csv, transfer_table
from lmrules.messages import Language, Text
from lmrules.model.approval import Approval, Person

_IN_THE_RESULT = Text(
    "--dispositions, --brief og --replace gjelder tabellformatene; i json og table står radene i resultatet",
    "--dispositions, --brief og --replace gjeld tabellformata; i json og table står radene i resultatet",
    "--dispositions, --brief and --replace are for the table formats; json and table show the rows as it is",
)

READING = Text("Overfører", "Overfører", "Transferring")

Form = Literal["table", "json", "csv", "parquet", "xlsx", "arrow", "database"]
_FORMS = ("table", "json", "csv", "parquet", "xlsx", "arrow")
_BY_SUFFIX: Mapping[str, Form] = {
    ".parquet": "parquet",
    ".xlsx": "xlsx",
    ".arrow": "arrow",
    ".feather": "arrow",
}
_MANY = 10_000


@click.command(
    name="transfer",
    help="Overfør godkjenninger: hva overføres, hva må vurderes, og hvorfor.\n\n"
    "RULES er regelverkets første fil. APPROVALS er CSV, JSON eller JSON Lines; - leser fra stdin. "
    "Med tillegget lmrules[bulk] også Parquet (filer eller en mappe), Excel, Arrow og databaser "
    "(sqlite:///fil.db, postgresql+psycopg://vert/base), og resultatet kan være det samme. "
    "En kjøring som blir avbrutt, fortsetter når den samme kommandoen gis igjen.",
    epilog="\b\nEksempler:\n"
    "  lmrules transfer rules/nukleaermedisin.rules godkjenninger.csv --person LIS-001\n"
    "  lmrules transfer regler.rules alle.parquet -o resultat.parquet --dispositions rader.csv\n"
    "  lmrules transfer regler.rules liste.xlsx --sheet Godkjent -o resultat.xlsx\n"
    "  lmrules transfer regler.rules sqlite:///lis.db --table godkjenninger -o sqlite:///ut.db?table=forslag",
)
@click.argument("rules")
@click.argument("approvals", nargs=-1, required=True)
@click.option("--to", help="Settet det overføres til (ellers det siste).")
@click.option("--as-of", type=Day(), help="Regn per denne datoen; senere godkjenninger teller ikke.")
@click.option("--person", "persons", multiple=True, help="Bare denne personen (kan gis flere ganger).")
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    help="Ellers table, eller det som endelsen på -o sier (.parquet, .xlsx, .arrow).",
)
@click.option(
    "-o",
    "--output",
    help="Skriv til denne filen i stedet for skjermen; en mappe (endelse /) får en Parquet-fil for hver del, "
    "en databaseadresse en tabell.",
)
@click.option("--sheet", help="Arket i en Excel-arbeidsbok (ellers det første).")
@click.option("--table", help="Tabellen i en database (ellers approvals).")
@click.option("--query", help="Spørringen i en database, i stedet for en tabell.")
@click.option(
    "--dispositions", help="Skriv hva som skjedde med hver rad, til denne filen (.csv, .parquet, .arrow)."
)
@click.option("--brief", is_flag=True, help="Uten kolonnene approvals og complete_with; går fortere.")
@click.option("--replace", is_flag=True, help="Bytt ut en tabell eller mappe som finnes fra før.")
@click.option("--keep-going", is_flag=True, help="Legg rader som ikke kan brukes, i en egen fil.")
@click.option("--rejects", default="rejects.csv", show_default=True, help="Filen for --keep-going.")
@lang_option
def COMMAND(  # noqa: N802 - one parameter per option
    rules: str,
    approvals: tuple[str, ...],
    to: str | None,
    as_of: dt.date | None,
    persons: tuple[str, ...],
    form: Form | None,
    output: str | None,
    sheet: str | None,
    table: str | None,
    query: str | None,
    dispositions: str | None,
    brief: bool,  # noqa: FBT001 - click gives it by name
    replace: bool,  # noqa: FBT001 - as above
    keep_going: bool,  # noqa: FBT001 - as above
    rejects: str,
    lang: str | None,
) -> int:
    """Transfer approvals."""
    book, speak = load_rulebook(rules, lang)
    target = choose_target(book, to, speak)
    keep_inputs(output, rules, *approvals, lang=speak)
    if keep_going:
        check_rejects(rejects, approvals, rules, output, speak)
    inputs = Inputs(approvals, sheet, table, query)
    chosen = chosen_form(form, output)
    special = dispositions or brief or replace or chosen not in {"table", "json", "csv"}
    if chosen in {"table", "json"} and (dispositions or brief or replace):
        raise Failure(_IN_THE_RESULT, lang=speak)
    if chosen in {"table", "json"} or (inputs.plain and not special and not bulk_is_there()):
        return in_memory(book, target, inputs, as_of, persons, chosen, output, keep_going, rejects, speak)
    need_bulk(f"--format {chosen}", speak)
    from lmrules.cli._tables import Wanted, in_pieces

    wanted = Wanted(chosen, output, dispositions, brief, replace, keep_going, rejects)
    return in_pieces(book, target, inputs, as_of, persons, wanted, speak)


def chosen_form(form: Form | None, output: str | None) -> Form:
    """The format: what was asked for, else what ``output`` says."""
    where = output or ""
    if is_database(where):
        return "database"
    folder = where.endswith(("/", os.sep)) or (where and Path(where).is_dir())
    return form or ("parquet" if folder else _BY_SUFFIX.get(Path(where).suffix.lower(), "table"))


def in_memory(
    book: Rulebook,
    target: str,
    inputs: Inputs,
    as_of: dt.date | None,
    persons: Sequence[str],
    form: Form,
    output: str | None,
    keep_going: bool,  # noqa: FBT001 - as given
    rejects: str,
    lang: Language,
) -> int:
    """Read everything (of ``persons``, where they are named), decide with proofs, and write."""
    reading = read_rows(inputs.specs[0], lang) if inputs.plain else read_tables(inputs, persons, lang)
    if persons:
        reading = only_persons(reading, persons, lang)
    whole, problems = transfer(book.prepared(target), many_watched(reading.approvals, READING, lang), as_of)
    rejected = [rejected_row(r) for r in reading.rejected] + problems
    if rejected and not keep_going:
        say_rows(((row.row, row.message(lang)) for row in sorted(rejected, key=lambda r: r.row)), lang)
        raise Failure(BAD_ROWS, {"count": len(rejected)}, lang=lang, exit_code=1)
    if rejected:
        # First, so that nothing is decided on an input whose other rows were lost.
        save_rejects(rejects, reading, problems, lang)
    if form == "table" and output is None and fancy():
        from lmrules.cli import _rich

        _rich.show_transfer(_rich.console(), book.model, book.name, book.digest, whole, lang)
    else:
        write_result("".join(rendered(book, whole, rejected, form, lang)), output)
    if rejected:
        say(REJECTED.fill(lang, {"count": len(rejected), "path": rejects}))
        return 1
    return 0


def only_person(reading: Reading, person: str, lang: Language) -> Reading:
    """The rows of one person. What could not be read stays: it may be hers."""
    return only_persons(reading, [person], lang)


def only_persons(reading: Reading, persons: Sequence[str], lang: Language) -> Reading:
    """The rows of some persons; a failure where one of them has none."""
    wanted = {Person(person.strip()) for person in persons}
    mine = tuple(a for a in reading.approvals if a.person in wanted)
    if {a.person for a in mine} != wanted:
        raise Failure(NO_PERSON, lang=lang)
    return attrs.evolve(reading, approvals=mine)


def rendered(
    book: Rulebook,
    whole: Transfer,
    rejected: Sequence[RowProblem],
    form: Form,
    lang: Language,
) -> Iterator[str]:
    """The result in the format asked for, in pieces."""
    match form:
        case "json":
            return transfer_json(book.name, book.digest, whole, rejected)
        case "csv":
            return transfer_csv(whole)
        case _:
            return transfer_table(book.model, book.name, book.digest, whole, lang)


def many_watched(approvals: Sequence[Approval], label: Text, lang: Language) -> Iterable[Approval]:
    """The rows, with a progress bar where there are many and someone is watching."""
    return approvals if len(approvals) < _MANY else watched(approvals, label.fill(lang))


def save_rejects(path: str, reading: Reading, problems: Sequence[RowProblem], lang: Language) -> None:
    """Write every row that was not used, as it stood, with what is wrong with it."""
    by_row = {a.row: a for a in reading.approvals}
    more = [
        RejectedRow(p.row, 0, (Problem(p.text, p.fields),), cells_of(by_row[p.row], reading.columns))
        for p in problems
    ]
    together = sorted((*reading.rejected, *more), key=lambda r: r.row)
    out = io.BytesIO()
    write_rejects(out, attrs.evolve(reading, rejected=tuple(together)), lang)
    write_whole(Path(path), out.getvalue())
