"""``lmrules compare``: the relation of old to new objectives that the declared content gives."""

from __future__ import annotations

import json
from typing import Literal

import click

from lmrules.api import Rulebook
from lmrules.cli._rulebooks import load_rulebook
from lmrules.cli._terminal import fancy
from lmrules.cli.talk import Failure, lang_option, write_result
from lmrules.comparison import Comparison
from lmrules.exports.comparison import (
    comparison_json,
    comparison_text,
    matrix_csv,
    matrix_heading,
    matrix_text,
)
from lmrules.matrix import Matrix, matrix
from lmrules.messages import Language, Text

_UNKNOWN = Text(
    "det finnes ikke noe mål `{code}` i regelverket",
    "det finst ikkje noko mål `{code}` i regelverket",
    "there is no objective `{code}` in the rulebook",
)
_SEVERAL = Text(
    "koden `{code}` finnes i flere sett; skriv sett og kode: {codes}",
    "koden `{code}` finst i fleire sett; skriv sett og kode: {codes}",
    "the code `{code}` is in several sets; write set and code: {codes}",
)
_NO_TRANSITION = Text(
    "regelverket har ingen overgang mellom settene til {codes}",
    "regelverket har ingen overgang mellom setta til {codes}",
    "the rulebook has no transition between the sets of {codes}",
)


@click.command(
    name="compare",
    help="Vis forholdet mellom gamle og nye mål, slik innhold og nivåer er oppgitt.\n\n"
    "Uten koder: en matrise for hver overgang. Med koder: de gamle sammen mot hvert av de nye.",
    epilog="Eksempel: lmrules compare rules/nukleaermedisin.rules NUK-2021/NUK-001 NUK-103",
)
@click.argument("rules")
@click.argument("codes", nargs=-1)
@click.option(
    "--format", "form", type=click.Choice(["text", "csv", "json"]), default="text", show_default=True
)
@lang_option
def COMMAND(  # noqa: N802
    rules: str, codes: tuple[str, ...], form: Literal["text", "csv", "json"], lang: str | None
) -> int:
    """Compare objectives."""
    book, speak = load_rulebook(rules, lang)
    if not codes:
        matrices = [matrix(book.model, t) for t in book.model.transitions]
        if form == "text" and fancy():
            from lmrules.cli import _rich

            for one in matrices:
                _rich.show_matrix(_rich.console(), book.model, one, matrix_heading(one, speak), speak)
            return 0
        write_result(_matrices(book, matrices, form, speak), None)
        return 0
    found = compared(book, codes, speak)
    if form == "json":
        write_result(
            json.dumps([comparison_json(c) for c in found], ensure_ascii=False, indent=1) + "\n", None
        )
    elif form == "csv":
        write_result(matrix_csv(found), None)
    else:
        write_result("\n".join(comparison_text(book.model, c, speak) for c in found), None)
    return 0


def compared(book: Rulebook, codes: tuple[str, ...], lang: Language) -> list[Comparison]:
    """The old among ``codes``, together, against each of the new: by the transition between their sets."""
    objectives = []
    for code in codes:
        try:
            objectives.append(book.objective(code))
        except KeyError:
            raise Failure(_UNKNOWN, {"code": code}, lang=lang) from None
        except ValueError:
            several = ", ".join(str(o) for o in book.model.objective if o.code == code)
            raise Failure(_SEVERAL, {"code": code, "codes": several}, lang=lang) from None
    for transition in book.model.transitions:
        olds = [o for o in objectives if o.set == transition.old]
        news = [o for o in objectives if o.set == transition.new]
        if olds and news and len(olds) + len(news) == len(objectives):
            return [book.compare([str(o) for o in olds], str(new)) for new in news]
    raise Failure(_NO_TRANSITION, {"codes": ", ".join(map(str, objectives))}, lang=lang)


def _matrices(book: Rulebook, matrices: list[Matrix], form: str, lang: Language) -> str:
    if form == "json":
        shown = [[comparison_json(c) for c in m.comparisons] for m in matrices]
        return json.dumps(shown, ensure_ascii=False) + "\n"
    if form == "csv":
        return matrix_csv([c for m in matrices for c in m.comparisons])
    return "\n".join(matrix_text(book.model, m, lang) for m in matrices)
