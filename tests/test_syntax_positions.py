"""Lines and columns: right with tabs, CRLF, lone CR, a byte order mark, NFC and NFD, and in empty files."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmrules.pipeline import check_path
from lmrules.source import Source
from lmrules.syntax import ast
from lmrules.syntax.parse import parse


def places(text: str) -> list[tuple[str, int, int]]:
    """Code, line and column of each diagnostic of a file."""
    _, found = parse(Source("x", text))
    return [
        (d.code.id, d.span.begin.line, d.span.begin.column) for d in sorted(found, key=lambda d: d.sort_key)
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_by_lf_crlf_and_cr(end: str) -> None:
    """The wrong word on the third line is on the third line, however lines end."""
    assert places(f"tema a{end}{end}    tema b omfatter ={end}tema c{end}") == [("LM001", 3, 21)]


@pytest.mark.parametrize("other", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_nothing_else_ends_a_line(other: str) -> None:
    """Characters that Python's splitlines takes for line ends do not count as such."""
    found = places(f"tema a # x{other}y\ntema b omfatter =\n")
    assert [p for p in found if p[0] == "LM001"] == [("LM001", 2, 17)]


def test_a_tab_is_one_column() -> None:
    """Columns count code points: a tab is one."""
    assert places("\t\ttema\ta\tomfatter\t=") == [("LM001", 1, 19)]


def test_columns_count_code_points_of_the_text_as_written() -> None:
    """æøå in NFC is one column and in NFD two, and what stands after them is placed in the file as written."""
    line = "tema blåbær omfatter ="
    assert places(line) == [("LM001", 1, 22)]
    decomposed = unicodedata.normalize("NFD", line)
    assert len(decomposed) == len(line) + 1
    assert places(decomposed) == [("LM001", 1, 23)]
    assert places("tema 😀 omfatter a") == [("LM001", 1, 6)]


def test_keywords_and_names_are_the_same_in_nfc_and_nfd() -> None:
    """A file typed in NFD means what it means in NFC: keywords are known, and names are one name."""
    text = "læringsmålsett Å mål Å-1 nivå høy"
    same = parse(Source("x", text))
    assert not same[1]
    assert parse(Source("x", unicodedata.normalize("NFD", text)))[0].statements == same[0].statements


def test_spans_point_at_the_words_in_nfd_too() -> None:
    """Each statement's span begins and ends at its own words in the text as written."""
    text = unicodedata.normalize("NFD", "tema å 'x'\ntema ø\n").replace(" 'x'", "")
    file, _ = parse(Source("x", text))
    assert [(s.span.begin.line, s.span.begin.column, s.span.finish.column) for s in file.statements] == [
        (1, 1, 8),  # a + ring above: two code points
        (2, 1, 7),  # ø has no decomposition
    ]


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    """A UTF-8 file with a byte order mark reads as the file without, columns included."""
    path = tmp_path / "bom.rules"
    path.write_bytes(b"\xef\xbb\xbf" + b"tema a omfatter =\n")
    found = [d for d in check_path(path).diagnostics if d.code.id == "LM001"]
    assert [(d.span.begin.line, d.span.begin.column) for d in found] == [(1, 17)]


@pytest.mark.parametrize("text", ["", "\n", "   \t\r\n", "# bare en kommentar", "# a\n# b\n", "\r"])
def test_a_file_with_no_statements_is_said_to_be_empty(text: str) -> None:
    """An empty file, white space and comments alone give one warning at the beginning, and nothing breaks."""
    file, found = parse(Source("x", text))
    assert [(d.code.id, d.severity, d.span.begin.line, d.span.begin.column) for d in found] == [
        ("LM013", "warning", 1, 1)
    ]
    assert file.statements == ()
    assert len(file.comments) == text.count("#")


def test_a_missing_word_is_missed_just_after_the_last() -> None:
    """Where a statement ends too early, the place is after its last word, not at the next statement."""
    assert places("tema a omfatter   # mer\n\ntema b") == [("LM001", 1, 16)]


@given(st.text(alphabet="aåA\u030a\u0301e\u0327\n\r\t x가ᄀ😀", max_size=30))
def test_every_offset_has_a_place_and_places_go_forward(text: str) -> None:
    """Position is total and never goes back, on any mixture of composed and combining characters and line ends."""
    source = Source("x", text)
    places_of = [source.position(i) for i in range(len(source.text) + 1)]
    assert places_of == sorted(places_of)
    assert places_of[0] == source.position(0)
    for place in places_of:
        assert 1 <= place.column <= len(source.line(place.line)) + 2


@given(st.lists(st.sampled_from(["tema å\n", "tema b\r\n", "tema 'c d'\r", "\t", "# x\n", " "]), max_size=8))
def test_every_name_is_where_its_span_says(parts: list[str]) -> None:
    """The text on the line and columns of a name's span is the name."""
    text = "".join(parts)
    source = Source("x", text)
    file, _ = parse(source)
    for statement in file.statements:
        assert isinstance(statement, ast.Topic)
        begin, finish = statement.name.span.begin, statement.name.span.finish
        assert source.line(begin.line)[begin.column - 1 : finish.column - 1].strip("'") == statement.name.text
