"""The Python interface keeps what ``interfaces.md`` promises."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

import jsonschema
import pytest

import lmrules
from lmrules.resources import resource_text

BOOK = Path(__file__).parent / "cases" / "whole-file" / "book.rules"


@pytest.fixture(scope="module")
def book() -> lmrules.Rulebook:
    """The worked example."""
    return lmrules.load(BOOK)


def test_importing_brings_in_neither_lark_nor_any_extra() -> None:
    """`import lmrules` loads nothing but the standard library and, when used, attrs; lark only to parse."""
    code = "import sys, lmrules; print(sorted({m.split('.')[0] for m in sys.modules}))"
    loaded = _python(code)
    assert not {"lark", "click", "attr", "attrs", "hypothesis", "rich"} & set(
        json.loads(loaded.replace("'", '"'))
    )
    code = "import sys, lmrules; lmrules.Approval('A', '2020-01-01'); print('click' in sys.modules)"
    assert _python(code).strip() == "False"


def _python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_every_public_name_is_there_and_documented() -> None:
    """Every name in ``__all__`` can be had, has a docstring, and the list is sorted."""
    assert lmrules.__all__ == sorted(lmrules.__all__)
    assert set(lmrules.__all__) <= set(dir(lmrules))
    assert all(getattr(lmrules, name).__doc__ for name in lmrules.__all__)
    with pytest.raises(AttributeError):
        lmrules.nothing_of_the_kind  # noqa: B018


def test_a_transfer_gives_transferred_and_assessments_with_proof_and_what_is_missing(
    book: lmrules.Rulebook,
) -> None:
    """The example of ``interfaces.md``: indexing, proof, complete_with and an explanation."""
    result = book.transfer([lmrules.Approval("NUK-023", "2023-02-01")], to="NUK-2025")
    assert [d.objective.code for d in result.transferred] == ["NKM-004"]
    assert {d.objective.code for d in result.assessments} == {"NKM-005", "NKM-009", "NKM-030", "STR-001"}
    proof = result["NKM-004"].proof
    assert proof is not None
    assert proof.rule == "PET"
    assert [[str(o) for o in s] for s in result["STR-001"].complete_with] == [["NUK-2020/STR-001"]]
    assert "PET" in result["NKM-004"].explain(lang="nb")
    assert "is transferred" in result["NKM-004"].explain(lang="en")
    assert [row.disposition for row in result.approvals] == ["used"]
    with pytest.raises(KeyError):
        result["NKM-999"]


def test_no_approvals_give_an_answer_for_every_objective(book: lmrules.Rulebook) -> None:
    """A person without any row still gets a decision on every objective of the target set."""
    result = book.transfer([])
    assert len(result.assessments) == 5
    assert not result.transferred


def test_a_result_as_json_keeps_to_its_schema_and_is_the_same_every_time(book: lmrules.Rulebook) -> None:
    """``to_json`` is what the command writes, valid and byte-identical."""
    approvals = [lmrules.Approval("NUK-023", "2023-02-01", id="a1"), lmrules.Approval("X", "2023-02-01")]
    text = book.transfer(approvals, as_of="2024-01-01").to_json()
    document = json.loads(text)
    jsonschema.validate(document, json.loads(resource_text("schemas/transfer.schema.json")))
    assert text == book.transfer(approvals, as_of="2024-01-01").to_json()
    assert document["preview"] is True
    assert [a["disposition"] for a in document["persons"][0]["approvals"]] == ["used", "unknown-objective"]


def test_rows_of_several_persons_are_refused(book: lmrules.Rulebook) -> None:
    """One person at a time; the error names nobody."""
    rows = [lmrules.Approval("NUK-023", "2023-02-01", person=p) for p in ("01017012345", "LIS-2")]
    with pytest.raises(lmrules.TransferError) as error:
        book.transfer(rows)
    assert "01017012345" not in str(error.value)


def test_an_unknown_target_is_refused_with_the_sets_there_are(book: lmrules.Rulebook) -> None:
    """The message lists what may be chosen."""
    with pytest.raises(lmrules.TransferError, match="NUK-2020, NUK-2025"):
        book.transfer([], to="NUK-1999")


def test_a_rulebook_with_errors_is_not_loaded_and_carries_its_diagnostics(tmp_path: Path) -> None:
    """``load`` raises with the diagnostics; ``check`` never raises for a user's mistake."""
    path = tmp_path / "feil.rules"
    path.write_text("regel R: A ≥ B", encoding="utf-8")
    with pytest.raises(lmrules.RulebookError) as error:
        lmrules.load(path)
    assert [d.code.id for d in error.value.diagnostics] == ["LM009"]
    assert [d.code.id for d in lmrules.check(path)] == ["LM009"]
    assert [d.code.id for d in lmrules.check(tmp_path / "finnes-ikke.rules")] == ["LM107"]
    with pytest.raises(lmrules.RulebookError):
        lmrules.load(tmp_path / "finnes-ikke.rules")


def test_a_comparison_says_the_relation_of_each_side(book: lmrules.Rulebook) -> None:
    """Derived, per side: the same content at a lower level is = in content and < in complexity."""
    lower = book.compare("NUK-024", "NKM-005")
    assert (lower.relation, lower.content, lower.complexity) == ("<", "=", "<")
    assert [r.topic for r in lower.missing] == ["NaF-PET-CT"]
    assert book.compare("NUK-023", "NKM-004").covers
    assert book.compare("NUK-044", "NKM-030").complexity is None
    with pytest.raises(ValueError, match="several sets"):
        book.compare("STR-001", "NKM-004")
    with pytest.raises(KeyError):
        book.compare("NUK-999", "NKM-004")


def test_an_approval_never_prints_its_person() -> None:
    """Neither str, repr nor format of an approval or a person shows the identifier."""
    approval = lmrules.Approval("NUK-023", "2023-02-01", person="01017012345", id="01017012345")
    assert "01017012345" not in f"{approval} {approval!r} {approval.person} {approval.person!r:>20}"
    assert approval.person.reveal() == "01017012345"


@pytest.mark.parametrize(
    "day", ["2023-02-30", "2023-2-1", "１９９９-01-01", "01017012345", "2023-02-01T00:00"]
)
def test_a_day_that_does_not_exist_is_refused_without_repeating_it(day: str) -> None:
    """Dates are ISO days; what was given may be an identifier in the wrong column."""
    with pytest.raises(ValueError, match=r"day|date") as error:
        lmrules.Approval("NUK-023", day)
    assert day not in str(error.value)


def test_one_rulebook_serves_many_threads(book: lmrules.Rulebook) -> None:
    """32 threads on one freshly loaded rulebook get the answer that one gets."""
    fresh = lmrules.load(BOOK)
    approvals = [lmrules.Approval("NUK-023", "2023-02-01"), lmrules.Approval("NUK-031", "2023-02-01")]
    expected = book.transfer(approvals).to_json()
    answers: list[str] = []
    threads = [
        threading.Thread(target=lambda: answers.append(fresh.transfer(approvals).to_json()))
        for _ in range(32)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [expected] * 32


def test_the_same_content_in_other_words_has_the_same_digest(book: lmrules.Rulebook) -> None:
    """Layout leaves no trace in the digest; a changed level does."""
    text = BOOK.read_text(encoding="utf-8")
    squeezed = "\n".join(line.strip() for line in text.splitlines() if not line.lstrip().startswith("#"))
    assert lmrules.loads(squeezed).digest == book.digest
    assert lmrules.loads(text.replace("selvstendig: PET-CT", "beherske: PET-CT")).digest != book.digest
