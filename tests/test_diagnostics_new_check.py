"""``make new-check``: a check, its page and its test from one command, and tests that say what is left."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what the scaffold writes into."""
    for part in ("lmrules", "docs/reference/diagnostics", "tools", "grammar"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "tests").mkdir()
    for name in ("test_diagnostics_pages.py", "diagnostic_pages.py"):
        shutil.copy(ROOT / "tests" / name, tmp_path / "tests")
    return tmp_path


def run(copy: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    """A Python command run for real in the copy."""
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *command], cwd=copy, capture_output=True, text=True, check=False, env=environment
    )


def pages(copy: Path, which: str) -> subprocess.CompletedProcess[str]:
    """The tests of the pages, run for real in the copy."""
    quiet = ("-q", "-p", "no:cacheprovider")
    return run(copy, "-m", "pytest", *quiet, "-k", which, "tests/test_diagnostics_pages.py")


def test_a_scaffold_is_found_and_its_tests_say_what_is_left(copy: Path) -> None:
    """The new code is there, with page and index; only the test of its example fails, until it is written."""
    done = run(copy, "tools/new_check.py", "unused-level", "--series", "LM4")
    assert (done.returncode, done.stderr) == (0, "")
    made = done.stdout.splitlines()[:3]
    assert all((copy / name).is_file() for name in made)
    identity = Path(made[1]).name[:5]
    failed = [line for line in pages(copy, identity).stdout.splitlines() if line.startswith("FAILED")]
    assert [line.split("::")[1].split(" ")[0] for line in failed] == [
        f"test_the_failing_example_gives_exactly_its_code[{identity}]"
    ]
    others = pages(copy, "every_code or the_index")
    assert others.returncode == 0, others.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("draft-left",), "already"),
        (("unused-level", "--id", "LM301"), "taken by `grants-more-complex`"),
        (("Unused_Level",), "lower-case words"),
        (("unused-level", "--series", "5"), "a series is written LM5"),
    ],
)
def test_what_is_taken_is_refused(copy: Path, arguments: tuple[str, ...], said: str) -> None:
    """A name or an id that is in use, or not well formed, is refused and nothing is written."""
    before = sorted(path for path in copy.rglob("*") if path.is_file())
    done = run(copy, "tools/new_check.py", *arguments)
    assert done.returncode != 0
    assert said in done.stderr
    assert sorted(path for path in copy.rglob("*") if path.is_file()) == before
