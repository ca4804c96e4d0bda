"""``diff``: whether two rulebooks grant the same, for every set of approvals whatever."""

from __future__ import annotations

import datetime as dt
import json
import random
import time
from itertools import combinations, product
from pathlib import Path

import attrs
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from printing import Printer, day_after
from strategies import NOWHERE, randomness, rows, rulebooks

from lmrules.cli.main import group
from lmrules.difference import Difference, ObjectiveDifference, Witness, difference
from lmrules.evaluate.run import one_person
from lmrules.kernel import theory_of, uncovered
from lmrules.model.approval import Approval
from lmrules.model.model import Cohort, ObjectiveId, Rulebook
from lmrules.pipeline import check_path, check_text
from lmrules.potential import potential_difference
from lmrules.prepared import prepare

ROOT = Path(__file__).parent.parent
WHOLE_FILE = ROOT / "tests" / "cases" / "whole-file" / "book.rules"
APPROVALS = ROOT / "tests" / "cases" / "whole-file" / "approvals.csv"
NUCLEAR = ROOT / "rules"

HEAD = """
skala s a < b, c < d
læringsmålsett A gyldig fra 2020-01-01 til 2021-01-01
    mål O1 b: T1
    mål O2 b: T2
    mål O3 b: T1, T2
læringsmålsett B gyldig fra 2021-01-01
    mål N1 a: T1
    mål N2 a: T1, T2
overgang A til B fra 2021-01-01
"""


def book_of(text: str) -> Rulebook:
    return check_text(text).book


def run(*arguments: str) -> Result:
    return CliRunner().invoke(group, list(arguments), standalone_mode=False)


def outcomes(book: Rulebook, target: str, approvals: tuple[Approval, ...]) -> dict[ObjectiveId, str]:
    whole, problems = one_person(prepare(book, target), approvals, None)
    return {} if problems else {d.objective: d.outcome for d in whole.persons[0].decisions}


def as_rows(witness: Witness) -> tuple[Approval, ...]:
    return tuple(
        Approval(o.code, day, set=o.set, started=witness.started, row=row)
        for row, (o, day) in enumerate(witness.approvals, 1)
        if day is not None
    )


def by_code(found: Difference) -> dict[str, ObjectiveDifference]:
    return {o.objective.code: o for o in found.objectives}


# ------------------------------------------------------------------------- pairs of rulebooks


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Rulebook, Rulebook, str]:
    """A rulebook and a changed one (or quite another), both through text, and a target set."""
    one = draw(rulebooks())
    other = draw(rulebooks(len(one.sets))) if draw(st.integers(0, 9)) == 0 else changed(draw, one)
    target = draw(st.sampled_from([t.new for t in one.transitions]))
    printed = Printer()
    return book_of(printed.print(one)), book_of(printed.print(other)), target


def changed(draw: st.DrawFn, book: Rulebook) -> Rulebook:
    """``book`` with one or two changes to rules, dates or cohorts."""
    for _ in range(draw(st.integers(1, 2))):
        index = draw(st.integers(0, len(book.transitions) - 1))
        transition = book.transitions[index]
        rules = list(transition.rules)
        kind = draw(st.sampled_from(("drop", "drop", "narrow", "day", "start", "end", "cohort")))
        if kind == "drop" and rules:
            gone = draw(st.sampled_from(rules))
            # A run or a carried statement is one statement to the printer: it goes as a whole.
            family = gone.name.split(".")[0]
            transition = attrs.evolve(
                transition, rules=tuple(r for r in rules if r.name.split(".")[0] != family)
            )
        elif kind == "narrow" and rules:
            at = draw(st.integers(0, len(rules) - 1))
            if not isinstance(rules[at].old, ObjectiveId) and not rules[at].carried:
                part = draw(st.sampled_from(rules[at].old.parts))  # type: ignore[union-attr]
                rules[at] = attrs.evolve(rules[at], old=part)
                transition = attrs.evolve(transition, rules=tuple(rules))
        elif kind == "day":
            transition = attrs.evolve(
                transition, day=day_after(transition.day, draw(st.sampled_from((-30, 30))))
            )
        elif kind == "cohort":
            cohort = Cohort(
                span=NOWHERE,
                started_before=dt.date(2020, 1, 1),
                completes_until=day_after(transition.day, 200),
            )
            transition = attrs.evolve(transition, cohorts=() if transition.cohorts else (cohort,))
        elif kind in {"start", "end"}:
            at = draw(st.integers(0, len(book.sets) - 1))
            day = getattr(book.sets[at], kind)
            if day is not None:
                to = day_after(day, draw(st.sampled_from((-20, 20))))
                mine = book.sets[at]
                moved = attrs.evolve(mine, start=to) if kind == "start" else attrs.evolve(mine, end=to)
                book = attrs.evolve(book, sets=(*book.sets[:at], moved, *book.sets[at + 1 :]))
        steps = (*book.transitions[:index], transition, *book.transitions[index + 1 :])
        book = attrs.evolve(book, transitions=steps)
    return book


