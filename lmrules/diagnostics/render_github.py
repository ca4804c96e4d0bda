"""Findings for GitHub Actions: annotations on stdout, and a summary of the job as Markdown."""

from __future__ import annotations

import re

from lmrules.diagnostics.paths import relative
from lmrules.diagnostics.report import Finding, Report
from lmrules.messages import Text, visible

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}
_MOST_ROWS = 200
_HEADINGS = (
    Text("Sted", "Stad", "Place"),
    Text("Kode", "Kode", "Code"),
    Text("Melding", "Melding", "Message"),
)
_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~!&@]|:(?=/)|(?<=\bwww)\.")
_MORE = Text("… og {n} til", "… og {n} til", "… and {n} more")


def render(report: Report) -> str:
    """One workflow command for each finding."""
    return "".join(f"{_command(finding)}\n" for finding in report.findings)


def _command(finding: Finding) -> str:
    begin, end = finding.diagnostic.span.begin, finding.diagnostic.span.finish
    properties: dict[str, object] = {"file": relative(finding.file), "line": begin.line}
    if end.line == begin.line:
        # GitHub counts the last column in; columns of several lines mean nothing to it.
        properties |= {"col": begin.column, "endColumn": max(begin.column, end.column - 1)}
    else:
        properties["endLine"] = end.line
    properties["title"] = f"{finding.code.id} {finding.code.name}"
    listed = ",".join(f"{key}={_escaped(str(value), ':,')}" for key, value in properties.items())
    said = "\n".join(part for part in (finding.message, finding.help) if part)
    return f"::{_COMMANDS[finding.severity]} {listed}::{_escaped(said)}"


def _escaped(text: str, more: str = "") -> str:
    """``text`` with everything that would end a workflow command written as ``%XX``."""
    return re.sub(f"[%\r\n{more}]", lambda match: f"%{ord(match.group()):02X}", text)


def summary(report: Report) -> str:
    """The job summary: the run in one line, and a table of the first findings."""
    lines = [f"### lmrules: {_cell(report.summary())}", ""]
    if report.findings:
        lines += [
            "| " + " | ".join(heading.fill(report.lang) for heading in _HEADINGS) + " |",
            "|---|---|---|",
            *(_row(finding) for finding in report.findings[:_MOST_ROWS]),
            "",
        ]
    if len(report.findings) > _MOST_ROWS:
        lines += [_MORE.fill(report.lang, {"n": len(report.findings) - _MOST_ROWS}), ""]
    return "\n".join(lines) + "\n"


def _row(finding: Finding) -> str:
    at = finding.diagnostic.span.begin
    place = f"{visible(relative(finding.file))}:{at.line}:{at.column}"
    code = f"{finding.word} {finding.code.id}"
    return f"| {_cell(place)} | {_cell(code)} | {_cell(finding.message)} |"


def _cell(text: str) -> str:
    """``text`` for a table cell: what we show as code stays code, and nothing that an author wrote is markup.

    Where an author's own backticks might pair otherwise than ours, none is code.
    """
    parts = text.split("`")
    ours = len(parts) % 2 and all(part and "|" not in part for part in parts[1::2]) and "``" not in text
    if not ours:
        return _MARKUP.sub(r"\\\g<0>", text)
    return "`".join(part if index % 2 else _MARKUP.sub(r"\\\g<0>", part) for index, part in enumerate(parts))
