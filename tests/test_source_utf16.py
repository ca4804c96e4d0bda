"""Places as editors count them: lines from 0, columns in UTF-16 code units, and back."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmrules.source import Source

# Letters of one and two units, marks that join the letter before, and everything that could end a line.
LETTERS = "aæ😀\U0001f1f3Ǻn̈e\u0301 \n\r\t\u2028\x0c\x85\ud800"
TEXTS = st.text(st.sampled_from(LETTERS), max_size=25)


def units(text: str) -> int:
    """How many UTF-16 code units a text has."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(TEXTS)
def test_a_place_is_counted_in_utf16(text: str) -> None:
    """The place of an offset in a text in NFC is its line, and the code units before it there."""
    source = Source("x", text)
    text = source.text
    source = Source("x", text)
    for offset in range(len(text) + 1):
        if text[offset - 1 : offset + 1] == "\r\n":
            continue
        before = re.split(r"\r\n|\r|\n", text[:offset])
        assert source.utf16(offset) == (len(before) - 1, units(before[-1]))


@given(TEXTS)
def test_a_place_leads_back_to_its_offset(text: str) -> None:
    """From an offset to a place and back is the same offset, for whatever is not put together by NFC."""
    source = Source("x", text)
    for offset in range(len(source.text) + 1):
        if source.text[offset - 1 : offset + 1] == "\r\n":
            continue  # within a line end there is no place of its own
        there = source.offset(*source.utf16(offset))
        assert source.utf16(there) == source.utf16(offset)
        if source.text == source.original:
            assert there == offset


@pytest.mark.parametrize(
    ("place", "offset"),
    [
        ((0, 0), 0),
        ((0, 2), 2),
        ((0, 1), 1),
        ((0, 99), 5),
        ((1, 0), 6),
        ((9, 9), 9),
    ],
)
def test_a_place_outside_is_the_nearest_inside(place: tuple[int, int], offset: int) -> None:
    """Behind the end of a line is its end, and behind the last line is the end of the text."""
    assert Source("x", "abcde\nfgh").offset(*place) == offset


def test_a_place_within_a_character_is_where_it_begins() -> None:
    """Between the two units of a character is where the character begins."""
    source = Source("x", "a😀b")
    assert [source.offset(0, column) for column in range(5)] == [0, 1, 1, 2, 3]


def test_a_text_that_is_not_in_nfc_is_counted_as_written() -> None:
    """An editor counts the letters and marks that stand in its own text, not what we make of them."""
    source = Source("x", "a\u030angstrøm mål")
    assert source.text.index("mål") == 9
    assert source.utf16(9) == (0, 10)
    assert source.offset(0, 10) == 9
    assert source.original_offset(0, 10) == 10
