"""The same input gives the same bytes: over runs, hash seeds, line ends, files and layout.

What a file says is what counts, not how the platform that wrote it ends a line. (Hash seeds on generated
rulebooks: ``test_properties.py``.)
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import by_chance
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from printing import Printer
from strategies import Case, checked_for_errors

from lmrules.evaluate.run import transfer
from lmrules.exports.transfer_json import transfer_json
from lmrules.prepared import prepare
from lmrules.syntax.ast import KEYWORD_LANGUAGES

REPOSITORY = Path(__file__).parent.parent
RULES = REPOSITORY / "rules" / "nukleaermedisin.rules"
ROWS = REPOSITORY / "rules" / "eksempler" / "godkjenninger.csv"
ENDS = {"lf": b"\n", "crlf": b"\r\n", "cr": b"\r"}


def with_ends(folder: Path, rules: bytes, rows: bytes) -> tuple[Path, Path]:
    """The shipped rulebook, all its files, and the approvals, again with these line ends."""
    for path in RULES.parent.rglob("*"):
        if path.suffix in (".rules", ".csv"):
            copy = folder / path.relative_to(RULES.parent)
            copy.parent.mkdir(parents=True, exist_ok=True)
            text = path.read_bytes().replace(b"\r\n", b"\n")
            copy.write_bytes(text.replace(b"\n", rules if path.suffix == ".rules" else rows))
    return folder / RULES.name, folder / ROWS.relative_to(RULES.parent)


def transferred(rules: Path, rows: Path, seed: str = "0", out: Path | None = None) -> bytes:
    """What `lmrules transfer --format json` gives in a process of its own."""
    arguments = ["transfer", str(rules), str(rows), "--format", "json", *(["-o", str(out)] if out else [])]
    env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-m", "lmrules", *arguments], capture_output=True, check=True, env=env
    )
    return out.read_bytes() if out else done.stdout


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The shipped example's result, from files whose lines end in LF."""
    folder = tmp_path_factory.mktemp("lf")
    return transferred(*with_ends(folder, b"\n", b"\n"))


@pytest.mark.parametrize(
    ("rules", "rows"), [("crlf", "lf"), ("cr", "lf"), ("lf", "crlf"), ("lf", "cr"), ("crlf", "crlf")]
)
def test_line_ends_leave_no_trace(usual: bytes, tmp_path: Path, rules: str, rows: str) -> None:
    """Rule files and approvals with LF, CRLF and CR, give one result, byte for byte."""
    assert transferred(*with_ends(tmp_path, ENDS[rules], ENDS[rows]), "7") == usual


def test_two_runs_and_a_file_instead_of_stdout_give_the_same_bytes(usual: bytes, tmp_path: Path) -> None:
    """A second run, another hash seed and `-o` change nothing; every line of the result ends in LF alone."""
    again = transferred(RULES, ROWS, "31", tmp_path / "out.json")
    assert again == usual
    assert b"\r" not in usual
    assert usual.endswith(b"\n")
    head = json.loads(usual)
    assert head["rulebook"]["digest"].startswith("sha256:")
    assert (head["as_of"], head["rulebook"]["language"]) == (None, 1)


def said_of(case: Case, *texts: str) -> str:
    """The document on the case's rows, by the rulebook that files with these texts make."""
    checked = checked_for_errors(*texts)
    whole, problems = transfer(prepare(checked.book, case.target), case.rows, case.as_of)
    return "".join(transfer_json(checked.book.name, checked.digest, whole, problems))


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1))
def test_layout_keyword_language_and_files_leave_no_trace(seed: int) -> None:
    """The same statements in the same order: in any layout, in any language, in one file or many."""
    case = by_chance.case(seed)
    order = random.Random(seed)
    usual = said_of(case, case.text)
    assert said_of(case, case.text.replace("\n", "\r\n")) == usual
    for language in KEYWORD_LANGUAGES:
        assert said_of(case, Printer(language, order).print(case.written)) == usual
    lines = case.text.splitlines(keepends=True)
    heads = [i for i, line in enumerate(lines) if line.startswith(("skala ", "tema ", "læringsmålsett "))]
    cut = order.choice(heads)
    assert said_of(case, "".join(lines[:cut]), "".join(lines[cut:])) == usual


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1))
def test_the_order_of_statements_leaves_no_trace_but_which_rule_is_earliest(seed: int) -> None:
    """Scales, topics and whole transitions may change places: the bytes are the same.

    (Objectives are listed in declared order, and of two proofs as short the earliest rule's is shown: that
    order is part of the input.)
    """
    case = by_chance.case(seed)
    blocks = list(Printer().blocks(case.written))
    tops = [b for b in blocks if b[0][0] in ("skala", "tema", "overgang")]
    kept = [b for b in blocks if b not in tops]
    random.Random(seed).shuffle(tops)
    assert said_of(case, Printer().lay_out([*tops, *kept])) == said_of(case, case.text)
