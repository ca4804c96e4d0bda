"""``lmrules diff``: whether two rulebooks grant the same, and who gains and who loses."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from lmrules.asking import by_both, common_target
from lmrules.checks.soundness import CLAIM_DOES_NOT_HOLD
from lmrules.cli._rulebooks import read_rows
from lmrules.cli.talk import Failure, lang_option, language, refusing, say, write_result
from lmrules.difference import difference, person_differences
from lmrules.exports.difference_json import difference_json
from lmrules.exports.difference_text import DifferenceReport, Persons, difference_text
from lmrules.messages import Language, Text
from lmrules.pipeline import CheckedRulebook, check_path
from lmrules.potential import potential_difference
from lmrules.reading import Unreadable

_UNREADABLE = Text(
    "kan ikke lese `{path}`: {why}", "kan ikkje lese `{path}`: {why}", "cannot read `{path}`: {why}"
)
_ERRORS = Text(
    "`{path}` har {count} feil og kan ikke sammenlignes før de er rettet (se over){hint}",
    "`{path}` har {count} feil og kan ikkje samanliknast før dei er retta (sjå over){hint}",
    "`{path}` has {count} errors and cannot be compared until they are mended (see above){hint}",
)
_HINT = Text(
    "; det er bare påstander som ikke holder, så --potential kan sammenligne det",
    "; det er berre påstandar som ikkje held, så --potential kan samanlikne det",
    "; they are only claims that do not hold, so --potential can compare it",
)
_NOT_BOTH = Text(
    "--approvals og --potential kan ikke brukes sammen",
    "--approvals og --potential kan ikkje brukast saman",
    "--approvals and --potential do not go together",
)
_ROW = Text("rad {row}: {problem}", "rad {row}: {problem}", "row {row}: {problem}")
_BAD_ROWS = Text(
    "{count} rader kan ikke brukes; rett dem først",
    "{count} rader kan ikkje brukast; rett dei først",
    "{count} rows cannot be used; mend them first",
)


@click.command(
    name="diff",
    help="Gir to regelverk det samme? A er det gamle regelverket, B det nye.\n\n"
    "Viser for hvert mål om B gir det samme, mer, mindre eller noe av begge, med de færreste "
    "godkjenningene som viser det. Avslutter med 1 når B gir mindre.",
    epilog="Eksempel: lmrules diff rules/nukleaermedisin.rules nytt/nukleaermedisin.rules",
)
@click.argument("a")
@click.argument("b")
@click.option("--to", help="Settet som sammenlignes (ellers det siste).")
@click.option("--approvals", help="Vis også hvem som får og mister noe, av godkjenningene i denne filen.")
@click.option(
    "--potential",
    is_flag=True,
    help="Sammenlign hva som kunne bevises, i stedet for hva reglene gir. Godtar påstander som ikke holder.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--allow-loss", is_flag=True, help="Avslutt med 0 også når B gir mindre.")
@lang_option
def COMMAND(  # noqa: N802 - one parameter per option
    a: str,
    b: str,
    to: str | None,
    approvals: str | None,
    potential: bool,  # noqa: FBT001 - a flag
    form: Literal["text", "json"],
    allow_loss: bool,  # noqa: FBT001 - a flag
    lang: str | None,
) -> int:
    """Compare two rulebooks."""
    book_a, book_b = _read(a, lang), _read(b, lang)
    speak = language(lang, book_a.book.keywords)
    if potential and approvals is not None:
        raise Failure(_NOT_BOTH, lang=speak)
    claims = (
        _usable(a, book_a, speak, potential=potential),
        _usable(b, book_b, speak, potential=potential),
    )
    with refusing(speak):
        target = common_target(book_a.book, book_b.book, to)
    compare = potential_difference if potential else difference
    found = compare(book_a.book, book_b.book, target)
    persons = None if approvals is None else _persons(book_a, book_b, target, approvals, speak)
    report = DifferenceReport(
        a=book_a.book, b=book_b.book, difference=found, false_claims=claims, persons=persons
    )
    write_result(difference_json(report) if form == "json" else difference_text(report, speak), None)
    loses = found.loses or (persons is not None and any(p.loses for p in persons.differences))
    return 1 if loses and not allow_loss else 0


def _read(path: str, lang: str | None) -> CheckedRulebook:
    try:
        return check_path(Path(path), path)
    except Unreadable as error:
        raise Failure(_UNREADABLE, {"path": path, "why": error.why}, lang=language(lang)) from None


def _usable(path: str, checked: CheckedRulebook, lang: Language, *, potential: bool) -> tuple[str, ...]:
    """The false claims of a rulebook that can be compared; :class:`Failure` for one that cannot."""
    shown = []
    for diagnostic in checked.errors:
        at = diagnostic.span.begin
        place = f"{diagnostic.span.source.name}:{at.line}:{at.column}"
        shown.append(f"{place}: {diagnostic.code.id} {diagnostic.message(lang)}")
    only_claims = all(d.code is CLAIM_DOES_NOT_HOLD for d in checked.errors)
    if checked.errors and not (potential and only_claims):
        for line in shown:
            say(line)
        hint = _HINT.fill(lang) if only_claims else ""
        raise Failure(_ERRORS, {"path": path, "count": len(checked.errors), "hint": hint}, lang=lang)
    return tuple(shown)


def _persons(a: CheckedRulebook, b: CheckedRulebook, to: str, path: str, lang: Language) -> Persons:
    """Who gains and who loses, of those in the file at ``path``."""
    reading = read_rows(path, lang)
    problems = [(row.row, row.message(lang)) for row in reading.rejected]
    with refusing(lang):
        results, bad = by_both(a, b, to, reading.approvals)
    problems += [(row.row, row.message(lang)) for row in bad]
    if problems:
        for row, problem in dict.fromkeys(sorted(problems)):
            say(_ROW.fill(lang, {"row": row, "problem": problem}))
        count = len({row for row, _ in problems})
        raise Failure(_BAD_ROWS, {"count": count}, lang=lang, exit_code=1)
    return Persons(person_differences(*results), len(results[0].persons))