@given(pairs())
def test_every_witness_shows_what_it_says(pair: tuple[Rulebook, Rulebook, str]) -> None:
    """On a witness's approvals one rulebook transfers and the other does not, and none of them is idle."""
    a, b, target = pair
    found = difference(a, b, target)
    for o in found.objectives:
        for witness, one, other in ((o.loss, a, b), (o.gain, b, a)):
            if witness is not None:
                approvals = as_rows(witness)
                assert outcomes(one, target, approvals)[o.objective] == "transferred"
                assert outcomes(other, target, approvals).get(o.objective) in {"assessment", None}
                for some in combinations(approvals, len(approvals) - 1):
                    assert outcomes(one, target, some)[o.objective] == "assessment"


@given(pairs(), st.data())
def test_no_difference_is_missed(pair: tuple[Rulebook, Rulebook, str], data: st.DataObject) -> None:
    """Whoever gets an objective by one rulebook and not by the other is foretold by the difference."""
    a, b, target = pair
    found = {o.objective: o for o in difference(a, b, target).objectives}
    for _ in range(3):
        approvals = tuple(
            attrs.evolve(r, set=r.set or next((s.name for s in a.sets if r.objective in s.codes), None))
            for r in data.draw(rows(data.draw(st.sampled_from((a, b)))))
        )
        in_a, in_b = outcomes(a, target, approvals), outcomes(b, target, approvals)
        for objective in in_a.keys() | in_b.keys():
            before, after = in_a.get(objective, "assessment"), in_b.get(objective, "assessment")
            if (before, after) == ("transferred", "assessment"):
                assert found[objective].loss is not None
            if (before, after) == ("assessment", "transferred"):
                assert found[objective].gain is not None


def every_day(*books: Rulebook) -> list[dt.date]:
    """Each day that a rulebook names, and the day before the first."""
    named = {d for b in books for s in b.sets for d in (s.start, s.end) if d}
    named |= {t.day for b in books for t in b.transitions}
    named |= {c.completes_until for b in books for t in b.transitions for c in t.cohorts}
    return [*({day_after(min(named), -1)} if named else ()), *sorted(named)]


def every_start(*books: Rulebook) -> list[dt.date | None]:
    """The day before the limit of each cohort, and no day."""
    limits = {c.started_before for b in books for t in b.transitions for c in t.cohorts}
    return [None, *(day_after(limit, -1) for limit in sorted(limits))]


@settings(max_examples=20)
@given(pairs())
def test_the_verdict_agrees_with_all_small_sets(pair: tuple[Rulebook, Rulebook, str]) -> None:
    """No one approval, on any day, for anybody, tells more than the verdict; no witness could be smaller."""
    a, b, target = pair
    found = {o.objective: o for o in difference(a, b, target).objectives}
    olds = {o for book in (a, b) for o in book.objective if o.set != target}
    for objective, day, started in product(sorted(olds), every_day(a, b), every_start(a, b)):
        row = Approval(objective.code, day, set=objective.set, started=started, row=1)
        in_a, in_b = outcomes(a, target, (row,)), outcomes(b, target, (row,))
        for new in in_a.keys() | in_b.keys():
            before, after = in_a.get(new) == "transferred", in_b.get(new) == "transferred"
            for gives, denies, witness in (
                (before, after, found[new].loss),
                (after, before, found[new].gain),
            ):
                if gives and not denies:
                    assert witness is not None
                    assert len(witness.approvals) == 1


