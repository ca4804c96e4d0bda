"""Findings as SARIF 2.1.0, the exchange format of static analysis (OASIS), for code scanning services."""

from __future__ import annotations

from lmrules import versions
from lmrules.diagnostics.code import Code
from lmrules.diagnostics.diagnostic import Fix, Label
from lmrules.diagnostics.json_text import json_text
from lmrules.diagnostics.pages import page_of
from lmrules.diagnostics.paths import uri
from lmrules.diagnostics.report import Finding, Report
from lmrules.messages import Language
from lmrules.source import Span

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(report: Report) -> str:
    """The report as SARIF text: one run, with a rule record for each code that occurs."""
    codes = {finding.code.id: finding.code for finding in report.findings}
    order = sorted(codes)
    return json_text(
        {
            "$schema": _SCHEMA,
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {
                        "driver": {
                            "name": "lmrules",
                            "semanticVersion": versions.package(),
                            "rules": [_rule(codes[id_]) for id_ in order],
                        }
                    },
                    "invocations": [{"executionSuccessful": True}],
                    "columnKind": "unicodeCodePoints",
                    "language": report.lang,
                    "artifacts": [{"location": {"uri": uri(file)}} for file in report.files],
                    "results": [_result(f, order.index(f.code.id)) for f in report.findings],
                }
            ],
        }
    )


def _rule(code: Code) -> dict[str, object]:
    page = page_of(code)
    rule: dict[str, object] = {
        "id": code.id,
        "name": code.name,
        "shortDescription": {"text": code.name.replace("-", " ")},
        "defaultConfiguration": {"level": code.severity},
    }
    return rule | ({"help": {"text": page, "markdown": page}} if page else {})


def _result(finding: Finding, index: int) -> dict[str, object]:
    diagnostic = finding.diagnostic
    result: dict[str, object] = {
        "ruleId": finding.code.id,
        "ruleIndex": index,
        "level": finding.severity,
        "message": {"text": f"{finding.message}\n{finding.help}".rstrip()},
        "locations": [{"physicalLocation": _location(diagnostic.span)}],
    }
    if diagnostic.related:
        result["relatedLocations"] = [
            _related(number, label, finding.lang) for number, label in enumerate(diagnostic.related, 1)
        ]
    if diagnostic.fixes:
        result["fixes"] = [_fix(fix, finding.lang) for fix in diagnostic.fixes]
    if diagnostic.data:
        result["properties"] = dict(diagnostic.data)
    return result


def _related(number: int, label: Label, lang: Language) -> dict[str, object]:
    return {
        "id": number,
        "message": {"text": label.message(lang)},
        "physicalLocation": _location(label.span),
    }


def _location(span: Span) -> dict[str, object]:
    return {"artifactLocation": {"uri": uri(span.source.name)}, "region": _region(span)}


def _region(span: Span) -> dict[str, object]:
    begin, end = span.begin, span.finish
    return {
        "startLine": begin.line,
        "startColumn": begin.column,
        "endLine": end.line,
        "endColumn": end.column,
    }


def _fix(fix: Fix, lang: Language) -> dict[str, object]:
    by_file: dict[str, list[dict[str, object]]] = {}
    for edit in fix.edits:
        replacement = {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}}
        by_file.setdefault(edit.span.source.name, []).append(replacement)
    return {
        "description": {"text": fix.message(lang)},
        "artifactChanges": [
            {"artifactLocation": {"uri": uri(file)}, "replacements": replacements}
            for file, replacements in by_file.items()
        ],
    }
