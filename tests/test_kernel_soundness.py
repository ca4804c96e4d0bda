"""Relations and local soundness (``semantics.md``): exact, also where the rule is large."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from short import approvals, book, decision, objective, outcomes, transfer, verdict

from lmrules.evaluate.run import one_person
from lmrules.kernel import proved_to_grant, theory_of
from lmrules.model.model import Rulebook
from lmrules.prepared import prepare

SETS = """
tema t omfatter d
tema u
tema hele består av p, q
tema p
tema q
læringsmålsett A gyldig til 2025-01-01
    mål t-høy høy: t
    mål t-lav lav: t
    mål u-høy høy: u
    mål d-høy høy: d
    mål p-middels middels: p
    mål q-praksis praksis: q
    mål p-lav lav: p
    mål tom
læringsmålsett B gyldig fra 2025-01-01
    mål T middels: t
    mål TU middels: t, u
    mål D høyest: d
    mål HELE middels: hele
    mål HELE-lav lav: hele
    mål TOM
    mål V praksis: t
overgang A til B fra 2025-01-01
"""


def status(rule: str) -> str:
    """The verdict's status for one rule over :data:`SETS`."""
    return verdict(book(f"{SETS} regel R: {rule}"), "R").status


@pytest.mark.parametrize(
    "rule",
    [
        "t-høy ≥ T",
        "T ≤ t-høy",
        "t-høy > T",
        "T < t-høy",
        "t-høy > D",
        "d-høy = D",
        "D tilsvarer d-høy",
        "t-høy og u-høy ≥ TU",
        "t-høy og u-høy > TU",
        "t-høy ≥ T, D",
        "(t-høy eller t-lav) og t-høy ≥ T",
        "minst 2 av (t-høy, t-lav) ≥ T",
        "p-middels og q-praksis ≥ HELE",
        "p-middels og q-praksis eller t-høy og p-middels og q-praksis ≥ HELE-lav",
        "t-lav < T i kompleksitet",
        "t-lav = T i innhold, < i kompleksitet",
        "t-lav < T",
        "t-høy < TU i innhold, ≥ i kompleksitet",
        "t-høy ~ TU",
        "d-høy overlapper T",
        "u-høy ≠ T",
        "u-høy uten samsvar med T",
        "t-høy ≥ V i innhold, ~ i kompleksitet",
        "u-høy = T i kompleksitet",
        "t-høy ≥ T i innhold",
        "minst 1 av (T) ≥ T",
        "T ≥ T",
    ],
)
def test_a_true_claim_is_proved(rule: str) -> None:
    """A claim that holds for every minimal satisfying set is proved, whichever side is written first."""
    assert status(rule) == "proved"


@pytest.mark.parametrize(
    ("rule", "counterexample"),
    [
        ("t-lav ≥ T", ["t-lav"]),
        ("t-høy ≥ V", ["t-høy"]),
        ("d-høy ≥ T", ["d-høy"]),
        ("t-høy eller t-lav ≥ T", ["t-lav"]),
        ("t-høy eller (u-høy og d-høy) ≥ T", ["d-høy", "u-høy"]),
        ("minst 1 av (t-høy, t-lav) ≥ T", ["t-lav"]),
        ("minst 2 av (t-høy, t-lav, u-høy) ≥ T", ["t-lav", "u-høy"]),
        ("p-middels ≥ HELE", ["p-middels"]),
        ("p-lav og q-praksis ≥ HELE", ["p-lav", "q-praksis"]),
        ("t-høy = T", ["t-høy"]),
        ("d-høy > D", ["d-høy"]),
        ("t-høy ≤ T", ["t-høy"]),
        ("t-høy ≥ T i innhold, = i kompleksitet", ["t-høy"]),
        ("t-lav ≥ T i innhold, ≥ i kompleksitet", ["t-lav"]),
        ("t-høy ~ T", ["t-høy"]),
        ("d-høy ≠ T", ["d-høy"]),
        ("u-høy ~ T", ["u-høy"]),
        ("t-høy og u-høy > TU i kompleksitet, > i innhold", ["t-høy", "u-høy"]),
    ],
)
def test_a_false_claim_is_refuted_by_the_smallest_set(rule: str, counterexample: list[str]) -> None:
    """A claim that fails for one minimal satisfying set is refuted, with the smallest such set."""
    found = verdict(book(f"{SETS} regel R: {rule}"), "R")
    assert found.status == "refuted"
    assert [o.code for o in found.counterexample] == counterexample


