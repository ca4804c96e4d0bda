"""Our diagnostics as the protocol has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from lsprotocol import types
from pygls import uris

from lmrules.diagnostics import Code
from lmrules.diagnostics.pages import page_name
from lmrules.diagnostics.report import Finding
from lmrules.lsp.places import location, range_of
from lmrules.lsp.settings import Settings
from lmrules.lsp.view import View
from lmrules.pipeline import CheckedRulebook
from lmrules.resources import real, resource_path

_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "note": types.DiagnosticSeverity.Information,
}
_REDUNDANT = "LM5"
UriOf = Callable[[Path], str]


def findings(view: View, checked: CheckedRulebook, settings: Settings) -> Iterator[tuple[Path, Finding]]:
    """What is shown of a rulebook, each with its file."""
    files = {file.span.source.name: file for file in view.read.files}
    for diagnostic in checked.diagnostics:
        name = diagnostic.span.source.name
        if settings.selection.shows(diagnostic.code):
            lang = view.speak(files.get(name))
            yield real(name), Finding.of(diagnostic, lang, strict=settings.strict)


def to_protocol(finding: Finding, uri_of: UriOf) -> types.Diagnostic:
    """One finding: the message, what to do about it, the page about it, and the other places."""
    related = [
        types.DiagnosticRelatedInformation(location(label.span, uri_of), label.message(finding.lang))
        for label in finding.diagnostic.related
    ]
    return types.Diagnostic(
        range=range_of(finding.diagnostic.span),
        message=f"{finding.message}\n{finding.help}" if finding.help else finding.message,
        severity=_SEVERITIES[finding.severity],
        code=finding.code.id,
        code_description=_page(finding.code),
        source="lmrules",
        tags=[types.DiagnosticTag.Unnecessary] if finding.code.id.startswith(_REDUNDANT) else None,
        related_information=related or None,
    )


def _page(code: Code) -> types.CodeDescription | None:
    """The page of a code as a file on this machine: there is no network."""
    try:
        path = resource_path(f"diagnostics/{page_name(code)}")
    except FileNotFoundError:
        return None
    return types.CodeDescription(uris.from_fs_path(str(path)) or path.as_uri())
