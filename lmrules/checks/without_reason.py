"""LM601: a decision that nobody has given a reason for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

import attrs

from lmrules.checks.check import Check, Checked
from lmrules.diagnostics import Code, Diagnostic
from lmrules.messages import LANGUAGES, Text
from lmrules.model.model import Rule, Transition, Written
from lmrules.source import Span
from lmrules.syntax import ast

WITHOUT_REASON = Code(
    id="LM601",
    name="without-reason",
    severity="warning",
    message=Text(
        "{statement} har ingen `fordi`",
        "{statement} har ingen `fordi`",
        "{statement} has no `because`",
    ),
    help=Text(
        'skriv `fordi "…"` med den faglige grunnen, slik at den som får avgjørelsen, kan etterprøve den',
        'skriv `fordi "…"` med den faglege grunnen, slik at den som får avgjerda, kan etterprøve ho',
        'write `because "…"` with the professional reason, so that whoever gets the decision can test it',
    ),
)

_RULE = Text("regelen `{name}`", "regelen `{name}`", "the rule `{name}`")
_CARRIED = Text("`videreført {name}`", "`vidareført {name}`", "`carried {name}`")
_JUDGEMENT = Text("skjønnet `{name}`", "skjønnet `{name}`", "the judgement `{name}`")
_RETIRED = Text("`utgår {name}`", "`går ut {name}`", "`retired {name}`")
_NEW = Text("`nytt {name}`", "`nytt {name}`", "`new {name}`")


@attrs.frozen
class Decided:
    """A statement that decides something, and must therefore be accounted for: ``semantics.md``, Two keys."""

    span: Span
    kind: Text
    name: str
    written: Written

    @property
    def phrase(self) -> Text:
        """The statement as it is spoken of."""
        return Text(*(self.kind.fill(lang, {"name": self.name}) for lang in LANGUAGES))


def decided(looked_at: Checked) -> Iterator[tuple[Transition, list[Decided]]]:
    """Of each transition the granting rules, judgements, `utgår` and `nytt`, each statement once."""
    names = _names(looked_at)
    for transition in looked_at.book.transitions:
        yield transition, list(_decided_in(transition, names))


def _decided_in(transition: Transition, names: dict[Span, tuple[Span, str]]) -> Iterator[Decided]:
    told: set[Span] = set()
    grants = [r for r in transition.rules if r.may_grant]
    for kind, statements in (
        (None, grants),
        (_JUDGEMENT, transition.judgements),
        (_RETIRED, transition.retired),
        (_NEW, transition.declared_new),
    ):
        for written in statements:
            span, name = names.get(written.span, (None, ""))
            if span is not None and span not in told:
                told.add(span)
                yield Decided(span, kind or _kind(written), name, written)


def _kind(rule: Written) -> Text:
    return _CARRIED if isinstance(rule, Rule) and rule.carried else _RULE


def _names(looked_at: Checked) -> dict[Span, tuple[Span, str]]:
    """The statement that each place is the place of, or lies in, and the name it goes by.

    A statement whose end could not be read is left out: its reason may stand there.
    """
    names: dict[Span, tuple[Span, str]] = {}
    for file in looked_at.files:
        for statement, following in zip_longest(file.statements, file.statements[1:]):
            if isinstance(following, ast.Broken) and following.kept:
                continue
            match statement:
                case ast.Rule() | ast.Judgement() | ast.Carried():
                    names[statement.span] = (statement.span, statement.name.text)
                case ast.Retired() | ast.New():
                    listed = ", ".join(code.span.text for code in statement.codes)
                    names |= {code.span: (statement.span, listed) for code in statement.codes}
    return names


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """One diagnostic for each deciding statement without a reason."""
    for transition, statements in decided(looked_at):
        for found in statements:
            if not found.written.reasons:
                yield WITHOUT_REASON.at(
                    found.span,
                    statement=found.phrase,
                    data={"transition": transition.name, "rule": found.name},
                )


CHECK = Check((WITHOUT_REASON,), check)
