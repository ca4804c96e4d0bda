"""Whether a transfer document is true, judged with the naive implementation and the JSON Schema alone.

The rows that the document shows are taken for the input; everything else in it must be what the naive
implementation gives for them, and every proof must hold step by step. It decides for the tests of ``audit``
whether an edit made a document false. Not judged: who a person is, what was rejected, and in the evidence the
levels held and the objectives behind it, which may be shown in more than one right way.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import naive
from strategies import Case

import lmrules
from lmrules.model.approval import Approval
from lmrules.model.canonical import digest
from lmrules.model.model import ObjectiveId, Transition

SCHEMA = json.loads(
    (Path(lmrules.__file__).parent / "schemas" / "transfer.schema.json").read_text(encoding="utf-8")
)
TYPES: dict[str, type] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "null": type(None),
}
KEYS = {
    "a": {"step", "topic", "level", "objective", "holds"},
    "b": {"step", "topic", "level", "parts"},
    "c": {"step", "topic", "level", "judgement", "parts"},
    "d": {"step", "topic", "level", "parts"},
}


class FalseError(Exception):
    """The document says something that is not so."""


def so(what: object, why: str) -> None:
    """``what`` is true, or the document is false."""
    if not what:
        raise FalseError(why)


def fits(value: Any, schema: Any) -> bool:
    """Whether ``value`` is of ``schema``: the keywords that our schema uses, a thousand times a second.

    ``test_audit_forgeries.py`` holds it to jsonschema, which takes 20 ms for one document.
    """
    if "$ref" in schema:
        return fits(value, SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")])
    if "oneOf" in schema:
        return sum(fits(value, one) for one in schema["oneOf"]) == 1
    if "const" in schema and (value != schema["const"] or type(value) is not type(schema["const"])):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if "type" in schema and type(value) is not TYPES[schema["type"]]:
        return False
    if isinstance(value, dict):
        known = schema.get("properties", {})
        if not set(schema.get("required", ())) <= value.keys() or not value.keys() <= known.keys():
            return False
        return all(fits(one, known[key]) for key, one in value.items())
    if isinstance(value, list):
        few = schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value))
        return few and all(fits(one, schema["items"]) for one in value)
    if isinstance(value, str):
        return re.search(schema.get("pattern", ""), value) is not None
    return not isinstance(value, int) or value >= schema.get("minimum", value)


def day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise FalseError("no such day") from None


def false(case: Case, document: Any) -> str:
    """Why ``document`` is not a true one on the rulebook of ``case``; empty: it is."""
    try:
        whole(case, document)
    except FalseError as error:
        return str(error)
    return ""


def whole(case: Case, document: Any) -> None:
    so(fits(document, SCHEMA), "not of the schema")
    head = document["rulebook"]
    so(head["digest"] == digest(case.book), "digest")
    so(head["name"] == case.book.name, "name")
    so(head.get("language", 1) == 1, "language")
    so(head["to"] in {s.name for s in case.book.sets}, "target")
    as_of = None if document["as_of"] is None else day(document["as_of"])
    persons = [Judged(case, head["to"], as_of, person) for person in document["persons"]]
    names = [person["person"] for person in document["persons"]]
    so(len(names) == len(set(names)), "a person twice")
    rows = [row["row"] for person in document["persons"] for row in person["approvals"]]
    so(len(rows) == len(set(rows)), "a row twice")
    for person in persons:
        person.judge()
    outcomes = Counter(d["outcome"] for p in document["persons"] for d in p["decisions"])
    counts = {"persons": len(persons), **{o: outcomes[o] for o in ("approved", "transferred", "assessment")}}
    so(document["summary"] == counts, "summary")
    early = any(as_of is not None and as_of < t.day for t in Judged(case, head["to"], as_of, None).naive.path)
    so(document["preview"] == (early or any(p.preview() for p in persons)), "preview")


class Judged:
    """One person of a document, and what the naive implementation says of the rows shown."""

    def __init__(self, case: Case, target: str, as_of: dt.date | None, person: Any) -> None:
        self.case = case
        self.person = person or {"person": "", "decisions": [], "approvals": []}
        self.as_of = as_of
        started = day(self.person["started"]) if "started" in self.person else None
        self.named = {str(o.id): o.id for s in case.book.sets for o in s.objectives}
        # A row of no known code carries the start, in case no other row is left.
        rows = [Approval("(ingen)", dt.date(2000, 1, 1), started=started, row=0)]
        self.shown = sorted(self.person["approvals"], key=lambda row: row["row"])
        for row in self.shown:
            one = self.named.get(row["objective"])
            unknown = row["disposition"] == "unknown-objective"
            rows.append(
                Approval(
                    "(ingen)" if unknown else one.code if one else row["objective"],
                    day(row["approved"]),
                    set=one.set if one and not unknown else None,
                    status="revoked" if row["disposition"] == "revoked" else "approved",
                    started=started,
                    row=row["row"],
                )
            )
        self.naive = naive.Person(case.book, target, rows, as_of, like=case.naive)

    def preview(self) -> bool:
        """Whether as_of comes before the person's own cut-off in some transition."""
        return self.as_of is not None and any(self.as_of < self.naive.cut_off(t) for t in self.naive.path)

    def judge(self) -> None:
        so(self.person.get("preview", False) == self.preview(), "preview of the person")
        target = next(s for s in self.case.book.sets if s.name == self.naive.target)
        so(
            [d["objective"] for d in self.person["decisions"]] == [o.id.code for o in target.objectives],
            "set",
        )
        for decision, objective in zip(self.person["decisions"], target.objectives, strict=True):
            self.decision(decision, objective.id)
        self.dispositions()

    def dispositions(self) -> None:
        used = {
            a["row"]
            for d in self.person["decisions"]
            if d["outcome"] == "transferred"
            for a in d["approvals"]
        }
        retired = {f.objective for t in self.naive.path for f in t.retired}
        for shown, row in zip(self.shown, self.naive.rows[1:], strict=True):
            so(not row.problem, "a row of two sets")
            so(row.objective is None or str(row.objective) == shown["objective"], "a row of another name")
            expected = row.disposition
            if expected is None:
                expected = "retired" if row.objective in retired else "unused"
                expected = "used" if shown["row"] in used else expected
            so(shown["disposition"] == expected, f"row {shown['row']} is {expected}")

    # ------------------------------------------------------------------------- decisions

    def decision(self, decision: Any, objective: ObjectiveId) -> None:
        answer = self.naive.answer(objective)
        so(decision["outcome"] == answer.outcome, f"outcome of {objective} is {answer.outcome}")
        so(decision["activities_from"] == [str(o) for o in answer.activities_from], "activities")
        if answer.outcome == "approved":
            rows = [
                r for r in self.naive.rows if r.disposition == "approved-new" and r.objective == objective
            ]
            first = min(rows, key=lambda r: (r.approval.approved, r.approval.row)).approval
            so(decision["approvals"] == [shown(objective, first)], "the approval")
        elif answer.outcome == "assessment":
            sets = [[str(o) for o in sorted(s)] for s in answer.complete_with]
            so(decision["reason"] == answer.reason, "reason")
            so(decision["complete_with"] == sets[:20], "complete_with")
            so(("complete_with_more" in decision) == (len(sets) > 20), "more")
            needed = next(
                o.requirements for s in self.case.book.sets for o in s.objectives if o.id == objective
            )
            told = [(e["topic"], e["level"], e["met"]) for e in decision["evidence"]]
            expected = [(r.topic, r.level, met) for r, met in zip(needed, answer.met, strict=True)]
            so(told == expected, "evidence")
            so(all(self.behind(e) for e in decision["evidence"]), "by")
        else:
            self.grant(decision, objective)

    def behind(self, evidence: Any) -> bool:
        """Whether the objectives named are held, and give what is said of the requirement."""
        by = [self.named.get(name) for name in evidence["by"]]
        pair = {(evidence["topic"], evidence["level"])}
        for transition in self.naive.last():
            meaning = self.naive.meaning[transition.name]
            known = [o for o in by if o is not None]
            if (
                len(known) == len(by)
                and set(known) <= self.naive.held[transition.name]
                and by == sorted(known)
            ):
                held = meaning.of(known)
                in_content = meaning.covers(meaning.content(held), meaning.content(pair))
                at_level = self.levels_behind(transition, evidence, held)
                good = {"met": meaning.covers(held, pair), "lower": in_content and at_level, "unmet": True}
                if good[evidence["met"]]:
                    return True
        return not self.naive.last() and not by

    def levels_behind(self, transition: Transition, evidence: Any, held: naive.Pairs) -> bool:
        """Whether ``held`` alone gives the levels that are said to be held."""
        meaning, topic = self.naive.meaning[transition.name], evidence["topic"]
        mine = meaning.cover(meaning.of(self.naive.held[transition.name]))
        if any((topic, level) in mine for level in meaning.levels):
            return all((topic, level) in meaning.cover(held) for level in evidence["held"])
        return set(evidence["held"]) <= {level for _, level in held}

    def grant(self, decision: Any, objective: ObjectiveId) -> None:
        uses: dict[tuple[ObjectiveId, int], Any] = {}
        judged: set[str] = set()
        self.proof(decision["proof"], objective, (), uses, judged)
        so(decision["rule"] == decision["proof"]["rule"], "rule")
        so(decision["transition"] == decision["proof"]["transition"], "transition")
        so(decision["approvals"] == [uses[key] for key in sorted(uses)], "approvals")
        so(decision["judgements"] == sorted(judged), "judgements")

    def proof(
        self, proof: Any, objective: ObjectiveId, above: tuple[ObjectiveId, ...], uses: Any, judged: set[str]
    ) -> None:
        so(proof["objective"] == str(objective), "another objective")
        so(objective not in above, "round")
        transition = next((t for t in self.naive.path if t.name == proof["transition"]), None)
        if transition is None or transition.new != objective.set:
            raise FalseError("another transition")
        names = [use["objective"] for use in proof["uses"]]
        so(set(names) <= self.named.keys() and len(set(names)) == len(names), "uses")
        used = [self.named[name] for name in names]
        so(used == sorted(used), "order of uses")
        rules = [
            r
            for r in self.naive.rules[transition.name]
            if (r.name, r.new) == (proof["rule"], objective) and frozenset(used) in naive.minimal_sets(r.old)
        ]
        so(rules, "no proved rule is satisfied")
        for use, one in zip(proof["uses"], used, strict=True):
            if "granted" in use:
                so(one.set in (transition.old, transition.new), "from elsewhere")
                if one.set == transition.old:
                    so(one in self.naive.held[transition.name], "the grant does not count")
                    earlier = next(
                        (t for t in self.naive.path if t.name == use["granted"]["transition"]), None
                    )
                    so(earlier and self.in_time(earlier, transition), "the grant comes too late")
                self.proof(use["granted"], one, (*above, objective), uses, judged)
            else:
                row = self.row(one, transition)
                so(use == row, "not the row that counts")
                uses[one, use["row"]] = use
        self.steps(transition, proof["covers"], used, objective, judged)

    def in_time(self, earlier: Transition, later: Transition) -> bool:
        dated = self.naive.cut_off(earlier)
        return self.naive.valid(self.naive.sets[later.old], dated) and dated < self.naive.cut_off(later)

    def row(self, objective: ObjectiveId, transition: Transition) -> Any:
        """The approval that counts for ``objective`` in the transition, as shown."""
        for row in self.naive.counting():
            in_time = row.approval.approved < self.naive.cut_off(transition)
            if row.objective == objective and objective.set == transition.old and in_time:
                return shown(objective, row.approval)
        return None

    # ------------------------------------------------------------------------- steps

    def steps(
        self,
        transition: Transition,
        steps: Any,
        used: list[ObjectiveId],
        objective: ObjectiveId,
        judged: set[str],
    ) -> None:
        needed = next(o.requirements for s in self.case.book.sets for o in s.objectives if o.id == objective)
        so([(s["topic"], s["level"]) for s in steps] == [(r.topic, r.level) for r in needed], "steps")
        for step in steps:
            self.step(transition, step, used, judged)

    def step(self, transition: Transition, step: Any, used: list[ObjectiveId], judged: set[str]) -> None:
        meaning = self.naive.meaning[transition.name]
        topic, level, kind = step["topic"], step["level"], step["step"]
        so(set(step) == KEYS[kind], "keys of a step")
        if kind == "a":
            one, holds = self.named.get(step["objective"]), (step["holds"]["topic"], step["holds"]["level"])
            if one is None or one not in used:
                raise FalseError("a step on what is not used")
            so(holds in meaning.requirements[one], "not held")
            so(topic in meaning.above and holds[0] in meaning.above[topic], "no part")
            so((level, holds[1]) in meaning.at_most, "too low")
            return
        parts = [part["topic"] for part in step["parts"]]
        so(all(part["level"] == level for part in step["parts"]), "level changed")
        if kind == "b":
            so(topic in meaning.wholes and list(meaning.wholes[topic]) == parts, "not the whole")
        elif kind == "c":
            said = [c for j in transition.judgements if j.name == step["judgement"] for c in j.clauses]
            so((topic, tuple(parts)) in said, "not what the judgement says")
            judged.add(step["judgement"])
        else:
            so(
                len(parts) == 1 and topic in meaning.above and parts[0] in meaning.above[topic],
                "no part of it",
            )
        for part in step["parts"]:
            self.step(transition, part, used, judged)


def shown(objective: ObjectiveId, approval: Approval) -> Any:
    return {"objective": str(objective), "approved": approval.approved.isoformat(), "row": approval.row}
