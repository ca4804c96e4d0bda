"""What holds of the package as a whole: its catalogue of messages, its public names, its parts' size."""

from __future__ import annotations

import ast
import inspect
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from string import Formatter

import pytest

import lmrules
from lmrules.checks import all_checks, all_codes
from lmrules.diagnostics import Code, codes_names, codes_order, codes_own, codes_suppression, codes_text
from lmrules.diagnostics.pages import page_name
from lmrules.messages import LANGUAGES, Text

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "lmrules"
CODES = [pytest.param(code, id=code.id) for code in all_codes()]

LONGEST_MODULE, AIMED_MODULE = 400, 300
LONGEST_FUNCTION, AIMED_FUNCTION = 80, 40
LONG_MODULES = {
    "kernel.py": "what must be trusted is read in one place, and half of it is the argument for it",
    "model/in_transition.py": "one class that resolves one transition; its methods share what it knows",
}
"""The modules over the limit, each with the reason."""


def fields(text: str) -> Counter[str]:
    """The named fields of a text, each as often as it stands there."""
    return Counter(field for _, field, _, _ in Formatter().parse(text) if field is not None)


def spoken(code: Code) -> Iterator[tuple[str, Text]]:
    """The texts of a code, with what each is."""
    yield "message", code.message
    yield "help", code.help


# ------------------------------------------------------------------------------------------- the catalogue


@pytest.mark.parametrize("code", CODES)
def test_a_message_says_the_same_in_every_language(code: Code) -> None:
    """Message and help stand in bokmål, nynorsk and English, with the same named fields in each."""
    for what, text in spoken(code):
        in_each = [getattr(text, lang) for lang in LANGUAGES]
        assert all(in_each), what
        assert len({frozenset(fields(said)) for said in in_each}) == 1, what
        assert "" not in fields(text.en), "a field has a name"


@pytest.mark.parametrize("code", CODES)
def test_a_message_is_written_as_the_others_are(code: Code) -> None:
    """Message and help begin with a small letter, a field or a name in backticks, and have no full stop."""
    for what, text in spoken(code):
        for lang in LANGUAGES:
            said = getattr(text, lang)
            assert not said[0].isupper(), (what, lang)
            assert not said.endswith((".", "!")), (what, lang)
            assert said == said.strip(), (what, lang)
            assert "  " not in said, (what, lang)
            assert said.count("`") % 2 == 0, (what, lang)


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_page_with_its_name(code: Code) -> None:
    """The page of a code is found by its id and name."""
    page = ROOT / "docs" / "reference" / "diagnostics" / page_name(code)
    assert page.read_text(encoding="utf-8").startswith(f"# {code.id} {code.name}\n")


def test_no_two_codes_share_an_id_or_a_name() -> None:
    """An id, and a name, stands for one code only, wherever codes are declared."""
    modules = (codes_text, codes_names, codes_order, codes_suppression, codes_own)
    declared = {id(c): c for module in modules for c in vars(module).values() if isinstance(c, Code)}
    declared |= {id(c): c for check in all_checks() for c in check.codes}
    ids = Counter(code.id for code in declared.values())
    names = Counter(code.name for code in declared.values())
    assert set(ids.values()) == set(names.values()) == {1}
    assert set(ids) <= {code.id for code in all_codes()}


# ---------------------------------------------------------------------------------------- the public names


@pytest.mark.parametrize("name", lmrules.__all__)
def test_every_public_name_is_documented(name: str) -> None:
    """A public name says what it is, in its docstring and in the reference."""
    value = getattr(lmrules, name)
    assert inspect.getdoc(value)
    reference = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
    assert name in reference


# ------------------------------------------------------------------------------------------- size of parts


def modules() -> dict[str, str]:
    """The text of every module of the package, by its place in it."""
    return {
        path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def functions() -> Iterator[tuple[str, int]]:
    """Every function of the package, and how many lines it has."""
    for place, text in modules().items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{place}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_module_is_too_long_to_read(record_property: Callable[[str, object], None]) -> None:
    """No module is over 400 lines but those that say why; none says so that need not."""
    sizes = {place: text.count("\n") for place, text in modules().items()}
    record_property("modules over 300", sorted(p for p, size in sizes.items() if size > AIMED_MODULE))
    assert {place for place, size in sizes.items() if size > LONGEST_MODULE} == LONG_MODULES.keys()


def test_no_function_is_too_long_to_read(record_property: Callable[[str, object], None]) -> None:
    """No function is over 80 lines."""
    sizes = dict(functions())
    record_property("functions over 40", sorted(n for n, size in sizes.items() if size > AIMED_FUNCTION))
    assert not {name for name, size in sizes.items() if size > LONGEST_FUNCTION}


def test_every_module_says_what_it_is() -> None:
    """Every module begins with a docstring."""
    assert not [place for place, text in modules().items() if text and not ast.get_docstring(ast.parse(text))]
