"""datalogic: JSONLogic, compiled in Rust. One rule whose value is the deciding rule of every objective."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from datalogic_py import Engine

from bench.problem import Problem

PACKAGE = "datalogic-py"
RULES = True


def _logic(asked: Problem) -> list[Any]:
    made: list[Any] = []
    for objective in asked.objectives:
        branches: list[Any] = []
        for way in asked.choices[objective]:
            olds = [{"var": code} for code in sorted(way.codes)]
            branches += [{"and": olds} if len(olds) > 1 else olds[0], asked.rules.index(way.rule)]
        made.append({"if": [*branches, None]} if branches else None)
    return made


def one(asked: Problem) -> Callable[[frozenset[str]], dict[str, str | None]]:
    """One person, as Python values in and out: twice as fast as by JSON text."""
    rule = Engine().compile(_logic(asked))
    named = [*asked.rules]

    def decide(codes: frozenset[str]) -> dict[str, str | None]:
        found = rule.evaluate(dict.fromkeys(codes, True))
        return {o: named[n] for o, n in zip(asked.objectives, found, strict=True) if n is not None}

    return decide
