"""Approvals from JSON and JSON Lines: what is read, what is rejected, and where."""

from __future__ import annotations

import io
import json

import pytest

from lmrules.approvals import ApprovalsError, Format, Reading, read_approvals
from lmrules.model.approval import Approval

ROW = {"person": "A", "objective": "N", "approved": "2023-02-01"}
GOOD = json.dumps(ROW)


def read(text: str, form: Format | None = None) -> Reading:
    return read_approvals("-", stdin=io.BytesIO(text.encode()), format=form)


def wrong(text: str, form: Format | None = None) -> ApprovalsError:
    with pytest.raises(ApprovalsError) as caught:
        read(text, form)
    return caught.value


def problems(row: object) -> str:
    """The English message of the one rejected row that ``row`` gives."""
    (rejected,) = read(f"[{row if isinstance(row, str) else json.dumps(row)}]").rejected
    return rejected.message("en")


def test_an_array_a_wrapped_array_and_lines_are_the_same() -> None:
    """The three ways to write rows in JSON give the same approvals."""
    rows = [ROW, {**ROW, "set": "S", "status": "trukket", "started": "2020-01-01", "id": "x"}]
    array = read(json.dumps(rows)).approvals
    assert array == (
        Approval("N", "2023-02-01", person="A", row=1),
        Approval(
            "N", "2023-02-01", person="A", set="S", status="revoked", started="2020-01-01", id="x", row=2
        ),
    )
    assert read(json.dumps({"approvals": rows}, indent=2)).approvals == array
    assert read("".join(json.dumps(r) + "\n" for r in rows)).approvals == array


def test_norwegian_keys() -> None:
    """Keys may be Norwegian and in any case, as headers may."""
    text = '[{"LIS": "A", "Læringsmål": "N", "Godkjent": "2023-02-01", "Påbegynt": "2020-01-01"}]'
    assert read(text).approvals == (Approval("N", "2023-02-01", person="A", started="2020-01-01", row=1),)


def test_null_is_absent() -> None:
    """``null`` says nothing: an optional value is absent, a required one missing."""
    assert read(json.dumps([{**ROW, "set": None, "id": None}])).approvals == read(f"[{GOOD}]").approvals
    assert problems({**ROW, "person": None}) == "`person` is missing"


def test_no_rows() -> None:
    """An empty array is a reading without rows."""
    assert read("[]") == Reading((), (), ("json",))
    assert read(' { "approvals" : [ ] } ') == Reading((), (), ("json",))


@pytest.mark.parametrize("number", ["7", "-0", "1e999", "1.5", "NaN", "-Infinity", "9" * 5_000])
def test_a_number_is_no_person(number: str) -> None:
    """A person given as a number is rejected with a word about lost digits, however large the number."""
    text = f'{{"person": {number}, "objective": "N", "approved": "2023-02-01"}}'
    assert problems(text) == (
        "`person` is a number; write the value in quotation marks, so that no digit is lost"
    )


@pytest.mark.parametrize("value", [True, ["A"], {"id": "A"}])
def test_a_value_of_another_type_is_rejected(value: object) -> None:
    """A truth value, a list or an object is no text."""
    assert problems({**ROW, "person": value}) == "`person` must be a text in quotation marks"


@pytest.mark.parametrize("row", ["null", "3", '"x"', '["A", "N", "2023-02-01"]', "true"])
def test_a_row_must_be_an_object(row: str) -> None:
    """Anything but an object in the array is a rejected row."""
    assert problems(row) == "the row is not a JSON object"


def test_duplicate_keys_are_rejected() -> None:
    """The same key twice, or in two languages, rejects the row: nobody can say which was meant."""
    twice = '{"person": "A", "objective": "N", "approved": "2023-02-01", "person": "A"}'
    assert problems(twice) == "keys 1 and 4 of the object are both `person`"
    assert problems({**ROW, "lis": "A"}) == "keys 1 and 4 of the object are both `person`"


def test_unknown_keys_are_rejected() -> None:
    """An unknown key rejects the row, says which it is by number, and what may have been meant."""
    message = problems({**ROW, "startet": "2020-01-01", "merknad": "x"})
    assert message.startswith(
        "unknown keys in the object: number 4 (did you mean `started`?) and 5 (known are"
    )
    assert "merknad" not in message