@pytest.mark.parametrize("rule", ["tom ≥ T", "t-høy ≥ TOM", "t-høy eller tom ≥ T", "tom ≠ T", "utkast"])
def test_no_rule_with_an_objective_that_is_not_analysed_is_proved(rule: str) -> None:
    """An objective with neither topics nor `nivå` makes every rule with it unproved, whatever it claims."""
    if rule == "utkast":
        of = book(f"{SETS} utkast regel R: tom ≥ T")
        assert verdict(of, "R").status == "not-analysed"
    else:
        assert status(rule) == "not-analysed"


@pytest.mark.parametrize(
    ("rule", "grants"),
    [
        ("t-høy ≥ T", True),
        ("T < t-høy", True),
        ("t-høy = T i kompleksitet", False),
        ("t-høy ≥ T i innhold", False),
        ("t-høy = T i innhold, > i kompleksitet", True),
        ("t-lav = T i innhold, < i kompleksitet", False),
        ("t-lav ≤ T", False),
        ("t-lav < T", False),
        ("u-høy ≠ T", False),
        ("t-høy ~ TU", False),
        ("t-lav ≥ T", False),
    ],
)
def test_a_rule_grants_only_where_both_sides_are_at_least_equal(rule: str, grants: bool) -> None:
    """≥, = and > grant, of both sides and proved; a rule never grants because of the side it is written on."""
    of = book(f"{SETS} regel R: {rule}")
    [made] = of.transitions[0].rules
    assert proved_to_grant(theory_of(of, of.transitions[0]), made) is grants
    given = outcomes(transfer(of, "B", "t-høy 2024-01-01", "t-lav 2024-01-01", "u-høy 2024-01-01"))["T"]
    assert (given == "transferred") is (grants and made.new.code == "T")


def test_a_draft_grants_nothing_and_is_checked_all_the_same() -> None:
    """`utkast` rules never grant; one that claims too much is refuted like any other."""
    of = book(f"{SETS} utkast regel R: t-høy ≥ T utkast regel R2: t-lav ≥ T")
    assert verdict(of, "R").status == "proved"
    assert verdict(of, "R2").status == "refuted"
    assert outcomes(transfer(of, "B", "t-høy 2024-01-01"))["T"] == "no-rule"


def test_refuting_a_relation_on_one_side_looks_at_that_side_alone() -> None:
    """`i innhold` and `i kompleksitet` are each made, and checked, for that side alone."""
    assert status("t-lav ≥ T i innhold") == "proved"
    assert status("t-lav ≥ T i kompleksitet") == "refuted"
    assert status("d-høy ≥ T i innhold") == "refuted"
    assert status("d-høy ≥ T i kompleksitet") == "proved"


# ------------------------------------------------------------------------- large rules


class TooSlow(BaseException):
    """No Exception, so that nothing on the way takes it for a mistake of the rule file."""


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """The block takes less than ``seconds`` of our own time, whatever other jobs run, or is interrupted."""

    def too_slow(number: int, frame: object) -> None:
        del number, frame
        raise TooSlow(f"took more than {seconds} seconds")

    before = signal.signal(signal.SIGPROF, too_slow)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def counted(k: int, objectives: int, lacking: int, claim: str = "≥", topic: str = "t") -> Rulebook:
    """`minst k av` so many objectives, of which ``lacking`` do not hold what the new one asks for."""
    lines = [f"mål G-{i:04d} høy: {'u' if i < lacking else topic}" for i in range(objectives)]
    listed = ", ".join(f"G-{i:04d}" for i in range(objectives))
    return book(f"""
tema t omfatter d
tema u
læringsmålsett A gyldig til 2025-01-01 {" ".join(lines)}
læringsmålsett B gyldig fra 2025-01-01 mål N lav: d mål M høy: t
overgang A til B fra 2025-01-01 regel R: minst {k} av ({listed}) {claim} N
""")


def test_at_least_10_of_40_is_proved_quickly_and_exactly() -> None:
    """`minst 10 av` 40 is proved where 9 lack the content and refuted where 10 do: every ten is looked at, in effect."""
    with within(5):
        assert verdict(counted(10, 40, 9), "R").status == "proved"
        assert verdict(counted(10, 40, 0), "R").status == "proved"
        found = verdict(counted(10, 40, 10), "R")
    assert found.status == "refuted"
    assert [o.code for o in found.counterexample] == [f"G-{i:04d}" for i in range(10)]


def test_at_least_10_of_40_with_parts_that_must_come_together_is_exact() -> None:
    """Where a whole has two parts, 10 of 40 is sound exactly when no ten lack one of them."""
    for halves, expected in ((30, "refuted"), (31, "proved")):
        lines = [f"mål G-{i:02d} høy: p{', q' if i < halves else ''}" for i in range(40)]
        listed = ", ".join(f"G-{i:02d}" for i in range(40))
        of = book(f"""
tema hele består av p, q
tema p
tema q
læringsmålsett A gyldig til 2025-01-01 {" ".join(lines)}
læringsmålsett B gyldig fra 2025-01-01 mål N lav: hele
overgang A til B fra 2025-01-01 regel R: minst 10 av ({listed}) ≥ N
""")
        with within(5):
            assert verdict(of, "R").status == expected


