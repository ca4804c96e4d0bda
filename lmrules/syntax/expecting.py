"""What may stand at a place in a text that is being written: asked of the parser, never of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

import attrs
from lark import Token, UnexpectedInput
from lark.parsers.lalr_interactive_parser import InteractiveParser

from lmrules.source import Source, Span
from lmrules.syntax import ast
from lmrules.syntax.from_tree import Builder
from lmrules.syntax.keywords import KEYWORDS, LANGUAGES_OF, STATEMENTS, Keyword, Place
from lmrules.syntax.limits import DEFAULT_LIMITS
from lmrules.syntax.parse import grammar, in_statements, parse, without_gc

MARK = "\ue000"
"""The name that stands for the one being written, in the statement that :func:`expected` gives."""

# A name may still end in the sign that joins its next part to it.
_BEING_WRITTEN = re.compile(r"[\w\u0300-\u036f][\w\u0300-\u036f.-]*\Z")
# How a statement that breaks off is brought to an end: the first of these that may stand there. What they
# are does not matter, only that the statement can then be read; with none of them any keyword will do.
_SIGNS = (")", ":", "=")
_KINDS = {"NAME": "x", "TEXT": '""', "DATE": "2000-01-01", "NUMBER": "1"}
_MOST_FILLING = 200


@attrs.frozen(kw_only=True)
class Expected:
    """What may stand where something is being written, from ``start`` on (where its first letters stand).

    ``keywords``: each with those of its words that are still to be written. ``statement`` is the statement
    as it would be with a name :data:`MARK` there, None where no name may stand. ``path``: it is the path
    after `bruk`.
    """

    start: int
    keywords: tuple[tuple[Keyword, str], ...] = ()
    statement: ast.Statement | None = None
    path: bool = False


def expected(source: Source, offset: int, language: ast.Keywords) -> Expected:
    """What may stand at ``offset`` of ``source``, keywords in ``language``."""
    before = source.text[:offset]
    line_start = max(before.rfind("\n"), before.rfind("\r")) + 1
    tokens = [t for t in _tokens(before) if t.type != "COMMENT" or t.end_pos == offset]
    if tokens and tokens[-1].type == "COMMENT" and (tokens[-1].start_pos or 0) >= line_start:
        return Expected(start=offset)
    opened = tokens[-1] if tokens and tokens[-1].type == "UNCLOSED" else None
    if opened is not None and opened.startswith('"'):
        return _in_text(tokens)
    being_written = _BEING_WRITTEN.search(before, line_start)
    start = being_written.start() if being_written else offset
    if opened is not None:
        start = opened.start_pos or 0  # a name in quotes
    with without_gc():
        whole = [t for t in tokens if (t.end_pos or 0) <= start]
        return _at(Source(source.name, before[:start]), whole, language)


def _tokens(text: str) -> Iterator[Token]:
    lexer = grammar().parse_interactive(text, start="statement")
    yield from lexer.lexer_thread.lex(lexer.parser_state)


def _in_text(tokens: Sequence[Token]) -> Expected:
    """Within a text nothing is known, but for the path that a file is used by."""
    opened = tokens[-1]
    head = STATEMENTS.get(str(tokens[-2])) if len(tokens) > 1 else None
    return Expected(start=(opened.start_pos or 0) + 1, path=head is not None and head.begins == "use")


def _at(source: Source, tokens: Sequence[Token], language: ast.Keywords) -> Expected:
    """What may stand at the end of ``source``, whose words are ``tokens``."""
    piece = [*in_statements(tokens)][-1] if tokens else []
    parser = grammar().parse_interactive("", start="statement")
    try:
        for token in piece:
            parser.feed_token(token)
        accepted = parser.accepts()
    except UnexpectedInput:
        # What stands before is wrong, so only what comes after it can be known.
        piece, accepted = [], {"$END"}
    begins = not piece or "$END" in accepted
    return Expected(
        start=len(source.text),
        keywords=tuple(_keywords(accepted, piece, language, _place(source) if begins else None)),
        statement=_with_name(source, parser) if piece and "NAME" in accepted else None,
    )


def _place(source: Source) -> Place:
    """What a statement would belong to after those of ``source``."""
    place: Place = "file"
    for statement in parse(source)[0].statements:
        begins = statement.begins if isinstance(statement, ast.Broken) else None
        match statement:
            case ast.ObjectiveSet():
                place = "set"
            case ast.Transition():
                place = "transition"
            case ast.Broken() if begins in ("objective_set", "transition"):
                place = "set" if begins == "objective_set" else "transition"
            case ast.Rulebook() | ast.Use() | ast.Scale() | ast.Topic():
                place = "file"
            case _:
                pass
    return place


def _keywords(
    accepted: set[str], piece: Sequence[Token], language: ast.Keywords, place: Place | None
) -> Iterator[tuple[Keyword, str]]:
    """The keywords that may stand next, each with the words of it that are left to write.

    ``place`` is where a new statement would stand, None where none may begin.
    """
    for keyword in KEYWORDS:
        words = getattr(keyword, language).split()
        for written in range(len(words) - 1, -1, -1):
            if written and [str(t) for t in piece[-written:]] != words[:written]:
                continue
            if keyword.begins and place and not written:
                # Whatever statements belong to, one that belongs to nothing may follow.
                fits = keyword.place in ("file", place)
            else:
                fits = _terminals().get(words[written]) in accepted
            if fits:
                yield keyword, " ".join(words[written:])
                break


@cache
def _terminals() -> dict[str, str]:
    """The name in the grammar of each word that it has."""
    return {t.pattern.value: t.name for t in grammar().terminals if t.pattern.type == "str"}


def _with_name(source: Source, parser: InteractiveParser) -> ast.Statement | None:
    """The statement read so far with the name :data:`MARK` next, and brought to an end."""
    end = len(source.text)
    filled = parser.copy()
    filling = _filling()
    kind, word = "NAME", MARK
    for _ in range(_MOST_FILLING):
        last = Token(kind, word, start_pos=end, end_pos=end)
        filled.feed_token(last)
        accepted = filled.accepts()
        if "$END" in accepted:
            return Builder(source, DEFAULT_LIMITS, []).build(filled.feed_eof(last), Span(source, end, end))
        kind, word = next(((k, w) for k, w in filling.items() if k in accepted), ("", ""))
        if not kind:
            break
    return None


@cache
def _filling() -> dict[str, str]:
    """Words to end a statement with, by their names in the grammar, the best first."""
    named = _terminals()
    signs = {named[sign]: sign for sign in _SIGNS}
    return {**signs, **_KINDS, **{name: word for word, name in sorted(named.items()) if word in LANGUAGES_OF}}
