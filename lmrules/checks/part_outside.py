"""LM203: a topic consists of a closed list, and yet includes a part outside it."""

from __future__ import annotations

from collections.abc import Iterator

from lmrules.checks.check import Check, Checked
from lmrules.diagnostics import Diagnostic
from lmrules.diagnostics.codes_order import PART_OUTSIDE
from lmrules.diagnostics.places import place_of_words
from lmrules.syntax import ast


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """One diagnostic for each part that stands after `omfatter` and not in the closed list."""
    closed = {
        topic.span: set(topic.consists)
        for topic in looked_at.book.topics
        if topic.consists and set(topic.includes) - set(topic.consists)
    }
    for file in looked_at.files:
        for statement in file.statements:
            if isinstance(statement, ast.Topic) and statement.name.span in closed:
                yield from _outside(statement, closed[statement.name.span])


def _outside(topic: ast.Topic, whole: set[str]) -> Iterator[Diagnostic]:
    lists = [place_of_words(listed.span) for listed in topic.parts if listed.closed]
    told: set[str] = set()
    for listed in topic.parts:
        for name in () if listed.closed else listed.names:
            if name.text not in whole | told:
                told.add(name.text)
                yield PART_OUTSIDE.at(
                    name.span,
                    topic=topic.name.text,
                    part=name.text,
                    related=lists,
                    data={"topic": topic.name.text, "part": name.text},
                )


CHECK = Check((PART_OUTSIDE,), check)
