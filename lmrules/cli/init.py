"""``lmrules init``: a small rulebook that checks, to begin with."""

from __future__ import annotations

from pathlib import Path

import click

from lmrules.cli.talk import Failure, lang_option, language, say, write_whole
from lmrules.messages import Text
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


@click.command(
    name="init",
    help="Lag et lite regelverk å begynne med, og noen godkjenninger å prøve det på.",
    epilog="Eksempel: lmrules init min-mappe --name kardiologi",
)
@click.argument("folder", default=".")
@click.option("--name", default="regelverk", show_default=True, help="Navnet på regelverket og filen.")
@lang_option
def COMMAND(folder: str, name: str, lang: str | None) -> int:  # noqa: N802
    """Scaffold a rulebook."""
    speak = language(lang)
    where = Path(folder)
    if where.exists() and not where.is_dir():
        raise Failure(_NOT_A_FOLDER, {"path": folder}, lang=speak)
    stem = "".join(c if c.isalnum() or c in "-_" else "-" for c in name) or "regelverk"
    rules, approvals = where / f"{stem}.rules", where / f"{stem}-godkjenninger.csv"
    for path in (rules, approvals):
        if path.exists():
            raise Failure(_EXISTS, {"path": str(path)}, lang=speak)
    text = resource_text(f"templates/rulebook.{speak}.rules")
    head = SPELLINGS["rulebook"][speak]
    # 'regelverk' is a keyword, so as a name it is written in quotes like any other such name.
    text = text.replace(f"{head} NAVN TITTEL", f"{head} {write_name(name)} {write_text(name)}")
    where.mkdir(parents=True, exist_ok=True)
    write_whole(rules, text.encode())
    write_whole(approvals, resource_text(f"templates/approvals.{speak}.csv").encode())
    say(_NEXT.fill(speak, {"rules": str(rules), "approvals": str(approvals)}))
    return 0
