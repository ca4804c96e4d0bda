"""Approvals from CSV: what is read, what is rejected, and where."""

from __future__ import annotations

import datetime as dt
import io
import tracemalloc
from collections.abc import Iterator

import pytest

from lmrules.approvals import ApprovalsError, Reading, read_approvals, rows
from lmrules.approvals.from_csv import iter_csv, read_header
from lmrules.model.approval import Approval

HEADER = "person,objective,approved,set,status,started,id\n"


def read(text: str | bytes) -> Reading:
    data = text if isinstance(text, bytes) else text.encode()
    return read_approvals("-", stdin=io.BytesIO(data), format="csv")


def wrong(text: str | bytes) -> str:
    """The English text of the error that ``text`` gives."""
    with pytest.raises(ApprovalsError) as caught:
        read(text)
    return str(caught.value)


def rejected(text: str) -> list[tuple[int, int, str]]:
    """Row, line and English message of each rejected row."""
    return [(r.row, r.line, r.message("en")) for r in read(text).rejected]


def test_all_columns_are_read() -> None:
    """Every column of the contract comes out in the approval."""
    text = HEADER + "LIS-1,NUK-001,2023-02-01,NUK-2021,revoked,2021-08-15,k7\n"
    expected = Approval(
        "NUK-001",
        "2023-02-01",
        person="LIS-1",
        set="NUK-2021",
        status="revoked",
        started="2021-08-15",
        id="k7",
        row=1,
    )
    assert read(text) == Reading((expected,), (), tuple(HEADER.strip().split(",")), ",")


def test_norwegian_headers_with_semicolons() -> None:
    """Norwegian headers, semicolons, a byte order mark and CRLF read as the English form does."""
    norwegian = (
        "\ufeffLIS;Læringsmål;Godkjent;Sett;Status;Påbegynt;ID\r\nA;N-1;2023-02-01;S;Trukket;2020-01-01;x\r\n"
    )
    english = HEADER + "A,N-1,2023-02-01,S,revoked,2020-01-01,x\n"
    assert read(norwegian).approvals == read(english).approvals


@pytest.mark.parametrize(
    "header", ["PERSON , objective,APPROVED", "lis,læringsmål,godkjent", "LIS,LÆRINGSMÅL,GODKJENT"]
)
def test_headers_ignore_case_space_and_composition(header: str) -> None:
    """A header is known in any case, with space around it and with letters written as two characters."""
    decomposed = header.replace("å", "a\u030a").replace("Å", "A\u030a")
    assert len(read(f"{decomposed}\nA,N-1,2023-02-01\n").approvals) == 1


def test_columns_in_any_order() -> None:
    """The order of the columns does not matter."""
    assert read("godkjent,id,lis,læringsmål\n2023-02-01,,A,N-1\n").approvals == (
        Approval("N-1", "2023-02-01", person="A", row=1),
    )


def test_codes_are_nfc_and_trimmed_and_persons_trimmed() -> None:
    """Codes come out in NFC without space around them; a person keeps its characters but no outer space."""
    (approval,) = read(
        "lis,læringsmål,godkjent,sett\n A\u030ase , A\u030a-1\u00a0, 2023-02-01 , A\u030a \n"
    ).approvals
    assert (approval.objective, approval.set) == ("Å-1", "Å")
    assert approval.person.reveal() == "A\u030ase"


def test_optional_cells_may_be_empty() -> None:
    """An empty optional cell says nothing, and an empty status is approved."""
    assert read(HEADER + "A,N-1,2023-02-01,,,,\n").approvals == (
        Approval("N-1", "2023-02-01", person="A", row=1),
    )


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("", "approved"),
        ("GODKJENT", "approved"),
        ("approved", "approved"),
        ("Revoked", "revoked"),
        (" trukket ", "revoked"),
    ],
)
def test_status_words(word: str, status: str) -> None:
    """A status is one of four words in any case."""
    (approval,) = read(f"lis,læringsmål,godkjent,status\nA,N,2023-02-01,{word}\n").approvals
    assert approval.status == status


