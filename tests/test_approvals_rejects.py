"""The rejects file: nothing lost, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lmrules.approvals import Reading, RejectedRow, read_approvals, write_rejects
from lmrules.approvals.problems import problem
from lmrules.approvals.texts import QUOTES
from lmrules.messages import Language
from lmrules.messages.cells import safe_cell


def written(reading: Reading, lang: Language = "nb") -> list[list[str]]:
    stream = io.BytesIO()
    write_rejects(stream, reading, lang)
    text = stream.getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=reading.delimiter, strict=True))


def read(text: str) -> Reading:
    return read_approvals("-", stdin=io.BytesIO(text.encode()))


def test_rows_problems_and_cells() -> None:
    """The file has row, line and problem before the cells as they stood, under the file's own header."""
    reading = read("LIS;Læringsmål ;Godkjent\nA;N;2023-02-01\n B ;N;x\nC;N\n")
    problem_b = "`godkjent` er ikke en dato på formen ÅÅÅÅ-MM-DD, som 2023-02-01"
    problem_c = "raden har ikke like mange celler som overskriften (2 mot 3)"
    assert written(reading) == [
        ["row", "line", "problem", "LIS", "Læringsmål ", "Godkjent"],
        ["2", "3", problem_b, "B ", "N", "x"],
        ["3", "4", problem_c, "C", "N"],
    ]


@pytest.mark.parametrize(("lang", "text"), [("nb", "mangler"), ("nn", "manglar"), ("en", "is missing")])
def test_the_language_is_chosen(lang: Language, text: str) -> None:
    """Problems are written in the language asked for."""
    assert text in written(read("lis,læringsmål,godkjent\n,N,2023-02-01\n"), lang)[1][2]


def test_json_rows_are_written_as_they_stood() -> None:
    """A rejected JSON row is one cell with its own text."""
    row = '{"lis": 7,\n "læringsmål": "=1+1"}'
    assert written(read(f"[{row}]"))[0] == ["row", "line", "problem", "json"]
    assert written(read(f"[{row}]"))[1][3] == row


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u00a0=1",
        "＝1",
        "'=1",
        "=cmd|' /C calc'!A0",
    ],
)
def test_formulas_are_made_text(cell: str) -> None:
    """A cell that a spreadsheet would take as a formula gets an apostrophe, in the header as well."""
    reading = Reading((), (RejectedRow(1, 2, (problem(QUOTES),), (cell,)),), (cell,))
    header, row = written(reading)
    assert header[3] == row[3] == f"'{cell}"


def test_a_path_and_a_stream_get_the_same_bytes(tmp_path: Path) -> None:
    """Written to a path or to a stream, the file is the same, and begins with the mark that Excel needs."""
    reading = read("lis,læringsmål,godkjent\n,N,2023-02-01\n")
    stream = io.BytesIO()
    write_rejects(stream, reading)
    write_rejects(tmp_path / "rejects.csv", reading)
    write_rejects(str(tmp_path / "again.csv"), reading)
    assert stream.getvalue().startswith(b"\xef\xbb\xbf")
    assert (
        (tmp_path / "rejects.csv").read_bytes() == stream.getvalue() == (tmp_path / "again.csv").read_bytes()
    )


_CELLS = st.text(
    st.sampled_from("=+-@'\t\r\n ;,\"aå\0") | st.characters(exclude_categories=["Cs"]), max_size=8
)


@settings(deadline=None)
@given(st.lists(_CELLS, min_size=1, max_size=4), st.sampled_from(",;"))
def test_no_cell_is_lost(cells: list[str], delimiter: str) -> None:
    """Whatever a cell holds, taking the apostrophe away again gives the cell, and no cell is a formula."""
    reading = Reading((), (RejectedRow(1, 2, (problem(QUOTES),), tuple(cells)),), ("x",), delimiter)
    out = written(reading)[1][3:]
    assert [c.removeprefix("'") for c in out] == cells
    assert not any(c.lstrip()[:1] in set("=+-@") for c in out if c.strip())


@settings(deadline=None)
@given(st.lists(_CELLS, min_size=3, max_size=3))
def test_rejected_rows_of_a_file_come_back(cells: list[str]) -> None:
    """The cells of a row that is read and rejected are the cells of the file, but for space before them."""
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([["lis", "læringsmål", "godkjent"], cells])
    for row in read(stream.getvalue()).rejected:
        assert list(row.raw) == cells


@settings(deadline=None)
@given(_CELLS)
def test_safe_cell_is_stable_for_plain_cells(cell: str) -> None:
    """A cell either stays as it is or gets exactly one apostrophe."""
    assert safe_cell(cell) in (cell, f"'{cell}")
