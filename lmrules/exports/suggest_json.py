"""``suggest --format json``."""

from __future__ import annotations

import json
from collections.abc import Sequence

from lmrules.model.canonical import Json
from lmrules.nearest import NearestMiss
from lmrules.suggest import SoundRule, Suggestion

SCHEMA = "lmrules/suggest/1"


def suggest_json(name: str, digest: str, suggestions: Sequence[Suggestion]) -> str:
    """The suggestions as one JSON document."""
    shown: dict[str, Json] = {
        "schema": SCHEMA,
        "rulebook": {"name": name, "digest": digest},
        "suggestions": [_suggestion(s) for s in suggestions],
    }
    return json.dumps(shown, ensure_ascii=False, indent=1) + "\n"


def _suggestion(suggestion: Suggestion) -> Json:
    return {
        "transition": suggestion.transition.name,
        "objective": str(suggestion.objective),
        "analysed": suggestion.analysed,
        "declared_new": suggestion.declared_new,
        "sound": [_sound(rule) for rule in suggestion.sound],
        "cut": suggestion.cut,
        "nearest": None if suggestion.nearest is None else _nearest(suggestion.nearest),
    }


def _sound(rule: SoundRule) -> Json:
    return {
        "rule": rule.name,
        "old": [str(o) for o in rule.old],
        "retired": [str(o) for o in rule.retired],
        "breaks_never": [str(o) for o in rule.breaks],
    }


def _nearest(miss: NearestMiss) -> Json:
    return {
        "old": [str(o) for o in miss.old],
        "failing": [
            {"topic": f.topic, "level": f.level, "met": f.met, "held": list(f.held)} for f in miss.failing
        ],
        "judgements": [
            {"covered": j.covered, "covering": list(j.covering), "old": [str(o) for o in j.old]}
            for j in miss.judgements
        ],
        "links": [
            {"scale": link.scale, "low": link.low, "high": link.high, "old": [str(o) for o in link.old]}
            for link in miss.links
        ],
    }
