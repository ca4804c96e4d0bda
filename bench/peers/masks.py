"""The rules as integers, for those that are asked in SQL or as expressions on columns."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from bench.problem import Problem

MOST_BITS = 63
OUTCOMES = ("assessment", "approved", "transferred")


class Line(NamedTuple):
    """What a code counts as: a bit among the old ones or among the new ones, and when."""

    code: str
    old: int
    new: int
    start: dt.date
    end: dt.date


class Ways(NamedTuple):
    """One objective: the bit of its own approval, and the masks that grant it, best first."""

    objective: str
    approved: int
    masks: tuple[tuple[int, str], ...]


def lines(asked: Problem) -> list[Line]:
    """The codes; ``ValueError`` for more old or new ones than there are bits in a whole number."""
    if max(len(asked.olds), len(asked.objectives)) > MOST_BITS:
        raise ValueError("more codes than bits")
    old = {code: 1 << bit for bit, code in enumerate(asked.olds)}
    new = {code: 1 << bit for bit, code in enumerate(asked.objectives)}
    return [Line(w.code, old.get(w.code, 0), new.get(w.code, 0), w.start, w.end) for w in asked.windows]


def ways(asked: Problem) -> list[Ways]:
    """The objectives in order."""
    old = {code: 1 << bit for bit, code in enumerate(asked.olds)}
    return [
        Ways(o, 1 << bit, tuple((sum(old[c] for c in way.codes), way.rule) for way in asked.choices[o]))
        for bit, o in enumerate(asked.objectives)
    ]
