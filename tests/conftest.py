"""Hypothesis profiles for the whole suite.

``ci`` (the usual one) gives the same examples on every run and every machine, so that a red build is a red
build for everybody. ``soak`` looks for new ones, many: ``LMRULES_HYPOTHESIS=soak pytest tests``.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]

settings.register_profile(
    "ci", derandomize=True, database=None, deadline=None, max_examples=60, suppress_health_check=_SLOW, print_blob=False
)
settings.register_profile("soak", deadline=None, max_examples=3_000, suppress_health_check=_SLOW)
settings.load_profile(os.environ.get("LMRULES_HYPOTHESIS", "ci"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--update-golden`` writes the golden files anew, to be read before they are committed."""
    parser.addoption("--update-golden", action="store_true", default=False)
