"""The words of a file with the remarks around them, read from its tokens once more.

The syntax tree says what a file means; where its comments and line breaks stood is read here, from the
tokens themselves, so that nothing has to be guessed from the spans of nodes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import attrs

from lmrules.formatting.words import BEGINNINGS, MEANINGS, SIGNS, Kind, Remark, Segment, SourceWord, Trivia
from lmrules.source import Source
from lmrules.syntax.parse import grammar

_LINE_END = re.compile(r"\r\n|\r|\n")
_ESCAPE = re.compile(r"\\(.)")
_NAMES = frozenset({"NAME", "NUMBER", "QUOTED"})
_JOINTS = frozenset({"/", ".."})
_PUNCTUATION = frozenset(",:()") | _JOINTS


class MisalignedError(Exception):
    """The words of a file are not those of its syntax tree: a mistake of ours, never of the author's."""


@attrs.define
class Supply:
    """Hands out what stood around each word of a file, in the order of the words.

    ``words`` is None for a tree that was read from no file: then nothing stood around any word.
    """

    words: Sequence[SourceWord] | None = None
    tail: tuple[Remark, ...] = ()
    taken: int = 0

    def take(self, kind: Kind, key: str = "") -> Trivia:
        """What stands around the next word; :class:`MisalignedError` if it is not of this kind."""
        if self.words is None:
            return Trivia()
        word = self.words[self.taken] if self.taken < len(self.words) else None
        if word is None or word.kind != kind or (key and key not in word.keys):
            raise MisalignedError(f"word {self.taken}: {kind} {key} expected")
        self.taken += 1
        return word.trivia

    def finish(self) -> None:
        """:class:`MisalignedError` unless every word has been taken."""
        if self.words is not None and self.taken != len(self.words):
            raise MisalignedError(f"{len(self.words) - self.taken} words left over")


@attrs.define
class _Comment:
    remark: Remark
    own_line: bool


@attrs.define
class _Part:
    """A part of a text still being read: its lines, each in the pieces it was written in."""

    before: tuple[Remark, ...]
    lines: list[list[str]] = attrs.field(factory=list)
    after: str | None = None

    def closed(self) -> Segment:
        return Segment(tuple("".join(line) for line in self.lines), self.before, self.after)


@attrs.define
class _Open:
    """A word still being read."""

    kind: Kind
    phrase: str
    trivia: Trivia
    parts: list[_Part] = attrs.field(factory=list)
    after: str | None = None

    def closed(self) -> SourceWord:
        segments = tuple(part.closed() for part in self.parts)
        keys = MEANINGS.get(self.phrase, frozenset())
        kind = self.kind
        if kind == "keyword" and self.phrase in SIGNS:
            kind, keys = "sign", frozenset({SIGNS[self.phrase]})
        return SourceWord(kind, keys, attrs.evolve(self.trivia, after=self.after, segments=segments))


def supply(source: Source) -> Supply:
    """What stands around the words of ``source``, whose text has no errors."""
    reader = _Reader(source)
    for token in grammar().lex(source.text):
        reader.token(token.type, str(token), token.start_pos or 0, token.end_pos or 0)
    return reader.finish()


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.words: list[SourceWord] = []
        self.open: _Open | None = None
        self.pending: list[_Comment] = []
        self.end: int | None = None  # of the last token, comments included
        self.carried = 0  # line breaks before an opening parenthesis
        self.joint = False  # whether the last token joins the next name to the code before it

    def token(self, kind: str, text: str, start: int, end: int) -> None:
        breaks = max(len(_LINE_END.findall(self.source.text, self.end or 0, start)), self.carried)
        self.carried = 0
        first, self.end = self.end is None, end
        if kind == "COMMENT":
            remark = Remark(text.rstrip(), breaks > 1, self.column(start))
            self.pending.append(_Comment(remark, own_line=breaks > 0 or first))
            return
        if kind == "TEXT":
            self.text(_ESCAPE.sub(r"\1", text[1:-1]), start, breaks)
        elif kind in _NAMES:
            if not self.joint:
                self.begin("name", "", start, breaks)
        elif kind == "DATE":
            self.begin("date", "", start, breaks)
        elif text == "(":
            self.carried = breaks  # it is printed as the beginning of the next word
        elif text not in _PUNCTUATION:
            self.keyword(text, start, breaks)
        self.joint = text in _JOINTS

    def column(self, start: int) -> int:
        return self.source.position(start).column - 1

    def begin(self, kind: Kind, phrase: str, start: int, breaks: int) -> None:
        before = self.remarks()
        self.open = _Open(
            kind, phrase, Trivia(before, None, breaks > 1, breaks > 0 or not self.words, self.column(start))
        )

    def remarks(self) -> tuple[Remark, ...]:
        """Ends the open word; the comments since then, but for the one that ends the word's line."""
        pending, self.pending = self.pending, []
        if self.open is not None:
            if pending and not pending[0].own_line:
                self.open.after = pending.pop(0).remark.text
            self.words.append(self.open.closed())
            self.open = None
        return tuple(comment.remark for comment in pending)

    def keyword(self, text: str, start: int, breaks: int) -> None:
        longer = f"{self.open.phrase} {text}" if self.open else ""
        if self.open and self.open.kind == "keyword" and longer in BEGINNINGS:
            self.open.phrase = longer
        else:
            self.begin("keyword", text, start, breaks)

    def text(self, text: str, start: int, breaks: int) -> None:
        if self.open is None or self.open.kind != "text":
            self.begin("text", "", start, breaks)
        assert self.open is not None  # noqa: S101 (begun just above, if not before)
        parts, pending = self.open.parts, self.pending
        if not parts or pending:
            self.pending = []
            if parts and not pending[0].own_line:
                parts[-1].after = pending.pop(0).remark.text
            parts.append(_Part(tuple(comment.remark for comment in pending), [[text]]))
        elif breaks == 0:
            parts[-1].lines[-1].append(text)
        else:
            parts[-1].lines.append([text])

    def finish(self) -> Supply:
        tail = self.remarks()
        return Supply(self.words, tail)
