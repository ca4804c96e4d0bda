"""Which objectives the statements of a transition speak of together (``semantics.md``, Activities)."""

from __future__ import annotations

from lmrules.model.model import ObjectiveId, Transition, atoms


def related(transition: Transition) -> dict[ObjectiveId, frozenset[ObjectiveId]]:
    """Each new objective with the old ones that some statement relates to it, other than by ≠."""
    found: dict[ObjectiveId, set[ObjectiveId]] = {}
    for rule in transition.rules:
        if all(claim.relation != "≠" for claim in rule.claims):
            olds = {o for o in atoms(rule.old) if o.set == transition.old}
            found.setdefault(rule.new, set()).update(olds)
    for judgement in transition.judgements:
        for covered, covering in judgement.clauses:
            named = [_objective(topic) for topic in (covered, *covering)]
            for new in (o for o in named if o and o.set == transition.new):
                olds = {o for o in named if o and o.set == transition.old}
                found.setdefault(new, set()).update(olds)
    return {new: frozenset(olds) for new, olds in found.items()}


def _objective(topic: str) -> ObjectiveId | None:
    """The objective whose own name the topic ``SET/CODE`` bears; None for any other topic."""
    set_name, slash, code = topic.partition("/")
    return ObjectiveId(set_name, code) if slash else None
