"""Transfer (``semantics.md``): dates, cohorts, chains, fixpoints, reasons, dispositions, one by one."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from short import approvals, book, decision, dispositions, objective, outcomes, transfer

import lmrules
from lmrules.evaluate.run import transfer as transfer_all
from lmrules.model.approval import Approval
from lmrules.pipeline import check_path
from lmrules.prepared import prepare

WHOLE_FILE = Path(__file__).parent / "cases" / "whole-file"

SETS = """
tema t omfatter d
tema d
tema u
læringsmålsett A gyldig fra 2020-01-01 til 2025-03-01
    mål 1 høy: t
    mål 2 høy: u
    mål 3 lav: t
    mål 4 lav: u
læringsmålsett B gyldig fra 2025-03-01
    mål N1 middels: d
    mål N2 lav: d
    mål N3 middels: d, u
    mål N4 lav: t
overgang A til B fra 2025-03-01
"""


def granted(*rows: str, rules: str = "regel R: 1 ≥ N1", **how: str | None) -> set[str]:
    """What is transferred over :data:`SETS`."""
    result = transfer(book(SETS + rules), "B", *rows, **how)
    return {code for code, outcome in outcomes(result).items() if outcome == "transferred"}


# ------------------------------------------------------------------------- the worked case


def test_the_worked_case_comes_out_as_worked_by_hand() -> None:
    """The file of language.md and its eight approvals give what was worked out by hand from semantics.md."""
    checked = check_path(WHOLE_FILE / "book.rules")
    assert not checked.errors
    with (WHOLE_FILE / "approvals.csv").open(encoding="utf-8") as file:
        rows = [
            Approval(r["objective"], r["approved"], person=r["person"], status=r["status"])  # type: ignore[arg-type]
            for r in csv.DictReader(file)
        ]
    whole, problems = transfer_all(prepare(checked.book, "NUK-2025"), rows, None)
    assert not problems
    with (WHOLE_FILE / "expected.csv").open(encoding="utf-8") as file:
        expected = list(csv.reader(file))[1:]
    found = [
        [
            person.person.reveal(),
            d.objective.code,
            d.outcome,
            d.reason or "",
            d.rule or "",
            ";".join("+".join(map(str, s)) for s in d.complete_with),
        ]
        for person in whole.persons
        for d in person.decisions
    ]
    assert found == expected
    said = {p.person.reveal(): dispositions(p) for p in whole.persons}
    assert said == {
        "A": ["used", "unused", "used"],
        "B": ["outside-validity", "used"],
        "C": ["retired", "revoked"],
        "D": ["approved-new"],
    }


def test_the_worked_case_shows_evidence_that_no_rule_uses() -> None:
    """A holds what NKM-005 asks for, through NUK-023, and still no rule grants it: the expert's key is missing."""
    of = check_path(WHOLE_FILE / "book.rules").book
    result = transfer(of, "NUK-2025", "NUK-023 2023-05-02", "NUK-024 2023-05-02", "NUK-031 2024-01-10")
    found = decision(result, "NKM-005")
    assert [(e.met, e.by) for e in found.evidence] == [("met", (objective("NUK-2020/NUK-023"),))]
    assert found.activities_from == (objective("NUK-2020/NUK-024"),)
    without = decision(transfer(of, "NUK-2025", "NUK-024 2023-05-02"), "NKM-005")
    assert [(e.met, e.held, e.by) for e in without.evidence] == [
        ("lower", ("under-supervisjon",), (objective("NUK-2020/NUK-024"),))
    ]


# ------------------------------------------------------------------------- dates


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        ("2019-12-31", False),
        ("2020-01-01", True),
        ("2025-02-28", True),
        ("2025-03-01", False),
        ("2026-01-01", False),
    ],
)
def test_an_approval_counts_from_the_first_day_of_its_set_to_the_day_before_the_last(
    day: str, counts: bool
) -> None:
    """Validity is half-open: the `fra` date is the first valid day, the `til` date the first invalid one."""
    result = transfer(book(SETS + "regel R: 1 ≥ N1"), "B", f"1 {day}")
    assert outcomes(result)["N1"] == ("transferred" if counts else "incomplete")
    assert dispositions(result) == ["used" if counts else "outside-validity"]


@pytest.mark.parametrize(
    ("day", "counts"), [("2025-02-28", True), ("2025-03-01", False), ("2025-05-31", False)]
)
def test_an_approval_on_the_transition_day_does_not_count_even_while_its_set_is_valid(
    day: str, counts: bool
) -> None:
    """An approval counts before d, not on it, also where the old set is valid longer."""
    text = SETS.replace("til 2025-03-01\n", "til 2025-06-01\n")
    result = transfer(book(text + "regel R: 1 ≥ N1"), "B", f"1 {day}")
    assert outcomes(result)["N1"] == ("transferred" if counts else "incomplete")
    assert dispositions(result) == ["used" if counts else "outside-validity"]