def test_unknown_status_is_rejected() -> None:
    """Any other status rejects the row and says which there are."""
    text = "lis,læringsmål,godkjent,status\nA,N,2023-02-01,ok\n"
    assert rejected(text) == [(1, 2, "`status` must be `approved` or `revoked`, or empty")]


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("", "`godkjent` is missing"),
        ("2023-02-30", "`godkjent` is a day that does not exist"),
        ("0000-01-01", "`godkjent` is a day that does not exist"),
        ("2023-02-01T10:00:00", "`godkjent` has a time of day; write only the date, as YYYY-MM-DD"),
        ("2023-02-01 00:00", "`godkjent` has a time of day; write only the date, as YYYY-MM-DD"),
    ],
)
def test_days_that_are_none(day: str, message: str) -> None:
    """A missing day, a day that does not exist and a time stamp each have their own problem."""
    assert rejected(f"lis,læringsmål,godkjent\nA,N,{day}\n") == [(1, 2, message)]


@pytest.mark.parametrize(
    "day",
    [
        "01.02.2023",
        "1/2/2023",
        "20230201",
        "2023-2-1",
        "23-02-01",
        "44958",
        "٢٠٢٣-02-01",
        "2023-W05-3",
        "2023-02",
    ],
)
def test_days_are_never_guessed(day: str) -> None:
    """A date written in any other way than ISO's is rejected."""
    expected = "`godkjent` is not a date written YYYY-MM-DD, such as 2023-02-01"
    assert rejected(f"lis,læringsmål,godkjent\nA,N,{day}\n") == [(1, 2, expected)]


def test_every_problem_of_a_row_is_told() -> None:
    """A row with several mistakes tells them all at once."""
    ((_, _, message),) = rejected(HEADER + ",,x,,y,z,\n")
    for column in ("person", "objective", "approved", "status", "started"):
        assert f"`{column}`" in message


@pytest.mark.parametrize("person", ["", "  ", "\u00a0", '""'])
def test_a_row_without_person_is_rejected(person: str) -> None:
    """A person of nothing but space is no person."""
    assert rejected(f"lis,læringsmål,godkjent\n{person},N,2023-02-01\n") == [(1, 2, "`lis` is missing")]


def test_objective_may_name_its_set() -> None:
    """``SET/CODE`` may stand beside the same set, and not beside another."""
    header = "lis,læringsmål,godkjent,sett\n"
    assert read(header + "A,S/N,2023-02-01,S\n").approvals[0].objective == "S/N"
    assert rejected(header + "A,S/N,2023-02-01,T\n") == [
        (1, 2, "`læringsmål` and `sett` name different sets")
    ]


def test_too_many_and_too_few_cells_are_rejected() -> None:
    """A row with more or fewer cells than the header is rejected, and the rows around it are read."""
    reading = read("lis,læringsmål,godkjent\nA,N,2023-02-01,x\nA,N\nA,N,2023-02-01\n")
    assert [r.row for r in reading.rejected] == [1, 2]
    assert reading.rejected[0].message("en") == "the row has not as many cells as the header (4 against 3)"
    assert reading.rejected[0].raw == ("A", "N", "2023-02-01", "x")
    assert [a.row for a in reading.approvals] == [3]


