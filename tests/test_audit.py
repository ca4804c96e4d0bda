"""``audit`` accepts what the evaluator proves, and nothing that was tampered with."""

from __future__ import annotations

import copy
import importlib.metadata
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from strategies import Case, cases

import lmrules
from lmrules.auditing import audit
from lmrules.evaluate.results import Transfer
from lmrules.exports.transfer_json import transfer_json
from lmrules.model.canonical import digest

HERE = Path(__file__).parent
BOOK = lmrules.load(HERE / "cases" / "whole-file" / "book.rules")
CHAIN = lmrules.load(HERE.parent / "rules" / "nukleaermedisin.rules")


def document(book: lmrules.Rulebook, *approvals: tuple[str, str]) -> dict[str, Any]:
    """The result for approvals (code, date), as parsed JSON."""
    rows = [lmrules.Approval(code, day) for code, day in approvals]
    return json.loads(book.transfer(rows).to_json())  # type: ignore[no-any-return]


def granted(doc: dict[str, Any]) -> dict[str, Any]:
    """The first transferred decision of the first person."""
    return next(d for d in doc["persons"][0]["decisions"] if d["outcome"] == "transferred")


def test_what_the_evaluator_proves_is_accepted() -> None:
    """A grant, a grant by judgement, and a chain over two transitions all check."""
    assert lmrules.audit(BOOK, document(BOOK, ("NUK-023", "2023-05-02"), ("NUK-031", "2023-05-02"))) == ()
    chain = document(CHAIN, ("NUK-071", "2020-11-20"), ("NUK-072", "2020-11-20"))
    assert granted(chain)["objective"] == "NUK-120"
    assert lmrules.audit(CHAIN, json.dumps(chain)) == ()


Tamper = Callable[[dict[str, Any]], None]


def other_rule(doc: dict[str, Any]) -> None:
    granted(doc)["rule"] = granted(doc)["proof"]["rule"] = "NaF"


def other_objective(doc: dict[str, Any]) -> None:
    decision = granted(doc)
    decision["proof"]["objective"] = "NUK-2025/NKM-030"


def missing_approval(doc: dict[str, Any]) -> None:
    doc["persons"][0]["approvals"].pop(0)


def revoked_approval(doc: dict[str, Any]) -> None:
    doc["persons"][0]["approvals"][0]["disposition"] = "revoked"


def raised_level(doc: dict[str, Any]) -> None:
    granted(doc)["proof"]["covers"][0]["level"] = "selvstendig"


def raised_holding(doc: dict[str, Any]) -> None:
    granted(doc)["proof"]["covers"][0]["holds"]["level"] = "god-kunnskap"


def other_topic(doc: dict[str, Any]) -> None:
    granted(doc)["proof"]["covers"][0]["holds"]["topic"] = "strålevern"


def no_steps(doc: dict[str, Any]) -> None:
    granted(doc)["proof"]["covers"] = []


def nothing_used(doc: dict[str, Any]) -> None:
    granted(doc)["proof"]["uses"] = []
    granted(doc)["approvals"] = []


def other_digest(doc: dict[str, Any]) -> None:
    doc["rulebook"]["digest"] = "sha256:" + "0" * 64


def other_target(doc: dict[str, Any]) -> None:
    doc["rulebook"]["to"] = "NUK-1999"


def moved_date(doc: dict[str, Any]) -> None:
    """To the day the old set ends, everywhere it is written."""
    doc["persons"][0]["approvals"][0]["approved"] = "2025-03-01"
    granted(doc)["approvals"][0]["approved"] = "2025-03-01"
    granted(doc)["proof"]["uses"][0]["approved"] = "2025-03-01"


def moved_in_one_place(doc: dict[str, Any]) -> None:
    granted(doc)["approvals"][0]["approved"] = "2023-05-03"


def as_of_before(doc: dict[str, Any]) -> None:
    doc["as_of"] = "2022-01-01"


def other_language(doc: dict[str, Any]) -> None:
    doc["rulebook"]["language"] = 2


