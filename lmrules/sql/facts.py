"""What the query has written into it: the plan's answers as rows of small tables, with no SQL yet.

Everything here is read off a :class:`~lmrules.compiled.plan.Plan`; nothing has an opinion of its own. Eras
and periods that give the same answer are joined, so that the tables stay as small as the rulebook allows.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import TypeVar

import attrs

from lmrules.compiled.choices import Choice
from lmrules.compiled.plan import Plan
from lmrules.compiled.supports import bits
from lmrules.evaluate.results import Outcome, Reason
from lmrules.model.model import ObjectiveId
from lmrules.sql.errors import TooManyWays

BITS = 62
"""How many atoms stand in one word, so that it fits a signed 64-bit whole number everywhere."""
_ONE_DAY = dt.timedelta(days=1)

K = TypeVar("K", bound=Hashable)


@attrs.frozen
class Eras:
    """The persons something is for: those of the eras ``first`` to ``last``."""

    first: int
    last: int


@attrs.frozen
class Counts:
    """Approvals of ``objective`` from ``first`` until before ``until`` (None: no limit) count as ``atom``."""

    objective: ObjectiveId
    first: dt.date | None
    until: dt.date | None
    eras: Eras
    atom: int


@attrs.frozen
class Several:
    """From ``first`` until before ``until`` a row with ``code`` and no set could be of several sets."""

    code: str
    first: dt.date | None
    until: dt.date | None
    eras: Eras


@attrs.frozen
class Way:
    """One way to an outcome for the target with this number; of those that are met, the first decides.

    It is met by whoever has all the atoms ``all_of`` and ``k`` of ``among``.
    """

    target: int
    outcome: Outcome
    rule: str | None
    transition: str | None
    all_of: tuple[int, ...]
    k: int
    among: tuple[int, ...]
    eras: Eras


@attrs.frozen
class Facts:
    """The small tables. ``starts``: the first day of each era but the first (the last is of no cohort).

    ``atoms`` has the objective of each atom, and the transition that it counts in, if that is not all.
    ``bit`` says where an atom that matters stands among all that a person holds: which word, and its bit.
    """

    starts: tuple[dt.date, ...]
    counts: tuple[Counts, ...]
    several: tuple[Several, ...]
    ways: tuple[Way, ...]
    targets: tuple[tuple[ObjectiveId, Reason], ...]
    atoms: Mapping[int, str]
    bit: Mapping[int, tuple[int, int]]
    sets: tuple[str, ...]

    @property
    def words(self) -> int:
        """How many words it takes to hold every atom that matters."""
        return -(-len(self.bit) // BITS)

    def mask(self, atoms: Iterable[int]) -> tuple[int, ...]:
        """``atoms`` as bits, a number for each word."""
        found = [0] * self.words
        for word, bit in (self.bit[atom] for atom in atoms):
            found[word] |= bit
        return tuple(found)


def facts(plan: Plan) -> Facts:
    """What ``plan`` says; :class:`TooManyWays` where it does not say it all."""
    new = {o: len(plan.counting.atoms) + n for n, o in enumerate(plan.targets)}
    ways = (*_approved(plan, new), *_granted(plan))
    wanted = {atom for way in ways for atom in (*way.all_of, *way.among)}
    return Facts(
        starts=tuple(day + _ONE_DAY for day in plan.counting.eras if day is not None),
        counts=tuple(c for c in _counts(plan, new) if c.atom in wanted),
        several=tuple(_several(plan)),
        ways=tuple(sorted(ways, key=lambda w: w.target)),
        targets=tuple(zip(plan.targets, plan.reasons, strict=True)),
        atoms=_names(plan) | {atom: str(objective) for objective, atom in new.items()},
        bit={atom: (n // BITS, 1 << n % BITS) for n, atom in enumerate(sorted(wanted))},
        sets=tuple(s.name for s in plan.prepared.book.sets),
    )


def _names(plan: Plan) -> dict[int, str]:
    """What each atom is called: its objective, and its transition where the set is left by several."""
    steps = [step.transition for step in plan.prepared.steps]
    left = [step.old for step in steps]
    return {
        number: f"{objective} ({steps[place].name})" if left.count(objective.set) > 1 else str(objective)
        for number, (objective, place) in enumerate(plan.counting.atoms)
    }


# ------------------------------------------------------------------------- what rows count as


def _counts(plan: Plan, new: Mapping[ObjectiveId, int]) -> Iterator[Counts]:
    for objectives in plan.prepared.book.sets:
        for objective in objectives.objectives:
            identity = objective.id

            def held(era: int, period: int, identity: ObjectiveId = identity) -> tuple[int, ...]:
                one = plan.counting.at(era, identity.set, identity.code, "approved", period)
                if one.disposition is not None:
                    return ()
                return (new[identity],) if identity in new else tuple(bits(one.atoms))

            for atom, first, until, eras in _stretches(plan, held):
                yield Counts(identity, first, until, eras, atom)


def _several(plan: Plan) -> Iterator[Several]:
    """The codes without a set that could be of several sets, and when."""
    sets_with = Counter(o.id.code for s in plan.prepared.book.sets for o in s.objectives)
    for code in sorted(code for code, sets in sets_with.items() if sets > 1):

        def unclear(era: int, period: int, code: str = code) -> tuple[bool, ...]:
            return (True,) if plan.counting.at(era, None, code, "approved", period).several else ()

        for _, first, until, eras in _stretches(plan, unclear):
            yield Several(code, first, until, eras)


def _stretches(
    plan: Plan, of: Callable[[int, int], tuple[K, ...]]
) -> list[tuple[K, dt.date | None, dt.date | None, Eras]]:
    """Each mark that ``of`` gives in some era and period, with the days and the eras that have it."""
    periods = range(len(plan.counting.periods) + 1)
    found: dict[tuple[K, dt.date | None, dt.date | None], list[int]] = {}
    for era in range(len(plan.counting.eras)):
        marks = [of(era, period) for period in periods]
        for mark in dict.fromkeys(m for here in marks for m in here):
            for first, last in runs(p for p in periods if mark in marks[p]):
                days = plan.counting.periods
                key = (
                    mark,
                    days[first - 1] if first else None,
                    days[last] if last < len(days) else None,
                )
                found.setdefault(key, []).append(era)
    return [(*key, Eras(*run)) for key, eras in found.items() for run in runs(eras)]


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """The stretches of ``numbers`` (rising) that follow upon each other, as first and last."""
    listed = list(numbers)
    if not listed:
        return []
    breaks = [(a, b) for a, b in pairwise(listed) if b != a + 1]
    firsts = [listed[0], *(b for _, b in breaks)]
    lasts = [*(a for a, _ in breaks), listed[-1]]
    return list(zip(firsts, lasts, strict=True))


# ------------------------------------------------------------------------- what brings a target about


def _approved(plan: Plan, new: Mapping[ObjectiveId, int]) -> Iterator[Way]:
    """Whoever has an approval of the target itself: before any rule, in every era."""
    eras = Eras(0, len(plan.eras) - 1)
    for number, objective in enumerate(plan.targets):
        yield Way(number, "approved", None, None, (new[objective],), 0, (), eras)


def _granted(plan: Plan) -> Iterator[Way]:
    """The choices of each target, best first, joined where eras that follow upon each other have the same."""
    for number, objective in enumerate(plan.targets):
        listed = [_listed(plan, era, objective) for era in range(len(plan.eras))]
        for choices in dict.fromkeys(listed):
            for run in runs(era for era, mine in enumerate(listed) if mine == choices):
                for choice in choices:
                    yield _way(number, choice, Eras(*run))


def _listed(plan: Plan, era: int, objective: ObjectiveId) -> tuple[Choice, ...]:
    found = plan.eras[era].of[objective]
    if found is None:
        granting = plan.eras[era].granting
        names = [
            rule.name
            for step in plan.prepared.last
            for rule in granting.rules[step.transition.name].get(objective, ())
        ]
        raise TooManyWays(objective, list(dict.fromkeys(names)))
    return found


def _way(target: int, choice: Choice, eras: Eras) -> Way:
    support = choice.support
    all_of, among = tuple(bits(support.all_of)), tuple(bits(support.among))
    if not all_of and not support.k:
        raise AssertionError("a way that takes nothing")
    return Way(target, "transferred", choice.rule.name, choice.transition, all_of, support.k, among, eras)
