"""Every code has a page, and every page tells the truth: its examples are checked."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from diagnostic_pages import PAGES, examples, page

from lmrules.checks import all_codes
from lmrules.diagnostics import Code
from lmrules.diagnostics.pages import page_name
from lmrules.diagnostics.series import SERIES

HEADINGS = ["Hva det betyr", "Hvorfor det er viktig", "Eksempel", "Rettet", "Når det kan stå"]
WITHOUT_EXAMPLE = {
    "LM901": "no rule file can bring about a fault of our own; a test fires it with a planted check",
}
CODES = [pytest.param(code, id=code.id) for code in all_codes()]


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    """The pages are exactly those of the codes there are."""
    pages = {path.name for path in PAGES.iterdir()} - {"README.md"}
    assert pages == {page_name(code) for code in all_codes()}


@pytest.mark.parametrize("code", CODES)
def test_a_page_has_its_parts_in_order(code: Code) -> None:
    """A page is headed by its code and name and has the same parts, in the same order, as all others."""
    text = page(code)
    assert text.startswith(f"# {code.id} {code.name}\n")
    expected = [h for h in HEADINGS if code.id not in WITHOUT_EXAMPLE or h not in ("Eksempel", "Rettet")]
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == expected
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@pytest.mark.parametrize("code", [c for c in CODES if c.id not in WITHOUT_EXAMPLE])
def test_the_failing_example_gives_exactly_its_code(code: Code, tmp_path: Path) -> None:
    """The failing example of a page gives its code, and nothing else."""
    failing, _ = examples(page(code))
    assert set(failing.codes(tmp_path, code.id)) == {code.id}


@pytest.mark.parametrize("code", [c for c in CODES if c.id not in WITHOUT_EXAMPLE])
def test_the_mended_example_gives_nothing(code: Code, tmp_path: Path) -> None:
    """The mended example of a page gives no diagnostic at all, not even a note."""
    _, mended = examples(page(code))
    assert mended.codes(tmp_path, code.id) == []


def test_every_code_is_in_a_series() -> None:
    """The first digit of every code says what it is about."""
    assert {code.id[:3] for code in all_codes()} <= SERIES.keys()


def test_the_index_is_the_one_the_codes_make() -> None:
    """The index of the pages is what its script writes; if this fails, run the script."""
    script = Path(__file__).parent.parent / "tools" / "diagnostics_index.py"
    subprocess.run([sys.executable, script, "--check"], check=True)
