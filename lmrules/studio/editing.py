"""What the editor needs: the files of the rulebook, what is to be said of them, and what a code means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lmrules.checks import all_codes
from lmrules.diagnostics import Diagnostic
from lmrules.diagnostics.diagnostic import Fix
from lmrules.diagnostics.pages import page_of
from lmrules.diagnostics.report import CheckedBook, Finding, Report
from lmrules.messages import Language, visible
from lmrules.reading import Unreadable
from lmrules.resources import real
from lmrules.studio.asked import files_of, language_of, refused_as_malformed, string
from lmrules.studio.keeping import kept
from lmrules.studio.places import Places
from lmrules.studio.workspace import Loaded, NoSuchFile, Workspace
from lmrules.syntax.keywords import LANGUAGES_OF


def opened(workspace: Workspace, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Every file of the rulebook as on disk, the first one first, and the words of the language."""
    lang = language_of(payload)
    saved = workspace.saved()
    return {
        "first": workspace.name,
        "path": str(real(workspace.path)),
        "files": [_file(workspace, name, lang) for name in saved.names],
        "keywords": sorted(LANGUAGES_OF),
        "speaks": workspace.lang or saved.checked.book.keywords,
    }


def one_file(workspace: Workspace, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The file called ``name``, which the rulebook reads as it is edited now."""
    name = string(payload.get("name"))
    if not workspace.belongs(name, files_of(payload)):
        raise NoSuchFile
    return _file(workspace, name, language_of(payload))


def _file(workspace: Workspace, name: str, lang: Language) -> dict[str, Any]:
    """One file as on disk; ``why`` it cannot be edited, and what was ``kept``, edited and not saved."""
    shown: dict[str, Any] = {"name": name, "text": "", "digest": "", "why": "", "kept": None}
    try:
        file = workspace.disk(name)
    except Unreadable as error:
        return shown | {"why": error.why.fill(lang)}
    shown |= {"text": file.text, "digest": file.digest}
    if file.locked:
        return shown | {"why": file.locked.fill(lang)}
    return shown | {"kept": kept(workspace, name)}


def checked(workspace: Workspace, payload: Mapping[str, Any]) -> dict[str, Any]:
    """What is to be said of the rulebook as edited: diagnostics in order, counts, digest, files."""
    lang = language_of(payload)
    loaded = workspace.edited(files_of(payload))
    places = Places()
    return {
        "diagnostics": [shown(diagnostic, lang, places) for diagnostic in loaded.diagnostics],
        "summary": report(workspace, loaded, lang).summary(),
        "usable": loaded.book is not None,
        "digest": loaded.digest,
        "names": list(loaded.names),
    }


def report(workspace: Workspace, loaded: Loaded, lang: Language) -> Report:
    """The same as one value for the renderers of ``lmrules check``."""
    book = CheckedBook(loaded.checked.book.name, loaded.digest, workspace.name, loaded.names)
    return Report.of([book], (Finding.of(d, lang) for d in loaded.diagnostics), lang)


def shown(diagnostic: Diagnostic, lang: Language, places: Places) -> dict[str, Any]:
    """One diagnostic for the page: cause, remedy, places, and fixes that can be carried out."""
    finding = Finding.of(diagnostic, lang)
    return {
        "code": finding.code.id,
        "severity": finding.severity,
        "word": finding.word,
        "message": finding.message,
        "help": finding.help,
        **places.of(diagnostic.span),
        "related": [
            {"message": visible(label.message(lang)), **places.of(label.span)} for label in diagnostic.related
        ],
        "fixes": [_fix(fix, lang, places) for fix in diagnostic.fixes],
    }


def _fix(fix: Fix, lang: Language, places: Places) -> dict[str, Any]:
    edits = [{**places.of(edit.span), "text": edit.text} for edit in fix.edits]
    return {"message": visible(fix.message(lang)), "safe": fix.safe, "edits": edits}


def explained(workspace: Workspace, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The page of a diagnostic's code, in Markdown: what ``lmrules explain`` prints."""
    del workspace
    wanted = string(payload.get("code"))
    for code in all_codes():
        if code.id == wanted:
            return {"code": code.id, "name": code.name, "page": page_of(code)}
    raise refused_as_malformed()
