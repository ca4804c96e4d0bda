"""What each word is, for colouring: finer than a grammar of patterns can tell."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from lmrules.lsp.feature import Feature
from lmrules.lsp.occurrences import Occurrence
from lmrules.lsp.rulebooks import Rulebooks
from lmrules.lsp.view import Looking
from lmrules.source import Source
from lmrules.syntax.words import words_of

KINDS = (
    "keyword",
    "operator",
    "string",
    "number",
    "comment",
    "namespace",
    "enum",
    "enumMember",
    "class",
    "property",
    "function",
)
MODIFIERS = ("declaration", "deprecated")

_OF_WORDS = {
    "keyword": "keyword",
    "sign": "operator",
    "text": "string",
    "comment": "comment",
    "number": "number",
    "date": "number",
}
_OF_NAMES = {
    "rulebook": "namespace", "set": "namespace", "scale": "enum", "level": "enumMember", "topic": "class",
    "objective": "property", "rule": "function",
}  # fmt: skip
_PUNCTUATION = frozenset(",:()/")


def tokens(open_: Rulebooks, params: types.SemanticTokensParams) -> types.SemanticTokens:
    """Every word that is known, in the order of the file."""
    looking = open_.file(params.text_document.uri)
    data: list[int] = []
    line = column = 0
    for at_line, at_column, length, kind, modifiers in _pieces(looking) if looking else ():
        data += [at_line - line, at_column - (column if at_line == line else 0), length, kind, modifiers]
        line, column = at_line, at_column
    return types.SemanticTokens(data)


def _pieces(looking: Looking) -> Iterator[tuple[int, int, int, int, int]]:
    names = {o.span.start: o for o in looking.view.names.by_file.get(looking.source.name, ())}
    gone = {
        (f.objective.set, f.objective.code)
        for transition in looking.view.book.transitions
        for f in transition.retired
    }
    for word in words_of(looking.source.text):
        name = names.get(word.start)
        if name is not None and word.kind in ("name", "number"):
            kind, modifiers = _OF_NAMES[name.kind], _modifiers(name, gone)
        elif word.kind in _OF_WORDS and word.text not in _PUNCTUATION:
            kind, modifiers = _OF_WORDS[word.kind], 0
        else:
            continue
        yield (*_place(looking.source, word.start, word.end), KINDS.index(kind), modifiers)


def _modifiers(name: Occurrence, gone: set[tuple[str, str]]) -> int:
    found = [name.declares, name.kind == "objective" and name.key in gone]
    return sum(1 << i for i, holds in enumerate(found) if holds)


def _place(source: Source, start: int, end: int) -> tuple[int, int, int]:
    """Line, column and length of a word, which stands on one line."""
    line, column = source.utf16(start)
    return line, column, source.utf16(end)[1] - column


_LEGEND = types.SemanticTokensLegend(list(KINDS), list(MODIFIERS))
FEATURES = (Feature(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, tokens, _LEGEND),)