def test_many_unknown_keys_make_no_long_message() -> None:
    """A message names ten keys and then says that there are others."""
    message = problems({**ROW, **{f"k{i}": "" for i in range(500)}})
    assert "12, 13 and others (known are" in message


def test_half_a_character_is_rejected() -> None:
    """An escape for half a character, which no file could hold, rejects the row."""
    assert "half of a Unicode character" in problems(
        '{"person":"\\ud800","objective":"N","approved":"2023-02-01"}'
    )
    assert read('[{"person":"\\ud83d\\ude00","objective":"N","approved":"2023-02-01"}]').approvals


def test_rows_and_lines_of_an_array() -> None:
    """Rows count from 1 in the array, and a rejected row has the line it begins on and its own text."""
    text = f'[\r\n  {GOOD},\r\n  {{"person":\r\n "B"}},\n\n {GOOD}, 4]'
    reading = read(text)
    assert [a.row for a in reading.approvals] == [1, 3]
    assert [(r.row, r.line, r.raw) for r in reading.rejected] == [
        (2, 3, ('{"person":\r\n "B"}',)),
        (4, 6, ("4",)),
    ]


def test_rows_and_lines_of_json_lines() -> None:
    """Blank lines are no rows but count as lines, and a line that is not JSON is a rejected row."""
    reading = read(f"{GOOD}\n\n{GOOD[:-1]}\r\n \t\r\n{GOOD} {GOOD}\n[1]\n{GOOD}")
    assert [a.row for a in reading.approvals] == [1, 5]
    assert [(r.row, r.line) for r in reading.rejected] == [(2, 3), (3, 5), (4, 6)]
    assert reading.rejected[0].raw == (GOOD[:-1],)
    assert reading.rejected[1].message("en") == f"line 5, column {len(GOOD) + 2}: this is not valid JSON"


def test_a_line_nested_too_deeply_is_a_rejected_row() -> None:
    """A line of brackets is a row that cannot be read, and the next one is read."""
    reading = read(f"{GOOD}\n{'[' * 90_000}\n{GOOD}\n", "jsonl")
    assert [a.row for a in reading.approvals] == [1, 3]
    assert "nested too deeply" in reading.rejected[0].message("en")


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("[", 1, 2),
        ("[1,]", 1, 4),
        ("[1 2]", 1, 4),
        (f"[{GOOD}\n,\n {GOOD[:-1]}]", 3, len(GOOD) + 1),
        (f"[{GOOD}] x", 1, len(GOOD) + 4),
        (f"[{GOOD}\r\n", 2, 1),
        ('{"approvals": [', 1, 16),
        ('{"approvals": []', 1, 17),
        ('{"approvals" []}', 1, 14),
        ('{"approvals": []}\r}', 2, 1),
        ('["\t"]', 1, 3),
        ("{'approvals': []}", 1, 2),
        ("[" * 100_000, 1, 2),
    ],
)
def test_broken_json_has_a_place(text: str, line: int, column: int) -> None:
    """JSON that cannot be parsed is an error with the line and column where it breaks."""
    error = wrong(text, "json")
    assert (error.line, error.column) == (line, column)
    assert error.message("nb").startswith(f"linje {line}, tegn {column}: ")


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        '{"rows": []}',
        '{"approvals": {}}',
        '{"approvals": [], "x": 1}',
        '"x"',
        "null",
        "7",
        f"\n{GOOD}\n",
    ],
)
def test_json_of_another_shape(text: str) -> None:
    """JSON that is no array, and no object with only the key ``approvals``, is an error that says so."""
    assert "whose only key is `approvals`" in str(wrong(text, "json"))


@pytest.mark.parametrize("form", ["json", "jsonl"])
@pytest.mark.parametrize("text", ["", "\ufeff", "\n \r\n"])
def test_empty_file(text: str, form: Format) -> None:
    """A file with nothing in it is an error in JSON too."""
    assert str(wrong(text, form)) == "the file is empty"


def test_two_starts_of_one_person_are_rejected() -> None:
    """The rule of one start day holds for JSON as for CSV."""
    rows = [{**ROW, "started": "2020-01-01"}, {**ROW, "started": "2020-01-02"}]
    reading = read(json.dumps(rows))
    assert reading.approvals == ()
    assert [r.message("en") for r in reading.rejected] == [
        "rows 1 and 2 have different dates in `started` for one person"
    ] * 2
    assert [json.loads(r.raw[0]) for r in reading.rejected] == rows
