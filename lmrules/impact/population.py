"""Everybody's decisions, counted without being kept: see :func:`impact`."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar, get_args

import attrs

from lmrules.compiled.counting import Counted
from lmrules.compiled.plan import Plan
from lmrules.compiled.supports import bits
from lmrules.evaluate.holdings import RowProblem
from lmrules.evaluate.results import Disposition, Reason
from lmrules.impact.answers import Answer, Answers
from lmrules.impact.rows import Rows
from lmrules.impact.values import Impact, Missing, Nearly, ObjectiveImpact, PersonImpact, RuleUse, Unlock
from lmrules.model.approval import Approval, Person
from lmrules.model.model import ObjectiveId

_Key = TypeVar("_Key", ObjectiveId, tuple[str, str])


def impact(plan: Plan, approvals: Iterable[Approval], *, per_person: bool = False) -> Impact:
    """What ``plan`` means for everybody in ``approvals``, as of the plan's own ``as_of``.

    Counts what :func:`lmrules.evaluate.run.transfer` would decide. Rows may come in any order; each takes a
    few bytes, whatever the number of persons. ``per_person`` keeps the totals of each, in the result only.
    """
    rows = Rows(plan.counting)
    rows.read(approvals)
    population = _Population(plan, rows, Answers(plan))
    kept: list[PersonImpact] | None = [] if per_person else None
    for identifier, mine in rows.persons.items():
        era, counted, problems = rows.usable(plan.prepared, mine)
        population.problems += problems
        person = population.count(era, counted)
        if kept is not None:
            kept.append(population.totals(identifier, person))
    return population.found(kept)


@attrs.frozen(eq=False)
class _Counted:
    """One person, counted: approvals of the target, and the answers where approvals decide."""

    new: int
    answers: Sequence[tuple[int, Answer]]


@attrs.define(eq=False)
class _Population:
    plan: Plan
    rows: Rows
    answers: Answers
    problems: list[RowProblem] = attrs.field(factory=list)
    target_bits: list[int] = attrs.field(init=False)
    """The bit of each target objective."""
    moving: list[list[tuple[int, int, dict[int, Answer]]]] = attrs.field(init=False)
    """Per era, the objectives that depend on approvals: number, atoms touched, answers so far."""
    eras: Counter[int] = attrs.field(factory=Counter)
    new: Counter[int] = attrs.field(factory=Counter)
    unlocked: Counter[int] = attrs.field(factory=Counter)
    assessments: Counter[int] = attrs.field(factory=Counter)
    dispositions: Counter[Disposition] = attrs.field(factory=Counter)
    retired: int = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        number = self.answers.number
        self.target_bits = [1 << number[objective] for objective in self.plan.targets]
        self.retired = sum(1 << number[objective] for objective in self.plan.retired)
        self.moving = [
            [
                (index, choices.touches[objective], self.answers.known(era, index))
                for index, objective in enumerate(self.plan.targets)
                if choices.touches[objective] or self.plan.reasons[index] == "incomplete"
            ]
            for era, choices in enumerate(self.plan.eras)
        ]

    def count(self, era: int, counted: Sequence[Counted]) -> _Counted:
        """Take in one person; every answer given to her is counted where it is kept."""
        held, old, new = self.hold(counted)
        used = unlocks = transferred = 0
        given = []
        for index, touches, known in self.moving[era]:
            if new & self.target_bits[index]:
                continue
            answer = known.get(held & touches)
            if answer is None:
                answer = known[held & touches] = self.answers.ask(era, index, held & touches)
            answer.persons += 1
            given.append((index, answer))
            used |= answer.used
            unlocks |= answer.single
            transferred += answer.rule is not None
        self.eras[era] += 1
        self.new[new] += 1
        self.unlocked[unlocks] += 1
        self.assessments[len(self.plan.targets) - new.bit_count() - transferred] += 1
        # Of each objective only the earliest row is used, or left over; the others are duplicates.
        self.dispositions["used"] += (old & used).bit_count()
        self.dispositions["retired"] += (old & ~used & self.retired).bit_count()
        self.dispositions["unused"] += (old & ~used & ~self.retired).bit_count()
        return _Counted(new, given)

    def hold(self, counted: Sequence[Counted]) -> tuple[int, int, int]:
        """The atoms of a person's rows, and the bits of the old and of the new objectives that count."""
        held = old = new = duplicates = 0
        number, target = self.answers.number, self.plan.prepared.target
        for row in counted:
            if row.disposition is not None or row.objective is None:
                self.dispositions[row.disposition or "unknown-objective"] += 1
                continue
            bit = 1 << number[row.objective]
            held |= row.atoms
            if row.objective.set == target:
                new |= bit
                self.dispositions["approved-new"] += 1
            else:
                duplicates += bool(old & bit)
                old |= bit
        self.dispositions["duplicate"] += duplicates
        return held, old, new

    def totals(self, identifier: str, counted: _Counted) -> PersonImpact:
        """The totals of a person who was counted."""
        granted = {index for index, answer in counted.answers if answer.rule is not None}
        reasons: Counter[Reason] = Counter(
            reason
            for index, reason in enumerate(self.plan.reasons)
            if index not in granted and not counted.new & self.target_bits[index]
        )
        return PersonImpact(
            person=Person(identifier),
            approved=counted.new.bit_count(),
            transferred=len(granted),
            assessment=reasons.total(),
            reasons=tuple((reason, reasons[reason]) for reason in get_args(Reason)),
            nearly=tuple(
                Nearly(self.plan.targets[index], self.answers.named(answer.single))
                for index, answer in counted.answers
                if answer.single
            ),
        )

    # ------------------------------------------------------------------------------------------- results

    def found(self, per_person: list[PersonImpact] | None) -> Impact:
        """All that was counted."""
        objectives = tuple(self.objective(index) for index in range(len(self.plan.targets)))
        counts = ((disposition, self.dispositions[disposition]) for disposition in get_args(Disposition))
        return Impact(
            to=self.plan.prepared.target,
            as_of=self.plan.counting.as_of,
            preview=self.preview(),
            persons=len(self.rows.persons),
            rows=self.rows.total,
            objectives=objectives,
            unlocks=self.unlocks(objectives),
            distribution=tuple(sorted(self.assessments.items())),
            dispositions=tuple(counts),
            problems=tuple(sorted(self.problems, key=lambda p: p.row)),
            per_person=None if per_person is None else tuple(per_person),
        )

    def preview(self) -> bool:
        """Whether some transition is not yet in force as of the day asked for, for some person or at all."""
        as_of, steps = self.plan.counting.as_of, self.plan.prepared.steps
        if as_of is None:
            return False
        starts: list[dt.date | None] = [self.plan.counting.eras[era] for era in self.eras]
        return any(
            as_of < step.transition.day or any(as_of < step.cut_off(started) for started in starts)
            for step in steps
        )

    def objective(self, index: int) -> ObjectiveImpact:
        """The counts of one objective of the target set."""
        answers = self.answers.all_of(index)
        bit = self.target_bits[index]
        approved = sum(persons for new, persons in self.new.items() if new & bit)
        rules: Counter[tuple[str, str]] = Counter()
        missing: Counter[ObjectiveId] = Counter()
        for answer in answers:
            if answer.rule is not None:
                rules[answer.rule] += answer.persons
            for code in self.answers.named(answer.single):
                missing[code] += answer.persons
        return ObjectiveImpact(
            objective=self.plan.targets[index],
            approved=approved,
            transferred=rules.total(),
            assessment=len(self.rows.persons) - approved - rules.total(),
            reason=self.plan.reasons[index],
            nearly=sum(answer.persons for answer in answers if answer.single),
            rules=tuple(RuleUse(*rule, persons) for rule, persons in _most_first(rules)),
            missing=tuple(Missing(code, persons) for code, persons in _most_first(missing)),
            cut=sum(answer.persons for answer in answers if answer.cut),
        )

    def unlocks(self, objectives: Sequence[ObjectiveImpact]) -> tuple[Unlock, ...]:
        """The same counts, by the old objective that is missing."""
        persons: Counter[ObjectiveId] = Counter()
        for unlocks, number in self.unlocked.items():
            for bit in bits(unlocks):
                persons[self.answers.codes[bit]] += number
        found: dict[ObjectiveId, list[tuple[ObjectiveId, int]]] = {}
        for one in objectives:
            for missing in one.missing:
                found.setdefault(missing.objective, []).append((one.objective, missing.persons))
        unlocked = (
            Unlock(
                objective=old,
                assessments=sum(number for _, number in new),
                persons=persons[old],
                objectives=tuple(new),
            )
            for old, new in found.items()
        )
        return tuple(sorted(unlocked, key=lambda u: (-u.assessments, -u.persons, u.objective)))


def _most_first(counts: Counter[_Key]) -> list[tuple[_Key, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
