"""Gathers what the rows of a file say into one crosswalk, in the order they say it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import attrs

from lmrules.interchange.crosswalk import Concept, Crosswalk, Lone, Match, Passage, Scheme
from lmrules.model.model import ObjectiveId
from lmrules.source import Span


@attrs.define
class _Set:
    title: str = ""
    start: dt.date | None = None
    end: dt.date | None = None
    concepts: dict[str, tuple[str, Span | None]] = attrs.field(factory=dict)


@attrs.define
class _Way:
    days: dict[dt.date, None] = attrs.field(factory=dict)
    matches: list[Match] = attrs.field(factory=list)
    retired: list[Lone] = attrs.field(factory=list)
    declared_new: list[Lone] = attrs.field(factory=list)


@attrs.define
class Gatherer:
    """A crosswalk in the making."""

    name: str = ""
    title: str = ""
    sets: dict[str, _Set] = attrs.field(factory=dict)
    ways: dict[tuple[str, str], _Way] = attrs.field(factory=dict)

    def scheme(
        self, name: str, start: dt.date | None = None, end: dt.date | None = None, title: str = ""
    ) -> None:
        """A set, and what is known of it so far."""
        known = self.sets.setdefault(name, _Set())
        known.start = known.start or start
        known.end = known.end or end
        known.title = known.title or title

    def concepts(self, objectives: Iterable[ObjectiveId], title: str = "", at: Span | None = None) -> None:
        """Objectives of a set; a title is that of one objective."""
        for objective in objectives:
            known = self.sets.setdefault(objective.set, _Set()).concepts
            before, place = known.get(objective.code, ("", at))
            known[objective.code] = (before or title, place)

    def way(self, old: str, new: str, day: dt.date | None = None) -> _Way:
        """The transition between two sets, to add to."""
        way = self.ways.setdefault((old, new), _Way())
        if day is not None:
            way.days[day] = None
        return way

    def match(self, match: Match, day: dt.date | None = None) -> None:
        """A correspondence, between the sets that its objectives are of."""
        self.concepts((*match.old, match.new), at=match.at)
        self.way(match.old[0].set, match.new.set, day).matches.append(match)

    def crosswalk(self) -> Crosswalk:
        """All of it."""
        return Crosswalk(
            name=self.name,
            title=self.title,
            schemes=tuple(
                Scheme(
                    name=name,
                    title=known.title,
                    start=known.start,
                    end=known.end,
                    concepts=tuple(
                        Concept(id=ObjectiveId(name, code), title=title, at=at)
                        for code, (title, at) in known.concepts.items()
                    ),
                )
                for name, known in self.sets.items()
            ),
            passages=tuple(
                Passage(
                    old=old,
                    new=new,
                    day=next(iter(way.days), None),
                    other_days=tuple(way.days)[1:],
                    matches=tuple(way.matches),
                    retired=tuple(way.retired),
                    declared_new=tuple(way.declared_new),
                )
                for (old, new), way in self.ways.items()
            ),
        )
