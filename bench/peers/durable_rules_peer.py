"""durable_rules: forward chaining on facts. A fact has every code held; each way is a rule on it."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

from durable import lang

from bench.problem import Problem

PACKAGE = "durable_rules"
RULES = True


def one(asked: Problem) -> Callable[[frozenset[str]], dict[str, str | None]]:
    """One person: one fact asserted, and taken back afterwards."""
    name = {code: f"c{number}" for number, code in enumerate(asked.olds)}
    found: dict[str, int] = {}

    def noted(objective: str, place: int) -> Callable[[Any], None]:
        def act(_: Any) -> None:
            found[objective] = min(place, found.get(objective, place))

        return act

    with lang.ruleset("transfer"):
        for objective in asked.objectives:
            for place, way in enumerate(asked.choices[objective]):
                tests = [getattr(lang.m, name[code]) == 1 for code in sorted(way.codes)]
                lang.when_all(reduce(lambda a, b: a & b, tests))(noted(objective, place))

    def decide(codes: frozenset[str]) -> dict[str, str | None]:
        found.clear()
        fact = {name[code]: 1 for code in codes}
        if fact:
            lang.assert_fact("transfer", fact)
            lang.retract_fact("transfer", fact)
        return {o: asked.choices[o][place].rule for o, place in found.items()}

    return decide
