"""What a diagnostic's code is: one record per code, ids never reused (``diagnostics.md``)."""

from __future__ import annotations

import re
from string import Formatter
from typing import TYPE_CHECKING, Literal, TypeAlias

import attrs

from lmrules.messages import LANGUAGES, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lmrules.diagnostics.diagnostic import Diagnostic, Fix, Label
    from lmrules.source import Span

Severity: TypeAlias = Literal["error", "warning", "note"]


def _fields(text: Text) -> frozenset[str]:
    found = [frozenset(f for _, f, _, _ in Formatter().parse(getattr(text, lang)) if f) for lang in LANGUAGES]
    return frozenset().union(*found)


@attrs.frozen(kw_only=True)
class Code:
    """One kind of diagnostic.

    ``name`` is kebab-case and reads after "allow …"; ``message`` says the cause and ``help`` the remedy, both
    with named fields. Codes below LM400 are about soundness and cannot be suppressed.
    """

    id: str = attrs.field(validator=attrs.validators.matches_re(r"LM[0-9]{3}"))
    name: str = attrs.field(validator=attrs.validators.matches_re(r"[a-z]+(-[a-z]+)*"))
    severity: Severity
    message: Text
    help: Text
    since: str = "0.1.0"

    @property
    def suppressible(self) -> bool:
        """Whether an author may allow it in the file, with a reason."""
        return re.fullmatch(r"LM[4-7][0-9]{2}", self.id) is not None

    @property
    def fields(self) -> frozenset[str]:
        """The names of the fields that message and help use."""
        return _fields(self.message) | _fields(self.help)

    def at(
        self,
        span: Span,
        *,
        related: Iterable[Label] = (),
        data: Mapping[str, object] | None = None,
        fixes: Iterable[Fix] = (),
        **fields: object,
    ) -> Diagnostic:
        """A diagnostic of this code at ``span``; ``ValueError`` unless exactly its fields are given."""
        # Imported here because a Diagnostic names its Code and a Code makes Diagnostics.
        from lmrules.diagnostics.diagnostic import Diagnostic

        if fields.keys() != self.fields:
            raise ValueError(f"{self.id} takes {sorted(self.fields)}, got {sorted(fields)}")
        return Diagnostic(
            code=self,
            span=span,
            fields=tuple(sorted(fields.items())),
            related=tuple(related),
            data=dict(data or {}),
            fixes=tuple(fixes),
        )
