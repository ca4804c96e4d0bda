"""The grammar itself: no collisions, one list of keywords, and pieces that parse as the whole does."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from lark import Lark, Token
from lark.lark import PostLex
from printing import KEYWORDS as IN_LANGUAGE_MD
from printing import Printer
from strategies import randomness, rulebooks

from lmrules.model.model import Rulebook
from lmrules.resources import resource_text
from lmrules.source import Source
from lmrules.syntax import ast
from lmrules.syntax.keywords import KEYWORDS, LANGUAGES_OF, STATEMENTS
from lmrules.syntax.parse import begins_statement, grammar, parse


def test_the_grammar_has_no_collisions() -> None:
    """Lark's strict mode finds no two rules or terminals that could both match."""

    class KeepAll(PostLex):
        always_accept = ("COMMENT", "UNCLOSED", "WRONG")

        def process(self, stream: Iterator[Token]) -> Iterator[Token]:
            return stream

    text = resource_text("grammar/equivalence.lark")
    Lark(text, parser="lalr", lexer="basic", start=["start", "statement"], postlex=KeepAll(), strict=True)


def in_grammar() -> set[str]:
    """Every word in quotes in the grammar's productions."""
    lines = [line.split("//")[0] for line in resource_text("grammar/equivalence.lark").splitlines()]
    return {word for line in lines for word in re.findall(r'"([^\W\d_]+)"', line)}


def test_the_keyword_table_and_the_grammar_have_the_same_words() -> None:
    """Every keyword in the grammar is described in the table, and the table has no other."""
    described = {word for keyword in KEYWORDS for phrase in keyword.phrases for word in phrase.split()}
    assert described == in_grammar()
    assert set(LANGUAGES_OF) == in_grammar()


def test_the_grammar_has_the_words_of_the_language_page() -> None:
    """The words are those of language.md's table, in all three languages."""
    assert in_grammar() == IN_LANGUAGE_MD


def test_every_statement_has_a_keyword_and_every_production_a_comment() -> None:
    """Each statement of the grammar begins with a described keyword, and is shown by a comment above it."""
    text = resource_text("grammar/equivalence.lark")
    [listed] = re.findall(r"\?statement:((?:.|\n)*?)\n\n", text)
    statements = set(re.findall(r"\w+", listed))
    assert statements == {keyword.begins for keyword in KEYWORDS if keyword.begins}
    for statement in statements:
        assert re.search(rf"//.*\n{statement}:", text), statement


def test_no_keyword_begins_two_statements() -> None:
    """A statement is known by its first word."""
    firsts = [word for k in KEYWORDS if k.begins for word in {phrase.split()[0] for phrase in k.phrases}]
    assert len(firsts) == len(set(firsts)) == len(STATEMENTS)


@given(rulebooks(), randomness())
def test_a_file_parsed_piece_by_piece_is_the_file_parsed_whole(book: Rulebook, vary: random.Random) -> None:
    """Cutting the text at statements and parsing each alone gives the statements of the whole file at once."""
    text = Printer(vary=vary).print(book)
    file, found = parse(Source("x", text))
    assert not found
    tokens = [t for t in grammar().lex(text) if t.type != "COMMENT"]
    parser = grammar().parse_interactive("", start="start")
    for token in tokens:
        parser.feed_token(token)
    tree = parser.feed_eof(tokens[-1])
    kinds = {
        "rulebook": ast.Rulebook, "scale": ast.Scale, "topic": ast.Topic, "objective_set": ast.ObjectiveSet,
        "objective": ast.Objective, "transition": ast.Transition, "cohort": ast.Cohort, "rule": ast.Rule,
        "judgement": ast.Judgement, "carried": ast.Carried, "retired": ast.Retired, "new": ast.New,
        "never": ast.Never, "example": ast.Example,
    }  # fmt: skip
    assert [type(s) for s in file.statements] == [kinds[str(child.data)] for child in tree.children]
    heads = [t for i, t in enumerate(tokens) if begins_statement(t) and (not i or tokens[i - 1] != "utkast")]
    assert [s.span.start for s in file.statements] == [t.start_pos for t in heads]


@pytest.mark.parametrize("word", sorted(IN_LANGUAGE_MD))
def test_every_keyword_can_be_a_name_in_quotes(word: str) -> None:
    """A keyword in single quotes is a name wherever a name may stand."""
    file, found = parse(Source("x", f"tema '{word}' omfatter '{word}-x', '{word}.y'"))
    assert not found
    [topic] = file.statements
    assert isinstance(topic, ast.Topic)
    assert topic.name.text == word


@pytest.mark.parametrize("word", sorted(IN_LANGUAGE_MD))
def test_a_name_may_begin_or_end_with_any_keyword(word: str) -> None:
    """Keywords end at a word boundary: with more letters, digits, `-x` or `.x` on either side it is a name."""
    names = [
        f"{word}x",
        f"x{word}",
        f"{word}-x",
        f"x-{word}",
        f"{word}.x",
        f"{word}1",
        f"{word}_",
        f"1-{word}",
        f"{word}å",
    ]
    names = [name for name in names if name not in IN_LANGUAGE_MD]
    file, found = parse(Source("x", f"tema a omfatter {', '.join(names)}"))
    assert not found
    [topic] = file.statements
    assert isinstance(topic, ast.Topic)
    assert [n.text for n in topic.parts[0].names] == names