@given(rulebooks(), randomness())
def test_layout_language_and_order_make_no_difference(written: Rulebook, chance: random.Random) -> None:
    """The same rulebook in English, laid out at random, has the same digest and grants the same."""
    one, other = book_of(Printer("nb").print(written)), book_of(Printer("en", chance).print(written))
    found = difference(one, other, written.sets[-1].name)
    assert found.identical
    assert not found.changed


@given(rulebooks())
def test_the_long_way_too_finds_no_difference_from_itself(written: Rulebook) -> None:
    """A rulebook whose texts alone differ grants the same, found by looking and not by the digest."""
    one = book_of(Printer().print(written))
    other = attrs.evolve(one, title="et annet navn")
    found = difference(one, other, written.sets[-1].name)
    assert not found.identical
    assert not found.changed


@given(pairs())
def test_potential_witnesses_cover_on_one_side_only(pair: tuple[Rulebook, Rulebook, str]) -> None:
    """A witness of ``potential`` covers the objective by one rulebook's content and not by the other's."""
    a, b, target = pair
    for o in potential_difference(a, b, target).objectives:
        for witness, one, other in ((o.loss, a, b), (o.gain, b, a)):
            if witness is not None:
                assert covers(one, target, witness, o.objective)
                assert not covers(other, target, witness, o.objective)


def covers(book: Rulebook, target: str, witness: Witness, new: ObjectiveId) -> bool:
    olds = [o for o, _ in witness.approvals]
    for transition in book.into(target):
        theory = theory_of(book, transition)
        required = theory.requirements.get(new, ())
        if required and not uncovered(theory, theory.of(olds), required):
            return True
    return False


# ------------------------------------------------------------------------- cases

R1 = 'regel R1: O1 ≥ N1 fordi "x"\n'
R2 = 'regel R2: O1 og O2 ≥ N2 fordi "x"\n'
R3 = 'regel R3: O3 ≥ N2 fordi "x"\n'


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        (R1 + R2, R2 + R1, "same"),
        (R1 + R2, R1 + R2 + R3, "more"),
        (R1 + R2 + R3, R1 + R2, "less"),
        (R1 + R2, R1 + R3, "incomparable"),
        (R2, 'regel R2: O2 og O1 eller (O1 og O2 og O3) ≥ N2 fordi "annet"\n', "same"),
    ],
)
def test_the_four_verdicts(a: str, b: str, verdict: str) -> None:
    """The four verdicts are told apart; order, spelling and dead alternatives count for nothing."""
    found = by_code(difference(book_of(HEAD + a), book_of(HEAD + b), "B"))
    assert found["N2"].verdict == verdict


def test_the_witness_is_the_smallest() -> None:
    """Of several sets that show a loss the one with fewest approvals is shown, dated within the set."""
    loss = by_code(difference(book_of(HEAD + R2 + R3), book_of(HEAD), "B"))["N2"].loss
    assert loss == Witness(((ObjectiveId("A", "O3"), dt.date(2020, 1, 1)),))


def test_an_earlier_transition_loses_the_days_between() -> None:
    """Where the rules are the same and the transition is earlier, an approval of the last days shows it."""
    earlier = (HEAD + R1).replace("overgang A til B fra 2021-01-01", "overgang A til B fra 2020-12-01")
    found = by_code(difference(book_of(HEAD + R1), book_of(earlier), "B"))["N1"]
    assert found.verdict == "less"
    assert found.loss == Witness(((ObjectiveId("A", "O1"), dt.date(2020, 12, 1)),))


def test_a_later_beginning_loses_the_first_days() -> None:
    """Where B's old set begins later, an approval of A's first days shows it, though later ones count."""
    later = (HEAD + R1).replace("gyldig fra 2020-01-01", "gyldig fra 2020-02-01")
    found = by_code(difference(book_of(HEAD + R1), book_of(later), "B"))["N1"]
    assert (found.verdict, found.loss) == ("less", Witness(((ObjectiveId("A", "O1"), dt.date(2020, 1, 1)),)))


