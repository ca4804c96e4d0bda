"""Which mappings SKOS allows beside each other.

Its condition S27: ``related`` is disjoint with what is broader by any number of steps. S46, on what is
exact, holds already: :mod:`~lmrules.interchange.entailment` leaves no pair of one class that is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lmrules.interchange.crosswalk import Crosswalk, Kind
from lmrules.model.model import ObjectiveId

Mapped = tuple[ObjectiveId, Kind, ObjectiveId]


def mappings(crosswalk: Crosswalk) -> Iterator[Mapped]:
    """The mappings of ``crosswalk``, each from old to new: those of its matches, then of parts of joint ones.

    What is related, and yet narrower or broader through others, is left out.
    """
    matches = [match for passage in crosswalk.passages for match in passage.matches]
    single: list[Mapped] = [(m.old[0], m.kind, m.new) for m in matches if len(m.old) == 1]
    parts: list[Mapped] = [(o, "related", m.new) for m in matches if len(m.old) > 1 for o in m.old]
    pairs = {(old, new) for old, _, new in single}
    narrower: dict[ObjectiveId, set[ObjectiveId]] = {}
    for old, kind, new in single:
        if kind in ("narrow", "broad"):
            wide, small = (old, new) if kind == "narrow" else (new, old)
            narrower.setdefault(wide, set()).add(small)
    for old, kind, new in single:
        if kind not in ("related", "unrelated") or (kind == "related" and _apart(old, new, narrower)):
            yield old, kind, new
    for old, kind, new in dict.fromkeys(parts):
        # A pair with a mapping of its own needs none as part of another.
        if (old, new) not in pairs and _apart(old, new, narrower):
            yield old, kind, new


def _apart(one: ObjectiveId, other: ObjectiveId, narrower: Mapping[ObjectiveId, set[ObjectiveId]]) -> bool:
    return other not in _below(one, narrower) and one not in _below(other, narrower)


def _below(one: ObjectiveId, narrower: Mapping[ObjectiveId, set[ObjectiveId]]) -> set[ObjectiveId]:
    """Everything narrower than ``one``, by any number of steps."""
    found: set[ObjectiveId] = set()
    todo = [one]
    while todo:
        more = narrower.get(todo.pop(), set()) - found
        found |= more
        todo += more
    return found
