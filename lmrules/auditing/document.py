"""The document as a whole: its head, each person's rows and decisions, and the counts at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import attrs

from lmrules import versions
from lmrules.auditing.accounts import wrong_accounts
from lmrules.auditing.assessments import check_assessment
from lmrules.auditing.findings import (
    ACTIVITIES,
    APPROVED,
    DIGEST,
    LANGUAGE,
    MISSHAPEN,
    NAME,
    NOT_A_TRANSFER,
    OBJECTIVES,
    OUTCOME,
    PREVIEW,
    ROW_TWICE,
    SUMMARY,
    TARGET,
    TWICE,
    DoesNotHoldError,
    Finding,
    fail,
)
from lmrules.auditing.ground import Ground, Reach, reach
from lmrules.auditing.proofs import Follower, approval_shown
from lmrules.auditing.rows import Rows, read_rows
from lmrules.auditing.shapes import a_day, a_number, a_text, an_array, an_object, texts
from lmrules.model.counting import cut_off
from lmrules.model.model import ObjectiveId, Rulebook

SCHEMA = "lmrules/transfer/1"
_DOCUMENT = ("schema", "proposal", "rulebook", "as_of", "preview", "persons", "rejected", "summary")
_ALL = ("objective", "outcome", "activities_from")
_OF_OUTCOME = {
    "approved": (*_ALL, "approvals"),
    "transferred": (*_ALL, "transition", "rule", "approvals", "judgements", "proof"),
    "assessment": (*_ALL, "reason", "complete_with", "evidence"),
}


def audit(book: Rulebook, digest: str, document: object) -> tuple[Finding, ...]:
    """Everything in ``document`` (parsed JSON) that does not hold for ``book``; empty: all of it does.

    Where the document is none of ours, or was made with another rulebook, nothing more is looked at.
    """
    try:
        whole, ground = _head(book, digest, document)
        persons = an_array(whole["persons"])
        counted = _counts(persons)
        told = {key: a_number(n) for key, n in an_object(whole["summary"], counted).items()}
    except DoesNotHoldError as error:
        text = NOT_A_TRANSFER if error.text is MISSHAPEN else error.text
        return (Finding(None, None, text, error.fields),)
    auditor = _Auditor(ground)
    found = [f for number, person in enumerate(persons, 1) for f in auditor.person(number, person)]
    if whole["preview"] is not _preview(ground, persons):
        found.append(Finding(None, None, PREVIEW))
    if told != counted:
        found.append(Finding(None, None, SUMMARY))
    return tuple(found)


def _head(book: Rulebook, digest: str, document: object) -> tuple[dict[str, object], Ground]:
    """The document's keys and what it is to be held to."""
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        fail(NOT_A_TRANSFER)
    whole = an_object(document, _DOCUMENT, ("lmrules",))
    head = an_object(whole["rulebook"], ("name", "digest", "to"), ("language",))
    if head["digest"] != digest:
        fail(DIGEST, ours=digest)
    if a_number(head.get("language", versions.LANGUAGE)) != versions.LANGUAGE:
        fail(LANGUAGE, ours=versions.LANGUAGE)
    if head["name"] != book.name:
        fail(NAME)
    target = a_text(head["to"])
    if target not in book.set_named:
        fail(TARGET)
    if whole["proposal"] is not True:
        fail(MISSHAPEN)
    a_text(whole.get("lmrules", ""))
    for rejected in an_array(whole["rejected"]):
        row = an_object(rejected, ("row", "problem"))
        a_number(row["row"])
        a_text(row["problem"])
    return whole, Ground(book, target, None if whole["as_of"] is None else a_day(whole["as_of"]))


def _counts(persons: list[object]) -> dict[str, int]:
    outcomes = Counter(
        decision.get("outcome")
        for person in persons
        if isinstance(person, dict) and isinstance(person.get("decisions"), list)
        for decision in person["decisions"]
        if isinstance(decision, dict) and isinstance(decision.get("outcome"), str)
    )
    return {"persons": len(persons), **{outcome: outcomes[outcome] for outcome in _OF_OUTCOME}}


