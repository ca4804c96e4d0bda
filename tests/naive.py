"""A second, naive implementation of ``semantics.md``, written from that page and from nothing else.

It takes the model's values as its input and shares no other code with lmrules: every definition is carried
out as it is worded there, over all pairs, all subsets and all rows, however slow. Small rulebooks only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain, combinations

import attrs

from lmrules.model.approval import Approval
from lmrules.model.model import (
    AllOf,
    AnyOf,
    AtLeast,
    Claim,
    Expression,
    Judgement,
    ObjectiveId,
    ObjectiveSet,
    Rule,
    Rulebook,
    Transition,
)

Pair = tuple[str, str]
Pairs = frozenset[Pair]
ANY_LEVEL = "(levels forgotten)"


def subsets(items: Iterable[ObjectiveId]) -> Iterator[frozenset[ObjectiveId]]:
    """Every subset, smallest first and then in order of the members."""
    pool = sorted(set(items))
    return map(frozenset, chain.from_iterable(combinations(pool, n) for n in range(len(pool) + 1)))


# ------------------------------------------------------------------------- levels, topics, requirements


def closed(items: Iterable[str], steps: Collection[Pair]) -> set[Pair]:
    """The reflexive and transitive closure of ``steps``."""
    order = {(a, a) for a in items} | set(steps)
    while True:
        more = {(a, d) for a, b in order for c, d in order if b == c} - order
        if not more:
            return order
        order |= more


class Meaning:
    """Levels, topics and requirements of a rulebook, and cover under some judgements."""

    def __init__(self, book: Rulebook, judgements: Iterable[Judgement] = ()) -> None:
        steps = [step for scale in book.scales for step in scale.steps]
        self.levels = [level for scale in book.scales for level in scale.levels]
        self.at_most = closed(
            self.levels,
            {(low, high) for low, _, high in steps}
            | {(high, low) for low, sign, high in steps if sign == "="},
        )
        self.requirements: dict[ObjectiveId, Pairs] = {
            o.id: frozenset((r.topic, r.level) for r in o.requirements)
            for s in book.sets
            for o in s.objectives
        }
        self.topics = {t.name for t in book.topics}
        self.topics |= {topic for pairs in self.requirements.values() for topic, _ in pairs}
        self.wholes = {t.name: t.consists for t in book.topics if t.consists}
        parts = {(part, t.name) for t in book.topics for part in (*t.includes, *t.consists)}
        self.part_of = closed(self.topics, parts)
        self.above = {t: {wider for part, wider in self.part_of if part == t} for t in self.topics}
        self.known: dict[Pairs, Pairs] = {}
        self.judged = [clause for judgement in judgements for clause in judgement.clauses]

    def cover(self, held: Collection[Pair]) -> Pairs:
        """Every (topic, level) that ``held`` covers: the least fixpoint of (a) to (d)."""
        key = frozenset(held)
        if key not in self.known:
            self.known[key] = frozenset(self.fixpoint(key))
        return self.known[key]

    def fixpoint(self, held: Pairs) -> set[Pair]:
        covered: set[Pair] = set()
        while True:
            more = {
                (t, l)
                for l in {*self.levels, *(level for _, level in held)}
                for t in self.topics
                if (t, l) not in covered
                and (
                    any(t2 in self.above[t] and (l == l2 or (l, l2) in self.at_most) for t2, l2 in held)
                    or (t in self.wholes and all((s, l) in covered for s in self.wholes[t]))
                    or any(t == what and all((u, l) in covered for u in by) for what, by in self.judged)
                    or any((t2, l) in covered for t2 in self.above[t])
                )
            }
            if not more:
                return covered
            covered |= more

    def content(self, pairs: Iterable[Pair]) -> Pairs:
        """The same requirements with their levels forgotten."""
        return frozenset((topic, ANY_LEVEL) for topic, _ in pairs)

    def of(self, objectives: Iterable[ObjectiveId]) -> Pairs:
        """Every requirement of ``objectives``."""
        return frozenset(pair for o in objectives for pair in self.requirements[o])

    def covers(self, held: Collection[Pair], wanted: Iterable[Pair]) -> bool:
        """Whether ``held`` covers all of ``wanted``."""
        return set(wanted) <= self.cover(held)

    # ------------------------------------------------------------------------- relations

    def not_below(self, old: Pairs, new: Pairs, aspect: str | None) -> bool:
        """`old ≥ new`, in one aspect or in both."""
        if aspect == "content":
            return self.covers(self.content(old), self.content(new))
        covered = self.cover(old)
        if aspect is None:
            return new <= covered
        in_content = self.cover(self.content(old))
        return all((t, l) in covered for t, l in new if (t, ANY_LEVEL) in in_content)

    def relations(self, old: Pairs, new: Pairs, aspect: str | None) -> set[str]:
        """Every relation that holds of ``old`` to ``new``."""
        more, less = self.not_below(old, new, aspect), self.not_below(new, old, aspect)
        old_content, new_content = self.content(old), self.content(new)
        meet = bool(new_content & self.cover(old_content)) or bool(old_content & self.cover(new_content))
        holds = {
            "≥": more,
            "≤": less,
            "=": more and less,
            ">": more and not less,
            "<": less and not more,
            "~": not more and not less and meet,
            "≠": not meet,
        }
        return {sign for sign, true in holds.items() if true}

    def claim_holds(self, claim: Claim, old: Iterable[ObjectiveId], new: ObjectiveId) -> bool:
        """Whether ``claim`` is true of the objectives ``old`` together against ``new``."""
        return claim.relation in self.relations(self.of(old), self.of([new]), claim.aspect)

    def analysed(self, rule: Rule) -> bool:
        """Whether every objective of the rule has requirements."""
        return all(self.requirements[o] for o in {rule.new, *mentioned(rule.old)})

    def proved(self, rule: Rule) -> bool:
        """Whether everything the rule claims holds for every minimal satisfying set."""
        return self.analysed(rule) and all(
            self.claim_holds(claim, old, rule.new) for claim in rule.claims for old in minimal_sets(rule.old)
        )

    def sound(self, rule: Rule) -> bool:
        """Whether nobody whatever who satisfies the rule would be granted anything they do not cover."""
        return self.analysed(rule) and all(
            self.covers(self.of(person), self.requirements[rule.new])
            for person in subsets(mentioned(rule.old))
            if satisfies(person, rule.old)
        )

    def grants(self, rule: Rule) -> bool:
        """Both keys: of the granting kind, and proved."""
        return may_grant(rule) and self.proved(rule) and self.sound(rule)


def mentioned(expression: Expression) -> set[ObjectiveId]:
    """The objectives that stand in an expression."""
    if isinstance(expression, ObjectiveId):
        return {expression}
    return {o for part in expression.parts for o in mentioned(part)}


def satisfies(held: Collection[ObjectiveId], expression: Expression) -> bool:
    """Whether ``held`` satisfies ``expression``."""
    if isinstance(expression, ObjectiveId):
        return expression in held
    met = [satisfies(held, part) for part in expression.parts]
    if isinstance(expression, AllOf):
        return all(met)
    if isinstance(expression, AnyOf):
        return any(met)
    assert isinstance(expression, AtLeast)
    return met.count(True) >= expression.k


def least(
    pool: Iterable[ObjectiveId], wanted: Callable[[frozenset[ObjectiveId]], bool]
) -> list[frozenset[ObjectiveId]]:
    """The minimal subsets of ``pool`` for which ``wanted`` is true."""
    found: list[frozenset[ObjectiveId]] = []
    for candidate in subsets(pool):
        if not any(smaller <= candidate for smaller in found) and wanted(candidate):
            found.append(candidate)
    return found


def minimal_sets(expression: Expression) -> list[frozenset[ObjectiveId]]:
    """The minimal sets of objectives that satisfy ``expression``."""
    return least(mentioned(expression), lambda held: satisfies(held, expression))


def may_grant(rule: Rule) -> bool:
    """Whether both sides are claimed ≥, = or >, and the rule is no draft."""
    sides = {claim.aspect for claim in rule.claims}
    whole = None in sides or {"content", "complexity"} <= sides
    return not rule.draft and whole and all(claim.relation in ("≥", "=", ">") for claim in rule.claims)


# ------------------------------------------------------------------------- transfer


@attrs.define
class Row:
    """An approval row: its objective, and why it does not count (None: it does)."""

    approval: Approval
    objective: ObjectiveId | None = None
    problem: bool = False
    disposition: str | None = None


@attrs.define
class Answer:
    """The answer for one objective of the target set."""

    outcome: str
    reason: str | None = None
    complete_with: tuple[tuple[ObjectiveId, ...], ...] = ()
    met: tuple[str, ...] = ()
    activities_from: tuple[ObjectiveId, ...] = ()


class Person:
    """One person's rows in a rulebook, into one target set."""

    def __init__(
        self,
        book: Rulebook,
        target: str,
        approvals: Sequence[Approval],
        as_of: dt.date | None = None,
        like: Person | None = None,
    ) -> None:
        self.book = book
        self.target = target
        self.as_of = as_of
        self.started = next((a.started for a in approvals if a.started is not None), None)
        self.sets = {s.name: s for s in book.sets}
        self.path = list(self.leading_to(target))
        # What the rulebook alone says is the same for everybody.
        known = like if like is not None and like.book is book and like.target == target else None
        self.meaning: dict[str, Meaning] = (
            known.meaning if known else {t.name: Meaning(book, t.judgements) for t in self.path}
        )
        self.rules: dict[str, list[Rule]] = (
            known.rules
            if known
            else {t.name: [r for r in t.rules if self.meaning[t.name].grants(r)] for t in self.path}
        )
        self.rows = [self.identify(a) for a in approvals]
        self.account_for_duplicates()
        self.held: dict[str, frozenset[ObjectiveId]] = {}
        self.granted: dict[str, frozenset[ObjectiveId]] = {}
        self.answers: dict[ObjectiveId, Answer] = {}
        for transition in self.path:
            self.held[transition.name] = self.held_for(transition)
            self.granted[transition.name] = self.fixpoint(transition, self.held[transition.name])

    def leading_to(self, target: str) -> Iterator[Transition]:
        """The transitions on a way to ``target``, each after those that lead to its old set."""
        seen: set[str] = set()
        for transition in self.book.transitions:
            if transition.new == target:
                for earlier in (*self.leading_to(transition.old), transition):
                    if earlier.name not in seen:
                        seen.add(earlier.name)
                        yield earlier

    # ------------------------------------------------------------------------- dates

    def cohort_end(self, transition: Transition) -> dt.date | None:
        """E of the cohort the person is in, the latest where several fit."""
        ends = [
            c.completes_until
            for c in transition.cohorts
            if self.started is not None and self.started < c.started_before
        ]
        return max(ends, default=None)

    def cut_off(self, transition: Transition) -> dt.date:
        """The day before which approvals count: d, or E in its place."""
        return self.cohort_end(transition) or transition.day

    def valid(self, objectives: ObjectiveSet, day: dt.date) -> bool:
        """Whether the set is valid for the person that day; an old set until E for someone in the cohort."""
        ends = [self.cohort_end(t) for t in self.path if t.old == objectives.name]
        if objectives.start is not None and day < objectives.start:
            return False
        return objectives.end is None or day < objectives.end or any(e and day < e for e in ends)

    # ------------------------------------------------------------------------- rows

    def identify(self, approval: Approval) -> Row:
        """Which objective a row approves, and why it does not count if it does not."""
        set_name, code = approval.set, approval.objective
        if set_name is None and "/" in code:
            set_name, code = code.split("/", 1)
        elif set_name is not None and code.startswith(set_name + "/"):
            code = code[len(set_name) + 1 :]
        having = [
            s
            for s in self.book.sets
            if set_name in (None, s.name) and any(o.id.code == code for o in s.objectives)
        ]
        if not having:
            return Row(approval, disposition="unknown-objective")
        fitting = [s for s in having if self.valid(s, approval.approved)]
        if len(fitting) > 1:
            return Row(approval, problem=True)
        of = fitting or having
        row = Row(approval, ObjectiveId(of[0].name, code) if len(of) == 1 else None)
        if approval.status == "revoked":
            row.disposition = "revoked"
        elif not fitting or not self.in_time(approval, fitting[0]):
            row.disposition = "outside-validity"
        elif self.as_of is not None and approval.approved > self.as_of:
            row.disposition = "after-as-of"
        elif fitting[0].name == self.target:
            row.disposition = "approved-new"
        return row

    def in_time(self, approval: Approval, objectives: ObjectiveSet) -> bool:
        out = [t for t in self.path if t.old == objectives.name]
        return not out or any(approval.approved < self.cut_off(t) for t in out)

    def account_for_duplicates(self) -> None:
        """Of several rows that count for one objective, the earliest is the one used."""
        first: dict[ObjectiveId, Row] = {}
        for row in sorted(self.counting(), key=lambda r: r.approval.approved):
            assert row.objective is not None
            if row.objective in first:
                row.disposition = "duplicate"
            first.setdefault(row.objective, row)

    def counting(self) -> list[Row]:
        """The rows that count, in the order given."""
        return [r for r in self.rows if not r.problem and r.disposition is None]

    def approved_new(self) -> set[ObjectiveId]:
        """The objectives of the target set that the person has an approval of."""
        return {r.objective for r in self.rows if r.disposition == "approved-new" and r.objective is not None}

    # ------------------------------------------------------------------------- grants

    def held_for(self, transition: Transition) -> frozenset[ObjectiveId]:
        """What the person holds in A, for A → B: approvals, and what earlier transitions granted."""
        held = {
            r.objective
            for r in self.counting()
            if r.objective is not None
            and r.objective.set == transition.old
            and r.approval.approved < self.cut_off(transition)
        }
        for earlier in self.path:
            dated = self.cut_off(earlier)
            if (
                earlier.new == transition.old
                and self.valid(self.sets[transition.old], dated)
                and dated < self.cut_off(transition)
            ):
                held |= self.granted[earlier.name]
        return frozenset(held)

    def fixpoint(self, transition: Transition, held: frozenset[ObjectiveId]) -> frozenset[ObjectiveId]:
        """The least fixpoint of the transition's granting rules on ``held``."""
        given: set[ObjectiveId] = set()
        for _ in range(len(self.rules[transition.name]) + 1):
            for rule in self.rules[transition.name]:
                if satisfies(held | given, rule.old):
                    given.add(rule.new)
        return frozenset(given)

    # ------------------------------------------------------------------------- answers

    def last(self) -> list[Transition]:
        return [t for t in self.path if t.new == self.target]

    def answer(self, objective: ObjectiveId) -> Answer:
        """The answer for one objective of the target set."""
        if objective not in self.answers:
            self.answers[objective] = self.answer_for(objective)
        return self.answers[objective]

    def answer_for(self, objective: ObjectiveId) -> Answer:
        activities = self.activities(objective)
        if objective in self.approved_new():
            return Answer("approved", activities_from=activities)
        if any(objective in self.granted[t.name] for t in self.last()):
            return Answer("transferred", activities_from=activities)
        completions = [c for t in self.last() for c in self.completions(t, objective)]
        completions.sort(key=lambda c: (len(c), sorted(c)))
        return Answer(
            "assessment",
            reason=self.reason(objective, could_be=bool(completions)),
            complete_with=tuple(tuple(sorted(c)) for c in completions),
            met=self.evidence(objective),
            activities_from=activities,
        )

    def reason(self, objective: ObjectiveId, *, could_be: bool) -> str:
        """`incomplete` where some approvals of the old set would do.

        A rule that rests on a new objective which nothing grants is, for the person, no rule.
        """
        if could_be:
            return "incomplete"
        if any(fate.objective == objective for t in self.last() for fate in t.declared_new):
            return "declared-new"
        return "no-rule"

    def completions(self, transition: Transition, objective: ObjectiveId) -> list[frozenset[ObjectiveId]]:
        """The minimal sets of old objectives that would grant ``objective`` if they were held too."""
        if not any(rule.new == objective for rule in self.rules[transition.name]):
            return []
        held = self.held[transition.name]
        pool = {o.id for o in self.sets[transition.old].objectives} - held
        return least(pool, lambda more: objective in self.fixpoint(transition, held | more))

    def evidence(self, objective: ObjectiveId) -> tuple[str, ...]:
        """Per requirement, in the order declared, the best that any last transition gives."""
        wanted = [
            (r.topic, r.level)
            for o in self.sets[self.target].objectives
            if o.id == objective
            for r in o.requirements
        ]
        found = []
        for topic, level in wanted:
            words = []
            for transition in self.last():
                meaning = self.meaning[transition.name]
                held = meaning.of(self.held[transition.name])
                if (topic, level) in meaning.cover(held):
                    words.append("met")
                elif (topic, ANY_LEVEL) in meaning.cover(meaning.content(held)):
                    words.append("lower")
                else:
                    words.append("unmet")
            found.append(min(words, key=["met", "lower", "unmet"].index))
        return tuple(found)

    def activities(self, objective: ObjectiveId) -> tuple[ObjectiveId, ...]:
        """The held old objectives that a statement of the transition relates to ``objective``."""
        related: set[ObjectiveId] = set()
        for transition in self.last():
            held = self.held[transition.name]
            for rule in transition.rules:
                if rule.new == objective and all(claim.relation != "≠" for claim in rule.claims):
                    related |= mentioned(rule.old) & held
            for judgement in transition.judgements:
                named = {topic for what, by in judgement.clauses for topic in (what, *by)}
                if str(objective) in named:
                    related |= {o for o in held if str(o) in named}
        return tuple(sorted(related))


def grants(book: Rulebook, target: str, approvals: Sequence[Approval]) -> set[ObjectiveId]:
    """What is granted in ``target``, with no account of anything else."""
    person = Person(book, target, approvals)
    return {o for t in person.last() for o in person.granted[t.name]}
