"""What holds for any approvals whatever: no crash, no lost row, no person in a message."""

from __future__ import annotations

import csv
import io
import json
import re
import traceback
from collections.abc import Callable
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lmrules.approvals import ApprovalsError, Format, Reading, read_approvals
from lmrules.approvals.columns import NAMES, SPELLINGS
from lmrules.approvals.lines import text_lines
from lmrules.messages import LANGUAGES

MARKER = "01017012345"
FORMATS: tuple[Format | None, ...] = (None, *get_args(Format))

# --- input -----------------------------------------------------------------------------------------------

_DAYS = st.dates().map(str)
_WORDS = st.text(st.sampled_from("ABCæøå019-. "), min_size=1, max_size=6).map(lambda s: f"x{s}x")
_FIELDS: dict[str, st.SearchStrategy[str]] = {
    "person": st.sampled_from(["LIS-1", "LIS-2", MARKER]),
    "objective": _WORDS,
    "approved": _DAYS,
    "set": st.just("") | _WORDS,
    "status": st.sampled_from(["", "approved", "Revoked", "godkjent", "TRUKKET"]),
    "started": st.sampled_from(["", "2020-01-01", "2020-01-02"]),
    "id": st.just("") | _WORDS,
}
_ROW = st.fixed_dictionaries(_FIELDS)
_ROWS = st.lists(_ROW, max_size=5)


def as_csv(
    rows: list[dict[str, str]], delimiter: str = ",", end: str = "\r\n", *, norwegian: bool = False
) -> str:
    """``rows`` as a CSV file."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end)
    writer.writerow([n.fill("nb") if norwegian else n.fill("en") for n in NAMES.values()])
    writer.writerows([row[column] for column in NAMES] for row in rows)
    return stream.getvalue()


def as_json(rows: list[dict[str, str]]) -> str:
    """``rows`` as a JSON array."""
    return json.dumps(rows, ensure_ascii=False, indent=1)


def as_wrapped_json(rows: list[dict[str, str]]) -> str:
    """``rows`` as an object with the key ``approvals``."""
    return json.dumps({"approvals": rows})


def as_jsonl(rows: list[dict[str, str]]) -> str:
    """``rows`` as JSON Lines."""
    return "".join(json.dumps(row) + "\n" for row in rows)


_WRITERS: tuple[Callable[[list[dict[str, str]]], str], ...] = (as_csv, as_json, as_wrapped_json, as_jsonl)
_HOSTILE = st.sampled_from(
    [
        *(c.encode() for c in ',;"\n\r\t\0[]{}:\\ =-'),
        *(
            b"\xff",
            b"\xe5",
            b"\xef\xbb\xbf",
            b"\xff\xfe",
            b'""',
            b"\\ud800",
            b"NaN",
            b"1e999",
            b"null",
            b"T00:00",
        ),
        *(b"[" * 3_000, b'{"a":' * 3_000, b"\xc3", b"\xe2\x80\xa8", MARKER.encode(), f'"{MARKER}"'.encode()),
        *(f'"{MARKER}":1,'.encode(), b"person,", b"lis;", b"1" * 5_000),
    ]
)


@st.composite
def _nearly_valid(draw: st.DrawFn) -> bytes:
    """A valid file with one to three edits from a hostile alphabet."""
    data = draw(st.sampled_from(_WRITERS))(draw(_ROWS)).encode()
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(data)))
        cut = draw(st.integers(0, 3))
        data = data[:at] + draw(_HOSTILE) + data[at + cut :]
    return data


def tried(data: bytes, form: Format | None) -> Reading | ApprovalsError:
    try:
        return read_approvals("-", stdin=io.BytesIO(data), format=form)
    except ApprovalsError as e:
        return e


def said(result: Reading | ApprovalsError) -> str:
    """All that a result may say to people or to a log."""
    if isinstance(result, ApprovalsError):
        trace = "".join(traceback.format_exception(result))
        texts = [result.message(lang) for lang in LANGUAGES]
        return "\n".join([trace, repr(result), str(result), repr(result.problems), repr(result.args), *texts])
    messages = [row.message(lang) for row in result.rejected for lang in LANGUAGES]
    # Codes may be printed; what stands under their header is the author's to answer for.
    return "\n".join([repr(result.rejected), repr(Reading((), result.rejected, result.columns)), *messages])


# --- properties ------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from(FORMATS))
def test_any_bytes_give_a_reading_or_an_error(data: bytes, form: Format | None) -> None:
    """Whatever the bytes, there is a reading or an approvals error, and a message for it."""
    assert isinstance(said(tried(data, form)), str)


@settings(max_examples=400, deadline=None)
@given(_nearly_valid(), st.sampled_from(FORMATS))
@example(f"{MARKER},NUK-1,2023-01-01\n".encode(), None)
@example(f"person,objective,approved,{MARKER}\n".encode(), None)
@example(f'[{{"{MARKER}": {{"person": "x"}}}}]'.encode(), None)
@example(f'{{"{MARKER}": []}}'.encode(), "json")
@example(f"person,objective,approved,status\n{MARKER},{MARKER},{MARKER},{MARKER}\n".encode(), None)
@example(f'[{{"person": {MARKER}}}, {MARKER}, "{MARKER}", {MARKER}'.encode(), None)
@example(f'person,objective,approved\n"{MARKER},N,2023-01-01\n'.encode(), None)
@example(f"person,objective,approved\n{MARKER},N,2023-01-01\n\xe5".encode("latin-1"), None)
def test_persons_are_never_named(data: bytes, form: Format | None) -> None:
    """However a file is broken, no message, repr or traceback holds a person's number from it."""
    result = tried(data, form)
    assert MARKER not in said(result)
    if isinstance(result, ApprovalsError):
        # What a debugger or a crash reporter would follow from the error holds no text of the file either.
        assert result.__cause__ is None
        assert not isinstance(result.__context__, UnicodeError | json.JSONDecodeError)


