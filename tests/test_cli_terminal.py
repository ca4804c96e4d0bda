"""What a terminal gets that a pipe does not: columns, colours, progress; and nothing that data asks for."""

from __future__ import annotations

import importlib.util
import io
import os
import pty
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest
from rich.console import Console
from test_hostile_reports import INJECTIONS
from test_hostile_reports import book as hostile_book

import lmrules
from lmrules.cli import _rich, _terminal
from lmrules.evaluate.run import transfer
from lmrules.exports.comparison import matrix_heading, matrix_text
from lmrules.exports.impact_report import ImpactReport
from lmrules.exports.impact_table import impact_table
from lmrules.exports.transfer_table import transfer_table
from lmrules.matrix import matrix
from lmrules.messages import LANGUAGES, Language, visible
from lmrules.model.approval import Person

ROOT = Path(__file__).parent.parent
LITTLE = str(ROOT / "tests" / "cases" / "whole-file" / "book.rules")
ROWS = str(ROOT / "tests" / "cases" / "whole-file" / "approvals.csv")
STYLE = re.compile(r"\x1b\[[0-9;]*m")


def on_terminal(show: Callable[[Console], None], width: int = 100) -> str:
    """What ``show`` prints on a terminal of that width, without its colours."""
    out = io.StringIO()
    console = Console(
        file=out, force_terminal=True, width=width, color_system="truecolor", markup=False, highlight=False,
        emoji=False,
    )  # fmt: skip
    show(console)
    assert STYLE.search(out.getvalue())
    shown = STYLE.sub("", out.getvalue())
    assert "\x1b" not in shown
    return shown


def words(text: str) -> set[str]:
    """The words of a table, apart from the lines drawn in it."""
    cells = re.sub(r"[═←●○◆]|\(\d+\)$", " ", text, flags=re.MULTILINE).split()
    return {cell.rstrip(",:") for cell in cells}


def everything(
    book: lmrules.Rulebook, rows: list[lmrules.Approval], lang: Language
) -> dict[str, tuple[str, str]]:
    """Each table as a terminal shows it, and as a pipe gets it."""
    whole, _ = transfer(book.prepared(), rows, None)
    report = ImpactReport(book=book.model, digest=book.digest, impact=book.impact(rows, per_person=True))
    one = matrix(book.model, book.model.transitions[0])
    return {
        "transfer": (
            on_terminal(lambda to: _rich.show_transfer(to, book.model, book.name, book.digest, whole, lang)),
            "".join(transfer_table(book.model, book.name, book.digest, whole, lang)),
        ),
        "impact": (
            on_terminal(lambda to: _rich.show_impact(to, report, lang)),
            "".join(impact_table(report, lang, width=1000)),
        ),
        "compare": (
            on_terminal(lambda to: _rich.show_matrix(to, book.model, one, matrix_heading(one, lang), lang)),
            matrix_text(book.model, one, lang),
        ),
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_terminal_says_what_a_pipe_says(lang: Language) -> None:
    """Every word of the plain tables is in the coloured ones, in each language."""
    book = lmrules.load(LITTLE)
    rows = [lmrules.Approval(c, "2023-05-02", person=p) for p in "AB" for c in ("NUK-023", "NUK-024", "X")]
    for rich_text, plain in everything(book, rows, lang).values():
        assert words(plain) - words(rich_text) == set()


@pytest.mark.parametrize("name", [*INJECTIONS, "escape"])
def test_no_data_is_taken_for_an_instruction(name: str) -> None:
    """Markup of rich, links, emoji and escape codes in titles, reasons, codes and persons are shown as they are."""
    text = INJECTIONS.get(name, "x")
    book = lmrules.loads(hostile_book(text))
    marks = f"[red]{text}[/red] :smile: \x1b[31m \x1b]8;;http://x\x07"
    rows = [
        attrs.evolve(lmrules.Approval(code, "2024-01-01"), person=Person(marks)) for code in ("O", marks, "P")
    ]
    for kind, (rich_text, _) in everything(book, rows, "nb").items():
        squeezed = "".join(rich_text.split())
        assert "".join(visible(text).split())[:12] in squeezed
        if kind != "compare":
            assert "[red]" in squeezed
            assert ":smile:" in squeezed
            assert "\\u{001B}" in squeezed


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    """Columns are folded to what there is room for, and the first one is kept whole."""
    book = lmrules.load(LITTLE)
    whole, _ = transfer(book.prepared(), [lmrules.Approval("NUK-023", "2023-05-02", person="A")], None)
    shown = on_terminal(
        lambda to: _rich.show_transfer(to, book.model, book.name, book.digest, whole, "nb"), width
    )
    assert max(map(len, shown.splitlines())) <= width
    assert all(d.objective.code in shown for d in whole.persons[0].decisions)


# ------------------------------------------------------------------------------------- a real terminal


def in_pty(*arguments: str, **environment: str) -> str:
    """What ``lmrules`` writes to a terminal."""
    ours, theirs = pty.openpty()
    chunks: list[bytes] = []

    def read() -> None:
        while True:
            try:
                chunk = os.read(ours, 65536)
            except OSError:
                return
            if not chunk:
                return
            chunks.append(chunk)

    reader = threading.Thread(target=read)
    reader.start()
    env = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "CI"}}
    env |= {"TERM": "xterm-256color", "COLUMNS": "100", **environment}
    done = subprocess.run(
        [sys.executable, "-m", "lmrules", *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=env,
        check=False,
    )  # fmt: skip
    os.close(theirs)
    reader.join()
    os.close(ours)
    assert done.returncode == 0
    return b"".join(chunks).decode().replace("\r\n", "\n")


def test_a_terminal_has_colours_and_a_pipe_and_no_color_have_none() -> None:
    """Colours on a terminal; with NO_COLOR, TERM=dumb, or a pipe, the plain table, byte for byte."""
    wanted = ("transfer", LITTLE, ROWS)
    piped = subprocess.run(
        [sys.executable, "-m", "lmrules", *wanted], capture_output=True, text=True, check=True
    ).stdout
    assert "\x1b" not in piped
    assert STYLE.search(in_pty(*wanted))
    for quiet in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert in_pty(*wanted, **quiet) == piped


def test_progress_is_shown_to_somebody_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """All items come through, in order; without a terminal nothing is written; without rich click's bar is."""
    assert list(_terminal.watched([1, 2, 3], "Teller")) == [1, 2, 3]
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for there in (True, False):
        monkeypatch.setattr(importlib.util, "find_spec", lambda name, there=there: there or None)
        assert list(_terminal.watched([1, 2, 3], "Teller")) == [1, 2, 3]
        assert "Teller" in capsys.readouterr().err


def test_without_rich_the_plain_table_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal without the extra gets what a pipe gets."""
    monkeypatch.setattr(_terminal, "colour", lambda: True)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert not _terminal.fancy()
