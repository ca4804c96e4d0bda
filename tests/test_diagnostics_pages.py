"""Every code has a page, and every page tells the truth: its examples are checked."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from diagnostic_pages import PAGES, examples, page

from lmrules.checks import all_codes
from lmrules.diagnostics import Code, render_json
from lmrules.diagnostics.pages import page_name
from lmrules.diagnostics.report import Finding, Report
from lmrules.diagnostics.series import SERIES
from lmrules.messages import LANGUAGES, Language
from lmrules.resources import resource_text

HEADINGS = ["Hva det betyr", "Hvorfor det er viktig", "Eksempel", "Rettet", "Når det kan stå"]
WITHOUT_EXAMPLE = {
    "LM901": "no rule file can bring about a fault of our own; a test fires it with a planted check",
    "LM902": "an example would fill pages; a test fires it with a lower bound",
}
CODES = [pytest.param(code, id=code.id) for code in all_codes()]
WITH_EXAMPLE = [case for case in CODES if case.id not in WITHOUT_EXAMPLE]


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


@pytest.mark.parametrize("code", WITH_EXAMPLE)
def test_the_failing_example_gives_exactly_its_code(code: Code, tmp_path: Path) -> None:
    """The failing example of a page gives its code, and nothing else."""
    failing, _ = examples(page(code))
    assert {d.code.id for d in failing.found(tmp_path, code.id)} == {code.id}


@pytest.mark.parametrize("code", WITH_EXAMPLE)
def test_the_mended_example_gives_nothing(code: Code, tmp_path: Path) -> None:
    """The mended example of a page gives no diagnostic at all, not even a note."""
    _, mended = examples(page(code))
    assert mended.found(tmp_path, code.id) == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", WITH_EXAMPLE)
def test_a_message_is_one_clear_line(code: Code, lang: Language, tmp_path: Path) -> None:
    """In every language: one line, no capital, no full stop, every field filled in, backticks in pairs."""
    failing, _ = examples(page(code))
    for diagnostic in failing.found(tmp_path, code.id):
        labels = [label.message(lang) for label in diagnostic.related]
        for text in (diagnostic.message(lang), diagnostic.help(lang).split("\n")[0], *labels):
            assert text
            assert not re.search(r"[\n{}]", text)
            assert not text.endswith(".")
            assert text.count("`") % 2 == 0
            # A name of the author's may come first: `GML-1` is no word with a capital.
            assert text[0] == text[0].lower() or not text.split()[0][1:].islower()


@pytest.mark.parametrize("code", WITH_EXAMPLE)
def test_a_diagnostic_keeps_the_schema_and_says_what_programs_need(code: Code, tmp_path: Path) -> None:
    """As JSON each keeps the schema; every LM3xx about a rule names the transition and the rule."""
    failing, _ = examples(page(code))
    found = failing.found(tmp_path, code.id)
    report = Report.of([], [Finding.of(diagnostic, "en") for diagnostic in found])
    schema = json.loads(resource_text("schemas/check.schema.json"))
    jsonschema.validate(json.loads(render_json.render(report)), schema)
    if code.id.startswith("LM3") and "rule" in code.fields:
        assert all({"transition", "rule"} <= diagnostic.data.keys() for diagnostic in found)


def test_every_code_is_in_a_series() -> None:
    """The first digit of every code says what it is about."""
    assert {code.id[:3] for code in all_codes()} <= SERIES.keys()


def test_the_index_is_the_one_the_codes_make() -> None:
    """The index of the pages is what its script writes; if this fails, run the script."""
    script = Path(__file__).parent.parent / "tools" / "diagnostics_index.py"
    subprocess.run([sys.executable, script, "--check"], check=True)
