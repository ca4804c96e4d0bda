"""The words of the local web page: all there, in three languages, and none that is never said."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from string import Formatter

import pytest

from lmrules.messages import LANGUAGES, Text
from lmrules.studio.words import catalogue, texts

SOURCE = Path(__file__).parent.parent / "studio" / "src"
_KEY = re.compile(r"""["'`]([a-z]+\.[a-z0-9-]+)["'`]""")
_PART = re.compile(r"""`([a-z]+\.[a-z0-9-]*)\$\{|`\$\{[^}]*\}(\.[a-z-]+)`""")
WORDS = [pytest.param(key, text, id=key) for key, text in catalogue().items()]


def scripts() -> str:
    """All of the page's source."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(SOURCE.rglob("*.ts")))


def fields(text: str) -> Counter[str]:
    """The named fields of a text."""
    return Counter(field for _, field, _, _ in Formatter().parse(text) if field is not None)


@pytest.mark.parametrize(("key", "text"), WORDS)
def test_a_text_of_the_page_says_the_same_in_every_language(key: str, text: Text) -> None:
    """A text stands in bokmål, nynorsk and English, with the same named fields in each."""
    spoken = [getattr(text, lang) for lang in LANGUAGES]
    assert all(spoken), key
    assert len({frozenset(fields(said).items()) for said in spoken}) == 1
    assert all(said == said.strip() for said in spoken)


def test_every_text_that_the_page_says_is_in_the_catalogue() -> None:
    """A key that stands in the page's source is in the catalogue."""
    modules = {key.partition(".")[0] for key in catalogue()}
    said = {key for key in _KEY.findall(scripts()) if key.partition(".")[0] in modules}
    assert said - catalogue().keys() == set()
    assert len(said) > 20


def test_every_text_in_the_catalogue_is_said() -> None:
    """A text is said by the page, by its whole key or as one of several that begin or end alike, or by the server."""
    source = scripts()
    said = set(_KEY.findall(source))
    begins = tuple(begin for begin, _ in _PART.findall(source) if begin)
    ends = tuple(end for _, end in _PART.findall(source) if end)
    unsaid = {
        key
        for key in catalogue()
        if key not in said and not key.startswith(("guard.", *begins)) and not key.endswith(ends)
    }
    assert unsaid == set()


def test_the_page_gets_every_text() -> None:
    """What the server gives the page is the whole catalogue in the language asked for."""
    for lang in LANGUAGES:
        assert texts(lang) == {key: getattr(text, lang) for key, text in catalogue().items()}
