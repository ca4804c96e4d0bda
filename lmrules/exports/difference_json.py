"""``diff --format json``."""

from __future__ import annotations

import json
from typing import get_args

from lmrules.difference import ObjectiveDifference, PersonDifference, Verdict, Witness
from lmrules.exports.difference_text import DifferenceReport
from lmrules.model.canonical import Json

SCHEMA = "lmrules/diff/1"


def difference_json(report: DifferenceReport) -> str:
    """The difference as one JSON document."""
    difference = report.difference
    counts: dict[str, Json] = {
        verdict: sum(o.verdict == verdict for o in difference.objectives) for verdict in get_args(Verdict)
    }
    shown: dict[str, Json] = {
        "schema": SCHEMA,
        "a": {"name": report.a.name, "digest": difference.digests[0]},
        "b": {"name": report.b.name, "digest": difference.digests[1]},
        "to": difference.to,
        "potential": difference.potential,
        "objectives": [_objective(o) for o in difference.objectives],
        "only_in_a": list(difference.only_in_a),
        "only_in_b": list(difference.only_in_b),
        "false_claims": {"a": list(report.false_claims[0]), "b": list(report.false_claims[1])},
    }
    if report.persons is not None:
        shown["persons"] = [_person(p) for p in report.persons.differences]
        counts["persons"] = report.persons.all
        counts["losing"] = sum(bool(p.loses) for p in report.persons.differences)
        counts["gaining"] = sum(bool(p.gains) for p in report.persons.differences)
    shown["summary"] = {**counts, "undecided": sum(not o.decided for o in difference.objectives)}
    return json.dumps(shown, ensure_ascii=False, indent=1) + "\n"


def _objective(difference: ObjectiveDifference) -> Json:
    return {
        "objective": str(difference.objective),
        "where": difference.where,
        "possible": difference.possible,
        "verdict": difference.verdict,
        "decided": difference.decided,
        "loss": _witness(difference.loss),
        "gain": _witness(difference.gain),
    }


def _witness(witness: Witness | None) -> Json:
    if witness is None:
        return None
    return {
        "approvals": [
            {"objective": str(o), "approved": None if day is None else day.isoformat()}
            for o, day in witness.approvals
        ],
        "started": None if witness.started is None else witness.started.isoformat(),
    }


def _person(difference: PersonDifference) -> Json:
    return {
        "person": difference.person.reveal(),
        "loses": [str(o) for o in difference.loses],
        "gains": [str(o) for o in difference.gains],
    }