@settings(deadline=None)
@given(_ROWS)
def test_approvals_do_not_print_persons(rows: list[dict[str, str]]) -> None:
    """Printing a reading shows no person."""
    result = tried(as_csv(rows).encode(), None)
    assert isinstance(result, Reading)
    assert MARKER not in repr(result)


@settings(deadline=None)
@given(
    rows=_ROWS,
    delimiter=st.sampled_from(",;"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    bom=st.sampled_from(["", "\ufeff"]),
    norwegian=st.booleans(),
)
def test_every_format_reads_the_same(
    rows: list[dict[str, str]], delimiter: str, end: str, bom: str, *, norwegian: bool
) -> None:
    """The same rows in any format, with any separator and line end, are read and rejected alike."""

    def outcome(text: str) -> tuple[object, ...]:
        result = tried(text.encode(), None)
        assert isinstance(result, Reading)
        return result.approvals, [(r.row, r.problems) for r in result.rejected]

    first = outcome(as_json(rows))
    assert outcome(as_wrapped_json(rows)) == first
    assert outcome(bom + as_csv(rows, delimiter, end, norwegian=norwegian)) == first
    if rows:
        assert outcome(bom + as_jsonl(rows)) == first


_ANY_CELL = st.text(st.sampled_from(' \n",;a1-=\0\t') | st.characters(exclude_categories=["Cs"]), max_size=6)


@settings(deadline=None)
@given(st.lists(st.lists(_ANY_CELL, min_size=1, max_size=4), max_size=6))
def test_no_row_is_dropped(rows: list[list[str]]) -> None:
    """Every row that has anything in it comes out, as an approval or rejected, under its own number."""
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([["lis", "læringsmål", "godkjent"], *rows])
    result = tried(stream.getvalue().encode(), "csv")
    assert isinstance(result, Reading)
    numbers = sorted([a.row for a in result.approvals] + [r.row for r in result.rejected])
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert numbers == list(range(1, len(filled) + 1))
    assert [list(r.raw) for r in result.rejected] == [filled[r.row - 1] for r in result.rejected]


@settings(deadline=None)
@given(_ROWS.flatmap(lambda rows: st.permutations(list(enumerate(rows)))))
def test_the_order_of_rows_does_not_matter(shuffled: list[tuple[int, dict[str, str]]]) -> None:
    """The same rows in another order are read and rejected alike."""
    rows = [row for _, row in sorted(shuffled, key=lambda pair: pair[0])]
    one, other = tried(as_csv(rows).encode(), None), tried(as_csv([r for _, r in shuffled]).encode(), None)
    assert isinstance(one, Reading)
    assert isinstance(other, Reading)
    assert sorted(r.row - 1 for r in one.rejected) == sorted(shuffled[r.row - 1][0] for r in other.rejected)


_LINES = st.lists(
    st.sampled_from([b"\r", b"\n", b"\r\n", b"x", "å\u2028".encode(), b"\x0c", b"\x85", b"\xe5"]), max_size=12
)


@settings(deadline=None)
@given(_LINES, st.lists(st.integers(0, 40)))
@example([b"a", b"\r", b"\n", b"\xe5"], [2])
def test_lines_do_not_depend_on_chunks(pieces: list[bytes], cuts: list[int]) -> None:
    """However a file is cut into chunks, its lines, and the line that is not UTF-8, are the same."""
    data = b"".join(pieces)
    places = sorted({0, *(c for c in cuts if c < len(data)), len(data)})
    chunks = [data[a:b] for a, b in pairwise(places)]
    try:
        text = data.decode()
    except UnicodeDecodeError as e:
        line = len(re.findall(rb"\r\n|\r|\n", data[: e.start])) + 1
        with pytest.raises(ApprovalsError) as caught:
            list(text_lines(chunks))
        assert caught.value.line == line
    else:
        assert list(text_lines(chunks)) == [
            m.group() for m in re.finditer(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)
        ]


def test_every_spelling_is_a_column() -> None:
    """Every known spelling belongs to a column that has a name in each language, and that name is known."""
    assert set(SPELLINGS.values()) == set(NAMES)
    for column, name in NAMES.items():
        assert all(SPELLINGS[name.fill(lang)] == column for lang in LANGUAGES)