def hidden_decision(doc: dict[str, Any]) -> None:
    doc["persons"][0]["decisions"].pop()


def unknown_step(doc: dict[str, Any]) -> None:
    granted(doc)["proof"]["covers"][0]["step"] = "e"


def from_nothing(doc: dict[str, Any]) -> None:
    step = granted(doc)["proof"]["covers"][0]
    step.update(step="b", parts=[])


def by_judgement(doc: dict[str, Any]) -> None:
    step = granted(doc)["proof"]["covers"][0]
    step["parts"] = [copy.deepcopy(step)]
    step.update(step="c", judgement="S1")


def by_part(doc: dict[str, Any]) -> None:
    step = granted(doc)["proof"]["covers"][0]
    step["parts"] = [{**copy.deepcopy(step), "topic": "NaF-PET-CT"}]
    step.update(step="d")


def invented_judgement(doc: dict[str, Any]) -> None:
    granted(doc)["judgements"] = ["S1"]


def misshapen(doc: dict[str, Any]) -> None:
    granted(doc)["proof"]["uses"] = {"objective": "NUK-2020/NUK-023"}


def endless(doc: dict[str, Any]) -> None:
    proof = granted(doc)["proof"]
    for _ in range(200):
        proof = {**proof, "uses": [{"objective": "NUK-2025/NKM-004", "granted": proof}]}
    granted(doc)["proof"] = proof


TAMPERINGS = [
    other_rule, other_objective, missing_approval, revoked_approval, raised_level, raised_holding, other_topic,
    no_steps, nothing_used, other_digest, other_target, moved_date, moved_in_one_place, as_of_before,
    other_language, hidden_decision, unknown_step, from_nothing, by_judgement, by_part, invented_judgement, misshapen, endless,
]  # fmt: skip


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda t: t.__name__)
def test_a_proof_that_was_tampered_with_is_refused(tamper: Tamper) -> None:
    """Whatever is changed in a proof that holds, the audit finds it."""
    doc = document(BOOK, ("NUK-023", "2023-05-02"))
    assert lmrules.audit(BOOK, doc) == ()
    tamper(doc)
    found = lmrules.audit(BOOK, doc)
    assert found
    assert all(f.message(lang) for f in found for lang in ("nb", "nn", "en"))


def test_a_result_names_both_versions_and_one_from_before_they_were_named_is_accepted() -> None:
    """The version of the language that the docs have and of the package as installed; neither is required."""
    doc = document(BOOK, ("NUK-023", "2023-05-02"))
    assert doc["lmrules"] == importlib.metadata.version("lmrules")
    page = (HERE.parent / "docs" / "reference" / "language.md").read_text(encoding="utf-8")
    assert f"Language version {doc['rulebook']['language']}." in page
    del doc["lmrules"], doc["rulebook"]["language"]
    assert lmrules.audit(BOOK, doc) == ()


@pytest.mark.parametrize(
    "doc", [None, [], {}, {"schema": "lmrules/check/1"}, {"schema": "lmrules/transfer/1"}]
)
def test_another_document_is_refused(doc: object) -> None:
    """Only a transfer result can be audited."""
    assert audit(BOOK.model, BOOK.digest, doc)


