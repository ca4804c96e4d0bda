"""``transfer``, ``why``, ``compare`` and ``init`` as their user runs them."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from lmrules.resources import resource_text

HERE = Path(__file__).parent
CASE = HERE / "cases" / "whole-file"
GOLDEN = HERE / "golden" / "transfer"
BOOK, APPROVALS = str(CASE / "book.rules"), str(CASE / "approvals.csv")
MARKER = "01017012345"


def run(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """The command run for real, with no terminal."""
    return subprocess.run(
        [sys.executable, "-m", "lmrules", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
    )


def golden(name: str, text: str, request: pytest.FixtureRequest) -> None:
    """Compare with a golden file; ``--update-golden`` writes it."""
    path = GOLDEN / name
    if request.config.getoption("--update-golden", default=False):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_the_worked_case_comes_out_as_worked_by_hand() -> None:
    """Outcome, reason, rule and what completes it, for each person and objective."""
    done = run("transfer", BOOK, APPROVALS, "--format", "csv")
    assert done.returncode == 0, done.stderr
    keys = ("person", "objective", "outcome", "reason", "rule", "complete_with")
    got = [tuple(row[k] for k in keys) for row in csv.DictReader(io.StringIO(done.stdout))]
    with (CASE / "expected.csv").open(encoding="utf-8") as file:
        expected = [tuple(row[k] for k in keys) for row in csv.DictReader(file)]
    assert got == expected


@pytest.mark.parametrize("lang", ["nb", "nn", "en"])
def test_the_table_reads_as_it_was_read(lang: str, request: pytest.FixtureRequest) -> None:
    """The table for people, word for word, in each language."""
    done = run("transfer", BOOK, APPROVALS, "--lang", lang)
    assert done.returncode == 0
    golden(f"table.{lang}.txt", done.stdout, request)


@pytest.mark.parametrize(("person", "objective"), [("A", "NKM-009"), ("A", "NKM-005"), ("D", "STR-001")])
def test_why_reads_as_it_was_read(person: str, objective: str, request: pytest.FixtureRequest) -> None:
    """A grant by judgement, a refusal with evidence, and an approval that is there already."""
    done = run("why", BOOK, APPROVALS, person, objective)
    assert done.returncode == 0
    golden(f"why-{person}-{objective}.txt", done.stdout, request)


def test_the_json_keeps_to_its_schema_and_does_not_depend_on_the_hash_seed() -> None:
    """Valid, and the same bytes whatever PYTHONHASHSEED."""
    runs = [run("transfer", BOOK, APPROVALS, "--format", "json", PYTHONHASHSEED=seed) for seed in ("1", "2")]
    assert runs[0].stdout == runs[1].stdout
    document = json.loads(runs[0].stdout)
    jsonschema.validate(document, json.loads(resource_text("schemas/transfer.schema.json")))
    assert document["summary"] == {"persons": 4, "transferred": 3, "assessment": 16, "approved": 1}
    assert document["persons"][0]["decisions"][0]["objective"] == "NKM-004"


def test_stdin_json_lines_and_csv_give_the_same_decisions() -> None:
    """The format of the rows makes no difference."""
    text = Path(APPROVALS).read_text(encoding="utf-8")
    lines = "".join(json.dumps(row) + "\n" for row in csv.DictReader(io.StringIO(text)))
    from_csv = run("transfer", BOOK, "-", "--format", "json", stdin=text)
    from_lines = run("transfer", BOOK, "-", "--format", "json", stdin=lines)
    assert from_csv.returncode == from_lines.returncode == 0
    assert from_csv.stdout == from_lines.stdout


def test_one_person_and_an_output_file(tmp_path: Path) -> None:
    """``--person`` keeps one person's rows with their own numbers; ``-o`` writes the file and nothing else."""
    out = tmp_path / "ut.json"
    done = run("transfer", BOOK, APPROVALS, "--person", "B", "--format", "json", "-o", str(out))
    assert (done.returncode, done.stdout) == (0, "")
    persons = json.loads(out.read_text(encoding="utf-8"))["persons"]
    assert [[a["row"] for a in p["approvals"]] for p in persons] == [[4, 5]]
    assert list(tmp_path.iterdir()) == [out]


BAD = f"person,objective,approved,set\n{MARKER},NUK-023,2023-13-01,\n{MARKER},NUK-024,2023-05-02,\n"


def test_bad_rows_stop_the_run_with_every_row_named_and_nobody_else() -> None:
    """A row that cannot be read stops the run: exit 1, the row's number, never the person."""
    done = run("transfer", BOOK, "-", stdin=BAD)
    assert (done.returncode, done.stdout) == (1, "")
    assert "rad 1" in done.stderr
    assert MARKER not in done.stderr


def test_keep_going_writes_bad_rows_aside_and_says_so(tmp_path: Path) -> None:
    """With --keep-going the others are decided, the bad row is in the rejects file, and the exit code is 1."""
    rejects = tmp_path / "rejects.csv"
    done = run(
        "transfer", BOOK, "-", "--keep-going", "--rejects", str(rejects), "--format", "json", stdin=BAD
    )
    assert done.returncode == 1
    document = json.loads(done.stdout)
    assert [r["row"] for r in document["rejected"]] == [1]
    assert [a["row"] for a in document["persons"][0]["approvals"]] == [2]
    assert "2023-13-01" in rejects.read_text(encoding="utf-8-sig")
    assert MARKER not in done.stderr