COHORT = "påbegynt før 2023-01-01 fullfører til 2026-01-01 regel R: 1 ≥ N1"


@pytest.mark.parametrize(
    ("started", "day", "counts"),
    [
        ("2022-12-31", "2025-12-31", True),
        ("2022-12-31", "2026-01-01", False),
        ("2023-01-01", "2025-12-31", False),
        ("2023-01-01", "2025-02-28", True),
        (None, "2025-12-31", False),
    ],
)
def test_a_cohort_has_its_own_cut_off_and_its_old_set_stays_valid(
    started: str | None, day: str, counts: bool
) -> None:
    """Who began before D has E in place of d, and A stays valid for that person until E."""
    result = transfer(book(SETS + COHORT), "B", f"1 {day}", started=started)
    assert outcomes(result)["N1"] == ("transferred" if counts else "incomplete")
    assert dispositions(result) == ["used" if counts else "outside-validity"]


def test_the_latest_cut_off_counts_for_a_person_in_two_cohorts() -> None:
    """Whoever is in two cohorts has the later cut-off."""
    text = SETS + COHORT + " påbegynt før 2021-01-01 fullfører til 2027-01-01"
    assert granted("1 2026-12-31", rules=text.removeprefix(SETS), started="2020-12-31") == {"N1"}
    assert granted("1 2026-12-31", rules=text.removeprefix(SETS), started="2022-06-01") == set()


def test_approvals_after_as_of_do_not_count_and_an_early_day_gives_a_preview() -> None:
    """`as_of` leaves out later approvals; before the transition it gives a preview, on its day no longer."""
    of = book(SETS + "regel R: 1 ≥ N1")
    late = transfer(of, "B", "1 2024-06-01", as_of="2024-05-31")
    assert (outcomes(late)["N1"], dispositions(late), late.preview) == ("incomplete", ["after-as-of"], True)
    on_the_day = transfer(of, "B", "1 2024-06-01", as_of="2024-06-01")
    assert (outcomes(on_the_day)["N1"], on_the_day.preview) == ("transferred", True)
    assert not transfer(of, "B", "1 2024-06-01", as_of="2025-03-01").preview
    assert transfer(of, "B", "1 2024-06-01", as_of="2025-02-28").preview
    assert not transfer(of, "B", "1 2024-06-01").preview


# ------------------------------------------------------------------------- rows


def test_a_code_that_two_sets_have_belongs_to_the_one_valid_on_its_day() -> None:
    """Identity is set and code: the date tells which objective an unchanged code stands for."""
    of = book(SETS.replace("mål N1", "mål 1 lav: t mål N1") + "videreført V: 1")
    old, new = transfer(of, "B", "1 2025-02-28"), transfer(of, "B", "1 2025-03-01")
    assert (outcomes(old)["1"], dispositions(old)) == ("transferred", ["used"])
    assert (outcomes(new)["1"], dispositions(new)) == ("approved", ["approved-new"])


def test_where_two_sets_fit_the_row_must_name_its_set() -> None:
    """Two sets that fit and a row that names neither is an error of that row; naming one mends it."""
    text = SETS.replace("mål N1", "mål 1 lav: t mål N1").replace("til 2025-03-01\n", "til 2025-06-01\n")
    prepared = prepare(book(text + "videreført V: 1"), "B")
    rows = approvals(["1 2025-04-01", "A/1 2025-04-01", "B/1 2025-04-01"])
    whole, problems = transfer_all(prepared, rows, None)
    assert [p.row for p in problems] == [1]
    assert dispositions(whole.persons[0]) == ["outside-validity", "approved-new"]


def test_a_row_may_name_its_set_in_its_own_field() -> None:
    """`set` beside the code does what `SET/CODE` does; a set that lacks the code makes it unknown."""
    prepared = prepare(book(SETS + "regel R: 1 ≥ N1"), "B")
    rows = [
        Approval("1", "2024-01-01", set="A", row=1),
        Approval("1", "2024-01-01", set="B", row=2),
        Approval("1", "2024-01-01", set="C", row=3),
    ]
    whole, _ = transfer_all(prepared, rows, None)
    assert dispositions(whole.persons[0]) == ["used", "unknown-objective", "unknown-objective"]


