"""Text to statements, or diagnostics: every mistake in one run, each at its place.

The text is cut into words once, the words into statements where a statement's keyword stands, and each
statement is parsed alone, so that a mistake in one never hides another (``practice.md``, Parsing).
"""

from __future__ import annotations

import gc
import re
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import islice

import attrs
from lark import Lark, Token, UnexpectedInput
from lark.lark import PostLex

from lmrules.diagnostics import Diagnostic
from lmrules.diagnostics import codes_text as codes
from lmrules.diagnostics.mistakes import Enough, Mistakes, too_much
from lmrules.messages import Text
from lmrules.resources import resource_text
from lmrules.source import Source, Span
from lmrules.syntax import ast
from lmrules.syntax.foreign import foreign
from lmrules.syntax.from_tree import Builder
from lmrules.syntax.keywords import STATEMENTS, language_of
from lmrules.syntax.limits import DEFAULT_LIMITS, Limits
from lmrules.syntax.spelling import nearest
from lmrules.syntax.unexpected import keyword_as_name, unexpected

NOT_WORDS = frozenset({"NAME", "NUMBER", "QUOTED", "DATE", "TEXT", "COMMENT", "UNCLOSED", "WRONG"})
_STATEMENTS = Text("setninger", "setningar", "statements")
_WORDS = Text("ord", "ord", "words")
_DRAFT = frozenset({"UTKAST", "DRAFT"})
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff\x00-\x08\x0b\x0e-\x1f\x7f\x80-\x84\x86-\x9f]"
)
"""Characters that a rule file may not have: nobody sees them, or they make a text read otherwise."""


class _KeepAll(PostLex):
    always_accept = ("COMMENT", "UNCLOSED", "WRONG")

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        return stream


_building = threading.Lock()


@cache
def _built_grammar() -> Lark:
    return Lark(
        resource_text("grammar/equivalence.lark"),
        parser="lalr",
        lexer="basic",
        start=["start", "statement"],
        postlex=_KeepAll(),
        maybe_placeholders=False,
    )


def grammar() -> Lark:
    """The parser, built at the first use and shared between threads."""
    with _building:
        return _built_grammar()


@cache
def _spelled() -> dict[str, str]:
    return {t.name: t.pattern.value for t in grammar().terminals if t.pattern.type == "str"}


@contextmanager
def without_gc() -> Iterator[None]:
    """Cyclic garbage collection off: a parse makes many objects and no garbage (about a third faster)."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def parse(source: Source, limits: Limits = DEFAULT_LIMITS) -> tuple[ast.File, list[Diagnostic]]:
    """The statements of one file and what is wrong with its text. Never raises for a user's mistake."""
    with without_gc():
        if (no_rules := foreign(source)) is not None:
            return _Parse(Source(source.name, ""), limits).run()[0], [no_rules]
        return _Parse(source, limits).run()


