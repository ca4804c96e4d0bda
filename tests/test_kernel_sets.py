"""The kernel's small parts, said one by one: minimal sets, limits, and what stands outside any transition."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from short import book, objective, theory, verdict

from lmrules import kernel
from lmrules.kernel import (
    TooLarge,
    counterexample,
    exceeding,
    itself_if_in,
    minimal_sets,
    most_sets,
    theory_of,
)
from lmrules.model.model import AllOf, AnyOf, AtLeast, Claim, Expression, ObjectiveId, Requirement, Rulebook

A, B, C, D = (objective(f"A/{n}") for n in "abcd")


def test_a_set_that_contains_another_is_left_out_and_those_after_it_are_not() -> None:
    """Of `a eller a og b eller c og d` the minimal sets are {a} and {c, d}."""
    rule = AnyOf((A, AllOf((A, B)), AllOf((C, D))))
    sets, whole = minimal_sets(rule, itself_if_in([A, B, C, D]), 10)
    assert (sets, whole) == ([frozenset({A}), frozenset({C, D})], True)


def test_without_a_transition_no_judgement_is_in_force() -> None:
    """The theory of the rulebook alone has its topics, and no judgement."""
    of = book("""
tema t omfatter s
tema u
læringsmålsett A gyldig til 2025-01-01 mål 1 høy: t
læringsmålsett B gyldig fra 2025-01-01 mål N lav: s
overgang A til B fra 2025-01-01 skjønn S: t dekker u
""")
    steps = {c.step for clauses in theory_of(of, None).clauses.values() for c in clauses}
    assert steps == {"part"}
    assert {c.step for cs in theory_of(of, of.transitions[0]).clauses.values() for c in cs} == {
        "part",
        "judgement",
    }


def test_what_is_not_in_the_rulebook_holds_nothing() -> None:
    """An objective that no set has is no source of requirements."""
    assert theory_of(book("tema t"), None).of([objective("X/1")]) == ()


# ------------------------------------------------------------------------- how many are kept


@pytest.mark.parametrize(
    ("rule", "limit", "kept", "all_of_them"),
    [
        (AnyOf((A, B, C)), 3, "a b c", True),
        (AnyOf((A, B, C)), 2, "a b", False),
        (AtLeast(2, (A, B, C)), 3, "ab ac bc", True),
        (AtLeast(2, (A, B, C)), 2, "ab ac", False),
        (AllOf((AnyOf((A, B)), AnyOf((C, D)))), 4, "ac ad bc bd", True),
        (AllOf((AnyOf((A, B)), AnyOf((C, D)))), 3, "ac ad bc", False),
        (AllOf((AnyOf((A, B)), AnyOf((A, C)))), 3, "a bc", True),
        (AtLeast(4, (A, B, C, D)), 1, "abcd", True),
    ],
)
def test_at_most_so_many_minimal_sets_are_kept_the_first_and_it_is_told(
    rule: Expression, limit: int, kept: str, all_of_them: bool
) -> None:
    """The first ``limit`` minimal sets in their order, and whether that is all of them."""
    sets, whole = minimal_sets(rule, itself_if_in([A, B, C, D]), limit)
    assert ["".join(o.code for o in sorted(s)) for s in sets] == kept.split()
    assert whole is all_of_them


def test_a_part_that_costs_nothing_counts_as_one_of_so_many() -> None:
    """Of `minst 2 av (a, b, c)` with a at hand, b or c will do; with a and b at hand, nothing is missing."""

    def with_free(*free: ObjectiveId) -> list[frozenset[ObjectiveId]]:
        ways = lambda o: [frozenset() if o in free else frozenset({o})]  # noqa: E731 - as it stands in use
        return minimal_sets(AtLeast(2, (A, B, C)), ways, 10)[0]

    assert with_free(A) == [frozenset({B}), frozenset({C})]
    assert with_free(A, B) == [frozenset()]
    assert with_free(A, B, C) == [frozenset()]


def test_too_many_to_weigh_gives_one_set_of_the_cheapest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where parts have several ways and there are too many, the cheapest of each are taken: enough, perhaps not least."""
    ways_of = {A: ["pq", "rs"], B: ["t"], C: ["uv", "w"], D: []}

    def ways(o: ObjectiveId) -> Sequence[frozenset[str]]:
        return [frozenset(way) for way in ways_of[o]]

    rule = AtLeast(2, (A, B, C, D))
    monkeypatch.setattr(kernel, "SEARCH_LIMIT", 7)
    assert minimal_sets(rule, ways, 10) == ([frozenset("tw")], False)
    assert minimal_sets(AtLeast(4, (A, B, C, D)), ways, 10) == ([], False)
    monkeypatch.setattr(kernel, "SEARCH_LIMIT", 8)
    exact = [frozenset(s) for s in ("tw", "pqt", "pqw", "rst", "rsw", "tuv", "pquv", "rsuv")]
    assert minimal_sets(rule, ways, 10) == (exact, True)


