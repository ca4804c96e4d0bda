"""``lmrules init``: a small rulebook that checks, to begin with."""

from __future__ import annotations

from pathlib import Path

import click

from lmrules.cli._skeletons import skeleton_from
from lmrules.cli.talk import Failure, lang_option, language, say, tell, write_whole
from lmrules.interchange.skeleton import Skeleton, Wanted
from lmrules.interchange.to_rules import LONGEST_TITLE
from lmrules.interchange.validity import is_name
from lmrules.messages import Language, Text, words
from lmrules.resources import resource_text
from lmrules.syntax.keywords import SPELLINGS
from lmrules.syntax.writing import write_name, write_text

_EXISTS = Text(
    "`{path}` finnes allerede; ingenting er skrevet",
    "`{path}` finst alt; ingenting er skrive",
    "`{path}` exists already; nothing was written",
)
_NOT_A_FOLDER = Text("`{path}` er ikke en mappe", "`{path}` er ikkje ei mappe", "`{path}` is not a folder")
_NEXT = Text(
    "skrev {rules} og {approvals}. Neste: lmrules check {rules} og lmrules transfer {rules} {approvals}",
    "skreiv {rules} og {approvals}. Neste: lmrules check {rules} og lmrules transfer {rules} {approvals}",
    "wrote {rules} and {approvals}. Next: lmrules check {rules}, and lmrules transfer {rules} {approvals}",
)
_ERRORS = Text(
    "{count} feil i filen; ingenting er skrevet",
    "{count} feil i fila; ingenting er skrive",
    "{count} errors in the file; nothing was written",
)
_MADE = Text(
    "skrev {rules} med {n} mål. Neste: skriv hva hvert mål krever, så lmrules check {rules}",
    "skreiv {rules} med {n} mål. Neste: skriv kva kvart mål krev, så lmrules check {rules}",
    "wrote {rules} with {n} objectives. Next: write what each requires, then lmrules check {rules}",
)
_NOT_A_NAME = Text(
    "`{name}` kan ikke være et navn i en regelfil",
    "`{name}` kan ikkje vere eit namn i ei regelfil",
    "`{name}` cannot be a name in a rule file",
)
_CUT = Text(
    "{n} titler er kuttet til {most} tegn: den offisielle teksten hører ikke hjemme i regelfilen",
    "{n} titlar er kutta til {most} teikn: den offisielle teksten høyrer ikkje heime i regelfila",
    "{n} titles were cut to {most} characters: the official text does not belong in the rule file",
)
_LEFT_OUT = Text(
    "kolonner som ikke er tatt med: {columns}",
    "kolonnar som ikkje er tekne med: {columns}",
    "columns that were left out: {columns}",
)


@click.command(
    name="init",
    help="Lag et lite regelverk å begynne med, og noen godkjenninger å prøve det på.",
    epilog="Eksempler: lmrules init min-mappe --name kardiologi · "
    "lmrules init min-mappe --name kardiologi --from mål.csv --set KAR-2025",
)
@click.argument("folder", default=".")
@click.option("--name", default="regelverk", show_default=True, help="Navnet på regelverket og filen.")
@click.option("--from", "source", help="Et sett å begynne med (CSV, Excel, CASE): koder og korte titler.")
@click.option("--set", "set_name", help="Navnet på settet i --from [ellers: filens navn].")
@click.option("--sheet", help="Arket i Excel-arbeidsboken [ellers: det første].")
@lang_option
def COMMAND(  # noqa: N802 - one parameter per option
    folder: str, name: str, source: str | None, set_name: str | None, sheet: str | None, lang: str | None
) -> int:
    """Scaffold a rulebook."""
    speak = language(lang)
    where = Path(folder)
    if where.exists() and not where.is_dir():
        raise Failure(_NOT_A_FOLDER, {"path": folder}, lang=speak)
    stem = "".join(c if c.isalnum() or c in "-_" else "-" for c in name) or "regelverk"
    rules, approvals = where / f"{stem}.rules", where / f"{stem}-godkjenninger.csv"
    for path in (rules, approvals) if source is None else (rules,):
        if path.exists():
            raise Failure(_EXISTS, {"path": str(path)}, lang=speak)
    if source is not None:
        for given in (name, set_name or name):
            if not is_name(given):
                raise Failure(_NOT_A_NAME, {"name": given}, lang=speak)
        made = skeleton_from(source, sheet, Wanted(rulebook=name, set=set_name or "", lang=speak))
        return _written(made, rules, speak)
    text = resource_text(f"templates/rulebook.{speak}.rules")
    head = SPELLINGS["rulebook"][speak]
    # 'regelverk' is a keyword, so as a name it is written in quotes like any other such name.
    text = text.replace(f"{head} NAVN TITTEL", f"{head} {write_name(name)} {write_text(name)}")
    where.mkdir(parents=True, exist_ok=True)
    write_whole(rules, text.encode())
    write_whole(approvals, resource_text(f"templates/approvals.{speak}.csv").encode())
    say(_NEXT.fill(speak, {"rules": str(rules), "approvals": str(approvals)}))
    return 0


def _written(made: Skeleton, rules: Path, lang: Language) -> int:
    """Write a skeleton, and say what of its file was left behind."""
    tell(made.found, lang)
    if made.found:
        raise Failure(_ERRORS, {"count": len(made.found)}, lang=lang, exit_code=1)
    rules.parent.mkdir(parents=True, exist_ok=True)
    write_whole(rules, made.text.encode())
    if made.left_out:
        say(_LEFT_OUT.fill(lang, {"columns": words(made.left_out)}))
    if made.cut:
        say(_CUT.fill(lang, {"n": made.cut, "most": LONGEST_TITLE}))
    say(_MADE.fill(lang, {"rules": str(rules), "n": made.objectives}))
    return 0
