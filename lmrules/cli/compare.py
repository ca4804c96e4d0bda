"""``lmrules compare``: the relation of old to new objectives that the declared content gives."""

from __future__ import annotations

from typing import Literal

import click

from lmrules.api import Rulebook
from lmrules.asking import compared
from lmrules.cli._rulebooks import load_rulebook
from lmrules.cli._terminal import fancy
from lmrules.cli.talk import lang_option, refusing, write_result
from lmrules.exports.comparison import (
    comparison_text,
    comparisons_json,
    matrices_json,
    matrix_csv,
    matrix_heading,
    matrix_text,
)
from lmrules.matrix import Matrix, matrix
from lmrules.messages import Language


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
    with refusing(speak):
        found = compared(book, codes)
    if form == "json":
        write_result(comparisons_json(found), None)
    elif form == "csv":
        write_result(matrix_csv(found), None)
    else:
        write_result("\n".join(comparison_text(book.model, c, speak) for c in found), None)
    return 0


def _matrices(book: Rulebook, matrices: list[Matrix], form: str, lang: Language) -> str:
    if form == "json":
        return matrices_json(matrices)
    if form == "csv":
        return matrix_csv([c for m in matrices for c in m.comparisons])
    return "\n".join(matrix_text(book.model, m, lang) for m in matrices)
