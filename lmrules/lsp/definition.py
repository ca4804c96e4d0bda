"""Go to where something is declared, and find every place where it is used, over all files."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from lmrules.lsp.feature import Feature
from lmrules.lsp.occurrences import Occurrence
from lmrules.lsp.places import location, range_of
from lmrules.lsp.rulebooks import Rulebooks
from lmrules.lsp.view import Looking
from lmrules.resources import real
from lmrules.source import Span
from lmrules.syntax import ast


def definition(open_: Rulebooks, params: types.DefinitionParams) -> list[types.Location]:
    """Where what stands there is declared; the path after `bruk` leads to its file."""
    looking = open_.looking(params.text_document.uri, params.position)
    if looking is None:
        return []
    used = _used_file(looking)
    if used is not None:
        start = Span(used.span.source, 0, 0)
        return [location(start, open_.buffers.uri)]
    declared = (d for name in looking.names for d in _declared(looking, name))
    return [location(d.span, open_.buffers.uri) for d in dict.fromkeys(declared)]


def references(open_: Rulebooks, params: types.ReferenceParams) -> list[types.Location]:
    """Every place where it is used, in all rulebooks that the file belongs to."""
    looking = open_.looking(params.text_document.uri, params.position)
    if looking is None:
        return []
    found: dict[tuple[str, int, int], Span] = {}
    for view in open_.of(real(looking.source.name)):
        for name in looking.names:
            for other in view.names.same(name):
                if not other.declares or params.context.include_declaration:
                    found[other.span.source.name, other.span.start, other.span.end] = other.span
    return [location(span, open_.buffers.uri) for span in found.values()]


def highlight(open_: Rulebooks, params: types.DocumentHighlightParams) -> list[types.DocumentHighlight]:
    """The same in this file alone, as the editor marks it while one reads."""
    looking = open_.looking(params.text_document.uri, params.position)
    if looking is None:
        return []
    mine = (o for name in looking.names for o in looking.view.names.same(name))
    return [
        types.DocumentHighlight(
            range_of(o.span),
            types.DocumentHighlightKind.Write if o.declares else types.DocumentHighlightKind.Read,
        )
        for o in mine
        if o.span.source is looking.source
    ]


def links(open_: Rulebooks, params: types.DocumentLinkParams) -> list[types.DocumentLink]:
    """The files that this one uses, to click on."""
    looking = open_.file(params.text_document.uri)
    if looking is None:
        return []
    uses = (s for s in looking.file.statements if isinstance(s, ast.Use))
    return [
        types.DocumentLink(range_of(use.path.span), target=open_.buffers.uri(Path(target.span.source.name)))
        for use in uses
        if (target := _target(looking, use)) is not None
    ]


def _declared(looking: Looking, name: Occurrence) -> tuple[Occurrence, ...]:
    names = looking.view.names
    if name.kind != "objective" or name.key[0]:
        return names.declared(name)
    # A code that stands for nothing here may still be that of an objective.
    codes = (
        o
        for kind, key in names.of
        if kind == "objective" and key[-1] == name.name
        for o in names.of[kind, key]
    )
    return tuple(o for o in codes if o.declares)


def _used_file(looking: Looking) -> ast.File | None:
    for statement in looking.file.statements:
        if isinstance(statement, ast.Use) and statement.span.start <= looking.offset <= statement.span.end:
            return _target(looking, statement)
    return None


def _target(looking: Looking, use: ast.Use) -> ast.File | None:
    """The file that a `bruk` reads, if it could be read."""
    if "\0" in use.path.text:
        return None
    return looking.view.file(real(Path(looking.source.name).parent / use.path.text))


FEATURES = (
    Feature(types.TEXT_DOCUMENT_DEFINITION, definition),
    Feature(types.TEXT_DOCUMENT_REFERENCES, references),
    Feature(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, highlight),
    Feature(types.TEXT_DOCUMENT_DOCUMENT_LINK, links),
)
