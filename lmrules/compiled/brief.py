"""What is decided for one person, in brief: outcome, reason and rule; proofs are the evaluator's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import attrs

from lmrules.compiled.forward import Number
from lmrules.evaluate.holdings import RowProblem
from lmrules.evaluate.results import Outcome, Reason
from lmrules.model.model import ObjectiveId, Rule


@attrs.frozen(eq=False)
class Target:
    """What does not depend on the person.

    ``objectives`` by number; ``numbers`` of those of the target set, in the order declared; why each of
    them is assessed where it is; their numbers by code; the names of the transitions;
    the code of every objective, by number.
    """

    objectives: tuple[ObjectiveId, ...]
    numbers: tuple[Number, ...]
    reason: Mapping[Number, Reason]
    of_code: Mapping[str, Number]
    transitions: tuple[str, ...]
    codes: Sequence[str]


class UnusableRows(ValueError):
    """Rows that cannot be evaluated (``problems``); names rows, never persons."""

    def __init__(self, problems: Iterable[RowProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"row {p.row}: {p.message('en')}" for p in self.problems))


@attrs.frozen
class Told:
    """The decision on one objective, without proof or evidence (those are ``Rulebook.transfer``'s)."""

    objective: ObjectiveId
    outcome: Outcome
    reason: Reason | None = None
    rule: str | None = None
    transition: str | None = None


@attrs.frozen(eq=False)
class Brief:
    """The decisions for one person: what is transferred, by which rule; what is approved.

    All else is assessed. ``by_rule``: for each objective transferred, its rule and the place of the rule's
    transition.
    """

    target: Target = attrs.field(repr=False)
    by_rule: Mapping[Number, tuple[Rule, int]]
    approved: Collection[Number]

    def __iter__(self) -> Iterator[Told]:
        """The decision on each objective of the target set, in the order declared."""
        return map(self.told, self.target.numbers)

    def __getitem__(self, code: str) -> Told:
        """The decision on the objective ``code`` of the target; ``KeyError`` where there is none."""
        return self.told(self.target.of_code[code])

    def told(self, number: Number) -> Told:
        """The decision on the objective of that number."""
        objective = self.target.objectives[number]
        if number in self.approved:
            return Told(objective, "approved")
        if number not in self.by_rule:
            return Told(objective, "assessment", self.target.reason[number])
        rule, place = self.by_rule[number]
        return Told(objective, "transferred", None, rule.name, self.target.transitions[place])

    @property
    def transferred(self) -> dict[str, str]:
        """The code of each objective that is transferred, and the name of the rule it is by."""
        codes, approved = self.target.codes, self.approved
        if not approved:
            return {codes[n]: rule.name for n, (rule, _) in self.by_rule.items()}
        return {codes[n]: rule.name for n, (rule, _) in self.by_rule.items() if n not in approved}
