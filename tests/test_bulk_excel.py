"""Workbooks: what Excel does to dates and codes, and what a hostile or broken workbook tries."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import re
import traceback
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from test_approvals_properties import MARKER

from lmrules.approvals import ApprovalsError, Reading
from lmrules.bulk.opening import opened, reading
from lmrules.messages import LANGUAGES

HEADER = ("lis", "læringsmål", "godkjent", "sett", "status", "påbegynt", "id")
GOOD = (MARKER, "NUK-001", "2023-02-01", "NUK-2019", None, None, None)


def workbook(
    *rows: Sequence[object], sheets: Sequence[str] = ("Ark1",), header: Sequence[object] = HEADER
) -> bytes:
    """A workbook whose last sheet has ``rows``."""
    book = openpyxl.Workbook()
    book.active.title = sheets[0]
    for name in sheets[1:]:
        book.create_sheet(name)
    for row in (header, *rows):
        book.worksheets[-1].append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes, folder: Path, sheet: str | None = None) -> Reading:
    """The workbook read as `transfer` reads it."""
    (folder / "a.xlsx").write_bytes(data)
    with contextlib.closing(opened([str(folder / "a.xlsx")], sheet=sheet)) as source:
        return reading(source)


def edited(data: bytes, edit: Callable[[str, bytes], bytes | None], **more: bytes) -> bytes:
    """A workbook with its files changed (None: taken out), and more of them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = edit(entry.filename, old.read(entry))
            if content is not None:
                new.writestr(entry.filename, content)
        for name, content in more.items():
            new.writestr(name, content)
    return out.getvalue()


def in_sheet(pattern: str, by: str) -> Callable[[str, bytes], bytes]:
    """An edit of the sheet's own XML."""

    def edit(name: str, content: bytes) -> bytes:
        if not name.startswith("xl/worksheets/sheet"):
            return content
        changed = re.sub(pattern.encode(), by.encode(), content, count=1)
        assert changed != content
        return changed

    return edit


def test_cells_are_read_as_people_see_them(tmp_path: Path) -> None:
    """Real dates and dates as text, cells with space around, blank rows between, empty columns at the end."""
    rows = [
        (MARKER, "NUK-001", dt.datetime(2023, 2, 1), None, "godkjent", dt.date(2020, 1, 1), 7),  # noqa: DTZ001
        (None,) * 7,
        (" B ", " Ø-1", "2023-02-02", "NUK-2019", "Trukket", "", "x"),
        (None, None, "  "),
    ]
    found = read(workbook(*rows, header=(*HEADER, None, None)), tmp_path)
    assert not found.rejected
    assert [(a.person.reveal(), a.objective, a.approved.isoformat(), a.status) for a in found.approvals] == [
        (MARKER, "NUK-001", "2023-02-01", "approved"),
        ("B", "Ø-1", "2023-02-02", "revoked"),
    ]
    assert [(a.started, a.id, a.row) for a in found.approvals] == [
        (dt.date(2020, 1, 1), "7", 1),
        (None, "x", 2),
    ]


BAD_CELLS = {
    "a number as code": (1, 7, "`læringsmål` (celle B3) er et tall"),
    "a number as person": (0, int(MARKER), "`lis` (celle A3) er et tall"),
    "a number as set": (3, 7.5, "`sett` (celle D3) er et tall"),
    "a serial day": (2, 44958, "`godkjent` er ikke en dato på formen ÅÅÅÅ-MM-DD"),
    "a time of day": (2, dt.datetime(2023, 2, 1, 9, 30), "`godkjent` har klokkeslett"),  # noqa: DTZ001
    "another date form": (2, "01.02.2023", "`godkjent` er ikke en dato på formen"),
    "an error value": (1, "#N/A", "`læringsmål` (celle B3) er en feilverdi fra Excel"),
    "truth": (4, True, "`status` (celle E3) er verken tekst eller dato"),
    "a day as code": (1, dt.datetime(2023, 2, 1), "`læringsmål` (celle B3) er verken tekst eller dato"),  # noqa: DTZ001
    "nothing": (0, None, "`lis` mangler"),
}


@pytest.mark.parametrize(("column", "value", "said"), BAD_CELLS.values(), ids=BAD_CELLS)
def test_a_wrong_cell_is_named(column: int, value: object, said: str, tmp_path: Path) -> None:
    """A row with a wrong cell is rejected with its row in the sheet, and the cell; the others are read."""
    bad: list[object] = [*GOOD]
    bad[column] = value
    found = read(workbook(GOOD, bad), tmp_path)
    assert [a.row for a in found.approvals] == [1]
    (rejected,) = found.rejected
    assert (rejected.row, rejected.line) == (2, 3)
    assert said in rejected.message("nb")
    assert not any(MARKER in rejected.message(lang) for lang in LANGUAGES)


def test_a_sheet_is_chosen_by_name(tmp_path: Path) -> None:
    """The first sheet, or the one asked for; a name that is not there is said without repeating it."""
    data = workbook(GOOD, sheets=("Tom", MARKER))
    assert len(read(data, tmp_path, MARKER).approvals) == 1
    with pytest.raises(ApprovalsError, match="the file is empty"):
        read(data, tmp_path)
    with pytest.raises(ApprovalsError, match=r"no such sheet; it has 2") as caught:
        read(data, tmp_path, f"{MARKER}x")
    assert MARKER not in caught.value.message("nb")


def _bomb() -> bytes:
    return edited(workbook(GOOD), lambda _, c: c, **{"xl/media/x.bin": bytes(21 * 1024 * 1024)})


