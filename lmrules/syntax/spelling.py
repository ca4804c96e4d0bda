"""Did you mean: the known words nearest to a mistyped one."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LOOK_ALIKE = str.maketrans({"0": "o", "O": "o", "1": "l", "I": "l", "|": "l"})
_DASHES = re.compile(r"[-_.\u2010-\u2015\u2212\s]+")


def folded(word: str) -> str:
    """``word`` with case, dashes and look-alike letters (O and 0, I and l and 1) made the same."""
    return _DASHES.sub("-", word.translate(_LOOK_ALIKE).casefold())


def distance(a: str, b: str, limit: int) -> int:
    """Edits (insert, delete, replace, swap neighbours) from ``a`` to ``b``; ``limit + 1`` when more.

    The restricted Damerau-Levenshtein distance.
    """
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, previous, row = row, before, [i]
        for j, y in enumerate(b, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, previous[j - 2] + 1)
            row.append(best)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def nearest(word: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """At most ``most`` of ``known`` that ``word`` may have been meant as, nearest first."""
    limit = max(1, min(3, len(word) // 3))
    mine = folded(word)
    scored = []
    for candidate in set(known) - {word}:
        d = distance(mine, folded(candidate), limit)
        if d <= limit:
            scored.append((d, abs(len(candidate) - len(word)), candidate))
    scored.sort()
    # Only the nearest: a further one beside an exact look-alike is noise.
    return tuple(candidate for d, _, candidate in scored if d == scored[0][0])[:most]
