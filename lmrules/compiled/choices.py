"""For every objective of the target set, all the ways in which it may be granted, best first.

The evaluator shows the proof on fewest approvals and, of those, by the earliest rule in the files
(``semantics.md``, The proof). For one era of beginnings all possible proofs can be put in that order
beforehand: the first that a person holds decides, and says rule, transition and approvals.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from lmrules.compiled.counting import Counting
from lmrules.compiled.supports import Algebra, Support, Supports, TooMany
from lmrules.granting import Granting
from lmrules.implication import needed
from lmrules.model.model import ObjectiveId, Rule, atoms
from lmrules.prepared import Ready


@attrs.frozen
class Choice:
    """One way to be granted an objective: ``support``, by ``rule`` of ``transition``.

    ``approvals``: the objectives whose approvals it rests on, sorted; None where the
    person's own decide which (`minst k av`, of more than k that are held).
    """

    support: Support
    rule: Rule
    transition: str
    approvals: tuple[ObjectiveId, ...] | None


@attrs.frozen(eq=False)
class Choices:
    """The choices of every objective of the target set in one era, best first.

    ``of`` has None for an objective with more of them than are listed: the evaluator is asked of it,
    person by person. ``touches``: the atoms that take part in granting each objective.
    """

    granting: Granting
    of: Mapping[ObjectiveId, tuple[Choice, ...] | None]
    touches: Mapping[ObjectiveId, int]


def choices(counting: Counting, era: int) -> Choices:
    """Every choice for the persons of ``era``."""
    granting = Granting(counting.prepared, counting.eras[era])
    work = _Work(counting, granting)
    of = {
        o.id: work.choices(o.id)
        for o in counting.prepared.book.set_named[counting.prepared.target].objectives
    }
    return Choices(granting, of, {o: work.touches(o) for o in of})


@attrs.define(eq=False)
class _Work:
    counting: Counting
    granting: Granting
    algebra: Algebra = attrs.field(init=False)
    codes: list[ObjectiveId] = attrs.field(init=False)
    start: dict[str, Supports] = attrs.field(factory=dict)
    after: dict[str, Supports] = attrs.field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.codes = sorted({objective for objective, _ in self.counting.atoms})
        number = {objective: n for n, objective in enumerate(self.codes)}
        self.algebra = Algebra([number[objective] for objective, _ in self.counting.atoms])
        for place, step in enumerate(self.counting.prepared.steps):
            name = step.transition.name
            rules = self.granting.rules[name]
            self.start[name] = self.started(place, step)
            self.after[name] = self.algebra.through(needed(rules, rules), self.start[name])

    def started(self, place: int, step: Ready) -> Supports:
        """What counts for one transition: approvals of its old set, and the grants of those before it."""
        number = self.counting.number
        found: Supports = {o: [Support(1 << bit)] for (o, at), bit in number.items() if at == place}
        for before in self.granting.follows[step.transition.name]:
            for objective, supports in self.after[before.transition.name].items():
                if objective in found:
                    mine = found[objective]
                    found[objective] = None if mine is None or supports is None else [*mine, *supports]
        return found

    def touches(self, objective: ObjectiveId) -> int:
        """The atoms of every objective that can take part in granting ``objective``."""
        mentioned = self.granting.mentioned(objective)
        return sum(1 << number for (o, _), number in self.counting.number.items() if o in mentioned)

    def choices(self, objective: ObjectiveId) -> tuple[Choice, ...] | None:
        """All the ways to be granted ``objective``, best first; None where they are too many."""
        found: list[Choice] = []
        try:
            for step in self.counting.prepared.last:
                name = step.transition.name
                known = self.without(step, objective)
                for rule in self.granting.rules[name].get(objective, ()):
                    supports = self.algebra.of(rule.old, known)
                    found += [Choice(s, rule, name, self.approvals(s)) for s in supports]
        except TooMany:
            return None
        return tuple(_first_only(sorted(found, key=self.order)))

    def without(self, step: Ready, objective: ObjectiveId) -> Supports:
        """What every other objective is supported by when nothing may rest on ``objective`` itself."""
        cone = self.granting.cone(step, objective)
        if not any(objective in atoms(rule.old) for rule in cone):
            return self.after[step.transition.name]
        others = [rule for rule in cone if rule.new != objective]
        return self.algebra.through(others, self.start[step.transition.name])

    def approvals(self, support: Support) -> tuple[ObjectiveId, ...] | None:
        if support.k:
            return None
        return tuple(self.codes[n] for n in sorted(self.algebra.owners(support.all_of)))

    def order(self, choice: Choice) -> tuple[int, int, bool, tuple[ObjectiveId, ...]]:
        """Fewest approvals, the earliest rule, the first codes; of those that cannot be told apart, any."""
        size = self.algebra.size(choice.support)
        return size, choice.rule.order, choice.approvals is None, choice.approvals or ()


def _first_only(ordered: list[Choice]) -> list[Choice]:
    """``ordered`` without the choices that can never be first; no approvals where a pool stands beside."""
    kept: list[Choice] = []
    plain: list[int] = []
    pools = {choice.rule.order for choice in ordered if choice.approvals is None}
    for choice in ordered:
        if not choice.support.k:
            if any(smaller & choice.support.all_of == smaller for smaller in plain):
                continue
            plain.append(choice.support.all_of)
        elif choice in kept:
            continue
        beside = choice.rule.order in pools
        kept.append(attrs.evolve(choice, approvals=None) if beside else choice)
    return kept
