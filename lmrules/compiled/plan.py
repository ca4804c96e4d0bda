"""Everything about a rulebook that does not depend on the person, for one target set and ``as_of``."""

from __future__ import annotations

import datetime as dt

import attrs

from lmrules.compiled.choices import Choices, choices
from lmrules.compiled.counting import Counting, counting
from lmrules.compiled.supports import bits
from lmrules.evaluate.interpreter import decide_one
from lmrules.evaluate.results import Decision, Reason
from lmrules.kernel import granted
from lmrules.model.approval import Approval
from lmrules.model.model import ObjectiveId
from lmrules.prepared import Prepared


@attrs.frozen(eq=False)
class Plan:
    """A rulebook worked out for ``targets``, the objectives of its target set in the order declared.

    ``reasons``: why each target is assessed where it is not granted; it is the same for everybody, since
    `incomplete` asks only whether more approvals of the old set could grant it. ``retired``: the objectives
    whose unused approvals are told apart. ``eras``: the choices of each era of ``counting``.
    """

    prepared: Prepared
    counting: Counting
    targets: tuple[ObjectiveId, ...]
    reasons: tuple[Reason, ...]
    retired: frozenset[ObjectiveId]
    eras: tuple[Choices, ...]
    _asked: dict[tuple[int, ObjectiveId, int], Decision] = attrs.field(factory=dict, repr=False)
    _cones: dict[tuple[int, ObjectiveId], Prepared] = attrs.field(factory=dict, repr=False)

    def decision(self, era: int, objective: ObjectiveId, held: int) -> Decision:
        """What the evaluator decides on one objective for the atoms ``held`` (of those it touches).

        Outcome, reason, rule, transition, the objectives its proof rests on, and ``complete_with`` are those
        of anybody who holds these atoms and no other that the objective touches; evidence and rows are not.
        Asked once for each set of atoms, so that a table with many persons asks seldom.
        """
        key = (era, objective, held & self.eras[era].touches[objective])
        if key not in self._asked:
            rows = self._rows(era, key[2])
            self._asked[key] = decide_one(self._cone(era, objective), rows, None, objective)
        return self._asked[key]

    def _cone(self, era: int, objective: ObjectiveId) -> Prepared:
        """The rulebook with only the rules that can take part in granting ``objective``."""
        key = (era, objective)
        if key not in self._cones:
            granting = self.eras[era].granting
            rules = {
                (step.transition.name, rule.order, rule.new)
                for step, wanted in granting.walk(objective)
                for rule in granting.cone(step, wanted)
            }
            steps = tuple(
                attrs.evolve(
                    step,
                    granting=tuple(
                        r for r in step.granting if (step.transition.name, r.order, r.new) in rules
                    ),
                )
                for step in self.prepared.steps
            )
            self._cones[key] = attrs.evolve(self.prepared, steps=steps)
        return self._cones[key]

    def _rows(self, era: int, held: int) -> list[Approval]:
        """Rows of somebody of ``era`` that count as exactly the atoms ``held``."""
        by_objective: dict[ObjectiveId, int] = {}
        for bit in bits(held):
            objective = self.counting.atoms[bit][0]
            by_objective[objective] = by_objective.get(objective, 0) | 1 << bit
        return [
            Approval(
                objective.code,
                self._day(era, objective, atoms),
                set=objective.set,
                started=self.counting.eras[era],
                row=row,
            )
            for row, (objective, atoms) in enumerate(by_objective.items(), 1)
        ]

    def _day(self, era: int, objective: ObjectiveId, atoms: int) -> dt.date:
        """A day on which an approval of ``objective`` counts as ``atoms``."""
        for period in range(len(self.counting.periods) + 1):
            counted = self.counting.at(era, objective.set, objective.code, "approved", period)
            if counted.disposition is None and counted.atoms == atoms:
                return self.counting.first_day(period)
        raise AssertionError(f"no approval of {objective} counts like that")


def compiled(prepared: Prepared, as_of: dt.date | None = None) -> Plan:
    """``prepared`` worked out for everybody, as of ``as_of`` (None: every row counts)."""
    rows = counting(prepared, as_of)
    targets = tuple(o.id for o in prepared.book.set_named[prepared.target].objectives)
    return Plan(
        prepared=prepared,
        counting=rows,
        targets=targets,
        reasons=reasons(prepared, targets),
        retired=frozenset().union(*(step.retired for step in prepared.steps)),
        eras=tuple(choices(rows, era) for era in range(len(rows.eras))),
    )


def reasons(prepared: Prepared, targets: tuple[ObjectiveId, ...]) -> tuple[Reason, ...]:
    """Why each target is assessed where it is: approvals lack, it is declared new, or no rule grants it."""
    could: set[ObjectiveId] = set()
    for step in prepared.last:
        old = prepared.book.set_named[step.transition.old]
        could |= granted(step.granting, (o.id for o in old.objectives))
    declared = frozenset().union(*(step.declared_new for step in prepared.last))
    return tuple(
        "incomplete" if o in could else "declared-new" if o in declared else "no-rule" for o in targets
    )
