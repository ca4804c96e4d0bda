"""What an assessor sees of a new objective: per requirement, how far the person's approvals go."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from lmrules.evaluate.proofs import cover_step
from lmrules.evaluate.results import Evidence, Step
from lmrules.kernel import Theory, closure, covers
from lmrules.model.model import ObjectiveId, Requirement
from lmrules.prepared import Prepared, Ready, levels_held

_BEST_FIRST = ("met", "lower", "unmet")


def evidence_for(
    prepared: Prepared, in_old_set: Mapping[str, Collection[ObjectiveId]], objective: ObjectiveId
) -> tuple[Evidence, ...]:
    """Per requirement of ``objective`` the best evidence that any transition into its set gives."""
    required = prepared.book.objective[objective].requirements
    per_step = [
        [evidence(prepared, step, sorted(in_old_set[step.transition.name]), r) for r in required]
        for step in prepared.last
    ]
    return tuple(min(found, key=lambda e: _BEST_FIRST.index(e.met)) for found in zip(*per_step, strict=True))


def evidence(prepared: Prepared, step: Ready, held: Sequence[ObjectiveId], required: Requirement) -> Evidence:
    """How far ``held`` meets one requirement, by the topics and judgements of one transition."""
    theory, topic = step.theory, required.topic
    requirements = theory.of(held)
    if covers(theory, requirements, required):
        proof = cover_step(theory, held, required)
        return Evidence(topic, required.level, "met", (required.level,), tuple(sorted(_behind(proof))))
    highest = levels_held(prepared.book, theory, requirements, topic)
    if highest:
        steps = [cover_step(theory, held, Requirement(topic, level)) for level in highest]
        behind = {o for proof in steps for o in _behind(proof)}
        return Evidence(topic, required.level, "lower", highest, tuple(sorted(behind)))
    if covers(theory.content, requirements, required):
        # Each part is held, but at levels that have none in common.
        proof = cover_step(theory.content, held, required)
        levels = tuple(sorted(_held_levels(proof)))
        return Evidence(topic, required.level, "lower", levels, tuple(sorted(_behind(proof))))
    return Evidence(topic, required.level, "unmet", (), tuple(sorted(_touching(theory, held, topic))))


def _behind(step: Step) -> set[ObjectiveId]:
    """The objectives that a step rests on."""
    mine = {step.objective} if step.objective is not None else set()
    return mine | {o for part in step.parts for o in _behind(part)}


def _held_levels(step: Step) -> set[str]:
    """The levels at which a step's content is held."""
    return {step.held_level} - {""} | {level for part in step.parts for level in _held_levels(part)}


def _touching(theory: Theory, held: Collection[ObjectiveId], topic: str) -> set[ObjectiveId]:
    """The objectives of ``held`` that hold some part of ``topic``."""
    inside = closure(theory, [topic])
    return {o for o in held if any(r.topic in inside for r in theory.requirements[o])}