def test_blank_lines_are_no_rows() -> None:
    """Empty lines and lines of separators only are not counted as rows, and lines still count them."""
    reading = read("\n\nlis;læringsmål;godkjent\n\nA;N;2023-02-01\n;;\n ; ;\nB;N;\n")
    assert [a.row for a in reading.approvals] == [1]
    assert [(r.row, r.line) for r in reading.rejected] == [(2, 8)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_three_ways(end: str) -> None:
    """LF, CRLF and CR alone give the same rows and the same line numbers."""
    text = "lis,læringsmål,godkjent\nA,N,2023-02-01\nB,N,x\n".replace("\n", end)
    reading = read(text)
    assert [a.row for a in reading.approvals] == [1]
    assert [(r.row, r.line) for r in reading.rejected] == [(2, 3)]


def test_no_line_end_at_the_end() -> None:
    """The last row needs no line end."""
    assert len(read("lis,læringsmål,godkjent\nA,N,2023-02-01").approvals) == 1


def test_quoted_cells() -> None:
    """A quoted cell may hold the separator and doubled quotation marks, and space may stand before it."""
    (approval,) = read('lis,læringsmål,godkjent,id\n"A,B", "N",2023-02-01,"x""y"\n').approvals
    assert (approval.person.reveal(), approval.objective, approval.id) == ("A,B", "N", 'x"y')


def test_line_break_in_a_cell() -> None:
    """A line break in a cell rejects its row, which counts as one row over several lines."""
    reading = read('lis,læringsmål,godkjent,id\nA,N,2023-02-01,"x\ny\nz"\nB,N,2023-02-01,\nC,N,,\n')
    first, last = reading.rejected
    assert (first.row, first.line) == (1, 2)
    assert first.message("en") == "`id` has a line break or another control character"
    assert first.raw[3] == "x\ny\nz"
    assert [a.row for a in reading.approvals] == [2]
    assert (last.row, last.line) == (3, 6)


def test_line_break_around_a_cell_is_space() -> None:
    """A line break before or after a cell's text is only space, and the lines below it count on."""
    reading = read('lis,læringsmål,godkjent\n"A\n",N,2023-02-01\nB,N,\n')
    assert reading.approvals[0].person.reveal() == "A"
    assert [(r.row, r.line) for r in reading.rejected] == [(2, 4)]


@pytest.mark.parametrize("stray", ['"', '"x"y'])
def test_a_stray_quotation_mark_rejects_one_row(stray: str) -> None:
    """Quotation marks that do not match reject the row they stand in and hide no other."""
    body = f"A,N,2023-02-01\n{stray}B,N,2023-02-01\nC,N,2023-02-01\nD,N,\n"
    reading = read("lis,læringsmål,godkjent\n" + body)
    assert [a.row for a in reading.approvals] == [1, 3]
    row, last = reading.rejected
    assert (last.row, last.line) == (4, 5)
    assert (row.row, row.line, row.raw) == (2, 3, (f"{stray}B,N,2023-02-01",))
    assert "does not end with" in row.message("en")


def test_two_stray_quotation_marks_hide_no_row() -> None:
    """A cell that swallows a row between two stray quotation marks is not taken as a value."""
    reading = read('lis,læringsmål,godkjent,id\nA,N,2023-02-01,"a\nB,N,2023-02-01,b"\nC,N,2023-02-01,c\n')
    assert [a.person.reveal() for a in reading.approvals] == ["C"]
    assert reading.rejected[0].raw == ("A", "N", "2023-02-01", "a\nB,N,2023-02-01,b")


@pytest.mark.parametrize("line", ['a","b', '"x', '""x', 'x"'])
def test_quotation_marks_on_every_line(line: str) -> None:
    """A file with a stray quotation mark on every line is read through, and loses none of its lines."""
    reading = read("lis,læringsmål,godkjent\n" + f"{line}\n" * 2_000)
    assert not reading.approvals
    assert "".join("".join(r.raw) for r in reading.rejected).count("b") == (2_000 if "b" in line else 0)
    assert len(reading.rejected) >= 1_000


def test_a_quotation_mark_never_closed_in_a_long_file() -> None:
    """One quotation mark that is never closed costs one row of thousands."""
    body = "".join(f"L{i},N,2023-02-01\n" for i in range(5_000))
    reading = read('lis,læringsmål,godkjent\n"A,N,2023-02-01\n' + body)
    assert [r.row for r in reading.rejected] == [1]
    assert len(reading.approvals) == 5_000


@pytest.mark.parametrize("character", ["\0", "\x1b", "\x85", "\u2028"])
def test_control_characters_are_rejected(character: str) -> None:
    """NUL, escape and other control characters inside a cell reject the row."""
    ((_, _, message),) = rejected(f"lis,læringsmål,godkjent\nA{character}B,N,2023-02-01\n")
    assert message == "`lis` has a line break or another control character"


def test_header_only() -> None:
    """A header without rows is a reading without rows."""
    assert read("lis,læringsmål,godkjent\n") == Reading((), (), ("lis", "læringsmål", "godkjent"), ",")


@pytest.mark.parametrize("text", ["", "\ufeff", "\n\n", " \r\n", ",,,\n;;\n", '""\n'])
def test_empty_file(text: str) -> None:
    """A file with nothing in it is an error."""
    assert wrong(text) == "the file is empty"


def test_no_header() -> None:
    """A file that begins with a row is told so, and what the columns are called."""
    message = wrong("A,N-1,2023-02-01\n")
    assert message.startswith("the file does not begin with column names")
    assert "`person`, `objective`, `approved`" in message


def test_tabs_are_no_separator() -> None:
    """A file with tabs is told that commas or semicolons separate columns."""
    assert "commas or semicolons" in wrong("lis\tlæringsmål\tgodkjent\nA\tN\t2023-02-01\n")


def test_required_columns() -> None:
    """A missing required column is an error that names it."""
    assert wrong("lis,sett\n") == "missing columns: `objective` and `approved`"


def test_unknown_columns() -> None:
    """Unknown columns are an error that says where they stand and what they may have been meant as."""
    message = wrong("lis,læringsmål,godkjent,Påbegyndt,mitt eget navn\n")
    assert message.startswith(
        "unknown columns: number 4 (D; did you mean `påbegynt`?) and 5 (E); remove them"
    )
    assert "eget" not in message


def test_columns_beyond_z_have_two_letters() -> None:
    """A column far to the right is named as a spreadsheet names it."""
    header = ",".join(["lis", "læringsmål", "godkjent", *[""] * 23, "x", *[""] * 24, "y", "z"])
    assert "number 27 (AA), 52 (AZ) and 53 (BA);" in wrong(header)


def test_a_column_twice() -> None:
    """The same column twice is an error, in two languages or in one."""
    assert wrong("lis,læringsmål,godkjent,Person\n") == "columns 1 (A) and 4 (D) are both `person`"
    assert wrong("lis,id,læringsmål,godkjent,ID\n") == "columns 2 (B) and 5 (E) are both `id`"


def test_nameless_columns_must_be_empty() -> None:
    """Columns without a name, as spreadsheets leave behind, are fine until a row has something there."""
    reading = read("lis;læringsmål;godkjent;;\nA;N;2023-02-01;;\nB;N;2023-02-01;;x\n")
    assert [a.row for a in reading.approvals] == [1]
    assert reading.rejected[0].message("en") == "column 5 (E) has content but no name"


def test_quotation_marks_in_the_header() -> None:
    """A header whose quotation marks do not match is an error with its line."""
    with pytest.raises(ApprovalsError) as caught:
        read('\n"lis,læringsmål,godkjent\n')
    assert caught.value.line == 2
    assert str(caught.value) == "the quotation marks in the header do not match"


def test_a_line_too_long() -> None:
    """A line of more than 100 000 characters is an error with its number, and not read into memory whole."""
    message = wrong("lis,læringsmål,godkjent\nA,N,2023-02-01\n" + "x" * 200_000)
    assert message == "line 3 has more than 100000 characters"


def test_two_starts_of_one_person_are_rejected() -> None:
    """Rows that give one person different start days are all rejected, and name each other."""
    header = "lis,læringsmål,godkjent,påbegynt\n"
    body = (
        "A,N,2023-02-01,2020-01-01\nB,N,2023-02-01,2021-01-01\nA,M,2023-02-01,\nA,K,2023-02-01,2020-01-02\n"
    )
    reading = read(header + body + "A,L,2023-02-01,2020-01-01\n,N,2023-02-01,\n")
    message = "rows 1, 4 and 5 have different dates in `started` for one person"
    assert [(r.row, r.line, r.message("en")) for r in reading.rejected[:3]] == [
        (1, 2, message),
        (4, 5, message),
        (5, 6, message),
    ]
    assert reading.rejected[1].raw == ("A", "K", "2023-02-01", "2020-01-02")
    assert [r.row for r in reading.rejected] == [1, 4, 5, 6]
    assert [a.row for a in reading.approvals] == [2, 3]


def test_at_most_ten_rows_are_named() -> None:
    """A message names ten rows and then says that there are others."""
    body = "".join(f"A,N,2023-02-01,2020-01-{i:02d}\n" for i in range(1, 31))
    reading = read("lis,læringsmål,godkjent,påbegynt\n" + body)
    assert len(reading.rejected) == 30
    assert "rows 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and others have" in reading.rejected[0].message("en")


def test_rows_stream() -> None:
    """Going through many rows without keeping them takes little memory."""

    def lines() -> Iterator[str]:
        yield HEADER
        for i in range(20_000):
            yield f"LIS-{i // 50},N-{i % 90},2023-02-01,,,2020-01-01,{i}\n"

    tracemalloc.start()
    try:
        header, records = read_header(lines())
        count = sum(1 for _ in iter_csv(records, header))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 20_000
    assert peak < 500_000


def test_many_different_persons(monkeypatch: pytest.MonkeyPatch) -> None:
    """More different texts than are kept to be shared change nothing."""
    text = "lis,læringsmål,godkjent\n" + "".join(f"L{i},N{i},2023-02-01\n" for i in range(50))
    expected = read(text)
    monkeypatch.setattr(rows, "_MOST_POOLED", 7)
    assert read(text) == expected


def test_the_day_is_a_date() -> None:
    """Days come out as dates."""
    assert read("lis,læringsmål,godkjent\nA,N,2024-02-29\n").approvals[0].approved == dt.date(2024, 2, 29)