TWO_SETS = """
skala s a < b
tema t "T"
læringsmålsett X gyldig til 2024-01-01 mål M-1 a: t
læringsmålsett Y gyldig fra 2020-01-01 til 2025-01-01 mål M-1 a: t
læringsmålsett Z gyldig fra 2025-01-01 mål N-1 a: t
overgang Y til Z fra 2025-01-01
    regel R: M-1 ≥ N-1 fordi "samme"
    kilde "k"
"""


def test_a_code_in_two_sets_that_fit_is_an_error_unless_the_row_names_its_set(tmp_path: Path) -> None:
    """Identity is set and code: never guessed."""
    book = tmp_path / "to.rules"
    book.write_text(TWO_SETS.replace('    kilde "k"\n', ""), encoding="utf-8")
    rows = "person,objective,approved,set\nP,M-1,2021-01-01,\nP,M-1,2021-01-01,Y\n"
    stopped = run("transfer", str(book), "-", "--to", "Z", stdin=rows)
    assert stopped.returncode == 1
    assert "rad 1" in stopped.stderr
    assert "X, Y" in stopped.stderr
    named = run(
        "transfer", str(book), "-", "--to", "Z", "--format", "csv", stdin=rows.replace("01,\n", "01,Y\n")
    )
    assert "transferred" in named.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("transfer", BOOK, "finnes-ikke.csv"),
        ("transfer", "finnes-ikke.rules", APPROVALS),
        ("transfer", BOOK, APPROVALS, "--to", "NUK-1999"),
        ("transfer", BOOK, APPROVALS, "--as-of", "i morgen"),
        ("transfer", BOOK, APPROVALS, "-o", "finnes-ikke/ut.csv"),
        ("why", BOOK, APPROVALS, "A", "NKM-999"),
        ("why", BOOK, APPROVALS, MARKER, "NKM-004"),
        ("compare", BOOK, "STR-001"),
        ("compare", BOOK, "NUK-999", "NKM-004"),
        ("finnes-ikke",),
    ],
)
def test_what_cannot_be_done_exits_2_with_a_sentence_and_no_traceback(arguments: tuple[str, ...]) -> None:
    """Usage errors and unreadable files: exit code 2, a message on stderr, nothing on stdout."""
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr
    assert MARKER not in done.stderr


def test_a_rulebook_with_errors_is_refused_with_them(tmp_path: Path) -> None:
    """``transfer`` refuses a rulebook for its errors: exit 1, and each is shown."""
    book = tmp_path / "feil.rules"
    book.write_text("regel R: A ≥ B", encoding="utf-8")
    done = run("transfer", str(book), APPROVALS)
    assert done.returncode == 1
    assert "LM009" in done.stderr


def test_a_spreadsheet_never_takes_a_cell_for_a_formula() -> None:
    """A person called =1+1 comes out as text in CSV."""
    done = run(
        "transfer", BOOK, "-", "--format", "csv", stdin="person,objective,approved\n=1+1,NUK-023,2023-05-02\n"
    )
    assert {row["person"] for row in csv.DictReader(io.StringIO(done.stdout))} == {"'=1+1"}


def test_a_reader_that_closes_the_pipe_is_no_error() -> None:
    """``lmrules … | head -1`` ends quietly."""
    command = f"{sys.executable} -m lmrules compare {BOOK} | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)  # noqa: S607
    assert done.stderr == ""


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_init_makes_a_rulebook_that_checks_and_transfers(lang: str, tmp_path: Path) -> None:
    """What ``init`` writes has no errors and no warnings, does what its own example says, and is not overwritten."""
    done = run("init", str(tmp_path / "ny"), "--name", "mitt-fag", "--lang", lang)
    assert done.returncode == 0
    rules = tmp_path / "ny" / "mitt-fag.rules"
    checked = run("check", str(rules), "--format", "json")
    assert (checked.returncode, json.loads(checked.stdout)["diagnostics"]) == (0, [])
    moved = run(
        "transfer", str(rules), str(tmp_path / "ny" / "mitt-fag-godkjenninger.csv"), "--format", "csv"
    )
    assert "LIS-1,N-001,transferred" in moved.stdout
    assert run("init", str(tmp_path / "ny"), "--name", "mitt-fag").returncode == 2


def test_compare_derives_the_relation_and_the_matrix() -> None:
    """With codes: the relation per side. Without: every pair that has something in common."""
    one = run("compare", BOOK, "NUK-024", "NKM-005")
    assert "= i innhold" in one.stdout
    assert "< i kompleksitet" in one.stdout
    whole = json.loads(run("compare", BOOK, "--format", "json").stdout)
    pairs = {(c["old"][0], c["new"]): c["relation"] for transition in whole for c in transition}
    assert pairs["NUK-2020/NUK-023", "NUK-2025/NKM-004"] == ">"
    assert ("NUK-2020/NUK-044", "NUK-2025/NKM-030") not in pairs
