"""How many steps the kernel counts, and what it answers where it runs out of them."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import pytest
from short import book, objective, theory

from lmrules import kernel
from lmrules.kernel import (
    TooLarge,
    at_most,
    closure,
    exceeding,
    granted,
    itself_if_in,
    minimal_sets,
    theory_of,
)
from lmrules.model.model import (
    AllOf,
    AnyOf,
    AtLeast,
    Expression,
    ObjectiveId,
    Requirement,
    Rule,
    Rulebook,
)

A, B, C, D, E = (objective(f"A/{n}") for n in "abcde")
PAIRS = AllOf((AnyOf((A, B)), AnyOf((C, D))))


def steps(action: Callable[[], object]) -> int:
    """The fewest steps within which ``action`` comes to its end."""
    for allowed in range(10_000):
        try:
            with at_most(allowed):
                action()
        except TooLarge:
            continue
        return allowed
    raise AssertionError("no end within 10,000 steps")


TOPICS = """
tema t omfatter s
tema s omfatter r
læringsmålsett A gyldig til 2025-01-01 mål 1 høy: t
læringsmålsett B gyldig fra 2025-01-01 mål N lav: s
overgang A til B fra 2025-01-01
"""


def small() -> Rulebook:
    """Three topics in a chain."""
    return book(TOPICS)


def test_a_closure_costs_a_step_and_one_for_each_topic_in_it() -> None:
    """Two closures in turn cost what both cost: steps are counted down, not anew."""
    of = theory_of(small(), None)
    assert steps(lambda: closure(of, ["t"])) == 4
    assert steps(lambda: closure(of, ["s"])) == 3
    assert steps(lambda: (closure(of, ["t"]), closure(of, ["s"]))) == 7
    assert steps(lambda: closure(of, [])) == 1


@pytest.mark.parametrize(
    ("expression", "limit", "cost"),
    [
        (A, 100, 1),
        (AnyOf((A, B)), 100, 1 + 1 + 1 + 2),
        (AnyOf((A, AllOf((A, B)))), 100, 1 + (1 + 1 + 2) + 1 + 2),
        (AtLeast(2, (A, B, C)), 100, 3 + 3 * 2),
        (AtLeast(2, (A, B, C)), 2, 3 + 2 * 2),
        # Two of one part and two of the other: 5 for each part; then 2, and 1 + 2 for keeping them; then the
        # four pairs, and 1 + 2 + 3 + 4 for keeping those.
        (PAIRS, 100, 5 + 5 + 2 + 3 + 4 + 10),
    ],
)
def test_minimal_sets_cost_a_step_for_each_comparison(expression: Expression, limit: int, cost: int) -> None:
    """What is put together, and what each candidate is compared with, is counted."""
    assert steps(lambda: minimal_sets(expression, itself_if_in([A, B, C, D]), limit)) == cost


def test_of_several_ways_each_only_what_can_still_be_enough_is_put_together() -> None:
    """`minst 3 av 4` of which one has two ways: every three are found, and nothing that leads nowhere is tried."""
    expression = AtLeast(3, (AnyOf((A, B)), C, D, E))
    sets, whole = minimal_sets(expression, itself_if_in([A, B, C, D, E]), 100)
    assert ["".join(o.code for o in sorted(s)) for s in sets] == [
        "acd",
        "ace",
        "ade",
        "bcd",
        "bce",
        "bde",
        "cde",
    ]
    assert whole
    parts = 5 + 1 + 1 + 1
    # With each part in turn: threes, twos and ones as far as they can still become threes; what is put together,
    # and then 1 + 2 + … for keeping it.
    first, second = 2 + 3, (2 + 3) + (1 + 6)
    third, fourth = (2 + 3) + (3 + 15), 5 + 28
    asked = lambda: minimal_sets(expression, itself_if_in([A, B, C, D, E]), 100)  # noqa: E731
    assert steps(asked) == parts + first + second + third + fourth


def test_a_search_costs_a_step_for_each_objective_of_the_rule_and_each_person_looked_at() -> None:
    """One person with two objectives: 2, and the closure of what they hold."""
    of = theory(book(TOPICS.replace("mål 1 høy: t", "mål 1 høy: t mål 2 høy: r")))
    one, two = objective("A/1"), objective("A/2")
    wanted = Requirement("t", "høy")
    found = list(exceeding(of, AnyOf((one, two)), wanted))
    assert found == [frozenset({two})]
    # Both: 2 + 4 (t, s, r). The second alone: 2 + 2 (r).
    assert steps(lambda: list(exceeding(of, AnyOf((one, two)), wanted))) == 6 + 4


@pytest.mark.parametrize(("few", "cost"), [(14, 1 << 3), (3, 1 << 3), (2, 4 * 3)])
def test_the_smallest_of_very_many_sets_has_its_cost(
    few: int, cost: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every subset of what is held where that is little, up to the limit; else four steps an objective."""
    monkeypatch.setattr(kernel, "ENOUGH", 0)
    monkeypatch.setattr(kernel, "FEW", few)
    assert steps(lambda: kernel._smallest(AnyOf((A, B, C, D)), frozenset({A, B, C}))) == cost


def test_sets_are_listed_up_to_so_many_and_not_one_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """With exactly as many sets as are listed, they are listed: 3 for the parts, 6 for comparing."""
    monkeypatch.setattr(kernel, "ENOUGH", 3)
    assert steps(lambda: kernel._smallest(AnyOf((A, B, C)), frozenset({A, B, C}))) == 3 + 6


def test_grants_build_on_grants_of_every_round_before() -> None:
    """A gives b, b gives c, and a with c gives d: what was held and granted first still counts at the end."""
    some = book(TOPICS + "regel R: 1 ≥ N").transitions[0].rules[0]

    def gives(new: ObjectiveId, *old: ObjectiveId) -> Rule:
        return attrs.evolve(some, new=new, old=AllOf(old))

    rules = [gives(B, A), gives(C, B), gives(D, A, C)]
    assert granted(rules, [A]) == {B, C, D}
    assert granted(rules, [C]) == frozenset()
