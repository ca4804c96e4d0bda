"""What follows outside from what a file says: ``exactMatch`` is symmetric and transitive, in SKOS and SSSOM.

From A = M, B = M and B = N a reader may conclude A = N. It is even true, but no rule says so, and nothing is
granted that no rule names. Where more would follow than is said, none of it is written as exact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import attrs

from lmrules.graphs import components
from lmrules.interchange.crosswalk import Match, Passage
from lmrules.interchange.words import not_exact
from lmrules.messages import Language
from lmrules.model.model import ObjectiveId


def without_entailed(passages: Sequence[Passage], lang: Language) -> tuple[Passage, ...]:
    """``passages`` with those exact matches narrow from which another would follow that is not there."""
    exact = [(p, m) for p in passages for m in p.matches if m.kind == "exact" and len(m.old) == 1]
    beside: dict[ObjectiveId, list[ObjectiveId]] = {}
    for _, match in exact:
        beside.setdefault(match.old[0], []).append(match.new)
        beside.setdefault(match.new, []).append(match.old[0])
    group = {one: number for number, members in enumerate(components(beside)) for one in members}
    sizes = Counter((number, one.set) for one, number in group.items())
    said = Counter((group[m.new], p.old, p.new) for p, m in exact)
    loose = {
        number
        for number in set(group.values())
        for p in passages
        if said[number, p.old, p.new] < sizes[number, p.old] * sizes[number, p.new]
    }

    def written(match: Match) -> Match:
        if match.kind != "exact" or group.get(match.new) not in loose or len(match.old) > 1:
            return match
        return attrs.evolve(match, kind="narrow", remark=not_exact(match.remark, lang))

    return tuple(attrs.evolve(p, matches=tuple(map(written, p.matches))) for p in passages)
