"""``lmrules report``: a rulebook as a page for people, and letters to those whose approvals it is used on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import click

from lmrules.cli._letters import Names, Wanted, write_letters
from lmrules.cli._pages import Form, chosen_form, write_page
from lmrules.cli._rulebooks import Day, load_rulebook
from lmrules.cli.talk import Failure, keep_inputs, lang_option, language, write_result
from lmrules.exports.letter_template import default_text
from lmrules.messages import Language, Text

_NEEDS_APPROVALS = Text(
    "oppgi godkjenningene med --approvals",
    "oppgi godkjenningane med --approvals",
    "name the approvals with --approvals",
)
_FOR_WHOM = Text(
    "oppgi hvem brevet er til med --person, eller skriv til alle med --all",
    "oppgi kven brevet er til med --person, eller skriv til alle med --all",
    "say whom the letter is to with --person, or write to everybody with --all",
)
_ONE_OR_ALL = Text(
    "--person og --all kan ikke brukes sammen",
    "--person og --all kan ikkje brukast saman",
    "--person and --all cannot be used together",
)
_OF_LETTERS = Text(
    "{options} gjelder brev; oppgi også --approvals",
    "{options} gjeld brev; oppgi òg --approvals",
    "{options} is about letters; name --approvals too",
)
_FOLDER = Text(
    "oppgi mappen brevene skal ligge i, med -o",
    "oppgi mappa breva skal liggje i, med -o",
    "name the folder for the letters with -o",
)
_NAMES_OF_ALL = Text(
    "--names gjelder bare --all", "--names gjeld berre --all", "--names goes with --all only"
)


@click.command(
    name="report",
    help="Skriv regelverket som én side for folk, eller brev til legene.\n\n"
    "Siden sier hva som overføres til hva og hvorfor, hva som må vurderes, hva som er nytt og utgått, "
    "skjønn, kilder, åpne spørsmål, og har et bilde fra gamle til nye mål. Den trenger ikke nett, "
    "og kan skrives ut.\n\n"
    "Med --approvals og --person: brevet til én lege. Hva som foreslås overført, hva som må vurderes, "
    "og hva hun alt har av hvert mål. Med --all: ett brev til hver, i en mappe. Filnavnene har bare numre; "
    "liste.csv sier hvem de er til.",
    epilog="\b\nEksempler:\n"
    "  lmrules report rules/nukleaermedisin.rules -o regelverk.html\n"
    "  lmrules report rules/nukleaermedisin.rules -o regelverk.pdf\n"
    "  lmrules report regler.rules --approvals godkjenninger.csv --person LIS-001 -o brev.html\n"
    "  lmrules report regler.rules --approvals godkjenninger.csv --all -o brev/ --format pdf\n"
    "  lmrules report --print-template > brevmal.txt",
)
@click.argument("rules", required=False)
@click.option(
    "--format", "form", type=click.Choice(["html", "pdf"]), help="Ellers det som endelsen på -o sier."
)
@click.option("-o", "--output", help="Skriv til denne filen (med --all: mappen) i stedet for skjermen.")
@click.option("--approvals", help="Brev: godkjenningene (CSV, JSON, JSON Lines; - leser fra stdin).")
@click.option("--person", help="Brev til denne personen.")
@click.option("--all", "everybody", is_flag=True, help="Brev til hver person i filen.")
@click.option(
    "--names", type=click.Choice(["number", "person"]), help="Filnavn: number (vanlig) eller person."
)
@click.option("--to", help="Brev: settet det overføres til (ellers det siste).")
@click.option("--as-of", type=Day(), help="Brev: regn per denne datoen; senere godkjenninger teller ikke.")
@click.option("--date", type=Day(), help="Brev: datoen øverst (ellers ingen).")
@click.option("--template", help="Brev: din egen mal, en tekstfil.")
@click.option("--print-template", is_flag=True, help="Skriv ut malen som brukes ellers, så du kan endre den.")
@lang_option
def COMMAND(  # noqa: N802 - one parameter per option
    rules: str | None,
    form: Form | None,
    output: str | None,
    approvals: str | None,
    person: str | None,
    everybody: bool,  # noqa: FBT001 - click gives it by name
    names: Names | None,
    to: str | None,
    as_of: dt.date | None,
    date: dt.date | None,
    template: str | None,
    print_template: bool,  # noqa: FBT001 - as above
    lang: str | None,
) -> int:
    """Write a report or letters."""
    if print_template:
        write_result(default_text(language(lang)), output)
        return 0
    if rules is None:
        raise click.UsageError("Missing argument 'RULES'.")
    speak = language(lang)
    about_letters = {
        "--person": person, "--all": everybody, "--names": names, "--to": to, "--as-of": as_of,
        "--date": date, "--template": template,
    }  # fmt: skip
    if approvals is None:
        check_report(about_letters, speak)
        book, speak = load_rulebook(rules, lang)
        keep_inputs(output, rules, lang=speak)
        write_page(book.report(speak), chosen_form(form, output), output, speak)
        return 0
    check_letters(person, output, names, everybody=everybody, lang=speak)
    book, speak = load_rulebook(rules, lang)
    keep_inputs(output, rules, approvals, *([template] if template else []), lang=speak)
    wanted = Wanted(approvals, person, to, as_of, template, date, names or "number")
    return write_letters(book, wanted, form, output, speak)


def check_report(about_letters: Mapping[str, object], lang: Language) -> None:
    """A failure for options that only letters have."""
    given = [name for name, value in about_letters.items() if value]
    if {"--person", "--all"} & set(given):
        raise Failure(_NEEDS_APPROVALS, lang=lang)
    if given:
        raise Failure(_OF_LETTERS, {"options": ", ".join(given)}, lang=lang)


def check_letters(
    person: str | None, output: str | None, names: Names | None, *, everybody: bool, lang: Language
) -> None:
    """A failure for options that do not go together."""
    if person is None and not everybody:
        raise Failure(_FOR_WHOM, lang=lang)
    if person is not None and everybody:
        raise Failure(_ONE_OR_ALL, lang=lang)
    if names and not everybody:
        raise Failure(_NAMES_OF_ALL, lang=lang)
    if everybody and (output is None or output == "-"):
        raise Failure(_FOLDER, lang=lang)
