"""What lmrules says of the cases of :mod:`oracle_cases`: cover, verdicts, grants, and the audit of proofs."""

from __future__ import annotations

import datetime as dt
from typing import Any
from unittest.mock import patch

from oracle_cases import OWN, RELATIONS, Case
from strategies import NOWHERE

from lmrules.auditing import proofs
from lmrules.auditing.findings import DoesNotHoldError
from lmrules.auditing.ground import Ground
from lmrules.auditing.proofs import Follower
from lmrules.auditing.rows import read_rows
from lmrules.evaluate.results import PersonResult, Proof, Step
from lmrules.evaluate.run import one_person
from lmrules.exports.transfer_json import person_json
from lmrules.kernel import satisfied, theory_of, uncovered, verify
from lmrules.model.approval import Approval
from lmrules.model.model import (
    AllOf,
    AnyOf,
    AtLeast,
    Claim,
    Expression,
    Judgement,
    Objective,
    ObjectiveId,
    ObjectiveSet,
    Requirement,
    Rule,
    Rulebook,
    Scale,
    Topic,
    Transition,
)
from lmrules.prepared import prepare

ASPECTS = (None, "content", "complexity")
STATUSES = ("proved", "refuted", "not-analysed", "too-large")
DIGEST = "sha256:a-generated-case"
FIRST_DAY = dt.date(2000, 1, 1)


def day(number: int) -> dt.date:
    """The day of a number."""
    return FIRST_DAY + dt.timedelta(days=number)


