# ruff: noqa: INP001 - a script, no package
"""What colours rule files, made from the grammar: the words, and the grammar of patterns that VS Code reads.

``python tools/highlighting.py`` writes both (``make highlighting``); a test says when they are out of date.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from lmrules.syntax.keywords import LANGUAGES_OF, STATEMENTS
from lmrules.syntax.parse import grammar

ROOT = Path(__file__).parent.parent
WORDS = ROOT / "lmrules" / "highlighting" / "words.json"
PATTERNS = ROOT / "editors" / "vscode" / "syntaxes" / "lmrules.tmLanguage.json"

_ABOUT = (
    "Made from grammar/equivalence.lark by tools/highlighting.py: change that, and run `make highlighting`."
)
_COMBINING = re.compile("[\u0300-\u036f]")
_KINDS = ("NAME", "QUOTED", "NUMBER", "DATE", "TEXT", "COMMENT", "UNCLOSED")
# Words that join codes and topics or compare them are coloured as the signs are.
_JOINING = ("_relation", "_and", "_or", "_at_least")
_RELATION = "_relation"


@cache
def words() -> Mapping[str, Any]:
    """The words of the language by what they do, the signs, and what names, dates and texts look like.

    ``declaring`` are the words that a name follows which is thereby declared; they are ``statements``, too.
    """
    spelled = _spelled().values()
    joining = {word for name in _JOINING for word in _words_under(name)}
    keywords = {word for word in spelled if word in LANGUAGES_OF}
    statements = keywords & STATEMENTS.keys()
    relations = _words_under(_RELATION) - keywords
    return {
        "statements": sorted(statements),
        "declaring": sorted(_declaring() & statements),
        "joining": sorted((joining & keywords) - statements),
        "others": sorted(keywords - statements - joining),
        "relations": sorted(relations, key=lambda sign: (-len(sign), sign)),
        "punctuation": sorted(set(spelled) - keywords - relations, key=lambda sign: (-len(sign), sign)),
        "patterns": {t.name: t.pattern.value for t in grammar().terminals if t.name in _KINDS},
    }


@cache
def _spelled() -> Mapping[str, str]:
    return {t.name: t.pattern.value for t in grammar().terminals if t.pattern.type == "str"}


def _expansions(production: str) -> Iterator[list[str]]:
    """The names of what stands in each alternative of a production."""
    for rule in grammar().rules:
        if str(rule.origin.name) == production:
            yield [str(symbol.name) for symbol in rule.expansion]


def _words_under(production: str) -> set[str]:
    """The words that stand in a production, and in those it is made of."""
    found: set[str] = set()
    todo = [production]
    for name in todo:  # grows while it is walked
        for symbol in (symbol for expansion in _expansions(name) for symbol in expansion):
            if symbol in _spelled():
                found.add(_spelled()[symbol])
            elif symbol not in todo:
                todo.append(symbol)
    return found


def _declaring() -> set[str]:
    """The words right before the name that a statement declares."""
    found: set[str] = set()
    for statement in {keyword.begins for keyword in STATEMENTS.values() if keyword.begins}:
        for expansion in _expansions(statement):
            if "name" in expansion:
                found |= _words_under(expansion[expansion.index("name") - 1])
    return found


# ------------------------------------------------------------------------------------------------- patterns


def patterns() -> dict[str, Any]:
    """The TextMate grammar: each word by its kind, and a name where it is declared or is a level."""
    kinds = words()["patterns"]
    name = f"(?:{kinds['NAME']}|{kinds['QUOTED']})"
    end = r"(?![\w\u0300-\u036f]|[-.][\w\u0300-\u036f])"
    declaring = _any(words()["declaring"])
    return {
        "$schema": "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
        "information_for_contributors": [_ABOUT],
        "name": "lmrules",
        "scopeName": "source.lmrules",
        "fileTypes": ["rules"],
        "patterns": [
            {"name": "comment.line.number-sign.lmrules", "match": kinds["COMMENT"]},
            {
                "name": "string.quoted.double.lmrules",
                "match": kinds["TEXT"],
                "captures": {"0": {"patterns": [
                    {"name": "constant.character.escape.lmrules", "match": r"\\[\\\"]"}
                ]}},
            },
            {
                "match": rf"({declaring}){end}\s+({name})",
                "captures": {
                    "1": {"name": "keyword.control.lmrules"},
                    "2": {"name": "entity.name.type.lmrules"},
                },
            },
            {"name": "constant.numeric.date.lmrules", "match": kinds["DATE"]},
            {"name": "constant.numeric.lmrules", "match": kinds["NUMBER"]},
            {"name": "keyword.control.lmrules", "match": f"{_any(words()['statements'])}{end}"},
            {"name": "keyword.operator.word.lmrules", "match": f"{_any(words()['joining'])}{end}"},
            {"name": "keyword.other.lmrules", "match": f"{_any(words()['others'])}{end}"},
            {"name": "keyword.operator.relation.lmrules", "match": _any(words()["relations"])},
            {
                "match": rf"({name})\s*(:)",
                "captures": {
                    "1": {"name": "constant.language.level.lmrules"},
                    "2": {"name": "punctuation.separator.lmrules"},
                },
            },
            {"name": "variable.other.lmrules", "match": name},
            {"name": "invalid.illegal.unclosed.lmrules", "match": kinds["UNCLOSED"]},
            {"name": "punctuation.separator.lmrules", "match": _any(words()["punctuation"])},
        ],
    }  # fmt: skip


def _any(listed: list[str]) -> str:
    """Any of some words; the longest first, as the grammar takes them."""
    return f"(?:{'|'.join(re.escape(w) for w in sorted(listed, key=lambda w: (-len(w), w)))})"


def as_json(value: object) -> str:
    """``value`` as it is written: our letters as they are, and marks that would sit on others spelled out."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return _COMBINING.sub(lambda mark: f"\\u{ord(mark.group()):04x}", text) + "\n"


def generated() -> dict[Path, str]:
    """Every file that is made from the grammar, with its text."""
    return {WORDS: as_json({"about": _ABOUT, **words()}), PATTERNS: as_json(patterns())}


if __name__ == "__main__":
    for path, text in generated().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")
