"""One person's decisions: the slow, obvious meaning of a rulebook (``semantics.md``, Transfer).

For every objective the evaluator keeps the *supports*: the minimal sets of approvals that bring it about, by
the rules of one transition after another. A grant is an objective with a support; the proof shown is the one
that rests on fewest approvals.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import attrs

from lmrules.evaluate.evidence import evidence_for
from lmrules.evaluate.holdings import Holdings, holdings, valid_for
from lmrules.evaluate.proofs import Prover
from lmrules.evaluate.results import (
    MOST_COMPLETIONS,
    Accounted,
    Decision,
    PersonResult,
    Reason,
)
from lmrules.kernel import granted
from lmrules.model.approval import Approval, Person
from lmrules.model.model import ObjectiveId, ObjectiveSet
from lmrules.monotone import TooMany, another
from lmrules.prepared import Prepared, Ready, Ways, least_sets, ways_through

MOST_LOOKED_AT = 300
"""How many sets are asked about to see whether ``complete_with`` lacks one, where it may."""


def evaluate(
    prepared: Prepared,
    approvals: Sequence[Approval],
    as_of: dt.date | None,
    person: Person,
    started: dt.date | None = None,
) -> PersonResult:
    """The result for one ``person``, whose rows have no problems and are numbered.

    ``started``: as in :func:`~lmrules.evaluate.holdings.holdings`.
    """
    return _Person(prepared, approvals, as_of, started).result(person)


def decide_one(
    prepared: Prepared, approvals: Sequence[Approval], as_of: dt.date | None, objective: ObjectiveId
) -> Decision:
    """The decision on one objective of the target alone, for one person's rows."""
    person = _Person(prepared, approvals, as_of)
    return person.decide(objective, [person.completions(step) for step in prepared.last])


@attrs.frozen(eq=False)
class Completions:
    """What is missing to bring about each objective: sets of numbers that stand for ``old``."""

    old: tuple[ObjectiveId, ...]
    ways: Ways[int]
    whole: bool

    def of(self, objective: ObjectiveId) -> Iterator[frozenset[ObjectiveId]]:
        """The minimal sets for one objective."""
        for numbers in self.ways.get(objective, []):
            yield frozenset(self.old[number] for number in numbers)


