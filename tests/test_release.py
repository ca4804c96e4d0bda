"""What a release says of itself: its versions agree, and the container runs what there is."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import click
import pytest
import yaml

import lmrules
from lmrules import versions
from lmrules.cli.main import group, run
from lmrules.pipeline import check_path
from lmrules.resources import resource_path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONTAINER = (ROOT / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")


def said(instruction: str) -> list[str]:
    """What the Containerfile says with an instruction, in order."""
    return re.findall(rf"^{instruction} (.*)$", CONTAINER, re.MULTILINE)


def test_the_version_is_said_in_three_parts(capsys: pytest.CaptureFixture[str]) -> None:
    """The package, the language, and every rulebook that comes along, by the digest that its answers have."""
    assert run(["--version"]) == 0
    first, second, *books = capsys.readouterr().out.splitlines()
    assert first == f"lmrules {PROJECT['version']}"
    assert second == f"rule language {versions.LANGUAGE}"
    shipped = sorted(resource_path("rules").glob("*.rules"))
    checked = [check_path(path) for path in shipped]
    assert books == [f"{one.book.name} {one.digest}" for one in checked]
    assert f"nukleærmedisin {lmrules.load(ROOT / 'rules' / 'nukleaermedisin.rules').digest}" in books


def test_the_version_is_the_same_wherever_it_stands() -> None:
    """In the package, the citation, the OpenAPI page and the changelog."""
    assert versions.package() == PROJECT["version"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert str(citation["version"]) == PROJECT["version"]
    page = json.loads((ROOT / "docs" / "reference" / "openapi.json").read_text(encoding="utf-8"))
    assert page["info"]["version"] == PROJECT["version"]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"The rule language has a version of its own, now {versions.LANGUAGE};" in changes
    headings = re.findall(r"^## \[(.*?)\]", changes, re.MULTILINE)
    assert headings[0] == "Unreleased" or headings[0] == PROJECT["version"]


def test_the_pythons_that_are_promised_are_named() -> None:
    """The oldest in requires-python; each, for those who look for it, among the classifiers."""
    named = [c.rpartition(" ")[2] for c in PROJECT["classifiers"] if re.fullmatch(r".* :: 3\.\d+", c)]
    assert PROJECT["requires-python"] == f">={named[0]}"
    minors = [int(name.partition(".")[2]) for name in named]
    assert minors == list(range(minors[0], minors[0] + len(minors)))


def test_the_container_is_of_plain_images_and_nobodys() -> None:
    """No address of a registry, and not run as root."""
    images = {image.split()[0] for image in said("FROM")}
    assert images == {"python:3.13-slim"}
    assert (
        f"Programming Language :: Python :: {re.findall('[0-9.]+', min(images))[0]}" in PROJECT["classifiers"]
    )
    assert not re.search(r"https?://(?!127\.0\.0\.1)|index-url|\bsudo\b", CONTAINER)
    assert int(said("USER")[-1].partition(":")[0]) > 0


def test_the_container_runs_a_verb_with_options_it_has() -> None:
    """Its command is one of ours; the extra it installs is one there is; it asks for health where it answers."""
    assert json.loads(said("ENTRYPOINT")[-1]) == ["lmrules"]
    verb, *rest = json.loads(said("CMD")[-1])
    command = group.get_command(click.Context(group), verb)
    assert command is not None
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in rest if word.startswith("-")} <= known
    extras = re.findall(r"\[(\w+)\]", "".join(said("RUN")))
    assert extras
    assert set(extras) <= PROJECT["optional-dependencies"].keys()
    (port,) = said("EXPOSE")
    (default,) = (p.default for p in command.params if "--port" in p.opts)
    assert port == str(default)
    assert f"127.0.0.1:{port}/health" in said("HEALTHCHECK")[-1]
