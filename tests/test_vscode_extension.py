"""The extension for VS Code: what is packed, and that its colours and its bundle hold, by its own tests in node."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

import lmrules
from lmrules.lsp.server import all_features

ROOT = Path(__file__).parent.parent
EXTENSION = ROOT / "editors" / "vscode"
NEEDS_NODE = pytest.mark.skipif(shutil.which("npm") is None, reason="npm (Debian: npm) is not installed")
PACKAGE = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def packed() -> zipfile.ZipFile:
    """The extension, packed by `make vscode`."""
    done = subprocess.run(
        ["make", "--no-print-directory", "vscode"],  # noqa: S607 - whichever make there is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "MAKEFLAGS": ""},
    )
    if done.returncode and not (EXTENSION / "node_modules" / ".installed").exists():
        pytest.skip("the packages in package-lock.json cannot be fetched here")
    assert done.returncode == 0, done.stdout + done.stderr
    return zipfile.ZipFile(EXTENSION / "dist" / "lmrules.vsix")


@NEEDS_NODE
@pytest.mark.xdist_group("vscode")
def test_the_package_has_what_it_needs_and_nothing_else(packed: zipfile.ZipFile) -> None:
    """In the .vsix are the bundle, the grammar, the page for authors and the licence; no sources, no packages."""
    assert {n.removeprefix("extension/") for n in packed.namelist() if n.startswith("extension/")} == {
        "package.json",
        "readme.md",
        "LICENSE.txt",
        "language-configuration.json",
        "syntaxes/lmrules.tmLanguage.json",
        "dist/extension.js",
    }
    patterns = packed.read("extension/syntaxes/lmrules.tmLanguage.json")
    assert patterns == (EXTENSION / "syntaxes" / "lmrules.tmLanguage.json").read_bytes()
    assert sum(info.compress_size for info in packed.infolist()) < 200_000
    manifest = packed.read("extension.vsixmanifest").decode()
    assert f'Version="{PACKAGE["version"]}"' in manifest


@NEEDS_NODE
@pytest.mark.xdist_group("vscode")
def test_its_own_tests_hold(packed: zipfile.ZipFile) -> None:
    """VS Code's own engine colours every word of the real rulebooks, and the bundle stands alone."""
    assert packed.testzip() is None
    done = subprocess.run(
        ["npm", "test"],  # noqa: S607 - whichever npm there is
        cwd=EXTENSION,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert re.search(r"^# pass [1-9]", done.stdout, re.MULTILINE)


def test_what_it_says_of_itself_is_so() -> None:
    """Its version is ours, what it points to is there, and its page tells of every setting."""
    from importlib.metadata import version

    assert PACKAGE["version"] == version(lmrules.__name__)
    contributed = PACKAGE["contributes"]
    for path in (contributed["grammars"][0]["path"], contributed["languages"][0]["configuration"]):
        assert (EXTENSION / path).is_file()
    page = (EXTENSION / "README.md").read_text(encoding="utf-8")
    assert not [name for name in contributed["configuration"]["properties"] if f"`{name}`" not in page]


def test_the_colours_of_words_have_their_scopes() -> None:
    """Each kind of name that the server colours and VS Code does not know well has a scope of the grammar."""
    [legend] = [f.options for f in all_features() if f.method == "textDocument/semanticTokens/full"]
    scopes = PACKAGE["contributes"]["semanticTokenScopes"][0]["scopes"]
    assert scopes.keys() <= set(legend.token_types)  # type: ignore[attr-defined]


def test_a_word_is_in_the_editor_what_a_name_is_in_the_language() -> None:
    """A double click takes a whole name: with its hyphens, its dots and its letters."""
    configuration = json.loads((EXTENSION / "language-configuration.json").read_text(encoding="utf-8"))
    in_python = configuration["wordPattern"]["pattern"].replace(r"\p{L}\p{N}_", r"\w")
    for name in ("NUK-023", "18F-NaF", "god-kunnskap", "ST.c5", "måling", "I-131"):
        assert re.fullmatch(in_python, name)
    assert re.findall(in_python, "A-1, b: C/D") == ["A-1", "b", "C", "D"]


def test_nothing_names_the_address_of_a_registry() -> None:
    """The lock file says what is used, and not where somebody fetched it."""
    lock = (EXTENSION / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert ".tgz" not in lock
