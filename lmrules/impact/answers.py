"""The answer for each objective and each set of approvals held, once for everybody who holds the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

import attrs

from lmrules.compiled.plan import Plan
from lmrules.compiled.supports import bits
from lmrules.evaluate.results import Decision
from lmrules.model.model import ObjectiveId


@attrs.define(eq=False)
class Answer:
    """What is proposed to those who hold certain atoms, and how many they are so far (``persons``).

    ``rule``: transition and rule, None for an assessment. ``used`` and ``single`` are sets of old objectives
    (a bit each, by :attr:`Answers.number`): those the proof rests on, and those of which one more would do.
    """

    rule: tuple[str, str] | None
    used: int = 0
    single: int = 0
    cut: bool = False
    persons: int = 0


@attrs.define(eq=False, slots=False)
class Answers:
    """The answers of one plan, per era and objective, by the atoms held of those the objective touches."""

    plan: Plan
    _known: dict[tuple[int, int], dict[int, Answer]] = attrs.field(factory=dict, repr=False)

    @cached_property
    def codes(self) -> tuple[ObjectiveId, ...]:
        """Every objective of the rulebook, sorted: a bit each."""
        return tuple(sorted(self.plan.prepared.book.objective))

    @cached_property
    def number(self) -> Mapping[ObjectiveId, int]:
        """The bit of each objective."""
        return {objective: number for number, objective in enumerate(self.codes)}

    def named(self, objectives: int) -> tuple[ObjectiveId, ...]:
        """The objectives of a set of bits, sorted."""
        return tuple(self.codes[bit] for bit in bits(objectives))

    def known(self, era: int, index: int) -> dict[int, Answer]:
        """The answers so far for the objective number ``index`` of the target set, by atoms held."""
        return self._known.setdefault((era, index), {})

    def all_of(self, index: int) -> list[Answer]:
        """Every answer so far for one objective."""
        eras = range(len(self.plan.eras))
        return [answer for era in eras for answer in self._known.get((era, index), {}).values()]

    def ask(self, era: int, index: int, held: int) -> Answer:
        """The answer for ``held`` (only atoms that the objective touches), from the plan."""
        objective = self.plan.targets[index]
        listed = self.plan.eras[era].of[objective]
        if listed is not None:
            choice = next((c for c in listed if c.support.within(held)), None)
            if choice is not None and choice.approvals is not None:
                return Answer((choice.transition, choice.rule.name), self._bits(choice.approvals))
            if choice is None and self.plan.reasons[index] != "incomplete":
                return Answer(None)
        return self._decided(self.plan.decision(era, objective, held))

    def _decided(self, decision: Decision) -> Answer:
        if decision.proof is not None:
            used = self._bits(o for o, _ in decision.proof.approvals)
            return Answer((decision.proof.transition, decision.proof.rule), used)
        alone = [missing[0] for missing in decision.complete_with if len(missing) == 1]
        cut = decision.complete_with_more and len(alone) == len(decision.complete_with)
        return Answer(None, single=self._bits(alone), cut=cut)

    def _bits(self, objectives: Iterable[ObjectiveId]) -> int:
        return sum(1 << self.number[objective] for objective in set(objectives))
