"""What ``impact`` finds (``interfaces.md``, ``impact``): frozen counts, all of them of proposals.

*Nearly there* is an assessment that one more approval would turn into a transfer: some set of its
``complete_with`` (``semantics.md``, Outcomes) has one member. That member is *missing* there, and it
*unlocks* the objective for that person.
"""

from __future__ import annotations

import datetime as dt

import attrs

from lmrules.evaluate.holdings import RowProblem
from lmrules.evaluate.results import Disposition, Reason
from lmrules.model.approval import Person
from lmrules.model.model import ObjectiveId


@attrs.frozen
class RuleUse:
    """How many persons are granted one objective by ``rule`` of ``transition``."""

    transition: str
    rule: str
    persons: int


@attrs.frozen
class Missing:
    """How many persons lack nothing but the old ``objective``.

    Where one of several would do, the person is counted at each of them, so that these do not add up.
    """

    objective: ObjectiveId
    persons: int


@attrs.frozen(kw_only=True)
class ObjectiveImpact:
    """One new objective: how many persons get which outcome.

    ``reason`` is that of every assessment of it: whether an objective could be granted at all is the same
    for everybody. ``nearly`` are those of ``assessment`` that lack one approval. ``rules`` and ``missing``:
    most persons first, then by name. ``cut``: of ``nearly``, those for whom all the ways that a decision
    lists (20) are single approvals and there are more ways, so that ``missing`` may leave some of theirs out.
    """

    objective: ObjectiveId
    approved: int
    transferred: int
    assessment: int
    reason: Reason
    nearly: int
    rules: tuple[RuleUse, ...]
    missing: tuple[Missing, ...]
    cut: int


@attrs.frozen(kw_only=True)
class Unlock:
    """What one more approval, of the old ``objective``, would turn from assessments into transfers.

    ``assessments`` counts each person and new objective, ``persons`` each person once; ``objectives`` are the
    new ones, with the number of assessments of each, in declared order. Nothing is said of two approvals
    together, and two that each unlock the same assessment are both counted: these numbers do not add up.
    """

    objective: ObjectiveId
    assessments: int
    persons: int
    objectives: tuple[tuple[ObjectiveId, int], ...]


@attrs.frozen
class Nearly:
    """A new objective that one person is one approval short of; any one of ``missing`` would do."""

    objective: ObjectiveId
    missing: tuple[ObjectiveId, ...]


@attrs.frozen(kw_only=True)
class PersonImpact:
    """The totals of one person; ``nearly`` in declared order."""

    person: Person
    approved: int
    transferred: int
    assessment: int
    reasons: tuple[tuple[Reason, int], ...]
    nearly: tuple[Nearly, ...]


@attrs.frozen(kw_only=True)
class Impact:
    """A whole population: a proposal for each person, counted.

    ``objectives`` in the order the target set declares; ``unlocks`` most assessments first, then most
    persons, then by code. ``distribution``: how many persons have how many assessments, fewest first.
    ``dispositions``: what became of the rows, each once; rows with ``problems`` were not used and are in none
    of them. ``per_person`` in the order of the rows; None where it was not asked for.
    """

    to: str
    as_of: dt.date | None
    preview: bool
    persons: int
    rows: int
    objectives: tuple[ObjectiveImpact, ...]
    unlocks: tuple[Unlock, ...]
    distribution: tuple[tuple[int, int], ...]
    dispositions: tuple[tuple[Disposition, int], ...]
    problems: tuple[RowProblem, ...] = ()
    per_person: tuple[PersonImpact, ...] | None = None

    @property
    def approved(self) -> int:
        """Decisions with the outcome ``approved``."""
        return sum(o.approved for o in self.objectives)

    @property
    def transferred(self) -> int:
        """Decisions with the outcome ``transferred``."""
        return sum(o.transferred for o in self.objectives)

    @property
    def assessment(self) -> int:
        """Decisions with the outcome ``assessment``."""
        return sum(o.assessment for o in self.objectives)

    @property
    def nearly(self) -> int:
        """Of the assessments, those that lack one approval."""
        return sum(o.nearly for o in self.objectives)

    def because(self, reason: Reason) -> int:
        """The assessments with one ``reason``."""
        return sum(o.assessment for o in self.objectives if o.reason == reason)
