"""LM310: rules that together put two objectives of one set in an order which the topics refute.

`A-1 = B-1` and `B-1 ≥ A-2` say that A-1 ≥ A-2. Where the rules rest on judgements this can be proved though
the topics themselves say that A-2 is the larger one. No grant is unsound for it, but somebody is mistaken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

import attrs

from lmrules.checks.check import Check, Checked
from lmrules.diagnostics import Code, Diagnostic
from lmrules.diagnostics.places import place_of
from lmrules.kernel import Theory, satisfied, theory_of, uncovered
from lmrules.messages import Text
from lmrules.model.model import ObjectiveId, Rule, atoms
from lmrules.prepared import Ready

IMPLIED_ORDER_REFUTED = Code(
    id="LM310",
    name="implied-order-refuted",
    severity="warning",
    message=Text(
        "reglene sier til sammen at {chain}, men etter temaene er `{larger}` større enn `{smaller}`",
        "reglane seier til saman at {chain}, men etter temaa er `{larger}` større enn `{smaller}`",
        "together the rules say that {chain}, but by the topics `{larger}` is larger than `{smaller}`",
    ),
    help=Text(
        "se på skjønnet som reglene hviler på, og på temaene: ett av dem er for vidt eller for trangt",
        "sjå på skjønnet som reglane kviler på, og på temaa: eitt av dei er for vidt eller for trongt",
        "look at the judgement the rules rest on, and at the topics: one of them is too wide or too narrow",
    ),
)

MOST_NEAR = 20
"""How many objectives up and down a chain are looked at from each rule that rests on a judgement."""

Edges = dict[ObjectiveId, dict[ObjectiveId, Rule]]


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """One diagnostic for each rule that, by a judgement, completes such an order."""
    for step in looked_at.transitions:
        if step.transition.judgements:
            # Without judgements what is proved is transitive: nothing implied can be refuted.
            bare = theory_of(looked_at.book, attrs.evolve(step.transition, judgements=()))
            yield from _implied(looked_at, step, bare)


def _implied(looked_at: Checked, step: Ready, bare: Theory) -> Iterator[Diagnostic]:
    down, up = _edges(step)
    told: set[int] = set()
    for higher, below in down.items():
        for lower, rule in below.items():
            if rule.order in told or _covers(bare, higher, lower):
                continue
            for chain in _through(down, up, higher, lower):
                if _covers(bare, chain[-1], chain[0]) and not _covers(bare, chain[0], chain[-1]):
                    told.add(rule.order)
                    yield _diagnostic(looked_at, step, down, chain, rule)
                    break


def _edges(step: Ready) -> tuple[Edges, Edges]:
    """X ≥ Y, as single rules that are proved say it of two objectives: from X down to Y, and back up."""
    down: Edges = {}
    up: Edges = {}
    for rule, verdict in step.verdicts:
        if verdict.status != "proved" or any(claim.aspect is not None for claim in rule.claims):
            continue
        says = {claim.relation for claim in rule.claims}
        pairs = []
        if says & {"≥", "=", ">"}:
            pairs += [(o, rule.new) for o in atoms(rule.old) if satisfied(rule.old, {o})]
        if says & {"≤", "=", "<"}:
            pairs += [(rule.new, o) for o in atoms(rule.old)]
        for higher, lower in pairs:
            down.setdefault(higher, {}).setdefault(lower, rule)
            up.setdefault(lower, {}).setdefault(higher, rule)
    return down, up


def _through(down: Edges, up: Edges, higher: ObjectiveId, lower: ObjectiveId) -> Iterator[list[ObjectiveId]]:
    """The chains of ≥ through ``higher`` ≥ ``lower`` that begin and end in one set."""
    above, below = _near(up, higher), _near(down, lower)
    for path_up in above:
        for path_down in below:
            if path_up[-1].set == path_down[-1].set and path_up[-1] != path_down[-1]:
                yield [*reversed(path_up), *path_down]


def _near(
    edges: Mapping[ObjectiveId, Mapping[ObjectiveId, Rule]], start: ObjectiveId
) -> list[list[ObjectiveId]]:
    """Shortest paths from ``start`` along ``edges``, the path of none first."""
    paths = [[start]]
    seen = {start}
    for path in paths:  # grows while it is walked
        for following in edges.get(path[-1], ()):
            if following not in seen and len(paths) < MOST_NEAR:
                seen.add(following)
                paths.append([*path, following])
    return paths


def _covers(theory: Theory, one: ObjectiveId, other: ObjectiveId) -> bool:
    return not uncovered(theory, theory.requirements[one], theory.requirements[other])


def _diagnostic(
    looked_at: Checked, step: Ready, down: Edges, chain: list[ObjectiveId], rule: Rule
) -> Diagnostic:
    rules = [down[higher][lower] for higher, lower in pairwise(chain)]
    shown = f"`{chain[0]}`" + "".join(
        f" ≥ `{o}` (`{by.name}`)" for o, by in zip(chain[1:], rules, strict=True)
    )
    ends = [looked_at.book.objective[o] for o in (chain[0], chain[-1])]
    return IMPLIED_ORDER_REFUTED.at(
        rule.span,
        chain=shown,
        larger=chain[-1],
        smaller=chain[0],
        related=[
            *(place_of(r.name, r.span) for r in {r.order: r for r in rules}.values() if r is not rule),
            *(place_of(o.id, o.span) for o in ends),
        ],
        data={
            "transition": step.transition.name,
            "rule": rule.name,
            "chain": [str(o) for o in chain],
        },
    )


CHECK = Check((IMPLIED_ORDER_REFUTED,), check)
