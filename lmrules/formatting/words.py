"""Words: what a rule file is made of once its layout is taken away, each with the remarks around it.

Punctuation belongs to the word beside it (`NUK-001,` is one word), and so does what makes one code
(`NUK-2019/NUK-001..004`) or one keyword (`består av`). A remark is a comment; between two words there may
be one that ends the line of the first, and any number that stand on lines of their own before the second.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

import attrs

from lmrules.syntax import ast
from lmrules.syntax.keywords import KEYWORDS

Kind: TypeAlias = Literal["keyword", "sign", "name", "date", "text"]


@attrs.frozen
class Remark:
    """A comment on a line of its own: after an empty line when ``blank``, its `#` at ``column`` (from 0)."""

    text: str
    blank: bool = False
    column: int = 0


@attrs.frozen
class Segment:
    """A part of a text that no remark interrupts: its lines, escapes undone, as its author broke them."""

    lines: tuple[str, ...]
    before: tuple[Remark, ...] = ()
    after: str | None = None

    @property
    def joined(self) -> str:
        """The part as one line."""
        return "".join(self.lines)


@attrs.frozen
class Trivia:
    """What stands around a word in its file and means nothing.

    ``before`` are the remarks before it, ``after`` the one that ends its line. ``blank``: an empty line
    stands right before it; ``new_line``: it is the first on its line; ``column``: where it begins, from 0.
    ``segments`` are the parts of a text as written.
    """

    before: tuple[Remark, ...] = ()
    after: str | None = None
    blank: bool = False
    new_line: bool = True
    column: int = 0
    segments: tuple[Segment, ...] = ()


@attrs.frozen
class Word:
    """One word to print. ``glued``: the next one should stay on its line. A text has ``segments``.

    ``extra`` is how much longer the word is in the keyword language where it is longest. Lines are broken
    as if it were written so: a file has the same lines in either language.
    """

    text: str
    trivia: Trivia
    glued: bool = False
    segments: tuple[Segment, ...] = ()
    extra: int = 0


@attrs.frozen
class SourceWord:
    """A word found in a file: its kind, the keywords or the sign it may be, and what stands around it."""

    kind: Kind
    keys: frozenset[str]
    trivia: Trivia


def glued(words: Sequence[Word]) -> list[Word]:
    """``words`` with the last one kept on the line of what follows."""
    return [*words[:-1], attrs.evolve(words[-1], glued=True)]


def closed(words: Sequence[Word], mark: str) -> list[Word]:
    """``words`` with the punctuation ``mark`` right after the last one."""
    return [*words[:-1], attrs.evolve(words[-1], text=words[-1].text + mark)]


def opened(words: Sequence[Word], mark: str) -> list[Word]:
    """``words`` with the punctuation ``mark`` right before the first one."""
    return [attrs.evolve(words[0], text=mark + words[0].text), *words[1:]]


def _meanings() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for keyword in KEYWORDS:
        for phrase in keyword.phrases:
            found[phrase] = found.get(phrase, frozenset()) | {keyword.en}
    return found


MEANINGS: Mapping[str, frozenset[str]] = _meanings()
"""The keywords that each phrase of any language may be: `til` is both `to` and `until`."""

BEGINNINGS = frozenset(
    " ".join(parts[:n]) for phrase in MEANINGS for parts in [phrase.split()] for n in range(2, len(parts) + 1)
)
"""How each keyword of several words may begin, from two words on."""

_SIGNS: Mapping[str, ast.Relation] = {
    "equals": "=", "covers": "≥", "covered by": "≤", "overlaps": "~", "unrelated to": "≠"
}  # fmt: skip

SIGNS: Mapping[str, ast.Relation] = {
    **{sign: sign for sign in ("=", "≥", "≤", ">", "<", "~", "≠")},
    **{phrase: _SIGNS[k.en] for k in KEYWORDS if k.en in _SIGNS for phrase in k.phrases},
    ">=": "≥", "<=": "≤", "!=": "≠",
}  # fmt: skip
"""The sign for every way to write a relation."""
