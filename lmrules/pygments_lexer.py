"""Rule files in colour in documentation (Sphinx, MkDocs and whatever else uses Pygments).

Pygments finds it by its entry point, under the name ``lmrules``. Its words are those of the grammar.
"""

from __future__ import annotations

import json
import re
from typing import ClassVar

from pygments.lexer import RegexLexer, bygroups, words
from pygments.token import (
    Comment,
    Error,
    Keyword,
    Literal,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    Whitespace,
)

from lmrules.resources import resource_text

_WORDS = json.loads(resource_text("highlighting/words.json"))
_LOOKS = _WORDS["patterns"]
# Where a word of the language ends; what goes on after it is a name that begins like one.
_END = r"(?![\w\u0300-\u036f]|[-.][\w\u0300-\u036f])"
_NAME = f"(?:{_LOOKS['NAME']}|{_LOOKS['QUOTED']})"


class RulesLexer(RegexLexer):
    """Rule files of lmrules, with keywords in any of its languages."""

    name = "lmrules"
    url = "https://pypi.org/project/lmrules/"
    aliases: ClassVar[list[str]] = ["lmrules"]
    filenames: ClassVar[list[str]] = ["*.rules"]
    version_added = ""
    flags = re.MULTILINE

    tokens: ClassVar = {
        "root": [
            (r"\s+", Whitespace),
            (_LOOKS["COMMENT"], Comment.Single),
            (_LOOKS["TEXT"], String.Double),
            (
                rf"({'|'.join(_WORDS['declaring'])}){_END}(\s+)({_NAME})",
                bygroups(Keyword.Declaration, Whitespace, Name.Class),
            ),
            (_LOOKS["DATE"], Literal.Date),
            (_LOOKS["NUMBER"], Number.Integer),
            (words(_WORDS["statements"], suffix=_END), Keyword.Declaration),
            (words(_WORDS["joining"], suffix=_END), Operator.Word),
            (words(_WORDS["others"], suffix=_END), Keyword),
            (words(_WORDS["relations"]), Operator),
            (rf"({_NAME})(\s*)(:)", bygroups(Name.Constant, Whitespace, Punctuation)),
            (_NAME, Name),
            (words(_WORDS["punctuation"]), Punctuation),
            (_LOOKS["UNCLOSED"], Error),
        ]
    }
