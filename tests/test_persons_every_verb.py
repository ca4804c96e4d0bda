"""Every verb there is, those to come among them, keeps a person's number out of its talk when it fails."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import lmrules
from lmrules.approvals import ApprovalsError, read_approvals
from lmrules.cli.main import group, run

MARK = "01017" + "012345"
BOOK = Path(__file__).parent / "cases" / "whole-file" / "book.rules"
# Those that wait for somebody to talk to are looked at by their own tests.
SERVERS = {"lsp", "serve", "studio"}
VERBS = sorted({*(group.commands or group.list_commands(None))} - SERVERS)  # type: ignore[arg-type]
ROWS = {
    "good.csv": f"person,objective,approved\n{MARK},NUK-023,2023-05-02\n",
    "bad.csv": f"person,objective,approved\n{MARK},NUK-023,{MARK}\n",
    "broken.json": f'[{{"person": "{MARK}", "objective": "{MARK}", ',
    "broken.rules": f"regel {MARK} ≥\n",
    "table.rules": f"lis;læringsmål;godkjent\n{MARK};NUK-023;2023-05-02\n",
}
ARGUMENTS: tuple[tuple[str, ...], ...] = (
    (MARK,),
    (MARK, MARK),
    (MARK, MARK, MARK, MARK, MARK),
    (f"--{MARK}",),
    ("--lang", MARK),
    ("--format", MARK),
    ("-o", MARK),
    ("book.rules", MARK),
    ("book.rules", "bad.csv"),
    ("book.rules", "good.csv", MARK),
    ("book.rules", "good.csv", MARK, MARK),
    ("book.rules", "broken.json"),
    ("book.rules", "broken.json", MARK, "NKM-004"),
    ("book.rules", "book.rules", "--approvals", "bad.csv"),
    ("book.rules", "book.rules", "--approvals", MARK),
    ("good.csv", "good.csv"),
    ("broken.json",),
    ("good.csv",),
    ("table.rules",),
)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a rulebook and approvals to stand in; nothing temporary may be left."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    here = tmp_path / "here"
    here.mkdir()
    (here / "book.rules").write_bytes(BOOK.read_bytes())
    for name, text in ROWS.items():
        (here / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(here)
    yield here
    assert not list(temporary.iterdir())


@pytest.mark.parametrize("verb", VERBS)
def test_no_verb_repeats_a_number_that_is_given_wrongly(
    verb: str, place: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """A number in the place of a file, a code, an option or a value, or in a file of another kind, is not said."""
    for arguments in ARGUMENTS:
        if verb == "init" and arguments[0] == MARK:
            continue  # there it is the name of a folder, which is made and named as asked for
        code = run((verb, *arguments))
        captured = capsys.readouterr()
        assert code in (0, 1, 2), arguments
        assert "Traceback" not in captured.err
        assert MARK not in captured.err, arguments
    assert MARK not in caplog.text


@pytest.mark.parametrize("name", ["good.csv", "table.rules", "broken.json"])
@pytest.mark.parametrize(
    "arguments", [("check",), ("check", "--format", "json"), ("fmt",), ("fmt", "--diff")]
)
def test_approvals_in_the_place_of_rules_are_not_shown(
    arguments: tuple[str, ...], name: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Files given in the wrong order are said to be no rule files, and no line of them comes out."""
    code = run((*arguments, name))
    captured = capsys.readouterr()
    assert code == 1
    assert "LM016" in captured.out + captured.err
    assert MARK not in captured.out + captured.err


def told(error: BaseException) -> str:
    """All that an exception says of itself, and of those it came from."""
    said, todo, seen = "", [error], set()
    while todo:
        one = todo.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        said += f"{one} {one!r} {one.args!r} {getattr(one, '__notes__', '')}"
        said += "".join(repr(v) for v in vars(one).values())
        todo += [e for e in (one.__cause__, one.__context__) if e is not None]
    return said


@pytest.mark.parametrize("name", [n for n in ROWS if not n.endswith(".rules")])
def test_no_exception_holds_a_number_in_any_of_its_parts(name: str, place: Path) -> None:
    """Text, arguments, fields, cause and context of every exception about approvals are without the number."""
    if name == "broken.json":
        with pytest.raises(ApprovalsError) as refused:
            read_approvals(place / name)
        assert MARK not in told(refused.value)
        return
    assert MARK not in repr(read_approvals(place / name).rejected)
    book = lmrules.load(BOOK)
    wrong = [lmrules.Approval("STR-001", "2025-04-01", person=p) for p in (MARK, MARK[::-1])]
    for rows, to in ((wrong, None), (wrong[:1], MARK[:3])):
        with pytest.raises(lmrules.TransferError) as caught:
            book.transfer(rows, to=to)
        assert MARK not in told(caught.value)