def test_codes_of_approvals_are_compared_after_nfc() -> None:
    """Å-1 typed as one character in the rules and as two in a row is one code, with its set or without."""
    of = book(SETS.replace("mål 4 lav: u", "mål \u00c5-1 høy: t") + "regel R: \u00c5-1 ≥ N1")
    for code in ("A\u030a-1", "A/A\u030a-1", "\u00c5-1"):
        assert dispositions(transfer(of, "B", f"{code} 2024-01-01")) == ["used"]


def test_every_disposition_is_given_for_its_reason() -> None:
    """Each row comes out with one disposition, for the reason that it did or did not count."""
    of = book(SETS + "regel R: 1 ≥ N1 utgår 4 utgår 2")
    rows = (
        "1 2024-02-02", "1 2024-01-01", "2 2024-01-01", "3 2024-01-01", "4 2024-01-01 trukket", "1 2018-01-01",
        "3 2025-01-15", "X 2024-01-01", "N2 2025-01-16", "N2 2025-03-02",
    )  # fmt: skip
    result = transfer(of, "B", *rows, as_of="2025-01-14")
    assert dispositions(result) == [
        "duplicate", "used", "retired", "unused", "revoked", "outside-validity",
        "after-as-of", "unknown-objective", "outside-validity", "after-as-of",
    ]  # fmt: skip
    assert dispositions(transfer(of, "B", *rows))[-2:] == ["outside-validity", "approved-new"]


def test_the_earliest_counting_row_is_the_one_used() -> None:
    """Of several rows for one objective the earliest that counts is used; one that does not count is no duplicate."""
    of = book(SETS + "regel R: 1 ≥ N1")
    result = transfer(of, "B", "1 2024-01-03", "1 2024-01-02", "1 2019-01-01", "1 2024-01-01 trukket")
    assert dispositions(result) == ["duplicate", "used", "outside-validity", "revoked"]
    proof = decision(result, "N1").proof
    assert proof is not None
    assert [a.row for _, a in proof.approvals] == [2]


def test_a_retired_objective_that_a_rule_uses_is_used() -> None:
    """`retired` says that an approval leads nowhere; where a rule uses it all the same, it is `used`."""
    assert dispositions(transfer(book(SETS + "regel R: 1 ≥ N1 utgår 1"), "B", "1 2024-01-01")) == ["used"]


def test_two_persons_are_kept_apart() -> None:
    """Each person is judged on their own rows, in the order they first appear."""
    prepared = prepare(book(SETS + "regel R: 1 og 2 ≥ N3"), "B")
    rows = [Approval("1", "2024-01-01", person="P"), Approval("2", "2024-01-01", person="Q")]
    whole, _ = transfer_all(prepared, rows, None)
    assert [p.person.reveal() for p in whole.persons] == ["P", "Q"]
    assert [outcomes(p)["N3"] for p in whole.persons] == ["incomplete", "incomplete"]


# ------------------------------------------------------------------------- grants


def test_a_grant_may_bring_about_another_in_the_same_transition_in_any_order() -> None:
    """Grants are a least fixpoint: a rule between two new objectives fires on a grant, wherever it is written."""
    assert granted("1 2024-01-01", rules="regel Q: N2 ≤ N1 regel R: 1 ≥ N1") == {"N1", "N2"}
    assert granted("1 2024-01-01", rules="regel R: 1 ≥ N1 regel Q: N2 ≤ N1") == {"N1", "N2"}


def test_rules_that_lean_on_each_other_alone_grant_nothing() -> None:
    """The fixpoint is the least: two equal new objectives do not grant each other out of nothing."""
    text = SETS.replace("mål N4 lav: t", "mål N4 lav: t mål N5 lav: t") + "regel R: N4 = N5"
    assert outcomes(transfer(book(text), "B", "2 2024-01-01"))["N4"] == "no-rule"
    both = transfer(book(text + " regel Q: 1 ≥ N4"), "B", "1 2024-01-01")
    assert outcomes(both)["N5"] == "transferred"


def test_an_approval_of_the_new_objective_itself_feeds_no_rule() -> None:
    """Whoever has N1 in the new set's time is `approved` there, and N2 ≤ N1 grants nothing from it."""
    result = transfer(book(SETS + "regel R: 1 ≥ N1 regel Q: N2 ≤ N1"), "B", "N1 2025-04-01")
    assert outcomes(result)["N1"] == "approved"
    assert outcomes(result)["N2"] == "incomplete"
    assert decision(result, "N2").complete_with == ((objective("A/1"),),)


def test_approvals_are_not_used_up() -> None:
    """One approval may serve several new objectives."""
    assert granted("1 2024-01-01", rules="regel R: 1 ≥ N1, N2, N4") == {"N1", "N2", "N4"}


