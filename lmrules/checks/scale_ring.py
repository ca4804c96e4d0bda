"""LM201: a level that is below itself. A ring may go through `=`, in either direction."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import attrs

from lmrules.checks.check import Check, Checked
from lmrules.diagnostics import Diagnostic
from lmrules.diagnostics.codes_order import SCALE_RING
from lmrules.diagnostics.places import place_of_words
from lmrules.graphs import components, path
from lmrules.source import Span
from lmrules.syntax import ast


@attrs.define
class _Steps:
    """The steps of every scale as a graph: an edge goes from a level to one as high or higher."""

    graph: dict[str, dict[str, None]] = attrs.field(factory=dict)
    sign: dict[tuple[str, str], str] = attrs.field(factory=dict)
    span: dict[tuple[str, str], Span] = attrs.field(factory=dict)

    def add(self, low: str, sign: str, high: str, span: Span) -> None:
        self.graph.setdefault(low, {})[high] = None
        self.graph.setdefault(high, {})
        # A step written both as `<` and as `=` counts as `<`: only that can make a ring.
        if sign == "<" or (low, high) not in self.sign:
            self.sign[low, high] = sign
            self.span[low, high] = span


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """One diagnostic for each knot of levels that are all below each other, with one ring through it."""
    steps = _steps(looked_at)
    knot = {level: i for i, levels in enumerate(components(steps.graph)) for level in levels}
    reported: set[int] = set()
    for (low, high), sign in steps.sign.items():
        if sign == "<" and knot[low] == knot[high] and knot[low] not in reported:
            inside = knot[low]
            reported.add(inside)
            back = path(steps.graph, high, low, lambda level, inside=inside: knot[level] == inside)  # type: ignore[misc]
            yield _ring(steps, (low, *back))


def _steps(looked_at: Checked) -> _Steps:
    steps = _Steps()
    known = {scale.span for scale in looked_at.book.scales}
    for file in looked_at.files:
        for scale in file.statements:
            if isinstance(scale, ast.Scale) and scale.span in known:
                for chain in scale.chains:
                    for low, sign, high in zip(chain.names, chain.signs, chain.names[1:], strict=False):
                        between = low.span.to(high.span)
                        steps.add(low.text, sign, high.text, between)
                        if sign == "=":
                            steps.add(high.text, sign, low.text, between)
    return steps


def _ring(steps: _Steps, ring: tuple[str, ...]) -> Diagnostic:
    edges = list(pairwise(ring))
    shown = ring[0] + "".join(f" {steps.sign[edge]} {edge[1]}" for edge in edges)
    return SCALE_RING.at(
        steps.span[edges[0]],
        ring=f"`{shown}`",
        related=[place_of_words(steps.span[edge]) for edge in edges[1:]],
        data={"ring": list(ring)},
    )


CHECK = Check((SCALE_RING,), check)
