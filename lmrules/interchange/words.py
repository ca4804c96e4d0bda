"""Remarks for people who read an exported file: what a rule says, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable

from lmrules.comparison import Comparison
from lmrules.interchange.crosswalk import Match
from lmrules.messages import Language, Text
from lmrules.model.model import ObjectiveId, Rule
from lmrules.model.writing import write_expression, write_objective

_ASPECTS = {
    None: Text("{relation}", "{relation}", "{relation}"),
    "content": Text("{relation} i innhold", "{relation} i innhald", "{relation} in content"),
    "complexity": Text("{relation} i kompleksitet", "{relation} i kompleksitet", "{relation} in complexity"),
}
_DRAFT = Text("utkast, overfører ingenting", "utkast, overfører ingenting", "a draft, transfers nothing")
_LEVEL_ONLY = Text(
    "samme innhold, bare nivået er ulikt",
    "same innhald, berre nivået er ulikt",
    "the same content, only the level differs",
)
_LEVEL_LACKS = Text(
    "innholdet er dekket, nivået ikke",
    "innhaldet er dekt, nivået ikkje",
    "the content is covered, the level is not",
)
_EQUAL_NOT_SAID = Text(
    "innhold og nivå er like, men regelen sier ikke =",
    "innhald og nivå er like, men regelen seier ikkje =",
    "content and level are equal, but the rule does not say =",
)
_THROUGH = Text("gjennom {codes}", "gjennom {codes}", "through {codes}")
_JUDGEMENT = Text("hviler på skjønn {name}: {reason}", "kviler på skjønn {name}: {reason}",
                  "rests on judgement {name}: {reason}")  # fmt: skip
_ALSO = Text("også {names}", "også {names}", "also {names}")
_NOT_EXACT = Text(
    "står ikke som lik, for da ville mer følge enn reglene sier",
    "står ikkje som lik, for då ville meir følgje enn reglane seier",
    "not written as equal, for then more would follow than the rules say",
)
_ONLY_TOGETHER = Text(
    "{rule}: dekker {new} bare sammen med {others}",
    "{rule}: dekkjer {new} berre saman med {others}",
    "{rule}: covers {new} only together with {others}",
)
_TAKES_PART = Text(
    "{rule}: er sammenlignet med {new} bare sammen med {others}",
    "{rule}: er samanlikna med {new} berre saman med {others}",
    "{rule}: is compared with {new} only together with {others}",
)
_AND = Text(" og ", " og ", " and ")


def remark_on(
    rule: Rule,
    comparison: Comparison,
    through: Iterable[ObjectiveId],
    judgements: Iterable[tuple[str, str]],
    also: Iterable[str],
    lang: Language,
) -> str:
    """What ``rule`` says of one set of old objectives, in one line."""
    claims = ", ".join(
        _ASPECTS[claim.aspect].fill(lang, {"relation": claim.relation}) for claim in rule.claims
    )
    old = write_expression(rule.old, lang, write_objective)
    parts = [f"{rule.name}: {old} {claims} {write_objective(rule.new)}"]
    relations = {claim.relation for claim in rule.claims}
    if rule.draft:
        parts.append(_DRAFT.fill(lang))
    if comparison.content == "=" and comparison.complexity not in ("=", None):
        parts.append(_LEVEL_ONLY.fill(lang))
    elif comparison.content == ">" and not comparison.covers:
        parts.append(_LEVEL_LACKS.fill(lang))
    elif comparison.relation == "=" and "=" not in relations and rule.may_grant:
        parts.append(_EQUAL_NOT_SAID.fill(lang))
    if codes := ", ".join(map(write_objective, through)):
        parts.append(_THROUGH.fill(lang, {"codes": codes}))
    parts += [_JUDGEMENT.fill(lang, {"name": name, "reason": reason}) for name, reason in judgements]
    if names := ", ".join(also):
        parts.append(_ALSO.fill(lang, {"names": names}))
    return "; ".join(parts)


def not_exact(remark: str, lang: Language) -> str:
    """The remark on a match that is exact, and is not written so."""
    return f"{remark}; {_NOT_EXACT.fill(lang)}"


def component_remark(match: Match, one: ObjectiveId, lang: Language) -> str:
    """What is said of one old objective that a joint correspondence takes in."""
    text = _ONLY_TOGETHER if match.kind in ("exact", "narrow") else _TAKES_PART
    others = ", ".join(write_objective(o) for o in match.old if o != one)
    return text.fill(lang, {"rule": match.rule, "new": write_objective(match.new), "others": others})


def together(objectives: Iterable[ObjectiveId], lang: Language) -> str:
    """Several objectives, held together, as one phrase of codes."""
    return _AND.fill(lang).join(write_objective(o) for o in objectives)