def _changes(value: Any, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    """The path to every string and number in a JSON value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _changes(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _changes(inner, (*path, index))
    else:
        yield path


def test_no_single_word_of_a_proof_can_be_changed_unseen() -> None:
    """Every string and number in the proof of a chain, changed alone, is found."""
    doc = document(CHAIN, ("NUK-071", "2020-11-20"), ("NUK-072", "2020-11-20"))
    index = next(i for i, d in enumerate(doc["persons"][0]["decisions"]) if d["outcome"] == "transferred")
    for path in _changes(doc["persons"][0]["decisions"][index]["proof"]):
        changed = copy.deepcopy(doc)
        place: Any = changed["persons"][0]["decisions"][index]["proof"]
        for key in path[:-1]:
            place = place[key]
        last = path[-1]
        place[last] = place[last] + 1 if isinstance(place[last], int) else f"{place[last]}x"
        assert lmrules.audit(CHAIN, changed), path


GAP = """
regelverk hull "Hull" kilde "k"
skala s a < b
tema t "T"
læringsmålsett A gyldig fra 2020-01-01 til 2021-01-01 mål A-1 b: t
læringsmålsett B gyldig fra 2021-01-01 til 2023-01-01 mål B-1 b: t
læringsmålsett C gyldig fra 2021-06-01 mål C-1 a: t
overgang A til B fra 2021-01-01
    påbegynt før 2020-06-01 fullfører til 2022-01-01
    regel R: A-1 ≥ B-1 fordi "likt"
overgang A til C fra 2021-06-01
    regel R: A-1 ≥ C-1 fordi "likt"
overgang B til C fra 2023-01-01
    regel R: B-1 ≥ C-1 fordi "likt"
"""


def test_a_set_that_lives_on_for_a_cohort_lives_on_for_every_transition() -> None:
    """What the evaluator counts by one transition's cohort, the audit counts as well in another."""
    book = lmrules.loads(GAP)
    rows = [lmrules.Approval("A-1", "2021-03-01", set="A", started="2020-01-01")]
    result = book.transfer(rows, to="C")
    assert [d.transition for d in result.transferred] == ["A→C"]
    assert lmrules.audit(book, result.to_json()) == ()


def test_a_row_from_the_day_of_the_cut_off_counts_for_nothing_though_its_set_is_valid() -> None:
    """The audit knows the cut-off as well as the validity: such a row can only be outside."""
    late = lmrules.loads(GAP.replace("til 2023-01-01 mål B-1", "til 2024-01-01 mål B-1"))
    rows = [lmrules.Approval("B-1", "2023-02-01", set="B")]
    doc = json.loads(late.transfer(rows, to="C").to_json())
    assert doc["persons"][0]["approvals"][0]["disposition"] == "outside-validity"
    assert lmrules.audit(late, doc) == ()
    doc["persons"][0]["approvals"][0]["disposition"] = "unused"
    assert lmrules.audit(late, doc)


def test_no_set_is_lost_where_an_objective_on_the_way_has_very_many() -> None:
    """N has 105 sets, more than are kept; of F's fifteen, three rest on the last of those, and are listed too."""
    olds = [f"A-{i:02}" for i in range(1, 16)]
    book = lmrules.loads(
        'skala s a < b\ntema t "T"\nlæringsmålsett A gyldig til 2025-01-01 '
        + " ".join(f"mål {o} a: t" for o in olds)
        + "\nlæringsmålsett B gyldig fra 2025-01-01 mål N a: t mål F a: t\n"
        "overgang A til B fra 2025-01-01\n"
        f'regel R1: minst 2 av ({", ".join(olds)}) ≥ N fordi "likt"\n'
        f'regel R2: {" eller ".join(olds[:12])} ≥ F fordi "likt"\n'
        'regel R3: N ≥ F fordi "likt"\n'
    )
    result = book.transfer([])
    listed = [[o.code for o in one] for one in result["F"].complete_with]
    pairs = [["A-13", "A-14"], ["A-13", "A-15"], ["A-14", "A-15"]]
    assert listed == [*([o] for o in olds[:12]), *pairs]
    assert (result["F"].complete_with_more, result["N"].complete_with_more) == (False, True)
    assert lmrules.audit(book, result.to_json()) == ()
    doc = json.loads(result.to_json())
    of_f = next(d for d in doc["persons"][0]["decisions"] if d["objective"] == "F")
    of_f["complete_with"] = of_f["complete_with"][:12]
    assert lmrules.audit(book, doc)


@given(cases())
def test_every_proof_the_evaluator_gives_is_accepted(case: Case) -> None:
    """On generated rulebooks and approvals, chains, cohorts and judgements included."""
    transfer = Transfer(to=case.target, as_of=case.as_of, preview=case.result.preview, persons=(case.result,))
    mark = digest(case.book)
    text = "".join(transfer_json(case.book.name, mark, transfer, ()))
    assert audit(case.book, mark, json.loads(text)) == ()
