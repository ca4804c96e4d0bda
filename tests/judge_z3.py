"""A judge of rules by satisfiability: it looks for somebody for whom what a rule claims is not so.

Written from ``semantics.md`` (Cover, Relations). Z3 (Microsoft Research) looks for a minimal satisfying set that
breaks a claim. Cover is a least fixpoint, which is said of a set of objectives nobody has chosen yet in two ways:

* *not covered*: there is a set of topics, closed under (a) to (d), that has all that is held and not the topic. The
  least such set is what is covered, so one exists exactly where the topic is not covered.
* *covered*: the topic has a rank, and is held, or follows by one of (a) to (d) from topics of lower rank. Ranks can
  be given exactly where the topic is covered, for nothing can hold itself up by its own bootstraps.

What the one new objective covers depends on nothing chosen, and is asked for in the same way, once.

Formulas are written as SMT-LIB 2 text, which z3 reads much faster than Python builds terms. ``h3`` says that objective
3 is held; ``c2_7`` that topic 7 is in the closed set at level 2, ``d2_7`` that it is covered, ``r2_7`` its rank.
"""

from __future__ import annotations

import re
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

_NAMES = re.compile(r"\b[cdhr][0-9]+(?:_[0-9]+)?\b")


class _Solver:
    """Z3, fed with text; every constant is declared once, when it is first used."""

    def __init__(self) -> None:
        self.solver = z3.Solver()
        self.solver.set("timeout", 60_000)  # then its answer is `unknown`, which is an error here
        self.declared: set[str] = set()

    def add(self, *asserted: str) -> None:
        """Let all of this be so from now on."""
        self.declare(asserted)
        self.solver.from_string("".join(f"(assert {one})\n" for one in asserted))

    def possible(self, *asked: str) -> bool:
        """Whether all that is asked can be so at once."""
        self.declare(asked)
        self.solver.push()
        self.solver.from_string("".join(f"(assert {one})\n" for one in asked))
        answer = self.solver.check()
        self.solver.pop()
        assert answer != z3.unknown, self.solver.reason_unknown()
        return bool(answer == z3.sat)

    def declare(self, texts: Iterable[str]) -> None:
        new = sorted({name for text in texts for name in _NAMES.findall(text)} - self.declared)
        self.declared.update(new)
        kinds = [f"(declare-const {name} {'Int' if name[0] == 'r' else 'Bool'})\n" for name in new]
        self.solver.from_string("".join(kinds))


