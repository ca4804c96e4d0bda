"""One person against all choices at once, as bits: the quicker way where the rules are not many."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from lmrules.compiled.counting import Counting
from lmrules.compiled.forward import Number
from lmrules.compiled.plan import compiled
from lmrules.model.model import ObjectiveId, Rule
from lmrules.prepared import Prepared

MOST_RULES = 1_000
"""With more rules than this, going forward from what is held is quicker, to compile and to decide."""

Granted = tuple[Rule, int]
"""The rule that decides, and the place of its transition."""


_Alternatives = tuple[Number, int, tuple[tuple[int, Granted], ...]]
"""An objective of several choices: all atoms that take part; of each choice its atoms and what it gives."""
_Pools = tuple[Number, int, tuple[tuple[int, int, int, Granted], ...]]
"""The same where some choice has `k of`: its atoms, k, and the atoms it is of stand between."""


@attrs.frozen(eq=False)
class Masks:
    """The choices of a :class:`~lmrules.compiled.plan.Plan` as bits, for each era.

    ``single``: atoms, objective and rule of objectives with one plain choice; ``several`` and ``pools``: all
    others. ``bits``: every atom of an
    objective, in whatever transitions it counts.
    """

    counting: Counting
    single: tuple[tuple[tuple[int, Number, Granted], ...], ...]
    several: tuple[tuple[_Alternatives, ...], ...]
    pools: tuple[tuple[_Pools, ...], ...]
    bits: Mapping[Number, int]

    @classmethod
    def of(cls, prepared: Prepared, number: Mapping[ObjectiveId, Number]) -> Masks | None:
        """``prepared`` as masks; None where the rules are many, or some objective's choices are."""
        if sum(len(step.granting) for step in prepared.steps) > MOST_RULES:
            return None
        plan = compiled(prepared)
        place = {step.transition.name: n for n, step in enumerate(prepared.steps)}
        single, several, pools = [], [], []
        for era in plan.eras:
            ones: list[tuple[int, Number, Granted]] = []
            alternatives: list[_Alternatives] = []
            with_pools: list[_Pools] = []
            for objective, listed in era.of.items():
                if listed is None:
                    return None
                mine, touches = number[objective], era.touches[objective]
                given = [(c.support, (c.rule, place[c.transition])) for c in listed]
                if any(s.k for s, _ in given):
                    with_pools.append((mine, touches, tuple((s.all_of, s.k, s.among, g) for s, g in given)))
                elif len(given) == 1:
                    ones.append((given[0][0].all_of, mine, given[0][1]))
                elif given:
                    alternatives.append((mine, touches, tuple((s.all_of, g) for s, g in given)))
            single.append(tuple(ones))
            several.append(tuple(alternatives))
            pools.append(tuple(with_pools))
        bits: dict[Number, int] = {}
        for (objective, _), bit in plan.counting.number.items():
            bits[number[objective]] = bits.get(number[objective], 0) | 1 << bit
        return cls(plan.counting, tuple(single), tuple(several), tuple(pools), bits)

    def grants(self, era: int, held: int) -> dict[Number, Granted]:
        """What somebody of ``era`` who holds the atoms ``held`` is granted."""
        found = {n: given for need, n, given in self.single[era] if held & need == need}
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
