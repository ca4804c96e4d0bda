"""LM305 and LM307: `aldri`, decided over every set of approvals."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lmrules import implication, prepared
from lmrules.diagnostics import Diagnostic
from lmrules.kernel import granted, satisfied
from lmrules.model.model import AllOf, AnyOf, AtLeast, Expression, ObjectiveId
from lmrules.model.writing import write_expression, write_objective
from lmrules.pipeline import check_text
from lmrules.prepared import MOST_WAYS

OLD = [ObjectiveId("A", f"A-{i}") for i in range(1, 5)]
NEW = [ObjectiveId("B", f"B-{i}") for i in range(1, 4)]

HEAD = """
regelverk prøve kilde "k"
skala s lav < høy
tema t
læringsmålsett A gyldig til 2025-01-01
    mål A-1 høy: t
    mål A-2 høy: t
    mål A-3 høy: t
    mål A-4 høy: t
læringsmålsett B gyldig fra 2025-01-01
    mål B-1 lav: t
    mål B-2 lav: t
    mål B-3 lav: t
overgang A til B fra 2025-01-01
"""


def errors(statements: str) -> list[Diagnostic]:
    return [d for d in check_text(HEAD + statements).diagnostics if d.severity == "error"]


def test_a_never_that_holds_is_left_alone() -> None:
    """Where every way to the objective satisfies the expression, nothing is said."""
    assert errors("regel R1: A-1 og A-2 eller A-1 og A-3 ≥ B-1 aldri B-1 uten A-1") == []
    assert (
        errors("regel R1: A-1 ≥ B-1 regel R2: B-1 og A-2 ≥ B-2 aldri B-2 uten A-1 og (A-2 eller A-3)") == []
    )


def test_a_never_of_what_no_rule_grants_holds() -> None:
    """What no rule grants is never granted without anything; a draft and a finding grant nothing."""
    assert errors("aldri B-1 uten A-1 utkast regel R1: A-2 ≥ B-1 regel R2: A-3 ≥ B-1 i kompleksitet") == []


def test_a_disproved_never_shows_the_fewest_approvals_and_the_rule() -> None:
    """The message names the smallest set of approvals that breaks it, and the rule; the data too."""
    diagnostic, *others = errors(
        "regel R1: A-1 ≥ B-1 regel R2: A-2 og A-3 ≥ B-2 regel R3: B-2 ≥ B-1 aldri B-1 uten A-1 eller A-4"
    )
    assert others == []
    assert diagnostic.code.id == "LM305"
    assert diagnostic.message("nb") == (
        "`aldri B-1 uten A-1 eller A-4` holder ikke: `A/A-2` og `A/A-3` gir `B-1` ved regelen `R3`"
    )
    assert diagnostic.data == {
        "transition": "A→B",
        "rule": "R3",
        "objective": "B-1",
        "counterexample": ["A/A-2", "A/A-3"],
    }
    assert [r.span.text.split()[0] for r in diagnostic.related] == ["regel", "A-2", "A-3"]
    assert not diagnostic.code.suppressible


def test_a_never_on_a_new_objective_counts_what_is_granted() -> None:
    """What is granted on the way satisfies the expression as well."""
    rules = "regel R1: A-1 ≥ B-1 regel R2: B-1 ≥ B-2 "
    assert errors(rules + "aldri B-2 uten B-1") == []
    assert [d.code.id for d in errors(rules + "regel R3: A-2 ≥ B-2 aldri B-2 uten B-1")] == ["LM305"]


def test_too_many_minimal_sets_are_decided_all_the_same() -> None:
    """More minimal sets than can be listed are decided from above; what even that cannot do is LM307."""
    many = "".join(f"mål M-{i} høy: t\n" for i in range(1, 13))
    listed = ", ".join(f"M-{i}" for i in range(1, 13))
    head = HEAD.replace("    mål A-1 ", f"    {many}    mål A-1 ")

    def codes(statements: str) -> list[str]:
        return [d.code.id for d in check_text(head + statements).diagnostics if d.severity == "error"]

    rule = f"regel R1: minst 6 av ({listed}) ≥ B-1 "
    assert codes(rule + f"aldri B-1 uten minst 5 av ({listed})") == []
    assert codes(rule + f"aldri B-1 uten minst 7 av ({listed})") == ["LM305"]
    assert codes(rule + "aldri B-1 uten " + " eller ".join(f"M-{i}" for i in range(1, 8))) == []
    assert codes(rule + "aldri B-1 uten " + " eller ".join(f"M-{i}" for i in range(1, 7))) == ["LM305"]


def test_what_cannot_be_decided_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """An `aldri` that is too large to prove is never taken as proved."""
    monkeypatch.setattr(implication, "MOST_PERSONS", 3)
    many = "".join(f"mål M-{i} høy: t\n" for i in range(1, 13))
    listed = ", ".join(f"M-{i}" for i in range(1, 13))
    head = HEAD.replace("    mål A-1 ", f"    {many}    mål A-1 ")
    text = head + f"regel R1: minst 6 av ({listed}) ≥ B-1 aldri B-1 uten minst 5 av ({listed})"
    (diagnostic,) = (d for d in check_text(text).diagnostics if d.severity == "error")
    assert diagnostic.code.id == "LM307"
    assert f"`aldri B-1 uten minst 5 av ({listed})`" in diagnostic.message("nb")
    assert diagnostic.data == {"transition": "A→B", "objective": "B-1"}


def expressions(of: list[ObjectiveId]) -> st.SearchStrategy[Expression]:
    leaf: st.SearchStrategy[Expression] = st.sampled_from(of)
    at_least = st.lists(leaf, min_size=2, max_size=4, unique=True).flatmap(
        lambda parts: st.integers(1, len(parts)).map(lambda k: AtLeast(k, tuple(parts)))
    )
    return st.recursive(
        leaf | at_least,
        lambda inner: st.builds(
            lambda kind, parts: kind(tuple(parts)),
            st.sampled_from([AllOf, AnyOf]),
            st.lists(inner, min_size=2, max_size=3),
        ),
        max_leaves=6,
    )


def statement(name: str, old: Expression, new: ObjectiveId) -> str:
    return f"regel {name}: {write_expression(old, 'nb', write_objective)} ≥ {write_objective(new)}\n"


RULES = st.lists(
    st.sampled_from(NEW).flatmap(
        lambda new: st.tuples(expressions(OLD + [n for n in NEW if n != new]), st.just(new))
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=80, deadline=None)
@given(RULES, st.sampled_from(NEW), expressions(OLD + NEW), st.sampled_from([MOST_WAYS, 2]))
def test_never_is_decided_exactly(
    rules: list[tuple[Expression, ObjectiveId]], objective: ObjectiveId, unless: Expression, limit: int
) -> None:
    """LM305 stands where some set of approvals breaks it, with a set as small as the smallest of all.

    Where the minimal sets are cut short it is decided from above, and the set need not be the smallest.
    """
    text = "".join(statement(f"R{i}", old, new) for i, (old, new) in enumerate(rules))
    text += f"aldri {objective.code} uten {write_expression(unless, 'nb')}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(implication, "MOST_WAYS", limit)
        patch.setattr(prepared, "MOST_WAYS", limit)
        checked = check_text(HEAD + text)
    found = [d for d in checked.diagnostics if d.code.id == "LM305"]
    proved = checked.book.transitions[0].rules  # every objective holds all that any requires
    assert len(proved) == len(rules)
    breaking = [
        person
        for size in range(len(OLD) + 1)
        for person in map(frozenset, combinations(OLD, size))
        if objective in (have := person | granted(proved, person)) and not satisfied(unless, have)
    ]
    assert bool(found) == bool(breaking)
    if breaking:
        shown = found[0].data["counterexample"]
        assert isinstance(shown, list)
        assert shown in [sorted(map(str, person)) for person in breaking]
        assert limit < MOST_WAYS or len(shown) == len(breaking[0])
