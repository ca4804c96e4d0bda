"""What holds of every rule file that is laid out."""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from strategies_syntax import Typed, files, typed_files

from lmrules.formatting import format_text, print_file
from lmrules.source import Source
from lmrules.syntax import ast
from lmrules.syntax.ast import KEYWORD_LANGUAGES
from lmrules.syntax.parse import grammar, parse


def read(text: str) -> ast.File:
    """The file of a text that has no errors."""
    file, found = parse(Source("test.rules", text))
    assert not [d.message("en") for d in found if d.severity == "error"]
    return file


@given(files)
def test_what_is_printed_reads_as_what_it_was_printed_from(file: ast.File) -> None:
    """parse(print(ast)) == ast, for files of any statements, in any keyword language."""
    printed = print_file(file)
    assert read(printed).statements == file.statements


@given(files)
def test_what_is_printed_is_laid_out_already(file: ast.File) -> None:
    """Printing a tree gives the layout that the formatter keeps."""
    printed = print_file(file)
    assert format_text(printed, keywords=file.keywords) == printed


@settings(max_examples=40)
@given(typed_files())
def test_laying_out_keeps_the_meaning(typed: Typed) -> None:
    """However a file was typed, laid out it says the same."""
    assert read(typed.text).statements == typed.statements
    assert read(format_text(typed.text)).statements == typed.statements


@settings(max_examples=40)
@given(typed_files())
def test_every_comment_survives_in_its_place_in_the_order(typed: Typed) -> None:
    """Wherever a comment stands, it is still there afterwards, and none has passed another."""
    laid_out = read(format_text(typed.text))
    assert tuple(comment.text for comment in laid_out.comments) == typed.comments


@settings(max_examples=40)
@given(typed_files())
def test_laying_out_twice_changes_nothing_more(typed: Typed) -> None:
    """format(format(x)) == format(x), byte for byte."""
    once = format_text(typed.text)
    assert format_text(once) == once


@settings(max_examples=40)
@given(typed_files())
def test_keywords_can_go_through_all_languages_and_back(typed: Typed) -> None:
    """A file is the same file again after it has been in the other languages, and its meaning never changed."""
    norwegian = format_text(typed.text, keywords="nb")
    english = format_text(norwegian, keywords="en")
    nynorsk = format_text(english, keywords="nn")
    assert format_text(nynorsk, keywords="nb") == norwegian
    assert format_text(nynorsk, keywords="en") == english
    assert read(english).statements == read(nynorsk).statements == typed.statements


@settings(max_examples=40)
@given(typed_files())
def test_all_languages_have_the_same_lines(typed: Typed) -> None:
    """Lines are broken in the same places in every language."""
    norwegian, *others = (
        [line[: len(line) - len(line.lstrip())] for line in format_text(typed.text, keywords=k).split("\n")]
        for k in KEYWORD_LANGUAGES
    )
    assert all(other == norwegian for other in others)


@settings(max_examples=40)
@given(typed_files())
def test_what_comes_out_is_clean(typed: Typed) -> None:
    """Line feeds only, one at the end; no space before one; no two empty lines together, none at the ends."""
    text = format_text(typed.text)
    assert text == "" if not typed.statements and not typed.comments else text.endswith("\n")
    assert "\r" not in text
    assert "\n\n\n" not in f"\n{text}"
    assert not text.endswith("\n\n")
    assert all(line == line.rstrip() for line in text.split("\n"))
    assert unicodedata.is_normalized("NFC", text)


@settings(max_examples=40)
@given(typed_files(comments=False))
def test_lines_are_at_most_100_wide(typed: Typed) -> None:
    """No line is wider than 100 where its words can be broken."""
    for keywords in KEYWORD_LANGUAGES:
        for line in format_text(typed.text, keywords=keywords).split("\n"):
            assert len(line) <= 100 or line.count(" ", 16) == 0


def words_before_comments(text: str) -> list[int]:
    """For each comment, how many codes, names, dates and texts stand before it."""
    counts, count, last = [], 0, ""
    for token in grammar().lex(text):
        if token.type == "COMMENT":
            counts.append(count)
            continue
        joined = last in ("/", "..") or (token.type == "TEXT" and last == "TEXT")
        count += token.type in ("NAME", "NUMBER", "QUOTED", "DATE", "TEXT") and not joined
        last = "TEXT" if token.type == "TEXT" else str(token)
    return counts


@settings(max_examples=40)
@given(typed_files())
def test_comments_stay_between_the_words_they_stood_between(typed: Typed) -> None:
    """No comment moves past a name, a date or a text; only past what belongs to the code it stands in."""
    assert words_before_comments(format_text(typed.text)) == words_before_comments(typed.text)
