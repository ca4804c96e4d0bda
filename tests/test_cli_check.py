"""``check`` as its user runs it: files, folders and stdin, formats, fixes, configuration, exit codes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import jsonschema
import pytest

from lmrules.checks import all_codes, check
from lmrules.cli import check as verb
from lmrules.diagnostics import codes_own
from lmrules.resources import resource_text

RULES = Path(__file__).parent.parent / "rules"
SCALE = "skala nivåer\n    kunnskap < god-kunnskap\n"
GOOD = f"""\
regelverk eksempelfag
    kilde "Oppdiktet eksempel"
{SCALE}
tema strålevern "Strålevern"
læringsmålsett GML "Det gamle settet"
    mål GML-1 "Strålevern"
        god-kunnskap: strålevern
læringsmålsett NY "Det nye settet"
    mål NY-1 "Strålevern"
        kunnskap: strålevern
overgang GML til NY fra 2025-09-01
    regel R1: GML-1 ≥ NY-1
        fordi "Samme fag på et høyere nivå."
"""
WRONG = GOOD.replace("GML-1 ≥ NY-1", "GML-1 = NY-1")
WARNED = GOOD.replace('        fordi "Samme fag på et høyere nivå."\n', "")
MENDABLE = GOOD.replace("Samme fag", "Samme \\fag")
GUESSABLE = GOOD.replace("        kunnskap:", "        kunskap:")


def run(
    *arguments: str | Path, folder: Path, stdin: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """The command run for real, in ``folder``, with no terminal."""
    return subprocess.run(
        [sys.executable, "-m", "lmrules", "check", *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        cwd=folder,
        env={**os.environ, "GITHUB_STEP_SUMMARY": "", "PYTHONPATH": str(RULES.parent), **environment},
    )


def written(folder: Path, **files: str) -> Path:
    """``folder`` with rule files in it; ``__`` in a name stands for a folder."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.rules"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder


