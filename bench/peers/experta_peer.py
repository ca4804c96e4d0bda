"""experta: CLIPS in Python. Each way is a rule on facts.

Its last release rests on a frozendict that Python 3.10 broke: ``collections.Mapping`` is put back first.
"""

from __future__ import annotations

import collections
import collections.abc
from collections.abc import Callable
from typing import Any

if not hasattr(collections, "Mapping"):
    collections.Mapping = collections.abc.Mapping  # type: ignore[attr-defined]

from experta import Fact, KnowledgeEngine, Rule

from bench.problem import Problem

PACKAGE = "experta"
RULES = True


def one(asked: Problem) -> Callable[[frozenset[str]], dict[str, str | None]]:
    """One person: reset, a fact for each code, run."""
    found: dict[str, int] = {}

    def noted(objective: str, place: int) -> Callable[[Any], None]:
        def act(self: Any) -> None:  # noqa: ARG001 - experta calls it with the engine
            found[objective] = min(place, found.get(objective, place))

        act.__name__ = act.__qualname__ = f"{objective}_{place}".replace("-", "_")
        return act

    rules = {
        f"w{o}_{place}": Rule(*(Fact(code=code) for code in sorted(way.codes)))(noted(objective, place))
        for o, objective in enumerate(asked.objectives)
        for place, way in enumerate(asked.choices[objective])
    }
    engine = type("Transfer", (KnowledgeEngine,), rules)()

    def decide(codes: frozenset[str]) -> dict[str, str | None]:
        found.clear()
        engine.reset()
        for code in codes:
            engine.declare(Fact(code=code))
        engine.run()
        return {o: asked.choices[o][place].rule for o, place in found.items()}

    return decide
