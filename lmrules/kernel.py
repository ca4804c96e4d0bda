"""The kernel: what cover, relations and soundness mean, and nothing else (``semantics.md``).

Read it in one sitting. Plain and slow if need be; whatever is fast elsewhere is tested against this, and
no other module has an opinion of its own about what a rule means.

*Cover* is a closure over topics, level by level: no step ever changes the level, so "S covers (t, l)" asks
whether t follows, by the clauses of :class:`Theory`, from the topics that S holds at l or higher.

What is said here of all rulebooks and all approvals is proved in Coq (``proofs/``, ``make prove``); each
docstring names the lemma that its function mirrors.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import combinations, islice
from math import comb, prod
from typing import Literal, TypeAlias, TypeVar

import attrs

from lmrules.model.model import (
    AllOf,
    AnyOf,
    Aspect,
    AtLeast,
    Claim,
    Expression,
    ObjectiveId,
    Relation,
    Requirement,
    Rule,
    Rulebook,
    Transition,
    atoms,
)

Objectives: TypeAlias = frozenset[ObjectiveId]
T = TypeVar("T")

SEARCH_LIMIT = 5_000
"""How many imaginary persons, or minimal satisfying sets, a proof may look at before it is too large."""


ENOUGH = 500
"""How many counterexamples, or sets in one, are compared for the smallest."""

SOME = 64
"""How many minimal satisfying sets are looked at where there are too many to look at them all."""

FEW = 14
"""How many objectives all the subsets are looked at of, where there are more sets than that."""


class TooLarge(Exception):
    """A proof would have to look at more than :data:`SEARCH_LIMIT` cases: nothing is proved.

    Mirrors `answer` in proofs/Check.v.
    """


_steps_left: ContextVar[list[int] | None] = ContextVar("_steps_left", default=None)


@contextmanager
def at_most(steps: int) -> Iterator[None]:
    """Within this, all that the kernel is asked takes at most ``steps`` steps; then it is :class:`TooLarge`.

    One rule is bounded by :data:`SEARCH_LIMIT`, but a rulebook may have thousands that come near it. Steps
    and no clock, so that the same input gives the same answer. An answer that does come is not changed by
    this, and where none comes nothing is proved: no grant rests on it.

    Mirrors `kernel_check_sound` in proofs/Soundness.v: at any limit, "proved" is never wrong.
    """
    token = _steps_left.set([steps])
    try:
        yield
    finally:
        _steps_left.reset(token)


def spend(steps: int) -> None:
    """Count steps of work against :func:`at_most`; :class:`TooLarge` where there are none left.

    Mirrors `kernel_check_sound` in proofs/Soundness.v, as that does.
    """
    left = _steps_left.get()
    if left is not None:
        left[0] -= steps
        if left[0] < 0:
            raise TooLarge


# ---------------------------------------------------------------------------------------------- cover


@attrs.frozen
class Clause:
    """``topic`` is covered where all of ``needs`` are.

    ``part``: topic ⊑ the one needed (step d). ``whole``: it consists of them (b). ``judgement``: an expert
    says so, in the judgement ``name`` (c).

    Mirrors `clause` in proofs/Cover.v.
    """

    topic: str
    needs: tuple[str, ...]
    step: Literal["part", "whole", "judgement"]
    name: str = ""


@attrs.frozen(eq=False)
class Theory:
    """What is declared, as far as cover needs it, in one transition (whose judgements are in force).

    Mirrors `theory` in proofs/Theory.v.
    """

    at_most: frozenset[tuple[str, str]]
    clauses: Mapping[str, tuple[Clause, ...]]
    requirements: Mapping[ObjectiveId, tuple[Requirement, ...]]
    levels_forgotten: bool = False

    def level_within(self, level: str, held: str) -> bool:
        """Level ≤ held; always, where levels are forgotten (content alone).

        Mirrors `level_within_correct` in proofs/Theory.v.
        """
        return self.levels_forgotten or level == held or (level, held) in self.at_most

    def of(self, objectives: Iterable[ObjectiveId]) -> tuple[Requirement, ...]:
        """Every requirement of ``objectives``.

        Mirrors `of_objectives` in proofs/Theory.v.
        """
        return tuple(r for o in objectives for r in self.requirements.get(o, ()))

    @property
    def content(self) -> Theory:
        """The same with levels forgotten.

        Mirrors `content` in proofs/Theory.v.
        """
        return attrs.evolve(self, levels_forgotten=True)


def theory_of(book: Rulebook, transition: Transition | None) -> Theory:
    """The theory of ``transition``: levels and topics of the rulebook, judgements of the transition.

    Mirrors `clauses_of_In` in proofs/Theory.v.
    """
    found: list[Clause] = []
    for topic in book.topics:
        found += [Clause(part, (topic.name,), "part") for part in topic.parts]
        if topic.consists:
            found.append(Clause(topic.name, topic.consists, "whole"))
    for judgement in transition.judgements if transition else ():
        found += [Clause(t, us, "judgement", judgement.name) for t, us in judgement.clauses]
    by_need: dict[str, list[Clause]] = {}
    for clause in found:
        for need in dict.fromkeys(clause.needs):
            by_need.setdefault(need, []).append(clause)
    return Theory(
        at_most=_level_order(book),
        clauses={need: tuple(clauses) for need, clauses in by_need.items()},
        requirements={o.id: o.requirements for o in book.objective.values()},
    )


def _level_order(book: Rulebook) -> frozenset[tuple[str, str]]:
    """Every (a, b) with a ≤ b by a path of the scales' steps; `=` is a step both ways.

    Mirrors `level_order_correct` in proofs/Theory.v.
    """
    up: dict[str, set[str]] = {level: set() for level in book.levels}
    for scale in book.scales:
        for low, sign, high in scale.steps:
            up[low].add(high)
            if sign == "=":
                up[high].add(low)
    order = set()
    for level in up:
        todo = [level]
        reached: set[str] = set()
        while todo:
            for higher in up[todo.pop()] - reached:
                reached.add(higher)
                todo.append(higher)
        order |= {(level, higher) for higher in reached}
    return frozenset(order)


def closure(theory: Theory, topics: Iterable[str]) -> dict[str, Clause | None]:
    """Every topic that follows from ``topics``, with the clause it followed by (None: it was given).

    Mirrors `closure_correct` in proofs/Cover.v.
    """
    covered: dict[str, Clause | None] = dict.fromkeys(topics)
    todo = list(covered)
    # How many needs of a clause, from its first, are covered: what is covered stays so, and a clause of a
    # thousand needs is not looked through anew for each of them.
    met: dict[int, int] = {}
    for topic in todo:  # grows while it is walked
        for clause in theory.clauses.get(topic, ()):
            if clause.topic in covered:
                continue
            at = met.get(id(clause), 0)
            while at < len(clause.needs) and clause.needs[at] in covered:
                at += 1
            if at == len(clause.needs):
                covered[clause.topic] = clause
                todo.append(clause.topic)
            else:
                met[id(clause)] = at
    spend(1 + len(covered))
    return covered


def closure_at(theory: Theory, held: Iterable[Requirement], level: str) -> dict[str, Clause | None]:
    """Every topic that ``held`` covers at ``level``.

    Mirrors `covers_follows` in proofs/Theory.v.
    """
    return closure(theory, (r.topic for r in held if theory.level_within(level, r.level)))


def covers(theory: Theory, held: Collection[Requirement], required: Requirement) -> bool:
    """Whether ``held`` covers ``required``: the definition of cover.

    Mirrors `covers_correct` in proofs/Theory.v.
    """
    return required.topic in closure_at(theory, held, required.level)


def uncovered(
    theory: Theory, held: Collection[Requirement], required: Iterable[Requirement]
) -> tuple[Requirement, ...]:
    """The requirements that ``held`` does not cover, in the order given.

    Mirrors `uncovered_correct` in proofs/Theory.v.
    """
    at: dict[str, dict[str, Clause | None]] = {}
    missing = []
    for r in required:
        if r.level not in at:
            at[r.level] = closure_at(theory, held, r.level)
        if r.topic not in at[r.level]:
            missing.append(r)
    return tuple(missing)


# ---------------------------------------------------------------------------------------------- expressions


def satisfied(expression: Expression, held: Collection[ObjectiveId]) -> bool:
    """Whether someone who holds ``held`` satisfies ``expression``.

    Mirrors `satisfied_mono` in proofs/Rules.v.
    """
    match expression:
        case ObjectiveId():
            return expression in held
        case AllOf(parts):
            return all(satisfied(part, held) for part in parts)
        case AnyOf(parts):
            return any(satisfied(part, held) for part in parts)
        case AtLeast(k, parts):
            return sum(satisfied(part, held) for part in parts) >= k


def minimal_sets(
    expression: Expression, ways: Callable[[ObjectiveId], Sequence[frozenset[T]]], limit: int
) -> tuple[list[frozenset[T]], bool]:
    """The minimal sets that satisfy ``expression``, smallest first, and whether these are all of them.

    ``ways`` gives the minimal sets that bring about one objective: itself (minimal satisfying sets), what
    is missing, or the approvals behind it. At most ``limit`` sets are kept at every step.

    Mirrors `minimal_sets_complete` in proofs/Relations.v: which sets these are. How they are found
    here, and the limit, are tested and not proved.
    """
    whole = True

    def least(sets: Iterable[frozenset[T]]) -> list[frozenset[T]]:
        nonlocal whole
        kept: list[frozenset[T]] = []
        for candidate in sorted(set(sets), key=set_order):
            spend(1 + len(kept))
            if any(smaller <= candidate for smaller in kept):
                continue
            if len(kept) == limit:
                whole = False
                break
            kept.append(candidate)
        return kept

    def walk(part: Expression) -> list[frozenset[T]]:
        match part:
            case ObjectiveId():
                return least(ways(part))
            case AnyOf(parts):
                return least(s for p in parts for s in walk(p))
            case AllOf(parts):
                return choose(len(parts), parts)
            case AtLeast(k, parts):
                return choose(k, parts)

    def choose(k: int, parts: Sequence[Expression]) -> list[frozenset[T]]:
        nonlocal whole
        ways_of = [walk(part) for part in parts]
        for_nothing = sum(sets == [frozenset()] for sets in ways_of)
        single = [sets[0] for sets in ways_of if sets and sets != [frozenset()]]
        members = sorted(m for s in single for m in s)  # type: ignore[type-var]
        if all(len(sets) <= 1 for sets in ways_of) and len(set(members)) == len(single) == len(members):
            # Each part costs one thing of its own, or nothing, or cannot be had: any so many of them will do.
            needed = max(0, k - for_nothing)
            whole = whole and comb(len(members), needed) <= limit
            spend(min(limit, comb(len(members), needed)) * needed)
            return [frozenset(chosen) for chosen in islice(combinations(members, needed), limit)]
        if k * len(parts) > SEARCH_LIMIT:
            # Too many to weigh against each other: one set that satisfies, of the cheapest of each.
            whole = False
            cheapest = sorted((sets[0] for sets in ways_of if sets), key=set_order)[:k]
            return [frozenset().union(*cheapest)] if len(cheapest) == k else []
        of: list[list[frozenset[T]]] = [[frozenset()], *([] for _ in range(k))]
        for index, sets in enumerate(ways_of):
            for n in range(min(k, index + 1), max(0, k - (len(parts) - index)), -1):
                spend(len(of[n - 1]) * len(sets))
                of[n] = least([*of[n], *(a | b for a in of[n - 1] for b in sets)])
        return of[k]

    return walk(expression), whole


def itself_if_in(held: Collection[ObjectiveId]) -> Callable[[ObjectiveId], list[Objectives]]:
    """The ways of :func:`minimal_sets` for minimal satisfying sets within ``held``.

    Mirrors `minimal_atoms` in proofs/Rules.v.
    """
    return lambda objective: [frozenset({objective})] if objective in held else []


def most_sets(expression: Expression) -> int:
    """A number that the minimal satisfying sets of ``expression`` never exceed.

    Mirrors `smaller_counterexample` in proofs/Check.v: no proof rests on the number, which only decides
    how a counterexample to show is looked for.
    """
    match expression:
        case ObjectiveId():
            return 1
        case AnyOf(parts):
            return sum(most_sets(part) for part in parts)
        case AllOf(parts):
            return prod(most_sets(part) for part in parts)
        case AtLeast(k, parts):
            return comb(len(parts), k)


def set_order(members: frozenset[T]) -> tuple[int, list[T]]:
    """Fewest first, then in the order of their members.

    Mirrors `smaller_counterexample` in proofs/Check.v: whichever set is shown, it is a counterexample.
    """
    return len(members), sorted(members)  # type: ignore[type-var]


def granted(rules: Iterable[Rule], held: Iterable[ObjectiveId]) -> Objectives:
    """The least fixpoint: every objective that the proved ``rules`` grant to a holder of ``held``.

    Mirrors `granted_correct` in proofs/Rules.v.
    """
    have = set(held)
    given: set[ObjectiveId] = set()
    rules = tuple(rules)
    while new := {r.new for r in rules if r.new not in given and satisfied(r.old, have)}:
        given |= new
        have |= new
    return frozenset(given)


# ---------------------------------------------------------------------------------------------- soundness


def exceeding(theory: Theory, old: Expression, required: Requirement) -> Iterator[Objectives]:
    """Every largest imaginary person who satisfies ``old`` and yet does not cover ``required``.

    Let somebody hold every objective of the rule. Where they cover the requirement, a proof rests on some
    held topics; whoever does not cover it lacks one of those, so each is taken away in turn, with every
    objective that holds it. Nothing is sampled: every person who lacks cover is below one of those found.

    Mirrors `exceeding_complete` in proofs/Check.v (nobody is missed), `search_real` in proofs/Check.v (nobody
    is found by mistake) and `exceeding_whole` in proofs/Check.v (it ends).
    """
    holders: dict[str, set[ObjectiveId]] = {}
    for objective in atoms(old):
        for r in theory.requirements.get(objective, ()):
            if theory.level_within(required.level, r.level):
                holders.setdefault(r.topic, set()).add(objective)
    seen: set[Objectives] = set()
    everyone = frozenset(atoms(old))
    todo = [everyone]
    while todo:
        person = todo.pop()
        spend(len(everyone))
        if person in seen or not satisfied(old, person):
            continue
        if len(seen) >= SEARCH_LIMIT:
            raise TooLarge
        seen.add(person)
        topics = closure_at(theory, theory.of(o for o in atoms(old) if o in person), required.level)
        if required.topic not in topics:
            yield person
        else:
            todo += [person - holders[topic] for topic in _rests_on(topics, required.topic)]


def _rests_on(topics: Mapping[str, Clause | None], topic: str) -> list[str]:
    """The given topics that the closure's proof of ``topic`` rests on.

    Mirrors `rests_on_enough` in proofs/Cover.v.
    """
    todo, seen = [topic], {topic}
    for t in todo:  # grows while it is walked
        clause = topics[t]
        for need in clause.needs if clause else ():
            if need not in seen:
                seen.add(need)
                todo.append(need)
    return [t for t in todo if topics[t] is None]


def counterexample(theory: Theory, old: Expression, new: Iterable[Requirement]) -> Objectives | None:
    """The smallest set of approvals that satisfies ``old`` and does not cover ``new``; None: old ≥ new.

    Mirrors `exact_check` in proofs/Check.v.
    """
    found: list[Objectives] = []
    fewest = len(_smallest(old, frozenset(atoms(old))))
    for required in new:
        try:
            for person in islice(exceeding(theory, old, required), ENOUGH):
                found.append(_smallest(old, person))
                if len(found[-1]) == fewest:
                    return found[-1]  # nobody satisfies the rule with less
        except TooLarge:
            if not found:
                raise  # with a counterexample in hand the answer is known, if perhaps not the smallest
    return min(found, key=set_order, default=None)


def _smallest(old: Expression, held: Objectives) -> Objectives:
    """The smallest set within ``held`` that satisfies ``old``; ``held`` does.

    Where there are too many sets and too many objectives to look at them all, it may not be the smallest.

    Mirrors `smaller_counterexample` in proofs/Check.v.
    """
    if most_sets(old) <= ENOUGH:
        return minimal_sets(old, itself_if_in(held), ENOUGH)[0][0]
    members = sorted(o for o in atoms(old) if o in held)
    if len(members) <= FEW:
        spend(1 << len(members))
        every = (chosen for n in range(len(members) + 1) for chosen in combinations(members, n))
        return next(frozenset(chosen) for chosen in every if satisfied(old, chosen))
    spend(4 * len(members))
    return _smallest_of_parts(old, held)


def _smallest_of_parts(old: Expression, held: Objectives) -> Objectives:
    """The smallest set of each part together: the smallest of all where no objective stands twice."""
    if isinstance(old, ObjectiveId):
        return frozenset({old})
    parts = sorted((_smallest_of_parts(p, held) for p in old.parts if satisfied(p, held)), key=set_order)
    needed = len(parts) if isinstance(old, AllOf) else old.k if isinstance(old, AtLeast) else 1
    return frozenset().union(*parts[:needed])


@attrs.frozen
class Sides:
    """How one set of old requirements and one of new ones relate: each contains the other, or they meet.

    Mirrors `sides` in proofs/Relations.v.
    """

    covers: bool
    covered: bool
    meet: bool

    def hold(self, relation: Relation) -> bool:
        """Whether ``relation`` (old to new) holds.

        Mirrors `compare_correct` in proofs/Relations.v.
        """
        match relation:
            case "≥":
                return self.covers
            case "≤":
                return self.covered
            case "=":
                return self.covers and self.covered
            case ">":
                return self.covers and not self.covered
            case "<":
                return self.covered and not self.covers
            case "~":
                return self.meet and not self.covers and not self.covered
            case "≠":
                return not self.meet

    @property
    def relation(self) -> Relation:
        """The most telling relation that holds."""
        telling: tuple[Relation, ...] = ("≠", "=", ">", "<", "~")
        return next(r for r in telling if self.hold(r))


def compare(
    theory: Theory, old: Collection[Requirement], new: Collection[Requirement], aspect: Aspect | None
) -> Sides:
    """How ``old`` and ``new`` relate in ``aspect``; in both when it is None.

    Mirrors `compare_correct` in proofs/Relations.v.
    """
    bare = theory.content
    missing_new, missing_old = uncovered(bare, old, new), uncovered(bare, new, old)
    meet = len(missing_new) < len(new) or len(missing_old) < len(old)
    if aspect == "content":
        return Sides(not missing_new, not missing_old, meet)
    low_new, low_old = uncovered(theory, old, new), uncovered(theory, new, old)
    if aspect is None:
        return Sides(not low_new, not low_old, meet)
    # Complexity alone: what is covered in content must be covered at its level.
    return Sides(set(low_new) <= set(missing_new), set(low_old) <= set(missing_old), meet)


@attrs.frozen
class Verdict:
    """Whether what a rule claims holds for every set of approvals.

    ``refuted``: ``claim`` fails for the approvals ``counterexample``, where the relation is ``derived``;
    ``missing`` are the requirements of the new objective that those approvals do not cover.

    Mirrors `status` in proofs/Relations.v.
    """

    status: Literal["proved", "refuted", "not-analysed", "too-large"]
    claim: Claim | None = None
    counterexample: tuple[ObjectiveId, ...] = ()
    derived: Relation | None = None
    missing: tuple[Requirement, ...] = ()
    not_analysed: tuple[ObjectiveId, ...] = ()


def verify(theory: Theory, rule: Rule) -> Verdict:
    """The verdict on ``rule``: exact, over every set of approvals whatever.

    Mirrors `verify_exact` in proofs/Relations.v; `verify_sound` in proofs/Relations.v at any limit.
    """
    bare = [o for o in (rule.new, *atoms(rule.old)) if not theory.requirements.get(o)]
    if bare:
        return Verdict("not-analysed", not_analysed=tuple(bare))
    claims = rule.claims
    if rule.may_grant and all(c.aspect is not None for c in claims):
        claims = (Claim("≥"), *claims)  # the second key is the whole of ≥, however the claim is put
    for claim in claims:
        try:
            person = _refutation(theory, rule, claim)
        except TooLarge:
            return Verdict("too-large", claim=claim)
        if person is not None:
            old, new = theory.of(sorted(person)), theory.requirements[rule.new]
            return Verdict(
                "refuted",
                claim=claim,
                counterexample=tuple(sorted(person)),
                derived=compare(theory, old, new, claim.aspect).relation,
                missing=uncovered(theory, old, new),
            )
    return Verdict("proved")


def proved_to_grant(theory: Theory, rule: Rule) -> bool:
    """Both keys: an expert's rule of the granting kind, and the kernel's proof of it.

    Mirrors `proved_rule_sound` in proofs/Relations.v.
    """
    return rule.may_grant and verify(theory, rule).status == "proved"


def _refutation(theory: Theory, rule: Rule, claim: Claim) -> Objectives | None:
    """A minimal satisfying set for which ``claim`` does not hold, smallest first; None: it always holds.

    Mirrors `refutation_decides` in proofs/Relations.v.
    """
    new = theory.requirements[rule.new]
    seen = theory.content if claim.aspect == "content" else theory
    if claim.relation in ("≥", "=", ">") and claim.aspect != "complexity":
        person = counterexample(seen, rule.old, new)
        if person is not None or claim.relation == "≥":
            return person
        within = {o for o in atoms(rule.old) if not uncovered(seen, new, seen.requirements[o])}
        # ≥ is proved. = asks that new covers every old; > that it covers no whole satisfying set.
        if claim.relation == ">" and not satisfied(rule.old, within):
            return None
        if claim.relation == "=" and len(within) == len(atoms(rule.old)):
            return None
    few = most_sets(rule.old) <= SEARCH_LIMIT
    sets, whole = minimal_sets(rule.old, itself_if_in(atoms(rule.old)), SEARCH_LIMIT if few else SOME)
    for person in sets:
        old = theory.of(sorted(person))
        if not compare(theory, old, new, claim.aspect).hold(claim.relation):
            return person
    if not whole:
        raise TooLarge
    return None
