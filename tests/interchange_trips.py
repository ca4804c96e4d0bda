"""Out and in again: a rulebook's correspondences in a format, read beside the rest of the rulebook."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from lmrules import api
from lmrules.formatting import print_statements
from lmrules.interchange import FORMATS, Style
from lmrules.interchange.from_rulebook import crosswalk_of
from lmrules.interchange.to_rules import Imported, rules_of
from lmrules.messages import Language
from lmrules.model.model import Rulebook
from lmrules.pipeline import CheckedRulebook, check_text
from lmrules.source import Source
from lmrules.syntax import ast

BASE = "https://example.org/fag/"
_WRITTEN = (ast.Rule, ast.Carried, ast.Retired, ast.New, ast.Never, ast.Example)


def beside(checked: CheckedRulebook) -> str:
    """Everything in a rulebook but what a correspondence can say: sets, content, judgements, dates."""
    return print_statements(
        s for file in checked.files for s in file.statements if not isinstance(s, _WRITTEN)
    )


def exported(checked: CheckedRulebook, form: str, lang: Language = "nb") -> bytes:
    """A rulebook in a format."""
    return FORMATS[form].write(crosswalk_of(checked, lang).crosswalk, Style(BASE, lang))


def imported(data: bytes | str, form: str, base: Rulebook | None = None, name: str = "file") -> Imported:
    """A file as rules."""
    raw = data.encode() if isinstance(data, str) else data
    return rules_of(FORMATS[form].read(raw, name), Source(name, ""), base=base)


def trip(checked: CheckedRulebook, form: str) -> api.Rulebook:
    """``checked`` as it comes back."""
    rest = beside(checked)
    base = check_text(rest, "rest.rules").book
    back = imported(exported(checked, form), form, base)
    assert not back.found, [d.message("en") for d in back.found]
    return api.Rulebook(check_text(rest + "\n" + back.text, "back.rules"))


def swapped(checked: CheckedRulebook, form: str) -> bytes:
    """A rulebook in a format with old and new changed about, as somebody may make it by mistake."""
    crosswalk = crosswalk_of(checked).crosswalk
    passages = [
        attrs.evolve(
            p,
            old=p.new,
            new=p.old,
            matches=tuple(attrs.evolve(m, old=(m.new,), new=m.old[0]) for m in p.matches if len(m.old) == 1),
            retired=(),
            declared_new=(),
        )
        for p in crosswalk.passages
    ]
    return FORMATS[form].write(attrs.evolve(crosswalk, passages=tuple(passages)), Style(BASE))


def codes(found: Iterable[object]) -> list[str]:
    """The ids of diagnostics."""
    return [d.code.id for d in found]  # type: ignore[attr-defined]
