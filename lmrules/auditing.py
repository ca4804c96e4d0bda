"""Checks the proofs in a ``transfer --format json`` document: with the kernel and the rulebook alone.

Nothing of the evaluator is used. A grant is accepted where its rule is one the kernel proves, its approvals
stand among the person's rows and count on their dates, and every step of cover is one the rulebook allows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

import attrs

from lmrules.kernel import Theory, closure, proved_to_grant, satisfied, theory_of, uncovered
from lmrules.messages import Language, Text
from lmrules.model.approval import iso_day
from lmrules.model.canonical import Json
from lmrules.model.counting import cut_off, valid_for
from lmrules.model.model import ObjectiveId, Requirement, Rule, Rulebook, Transition

SCHEMA = "lmrules/transfer/1"
DEEPEST = 100
"""How many grants may rest on each other in one proof: no chain of versions is that long."""

_NOT_A_TRANSFER = Text(
    "dokumentet er ikke et resultat av `transfer --format json`",
    "dokumentet er ikkje eit resultat av `transfer --format json`",
    "the document is no result of `transfer --format json`",
)
_DIGEST = Text(
    "avgjørelsene er tatt med et annet regelverk enn dette ({ours})",
    "avgjerdene er tekne med eit anna regelverk enn dette ({ours})",
    "the decisions were made with another rulebook than this ({ours})",
)
_TARGET = Text(
    "settet avgjørelsene gjelder, finnes ikke i regelverket",
    "settet avgjerdene gjeld, finst ikkje i regelverket",
    "the set the decisions are on is not in the rulebook",
)
_OBJECTIVES = Text(
    "avgjørelsene gjelder ikke hvert mål i `{set}` én gang, i rekkefølge",
    "avgjerdene gjeld ikkje kvart mål i `{set}` éin gong, i rekkjefølgje",
    "the decisions are not on each objective of `{set}` once, in order",
)
_PROOF = Text("beviset holder ikke: {why}", "beviset held ikkje: {why}", "the proof does not hold: {why}")


@attrs.frozen
class Finding:
    """A place in the document that does not hold: which person (by number), which decision, and why.

    It names only what the rulebook names: anything else in the document may be a person.
    """

    person: int | None
    objective: str | None
    text: Text
    fields: tuple[tuple[str, object], ...] = ()

    def message(self, lang: Language) -> str:
        """What does not hold."""
        return self.text.fill(lang, dict(self.fields))


class _DoesNotHoldError(Exception):
    """A step of a proof that the rulebook does not allow. Says what in code words; never names a person."""


def audit(book: Rulebook, digest: str, document: object) -> tuple[Finding, ...]:
    """Everything in ``document`` (parsed JSON) that does not hold for ``book``; empty: all of it does.

    Mirrors `audit_accepts_only_sound_grants` in proofs/Soundness.v, for the proofs in the document, and
    `audit_exact` in proofs/Complete.v.
    """
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        return (Finding(None, None, _NOT_A_TRANSFER),)
    head = document.get("rulebook")
    theirs = head.get("digest") if isinstance(head, dict) else None
    if theirs != digest:
        return (Finding(None, None, _DIGEST, (("ours", digest),)),)
    target = str(head["to"]) if isinstance(head, dict) and "to" in head else ""
    if target not in book.set_named:
        return (Finding(None, None, _TARGET),)
    persons = document.get("persons")
    if not isinstance(persons, list):
        return (Finding(None, None, _NOT_A_TRANSFER),)
    try:
        as_of = iso_day(document["as_of"]) if document.get("as_of") is not None else None
    except (TypeError, ValueError):
        return (Finding(None, None, _NOT_A_TRANSFER),)
    auditor = _Auditor(book, target, as_of)
    return tuple(f for number, person in enumerate(persons, 1) for f in auditor.person(number, person))


@attrs.define
class _Auditor:
    book: Rulebook
    target: str
    as_of: dt.date | None
    theories: dict[str, Theory] = attrs.field(factory=dict)
    proved: dict[tuple[str, str, ObjectiveId], bool] = attrs.field(factory=dict)

    def person(self, number: int, person: Json) -> Iterator[Finding]:
        decisions = person.get("decisions") if isinstance(person, dict) else None
        if not isinstance(person, dict) or not isinstance(decisions, list):
            yield Finding(number, None, _NOT_A_TRANSFER)
            return
        codes = [d.get("objective") if isinstance(d, dict) else None for d in decisions]
        if codes != [o.id.code for o in self.book.set_named[self.target].objectives]:
            yield Finding(number, None, _OBJECTIVES, (("set", self.target),))
        for decision in decisions:
            if not isinstance(decision, dict) or decision.get("outcome") != "transferred":
                continue
            code = str(decision.get("objective"))
            if code not in self.book.set_named[self.target].codes:
                continue  # told above: the decisions are not those of the set
            try:
                self.grant(person, decision, ObjectiveId(self.target, code))
            except _DoesNotHoldError as error:
                yield Finding(number, code, _PROOF, (("why", str(error)),))
            except (KeyError, TypeError, ValueError, AttributeError):
                yield Finding(number, code, _PROOF, (("why", "it is not of the documented form"),))

    # -------------------------------------------------------------- proofs

    def grant(self, person: dict[str, Json], decision: dict[str, Json], objective: ObjectiveId) -> None:
        proof = _object(decision["proof"])
        used: dict[tuple[str, int], str] = {}
        judged: set[str] = set()
        self.proof(person, proof, objective, used, judged, 0)
        _agree("transition", decision["transition"], proof["transition"])
        _agree("rule", decision["rule"], proof["rule"])
        listed = [_object(a) for a in _array(decision["approvals"])]
        told = {(str(a["objective"]), int(str(a["row"]))): str(a["approved"]) for a in listed}
        _agree("approvals", told, used)
        _agree("judgements", decision["judgements"], sorted(judged))

    def proof(
        self,
        person: dict[str, Json],
        proof: dict[str, Json],
        objective: ObjectiveId,
        used: dict[tuple[str, int], str],
        judged: set[str],
        depth: int,
    ) -> None:
        """Follow one proof; what it rests on is added to ``used`` and ``judged``.

        Mirrors `check_established` in proofs/Audit.v and `check_granted` in proofs/Audit.v.
        """
        if depth > DEEPEST:
            raise _DoesNotHoldError("grants rest on each other without end")
        _agree("objective", proof["objective"], str(objective))
        transition = self.transition(str(proof["transition"]), objective.set)
        rule = self.rule(transition, str(proof["rule"]), objective)
        held: list[ObjectiveId] = []
        for use in (_object(u) for u in _array(proof["uses"])):
            one = self.objective(str(use["objective"]))
            if one.set not in (transition.old, transition.new):
                raise _DoesNotHoldError(f"{one} takes no part in {transition.name}")
            held.append(one)
            if "granted" in use:
                self.proof(person, _object(use["granted"]), one, used, judged, depth + 1)
                self.dated(person, transition, one, _object(use["granted"]))
            else:
                if one.set != transition.old:
                    raise _DoesNotHoldError(f"an approval of {one} feeds no rule of {transition.name}")
                self.approval(person, transition, one, use)
                used[str(one), int(str(use["row"]))] = str(use["approved"])
        if not satisfied(rule.old, held):
            raise _DoesNotHoldError(f"what is used does not satisfy the rule {rule.name}")
        self.covers(transition, held, objective, _array(proof["covers"]), judged)

    def transition(self, name: str, into: str) -> Transition:
        """The transition of that name. Mirrors `named_In` in proofs/Audit.v."""
        for transition in self.book.into(into):
            if transition.name == name:
                return transition
        raise _DoesNotHoldError(f"no such transition into {into}")

    def rule(self, transition: Transition, name: str, objective: ObjectiveId) -> Rule:
        """The rule of that name, which has both keys. Mirrors `proved_rule_In` in proofs/Audit.v."""
        for rule in transition.rules_for.get(objective, ()):
            key = (transition.name, name, objective)
            if rule.name == name:
                if key not in self.proved:
                    self.proved[key] = proved_to_grant(self.theory(transition), rule)
                if self.proved[key]:
                    return rule
        raise _DoesNotHoldError(f"no proved rule of that name on {objective}")

    def theory(self, transition: Transition) -> Theory:
        if transition.name not in self.theories:
            self.theories[transition.name] = theory_of(self.book, transition)
        return self.theories[transition.name]

    def objective(self, qualified: str) -> ObjectiveId:
        set_name, _, code = qualified.partition("/")
        identity = ObjectiveId(set_name, code)
        if identity not in self.book.objective:
            raise _DoesNotHoldError("an objective that is not in the rulebook")
        return identity

    # -------------------------------------------------------------- dates

    def approval(
        self, person: dict[str, Json], transition: Transition, one: ObjectiveId, use: dict[str, Json]
    ) -> None:
        """The approval stands among the person's rows, and counts for the transition on its date."""
        rows = [_object(row) for row in _array(person["approvals"])]
        same = [row for row in rows if all(row[k] == use[k] for k in ("row", "objective", "approved"))]
        if len(same) != 1:
            raise _DoesNotHoldError(f"the approval of {one} is not among the rows")
        if same[0]["disposition"] not in ("used", "unused"):
            raise _DoesNotHoldError(f"the approval of {one} does not count")
        day = iso_day(str(use["approved"]))
        cut_off = self.cut_off(person, transition)
        counts = self.valid(person, transition.old, day) and day < cut_off
        if not counts or (self.as_of is not None and day > self.as_of):
            raise _DoesNotHoldError(f"the approval of {one} does not count on its date")

    def dated(
        self, person: dict[str, Json], transition: Transition, one: ObjectiveId, proof: dict[str, Json]
    ) -> None:
        """A grant counts in its own transition, or as an approval dated the cut-off of an earlier one.

        Mirrors `check_used` in proofs/Audit.v.
        """
        if one.set == transition.new:
            if proof["transition"] != transition.name:
                raise _DoesNotHoldError(f"{one} is granted by another transition than {transition.name}")
            return
        earlier = self.transition(str(proof["transition"]), one.set)
        day, cut_off = self.cut_off(person, earlier), self.cut_off(person, transition)
        if day >= cut_off or not self.valid(person, transition.old, day):
            raise _DoesNotHoldError(f"the grant of {one} comes too late for {transition.name}")

    def valid(self, person: dict[str, Json], objectives: str, day: dt.date) -> bool:
        transitions = self.book.paths_into(self.target)
        return valid_for(self.book.set_named[objectives], transitions, day, _started(person))

    def cut_off(self, person: dict[str, Json], transition: Transition) -> dt.date:
        return cut_off(transition, _started(person))

    # -------------------------------------------------------------- cover

    def covers(
        self,
        transition: Transition,
        held: list[ObjectiveId],
        objective: ObjectiveId,
        steps: list[Json],
        judged: set[str],
    ) -> None:
        """Every requirement has a step, every step is allowed, and the kernel agrees that all is covered.

        Mirrors `check_step_sound` in proofs/Audit.v and `uncovered_correct` in proofs/Theory.v.
        """
        theory = self.theory(transition)
        required = self.book.objective[objective].requirements
        shown = {Requirement(str(_object(s)["topic"]), str(_object(s)["level"])) for s in steps}
        if shown != set(required):
            raise _DoesNotHoldError(f"the steps are not those of {objective}'s requirements")
        for step in steps:
            self.step(theory, held, _object(step), judged, 0)
        if uncovered(theory, theory.of(held), required):
            raise _DoesNotHoldError(f"{objective} is not covered")

    def step(
        self, theory: Theory, held: list[ObjectiveId], step: dict[str, Json], judged: set[str], depth: int
    ) -> None:
        """The step is one of (a) to (d). Mirrors `check_step_sound` in proofs/Audit.v."""
        if depth > DEEPEST:
            raise _DoesNotHoldError("steps rest on each other without end")
        topic, level, kind = str(step["topic"]), str(step["level"]), step["step"]
        parts = [_object(p) for p in _array(step.get("parts", []))]
        if any(part["level"] != level for part in parts):
            raise _DoesNotHoldError("a step changes the level")
        for part in parts:
            self.step(theory, held, part, judged, depth + 1)
        below = [str(part["topic"]) for part in parts]
        if kind == "a":
            self.held(theory, held, step, Requirement(topic, level))
        elif kind == "d":
            if len(below) != 1 or topic not in _parts_of(theory, below[0]):
                raise _DoesNotHoldError("a topic is no part of what is covered")
        elif kind in ("b", "c"):
            wanted = ("whole", "") if kind == "b" else ("judgement", str(step["judgement"]))
            clauses = [c for need in below for c in theory.clauses.get(need, ())]
            if not any(
                (c.step, c.name, c.topic) == (*wanted, topic) and set(c.needs) == set(below) for c in clauses
            ):
                raise _DoesNotHoldError(f"a topic does not follow from the parts of its step ({kind})")
            judged |= {wanted[1]} - {""}
        else:
            raise _DoesNotHoldError("an unknown kind of step")

    def held(
        self, theory: Theory, held: list[ObjectiveId], step: dict[str, Json], required: Requirement
    ) -> None:
        objective = self.objective(str(step["objective"]))
        holds = _object(step["holds"])
        claimed = Requirement(str(holds["topic"]), str(holds["level"]))
        if objective not in held or claimed not in theory.requirements[objective]:
            raise _DoesNotHoldError(f"{objective} is not used, or does not hold what is said")
        if not theory.level_within(required.level, claimed.level):
            raise _DoesNotHoldError(f"the level that {objective} holds is too low")
        if required.topic not in _parts_of(theory, claimed.topic):
            raise _DoesNotHoldError(f"the topic is no part of what {objective} holds")


def _parts_of(theory: Theory, topic: str) -> Iterable[str]:
    """The topic and every topic below it, by step (d) alone.

    Mirrors `part_of_b_correct` in proofs/Audit.v.
    """
    downwards = {
        need: tuple(c for c in clauses if c.step == "part") for need, clauses in theory.clauses.items()
    }
    return closure(attrs.evolve(theory, clauses=downwards), [topic])


def _started(person: dict[str, Json]) -> dt.date | None:
    return iso_day(str(person["started"])) if "started" in person else None


def _object(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise TypeError("an object is wanted")
    return value


def _array(value: Json) -> list[Json]:
    if not isinstance(value, list):
        raise TypeError("an array is wanted")
    return value


def _agree(what: str, told: Mapping[object, object] | object, found: object) -> None:
    if told != found:
        raise _DoesNotHoldError(f"the decision and its proof disagree on: {what}")
