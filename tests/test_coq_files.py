"""The Coq files assume nothing, and what Python says of them is there."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from oracle_cases import OWN
from oracle_run import PROOFS, coq_files

import lmrules.kernel
from lmrules.auditing import document, ground, proofs

ROOT = PROOFS.parent
PAGE = ROOT / "docs" / "explanation" / "proof.md"

_MIRRORS = re.compile(r"`(?P<name>\w+)` in proofs/(?P<file>\w+\.v)")
_STATED = re.compile(
    r"^ *(?:Theorem|Lemma|Corollary|Definition|Fixpoint|Inductive|Record|Example) (\w+)", re.MULTILINE
)
_ASSUMED = re.compile(
    r"\b(?:Admitted|admit|Axioms?|Parameters?|Conjecture|Abort|bypass_check)\b|^(?:Variable|Hypothes[ie]s)",
    re.MULTILINE,
)
_COMMENT = re.compile(r"\(\*.*?\*\)", re.DOTALL)


def text(name: str) -> str:
    """A Coq file, without its comments."""
    return _COMMENT.sub("", (PROOFS / name).read_text(encoding="utf-8"))


def stated(name: str) -> set[str]:
    """What a Coq file defines, states and proves."""
    return set(_STATED.findall(text(name)))


def documented(module: object) -> Iterator[tuple[str, str]]:
    """Every function and class of a module, methods included, with its docstring (empty where it has none)."""
    source = inspect.getsource(module)  # type: ignore[arg-type]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, ast.get_docstring(node) or ""


def test_the_files_are_those_of_the_project() -> None:
    """Each Coq file stands in the project's list, once."""
    assert sorted(coq_files()) == sorted(path.name for path in PROOFS.glob("*.v"))


@pytest.mark.parametrize("name", coq_files())
def test_nothing_is_assumed(name: str) -> None:
    """No proof is left out, and no axiom is stated."""
    assert not _ASSUMED.findall(text(name))


def test_the_assumptions_of_every_main_theorem_are_printed() -> None:
    """`make prove` looks at what each theorem in Soundness.v rests on."""
    printed = set(re.findall(r"^Print Assumptions (\w+)\.$", text("Soundness.v"), re.MULTILINE))
    theorems = set(re.findall(r"^Theorem (\w+)", text("Soundness.v"), re.MULTILINE))
    assert theorems
    assert theorems <= printed


@pytest.mark.parametrize("module", [lmrules.kernel, document, ground, proofs], ids=lambda m: m.__name__)
def test_each_lemma_that_a_docstring_names_is_there(module: object) -> None:
    """A name in a docstring is a name in the Coq file it says."""
    named = [found for _, doc in documented(module) for found in _MIRRORS.finditer(doc)]
    assert named
    for found in named:
        assert found["name"] in stated(found["file"]), found[0]


def test_each_public_part_of_the_kernel_names_what_it_mirrors() -> None:
    """No function or class of the kernel stands without a counterpart; but `relation`, which words a finding."""
    bare = {
        name
        for name, doc in documented(lmrules.kernel)
        if not name.startswith("_") and not _MIRRORS.search(doc)
    }
    local = {"walk", "least", "choose"}  # within minimal_sets
    assert bare - local == {"relation"}


def test_the_driver_has_the_numbers_of_the_python_side() -> None:
    """The limit of the search, and the first number of an objective's own topic, are the same on both sides."""
    driver = (PROOFS / "oracle_main.ml").read_text(encoding="utf-8")
    said = dict(re.findall(r"^let (limit|own) = (\d+)", driver, re.MULTILINE))
    assert said == {"limit": str(lmrules.kernel.SEARCH_LIMIT), "own": str(OWN)}


@pytest.mark.parametrize("page", [PAGE, PROOFS / "README.md"], ids=lambda page: Path(page).name)
def test_each_name_on_the_pages_is_there(page: Path) -> None:
    """What the pages on the proof name after a Coq file is in that file, and the kernel's names in Python."""
    shown = page.read_text(encoding="utf-8")
    for name, file in re.findall(r"`(\w+)` \((\w+\.v)\)", shown):
        assert name in stated(file), (name, file)
    for module, name in re.findall(r"`lmrules\.(kernel|auditing)\.(\w+(?:\.\w+)?)`", shown):
        found: object = getattr(lmrules, module)
        for part in name.split("."):
            found = getattr(found, part)
        assert found
