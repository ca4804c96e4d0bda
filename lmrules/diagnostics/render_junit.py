"""Findings as JUnit XML, which CI servers show: a test case for each error, and for each good file."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from lmrules.diagnostics.render_concise import line_of
from lmrules.diagnostics.report import Finding, Report
from lmrules.messages import visible


def render(report: Report) -> str:
    """The report as XML text: one suite, warnings and notes as its output."""
    errors = [finding for finding in report.findings if finding.severity == "error"]
    others = [finding for finding in report.findings if finding.severity != "error"]
    wrong = {finding.file for finding in errors}
    good = [file for file in report.files if file not in wrong]
    total = len(errors) + len(good)
    counts = f'tests="{total}" failures="{len(errors)}" errors="0" skipped="0"'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="lmrules check" {counts}>',
        f'  <testsuite name="lmrules check" {counts}>',
        *(_failure(finding) for finding in errors),
        *(f"    <testcase classname={_attribute(file)} name={_attribute('check')}/>" for file in good),
    ]
    if others:
        said = "\n".join(line_of(finding) for finding in others)
        lines.append(f"    <system-out>{_text(said)}</system-out>")
    return "\n".join([*lines, "  </testsuite>", "</testsuites>", ""])


def _failure(finding: Finding) -> str:
    line = finding.diagnostic.span.begin.line
    name = _attribute(f"{finding.code.id} {finding.code.name}:{line}")
    said = _text("\n".join(part for part in (line_of(finding), finding.help) if part))
    return (
        f"    <testcase classname={_attribute(finding.file)} name={name}>\n"
        f"      <failure type={_attribute(finding.code.id)} message={_attribute(finding.message)}>"
        f"{said}</failure>\n"
        "    </testcase>"
    )


def _attribute(text: str) -> str:
    return quoteattr(visible(text))


def _text(text: str) -> str:
    """XML text; each line's own characters are made visible, because XML cannot hold control characters."""
    return escape("\n".join(visible(line) for line in text.split("\n")))