def found(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    """The codes of a run with ``--format json``."""
    shown = json.loads(done.stdout)
    jsonschema.validate(shown, json.loads(resource_text("schemas/check.schema.json")))
    return [d["code"] for d in shown["diagnostics"]]


# ------------------------------------------------------------------------------------------ exit and talk


def test_the_shipped_rules_are_in_order() -> None:
    """The rulebooks that come with lmrules have no errors, and the run says so in plain words."""
    done = run("rules", folder=RULES.parent)
    assert done.returncode == 0, done.stdout.decode()
    assert done.stderr.decode().startswith("ingen feil")


@pytest.mark.parametrize(
    ("text", "arguments", "code", "summary"),
    [
        (GOOD, (), 0, "ingen feil i 1 fil"),
        (WARNED, (), 0, "ingen feil, 1 advarsel i 1 fil"),
        (WARNED, ("--strict",), 1, "1 feil i 1 fil"),
        (WARNED, ("--ignore", "LM6"), 0, "ingen feil i 1 fil"),
        (WARNED, ("--select", "LM4,LM5"), 0, "ingen feil i 1 fil"),
        (WRONG, (), 1, "1 feil i 1 fil"),
        (WRONG, ("--select", "LM4", "--lang", "en"), 1, "1 error in 1 file"),
    ],
)
def test_the_exit_code_says_whether_there_are_errors(
    text: str, arguments: tuple[str, ...], code: int, summary: str, tmp_path: Path
) -> None:
    """0 for none, 1 for some; the summary goes to stderr and the findings to stdout."""
    done = run("a.rules", *arguments, folder=written(tmp_path, a=text))
    assert (done.returncode, done.stderr.decode().splitlines()[-1]) == (code, summary)
    assert bool(done.stdout) == (code == 1 or "advarsel" in summary)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("finnes-ikke.rules",), "kan ikke lese `finnes-ikke.rules`: den finnes ikke"),
        (
            ("a.rules", "finnes-ikke.rules", "--lang", "en"),
            "cannot read `finnes-ikke.rules`: it does not exist",
        ),
        (("tom",), "det er ingen `.rules`-filer i `tom`"),
        (("a.rules", "--ignore", "LM301"), "LM0xx–LM3xx"),
        (("a.rules", "--ignore", "LM"), "LM0xx–LM3xx"),
        (("a.rules", "--select", "LM999"), "koden `LM999` finnes ikke"),
        (("a.rules", "--unsafe-fixes"), "--unsafe-fixes brukes sammen med"),
        (("-", "--fix"), "--fix kan ikke skrive til stdin"),
        (("a.rules", "--format", "xml"), "xml"),
        ((), "Bruk: "),
    ],
)
def test_what_cannot_be_done_is_said_and_exits_2(
    arguments: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    """A path that cannot be read and a request that cannot be followed: clear text, exit code 2."""
    (tmp_path / "tom").mkdir()
    done = run(*arguments, folder=written(tmp_path, a=GOOD))
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert done.stdout == b""
    assert b"Traceback" not in done.stderr


def test_a_file_below_a_folder_that_cannot_be_read_exits_2(tmp_path: Path) -> None:
    """A rule file that cannot be opened is never passed over because a folder was named."""
    written(tmp_path, a=GOOD)
    (tmp_path / "b.rules").symlink_to("finnes-ikke.rules")
    done = run(".", folder=tmp_path)
    assert (done.returncode, "b.rules" in done.stderr.decode()) == (2, True)


def test_a_named_pipe_is_refused_at_once(tmp_path: Path) -> None:
    """Something that is no regular file is refused, and never waited for."""
    os.mkfifo(tmp_path / "a.rules")
    done = run("a.rules", folder=tmp_path)
    assert (done.returncode, "vanlig fil" in done.stderr.decode()) == (2, True)


# ------------------------------------------------------------------------------------------ which files


def test_below_a_folder_each_rulebook_is_checked_once(tmp_path: Path) -> None:
    """A file that another uses is part of that rulebook; the others are rulebooks of their own."""
    written(
        tmp_path,
        fag=f'bruk "fag/felles.rules"\n{GOOD.replace(SCALE, "")}',
        fag__felles='bruk "dypere/skala.rules"\n',
        fag__dypere__skala=SCALE,
        alene__a=WRONG,
        alene__b=GOOD,
    )
    (tmp_path / ".skjult").mkdir()
    (tmp_path / ".skjult" / "a.rules").write_text("feil", encoding="utf-8")
    done = run(".", "--format", "json", folder=tmp_path)
    shown = json.loads(done.stdout)
    assert found(done) == ["LM303"]
    assert shown["rulebook"] is None
    assert {book["file"]: len(book["files"]) for book in shown["rulebooks"]} == {
        "fag.rules": 3,
        "alene/a.rules": 1,
        "alene/b.rules": 1,
    }
    assert len(shown["files"]) == 5


def test_a_part_named_with_its_rulebook_is_no_rulebook(tmp_path: Path) -> None:
    """Files named one by one, as a commit hook names them, are put together in the same way."""
    written(tmp_path, b=f'bruk "a.rules"\n{GOOD.replace(SCALE, "")}', a=SCALE)
    for names in (("a.rules", "b.rules"), ("b.rules", "a.rules", "./b.rules")):
        done = run(*names, "--format", "json", folder=tmp_path)
        shown = json.loads(done.stdout)
        assert (shown["rulebook"]["name"], shown["files"]) == ("eksempelfag", ["b.rules", "a.rules"])


def test_a_ring_below_a_folder_is_not_missed(tmp_path: Path) -> None:
    """Files that use each other in a ring have no first file, and are checked all the same."""
    written(tmp_path, a='bruk "b.rules"\n', b='bruk "c.rules"\n', c='bruk "a.rules"\n')
    assert found(run(".", "--format", "json", folder=tmp_path)) == ["LM105"]


def test_stdin_is_checked_as_a_file(tmp_path: Path) -> None:
    """`-` is stdin; the files it uses are sought from the current folder."""
    written(tmp_path, felles=SCALE)
    text = f'bruk "felles.rules"\n{GOOD.replace(SCALE, "")}'
    assert found(run("-", "--format", "json", folder=tmp_path, stdin=text.encode())) == []
    done = run("-", "--format", "concise", folder=tmp_path, stdin=b'regelverk str\xe5le "')
    assert done.returncode == 1
    assert done.stdout.decode().partition(": ")[0] == "<stdin>:1:14"
    assert found(run("-", "--format", "json", folder=tmp_path, stdin=b"\xff\xfef\0")) == ["LM004"]


def test_one_rulebook_gives_exactly_the_promised_object(tmp_path: Path) -> None:
    """The JSON of one rulebook has the keys of interfaces.md and no others, in that order."""
    done = run("a.rules", "--format", "json", folder=written(tmp_path, a=WRONG))
    shown = json.loads(done.stdout)
    assert list(shown) == ["schema", "rulebook", "files", "diagnostics", "summary"]
    assert list(shown["rulebook"]) == ["name", "digest"]
    assert list(shown["diagnostics"][0]) == [
        *("code", "name", "severity", "message", "help"),
        *("file", "line", "column", "end_line", "end_column", "related", "data", "fixes"),
    ]
    assert shown["diagnostics"][0]["data"]["rule"] == "R1"


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """Neither hash order nor the order of arguments shows in the output."""
    written(tmp_path, a=WRONG, b=WARNED, c=WRONG)
    runs = [
        run(*names, "--format", "json", folder=tmp_path, PYTHONHASHSEED=seed).stdout
        for names, seed in (
            (["a.rules", "b.rules", "c.rules"], "1"),
            (["c.rules", "b.rules", "a.rules"], "2"),
        )
    ]
    assert runs[0] == runs[1]


def test_a_file_name_that_is_not_text_is_shown_all_the_same(tmp_path: Path) -> None:
    """A file name with bytes that are no UTF-8 breaks no output."""
    (tmp_path / os.fsdecode(b"f\xe5g.rules")).write_text(WRONG, encoding="utf-8")
    for how in ("pretty", "concise", "json", "sarif", "junit", "github"):
        done = run(".", "--format", how, folder=tmp_path)
        assert (done.returncode, b"f?g.rules" in done.stdout or b"f%3Fg.rules" in done.stdout) == (1, True)


# ------------------------------------------------------------------------------------------ formats


def test_colours_are_for_terminals(tmp_path: Path) -> None:
    """A pipe and a file get plain text."""
    done = run("a.rules", "-o", "ut.txt", folder=written(tmp_path, a=WRONG))
    assert done.stdout == b""
    piped = run("a.rules", folder=tmp_path).stdout
    assert (tmp_path / "ut.txt").read_bytes() == piped
    assert b"\x1b" not in piped


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_terminal_gets_colours_unless_told_not_to(
    environment: dict[str, str], *, coloured: bool, tmp_path: Path
) -> None:
    """On a terminal there are colours; `NO_COLOR` turns them off."""
    import pty

    written(tmp_path, a=WRONG)
    ours, theirs = pty.openpty()
    clean = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    subprocess.run(
        [sys.executable, "-m", "lmrules", "check", "a.rules"],
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        cwd=tmp_path,
        env={**clean, "TERM": "xterm", "PYTHONPATH": str(RULES.parent), **environment},
        check=False,
    )
    os.close(theirs)
    assert (b"\x1b[1;31m" in os.read(ours, 100_000)) is coloured
    os.close(ours)


@pytest.mark.parametrize("how", ["concise", "sarif", "junit", "github"])
def test_every_format_goes_to_stdout_whole(how: str, tmp_path: Path) -> None:
    """Each format is on stdout by itself, the summary on stderr; the exit code is the same."""
    done = run("a.rules", "--format", how, folder=written(tmp_path, a=WRONG))
    assert (done.returncode, done.stderr.decode()) == (1, "1 feil i 1 fil\n")
    text = done.stdout.decode()
    assert "LM303" in text
    if how == "sarif":
        assert json.loads(text)["version"] == "2.1.0"
    if how == "junit":
        assert ET.fromstring(text).tag == "testsuites"  # noqa: S314 - our own output


def test_the_job_summary_is_appended_where_github_wants_it(tmp_path: Path) -> None:
    """With `GITHUB_STEP_SUMMARY` set the github format also writes there, after what stands there."""
    summary = tmp_path / "summary.md"
    summary.write_text("før\n", encoding="utf-8")
    written(tmp_path, a=WRONG)
    run("a.rules", "--format", "github", folder=tmp_path, GITHUB_STEP_SUMMARY=str(summary))
    text = summary.read_text(encoding="utf-8")
    assert text.startswith("før\n### lmrules: 1 feil i 1 fil\n")
    assert "| a.rules:" in text
    done = run(
        "a.rules", "--format", "github", folder=tmp_path, GITHUB_STEP_SUMMARY=str(tmp_path / "no/such")
    )
    assert (done.returncode, "jobbsammendraget" in done.stderr.decode()) == (1, True)


# ------------------------------------------------------------------------------------------ fixes


def test_fix_mends_what_is_safe_and_checks_again(tmp_path: Path) -> None:
    """`--fix` writes the safe fixes, keeps the rest of the file as it was, and reports what is left."""
    path = written(tmp_path, a="") / "a.rules"
    before = b"\xef\xbb\xbf" + MENDABLE.replace("\n", "\r\n").encode()
    path.write_bytes(before)
    path.chmod(0o640)
    done = run("a.rules", "--fix", folder=tmp_path)
    assert (done.returncode, done.stderr.decode().splitlines()) == (0, ["rettet: 1", "ingen feil i 1 fil"])
    assert path.read_bytes() == before.replace(b"\\fag", b"\\\\fag")
    assert path.stat().st_mode & 0o777 == 0o640
    assert [p.name for p in tmp_path.iterdir()] == ["a.rules"]


def test_without_fix_it_is_said_what_could_be_mended(tmp_path: Path) -> None:
    """A plain run changes nothing, and says how many findings `--fix` would mend."""
    done = run("a.rules", folder=written(tmp_path, a=MENDABLE))
    assert (done.returncode, done.stderr.decode().splitlines()[-1]) == (1, "kan rettes av `check --fix`: 1")
    assert (tmp_path / "a.rules").read_text(encoding="utf-8") == MENDABLE


def test_guesses_are_only_carried_out_when_asked_for(tmp_path: Path) -> None:
    """A did-you-mean is not carried out by `--fix` alone; with `--unsafe-fixes` it is."""
    path = written(tmp_path, a=GUESSABLE) / "a.rules"
    assert run("a.rules", "--fix", folder=tmp_path).returncode == 1
    assert path.read_text(encoding="utf-8") == GUESSABLE
    assert run("a.rules", "--fix", "--unsafe-fixes", folder=tmp_path).returncode == 0
    assert path.read_text(encoding="utf-8") == GOOD


def test_diff_shows_what_fix_would_do_and_writes_nothing(tmp_path: Path) -> None:
    """The diff is a patch: applied, it gives what `--fix` writes."""
    path = written(tmp_path, a=MENDABLE.rstrip("\n")) / "a.rules"
    done = run("a.rules", "--diff", folder=tmp_path)
    assert done.returncode == 1
    assert "ville rettet: 1; deretter: ingen feil i 1 fil" in done.stderr.decode()
    assert path.read_text(encoding="utf-8") == MENDABLE.rstrip("\n")
    git = shutil.which("git") or "git"
    subprocess.run([git, "apply", "-p0"], input=done.stdout, cwd=tmp_path, check=True, capture_output=True)
    assert path.read_text(encoding="utf-8") == MENDABLE.rstrip("\n").replace("\\fag", "\\\\fag")
    assert run("a.rules", "--diff", folder=tmp_path).returncode == 0


def test_diff_of_stdin(tmp_path: Path) -> None:
    """What would be mended of stdin can be shown."""
    done = run("-", "--diff", folder=tmp_path, stdin=MENDABLE.encode())
    assert b'+        fordi "Samme \\\\fag' in done.stdout


def test_a_part_that_several_rulebooks_use_is_mended_once(tmp_path: Path) -> None:
    """A fix in a shared file is written once, and both rulebooks are checked with it."""
    shared = SCALE + 'tema a "x\\fy"\n'
    written(tmp_path, one='bruk "felles.rules"\n', two='bruk "felles.rules"\n', felles=shared)
    done = run(".", "--fix", folder=tmp_path)
    assert done.stderr.decode().splitlines()[0] == "rettet: 1"
    assert (tmp_path / "felles.rules").read_text(encoding="utf-8") == shared.replace("\\f", "\\\\f")


def test_what_is_allowed_or_ignored_is_not_mended(tmp_path: Path) -> None:
    """Only what is reported is mended."""
    text = GOOD.replace("    regel R1", "    # lmrules: tillat LM601 fordi det\n    regel R1")
    path = written(tmp_path, a=text) / "a.rules"
    run("a.rules", "--fix", "--ignore", "LM692", folder=tmp_path)
    assert path.read_text(encoding="utf-8") == text
    run("a.rules", "--fix", folder=tmp_path)
    assert path.read_text(encoding="utf-8") == GOOD


def test_a_file_in_another_encoding_is_never_rewritten(tmp_path: Path) -> None:
    """Where the bytes are not what the text says, nothing is mended."""
    path = written(tmp_path, a="") / "a.rules"
    before = MENDABLE.encode("latin-1", "replace")
    path.write_bytes(before)
    assert run("a.rules", "--fix", folder=tmp_path).returncode == 1
    assert path.read_bytes() == before


# ------------------------------------------------------------------------------------------ configuration


def test_the_command_line_wins_over_configuration(tmp_path: Path) -> None:
    """What stands on the command line decides; what does not is taken from the file."""
    written(tmp_path, fag__a=WARNED)
    (tmp_path / "lmrules.toml").write_text('strict = true\nlang = "en"\nformat = "concise"\n')
    done = run("fag/a.rules", folder=tmp_path)
    assert (done.returncode, done.stderr) == (1, b"1 error in 1 file\n")
    assert done.stdout.startswith(b"fag/a.rules:")
    done = run("fag/a.rules", "--no-strict", "--lang", "nn", "--format", "json", folder=tmp_path)
    assert (done.returncode, done.stderr.decode()) == (0, "ingen feil, 1 åtvaring i 1 fil\n")
    assert found(done) == ["LM601"]


def test_each_rulebook_has_its_own_configuration(tmp_path: Path) -> None:
    """Two rulebooks in one run are each checked as their own folder says."""
    written(tmp_path, streng__a=WARNED, mild__b=WARNED)
    (tmp_path / "streng" / "lmrules.toml").write_text("strict = true\n")
    (tmp_path / "mild" / "lmrules.toml").write_text('ignore = ["LM601"]\n')
    done = run(".", "--format", "json", folder=tmp_path)
    (diagnostic,) = json.loads(done.stdout)["diagnostics"]
    assert (diagnostic["file"], diagnostic["severity"]) == ("streng/a.rules", "error")


@pytest.mark.parametrize("setting", ["sterk = true", 'ignore = ["LM301"]', 'select = ["LM999"]', "= 1"])
def test_a_wrong_setting_exits_2(setting: str, tmp_path: Path) -> None:
    """A configuration that cannot be followed stops the run with a clear text."""
    written(tmp_path, a=GOOD)
    (tmp_path / "lmrules.toml").write_text(setting)
    done = run("a.rules", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"lmrules: " in done.stderr
    assert b"Traceback" not in done.stderr


# ------------------------------------------------------------------------------------------ our own faults


def test_a_fault_of_our_own_is_reported_and_exits_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A check that breaks gives LM901 beside what the others find, and the run does not count as done."""

    def broken(_: check.Checked) -> list[object]:
        raise ValueError("a secret")

    planted = check.Check((codes_own.INTERNAL_ERROR,), broken)  # type: ignore[arg-type]
    monkeypatch.setattr("lmrules.pipeline.all_checks", lambda: (planted,))
    monkeypatch.chdir(written(tmp_path, a=GOOD))
    assert verb.COMMAND.main(["a.rules"], standalone_mode=False) == 2
    shown = capsys.readouterr().out
    assert "feil LM901 internal-error" in shown
    assert "a secret" not in shown


def test_every_code_is_known_to_the_schema() -> None:
    """Ids and names have the form that the schema promises."""
    item = json.loads(resource_text("schemas/check.schema.json"))["$defs"]["diagnostic"]["properties"]
    for code in all_codes():
        jsonschema.validate(code.id, item["code"])
        jsonschema.validate(code.name, item["name"])
