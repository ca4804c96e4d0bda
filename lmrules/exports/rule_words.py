"""A resolved rule as its author would write it, in the keywords of the rulebook."""

from __future__ import annotations

from lmrules.messages import Text
from lmrules.model.model import Claim, ObjectiveId, Rule, Rulebook, Transition
from lmrules.model.writing import write_code, write_expression, write_objective

_ASPECTS = {
    "content": Text("i innhold", "i innhald", "in content"),
    "complexity": Text("i kompleksitet", "i kompleksitet", "in complexity"),
}


def code_in(book: Rulebook, transition: Transition, objective: ObjectiveId) -> str:
    """The code as a rule of ``transition`` must write it: with its set where both sets have it."""
    sets = (book.set_named[transition.old], book.set_named[transition.new])
    both = all(objective.code in s.codes for s in sets)
    return write_objective(objective) if both else write_code(objective)


def old_words(book: Rulebook, transition: Transition, rule: Rule) -> str:
    """The old side of a rule."""
    return write_expression(rule.old, book.keywords, lambda o: code_in(book, transition, o))


def rule_words(book: Rulebook, transition: Transition, rule: Rule) -> str:
    """What a rule states: `NUK-038 og NUK-044 ~ NUK-164 i innhold, ≥ i kompleksitet`."""
    new = code_in(book, transition, rule.new)
    first, *others = (_claim(book, claim) for claim in rule.claims)
    relation, aspect = first
    said = " ".join(word for word in (old_words(book, transition, rule), relation, new, aspect) if word)
    return ", ".join([said, *(f"{relation} {aspect}" for relation, aspect in others)])


def _claim(book: Rulebook, claim: Claim) -> tuple[str, str]:
    aspect = "" if claim.aspect is None else _ASPECTS[claim.aspect].fill(book.keywords)
    return claim.relation, aspect
