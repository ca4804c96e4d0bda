"""Approvals made to hurt: deep, huge, misdated, or holding what another program would run."""

from __future__ import annotations

import csv
import io
import json
import time
from collections import Counter
from pathlib import Path

import pytest
from bounded import bounded

import lmrules
from lmrules.approvals import ApprovalsError, read_approvals
from lmrules.cli.main import run
from lmrules.messages.cells import safe_cell

BOOK = Path(__file__).parent / "cases" / "whole-file" / "book.rules"
HEADER = "person,objective,approved\n"
MARK = "01017012345"


def many(count: int) -> str:
    return HEADER + f"{MARK},NUK-023,2023-02-01\n{MARK},NUK-031,2023-02-02\n" * (count // 2)


@pytest.mark.slow
def test_a_million_approvals_of_one_person_in_bulk_are_as_two_are(tmp_path: Path) -> None:
    """The tables have what the two different ones give, each row is accounted for, and memory does not grow."""
    asked = ("--format", "csv", "--dispositions", "rows-out.csv", "-o", "out.csv")
    shown = []
    for count in (2, 1_000_000):
        (tmp_path / "rows.csv").write_text(many(count), encoding="utf-8")
        done = bounded("transfer", BOOK, "rows.csv", *asked, cwd=tmp_path, megabytes=6_000)
        assert done.exit_code == 0, done.err
        shown.append((tmp_path / "out.csv").read_bytes())
        with (tmp_path / "rows-out.csv").open(encoding="utf-8") as file:
            told = Counter(line.rstrip().rpartition(",")[2] for line in file)
        assert told.total() == count + 1, "and the header"
        assert told["duplicate"] == count - 2
    assert shown[0] == shown[1]


@pytest.mark.slow
def test_fifty_thousand_approvals_of_one_person_are_decided_as_two_are(tmp_path: Path) -> None:
    """Rows that say the same again are duplicates, each accounted for, in time that grows with their number."""
    (tmp_path / "rows.csv").write_text(many(50_000), encoding="utf-8")
    done = bounded("transfer", BOOK, "rows.csv", "--format", "json", cwd=tmp_path, seconds=60)
    assert done.exit_code == 0, done.err
    (person,) = json.loads(done.out)["persons"]
    dispositions = [a["disposition"] for a in person["approvals"]]
    assert len(dispositions) == 50_000
    assert dispositions.count("duplicate") == 49_998
    (tmp_path / "two.csv").write_text(many(2), encoding="utf-8")
    few = bounded("transfer", BOOK, "two.csv", "--format", "json", cwd=tmp_path)
    outcomes = [[(d["objective"], d["outcome"]) for d in p["persons"][0]["decisions"]] for p in
                (json.loads(done.out), json.loads(few.out))]  # fmt: skip
    assert outcomes[0] == outcomes[1]


DEEP = {
    "lists": "[" * 100_000,
    "objects": '[{"person":' * 100_000,
    "closed": "[" * 100_000 + "]" * 100_000,
    "json lines": '{"person":' * 5_000 + "\n" + '{"person": "A"}\n',
    "in a value": f'[{{"person": {"[" * 100_000}"{MARK}"{"]" * 100_000}}}]',
}


@pytest.mark.parametrize("name", DEEP)
def test_json_nested_a_hundred_thousand_deep_is_an_error_with_its_place(name: str) -> None:
    """Depth that would exhaust the stack is said, with line and column, and nobody's number."""
    form = "jsonl" if name == "json lines" else "json"
    try:
        reading = read_approvals("-", stdin=io.BytesIO(DEEP[name].encode()), format=form)  # type: ignore[arg-type]
        said = "".join(r.message("en") for r in reading.rejected)
    except ApprovalsError as error:
        said = str(error)
    assert "nested too deeply" in said or "not a JSON object" in said
    assert MARK not in said


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_code_of_combining_marks_costs_no_more_than_other_text(form: str) -> None:
    """A megabyte of accents in a code, which Python alone would sort for hours, is read in a moment."""
    marks = "a" + "\u0301\u0327" * (49_000 if form == "csv" else 500_000)
    row = {"person": "A", "objective": marks, "approved": "2023-02-01"}
    text = HEADER + f"A,{marks},2023-02-01\n" if form == "csv" else json.dumps([row], ensure_ascii=False)
    begun = time.process_time()
    (approval,) = read_approvals("-", stdin=io.BytesIO(text.encode())).approvals
    assert time.process_time() - begun < 10
    assert approval.objective.startswith("á")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEADER.strip() + "," + ",".join(f"k{i}" for i in range(14_000)) + "\n", "unknown columns"),
        (HEADER + "," * 99_000 + "\n", ""),
        (HEADER + "," * 99_000 + "x\n", "as many cells"),
        (HEADER + "x" * 200_000, "more than 100000 characters"),
        ("[{" + ",".join(f'"k{i}": 1' for i in range(100_000)) + "}]", "unknown keys"),
        ("lis," * 20_000 + "\n", "are both"),
        ("[{" + '"lis": 1, ' * 20_000 + '"x": 1}]', "are both"),
        ('[{"person": ' + "9" * 1_000_000 + "}]", "is a number"),
        ('[{"person": 1e' + "9" * 100_000 + "}]", "is a number"),
    ],
)
def test_wide_rows_and_long_numbers_are_said_in_few_words(text: str, said: str) -> None:
    """Thousands of columns or digits give a message of a few hundred characters."""
    try:
        reading = read_approvals("-", stdin=io.BytesIO(text.encode()))
        message = "".join(r.message("en") for r in reading.rejected)
    except ApprovalsError as error:
        message = str(error)
    assert said in message
    assert len(message) < 2_000


