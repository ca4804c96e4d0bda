"""Colours for examples in the rule language: a lexer made of its own keywords, and lark's grammars as EBNF.

The site builder loads this as a Markdown extension; that is when the lexer is made known to Pygments.
"""

from __future__ import annotations

from typing import ClassVar

from markdown import Extension, Markdown
from pygments.lexer import RegexLexer, words
from pygments.lexers import LEXERS
from pygments.token import Comment, Keyword, Name, Number, Operator, Punctuation, String, Whitespace

from lmrules.syntax.keywords import KEYWORDS

__all__ = ["RulesLexer"]

_SPELLINGS = sorted({phrase for keyword in KEYWORDS for phrase in keyword.phrases})
_BEGINS = sorted({phrase for keyword in KEYWORDS if keyword.begins for phrase in keyword.phrases})
_NAME = r"[\w\u0300-\u036f]+(?:[-.][\w\u0300-\u036f]+)*"
_ENDS = r"(?![\w\u0300-\u036f]|[-.][\w\u0300-\u036f])"


class RulesLexer(RegexLexer):
    """The rule language, word by word; what is wrong in an example is shown like the rest."""

    name = "lmrules"
    aliases: ClassVar = ["rules"]
    filenames: ClassVar = ["*.rules"]
    tokens: ClassVar = {
        "root": [
            (r"#[^\r\n]*", Comment.Single),
            (r'"(?:[^"\\\r\n]|\\[^\r\n])*"?', String.Double),
            (r"'[^'\r\n]+'?", Name),
            (r"[0-9]{4}-[0-9]{2}-[0-9]{2}" + _ENDS, Number),
            (words(_BEGINS, prefix=r"\b", suffix=_ENDS), Keyword.Declaration),
            (words(_SPELLINGS, prefix=r"\b", suffix=_ENDS), Keyword),
            (r"[<>≤≥≠=~!]+", Operator),
            (r"[0-9]+" + _ENDS, Number),
            (_NAME, Name),
            (r"\s+", Whitespace),
            (r"[^\w\s]", Punctuation),
        ]
    }


class RulesLanguage(Extension):
    """Makes the lexer known by the name that fences use."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: ARG002, N802 - as Markdown has them
        """Nothing of the page itself is changed."""
        LEXERS["RulesLexer"] = (__name__, RulesLexer.name, tuple(RulesLexer.aliases), ("*.rules",), ())


def makeExtension(**settings: object) -> RulesLanguage:  # noqa: N802 - the name is Markdown's
    """What Markdown asks an extension module for."""
    return RulesLanguage(**settings)
