"""Which of several rules that fire is shown: on fewest approvals, then the earliest (``semantics.md``)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import attrs

from lmrules.kernel import minimal_sets
from lmrules.model.model import ObjectiveId, Rule
from lmrules.prepared import MOST_WAYS, Prepared, Ready, Ways, least_sets, ways_through


def settled(
    prepared: Prepared,
    follows: Sequence[Sequence[int]],
    held: Sequence[Collection[ObjectiveId]],
    fired: Sequence[Sequence[Rule]],
) -> Iterator[tuple[ObjectiveId, Rule, int]]:
    """For each target objective that somebody is granted, the rule that is shown and its transition's place.

    ``held``: what counts in each transition; ``fired``: the rules that fire there. The evaluator's sets are
    worked out of those rules alone, since others take no part.
    """
    number = {o: n for n, o in enumerate(sorted({o for mine in held for o in mine}))}
    after: list[Ways[int]] = []
    best: dict[ObjectiveId, tuple[tuple[int, int], Rule, int]] = {}
    for place, step in enumerate(prepared.steps):
        start: Ways[int] = {o: [frozenset((number[o],))] for o in held[place]}
        for before in follows[place]:
            for objective, sets in after[before].items():
                start[objective] = least_sets([*start.get(objective, []), *sets])
        ways, _ = ways_through(attrs.evolve(step, granting=tuple(fired[place])), start)
        after.append({o: sets for o, sets in ways.items() if o.set == step.transition.new})
        if step.transition.new != prepared.target:
            continue
        for rule in fired[place]:
            fires_on = fewest(step, fired[place], start, rule)
            if fires_on is None:
                continue
            key = fires_on, rule.order
            if rule.new not in best or key < best[rule.new][0]:
                best[rule.new] = key, rule, place
    for objective, (_, rule, place) in best.items():
        yield objective, rule, place


def fewest(step: Ready, fired: Sequence[Rule], start: Ways[int], rule: Rule) -> int | None:
    """On how few approvals ``rule`` fires, where nothing may rest on what it grants; None: on none at all."""
    others = tuple(other for other in fired if other.new != rule.new)
    ways, _ = ways_through(attrs.evolve(step, granting=others), start)
    sets, _ = minimal_sets(rule.old, lambda o: ways.get(o, []), MOST_WAYS)
    return len(sets[0]) if sets else None
