"""``impact --format json`` (schema ``lmrules/impact/1``): the same input gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import get_args

from lmrules.evaluate.results import Reason
from lmrules.exports.impact_report import ImpactReport
from lmrules.impact import Impact, ObjectiveImpact, PersonImpact, Unlock
from lmrules.model.canonical import Json

SCHEMA = "lmrules/impact/1"


def impact_json(report: ImpactReport) -> Iterator[str]:
    """The document, in pieces: a line for each objective, old objective and person."""
    found = report.impact
    head: dict[str, Json] = {
        "schema": SCHEMA,
        "proposal": True,
        "rulebook": {"name": report.book.name, "digest": report.digest, "to": found.to},
        "as_of": found.as_of.isoformat() if found.as_of else None,
        "preview": found.preview,
        "summary": _summary(found),
    }
    yield _dumps(head)[:-1]
    yield from _lines("objectives", (_objective(one) for one in found.objectives))
    yield from _lines("unlocks", (_unlock(one) for one in found.unlocks))
    yield from _lines("distribution", ({"assessments": n, "persons": p} for n, p in found.distribution))
    yield f', "dispositions": {_dumps(dict(found.dispositions))}'
    yield from _lines("rejected", ({"row": p.row, "problem": p.message("en")} for p in report.rejected))
    if found.per_person is not None:
        yield from _lines("persons", (_person(one) for one in found.per_person))
    yield "}\n"


def _lines(key: str, values: Iterator[dict[str, Json]]) -> Iterator[str]:
    yield f', "{key}": ['
    some = False
    for value in values:
        yield (",\n" if some else "\n") + _dumps(value)
        some = True
    yield "\n]" if some else "]"


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _summary(found: Impact) -> Json:
    return {
        "persons": found.persons,
        "rows": found.rows,
        "approved": found.approved,
        "transferred": found.transferred,
        "assessment": found.assessment,
        "nearly": found.nearly,
        "reasons": {reason: found.because(reason) for reason in get_args(Reason)},
    }


def _objective(one: ObjectiveImpact) -> dict[str, Json]:
    shown: dict[str, Json] = {
        "objective": one.objective.code,
        "approved": one.approved,
        "transferred": one.transferred,
        "assessment": one.assessment,
        "reason": one.reason,
        "nearly": one.nearly,
        "rules": [{"transition": r.transition, "rule": r.rule, "persons": r.persons} for r in one.rules],
        "missing": [{"objective": str(m.objective), "persons": m.persons} for m in one.missing],
    }
    if one.cut:
        shown["missing_cut"] = one.cut
    return shown


def _unlock(one: Unlock) -> dict[str, Json]:
    return {
        "objective": str(one.objective),
        "assessments": one.assessments,
        "persons": one.persons,
        "objectives": [{"objective": new.code, "assessments": n} for new, n in one.objectives],
    }


def _person(one: PersonImpact) -> dict[str, Json]:
    return {
        "person": one.person.reveal(),
        "approved": one.approved,
        "transferred": one.transferred,
        "assessment": one.assessment,
        "reasons": dict(one.reasons),
        "nearly": [
            {"objective": n.objective.code, "missing": [str(o) for o in n.missing]} for n in one.nearly
        ],
    }
