"""CSV and JSON read fast give the same approvals and the same rejects as the exact reader."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_approvals_properties import _HOSTILE, _ROW, MARKER, as_csv, as_json, as_jsonl

from lmrules.approvals import ApprovalsError
from lmrules.approvals.from_csv import iter_csv, read_header
from lmrules.approvals.lines import text_lines, without_bom
from lmrules.approvals.problems import RejectedRow
from lmrules.bulk import sources, sources_text
from lmrules.bulk.sources import approvals_of
from lmrules.bulk.sources_text import text_source
from lmrules.model.approval import Approval

Answer = tuple[list[Approval], list[RejectedRow]] | str


def exact(data: bytes) -> Answer:
    """What the exact reader makes of a CSV file."""
    try:
        header, records = read_header(text_lines(iter([without_bom(data)])))
        rows = list(iter_csv(records, header))
    except ApprovalsError as e:
        return e.message("nb")
    return [r.approval for r in rows if not isinstance(r, RejectedRow)], [
        r for r in rows if isinstance(r, RejectedRow)
    ]


def fast(data: bytes, form: str = "csv") -> Answer:
    """What the fast reader makes of it."""
    try:
        pieces = list(text_source(io.BytesIO(data), len(data), form=form).pieces())  # type: ignore[arg-type]
    except ApprovalsError as e:
        assert MARKER not in repr(e) + str(e)  # noqa: PT017 - errors are answers here
        return e.message("nb")
    return [a for p in pieces for a in approvals_of(p)], [r for p in pieces for r in p.rejected]


_LONG_ROWS = st.lists(_ROW, max_size=30)


@st.composite
def _files(draw: st.DrawFn) -> bytes:
    """A CSV file in some dialect, cells padded or quoted here and there, with up to three hostile edits."""
    delimiter = draw(st.sampled_from(",;"))
    end = draw(st.sampled_from(["\n", "\r\n", "\n", "\r"]))
    text = as_csv(draw(_LONG_ROWS), delimiter, end, norwegian=draw(st.booleans()))
    if draw(st.booleans()):
        stream = io.StringIO(newline="")
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
        text = stream.getvalue()
    data = draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + text.encode()
    hostile = _HOSTILE | st.sampled_from([b'"', b'""', b"\r", b"\n", b'"x"y', b" "])
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(hostile) + data[at + draw(st.integers(0, 3)) :]
    return data


@settings(max_examples=250)
@given(_files(), st.sampled_from([40, 300, 1 << 20]), st.sampled_from([3, 65_536]))
@example(b"person,objective,approved\nA,M,2023-01-01\n  \n\n,,\nB,M,2023-01-01", 40, 3)
@example(b'person,objective,approved\nA,M,2023-01-01\n"B,M,2023-01-01\nC,M,2023-01-01\n', 30, 3)
@example("person,objective,approved,\nA,Må 1,2023-01-01,\nB,N,2023-01-01,x\n".encode(), 40, 3)
@example(
    b"person,objective,approved\nA,M,2023-01-01\nB,M,2023-13-01\nC,M,2023-01-01\n\xff,M,2023-01-01", 30, 3
)
@example(b'person,objective,approved\n"A"x,M,2023-01-01\nB,M,2023-01-01\n', 1 << 20, 9)
@example(b'person,objective,approved\n"A""B","M","2023-01-01"\n"C","M","2023-01-01"\n', 1 << 20, 9)
@example(b'person,objective,approved\nA, "M,N" ,2023-01-01\nB,M"N,2023-01-01\n', 1 << 20, 9)
@example(b"person,objective,approved\nA,M,2023-01-01\rB,M,2023-01-01\nC,M,2023-01-01\nD,,2023-01-01\n", 40, 9)
@example(b"person,objective,approved\nA,M,2023-01-01\nB," + b"x" * 100_001 + b",2023-01-01\n", 1 << 20, 9)
@example(b"person,objective,approved\nA,M,2023-01-01\nB\0,M,2023-01-01\n", 1 << 20, 9)
def test_csv_read_fast_is_csv_read_exactly(data: bytes, block: int, batch: int) -> None:
    """Approvals, rejected rows with their rows, lines and messages, and errors: all the same, in any dialect, for any block."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources_text, "BLOCK", block)
        patch.setattr(sources, "BATCH_ROWS", batch)
        assert fast(data) == exact(data)


def test_the_fast_way_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plain file, quoted or not, never reaches the exact reader's rows."""
    monkeypatch.setattr(sources_text, "iter_csv", None)
    plain = b"lis;l\xc3\xa6ringsm\xc3\xa5l;godkjent\r\nA;NUK-\xc3\xa6;2023-01-01\r\n B ;C;2023-01-02"
    quoted = b'person,objective,approved\n"A","x, y","2023-01-01"\n'
    assert [a.objective for a in fast(plain)[0]] == ["NUK-æ", "C"]  # type: ignore[union-attr]
    assert [a.objective for a in fast(quoted)[0]] == ["x, y"]  # type: ignore[union-attr]


@given(st.lists(_ROW, min_size=1, max_size=5))
def test_json_gives_the_same_pieces_as_csv(rows: Sequence[dict[str, str]]) -> None:
    """JSON and JSON Lines come out as CSV does, but for lines and raw cells."""

    def outline(answer: Answer) -> object:
        assert not isinstance(answer, str)
        return answer[0], [(r.row, r.problems) for r in answer[1]]

    wanted = outline(fast(as_csv(list(rows)).encode()))
    assert outline(fast(as_json(list(rows)).encode(), "json")) == wanted
    assert outline(fast(as_jsonl(list(rows)).encode(), "jsonl")) == wanted


def test_an_error_late_in_the_file_names_its_line(tmp_path: Path) -> None:
    """A byte that is no UTF-8 is found on its own line, however far down."""
    rows = b"".join(b"P%d,M,2023-01-01\n" % n for n in range(100_000))
    assert "100002" in str(fast(b"person,objective,approved\n" + rows + b"\xff,M,2023-01-01\n"))
