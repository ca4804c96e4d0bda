"""``lmrules convert``: correspondences to other systems, and from them."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from lmrules.cli._rulebooks import Day, load_rulebook
from lmrules.cli._workbooks import WORKBOOK, read_workbook, write_workbook
from lmrules.cli.talk import Failure, keep_inputs, lang_option, language, say, tell, write_result
from lmrules.interchange import FORMATS, Style
from lmrules.interchange.from_rulebook import crosswalk_of
from lmrules.interchange.identity import default_base, is_base
from lmrules.interchange.reading import LIMITS
from lmrules.interchange.to_rules import Imported, rules_of
from lmrules.messages import Language, Text
from lmrules.reading import Unreadable, read_bytes
from lmrules.source import Source

_RULES = "rules"
_ONE_OF_THEM = Text(
    "skriv enten `--to FORMAT` (fra regler) eller `--from FORMAT --to rules` (til regler)",
    "skriv anten `--to FORMAT` (frå reglar) eller `--from FORMAT --to rules` (til reglar)",
    "write either `--to FORMAT` (from rules) or `--from FORMAT --to rules` (to rules)",
)
_UNREADABLE = Text(
    "kan ikke lese `{path}`: {why}", "kan ikkje lese `{path}`: {why}", "cannot read `{path}`: {why}"
)
_NOT_INSTALLED = Text(
    "`{format}` krever et tillegg: pip install 'lmrules[{extra}]'",
    "`{format}` krev eit tillegg: pip install 'lmrules[{extra}]'",
    "`{format}` needs an extra: pip install 'lmrules[{extra}]'",
)
_NOT_A_BASE = Text(
    "`{base}` kan ikke stå først i en IRI; skriv den som https://eksempel.no/mal/",
    "`{base}` kan ikkje stå først i ein IRI; skriv han som https://eksempel.no/mal/",
    "`{base}` cannot begin an IRI; write it as https://example.com/goals/",
)
_SAY_BASE = Text(
    "adressene i filen begynner med {base}, som ikke finnes; gi deres egen med --base",
    "adressene i fila byrjar med {base}, som ikkje finst; gi dykkar eiga med --base",
    "the addresses in the file begin with {base}, which does not exist; give your own with --base",
)
_ERRORS = Text(
    "{count} feil i filen; ingen regler er skrevet",
    "{count} feil i fila; ingen reglar er skrivne",
    "{count} errors in the file; no rules were written",
)
_DONE = Text(
    "{rules} regler, {drafts} utkast. Kontroller dem med `lmrules check`",
    "{rules} reglar, {drafts} utkast. Kontroller dei med `lmrules check`",
    "{rules} rules, {drafts} drafts. Check them with `lmrules check`",
)
_EXTRAS = {"rdflib": "interchange", "openpyxl": "bulk", "defusedxml": "bulk"}


@click.command(
    name="convert",
    help="Skriv regelverket som en kobling for andre systemer, eller lag regler av en slik kobling. "
    "Med xlsx blir hele regelverket en arbeidsbok, og en arbeidsbok et regelverk.\n\n"
    "Ut: hvert gammelt mål står som kilde, hvert nytt som mål, og bare det reglene gir, står som sterkt nok. "
    "Inn: reglene blir utkast der filen ikke sier at en fagperson har avgjort dem.",
    epilog="Eksempler: lmrules convert rules/nukleaermedisin.rules --to sssom -o nuk.sssom.tsv · "
    "lmrules convert kobling.csv --from csv --to rules --sets nuk.rules -o ny-overgang.rules",
)
@click.argument("path", metavar="FIL")
@click.option(
    "--to", type=click.Choice([*FORMATS, WORKBOOK, _RULES]), required=True, help="Formatet det skrives i."
)
@click.option("--from", "source", type=click.Choice([*FORMATS, WORKBOOK, _RULES]), default=_RULES,
              help="Formatet det leses fra [ellers: rules].")  # fmt: skip
@click.option("--sets", help="Inn: regelverket som har settene; ellers blir de laget, uten innhold.")
@click.option("--effective", type=Day(), help="Inn: datoen overgangen gjelder fra, der filen ikke sier det.")
@click.option("--base", help="Ut: det som adressene (IRI-ene) begynner med.")
@click.option("-o", "--output", help="Skriv til denne filen (fra xlsx også: mappen).")
@lang_option
def COMMAND(  # noqa: N802 - one parameter per option
    path: str,
    to: str,
    source: str,
    sets: str | None,
    effective: dt.date | None,
    base: str | None,
    output: str | None,
    lang: str | None,
) -> int:
    """Convert, one way or the other."""
    if (to == _RULES) == (source == _RULES):
        raise Failure(_ONE_OF_THEM, lang=language(lang))
    inputs = [path, *([sets] if sets else [])]
    keep_inputs(output, *inputs, lang=language(lang))
    if to == WORKBOOK:
        return write_workbook(path, output, lang)
    if source == WORKBOOK:
        return read_workbook(path, output, lang)
    if source == _RULES:
        return _write(path, to, base, output, lang)
    return _read(path, source, sets, effective, output, lang)


def _write(path: str, form: str, base: str | None, output: str | None, lang: str | None) -> int:
    if base is not None and not is_base(base):
        raise Failure(_NOT_A_BASE, {"base": base}, lang=language(lang))
    book, speak = load_rulebook(path, lang)
    export = crosswalk_of(book.checked, speak)
    tell(export.found, speak)
    style = Style(base or default_base(book.name), speak)
    try:
        data = FORMATS[form].write(export.crosswalk, style)
    except ModuleNotFoundError as error:
        raise _lacking(form, error, speak) from None
    write_result(data, output)
    if base is None and FORMATS[form].iris:
        say(_SAY_BASE.fill(speak, {"base": style.base}))
    return 0


def _read(
    path: str, form: str, sets: str | None, effective: dt.date | None, output: str | None, lang: str | None
) -> int:
    speak = language(lang)
    known = None
    if sets is not None:
        book, speak = load_rulebook(sets, lang)
        known = book.model
    try:
        data = (
            sys.stdin.buffer.read(LIMITS.file_bytes + 1)
            if path == "-"
            else read_bytes(Path(path), LIMITS.file_bytes)
        )
        reading = FORMATS[form].read(data, path)
    except Unreadable as error:
        raise Failure(_UNREADABLE, {"path": path, "why": error.why}, lang=speak) from None
    except ModuleNotFoundError as error:
        raise _lacking(form, error, speak) from None
    made = rules_of(reading, Source(path, ""), base=known, day=effective, lang=speak)
    tell(made.found, speak)
    return _written(made, output, speak)


def _written(made: Imported, output: str | None, lang: Language) -> int:
    errors = sum(d.severity == "error" for d in made.found)
    if errors:
        raise Failure(_ERRORS, {"count": errors}, lang=lang, exit_code=1)
    write_result(made.text, output)
    say(_DONE.fill(lang, {"rules": made.rules, "drafts": made.drafts}))
    return 0


def _lacking(form: str, error: ModuleNotFoundError, lang: Language) -> Failure:
    """The failure that a missing extra is; anything else that is missing is our own fault."""
    extra = _EXTRAS.get((error.name or "").partition(".")[0])
    if extra is None:
        raise error
    return Failure(_NOT_INSTALLED, {"format": form, "extra": extra}, lang=lang)
