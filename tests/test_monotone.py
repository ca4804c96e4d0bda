"""Looking for a least set from above finds one exactly where there is one."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from strategies import randomness

from lmrules.monotone import TooMany, another


@settings(max_examples=200)
@given(randomness())
def test_another_set_is_found_exactly_where_one_is_left(chance: random.Random) -> None:
    """What is found has a yes, contains no known set, and nothing less has a yes; else there is none."""
    pool = frozenset(range(chance.randint(1, 7)))
    wanted = [frozenset(chance.sample(sorted(pool), chance.randint(1, len(pool)))) for _ in range(4)]
    least = [s for s in set(wanted) if not any(other < s for other in wanted)]

    def yes(having: frozenset[int]) -> bool:
        return any(one <= having for one in wanted)

    known = chance.sample(least, chance.randint(0, len(least)))
    found = another(yes, pool, known, 10_000)
    assert (found is None) == (len(known) == len(least))
    assert found is None or (found in least and found not in known)


def test_too_many_is_said_and_not_guessed() -> None:
    """Where the limit is passed nothing is claimed."""
    pool = frozenset(range(12))
    known = [frozenset(pair) for pair in combinations(range(12), 2)]
    with pytest.raises(TooMany):
        another(lambda having: len(having) >= 2, pool, known, 20)
    assert another(lambda having: len(having) >= 2, pool, known, 10_000) is None