CHAIN = HEAD.replace("gyldig fra 2021-01-01", "gyldig fra 2021-01-01 til 2022-01-01", 1) + R1
LAST = """
læringsmålsett C gyldig fra 2022-01-01
    mål M1 a: T1
overgang B til C fra 2022-01-01
"""


def test_a_rule_of_an_earlier_transition_is_lost_at_the_end_of_the_chain() -> None:
    """Grants are approvals to the next transition: what an earlier rule gave is lost at the end."""
    last = LAST + 'regel R9: N1 ≥ M1 fordi "x"\n'
    found = by_code(difference(book_of(CHAIN + last), book_of(CHAIN.replace(R1, "") + last), "C"))["M1"]
    assert found.verdict == "less"
    assert found.loss == Witness(((ObjectiveId("A", "O1"), dt.date(2020, 1, 1)),))


def test_a_gap_in_the_chain_is_lost() -> None:
    """Where B's middle set begins after the grants that lead to it are dated, the chain breaks."""
    last = LAST + 'regel R9: N1 ≥ M1 fordi "x"\n'
    gap = CHAIN.replace("gyldig fra 2021-01-01 til 2022-01-01", "gyldig fra 2021-02-01 til 2022-01-01")
    found = by_code(difference(book_of(CHAIN + last), book_of(gap + last), "C"))["M1"]
    assert found.loss == Witness(((ObjectiveId("A", "O1"), dt.date(2020, 1, 1)),))


def test_a_cohort_is_shown_by_its_own_people() -> None:
    """A cohort taken away is lost to somebody who began before its limit, and the witness says so."""
    cohort = "påbegynt før 2020-06-01 fullfører til 2021-09-01\n"
    found = by_code(difference(book_of(HEAD + cohort + R1), book_of(HEAD + R1), "B"))["N1"]
    assert found.loss == Witness(((ObjectiveId("A", "O1"), dt.date(2021, 1, 1)),), dt.date(2020, 5, 31))


def test_an_objective_of_one_rulebook_alone_is_reported() -> None:
    """An objective that B's set no longer has is lost where A grants it, and named as only in A."""
    b = (HEAD + R2).replace("    mål N1 a: T1\n", "")
    found = difference(book_of(HEAD + R1 + R2), book_of(b), "B")
    assert (by_code(found)["N1"].where, by_code(found)["N1"].verdict) == ("a", "less")
    assert found.loses


def test_a_set_of_one_rulebook_alone_is_reported() -> None:
    """Sets that only one rulebook has are listed, and all that the target granted is lost with it."""
    found = difference(book_of(HEAD + R1), book_of(HEAD.split("læringsmålsett B", maxsplit=1)[0]), "B")
    assert found.only_in_a == ("B",)
    assert by_code(found)["N1"].verdict == "less"


LARGE = HEAD.replace("    mål O3", "".join(f"    mål P{n} b: T1\n" for n in range(12)) + "    mål O3")
TWELVE = [f"P{n}" for n in range(12)]


def test_too_many_sets_to_list_are_still_decided() -> None:
    """The same large `minst k av` in another order is the same; one less of k is more, and it is shown."""
    one = f'regel R: minst 6 av ({", ".join(TWELVE)}) ≥ N1 fordi "x"'
    turned = f'regel R: minst 6 av ({", ".join(reversed(TWELVE))}) ≥ N1 fordi "y"'
    fewer = f'regel R: minst 5 av ({", ".join(TWELVE)}) ≥ N1 fordi "x"'
    assert by_code(difference(book_of(LARGE + one), book_of(LARGE + turned), "B"))["N1"].verdict == "same"
    found = by_code(difference(book_of(LARGE + one), book_of(LARGE + fewer), "B"))["N1"]
    assert (found.verdict, len(found.gain.approvals) if found.gain else 0) == ("more", 5)


