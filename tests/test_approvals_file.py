"""Where approvals come from: files, stdin, formats and encodings."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from string import Formatter

import pytest

from lmrules.approvals import ApprovalsError, Format, read_approvals, texts
from lmrules.messages import LANGUAGES, Text

CSV = "lis;læringsmål;godkjent\nÅse;NUK-1;2023-02-01\n"
ROW = '{"lis": "Åse", "læringsmål": "NUK-1", "godkjent": "2023-02-01"}'


def wrong(data: bytes, form: Format | None = None) -> ApprovalsError:
    with pytest.raises(ApprovalsError) as caught:
        read_approvals("-", stdin=io.BytesIO(data), format=form)
    return caught.value


@pytest.mark.parametrize(
    "text",
    [CSV, f"[{ROW}]", f"{ROW}\n", f'{{"approvals": [{ROW}]}}', json.dumps([json.loads(ROW)], indent=1)],
)
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("name", ["rows.csv", "rows", "rows.json", "rows.jsonl"])
def test_the_content_tells_the_format(tmp_path: Path, text: str, bom: str, name: str) -> None:
    """Each format is known by its content, whatever the file is called, with or without a byte order mark."""
    file = tmp_path / name
    file.write_bytes((bom + text).encode())
    (approval,) = read_approvals(file).approvals
    assert approval.person.reveal() == "Åse"
    assert read_approvals(str(file)).approvals == (approval,)
    stdin = io.BytesIO(file.read_bytes())
    assert read_approvals("-", stdin=stdin).approvals == (approval,)
    assert not stdin.closed


def test_stdin_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """``-`` reads the standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CSV.encode())))
    assert len(read_approvals("-").approvals) == 1
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CSV.encode())))
    assert len(read_approvals(Path("-")).approvals) == 1


def test_a_stream_may_give_little_at_a_time() -> None:
    """A pipe that gives a byte at a time is read as a file is."""

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 1, 1))

    assert len(read_approvals("-", stdin=Slow(b"\xef\xbb\xbf" + CSV.encode())).approvals) == 1


def test_broken_json_lines_are_lines_when_the_name_says_so(tmp_path: Path) -> None:
    """A first line that is not JSON is one rejected row of a ``.jsonl`` file."""
    file = tmp_path / "rows.jsonl"
    file.write_text(f'{{"lis"\n{ROW}\n', encoding="utf-8")
    reading = read_approvals(file)
    assert ([a.row for a in reading.approvals], [r.row for r in reading.rejected]) == ([2], [1])


def test_a_given_format_is_used() -> None:
    """A format that is given is not guessed again."""
    assert "does not begin with column names" in str(wrong(b"[]", "csv"))
    assert wrong(CSV.encode(), "json").line == 1
    assert "only key" in str(wrong(ROW.encode(), "json"))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
@pytest.mark.parametrize("text", [CSV, f"[{ROW}]"])
def test_utf_16_is_refused(encoding: str, text: str) -> None:
    """UTF-16 and UTF-32, with a mark or without, are refused with the encoding to save as."""
    message = str(wrong(text.encode(encoding)))
    assert "saved as UTF-" in message
    assert "save it as UTF-8 (in Excel: “CSV UTF-8”)" in message


@pytest.mark.parametrize(("text", "line"), [(CSV, 1), ("person;objective;approved\nÅse;N;2023-02-01\n", 2)])
def test_latin_1_is_refused(text: str, line: int) -> None:
    """Windows-1252 is refused with the line it was seen on and the encoding to save as."""
    error = wrong(text.encode("cp1252"))
    assert error.line == line
    assert str(error) == (
        f"line {line} is not UTF-8 (perhaps Windows-1252); save the file as UTF-8 (in Excel: “CSV UTF-8”)"
    )


@pytest.mark.parametrize("form", ["csv", "json", "jsonl"])
def test_a_character_cut_at_the_end_is_refused(form: Format) -> None:
    """A file that ends in the middle of a character is not UTF-8."""
    text = {"csv": CSV, "json": "[\n", "jsonl": "\n"}[form]
    error = wrong(text.encode() + "å".encode()[:1], form)
    assert error.line == text.count("\n") + 1


@pytest.mark.parametrize(
    "head", [b"PK\x03\x04\x14\0", b"\xd0\xcf\x11\xe0\xa1\xb1", b"PAR1\x15", b"\x1f\x8b\x08"]
)
def test_a_workbook_is_no_text(head: bytes) -> None:
    """A workbook or another binary file is refused with what to save it as."""
    assert str(wrong(head + bytes(100))) == (
        "the file is not a text file (perhaps an Excel workbook); save it as “CSV UTF-8”"
    )


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """A missing file, a folder and an impossible path are errors that do not repeat the path."""
    with pytest.raises(ApprovalsError, match=r"^there is no such file$") as caught:
        read_approvals(tmp_path / "01017012345.csv")
    assert caught.value.__cause__ is None
    with pytest.raises(ApprovalsError, match=r"^this is a folder, not a file$"):
        read_approvals(tmp_path)
    with pytest.raises(ApprovalsError, match=r"^the file cannot be read$"):
        read_approvals("a\0b")


def test_a_stream_that_fails() -> None:
    """A stream that breaks while it is read is an error and not a traceback."""

    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError(size, "01017012345")

    with pytest.raises(ApprovalsError, match=r"^the file cannot be read$"):
        read_approvals("-", stdin=Broken())


@pytest.mark.parametrize("name", [n for n, v in vars(texts).items() if isinstance(v, Text)])
def test_texts_have_the_same_fields_in_every_language(name: str) -> None:
    """Each text has the same fields in bokmål, nynorsk and English."""
    text: Text = getattr(texts, name)
    fields = [{f for _, f, _, _ in Formatter().parse(getattr(text, lang)) if f} for lang in LANGUAGES]
    assert fields[0] == fields[1] == fields[2]
    assert all(getattr(text, lang) for lang in LANGUAGES)
