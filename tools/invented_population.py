# ruff: noqa: INP001 - a script, no package
"""Approvals of invented doctors, to try things on: the same for the same number and seed.

``python tools/invented_population.py RULES N [SEED]`` prints CSV. Nobody in it exists: persons are called
``OPPDIKTET-1`` and so on, and what they hold is drawn by chance. Each began on some day, has come some way
through the old sets of the rulebook, topic by topic, and has most of what comes early and little of what
comes late.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
import sys
from collections.abc import Iterator

import lmrules
from lmrules.model.model import ObjectiveSet

COLUMNS = ("person", "objective", "approved", "set", "status", "started")
_YEARS = 6
_LONGEST = 5 * 365
# Shares of persons and of rows: an approval of the new set already, a wrong date, an approval revoked.
_NEW, _MISDATED, _REVOKED = 0.1, 0.004, 0.005


def persons(book: lmrules.Rulebook, number: int, seed: int) -> Iterator[list[tuple[str, ...]]]:
    """The rows of each of ``number`` persons, as :data:`COLUMNS`."""
    chance = random.Random(seed)  # noqa: S311 - chance for examples
    target = book.target()
    sets = [s for s in book.model.sets if any(t.old == s.name for t in book.model.transitions)]
    change = max(t.day for t in book.model.transitions if t.new == target)
    new = book.model.set_named[target]
    for n in range(1, number + 1):
        began = change - dt.timedelta(days=chance.randrange(30, _YEARS * 365))
        pace = chance.betavariate(5, 2)
        rows = []
        for objectives in sets:
            rows += list(_approved(chance, objectives, began, change, pace))
        if chance.random() < _NEW:
            day = change + dt.timedelta(days=chance.randrange(200))
            rows.append((chance.choice(new.objectives).id.code, day, new.name, "approved"))
        if not rows:
            rows = [
                (sets[-1].objectives[0].id.code, change - dt.timedelta(days=1), sets[-1].name, "approved")
            ]
        yield [(f"OPPDIKTET-{n}", c, d.isoformat(), s, st, began.isoformat()) for c, d, s, st in rows]


def _approved(
    chance: random.Random, objectives: ObjectiveSet, began: dt.date, change: dt.date, pace: float
) -> Iterator[tuple[str, dt.date, str, str]]:
    """What somebody has had approved of one set while it was valid."""
    first, last = max(began, objectives.start or began), min(change, objectives.end or change)
    whole = len(objectives.objectives)
    for place, objective in enumerate(objectives.objectives):
        # Where in the years of training it comes, with some disorder.
        day = began + dt.timedelta(days=int((place / whole + chance.gauss(0, 0.15)) * _LONGEST))
        if not first <= day < last:
            # A few are dated wrongly, as happens.
            if first < last and chance.random() < _MISDATED:
                yield objective.id.code, last + dt.timedelta(days=40), objectives.name, "approved"
            continue
        if chance.random() < pace:
            status = "revoked" if chance.random() < _REVOKED else "approved"
            yield objective.id.code, day, objectives.name, status


def main() -> int:
    """Print the rows."""
    path, number, *seed = sys.argv[1:]
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    for rows in persons(lmrules.load(path), int(number), int(seed[0]) if seed else 1):
        writer.writerows(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
