"""Findings as JSON (``interfaces.md``, ``check --format json``); its schema is ``check.schema.json``."""

from __future__ import annotations

from lmrules.diagnostics.diagnostic import Fix
from lmrules.diagnostics.json_text import json_text
from lmrules.diagnostics.report import CheckedBook, Finding, Report
from lmrules.messages import Language
from lmrules.source import Span

SCHEMA = "lmrules/check/1"


def render(report: Report) -> str:
    """The report as JSON text."""
    return json_text(check_object(report))


def check_object(report: Report) -> dict[str, object]:
    """The report as JSON values.

    A run over one rulebook has it in ``rulebook``. A run over several has null there and lists them in
    ``rulebooks``; files and diagnostics are then those of all of them.
    """
    one = report.books[0] if len(report.books) == 1 else None
    shown: dict[str, object] = {
        "schema": SCHEMA,
        "rulebook": {"name": one.name, "digest": one.digest} if one else None,
    }
    if one is None:
        shown["rulebooks"] = [_book(book) for book in report.books]
    return shown | {
        "files": list(report.files),
        "diagnostics": [finding_object(finding) for finding in report.findings],
        "summary": {
            "errors": report.count("error"),
            "warnings": report.count("warning"),
            "notes": report.count("note"),
        },
    }


def _book(book: CheckedBook) -> dict[str, object]:
    return {"name": book.name, "digest": book.digest, "file": book.file, "files": list(book.files)}


def finding_object(finding: Finding) -> dict[str, object]:
    """One finding as JSON values: one item of ``diagnostics``."""
    diagnostic = finding.diagnostic
    return {
        "code": finding.code.id,
        "name": finding.code.name,
        "severity": finding.severity,
        "message": finding.message,
        "help": finding.help,
        **_place(diagnostic.span),
        "related": [
            {"message": label.message(finding.lang), **_place(label.span)} for label in diagnostic.related
        ],
        "data": dict(diagnostic.data),
        "fixes": [_fix(fix, finding.lang) for fix in diagnostic.fixes],
    }


def _place(span: Span) -> dict[str, object]:
    begin, end = span.begin, span.finish
    return {
        "file": span.source.name,
        "line": begin.line,
        "column": begin.column,
        "end_line": end.line,
        "end_column": end.column,
    }


def _fix(fix: Fix, lang: Language) -> dict[str, object]:
    return {
        "message": fix.message(lang),
        "safe": fix.safe,
        "edits": [
            {
                "file": edit.span.source.name,
                "start": [edit.span.begin.line, edit.span.begin.column],
                "end": [edit.span.finish.line, edit.span.finish.column],
                "text": edit.text,
            }
            for edit in fix.edits
        ],
    }
