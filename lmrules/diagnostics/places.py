"""Labels that say no more than where something stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lmrules.diagnostics.diagnostic import Label
from lmrules.messages import Text

if TYPE_CHECKING:
    from lmrules.source import Span

_HERE = Text("`{name}` står her", "`{name}` står her", "`{name}` is here")
_SAYS = Text("`{words}` står her", "`{words}` står her", "`{words}` is here")


def place_of(name: object, span: Span) -> Label:
    """The place of something that the author named."""
    return Label(span, _HERE, (("name", str(name)),))


def place_of_words(span: Span) -> Label:
    """The place of some words, which are shown as they stand there."""
    return Label(span, _SAYS, (("words", " ".join(span.text.split())),))
