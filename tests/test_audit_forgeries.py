"""Every edit of a result that makes it false is found by ``audit``; ``truth.py`` says which edits do.

The edits are those of ``forging.py``: every word, date, number, list and key of the document changed alone, and
forgeries that are put right in every place that shows. What is true is decided by the naive implementation,
never by ``audit``.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import by_chance
import pytest
import truth
from forging import Forger, result_of
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from strategies import Case

import lmrules.auditing
from lmrules.auditing import accounts, assessments, document, ground, proofs
from lmrules.auditing import audit as audited
from lmrules.kernel import theory_of
from lmrules.model.canonical import digest

SEEDS = st.integers(0, 2**32 - 1)
WHATEVER = ("swapped in persons", "swapped in approvals")
"""Edits that may leave a true document: of persons who do not know of each other, of rows that have numbers."""


def audit(case: Case, doc: Any) -> tuple[lmrules.auditing.Finding, ...]:
    return audited(case.book, digest(case.book), doc)


@settings(max_examples=80)
@given(SEEDS)
def test_every_result_the_evaluator_gives_is_true_and_accepted(seed: int) -> None:
    """On two persons with cohorts, chains, judgements and rows of every kind: not a word to find fault with."""
    case = by_chance.case(seed)
    doc = result_of(case)
    assert truth.false(case, doc) == ""
    assert audit(case, doc) == ()


def test_audit_finds_a_fault_exactly_where_an_edit_made_the_result_false() -> None:
    """Of thousands of edits of every kind, those that make a document false are found, and no others."""
    kinds: Counter[tuple[str, bool]] = Counter()

    @settings(max_examples=14)
    @given(SEEDS)
    def judge(seed: int) -> None:
        case = by_chance.case(seed)
        for kind, doc in Forger(case, result_of(case), random.Random(seed)).forgeries(1):
            why = truth.false(case, doc)
            found = audit(case, doc)
            assert bool(found) == bool(why), (kind, why, found)
            assert all(f.message(lang) for f in found for lang in ("nb", "nn", "en"))
            kinds[kind, bool(why)] += 1

    judge()
    tried = {kind for kind, _ in kinds}
    assert {kind for kind in tried if not kinds[kind, True]} <= set(WHATEVER)
    assert len(tried) > 80


def test_documents_are_of_the_schema_as_jsonschema_sees_it() -> None:
    """The quick reading of the schema in ``truth.py`` and jsonschema agree on documents and edits of them."""
    schema = Draft202012Validator(truth.SCHEMA)
    case = by_chance.case(3)
    docs = [doc for _, doc in Forger(case, result_of(case), random.Random(3)).forgeries(1)]
    right = [truth.fits(doc, truth.SCHEMA) for doc in docs]
    assert right == [schema.is_valid(doc) for doc in docs]
    assert {True, False} == set(right)


@pytest.mark.parametrize("key", ["by", "held"])
def test_evidence_that_the_person_does_not_hold_is_found(key: str) -> None:
    """An objective nobody holds behind a requirement, and a level nobody has, are found."""
    tried = 0
    for seed in range(40):
        case = by_chance.case(seed)
        doc = result_of(case)
        for p, person in enumerate(doc["persons"]):
            for d, decision in enumerate(person["decisions"]):
                for e, one in enumerate(decision.get("evidence", [])):
                    changed = result_of(case)
                    place = changed["persons"][p]["decisions"][d]["evidence"][e]
                    target = doc["rulebook"]["to"]
                    place[key] = [*one[key], f"{target}/{decision['objective']}" if key == "by" else "zzz"]
                    assert audit(case, changed), (seed, p, d, e)
                    tried += 1
                    break
    assert tried > 40


# ------------------------------------------------------------------------- would it notice?


def _no_minimum(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(proofs, "_minimal", lambda old, held: True)


def _no_level(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ground, "theory_of", lambda book, transition: theory_of(book, transition).content)


def _any_rule(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ground, "proved_to_grant", lambda theory, rule: rule.may_grant)


def _always_valid(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ground, "valid_for", lambda objectives, transitions, day, started: True)


def _trusting_accounts(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(accounts, "expected", lambda ground, rows, row, used: row.disposition)


def _trusting_outcomes(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(document, "check_assessment", lambda reach, decision, objective: None)


def _no_other_set(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(assessments, "another", lambda yes, pool, known, limit: None)


def _no_steps(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(proofs.Follower, "step", lambda self, theory, held, step: [])


def _parts_of_anything(patch: pytest.MonkeyPatch) -> None:
    class Everything:
        def __contains__(self, topic: object) -> bool:
            return True

    patch.setattr(proofs, "_parts_of", lambda theory, topic: Everything())


WEAK = [
    _no_minimum, _no_level, _any_rule, _always_valid, _trusting_accounts, _trusting_outcomes,
    _no_other_set, _no_steps, _parts_of_anything,
]  # fmt: skip


JUDGED: list[tuple[Case, Any, bool]] = []
"""Edits of results, and whether each is false: as many as some test has asked for."""


def judged() -> Iterator[tuple[Case, Any, bool]]:
    """Edits of the results of a hundred cases; each is judged once, however many tests ask."""
    yield from JUDGED
    for seed in range(len({id(case) for case, *_ in JUDGED}), 100):
        case = by_chance.case(seed)
        doc = result_of(case)
        edits = [doc, *(d for _, d in Forger(case, doc, random.Random(seed)).forgeries(1))]
        JUDGED.extend((case, edited, bool(truth.false(case, edited))) for edited in edits)
        yield from JUDGED[-len(edits) :]


@pytest.mark.parametrize("weaken", WEAK, ids=lambda w: w.__name__[1:])
def test_an_audit_that_looks_away_is_noticed(
    weaken: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one of its checks taken out, ``audit`` and the truth differ on some edit."""
    weaken(monkeypatch)
    assert any(bool(audit(case, doc)) != false for case, doc, false in judged())
