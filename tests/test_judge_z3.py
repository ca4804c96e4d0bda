"""The kernel's verdicts against those of a satisfiability solver, on rules small and very large."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Collection, Iterable

import by_chance
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judge_z3 import Judge
from strategies import NOWHERE
from test_kernel_agrees import crowded

from lmrules import kernel
from lmrules.kernel import theory_of, verify
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
    atoms,
)

SEEDS = st.integers(0, 2**32 - 1)
LEVELS = ("l0", "l1", "l2", "l3", "side")
NAMES = tuple(f"t{i}" for i in range(16))
RELATIONS = ("≥", "≥", "≥", "≥", "=", ">", "≤", "<", "~", "≠")
ASPECTS = ((None,), (None,), (None,), ("content",), ("complexity",), ("content", "complexity"))


def vast(chance: random.Random) -> Rulebook:
    """Up to thirty old objectives, wholes within wholes, judgements, and one rule with large lists in it."""
    steps = (("l0", "<", "l1"), ("l1", "<", "l2"), ("l2", "<", "l3"), ("l0", "<", "side"))
    topics = []
    for index, name in enumerate(NAMES):
        later = NAMES[index + 1 :]
        parts = tuple(chance.sample(later, chance.randint(2, min(4, len(later))))) if len(later) > 1 else ()
        closed = chance.random() < 0.7
        topics.append(
            Topic(span=NOWHERE, name=name, consists=parts if closed else (), includes=() if closed else parts)
        )
    olds = [ObjectiveId("A", str(i)) for i in range(chance.choice((4, 8, 12, 20, 30)))]
    new = ObjectiveId("B", "n")
    wide = chance.random() < 0.7  # objectives that ask for much at a high level: many rules are sound
    made = [Objective(span=NOWHERE, id=o, requirements=required(chance, wide=wide)) for o in olds]
    wanted = required(chance, wide=False)
    if chance.random() < 0.6:
        from_old = chance.choice(made).requirements
        wanted = tuple(Requirement(r.topic, "l0") for r in from_old[: chance.randint(1, 2)])
    judgements = tuple(
        Judgement(
            span=NOWHERE,
            name=f"S{i}",
            clauses=((chance.choice(NAMES), tuple(chance.sample(NAMES, chance.randint(1, 3)))),),
        )
        for i in range(chance.randint(0, 4))
    )
    claims = tuple(Claim(chance.choice(RELATIONS), aspect) for aspect in chance.choice(ASPECTS))  # type: ignore[arg-type]
    rule = Rule(span=NOWHERE, name="R", old=expression(chance, olds, 3), new=new, claims=claims)
    return Rulebook(
        scales=(Scale(span=NOWHERE, name="s", levels=LEVELS, steps=steps),),  # type: ignore[arg-type]
        topics=tuple(topics),
        sets=(
            ObjectiveSet(span=NOWHERE, name="A", objectives=tuple(made)),
            ObjectiveSet(
                span=NOWHERE,
                name="B",
                objectives=(Objective(span=NOWHERE, id=new, requirements=wanted),),
            ),
        ),
        transitions=(
            Transition(
                span=NOWHERE, old="A", new="B", day=dt.date(2025, 1, 1), rules=(rule,), judgements=judgements
            ),
        ),
    )


def required(chance: random.Random, *, wide: bool) -> tuple[Requirement, ...]:
    names = NAMES[:6] if wide else NAMES
    levels = ("l2", "l3", "l3") if wide else LEVELS
    count = chance.randint(2, 4) if wide else chance.randint(1, 3)
    return tuple(
        dict.fromkeys(Requirement(chance.choice(names), chance.choice(levels)) for _ in range(count))
    )


def expression(chance: random.Random, olds: list[ObjectiveId], depth: int) -> Expression:
    kind = chance.randrange(5) if depth else 0
    if kind == 0:
        return chance.choice(olds)
    if kind >= 3:
        listed = tuple(chance.sample(olds, chance.randint(2, len(olds))))
        near = (1, 2, len(listed) - 1, len(listed), chance.randint(1, len(listed)))
        return AtLeast(max(1, chance.choice(near)), listed)
    parts = tuple(expression(chance, olds, depth - 1) for _ in range(chance.randint(2, 3)))
    return AllOf(parts) if kind == 1 else AnyOf(parts)


def check_z3(book: Rulebook) -> Counter[str]:
    """Every rule has the verdict that z3 gives, where the kernel does not give up; and proved ones are sound."""
    met: Counter[str] = Counter()
    for transition in book.transitions:
        judge = Judge(book, transition)
        theory = theory_of(book, transition)
        for rule in transition.rules:
            status = verify(theory, rule).status
            met[status] += 1
            if status == "too-large":
                continue
            assert status == judge.status(rule), (transition.name, rule)
            if status == "proved" and rule.may_grant:
                assert judge.sound(rule), (transition.name, rule)
    return met


@settings(max_examples=60)
@given(SEEDS)
def test_the_kernel_and_z3_agree_on_generated_rulebooks(seed: int) -> None:
    """Every rule, whatever it claims, of content or complexity or both: proved by both or refuted by both."""
    check_z3(by_chance.case(seed).book)


@settings(max_examples=40)
@given(SEEDS)
def test_the_kernel_and_z3_agree_where_proofs_branch(seed: int) -> None:
    """Rules of up to seven objectives over wholes within wholes and judgements."""
    check_z3(crowded(random.Random(seed)))


def test_the_kernel_and_z3_agree_on_very_large_rules() -> None:
    """`minst k av n` with n up to thirty, within `og` and `eller`: millions of sets; few are too large."""
    met: Counter[str] = Counter()

    @settings(max_examples=80)
    @given(SEEDS)
    def judge(seed: int) -> None:
        met.update(check_z3(vast(random.Random(seed))))

    judge()
    assert met["proved"] > 8
    assert met["refuted"] > 20
    assert met["too-large"] < 8


# ------------------------------------------------------------------------- would it notice?


def no_levels(patch: pytest.MonkeyPatch) -> None:
    """The kernel forgets levels."""
    patch.setattr(kernel.Theory, "level_within", lambda self, level, held: True)


def one_too_few(patch: pytest.MonkeyPatch) -> None:
    """`minst k av` is met by k - 1."""
    real = kernel.satisfied

    def lax(old: Expression, held: Collection[ObjectiveId]) -> bool:
        if isinstance(old, AtLeast) and old.k > 1:
            return real(AtLeast(old.k - 1, old.parts), held)
        return real(old, held)

    patch.setattr(kernel, "satisfied", lax)
    patch.setattr(kernel, "_smallest", lambda old, held: held)


def one_way_denied(patch: pytest.MonkeyPatch) -> None:
    """Of the ways in which a requirement is covered, only the first is denied."""
    real = kernel._rests_on
    patch.setattr(kernel, "_rests_on", lambda topics, topic: real(topics, topic)[:1])


def larger_sets(patch: pytest.MonkeyPatch) -> None:
    """What the new objective is compared with is all the objectives of the rule, not a minimal set."""
    patch.setattr(kernel, "minimal_sets", lambda old, ways, limit: ([frozenset(atoms(old))], True))


def some_whole(patch: pytest.MonkeyPatch) -> None:
    """A whole is covered where one of its parts is."""

    def lax(theory: kernel.Theory, topics: Iterable[str]) -> dict[str, kernel.Clause | None]:
        covered: dict[str, kernel.Clause | None] = dict.fromkeys(topics)
        todo = list(covered)
        for topic in todo:
            for clause in theory.clauses.get(topic, ()):
                if clause.topic not in covered:
                    covered[clause.topic] = clause
                    todo.append(clause.topic)
        return covered

    patch.setattr(kernel, "closure", lax)


@pytest.mark.parametrize(
    "plant", [no_levels, one_too_few, one_way_denied, larger_sets, some_whole], ids=lambda p: p.__name__
)
def test_a_fault_in_the_kernel_is_a_difference(
    plant: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one thing wrong in the kernel, z3 gives another verdict on one of a few hundred large rules."""
    plant(monkeypatch)
    for seed in range(300):
        try:
            check_z3(vast(random.Random(seed)))
        except AssertionError:
            return
    pytest.fail("nobody noticed")
