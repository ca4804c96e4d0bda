"""The documentation tells the truth: its rules check, its Python runs, its links lead somewhere.

The pages of the diagnostics have tests of their own (``test_diagnostics_pages.py``); here only their links.
"""

from __future__ import annotations

import io
import json
import re
import unicodedata
from collections.abc import Iterator
from contextlib import redirect_stdout
from functools import cache
from pathlib import Path

import attrs
import click
import jsonschema
import pytest

from lmrules.cli.main import group
from lmrules.pipeline import check_text
from lmrules.resources import resource_text

ROOT = Path(__file__).parent.parent
DIAGNOSTICS = ROOT / "docs" / "reference" / "diagnostics"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

_FENCE = re.compile(r"^(?P<ticks>`{3,})(?P<info>[^\n]*)\n(?P<text>.*?)^(?P=ticks)$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(?P<text>.*?) *$", re.MULTILINE)
_COMMAND = re.compile(r"^\$ lmrules +(?P<arguments>.*)$", re.MULTILINE)


@attrs.frozen
class Fence:
    """An example on a page: where it begins, what it is written in, and its text."""

    page: Path
    line: int
    language: str
    text: str

    @property
    def id(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def fences() -> Iterator[Fence]:
    """Every fenced example outside the pages of the diagnostics."""
    for page in PAGES:
        if page.parent != DIAGNOSTICS:
            text = page.read_text(encoding="utf-8")
            for found in _FENCE.finditer(text):
                line = text.count("\n", 0, found.start()) + 1
                yield Fence(page, line, found["info"].partition(" ")[0], found["text"])


def examples(language: str) -> list[object]:
    """The examples in one language, each a parameter of a test."""
    return [pytest.param(fence, id=fence.id) for fence in fences() if fence.language == language]


# ------------------------------------------------------------------------------------------------- examples


@pytest.mark.parametrize("fence", examples("rules"))
def test_an_example_in_rules_is_in_order(fence: Fence) -> None:
    """A whole rule file shown as an example checks without an error or a warning."""
    found = [d for d in check_text(fence.text).diagnostics if d.severity != "note"]
    assert not [f"{d.span.begin.line}: {d.code.id} {d.message('en')}" for d in found]


@pytest.mark.parametrize("fence", examples("python"))
def test_an_example_in_python_runs(fence: Fence, monkeypatch: pytest.MonkeyPatch) -> None:
    """An example in Python runs as it stands, from the root of the repository."""
    monkeypatch.chdir(ROOT)
    code = compile(fence.text, fence.id, "exec")
    with redirect_stdout(io.StringIO()):
        exec(code, {"__name__": "example"})  # noqa: S102 - our own documentation


def test_examples_in_json_are_of_their_schema() -> None:
    """An example in JSON that names one of our schemas is valid by it, and all are JSON."""
    for fence in fences():
        if fence.language == "json":
            value = json.loads(fence.text)
            name = value.get("schema", "") if isinstance(value, dict) else ""
            if found := re.fullmatch(r"lmrules/(?P<verb>\w+)/1", str(name)):
                schema = json.loads(resource_text(f"lmrules/schemas/{found['verb']}.schema.json"))
                jsonschema.validate(value, schema)


# ---------------------------------------------------------------------------------------------------- links


def prose(text: str) -> str:
    """A page without its examples and its code, in which brackets mean something else."""
    return _CODE.sub("", _FENCE.sub("", text))


def slug(heading: str) -> str:
    """The anchor that a heading gets: small letters, hyphens for spaces, no other signs."""
    plain = re.sub(r"\[(.*?)\]\(.*?\)", r"\1", heading).replace("`", "").strip().casefold()
    kept = (c for c in plain if c in " -_" or unicodedata.category(c)[0] in "LNM")
    return "".join(kept).replace(" ", "-")


@cache
def anchors(page: Path) -> frozenset[str]:
    """The anchors of a page."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    slugs = [slug(heading["text"]) for heading in _HEADING.finditer(text)]
    again = {f"{s}-{n}" for s in slugs for n in range(1, slugs.count(s))}
    return frozenset(slugs) | again


@pytest.mark.parametrize("page", [pytest.param(p, id=str(p.relative_to(ROOT))) for p in PAGES])
def test_every_link_leads_somewhere(page: Path) -> None:
    """A relative link leads to a file of the repository, and to a heading that it has."""
    broken = []
    for found in _LINK.finditer(prose(page.read_text(encoding="utf-8"))):
        target, _, anchor = found["target"].partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        file = (page.parent / target).resolve() if target else page
        inside = file.is_relative_to(ROOT) and file.exists()
        if not inside or (anchor and file.suffix == ".md" and anchor not in anchors(file)):
            broken.append(found["target"])
    assert not broken


def test_every_page_is_linked_to() -> None:
    """Every page under docs can be reached from another one."""
    reached = {
        (page.parent / found["target"].partition("#")[0]).resolve()
        for page in PAGES
        for found in _LINK.finditer(page.read_text(encoding="utf-8"))
        if not found["target"].startswith("http")
    }
    reached |= {folder / "README.md" for folder in reached if folder.is_dir()}
    pages = {page for page in PAGES if page.is_relative_to(ROOT / "docs") and page.parent != DIAGNOSTICS}
    assert not {str(page.relative_to(ROOT)) for page in pages - reached}


# ---------------------------------------------------------------------------------------------------- verbs


def commands() -> dict[str, click.Command]:
    """Every verb of the command line."""
    context = click.Context(group)
    found = {name: group.get_command(context, name) for name in group.list_commands(context)}
    return {name: command for name, command in found.items() if command is not None}


def documented() -> tuple[set[str], str]:
    """The verbs in the table of the command-line page, and the page."""
    text = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    table = text.partition("| verb | does |")[2].partition("\n\n")[0]
    return set(re.findall(r"^\| `([a-z]+)", table, re.MULTILINE)), text


def options(command: click.Command) -> set[str]:
    """The options of a verb, as they are written."""
    return {"--help", "-h"} | {o for p in command.params for o in (*p.opts, *p.secondary_opts) if o[0] == "-"}


def test_the_verbs_are_those_of_the_reference() -> None:
    """`lmrules --help` lists every verb that the reference documents, and no other."""
    with redirect_stdout(io.StringIO()) as shown:
        group.main(["--help", "--lang", "en"], prog_name="lmrules", standalone_mode=False)
    listed = shown.getvalue().partition("Verbs:")[2].partition("\n\n")[0]
    assert documented()[0] == set(re.findall(r"^  ([a-z]+)  ", listed, re.MULTILINE))


@pytest.mark.parametrize("verb", sorted(commands()))
def test_the_options_of_a_verb_are_those_of_the_reference(verb: str) -> None:
    """The reference has a part on every verb, which names the options that it has, and no others."""
    section = documented()[1].partition(f"\n## `{verb}`\n")[2].partition("\n## ")[0]
    named = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", section))
    has = options(commands()[verb])
    assert named <= has
    # Every verb has --help and --lang, and an option has no more than one of its spellings named.
    left = {o for o in has - named if o.startswith("--") and f"--{o.removeprefix('--no-')}" not in named}
    assert section
    assert left <= {"--help", "--lang", "--output"}


def test_commands_shown_as_examples_exist() -> None:
    """Every `$ lmrules …` on a page names a verb there is, with options that it has."""
    verbs = commands()
    wrong = []
    for fence in fences():
        for found in _COMMAND.finditer(fence.text):
            verb, *arguments = found["arguments"].partition("#")[0].split()
            given = {a.partition("=")[0] for a in arguments if re.match(r"--?[a-z]", a)}
            if verb.startswith("-"):
                continue
            if verb not in verbs or not given <= options(verbs[verb]):
                wrong.append((fence.id, found["arguments"]))
    assert not wrong
