"""The pytest plugin, for real: pytest run in a scratch project."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

SETS = """skala nivåer lav < høy
tema x
læringsmålsett A gyldig fra 2020-01-01 til 2025-01-01
    mål a
        høy: x
læringsmålsett B gyldig fra 2025-01-01
    mål n
        lav: x
"""
RULES = """regelverk lite
bruk "deler/sett.rules"
overgang A til B fra 2025-01-01
    regel R: a ≥ n
        fordi "mindre"
    eksempel "god"
        gitt a 2024-12-31
        så overføres bare n
"""
BAD = """    eksempel "dårlig"
        gitt a 2024-12-31
        så vurderes n
"""
# Without what other plugins of our own environment do to a session.
ALONE = [f"-pno:{name}" for name in ("cacheprovider", "asyncio", "pytest-lsp")]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "regler" / "deler").mkdir(parents=True)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "regler" / "deler" / "sett.rules").write_text(SETS)
    (tmp_path / "regler" / "bok.rules").write_text(RULES)
    return tmp_path


def pytest_in(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    installed = any(e.value == "lmrules.pytest_plugin" for e in entry_points(group="pytest11"))
    plugin = [] if installed else ["-p", "lmrules.pytest_plugin"]
    command = [sys.executable, "-m", "pytest", *ALONE, *plugin, *arguments]
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "COV_"))}
    return subprocess.run(command, cwd=project, env=inherited, capture_output=True, text=True, check=False)


def test_a_rulebook_is_one_check_and_one_test_for_each_example(project: Path) -> None:
    """The file that another uses is no rulebook of its own."""
    done = pytest_in(project, "--collect-only", "-q")
    assert [line for line in done.stdout.splitlines() if "::" in line] == [
        "regler/bok.rules::check",
        "regler/bok.rules::god",
    ]


def test_a_sound_rulebook_passes(project: Path) -> None:
    """Two tests, both passed."""
    done = pytest_in(project)
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout


def test_a_failing_example_is_told_in_plain_words(project: Path) -> None:
    """Expected and got, with the lines of the file, and no traceback of ours."""
    (project / "regler" / "bok.rules").write_text(RULES + BAD)
    done = pytest_in(project)
    assert done.returncode == 1
    assert "`B/n` overføres, ikke: må vurderes" in done.stdout
    assert "regler/bok.rules:9:5" in done.stdout
    assert "Traceback" not in done.stdout
    assert "pytest_plugin.py" not in done.stdout


def test_errors_fail_the_check_and_skip_the_examples(project: Path) -> None:
    """One mistake is one failure."""
    (project / "regler" / "bok.rules").write_text(RULES.replace("a ≥ n", "a ≠ n"))
    done = pytest_in(project)
    assert "1 failed, 1 skipped" in done.stdout
    assert "LM303" in done.stdout


def test_of_a_ring_of_files_one_stands_for_all(project: Path) -> None:
    """A ring is an error; it is not passed over in silence."""
    for one, other in (("a", "b"), ("b", "a")):
        (project / f"{one}.rules").write_text(f'bruk "{other}.rules"\n')
    done = pytest_in(project, "--ignore=regler")
    assert "1 failed" in done.stdout
    assert "a.rules::check" in done.stdout


def test_examples_of_one_title_are_told_apart(project: Path) -> None:
    """The second gets a number."""
    (project / "regler" / "bok.rules").write_text(RULES + RULES.split('mindre"\n')[1])
    done = pytest_in(project, "--collect-only", "-q")
    assert "regler/bok.rules::god (2)" in done.stdout
