"""regorus: Rego, the language of the Open Policy Agent, in Rust. One `else` chain for each objective."""

from __future__ import annotations

import json
from collections.abc import Callable

from regorus import Engine

from bench.problem import Problem

PACKAGE = "celine-regorus"  # the wheels of microsoft/regorus on PyPI
RULES = True


def one(asked: Problem) -> Callable[[frozenset[str]], dict[str, str | None]]:
    """One person: input.held is an object with the codes as keys."""
    lines = ["package transfer", "import rego.v1"]
    for number, objective in enumerate(asked.objectives):
        text = ""
        for way in asked.choices[objective]:
            body = "; ".join(f"input.held[{json.dumps(code)}]" for code in sorted(way.codes))
            head = " else :=" if text else f"o{number} :="
            text += f"{head} {json.dumps(way.rule)} if {{ {body} }}"
        lines += [text] if text else []
    engine = Engine()
    engine.add_policy("transfer.rego", "\n".join(lines) + "\n")
    names = {f"o{number}": objective for number, objective in enumerate(asked.objectives)}

    def decide(codes: frozenset[str]) -> dict[str, str | None]:
        engine.set_input({"held": dict.fromkeys(codes, True)})
        found = engine.eval_query("data.transfer")
        granted = found["result"][0]["expressions"][0]["value"]
        return {names[name]: rule for name, rule in granted.items()}

    return decide
