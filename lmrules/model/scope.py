"""Names and what they stand for, while a rulebook is being resolved."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from lmrules.diagnostics import Diagnostic, Edit, Fix, Label
from lmrules.diagnostics import codes_names as codes
from lmrules.messages import Text, visible
from lmrules.source import Span
from lmrules.syntax import ast
from lmrules.syntax.spelling import nearest
from lmrules.syntax.writing import write_name

KINDS = {
    "topic": Text("temaet", "temaet", "topic"),
    "level": Text("nivået", "nivået", "level"),
    "scale": Text("skalaen", "skalaen", "scale"),
    "set": Text("læringsmålsettet", "læringsmålsettet", "objective set"),
    "objective": Text("læringsmålet", "læringsmålet", "objective"),
    "rule": Text("regelen", "regelen", "rule"),
}
_HERE = Text("regelverket", "regelverket", "the rulebook")
_FIRST = Text("oppgitt første gang her", "oppgitt første gong her", "declared first here")
_CHECK = Text(
    "kontroller skrivemåten, eller legg det til",
    "kontroller skrivemåten, eller legg det til",
    "check the spelling, or declare it",
)
_INSTEAD = Text("skriv `{word}`", "skriv `{word}`", "write `{word}`")


@attrs.define
class Declared:
    """The names of one kind, and where each was first declared."""

    kind: str
    spans: dict[str, Span] = attrs.field(factory=dict)

    def add(self, name: str, span: Span, found: list[Diagnostic]) -> bool:
        """Declare ``name``; False, with a diagnostic that shows both places, if it was declared before."""
        if name in self.spans:
            label = Label(self.spans[name], _FIRST)
            found.append(codes.DECLARED_TWICE.at(span, kind=KINDS[self.kind], name=name, related=[label]))
            return False
        self.spans[name] = span
        return True


def unknown(
    name: ast.Name, kind: str, known: Iterable[str], titles: dict[str, str] | None = None, where: str = ""
) -> Diagnostic:
    """The diagnostic for a ``name`` that stands for no ``kind``, with what may have been meant."""
    close = nearest(name.text, known)
    fixes = [Fix(_INSTEAD, (Edit(name.span, write_name(w)),), fields=(("word", w),)) for w in close]
    place = Text(f"`{visible(where)}`", f"`{visible(where)}`", f"`{visible(where)}`") if where else _HERE
    hint = did_you_mean(close, titles or {}) if close else _CHECK
    return codes.UNKNOWN_NAME.at(
        name.span, kind=KINDS[kind], name=name.text, where=place, hint=hint, fixes=fixes
    )


def did_you_mean(close: Iterable[str], titles: dict[str, str]) -> Text:
    """Did you mean: the nearest names, each with its title if it has one."""
    shown = [
        f"`{visible(name)}`" + (f" ({visible(titles[name])})" if titles.get(name) else "") for name in close
    ]
    listed = ", ".join(shown)
    return Text(f"mente du {listed}?", f"meinte du {listed}?", f"did you mean {listed}?")
