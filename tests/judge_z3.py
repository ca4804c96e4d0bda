"""A judge of rules by satisfiability: it looks for somebody for whom what a rule claims is not so.

Written from ``semantics.md`` (Cover, Relations). Z3 (Microsoft Research) looks for a minimal satisfying set that
breaks a claim. Cover is a least fixpoint, which is said of a set of objectives nobody has chosen yet in two ways:

* *not covered*: there is a set of topics, closed under (a) to (d), that has all that is held and not the topic. The
  least such set is what is covered, so one exists exactly where the topic is not covered.
* *covered*: the topic has a rank, and is held, or follows by one of (a) to (d) from topics of lower rank. Ranks can
  be given exactly where the topic is covered, for nothing can hold itself up by its own bootstraps.

What the one new objective covers depends on nothing chosen, and is asked for in the same way, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

import z3  # type: ignore[import-untyped]

from lmrules.model.model import (
    AllOf,
    AnyOf,
    Claim,
    Expression,
    ObjectiveId,
    Requirement,
    Rule,
    Rulebook,
    Transition,
)

CONTENT = "(content)"
"""In the place of a level: levels forgotten."""


class Judge:
    """The rules of one transition, each to be judged for itself."""

    def __init__(self, book: Rulebook, transition: Transition) -> None:
        self.at_most = _order(book)
        self.requirements = {o.id: o.requirements for s in book.sets for o in s.objectives}
        self.levels = [*dict.fromkeys(level for scale in book.scales for level in scale.levels), CONTENT]
        # (t, (u1 … un)): t is covered where every ui is.
        self.follows: list[tuple[str, tuple[str, ...]]] = [
            (part, (t.name,)) for t in book.topics for part in (*t.includes, *t.consists)
        ]
        self.follows += [(t.name, t.consists) for t in book.topics if t.consists]
        self.follows += [clause for judgement in transition.judgements for clause in judgement.clauses]
        topics = {t.name for t in book.topics} | {t for t, us in self.follows for t in (t, *us)}
        topics |= {r.topic for rs in self.requirements.values() for r in rs}
        self.topics = sorted(topics)
        self.held = {o: z3.Bool(f"held {o}") for o in self.requirements}
        self.solver = z3.Solver()
        self.fixed = z3.Solver()
        self.open: set[str] = set()
        self.ranked: set[str] = set()
        self.by_new: dict[ObjectiveId, dict[tuple[str, str], bool]] = {}

    # ------------------------------------------------------------------------- cover by what is chosen

    def not_covered(self, topic: str, level: str) -> z3.BoolRef:
        """The held objectives do not cover ``topic`` at ``level``."""
        if level not in self.open:
            self.open.add(level)
            for o, required in self.requirements.items():
                inside = [_closed(r.topic, level) for r in required if self.within(level, r.level)]
                if inside:
                    self.solver.add(z3.Implies(self.held[o], z3.And(inside)))
            self.solver.add(self.closed_under(level))
        return z3.Not(_closed(topic, level))

    def closed_under(self, level: str) -> list[z3.BoolRef]:
        return [
            z3.Implies(z3.And([_closed(u, level) for u in us]), _closed(t, level)) for t, us in self.follows
        ]

    def covered(self, topic: str, level: str) -> z3.BoolRef:
        """The held objectives cover ``topic`` at ``level``."""
        if level not in self.ranked:
            self.ranked.add(level)
            for t in self.topics:
                ways: list[z3.BoolRef] = [
                    self.held[o]
                    for o, required in self.requirements.items()
                    if any(r.topic == t and self.within(level, r.level) for r in required)
                ]
                ways += [
                    z3.And([z3.And(_derived(u, level), _rank(u, level) < _rank(t, level)) for u in us])
                    for what, us in self.follows
                    if what == t
                ]
                self.solver.add(z3.Implies(_derived(t, level), z3.Or(ways)))
        return _derived(topic, level)

    def within(self, level: str, held: str) -> bool:
        return level in (CONTENT, held) or (level, held) in self.at_most

    # ------------------------------------------------------------------------- cover by the new objective

    def new_covers(self, new: ObjectiveId, topic: str, level: str) -> bool:
        """Whether the one objective ``new`` covers ``topic`` at ``level``: no closed set is without it."""
        known = self.by_new.setdefault(new, {})
        if (topic, level) not in known:
            self.fixed.push()
            self.fixed.add(self.closed_under(level))
            self.fixed.add(
                [_closed(r.topic, level) for r in self.requirements[new] if self.within(level, r.level)]
            )
            for t in self.topics:
                self.fixed.push()
                self.fixed.add(z3.Not(_closed(t, level)))
                known[t, level] = self.fixed.check() == z3.unsat
                self.fixed.pop()
            self.fixed.pop()
        return known[topic, level]

    # ------------------------------------------------------------------------- relations

    def sides(self, rule: Rule, aspect: str | None) -> tuple[z3.BoolRef, z3.BoolRef]:
        """The held objectives cover the new one, and do not: in one aspect or both."""
        ge, not_ge = [], []
        for r in self.requirements[rule.new]:
            if aspect == "content":
                ge.append(self.covered(r.topic, CONTENT))
                not_ge.append(self.not_covered(r.topic, CONTENT))
            elif aspect is None:
                ge.append(self.covered(r.topic, r.level))
                not_ge.append(self.not_covered(r.topic, r.level))
            else:  # "every requirement of the new that is covered in content is covered at l"
                ge.append(z3.Or(self.not_covered(r.topic, CONTENT), self.covered(r.topic, r.level)))
                not_ge.append(z3.And(self.covered(r.topic, CONTENT), self.not_covered(r.topic, r.level)))
        return z3.And(ge), z3.Or(not_ge)

    def within_new(self, rule: Rule, required: Requirement, aspect: str | None) -> bool:
        """Whether the new objective covers one requirement of an old one, in one aspect or both."""
        if aspect == "content":
            return self.new_covers(rule.new, required.topic, CONTENT)
        at_level = self.new_covers(rule.new, required.topic, required.level)
        if aspect is None:
            return at_level
        return at_level or not self.new_covers(rule.new, required.topic, CONTENT)

    def broken(self, rule: Rule, claim: Claim) -> z3.BoolRef:
        """The claim is not so of the held objectives and the new one."""
        among = sorted(_mentioned(rule.old))
        beyond = [
            self.held[o]
            for o in among
            if not all(self.within_new(rule, r, claim.aspect) for r in self.requirements[o])
        ]
        le, not_le = z3.Not(z3.Or(beyond)), z3.Or(beyond)
        if claim.relation == "≤":
            return not_le
        if claim.relation in ("~", "≠"):
            touching = [
                self.held[o]
                for o in among
                if any(self.new_covers(rule.new, r.topic, CONTENT) for r in self.requirements[o])
            ]
            topics = [r.topic for r in self.requirements[rule.new]]
            if claim.relation == "≠":
                return z3.Or([*touching, *(self.covered(t, CONTENT) for t in topics)])
            apart = z3.And([z3.Not(h) for h in touching] + [self.not_covered(t, CONTENT) for t in topics])
            ge, _ = self.sides(rule, claim.aspect)
            return z3.Or(apart, ge, le)
        if claim.relation == "<":
            ge, _ = self.sides(rule, claim.aspect)
            return z3.Or(not_le, ge)
        return {
            "≥": lambda not_ge: not_ge,
            "=": lambda not_ge: z3.Or(not_ge, not_le),
            ">": lambda not_ge: z3.Or(not_ge, le),
        }[claim.relation](self.uncovered(rule, claim.aspect))

    def uncovered(self, rule: Rule, aspect: str | None) -> z3.BoolRef:
        """Some requirement of the new objective is not covered; needs no ranks but for complexity alone."""
        if aspect == "complexity":
            return self.sides(rule, aspect)[1]
        level = {r: CONTENT if aspect == "content" else r.level for r in self.requirements[rule.new]}
        return z3.Or([self.not_covered(r.topic, at) for r, at in level.items()])

    # ------------------------------------------------------------------------- verdicts

    def status(self, rule: Rule) -> str:
        """The verdict on ``rule``, in the words of the kernel (which may also give up)."""
        if not all(self.requirements[o] for o in {rule.new, *_mentioned(rule.old)}):
            return "not-analysed"
        sets = self.minimal(rule.old)
        wrong = [self.broken(rule, claim) for claim in rule.claims]
        if rule.may_grant:
            wrong.append(self.uncovered(rule, None))  # "that the rule cannot grant more than was approved"
        return "refuted" if self.possible(*sets, z3.Or(wrong)) else "proved"

    def sound(self, rule: Rule) -> bool:
        """Whether nobody at all, with whatever approvals, satisfies the rule and does not cover the new one."""
        return not self.possible(self.satisfies(rule.old), self.uncovered(rule, None))

    def possible(self, *asked: z3.BoolRef) -> bool:
        self.solver.push()
        self.solver.add(*asked)
        answer = self.solver.check()
        self.solver.pop()
        assert answer != z3.unknown, self.solver.reason_unknown()
        return bool(answer == z3.sat)

    def satisfies(self, expression: Expression, without: ObjectiveId | None = None) -> z3.BoolRef:
        """The held objectives, ``without`` one of them, satisfy ``expression``."""
        if isinstance(expression, ObjectiveId):
            return z3.BoolVal(val=False) if expression == without else self.held[expression]
        parts = [self.satisfies(part, without) for part in expression.parts]
        if isinstance(expression, AllOf):
            return z3.And(parts)
        if isinstance(expression, AnyOf):
            return z3.Or(parts)
        return z3.PbGe([(part, 1) for part in parts], expression.k)

    def minimal(self, expression: Expression) -> list[z3.BoolRef]:
        """The held objectives are a minimal satisfying set of ``expression``."""
        among = _mentioned(expression)
        nothing_else = [z3.Not(held) for o, held in self.held.items() if o not in among]
        needed = [z3.Implies(self.held[o], z3.Not(self.satisfies(expression, o))) for o in sorted(among)]
        return [self.satisfies(expression), *nothing_else, *needed]


def _closed(topic: str, level: str) -> z3.BoolRef:
    return z3.Bool(f"closed {level} {topic}")


def _derived(topic: str, level: str) -> z3.BoolRef:
    return z3.Bool(f"derived {level} {topic}")


def _rank(topic: str, level: str) -> z3.ArithRef:
    return z3.Int(f"rank {level} {topic}")


def _mentioned(expression: Expression) -> set[ObjectiveId]:
    if isinstance(expression, ObjectiveId):
        return {expression}
    return {o for part in expression.parts for o in _mentioned(part)}


def _order(book: Rulebook) -> set[tuple[str, str]]:
    """The partial order of the scales: a < b < c, transitively closed."""
    levels: Sequence[str] = [level for scale in book.scales for level in scale.levels]
    order = {(low, high) for scale in book.scales for low, _, high in scale.steps}
    order |= {(high, low) for scale in book.scales for low, sign, high in scale.steps if sign == "="}
    for via, low, high in product(levels, repeat=3):
        if (low, via) in order and (via, high) in order:
            order.add((low, high))
    return order


def judged(book: Rulebook) -> Iterable[tuple[Transition, Rule, str]]:
    """Every rule of the rulebook with its verdict."""
    for transition in book.transitions:
        judge = Judge(book, transition)
        for rule in transition.rules:
            yield transition, rule, judge.status(rule)
