"""cedarpy: Cedar policies. Each way is a policy that permits one objective; the answer says which did."""

from __future__ import annotations

import json
from collections.abc import Callable

from cedarpy import Decision, Entities, PolicySet, is_authorized_batch

from bench.problem import Problem

PACKAGE = "cedarpy"
RULES = True


def one(asked: Problem) -> Callable[[frozenset[str]], dict[str, str | None]]:
    """One person: a batch with a request for each objective; policies and entities parsed beforehand."""
    policies: list[str] = []
    rules: list[str] = []
    for objective in asked.objectives:
        for way in asked.choices[objective]:
            held = " && ".join(f"context.held.contains({json.dumps(code)})" for code in sorted(way.codes))
            policies.append(
                f"permit(principal, action, resource == O::{json.dumps(objective)}) when {{ {held} }};"
            )
            rules.append(way.rule)
    made = PolicySet.from_str("\n".join(policies))
    entities = Entities.from_json_str("[]")
    some = [o for o in asked.objectives if asked.choices[o]]

    def decide(codes: frozenset[str]) -> dict[str, str | None]:
        context = json.dumps({"held": list(codes)})
        requests = [
            {
                "principal": 'P::"p"',
                "action": 'Action::"get"',
                "resource": f"O::{json.dumps(o)}",
                "context": context,
            }
            for o in some
        ]
        found: dict[str, str | None] = {}
        for objective, result in zip(some, is_authorized_batch(requests, made, entities), strict=True):
            if result.decision == Decision.Allow:
                first = min(int(reason.removeprefix("policy")) for reason in result.diagnostics.reasons)
                found[objective] = rules[first]
        return found

    return decide
