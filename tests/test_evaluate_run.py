"""A whole run: rows are numbered, problems of rows are told one by one, and one objective may be asked alone."""

from __future__ import annotations

import datetime as dt

import pytest
from short import HEAD, approvals, book, checked, decision, dispositions, objective, transfer

from lmrules.evaluate import interpreter
from lmrules.evaluate.holdings import RowProblem, row_problems
from lmrules.evaluate.interpreter import decide_one
from lmrules.evaluate.results import Decision
from lmrules.evaluate.run import by_person, one_person
from lmrules.evaluate.run import transfer as transfer_all
from lmrules.model.approval import Approval, Person
from lmrules.prepared import prepare

TWO = """
tema t
læringsmålsett A gyldig til 2025-06-01 mål 1 høy: t mål 2 lav: t
læringsmålsett B gyldig fra 2025-01-01 mål 1 lav: t mål 3 høy: t
overgang A til B fra 2025-01-01
    påbegynt før 2023-01-01 fullfører til 2025-05-01
    regel R: A/1 ≥ B/1
    regel Q: A/1 ≥ B/3
"""


def test_rows_without_a_number_get_the_place_they_stand_in() -> None:
    """Rows count from 1 over all persons; a row that has a number keeps it."""
    given = [
        Approval("1", "2024-01-01", person="P"),
        Approval("2", "2024-01-01", person="Q", row=40),
        Approval("2", "2024-01-01", person="P"),
    ]
    rows = by_person(given)
    assert [[a.row for a in of] for of in rows.values()] == [[1, 3], [40]]
    assert [(a.objective, a.person) for a in rows[Person("P")]] == [("1", Person("P")), ("2", Person("P"))]


def test_a_run_says_what_it_was_asked() -> None:
    """The result names the target set and the day, whatever the persons hold."""
    day = dt.date(2025, 1, 1)
    whole, _ = transfer_all(prepare(book(TWO), "B"), approvals(["A/1 2024-01-01"]), day)
    assert (whole.to, whole.as_of) == ("B", day)


@pytest.mark.parametrize(
    ("as_of", "started", "preview"),
    [
        ("2024-12-31", None, True),
        ("2025-01-01", None, False),
        ("2025-01-01", "2022-12-31", True),
        ("2025-05-01", "2022-12-31", False),
        (None, "2022-12-31", False),
    ],
)
def test_a_run_is_a_preview_until_the_transition_and_the_last_cut_off_of_its_persons(
    as_of: str | None, started: str | None, preview: bool
) -> None:
    """The whole is a preview before d, and for as long as it is one for somebody in it."""
    day = dt.date.fromisoformat(as_of) if as_of else None
    rows = [*approvals(["A/1 2024-01-01"], started), Approval("A/1", "2024-01-01", person="other", row=2)]
    whole, _ = transfer_all(prepare(book(TWO), "B"), rows, day)
    assert whole.preview is preview


def test_of_two_starts_every_row_that_gives_one_is_told_and_no_other() -> None:
    """Rows with different starts are each a problem; a row without one is judged."""
    rows = [
        Approval("A/1", "2024-01-01", started="2022-01-01", row=1),
        Approval("A/2", "2024-01-01", row=2),
        Approval("A/1", "2024-01-02", started="2022-01-02", row=3),
    ]
    whole, problems = transfer_all(prepare(book(TWO), "B"), rows, None)
    assert [p.row for p in problems] == [1, 3]
    assert problems[0].message("en") == "one person is given with different dates for started"
    assert problems[0].message("nb") == "samme person er oppgitt med ulike datoer for påbegynt"
    assert [a.approval.row for a in whole.persons[0].approvals] == [2]


def test_a_row_that_fits_two_sets_is_told_with_its_code_and_the_sets() -> None:
    """The problem names the code and both sets, in the order declared."""
    [problem] = row_problems(prepare(book(TWO), "B"), approvals(["1 2025-03-01"], "2022-06-01"))
    assert problem.row == 1
    assert problem.message("en") == "the code `1` is in several sets valid on that day (A, B); name the set"
    assert problem.message("nn").startswith("koden `1` finst i fleire sett")
    assert isinstance(problem, RowProblem)


def test_problems_come_in_the_order_of_the_rows() -> None:
    """Whoever is read first, problems are sorted by row."""
    rows = [
        Approval("1", "2025-03-01", person="P", row=7),
        Approval("1", "2025-03-01", person="Q", row=3),
    ]
    _, problems = transfer_all(prepare(book(TWO), "B"), rows, None)
    assert [p.row for p in problems] == [3, 7]


