"""Mutation of rules: what is made, what notices it, and the examples offered for survivors."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import attrs
import pytest
from hypothesis import given

from lmrules.api import Rulebook
from lmrules.examples import try_examples
from lmrules.mutation.content import content_mutants
from lmrules.mutation.judge import mutate
from lmrules.mutation.mutants import ContentMutant, RuleMutant, evenly, rule_mutants
from lmrules.mutation.results import Judged, Mutation
from lmrules.pipeline import check_path, check_text
from lmrules.prepared import ready, ways_through
from lmrules.testing import rulebooks

HEAD = """rulebook small
scale levels low < high
topic x
topic y
objectives A valid from 2020-01-01 until 2025-01-01
    objective a
        high: x
    objective b
        high: y
    objective c
        high: x
objectives B valid from 2025-01-01
    objective n
        low: x
    objective m
        low: x, y
transition A to B from 2025-01-01
    rule R: a or c ≥ n because "less"
    rule S: a and b ≥ m because "less"
"""


def judged(text: str) -> Mutation:
    checked = check_text(text)
    assert not checked.errors, [d.message("en") for d in checked.errors]
    return mutate(checked, try_examples(checked.book))


def text_of(one: Judged) -> str:
    return one.mutant.describe("en")


def fates(mutation: Mutation, kind: str) -> Counter[str]:
    return Counter(j.fate for j in mutation.judged if j.mutant.kind == kind)


def test_a_dropped_conjunct_is_noticed_by_the_proof() -> None:
    """Without a or without b the kernel refutes S."""
    assert [
        j.fate
        for j in judged(HEAD).judged
        if j.mutant.kind == "drop-part" and "`S`" in j.mutant.describe("en")
    ] == ["kernel", "kernel"]


def test_without_examples_a_dropped_rule_survives() -> None:
    """Nothing says that R should be there, except what the checks say of the new objective."""
    assert {j.fate for j in judged(HEAD).judged if j.mutant.kind == "drop-rule"} <= {"survivor", "check"}


def test_an_example_notices_a_dropped_alternative() -> None:
    """An example of c alone fails where `or c` is gone."""
    example = '    example "c is enough" given c then transfers n\n'
    by = {
        j.by
        for j in judged(HEAD + example).judged
        if j.mutant.describe("en") == "`c` is dropped in the rule `R`"
    }
    assert by == {"c is enough"}


def test_a_failing_example_notices_nothing() -> None:
    """Only an example that passes as things stand can tell a mutant from the rulebook."""
    example = '    example "wrong" given nothing then transfers n\n'
    assert all(j.by != "wrong" for j in judged(HEAD + example).judged)


def test_an_undated_approval_moves_with_the_dates() -> None:
    """So it cannot notice a date that is shifted, and one with its date written can."""
    undated = judged(HEAD + '    example "e" given a then transfers n\n')
    dated = judged(HEAD + '    example "e" given a 2024-12-31 then transfers n\n')
    assert fates(undated, "date")["example"] < fates(dated, "date")["example"]


def test_every_offered_example_notices_its_mutant() -> None:
    """With every example offered pasted in, nothing survives."""
    first = judged(HEAD)
    offered = {j.offer.text for j in first.survivors if j.offer is not None}
    assert offered
    again = judged(HEAD + "".join(sorted(offered)))
    assert again.survivors == ()
    assert again.score == 100.0


def test_a_survivor_is_told_with_the_example_to_paste() -> None:
    """LM705 at the place of the change."""
    found = judged(HEAD).diagnostics()
    assert {d.code.id for d in found} == {"LM705"}
    assert any('example "' in d.help("en") for d in found)


def test_at_most_so_many_mutants_are_judged_and_always_the_same() -> None:
    """`--most` takes an even sample."""
    book = check_text(HEAD).book
    every = list(rule_mutants(book))
    some = evenly(every, 5)
    assert some == [every[len(every) * i // 5] for i in range(5)]
    assert evenly(every, None) == every


@given(rulebooks())
def test_a_mutant_called_equivalent_grants_the_same(book: Rulebook) -> None:
    """Rule and content mutants that are left out leave every minimal set of approvals as it was."""
    checked = book._checked
    for judged_ in mutate(checked, try_examples(checked.book)).judged:
        if judged_.fate != "equivalent" or not isinstance(judged_.mutant, RuleMutant | ContentMutant):
            continue
        changed = judged_.mutant.book(checked.book)
        for before, after in zip(checked.book.transitions, changed.transitions, strict=True):
            olds = {o.id: [frozenset({o.id})] for o in checked.book.set_named[before.old].objectives}
            ours, _ = ways_through(ready(checked.book, before), olds)
            theirs, _ = ways_through(ready(changed, after), olds)
            assert {o: s for o, s in ours.items() if s} == {o: s for o, s in theirs.items() if s}


@given(rulebooks())
def test_a_content_mutant_that_the_kernel_notices_has_an_error(book: Rulebook) -> None:
    """The quick way, on the theory alone, agrees with verifying the changed rulebook from the beginning."""
    checked = book._checked
    trial = try_examples(checked.book)
    found = [j for j in mutate(checked, trial).judged if isinstance(j.mutant, ContentMutant)]
    assert len(found) == len(list(content_mutants(checked.book)))
    for one in found:
        changed = one.mutant.book(checked.book)
        verdicts = {v.status for t in changed.transitions for _, v in ready(changed, t).verdicts}
        assert (verdicts <= {"proved"}) == (one.fate != "kernel"), text_of(one)


@pytest.mark.parametrize("name", ["nukleaermedisin", "lis1", "erstattes-av"])
def test_our_own_rulebooks_notice_95_per_cent_of_the_changes(name: str) -> None:
    """The bar of the project; what survives is that a cohort's dates cannot be shown in an example."""
    path = Path(__file__).parent.parent / "rules" / f"{name}.rules"
    checked = check_path(path)
    mutation = mutate(checked, try_examples(checked.book))
    assert mutation.score >= 95
    survivors = [text_of(j) for j in mutation.survivors]
    assert all(text.startswith("the cohort") for text in survivors), survivors


def test_attrs_values_are_frozen() -> None:
    """A mutant cannot be changed once made."""
    mutant = next(iter(rule_mutants(check_text(HEAD).book)))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        mutant.kind = "other"  # type: ignore[misc]
