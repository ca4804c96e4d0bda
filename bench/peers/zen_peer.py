"""zen-engine (GoRules): one compiled expression, whose value is the deciding rule of every objective."""

from __future__ import annotations

from collections.abc import Callable

import zen

from bench.problem import Problem

PACKAGE = "zen-engine"
RULES = True


def one(asked: Problem) -> Callable[[frozenset[str]], dict[str, str | None]]:
    """One person: every code is a name that is true or false."""
    name = {code: f"c{number}" for number, code in enumerate(asked.olds)}
    parts = []
    for objective in asked.objectives:
        text = "-1"
        for way in reversed(asked.choices[objective]):
            held = " and ".join(name[code] for code in sorted(way.codes))
            text = f"({held}) ? {asked.rules.index(way.rule)} : ({text})"
        parts.append(text)
    expression = zen.compile_expression(f"[{', '.join(parts)}]")

    def decide(codes: frozenset[str]) -> dict[str, str | None]:
        found = expression.evaluate({name[code]: code in codes for code in asked.olds})
        return {o: asked.rules[int(n)] for o, n in zip(asked.objectives, found, strict=True) if n >= 0}

    return decide
