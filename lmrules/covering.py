"""Every minimal set of old objectives that covers a new one: what could soundly be granted at all.

Cover is a closure under Horn clauses (``kernel.Theory``), so each topic can carry the minimal sets of
objectives from which it follows, and a clause passes on every union of one set from each of its needs. The
sets only shrink or grow in number within a finite family, so this ends; it is cut at :data:`MOST_COVERS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from lmrules.backwards import Backwards, backwards
from lmrules.kernel import Objectives, Theory, uncovered
from lmrules.model.model import ObjectiveId, Requirement
from lmrules.prepared import least_sets

MOST_COVERS = 200
"""How many minimal sets are kept for one topic, or one objective: many more than anyone would read."""


@attrs.frozen
class Covers:
    """The minimal sets that cover something, smallest first; ``whole``: these are all of them."""

    sets: tuple[Objectives, ...]
    whole: bool = True


@attrs.define(eq=False)
class Coverer:
    """What the objectives ``olds``, held in whatever numbers, cover in one theory."""

    theory: Theory
    olds: tuple[ObjectiveId, ...]
    back: Backwards
    known: dict[tuple[str, str], Covers] = attrs.field(factory=dict)

    @classmethod
    def of(cls, theory: Theory, olds: Iterable[ObjectiveId]) -> Coverer:
        """The coverer of ``olds`` in ``theory``."""
        held = tuple(olds)
        return cls(theory, held, backwards(theory, held))

    def objective(self, required: Sequence[Requirement]) -> Covers:
        """The minimal sets that cover all of ``required``; none where there are no requirements at all."""
        return together([self.requirement(r) for r in required]) if required else Covers(())

    def requirement(self, required: Requirement) -> Covers:
        """The minimal sets that cover one requirement."""
        key = (required.topic, required.level)
        if key not in self.known:
            self.known[key] = self._search(required)
        return self.known[key]

    def _search(self, required: Requirement) -> Covers:
        """The least fixpoint on sets, over the topics that ``required`` can rest on."""
        topics = self.back.rests_on(required.topic)
        labels = {topic: self._holding(topic, required.level) for topic in topics}
        whole = all(covers.whole for covers in labels.values())
        clauses = [clause for topic in topics for clause in self.back.clauses.get(topic, ())]
        needing: dict[str, list[int]] = {}
        for place, clause in enumerate(clauses):
            for need in clause.needs:
                needing.setdefault(need, []).append(place)
        changed = set(topics)
        while changed:
            touched, changed = changed, set()
            for place in sorted({place for topic in touched for place in needing.get(topic, ())}):
                clause = clauses[place]
                found = together([labels[need] for need in clause.needs])
                merged = _kept([*labels[clause.topic].sets, *found.sets])
                whole = whole and found.whole and merged.whole
                if merged.sets != labels[clause.topic].sets:
                    labels[clause.topic] = merged
                    changed.add(clause.topic)
        return attrs.evolve(labels[required.topic], whole=whole)

    def _holding(self, topic: str, level: str) -> Covers:
        within = self.theory.level_within
        return _kept(
            frozenset({old}) for old, held in self.back.holders.get(topic, ()) if within(level, held)
        )

    def covers(self, olds: Iterable[ObjectiveId], required: Iterable[Requirement]) -> bool:
        """Whether ``olds`` cover all of ``required``: the kernel's own word."""
        return not uncovered(self.theory, self.theory.of(olds), required)


def together(choices: Sequence[Covers]) -> Covers:
    """Every minimal union of one set from each of ``choices``."""
    whole = all(c.whole for c in choices)
    found = Covers((frozenset(),))
    for choice in sorted(choices, key=lambda c: len(c.sets)):
        found = _kept(a | b for a in found.sets for b in choice.sets)
        whole = whole and found.whole
    return attrs.evolve(found, whole=whole)


def _kept(sets: Iterable[Objectives]) -> Covers:
    least = least_sets(sets)
    return Covers(tuple(least[:MOST_COVERS]), len(least) <= MOST_COVERS)
