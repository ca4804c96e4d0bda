"""Did you mean: the known words nearest to a mistyped one."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable

_LOOK_ALIKE = str.maketrans({"0": "o", "O": "o", "1": "l", "I": "l", "|": "l"})
_CROWD = 1_000
_FURTHEST = 3
_MOST_LOOKED_AT = 2_000
_MOST_MEASURED = 50
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
    # What they begin and end with alike costs nothing, and is most of two long words.
    head = _alike(a, b)
    a, b = a[head:], b[head:]
    tail = _alike(a[::-1], b[::-1])
    a, b = a[: len(a) - tail], b[: len(b) - tail]
    far = limit + 1
    before: list[int] = []
    row = [min(j, far) for j in range(len(b) + 1)]
    for i, x in enumerate(a, 1):
        before, previous, row = row, before, [far] * (len(b) + 1)
        if i <= limit:
            row[0] = i
        # Further from the diagonal than this, more than ``limit`` letters are put in or left out.
        for j in range(max(1, i - limit), min(len(b), i + limit) + 1):
            y = b[j - 1]
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, previous[j - 2] + 1)
            row[j] = min(best, far)
        if min(row) > limit:
            return far
    return row[-1]


def _likely(mine: str, candidates: Iterable[str]) -> set[str]:
    """Of a crowd, those that begin or end as ``mine`` does, and that it is worth measuring the distance to.

    Measuring takes long, and thousands of wrong names may each be held up against thousands of right ones.
    """
    half = max(1, len(mine) // 2)
    head, tail, length = mine[:half], mine[-half:], len(mine)
    alike = []
    for candidate in candidates:
        if abs(len(candidate) - length) <= _FURTHEST:
            fold = candidate.casefold()
            if fold.startswith(head) or fold.endswith(tail):
                alike.append(candidate)
    if len(alike) > _MOST_LOOKED_AT:
        alike = sorted(alike)[:_MOST_LOOKED_AT]
    return set(heapq.nsmallest(_MOST_MEASURED, alike, key=lambda c: (_unlike(mine, c.casefold()), c)))


def _unlike(one: str, other: str) -> int:
    """In how many places two words differ: a first impression of how far apart they are."""
    return sum(x != y for x, y in zip(one, other, strict=False)) + abs(len(one) - len(other))


def _alike(one: str, other: str) -> int:
    """How many characters two words begin with alike."""
    differ = (i for i, (x, y) in enumerate(zip(one, other, strict=False)) if x != y)
    return next(differ, min(len(one), len(other)))


def nearest(word: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """At most ``most`` of ``known`` that ``word`` may have been meant as, nearest first."""
    limit = max(1, min(_FURTHEST, len(word) // 3))
    mine = folded(word)
    scored = []
    candidates = set(known) - {word}
    if len(candidates) > _CROWD:
        candidates = _likely(mine, candidates)
    for candidate in candidates:
        d = distance(mine, folded(candidate), limit)
        if d <= limit:
            scored.append((d, abs(len(candidate) - len(word)), candidate))
    scored.sort()
    # Only the nearest: a further one beside an exact look-alike is noise.
    return tuple(candidate for d, _, candidate in scored if d == scored[0][0])[:most]
