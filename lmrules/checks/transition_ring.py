"""LM207: transitions that lead back to the set they came from."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from lmrules.checks.check import Check, Checked
from lmrules.diagnostics import Diagnostic
from lmrules.diagnostics.codes_order import TRANSITION_RING
from lmrules.diagnostics.places import place_of
from lmrules.graphs import rings


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """One diagnostic for each knot of transitions, with every transition of one ring."""
    graph: dict[str, dict[str, None]] = {}
    between = {}
    for transition in looked_at.book.transitions:
        graph.setdefault(transition.old, {})[transition.new] = None
        graph.setdefault(transition.new, {})
        between[transition.old, transition.new] = transition
    for ring in rings(graph):
        steps = [between[step] for step in pairwise(ring)]
        first, *others = steps
        shown = " → ".join(ring)
        yield TRANSITION_RING.at(
            first.span,
            ring=f"`{shown}`",
            related=[place_of(t.name, t.span) for t in others],
            data={"ring": list(ring)},
        )


CHECK = Check((TRANSITION_RING,), check)
