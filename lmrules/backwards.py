"""A theory read backwards: what a topic can follow from, and which objectives hold it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from lmrules.kernel import Clause, Theory
from lmrules.model.model import ObjectiveId


@attrs.frozen(eq=False)
class Backwards:
    """The clauses that give each topic, and the objectives (with their levels) that hold it."""

    clauses: Mapping[str, tuple[Clause, ...]]
    holders: Mapping[str, tuple[tuple[ObjectiveId, str], ...]]

    def rests_on(self, topic: str) -> list[str]:
        """``topic`` and every topic that takes part in some way of covering it."""
        todo, seen = [topic], {topic}
        for t in todo:  # grows while it is walked
            for clause in self.clauses.get(t, ()):
                new = [need for need in clause.needs if need not in seen]
                seen.update(new)
                todo += new
        return todo


def backwards(theory: Theory, objectives: Iterable[ObjectiveId]) -> Backwards:
    """``theory`` read backwards, down to what ``objectives`` hold."""
    holders: dict[str, list[tuple[ObjectiveId, str]]] = {}
    for objective in objectives:
        for r in theory.requirements.get(objective, ()):
            holders.setdefault(r.topic, []).append((objective, r.level))
    by_head: dict[str, list[Clause]] = {}
    # A clause stands under each of its needs, so it is met several times.
    for clause in dict.fromkeys(c for clauses in theory.clauses.values() for c in clauses):
        by_head.setdefault(clause.topic, []).append(clause)
    return Backwards(
        {topic: tuple(clauses) for topic, clauses in by_head.items()},
        {topic: tuple(held) for topic, held in holders.items()},
    )
