"""Sets of approvals as bits, and what brings an expression about (:func:`lmrules.kernel.minimal_sets`).

The kernel lists minimal sets for one person's holdings. Here they are listed once for everybody, so the many
sets of `minst k av` stay one value as long as each of its objectives can be had in one way only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations
from math import comb

import attrs

from lmrules.model.model import AllOf, AnyOf, AtLeast, Expression, ObjectiveId, Rule

MOST_SUPPORTS = 1_000
"""How many supports of one objective are listed; one with more is left to the evaluator."""
_FEW = 12


class TooMany(Exception):
    """There are more than :data:`MOST_SUPPORTS` supports."""


@attrs.frozen
class Support:
    """What brings an objective about: every atom of ``all_of``, and any ``k`` of ``among`` (both bits)."""

    all_of: int
    k: int = 0
    among: int = 0

    def within(self, held: int) -> bool:
        """Whether someone who holds the atoms ``held`` has it."""
        return self.all_of & held == self.all_of and (self.among & held).bit_count() >= self.k

    @property
    def touches(self) -> int:
        """Every atom that takes part."""
        return self.all_of | self.among


Supports = dict[ObjectiveId, "list[Support] | None"]
"""The supports of each objective; None where they are too many."""


@attrs.frozen(eq=False, slots=False)
class Algebra:
    """Works out supports. ``owner``: the approval behind each atom, as a number in the order of the codes."""

    owner: Sequence[int]

    @cached_property
    def one_each(self) -> bool:
        """Whether every approval is one atom only (no set is left by two transitions)."""
        return len(set(self.owner)) == len(self.owner)

    def owners(self, atoms: int) -> frozenset[int]:
        """The approvals behind ``atoms``."""
        return frozenset(self.owner[bit] for bit in bits(atoms))

    def size(self, support: Support) -> int:
        """How many approvals it takes."""
        return len(self.owners(support.all_of)) + support.k

    # ------------------------------------------------------------------- expressions

    def of(self, expression: Expression, known: Supports) -> list[Support]:
        """The supports of ``expression``, given those of objectives; :class:`TooMany` where they are."""
        match expression:
            case ObjectiveId():
                found = known.get(expression, [])
                if found is None:
                    raise TooMany
                return found
            case AnyOf(parts):
                return least(s for part in parts for s in self.of(part, known))
            case AllOf(parts):
                return self.choose(len(parts), [self.of(part, known) for part in parts])
            case AtLeast(k, parts):
                return self.choose(k, [self.of(part, known) for part in parts])

    def choose(self, k: int, ways: Sequence[list[Support]]) -> list[Support]:
        """The supports of any ``k`` of the parts that ``ways`` brings about."""
        ways = [found for found in ways if found]
        if len(ways) < k:
            return []
        single = [found[0].all_of for found in ways if len(found) == 1 and not found[0].k]
        together = sum(single)
        alike = len(single) == len(ways) and all(atom.bit_count() == 1 for atom in single)
        if alike and together.bit_count() == len(ways) and self.one_each and comb(len(ways), k) > _FEW:
            return [Support(0, k, together)]
        if k * len(ways) > MOST_SUPPORTS:
            raise TooMany
        chosen: list[list[Support]] = [[Support(0)], *([] for _ in range(k))]
        for index, found in enumerate(ways):
            for n in range(min(k, index + 1), max(0, k - (len(ways) - index)), -1):
                more = (both for a in chosen[n - 1] for b in found for both in self.both(a, b))
                chosen[n] = least([*chosen[n], *more])
        return chosen[k]

    def both(self, one: Support, other: Support) -> Iterator[Support]:
        """What brings both about."""
        apart = not (one.k and (other.k or one.among & other.all_of))
        for first in (one,) if apart else self.listed(one):
            apart = not (other.k and (first.k or other.among & first.all_of))
            for second in (other,) if apart else self.listed(other):
                yield Support(first.all_of | second.all_of, first.k + second.k, first.among | second.among)

    def listed(self, support: Support) -> Iterator[Support]:
        """The same one by one, without any `k of`."""
        if comb(support.among.bit_count(), support.k) > MOST_SUPPORTS:
            raise TooMany
        for chosen in combinations(bits(support.among), support.k):
            yield Support(support.all_of | sum(1 << bit for bit in chosen))

    # ------------------------------------------------------------------- rules

    def through(self, rules: Sequence[Rule], start: Mapping[ObjectiveId, list[Support] | None]) -> Supports:
        """The supports of each objective by ``rules``, those of the old set being ``start``.

        :func:`lmrules.prepared.ways_through`, for everybody at once.
        """
        known: Supports = dict(start)
        changed = True
        while changed:
            changed = False
            for rule in rules:
                before = known.get(rule.new, [])
                if before is None:
                    continue
                try:
                    after: list[Support] | None = least([*before, *self.of(rule.old, known)])
                except TooMany:
                    after = None
                if after != before:
                    known[rule.new] = after
                    changed = True
        return known


def least(supports: Iterable[Support]) -> list[Support]:
    """``supports``, each once, without those that contain another; :class:`TooMany` where they are."""
    plain: list[int] = []
    pools: list[Support] = []
    for support in dict.fromkeys(supports):
        if support.k:
            pools.append(support)
        else:
            plain.append(support.all_of)
    kept: list[int] = []
    for atoms in sorted(plain, key=lambda a: (a.bit_count(), a)):
        if not any(smaller & atoms == smaller for smaller in kept):
            kept.append(atoms)
            if len(kept) > MOST_SUPPORTS:
                raise TooMany
    if len(pools) > MOST_SUPPORTS:
        raise TooMany
    pools.sort(key=lambda s: (s.k, s.all_of, s.among))
    return [*map(Support, kept), *(p for p in pools if not any(a & p.all_of == a for a in kept))]


def bits(atoms: int) -> Iterator[int]:
    """The numbers of the bits that are set, lowest first."""
    while atoms:
        low = atoms & -atoms
        yield low.bit_length() - 1
        atoms ^= low
