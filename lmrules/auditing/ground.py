"""What an audit rests on: the rulebook, its proved rules, and how far one person's rows reach."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from functools import cached_property

import attrs

from lmrules.auditing.findings import NO_RULE, NO_TRANSITION, fail
from lmrules.auditing.rows import Rows
from lmrules.kernel import Theory, granted, proved_to_grant, theory_of
from lmrules.model.counting import cut_off, valid_for
from lmrules.model.model import ObjectiveId, Rule, Rulebook, Transition
from lmrules.model.related import related


@attrs.define(eq=False, slots=False)
class Ground:
    """A rulebook and a target set, with what the kernel says of the transitions that lead there."""

    book: Rulebook
    target: str
    as_of: dt.date | None
    theories: dict[str, Theory] = attrs.field(factory=dict)
    rules: dict[str, tuple[Rule, ...]] = attrs.field(factory=dict)

    @cached_property
    def path(self) -> tuple[Transition, ...]:
        """The transitions that lead to the target, earlier first."""
        return self.book.paths_into(self.target)

    @cached_property
    def last(self) -> tuple[Transition, ...]:
        """The transitions into the target itself."""
        return tuple(self.book.into(self.target))

    @cached_property
    def named(self) -> dict[str, ObjectiveId]:
        """The objectives by ``SET/CODE``."""
        return {str(o): o for o in self.book.objective}

    @cached_property
    def retired(self) -> frozenset[ObjectiveId]:
        """The objectives that some transition on the way says lead nowhere."""
        return frozenset(fate.objective for t in self.path for fate in t.retired)

    @cached_property
    def related(self) -> dict[str, dict[ObjectiveId, frozenset[ObjectiveId]]]:
        """For each last transition, what its statements relate to each new objective."""
        return {t.name: related(t) for t in self.last}

    @cached_property
    def with_all(self) -> dict[str, frozenset[ObjectiveId]]:
        """For each last transition, what somebody with every objective of its old set is granted."""
        return {t.name: granted(self.granting(t), self.old(t)) for t in self.last}

    def old(self, transition: Transition) -> frozenset[ObjectiveId]:
        """Every objective of the old set."""
        return frozenset(o.id for o in self.book.set_named[transition.old].objectives)

    def theory(self, transition: Transition) -> Theory:
        """What is declared, with the judgements of ``transition`` in force."""
        if transition.name not in self.theories:
            self.theories[transition.name] = theory_of(self.book, transition)
        return self.theories[transition.name]

    def granting(self, transition: Transition) -> tuple[Rule, ...]:
        """The rules that have both keys."""
        if transition.name not in self.rules:
            theory = self.theory(transition)
            self.rules[transition.name] = tuple(r for r in transition.rules if proved_to_grant(theory, r))
        return self.rules[transition.name]

    def transition(self, name: str, into: str) -> Transition:
        """The transition of that name into the set ``into``."""
        for transition in self.book.into(into):
            if transition.name == name:
                return transition
        return fail(NO_TRANSITION, into=into)

    def rule(self, transition: Transition, name: str, objective: ObjectiveId) -> Rule:
        """The proved rule of that name on ``objective``."""
        for rule in self.granting(transition):
            if (rule.name, rule.new) == (name, objective):
                return rule
        return fail(NO_RULE, one=objective)

    def valid(self, objectives: str, day: dt.date, started: dt.date | None) -> bool:
        """Whether the set is valid that day, for somebody who began on ``started``."""
        return valid_for(self.book.set_named[objectives], self.path, day, started)

    def in_time(self, objectives: str, day: dt.date, started: dt.date | None) -> bool:
        """Whether an approval of the set comes before the cut-off of some transition out of it, if any is."""
        out = [t for t in self.path if t.old == objectives]
        return not out or any(day < cut_off(t, started) for t in out)


@attrs.frozen(eq=False)
class Reach:
    """What one person holds for each transition, and is granted by it (the kernel's least fixpoint)."""

    ground: Ground
    rows: Rows
    held: Mapping[str, frozenset[ObjectiveId]]
    granted: Mapping[str, frozenset[ObjectiveId]]

    def grants_with(self, transition: Transition, more: Collection[ObjectiveId]) -> frozenset[ObjectiveId]:
        """What ``transition`` would grant to the person with ``more`` of its old set."""
        return granted(self.ground.granting(transition), self.held[transition.name] | frozenset(more))

    @property
    def transferred(self) -> frozenset[ObjectiveId]:
        """What is granted in the target set."""
        return frozenset().union(*(self.granted[t.name] for t in self.ground.last))


def reach(ground: Ground, rows: Rows) -> Reach:
    """Carry the counting rows through the transitions; grants are approvals of the next set."""
    held: dict[str, frozenset[ObjectiveId]] = {}
    given: dict[str, frozenset[ObjectiveId]] = {}
    for transition in ground.path:
        until = cut_off(transition, rows.started)
        mine = {o for o, r in rows.counting.items() if o.set == transition.old and r.approved < until}
        for earlier in ground.path:
            dated = cut_off(earlier, rows.started)
            counts = dated < until and ground.valid(transition.old, dated, rows.started)
            if earlier.new == transition.old and counts:
                mine |= given[earlier.name]
        held[transition.name] = frozenset(mine)
        given[transition.name] = granted(ground.granting(transition), mine)
    return Reach(ground, rows, held, given)
