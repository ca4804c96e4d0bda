"""Generated rulebooks and proofs as nested lists of numbers: what the program extracted from Coq reads.

A case is ``[counts, scale, topics, objectives, transitions, rows, proofs]``:

- counts ``[topics, levels]``; topics from ``OWN`` on are objectives' own names (``OWN + objective``);
- scale ``[[low, high, equal], …]``; topics ``[[topic, [includes], [consists]], …]``;
- objectives ``[[set, [[topic, level], …]], …]``, numbered from 0;
- transitions ``[[name, old, new, day, [[judgement, [[topic, [topics]], …]], …], [rule, …]], …]``, where a rule
  is ``[name, expression, objective, [[relation, aspect], …], draft]``;
- an expression is an objective, or ``[1, …]`` (all), ``[2, …]`` (any), ``[3, k, …]`` (at least k);
- rows ``[[objective, day], …]``: one person's approvals;
- proofs: see :mod:`oracle_proofs`.
"""

from __future__ import annotations

import random
from typing import Any

Case = list[Any]
OWN = 20
"""The first topic that is an objective's own name."""

RELATIONS = ("≥", "≤", "=", ">", "<", "~", "≠")
GE, EQ, GT = 0, 2, 3
BOTH, CONTENT, COMPLEXITY = 0, 1, 2


def generated(seed: int) -> Case:
    """The case of a seed, without proofs: two to four sets, and transitions that mostly form a chain."""
    return _Maker(random.Random(seed)).case()


class _Maker:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.levels = chance.randint(2, 4)
        self.topics = chance.randint(3, 7)
        self.scale = self.steps()
        self.declared = [self.topic(t) for t in range(self.topics)]
        self.objectives: list[list[Any]] = []

    def often(self, percent: int) -> bool:
        return self.chance.randrange(100) < percent

    def some(self, of: list[int], low: int, high: int) -> list[int]:
        return self.chance.sample(of, min(len(of), self.chance.randint(low, high)))

    def steps(self) -> list[list[int]]:
        """Mostly a chain, with branches that cannot be compared, and now and then levels that are one."""
        made = []
        for high in range(1, self.levels):
            low = high - 1 if self.often(70) else self.chance.randrange(high)
            made.append([low, high, int(self.often(10))])
        return made

    def topic(self, t: int) -> list[Any]:
        later = list(range(t + 1, self.topics))
        if self.often(4):
            later = [
                u for u in range(self.topics) if u != t
            ]  # a ring, which the checks refuse, not the kernel
        kind = self.chance.randrange(4)
        includes = self.some(later, 1, 2) if kind == 1 or (kind >= 2 and self.often(15)) else []
        return [t, includes, self.some(later, 2, 3) if kind >= 2 else []]

    # ------------------------------------------------------------------------- objectives

    def requirement(self) -> list[int]:
        return [self.chance.randrange(self.topics), self.chance.randrange(self.levels)]

    def weaker(self, requirement: list[int]) -> list[int]:
        """A part at a lower level, mostly."""
        topic, level = requirement
        if topic < self.topics and self.often(50):
            topic = self.chance.choice([topic, *self.declared[topic][1], *self.declared[topic][2]])
        return [
            topic,
            self.chance.randint(0, level) if self.often(85) else self.chance.randrange(self.levels),
        ]

    def objective(self, in_set: int, before: list[int]) -> None:
        identity = len(self.objectives)
        if self.often(4):
            required = []
        elif self.often(8):
            required = [[OWN + identity, self.chance.randrange(self.levels)]]
        else:
            pool = (
                [r for o in self.some(before, 1, 2) for r in self.objectives[o][1]] if self.often(75) else []
            )
            required = [self.weaker(r) for r in pool if r[0] < OWN][: self.chance.randint(1, 3)]
            required = required or [self.requirement() for _ in range(self.chance.randint(1, 3))]
        unique = [r for i, r in enumerate(required) if r not in required[:i]]
        self.objectives.append([in_set, unique])

    # ------------------------------------------------------------------------- transitions

    def expression(self, among: list[int], depth: int) -> Any:
        kind = self.chance.randrange(4) if depth and len(among) > 1 else 0
        if kind == 0:
            return self.chance.choice(among)
        if kind == 3:
            parts: list[Any] = self.some(among, 2, 4)
            if self.often(20):
                parts[0] = self.expression(among, depth - 1)
            return [3, self.chance.randint(1, len(parts)), *parts]
        return [kind, *(self.expression(among, depth - 1) for _ in range(self.chance.randint(2, 3)))]

    def claims(self) -> list[list[int]]:
        if self.often(65):
            return [[GE, BOTH]]
        relation = (
            self.chance.choice((GE, EQ, GT)) if self.often(60) else self.chance.randrange(len(RELATIONS))
        )
        if self.often(30):
            return [[relation, CONTENT], [self.chance.choice((GE, GE, EQ, GT, 1)), COMPLEXITY]]
        return [[relation, self.chance.choice((BOTH, BOTH, CONTENT, COMPLEXITY))]]

    def rule(self, name: int, olds: list[int], news: list[int]) -> list[Any]:
        new = self.chance.choice(news)
        wanted = {tuple(r) for r in self.objectives[new][1]}
        near = [o for o in olds if {t for t, _ in map(tuple, self.objectives[o][1])} & {t for t, _ in wanted}]
        among = near if near and self.often(60) else list(olds)
        if self.often(25):
            among = [*among, *(n for n in news if n != new)]
        return [name, self.expression(among, 2), new, self.claims(), int(self.often(5))]

    def judgement(self, name: int, olds: list[int], news: list[int]) -> list[Any]:
        every = [*range(self.topics), *(OWN + o for o in (*olds, *news))]
        wanted = [t for o in news for t, _ in self.objectives[o][1]] if self.often(70) else []
        held = [t for o in olds for t, _ in self.objectives[o][1]] if self.often(70) else []
        clauses = [
            [self.chance.choice(wanted or every), self.some(sorted(set(held or every)), 1, 2)]
            for _ in range(self.chance.randint(1, 2))
        ]
        return [name, clauses]

    def transition(self, name: int, old: int, new: int) -> list[Any]:
        olds, news = self.of_set(old), self.of_set(new)
        judgements = [self.judgement(j, olds, news) for j in range(self.chance.choice((0, 0, 1, 2)))]
        rules = [self.rule(r, olds, news) for r in range(self.chance.randint(1, 4))]
        day = 10 * new + self.chance.randint(-4, 4) if self.often(65) else self.chance.randint(5, 30)
        return [name, old, new, day, judgements, rules]

    def of_set(self, wanted: int) -> list[int]:
        return [o for o, (of, _) in enumerate(self.objectives) if of == wanted]

    def case(self) -> Case:
        sets = self.chance.randint(2, 4)
        for s in range(sets):
            before = self.of_set(s - 1)
            for _ in range(self.chance.randint(2, 4)):
                self.objective(s, before)
        ways = [(s, s + 1) for s in range(sets - 1)]
        if sets > 2 and self.often(50):
            ways.append((0, sets - 1))
        transitions = [self.transition(n, *way) for n, way in enumerate(ways)]
        # Earlier ones first, as they lead to each other.
        transitions.sort(key=lambda t: t[2])
        held = [o for o, (s, _) in enumerate(self.objectives) if self.often(85 if s == 0 else 20)]
        rows = [[o, self.chance.randint(0, 12) + 10 * self.objectives[o][0]] for o in held]
        rows += [[o, self.chance.randint(0, 35)] for o in self.some(held, 0, 1)]
        return [[self.topics, self.levels], self.scale, self.declared, self.objectives, transitions, rows, []]