class _Person:
    def __init__(
        self,
        prepared: Prepared,
        approvals: Sequence[Approval],
        as_of: dt.date | None,
        started: dt.date | None = None,
    ) -> None:
        self.prepared = prepared
        self.approvals = approvals
        self.as_of = as_of
        self.held: Holdings = holdings(prepared, approvals, as_of, started)
        self.in_old_set: dict[str, dict[ObjectiveId, list[frozenset[int]]]] = {}
        self.supports: Ways[int] = {}
        self.run_transitions()
        self.prover = Prover(prepared, self.held, self.in_old_set)

    def run_transitions(self) -> None:
        """Carry supports through the transitions, earlier first: grants are approvals of the next set."""
        granted: dict[str, tuple[Ready, Ways[int]]] = {}
        for step in self.prepared.steps:
            start = self.held_for(step, list(granted.values()))
            self.in_old_set[step.transition.name] = start
            ways, _ = ways_through(step, start)
            mine = {o: sets for o, sets in ways.items() if o.set == step.transition.new}
            granted[step.transition.name] = (step, mine)
            if step.transition.new == self.prepared.target:
                for objective, sets in mine.items():
                    self.supports[objective] = least_sets([*self.supports.get(objective, []), *sets])

    def held_for(
        self, step: Ready, granted: list[tuple[Ready, Ways[int]]]
    ) -> dict[ObjectiveId, list[frozenset[int]]]:
        """What counts for ``step``: approvals of its old set before its cut-off, and earlier grants."""
        old = self.prepared.book.set_named[step.transition.old]
        cut_off = step.cut_off(self.held.started)
        start: dict[ObjectiveId, list[frozenset[int]]] = {
            o: [frozenset({self.held.numbers[o]})]
            for o, a in self.held.counting.items()
            if o.set == old.name and a.approved < cut_off
        }
        for before, ways in granted:
            if before.transition.new == old.name and self.grant_counts(before, old, cut_off):
                for objective, sets in ways.items():
                    start[objective] = least_sets([*start.get(objective, []), *sets])
        return start

    def grant_counts(self, before: Ready, old: ObjectiveSet, cut_off: dt.date) -> bool:
        """Whether the grants of ``before``, dated its cut-off, count as approvals of ``old``."""
        dated = before.cut_off(self.held.started)
        return dated < cut_off and valid_for(self.prepared, old, dated, self.held.started)

    # -------------------------------------------------------------- decisions

    def result(self, person: Person) -> PersonResult:
        target = self.prepared.book.set_named[self.prepared.target]
        completions = [self.completions(step) for step in self.prepared.last]
        decisions = tuple(self.decide(o.id, completions) for o in target.objectives)
        return PersonResult(
            person=person,
            decisions=decisions,
            approvals=tuple(self.account(decisions)),
            started=self.held.started,
            preview=self.as_of is not None
            and any(self.as_of < step.cut_off(self.held.started) for step in self.prepared.steps),
        )

    def completions(self, step: Ready) -> Completions:
        """For each objective, the minimal sets of old objectives that are missing to bring it about."""
        held = self.in_old_set[step.transition.name]
        old = sorted(o.id for o in self.prepared.book.set_named[step.transition.old].objectives)
        # Numbers in the order of the codes: sets of them sort as sets of codes do, and faster.
        start: dict[ObjectiveId, list[frozenset[int]]] = {
            o: [frozenset() if o in held else frozenset({number})] for number, o in enumerate(old)
        }
        ways, whole = ways_through(step, start)
        return Completions(tuple(old), ways, whole)

    def decide(self, objective: ObjectiveId, completions: list[Completions]) -> Decision:
        activities = self.activities(objective)
        if objective in self.held.approved_new:
            return Decision(
                objective=objective,
                outcome="approved",
                approval=self.held.approved_new[objective],
                activities_from=activities,
            )
        if self.supports.get(objective):
            proof = self.prover.prove(objective, self.supports[objective])
            return Decision(
                objective=objective,
                outcome="transferred",
                transition=proof.transition,
                rule=proof.rule,
                proof=proof,
                activities_from=activities,
            )
        missing = least_sets(found for c in completions for found in c.of(objective))
        cut = len(missing) > MOST_COMPLETIONS
        if missing and not cut and not all(c.whole for c in completions):
            missing, cut = self.filled_in(objective, missing)
        return Decision(
            objective=objective,
            outcome="assessment",
            reason="incomplete" if missing else self.reason(objective),
            complete_with=tuple(tuple(sorted(s)) for s in missing[:MOST_COMPLETIONS]),
            complete_with_more=cut,
            evidence=evidence_for(self.prepared, self.in_old_set, objective),
            activities_from=activities,
        )

    def filled_in(
        self, objective: ObjectiveId, missing: list[frozenset[ObjectiveId]]
    ) -> tuple[list[frozenset[ObjectiveId]], bool]:
        """``missing`` with the sets that were lost where an objective on the way had too many of its own.

        Also whether there are still more than those.
        """
        for step in self.prepared.last:
            held = frozenset(self.in_old_set[step.transition.name])
            old = self.prepared.book.set_named[step.transition.old].objectives

            def grants(
                more: frozenset[ObjectiveId], step: Ready = step, held: frozenset[ObjectiveId] = held
            ) -> bool:
                return objective in granted(step.granting, held | more)

            pool = frozenset(o.id for o in old) - held
            try:
                while found := another(grants, pool, missing, MOST_LOOKED_AT):
                    missing = least_sets([*missing, found])
                    if len(missing) > MOST_COMPLETIONS:
                        return missing, True
            except TooMany:
                return missing, True
        return missing, False

    def reason(self, objective: ObjectiveId) -> Reason:
        if any(objective in step.declared_new for step in self.prepared.last):
            return "declared-new"
        return "no-rule"

    def activities(self, objective: ObjectiveId) -> tuple[ObjectiveId, ...]:
        found: set[ObjectiveId] = set()
        for step in self.prepared.last:
            found |= step.related.get(objective, frozenset()) & self.in_old_set[step.transition.name].keys()
        return tuple(sorted(found))

    def account(self, decisions: Sequence[Decision]) -> list[Accounted]:
        """Every row, in input order, with its one disposition."""
        used = {a.row for d in decisions if d.proof is not None for _, a in d.proof.approvals}
        retired = frozenset().union(*(step.retired for step in self.prepared.steps))
        rows = []
        for approval in self.approvals:
            objective = self.held.objectives[approval.row]
            disposition = self.held.dispositions[approval.row]
            if disposition == "unused" and approval.row in used:
                disposition = "used"
            elif disposition == "unused" and objective in retired:
                disposition = "retired"
            rows.append(Accounted(approval, objective, disposition))
        return rows
