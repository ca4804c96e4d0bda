"""Laying out a file, as `lmrules fmt` does, line by line so that the editor keeps its place."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from lsprotocol import types

from lmrules.formatting import NotReadableError, format_source
from lmrules.lsp import words as say
from lmrules.lsp.feature import Feature, Refused
from lmrules.lsp.rulebooks import Rulebooks

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def formatting(open_: Rulebooks, params: types.DocumentFormattingParams) -> list[types.TextEdit]:
    """The edits that lay the file out; :class:`Refused` while it has errors."""
    looking = open_.file(params.text_document.uri)
    if looking is None:
        return []
    try:
        laid_out = format_source(looking.source)
    except NotReadableError:
        raise Refused(say.NOT_LAID_OUT, looking.lang) from None
    old, new = _LINES.findall(looking.source.original), _LINES.findall(laid_out)
    return [
        types.TextEdit(
            types.Range(types.Position(first, 0), types.Position(last, 0)), "".join(new[start:end])
        )
        for kind, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if kind != "equal"
    ]


FEATURES = (Feature(types.TEXT_DOCUMENT_FORMATTING, formatting),)
