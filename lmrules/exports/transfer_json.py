"""``transfer --format json``: the promise of ``interfaces.md``, byte for byte the same for the same input."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from lmrules import versions
from lmrules.evaluate.holdings import RowProblem
from lmrules.evaluate.results import Accounted, Decision, Evidence, PersonResult, Proof, Step, Transfer, Use
from lmrules.model.approval import Approval
from lmrules.model.canonical import Json
from lmrules.model.model import ObjectiveId

SCHEMA = "lmrules/transfer/1"


def transfer_json(
    name: str, digest: str, transfer: Transfer, rejected: Sequence[RowProblem]
) -> Iterator[str]:
    """The document, in pieces: one line per person, so that a long one can be written as it is made."""
    yield _dumps(head(SCHEMA, name, digest, transfer))[:-1] + ', "persons": ['
    for index, person in enumerate(transfer.persons):
        yield ("," if index else "") + "\n" + _dumps(person_json(person))
    problems = _dumps(problems_json(rejected))
    yield f'\n], "rejected": {problems}, "summary": {_dumps(summary(transfer.persons))}}}\n'


def head(schema: str, name: str, digest: str, transfer: Transfer) -> dict[str, Json]:
    """What a result says first: its shape, who decided by what, and as of when."""
    return {
        "schema": schema,
        "lmrules": versions.package(),
        "proposal": True,
        "rulebook": {"name": name, "digest": digest, "language": versions.LANGUAGE, "to": transfer.to},
        "as_of": transfer.as_of.isoformat() if transfer.as_of else None,
        "preview": transfer.preview,
    }


def problems_json(problems: Iterable[RowProblem]) -> list[Json]:
    """Rows that could not be used, by number."""
    return [{"row": p.row, "problem": p.message("en")} for p in problems]


def summary(persons: Iterable[PersonResult]) -> dict[str, Json]:
    """How many persons, and how many decisions of each outcome."""
    counts = {"persons": 0, "transferred": 0, "assessment": 0, "approved": 0}
    for person in persons:
        counts["persons"] += 1
        for decision in person.decisions:
            counts[decision.outcome] += 1
    return dict(counts)


def _dumps(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)


def person_json(result: PersonResult) -> dict[str, Json]:
    """One person's decisions and rows."""
    shown: dict[str, Json] = {"person": result.person.reveal()}
    if result.started is not None:
        shown["started"] = result.started.isoformat()
    if result.preview:
        shown["preview"] = True
    shown["decisions"] = [decision_json(d) for d in result.decisions]
    shown["approvals"] = [_accounted(a) for a in result.approvals]
    return shown


def decision_json(decision: Decision) -> dict[str, Json]:
    """One decision."""
    shown: dict[str, Json] = {"objective": decision.objective.code, "outcome": decision.outcome}
    activities: Json = [str(o) for o in decision.activities_from]
    if decision.outcome == "approved" and decision.approval is not None:
        shown["approvals"] = [_approval(decision.objective, decision.approval)]
    elif decision.proof is not None:
        shown["transition"] = decision.transition
        shown["rule"] = decision.rule
        shown["approvals"] = [_approval(o, a) for o, a in decision.proof.approvals]
        shown["judgements"] = list(decision.proof.judgements)
    else:
        shown["reason"] = decision.reason
        shown["complete_with"] = [[str(o) for o in s] for s in decision.complete_with]
        if decision.complete_with_more:
            shown["complete_with_more"] = True
        shown["evidence"] = [_evidence(e) for e in decision.evidence]
    shown["activities_from"] = activities
    if decision.proof is not None:
        shown["proof"] = proof_json(decision.proof)
    return shown


def _approval(objective: ObjectiveId, approval: Approval) -> dict[str, Json]:
    return {"objective": str(objective), "approved": approval.approved.isoformat(), "row": approval.row}


def _evidence(evidence: Evidence) -> Json:
    return {
        "topic": evidence.topic,
        "level": evidence.level,
        "met": evidence.met,
        "held": list(evidence.held),
        "by": [str(o) for o in evidence.by],
    }


def _accounted(row: Accounted) -> Json:
    shown: dict[str, Json] = {"row": row.approval.row}
    if row.approval.id is not None:
        shown["id"] = row.approval.id
    shown["objective"] = str(row.objective) if row.objective else row.approval.objective
    shown["approved"] = row.approval.approved.isoformat()
    shown["disposition"] = row.disposition
    return shown


def proof_json(proof: Proof) -> Json:
    """A proof as a tree: what it used, and per requirement the steps of cover."""
    return {
        "transition": proof.transition,
        "rule": proof.rule,
        "objective": str(proof.objective),
        "uses": [_use(use) for use in proof.uses],
        "covers": [_step(step) for step in proof.steps],
    }


def _use(use: Use) -> Json:
    if use.approval is not None:
        return _approval(use.objective, use.approval)
    return {"objective": str(use.objective), "granted": proof_json(use.proof) if use.proof else None}


def _step(step: Step) -> Json:
    shown: dict[str, Json] = {"step": step.kind, "topic": step.topic, "level": step.level}
    if step.objective is not None:
        shown["objective"] = str(step.objective)
        shown["holds"] = {"topic": step.held_topic, "level": step.held_level}
    if step.judgement:
        shown["judgement"] = step.judgement
    if step.parts:
        shown["parts"] = [_step(part) for part in step.parts]
    return shown