class Judge:
    """The rules of one transition, each to be judged for itself."""

    def __init__(self, book: Rulebook, transition: Transition) -> None:
        self.at_most = _order(book)
        self.requirements = {o.id: o.requirements for s in book.sets for o in s.objectives}
        # (t, (u1 … un)): t is covered where every ui is.
        self.follows: list[tuple[str, tuple[str, ...]]] = [
            (part, (t.name,)) for t in book.topics for part in (*t.includes, *t.consists)
        ]
        self.follows += [(t.name, t.consists) for t in book.topics if t.consists]
        self.follows += [clause for judgement in transition.judgements for clause in judgement.clauses]
        topics = {t.name for t in book.topics} | {t for t, us in self.follows for t in (t, *us)}
        topics |= {r.topic for rs in self.requirements.values() for r in rs}
        self.topics = {topic: number for number, topic in enumerate(sorted(topics))}
        levels = [CONTENT, *(level for scale in book.scales for level in scale.levels)]
        self.levels = {level: number for number, level in enumerate(dict.fromkeys(levels))}
        self.held = {o: f"h{number}" for number, o in enumerate(self.requirements)}
        self.solver, self.fixed = _Solver(), _Solver()
        self.open: set[str] = set()
        self.ranked: set[str] = set()
        self.by_new: dict[ObjectiveId, dict[tuple[str, str], bool]] = {}

    def at(self, kind: str, topic: str, level: str) -> str:
        """The constant of that kind for a topic at a level."""
        return f"{kind}{self.levels[level]}_{self.topics[topic]}"

    def within(self, level: str, held: str) -> bool:
        return level in (CONTENT, held) or (level, held) in self.at_most

    # ------------------------------------------------------------------------- cover by what is chosen

    def not_covered(self, topic: str, level: str) -> str:
        """The held objectives do not cover ``topic`` at ``level``."""
        if level not in self.open:
            self.open.add(level)
            inside = [
                f"(=> {self.held[o]} {self.at('c', r.topic, level)})"
                for o, required in self.requirements.items()
                for r in required
                if self.within(level, r.level)
            ]
            self.solver.add(*inside, *self.closed_under(level))
        return f"(not {self.at('c', topic, level)})"

    def closed_under(self, level: str) -> list[str]:
        """The set of topics at ``level`` is closed under (a) to (d)."""
        return [
            f"(=> {_and(self.at('c', u, level) for u in us)} {self.at('c', t, level)})"
            for t, us in self.follows
        ]

    def covered(self, topic: str, level: str) -> str:
        """The held objectives cover ``topic`` at ``level``."""
        if level not in self.ranked:
            self.ranked.add(level)
            self.solver.add(*(self.supported(t, level) for t in self.topics))
        return self.at("d", topic, level)

    def supported(self, topic: str, level: str) -> str:
        """A topic said to be covered is held, or follows from what is covered at a lower rank."""
        ways = [
            self.held[o]
            for o, required in self.requirements.items()
            if any(r.topic == topic and self.within(level, r.level) for r in required)
        ]
        rank = self.at("r", topic, level)
        for what, us in self.follows:
            if what == topic:
                below = [(self.at("d", u, level), self.at("r", u, level)) for u in us]
                ways.append(_and(f"{derived} (< {lower} {rank})" for derived, lower in below))
        return f"(=> {self.at('d', topic, level)} {_or(ways)})"

    # ------------------------------------------------------------------------- cover by the new objective

    def new_covers(self, new: ObjectiveId, topic: str, level: str) -> bool:
        """Whether the one objective ``new`` covers ``topic`` at ``level``: no closed set is without it."""
        known = self.by_new.setdefault(new, {})
        if (topic, level) not in known:
            held = [
                self.at("c", r.topic, level) for r in self.requirements[new] if self.within(level, r.level)
            ]
            without = f"(not {self.at('c', topic, level)})"
            known[topic, level] = not self.fixed.possible(*held, *self.closed_under(level), without)
        return known[topic, level]

    # ------------------------------------------------------------------------- relations

    def covers_new(self, rule: Rule, aspect: str | None) -> str:
        """The held objectives cover the new one, in one aspect or both."""
        ways = []
        for r in self.requirements[rule.new]:
            if aspect == "complexity":  # "every requirement … that is covered in content is covered at l"
                ways.append(_or([self.not_covered(r.topic, CONTENT), self.covered(r.topic, r.level)]))
            else:
                ways.append(self.covered(r.topic, CONTENT if aspect == "content" else r.level))
        return _and(ways)

    def lacks_new(self, rule: Rule, aspect: str | None) -> str:
        """The held objectives do not cover the new one, in one aspect or both."""
        ways = []
        for r in self.requirements[rule.new]:
            if aspect == "complexity":
                ways.append(_and([self.covered(r.topic, CONTENT), self.not_covered(r.topic, r.level)]))
            else:
                ways.append(self.not_covered(r.topic, CONTENT if aspect == "content" else r.level))
        return _or(ways)

    def within_new(self, rule: Rule, required: Requirement, aspect: str | None) -> bool:
        """Whether the new objective covers one requirement of an old one, in one aspect or both."""
        if aspect == "content":
            return self.new_covers(rule.new, required.topic, CONTENT)
        at_level = self.new_covers(rule.new, required.topic, required.level)
        if aspect is None:
            return at_level
        return at_level or not self.new_covers(rule.new, required.topic, CONTENT)

    def beyond_new(self, rule: Rule, aspect: str | None) -> str:
        """The new objective does not cover the held ones, in one aspect or both."""
        return _or(
            self.held[o]
            for o in sorted(_mentioned(rule.old))
            if not all(self.within_new(rule, r, aspect) for r in self.requirements[o])
        )

    def meets(self, rule: Rule) -> tuple[str, str]:
        """Some requirement of one side is covered in content by the other; none is."""
        touching = [
            self.held[o]
            for o in sorted(_mentioned(rule.old))
            if any(self.new_covers(rule.new, r.topic, CONTENT) for r in self.requirements[o])
        ]
        topics = [r.topic for r in self.requirements[rule.new]]
        meet = _or([*touching, *(self.covered(t, CONTENT) for t in topics)])
        return meet, _and([*map(_not, touching), *(self.not_covered(t, CONTENT) for t in topics)])

    def broken(self, rule: Rule, claim: Claim) -> str:
        """The claim is not so of the held objectives and the new one."""
        aspect = claim.aspect
        match claim.relation:
            case "≥":
                return self.lacks_new(rule, aspect)
            case "≤":
                return self.beyond_new(rule, aspect)
            case "=":
                return _or([self.lacks_new(rule, aspect), self.beyond_new(rule, aspect)])
            case ">":
                return _or([self.lacks_new(rule, aspect), _not(self.beyond_new(rule, aspect))])
            case "<":
                return _or([self.beyond_new(rule, aspect), self.covers_new(rule, aspect)])
            case "≠":
                return self.meets(rule)[0]
            case "~":
                within = _not(self.beyond_new(rule, aspect))
                return _or([self.meets(rule)[1], self.covers_new(rule, aspect), within])

    # ------------------------------------------------------------------------- verdicts

    def status(self, rule: Rule) -> str:
        """The verdict on ``rule``, in the words of the kernel (which may also give up)."""
        if not all(self.requirements[o] for o in {rule.new, *_mentioned(rule.old)}):
            return "not-analysed"
        wrong = [self.broken(rule, claim) for claim in rule.claims]
        if rule.may_grant:
            wrong.append(self.lacks_new(rule, None))  # "that the rule cannot grant more than was approved"
        return "refuted" if self.solver.possible(*self.minimal(rule.old), _or(wrong)) else "proved"

    def sound(self, rule: Rule) -> bool:
        """Whether nobody at all, with whatever approvals, satisfies the rule and does not cover the new one."""
        return not self.solver.possible(self.satisfies(rule.old), self.lacks_new(rule, None))

    def satisfies(self, expression: Expression, without: ObjectiveId | None = None) -> str:
        """The held objectives, ``without`` one of them, satisfy ``expression``."""
        if isinstance(expression, ObjectiveId):
            return "false" if expression == without else self.held[expression]
        parts = [self.satisfies(part, without) for part in expression.parts]
        if isinstance(expression, AllOf):
            return _and(parts)
        if isinstance(expression, AnyOf):
            return _or(parts)
        return f"((_ at-least {expression.k}) {' '.join(parts)})"

    def minimal(self, expression: Expression) -> list[str]:
        """The held objectives are a minimal satisfying set of ``expression``."""
        among = _mentioned(expression)
        nothing_else = [_not(held) for o, held in self.held.items() if o not in among]
        needed = [f"(=> {self.held[o]} {_not(self.satisfies(expression, o))})" for o in sorted(among)]
        return [self.satisfies(expression), *nothing_else, *needed]


def _and(parts: Iterable[str]) -> str:
    return f"(and true {' '.join(parts)})"


def _or(parts: Iterable[str]) -> str:
    return f"(or false {' '.join(parts)})"


def _not(part: str) -> str:
    return f"(not {part})"


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
