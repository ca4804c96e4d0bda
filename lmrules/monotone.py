"""Questions that a larger set never answers no where a smaller one answers yes: what rules ask is such.

So a set can be looked for from above: every set with a yes is above a least one, and one that contains none
of some known sets lacks a member of each.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, TypeVar

T = TypeVar("T", bound=Any)


class TooMany(Exception):
    """More sets would have to be asked about than the limit: it is not known."""


def another(
    yes: Callable[[frozenset[T]], bool], pool: frozenset[T], known: Collection[frozenset[T]], limit: int
) -> frozenset[T] | None:
    """A least subset of ``pool`` with a yes that contains none of the ``known`` sets; None: there is none.

    ``yes`` is monotone. From a set that contains a known one, a member of that one is taken away, each in
    turn: every set that is looked for stays below one of those, so none is missed. :class:`TooMany` where
    more than ``limit`` sets would have to be asked about.
    """
    todo = [pool]
    seen = {pool}
    for having in todo:  # grows while it is walked
        if not yes(having):
            continue
        inside = next((one for one in known if one <= having), None)
        if inside is None:
            return _least(yes, having)
        fewer = [having - {member} for member in sorted(inside)]
        todo += [one for one in fewer if one not in seen]
        seen.update(fewer)
        if len(seen) > limit:
            raise TooMany
    return None


def _least(yes: Callable[[frozenset[T]], bool], having: frozenset[T]) -> frozenset[T]:
    """A least subset of ``having`` with a yes; ``having`` has one."""
    for member in sorted(having):
        if yes(having - {member}):
            having -= {member}
    return having
