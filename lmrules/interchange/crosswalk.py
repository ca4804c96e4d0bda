"""What every format says, as one value: which old objectives correspond to which new ones, and how.

The direction is fixed here and nowhere else: ``old`` is the source or subject, ``new`` the target or object.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal, TypeAlias

import attrs

from lmrules.diagnostics import Diagnostic
from lmrules.messages import Language
from lmrules.model.model import ObjectiveId
from lmrules.source import Span

Kind: TypeAlias = Literal["exact", "narrow", "broad", "related", "unrelated"]
"""How old (together) relates to new. ``exact``: equal. ``narrow``: the new one is contained in the old.
``broad``: the other way. ``related``: something in common. ``unrelated``: nothing. Only ``exact`` and
``narrow`` license a transfer."""

LICENSING: frozenset[Kind] = frozenset({"exact", "narrow"})

UNDATED = "undated"
"""The version of a set that says no day from which it is valid."""


@attrs.frozen(kw_only=True)
class Concept:
    """One objective: identity, and the short title its rulebook gives it."""

    id: ObjectiveId
    title: str = ""
    at: Span | None = attrs.field(default=None, eq=False, repr=False)


@attrs.frozen(kw_only=True)
class Scheme:
    """One objective set; ``start`` is its version."""

    name: str
    title: str = ""
    start: dt.date | None = None
    end: dt.date | None = None
    concepts: tuple[Concept, ...] = ()

    @property
    def version(self) -> str:
        """The version as formats carry it: the day from which the set is valid."""
        return self.start.isoformat() if self.start else UNDATED


@attrs.frozen(kw_only=True)
class Match:
    """One correspondence: all of ``old``, held together, against ``new``.

    ``rule`` names the rule that says so. ``claim`` is the relation as that rule words it, which may say more
    than ``kind`` where it licenses nothing. ``manual``: an expert has decided it. ``remark`` is written for
    people and not read back.
    """

    old: tuple[ObjectiveId, ...]
    new: ObjectiveId
    kind: Kind
    rule: str
    claim: str = ""
    manual: bool = True
    reasons: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    remark: str = attrs.field(default="", eq=False)
    at: Span | None = attrs.field(default=None, eq=False, repr=False)


@attrs.frozen(kw_only=True)
class Lone:
    """An objective that leads nowhere (`utgår`) or comes from nowhere (`nytt`)."""

    objective: ObjectiveId
    manual: bool = True
    reasons: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    at: Span | None = attrs.field(default=None, eq=False, repr=False)


@attrs.frozen(kw_only=True)
class Passage:
    """The correspondences of one transition, in force from ``day``; ``other_days``: what a file also says."""

    old: str
    new: str
    day: dt.date | None = None
    other_days: tuple[dt.date, ...] = ()
    matches: tuple[Match, ...] = ()
    retired: tuple[Lone, ...] = ()
    declared_new: tuple[Lone, ...] = ()


@attrs.frozen(kw_only=True)
class Crosswalk:
    """A whole file: the sets, and the transitions between them. ``digest`` is that of the rulebook."""

    name: str = ""
    title: str = ""
    digest: str = ""
    schemes: tuple[Scheme, ...] = ()
    passages: tuple[Passage, ...] = ()

    @property
    def titles(self) -> dict[ObjectiveId, str]:
        """The title of each objective."""
        return {concept.id: concept.title for scheme in self.schemes for concept in scheme.concepts}

    def scheme(self, name: str) -> Scheme:
        """The set called ``name``; ``KeyError`` if there is none."""
        for scheme in self.schemes:
            if scheme.name == name:
                return scheme
        raise KeyError(name)


@attrs.frozen
class Style:
    """How to write: what IRIs begin with, and the language of remarks."""

    base: str
    lang: Language = "nb"


@attrs.frozen
class Reading:
    """What a file says, and what is wrong with it."""

    crosswalk: Crosswalk
    found: tuple[Diagnostic, ...] = ()
