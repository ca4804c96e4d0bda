"""Places in rule files as the protocol has them; :mod:`lmrules.source` does the counting."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lsprotocol import types

from lmrules.diagnostics import Edit
from lmrules.source import Source, Span


def position(source: Source, offset: int) -> types.Position:
    """The place of an offset into the text of ``source``."""
    return types.Position(*source.utf16(offset))


def range_of(span: Span) -> types.Range:
    """The place of a span in its file."""
    return types.Range(position(span.source, span.start), position(span.source, span.end))


def location(span: Span, uri_of: Callable[[Path], str]) -> types.Location:
    """The place of a span, with its file."""
    return types.Location(uri_of(Path(span.source.name)), range_of(span))


def offset_of(source: Source, at: types.Position) -> int:
    """The offset into the text of ``source`` of a place in the editor."""
    return source.offset(at.line, at.character)


def text_edit(edit: Edit) -> types.TextEdit:
    """An edit of ours as the protocol has it."""
    return types.TextEdit(range_of(edit.span), edit.text)


def in_range(span: Span, wanted: types.Range) -> bool:
    """Whether ``span`` touches a range that an editor asks about."""
    start, end = span.source.utf16(span.start), span.source.utf16(span.end)
    return start <= (wanted.end.line, wanted.end.character) and end >= (
        wanted.start.line,
        wanted.start.character,
    )
