"""The documentation's consoles are run: each command does what the page says, and prints what it shows.

The blocks of a page are run in the order they stand, in one folder, which has `rules/` as the repository has
it, the files of the page's own examples (```` ```text fil=NAME ````), and those that `the_files` lays out.
In what is shown, a line `…` stands for lines left out, and `…` at the end of a line for the rest of it.
A block that cannot be run has a comment right above it that says why: `<!-- not run: … -->`.
"""

from __future__ import annotations

import contextlib
import io
import re
import runpy
import shlex
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import attrs
import pytest
from test_docs import PAGES, ROOT

from lmrules.cli.main import run

BLOCK = re.compile(
    r"(?P<excuse><!-- not run: [^\n]+ -->\n\n?)?"
    r"^(?P<ticks>`{3,})(?P<info>[^\n]*)\n(?P<text>.*?)^(?P=ticks)$",
    re.MULTILINE | re.DOTALL,
)
ELSEWHERE = {"pip", "curl", "psql", "npm", "npx", "code", "docker", "git", "apt", "apt-get", "cp", "cd"}
"""Programs of others: their part of a block is not ours to test."""
SERVERS = {"serve", "studio", "lsp"}
"""Verbs that run until they are stopped; with --help they are run."""
SKALA = "    kjennskap < under-supervisjon < selvstendig = beherske\n"
LINKED = SKALA.rstrip() + ",\n    kunnskap = under-supervisjon, god-kunnskap = selvstendig\n"


@attrs.frozen
class Command:
    """A command that a block shows, and the lines that it shows after it."""

    line: int
    text: str
    shown: tuple[str, ...]

    @property
    def words(self) -> list[str]:
        """The command as a shell would split it, without what it sets for itself."""
        words = shlex.split(self.text, comments=True)
        while re.match(r"[A-Z_]+=", words[0]):
            del words[0]
        return words


def commands(text: str, begins: int) -> Iterator[Command]:
    """The commands of a block; a backslash at the end of a line takes in the next."""
    given: list[tuple[int, str, list[str]]] = []
    continued = False
    for number, line in enumerate(text.splitlines(), begins):
        if continued:
            place, command, shown = given.pop()
            given.append((place, command.removesuffix("\\") + line.strip(), shown))
        elif line.startswith("$ "):
            given.append((number, line.removeprefix("$ "), []))
        elif given:
            given[-1][2].append(line)
        continued = bool(given) and not given[-1][2] and given[-1][1].endswith("\\")
    for number, command, shown in given:
        yield Command(number, command, tuple(shown))


def blocks(page: Path) -> Iterator[tuple[int, re.Match[str]]]:
    """The fenced blocks of a page, with the line that their text begins on."""
    text = page.read_text(encoding="utf-8")
    for found in BLOCK.finditer(text):
        yield text.count("\n", 0, found.start("text")) + 1, found


def consoles() -> Iterable[object]:
    """The pages that show commands; tutorials, which make their files as they go, have tests of their own."""
    pages = (page for page in PAGES if page.parent.name != "tutorial")
    with_console = (page for page in pages if any(b["info"].startswith("console") for _, b in blocks(page)))
    return [pytest.param(page, id=str(page.relative_to(ROOT))) for page in with_console]


# ------------------------------------------------------------------------------------------------ the folder


def the_files(folder: Path, page: str) -> None:
    """What the pages speak of as if the reader had it; what takes time only where ``page`` names it."""
    for name in ("rules", "gammelt", "nytt", "strengere", "koblet"):
        shutil.copytree(ROOT / "rules", folder / name)
    (folder / "tools").symlink_to(ROOT / "tools")
    change(folder / "strengere", "NUK-003 ≥ NUK-105", "NUK-003 og NUK-001 ≥ NUK-105")
    change(folder / "koblet" / "nukleaermedisin", SKALA, LINKED)
    for name in ("godkjenninger", "godkjenninger-alle"):
        shutil.copyfile(ROOT / "rules" / "eksempler" / "godkjenninger.csv", folder / f"{name}.csv")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    pet = next(found["text"] for found in BLOCK.finditer(readme) if found["info"] == "rules")
    for name in ("pet", "rules", "regler"):
        (folder / f"{name}.rules").write_text(pet, encoding="utf-8")
    rows = "person,objective,approved\nLIS-1,GML-023,2023-05-02\nLIS-2,GML-024,2023-05-02\n"
    (folder / "approvals.csv").write_text(rows, encoding="utf-8")
    tables(folder)
    for name in ("kobling.csv", "map.csv"):
        if name in page:
            assert (
                run(["convert", "rules/nukleaermedisin.rules", "--to", "csv", "-o", str(folder / name)]) == 0
            )


def change(folder: Path, old: str, new: str) -> None:
    """The one place under ``folder`` where ``old`` stands, made ``new``."""
    changed = 0
    for path in folder.rglob("*.rules"):
        text = path.read_text(encoding="utf-8")
        if old in text:
            path.write_text(text.replace(old, new), encoding="utf-8")
            changed += text.count(old)
    assert changed == 1


