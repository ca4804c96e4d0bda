"""The words of a text, one after another and each with its place, whatever is wrong with the text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

import attrs

from lmrules.syntax.keywords import LANGUAGES_OF
from lmrules.syntax.parse import grammar

WordKind: TypeAlias = Literal["keyword", "sign", "name", "number", "date", "text", "comment", "wrong"]

_KINDS: dict[str, WordKind] = {
    "NAME": "name", "QUOTED": "name", "NUMBER": "number", "DATE": "date", "TEXT": "text",
    "COMMENT": "comment", "UNCLOSED": "wrong", "WRONG": "wrong",
}  # fmt: skip


@attrs.frozen
class Word:
    """A word of the grammar as it stands at ``start:end``; what is no word of the language is ``wrong``."""

    kind: WordKind
    text: str
    start: int
    end: int


def words_of(text: str) -> Iterator[Word]:
    """Every word of ``text``, comments included."""
    # The parser's own lexer, which Lark.lex would build anew for every text.
    lexer = grammar().parse_interactive(text, start="statement")
    for token in lexer.lexer_thread.lex(lexer.parser_state):
        kind = _KINDS.get(token.type) or ("keyword" if str(token) in LANGUAGES_OF else "sign")
        yield Word(kind, str(token), token.start_pos or 0, token.end_pos or 0)