def test_one_objective_asked_alone_has_the_decision_it_has_among_all() -> None:
    """`decide_one` is the whole run's decision on that objective, also as of a day."""
    prepared = prepare(book(TWO), "B")
    for rows in (["A/1 2024-06-01"], ["A/2 2024-06-01"], []):
        for as_of in (None, "2024-01-01", "2024-06-01"):
            day = dt.date.fromisoformat(as_of) if as_of else None
            for found in transfer(book(TWO), "B", *rows, as_of=as_of).decisions:
                assert decide_one(prepared, approvals(rows), day, found.objective) == found


def test_a_proof_never_rests_on_what_it_proves() -> None:
    """Where two new objectives lean on each other, the one proved is out of reach, whatever the sets are called."""
    text = """
tema t
læringsmålsett Z gyldig til 2025-01-01 mål 1 høy: t
læringsmålsett B gyldig fra 2025-01-01 mål N lav: t mål M lav: t
overgang Z til B fra 2025-01-01
    regel R: minst 1 av (1, M) ≥ N
    regel Q: N ≥ M
"""
    result = transfer(book(text), "B", "1 2024-01-01")
    of_n, of_m = decision(result, "N").proof, decision(result, "M").proof
    assert of_n is not None
    assert of_m is not None
    assert [str(o) for o, _ in of_n.approvals] == ["Z/1"]
    assert [str(o) for o, _ in of_m.approvals] == ["Z/1"]
    [use] = of_m.uses
    assert use.objective == objective("B/N")
    assert use.proof is not None
    assert [u.objective for u in use.proof.uses] == [objective("Z/1")]


DAYS = """
tema t
læringsmålsett A gyldig til 2025-01-01 mål 1 høy: t
læringsmålsett B gyldig fra 2023-01-01 til 2026-01-01 mål 2 middels: t
læringsmålsett C gyldig fra 2023-01-02 mål 3 lav: t mål 4 lav: t
overgang A til B fra 2023-01-01
    påbegynt før 2019-01-01 fullfører til 2024-06-01
    regel R: 1 ≥ 2
overgang B til C fra 2024-06-02 regel R: 2 ≥ 3
overgang A til C fra 2025-01-01 regel Q: 1 ≥ 4
"""


@pytest.mark.parametrize(
    ("day", "started", "granted"),
    [
        ("2022-12-31", None, "34"),
        ("2023-01-01", None, "4"),
        ("2024-05-31", "2018-12-31", "34"),
        ("2024-06-01", "2018-12-31", "4"),
        ("2025-01-01", "2018-12-31", ""),
    ],
)
def test_each_transition_out_of_a_set_has_its_own_cut_off(
    day: str, started: str | None, granted: str
) -> None:
    """An approval on the day of A → B is too late for it, and in time for A → C."""
    result = transfer(checked(HEAD + DAYS).book, "C", f"A/1 {day}", started=started)
    assert "".join(d.objective.code for d in result.decisions if d.outcome == "transferred") == granted


@pytest.mark.parametrize(
    ("until", "of_b", "counts"),
    [
        ("2024-06-01", "fra 2023-01-01 til 2026-01-01", True),
        ("2024-06-02", "fra 2023-01-01 til 2026-01-01", False),
        ("2024-06-01", "fra 2023-01-01 til 2024-06-01", False),
        ("2024-06-01", "fra 2023-01-01 til 2024-06-02", True),
        ("2024-06-01", "fra 2024-06-02 til 2026-01-01", False),
    ],
)
def test_a_grant_counts_where_its_day_is_in_the_next_set_and_before_the_next_cut_off(
    until: str, of_b: str, counts: bool
) -> None:
    """The grants of A → B are dated E for whoever is in the cohort: before d of B → C, and while B is valid."""
    text = DAYS.replace("fullfører til 2024-06-01", f"fullfører til {until}")
    of = checked(HEAD + text.replace("fra 2023-01-01 til 2026-01-01", of_b)).book
    result = transfer(of, "C", "A/1 2022-12-31", started="2018-12-31")
    assert decision(result, "3").outcome == ("transferred" if counts else "assessment")


def test_a_set_that_lives_on_for_a_cohort_holds_the_grants_that_come_to_it_meanwhile() -> None:
    """B ends before the grant is dated, except for those whose cohort of B → C is given longer."""
    text = DAYS.replace("til 2026-01-01", "til 2024-01-01").replace(
        "fra 2024-06-02 regel", "fra 2024-06-02 påbegynt før 2018-01-01 fullfører til 2025-06-01 regel"
    )
    for started, outcome in (("2018-12-31", "assessment"), ("2017-12-31", "transferred")):
        result = transfer(checked(HEAD + text).book, "C", "A/1 2022-12-31", started=started)
        assert decision(result, "3").outcome == outcome


