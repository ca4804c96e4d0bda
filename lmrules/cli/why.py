"""``lmrules why``: one decision explained, as a tree a doctor can follow."""

from __future__ import annotations

import datetime as dt

import click

from lmrules.cli._rulebooks import Day, choose_target, load_rulebook, read_rows
from lmrules.cli.talk import Failure, lang_option, say, write_result
from lmrules.cli.transfer import only_person
from lmrules.evaluate.run import transfer
from lmrules.exports.prose import explain
from lmrules.messages import Text
from lmrules.syntax.spelling import nearest

_NO_OBJECTIVE = Text(
    "målet `{code}` finnes ikke i `{set}`{hint}",
    "målet `{code}` finst ikkje i `{set}`{hint}",
    "there is no objective `{code}` in `{set}`{hint}",
)
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
@lang_option
def COMMAND(  # noqa: N802 - one parameter per argument
    rules: str,
    approvals: str,
    person: str,
    objective: str,
    to: str | None,
    as_of: dt.date | None,
    lang: str | None,
) -> int:
    """Explain one decision."""
    book, speak = load_rulebook(rules, lang)
    target = choose_target(book, to, speak)
    code = objective.removeprefix(f"{target}/")
    codes = book.model.set_named[target].codes
    if code not in codes:
        close = nearest(code, codes)
        hint = f" ({', '.join(close)}?)" if close else ""
        raise Failure(_NO_OBJECTIVE, {"code": code, "set": target, "hint": hint}, lang=speak)
    reading = only_person(read_rows(approvals, speak), person, speak)
    whole, problems = transfer(book.prepared(target), reading.approvals, as_of)
    # A row that could not be read may be this person's.
    bad = {row.row: row.message(speak) for row in reading.rejected}
    bad |= {row.row: row.message(speak) for row in problems}
    for number in sorted(bad):
        say(_BAD_ROW.fill(speak, {"row": number, "problem": bad[number]}))
    decision = next(d for d in whole.persons[0].decisions if d.objective.code == code)
    write_result(explain(book.model, decision, speak), None)
    return 1 if bad else 0
