"""Bitmaps of approvals to the number of an answer for every objective and person."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

import attrs
import numpy as np
import numpy.typing as npt

from lmrules.bulk.answers import Answer, Answers, Ids, by_choice, of_decision
from lmrules.bulk.bits import Bitmap, Held
from lmrules.bulk.lookup import WORD, Lookup
from lmrules.compiled.plan import Plan
from lmrules.compiled.supports import Support, bits
from lmrules.model.model import ObjectiveId

_FEW_ANSWERS = 2**16


@attrs.define(eq=False)
class Decider:
    """Decides for groups of persons. With ``detail`` the answers say approvals and what is missing."""

    plan: Plan
    lookup: Lookup
    detail: bool
    answers: Answers = attrs.field(init=False)
    _numbered: list[dict[ObjectiveId, tuple[tuple[Support, int, bool], ...] | None]] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.answers = Answers(self.plan)
        number = self.answers.number
        for target, reason in zip(self.plan.targets, self.plan.reasons, strict=True):
            number(Answer("assessment", reason))
            number(self.approved(target))
        self._numbered = [
            {
                objective: None if listed is None else tuple(
                    (c.support, number(by_choice(c)), c.approvals is None) for c in listed
                )
                for objective, listed in era.of.items()
            }
            for era in self.plan.eras
        ]  # fmt: skip

    def approved(self, objective: ObjectiveId) -> Answer:
        """The answer where the person has an approval of the objective itself."""
        return Answer("approved", approvals=str(objective) if self.detail else None)

    def decide(self, held: Held) -> Ids:
        """The answers for the persons of ``held``: a row for each target objective, a column for each person."""
        small = not self.detail and len(self.answers.known) < _FEW_ANSWERS and self.all_listed
        ids: Ids = np.empty((len(self.plan.targets), held.persons), np.uint16 if small else np.int32)
        for era, who in self.eras(held):
            for place, objective in enumerate(self.plan.targets):
                self.objective(held, era, who, objective, place, ids[place])
        return ids

    @property
    def all_listed(self) -> bool:
        """Whether no objective is left to the evaluator."""
        return all(listed is not None for era in self._numbered for listed in era.values())

    def eras(self, held: Held) -> Iterator[tuple[int, Bitmap]]:
        """Each era that persons are of, and who they are."""
        if isinstance(held.eras, int):
            yield held.eras, np.packbits(np.ones(held.persons, np.bool_))
            return
        for era in np.unique(held.eras).tolist():
            yield era, np.packbits(held.eras == era)

    def objective(
        self, held: Held, era: int, who: Bitmap, objective: ObjectiveId, place: int, row: Ids
    ) -> None:
        """Fill in the answers of one objective for the persons ``who``, all of ``era``."""
        number = self.answers.number
        new = held.bitmap(self.lookup.new_bits[objective])
        undecided = who
        if new is not None:
            put(row, who & new, number(self.approved(objective)))
            undecided = who & ~new
        listed = self._numbered[era][objective]
        if listed is None:
            self.ask(held, era, undecided, objective, row)
            return
        for support, answer, any_of in listed:
            found = within(held, support)
            if found is None:
                continue
            found = found & undecided
            if not found.any():
                continue
            undecided = undecided ^ found
            if any_of and self.detail:
                self.ask(held, era, found, objective, row)
            else:
                put(row, found, answer)
        if self.detail and self.plan.reasons[place] == "incomplete":
            self.ask(held, era, undecided, objective, row)
        else:
            put(row, undecided, number(Answer("assessment", self.plan.reasons[place])))

    def ask(self, held: Held, era: int, who: Bitmap, objective: ObjectiveId, row: Ids) -> None:
        """Ask the evaluator, once for each set of approvals that anybody of ``who`` has."""
        persons = np.flatnonzero(np.unpackbits(who, count=held.persons))
        if not len(persons):
            return
        touches = self.plan.eras[era].touches[objective]
        columns = [
            words[persons] & np.uint64(touches >> WORD * number & (2**WORD - 1))
            for number, words in enumerate(held.words)
            if words is not None
        ]
        there = [number for number, words in enumerate(held.words) if words is not None]
        patterns, inverse = different(columns, len(persons))
        answers = []
        for pattern in patterns:
            atoms = sum(int(word) << WORD * number for word, number in zip(pattern, there, strict=True))
            decision = self.plan.decision(era, objective, atoms)
            answer = of_decision(decision)
            if not self.detail:
                answer = attrs.evolve(answer, approvals=None, complete_with=None)
            answers.append(self.answers.number(answer))
        row[persons] = np.array(answers, dtype=row.dtype)[inverse]


def put(row: Ids, who: Bitmap, answer: int) -> None:
    """Give ``answer`` to everybody of ``who``."""
    np.copyto(row, row.dtype.type(answer), where=np.unpackbits(who, count=len(row)).view(np.bool_))


def within(held: Held, support: Support) -> Bitmap | None:
    """Who has ``support``; None where nobody has."""
    found: list[Bitmap] = []
    for bit in bits(support.all_of):
        bitmap = held.bitmap(bit)
        if bitmap is None:
            return None
        found.append(bitmap)
    if support.k:
        some = any_of(support.k, [b for b in map(held.bitmap, bits(support.among)) if b is not None])
        if some is None:
            return None
        found.append(some)
    return reduce(np.bitwise_and, found)


def any_of(k: int, bitmaps: list[Bitmap]) -> Bitmap | None:
    """Who is in at least ``k`` of ``bitmaps``: counted on all persons at once, in binary.

    ``digits`` are the binary digits of everybody's count, lowest first; adding a bitmap is a carry through them.
    """
    if len(bitmaps) < k:
        return None
    digits: list[Bitmap] = []
    for carry in bitmaps:
        for place, digit in enumerate(digits):
            digits[place], carry = digit ^ carry, digit & carry  # noqa: PLW2901 - the carry goes on
        digits.append(carry)
        if len(digits) > len(bitmaps).bit_length():
            digits.pop()
    more = np.zeros_like(bitmaps[0])
    equal = ~more
    for place in range(len(digits) - 1, -1, -1):
        if k >> place & 1:
            equal = equal & digits[place]
        else:
            more = more | (equal & digits[place])
            equal = equal & ~digits[place]
    return None if k >> len(digits) else more | equal


def different(
    columns: list[npt.NDArray[np.uint64]], persons: int
) -> tuple[list[tuple[int, ...]], npt.NDArray[np.intp]]:
    """The different rows of ``columns``, and which of them each person has."""
    if not columns:
        return [()], np.zeros(persons, np.intp)
    if len(columns) == 1:
        values, inverse = np.unique(columns[0], return_inverse=True)
        return [(int(v),) for v in values], inverse
    together = np.stack(columns, axis=1)
    rows, inverse = np.unique(together, axis=0, return_inverse=True)
    return [tuple(map(int, row)) for row in rows], inverse.reshape(-1)
