"""The kernel against the naive implementation on large expressions over few topics, where proofs branch."""

from __future__ import annotations

import datetime as dt
import random

import naive
import pytest
from hypothesis import given, settings
from strategies import NOWHERE, OLD_KINDS, Case, randomness
from test_properties import check_counterexamples

from lmrules.kernel import itself_if_in, minimal_sets, satisfied, theory_of, verify
from lmrules.model.model import (
    AllOf,
    AnyOf,
    AtLeast,
    Claim,
    Expression,
    Judgement,
    Objective,
    ObjectiveId,
    ObjectiveSet,
    Requirement,
    Rule,
    Rulebook,
    Scale,
    Topic,
    Transition,
)

LEVELS = ("l0", "l1", "l2", "side")
NAMES = tuple("abcdefgh")


def crowded(chance: random.Random) -> Rulebook:
    """Up to seven old objectives, wholes within wholes, several judgements, and one rule on one new objective."""
    scale = Scale(
        span=NOWHERE,
        name="s",
        levels=LEVELS,
        steps=(("l0", "<", "l1"), ("l1", "<", "l2"), ("l0", "<", "side")),
    )
    topics = []
    for index, name in enumerate(NAMES):
        later = NAMES[index + 1 :]
        parts = tuple(chance.sample(later, chance.randint(2, min(3, len(later))))) if len(later) > 1 else ()
        closed = chance.random() < 0.6
        topics.append(
            Topic(
                span=NOWHERE,
                name=name,
                consists=parts if closed else (),
                includes=() if closed else parts[:1],
            )
        )
    judgements = tuple(
        Judgement(
            span=NOWHERE,
            name=f"S{i}",
            clauses=((chance.choice(NAMES), tuple(chance.sample(NAMES, chance.randint(1, 2)))),),
        )
        for i in range(chance.randint(0, 3))
    )
    low = ("l0", "l0", "l1") if chance.random() < 0.7 else LEVELS
    new = ObjectiveId("B", "n")
    olds = [ObjectiveId("A", str(i)) for i in range(chance.randint(2, 7))]
    sets = (
        ObjectiveSet(
            span=NOWHERE, name="A", objectives=tuple(objective(chance, o, ("l1", "l2", "l2")) for o in olds)
        ),
        ObjectiveSet(span=NOWHERE, name="B", objectives=(objective(chance, new, low),)),
    )
    rule = Rule(
        span=NOWHERE,
        name="R",
        old=expression(chance, olds, 3),
        new=new,
        claims=(Claim(chance.choice(OLD_KINDS)),),  # type: ignore[arg-type]
    )
    transition = Transition(
        span=NOWHERE, old="A", new="B", day=dt.date(2025, 1, 1), rules=(rule,), judgements=judgements
    )
    return Rulebook(scales=(scale,), topics=tuple(topics), sets=sets, transitions=(transition,))


def objective(chance: random.Random, identity: ObjectiveId, levels: tuple[str, ...]) -> Objective:
    made = [Requirement(chance.choice(NAMES), chance.choice(levels)) for _ in range(chance.randint(1, 3))]
    return Objective(span=NOWHERE, id=identity, requirements=tuple(dict.fromkeys(made)))


def expression(chance: random.Random, olds: list[ObjectiveId], depth: int) -> Expression:
    kind = chance.randrange(4) if depth else 0
    if kind == 0:
        return chance.choice(olds)
    if kind == 3:
        listed = tuple(chance.sample(olds, chance.randint(1, len(olds))))
        return AtLeast(chance.randint(1, len(listed)), listed)
    parts = tuple(expression(chance, olds, depth - 1) for _ in range(chance.randint(2, 3)))
    return AllOf(parts) if kind == 1 else AnyOf(parts)


@settings(max_examples=300)
@given(randomness())
def test_large_expressions_are_judged_as_the_naive_implementation_judges_them(chance: random.Random) -> None:
    """Verdict, minimal sets and satisfaction are the naive ones, and counterexamples smallest, on large rules."""
    of = crowded(chance)
    transition = of.transitions[0]
    [rule] = transition.rules
    meaning = naive.Meaning(of, transition.judgements)
    theory = theory_of(of, transition)
    assert (verify(theory, rule).status == "proved") == meaning.proved(rule)
    mentioned = naive.mentioned(rule.old)
    sets, whole = minimal_sets(rule.old, itself_if_in(mentioned), 5_000)
    assert whole
    assert sets == naive.minimal_sets(rule.old)
    for held in naive.subsets(mentioned):
        assert satisfied(rule.old, held) == naive.satisfies(held, rule.old)
    case = Case(of, "", "B", ())
    case.__dict__["book"] = of
    check_counterexamples(case)


@pytest.mark.parametrize("seed", [18546, 28864, 31689, 33102])
def test_the_counterexample_is_smallest_also_where_objectives_stand_in_many_parts(seed: int) -> None:
    """Rules with hundreds of satisfying sets, whose parts share objectives, have a smallest counterexample too."""
    of = crowded(random.Random(seed))
    case = Case(of, "", "B", ())
    case.__dict__["book"] = of
    check_counterexamples(case)
