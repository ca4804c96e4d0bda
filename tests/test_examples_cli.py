"""`lmrules test`: coverage, formats, exit codes, and rewriting expectations."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from lmrules.cli.main import run

HEAD = """regelverk lite
skala nivåer lav < høy
tema x
tema y
læringsmålsett A
    gyldig fra 2020-01-01 til 2025-01-01
    mål a
        høy: x
    mål b
        lav: y
læringsmålsett B
    gyldig fra 2025-01-01
    mål n
        lav: x
    mål m
        lav: y
overgang A til B fra 2025-01-01
    regel R: a ≥ n
        fordi "mindre"
    regel S: b = m
        fordi "samme"
"""
GOOD = '    eksempel "god"\n        gitt a 2024-12-31, b 2024-12-31\n        så overføres bare n, m\n'
BAD = '    eksempel "dårlig"\n        gitt a 2024-12-31  # kommentar\n        så overføres bare m\n'


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return tmp_path / "bok.rules"


def out(capfdbinary: pytest.CaptureFixture[bytes]) -> str:
    return capfdbinary.readouterr().out.decode()


def test_examples_that_pass_exit_0_and_are_counted(
    rules: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The result is one line."""
    rules.write_text(HEAD + GOOD)
    assert run(["test", "bok.rules"]) == 0
    assert out(capfdbinary) == "bok.rules: 1 av 1 eksempel stemmer\n"


def test_an_example_that_fails_exits_1_and_is_explained(
    rules: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Expected, got, and the proof of what was granted."""
    rules.write_text(HEAD + GOOD + BAD)
    assert run(["test", "bok.rules"]) == 1
    shown = out(capfdbinary)
    assert "`B/m` må vurderes, ikke: overføres" in shown
    assert "`B/n` overføres også" in shown
    assert ": mindre" in shown
    assert "1 av 2 eksempler stemmer" in shown


def test_a_rulebook_with_errors_exits_1_and_tries_nothing(
    rules: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The errors are shown instead."""
    rules.write_text(HEAD.replace("a ≥ n", "b ≥ n") + GOOD)
    assert run(["test", "bok.rules"]) == 1
    shown = out(capfdbinary)
    assert "LM302" in shown
    assert "eksemplene er ikke prøvd" in shown


def test_a_path_that_is_not_there_exits_2(rules: Path) -> None:
    """Nothing could be done."""
    assert run(["test", rules.name]) == 2


def test_coverage_names_rules_not_fired_and_objectives_not_assessed(
    rules: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """LM702 for S and LM703 for both objectives, with examples to paste that pass."""
    only_n = '    eksempel "n"\n        gitt a 2024-12-31\n        så overføres n\n'
    rules.write_text(HEAD + only_n)
    assert run(["test", "--coverage", "--format", "json", "bok.rules"]) == 1
    shown = json.loads(out(capfdbinary))
    assert [d["code"] for d in shown["diagnostics"]] == ["LM703", "LM703", "LM702"]
    assert shown["coverage"]["rules"] == {"shown": 1, "total": 2}
    offered = [d["help"].split("\n\n", 1)[1] + "\n" for d in shown["diagnostics"]]
    rules.write_text(HEAD + only_n + "".join(offered))
    assert run(["test", "--coverage", "bok.rules"]) == 0


def test_an_alternative_that_no_example_shows_is_named(
    rules: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """LM704 has the minimal satisfying set."""
    head = HEAD.replace("    mål b\n", "    mål c\n        høy: x\n    mål b\n").replace(
        "a ≥ n", "a eller c ≥ n"
    )
    rules.write_text(head + GOOD + '    eksempel "v"\n        gitt ingenting\n        så vurderes n, m\n')
    assert run(["test", "--coverage", "--format", "json", "bok.rules"]) == 1
    (found,) = json.loads(out(capfdbinary))["diagnostics"]
    assert (found["code"], found["data"]["alternative"]) == ("LM704", ["A/c"])


def test_junit_has_a_case_for_each_example(rules: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """The failing one has a failure with its message."""
    rules.write_text(HEAD + GOOD + BAD)
    assert run(["test", "--format", "junit", "bok.rules"]) == 1
    cases = ET.fromstring(out(capfdbinary)).findall(".//testcase")  # noqa: S314 - we wrote it
    assert [(c.get("name"), c.find("failure") is not None) for c in cases] == [
        ("god", False),
        ("dårlig", True),
    ]


def test_github_annotates_the_example(rules: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """An error at the example's line."""
    rules.write_text(HEAD + BAD)
    assert run(["test", "--format", "github", "bok.rules"]) == 1
    assert out(capfdbinary).startswith(f"::error file=bok.rules,line={HEAD.count(chr(10)) + 1},")


def test_the_language_can_be_chosen(rules: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """`--lang en` speaks English of a Norwegian file."""
    rules.write_text(HEAD + BAD)
    run(["test", "--lang", "en", "--format", "concise", "bok.rules"])
    assert "is to be assessed, not: is transferred" in out(capfdbinary)


def test_accept_rewrites_only_the_expectations_that_fail(rules: Path) -> None:
    """What passed, comments and layout stay as they were, and then everything passes."""
    rules.write_text(HEAD + GOOD + BAD)
    assert run(["test", "--accept", "bok.rules"]) == 0
    accepted = BAD.replace("så overføres bare m", "så overføres bare n\n        så vurderes m")
    assert rules.read_text() == HEAD + GOOD + accepted


def test_accept_does_nothing_where_everything_passes(rules: Path) -> None:
    """The file keeps its bytes."""
    rules.write_text(HEAD + GOOD)
    assert run(["test", "--accept", "bok.rules"]) == 0
    assert rules.read_text() == HEAD + GOOD


def test_accept_writes_nothing_that_it_cannot_make_pass(rules: Path) -> None:
    """An expectation that would be left empty is the author's to mend: exit 2, the file as it was."""
    bad = '    eksempel "tom"\n        gitt n 2025-02-01\n        så overføres n\n'
    rules.write_text(HEAD + bad)
    assert run(["test", "--accept", "bok.rules"]) == 2
    assert rules.read_text() == HEAD + bad


def test_a_low_mutation_score_exits_1_when_asked(
    rules: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """`--min-score` makes it a requirement; without it survivors are warnings."""
    rules.write_text(HEAD)
    assert run(["test", "--mutate", "bok.rules"]) == 0
    assert "LM705" in out(capfdbinary)
    assert run(["test", "--min-score", "95", "bok.rules"]) == 1
