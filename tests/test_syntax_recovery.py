"""Mistakes: all of them in one run, each at its place, and every good statement kept."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from printing import Printer
from strategies import randomness, rulebooks

from lmrules.model.model import Rulebook
from lmrules.pipeline import check_text
from lmrules.source import Source
from lmrules.syntax import ast
from lmrules.syntax.ast import KEYWORD_LANGUAGES
from lmrules.syntax.parse import parse

THREE_MISTAKES = """\
tema a omfatter , b
tema god
skala s lav < < høy
læringsmålsett A gyldig fra 2020-13-01
    mål 1 høy: a
    mål 2 høy a
overgang A til B fra 2025-01-01
    regel R1: 1 ≥≥ 2
    regel R2: 1 ≥ 2
    regel R3: (1 og 2 ≥ 3
    nytt 4 fordi Ingen
"""


def test_one_run_reports_every_mistake_at_its_place() -> None:
    """Six statements with mistakes give seven places, and each good statement is kept."""
    file, found = parse(Source("x", THREE_MISTAKES))
    assert sorted((d.span.begin.line, d.span.begin.column, d.code.id) for d in found) == [
        (1, 17, "LM001"),
        (3, 15, "LM001"),
        (4, 29, "LM003"),
        (6, 15, "LM001"),
        (8, 18, "LM001"),
        (10, 23, "LM001"),
        (11, 18, "LM001"),
    ]
    names = [s.name.text for s in file.statements if isinstance(s, ast.Topic | ast.Rule | ast.Objective)]
    assert {"god", "1", "R2"} <= set(names)


def test_one_mistake_gives_one_diagnostic_and_no_follow_ups() -> None:
    """What stood in a broken statement is not reported as missing elsewhere."""
    text = """
skala s lav < høy
tema a
læringsmålsett A gyldig til 2025-01-01 mål 1 høy: a mål 2 høy: : a
læringsmålsett B gyldig fra 2025-01-01 mål 3 lav: a
overgang A til B fra 2025-01-01 regel R: 1 og 2 ≥ 3 fordi "x" kilde "y"
"""
    assert [d.code.id for d in check_text(text).errors] == ["LM001"]


@pytest.mark.parametrize(
    ("text", "lang", "words"),
    [
        ("tema a omfatter =", "nb", "et navn"),
        ("topic a includes =", "en", "a name"),
        ("regel R a ≥ b", "nb", "`:`"),
        ("overgang A B", "nb", "`til`"),
        ("transition A B", "en", "`to`"),
        ("regel R: minst av (a) ≥ b", "nb", "et tall"),
        ("eksempel x", "nb", "en tekst"),
        ("overgang A til B fra i-dag", "nb", "en dato"),
        ("tema a omfattar =", "nn", "eit namn"),
        ("overgang A til B frå 2025-01-01 døme x", "nn", "ein tekst"),
        ("tema b omfattar a overgang A til B 2025-01-01", "nn", "`frå`"),
        ('kjelde "x"', "nn", "`døme`"),
    ],
)
def test_a_message_says_what_may_stand_there_in_the_files_language(text: str, lang: str, words: str) -> None:
    """The words that may stand there are given as the file's own language spells them."""
    file, found = parse(Source("x", text))
    assert [d.code.id for d in found] == ["LM001"]
    message = found[0].message(lang)  # type: ignore[arg-type]
    assert words in message, message
    assert file.keywords == lang
    other = {
        "nb": ("`to`", "`and`", "`rule`", "`frå`", "`døme`", "`går`"),
        "nn": ("`to`", "`and`", "`rule`", "`fra`", "`eksempel`", "`utgår`", "`skjøn`"),
        "en": ("`til`", "`og`", "`regel`"),
    }[lang]
    assert not any(word in message for word in other), message


@pytest.mark.parametrize("word", ["fra", "frå", "mål", "regel", "av", "topic", "og", "ut", "døme"])
def test_a_keyword_where_a_name_should_stand_is_told_to_take_quotes(word: str) -> None:
    """A keyword in a name's place is LM005 at the word, with quotes as the safe fix."""
    file, found = parse(Source("x", f"tema x omfatter {word}\ntema y"))
    assert [(d.code.id, d.span.text) for d in found] == [("LM005", word)]
    [fix] = found[0].fixes
    assert fix.safe
    assert fix.edits[0].text == f"'{word}'"
    last = file.statements[-1]
    assert isinstance(last, ast.Topic)
    assert last.name.text == "y"


def test_a_mistyped_statement_costs_only_itself() -> None:
    """`regell` on a line of its own is one mistake, with the word meant; the next statement is read."""
    file, found = parse(Source("x", "tema a\nregell R: a ≥ b\nregel S: a ≥ b\n"))
    assert [(d.code.id, d.span.begin.line) for d in found] == [("LM001", 2)]
    assert "regel" in found[0].help("nb")
    assert [s.name.text for s in file.statements if isinstance(s, ast.Rule)] == ["S"]


def test_nesting_is_limited_with_a_diagnostic() -> None:
    """Fifty parentheses are read, fifty-one are LM007, and a hundred thousand do not break anything."""
    for depth, expected in ((50, []), (51, ["LM007"]), (100_000, ["LM007"])):
        _, found = parse(Source("x", f"regel R: {'(' * depth}a{')' * depth} ≥ b"))
        assert [d.code.id for d in found] == expected


def test_long_lists_and_names_are_limited_with_a_diagnostic() -> None:
    """A thousand names in a list are read, more are LM010; a name of 101 characters is LM011."""
    _, found = parse(Source("x", f"nytt {', '.join(f'a{i}' for i in range(1000))}"))
    assert not found
    for text in (
        f"nytt {', '.join(f'a{i}' for i in range(1001))}",
        f"regel R: {' og '.join(f'a{i}' for i in range(1001))} ≥ b",
        f"regel R: minst 1 av ({', '.join(f'a{i}' for i in range(1001))}) ≥ b",
        f"tema a omfatter {', '.join(f'a{i}' for i in range(1001))}",
    ):
        assert [d.code.id for d in parse(Source("x", text))[1]] == ["LM010"]
    assert [d.code.id for d in parse(Source("x", f"tema {'a' * 101}"))[1]] == ["LM011"]


def test_invisible_and_bidirectional_characters_are_errors_at_their_place() -> None:
    """A zero-width space or a bidirectional override is LM006 where it stands, also in texts and comments."""
    for character in ("\u200b", "\u202e", "\u2066", "\ufeff", "\u00ad", "\x00", "\x1b"):
        for text in (f"tema a{character}b", f'tema a "x{character}"', f"tema a # {character}"):
            _, found = parse(Source("x", text))
            at = text.index(character) + 1
            assert ("LM006", 1, at) in [(d.code.id, d.span.begin.line, d.span.begin.column) for d in found]


# ------------------------------------------------------------------------- any text at all


@pytest.mark.parametrize("text", ['tema a "\ud800"', "tema '\udfff'", "\ud800", "tema a # \ud800"])
def test_a_lone_surrogate_is_an_error_and_breaks_nothing(text: str) -> None:
    """Half a character, which no file but a Python string can hold, is an error like other invisible ones."""
    checked = check_text(text)
    assert checked.errors
    assert checked.digest


@given(st.text())
def test_any_text_at_all_gives_diagnostics_and_never_an_exception(text: str) -> None:
    """Whatever stands in a file, checking it says something or nothing, and does not break."""
    checked = check_text(text)
    for d in checked.diagnostics:
        assert d.code.id != "LM901", d.message("en")
        for lang in ("nb", "nn", "en"):
            assert d.message(lang)
            assert d.help(lang) is not None
        assert (d.span.begin.line, d.span.begin.column) <= (d.span.finish.line, d.span.finish.column)


HOSTILE = [
    *"=<>≥≤~≠,:()/.-_'\"\\#\n\r\t\0\u200b\u202e\ufeff\u0301åÅ0²٣😀",
    "..", "--", "''", '"', "'", "utkast", "draft", "og", "minst", "alle", "bare", "9999999999999999999999", "0", "-1",
    "2025-02-30", "0000-00-00", "9999-12-31", 'bruk "x"', 'bruk "/etc/passwd"', "S-2019/", "/", "tema", "regel", "mål",
    "skala s a < a", "gyldig", "i innhold", "til", "KLS-001..9999999", "A-1..2", "(" * 60, "'a/b'", "'\u0000'", "\ud800",
]  # fmt: skip


def spoiled(text: str, order: random.Random) -> str:
    """The text after one to three hostile edits."""
    for _ in range(order.randint(1, 3)):
        at = order.randrange(len(text) + 1)
        to = min(len(text), at + order.choice((0, 0, 1, 2, 8, 30)))
        kind = order.randrange(4)
        if kind == 0:
            middle = ""
        elif kind == 1:
            start = order.randrange(len(text) + 1)
            middle = text[start : start + order.choice((1, 5, 40))]
        else:
            middle = order.choice(HOSTILE)
            middle = f" {middle} " if order.random() < 0.5 else middle
        text = text[:at] + middle + text[to:]
    return text


def check_spoiled(book: Rulebook, order: random.Random) -> None:
    """A rule file after a few hostile edits gives diagnostics, never an exception or a fault of our own."""
    text = spoiled(Printer(order.choice(KEYWORD_LANGUAGES), order).print(book), order)
    checked = check_text(text)
    for d in checked.diagnostics:
        assert d.code.id != "LM901", (d.message("en"), text)
        for lang in ("nb", "nn", "en"):
            assert d.message(lang) + d.help(lang)
    assert checked.digest


@given(rulebooks(), randomness())
def test_a_valid_file_with_a_few_hostile_edits_never_breaks_anything(
    book: Rulebook, order: random.Random
) -> None:
    """Nearly valid text, which reaches furthest in, gives diagnostics and never an exception."""
    check_spoiled(book, order)


@given(rulebooks(), randomness())
def test_a_mistake_in_one_statement_keeps_every_other(book: Rulebook, order: random.Random) -> None:
    """A wrong word put into one statement gives an error there, and all statements before and after are kept."""
    printer = Printer()
    statements = [words for block in printer.blocks(book) for words in block]
    index = order.randrange(len(statements))
    words = statements[index]
    at = order.randrange(1, len(words) + 1)
    broken = [*words[:at], "≥", "≥", *words[at:]]
    lines = [" ".join(w) for w in [*statements[:index], broken, *statements[index + 1 :]]]
    file, found = parse(Source("x", "\n".join(lines)))
    assert found
    assert {d.span.begin.line for d in found} == {index + 1}
    good, _ = parse(Source("x", "\n".join(" ".join(w) for w in statements)))
    kept = list(file.statements)
    assert kept[:index] == list(good.statements[:index])
    assert kept[len(kept) - (len(statements) - index - 1) :] == list(good.statements[index + 1 :])
