"""Bitmaps of approvals to answers: for every objective of the target set, who gets which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from lmrules.bulk.answers import Answer, Answers, by_choice, of_decision
from lmrules.bulk.bits import Bitmap, Held
from lmrules.bulk.lookup import WORD, Lookup
from lmrules.bulk.pieces import Places
from lmrules.compiled.choices import Choice
from lmrules.compiled.plan import Plan
from lmrules.compiled.supports import bits
from lmrules.model.model import ObjectiveId

Maps: TypeAlias = Sequence[Bitmap | None]
"""Who has each bit; None where nobody does."""


@attrs.frozen(eq=False)
class Verdicts:
    """The answers on one objective for the persons of a group, by number.

    Who is in a bitmap of ``given`` has that answer; ``asked`` are persons (by place) and the number of the
    answer of each; all others have ``otherwise``.
    """

    persons: int
    otherwise: int
    given: Mapping[int, Bitmap]
    asked: Sequence[tuple[Places, Places]]

    @property
    def numbers(self) -> set[int]:
        """The number of every answer that somebody may have."""
        return {self.otherwise, *self.given, *(n for _, asked in self.asked for n in asked.tolist())}

    def who(self) -> Iterator[tuple[int, Places]]:
        """Each answer but ``otherwise``, and the places of those who have it."""
        for number, bitmap in self.given.items():
            yield number, np.flatnonzero(np.unpackbits(bitmap, count=self.persons))
        for persons, numbers in self.asked:
            for number in np.unique(numbers).tolist():
                yield number, persons[numbers == number]

    def write(self, value: npt.NDArray[np.signedinteger], to: npt.NDArray[np.signedinteger]) -> None:
        """Write ``value``, one for each answer, to ``to``, one for each person.

        Answers of the same value are put together as bitmaps first: a bit costs far less than a number.
        """
        common = int(value[self.otherwise])
        of_value: dict[int, Bitmap] = {}
        for number, who in self.given.items():
            other = int(value[number])
            if other != common:
                of_value[other] = who | of_value[other] if other in of_value else who
        to[:] = common
        for other, who in of_value.items():
            ones = np.unpackbits(who, count=self.persons).view(np.int8).astype(to.dtype, copy=False)
            to += ones * to.dtype.type(other - common)
        for persons, numbers in self.asked:
            to[persons] = value.take(numbers)


@attrs.frozen(eq=False)
class _Listed:
    """A choice as bits: all of some, and any so many of others."""

    all_of: tuple[int, ...]
    k: int
    among: tuple[int, ...]
    answer: int
    ask: bool

    @classmethod
    def of(cls, choice: Choice, answer: int, *, detail: bool) -> _Listed:
        support = choice.support
        ask = detail and choice.approvals is None
        return cls(tuple(bits(support.all_of)), support.k, tuple(bits(support.among)), answer, ask)


@attrs.define(eq=False)
class Decider:
    """Decides for groups of persons. With ``detail`` the answers say approvals and what is missing."""

    plan: Plan
    lookup: Lookup
    detail: bool
    answers: Answers = attrs.field(init=False)
    _listed: list[dict[ObjectiveId, tuple[_Listed, ...] | None]] = attrs.field(init=False)
    _approved: tuple[int, ...] = attrs.field(init=False)
    _assessed: tuple[int, ...] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.answers = Answers(self.plan)
        number = self.answers.number
        self._assessed = tuple(number(Answer("assessment", reason)) for reason in self.plan.reasons)
        self._approved = tuple(
            number(Answer("approved", approvals=str(o) if self.detail else None)) for o in self.plan.targets
        )
        self._listed = [
            {o: None if found is None else self.listed(found) for o, found in era.of.items()}
            for era in self.plan.eras
        ]

    def listed(self, choices: Sequence[Choice]) -> tuple[_Listed, ...]:
        """The choices of one objective as bits."""
        number = self.answers.number
        return tuple(_Listed.of(c, number(by_choice(c)), detail=self.detail) for c in choices)

    def decide(self, held: Held) -> list[Verdicts]:
        """The answers for the persons of ``held`` on each target objective, in the order declared."""
        eras = list(eras_of(held))
        maps = [held.bitmap(bit) for bit in range(self.lookup.bits)]
        found = []
        for place, objective in enumerate(self.plan.targets):
            given: dict[int, Bitmap] = {}
            asked = []
            for era, who in eras:
                asked += [
                    self.ask(held, era, some, objective)
                    for some in self.objective(maps, era, who, place, given)
                    if some.any()
                ]
            found.append(Verdicts(held.persons, self._assessed[place], given, asked))
        return found

    def objective(
        self, maps: Maps, era: int, who: Bitmap, place: int, given: dict[int, Bitmap]
    ) -> Iterator[Bitmap]:
        """Add to ``given`` the answers on one objective for ``who``, all of ``era``; whom to ask of."""
        objective = self.plan.targets[place]
        new = maps[self.lookup.new_bits[objective]]
        undecided = who
        if new is not None:
            add(given, self._approved[place], who & new)
            undecided = who & ~new
        listed = self._listed[era][objective]
        if listed is None:
            yield undecided
            return
        for choice in listed:
            found = within(maps, choice)
            if found is None:
                continue
            found = found & undecided
            if not found.any():
                continue
            undecided = undecided ^ found
            if choice.ask:
                yield found
            else:
                add(given, choice.answer, found)
        if self.detail and self.plan.reasons[place] == "incomplete":
            yield undecided

    def ask(self, held: Held, era: int, who: Bitmap, objective: ObjectiveId) -> tuple[Places, Places]:
        """Ask the evaluator, once for each set of approvals that anybody of ``who`` has."""
        persons = np.flatnonzero(np.unpackbits(who, count=held.persons))
        touches = self.plan.eras[era].touches[objective]
        there = [number for number, words in enumerate(held.words) if words is not None]
        columns = [
            held.words[number][persons] & np.uint64(touches >> WORD * number & (2**WORD - 1))  # type: ignore[index]
            for number in there
        ]
        patterns, inverse = different(columns, len(persons))
        answers = []
        for pattern in patterns:
            atoms = sum(word << WORD * number for word, number in zip(pattern, there, strict=True))
            answer = of_decision(self.plan.decision(era, objective, atoms))
            if not self.detail:
                answer = attrs.evolve(answer, approvals=None, complete_with=None)
            answers.append(self.answers.number(answer))
        return persons, np.array(answers, dtype=np.intp)[inverse]


def eras_of(held: Held) -> Iterator[tuple[int, Bitmap]]:
    """Each era that persons are of, and who they are."""
    if isinstance(held.eras, int):
        yield held.eras, np.packbits(np.ones(held.persons, np.bool_))
        return
    for era in np.unique(held.eras).tolist():
        yield era, np.packbits(held.eras == era)


def add(given: dict[int, Bitmap], answer: int, who: Bitmap) -> None:
    """Give ``answer`` to everybody of ``who`` too."""
    before = given.get(answer)
    given[answer] = who if before is None else before | who


def within(maps: Maps, choice: _Listed) -> Bitmap | None:
    """Who has what a choice asks for; None where nobody has."""
    found: Bitmap | None = None
    for bit in choice.all_of:
        bitmap = maps[bit]
        if bitmap is None:
            return None
        found = bitmap if found is None else found & bitmap
    if choice.k:
        some = any_of(choice.k, [b for b in (maps[bit] for bit in choice.among) if b is not None])
        if some is None:
            return None
        found = some if found is None else found & some
    return found


def any_of(k: int, bitmaps: list[Bitmap]) -> Bitmap | None:
    """Who is in at least ``k`` of ``bitmaps``, counted for everybody at once, in binary; None: nobody.

    ``digits`` are the binary digits of everybody's count, lowest first; a bitmap is added by carrying.
    """
    if len(bitmaps) < k:
        return None
    digits: list[Bitmap] = []
    for carry in bitmaps:
        for place, digit in enumerate(digits):
            digits[place], carry = digit ^ carry, digit & carry  # noqa: PLW2901 - the carry goes on
        if len(digits) < len(bitmaps).bit_length():
            digits.append(carry)
    equal = ~np.zeros_like(bitmaps[0])
    more = ~equal
    for place in range(len(digits) - 1, -1, -1):
        if k >> place & 1:
            equal = equal & digits[place]
        else:
            more = more | (equal & digits[place])
            equal = equal & ~digits[place]
    return more | equal


def different(
    columns: list[npt.NDArray[np.uint64]], persons: int
) -> tuple[list[tuple[int, ...]], npt.NDArray[np.intp]]:
    """The different rows of ``columns``, and which of them each person has."""
    if not columns:
        return [()], np.zeros(persons, np.intp)
    rows, inverse = np.unique(np.stack(columns, axis=1), axis=0, return_inverse=True)
    return [tuple(map(int, row)) for row in rows], inverse.reshape(-1)