def test_the_number_of_minimal_sets_is_never_underestimated() -> None:
    """Alternatives add, parts multiply, `minst k av n` is n over k."""
    assert most_sets(A) == 1
    assert most_sets(AnyOf((A, B, C))) == 3
    assert most_sets(AllOf((AnyOf((A, B)), AnyOf((A, B, C))))) == 6
    assert most_sets(AtLeast(2, (A, B, C, D))) == 6


# ------------------------------------------------------------------------- how far a proof looks

SEARCHED = """
tema t
tema t1 omfatter t
tema t2 omfatter t1
tema u
tema hele består av p, q
tema p
tema q
læringsmålsett A gyldig til 2025-01-01
    mål x lav: t2
    mål y lav: p
    mål z lav: t, u, q
    mål v lav: q
    mål w lav: t1, u, hele
læringsmålsett B gyldig fra 2025-01-01 mål N lav: u, t mål W lav: hele
overgang A til B fra 2025-01-01
"""
X, Y, Z, W = (objective(f"A/{n}") for n in "xyzw")
OLD = AnyOf((AllOf((X, Y)), Z, W))


def searched(rule: str = "") -> Rulebook:
    """The rulebook of :data:`SEARCHED` with one rule."""
    return book(SEARCHED + rule)


def test_a_proof_looks_at_so_many_imaginary_persons_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody, without w, then without one part of the whole or the other: four persons; three are too few."""
    old, wanted = AnyOf((X, Y, Z, W)), Requirement("hele", "lav")
    monkeypatch.setattr(kernel, "SEARCH_LIMIT", 4)
    found = set(exceeding(theory(searched()), old, wanted))
    assert found == {frozenset({X, Y}), frozenset({X, Z})}
    monkeypatch.setattr(kernel, "SEARCH_LIMIT", 3)
    with pytest.raises(TooLarge):
        list(exceeding(theory(searched()), old, wanted))


def test_a_counterexample_in_hand_outlives_a_search_that_is_too_large(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One requirement refuted is a rule refuted, whatever cannot be known of the next."""
    u, t = Requirement("u", "lav"), Requirement("t", "lav")
    monkeypatch.setattr(kernel, "SEARCH_LIMIT", 2)
    of = theory(searched())
    assert counterexample(of, OLD, [u, t]) == frozenset({X, Y})
    with pytest.raises(TooLarge):
        counterexample(of, OLD, [t, u])
    monkeypatch.setattr(kernel, "SEARCH_LIMIT", 3)
    assert counterexample(of, OLD, [t]) is None


@pytest.mark.parametrize(("enough", "few"), [(500, 14), (0, 14), (0, 0)])
def test_the_smallest_set_is_found_by_each_of_the_three_ways(
    enough: int, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Listed, tried by size, or put together from its parts: the smallest set within what is held."""
    monkeypatch.setattr(kernel, "ENOUGH", enough)
    monkeypatch.setattr(kernel, "FEW", few)

    def smallest(old: Expression, *held: ObjectiveId) -> str:
        return "".join(o.code for o in sorted(kernel._smallest(old, frozenset(held))))

    assert smallest(OLD, X, Y, Z, W) == "w"
    assert smallest(OLD, X, Y, Z) == "z"
    assert smallest(OLD, X, Y) == "xy"
    assert smallest(AtLeast(2, (X, Y, Z, W)), X, Y, W) == "wx"
    assert smallest(AllOf((AnyOf((X, Y)), AnyOf((Z, W)))), X, Y, W) == "wx"
    assert smallest(X, X, Y) == "x"


def test_a_relation_over_more_sets_than_are_looked_at_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """`≤` is looked at set by set: where they are too many, some are, which may refute it but not prove it."""
    of = searched("regel R: y eller v ≤ W regel Q: x eller y ≤ W")
    assert (verdict(of, "R").status, verdict(of, "Q").status) == ("proved", "refuted")
    monkeypatch.setattr(kernel, "SEARCH_LIMIT", 2)
    monkeypatch.setattr(kernel, "SOME", 1)
    assert (verdict(of, "R").status, verdict(of, "Q").status) == ("proved", "refuted")
    monkeypatch.setattr(kernel, "SEARCH_LIMIT", 1)
    found = verdict(of, "R")
    assert (found.status, found.claim) == ("too-large", Claim("≤"))
    assert verdict(of, "Q").counterexample == (X,)
