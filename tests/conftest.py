"""Hypothesis profiles for the whole suite, chosen with ``LMRULES_HYPOTHESIS``.

``ci`` (the usual one) gives the same examples on every run and every machine, so that a red build is a red
build for everybody, and does not spend minutes on making a failing example small; ``shrink`` does.
``mutants`` gives few examples, for the thousand runs of ``make mutants``. ``soak`` looks for new examples, many: ``LMRULES_HYPOTHESIS=soak pytest tests``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]

_SAME = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=100,
    suppress_health_check=_SLOW,
    print_blob=False,
)

settings.register_profile("ci", _SAME, phases=[Phase.explicit, Phase.generate])
settings.register_profile("shrink", _SAME, phases=[Phase.explicit, Phase.generate, Phase.shrink])
settings.register_profile("mutants", _SAME, max_examples=10, phases=[Phase.explicit, Phase.generate])
settings.register_profile("soak", deadline=None, max_examples=3_000, suppress_health_check=_SLOW)
settings.load_profile(os.environ.get("LMRULES_HYPOTHESIS", "ci"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--update-golden`` writes the golden files anew, to be read before they are committed."""
    parser.addoption("--update-golden", action="store_true", default=False)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Under ``make mutants`` the corpus goes first: it notices most, soonest."""
    if os.environ.get("LMRULES_HYPOTHESIS") == "mutants":
        items.sort(key=lambda item: (item.path.name != "test_corpus.py", "bounded_time" in item.name))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One headless Chromium for a module's tests of the local web page.

    No longer than the module: while it runs, Playwright has an event loop in this thread, in which no other test
    could start one.
    """
    from headless import chromium

    with chromium() as launched:
        yield launched
