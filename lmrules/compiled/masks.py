"""One person against all choices at once, as bits: the quicker way where the rules are not many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_

import attrs

from lmrules.compiled.counting import Counting
from lmrules.compiled.forward import Number
from lmrules.compiled.plan import compiled
from lmrules.model.model import ObjectiveId, Rule
from lmrules.prepared import Prepared

MOST_RULES = 1_000
"""With more rules than this, going forward from what is held is quicker, to compile and to decide."""

FEW = 12
"""Of an objective with more choices than this, they are tried until one is met."""

Granted = tuple[Rule, int]
"""The rule that decides, and the place of its transition."""


_Choice = tuple[int, Number, Granted]
"""A plain choice: its atoms, and what it gives for which objective."""


class _Refused(dict[int, int]):
    """Of eight atoms, by which of them somebody lacks (a byte): the choices, as bits, that need one of those.

    Worked out when first asked for; the same whoever asks, so that threads may share it.
    """

    def __init__(self, needing: Sequence[int]) -> None:
        self.needing = needing

    def __missing__(self, lacking: int) -> int:
        found = reduce(or_, (need for n, need in enumerate(self.needing) if lacking >> n & 1), 0)
        self[lacking] = found
        return found


class _Given(dict[int, Mapping[Number, Granted]]):
    """Of eight choices, by which of them are met (a byte): what they give; of one objective's the last."""

    def __init__(self, choices: Sequence[_Choice]) -> None:
        self.choices = choices

    def __missing__(self, met: int) -> Mapping[Number, Granted]:
        found = {number: given for n, (_, number, given) in enumerate(self.choices) if met >> n & 1}
        self[met] = found
        return found


class Bytewise:
    """Plain choices, of each objective the best one last, eight at a time."""

    def __init__(self, choices: Sequence[_Choice], atoms: int) -> None:
        needing = [
            sum(1 << n for n, (need, _, _) in enumerate(choices) if need >> a & 1) for a in range(atoms)
        ]
        self.all = (1 << len(choices)) - 1
        self.refused = [_Refused(needing[n : n + 8]) for n in range(0, atoms, 8)]
        self.given = [_Given(choices[n : n + 8]) for n in range(0, len(choices), 8)]

    def grants(self, lacking: int) -> dict[Number, Granted]:
        """What somebody is granted who lacks those atoms."""
        refused = 0
        for table, byte in zip(self.refused, lacking.to_bytes(len(self.refused), "little"), strict=True):
            refused |= table[byte]
        met = self.all & ~refused
        found: dict[Number, Granted] = {}
        for given, byte in zip(self.given, met.to_bytes(len(self.given), "little"), strict=True):
            found.update(given[byte])
        return found


_Alternatives = tuple[Number, int, tuple[tuple[int, Granted], ...]]
"""An objective of several choices: all atoms that take part; of each choice its atoms and what it gives."""
_Pools = tuple[Number, int, tuple[tuple[int, int, int, Granted], ...]]
"""The same where some choice has `k of`: its atoms, k, and the atoms it is of stand between."""


@attrs.frozen(eq=False)
class Masks:
    """The choices of a :class:`~lmrules.compiled.plan.Plan` as bits, for each era.

    ``few``: objectives with few plain choices; ``several`` and ``pools``: all others. ``every``: all atoms;
    ``bits``: every atom of an objective, in whatever transitions it counts.
    """

    counting: Counting
    few: tuple[Bytewise, ...]
    several: tuple[tuple[_Alternatives, ...], ...]
    pools: tuple[tuple[_Pools, ...], ...]
    bits: Mapping[Number, int]
    every: int

    @classmethod
    def of(cls, prepared: Prepared, number: Mapping[ObjectiveId, Number]) -> Masks | None:
        """``prepared`` as masks; None where the rules are many, or some objective's choices are."""
        if sum(len(step.granting) for step in prepared.steps) > MOST_RULES:
            return None
        plan = compiled(prepared)
        place = {step.transition.name: n for n, step in enumerate(prepared.steps)}
        few, several, pools = [], [], []
        for era in plan.eras:
            flat: list[_Choice] = []
            alternatives: list[_Alternatives] = []
            with_pools: list[_Pools] = []
            for objective, listed in era.of.items():
                if listed is None:
                    return None
                mine, touches = number[objective], era.touches[objective]
                given = [(c.support, (c.rule, place[c.transition])) for c in listed]
                if any(s.k for s, _ in given):
                    with_pools.append((mine, touches, tuple((s.all_of, s.k, s.among, g) for s, g in given)))
                elif len(given) <= FEW:
                    flat += [(support.all_of, mine, g) for support, g in reversed(given)]
                else:
                    alternatives.append((mine, touches, tuple((s.all_of, g) for s, g in given)))
            few.append(Bytewise(flat, len(plan.counting.number)))
            several.append(tuple(alternatives))
            pools.append(tuple(with_pools))
        bits: dict[Number, int] = {}
        for (objective, _), bit in plan.counting.number.items():
            bits[number[objective]] = bits.get(number[objective], 0) | 1 << bit
        every = reduce(or_, bits.values(), 0)
        return cls(plan.counting, tuple(few), tuple(several), tuple(pools), bits, every)

    def grants(self, era: int, held: int) -> dict[Number, Granted]:
        """What somebody of ``era`` who holds the atoms ``held`` is granted."""
        found = self.few[era].grants(self.every & ~held)
        for number, touches, alternatives in self.several[era]:
            if held & touches:
                for need, given in alternatives:
                    if held & need == need:
                        found[number] = given
                        break
        for number, touches, choices in self.pools[era]:
            if held & touches:
                for need, k, among, given in choices:
                    if held & need == need and (held & among).bit_count() >= k:
                        found[number] = given
                        break
        return found
