"""LM104: two names of one kind that differ only by case, or by letters that look the same.

Every name is turned into a *skeleton*, the same for all names that look alike, so that a set of names is
searched in one pass. Digits never stand for other digits: `NUK-010` and `NUK-011` are an ordinary series.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from lmrules.checks.check import Check, Checked
from lmrules.diagnostics import Diagnostic
from lmrules.diagnostics.codes_names import LOOK_ALIKE
from lmrules.diagnostics.places import place_of
from lmrules.messages import Text
from lmrules.model.scope import KINDS
from lmrules.source import Span
from lmrules.syntax import ast

# Letters of other scripts that are drawn as Latin ones (after Unicode's confusables, UTS 39), and dashes.
_FOREIGN = {
    **str.maketrans("АВЕЅІЈКМНОРСТУХҮԚԜаеѕіјорсухһԁԛԝӏ", "ABESIJKMHOPCTYXYQWaesijopcyxhdqwl"),
    **str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαγικνορυχ", "ABEZHIKMNOPTYXayikvopux"),
    **str.maketrans("ıɑɡǀ∣‐‒–—―−", "iagll------"),
}


def by_case(name: str) -> str:
    """The same for names that differ only by case or by another script's letters."""
    if not name.isascii():
        name = unicodedata.normalize("NFKC", name).translate(_FOREIGN)
    return name.casefold()


def by_shape(name: str) -> str:
    """The same for names that also mix up l, I and 1, or O and 0. A capital L is like none of these."""
    if not name.isascii():
        name = unicodedata.normalize("NFKC", name).translate(_FOREIGN)
    # Replacing is many times as fast as a table here, and there may be tens of thousands of names.
    name = name.replace("l", "1").replace("I", "1").replace("|", "1").replace("O", "0").replace("o", "0")
    return name.casefold()


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """One diagnostic for each name that looks like an earlier one of its kind."""
    book = looked_at.book
    yield from _alike(KINDS["topic"], ((t.name, t.span) for t in book.topics))
    yield from _alike(KINDS["scale"], _scales(looked_at))
    yield from _alike(KINDS["level"], _levels(looked_at))
    yield from _alike(KINDS["set"], ((s.name, s.span) for s in book.sets))
    for objectives in book.sets:
        yield from _alike(KINDS["objective"], ((o.id.code, o.span) for o in objectives.objectives))
    named = _named_in_transitions(looked_at)
    for transition in book.transitions:
        spans = dict.fromkeys(s.span for s in (*transition.rules, *transition.judgements))
        yield from _alike(KINDS["rule"], (named[span] for span in spans if span in named))


def _alike(kind: Text, names: Iterable[tuple[str, Span]]) -> Iterator[Diagnostic]:
    cases: dict[str, tuple[str, Span]] = {}
    shapes: dict[str, tuple[str, Span]] = {}
    for named in names:
        name, span = named
        same_case = cases.setdefault(by_case(name), named)
        same_shape = shapes.setdefault(by_shape(name), named)
        other, other_span = same_case if same_case is not named else same_shape
        if other != name:
            yield LOOK_ALIKE.at(
                span,
                kind=kind,
                name=name,
                other=other,
                related=[place_of(other, other_span)],
                data={"name": name, "other": other},
            )


def _scales(looked_at: Checked) -> Iterator[tuple[str, Span]]:
    for file in looked_at.files:
        for scale in file.statements:
            if isinstance(scale, ast.Scale):
                yield scale.name.text, scale.name.span


def _levels(looked_at: Checked) -> Iterator[tuple[str, Span]]:
    for file in looked_at.files:
        for scale in file.statements:
            if isinstance(scale, ast.Scale):
                for chain in scale.chains:
                    yield from ((name.text, name.span) for name in chain.names)


def _named_in_transitions(looked_at: Checked) -> dict[Span, tuple[str, Span]]:
    """The name of each rule, judgement and `videreført`, by the place of its statement."""
    return {
        statement.span: (statement.name.text, statement.name.span)
        for file in looked_at.files
        for statement in file.statements
        if isinstance(statement, ast.Rule | ast.Judgement | ast.Carried)
    }


CHECK = Check((LOOK_ALIKE,), check)