# ---------------------------------------------------------------------------------------------------- dates


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2024-02-29", "1000-10-10"])
def test_the_ends_of_the_calendar_are_days(day: str) -> None:
    """Year 1 and year 9999 are read, decided and audited; no arithmetic runs over the edge."""
    text = BOOK.read_text(encoding="utf-8")
    for book in (lmrules.loads(text), lmrules.loads(text.replace("2020-03-01", "0001-01-01"))):
        rows = [lmrules.Approval("NUK-023", day, set="NUK-2020", person=MARK, started=day)]
        for as_of in (None, day):
            result = book.transfer(rows, as_of=as_of)
            assert not lmrules.audit(book, json.loads(result.to_json()))


@pytest.mark.parametrize(
    ("start", "end"),
    [("0001-01-01", "0001-01-02"), ("9999-12-30", "9999-12-31"), ("0001-01-01", "9999-12-31")],
)
def test_a_rulebook_at_the_ends_of_the_calendar_is_checked_and_tested(
    start: str, end: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Sets and transitions on the first and last days there are break no check, example or mutation."""
    text = f"""regelverk r
skala n a < b
tema t
læringsmålsett A gyldig fra {start} til {end}
    mål O a: t
læringsmålsett B gyldig fra {start}
    mål N a: t
overgang A til B fra {end}
    påbegynt før {start} fullfører til {end}
    regel R: O ≥ N fordi "x"
    eksempel "e" gitt O {start} så overføres N
"""
    (tmp_path / "x.rules").write_text(text, encoding="utf-8")
    for arguments in (("check",), ("test", "--coverage", "--mutate"), ("fmt", "--check")):
        code = run((arguments[0], str(tmp_path / "x.rules"), *arguments[1:]))
        captured = capsys.readouterr()
        assert code in (0, 1)
        assert "LM901" not in captured.out + captured.err


@pytest.mark.parametrize(
    "day",
    [
        "0000-01-01", "10000-01-01", "-001-01-01", "2023-00-10", "2023-13-01", "2023-02-29", "2100-02-29",
        "2023-06-31", "2023-02-01T00:00:00Z", "2023-02-01T00:00:00+14:00", "2023-02-01Z", "2023-02-01+01:00",
        "٢٠٢٣-٠٢-٠١", "２０２３-02-01", "2023–02–01", "1_23-02-01", "2023-02-0x", "1E5", "44958", "nan", "=DATE(2023;2;1)",
    ],
)  # fmt: skip
def test_a_day_that_is_none_is_never_guessed(day: str) -> None:
    """Impossible dates, times with zones, other digits and formulas reject the row, and the value is not repeated."""
    reading = read_approvals("-", stdin=io.BytesIO(f"{HEADER}A,N,{day}\n".encode()))
    (rejected,) = reading.rejected
    assert day not in "".join(rejected.message(lang) for lang in ("nb", "nn", "en"))
    with pytest.raises(ValueError, match=r"date|day"):
        lmrules.Approval("N", day)


# ------------------------------------------------------------------------------- for another program to run

RUNS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x")', "＝1", " =1", "'=1", "%0A=1",
    "'; DROP TABLE persons; --", "x' OR '1'='1", "1; --", "\\'; --", "${jndi:ldap://x}", "{{7*7}}", "<script>", "../../etc",
]  # fmt: skip


@pytest.mark.parametrize("value", RUNS)
def test_what_another_program_would_run_comes_out_as_text(value: str, tmp_path: Path) -> None:
    """Formulas and SQL in persons, codes and ids are only text: safe in CSV, unchanged in JSON, never dropped."""
    rows = io.StringIO()
    csv.writer(rows).writerows(
        [["person", "objective", "approved", "id"], [value, value, "2023-02-01", value]]
    )
    reading = read_approvals("-", stdin=io.BytesIO(rows.getvalue().encode()))
    approval = reading.approvals[0] if reading.approvals else None
    if approval is None:  # a control character in a cell
        assert reading.rejected
        return
    book = lmrules.load(BOOK)
    document = json.loads(book.transfer([approval]).to_json())
    assert document["persons"][0]["person"] == value.strip()
    assert document["persons"][0]["approvals"][0]["disposition"] == "unknown-objective"
    (tmp_path / "rows.csv").write_text(rows.getvalue(), encoding="utf-8")
    assert (
        run(
            (
                "transfer",
                str(BOOK),
                str(tmp_path / "rows.csv"),
                "--format",
                "csv",
                "-o",
                str(tmp_path / "out"),
            )
        )
        == 0
    )
    with (tmp_path / "out").open(encoding="utf-8-sig", newline="") as file:
        persons = {row["person"] for row in csv.DictReader(file)}
    assert persons == {safe_cell(value.strip())}
    assert not any(p.startswith(("=", "+", "-", "@", "\t", "＝")) for p in persons)


@pytest.mark.parametrize(
    "code", ["x'; DROP TABLE t; --", 'a"b', "a`b", "a;b", "a\\b", "a%b", "a--b", "a b", "<b>", "=1+1"]
)
def test_a_rulebook_may_have_codes_that_mean_something_to_a_database(code: str) -> None:
    """A code is a name whatever is in it: it is granted, printed, laid out and audited as any other."""
    from lmrules.syntax.writing import write_name

    if "'" in code:
        assert code not in write_name(code.replace("'", "’"))
        code = code.replace("'", "’")
    text = f"""regelverk r
skala n a < b
tema t
læringsmålsett A gyldig til 2025-01-01
    mål {write_name(code)} a: t
læringsmålsett B gyldig fra 2025-01-01
    mål N a: t
overgang A til B fra 2025-01-01
    regel R: {write_name(code)} ≥ N fordi "x"
"""
    book = lmrules.loads(text)
    result = book.transfer([lmrules.Approval(code, "2024-01-01")])
    assert [d.objective.code for d in result.transferred] == ["N"]
    assert not lmrules.audit(book, json.loads(result.to_json()))