def test_somebody_without_any_row_gets_an_answer_as_of_a_day() -> None:
    """No approvals at all is a preview too before the transition, and says what it was asked."""
    prepared = prepare(book(TWO), "B")
    for day, preview in ((dt.date(2024, 12, 31), True), (dt.date(2025, 1, 1), False)):
        whole, problems = one_person(prepared, [], day)
        assert (whole.to, whole.as_of, whole.preview, problems) == ("B", day, preview, [])
        [nobody] = whole.persons
        assert (nobody.preview, nobody.person, nobody.approvals) == (preview, Person(""), ())
        assert [d.outcome for d in nobody.decisions] == ["assessment", "assessment"]


def test_every_approval_of_a_new_objective_is_one_and_the_earliest_is_shown() -> None:
    """Two approvals of the same objective of the target are both `approved-new`; the decision shows the first."""
    result = transfer(book(TWO), "B", "B/3 2025-04-02", "B/3 2025-04-01")
    assert dispositions(result) == ["approved-new", "approved-new"]
    shown = decision(result, "3")
    assert shown.outcome == "approved"
    assert shown.approval is not None
    assert shown.approval.row == 2


def test_of_two_rows_on_one_day_the_first_is_used() -> None:
    """Rows of the same objective and day: the one with the lower number is used, the other a duplicate."""
    result = transfer(book(TWO), "B", "A/1 2024-01-01", "A/1 2024-01-01")
    assert dispositions(result) == ["used", "duplicate"]


def test_however_many_parts_down_being_part_of_what_a_judgement_covers_is_one_step() -> None:
    """(d) upon (d) is (d): the step names the topic that the judgement covers, not those between."""
    of = book("""
tema t
tema z omfatter y
tema y omfatter x
læringsmålsett A gyldig til 2025-01-01 mål 1 høy: t
læringsmålsett B gyldig fra 2025-01-01 mål N lav: x
overgang A til B fra 2025-01-01 skjønn S: t dekker z regel R: 1 ≥ N
""")
    proof = decision(transfer(of, "B", "1 2024-01-01"), "N").proof
    assert proof is not None
    [step] = proof.steps
    assert (step.kind, step.topic) == ("d", "x")
    [judged] = step.parts
    assert (judged.kind, judged.topic, judged.judgement) == ("c", "z", "S")
    assert [(p.kind, p.topic) for p in judged.parts] == [("a", "t")]


def test_the_first_slash_of_a_row_parts_set_from_code() -> None:
    """A code may have a slash of its own: `A/1/2` is 1/2 of A, and so is `1/2`; no set is called 1."""
    of = book("""
tema t
læringsmålsett A gyldig til 2025-01-01 mål '1/2' høy: t
læringsmålsett B gyldig fra 2025-01-01 mål N lav: t
overgang A til B fra 2025-01-01 regel R: '1/2' ≥ N
""")
    for row in ("A/1/2 2024-01-01", "1/2 2024-01-01"):
        assert dispositions(transfer(of, "B", row)) == ["used"]


def completed_by(number: int) -> Decision:
    """The decision on an objective that each of so many old ones would grant, for somebody who has none."""
    codes = [f"K-{n:02d}" for n in range(number)]
    objectives = " ".join(f"mål {code} høy: t" for code in codes)
    of = book(f"""
tema t
læringsmålsett A gyldig til 2025-01-01 {objectives}
læringsmålsett B gyldig fra 2025-01-01 mål N lav: t
overgang A til B fra 2025-01-01 regel R: {" eller ".join(codes)} ≥ N
""")
    return decision(transfer(of, "B"), "N")


@pytest.mark.parametrize(
    ("number", "listed", "more"), [(19, 19, False), (20, 20, False), (21, 20, True), (70, 20, True)]
)
def test_twenty_ways_to_complete_are_listed_and_it_is_told_that_there_are_more(
    number: int, listed: int, more: bool
) -> None:
    """Exactly twenty are all of them; the twenty-first is not listed but told of."""
    found = completed_by(number)
    assert len(found.complete_with) == listed
    assert found.complete_with_more is more
    assert found.complete_with[-1] == (objective(f"A/K-{listed - 1:02d}"),)


def test_ways_that_were_not_kept_are_more_than_those_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a list would hold exactly as many as are kept, those that were not kept are told of all the same."""
    monkeypatch.setattr(interpreter, "MOST_COMPLETIONS", 64)
    assert completed_by(64).complete_with_more is False
    assert completed_by(70).complete_with_more is True


def test_a_row_that_could_be_of_two_sets_still_says_when_the_person_began() -> None:
    """The person's other rows count as long as the cohort's do, whichever row the day of beginning stands in."""
    started = dt.date(2022, 1, 1)
    rows = [
        Approval("1", "2025-02-01", started=started, row=1),
        Approval("A/1", "2025-03-01", row=2),
    ]
    whole, problems = transfer_all(prepare(book(TWO), "B"), rows, dt.date(2025, 4, 1))
    assert [p.row for p in problems] == [1]
    [person] = whole.persons
    assert (person.started, person.preview) == (started, True)
    assert [d.outcome for d in person.decisions] == ["transferred", "transferred"]
