"""The tutorial is true: whoever follows it, block by block, gets what it shows.

What a fence is, its first line says: ``fil=NAME`` is a file to write (with ``ark=SHEET`` a workbook; with
``legg-til`` to go on with), a ``diff`` or cells of a workbook to change. ``console`` is run, line by line;
``console stopp`` is started, and stopped when it has said what is shown. ``--update-golden`` writes the output
anew.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from lmrules.cli import main
from lmrules.formatting import format_text
from lmrules.pipeline import check_path

PAGE = Path(__file__).parents[1] / "docs" / "tutorial" / "fra-regneark-til-regelverk.md"
_FENCE = re.compile(r"^```(?P<kind>\w+)(?P<info>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_CELL = re.compile(r"(?P<sheet>\w+)!(?P<cell>[A-Z]+[0-9]+) =(?: (?P<value>.*))?")
_ADDRESS = re.compile(r"http://127\.0\.0\.1:[0-9]+/#token=\S+")
_TERMINAL = {"NO_COLOR": "1", "COLUMNS": "100"}
_ENVIRONMENT = {**os.environ, **_TERMINAL, "PYTHONIOENCODING": "utf-8"}


def command(line: str) -> list[str]:
    """A line of a console as it is run."""
    words = line.removeprefix("$ ").split()
    assert words[0] == "lmrules"
    return [sys.executable, "-m", *words]


def run(line: str, folder: Path) -> str:
    """What a command says, talk and result as a terminal shows them."""
    if line.startswith("$ cp "):
        _, _, before, after = line.split()
        (folder / after).write_bytes((folder / before).read_bytes())
        return ""
    buffer = io.BytesIO()
    shown = io.TextIOWrapper(buffer, encoding="utf-8", newline="", write_through=True)
    with contextlib.chdir(folder), pytest.MonkeyPatch.context() as patch:
        for name in ("stdout", "stderr"):
            patch.setattr(sys, name, shown)
        for name, value in _TERMINAL.items():
            patch.setenv(name, value)
        code = main.run(command(line)[3:])
    said = buffer.getvalue().decode()
    assert code in (0, 1), said
    return said


def started(line: str, folder: Path, lines: int) -> str:
    """The first lines that a command says that goes on until it is stopped."""
    said = folder / "said.txt"
    with said.open("wb") as out:
        process = subprocess.Popen(command(line), cwd=folder, env=_ENVIRONMENT, stdout=out, stderr=out)
    try:
        deadline = time.monotonic() + 30
        while said.read_text(encoding="utf-8").count("\n") < lines and time.monotonic() < deadline:
            time.sleep(0.1)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
    shown = said.read_text(encoding="utf-8").splitlines(keepends=True)[:lines]
    return _ADDRESS.sub("http://127.0.0.1:42435/#token=…", "".join(shown))


def put(text: str, path: Path, words: list[str]) -> None:
    """A fence that is a file: written, gone on with, or changed."""
    sheet = next((word.partition("=")[2] for word in words if word.startswith("ark=")), None)
    if sheet is not None:
        book = openpyxl.Workbook()
        book.worksheets[0].title = sheet
        for line in text.splitlines():
            book.worksheets[0].append(line.split(";"))
        book.save(path)
    elif path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        for line in text.splitlines():
            found = _CELL.fullmatch(line)
            assert found is not None, line
            book[found["sheet"]][found["cell"]] = found["value"]
        book.save(path)
    elif "legg-til" in words:
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    else:
        path.write_text(text, encoding="utf-8")


def change(text: str, path: Path) -> None:
    """A fence that is a `diff`: the lines with a minus become those with a plus."""
    old = "".join(line[1:] for line in text.splitlines(keepends=True) if line.startswith("-"))
    new = "".join(line[1:] for line in text.splitlines(keepends=True) if line.startswith("+"))
    before = path.read_text(encoding="utf-8")
    assert before.count(old) == 1, old
    path.write_text(before.replace(old, new), encoding="utf-8")


def console(text: str, words: list[str], folder: Path) -> str:
    """A console with what its commands say now."""
    shown = []
    lines = text.splitlines()
    for line in lines:
        if line.startswith("$ "):
            said = started(line, folder, max(2, len(lines) - 1)) if "stopp" in words else run(line, folder)
            shown.append(f"{line}\n{said}" + ("" if said.endswith("\n") or not said else "\n"))
    return "".join(shown)


@pytest.fixture(scope="module")
def followed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[tuple[str, str]]]:
    """The folder of somebody who followed the page, and each console as shown and as it was."""
    folder = tmp_path_factory.mktemp("tutorial")
    page = PAGE.read_text(encoding="utf-8")
    seen: list[tuple[str, str]] = []

    def follow(fence: re.Match[str]) -> str:
        words, text = fence["info"].split(), fence["text"]
        name = next((word.partition("=")[2] for word in words if word.startswith("fil=")), None)
        if fence["kind"] == "console":
            said = console(text, words, folder)
            seen.append((text, said))
            return f"```console{fence['info']}\n{said}```"
        if name is not None:
            (change if fence["kind"] == "diff" else put)(
                text, folder / name, *(() if fence["kind"] == "diff" else (words,))
            )
        return fence[0]

    again = _FENCE.sub(follow, page)
    if request.config.getoption("--update-golden", default=False):
        PAGE.write_text(again, encoding="utf-8")
        return folder, [(said, said) for _, said in seen]
    return folder, seen


def test_whoever_follows_the_page_sees_what_it_shows(followed: tuple[Path, list[tuple[str, str]]]) -> None:
    """Each command, run in turn on the files of the page, says what stands below it."""
    for shown, said in followed[1]:
        assert said == shown


def test_what_is_there_in_the_end_is_in_order(followed: tuple[Path, list[tuple[str, str]]]) -> None:
    """The rulebook has no errors or warnings and is laid out; report and letter are written."""
    folder, _ = followed
    rules = folder / "fag.rules"
    assert [d for d in check_path(rules).diagnostics if d.severity != "note"] == []
    assert format_text(rules.read_text(encoding="utf-8")) == rules.read_text(encoding="utf-8")
    assert "Bare tittelen er ny." in rules.read_text(encoding="utf-8")
    assert (folder / "regelverk.html").stat().st_size > 10_000
    assert "LIS-1" in (folder / "brev.html").read_text(encoding="utf-8")
