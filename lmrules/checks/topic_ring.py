"""LM202: a topic that is part of itself, by whatever way round."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from lmrules.checks.check import Check, Checked
from lmrules.diagnostics import Diagnostic, Label
from lmrules.diagnostics.codes_order import TOPIC_RING
from lmrules.graphs import rings
from lmrules.messages import Text
from lmrules.source import Span
from lmrules.syntax import ast

_PART = Text(
    "`{part}` er del av `{whole}` her",
    "`{part}` er del av `{whole}` her",
    "`{part}` is part of `{whole}` here",
)


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """One diagnostic for each knot of topics that contain each other, with every edge of one ring."""
    graph = {topic.name: topic.parts for topic in looked_at.book.topics}
    found = list(rings(graph))
    if not found:
        return
    span = _edges(looked_at)
    for ring in found:
        edges = list(pairwise(ring))
        first, *others = [
            Label(span[whole, part], _PART, (("part", part), ("whole", whole))) for whole, part in edges
        ]
        shown = " ⊇ ".join(ring)
        yield TOPIC_RING.at(first.span, ring=f"`{shown}`", related=others, data={"ring": list(ring)})


def _edges(looked_at: Checked) -> dict[tuple[str, str], Span]:
    """Where each part is named in its whole."""
    known = {topic.span for topic in looked_at.book.topics}
    return {
        (topic.name.text, name.text): name.span
        for file in looked_at.files
        for topic in file.statements
        if isinstance(topic, ast.Topic) and topic.name.span in known
        for listed in topic.parts
        for name in listed.names
    }


CHECK = Check((TOPIC_RING,), check)
