"""The corpus of judged cases replayed: verdicts, decisions, digests and diagnostics are still the same."""

from __future__ import annotations

import pytest
from corpus import group, groups, parsed, said_by_checks, said_of_person, said_of_rules

from lmrules.model.canonical import digest

GROUPS = groups()


@pytest.mark.parametrize("number", GROUPS)
def test_the_verdict_on_every_rule_is_the_one_judged_right(number: int) -> None:
    """Status, claim, counterexample, derived relation and missing requirements are those of the corpus."""
    for entry, book, _ in group(number):
        assert said_of_rules(book) == entry["verdicts"]


@pytest.mark.parametrize("number", GROUPS)
def test_the_result_for_every_person_is_the_one_judged_right(number: int) -> None:
    """Decisions, proofs, evidence, completions and dispositions are those of the corpus."""
    for entry, book, _ in group(number):
        assert said_of_person(entry, book) == entry["person"]


@pytest.mark.parametrize("number", GROUPS)
def test_the_model_of_every_text_has_the_digest_judged_right(number: int) -> None:
    """Every text still resolves to the rulebook that it did: same digest, same verdicts."""
    for entry, _, _ in group(number):
        book, _ = parsed(entry["text"])
        assert digest(book)[7:19] == entry["digest"]
        assert said_of_rules(book) == entry["verdicts"]


@pytest.mark.parametrize("number", GROUPS)
def test_every_check_says_of_every_rulebook_what_it_said(number: int) -> None:
    """Every check finds the same, in the same places and with the same data."""
    for entry, book, files in group(number):
        assert said_by_checks(book, files) == entry["checks"]
