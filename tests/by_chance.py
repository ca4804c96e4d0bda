"""The rulebooks and approvals of ``strategies.py``, drawn by plain chance: from a seed, and many a second.

Hypothesis keeps a record of every choice, so that it can make a failing example small. A soak needs no such
record, and spends most of its time on it. Here the very same code draws from ``random.Random``: the module
is read once more, with strategies in it that only know how to draw.
"""

from __future__ import annotations

import importlib.util
import random
import sys
from collections.abc import Callable, Sequence
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest import mock

import hypothesis
import strategies
from strategies import Case

Drawn = Callable[[random.Random], Any]


class _OneOf:
    def __init__(self, elements: Sequence[Any]) -> None:
        self.elements = list(elements)

    def __call__(self, chance: random.Random) -> Any:
        return chance.choice(self.elements)


def _lists(one: _OneOf, *, min_size: int = 0, max_size: int, unique: bool = False) -> Drawn:
    def drawn(chance: random.Random) -> Any:
        size = chance.randint(min_size, max_size)
        if unique:
            return chance.sample(one.elements, size)
        return [one(chance) for _ in range(size)]

    return drawn


def _composite(made: Callable[..., Any]) -> Callable[..., Drawn]:
    def given(*arguments: Any, **options: Any) -> Drawn:
        return lambda chance: made(lambda drawn: drawn(chance), *arguments, **options)

    return given


_BY_CHANCE = SimpleNamespace(
    composite=_composite,
    integers=lambda low, high: lambda chance: chance.randint(low, high),
    lists=_lists,
    permutations=lambda items: lambda chance: chance.sample(list(items), len(items)),
    sampled_from=_OneOf,
)


def _read_again() -> ModuleType:
    spec = importlib.util.spec_from_file_location("strategies_by_chance", strategies.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    with mock.patch.object(hypothesis, "strategies", _BY_CHANCE):
        spec.loader.exec_module(module)
    return module


_AGAIN = _read_again()


def case(seed: int, **options: Any) -> Case:
    """The case that ``seed`` stands for; ``options`` are those of ``strategies.cases``."""
    made: Case = _AGAIN.cases(**options)(random.Random(seed))
    return made
