"""LM5xx: what could go without any difference."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lmrules.checks.check import Checked
from lmrules.checks.never_fires import CHECK as NEVER_CHECK
from lmrules.checks.redundant_rules import CHECK as RULES_CHECK
from lmrules.diagnostics import Diagnostic
from lmrules.kernel import granted, satisfied
from lmrules.model.model import (
    AllOf,
    AnyOf,
    AtLeast,
    Claim,
    Expression,
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
from lmrules.model.writing import write_expression
from lmrules.pipeline import check_text
from lmrules.redundancy import redundant
from lmrules.source import Source, Span

BOOK = """
regelverk prøve kilde "k"
skala s lav < høy
tema t omfatter u
tema u består av u1, u2
tema u1
tema u2
tema v
læringsmålsett A gyldig til 2025-01-01
    mål a høy: t
    mål b høy: t
    mål c høy: u1, v
    mål d høy: u2, v
    mål e nivå høy
læringsmålsett B gyldig fra 2025-01-01
    mål n lav: u
    mål m lav: u, v
    mål x nivå lav
overgang A til B fra 2025-01-01
"""
REASON = ' fordi "grunn"\n'


def found(*rules: str, book: str = BOOK) -> list[Diagnostic]:
    """What is said in the LM5xx series of rules with reasons."""
    text = book + "".join(f"{rule}{REASON}" for rule in rules)
    everything = check_text(text).diagnostics
    assert not [d.message() for d in everything if d.severity == "error"]
    return [d for d in everything if d.code.id.startswith("LM5")]


def only(diagnostics: list[Diagnostic]) -> Diagnostic:
    assert len(diagnostics) == 1, [f"{d.code.id} {d.message()}" for d in diagnostics]
    diagnostic = diagnostics[0]
    for lang in ("nb", "nn", "en"):
        texts = [
            diagnostic.message(lang),
            diagnostic.help(lang),
            *(r.message(lang) for r in diagnostic.related),
        ]
        assert all(text and "{" not in text and not text.endswith(".") for text in texts)
    return diagnostic


def test_the_known_dead_alternative() -> None:
    """Of `a or (a and b) or (c and d)` the second alternative is dead, and nothing else."""
    diagnostic = only(found("regel R: a eller (a og b) eller (c og d) ≥ n"))
    assert diagnostic.code.id == "LM502"
    assert diagnostic.span.text == "a og b"
    assert diagnostic.help("nb") == "fjern det: `a eller c og d` betyr det samme"
    assert [r.span.text for r in diagnostic.related][1:] == ["a"]


BREAKS = {
    "LM501 by a wider rule": ("LM501", "regel R2", ("regel R1: a ≥ n", "regel R2: a og c ≥ n")),
    "LM501 wherever it stands": ("LM501", "regel R2", ("regel R2: a og c ≥ n", "regel R1: a ≥ n")),
    "LM501 by two rules together": (
        "LM501",
        "regel R3",
        ("regel R1: a ≥ n", "regel R2: b ≥ n", "regel R3: minst 1 av (a, b) ≥ n"),
    ),
    "LM501 through the fixpoint": (
        "LM501",
        "regel R3",
        ("regel R1: a og c ≥ m", "regel R2: m ≥ n", "regel R3: a og c ≥ n"),
    ),
    "LM501 of what builds on more": (
        "LM501",
        "regel R2",
        ("regel R1: a og c ≥ m", "regel R2: m ≥ n", "regel R3: a ≥ n"),
    ),
    "LM509": ("LM509", "regel R2", ("regel R1: a ≥ n", "regel R2: m ≥ n")),
    "LM502": ("LM502", "a og b", ("regel R: a eller a og b ≥ n",)),
    "LM502 twice the same": ("LM502", "a", ("regel R: a eller b eller a ≥ n",)),
    "LM502 of a count": ("LM502", "2 av (a, b", ("regel R: minst 1 av (a, b) eller minst 2 av (a, b) ≥ n",)),
    "LM502 inside": ("LM502", "a og b", ("regel R: c og (a eller a og b) ≥ m",)),
    "LM502 in a finding": ("LM502", "a og b", ("regel R: a eller a og b ≥ n i innhold",)),
    "LM503": ("LM503", "regel R2", ("regel R1: a eller b ≥ n", "regel R2: n ≤ minst 1 av (b, a)")),
    "LM503 of findings": ("LM503", "regel R2", ("regel R1: c ≠ x", "regel R2: x ≠ c")),
    "LM504 said already": ("LM504", "a eller b", ("regel R: a og (a eller b) ≥ n",)),
    "LM504 proved without": ("LM504", "c", ("regel R: a og c ≥ n",)),
    "LM504 one of two": ("LM504", "d", ("regel R: a og c og d ≥ m",)),
    "LM504 inside": ("LM504", "c", ("regel R: a eller b og c ≥ n",)),
}


@pytest.mark.parametrize("name", BREAKS)
def test_each_break_gives_exactly_its_code_at_its_place(name: str) -> None:
    """A rulebook redundant in one way gets one diagnostic, of the right code, at the right place."""
    code, where, rules = BREAKS[name]
    diagnostic = only(found(*rules))
    assert diagnostic.code.id == code
    assert diagnostic.span.text.startswith(where)
    assert diagnostic.related


ALLOWED = {
    "two alternatives": ("regel R: a eller b ≥ n",),
    "both needed": ("regel R: a og c ≥ m",),
    "overlapping alternatives": ("regel R: a og c eller b og c eller a og d ≥ m",),
    "two rules": ("regel R1: a ≥ n", "regel R2: b ≥ n"),
    "another objective": ("regel R1: a ≥ n", "regel R2: a og c ≥ m"),
    "through another, not implied": ("regel R1: a og c ≥ m", "regel R2: m ≥ n", "regel R3: c og d ≥ n"),
    "a needless conjunct of a finding": ("regel R: a og c ≥ n i innhold",),
    "another claim": ("regel R1: a ≥ n", "regel R2: a ≥ n i innhold"),
    "each new objective needs one": ("regel R: a og c ≥ m, n",),
    "in a ring, one is needed": ("regel R1: a og c ≥ m", "regel R2: m ≥ n"),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_what_makes_a_difference_is_left_alone(name: str) -> None:
    """What only resembles redundancy gets no diagnostic."""
    assert [d.message() for d in found(*ALLOWED[name])] == []


def test_rules_that_wait_for_each_other_never_fire() -> None:
    """In a ring of rules that only build on each other, none ever grants anything."""
    codes = [(d.code.id, d.data["rule"]) for d in found("regel R1: m ≥ n", "regel R2: n og c ≥ m")]
    assert codes == [("LM509", "R1"), ("LM509", "R2")]
    assert found("regel R1: m ≥ n", "regel R2: n og c ≥ m", "regel R3: a ≥ n")[0].data["rule"] == "R1"


def test_unused_topics_and_scales() -> None:
    """A topic is used by objectives, by judgements and through its whole; a scale by its levels."""
    book = BOOK.replace("tema v\n", "tema v\ntema borte omfatter v\nskala ubrukt lavest < høyest\n")
    assert [(d.code.id, d.span.text.split()[:2]) for d in found("regel R: a ≥ n", book=book)] == [
        ("LM505", ["borte"]), ("LM506", ["skala", "ubrukt"]),
    ]  # fmt: skip
    book = BOOK.replace("tema v\n", "tema v omfatter del\ntema del\nskala brukt lav < lavere-enn-høy < høy\n")
    assert found("regel R: a ≥ n", book=book) == []


def test_unused_topics_are_not_reported_where_what_used_them_is_broken() -> None:
    """An objective that could not be read may have used the topic and the scale."""
    book = BOOK.replace("tema v\n", "tema v\ntema w\nskala s2 x1 < x2\n").replace(
        "mål x nivå lav", "mål x x2: w w"
    )
    codes = [d.code.id for d in check_text(book).diagnostics]
    assert "LM001" in codes
    assert not {"LM505", "LM506"} & set(codes)


JUDGED = BOOK.replace("tema v\n", "tema v\ntema w\n").replace("lav: u, v", "lav: u, w")


def test_judgements_that_nothing_needs() -> None:
    """A judgement is needed by a rule that is not proved without it, or whose evidence it completes."""
    needed = ("skjønn S: v dekker w", "regel R: a og c ≥ m")
    assert found(*needed, book=JUDGED) == []
    evidence = ("skjønn S: v dekker w", "regel R: c ~ m")
    assert found(*evidence, book=JUDGED) == []
    diagnostic = only(found("skjønn S: v dekker w", "regel R: a ≥ n", book=JUDGED))
    assert (diagnostic.code.id, diagnostic.span.text[:8]) == ("LM507", "skjønn S")
    own_name = ("skjønn S: e dekker x", "regel R: e ≥ x")
    assert found(*own_name) == []


def test_judgements_that_are_said_already() -> None:
    """A judgement that the topics, or other judgements, already say is named with those."""
    diagnostic = only(found("skjønn S: t dekker u", "regel R: a ≥ n"))
    assert diagnostic.code.id == "LM508"
    assert diagnostic.message("nb") == "skjønnet `S` sier ikke mer enn temaene gjør"
    diagnostic = only(
        found("skjønn S1: v dekker w", "skjønn S2: v dekker w", "regel R: a og c ≥ m", book=JUDGED)
    )
    assert diagnostic.message("nb") == "skjønnet `S2` sier ikke mer enn temaene og skjønnet `S1` gjør"
    assert [r.span.text[:9] for r in diagnostic.related][:1] == ["skjønn S1"]


def test_a_judgement_for_a_rule_with_an_error_is_left_alone() -> None:
    """While a rule is broken or unproved, the judgements it may rest on are not called unused."""
    for rule in ("regel R: a og c ≥ ≥ m", "regel R: b og c ≥ m, x"):
        codes = [d.code.id for d in check_text(JUDGED + f"skjønn S: v dekker w{REASON}" + rule).diagnostics]
        assert "LM507" not in codes


def mended(text: str, diagnostic: Diagnostic) -> str:
    edit = diagnostic.fixes[0].edits[0]
    return text[: edit.span.start] + edit.text + text[edit.span.end :]


FIXES = {
    "a eller (a og b) eller (c og d)": "a eller (c og d)",
    "(a og b) eller a": "a",
    "((a og b)) eller (a)": "(a)",
    "(minst 2 av (a, b)) eller (c og d) eller b": "(c og d) eller b",
    "minst 2 av (a, b) eller minst 1 av (a, b)": "minst 1 av (a, b)",
    "minst 1 av (a, b) eller (minst 2 av (a, b))": "minst 1 av (a, b)",
    "(a eller b) og ((a))": "((a))",
}


@pytest.mark.parametrize("old", FIXES)
def test_a_part_is_taken_away_with_its_parentheses(old: str) -> None:
    """The safe fix of a dead part removes it, the word that joins it and its parentheses, no more."""
    text = BOOK + f"regel R: {old} ≥ n"
    diagnostic = next(d for d in check_text(text).diagnostics if d.code.id in ("LM502", "LM504"))
    assert diagnostic.fixes[0].safe
    assert mended(text, diagnostic) == BOOK + f"regel R: {FIXES[old]} ≥ n"


def test_a_part_with_a_remark_is_not_taken_away() -> None:
    """A remark between the parts keeps the fix from being offered; a needless conjunct is an unsafe fix."""
    text = BOOK + "regel R: a # fordi det er sånn\neller a og b ≥ n"
    assert [d.fixes for d in check_text(text).diagnostics if d.code.id == "LM502"] == [()]
    text = BOOK + "regel R: a og c ≥ n"
    assert [d.fixes[0].safe for d in check_text(text).diagnostics if d.code.id == "LM504"] == [False]


# ------------------------------------------------------------------ exact, against brute force

OLD = [ObjectiveId("A", c) for c in "abcd"]
NEW = [ObjectiveId("B", c) for c in "nmx"]


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
        max_leaves=7,
    )


def people(of: list[ObjectiveId]) -> Iterator[frozenset[ObjectiveId]]:
    for size in range(len(of) + 1):
        yield from map(frozenset, combinations(of, size))


def meaning(expression: Expression, of: list[ObjectiveId]) -> list[bool]:
    return [satisfied(expression, person) for person in people(of)]


def with_one_part_less(expression: Expression) -> Iterator[Expression]:
    if not isinstance(expression, AllOf | AnyOf):
        return
    for i, part in enumerate(expression.parts):
        others = (*expression.parts[:i], *expression.parts[i + 1 :])
        yield others[0] if len(others) == 1 else type(expression)(others)
        for less in with_one_part_less(part):
            yield type(expression)((*expression.parts[:i], less, *expression.parts[i + 1 :]))


@settings(max_examples=150, deadline=None)
@given(expressions(OLD))
def test_parts_are_redundant_exactly_where_they_make_no_difference(expression: Expression) -> None:
    """What is left when the parts go means the same, and nothing is found only where nothing could go."""
    parts = redundant(expression)
    before = meaning(expression, OLD)
    for part in parts:
        assert meaning(part.rest, OLD) == before
    removable = any(meaning(less, OLD) == before for less in with_one_part_less(expression))
    assert bool(parts) == removable


@settings(max_examples=30, deadline=None)
@given(expressions(OLD))
def test_mending_a_part_keeps_the_meaning(expression: Expression) -> None:
    """After every safe fix, one after the other, the rule means what it meant."""
    text = BOOK + f"regel R: {write_expression(expression, 'nb')} ≥ n i innhold"
    for _ in range(20):
        checked = check_text(text)
        assert meaning(checked.book.transitions[0].rules[0].old, OLD) == meaning(expression, OLD)
        fixes = [
            d for d in checked.diagnostics if d.fixes and d.fixes[0].safe and d.code.id.startswith("LM5")
        ]
        if not fixes:
            return
        text = mended(text, fixes[0])
    raise AssertionError(text)


NOWHERE = Span(Source("prøve", ""), 0, 0)


def book_of(rules: list[tuple[Expression, ObjectiveId]]) -> Rulebook:
    """A rulebook in which every rule is proved: every objective holds all that any requires."""
    requirement = (Requirement("t", "lav"),)

    def objectives(ids: list[ObjectiveId]) -> tuple[Objective, ...]:
        return tuple(Objective(span=NOWHERE, id=o, requirements=requirement) for o in ids)

    claims = (Claim("≥"),)
    written = tuple(
        Rule(span=NOWHERE, name=f"R{i}", old=old, new=new, claims=claims, order=i)
        for i, (old, new) in enumerate(rules)
    )
    return Rulebook(
        scales=(Scale(span=NOWHERE, name="s", levels=("lav",), steps=()),),
        topics=(Topic(span=NOWHERE, name="t"),),
        sets=(
            ObjectiveSet(span=NOWHERE, name="A", objectives=objectives(OLD)),
            ObjectiveSet(span=NOWHERE, name="B", objectives=objectives(NEW)),
        ),
        transitions=(Transition(span=NOWHERE, old="A", new="B", day=dt.date(2025, 1, 1), rules=written),),
    )


RULES = st.lists(
    st.sampled_from(NEW).flatmap(
        lambda new: st.tuples(expressions(OLD[:3] + [n for n in NEW if n != new]), st.just(new))
    ),
    min_size=2,
    max_size=6,
)


@settings(max_examples=150, deadline=None)
@given(RULES)
def test_rules_are_implied_exactly_where_they_make_no_difference(
    rules: list[tuple[Expression, ObjectiveId]],
) -> None:
    """Without the rules reported, everybody gets the same; without one more, somebody gets less."""
    book = book_of(rules)
    reported = {d.data["rule"] for d in RULES_CHECK.run(Checked(book, ()))}
    everything = book.transitions[0].rules
    kept = [rule for rule in everything if rule.name not in reported]

    def grants(of: list[Rule]) -> list[frozenset[ObjectiveId]]:
        return [granted(of, person) for person in people(OLD)]

    before = grants(list(everything))
    assert grants(kept) == before
    # What nobody can satisfy grants nothing either, and is reported by itself.
    never = {d.data["rule"] for d in NEVER_CHECK.run(Checked(book, ()))}
    assert never == {r.name for r in everything if not satisfied(r.old, [*OLD, *before[-1]])}
    for rule in (r for r in kept if r.name not in never):
        shown = [f"{r.name}: {write_expression(r.old, 'en')} ≥ {r.new.code}" for r in everything]
        assert grants([other for other in kept if other is not rule]) != before, (rule.name, shown, reported)
