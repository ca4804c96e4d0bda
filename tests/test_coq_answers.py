"""The kernel, the evaluator and the audit answer as the programs extracted from the Coq files do.

The answers in ``proofs/vectors.jsonl`` are replayed everywhere. Where Coq and OCaml are installed, the
program is built and asked about fresh rulebooks as well; ``make prove`` does so with thousands of them.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from oracle_cases import Case
from oracle_proofs import with_proofs
from oracle_run import VECTORS, ask, build, differences, missing

SHARDS = 4
FRESH = range(1_000_000, 1_000_200)


@cache
def vectors() -> list[tuple[Case, Any]]:
    """The committed cases, each with the extracted program's answer."""
    return [tuple(json.loads(line)) for line in VECTORS.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("shard", range(SHARDS))
def test_lmrules_answers_as_the_committed_answers_say(shard: int) -> None:
    """Cover, verdicts, grants through chains, and audited proofs are those of the extracted program."""
    mine = vectors()[shard::SHARDS]
    assert not differences([case for case, _ in mine], [answer for _, answer in mine])


def test_the_committed_answers_are_many_and_of_every_kind() -> None:
    """Each answer there can be to each question is among those committed, and none is rare."""
    covers, verdicts, granted, audits = (Counter[str](), Counter[str](), 0, Counter[str]())
    nested = 0
    for case, (covered, status, grants, accepted) in vectors():
        covers.update(covered)
        verdicts.update(status)
        granted += len(grants)
        audits.update(accepted)
        nested += sum(
            verdict == "1" and any(isinstance(use, list) for use in proof[3])
            for (_, proof), verdict in zip(case[-1], accepted, strict=True)
            if isinstance(proof, list)
        )
    assert min(covers["0"], covers["1"]) > 10_000
    assert min(verdicts["0"], verdicts["1"], verdicts["2"]) > 400
    assert granted > 400
    assert min(audits["0"], audits["1"]) > 500
    assert nested > 20, "accepted proofs in which a grant rests on a grant"
    assert VECTORS.stat().st_size < 1_500_000


@pytest.mark.slow
@pytest.mark.skipif(
    bool(missing()),
    reason=f"not installed: {', '.join(missing())}; the answers in proofs/vectors.jsonl are replayed instead",
)
def test_lmrules_answers_as_the_program_extracted_here_and_now(tmp_path: Path) -> None:
    """Built from the Coq files as they stand, the program agrees with lmrules on fresh rulebooks."""
    program = build(tmp_path)
    fresh = [with_proofs(seed) for seed in FRESH]
    assert not differences(fresh, ask(program, fresh))
    committed = vectors()[:300]
    assert ask(program, [case for case, _ in committed]) == [answer for _, answer in committed]
