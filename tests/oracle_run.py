"""The program extracted from the Coq files: built, and asked what it says of cases."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from oracle_cases import Case
from oracle_python import Translated

PROOFS = Path(__file__).parent.parent / "proofs"
VECTORS = PROOFS / "vectors.jsonl"
NEEDED = ("coqc", "ocamlopt")


def missing() -> list[str]:
    """The programs that building needs and that are not installed."""
    return [name for name in NEEDED if shutil.which(name) is None]


def coq_files() -> list[str]:
    """The Coq files, each after those it needs."""
    return [line for line in (PROOFS / "_CoqProject").read_text("utf-8").split() if line.endswith(".v")]


def build(folder: Path) -> Path:
    """The program, built in ``folder`` from copies of the sources.

    Only the definitions are looked at (``-vos``), which is quick: that the proofs are proofs is for
    ``make prove``.
    """
    for source in (*coq_files(), "oracle_main.ml"):
        shutil.copy(PROOFS / source, folder)
    *theory, extraction = [name for name in coq_files() if name != "Soundness.v"]
    for name in theory:
        _run(folder, "coqc", "-vos", "-Q", ".", "LMRules", name)
    _run(folder, "coqc", "-vok", "-Q", ".", "LMRules", extraction)
    _run(folder, "ocamlopt", "oracle.mli", "oracle.ml", "oracle_main.ml", "-o", "oracle")
    return folder / "oracle"


def _run(folder: Path, *command: str) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"


def compact(value: Any) -> str:
    """A value as JSON on one line, without spaces."""
    return json.dumps(value, separators=(",", ":"))


def ask(program: Path, cases: Sequence[Case]) -> list[Any]:
    """The program's answers, one for each case."""
    lines = "".join(compact(case) + "\n" for case in cases)
    done = subprocess.run([program.resolve()], input=lines, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def differences(cases: Sequence[Case], answers: Iterable[Any]) -> Iterator[str]:
    """Where lmrules and the extracted program answer differently: one text for each such case."""
    for case, theirs in zip(cases, answers, strict=True):
        ours = Translated(case).answers()
        if ours != theirs:
            yield f"{compact(case)}\n  lmrules: {compact(ours)}\n  Coq:     {compact(theirs)}"
