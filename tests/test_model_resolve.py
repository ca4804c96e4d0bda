"""Names to what they stand for (``language.md``): sides, sets, runs, carried objectives, continued transitions."""

from __future__ import annotations

import pytest
from short import book, checked, codes, objective

from lmrules.model import canonical
from lmrules.model.model import AllOf, AnyOf, AtLeast, Rule

SETS = """
skala s lav < høy
tema t
læringsmålsett A gyldig til 2025-01-01
    mål 1 høy: t mål 2 høy: t mål F høy: t mål K-01 høy: t mål K-02 høy: t mål K-03 høy: t
læringsmålsett B gyldig fra 2025-01-01
    mål F lav: t mål N lav: t mål M lav: t mål K-01 lav: t mål K-02 lav: t mål D-11 lav: t mål D-12 lav: t
overgang A til B fra 2025-01-01
"""


def rules(text: str) -> list[tuple[str, object, str, str]]:
    """Name, old side, relations and new objective of each rule that ``text`` makes over :data:`SETS`."""
    result = checked(SETS + text)
    assert not [c for c in codes(result) if c < "LM3"], [d.message("en") for d in result.errors]
    return [
        (r.name, old(r), "".join(c.relation for c in r.claims), r.new.code)
        for t in result.book.transitions
        for r in t.rules
    ]


def old(rule: Rule) -> object:
    match rule.old:
        case AllOf(parts):
            return ("og", *map(str, parts))
        case AnyOf(parts):
            return ("eller", *map(str, parts))
        case AtLeast(k, parts):
            return (k, *map(str, parts))
        case _:
            return str(rule.old)


def test_either_side_may_come_first_and_the_relation_turns_with_it() -> None:
    """X ≤ Y is Y ≥ X: the rule is on the new objective, and its claims are of old against new."""
    for one, other, sign in (
        ("≥", "≤", "≥"),
        (">", "<", ">"),
        ("≤", "≥", "≤"),
        ("=", "=", "="),
        ("~", "~", "~"),
    ):
        assert rules(f"regel R: 1 {one} N") == [("R", "A/1", sign, "N")]
        assert rules(f"regel R: N {other} 1") == [("R", "A/1", sign, "N")]
    assert rules("regel R: N < 1 i innhold, > i kompleksitet") == [("R", "A/1", "><", "N")]


def test_several_new_objectives_with_commas_are_a_rule_each() -> None:
    """`1 ≥ N, M` stands for 1 ≥ N and 1 ≥ M."""
    assert rules("regel R: 1 og 2 ≥ N, M") == [
        ("R", ("og", "A/1", "A/2"), "≥", "N"),
        ("R", ("og", "A/1", "A/2"), "≥", "M"),
    ]
    assert rules("regel R: N, M ≤ 1 eller 2") == [
        ("R", ("eller", "A/1", "A/2"), "≥", "N"),
        ("R", ("eller", "A/1", "A/2"), "≥", "M"),
    ]


def test_between_two_new_objectives_the_rule_is_on_the_smaller() -> None:
    """N ≤ M is a rule on N; N = M is one on each."""
    assert rules("regel R: N ≤ M") == [("R", "B/M", "≥", "N")]
    assert rules("regel R: M > N") == [("R", "B/M", ">", "N")]
    assert sorted(r[3] for r in rules("regel R: N = M")) == ["M", "N"]


def test_a_run_is_one_rule_each_in_order_named_by_number() -> None:
    """`K-01..02 ≥ D-11..12` is R.001 and R.002."""
    assert rules("regel R: A/K-01..02 ≥ D-11..12") == [
        ("R.001", "A/K-01", "≥", "D-11"),
        ("R.002", "A/K-02", "≥", "D-12"),
    ]


@pytest.mark.parametrize(
    "run",
    [
        "A/K-01..03 ≥ D-11..12",
        "A/K-01..2 ≥ D-11..12",
        "A/K-02..01 ≥ D-11..12",
        "1 ≥ D-11..12",
        "A/F..9 ≥ D-11..12",
    ],
)
def test_a_run_of_another_length_width_or_direction_is_an_error(run: str) -> None:
    """Runs on the two sides are of equal length, of one width, and go forward."""
    found = codes(checked(f"{SETS} regel R: {run}"))
    assert "LM112" in found


def test_the_rules_of_a_run_have_names_like_any_other() -> None:
    """The name R.001 that a run gives its first rule is taken: another rule of that name is declared twice."""
    assert codes(checked(f"{SETS} regel R: A/K-01..02 ≥ D-11..12 regel R.001: 1 ≥ N")) == ["LM102"]


def test_carried_is_a_rule_for_each_code_that_both_sets_have() -> None:
    """`videreført alle unntatt` leaves out what it says, and codes of one set only."""
    assert rules("videreført V: alle") == [("V", f"A/{c}", "≥", c) for c in ("F", "K-01", "K-02")]
    assert rules("videreført V: alle unntatt K-02") == [("V", f"A/{c}", "≥", c) for c in ("F", "K-01")]
    assert rules("videreført V: K-01..02") == [("V", f"A/{c}", "≥", c) for c in ("K-01", "K-02")]
    assert codes(checked(f"{SETS} videreført V: N")) == ["LM116"]


