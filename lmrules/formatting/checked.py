"""Laying out with a net below: what comes out is read again, and must say what went in."""

from __future__ import annotations

from collections.abc import Sequence

from lmrules.diagnostics import Diagnostic
from lmrules.formatting.from_source import MisalignedError
from lmrules.formatting.printer import lay_out, print_statements
from lmrules.source import Source
from lmrules.syntax import ast
from lmrules.syntax.limits import DEFAULT_LIMITS, Limits
from lmrules.syntax.parse import parse

_NO_LIMITS = Limits(
    file_bytes=1 << 60, statements=1 << 60, list_items=1 << 60, nesting=1 << 60, name_characters=1 << 60
)


class NotReadableError(ValueError):
    """The text has errors, so it is left as it is; they are in ``diagnostics``."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__("; ".join(f"{d.code.id} {d.code.name}" for d in diagnostics))
        self.diagnostics = tuple(diagnostics)


class ChangedMeaningError(RuntimeError):
    """The text laid out would not say the same. A mistake in lmrules: nothing may be written."""


def format_file(file: ast.File, source: Source, keywords: ast.Keywords | None = None) -> str:
    """``file``, which was read from ``source`` without errors, laid out.

    ``keywords``: the language to write the keywords in; default: the file's own. The result is read again:
    :class:`ChangedMeaningError` unless it has the same statements and the same comments in the same order.
    """
    try:
        text = lay_out(file, source, keywords)
    except MisalignedError as error:
        raise ChangedMeaningError(str(error)) from None
    again, found = parse(Source(source.name, text), _NO_LIMITS)
    if any(d.severity == "error" for d in found) or again.statements != file.statements:
        raise ChangedMeaningError("the statements are not the same")
    if [c.text.rstrip() for c in again.comments] != [c.text.rstrip() for c in file.comments]:
        raise ChangedMeaningError("the comments are not the same")
    return text


def format_source(
    source: Source, keywords: ast.Keywords | None = None, limits: Limits = DEFAULT_LIMITS
) -> str:
    """The text of ``source`` laid out; :class:`NotReadableError` where it has errors."""
    file, found = parse(source, limits)
    errors = [d for d in found if d.severity == "error"]
    if errors:
        raise NotReadableError(sorted(errors, key=lambda d: d.sort_key))
    return format_file(file, source, keywords)


def format_text(text: str, name: str = "…", keywords: ast.Keywords | None = None) -> str:
    """A rule file's text laid out; :class:`NotReadableError` where it has errors.

    ``name`` is how those call the file.
    """
    return format_source(Source(name, text), keywords)


def print_file(file: ast.File, keywords: ast.Keywords | None = None) -> str:
    """The statements of ``file``, wherever they come from, as text; its comments and layout are not asked."""
    return print_statements(file.statements, keywords or file.keywords)
