"""What the README shows as output is what the commands print."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
CLAIM = "regel NaF-nivå: GML-024 ≥ NY-005 i innhold, < i kompleksitet"
ROWS = "person,objective,approved\nLIS-1,GML-023,2023-05-02\nLIS-2,GML-024,2023-05-02\n"


def block(after: str, kind: str) -> str:
    """The first fenced block of ``kind`` that stands after some words of the README."""
    rest = README[README.index(after) :]
    found = re.search(rf"```{kind}\n(.*?)```", rest, re.DOTALL)
    assert found is not None
    return found[1]


def run(folder: Path, *arguments: str) -> str:
    """What the command prints in ``folder``."""
    command = [sys.executable, "-m", "lmrules", *arguments, "--lang", "en"]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, encoding="utf-8"
    ).stdout


def test_the_examples_why_is_what_it_prints(tmp_path: Path) -> None:
    """The rulebook of the README, the two doctors, and the answer for the second."""
    (tmp_path / "pet.rules").write_text(block("## An example", "rules"), encoding="utf-8")
    (tmp_path / "approvals.csv").write_text(ROWS, encoding="utf-8")
    shown = block("lmrules why pet.rules", "text")
    assert run(tmp_path, "why", "pet.rules", "approvals.csv", "LIS-2", "NY-005").rstrip() == shown.rstrip()


def test_the_refusal_shown_is_what_it_prints(tmp_path: Path) -> None:
    """The same rulebook with a rule that grants too much is refused with the words shown."""
    wrong = block("## An example", "rules").replace(CLAIM, "regel NaF-nivå: GML-024 ≥ NY-005")
    (tmp_path / "pet.rules").write_text(wrong, encoding="utf-8")
    shown = block("refuses the rulebook:", "text")
    assert run(tmp_path, "check", "pet.rules").rstrip() == shown.rstrip()
