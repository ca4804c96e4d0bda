"""One canonical form of a rulebook, and its digest.

Layout, the order of statements, the keywords' language and the split into files leave no trace in it:
equal meaning and texts, equal digest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import TypeAlias

from lmrules.model.model import (
    AllOf,
    AnyOf,
    AtLeast,
    Example,
    Expression,
    Fate,
    Judgement,
    Never,
    Objective,
    ObjectiveId,
    Rule,
    Rulebook,
    Transition,
    Written,
)

LANGUAGE_VERSION = 1

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"


def digest(book: Rulebook) -> str:
    """``sha256:`` and the hash of the canonical form."""
    # Half a character is an error, and even a rulebook with errors has a digest.
    text = canonical_text(book).encode(errors="surrogatepass")
    return "sha256:" + hashlib.sha256(text).hexdigest()


def canonical_text(book: Rulebook) -> str:
    """The canonical form as JSON text."""
    return json.dumps(canonical(book), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(book: Rulebook) -> Json:
    """The canonical form as JSON values: whatever has no order of its own is sorted."""
    return {
        "language": LANGUAGE_VERSION,
        "name": book.name,
        "title": book.title,
        "sources": _sorted(book.sources),
        "scales": _sorted(
            {"name": s.name, "sources": _sorted(s.sources), "steps": _sorted(_step(*x) for x in s.steps)}
            for s in book.scales
        ),
        "topics": _sorted(
            {
                "name": t.name,
                "title": t.title,
                "includes": _sorted(set(t.includes)),
                "consists": _sorted(set(t.consists)),
                "sources": _sorted(t.sources),
            }
            for t in book.topics
        ),
        "sets": _sorted(
            {
                "name": s.name,
                "title": s.title,
                "start": s.start.isoformat() if s.start else None,
                "end": s.end.isoformat() if s.end else None,
                "sources": _sorted(s.sources),
                "objectives": _sorted(_objective(o) for o in s.objectives),
            }
            for s in book.sets
        ),
        "transitions": _sorted(_transition(t) for t in book.transitions),
    }


def _sorted(items: Iterable[Json]) -> list[Json]:
    return sorted(items, key=lambda item: json.dumps(item, ensure_ascii=False, sort_keys=True))


def _step(low: str, sign: str, high: str) -> Json:
    return [min(low, high), sign, max(low, high)] if sign == "=" else [low, sign, high]


def _written(statement: Written) -> dict[str, Json]:
    return {"reasons": list(statement.reasons), "sources": _sorted(statement.sources)}


def _objective(objective: Objective) -> Json:
    return {
        "code": objective.id.code,
        "title": objective.title,
        "requirements": _sorted([r.topic, r.level] for r in objective.requirements),
        "sources": _sorted(objective.sources),
    }


def _transition(transition: Transition) -> Json:
    return {
        "old": transition.old,
        "new": transition.new,
        "day": transition.day.isoformat(),
        "sources": _sorted(transition.sources),
        "cohorts": _sorted(
            {
                **_written(c),
                "started_before": c.started_before.isoformat(),
                "completes_until": c.completes_until.isoformat(),
            }
            for c in transition.cohorts
        ),
        "rules": _sorted(_rule(r) for r in transition.rules),
        "judgements": _sorted(_judgement(j) for j in transition.judgements),
        "retired": _sorted(_fate(f) for f in transition.retired),
        "new_objectives": _sorted(_fate(f) for f in transition.declared_new),
        "never": _sorted(_never(n) for n in transition.never),
        "examples": _sorted(_example(e) for e in transition.examples),
    }


def _rule(rule: Rule) -> Json:
    return {
        **_written(rule),
        "name": rule.name,
        "new": str(rule.new),
        "old": expression_form(rule.old),
        "claims": _sorted([c.aspect, c.relation] for c in rule.claims),
        "draft": rule.draft,
        "carried": rule.carried,
    }


def expression_form(expression: Expression) -> Json:
    """An expression with the parts of each operator sorted."""
    match expression:
        case ObjectiveId():
            return str(expression)
        case AllOf(parts):
            return ["and", *_sorted(expression_form(p) for p in parts)]
        case AnyOf(parts):
            return ["or", *_sorted(expression_form(p) for p in parts)]
        case AtLeast(k, parts):
            return ["at-least", k, *_sorted(expression_form(p) for p in parts)]


def _judgement(judgement: Judgement) -> Json:
    clauses = _sorted([t, *_sorted(us)] for t, us in judgement.clauses)
    return {**_written(judgement), "name": judgement.name, "clauses": clauses}


def _fate(fate: Fate) -> Json:
    return {**_written(fate), "objective": str(fate.objective)}


def _never(never: Never) -> Json:
    return {**_written(never), "objective": str(never.objective), "unless": expression_form(never.unless)}


def _example(example: Example) -> Json:
    return {
        "title": example.title,
        "given": _sorted([str(o), day.isoformat()] for o, day in example.given),
        "expect": _sorted(
            [e.outcome, e.only, *_sorted(str(o) for o in e.objectives)] for e in example.expectations
        ),
    }
