"""An impact together with what it is shown with, and the bins of its distribution."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from lmrules.evaluate.holdings import RowProblem
from lmrules.impact import Impact
from lmrules.model.model import Objective, ObjectiveId, Rulebook

_MOST_BINS = 16


@attrs.frozen(kw_only=True)
class ImpactReport:
    """An :class:`~lmrules.impact.Impact` by ``book``; ``rejected`` are all rows that were not used."""

    book: Rulebook
    digest: str
    impact: Impact
    rejected: tuple[RowProblem, ...] = ()

    def objective(self, objective: ObjectiveId) -> Objective:
        """The objective itself, for its title."""
        return self.book.objective[objective]

    def bins(self) -> list[tuple[int, int, int]]:
        """How many persons have from so many to so many assessments: (first, last, persons)."""
        return bins(self.impact.distribution, len(self.impact.objectives))


def bins(distribution: Iterable[tuple[int, int]], most: int) -> list[tuple[int, int, int]]:
    """``distribution`` (number, persons) in equal bins from the least to the greatest, none left out.

    The bins are as narrow as they can be while they are few; ``most`` is the greatest number possible.
    """
    counts = dict(distribution)
    if not counts:
        return []
    low, high = min(counts), max(counts)
    width = next(w for w in _widths() if high // w - low // w < _MOST_BINS)
    found = []
    for first in range(low // width * width, high + 1, width):
        last = min(first + width - 1, most)
        found.append((first, last, sum(n for k, n in counts.items() if first <= k <= last)))
    return found


def _widths() -> Iterable[int]:
    ten = 1
    while True:
        yield from (ten, 2 * ten, 5 * ten)
        ten *= 10


def columns(lines: Sequence[Sequence[str]], right: Iterable[int]) -> list[str]:
    """``lines`` of cells as text in columns, those of ``right`` to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
    to_right = set(right)
    return [
        "  ".join(
            cell.rjust(width) if place in to_right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