def test_what_is_not_decided_is_said_and_does_not_pass() -> None:
    """Where two large rules are equal only by counting, the answer is "not decided", and the gate holds."""
    rest = ", ".join(TWELVE[1:])
    one = f'regel R: minst 6 av ({", ".join(TWELVE)}) ≥ N1 fordi "x"'
    split = f'regel R: P0 og minst 5 av ({rest}) eller minst 6 av ({rest}) ≥ N1 fordi "x"'
    found = difference(book_of(LARGE + one), book_of(LARGE + split), "B")
    assert by_code(found)["N1"].verdict == "same"
    assert not by_code(found)["N1"].decided
    assert found.loses


# ------------------------------------------------------------------------- the command


@pytest.fixture
def changed_file(tmp_path: Path) -> Path:
    """The worked case without its PET rule."""
    text = WHOLE_FILE.read_text(encoding="utf-8")
    begin, end = text.index("    regel PET"), text.index("    regel NaF")
    example = text.index("    eksempel")
    file = tmp_path / "b.rules"
    file.write_text(text[:begin] + text[end:example], encoding="utf-8")
    return file


def test_a_loss_exits_1_unless_it_is_allowed(changed_file: Path) -> None:
    """CI stops at a loss; `--allow-loss` lets it pass, and a gain passes by itself."""
    assert run("diff", str(WHOLE_FILE), str(changed_file)).return_value == 1
    assert run("diff", str(WHOLE_FILE), str(changed_file), "--allow-loss").return_value == 0
    assert run("diff", str(changed_file), str(WHOLE_FILE)).return_value == 0
    assert run("diff", str(WHOLE_FILE), str(WHOLE_FILE)).return_value == 0


def test_the_text_names_objective_and_approval(changed_file: Path) -> None:
    """The text says what is lost and on which dated approval."""
    text = run("diff", str(WHOLE_FILE), str(changed_file)).stdout
    assert "mindre, ingen får det i B: NUK-2025/NKM-004 «18F-FDG PET/CT»" in text
    assert "bare A gir det for NUK-2020/NUK-023 godkjent 1. mars 2020" in text


def test_persons_who_lose_are_named_in_the_result_only(changed_file: Path) -> None:
    """With approvals the result says who loses what; nobody is named in talk."""
    result = run(
        "diff", str(WHOLE_FILE), str(changed_file), "--approvals", str(APPROVALS), "--format", "json"
    )
    shown = json.loads(result.stdout)
    assert shown["schema"] == "lmrules/diff/1"
    assert {"person": "A", "loses": ["NUK-2025/NKM-004"], "gains": []} in shown["persons"]
    assert shown["summary"]["losing"] == len(shown["persons"])
    assert result.stderr == ""


def test_bad_rows_stop_the_run_without_naming_anybody(changed_file: Path, tmp_path: Path) -> None:
    """A row that cannot be read is named by its number; the person is not."""
    rows_file = tmp_path / "rows.csv"
    rows_file.write_text("person,objective,approved\nmerkelapp-77,NUK-023,i går\n", encoding="utf-8")
    result = run("diff", str(WHOLE_FILE), str(changed_file), "--approvals", str(rows_file))
    assert "merkelapp" not in result.stderr + result.stdout
    assert "rad 1" in result.stderr
    assert getattr(result.exception, "exit_code", None) == 1


def test_a_rulebook_with_errors_cannot_be_compared(tmp_path: Path) -> None:
    """A rulebook with errors is refused with code 2 and its errors shown."""
    broken = tmp_path / "b.rules"
    broken.write_text(HEAD + 'regel R: O1 ≥ N2 fordi "x"', encoding="utf-8")
    result = run("diff", str(WHOLE_FILE), str(broken), "--to", "B")
    assert getattr(result.exception, "exit_code", None) == 2
    assert "LM302" in result.stderr