class _Parse:
    def __init__(self, source: Source, limits: Limits) -> None:
        self.source = source
        self.limits = limits
        self.found = Mistakes(limits.mistakes)

    def span(self, first: Token, last: Token | None = None) -> Span:
        return Span(self.source, first.start_pos or 0, (last or first).end_pos or 0)

    def run(self) -> tuple[ast.File, list[Diagnostic]]:
        whole = Span(self.source, 0, len(self.source.text))
        statements: list[ast.Statement] = []
        comments: list[ast.Comment] = []
        keywords: ast.Keywords | None = None
        try:
            for match in INVISIBLE.finditer(self.source.text):
                where = Span(self.source, match.start(), match.end())
                character = f"U+{ord(match.group()):04X}"
                self.found.append(codes.INVISIBLE_CHARACTER.at(where, character=character))
            words, comments = self.words()
            keywords = _language(words)
            self.statements(words, keywords or "nb", statements)
        except Enough as enough:
            self.found.close(enough.at, self.limits.mistakes)
        file = ast.File(
            span=whole,
            statements=tuple(statements),
            comments=tuple(comments),
            keywords=keywords or "nb",
            neutral=keywords is None,
        )
        return file, self.found

    def statements(self, words: list[Token], keywords: ast.Keywords, statements: list[ast.Statement]) -> None:
        """Adds what ``words`` say to ``statements``, one by one."""
        if len(words) == 0 and not too_much(self.found):
            self.found.append(codes.EMPTY_FILE.at(Span(self.source, 0, 0)))
        pieces = deque(in_statements(words))
        if len(pieces) > self.limits.statements:
            where = self.span(pieces[self.limits.statements][0])
            self.too_large(where, str(len(pieces)), _STATEMENTS, self.limits.statements)
            pieces = deque(islice(pieces, self.limits.statements))
        builder = Builder(self.source, self.limits, self.found)
        while pieces:
            statements += self.statement(pieces, keywords, builder)

    def too_large(self, where: Span, size: str, unit: Text, limit: int) -> None:
        self.found.append(codes.FILE_TOO_LARGE.at(where, size=size, unit=unit, limit=limit))

    def words(self) -> tuple[list[Token], list[ast.Comment]]:
        words: list[Token] = []
        comments: list[ast.Comment] = []
        wrong: Token | None = None
        hidden: Token | None = None
        # The parser's own lexer, which Lark.lex would build anew for every file.
        lexer = grammar().parse_interactive(self.source.text, start="statement")
        for number, token in enumerate(lexer.lexer_thread.lex(lexer.parser_state)):
            if number >= self.limits.words:
                self.too_large(self.span(token), f"> {self.limits.words}", _WORDS, self.limits.words)
                break
            if token.type == "COMMENT":
                comments.append(ast.Comment(span=self.span(token), text=str(token)))
            elif token.type == "WRONG" and INVISIBLE.fullmatch(token):
                # Reported by itself, and no reason to report anything else: not even a name cut in two.
                hidden = token
            elif hidden is not None and words and _one_name(words[-1], hidden, token):
                words[-1] = Token.new_borrow_pos("NAME", words[-1] + token, words[-1])
                words[-1].end_pos = token.end_pos
            elif token.type == "WRONG" and wrong is not None and wrong.end_pos == token.start_pos:
                # A run of wrong characters is one mistake.
                wrong.end_pos = token.end_pos
            else:
                words.append(token)
                wrong = token if token.type == "WRONG" else None
                hidden = None
        return [self.whole(word) if word.type == "WRONG" else word for word in words], comments

    def whole(self, wrong: Token) -> Token:
        """A run of wrong characters as one word: put together once, and not a character at a time."""
        text = self.source.text[wrong.start_pos : wrong.end_pos]
        word = Token.new_borrow_pos("WRONG", text, wrong)
        word.end_pos = wrong.end_pos
        return word

    def statement(
        self, pieces: deque[list[Token]], keywords: ast.Keywords, builder: Builder
    ) -> Iterator[ast.Statement]:
        """What the first of ``pieces`` says; pieces found inside a broken one are put back in front."""
        piece = pieces.popleft()
        if too_deep := _too_deep(piece, self.limits.nesting):
            self.found.append(codes.NESTED_TOO_DEEP.at(self.span(too_deep), limit=self.limits.nesting))
            yield self.broken(piece)
            return
        parser = grammar().parse_interactive("", start="statement")
        feed: Callable[[Token], object] = parser.feed_token
        index = 0
        try:
            while index < len(piece) and piece[index].type not in ("UNCLOSED", "WRONG"):
                feed(piece[index])
                index += 1
            if index == len(piece) and pieces and self.is_level(pieces[0], parser.accepts):
                pieces[0] = piece + self.as_name(pieces[0])
                return
            if index == len(piece):
                yield builder.build(parser.feed_eof(piece[-1]), self.span(piece[0], piece[-1]))
                return
        except UnexpectedInput:
            pass  # lark leaves the parser where the wrong word was met: what may stand there can be asked
        accepted = parser.accepts()
        if index == len(piece) and pieces and self.is_name(pieces[0][0], piece[-1], accepted):
            pieces[0] = piece + self.as_name(pieces[0])
            return
        for at in (index, index - 1):
            # A mistyped statement after another one: each is read by itself. Its first word may have been
            # taken for a name (a level, say), and the mistake noticed at the next.
            if 0 < at < len(piece) and self.looks_like_statement(piece[at - 1], piece[at]):
                pieces.extendleft((piece[at:], piece[:at]))
                return
        self.found.append(unexpected(self.source, _spelled(), accepted, piece, index, keywords))
        for later in range(index + 1, len(piece)):
            if self.looks_like_statement(piece[later - 1], piece[later]):
                pieces.appendleft(piece[later:])
                piece = piece[:later]
                break
        if 0 < index < len(piece) and "$END" in accepted:
            # What stands before the wrong word is whole by itself, and is kept.
            tree = parser.feed_eof(piece[index - 1])
            yield builder.build(tree, self.span(piece[0], piece[index - 1]))
            yield attrs.evolve(self.broken(piece), kept=True, span=self.span(piece[index], piece[-1]))
        else:
            yield self.broken(piece)

    def is_name(self, keyword: Token, before: Token, accepted: set[str]) -> bool:
        """Whether a statement's keyword was meant as a name: it stands on the line, where a name must."""
        return "NAME" in accepted and "$END" not in accepted and not self.new_line(before, keyword)

    def is_level(self, piece: list[Token], accepts: Callable[[], set[str]]) -> bool:
        """Whether a statement's keyword was meant as a level: a colon follows, as after none of them."""
        return len(piece) > 1 and piece[1].type == "COLON" and "NAME" in accepts()

    def as_name(self, piece: list[Token]) -> list[Token]:
        word = piece[0]
        where = self.span(word)
        self.found.append(keyword_as_name(where, str(word)))
        return [Token.new_borrow_pos("NAME", str(word), word), *piece[1:]]

    def new_line(self, before: Token, word: Token) -> bool:
        return re.search(r"[\r\n]", self.source.text[before.end_pos : word.start_pos]) is not None

    def looks_like_statement(self, before: Token, word: Token) -> bool:
        """Whether a mistyped statement begins here: first on its line, and nearly one of the keywords."""
        return word.type == "NAME" and self.new_line(before, word) and bool(nearest(str(word), STATEMENTS))

    def broken(self, piece: list[Token]) -> ast.Broken:
        names = tuple(
            ast.Name(span=self.span(word), text=word.strip("'"))
            for word in piece
            if word.type in ("NAME", "NUMBER", "QUOTED")
        )
        first = str(piece[0])
        # A mistyped keyword begins what it was meant to begin, or all that follows would be out of place.
        close = (first,) if begins_statement(piece[0]) else nearest(first, STATEMENTS, 1)
        begins = STATEMENTS[close[0]].begins if close else None
        return ast.Broken(span=self.span(piece[0], piece[-1]), names=names, begins=begins)


