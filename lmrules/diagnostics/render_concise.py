"""Findings as one line each: ``file:line:column: feil LM301: …``."""

from __future__ import annotations

from lmrules.diagnostics.report import Finding, Report
from lmrules.messages import visible


def render(report: Report) -> str:
    """One line for each finding."""
    return "".join(f"{line_of(finding)}\n" for finding in report.findings)


def line_of(finding: Finding) -> str:
    """One finding as a line without its line end."""
    at = finding.diagnostic.span.begin
    place = f"{visible(finding.file)}:{at.line}:{at.column}"
    return f"{place}: {finding.word} {finding.code.id}: {finding.message}"
