"""LM505 and LM506: topics and scales that nothing rests on.

A topic is used by an objective that requires it, a judgement that names it, or a topic that it is part of: it
is then part of what that one means.
"""

from __future__ import annotations

from collections.abc import Iterator

from lmrules.checks.check import Check, Checked
from lmrules.diagnostics import Code, Diagnostic
from lmrules.messages import Text
from lmrules.syntax import ast

UNUSED_TOPIC = Code(
    id="LM505",
    name="unused-topic",
    severity="warning",
    message=Text(
        "temaet `{name}` brukes ikke av noe mål eller skjønn",
        "temaet `{name}` blir ikkje brukt av noko mål eller skjønn",
        "the topic `{name}` is used by no objective and no judgement",
    ),
    help=Text(
        "ta det inn i målene som krever det, eller fjern det",
        "ta det inn i måla som krev det, eller fjern det",
        "put it into the objectives that require it, or remove it",
    ),
)
UNUSED_SCALE = Code(
    id="LM506",
    name="unused-scale",
    severity="warning",
    message=Text(
        "ingen mål bruker noe nivå i skalaen `{name}`",
        "ingen mål bruker noko nivå i skalaen `{name}`",
        "no objective uses any level of the scale `{name}`",
    ),
    help=Text(
        "bruk nivåene i målene, eller fjern skalaen",
        "bruk nivåa i måla, eller fjern skalaen",
        "use its levels in the objectives, or remove the scale",
    ),
)


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """One diagnostic for each declared topic, and each scale, that nothing rests on.

    A file without objectives is there for others to use, and says nothing of what is used.
    """
    book = looked_at.book
    if not book.objective:
        return
    topics, levels = _required(looked_at)
    used = topics | looked_at.excused | {p for t in book.topics for p in t.parts if p != t.name}
    for topic in book.topics:
        if topic.declared and topic.name not in used:
            yield UNUSED_TOPIC.at(topic.span, name=topic.name, data={"topic": topic.name})
    for scale in book.scales:
        if not (levels | looked_at.excused).intersection((scale.name, *scale.levels)):
            yield UNUSED_SCALE.at(scale.span, name=scale.name, data={"scale": scale.name})


def _required(looked_at: Checked) -> tuple[set[str], set[str]]:
    """The topics and levels in objectives and judgements as written, even those that did not resolve.

    Whatever is wrong with such a statement is reported by itself.
    """
    topics = {
        topic
        for transition in looked_at.book.transitions
        for judgement in transition.judgements
        for covered, covering in judgement.clauses
        for topic in (covered, *covering)
    }
    levels: set[str] = set()
    for file in looked_at.files:
        for statement in file.statements:
            match statement:
                case ast.Objective():
                    for line in statement.requirements:
                        levels.add(line.level.text)
                        topics.update(name.text for name in line.topics)
                case ast.Judgement():
                    topics.update(code.code.text for code in (*statement.left, *statement.right))
    return topics, levels


CHECK = Check((UNUSED_TOPIC, UNUSED_SCALE), check)