def test_og_needs_all_eller_one_and_minst_k() -> None:
    """`og` needs every part, `eller` one, `minst k av` k of them; `og` binds tighter."""
    assert granted("1 2024-01-01", rules="regel R: 1 og 2 ≥ N3") == set()
    assert granted("1 2024-01-01", "2 2024-01-01", rules="regel R: 1 og 2 ≥ N3") == {"N3"}
    assert granted("1 2024-01-01", rules="regel R: 1 eller 3 og 2 ≥ N2") == {"N2"}
    assert granted("3 2024-01-01", rules="regel R: 1 eller 3 og 2 ≥ N2") == set()
    assert granted("3 2024-01-01", rules="regel R: minst 2 av (1, 3, 2) ≥ N2") == set()
    assert granted("3 2024-01-01", "2 2024-01-01", rules="regel R: minst 2 av (1, 3, 2) ≥ N2") == {"N2"}


# ------------------------------------------------------------------------- reasons, completions


def test_each_assessment_says_why() -> None:
    """`declared-new` for `nytt`, `incomplete` where a rule could grant it, else `no-rule`."""
    result = transfer(book(SETS + "regel R: 1 og 2 ≥ N3 regel S: 3 < N1 nytt N4"), "B", "1 2024-01-01")
    assert outcomes(result) == {"N1": "no-rule", "N2": "no-rule", "N3": "incomplete", "N4": "declared-new"}
    assert decision(result, "N3").complete_with == ((objective("A/2"),),)


def test_complete_with_lists_minimal_sets_fewest_first_without_what_is_held() -> None:
    """Each set is minimal, leaves out what is held, and smaller sets come first, then by code."""
    rules = "regel R: 1 og 2 eller 3 og 4 og 2 ≥ N2 regel Q: 1 ≥ N2"
    of = book(SETS + rules)
    assert [[o.code for o in s] for s in decision(transfer(of, "B"), "N2").complete_with] == [
        ["1"],
        ["2", "3", "4"],
    ]
    held = transfer(of, "B", "2 2024-01-01", "3 2024-01-01")
    assert [[o.code for o in s] for s in decision(held, "N2").complete_with] == [["1"], ["4"]]


def test_complete_with_looks_through_rules_between_new_objectives() -> None:
    """What would grant N1 would grant N2 ≤ N1 too: the sets are of old objectives only."""
    result = transfer(book(SETS + "regel Q: N2 ≤ N1 regel R: 1 ≥ N1"), "B")
    assert decision(result, "N2").complete_with == ((objective("A/1"),),)


# ------------------------------------------------------------------------- evidence


def test_evidence_tells_met_from_lower_from_unmet() -> None:
    """Per requirement: met, lower with the level held and by what, or unmet with what holds a part of it."""
    result = transfer(book(SETS), "B", "3 2024-01-01")
    [d, u] = decision(result, "N3").evidence
    assert (d.met, d.held, d.by) == ("lower", ("lav",), (objective("A/3"),))
    assert (u.met, u.held, u.by) == ("unmet", (), ())
    assert [e.met for e in decision(result, "N2").evidence] == ["met"]


def test_content_held_at_levels_with_nothing_in_common_is_lower_and_not_unmet() -> None:
    """`lower` is content covered at a lower or incomparable level, also where the parts share no level at all."""
    of = book("""
skala andre øy < holme
tema hele består av p, q
læringsmålsett A gyldig til 2025-01-01 mål 1 høy: p mål 2 holme: q
læringsmålsett B gyldig fra 2025-01-01 mål N lav: hele
overgang A til B fra 2025-01-01
""")
    [e] = decision(transfer(of, "B", "1 2024-01-01", "2 2024-01-01"), "N").evidence
    assert e.met == "lower"
    assert set(e.by) == {objective("A/1"), objective("A/2")}


def test_activities_come_from_what_any_statement_relates_other_than_unrelated() -> None:
    """A sharpened objective keeps its activities: any statement but ≠ names them, drafts and judgements too."""
    of = book(SETS + "regel R: 3 < N1 utkast regel Q: 1 ≥ N1 regel P: 2 ≠ N1 regel O: 4 ≠ N4")
    result = transfer(of, "B", *(f"{n} 2024-01-01" for n in (1, 2, 3, 4)))
    assert decision(result, "N1").activities_from == (objective("A/1"), objective("A/3"))
    assert decision(result, "N4").activities_from == ()


# ------------------------------------------------------------------------- chains

