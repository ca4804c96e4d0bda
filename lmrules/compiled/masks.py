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


_Target = tuple[Number, int, bool, tuple[tuple[int, int, int, Granted], ...]]
"""An objective of several choices, or of one with `k of`: all atoms that take part, whether any choice has
`k of`, and for each choice its atoms, k, the atoms it is of, and what it gives. A plain tuple: it is quicker."""


@attrs.frozen(eq=False)
class Masks:
    """The choices of a :class:`~lmrules.compiled.plan.Plan` as bits, for each era.

    ``single``: atoms, objective and rule of objectives with one plain choice. ``bits``: every atom of an
    objective, in whatever transitions it counts.
    """

    counting: Counting
    single: tuple[tuple[tuple[int, Number, Granted], ...], ...]
    others: tuple[tuple[_Target, ...], ...]
    bits: Mapping[Number, int]

    @classmethod
    def of(cls, prepared: Prepared, number: Mapping[ObjectiveId, Number]) -> Masks | None:
        """``prepared`` as masks; None where the rules are many, or some objective's choices are."""
        if sum(len(step.granting) for step in prepared.steps) > MOST_RULES:
            return None
        plan = compiled(prepared)
        place = {step.transition.name: n for n, step in enumerate(prepared.steps)}
        single, others = [], []
        for era in plan.eras:
            ones: list[tuple[int, Number, Granted]] = []
            rest: list[_Target] = []
            for objective, listed in era.of.items():
                if listed is None:
                    return None
                found = tuple(
                    (c.support.all_of, c.support.k, c.support.among, (c.rule, place[c.transition]))
                    for c in listed
                )
                if len(found) == 1 and not found[0][1]:
                    ones.append((found[0][0], number[objective], found[0][3]))
                elif found:
                    pools = any(k for _, k, _, _ in found)
                    rest.append((number[objective], era.touches[objective], pools, found))
            single.append(tuple(ones))
            others.append(tuple(rest))
        bits: dict[Number, int] = {}
        for (objective, _), bit in plan.counting.number.items():
            bits[number[objective]] = bits.get(number[objective], 0) | 1 << bit
        return cls(plan.counting, tuple(single), tuple(others), bits)

    def grants(self, era: int, held: int) -> dict[Number, Granted]:
        """What somebody of ``era`` who holds the atoms ``held`` is granted."""
        found = {n: given for need, n, given in self.single[era] if held & need == need}
        for number, touches, pools, choices in self.others[era]:
            if not held & touches:
                continue
            for all_of, k, among, given in choices:
                if held & all_of == all_of and (not pools or (held & among).bit_count() >= k):
                    found[number] = given
                    break
        return found
