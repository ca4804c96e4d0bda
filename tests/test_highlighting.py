"""Rule files in colour: what is made from the grammar is up to date, and the Pygments lexer reads real files."""

from __future__ import annotations

import importlib.util
import json
import random
import re
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from printing import Printer
from pygments import lexers
from pygments.token import Comment, Error, Keyword, Literal, Name, Number, Operator, Punctuation, String
from strategies import randomness, rulebooks

from lmrules.model.model import Rulebook
from lmrules.pygments_lexer import RulesLexer
from lmrules.resources import resource_text
from lmrules.syntax.words import words_of

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "rules").rglob("*.rules"))


def tool() -> ModuleType:
    """The tool that makes the files; it is no part of the package."""
    spec = importlib.util.spec_from_file_location("highlighting", ROOT / "tools" / "highlighting.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def is_a(kind: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether a kind of token is ``wanted``, or of that kind."""
    return tuple(kind)[: len(wanted)] == tuple(wanted)


def test_the_generated_files_are_what_the_tool_makes() -> None:
    """Words and patterns are those of the grammar as it is now; else run `make highlighting`."""
    for path, text in tool().generated().items():
        assert path.read_text(encoding="utf-8") == text, path.name


def test_every_word_of_the_grammar_is_in_the_list_once() -> None:
    """Every word in quotes in the grammar is of one kind, and there is no other word."""
    grammar = resource_text("grammar/equivalence.lark")
    lines = [line.split("//")[0] for line in grammar.splitlines()]
    written = {word for line in lines for word in re.findall(r'"([^"]+)"', line) if not word.startswith("\\")}
    listed = json.loads(resource_text("highlighting/words.json"))
    kinds = ("statements", "joining", "others", "relations", "punctuation")
    counted = Counter(word for kind in kinds for word in listed[kind])
    assert set(counted.values()) == {1}
    assert counted.keys() == {w for w in written if "?" not in w and "[" not in w}
    assert set(listed["declaring"]) < set(listed["statements"])


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_a_real_file_has_no_error_in_colour(path: Path) -> None:
    """The lexer reads every shipped rule file whole, without a word that it does not know."""
    text = path.read_text(encoding="utf-8")
    tokens = list(RulesLexer().get_tokens(text))
    assert "".join(value for _, value in tokens) == text
    assert not [value for kind, value in tokens if is_a(kind, Error)]


@settings(max_examples=40)
@given(rulebooks(), randomness())
def test_pygments_and_the_parser_see_the_same_words(book: Rulebook, vary: random.Random) -> None:
    """Keywords, names, texts, dates, numbers and comments are the same to Pygments as to our own lexer."""
    kinds = {
        "keyword": (Keyword, Operator.Word), "sign": (Operator, Punctuation), "name": (Name,), "number": (Number, Name),
        "date": (Literal.Date,), "text": (String.Double,), "comment": (Comment,), "wrong": (Error,),
    }  # fmt: skip
    text = Printer(vary=vary).print(book)
    seen: dict[int, tuple[tuple[str, ...], str]] = {}
    for at, kind, value in RulesLexer().get_tokens_unprocessed(text):
        seen[at] = (kind, value)
    for word in words_of(text):
        seen_kind, value = seen[word.start]
        assert value == word.text
        assert any(is_a(seen_kind, wanted) for wanted in kinds[word.kind])


def test_a_file_is_coloured_by_what_its_words_do() -> None:
    """A statement's word, the name it declares, levels, codes, signs, dates and texts differ."""
    text = "mål N-1 'x'\n  god-kunnskap: 'a b', c  # d\nregel R.1: A/B..7 og C ≥ 5 fordi \"e\" fra 2025-01-02 \"f"
    found = [(value, kind) for kind, value in RulesLexer().get_tokens(text) if value.strip()]
    assert found == [
        ("mål", Keyword.Declaration), ("N-1", Name.Class), ("'x'", Name),
        ("god-kunnskap", Name.Constant), (":", Punctuation), ("'a b'", Name), (",", Punctuation), ("c", Name),
        ("# d", Comment.Single),
        ("regel", Keyword.Declaration), ("R.1", Name.Class), (":", Punctuation),
        ("A", Name), ("/", Punctuation), ("B", Name), ("..", Punctuation), ("7", Number.Integer),
        ("og", Operator.Word), ("C", Name), ("≥", Operator), ("5", Number.Integer),
        ("fordi", Keyword), ('"e"', String.Double), ("fra", Keyword), ("2025-01-02", Literal.Date),
        ('"f', Error),
    ]  # fmt: skip


def test_pygments_finds_the_lexer_by_name_and_by_file() -> None:
    """Documentation tools find it under `lmrules`, and for files that end in `.rules`."""
    assert isinstance(lexers.get_lexer_by_name("lmrules"), RulesLexer)
    assert isinstance(lexers.get_lexer_for_filename("x.rules"), RulesLexer)
