"""``lmrules fmt`` as its user runs it."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from lmrules.cli.main import run

CARELESS = b"tema  a   omfatter b\ntema b"
PATCH = shutil.which("patch")
LAID_OUT = b"tema a omfatter b\ntema b\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a careless file, a good one below it, one with errors, and one that is no rule file."""
    (tmp_path / "deeper").mkdir()
    (tmp_path / "careless.rules").write_bytes(CARELESS)
    (tmp_path / "deeper" / "good.rules").write_bytes(LAID_OUT)
    (tmp_path / "deeper" / "notes.txt").write_bytes(CARELESS)
    return tmp_path


def fmt(*arguments: object, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The command run for real."""
    command = [sys.executable, "-m", "lmrules", "fmt", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, check=False)


def test_files_are_laid_out_in_place_and_below_folders(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Every `.rules` file below a folder is laid out, no other file is touched, and stdout stays empty."""
    assert run(["fmt", str(folder)]) == 0
    assert (folder / "careless.rules").read_bytes() == LAID_OUT
    assert (folder / "deeper" / "notes.txt").read_bytes() == CARELESS
    out, err = capfd.readouterr()
    assert out == ""
    assert err == "1 av 2 filer lagt ut på nytt\n"


def test_a_laid_out_file_is_not_written_again(folder: Path) -> None:
    """A file that is as it should be keeps its time of change."""
    good = folder / "deeper" / "good.rules"
    os.utime(good, ns=(1, 1))
    assert run(["fmt", str(folder)]) == 0
    assert good.stat().st_mtime_ns == 1


def test_check_lists_and_writes_nothing(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """--check lists what would change on stdout and exits 1, and 0 when nothing would."""
    assert run(["fmt", "--check", str(folder)]) == 1
    assert capfd.readouterr().out == f"{folder / 'careless.rules'}\n"
    assert (folder / "careless.rules").read_bytes() == CARELESS
    assert run(["fmt", "--check", str(folder / "deeper")]) == 0
    assert capfd.readouterr().out == ""


def test_diff_can_be_applied(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """--diff writes nothing, exits 1, and shows a patch that makes the change."""
    assert run(["fmt", "--diff", str(folder)]) == 1
    assert (folder / "careless.rules").read_bytes() == CARELESS
    name = folder / "careless.rules"
    assert capfd.readouterr().out == (
        f"--- {name}\n+++ {name}\n@@ -1,2 +1,2 @@\n-tema  a   omfatter b\n-tema b\n"
        "\\ No newline at end of file\n+tema a omfatter b\n+tema b\n"
    )


def test_a_difference_in_bytes_alone_is_said(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A byte order mark is taken away; as no line shows it, it is said in words."""
    (folder / "careless.rules").write_bytes(b"\xef\xbb\xbf" + LAID_OUT)
    assert run(["fmt", "--diff", str(folder)]) == 1
    out, err = capfd.readouterr()
    assert out == ""
    assert "byterekkefølgemerke" in err
    assert run(["fmt", str(folder)]) == 0
    assert (folder / "careless.rules").read_bytes() == LAID_OUT


def test_line_ends_become_line_feeds(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Windows' line ends are a difference, shown line by line."""
    (folder / "careless.rules").write_bytes(LAID_OUT.replace(b"\n", b"\r\n"))
    assert run(["fmt", "--diff", str(folder)]) == 1
    assert "+tema b\n" in capfd.readouterr().out
    assert run(["fmt", str(folder)]) == 0
    assert (folder / "careless.rules").read_bytes() == LAID_OUT


def test_stdin_goes_to_stdout() -> None:
    """`-` reads stdin and writes the layout, and nothing else, to stdout."""
    result = fmt("-", "--keywords", "en", stdin="tema å omfatter b".encode())
    assert (result.returncode, result.stdout, result.stderr) == (0, "topic å includes b\n".encode(), b"")


def test_errors_leave_the_file_alone_and_the_others_are_laid_out(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A file with errors gets its diagnostics and exit code 1; the files after it are still laid out."""
    broken = b"tema a\n  regel B C\n"
    (folder / "aa.rules").write_bytes(broken)
    assert run(["fmt", str(folder)]) == 1
    assert (folder / "aa.rules").read_bytes() == broken
    assert (folder / "careless.rules").read_bytes() == LAID_OUT
    err = capfd.readouterr().err
    assert "aa.rules:2:11: feil LM001" in err
    assert "har feil og er ikke endret" in err


def test_wrong_encoding_is_a_diagnostic(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A file that is not UTF-8 is left alone, and the reason is given."""
    (folder / "careless.rules").write_bytes("tema å".encode("latin-1"))
    assert run(["fmt", str(folder)]) == 1
    assert "LM004" in capfd.readouterr().err
    assert (folder / "careless.rules").read_bytes() == "tema å".encode("latin-1")


def test_a_missing_file_is_exit_code_2(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """What cannot be read is told, in the language asked for, and the rest is done."""
    assert run(["fmt", "--lang", "en", str(folder / "no.rules"), str(folder / "careless.rules")]) == 2
    err = capfd.readouterr().err
    assert "cannot read" in err
    assert "1 of 1 files laid out anew" in err
    assert (folder / "careless.rules").read_bytes() == LAID_OUT


def test_a_folder_without_rule_files_is_exit_code_2(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A folder without rule files is most likely a mistake, and no success."""
    assert run(["fmt", "--lang", "nn", str(tmp_path)]) == 2
    assert "det er ingen .rules-filer" in capfd.readouterr().err


def test_messages_follow_the_file_s_language(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A file with English keywords is spoken of in English unless another language is asked for."""
    (tmp_path / "a.rules").write_bytes(b"topic  a\n")
    assert run(["fmt", str(tmp_path), "--check"]) == 1
    assert capfd.readouterr().err == "1 of 1 files would be laid out anew\n"
    assert run(["fmt", str(tmp_path), "--check", "--lang", "nn"]) == 1
    assert capfd.readouterr().err == "1 av 1 filer ville blitt lagde ut på nytt\n"


def test_the_mode_of_a_file_is_kept(folder: Path) -> None:
    """Laying out changes neither who may read a file nor leaves anything beside it."""
    file = folder / "careless.rules"
    file.chmod(0o640)
    assert run(["fmt", str(file)]) == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert sorted(path.name for path in folder.iterdir()) == ["careless.rules", "deeper"]


def test_a_link_out_of_the_folder_is_not_followed(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Below a folder only the folder's own files are written; a link inside it changes its target once."""
    outside = tmp_path_factory.mktemp("outside") / "outside.rules"
    outside.write_bytes(CARELESS)
    (folder / "link.rules").symlink_to(outside)
    (folder / "inner.rules").symlink_to(folder / "careless.rules")
    assert run(["fmt", str(folder)]) == 2
    assert outside.read_bytes() == CARELESS
    assert (folder / "inner.rules").is_symlink()
    assert (folder / "careless.rules").read_bytes() == LAID_OUT


def test_a_file_named_twice_is_laid_out_once(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A file counts once, however often it is named."""
    file = str(folder / "careless.rules")
    assert run(["fmt", "--check", file, str(folder), file]) == 1
    assert capfd.readouterr().out == f"{file}\n"


def test_a_changed_meaning_is_never_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Should the formatter fail its own check, the file stays and the exit code is 2."""
    monkeypatch.setattr("lmrules.formatting.checked.lay_out", lambda *_: "tema c\n")
    assert run(["fmt", str(folder)]) == 2
    assert (folder / "careless.rules").read_bytes() == CARELESS
    assert "feil i lmrules" in capfd.readouterr().err


def test_a_file_that_cannot_be_written_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Where a file cannot be replaced that is said, it is as it was, and nothing is left beside it."""

    def refuse(*_: object) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr(os, "replace", refuse)
    assert run(["fmt", str(folder)]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert "kan ikke skrive" in err
    assert "0 av 2 filer" in err
    assert (folder / "careless.rules").read_bytes() == CARELESS
    assert sorted(path.name for path in folder.iterdir()) == ["careless.rules", "deeper"]


@pytest.mark.skipif(PATCH is None, reason="needs the program patch")
def test_the_diff_of_a_real_file_can_be_applied(tmp_path: Path) -> None:
    """What --diff shows, the program patch can do."""
    source = Path(__file__).parent / "golden" / "formatting" / "comments-anywhere.rules"
    file = tmp_path / "a.rules"
    shutil.copyfile(source, file)
    diff = fmt("--diff", file)
    assert diff.returncode == 1
    subprocess.run([PATCH or "", "-s", str(file)], input=diff.stdout, check=True)
    assert file.read_bytes() == source.with_suffix(".out").read_bytes()