def _one_name(before: Token, hidden: Token, after: Token) -> bool:
    """Whether two names are one that an invisible character cuts in two."""
    plain = ("NAME", "NUMBER")
    touching = before.end_pos == hidden.start_pos and hidden.end_pos == after.start_pos
    return touching and before.type in plain and after.type in plain


def begins_statement(token: Token) -> bool:
    """Whether a statement begins at this word: a keyword (not a name) that begins statements."""
    return token.type not in NOT_WORDS and str(token) in STATEMENTS


def in_statements(words: Iterable[Token]) -> Iterator[list[Token]]:
    """``words`` cut where a statement's keyword stands."""
    piece: list[Token] = []
    for word in words:
        if piece and begins_statement(word) and piece[-1].type not in _DRAFT:
            yield piece
            piece = []
        piece.append(word)
    if piece:
        yield piece


def _too_deep(piece: list[Token], limit: int) -> Token | None:
    depth = 0
    for word in piece:
        if word.type == "LPAR":
            depth += 1
            if depth > limit:
                return word
        elif word.type == "RPAR":
            depth -= 1
    return None


def _language(words: list[Token]) -> ast.Keywords | None:
    first = (str(word) for word in words if begins_statement(word))
    return language_of(first, (str(word) for word in words if word.type not in NOT_WORDS and word.isalpha()))
