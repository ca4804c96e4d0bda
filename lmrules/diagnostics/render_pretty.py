"""Findings for a person at a terminal: the message, the lines, the other places, and what to do."""

from __future__ import annotations

from lmrules.diagnostics.report import HELP, Finding, Report
from lmrules.diagnostics.snippet import snippet
from lmrules.messages import Text, visible
from lmrules.source import Span

_COLOURS = {"error": "1;31", "warning": "1;33", "note": "1;36", "frame": "34", "help": "1;32", "strong": "1"}
_SAFE = Text("kan rettes med `--fix`", "kan rettast med `--fix`", "`--fix` mends it")
_UNSAFE = Text("forslag: {fix}", "framlegg: {fix}", "suggestion: {fix}")


def render(report: Report, *, colour: bool = False) -> str:
    """Every finding, with a blank line between them."""
    return "\n".join(_finding(finding, colour=colour) for finding in report.findings)


def _finding(finding: Finding, *, colour: bool) -> str:
    def paint(text: str, how: str) -> str:
        return f"\x1b[{_COLOURS[how]}m{text}\x1b[0m" if colour else text

    diagnostic = finding.diagnostic
    places = [diagnostic.span, *(label.span for label in diagnostic.related)]
    margin = len(str(max((line.number for span in places for line in snippet(span)), default=1)))
    head = paint(f"{finding.word} {finding.code.id}", finding.severity)
    lines = [f"{head} {paint(finding.code.name, 'strong')}: {finding.message}"]

    def place(span: Span, arrow: str, sign: str, how: str, said: str = "") -> None:
        at = span.begin
        where = f"{visible(span.source.name)}:{at.line}:{at.column}"
        lines.append(f"{' ' * margin}{paint(arrow, 'frame')} {where}{said}")
        for line in snippet(span):
            number = paint(f"{line.number:>{margin}} |", "frame")
            lines.append(f"{number} {line.text}".rstrip())
            bar = paint(f"{' ' * margin} |", "frame")
            lines.append(f"{bar} {' ' * line.start}{paint(sign * (line.end - line.start), how)}")

    place(diagnostic.span, "-->", "^", finding.severity)
    for label in diagnostic.related:
        place(label.span, ":::", "-", "frame", f": {label.message(finding.lang)}")
    helped = paint(HELP.fill(finding.lang), "help")
    # What a help shows below its first line (an example to paste, a tree of reasons) stands under it.
    below = "\n" + " " * (margin + 3)
    said = [text.replace("\n", below) for text in (finding.help, *_fixes(finding)) if text]
    lines += [f"{' ' * margin} = {helped}: {text}" for text in said]
    return "\n".join(lines) + "\n"


def _fixes(finding: Finding) -> list[str]:
    """How lmrules could mend it itself; a suggestion that the help has already is left out."""
    fixes = finding.diagnostic.fixes
    if len(fixes) == 1 and fixes[0].safe:
        return [_SAFE.fill(finding.lang)]
    said = finding.help
    more = [fix for fix in fixes if not all(edit.text and edit.text in said for edit in fix.edits)]
    return [_UNSAFE.fill(finding.lang, {"fix": fix.message(finding.lang)}) for fix in more]
