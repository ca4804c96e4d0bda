"""Mutants of what the proofs rest on: requirements, topics, judgements, scales.

In a rulebook that passes `check` such a change grants nothing by itself: every granting rule is proved, and a
change either breaks a proof, which is an error, or leaves every grant as it was. They are made all the same,
because that is what is to be shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import attrs

from lmrules.kernel import Clause, Theory, closure, theory_of
from lmrules.messages import Text
from lmrules.model.model import (
    Judgement,
    Objective,
    Requirement,
    Rulebook,
    Scale,
    Topic,
    Transition,
    atoms,
)
from lmrules.mutation.mutants import ContentMutant, with_transition

_LEVEL = Text(
    "nivået `{old}` på `{topic}` i `{objective}` blir `{new}`",
    "nivået `{old}` på `{topic}` i `{objective}` blir `{new}`",
    "the level `{old}` of `{topic}` in `{objective}` becomes `{new}`",
)
_WIDEN = Text(
    "temaet `{topic}` omfatter også `{part}`",
    "temaet `{topic}` omfattar òg `{part}`",
    "the topic `{topic}` also includes `{part}`",
)
_SHORTEN = Text(
    "`{part}` strykes fra det som `{topic}` består av",
    "`{part}` blir stroken frå det som `{topic}` består av",
    "`{part}` is dropped from what `{topic}` consists of",
)
_NO_JUDGEMENT = Text(
    "skjønnet `{name}` strykes", "skjønnet `{name}` blir stroke", "the judgement `{name}` is dropped"
)
_EQUAL = Text("`{low} < {high}` blir `=`", "`{low} < {high}` blir `=`", "`{low} < {high}` becomes `=`")


def content_mutants(book: Rulebook) -> Iterator[ContentMutant]:
    """Every mutant of content and levels."""
    for objectives in book.sets:
        for objective in objectives.objectives:
            for requirement in objective.requirements:
                yield from _levels(book, objective, requirement)
    yield from _topics(book)
    for transition in book.transitions:
        for judgement in transition.judgements:
            yield _without(transition, judgement)
    for scale in book.scales:
        yield from _scale(scale)


# ---------------------------------------------------------------------------------------------- levels


def _levels(book: Rulebook, objective: Objective, required: Requirement) -> Iterator[ContentMutant]:
    """A requirement at the levels just below and above its own."""
    for scale in book.scales:
        for low, sign, high in scale.steps:
            if sign == "<" and required.level in (low, high):
                level = high if required.level == low else low
                yield _at_level(objective, required, level)


def _at_level(objective: Objective, required: Requirement, level: str) -> ContentMutant:
    changed = tuple(attrs.evolve(r, level=level) if r is required else r for r in objective.requirements)

    def theory(before: Theory) -> Theory:
        return attrs.evolve(before, requirements={**before.requirements, objective.id: changed})

    return ContentMutant(
        kind="level",
        span=required.span or objective.span,
        change=_LEVEL,
        fields=(
            ("old", required.level),
            ("new", level),
            ("topic", required.topic),
            ("objective", objective.id.code),
        ),
        change_theory=theory,
        change_book=lambda book: _with_objective(book, attrs.evolve(objective, requirements=changed)),
        objective=objective.id,
    )


def _with_objective(book: Rulebook, changed: Objective) -> Rulebook:
    sets = tuple(
        attrs.evolve(s, objectives=tuple(changed if o.id == changed.id else o for o in s.objectives))
        if s.name == changed.id.set
        else s
        for s in book.sets
    )
    return attrs.evolve(book, sets=sets)


# ---------------------------------------------------------------------------------------------- topics


def _topics(book: Rulebook) -> Iterator[ContentMutant]:
    wanted = _wanted(book)
    for topic in book.topics:
        for part in topic.consists if len(topic.consists) > 1 else ():
            rest = tuple(p for p in topic.consists if p != part)
            clauses = _without_clause(topic.name, topic.consists, Clause(topic.name, rest, "whole"))
            keep = attrs.evolve(topic, consists=rest, includes=(*topic.includes, part))
            yield _topic_mutant("shorten-topic", _SHORTEN, topic, part, keep, clauses)
        more = None if topic.consists else wanted(topic)
        if more is not None:
            wider = attrs.evolve(topic, includes=(*topic.includes, more))
            yield _topic_mutant("widen-topic", _WIDEN, topic, more, wider, _with_part(topic.name, more))


def _topic_mutant(
    kind: str, change: Text, topic: Topic, part: str, changed: Topic, theory: Callable[[Theory], Theory]
) -> ContentMutant:
    return ContentMutant(
        kind=kind,
        span=topic.span,
        change=change,
        fields=(("topic", topic.name), ("part", part)),
        change_theory=theory,
        change_book=lambda book: attrs.evolve(
            book, topics=tuple(changed if t.name == changed.name else t for t in book.topics)
        ),
        topics=frozenset({topic.name, part, *topic.consists}),
    )


def _with_part(topic: str, part: str) -> Callable[[Theory], Theory]:
    def change(before: Theory) -> Theory:
        more = (*before.clauses.get(topic, ()), Clause(part, (topic,), "part"))
        return attrs.evolve(before, clauses={**before.clauses, topic: more})

    return change


def _without_clause(topic: str, needs: Sequence[str], instead: Clause) -> Callable[[Theory], Theory]:
    def change(before: Theory) -> Theory:
        clauses = dict(before.clauses)
        for need in needs:
            kept = [c for c in clauses.get(need, ()) if not (c.step == "whole" and c.topic == topic)]
            clauses[need] = (*kept, *([instead] if need in instead.needs else []))
        return attrs.evolve(before, clauses=clauses)

    return change


def _wanted(book: Rulebook) -> Callable[[Topic], str | None]:
    """For a topic, a part whose lack some rule may rest on: a new objective asks for it."""
    asked: dict[str, dict[str, None]] = {}
    inside: dict[str, frozenset[str]] = {}
    for transition in book.transitions:
        theory = theory_of(book, transition)
        for topic in book.topics:
            more = frozenset(closure(theory, [topic.name]))
            inside[topic.name] = inside.get(topic.name, frozenset()) | more
        for rule in transition.rules:
            new = [r.topic for r in book.objective[rule.new].requirements]
            for objective in atoms(rule.old):
                for r in book.objective[objective].requirements:
                    asked.setdefault(r.topic, {}).update(dict.fromkeys(new))

    def part(topic: Topic) -> str | None:
        outside = (t for t in asked.get(topic.name, ()) if t in inside and t not in inside[topic.name])
        return next((t for t in outside if topic.name not in inside[t]), None)

    return part


# ---------------------------------------------------------------------------------------------- the rest


def _without(transition: Transition, judgement: Judgement) -> ContentMutant:
    def theory(before: Theory) -> Theory:
        clauses = {
            need: tuple(c for c in of if not (c.step == "judgement" and c.name == judgement.name))
            for need, of in before.clauses.items()
        }
        return attrs.evolve(before, clauses=clauses)

    def book(before: Rulebook) -> Rulebook:
        kept = tuple(j for j in transition.judgements if j is not judgement)
        return with_transition(before, transition, attrs.evolve(transition, judgements=kept))

    return ContentMutant(
        kind="drop-judgement",
        span=judgement.span,
        change=_NO_JUDGEMENT,
        fields=(("name", judgement.name),),
        transition=transition,
        change_theory=theory,
        change_book=book,
        topics=frozenset(t for covered, by in judgement.clauses for t in (covered, *by)),
    )


def _scale(scale: Scale) -> Iterator[ContentMutant]:
    for index, (low, sign, high) in enumerate(scale.steps):
        if sign == "<":
            steps = (*scale.steps[:index], (low, "=", high), *scale.steps[index + 1 :])
            changed = attrs.evolve(scale, steps=steps)
            yield ContentMutant(
                kind="scale",
                span=scale.span,
                change=_EQUAL,
                fields=(("low", low), ("high", high)),
                change_theory=_rebuilt(changed),
                change_book=_with_scale(changed),
                everywhere=True,
            )


def _with_scale(changed: Scale) -> Callable[[Rulebook], Rulebook]:
    def change(book: Rulebook) -> Rulebook:
        scales = tuple(changed if s.name == changed.name else s for s in book.scales)
        return attrs.evolve(book, scales=scales)

    return change


def _rebuilt(changed: Scale) -> Callable[[Theory], Theory]:
    """A level made equal: everything at or above the one is at or below the other."""

    def theory(before: Theory) -> Theory:
        equal = [(high, low) for low, sign, high in changed.steps if sign == "="]
        order = set(before.at_most)
        for upper, lower in equal:
            above = {b for a, b in order if a == lower} | {lower}
            below = {a for a, b in order if b == upper} | {upper}
            order |= {(a, b) for a in below for b in above if a != b}
        return attrs.evolve(before, at_most=frozenset(order))

    return theory
