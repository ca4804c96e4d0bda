"""Examples that are no whole: they are right as far as they go.

Whole rulebooks, Python that runs and commands have tests of their own (``test_docs.py``,
``test_docs_console.py``).
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Callable

import pytest
import sqlglot
import yaml
from test_docs import Fence, examples, fences

from lmrules.source import Source
from lmrules.syntax.keywords import KEYWORDS
from lmrules.syntax.parse import parse

BEGINNINGS = {phrase.split()[0] for keyword in KEYWORDS if keyword.begins for phrase in keyword.phrases}
READERS: dict[str, Callable[[str], object]] = {
    "py": ast.parse,
    "sql": lambda text: sqlglot.parse(text, dialect="duckdb"),
    "toml": tomllib.loads,
    "yaml": yaml.safe_load,
}


def rule_fragments() -> list[object]:
    """The text examples that begin with a word of the rule language, comments before it left out."""
    found: list[object] = []
    for fence in fences():
        lines = [line.split() for line in fence.text.splitlines() if not line.lstrip().startswith("#")]
        words = next((line for line in lines if line), [""])
        if fence.language == "text" and words[0] in BEGINNINGS and "─" not in fence.text:
            found.append(pytest.param(fence, id=fence.id))
    return found


@pytest.mark.parametrize("fence", rule_fragments())
def test_a_part_of_a_rulebook_is_written_as_the_language_is(fence: Fence) -> None:
    """A part of a rule file shown as an example parses, though names and what stands before it are missing."""
    found = [d for d in parse(Source(fence.id, fence.text))[1] if d.code.name != "out-of-place"]
    assert not [f"{d.span.begin.line}: {d.code.id} {d.message('en')}" for d in found]


@pytest.mark.parametrize("fence", [e for language in READERS for e in examples(language)])
def test_an_example_can_be_read(fence: Fence) -> None:
    """A setting, a query or a signature that is only shown is right in its own language."""
    READERS[fence.language](fence.text)
