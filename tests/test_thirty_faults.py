"""Thirty planted faults of thirty kinds in one file: one run finds those, at their places, and no others.

``tests/golden/thirty/feil.rules`` marks each fault where it stands: ``# ← LM102 ved `barn``` says that LM102
begins at the word ``barn`` of that line, ``ved tegn 22`` that it begins at the 22nd character.
``rettet.rules`` is the same file line by line, with each marked line mended.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import attrs
import pytest

from lmrules.checks import all_codes
from lmrules.cli.main import run
from lmrules.diagnostics.series import SERIES
from lmrules.messages import LANGUAGES
from lmrules.pipeline import check_text

FOLDER = Path(__file__).parent / "golden" / "thirty"
FAULTS, MENDED = FOLDER / "feil.rules", FOLDER / "rettet.rules"

_MARK = re.compile(r"  # ← (?P<code>LM[0-9]{3}) ved (?:`(?P<word>[^`]+)`|tegn (?P<column>[0-9]+))$")


@attrs.frozen(order=True)
class Fault:
    """A code, and the line and column where it begins."""

    line: int
    column: int
    code: str


def planted() -> list[Fault]:
    """The faults as the file marks them, in order."""
    faults = []
    for number, line in enumerate(FAULTS.read_text(encoding="utf-8").split("\n"), 1):
        if mark := _MARK.search(line):
            before = line[: mark.start()]
            assert mark["column"] or before.count(mark["word"]) == 1, f"line {number}: an ambiguous mark"
            column = int(mark["column"] or before.index(mark["word"]) + 1)
            faults.append(Fault(number, column, mark["code"]))
    return faults


@pytest.fixture
def reported(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """What one run of `lmrules check` says of the file."""
    exit_code = run(["check", str(FAULTS), "--format", "json"])
    assert exit_code == 1
    diagnostics = json.loads(capsys.readouterr().out)["diagnostics"]
    assert isinstance(diagnostics, list)
    return diagnostics


def test_the_file_has_thirty_faults_of_thirty_kinds() -> None:
    """Thirty faults are planted, no two of the same code, in every series that one file can break."""
    codes = [fault.code for fault in planted()]
    assert len(codes) == len(set(codes)) == 30
    assert set(codes) <= {code.id for code in all_codes()}
    # LM7xx is for `test`, LM8xx for files of other systems, and no rule file can bring about LM9xx.
    assert {code[:3] for code in codes} == SERIES.keys() - {"LM7", "LM8", "LM9"}


def test_one_run_finds_exactly_the_planted_faults(reported: list[dict[str, object]]) -> None:
    """One run reports every planted fault once, and nothing else, not even a note."""
    found = Counter(str(d["code"]) for d in reported)
    assert found == Counter(fault.code for fault in planted())


def test_every_fault_is_reported_at_its_place(reported: list[dict[str, object]]) -> None:
    """Each fault is reported at the line and the column where it was planted, in order."""
    found = [(d["line"], d["column"], d["code"]) for d in reported]
    assert found == [(fault.line, fault.column, fault.code) for fault in planted()]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_faults_are_the_same_in_every_language(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The language of the messages changes no code and no place."""
    run(["check", str(FAULTS), "--format", "concise", "--lang", lang])
    found = re.findall(r":([0-9]+):([0-9]+): \w+ (LM[0-9]{3}): ", capsys.readouterr().out)
    assert [Fault(int(line), int(column), code) for line, column, code in found] == planted()


def swapped(fault: Fault, into: Path, source: Path) -> str:
    """The text of ``into`` with the line of ``fault`` as it stands in ``source``."""
    lines, others = (path.read_text(encoding="utf-8").split("\n") for path in (into, source))
    lines[fault.line - 1] = others[fault.line - 1]
    return "\n".join(lines)


def found_in(text: str) -> list[Fault]:
    """The diagnostics of a text, in order."""
    begins = [(d.span.begin, d.code.id) for d in check_text(text).diagnostics]
    return [Fault(begin.line, begin.column, code) for begin, code in begins]


def test_the_mended_file_differs_on_the_marked_lines_only() -> None:
    """Mending a fault changes its line and no other (the first two lines say what each file is)."""
    wrong, right = (path.read_text(encoding="utf-8").split("\n")[2:] for path in (FAULTS, MENDED))
    differing = [i for i, (one, other) in enumerate(zip(wrong, right, strict=True), 3) if one != other]
    assert differing == [fault.line for fault in planted()]


def test_nothing_is_said_of_the_mended_file() -> None:
    """With every fault mended, there is nothing to say."""
    assert found_in(MENDED.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("fault", [pytest.param(f, id=f.code) for f in planted()])
def test_one_fault_gives_one_diagnostic(fault: Fault) -> None:
    """A fault alone in a file that is otherwise in order gives its own diagnostic and no other."""
    assert found_in(swapped(fault, MENDED, FAULTS)) == [fault]


@pytest.mark.parametrize("fault", [pytest.param(f, id=f.code) for f in planted()])
def test_no_fault_hides_another(fault: Fault) -> None:
    """With one fault mended, the other twenty-nine stand as they did."""
    assert found_in(swapped(fault, FAULTS, MENDED)) == [f for f in planted() if f != fault]
