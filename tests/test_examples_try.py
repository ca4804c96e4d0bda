"""Trying examples: `lmrules.examples`."""

from __future__ import annotations

from hypothesis import given

from lmrules.api import Rulebook
from lmrules.examples import Trial, try_examples
from lmrules.model.model import Example, ObjectiveId
from lmrules.mutation.dates import usual_day
from lmrules.pipeline import check_text
from lmrules.source import Source, Span
from lmrules.testing import rulebooks

BOOK = """
rulebook small
scale levels low < high
objectives A valid from 2020-01-01 until 2025-01-01
    objective a high: x
    objective b low: y
objectives B valid from 2025-01-01
    objective n low: x
    objective m low: y
    objective k high: y
transition A to B from 2025-01-01
    rule R: a ≥ n because "less"
    rule S: b = m because "same"
    new k because "none"
"""


def tried(example: str) -> Trial:
    checked = check_text(BOOK + example)
    assert not checked.errors, [d.message("en") for d in checked.errors]
    return try_examples(checked.book)


def wrong(example: str) -> list[tuple[str, str, str | None]]:
    (one,) = tried(f'    example "e" {example}').tried
    return [(d.objective.code, d.got, d.expected) for d in one.differences]


def test_an_example_that_says_what_happens_passes() -> None:
    """What is granted transfers, and the rest is assessed."""
    assert wrong("given a then transfers only n then assesses only m, k") == []


def test_without_only_others_may_transfer_too() -> None:
    """`then transfers n` says nothing of what else transfers."""
    assert wrong("given a, b then transfers n") == []


def test_with_only_no_other_may_transfer() -> None:
    """`then transfers only n` fails where m transfers besides."""
    assert wrong("given a, b then transfers only n") == [("m", "transferred", None)]


def test_with_only_no_other_may_be_assessed() -> None:
    """`then assesses only k` fails where m is assessed besides."""
    assert wrong("given a then assesses only k") == [("m", "assessment", None)]


def test_what_is_expected_to_transfer_and_is_not_is_a_difference() -> None:
    """Nothing given, nothing transferred."""
    assert wrong("given nothing then transfers n") == [("n", "assessment", "transferred")]


def test_an_approval_of_the_new_set_is_approved_and_neither_transfers_nor_is_assessed() -> None:
    """A given objective of the new set has the outcome `approved`."""
    assert wrong("given a, n then transfers n") == [("n", "approved", "transferred")]
    assert wrong("given a, n then assesses n") == [("n", "approved", "assessment")]


def test_the_last_day_before_the_transition_counts_and_its_own_day_does_not() -> None:
    """The cut-off is half-open."""
    assert wrong("given a 2024-12-31 then transfers n") == []
    assert wrong("given a 2025-01-01 then assesses n") == []


def test_a_failure_says_what_was_expected_and_got_and_shows_the_proof() -> None:
    """LM701 has the differences in its message, the rule in its help and everything in its data."""
    (found,) = tried('    example "e" given a then assesses n').diagnostics()
    assert found.code.id == "LM701"
    assert found.message("en") == "the example `e` fails: `B/n` is transferred, not: is to be assessed"
    assert "less" in found.help("en")
    assert found.data["differences"] == [{"objective": "B/n", "expected": "assessment", "got": "transferred"}]
    assert found.span.text == 'example "e" given a then assesses n'


def test_a_failure_shows_what_is_missing() -> None:
    """Where a grant was expected and did not come, the help names what would complete it."""
    (found,) = tried('    example "e" given nothing then transfers n').diagnostics()
    assert "A/a" in found.help("en")


@given(rulebooks())
def test_an_example_comes_out_as_the_evaluator_has_it(book: Rulebook) -> None:
    """The quick way and the evaluator give every objective the same outcome."""
    for transition in book.model.transitions:
        olds = [o.id for o in book.model.set_named[transition.old].objectives]
        for held in (olds, olds[:1], olds[1:]):
            (ground,) = [
                g for g in try_examples(book.model).grounds if g.step.transition.name == transition.name
            ]
            example = _example(book, transition.name, held)
            outcomes = {o: d.outcome for o, d in ground.decisions(example).items()}
            one = ground.try_out(example)
            assert outcomes == {o: one.outcome(o) for o in ground.new}


def _example(book: Rulebook, transition: str, held: list[ObjectiveId]) -> Example:
    (found,) = [t for t in book.model.transitions if t.name == transition]
    day = usual_day(book.model, found)
    return Example(
        span=Span(Source("", ""), 0, 0),
        title="",
        given=tuple((o, day(o.set)) for o in held),
        expectations=(),
    )
