"""The kernel, the evaluator and the audit answer as the programs extracted from the Coq files do.

The answers in ``proofs/vectors.jsonl`` are replayed everywhere. Where Coq and OCaml are installed, the
program is built and asked about fresh rulebooks as well; ``make prove`` does so with thousands of them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import oracle_python
import pytest
from oracle_cases import Case
from oracle_proofs import with_proofs
from oracle_run import VECTORS, ask, build, differences, missing

from lmrules import kernel
from lmrules.auditing import ground
from lmrules.auditing.proofs import Follower
from lmrules.model.model import Rulebook, Transition

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
    assert not list(differences([case for case, _ in mine], [answer for _, answer in mine]))


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


def other_clauses(
    patch: pytest.MonkeyPatch, change: Callable[[str, kernel.Clause], kernel.Clause | None]
) -> None:
    """Each clause changed, by the topic it is found by; None leaves it out."""
    real = kernel.theory_of

    def changed(book: Rulebook, transition: Transition | None) -> kernel.Theory:
        theory = real(book, transition)
        clauses = {
            need: tuple(new for new in (change(need, c) for c in found) if new is not None)
            for need, found in theory.clauses.items()
        }
        return attrs.evolve(theory, clauses=clauses)

    patch.setattr(oracle_python, "theory_of", changed)


def wholes_forgotten(patch: pytest.MonkeyPatch) -> None:
    other_clauses(patch, lambda _, clause: None if clause.step == "whole" else clause)


def any_need_is_enough(patch: pytest.MonkeyPatch) -> None:
    other_clauses(patch, lambda need, clause: attrs.evolve(clause, needs=(need,)))


def levels_upside_down(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        kernel.Theory,
        "level_within",
        lambda theory, level, held: (
            theory.levels_forgotten or level == held or (held, level) in theory.at_most
        ),
    )


def one_topic_taken_away(patch: pytest.MonkeyPatch) -> None:
    real = kernel._rests_on
    patch.setattr(kernel, "_rests_on", lambda topics, topic: real(topics, topic)[:1])


def no_search_below(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(kernel, "_rests_on", lambda topics, topic: [])


def drafts_and_unproved_rules_audited(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ground, "proved_to_grant", lambda theory, rule: True)


def grants_of_any_day_audited(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Follower, "dated", lambda *_: None)


def steps_not_looked_at(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Follower, "step", lambda *_: [])


FAULTS = [
    wholes_forgotten,
    any_need_is_enough,
    levels_upside_down,
    one_topic_taken_away,
    no_search_below,
    drafts_and_unproved_rules_audited,
    grants_of_any_day_audited,
    steps_not_looked_at,
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_the_committed_answers_notice_a_planted_fault(
    fault: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kernel or an audit that is wrong in one place answers at least one case otherwise."""
    fault(monkeypatch)
    found = differences([case for case, _ in vectors()], [answer for _, answer in vectors()])
    assert next(found, None) is not None


@pytest.mark.slow
@pytest.mark.skipif(
    bool(missing()),
    reason=f"not installed: {', '.join(missing())}; the answers in proofs/vectors.jsonl are replayed instead",
)
def test_lmrules_answers_as_the_program_extracted_here_and_now(tmp_path: Path) -> None:
    """Built from the Coq files as they stand, the program agrees with lmrules on fresh rulebooks."""
    program = build(tmp_path)
    fresh = [with_proofs(seed) for seed in FRESH]
    assert not list(differences(fresh, ask(program, fresh)))
    committed = vectors()[:300]
    assert ask(program, [case for case, _ in committed]) == [answer for _, answer in committed]