CHAIN = """
tema t
tema ny
læringsmålsett A gyldig fra 2018-01-01 til 2021-01-01 mål 1 høy: t
læringsmålsett B gyldig fra 2021-01-01 til 2025-01-01 mål 2 middels: t mål 3 lav: t
læringsmålsett C gyldig fra 2025-01-01 mål 4 lav: t mål 5 lav: ny
overgang A til B fra 2021-01-01 påbegynt før 2019-01-01 fullfører til 2022-01-01
    regel R: 1 ≥ 2
overgang B til C fra 2025-01-01
    regel R: 2 ≥ 4
    regel Q: 3 ≥ 4
"""


def test_versions_chain_and_every_step_keeps_its_proof() -> None:
    """A grant of A → B is an approval of B for B → C; its own proof stands inside the proof."""
    found = decision(transfer(book(CHAIN), "C", "1 2020-01-01"), "4")
    assert found.outcome == "transferred"
    assert found.proof is not None
    [use] = found.proof.uses
    assert use.objective == objective("B/2")
    assert use.proof is not None
    assert use.proof.transition == "A→B"
    assert [str(o) for o, _ in found.proof.approvals] == ["A/1"]


def test_what_completes_a_chain_is_of_the_last_old_set() -> None:
    """complete_with names objectives of the last transition's old set only."""
    found = decision(transfer(book(CHAIN), "C"), "4")
    assert found.complete_with == ((objective("B/2"),), (objective("B/3"),))


def test_a_cohort_of_the_first_step_dates_its_grants_later() -> None:
    """A cohort has E in place of d: an approval of A before E counts, and its grant counts for the next step."""
    result = transfer(book(CHAIN), "C", "1 2021-12-31", started="2018-06-01")
    assert outcomes(result)["4"] == "transferred"
    assert outcomes(transfer(book(CHAIN), "C", "1 2021-12-31", started="2019-06-01"))["4"] == "incomplete"


def test_a_grant_dated_after_the_next_cut_off_does_not_count() -> None:
    """A grant dated E counts for B → C only where E is before the next cut-off and in B's validity."""
    late = CHAIN.replace("fullfører til 2022-01-01", "fullfører til 2024-12-31")
    assert outcomes(transfer(book(late), "C", "1 2024-06-01", started="2018-06-01"))["4"] == "transferred"
    later = CHAIN.replace("fullfører til 2022-01-01", "fullfører til 2025-01-01")
    prepared = prepare(book(later.replace("til 2025-01-01 mål 2", "til 2025-06-01 mål 2")), "C")
    whole, _ = transfer_all(prepared, approvals(["1 2024-06-01"], "2018-06-01"), None)
    assert outcomes(whole.persons[0])["4"] == "incomplete"


def test_a_judgement_of_one_step_is_not_in_force_in_the_next() -> None:
    """A judgement made in A → B proves nothing in B → C."""
    text = CHAIN.replace("regel R: 1 ≥ 2", "skjønn S: t dekker ny regel R: 1 ≥ 2") + "regel P: 2 ≥ 5"
    assert outcomes(transfer(book(text), "C", "1 2020-01-01"))["5"] == "no-rule"


def test_two_ways_into_a_set_are_both_taken() -> None:
    """An objective is granted where any of several transitions into the target grants it."""
    of = book("""
tema t
læringsmålsett A gyldig til 2025-01-01 mål 1 høy: t
læringsmålsett X gyldig til 2025-01-01 mål 9 høy: t
læringsmålsett B gyldig fra 2025-01-01 mål N lav: t
overgang A til B fra 2025-01-01 regel R: 1 ≥ N
overgang X til B fra 2025-01-01 regel R: 9 ≥ N
""")
    for row, transition in (("1 2024-01-01", "A→B"), ("9 2024-01-01", "X→B")):
        assert decision(transfer(of, "B", row), "N").transition == transition
    assert decision(transfer(of, "B"), "N").complete_with == ((objective("A/1"),), (objective("X/9"),))


def test_a_row_may_name_its_set_both_beside_its_code_and_before_it() -> None:
    """`set` and `SET/CODE` that agree name one objective, as each does alone."""
    for given in ({"set": "O"}, {}, {"set": "O", "before": True}, {"before": True}):
        code = "O/M-1" if given.get("before") else "M-1"
        row = Approval(code, "2024-01-01", set="O" if "set" in given else None)
        rulebook = lmrules.loads(
            """
            skala s a < b
            læringsmålsett O gyldig til 2025-01-01 mål M-1 a: t
            læringsmålsett N gyldig fra 2025-01-01 mål N-1 a: t
            overgang O til N fra 2025-01-01 regel R: M-1 ≥ N-1
            """
        )
        assert rulebook.transfer([row])["N-1"].outcome == "transferred"
