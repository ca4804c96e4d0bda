"""The fuzzer's targets on its corpus, and on fixed edits of it: what was found once is found again."""

from __future__ import annotations

import sys
from collections import deque
from pathlib import Path
from typing import BinaryIO

import attrs
import pytest

from lmrules.approvals import Format, Reading, read_approvals

FUZZ = Path(__file__).parent.parent / "fuzz"
sys.path.insert(0, str(FUZZ))

from edits import edited, mutations  # noqa: E402 - from the folder just named
from promises import MARK  # noqa: E402
from targets import TARGETS, approvals_csv  # noqa: E402

SEEDS = {name: sorted((FUZZ / "corpus" / name).iterdir()) for name in TARGETS}
FEW = {"rules": 40, "import_xlsx": 16, "editing": 40, "import_skos": 60}
"""How many edits of those that take long; each edit of a workbook is a workbook written and read twice."""

EACH = [pytest.param(name, path, id=f"{name}/{path.name}") for name in TARGETS for path in SEEDS[name]]


@pytest.mark.parametrize(("name", "path"), EACH)
def test_no_seed_breaks_a_promise(name: str, path: Path) -> None:
    """Every seed, those that once broke something among them, keeps what its target promises."""
    TARGETS[name](path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_a_few_edits_of_a_seed_break_no_promise(name: str) -> None:
    """Nearly valid input, the same on every run: one to three hostile edits of each seed in turn."""
    every = [p.read_bytes() for p in SEEDS[name]]
    seeds = [data for data in every if len(data) < 3_000] or every
    for data in mutations(seeds, FEW.get(name, 100 if name.startswith("import_") else 200)):
        TARGETS[name](data)


def test_every_corpus_has_a_target_and_every_target_a_corpus() -> None:
    """A folder of seeds that nothing reads would guard nothing."""
    assert {p.name for p in (FUZZ / "corpus").iterdir()} == TARGETS.keys()
    assert all(SEEDS.values())


def test_edits_change_and_repeat() -> None:
    """The same seed gives the same edits, and edits do change what they are given."""
    data = SEEDS["rules"][0].read_bytes()
    changed = [edited(data, seed) for seed in range(50)]
    assert changed == [edited(data, seed) for seed in range(50)]
    assert len(set(changed)) > 40


def test_a_planted_fault_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that drops a row is caught by the target within a few edits."""
    seeds = [p.read_bytes() for p in SEEDS["approvals_csv"]]
    assert MARK.encode() in b"".join(seeds)

    def dropping(path: str, *, stdin: BinaryIO, format: Format | None) -> Reading:  # noqa: A002 - as it is called
        reading = read_approvals(path, stdin=stdin, format=format)
        return attrs.evolve(reading, approvals=reading.approvals[1:])

    monkeypatch.setattr("targets.read_approvals", dropping)
    edits = mutations(seeds, 20)
    with pytest.raises(AssertionError, match="a row was lost"):
        deque(map(approvals_csv, edits), maxlen=0)


def test_make_fuzzes_every_target() -> None:
    """What `make fuzz` goes through is all the targets there are."""
    makefile = (FUZZ.parent / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    (named,) = [line for line in makefile.splitlines() if line.startswith("FUZZED ")]
    assert named.partition("?=")[2].split() == list(TARGETS)
