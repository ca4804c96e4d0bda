"""Following a proof to its approvals: every rule proved, every use a row that counts, every step allowed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import attrs

from lmrules.auditing.findings import (
    DISAGREE,
    DOES_NOT_FOLLOW,
    DOES_NOT_HOLD,
    FEEDS_NOTHING,
    LEVEL_CHANGED,
    MISSHAPEN,
    NO_PART,
    NOT_AMONG,
    NOT_COVERED,
    NOT_SATISFIED,
    NOT_THE_STEPS,
    ROUND,
    TOO_LATE,
    TOO_LOW,
    UNKNOWN,
    fail,
)
from lmrules.auditing.ground import Ground
from lmrules.auditing.rows import Rows
from lmrules.auditing.shapes import a_day, a_number, a_text, an_array, an_object, texts
from lmrules.kernel import Theory, closure, satisfied, uncovered
from lmrules.model.counting import cut_off
from lmrules.model.model import Expression, ObjectiveId, Requirement, Transition

APPROVAL = ("objective", "approved", "row")
_PROOF = ("transition", "rule", "objective", "uses", "covers")
_STEPS = {
    "a": ("step", "topic", "level", "objective", "holds"),
    "b": ("step", "topic", "level", "parts"),
    "c": ("step", "topic", "level", "judgement", "parts"),
    "d": ("step", "topic", "level", "parts"),
}


@attrs.frozen(eq=False)
class Follower:
    """Follows the proof of one grant of one person; what it rests on gathers in ``used`` and ``judged``."""

    ground: Ground
    rows: Rows
    used: set[tuple[str, str, int]] = attrs.field(factory=set)
    judged: set[str] = attrs.field(factory=set)

    def grant(self, decision: dict[str, object], objective: ObjectiveId) -> None:
        """The decision and its proof, and that they agree on what the grant rests on."""
        self.proof(decision["proof"], objective)
        proof = an_object(decision["proof"], _PROOF)
        listed = [approval_shown(a) for a in an_array(decision["approvals"])]
        by_objective = sorted(self.used, key=lambda use: (self.ground.named[use[0]], use[2]))
        told_and_found: tuple[tuple[str, object, object], ...] = (
            ("transition", decision["transition"], proof["transition"]),
            ("rule", decision["rule"], proof["rule"]),
            ("approvals", listed, by_objective),
            ("judgements", texts(decision["judgements"]), sorted(self.judged)),
        )
        for what, told, found in told_and_found:
            if told != found:
                fail(DISAGREE, what=what)

    def proof(self, proof: object, objective: ObjectiveId) -> None:
        """A proof and those within it, however many grants rest on each other."""
        todo: list[tuple[object, ObjectiveId, frozenset[ObjectiveId]]] = [(proof, objective, frozenset())]
        for inner, one, above in todo:  # grows while it is walked
            if one in above:
                fail(ROUND, one=one)
            todo += [(within, o, above | {one}) for o, within in self.one_proof(inner, one)]

    def one_proof(self, value: object, objective: ObjectiveId) -> list[tuple[ObjectiveId, object]]:
        """One proof, apart from the proofs of the grants it uses, which are given back."""
        proof = an_object(value, _PROOF)
        if proof["objective"] != str(objective):
            fail(DISAGREE, what="objective")
        transition = self.ground.transition(a_text(proof["transition"]), objective.set)
        rule = self.ground.rule(transition, a_text(proof["rule"]), objective)
        held: list[ObjectiveId] = []
        within: list[tuple[ObjectiveId, object]] = []
        for use in an_array(proof["uses"]):
            is_grant = isinstance(use, dict) and "granted" in use
            used = an_object(use, ("objective", "granted") if is_grant else APPROVAL)
            one = self.objective(used["objective"])
            held.append(one)
            if is_grant:
                self.dated(transition, one, used["granted"])
                within.append((one, used["granted"]))
            else:
                self.approval(transition, one, approval_shown(use))
        if held != sorted(set(held)) or not _minimal(rule.old, held):
            fail(NOT_SATISFIED, rule=rule.name)
        self.covers(transition, held, objective, an_array(proof["covers"]))
        return within

    def objective(self, written: object) -> ObjectiveId:
        """The objective written ``SET/CODE``."""
        found = self.ground.named.get(a_text(written))
        return found if found is not None else fail(UNKNOWN)

    # -------------------------------------------------------------- dates

    def approval(self, transition: Transition, one: ObjectiveId, shown: tuple[str, str, int]) -> None:
        """The approval is the row that counts for its objective, and comes in time for the transition."""
        if one.set != transition.old:
            fail(FEEDS_NOTHING, one=one, transition=transition.name)
        row = self.rows.counting.get(one)
        if row is None or row.shown != shown:
            fail(NOT_AMONG, one=one)
        if row.approved >= cut_off(transition, self.rows.started):
            fail(TOO_LATE, one=one, transition=transition.name)
        self.used.add(shown)

    def dated(self, transition: Transition, one: ObjectiveId, within: object) -> None:
        """A grant of an earlier transition is dated its cut-off, and must count as an approval since."""
        if one.set == transition.new:
            return
        if one.set != transition.old:
            fail(NO_PART, one=one, transition=transition.name)
        earlier = self.ground.transition(a_text(an_object(within, _PROOF)["transition"]), one.set)
        day, until = cut_off(earlier, self.rows.started), cut_off(transition, self.rows.started)
        if day >= until or not self.ground.valid(transition.old, day, self.rows.started):
            fail(TOO_LATE, one=one, transition=transition.name)

    # -------------------------------------------------------------- cover

    def covers(
        self, transition: Transition, held: Sequence[ObjectiveId], objective: ObjectiveId, steps: list[object]
    ) -> None:
        """Every requirement has a step, every step is allowed, and the kernel agrees that all is covered."""
        theory = self.ground.theory(transition)
        required = self.ground.book.objective[objective].requirements
        todo = [_step(one) for one in steps]
        if [(s["topic"], s["level"]) for s in todo] != [(r.topic, r.level) for r in required]:
            fail(NOT_THE_STEPS, one=objective)
        for step in todo:  # grows while it is walked
            todo += self.step(theory, held, step)
        if uncovered(theory, theory.of(held), required):
            fail(NOT_COVERED, one=objective)

    def step(
        self, theory: Theory, held: Collection[ObjectiveId], step: dict[str, object]
    ) -> list[dict[str, object]]:
        """One step, apart from the steps of its parts, which are given back."""
        topic, level, kind = a_text(step["topic"]), a_text(step["level"]), a_text(step["step"])
        if kind == "a":
            self.held(theory, held, step, Requirement(topic, level))
            return []
        parts = [_step(part) for part in an_array(step["parts"])]
        if any(part["level"] != level for part in parts):
            fail(LEVEL_CHANGED)
        below = [a_text(part["topic"]) for part in parts]
        if kind == "d":
            if len(below) != 1 or topic not in _parts_of(theory, below[0]):
                fail(DOES_NOT_FOLLOW)
            return parts
        name = a_text(step["judgement"]) if kind == "c" else ""
        wanted = ("judgement" if kind == "c" else "whole", name, topic, tuple(below))
        clauses = [c for need in below for c in theory.clauses.get(need, ())]
        if wanted not in [(c.step, c.name, c.topic, c.needs) for c in clauses]:
            fail(DOES_NOT_FOLLOW)
        self.judged.update({name} - {""})
        return parts

    def held(
        self, theory: Theory, held: Collection[ObjectiveId], step: dict[str, object], required: Requirement
    ) -> None:
        """Step (a): an objective that is used requires as much, at that level or higher."""
        objective = self.objective(step["objective"])
        holds = an_object(step["holds"], ("topic", "level"))
        claimed = Requirement(a_text(holds["topic"]), a_text(holds["level"]))
        if objective not in held or claimed not in theory.requirements[objective]:
            fail(DOES_NOT_HOLD, one=objective)
        if not theory.level_within(required.level, claimed.level):
            fail(TOO_LOW, one=objective)
        if required.topic not in _parts_of(theory, claimed.topic):
            fail(DOES_NOT_FOLLOW)


def approval_shown(value: object) -> tuple[str, str, int]:
    """The objective, day and row that an approval in a decision or proof names."""
    shown = an_object(value, APPROVAL)
    return a_text(shown["objective"]), a_day(shown["approved"]).isoformat(), a_number(shown["row"])


def _step(value: object) -> dict[str, object]:
    kind = value.get("step") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in _STEPS:
        fail(MISSHAPEN)
    return an_object(value, _STEPS[kind])


def _minimal(old: Expression, held: Sequence[ObjectiveId]) -> bool:
    """Whether ``held`` satisfies the expression, and nothing less of it does."""
    if not satisfied(old, held):
        return False
    return not any(satisfied(old, [o for o in held if o != one]) for one in held)


def _parts_of(theory: Theory, topic: str) -> Iterable[str]:
    """The topic and every topic below it, by step (d) alone."""
    downwards = {
        need: tuple(c for c in clauses if c.step == "part") for need, clauses in theory.clauses.items()
    }
    return closure(attrs.evolve(theory, clauses=downwards), [topic])