def tables(folder: Path) -> None:
    """The approvals of the README's doctors as Parquet, as parts of it, in a database and in a workbook."""
    import sqlite3

    import openpyxl
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {
        "person": ["LIS-1", "LIS-2"],
        "objective": ["GML-023", "GML-024"],
        "approved": ["2023-05-02"] * 2,
    }
    (folder / "approvals").mkdir()
    for place in ("approvals.parquet", "approvals/part-0.parquet"):
        pq.write_table(pa.table(columns), folder / place)
    rows = list(zip(*columns.values(), strict=True))
    with contextlib.closing(sqlite3.connect(folder / "lis.db")) as database, database:
        database.execute("create table godkjenninger (person text, objective text, approved text)")
        database.executemany("insert into godkjenninger values (?, ?, ?)", rows)
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Godkjent")
    for row in (tuple(columns), *rows):
        sheet.append(row)
    book.save(folder / "list.xlsx")
    objectives = openpyxl.Workbook()
    for row in (("kode", "tittel"), ("K-1", "Et mål"), ("K-2", "Et annet mål")):
        objectives.worksheets[0].append(row)
    objectives.save(folder / "mål.xlsx")


# ----------------------------------------------------------------------------------------------- the running


def printed(words: list[str]) -> str:
    """What a command of ours prints: `lmrules …`, `python tools/…`, or `make TARGET`, which only has to exist."""
    out, talk = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(talk):
        match words:
            case ["lmrules", *arguments]:
                code = run(arguments)
                assert code in {0, 1}, written(talk)
            case ["python", script, *arguments]:
                run_script(script, arguments)
            case ["make", target, *_]:
                assert re.search(
                    rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
                )
    return written(talk) + written(out)


def written(stream: io.TextIOWrapper) -> str:
    """What has been written to a stream in memory."""
    stream.flush()
    memory = stream.buffer
    assert isinstance(memory, io.BytesIO)
    return memory.getvalue().decode()


def run_script(script: str, arguments: list[str]) -> None:
    """A script of the repository, as `python SCRIPT …` runs it."""
    before = sys.argv
    sys.argv = [script, *arguments]
    code: object = None
    try:
        runpy.run_path(script, run_name="__main__")
    except SystemExit as done:
        code = done.code
    finally:
        sys.argv = before
    assert not code, script


def agrees(shown: tuple[str, ...], real: list[str]) -> bool:
    """Whether the lines shown are those printed, but for what `…` leaves out."""
    if not shown:
        return not real
    if shown[0].strip() == "…":
        return any(agrees(shown[1:], real[n:]) for n in range(1, len(real) + 1))
    fits = bool(real) and (
        shown[0] == real[0] or (shown[0].endswith("…") and real[0].startswith(shown[0].removesuffix("…")))
    )
    return fits and agrees(shown[1:], real[1:])


def carry_out(command: Command, folder: Path) -> None:
    """Run one command; what it is to print, and into which file, is as the page says."""
    words = command.words
    known = {"lmrules", "python", "make"} | ELSEWHERE
    assert words[0] in known, f"line {command.line}: say why `{words[0]}` is not run: <!-- not run: … -->"
    if words[0] in ELSEWHERE or (words[0] == "lmrules" and words[1] in SERVERS and "--help" not in words):
        return
    assert "|" not in words, f"line {command.line}: say why a pipe is not run: <!-- not run: … -->"
    *words, into = words if ">" in words else [*words, ""]
    said = printed([word for word in words if word != ">"])
    if into:
        file = folder / into.removeprefix("~/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(said, encoding="utf-8")
        return
    shown = tuple(line.rstrip() for line in command.shown)
    while shown and not shown[-1]:
        shown = shown[:-1]
    real = [line.rstrip() for line in said.rstrip().splitlines()]
    assert not shown or agrees(shown, real), f"line {command.line}: `{command.text}` prints\n{said}"


@pytest.mark.parametrize("page", consoles())
def test_a_console_shows_what_happens(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command of a page runs, in the order of the page, and prints what is shown after it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    the_files(tmp_path, page.read_text(encoding="utf-8"))
    for line, block in blocks(page):
        if name := re.search(r"fil=(\S+)", block["info"]):
            (tmp_path / name[1]).write_text(block["text"], encoding="utf-8")
        if block["info"].startswith("console") and not block["excuse"]:
            for command in commands(block["text"], line):
                carry_out(command, tmp_path)


def test_what_is_left_out_is_no_more_than_is_marked() -> None:
    """`…` stands for lines, or for the rest of a line; anything else has to be the same."""
    assert agrees(("a", "…", "c"), ["a", "b", "b", "c"])
    assert agrees(("sha256:12…",), ["sha256:1234"])
    assert not agrees(("a", "c"), ["a", "b", "c"])
    assert not agrees(("a",), ["a", "b"])
    assert not agrees(("a", "…"), ["a"])
    assert not agrees(("sha256:12…",), ["sha256:21"])


def test_a_command_over_several_lines_is_one() -> None:
    """A backslash ends a line that goes on; what follows the command is what it prints."""
    [first, second] = commands("$ curl -d x \\\n    there\nanswer\n$ lmrules check a\n", 1)
    assert first.words == ["curl", "-d", "x", "there"]
    assert first.shown == ("answer",)
    assert (second.line, second.shown) == (4, ())


def test_shells_are_shown_as_consoles() -> None:
    """Commands stand in ```console blocks, where they are run, and in no other."""
    assert not [
        f"{page.relative_to(ROOT)}:{line}"
        for page in PAGES
        for line, block in blocks(page)
        if block["info"].split(" ")[0] in {"sh", "bash", "shell", "zsh"}
    ]
