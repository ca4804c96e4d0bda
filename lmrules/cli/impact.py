"""``lmrules impact``: what a revision means for many doctors, counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Literal

import click

from lmrules.api import Rulebook
from lmrules.asking import rejected_row
from lmrules.cli._rulebooks import Day, choose_target, load_rulebook, read_rows
from lmrules.cli._terminal import fancy
from lmrules.cli.talk import Failure, lang_option, say, write_result
from lmrules.cli.transfer import many_watched
from lmrules.exports.impact_csv import impact_csv, persons_csv
from lmrules.exports.impact_html import impact_html
from lmrules.exports.impact_json import impact_json
from lmrules.exports.impact_report import ImpactReport
from lmrules.exports.impact_table import impact_table
from lmrules.messages import Language, Text

Form = Literal["table", "json", "csv", "html"]

_COUNTING = Text("Teller", "Tel", "Counting")
_ROW = Text("rad {row}: {problem}", "rad {row}: {problem}", "row {row}: {problem}")
_BAD_ROWS = Text(
    "{count} rader kan ikke brukes; rett dem, eller kjør igjen med --keep-going",
    "{count} rader kan ikkje brukast; rett dei, eller køyr igjen med --keep-going",
    "{count} rows cannot be used; mend them, or run again with --keep-going",
)
_LEFT_OUT = Text(
    "{count} rader kan ikke brukes og er ikke med i tallene",
    "{count} rader kan ikkje brukast og er ikkje med i tala",
    "{count} rows cannot be used and are not in the numbers",
)
_NO_NAMES = Text(
    "siden navngir ingen; --per-person kan brukes med --format table, json og csv",
    "sida nemner ingen med namn; --per-person kan brukast med --format table, json og csv",
    "the page names nobody; --per-person goes with --format table, json and csv",
)


@click.command(
    name="impact",
    help="Hva betyr en revisjon for mange leger? Teller hva som overføres og hva som må vurderes, for hvert "
    "nye mål, og hvilke gamle mål som alene ville gitt flest overføringer.\n\n"
    "RULES er regelverkets første fil. APPROVALS er CSV, JSON eller JSON Lines; - leser fra stdin.\n\n"
    "Tallene er et forslag, ikke et vedtak. Personer nevnes bare med --per-person.",
    epilog="Eksempel: lmrules impact rules/nukleaermedisin.rules godkjenninger.csv "
    "--format html -o revisjon.html",
)
@click.argument("rules")
@click.argument("approvals")
@click.option("--to", help="Settet det overføres til (ellers det siste).")
@click.option("--as-of", type=Day(), help="Regn per denne datoen; senere godkjenninger teller ikke.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv", "html"]),
    default="table",
    show_default=True,
    help="html er én side med diagrammer, som kan åpnes og skrives ut uten nett.",
)
@click.option(
    "--per-person",
    is_flag=True,
    help="Ta med tall for hver lege (i csv: i stedet for tall for hvert mål). Ikke på siden.",
)
@click.option("-o", "--output", help="Skriv til denne filen i stedet for skjermen.")
@click.option("--keep-going", is_flag=True, help="La være å stanse for rader som ikke kan brukes.")
@lang_option
def COMMAND(  # noqa: N802 - one parameter per option
    rules: str,
    approvals: str,
    to: str | None,
    as_of: dt.date | None,
    form: Form,
    per_person: bool,  # noqa: FBT001 - click gives it by name
    output: str | None,
    keep_going: bool,  # noqa: FBT001 - as above
    lang: str | None,
) -> int:
    """Count a population."""
    book, speak = load_rulebook(rules, lang)
    target = choose_target(book, to, speak)
    if per_person and form == "html":
        raise Failure(_NO_NAMES, lang=speak)
    report = _report(book, target, as_of, approvals, speak, per_person=per_person)
    bad = len({problem.row for problem in report.rejected})
    if bad:
        for row in report.rejected:
            say(_ROW.fill(speak, {"row": row.row, "problem": row.message(speak)}))
        if not keep_going:
            raise Failure(_BAD_ROWS, {"count": bad}, lang=speak, exit_code=1)
    if form == "table" and output is None and fancy():
        from lmrules.cli import _rich

        _rich.show_impact(_rich.console(), report, speak)
    else:
        write_result("".join(_rendered(report, form, speak, per_person=per_person)), output)
    if bad:
        say(_LEFT_OUT.fill(speak, {"count": bad}))
    return 1 if bad else 0


def _report(
    book: Rulebook, target: str, as_of: dt.date | None, approvals: str, lang: Language, *, per_person: bool
) -> ImpactReport:
    """What the rows at ``approvals`` come to, the rows that could not be used included."""
    reading = read_rows(approvals, lang)
    rows = many_watched(reading.approvals, _COUNTING, lang)
    found = book.impact(rows, to=target, as_of=as_of, per_person=per_person)
    rejected = [*map(rejected_row, reading.rejected), *found.problems]
    return ImpactReport(
        book=book.model,
        digest=book.digest,
        impact=found,
        rejected=tuple(sorted(rejected, key=lambda problem: problem.row)),
    )


def _rendered(report: ImpactReport, form: Form, lang: Language, *, per_person: bool) -> Iterator[str]:
    match form:
        case "json":
            return impact_json(report)
        case "csv":
            return persons_csv(report) if per_person else impact_csv(report)
        case "html":
            return iter((impact_html(report, lang),))
        case "table":
            return impact_table(report, lang)
