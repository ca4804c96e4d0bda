"""LM602: a decision with no source: not its own, nor its transition's, nor the rulebook's."""

from __future__ import annotations

from collections.abc import Iterator

from lmrules.checks.check import Check, Checked
from lmrules.checks.without_reason import decided
from lmrules.diagnostics import Code, Diagnostic, Label
from lmrules.diagnostics.places import place_of
from lmrules.messages import LANGUAGES, Text
from lmrules.model.model import Transition
from lmrules.source import Span

WITHOUT_SOURCE = Code(
    id="LM602",
    name="without-source",
    severity="warning",
    message=Text(
        "det står ingen `kilde` for {statement}: verken der, i overgangen eller i regelverket",
        "det står inga `kjelde` for {statement}: verken der, i overgangen eller i regelverket",
        "no `source` is given for {statement}: not there, nor in the transition or the rulebook",
    ),
    help=Text(
        'skriv `kilde "…"` i `regelverk`, i overgangen `{transition}` eller i setningen selv',
        'skriv `kjelde "…"` i `regelverk`, i overgangen `{transition}` eller i sjølve setninga',
        'write `source "…"` in `rulebook`, in the transition `{transition}` or in the statement itself',
    ),
)

_MOST_SHOWN = 10
_ALL = Text(
    "de {number} avgjørelsene i `{transition}`",
    "dei {number} avgjerdene i `{transition}`",
    "the {number} decisions in `{transition}`",
)


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """One diagnostic for each deciding statement with no source above it.

    Where no statement of a transition has any, it is the transition that lacks one, and it is said once.
    """
    if looked_at.book.sources:
        return
    for transition, statements in decided(looked_at):
        if transition.sources:
            continue
        lacking = [found for found in statements if not found.written.sources]
        if len(lacking) == len(statements) > 1:
            number = {"number": len(lacking), "transition": transition.name}
            every = Text(*(_ALL.fill(lang, number) for lang in LANGUAGES))
            places = [place_of(found.name, found.span) for found in lacking[:_MOST_SHOWN]]
            yield _missing(transition, transition.span, every, places)
        else:
            for found in lacking:
                yield _missing(transition, found.span, found.phrase, [], found.name)


def _missing(
    transition: Transition, span: Span, statement: Text, places: list[Label], name: str = ""
) -> Diagnostic:
    return WITHOUT_SOURCE.at(
        span,
        statement=statement,
        transition=transition.name,
        related=places,
        data={"transition": transition.name} | ({"rule": name} if name else {}),
    )


CHECK = Check((WITHOUT_SOURCE,), check)
