"""What is said of an objective that is not granted: the reason, what is missing, and the evidence."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from lmrules.auditing.findings import COMPLETE_WITH, EVIDENCE, REASON, fail
from lmrules.auditing.ground import Ground, Reach
from lmrules.auditing.shapes import an_array, an_object, texts
from lmrules.kernel import closure_at, covers, set_order, uncovered
from lmrules.model.model import ObjectiveId, Requirement, Transition
from lmrules.monotone import TooMany, another

MOST_LISTED = 20
"""How many sets ``complete_with`` has at most (``interfaces.md``)."""

MOST_LOOKED_AT = 300
"""How many imaginary persons are asked about, to see whether ``complete_with`` lacks a set."""

_EVIDENCE = ("topic", "level", "met", "held", "by")
_BEST_FIRST = ("met", "lower", "unmet")
Objectives = frozenset[ObjectiveId]


def check_assessment(reach: Reach, decision: dict[str, object], objective: ObjectiveId) -> None:
    """The reason, ``complete_with`` and the evidence of one assessment are those of the rows."""
    reason = _reason(reach.ground, objective)
    if decision["reason"] != reason:
        fail(REASON, found=reason)
    listed = [_objectives(reach.ground, one) for one in an_array(decision["complete_with"])]
    more = decision.get("complete_with_more", False)
    if not _complete(reach, objective, listed, more=more is True) or (more and more is not True):
        fail(COMPLETE_WITH)
    required = reach.ground.book.objective[objective].requirements
    evidence = [an_object(one, _EVIDENCE) for one in an_array(decision["evidence"])]
    if [(e["topic"], e["level"]) for e in evidence] != [(r.topic, r.level) for r in required]:
        fail(EVIDENCE)
    if not all(_evident(reach, e, r) for e, r in zip(evidence, required, strict=True)):
        fail(EVIDENCE)


def _reason(ground: Ground, objective: ObjectiveId) -> str:
    if any(objective in ground.with_all[t.name] for t in ground.last):
        return "incomplete"
    if any(fate.objective == objective for t in ground.last for fate in t.declared_new):
        return "declared-new"
    return "no-rule"


def _objectives(ground: Ground, value: object) -> Objectives:
    """A sorted list of known objectives, each once."""
    written = texts(value)
    found = [ground.named[one] for one in written if one in ground.named]
    if not written or found != sorted(set(found)) or len(found) < len(written):
        fail(COMPLETE_WITH)
    return frozenset(found)


# -------------------------------------------------------------- complete_with


def _complete(reach: Reach, objective: ObjectiveId, listed: list[Objectives], *, more: bool) -> bool:
    """Whether ``listed`` are minimal sets that would grant ``objective``, in order, with none left out."""
    if listed != sorted(set(listed), key=set_order) or len(listed) > MOST_LISTED:
        return False
    if not all(any(_completes(reach, t, objective, s) for t in reach.ground.last) for s in listed):
        return False
    try:
        lacks = any(_lacks(reach, t, objective, listed) for t in reach.ground.last)
    except TooMany:
        return True  # too many to tell, and all that is listed is so
    return lacks is more


def _lacks(reach: Reach, transition: Transition, objective: ObjectiveId, listed: list[Objectives]) -> bool:
    """Whether ``transition`` would grant ``objective`` for some set that contains none of the ``listed``."""
    if objective not in reach.ground.with_all[transition.name]:
        return False

    def grants(missing: Objectives) -> bool:
        return objective in reach.grants_with(transition, missing)

    pool = reach.ground.old(transition) - reach.held[transition.name]
    return another(grants, pool, listed, MOST_LOOKED_AT) is not None


def _completes(reach: Reach, transition: Transition, objective: ObjectiveId, missing: Objectives) -> bool:
    if not missing <= reach.ground.old(transition) - reach.held[transition.name]:
        return False
    return objective in reach.grants_with(transition, missing) and not any(
        objective in reach.grants_with(transition, missing - {one}) for one in missing
    )


# -------------------------------------------------------------- evidence


def _evident(reach: Reach, evidence: dict[str, object], required: Requirement) -> bool:
    """Whether one entry says the best that some last transition gives, and its objectives bear it out."""
    words = {t.name: _met(reach, t, required) for t in reach.ground.last}
    best = min(words.values(), key=_BEST_FIRST.index, default="unmet")
    if evidence["met"] != best:
        return False
    held, by = texts(evidence["held"]), texts(evidence["by"])
    if by != sorted(by, key=lambda one: reach.ground.named.get(one, ObjectiveId(one, ""))):
        return False
    behind = {reach.ground.named.get(one) for one in by}
    return any(
        behind <= reach.held[t.name] and _borne_out(reach, t, required, best, held, behind)
        for t in reach.ground.last
        if words[t.name] == best
    )


def _met(reach: Reach, transition: Transition, required: Requirement) -> str:
    theory = reach.ground.theory(transition)
    held = theory.of(reach.held[transition.name])
    if covers(theory, held, required):
        return "met"
    return "lower" if covers(theory.content, held, required) else "unmet"


def _borne_out(
    reach: Reach,
    transition: Transition,
    required: Requirement,
    met: str,
    levels: list[str],
    by: Collection[ObjectiveId | None],
) -> bool:
    theory = reach.ground.theory(transition)
    held = theory.of(one for one in by if one is not None)
    if met == "unmet":
        return not levels
    if met == "met":
        return levels == [required.level] and not uncovered(theory, held, [required])
    at_them = list(_covered_at(reach, transition, required.topic))
    if at_them:
        # Covered, but at other levels: those named are among them, and none is higher.
        return (
            bool(levels)
            and set(levels) <= set(at_them)
            and all(required.topic in closure_at(theory, held, level) for level in levels)
            and all(any(theory.level_within(level, named) for named in levels) for level in at_them)
        )
    return {r.level for r in held} >= set(levels) != set() and not uncovered(theory.content, held, [required])


def _covered_at(reach: Reach, transition: Transition, topic: str) -> Iterator[str]:
    theory = reach.ground.theory(transition)
    held = theory.of(reach.held[transition.name])
    return (level for level in reach.ground.book.levels if topic in closure_at(theory, held, level))
