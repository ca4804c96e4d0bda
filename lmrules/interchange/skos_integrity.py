"""Which mappings SKOS allows beside each other (its integrity conditions S27 and S46).

``related`` is disjoint with what is broader by any number of steps, and ``exactMatch``, which is symmetric
and transitive, with the other kinds.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import attrs

from lmrules.interchange.crosswalk import Crosswalk, Kind, Match
from lmrules.model.model import ObjectiveId

Mapping = tuple[ObjectiveId, Kind, ObjectiveId]


@attrs.frozen(eq=False, slots=False)
class Integrity:
    """The mappings of a crosswalk that may stand beside each other, in order, each from old to new."""

    mappings: tuple[Mapping, ...]

    @classmethod
    def of(cls, crosswalk: Crosswalk) -> Integrity:
        """The mappings of ``crosswalk``: exact ones first, then narrower and broader, then related."""
        matches = [match for passage in crosswalk.passages for match in passage.matches]
        single = [(m.old[0], m.kind, m.new) for m in matches if len(m.old) == 1]
        parts: list[Mapping] = [(o, "related", m.new) for m in matches if len(m.old) > 1 for o in m.old]
        pairs = {(old, new) for old, _, new in single}
        known = _Known()
        for old, kind, new in single:
            if kind == "exact":
                known.join(old, new)
        for old, kind, new in single:
            if kind in ("narrow", "broad") and not known.same(old, new):
                wide, small = (old, new) if kind == "narrow" else (new, old)
                known.narrower.setdefault(wide, set()).add(small)
        # A pair with a mapping of its own needs none as part of another.
        wanted = [*single, *(part for part in dict.fromkeys(parts) if (part[0], part[2]) not in pairs)]
        return cls(tuple(mapping for mapping in wanted if known.allows(*mapping)))

    def keeps(self, match: Match) -> bool:
        """Whether a match is mapped as it is; a joint one always is, by its association."""
        return len(match.old) > 1 or (match.old[0], match.kind, match.new) in self._allowed

    @cached_property
    def _allowed(self) -> frozenset[Mapping]:
        return frozenset(self.mappings)


@attrs.define(eq=False)
class _Known:
    """Classes of what is equal, and what is narrower than what."""

    above: dict[ObjectiveId, ObjectiveId] = attrs.field(factory=dict)
    narrower: dict[ObjectiveId, set[ObjectiveId]] = attrs.field(factory=dict)

    def root(self, one: ObjectiveId) -> ObjectiveId:
        while one in self.above:
            one = self.above[one]
        return one

    def join(self, one: ObjectiveId, other: ObjectiveId) -> None:
        if not self.same(one, other):
            self.above[self.root(one)] = self.root(other)

    def same(self, one: ObjectiveId, other: ObjectiveId) -> bool:
        return self.root(one) == self.root(other)

    def allows(self, old: ObjectiveId, kind: Kind, new: ObjectiveId) -> bool:
        if kind in ("exact", "unrelated"):
            return kind == "exact"
        apart = not self.same(old, new)
        return apart and (kind != "related" or (new not in self.below(old) and old not in self.below(new)))

    def below(self, one: ObjectiveId) -> set[ObjectiveId]:
        """Everything narrower than ``one``, by any number of steps."""
        return set(self._walk(one))

    def _walk(self, one: ObjectiveId) -> Iterator[ObjectiveId]:
        todo, seen = [one], {one}
        for step in todo:  # grows while it is walked
            for smaller in sorted(self.narrower.get(step, ())):
                yield smaller
                if smaller not in seen:
                    seen.add(smaller)
                    todo.append(smaller)
