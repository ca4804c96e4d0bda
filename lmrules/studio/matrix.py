"""The matrix: every old objective against every new one, and why a pair relates as it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lmrules.comparison import Comparison, compare
from lmrules.evaluate.evidence import evidence
from lmrules.evaluate.proofs import cover_step
from lmrules.exports.prose import Explainer, said_level
from lmrules.exports.rule_words import rule_words
from lmrules.exports.tree import Branch
from lmrules.kernel import uncovered
from lmrules.matrix import matrix as derived
from lmrules.messages import Text, visible
from lmrules.model.model import ObjectiveId, atoms
from lmrules.studio.asked import Refused, string
from lmrules.studio.places import Places
from lmrules.studio.transitions import Chosen, chosen
from lmrules.studio.words.matrix import COMPLEXITY, CONTENT, TOGETHER
from lmrules.studio.workspace import Workspace

GONE = Text(
    "Et av målene finnes ikke lenger i denne overgangen.",
    "Eit av måla finst ikkje lenger i denne overgangen.",
    "One of the objectives is no longer in this transition.",
)
_NOT_ANALYSED = Text(
    "Et av målene har verken temaer eller nivå, så de kan ikke sammenlignes.",
    "Eit av måla har verken tema eller nivå, så dei kan ikkje samanliknast.",
    "One of the objectives has neither topics nor level, so they cannot be compared.",
)


def matrix(workspace: Workspace, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The relations of one transition that are not ≠, and which pairs its rules speak of.

    ``cells``: ``old`` and ``new`` are places in those lists; ``relation`` is None for a pair that rules speak
    of and content does not relate; ``rule`` is ``grants``, ``states`` (a rule that grants nothing) or empty.
    """
    shown = chosen(workspace, payload)
    found = derived(shown.book.model, shown.transition)
    spoken = _spoken(shown)
    relations = {(c.old[0], c.new): c.relation for c in found.comparisons}
    old = {objective: place for place, objective in enumerate(found.old)}
    new = {objective: place for place, objective in enumerate(found.new)}
    pairs = sorted({*relations, *spoken}, key=lambda pair: (old[pair[0]], new[pair[1]]))
    return {
        **shown.choices(),
        "old": [shown.named(o) for o in found.old],
        "new": [shown.named(n) for n in found.new],
        "cells": [
            {
                "old": old[pair[0]],
                "new": new[pair[1]],
                "relation": relations.get(pair),
                "rule": spoken.get(pair, ""),
            }
            for pair in pairs
        ],
    }


def _spoken(shown: Chosen) -> dict[tuple[ObjectiveId, ObjectiveId], str]:
    """The pairs that some rule speaks of, and whether one of those rules grants."""
    granting = {(rule.name, rule.new) for rule in shown.step.granting}
    found: dict[tuple[ObjectiveId, ObjectiveId], str] = {}
    for rule in shown.transition.rules:
        kind = "grants" if (rule.name, rule.new) in granting else "states"
        for old in atoms(rule.old):
            if old.set == shown.transition.old and found.get((old, rule.new)) != "grants":
                found[old, rule.new] = kind
    return found


# ------------------------------------------------------------------------------------------------- why


def why(workspace: Workspace, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Why ``old`` relates to ``new`` as it does: per side, per requirement, and what the rules say."""
    shown = chosen(workspace, payload)
    old, new = _pair(shown, payload)
    found = compare(shown.book.model, (old,), new, shown.step.theory)
    words = Explainer(shown.book.model, shown.lang)
    theory = shown.step.theory
    beyond = uncovered(theory, theory.of([new]), theory.of([old])) if found.relation else ()
    return {
        "old": shown.named(old),
        "new": shown.named(new),
        "relation": found.relation,
        "says": list(_says(found, shown)),
        "required": list(_required(shown, words, old, new)),
        "beyond": [f"{words.topic(r.topic)} ({said_level(r.level)})" for r in beyond],
        "rules": list(_rules(shown, old, new)),
    }


def _pair(shown: Chosen, payload: Mapping[str, Any]) -> tuple[ObjectiveId, ObjectiveId]:
    known = {str(o): o for o in shown.book.model.objective}
    old, new = known.get(string(payload.get("old"))), known.get(string(payload.get("new")))
    if old is None or new is None:
        raise Refused(GONE)
    if (old.set, new.set) != (shown.transition.old, shown.transition.new):
        raise Refused(GONE)
    return old, new


def _says(found: Comparison, shown: Chosen) -> Iterator[str]:
    """The relation in plain sentences: both sides together, then each."""
    if found.relation is None or found.content is None:
        yield _NOT_ANALYSED.fill(shown.lang)
        return
    yield TOGETHER[found.relation].fill(shown.lang)
    yield CONTENT[found.content].fill(shown.lang)
    if found.complexity is not None:
        yield COMPLEXITY[found.complexity].fill(shown.lang)


def _required(
    shown: Chosen, words: Explainer, old: ObjectiveId, new: ObjectiveId
) -> Iterator[dict[str, Any]]:
    """How far the old objective alone meets each requirement of the new one; with the proof where it does."""
    prepared = shown.book.prepared(shown.transition.new)
    for required in shown.step.theory.requirements[new]:
        found = evidence(prepared, shown.step, [old], required)
        if found.met == "met":
            told = words.step(cover_step(shown.step.theory, [old], required))
        else:
            told = Branch(words.evidence(found))
        yield {"met": found.met, **branch(told)}


def _rules(shown: Chosen, old: ObjectiveId, new: ObjectiveId) -> Iterator[dict[str, Any]]:
    """The rules that speak of both."""
    places = Places()
    granting = {(rule.name, rule.new) for rule in shown.step.granting}
    for rule in shown.transition.rules_for.get(new, ()):
        if old in atoms(rule.old):
            yield {
                "name": visible(rule.name),
                "written": visible(rule_words(shown.book.model, shown.transition, rule)),
                "reason": visible(rule.reason),
                "grants": (rule.name, rule.new) in granting,
                "place": places.of(rule.span),
            }


def branch(one: Branch) -> dict[str, Any]:
    """A tree of lines as the page takes it."""
    return {"text": one.text, "under": [branch(part) for part in one.under]}
