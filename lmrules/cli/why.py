"""``lmrules why``: one decision explained, as a tree a doctor can follow."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import click

from lmrules.asking import code_in, rejected_row
from lmrules.cli._rulebooks import Day, choose_target, load_rulebook, read_rows
from lmrules.cli.talk import lang_option, refusing, say, write_result
from lmrules.cli.transfer import only_person
from lmrules.evaluate.run import transfer
from lmrules.exports.prose import explain
from lmrules.exports.why_json import why_json
from lmrules.messages import Text

_BAD_ROW = Text(
    "rad {row} kan ikke brukes: {problem}",
    "rad {row} kan ikkje brukast: {problem}",
    "row {row} cannot be used: {problem}",
)


@click.command(
    name="why",
    help="Forklar avgjørelsen om ett mål for én person: beviset, eller hva som mangler.",
    epilog="Eksempel: lmrules why rules/nukleaermedisin.rules godkjenninger.csv LIS-001 NUK-103",
)
@click.argument("rules")
@click.argument("approvals")
@click.argument("person")
@click.argument("objective")
@click.option("--to", help="Settet det overføres til (ellers det siste).")
@click.option("--as-of", type=Day(), help="Regn per denne datoen.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@lang_option
def COMMAND(  # noqa: N802 - one parameter per argument
    rules: str,
    approvals: str,
    person: str,
    objective: str,
    to: str | None,
    as_of: dt.date | None,
    form: Literal["text", "json"],
    lang: str | None,
) -> int:
    """Explain one decision."""
    book, speak = load_rulebook(rules, lang)
    target = choose_target(book, to, speak)
    with refusing(speak):
        code = code_in(book, target, objective)
    reading = only_person(read_rows(approvals, speak), person, speak)
    whole, problems = transfer(book.prepared(target), reading.approvals, as_of)
    # A row that could not be read may be this person's.
    bad = sorted([*map(rejected_row, reading.rejected), *problems], key=lambda row: row.row)
    for row in bad:
        say(_BAD_ROW.fill(speak, {"row": row.row, "problem": row.message(speak)}))
    decision = next(d for d in whole.persons[0].decisions if d.objective.code == code)
    if form == "json":
        write_result(why_json(book.model, book.digest, whole, decision, bad, speak), None)
    else:
        write_result(explain(book.model, decision, speak), None)
    return 1 if bad else 0