def linked_rulebook(folder: Path) -> Path:
    """A copy of the real rulebook with its two columns of levels linked by one line."""
    for file in (NUCLEAR / "nukleaermedisin").iterdir():
        target = folder / "nukleaermedisin" / file.name
        target.parent.mkdir(exist_ok=True)
        text = file.read_text(encoding="utf-8")
        if file.name == "skala.rules":
            last = "kjennskap < under-supervisjon < selvstendig = beherske"
            assert last in text
            text = text.replace(
                last, f"{last},\n    kunnskap = under-supervisjon, god-kunnskap = selvstendig"
            )
        target.write_text(text, encoding="utf-8")
    first = folder / "nukleaermedisin.rules"
    first.write_text((NUCLEAR / first.name).read_text(encoding="utf-8"), encoding="utf-8")
    return first


def test_the_showcase_lists_what_a_linked_scale_would_flip(tmp_path: Path) -> None:
    """Linking the two columns makes the eight known objectives possible, and takes none away."""
    linked = linked_rulebook(tmp_path)
    real = NUCLEAR / "nukleaermedisin.rules"
    found = potential_difference(check_path(real).book, check_path(linked).book, "NUK-2025")
    flipped = {o.objective.code for o in found.objectives if o.possible == "b"}
    assert {f"NUK-{n}" for n in (104, 106, 111, 116, 124, 126, 128, 132)} <= flipped
    assert not found.loses
    refused = run("diff", str(real), str(linked))
    assert "--potential" in str(getattr(refused.exception, "shown", str)())
    accepted = run("diff", str(real), str(linked), "--potential")
    assert accepted.return_value == 0
    assert "LM303 regelen `stråleeksponering` sier `<` i kompleksitet" in accepted.stdout


def test_the_page_shows_what_the_command_says(tmp_path: Path) -> None:
    """`docs/how-to/diff.md` lists the very objectives that the showcase's command lists today."""
    real, linked = NUCLEAR / "nukleaermedisin.rules", linked_rulebook(tmp_path)
    said = run("diff", str(real), str(linked), "--potential").stdout
    page = (ROOT / "docs" / "how-to" / "diff.md").read_text(encoding="utf-8")
    listed = [
        line for line in said.splitlines() if line.startswith(("Til ", "Noen ", "mer", "mindre", "  bare"))
    ]
    assert len(listed) > 8
    assert [line for line in listed if line not in page.splitlines()] == []
    assert "\n".join(listed[-2:]) in page


COHORTS = """regelverk r
skala n a < b
tema t
læringsmålsett A gyldig til 2025-01-01
    mål O a: t
læringsmålsett B gyldig fra 2025-01-01
    mål N a: t
overgang A til B fra 2025-01-01
    regel R: O ≥ N fordi "x"
"""


def cohorts(count: int, last: int) -> Rulebook:
    """A rulebook of as many cohorts as said, each of which may finish a year earlier than the one before."""
    each = (f"    påbegynt før {1000 + i}-01-01 fullfører til {last - i}-01-01\n" for i in range(count))
    return book_of(COHORTS + "".join(each))


def test_a_thousand_cohorts_are_not_decided_and_take_no_time() -> None:
    """Beyond a hundred days to have begun on nothing is said to be the same, in seconds; within, all is."""
    begun = time.process_time()
    many = difference(cohorts(900, 9000), cohorts(900, 9001), "B")
    assert time.process_time() - begun < 5
    assert many.loses, "nobody can be sure that nothing is lost"
    assert [(o.verdict, o.decided) for o in many.objectives] == [("more", False)]
    same = difference(cohorts(900, 9000), cohorts(900, 9000), "B")
    assert [o.possible for o in same.objectives] == ["both"]
    (few,) = difference(cohorts(20, 9000), cohorts(20, 9001), "B").objectives
    assert (few.decided, few.loss) == (True, None)
    assert few.gain is not None


def test_cohorts_alike_everywhere_are_one() -> None:
    """However many cohorts there are, those with the same cut-off are asked once, and all is decided."""
    rows = "".join(f"    påbegynt før {1000 + i}-01-01 fullfører til 2030-01-01\n" for i in range(900))
    one, other = book_of(COHORTS + rows), book_of(COHORTS + rows.replace("1000-01-01", "1000-02-01"))
    (found,) = difference(one, other, "B").objectives
    assert (found.verdict, found.decided) == ("same", True)
