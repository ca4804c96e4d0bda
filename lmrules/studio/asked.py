"""What the page sent, taken apart; anything else than what a page of ours sends is :class:`Refused`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lmrules.messages import LANGUAGES, Language, Text

BAD_REQUEST = Text(
    "siden sendte noe som ikke kan leses; last den på nytt",
    "sida sende noko som ikkje kan lesast; last ho på nytt",
    "the page sent something that cannot be read; reload it",
)


class Refused(Exception):
    """Something that cannot be answered: what to say to the person, in each language, and the HTTP status.

    The page takes any answer with ``refused`` as a refusal; a rulebook with errors is no fault of a request,
    so the usual status is 200. The text never holds a person's identifier.
    """

    def __init__(self, text: Text, fields: Mapping[str, object] | None = None, *, status: int = 200) -> None:
        super().__init__(text.en)
        self.text = text
        self.fields = fields
        self.status = status

    def message(self, lang: Language) -> str:
        """What to say."""
        return self.text.fill(lang, self.fields)


def refused_as_malformed() -> Refused:
    """The refusal of what no page of ours sends."""
    return Refused(BAD_REQUEST, status=400)


def language_of(payload: Mapping[str, Any]) -> Language:
    """The language the page is in."""
    for known in LANGUAGES:
        if known == payload.get("lang"):
            return known
    return "nb"


def files_of(payload: Mapping[str, Any]) -> dict[str, str]:
    """The edited buffers, by file name."""
    files = payload.get("files", {})
    if not isinstance(files, dict):
        raise refused_as_malformed()
    return {string(name): string(text) for name, text in files.items()}


def string(value: object) -> str:
    """A text that can be written as UTF-8."""
    if not isinstance(value, str) or any("\ud800" <= c <= "\udfff" for c in value):
        raise refused_as_malformed()
    return value


def optional_string(payload: Mapping[str, Any], key: str) -> str | None:
    """A text that may be left out; an empty one is none."""
    value = payload.get(key)
    return string(value) if value not in (None, "") else None
