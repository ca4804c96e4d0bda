"""Titles, names and reasons made to run in whatever shows them: no report lets them through as more than text."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import lmrules
from lmrules.cli.main import run
from lmrules.exports.reference_page import reference_page
from lmrules.pipeline import check_text

SCRIPT = "<script>alert(1)</script>"
INJECTIONS = {
    "script": SCRIPT,
    "image": "<img src=x onerror=alert(1)>",
    "svg": "<svg onload=alert(1)>",
    "closing": "</td></tr></table><h1>x</h1>",
    "attribute": "x' onmouseover='alert(1)",
    "comment": "--><b>x</b><!--",
    "cdata": "]]><x/>",
    "entity": "&lt;b&gt; &amp; &#60;",
    "link": "[x](javascript:alert(1))",
    "table": "a | b | c",
    "backticks": "` ``` `x`",
    "command": "%0A::error::x ::add-mask::x",
    "braces": "{0} {name} %s ${x} {{x}}",
    "rich": "[link=http://x]x[/link] [bold]",
}


def book(text: str) -> str:
    """A rulebook with ``text`` as every title, reason and source, that also has something to warn of."""
    said = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"""regelverk r {said}
    kilde {said}
skala n a < b
tema t {said}
tema ubrukt {said}
læringsmålsett A {said} gyldig fra 2020-01-01 til 2025-01-01
    mål O {said} b: t
    mål P {said} a: t
læringsmålsett B {said} gyldig fra 2025-01-01
    mål N {said} a: t
    mål M {said} b: t
overgang A til B fra 2025-01-01
    kilde {said}
    regel R: O ≥ N fordi {said}
    utkast regel U: O ≥ M fordi {said}
    utgår P fordi {said}
    eksempel {said} gitt P så overføres N
"""


@pytest.mark.parametrize("name", INJECTIONS)
@pytest.mark.parametrize("form", ["json", "sarif", "junit", "github", "pretty", "concise"])
def test_no_format_of_check_and_test_is_broken_by_what_an_author_wrote(
    name: str, form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """XML parses and has no element of the author's, JSON is JSON, an annotation is one command on one line."""
    path = tmp_path / "x.rules"
    path.write_text(book(INJECTIONS[name]), encoding="utf-8")
    for verb in ("check", "test"):
        if verb == "test" and form == "sarif":
            continue
        code = run((verb, str(path), "--format", form))
        assert code in (0, 1, 2)
        out = capsys.readouterr().out
        if code == 2:
            assert not out, "a format that the verb does not have"
        elif form in ("json", "sarif"):
            json.loads(out)
        elif form == "junit":
            tags = {element.tag for element in ET.fromstring(out).iter()}  # noqa: S314 - our own output
            assert tags <= {
                "testsuites",
                "testsuite",
                "testcase",
                "failure",
                "system-out",
                "error",
                "skipped",
            }
        elif form == "github":
            assert all(
                re.match(r"::(error|warning|notice) ", line)
                for line in out.splitlines()
                if line.startswith("::")
            )
            assert "::add-mask::" not in re.sub(r"(?m)^::(error|warning|notice) ", "", out).replace(
                "%3A", ":"
            ) or ("\n::add-mask::" not in out)


@pytest.mark.parametrize("name", INJECTIONS)
def test_the_job_summary_and_the_reference_page_are_markdown_without_html(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What goes on a page has no tag of the author's, and its tables keep their columns."""
    path = tmp_path / "x.rules"
    path.write_text(book(INJECTIONS[name]), encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    run(("check", str(path), "--format", "github"))
    summary = (tmp_path / "summary.md").read_text(encoding="utf-8")
    checked = check_text(path.read_text(encoding="utf-8"))
    assert not checked.errors
    page = reference_page(checked.book, checked.files, checked.digest)
    for shown in (summary, page):
        assert not re.search(r"(?<!\\)<(?:script|img|svg|h1|/td|b>|!--)", shown), shown
        tables = re.findall(r"(?m)^\|.*\|$", shown)
        assert tables
        for block in re.findall(r"(?m)(?:^\|.*\|$\n?)+", shown):
            widths = {len(re.findall(r"(?<!\\)\|", line)) for line in block.strip().splitlines()}
            assert len(widths) == 1


@pytest.mark.parametrize("name", INJECTIONS)
def test_decisions_say_what_the_author_wrote_and_no_more(name: str) -> None:
    """In prose and JSON the author's words stand as written: no template of ours is filled in by them."""
    text = INJECTIONS[name]
    loaded = lmrules.loads(book(text))
    result = loaded.transfer([lmrules.Approval("O", "2024-01-01")])
    assert json.loads(result.to_json())
    said = result["N"].explain("nb")
    assert text.split()[0] in said


def test_a_rule_on_hundreds_of_objectives_is_told_once_and_not_beside_each() -> None:
    """Pages grow with the rules, and not with the objectives of a rule times themselves; a short one is written out."""
    for count, named in ((40, True), (300, False)):
        olds = "".join(f"    mål O{i:03} a: t\n" for i in range(count))
        listed = ", ".join(f"O{i:03}" for i in range(count))
        text = (
            f"skala n a < b\ntema t\nlæringsmålsett A gyldig til 2025-01-01\n{olds}"
            "læringsmålsett B gyldig fra 2025-01-01\n    mål N a: t\n"
            f'overgang A til B fra 2025-01-01\n    regel STOR: minst 2 av ({listed}) ≥ N fordi "x"\n'
        )
        checked = check_text(text)
        assert not checked.errors
        pages = reference_page(checked.book, checked.files, checked.digest), lmrules.loads(text).report("nb")
        for page in pages:
            assert (page.count("O007") >= count) == named
            assert ("etter regelen" in page) == (not named)
            assert page.count("STOR") >= 1