def _preview(ground: Ground, persons: list[object]) -> bool:
    day = ground.as_of
    of_someone = any(isinstance(person, dict) and person.get("preview") is True for person in persons)
    return day is not None and (of_someone or any(day < t.day for t in ground.path))


@attrs.define(eq=False)
class _Auditor:
    """Goes through the persons; nobody, and no row, may come twice."""

    ground: Ground
    persons: set[str] = attrs.field(factory=set)
    rows: set[int] = attrs.field(factory=set)

    def person(self, number: int, value: object) -> Iterator[Finding]:
        try:
            person = an_object(value, ("person", "decisions", "approvals"), ("started", "preview"))
            started = a_day(person["started"]) if "started" in person else None
            rows = read_rows(person["approvals"], self.ground.named, started)
            self.once(a_text(person["person"]), rows)
            decisions = an_array(person["decisions"])
        except DoesNotHoldError as error:
            yield error.at(number)
            return
        if person.get("preview", False) is not self.preview(rows) or person.get("preview") is False:
            yield Finding(number, None, PREVIEW)
        used: set[int] = set()
        yield from self.decisions(number, decisions, reach(self.ground, rows), used)
        yield from wrong_accounts(self.ground, rows, used, number)

    def once(self, person: str, rows: Rows) -> None:
        if person in self.persons:
            fail(TWICE)
        self.persons.add(person)
        for row in rows.every:
            if row.number in self.rows:
                fail(ROW_TWICE, row=row.number)
            self.rows.add(row.number)

    def preview(self, rows: Rows) -> bool:
        day = self.ground.as_of
        return day is not None and any(day < cut_off(t, rows.started) for t in self.ground.path)

    def decisions(
        self, number: int, decisions: list[object], reached: Reach, used: set[int]
    ) -> Iterator[Finding]:
        """What is wrong with the decisions; the rows their proofs rest on are added to ``used``."""
        objectives = [o.id for o in self.ground.book.set_named[self.ground.target].objectives]
        codes = [d.get("objective") if isinstance(d, dict) else None for d in decisions]
        if codes != [o.code for o in objectives]:
            yield Finding(number, None, OBJECTIVES, (("set", self.ground.target),))
        by_code = {o.code: o for o in objectives}
        for code, decision in zip(codes, decisions, strict=True):
            objective = by_code.get(code) if isinstance(code, str) else None
            if objective is None:
                continue  # told above: the decisions are not those of the set
            try:
                used |= self.decision(decision, reached, objective)
            except DoesNotHoldError as error:
                yield error.at(number, objective.code)

    def decision(self, value: object, reached: Reach, objective: ObjectiveId) -> set[int]:
        """One decision is the one that the rows give. The rows its proof rests on."""
        outcome = value.get("outcome") if isinstance(value, dict) else None
        if not isinstance(outcome, str) or outcome not in _OF_OUTCOME:
            fail(MISSHAPEN)
        optional = ("complete_with_more",) if outcome == "assessment" else ()
        decision = an_object(value, _OF_OUTCOME[outcome], optional)
        follower = Follower(self.ground, reached.rows)
        if outcome == "transferred":
            follower.grant(decision, objective)  # first: a proof that fails says more than the outcome does
        found = _outcome(reached, objective)
        if outcome != found:
            fail(OUTCOME, found=found)
        if outcome == "approved":
            shown = [approval_shown(one) for one in an_array(decision["approvals"])]
            if shown != [reached.rows.approved_new[objective].shown]:
                fail(APPROVED)
        if outcome == "assessment":
            check_assessment(reached, decision, objective)
        if texts(decision["activities_from"]) != _activities(reached, objective):
            fail(ACTIVITIES)
        return {row for _, _, row in follower.used}


def _outcome(reached: Reach, objective: ObjectiveId) -> str:
    if objective in reached.rows.approved_new:
        return "approved"
    return "transferred" if objective in reached.transferred else "assessment"


def _activities(reached: Reach, objective: ObjectiveId) -> list[str]:
    found: set[ObjectiveId] = set()
    for transition in reached.ground.last:
        related = reached.ground.related[transition.name].get(objective, frozenset())
        found |= related & reached.held[transition.name]
    return [str(one) for one in sorted(found)]
