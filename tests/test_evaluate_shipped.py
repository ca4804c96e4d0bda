"""The mission's own property on the rulebook that is shipped, with the naive cover."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import naive
import pytest

from lmrules.evaluate.run import one_person
from lmrules.model.approval import Approval
from lmrules.model.model import Rulebook
from lmrules.pipeline import check_path
from lmrules.prepared import Prepared, prepare

SHIPPED = Path(__file__).parent.parent / "rules" / "nukleaermedisin.rules"
TARGET = "NUK-2025"


@cache
def shipped() -> tuple[Rulebook, Prepared, naive.Meaning]:
    """The shipped rulebook, and what it means with every judgement in force."""
    book = check_path(SHIPPED).book
    judgements = [j for t in book.transitions for j in t.judgements]
    return book, prepare(book, TARGET), naive.Meaning(book, judgements)


@pytest.mark.parametrize(("of", "day"), [("NUK-2019", "2020-06-01"), ("NUK-2021", "2023-06-01")])
@pytest.mark.parametrize("share", [1.0, 0.5, 0.1])
def test_the_shipped_rulebook_grants_nothing_beyond_the_approvals(of: str, day: str, share: float) -> None:
    """Whatever part of an old set somebody holds, nothing is granted that the approvals do not cover."""
    book, prepared, meaning = shipped()
    chance = random.Random(f"{of} {share}")
    held = [o.id for o in book.set_named[of].objectives if chance.random() < share]
    rows = [Approval(o.code, day, set=of, row=i) for i, o in enumerate(held, 1)]
    whole, problems = one_person(prepared, rows, None)
    assert not problems
    approved = meaning.of(held)
    granted = [d.objective for d in whole.persons[0].decisions if d.outcome == "transferred"]
    assert granted or share < 1
    for objective in granted:
        for topic, level in meaning.requirements[objective]:
            assert (topic, level) in meaning.cover(approved), (objective, topic, level)
            assert any((level, at) in meaning.at_most for _, at in approved)
