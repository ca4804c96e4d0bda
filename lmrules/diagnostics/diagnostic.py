"""A diagnostic: a code at a place, with the fields of its message, other places that take part, and fixes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from lmrules.diagnostics.code import Code
    from lmrules.messages import Language, Text
    from lmrules.source import Span


@attrs.frozen
class Label:
    """Another place that takes part in a diagnostic, and what it has to do with it."""

    span: Span
    text: Text
    fields: tuple[tuple[str, object], ...] = ()

    def message(self, lang: Language) -> str:
        """What the place has to do with it."""
        return self.text.fill(lang, dict(self.fields))


@attrs.frozen
class Edit:
    """Replace what stands at ``span`` by ``text``."""

    span: Span
    text: str


@attrs.frozen
class Fix:
    """Edits that mend a diagnostic. ``safe`` fixes keep what the author meant; others need a look."""

    text: Text
    edits: tuple[Edit, ...]
    safe: bool = False
    fields: tuple[tuple[str, object], ...] = ()

    def message(self, lang: Language) -> str:
        """What the fix does."""
        return self.text.fill(lang, dict(self.fields))


@attrs.frozen(kw_only=True)
class Diagnostic:
    """What a user is told: see :class:`~lmrules.diagnostics.code.Code`.

    ``data`` is the machine-readable part of ``interfaces.md`` (JSON values only).
    """

    code: Code
    span: Span
    fields: tuple[tuple[str, object], ...] = ()
    related: tuple[Label, ...] = ()
    data: Mapping[str, object] = attrs.field(factory=dict, hash=False)
    fixes: tuple[Fix, ...] = ()

    @property
    def severity(self) -> str:
        """``error``, ``warning`` or ``note``: the code's own."""
        return self.code.severity

    def message(self, lang: Language = "nb") -> str:
        """The cause, in ``lang``."""
        return self.code.message.fill(lang, dict(self.fields))

    def help(self, lang: Language = "nb") -> str:
        """The remedy, in ``lang``."""
        return self.code.help.fill(lang, dict(self.fields))

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Diagnostics are always given in order of file, place and code."""
        begin = self.span.begin
        return (self.span.source.name, begin.line, begin.column, self.code.id, self.message("en"))
