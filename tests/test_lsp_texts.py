"""The texts that are open, changed piece by piece as editors do; and what may stand where one writes."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types
from printing import Printer
from strategies import randomness, rulebooks

from lmrules.lsp.buffers import Buffer, Buffers
from lmrules.model.model import Rulebook
from lmrules.source import Source
from lmrules.syntax.expecting import MARK, expected
from lmrules.syntax.names import names_in
from lmrules.syntax.parse import parse
from lmrules.syntax.words import words_of

URI = "untitled:Uten-navn"
PIECES = st.text(st.sampled_from("aæ😀 \n\t\u2028\x0c\x85\u0301"), max_size=8)


def place(text: str, offset: int) -> types.Position:
    """The place of an offset, counted another way than we do: lines end by LF alone here."""
    before = text[:offset]
    last = before.rsplit("\n", 1)[-1]
    return types.Position(before.count("\n"), sum(1 + (ord(c) > 0xFFFF) for c in last))


@given(PIECES, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), PIECES), max_size=6))
def test_changes_leave_the_text_that_the_editor_has(text: str, edits: list[tuple[int, int, str]]) -> None:
    """After any changes, each about the text that the one before left, our text is the editor's."""
    buffers = Buffers()
    buffers.put(Buffer(URI, 1, text))
    changes: list[types.TextDocumentContentChangeEvent] = []
    for one, other, new in edits:
        start, end = sorted((min(one, len(text)), min(other, len(text))))
        where = types.Range(place(text, start), place(text, end))
        changes.append(types.TextDocumentContentChangePartial(where, new))
        text = text[:start] + new + text[end:]
    buffers.change(URI, 2, changes)
    [left] = buffers.texts.values()
    assert left == text


@settings(max_examples=40)
@given(rulebooks(), randomness())
def test_where_a_name_stands_the_parser_expects_that_kind_of_name(
    book: Rulebook, vary: random.Random
) -> None:
    """At every name of every statement, with nothing after it, a name of that kind may be written."""
    source = Source("x", Printer(vary=vary).print(book))
    file, found = parse(source)
    assert not found
    names = [
        (statement, named)
        for statement in file.statements
        for named in names_in(statement)
        # Whether `A` begins the code `A/B` cannot be known yet; the codes are then offered with their sets.
        if named.kind != "set" or source.text[named.name.span.end] != "/"
    ]
    for statement, named in vary.sample(names, min(6, len(names))):
        here = expected(source, named.name.span.start, "nb")
        assert here.statement is not None
        assert type(here.statement) is type(statement)
        [written] = [n for n in names_in(here.statement) if n.name.text == MARK]
        assert (written.kind, written.side, written.declares) == (named.kind, named.side, named.declares)


@settings(max_examples=40)
@given(rulebooks(), randomness())
def test_where_a_keyword_stands_it_may_be_written(book: Rulebook, vary: random.Random) -> None:
    """At every keyword of a file, that keyword is among those that may be written there."""
    source = Source("x", Printer(vary=vary).print(book))
    keywords = [word for word in words_of(source.text) if word.kind == "keyword"]
    for word in vary.sample(keywords, min(6, len(keywords))):
        offered = {
            left.split()[0]
            for lang in ("nb", "en")
            for _, left in expected(source, word.start, lang).keywords
        }
        assert word.text in offered


@settings(max_examples=40)
@given(rulebooks(), randomness(), st.integers(0, 200))
def test_anywhere_in_anything_something_may_be_asked(book: Rulebook, vary: random.Random, at: int) -> None:
    """Whatever stands there, also in a file cut off anywhere, asking is no mistake."""
    text = Printer(vary=vary).print(book)
    cut = text[at : vary.randrange(at, max(at + 1, len(text)))]
    here = expected(Source("x", cut), len(cut), "nb")
    assert 0 <= here.start <= len(cut)


@settings(max_examples=40)
@given(rulebooks(), randomness())
def test_every_name_is_found_once(book: Rulebook, vary: random.Random) -> None:
    """The names of a file's statements are the words that are names, each where it stands."""
    source = Source("x", Printer(vary=vary).print(book))
    file, _ = parse(source)
    found = sorted(named.name.span.start for s in file.statements for named in names_in(s))
    runs = {
        w.start for w in words_of(source.text) if w.kind == "name" and source.text[: w.start].endswith("..")
    }
    names = [w.start for w in words_of(source.text) if w.kind == "name" and w.start not in runs]
    assert set(names) <= set(found)
    # Numbers may be names, too; nothing else is one.
    numbers = {w.start for w in words_of(source.text) if w.kind == "number"}
    assert set(found) - set(names) <= numbers
    assert len(found) == len(set(found))
