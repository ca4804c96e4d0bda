"""The kernel's small parts, said one by one: minimal sets, limits, and what stands outside any transition."""

from __future__ import annotations

from short import book, objective

from lmrules.kernel import itself_if_in, minimal_sets, theory_of
from lmrules.model.model import AllOf, AnyOf

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
