"""Letters, conversions, databases and the local web page keep a person's number out of their talk when they fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from studio_asking import HERE, Asked, request
from test_persons_never_show import APPROVALS, BOOK, MARK

from lmrules.cli.main import run
from lmrules.interchange import FORMATS

OTHER = "02028012345"
"""Another number, nobody's either: that of a person who is not in the file."""
TEMPLATES = {
    "unknown.txt": f"# Brev\n{{{MARK}}}\n{{overføres}}\n{{vurderes}}\n",
    "missing.txt": f"# {MARK}\n",
    "unclosed.txt": f"# Brev {{overføres {MARK} {{\n{{vurderes}}\n",
    "braces.txt": f"# Brev\n{{overføres}}{MARK}}}\n{{vurderes}}\n{{{MARK} }}\n",
    "utf-16.txt": f"# Brev {MARK}\n{{overføres}}\n{{vurderes}}\n",
    "huge.txt": f"# Brev\n{{overføres}}\n{{vurderes}}\n{MARK}\n" * 5_000,
}
FILES = (
    "good.csv",
    "mark-in-godkjent.csv",
    "two-sets.csv",
    "two-starts.csv",
    "cut.json",
    "latin-1.csv",
    "workbook.csv",
)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with a rulebook, approvals of many kinds and templates that are wrong."""
    (tmp_path / "book.rules").write_text(BOOK, encoding="utf-8")
    for name in APPROVALS:
        (tmp_path / name).write_bytes(APPROVALS[name])
    (tmp_path / "book.xlsx").write_bytes(APPROVALS["workbook.csv"])
    for name, text in TEMPLATES.items():
        (tmp_path / name).write_text(text, encoding="utf-16" if name == "utf-16.txt" else "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def talk(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> tuple[int, str]:
    """Run; the code and stdout. Talk and log have no number, and a failure no output either."""
    code = run(arguments)
    captured = capsys.readouterr()
    assert code in (0, 1, 2), arguments
    for mark in (MARK, OTHER):
        assert mark not in captured.err + caplog.text, arguments
    assert "Traceback" not in captured.err
    assert "LM901" not in captured.err, arguments
    return code, captured.out


LETTERS: list[tuple[str, ...]] = [
    ("--person", OTHER),
    ("--person", f"{MARK[:6]} {MARK[6:]}"),
    ("--person", MARK, "--to", MARK),
    ("--person", MARK, "--as-of", MARK),
    ("--person", MARK, "--date", MARK),
    ("--person", MARK, "--names", MARK),
    ("--person", MARK, "--format", MARK),
    ("--person", MARK, "--all"),
    ("--person", MARK, "-o", f"nowhere/{MARK}.html"),
    ("--person", MARK, "-o", "book.rules"),
    ("--person", MARK, "-o", "."),
    ("--person", MARK, "--template", MARK),
    ("--person", MARK, "--template", "."),
    *(("--person", MARK, "--template", name) for name in TEMPLATES),
    ("--all", "-o", "good.csv"),
    ("--all", "-o", f"good.csv/{MARK}/"),
    ("--all",),
    (MARK,),
]


@pytest.mark.parametrize("arguments", LETTERS, ids=" ".join)
@pytest.mark.usefixtures("place")
def test_a_letter_that_cannot_be_written_names_nobody(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Someone unknown, a wrong template, a wrong option or place: no word of who it was to, and no letter."""
    code, out = talk(("report", "book.rules", "--approvals", "good.csv", *arguments), capsys, caplog)
    assert code != 0
    assert not out


@pytest.mark.parametrize("name", FILES)
@pytest.mark.usefixtures("place")
def test_letters_from_a_broken_file_name_rows_only(
    name: str, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever is wrong with the approvals, rows and columns are told; one letter or all of them."""
    for wanted in (("--person", MARK), ("--person", OTHER), ("--all", "-o", "letters")):
        code, out = talk(("report", "book.rules", "--approvals", name, *wanted), capsys, caplog)
        assert (code == 0) == (name == "good.csv" and OTHER not in wanted)
        assert code == 0 or not out


@pytest.mark.parametrize("form", [*FORMATS, "xlsx"])
@pytest.mark.parametrize("name", FILES)
@pytest.mark.usefixtures("place")
def test_approvals_in_the_place_of_a_correspondence_are_not_repeated(
    form: str, name: str, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """A file of approvals given to `convert --from` is refused, and nothing of it comes out."""
    for sets in ((), ("--sets", "book.rules")):
        code, out = talk(("convert", name, "--from", form, "--to", "rules", *sets), capsys, caplog)
        assert code != 0
        assert not out


@pytest.mark.parametrize(
    "arguments",
    [
        ("init", "new", "--from", "cut.json"),
        ("init", "new", "--from", "only-mark.csv"),
        ("init", "new", "--from", "book.xlsx"),
        ("init", "new", "--from", MARK),
        ("init", "new", "--from", "good.json"),
        ("transfer", "book.rules", f"sqlite:///{MARK}.db"),
        ("transfer", "book.rules", "sqlite:///good.csv", "--table", MARK),
        ("transfer", "book.rules", "book.xlsx", "--sheet", MARK),
        ("transfer", "book.rules", "good.csv", "-o", f"nowhere/{MARK}.xlsx"),
        ("transfer", "book.rules", f"postgresql+psycopg://{MARK}:{MARK}@127.0.0.1:9/{MARK}"),
        ("sql", "book.rules", "--to", MARK),
        ("serve", MARK),
        ("serve", "book.rules", "--port", MARK),
        ("serve", "good.csv"),
        ("serve", "table.rules", "--token-file", MARK),
        ("studio", MARK),
        ("lsp", MARK),
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("place")
def test_what_cannot_be_opened_is_not_named_by_a_number(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """A file, a sheet, a table or a database that is a number, or holds one, is refused without it."""
    code, out = talk(arguments, capsys, caplog)
    assert code != 0
    assert MARK not in out


@pytest.mark.parametrize("name", APPROVALS)
def test_a_file_dropped_on_the_page_is_told_of_without_a_number(
    name: str, place: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Each file, under its own name, a wrong one and a number: the answer names rows, and no person."""
    page = Asked(place / "book.rules")
    for called in (name, f"{MARK}.xlsx", MARK):
        form = {"payload": (None, json.dumps({"lang": "nb"})), "table": (called, APPROVALS[name])}
        answer = request(page.app, "POST", "/api/consequence", files=form, headers=page.headers)
        assert answer.status_code == 200, answer.text
        assert MARK not in answer.text
        assert MARK not in caplog.text
        assert answer.json().keys() & {"refused", "headline"}
    assert request(page.app, "GET", f"/{MARK}", headers={"origin": HERE}).status_code in (401, 403, 404, 405)
