"""Texts for people, in bokmål, nynorsk and English: every text has all three, or cannot be made."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

import attrs

Language: TypeAlias = Literal["nb", "nn", "en"]
LANGUAGES: tuple[Language, ...] = ("nb", "nn", "en")

_CONJUNCTIONS: Mapping[str, Mapping[Language, str]] = {
    "or": {"nb": "eller", "nn": "eller", "en": "or"},
    "and": {"nb": "og", "nn": "og", "en": "and"},
}


def visible(text: str) -> str:
    r"""``text`` with control, bidirectional and invisible characters written out as ``\u{…}``.

    Every value that comes from a file passes through here before it is shown, so that no file can steer a
    terminal or make a message read otherwise than it is (``practice.md``, Diagnostics).
    """
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() or unicodedata.category(c) == "Zs" else f"\\u{{{ord(c):04X}}}" for c in text
    )


@attrs.frozen
class Text:
    """One text in three languages; ``{name}`` stands for a field."""

    nb: str
    nn: str
    en: str

    def fill(self, lang: Language, fields: Mapping[str, object] | None = None) -> str:
        """The text in ``lang`` with its fields filled in, values made safe to show."""
        template: str = getattr(self, lang)
        if not fields:
            return template
        return template.format(**{name: show(value, lang) for name, value in fields.items()})


@attrs.frozen
class Words:
    """A list of the author's own words, shown as `` `a`, `b` eller `c` ``."""

    words: tuple[str | Text, ...]
    joined_by: Literal["or", "and"] = "and"
    quoted: bool = True

    def show(self, lang: Language) -> str:
        """The words in one phrase in ``lang``."""
        tick = "`" if self.quoted else ""
        shown = [w.fill(lang) if isinstance(w, Text) else f"{tick}{visible(w)}{tick}" for w in self.words]
        if len(shown) <= 1:
            return "".join(shown)
        return f"{', '.join(shown[:-1])} {_CONJUNCTIONS[self.joined_by][lang]} {shown[-1]}"


def words(items: Iterable[object], joined_by: Literal["or", "and"] = "and") -> Words:
    """:class:`Words` of anything that prints as the author wrote it."""
    return Words(tuple(i if isinstance(i, Text) else str(i) for i in items), joined_by)


def show(value: object, lang: Language) -> str:
    """A field's value as text in ``lang``."""
    if isinstance(value, Words):
        return value.show(lang)
    if isinstance(value, Text):
        return value.fill(lang)
    return visible(str(value))
