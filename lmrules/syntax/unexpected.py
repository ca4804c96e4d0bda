"""What to say about a word that may not stand where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lmrules.diagnostics import Diagnostic, Edit, Fix
from lmrules.diagnostics import codes_text as codes
from lmrules.messages import Text, Words, visible
from lmrules.source import Source, Span
from lmrules.syntax import ast
from lmrules.syntax.keywords import LANGUAGES_OF, STATEMENTS, WORDS
from lmrules.syntax.spelling import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lark import Token

_A_NAME = Text("et navn", "eit namn", "a name")
_A_TEXT = Text("en tekst i anførselstegn", "ein tekst i hermeteikn", "a text in quotes")
_A_DATE = Text("en dato (år-måned-dag)", "ein dato (år-månad-dag)", "a date (year-month-day)")
_A_NUMBER = Text("et tall", "eit tal", "a number")
_A_STATEMENT = Text("en ny setning", "ei ny setning", "a new statement")
_KINDS = {"NAME": _A_NAME, "TEXT": _A_TEXT, "DATE": _A_DATE}
_ASCII_FORMS = frozenset({">=", "<=", "!="})
_MOST_SHOWN = 100
_LOOK = Text(
    "bytt ut eller fjern det; les linjen fra begynnelsen av setningen",
    "byt ut eller fjern det; les linja frå byrjinga av setninga",
    "replace or remove it; read the line from the beginning of the statement",
)
_ADD = Text(
    "legg til det som mangler",
    "legg til det som manglar",
    "add what is missing",
)
_INSTEAD = Text("skriv `{word}`", "skriv `{word}`", "write `{word}`")


def unexpected(
    source: Source,
    spelled: Mapping[str, str],
    accepted: set[str],
    piece: list[Token],
    index: int,
    keywords: ast.Keywords,
) -> Diagnostic:
    """The diagnostic for the word ``piece[index]``, or for a statement that ends too early.

    ``accepted`` names the terminals that may stand there, ``spelled`` how each keyword is written.
    """
    accepting = _words(spelled, accepted)
    allowed = sorted(
        {w for w in accepting if w in WORDS[keywords] or w not in LANGUAGES_OF},
        key=lambda w: (not w.isalpha(), w),
    )
    if index == len(piece):
        # Just after the last word: that is where something is missing.
        end = piece[-1].end_pos or 0
        found: object = Text("slutt på setningen", "slutt på setninga", "end of the statement")
        where = Span(source, end, end)
        return codes.UNEXPECTED_WORD.at(where, found=found, expected=_expected(accepted, allowed), hint=_ADD)
    word = piece[index]
    where = Span(source, word.start_pos or 0, word.end_pos or 0)
    if word.type == "UNCLOSED":
        return codes.UNCLOSED_TEXT.at(where, quote=word[0])
    if "NAME" in accepted and _is_keyword(word):
        return keyword_as_name(where, str(word))
    if word.type == "COLON" and index > 1 and _is_keyword(before := piece[index - 1]):
        # A colon follows names alone: a level that is a keyword, which could stand where the level should.
        return keyword_as_name(Span(source, before.start_pos or 0, before.end_pos or 0), str(before))
    close = _meant(str(word), allowed, accepting) if word.type in ("NAME", "WRONG") else ()
    hint = _did_you_mean(close) if close else _LOOK
    if close and index == 0:
        # Nearly one of the words that begin a statement: listing them all would hide which.
        allowed, accepted = [], {"$END"}
    fixes = [Fix(_INSTEAD, (Edit(where, w),), fields=(("word", w),)) for w in close]
    shown = Words((str(word) if len(word) <= _MOST_SHOWN else f"{word[:_MOST_SHOWN]}…",))
    return codes.UNEXPECTED_WORD.at(
        where, found=shown, expected=_expected(accepted, allowed), hint=hint, fixes=fixes
    )


def _is_keyword(word: Token) -> bool:
    return str(word) in LANGUAGES_OF and word.type not in ("NAME", "TEXT", "QUOTED")


def keyword_as_name(where: Span, word: str) -> Diagnostic:
    """The diagnostic for the keyword ``word`` where a name should stand."""
    quoted = Fix(
        Text("sett `{word}` i anførselstegn", "set `{word}` i hermeteikn", "put `{word}` in quotes"),
        (Edit(where, f"'{word}'"),),
        safe=True,
        fields=(("word", word),),
    )
    return codes.KEYWORD_AS_NAME.at(where, word=word, fixes=[quoted])


def _did_you_mean(close: tuple[str, ...]) -> Text:
    listed = ", ".join(f"`{visible(word)}`" for word in close)
    return Text(f"mente du {listed}?", f"meinte du {listed}?", f"did you mean {listed}?")


def _words(spelled: Mapping[str, str], accepted: set[str]) -> set[str]:
    """The keywords and signs that may stand here, in any language."""
    here = {spelled[name] for name in accepted if name in spelled and name not in _KINDS} - _ASCII_FORMS
    return here | set(STATEMENTS) if "$END" in accepted or not accepted else here


def _meant(word: str, allowed: Iterable[str], accepting: Iterable[str]) -> tuple[str, ...]:
    """What ``word`` may have been meant as: a word of the file's language, or a nearer one of another."""
    close, nearer = nearest(word, allowed), nearest(word, accepting)
    return close if set(close) & set(nearer) else nearer


def _expected(accepted: set[str], allowed: list[str]) -> Words:
    kinds: list[str | Text] = [text for kind, text in _KINDS.items() if kind in accepted]
    if "NUMBER" in accepted and "NAME" not in accepted:
        kinds.append(_A_NUMBER)
    if "$END" in accepted:
        # Every statement's keyword may follow; listing them all would hide the rest.
        return Words((*kinds, *(w for w in allowed if w not in STATEMENTS), _A_STATEMENT), "or")
    return Words((*kinds, *allowed), "or")
