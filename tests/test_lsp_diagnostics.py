"""Diagnostics while somebody types, over the real protocol."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from editor import Editor, Session, session, uri_of
from lsp_book import HEAD, TRANSITION, written
from lsprotocol import types

from lmrules.cli.check import COMMAND as CHECK

THIRTY = Path(__file__).parent / "golden" / "thirty" / "feil.rules"
SEVERITIES = {1: "error", 2: "warning", 3: "note"}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """An editor with an empty folder open, for the whole of this file."""
    with session(tmp_path_factory.mktemp("åpen")) as opened:
        yield opened


@pytest.fixture
def files(tmp_path_factory: pytest.TempPathFactory, run: Session) -> Iterator[tuple[Path, Path, Path]]:
    """The three files of a rulebook of its own; whatever is open is closed afterwards."""
    folder = tmp_path_factory.mktemp("bok")
    yield written(folder)
    for uri in list(run.editor.texts):
        run.editor.close(uri)


def errors(found: Sequence[types.Diagnostic]) -> list[types.Diagnostic]:
    """The diagnostics that are errors."""
    return [d for d in found if d.severity == types.DiagnosticSeverity.Error]


def test_a_mistake_shows_while_typed_and_goes_when_mended(
    run: Session, files: tuple[Path, Path, Path]
) -> None:
    """A wrong code is marked where it stands, in UTF-16, with help and page; once mended, it is not."""

    async def doing(ed: Editor) -> None:
        uri = ed.open(files[2], TRANSITION.replace("regel begge: G-1", "regel '😀begge': G-9"))
        [wrong] = errors(await ed.diagnostics(uri))
        assert (wrong.code, wrong.source) == ("LM101", "lmrules")
        assert ed.shown(uri, wrong.range) == "G-9"
        assert wrong.range.start.character == len("    regel '😀begge': ") + 1
        assert wrong.message.startswith("læringsmålet `G-9` finnes ikke i `GAMMELT→NYTT`\nmente du")
        assert wrong.code_description is not None
        assert wrong.code_description.href.endswith("/LM101-unknown-name.md")
        ed.type(uri, "G-9", "G-1")
        assert not errors(await ed.diagnostics(uri))

    run(doing(run.editor))


def test_an_open_text_stands_in_for_its_file_in_every_file(
    run: Session, files: tuple[Path, Path, Path]
) -> None:
    """A level changed in an unsaved file makes a rule in another wrong; closing it, the file counts again."""

    async def doing(ed: Editor) -> None:
        first, objectives = ed.open(files[0]), ed.open(files[1])
        transition = ed.open(files[2])
        assert not errors(await ed.diagnostics(transition))
        ed.type(objectives, "        god-kunnskap: PET-CT", "        kjennskap: PET-CT")
        [one, other] = errors(await ed.diagnostics(transition))
        assert {one.code, other.code} == {"LM301"}
        related = {(r.location.uri, r.message) for r in one.related_information or ()}
        assert (objectives, "kravet står her") in related
        ed.close(objectives)
        assert not errors(await ed.diagnostics(first))
        assert not errors(ed.client.diagnostics[transition])

    run(doing(run.editor))


def test_files_that_are_not_open_have_their_diagnostics_too(
    run: Session, files: tuple[Path, Path, Path]
) -> None:
    """What is wrong in a file that is not open shows while another of its rulebook is, and no longer."""

    async def doing(ed: Editor) -> None:
        first = ed.open(files[0])
        ed.type(first, "kjennskap < kunnskap", "kjennskap < kjenskap")
        await ed.diagnostics(first)
        objectives = uri_of(files[1])
        assert "LM101" in {d.code for d in ed.client.diagnostics[objectives]}
        ed.close(first)
        other = ed.open("untitled:Uten-navn", "tema\n")
        await ed.diagnostics(other)
        assert not ed.client.diagnostics[objectives]

    run(doing(run.editor))


def test_a_broken_file_shows_every_mistake(run: Session, files: tuple[Path, Path, Path]) -> None:
    """Two statements that cannot be read are two marks, and a third mistake after them is one, too."""

    async def doing(ed: Editor) -> None:
        text = TRANSITION.replace("regel PET: G-1 ≥ N-1", "regel PET: G-1 N-1").replace(
            "utgår G-3", "utgår ≥"
        )
        uri = ed.open(files[2], text.replace("så vurderes N-2", "så vurderes N-22"))
        found = errors(await ed.diagnostics(uri))
        assert sorted(str(d.code) for d in found) == ["LM001", "LM001", "LM101"]

    run(doing(run.editor))


def test_a_text_without_a_file_is_a_rulebook_of_its_own(run: Session, files: tuple[Path, Path, Path]) -> None:
    """A text that is not saved yet is checked, and cannot use files."""

    async def doing(ed: Editor) -> None:
        uri = ed.open("untitled:Ny", 'regelverk x kilde "y"\nbruk "fag.rules"\ntema a omfatter a')
        assert {d.code for d in errors(await ed.diagnostics(uri))} == {"LM107", "LM202"}

    run(doing(run.editor))


def test_the_settings_of_the_project_hold_in_the_editor(run: Session, files: tuple[Path, Path, Path]) -> None:
    """`lmrules.toml` decides what is shown, how grave it is, and in which language."""

    async def doing(ed: Editor) -> None:
        uri = ed.open(files[1])
        before = {d.code: d for d in await ed.diagnostics(uri)}
        assert before["LM401"].severity == types.DiagnosticSeverity.Warning
        settings = files[0].parent / "lmrules.toml"
        settings.write_text('strict = true\nlang = "nn"\nignore = ["LM405"]\n', encoding="utf-8")
        watched = types.FileEvent("file:///lmrules.toml", types.FileChangeType.Created)
        ed.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([watched]))
        after = {d.code: d for d in await ed.diagnostics(uri)}
        assert after.keys() == before.keys() - {"LM405"}
        assert after["LM401"].severity == types.DiagnosticSeverity.Error
        assert "seier noko" in after["LM401"].message
        settings.write_text("strikt = true\n", encoding="utf-8")
        ed.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([watched]))
        await ed.diagnostics(uri)
        assert "strikt" in ed.client.messages[-1].message

    run(doing(run.editor))


def test_the_editor_says_what_the_command_says(run: Session, files: tuple[Path, Path, Path]) -> None:
    """Of a file with thirty mistakes the editor marks what `lmrules check` lists, at the same places."""
    copy = files[0].parent / "tretti" / "feil.rules"
    copy.parent.mkdir()
    shutil.copy(THIRTY, copy)

    async def doing(ed: Editor) -> None:
        uri = ed.open(copy)
        said = {
            (d.code, SEVERITIES[d.severity or 0], d.range.start.line + 1, d.message.split("\n")[0])
            for d in await ed.diagnostics(uri)
        }
        report = json.loads(CliRunner().invoke(CHECK, ["--format", "json", str(copy)]).stdout)
        listed = {(d["code"], d["severity"], d["line"], d["message"]) for d in report["diagnostics"]}
        assert said == listed
        assert len(said) >= 30

    run(doing(run.editor))


def test_a_file_of_two_rulebooks_has_what_either_says(run: Session, files: tuple[Path, Path, Path]) -> None:
    """A file that two rulebooks use shows what both say, and what both say once."""

    async def doing(ed: Editor) -> None:
        second = files[0].with_name("andre.rules")
        second.write_text(
            HEAD.replace("kjennskap < kunnskap < god-kunnskap", "god-kunnskap < kunnskap < kjennskap"),
            encoding="utf-8",
        )
        uri = ed.open(files[2])
        found = await ed.diagnostics(uri)
        second.unlink()
        alone = ed.open(files[0])
        await ed.diagnostics(alone)
        mine = ed.client.diagnostics[uri]
        assert errors(found)
        assert not errors(mine)
        assert len({(d.code, d.range.start.line, d.message) for d in found}) == len(found)

    run(doing(run.editor))
