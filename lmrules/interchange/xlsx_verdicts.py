"""What the checks said, row by row: a word, why, and how grave it is.

The verdicts are those of ``check`` and ``test``; nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

import attrs

from lmrules.diagnostics import Diagnostic
from lmrules.diagnostics.code import Severity
from lmrules.diagnostics.report import Finding
from lmrules.interchange.xlsx_rows import Row
from lmrules.messages import Language, Text
from lmrules.model.model import ObjectiveId, Rulebook, atoms
from lmrules.source import Span

Tone: TypeAlias = Literal["good", "warning", "error", "quiet"]

_PROVED = Text("bevist", "prova", "proved")
_HOLDS = Text("stemmer; overfører ingenting", "stemmer; overfører ingenting", "holds; transfers nothing")
_DRAFT = Text("utkast; overfører ingenting", "utkast; overfører ingenting", "a draft; transfers nothing")
_PASSES = Text("stemmer", "stemmer", "passes")
_NOT_TRIED = Text("ikke prøvd: regelverket har feil", "ikkje prøvd: regelverket har feil",
                  "not tried: the rulebook has errors")  # fmt: skip
_IN_ORDER = Text("i orden", "i orden", "in order")
_GIVEN_BY = Text("overføres ved {rules}", "blir overført ved {rules}", "transferred by {rules}")
_USED_BY = Text("brukt i {rules}", "brukt i {rules}", "used in {rules}")
_IS_NEW = Text("nytt", "nytt", "new")
_IS_RETIRED = Text("utgår", "går ut", "retired")
_GRAVITY = {"error": 0, "warning": 1, "note": 2}
_MOST_RULES = 4


@attrs.frozen
class Verdict:
    """One verdict as it is shown."""

    text: str
    tone: Tone


class Verdicts:
    """The verdicts on the rows of one rulebook; ``tried`` says whether its examples were."""

    def __init__(self, book: Rulebook, found: Iterable[Diagnostic], lang: Language, *, tried: bool) -> None:
        self.lang = lang
        self.tried = tried
        self.found: dict[int, list[Diagnostic]] = {}
        for diagnostic in found:
            self.found.setdefault(id(diagnostic.span.source), []).append(diagnostic)
        self.granting = {r.span: r.may_grant for t in book.transitions for r in t.rules}
        self.drafts = {r.span for t in book.transitions for r in t.rules if r.draft}
        self.fates = _fates(book, lang)

    def of(self, row: Row) -> Verdict | None:
        """The verdict on ``row``; None where there is nothing to say."""
        mine = [d for d in self.found.get(id(row.span.source), ()) if _within(d.span, row.span)]
        if row.sheet != "files" and mine:
            return self.worst(mine)
        match row.sheet:
            case "rules" | "examples":
                return self.decided(row)
            case "objectives":
                said = self.fates.get(ObjectiveId(str(row.cells["set"]), str(row.cells["code"])))
                return Verdict(said, "good") if said else None
            case "files" | "rulebook":
                return None
            case _:
                return Verdict(_IN_ORDER.fill(self.lang), "good")

    def decided(self, row: Row) -> Verdict:
        """The verdict on a rule or an example that nothing is wrong with."""
        tone: Tone = "quiet"
        if row.sheet == "examples":
            text, tone = (_PASSES, "good") if self.tried else (_NOT_TRIED, "quiet")
        elif row.span in self.drafts:
            text = _DRAFT
        elif self.granting.get(row.span, False):
            text, tone = _PROVED, "good"
        else:
            text = _HOLDS
        return Verdict(text.fill(self.lang), tone)

    def worst(self, found: Iterable[Diagnostic]) -> Verdict:
        """What is wrong with a row, the gravest first."""
        ordered = sorted(found, key=lambda d: (_GRAVITY[d.severity], d.sort_key))
        texts = []
        for diagnostic in ordered:
            shown = Finding.of(diagnostic, self.lang)
            texts.append(f"{shown.word} {shown.code.id}: {shown.message}")
        tones: Mapping[Severity, Tone] = {"error": "error", "warning": "warning", "note": "quiet"}
        return Verdict("\n".join(dict.fromkeys(texts)), tones[Finding.of(ordered[0], self.lang).severity])


def _within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start < max(outer.end, outer.start + 1)


def _fates(book: Rulebook, lang: Language) -> dict[ObjectiveId, str]:
    """What becomes of each objective that some statement names, in a few words."""
    given: dict[ObjectiveId, list[str]] = {}
    used: dict[ObjectiveId, list[str]] = {}
    said: dict[ObjectiveId, list[str]] = {}
    for transition in book.transitions:
        for rule in transition.rules:
            if rule.may_grant:
                given.setdefault(rule.new, []).append(rule.name)
            for old in atoms(rule.old):
                used.setdefault(old, []).append(rule.name)
        for fates, word in ((transition.retired, _IS_RETIRED), (transition.declared_new, _IS_NEW)):
            for fate in fates:
                said.setdefault(fate.objective, []).append(word.fill(lang))
    for named, words in ((given, _GIVEN_BY), (used, _USED_BY)):
        for objective, rules in named.items():
            said.setdefault(objective, []).append(words.fill(lang, {"rules": _few(rules)}))
    return {objective: "; ".join(words) for objective, words in said.items()}


def _few(names: Iterable[str]) -> str:
    listed = list(dict.fromkeys(names))
    more = f" +{len(listed) - _MOST_RULES}" if len(listed) > _MOST_RULES else ""
    return ", ".join(listed[:_MOST_RULES]) + more
