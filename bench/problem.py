"""A rulebook as the other engines are given it: for each objective, what to hold, best first.

Worked out here from the resolved rules alone, apart from ``lmrules.compiled``, so that two readings of the
rules must agree before anything is timed. Chains are written out, which the other engines gain from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import combinations, product
from typing import NamedTuple

from lmrules.api import Rulebook
from lmrules.model.model import AllOf, AnyOf, AtLeast, Expression, ObjectiveId


class Choice(NamedTuple):
    """Whoever holds all of ``codes`` is granted the objective by ``rule``."""

    codes: frozenset[str]
    rule: str


class Window(NamedTuple):
    """An approval of ``code`` counts from ``start`` and before ``end``."""

    code: str
    start: dt.date
    end: dt.date


class Problem(NamedTuple):
    """What is to be answered: ``choices`` of each objective of ``target``, best first.

    ``olds``: the codes that rules ask for, and all others that may count. ``windows``: the days on which
    approvals of ``olds`` and of ``objectives`` count. ``rules``: the names that can decide.
    """

    target: str
    objectives: tuple[str, ...]
    olds: tuple[str, ...]
    windows: tuple[Window, ...]
    choices: dict[str, tuple[Choice, ...]]
    rules: tuple[str, ...]


_LATE = dt.date(9999, 12, 31)


def problem(book: Rulebook) -> Problem:
    """``book`` for the one set that its approvals are transferred to; each code must be of one set only."""
    prepared = book.prepared()
    target = book.model.set_named[prepared.target]
    ways: dict[ObjectiveId, list[frozenset[str]]] = {}
    windows: dict[str, Window] = {}
    for step in prepared.steps:
        old = book.model.set_named[step.transition.old]
        end = min(old.end or _LATE, step.transition.day)
        for objective in old.objectives:
            ways.setdefault(objective.id, []).append(frozenset([objective.id.code]))
            windows[objective.id.code] = Window(objective.id.code, old.start or dt.date.min, end)
        found: dict[ObjectiveId, list[tuple[frozenset[str], int, str]]] = {}
        for rule in step.granting:
            for codes in _minimal(set(_ways(rule.old, ways))):
                found.setdefault(rule.new, []).append((codes, rule.order, rule.name))
        for new, choices in found.items():
            ways.setdefault(new, []).extend(codes for codes, _, _ in choices)
    olds = tuple(windows)
    for objective in target.objectives:
        windows[objective.id.code] = Window(
            objective.id.code, target.start or dt.date.min, target.end or _LATE
        )
    choices = {o.id.code: _best_first(found.get(o.id, [])) for o in target.objectives}
    names = tuple(dict.fromkeys(c.rule for listed in choices.values() for c in listed))
    return Problem(target.name, tuple(choices), olds, tuple(windows.values()), choices, names)


def _ways(expression: Expression, known: dict[ObjectiveId, list[frozenset[str]]]) -> Iterator[frozenset[str]]:
    match expression:
        case ObjectiveId():
            yield from known.get(expression, ())
        case AnyOf(parts):
            for part in parts:
                yield from _ways(part, known)
        case AllOf(parts):
            for chosen in product(*(list(_ways(part, known)) for part in parts)):
                yield frozenset().union(*chosen)
        case AtLeast(k, parts):
            for some in combinations(parts, k):
                yield from _ways(AllOf(tuple(some)), known)


def _minimal(sets: set[frozenset[str]]) -> list[frozenset[str]]:
    return [s for s in sets if not any(other < s for other in sets)]


def _best_first(found: list[tuple[frozenset[str], int, str]]) -> tuple[Choice, ...]:
    """Fewest approvals first, then the earliest rule; without those that can never be first."""
    kept: list[Choice] = []
    for codes, _, name in sorted(found, key=lambda c: (len(c[0]), c[1], sorted(c[0]))):
        if not any(before.codes <= codes for before in kept):
            kept.append(Choice(codes, name))
    return tuple(kept)