def test_at_least_10_of_40_transfers_and_says_what_is_missing_quickly() -> None:
    """A person with nine of forty is told which one would do; with ten the objective is granted."""
    of = counted(10, 40, 0)
    nine = [f"G-{i:04d} 2024-01-01" for i in range(9)]
    with within(10):
        missing = decision(transfer(of, "B", *nine), "N")
        assert missing.complete_with[0] == (objective("A/G-0009"),)
        assert len(missing.complete_with) == 20
        assert missing.complete_with_more
        everything = [f"G-{i:04d} 2024-01-01" for i in range(40)]
        granted = decision(transfer(of, "B", *everything), "N")
    assert granted.outcome == "transferred"
    assert granted.proof is not None
    assert len(granted.proof.approvals) == 10


def test_at_least_10_of_40_from_nothing_lists_the_first_twenty_tens() -> None:
    """With nothing held, complete_with is the first twenty of all sets of ten, by their codes, and says there are more."""
    with within(10):
        missing = decision(transfer(counted(10, 40, 0), "B"), "N")
    codes = [[o.code for o in s] for s in missing.complete_with]
    assert codes[0] == [f"G-{i:04d}" for i in range(10)]
    assert codes[1] == [*(f"G-{i:04d}" for i in range(9)), "G-0010"]
    assert codes == sorted(codes)
    assert len(codes) == 20
    assert missing.complete_with_more


@pytest.mark.parametrize("claim", ["≥", ">", "=", "≤", "<", "~", "≠"])
@pytest.mark.parametrize("lacking", [0, 499, 500])
def test_at_least_500_of_1000_gets_an_answer_in_bounded_time(claim: str, lacking: int) -> None:
    """`minst 500 av` 1000 is proved, refuted, or too large to prove, and never a long wait."""
    with within(5):
        of = counted(500, 1000, lacking, claim)
        found = verdict(of, "R")
    if found.status == "proved":
        assert claim in ("≥", ">")
        assert lacking < 500
    elif found.status == "refuted":
        assert claim not in ("≥", ">") or lacking == 500
        assert len(found.counterexample) == 500
    else:
        assert found.status == "too-large"
        assert claim not in ("≥", ">")


@pytest.mark.parametrize(("held", "outcome"), [(600, "transferred"), (400, "assessment"), (0, "assessment")])
def test_at_least_500_of_1000_is_evaluated_in_bounded_time(held: int, outcome: str) -> None:
    """A person with 600 of the thousand is granted the objective, one with fewer told how, and nobody waits."""
    rows = approvals([f"G-{i:04d} 2024-01-01" for i in range(held)])
    with within(5):
        whole, _ = one_person(prepare(counted(500, 1000, 0), "B"), rows, None)
    found = decision(whole.persons[0], "N")
    assert found.outcome == outcome
    if outcome == "assessment":
        assert len(found.complete_with) == 20
        assert found.complete_with_more
        assert found.complete_with[0] == tuple(objective(f"A/G-{i:04d}") for i in range(held, 500))


def test_a_rule_too_large_to_prove_says_so_and_does_not_grant() -> None:
    """Where a proof would be too large the verdict is too-large, the check says LM306, and nothing is granted."""
    # Every requirement rests on twelve topics, each held by two: a proof by cases of 2^12 and more.
    parts = [f"p{i}" for i in range(14)]
    lines = [f"mål G-{i}-{j} høy: {p}" for i, p in enumerate(parts) for j in range(2)]
    listed = ", ".join(f"G-{i}-{j}" for i in range(14) for j in range(2))
    text = f"""
tema hele består av {", ".join(parts)}
{" ".join(f"tema {p}" for p in parts)}
læringsmålsett A gyldig til 2025-01-01 {" ".join(lines)}
læringsmålsett B gyldig fra 2025-01-01 mål N lav: hele
overgang A til B fra 2025-01-01 regel R: minst 27 av ({listed}) ≥ N
"""
    with within(10):
        found = verdict(book(text), "R")
    # 27 of 28 have one of every two: true, and either proved or said to be too large.
    assert found.status in ("proved", "too-large")
    if found.status == "too-large":
        assert outcomes(
            transfer(book(text), "B", *(f"G-{i}-{j} 2024-01-01" for i in range(14) for j in range(2)))
        ) == {"N": "no-rule"}