def test_a_code_that_both_sets_have_must_be_written_with_its_set() -> None:
    """F is in A and B: alone it is LM103, with its set it is one objective."""
    assert codes(checked(f"{SETS} regel R: F ≥ N")) == ["LM103"]
    assert rules("regel R: A/F ≥ B/F") == [("R", "A/F", "≥", "F")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("regel R: 9 ≥ N", "LM101"),
        ("regel R: 1 ≥ N regel R: 2 ≥ M", "LM102"),
        ("regel R: 1 ≥ N skjønn R: t dekker t", "LM102"),
        ("regel R: 1 ≥ 2", "LM111"),
        ("regel R: 1, 2 ≥ N, M", "LM111"),
        ("regel R: minst 2 av (1, 1) ≥ N", "LM113"),
        ("regel R: minst 3 av (1, 2) ≥ N", "LM114"),
        ("regel R: minst 0 av (1, 2) ≥ N", "LM114"),
        ("regel R: C/1 ≥ N", "LM117"),
        ("skjønn S: 1 dekker N", "LM115"),
        ("skjønn S: t dekker t og t", "LM119"),
        ("skjønn S: t > u", "LM119"),
        ("aldri 1 uten 2", "LM101"),
        ("nytt 1", "LM101"),
        ("utgår N", "LM101"),
        ("overgang A til B fra 2025-02-01", "LM210"),
        ("overgang A til C fra 2025-01-01", "LM101"),
        ("tema t", "LM102"),
        ("skala s a < b", "LM102"),
        ("læringsmålsett A", "LM102"),
        ("mål 1 lav: t", "LM009"),
        ("læringsmålsett C mål 1 ukjent: t", "LM101"),
        ("læringsmålsett C mål 1 lav: t mål 1 lav: t", "LM102"),
        ("skala r a < b < a", "LM201"),
        ("tema x omfatter y tema y omfatter x", "LM202"),
        ("tema x består av y omfatter z", "LM203"),
        ("læringsmålsett C gyldig fra 2025-01-01 til 2025-01-01", "LM204"),
    ],
)
def test_a_statement_that_cannot_mean_anything_is_an_error(text: str, code: str) -> None:
    """Each mistake about names or order has its own code, and only it."""
    assert set(codes(checked(f"{SETS}\n{text}"))) == {code}


def test_did_you_mean_gives_the_near_name_with_its_title() -> None:
    """An unknown code is met with the nearest known one and its title."""
    text = SETS.replace("mål N lav", 'mål NUK-023 "Vurdere PET/CT" lav')
    [found] = checked(f"{text} regel R: 1 ≥ NUK-O23").errors
    assert "NUK-023" in found.help("nb")
    assert "Vurdere PET/CT" in found.help("nb")


def test_a_transition_may_be_continued_and_is_one() -> None:
    """The same `overgang` again adds to it; the whole is as if written at once."""
    text = "regel R: 1 ≥ N regel Q: 2 ≥ M"
    apart = text.replace("regel Q", "overgang A til B fra 2025-01-01 regel Q")
    assert rules(text) == rules(apart)
    assert checked(SETS + text).digest == checked(SETS + apart).digest


def test_a_requirement_said_twice_is_one_requirement() -> None:
    """The same topic at the same level twice is one requirement."""
    of = book("læringsmålsett A mål 1 lav: t, t lav: t nivå lav")
    assert [(r.topic, r.level) for r in of.objective[objective("A/1")].requirements] == [
        ("t", "lav"),
        ("A/1", "lav"),
    ]


def test_a_topic_only_mentioned_is_declared_by_it_with_a_note() -> None:
    """A topic that is only mentioned exists, and a note says so, so that a typing error is seen."""
    result = checked(SETS.replace("tema t\n", ""))
    assert [(d.code.id, d.severity) for d in result.diagnostics if d.code.id == "LM108"] == [
        ("LM108", "note")
    ]
    assert not result.errors


def test_names_are_compared_after_nfc() -> None:
    """Å typed as one character and as two is one name."""
    result = checked("tema A\u030a tema b omfatter \u00c5")
    assert not result.diagnostics
    assert [t.name for t in result.book.topics] == ["\u00c5", "b"]


def test_two_files_may_not_both_name_the_rulebook() -> None:
    """`regelverk` stands at most once."""
    assert codes(checked("regelverk a regelverk b")) == ["LM109"]


def test_the_digest_sees_what_has_meaning() -> None:
    """Equal rulebooks have equal digests whatever was said first; a title or a reason makes another."""
    one = checked(SETS + 'regel R: 1 og 2 ≥ N fordi "a"').book
    other = checked(SETS + 'regel R: N ≤ 2 og 1 fordi "a"').book
    changed = checked(SETS + 'regel R: N ≤ 2 og 1 fordi "b"').book
    assert canonical.digest(one) == canonical.digest(other)
    assert canonical.digest(one) != canonical.digest(changed)