_PART = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _shared(number: int) -> Callable[[str, bytes], bytes]:
    """An edit that makes the code of the first row a shared string, as Excel itself writes text."""

    def edit(name: str, content: bytes) -> bytes:
        if name == "[Content_Types].xml":
            part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_PART}"/></Types>'
            return content.replace(b"</Types>", part.encode())
        if name == "xl/_rels/workbook.xml.rels":
            link = f'<Relationship Id="rId99" Type="{_LINK}" Target="sharedStrings.xml"/></Relationships>'
            return content.replace(b"</Relationships>", link.encode())
        if name.startswith("xl/worksheets/sheet"):
            return in_sheet('t="inlineStr"><is><t>NUK-001</t></is>', f't="s"><v>{number}</v>')(name, content)
        return content

    return edit


def test_text_as_excel_writes_it_is_read(tmp_path: Path) -> None:
    """Shared strings, in runs of different formats, with what Excel says of how they sound left out."""
    table = f'<sst xmlns="{_MAIN}"><si><r><t>NUK</t></r><r><t>-007</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si></sst>'
    data = edited(workbook(GOOD), _shared(0), **{"xl/sharedStrings.xml": table.encode()})
    assert [a.objective for a in read(data, tmp_path).approvals] == ["NUK-007"]


def _entities(name: str, content: bytes) -> bytes:
    if not name.startswith("xl/worksheets/sheet"):
        return content
    dtd = f'<!DOCTYPE x [<!ENTITY a "{MARKER}"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    assert b"<worksheet" in content
    return content.replace(b"<worksheet", dtd.encode() + b"<worksheet", 1)


def _utf16(name: str, content: bytes) -> bytes:
    if not name.startswith("xl/worksheets/sheet"):
        return content
    return _entities(name, re.sub(rb"<\?xml[^>]*\?>", b"", content)).decode().encode("utf-16")


def _encrypted() -> bytes:
    data = bytearray(workbook(GOOD))
    for at in [m.start() for m in re.finditer(b"PK\x01\x02", bytes(data))]:
        data[at + 8] |= 1
    return bytes(data)


BROKEN: dict[str, tuple[Callable[[], bytes], str]] = {
    "a zip bomb": (_bomb, "too large"),
    "an entity": (lambda: edited(workbook(GOOD), _entities), "can be abused"),
    "an entity in UTF-16": (lambda: edited(workbook(GOOD), _utf16), "can be abused"),
    "a password": (lambda: b"\xd0\xcf\x11\xe0" + MARKER.encode() * 100, "has a password"),
    "an encrypted zip": (_encrypted, "has a password"),
    "half a zip": (lambda: workbook(GOOD)[:3000], "not a whole Excel workbook"),
    "another zip": (lambda: edited(workbook(GOOD), lambda n, c: None if n.startswith("xl/") else c), "not a whole Excel"),
    "no sheet file": (lambda: edited(workbook(GOOD), lambda n, c: None if "worksheets" in n else c), "no such sheet; it has 0"),
    "a far row": (lambda: edited(workbook(GOOD), in_sheet(r'<row r="2"', '<row r="99999999"')), "more than 1048576 rows"),
    "a far column": (lambda: edited(workbook(GOOD), in_sheet(r'r="G1"', 'r="ZZZ1"')), "more than 256 columns"),
    "rows out of order": (lambda: edited(workbook(GOOD, GOOD), in_sheet(r'<row r="3"', '<row r="1"')), "not a whole Excel"),
    "a cell of another row": (lambda: edited(workbook(GOOD), in_sheet(r'r="B2"', 'r="B9"')), "not a whole Excel"),
    "a string that is not there": (lambda: edited(workbook(GOOD), _shared(999)), "not a whole Excel"),
    "broken XML": (lambda: edited(workbook(GOOD), in_sheet(r"</sheetData>", f"<{MARKER}>")), "not a whole Excel"),
    "no header": (lambda: workbook(GOOD, header=GOOD), "does not begin with column names"),
    "unknown columns": (lambda: workbook(GOOD, header=(*HEADER[:6], MARKER)), "unknown columns: number 7 (G)"),
    "nothing": (lambda: workbook(header=()), "the file is empty"),
}  # fmt: skip


@pytest.mark.parametrize(("make", "said"), BROKEN.values(), ids=BROKEN)
def test_a_workbook_that_is_not_to_be_read_is_refused(
    make: Callable[[], bytes], said: str, tmp_path: Path
) -> None:
    """Bombs, entities, passwords, broken and misleading XML: a clear word, quickly, and nothing of what stands there."""
    with pytest.raises(ApprovalsError) as caught:
        read(make(), tmp_path)
    assert said in caught.value.message("en")
    shown = [*(caught.value.message(lang) for lang in LANGUAGES), *traceback.format_exception(caught.value)]
    assert MARKER not in "".join(shown)


def test_what_a_workbook_says_of_its_own_size_is_not_believed(tmp_path: Path) -> None:
    """`<dimension>` may say anything: every row is read."""
    data = edited(workbook(GOOD, GOOD, GOOD), in_sheet(r'<dimension ref="[^"]*"', '<dimension ref="A1:B2"'))
    assert len(read(data, tmp_path).approvals) == 3


def test_openpyxl_never_sees_a_workbook_that_was_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limits are checked before anything is opened for reading."""
    monkeypatch.setattr("openpyxl.load_workbook", None)
    with pytest.raises(ApprovalsError, match="too large"):
        read(_bomb(), tmp_path)
