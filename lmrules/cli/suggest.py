"""``lmrules suggest``: sound rules nobody wrote, and what is missing where none is sound."""

from __future__ import annotations

from typing import Literal

import click

from lmrules.api import Rulebook
from lmrules.cli._rulebooks import choose_target, load_rulebook
from lmrules.cli.talk import Failure, lang_option, write_result
from lmrules.exports.suggest_json import suggest_json
from lmrules.exports.suggest_text import suggest_text
from lmrules.messages import Language, Text
from lmrules.model.model import ObjectiveId
from lmrules.suggest import MOST_SUGGESTED, suggest
from lmrules.syntax.spelling import nearest

_UNKNOWN = Text(
    "ingen overgang har et nytt mål `{code}`{hint}",
    "ingen overgang har eit nytt mål `{code}`{hint}",
    "no transition has a new objective `{code}`{hint}",
)


@click.command(
    name="suggest",
    help="Vis regler som innhold og nivåer beviser, men som ingen har skrevet.\n\n"
    "Utskriften er regeltekst som kan limes inn. Der ingenting er bevist, vises det som er nærmest. "
    "Et forslag overfører ingenting før en fagperson har skrevet regelen og begrunnet den.",
    epilog="Eksempel: lmrules suggest rules/nukleaermedisin.rules --objective NUK-128",
)
@click.argument("rules")
@click.option("--to", help="Bare overganger til dette settet.")
@click.option("--objective", "codes", multiple=True, help="Bare dette nye målet (kan gjentas).")
@click.option(
    "--most",
    type=click.IntRange(min=1),
    default=MOST_SUGGESTED,
    show_default=True,
    help="Høyst så mange sett for hvert mål.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@lang_option
def COMMAND(  # noqa: N802 - one parameter per option
    rules: str,
    to: str | None,
    codes: tuple[str, ...],
    most: int,
    form: Literal["text", "json"],
    lang: str | None,
) -> int:
    """Suggest rules."""
    book, speak = load_rulebook(rules, lang)
    target = None if to is None else choose_target(book, to, speak)
    asked = _asked(book, codes, target, speak) if codes else None
    found = suggest(book.model, to=target, objectives=asked, most=most)
    if form == "json":
        write_result(suggest_json(book.name, book.digest, found), None)
    else:
        write_result(suggest_text(book.model, found, speak), None)
    return 0


def _asked(
    book: Rulebook, codes: tuple[str, ...], target: str | None, lang: Language
) -> frozenset[ObjectiveId]:
    """The new objectives that ``codes`` name, in every set that has them."""
    new_sets = {t.new for t in book.model.transitions if target in (None, t.new)}
    new = [o for o in book.model.objective if o.set in new_sets]
    asked: set[ObjectiveId] = set()
    for code in codes:
        mine = {o for o in new if code in (o.code, str(o))}
        if not mine:
            close = nearest(code, {o.code for o in new})
            hint = f" ({', '.join(close)}?)" if close else ""
            raise Failure(_UNKNOWN, {"code": code, "hint": hint}, lang=lang)
        asked |= mine
    return frozenset(asked)
