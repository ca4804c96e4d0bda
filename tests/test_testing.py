"""`lmrules.testing`: what a rulebook's own tests use."""

from __future__ import annotations

import subprocess
import sys
from unittest import mock

import attrs
import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st

import lmrules
from lmrules import prepared
from lmrules.evaluate import proofs
from lmrules.evaluate.results import Step
from lmrules.kernel import Verdict
from lmrules.model.model import ObjectiveId
from lmrules.testing import approvals, assert_never_exceeds, rulebooks

BOOK = """
rulebook small
scale levels low < high
objectives A valid from 2020-01-01 until 2025-01-01
    objective a low: x
objectives B valid from 2025-01-01
    objective n low: x
transition A to B from 2025-01-01
    rule R: a = n because "same"
"""


@given(rulebooks())
def test_generated_rulebooks_have_no_errors(book: lmrules.Rulebook) -> None:
    """Each can be used."""
    assert all(d.severity != "error" for d in book.check())


@pytest.mark.parametrize(
    "what",
    [
        lambda book: any(r.may_grant for t in book.model.transitions for r in t.rules),
        lambda book: len(book.model.transitions) == 2,
        lambda book: any(t.cohorts for t in book.model.transitions),
        lambda book: any(t.judgements for t in book.model.transitions),
        lambda book: any(
            isinstance(r.old, ObjectiveId) and r.old.set == r.new.set and r.may_grant
            for t in book.model.transitions
            for r in t.rules
        ),
    ],
    ids=["grants", "chains", "cohorts", "judgements", "grants from grants"],
)
def test_generated_rulebooks_show_every_form(what: object) -> None:
    """The strategy reaches what is hard to get right."""
    find(rulebooks(), what, settings=settings(max_examples=2_000, database=None, derandomize=True))  # type: ignore[arg-type]


@given(rulebooks(), st.data())
def test_approvals_can_be_transferred(book: lmrules.Rulebook, data: st.DataObject) -> None:
    """They name their sets, are one person's, and begin on one day."""
    held = data.draw(approvals(book))
    for target in {t.new for t in book.model.transitions}:
        book.transfer(held, to=target)


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(rulebooks())
def test_no_rulebook_that_checks_ever_exceeds(book: lmrules.Rulebook) -> None:
    """The property of semantics.md, over generated rulebooks and approvals."""
    assert_never_exceeds(book, max_examples=20)


def test_a_grant_that_exceeds_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the kernel blind, the property would say so."""
    book = lmrules.loads(BOOK)
    assert_never_exceeds(book)
    blind = mock.Mock(return_value=Verdict("proved"))
    monkeypatch.setattr(prepared, "verify", blind)
    # The prover finds no proof either, and would stop the run before the property is looked at.
    monkeypatch.setattr(proofs, "cover_step", lambda *_: Step("a", "x", "high"))
    sets = tuple(
        attrs.evolve(
            s,
            objectives=tuple(
                attrs.evolve(o, requirements=tuple(attrs.evolve(r, level="high") for r in o.requirements))
                if s.name == "B"
                else o
                for o in s.objectives
            ),
        )
        for s in book.model.sets
    )
    raised = lmrules.loads(BOOK)
    raised._checked = attrs.evolve(raised._checked, book=attrs.evolve(book.model, sets=sets))
    with pytest.raises(AssertionError, match="x at high is not covered"):
        assert_never_exceeds(raised)


def test_nothing_else_imports_hypothesis() -> None:
    """It is an extra: the package itself does without."""
    program = "import sys, lmrules.api, lmrules.cli.test; sys.exit('hypothesis' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