class Translated:
    """A case as a rulebook and rows, with the names that its numbers go by."""

    def __init__(self, case: Case) -> None:
        (self.topics, self.levels), self.scale, self.declared, self.objectives, *rest = case
        self.transitions, self.rows, self.proofs = rest
        self.ids = [ObjectiveId(f"S{s}", f"o{o}") for o, (s, _) in enumerate(self.objectives)]
        self.number = {identity: o for o, identity in enumerate(self.ids)}
        self.book = self.rulebook()
        self.result_for: dict[int, PersonResult] = {}

    # ------------------------------------------------------------------------- numbers to names

    def topic(self, t: int) -> str:
        return f"t{t}" if t < OWN else str(self.ids[t - OWN])

    def requirement(self, pair: list[int]) -> Requirement:
        return Requirement(self.topic(pair[0]), f"l{pair[1]}")

    def expression(self, of: Any) -> Expression:
        if isinstance(of, int):
            return self.ids[of]
        kind, *parts = of
        if kind == 3:
            k, *parts = parts
            return AtLeast(k, tuple(map(self.expression, parts)))
        return (AllOf if kind == 1 else AnyOf)(tuple(map(self.expression, parts)))

    def rule(self, order: int, of: list[Any]) -> Rule:
        name, old, new, claims, draft = of
        return Rule(
            span=NOWHERE,
            name=f"R{name}",
            old=self.expression(old),
            new=self.ids[new],
            claims=tuple(Claim(RELATIONS[r], ASPECTS[a]) for r, a in claims),  # type: ignore[arg-type]
            draft=bool(draft),
            order=order,
        )

    def judgement(self, of: list[Any]) -> Judgement:
        name, clauses = of
        said = tuple((self.topic(t), tuple(map(self.topic, us))) for t, us in clauses)
        return Judgement(span=NOWHERE, name=f"J{name}", clauses=said)

    def rulebook(self) -> Rulebook:
        names = tuple(f"l{level}" for level in range(self.levels))
        steps = tuple((f"l{low}", "=" if same else "<", f"l{high}") for low, high, same in self.scale)
        sets = sorted({s for s, _ in self.objectives})
        return Rulebook(
            scales=(Scale(span=NOWHERE, name="s", levels=names, steps=steps),),  # type: ignore[arg-type]
            topics=tuple(
                Topic(
                    span=NOWHERE,
                    name=self.topic(t),
                    includes=tuple(map(self.topic, includes)),
                    consists=tuple(map(self.topic, consists)),
                )
                for t, includes, consists in self.declared
            ),
            sets=tuple(
                ObjectiveSet(
                    span=NOWHERE,
                    name=f"S{s}",
                    objectives=tuple(
                        Objective(span=NOWHERE, id=self.ids[o], requirements=tuple(map(self.requirement, rs)))
                        for o, (of, rs) in enumerate(self.objectives)
                        if of == s
                    ),
                )
                for s in sets
            ),
            transitions=tuple(
                Transition(
                    span=NOWHERE,
                    old=f"S{old}",
                    new=f"S{new}",
                    day=day(at),
                    judgements=tuple(map(self.judgement, judgements)),
                    rules=tuple(self.rule(order, r) for order, r in enumerate(rules)),
                )
                for _, old, new, at, judgements, rules in self.transitions
            ),
        )

    # ------------------------------------------------------------------------- answers

    def covers(self) -> str:
        """For each transition: whether the rows of its old set cover each topic at each level (1 or 0)."""
        asked = [
            self.requirement([t, level])
            for t in (*range(self.topics), *(OWN + o for o in range(len(self.ids))))
            for level in range(self.levels)
        ]
        bits = []
        for transition in self.book.transitions:
            theory = theory_of(self.book, transition)
            held = theory.of(self.ids[o] for o, _ in self.rows if self.ids[o].set == transition.old)
            missing = set(uncovered(theory, held, asked))
            bits += ["0" if one in missing else "1" for one in asked]
        return "".join(bits)

    def verdicts(self) -> str:
        """For each rule: the number of its status."""
        found = []
        for transition in self.book.transitions:
            theory = theory_of(self.book, transition)
            found += [str(STATUSES.index(verify(theory, rule).status)) for rule in transition.rules]
        return "".join(found)

    def result(self, target: int) -> PersonResult:
        """The evaluator's answer for the person in one set."""
        if target not in self.result_for:
            rows = [
                Approval(self.ids[o].code, day(at), set=self.ids[o].set, row=number)
                for number, (o, at) in enumerate(self.rows, 1)
            ]
            whole, problems = one_person(prepare(self.book, f"S{target}"), rows, None)
            assert not problems
            self.result_for[target] = whole.persons[0]
        return self.result_for[target]

    def grants(self) -> list[int]:
        """Every objective that is transferred, or that the person is approved for anyhow and so is not."""
        return sorted(
            self.number[d.objective]
            for target in sorted({t[2] for t in self.transitions})
            for d in self.result(target).decisions
            if d.outcome == "transferred"
        )

    def audits(self) -> str:
        """For each proof: whether the audit accepts it (1 or 0).

        The audit refuses proofs that use more than they need, or an objective on the way to itself, since the
        evaluator shows none. They are sound all the same, and the program that is extracted accepts them; so
        here that is allowed.
        """
        with patch.object(proofs, "_minimal", satisfied), patch.object(proofs, "_round", lambda *_: False):
            return "".join("1" if self.accepted(o, proof) else "0" for o, proof in self.proofs)

    def answers(self) -> list[Any]:
        """All of it, in the order of the extracted program's answers."""
        return [self.covers(), self.verdicts(), self.grants(), self.audits()]

    # ------------------------------------------------------------------------- proofs, to and from numbers

    def transition_named(self, number: int) -> str:
        return next((f"S{t[1]}→S{t[2]}" for t in self.transitions if t[0] == number), f"?{number}")

    def row_of(self, o: int) -> tuple[int, dt.date]:
        """The earliest row of an objective; a row that is not there, where there is none."""
        rows = [(at, number) for number, (held, at) in enumerate(self.rows, 1) if held == o]
        at, number = min(rows, default=(0, 999))
        return number, day(at)

    def use_json(self, proof: Any) -> dict[str, Any]:
        if isinstance(proof, int):
            row, at = self.row_of(proof)
            return {"objective": str(self.ids[proof]), "approved": at.isoformat(), "row": row}
        return {"objective": str(self.ids[proof[2]]), "granted": self.proof_json(proof)}

    def proof_json(self, proof: list[Any]) -> dict[str, Any]:
        transition, rule, o, uses, steps = proof
        return {
            "transition": self.transition_named(transition),
            "rule": f"R{rule}",
            "objective": str(self.ids[o]),
            "uses": [self.use_json(use) for use in uses],
            "covers": [self.step_json(step) for step in steps],
        }

    def step_json(self, step: list[Any]) -> dict[str, Any]:
        kind, t, level, *rest = step
        shown: dict[str, Any] = {"step": "abcd"[kind], "topic": self.topic(t), "level": f"l{level}"}
        if kind == 0:
            o, held_topic, held_level = rest
            shown["objective"] = str(self.ids[o])
            shown["holds"] = {"topic": self.topic(held_topic), "level": f"l{held_level}"}
            return shown
        if kind == 2:
            shown["judgement"] = f"J{rest[0]}"
        shown["parts"] = [self.step_json(part) for part in rest[-1]]
        return shown

    def accepted(self, o: int, proof: Any) -> bool:
        """Whether the audit follows ``proof`` to the person's rows and finds nothing wrong with it."""
        identity = self.ids[o]
        ground = Ground(self.book, identity.set, None)
        shown = person_json(self.result(self.objectives[o][0]))
        rows = read_rows(shown["approvals"], ground.named, None)
        try:
            Follower(ground, rows).grant(self.decision(o, proof), identity)
        except DoesNotHoldError:
            return False
        return True

    def decision(self, o: int, proof: Any) -> dict[str, Any]:
        """A decision that repeats what its proof says; a mere approval for a proof has nothing to repeat."""
        decision: dict[str, Any] = {"objective": self.ids[o].code, "outcome": "transferred"}
        if isinstance(proof, int):
            return {**decision, "proof": self.use_json(proof)}
        used: dict[tuple[str, int], str] = {}
        judged: set[str] = set()
        _collect(self.proof_json(proof), used, judged)
        return {
            **decision,
            "transition": self.transition_named(proof[0]),
            "rule": f"R{proof[1]}",
            "approvals": [
                {"objective": name, "approved": at, "row": row} for (name, row), at in sorted(used.items())
            ],
            "judgements": sorted(judged),
            "proof": self.proof_json(proof),
        }

    def numbered(self, proof: Proof) -> list[Any]:
        """A proof of the evaluator's as numbers."""
        transition = next(t[0] for t in self.transitions if f"S{t[1]}→S{t[2]}" == proof.transition)
        uses = [self.number[u.objective] if u.proof is None else self.numbered(u.proof) for u in proof.uses]
        steps = [self.numbered_step(step) for step in proof.steps]
        return [transition, int(proof.rule[1:]), self.number[proof.objective], uses, steps]

    def numbered_step(self, step: Step) -> list[Any]:
        topics = {self.topic(t): t for t in (*range(self.topics), *(OWN + o for o in range(len(self.ids))))}
        head = ["abcd".index(step.kind), topics[step.topic], int(step.level[1:])]
        if step.objective is not None:
            return [*head, self.number[step.objective], topics[step.held_topic], int(step.held_level[1:])]
        parts = [self.numbered_step(part) for part in step.parts]
        return [*head, *([int(step.judgement[1:])] if step.judgement else []), parts]


def _collect(proof: dict[str, Any], used: dict[tuple[str, int], str], judged: set[str]) -> None:
    for use in proof["uses"]:
        if "granted" in use:
            _collect(use["granted"], used, judged)
        else:
            used[use["objective"], use["row"]] = use["approved"]
    todo = list(proof["covers"])
    while todo:
        step = todo.pop()
        judged |= {step["judgement"]} if "judgement" in step else set()
        todo += step.get("parts", [])
