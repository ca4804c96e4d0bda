"""What other repositories use of ours in CI, used for real: the commit hooks and the GitHub action."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
GIT = shutil.which("git") or "git"
GOOD = """\
regelverk eksempelfag
    kilde "Oppdiktet eksempel"
"""
WRONG = "tema\n"
# A hook with these runs the command that is on the path, so that nothing need be fetched.
INSTALLED = "    language: system\n    additional_dependencies: []\n"
CLEAN = {
    **{key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    **{f"GIT_{who}_{what}": "t@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
}


def run(folder: Path, *command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command run for real in ``folder``."""
    return subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env=CLEAN | environment,
    )


def repository(folder: Path, **files: str) -> Path:
    """A git repository with ``files`` committed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.rules").write_text(text, encoding="utf-8")
    for command in (
        ("init", "--quiet"),
        ("add", "--all"),
        ("commit", "--quiet", "--allow-empty", "-m", "files"),
    ):
        done = run(folder, GIT, *command)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def hooks(tmp_path: Path) -> Path:
    """Our repository as others fetch it: what stands in the working tree, committed."""
    copy = tmp_path / "lmrules"
    listed = run(ROOT, GIT, "ls-files", "--cached", "--others", "--exclude-standard", "-z").stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file() and not name.startswith(("tests/", "bench/")):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    return repository(copy)


def configured(folder: Path, hooks: Path, extra: str = "") -> Path:
    """``folder`` with a configuration of pre-commit that uses the hooks, committed."""
    revision = run(hooks, GIT, "rev-parse", "HEAD").stdout.strip()
    (folder / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {hooks}\n  rev: {revision}\n  hooks:\n"
        + "".join(f"  - id: {name}\n{extra}" for name in ("lmrules-check", "lmrules-fmt")),
        encoding="utf-8",
    )
    return repository(folder)


def pre_commit(folder: Path, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """Pre-commit on all files, with a cache of its own."""
    command = (sys.executable, "-m", "pre_commit", "run", "--all-files", "--color", "never")
    return run(folder, *command, PRE_COMMIT_HOME=str(tmp_path / "cache"))


def outcome(done: subprocess.CompletedProcess[str], hook: str) -> str:
    """What pre-commit says of one hook."""
    found = re.search(rf"^lmrules {hook}\.+(?:\([^)]*\))?(\w+)$", done.stdout, re.MULTILINE)
    assert found, done.stdout + done.stderr
    return found[1]


def test_the_hooks_stop_a_commit_with_errors(hooks: Path, tmp_path: Path) -> None:
    """Pre-commit passes what is in order, stops errors, and lays files out; all without a network."""
    folder = configured(repository(tmp_path / "scratch", a=GOOD), hooks, INSTALLED)
    done = pre_commit(folder, tmp_path)
    assert (outcome(done, "check"), outcome(done, "fmt")) == ("Passed", "Passed")
    repository(folder, b=WRONG)
    done = pre_commit(folder, tmp_path)
    assert (done.returncode, outcome(done, "check")) == (1, "Failed")
    assert "b.rules:1:5" in done.stdout
    repository(folder, b=GOOD.replace("\n    ", " ").replace("fag", "fag2"))
    done = pre_commit(folder, tmp_path)
    assert (outcome(done, "check"), outcome(done, "fmt")) == ("Passed", "Failed")
    assert "\n    kilde" in (folder / "b.rules").read_text(encoding="utf-8")


def test_the_hooks_are_only_for_rule_files(hooks: Path, tmp_path: Path) -> None:
    """A commit without rule files is not held up."""
    folder = configured(repository(tmp_path / "scratch"), hooks, INSTALLED)
    done = pre_commit(folder, tmp_path)
    assert (outcome(done, "check"), outcome(done, "fmt")) == ("Skipped", "Skipped")


@pytest.mark.slow
def test_the_hooks_install_themselves(hooks: Path, tmp_path: Path) -> None:
    """As its users run it: pre-commit builds and installs lmrules, with what the command line needs."""
    asked = run(
        tmp_path, sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", "x", "hatchling"
    )
    if asked.returncode:
        pytest.skip("no package index can be reached, and pre-commit installs from one")
    folder = configured(repository(tmp_path / "scratch", a=GOOD, b=WRONG), hooks)
    done = pre_commit(folder, tmp_path)
    assert (outcome(done, "check"), outcome(done, "fmt")) == ("Failed", "Failed")
    assert "b.rules:1:5" in done.stdout


def action() -> dict[str, Any]:
    """The GitHub action."""
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    return loaded


@pytest.mark.parametrize(
    ("paths", "strict", "code", "said"),
    [
        (".", "false", 1, "::error file=b.rules,line=1,"),
        ("a.rules", "true", 0, ""),
        ("a.rules b.rules", "false", 1, "::error file=b.rules"),
        ("finnes-ikke.rules", "false", 2, ""),
        ("$(touch hacked) ; touch hacked", "false", 2, ""),
        ("*.rules", "false", 2, ""),
        ("--fix", "false", 2, ""),
    ],
)
def test_the_action_checks_and_annotates(
    paths: str, strict: str, code: int, said: str, tmp_path: Path
) -> None:
    """The action's own script, run as GitHub runs it: annotations, job summary, the exit code of `check`."""
    step = action()["runs"]["steps"][-1]
    names = {key: re.fullmatch(r"\$\{\{ inputs\.(\w+) \}\}", value) for key, value in step["env"].items()}
    given = {"paths": paths, "strict": strict}
    environment = {key: given[match[1]] for key, match in names.items() if match}
    assert environment.keys() == step["env"].keys()
    assert "${{" not in step["run"]
    folder = repository(tmp_path / "scratch", a=GOOD, b=WRONG)
    summary = tmp_path / "summary.md"
    script = tmp_path / "script.sh"
    script.write_text(step["run"], encoding="utf-8")
    bash = shutil.which("bash") or "bash"
    done = run(
        folder,
        *(bash, "--noprofile", "--norc", "-eo", "pipefail", script),
        GITHUB_STEP_SUMMARY=str(summary),
        **environment,
    )
    assert (done.returncode, said in done.stdout) == (code, True), done.stdout + done.stderr
    assert summary.is_file() == (code < 2)
    assert not (folder / "hacked").exists()


def test_the_action_says_what_its_inputs_are() -> None:
    """Every input has a description and a default, and each is used."""
    inputs = action()["inputs"]
    assert all(set(i) == {"description", "default"} for i in inputs.values())
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    assert all(f"inputs.{name} " in text for name in inputs)
