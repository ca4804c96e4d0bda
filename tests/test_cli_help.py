"""Help, usage errors and completion: every verb, in three languages, with examples."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from lmrules.cli._help import examples, said, short, translations
from lmrules.cli.main import group, run
from lmrules.messages import LANGUAGES

VERBS = group.list_commands(click.Context(group))
ENGLISH = (
    "Show ",
    "Options",
    "Commands",
    "Usage",
    "default:",
    "required",
    "Error",
    "Missing",
    "Invalid",
    "TEXT",
)


def texts(verb: str) -> set[str]:
    """The verb's own texts, in bokmål, as they stand in its file."""
    from importlib import import_module

    command = import_module(f"lmrules.cli.{verb}").COMMAND
    epilog = command.epilog if examples(command.epilog or "", "en") == command.epilog else ""
    found = {command.help, epilog, *(getattr(param, "help", "") for param in command.params)}
    return {text for text in found if text}


def shown(*arguments: str) -> str:
    return CliRunner().invoke(group, [*arguments, "--help"]).stdout


@pytest.mark.parametrize("verb", VERBS)
def test_every_text_of_a_verb_is_in_three_languages(verb: str) -> None:
    """What --help says stands in templates/help.txt, or says all three itself."""
    missing = {text for text in texts(verb) - set(translations()) if "Examples:" not in text}
    assert missing == set(), "add them to lmrules/templates/help.txt"


def test_no_two_languages_are_left_alike_by_mistake() -> None:
    """A text in English is not the Norwegian one."""
    assert [t.nb for t in translations().values() if t.nb == t.en] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_every_verb_has_examples_that_it_takes(verb: str, lang: str) -> None:
    """There is an example, each a command of ours, and the options in it are ones that there are."""
    text = shown(verb, "--lang", lang)
    if verb == "lsp":
        return  # it is started by an editor
    heading = {"nb": "Eksempler:", "nn": "Døme:", "en": "Examples:"}[lang]
    _, found, below = text.partition(heading) if heading in text else text.partition("Examples:")
    assert found
    commands = [line.strip() for line in below.splitlines() if line.strip().startswith("lmrules ")]
    assert commands or "lmrules" in below
    known = set(re.findall(r"--[\w-]+", text.partition(found)[0]))
    for command in commands:
        words = shlex.split(command.partition(" | ")[0].partition(" > ")[0].partition(" < ")[0])
        assert words[1] in VERBS
        assert {word.partition("=")[0] for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize("verb", ["", *VERBS])
def test_norwegian_help_has_no_english_of_clicks(verb: str) -> None:
    """Headings, defaults and the help of --help itself are Norwegian too."""
    for lang in ("nb", "nn"):
        text = shown(*([verb] if verb else []), "--lang", lang)
        head = text.partition("Examples:")[0]
        assert [word for word in ENGLISH if word in head] == []


def test_the_language_may_stand_before_the_verb_or_after_it() -> None:
    """``lmrules --lang en check`` and ``lmrules check --lang en`` are the same."""
    assert CliRunner().invoke(group, ["--lang", "en", "check", "--help"]).stdout == shown(
        "check", "--lang", "en"
    )
    missing = ["transfer", "finnes-ikke.rules", "x.csv"]
    assert run(["--lang", "en", *missing]) == 2


@pytest.mark.parametrize(
    ("arguments", "said_nb"),
    [
        (("chek",), "verbet chek finnes ikke."),
        (("check",), "mangler."),
        (("check", "x", "--formt"), "valget --formt finnes ikke."),
        (("check", "x", "--format", "yy"), "'--format' kan ikke være det: yy er ingen av"),
        (("test", "x", "--most", "0"), "'--most' kan ikke være det: 0 er utenfor x>=1."),
        (("test", "x", "--most", "a"), "a er ikke et tall."),
        (("sql", "x"), "må oppgis"),
        (("why", "a", "b", "c", "d", "e"), "e er for mye."),
        (("check", "x", "-o"), "trenger en verdi."),
        (("check", "--fix=3", "x"), "tar ingen verdi."),
    ],
)
def test_usage_errors_are_in_the_language_asked_for(
    arguments: tuple[str, ...], said_nb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each kind of mistake in bokmål and in English, with how the verb is called; exit code 2."""
    assert run(arguments) == 2
    told = capsys.readouterr().err
    assert said_nb in told
    if told.startswith("Bruk: "):  # what the parser itself refuses, it does not say which verb it was of
        assert "--help» sier mer." in told
    else:
        assert told.startswith("Feil: ")
    assert run((*arguments, "--lang=en") if arguments[-1] != "-o" else ("--lang", "en", *arguments)) == 2
    english = capsys.readouterr().err
    assert "Error: " in english
    assert "Feil" not in english


def test_the_first_sentence_of_a_help_is_what_the_list_shows() -> None:
    """Up to the first full stop or question mark, whole."""
    assert short("Gjør dette. Og mer.") == "Gjør dette"
    assert short("Hva? Det.") == "Hva?"
    assert said("finnes ikke i lista", "en") == "finnes ikke i lista"


# ------------------------------------------------------------------------------------------- completion


def completed(shell: str, *words: str) -> list[str]:
    """What click offers for the last of ``words``."""
    environment = {
        **os.environ,
        "_LMRULES_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": shlex.join(["lmrules", *words]),
        "COMP_CWORD": words[-1] if shell == "fish" else str(len(words)),
    }
    done = subprocess.run(
        [sys.executable, "-m", "lmrules"], env=environment, capture_output=True, text=True, check=False
    )
    return done.stdout.splitlines()


def test_verbs_options_values_and_files_are_completed() -> None:
    """A verb by its beginning, an option, the values of one, and files where a file is wanted."""
    assert completed("bash", "tran") == ["plain,transfer"]
    assert "plain,--as-of" in completed("bash", "transfer", "--a")
    assert completed("bash", "impact", "--format", "h") == ["plain,html"]
    assert completed("bash", "check", "ru") == ["file,ru"]
    assert completed("bash", "report", "x.rules", "-o", "br") == ["file,br"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_one_that_its_shell_reads(shell: str, tmp_path: Path) -> None:
    """The shell itself finds no fault in the script."""
    script = tmp_path / "lmrules"
    script.write_text(CliRunner().invoke(group, ["completion", shell], standalone_mode=False).stdout)
    assert "_LMRULES_COMPLETE" in script.read_text()
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    done = subprocess.run([program, "-n", str(script)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_bash_completes_a_verb(tmp_path: Path) -> None:
    """The script, sourced by bash, completes what was begun."""
    script = tmp_path / "lmrules.bash"
    script.write_text(CliRunner().invoke(group, ["completion", "bash"], standalone_mode=False).stdout)
    (tmp_path / "lmrules").write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m lmrules "$@"\n')
    (tmp_path / "lmrules").chmod(0o755)
    asked = (
        f"source {shlex.quote(str(script))}; COMP_WORDS=(lmrules transf); COMP_CWORD=1; "
        '_lmrules_completion lmrules transf lmrules; echo "${COMPREPLY[@]}"'
    )
    path = f"{tmp_path}:{os.environ['PATH']}"
    done = subprocess.run(
        [str(shutil.which("bash")), "-c", asked],
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "transfer"
