"""What all that reads or writes Excel workbooks (``.xlsx``) shares: limits, and files without a clock.

openpyxl believes what a workbook says of its own size, and drops rows that stand out of order; so the XML is
gone through first, with defusedxml, for what is there (``practice.md``, Excel).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from lmrules.approvals.problems import ApprovalsError, problem
from lmrules.bulk import texts
from lmrules.messages import Text

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 1_048_576
MOST_COLUMNS = 256
_MOST_FILES = 2_000
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = 0x1
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def checked_workbook(path: Path | BinaryIO) -> int:
    """How many columns the widest sheet has; :class:`ApprovalsError` where nothing is to be read."""
    with path.open("rb") if isinstance(path, Path) else _kept(path) as file:
        if file.read(4) == _OLE:
            raise ApprovalsError(problem(texts.LOCKED_WORKBOOK))
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            if any(entry.flag_bits & _ENCRYPTED for entry in entries):
                raise ApprovalsError(problem(texts.LOCKED_WORKBOOK))
            if sum(e.file_size for e in entries) > MOST_BYTES or len(entries) > _MOST_FILES:
                raise ApprovalsError(problem(texts.LARGE_WORKBOOK, limit=MOST_BYTES // 1024 // 1024))
            names = [e.filename for e in entries]
            if len(set(names)) < len(names):
                raise ApprovalsError(problem(texts.NOT_A_WORKBOOK))
            return max((_columns(archive, e) for e in entries if _is_xml(e.filename)), default=0)


class _kept:  # noqa: N801 - a context manager, used like a function
    """A stream that is not ours to close, from its beginning."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def __enter__(self) -> BinaryIO:
        self._stream.seek(0)
        return self._stream

    def __exit__(self, *_: object) -> None:
        self._stream.seek(0)


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))


def _columns(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """How many columns the sheet ``entry`` has (0: it is no sheet)."""
    seen = _Sheet()
    parser = DefusedXMLParser(target=seen, forbid_dtd=True)
    unsafe = False
    try:
        with archive.open(entry) as file:
            while chunk := file.read(65_536):
                parser.feed(chunk)
        parser.close()
    except DefusedXmlException:
        unsafe = True
    if unsafe:
        raise ApprovalsError(problem(texts.UNSAFE_WORKBOOK))
    return seen.widest


class _Sheet:
    """Looks at the rows and cells of one XML file as it is parsed: a target for an XML parser."""

    def __init__(self) -> None:
        self.widest = 0
        self._row = 0
        self._column = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A tag that opens: rows and cells come in order, and within the limits."""
        if tag in {f"{_MAIN}row", f"{_STRICT}row"}:
            self._row = self._next(attributes.get("r"), self._row, MOST_ROWS, texts.MANY_ROWS)
            self._column = 0
        elif tag in {f"{_MAIN}c", f"{_STRICT}c"} and self._row:
            at = attributes.get("r")
            number = None if at is None else self._number(at)
            self._column = self._next(number, self._column, MOST_COLUMNS, texts.MANY_COLUMNS)
            self.widest = max(self.widest, self._column)

    def _number(self, at: str) -> str:
        match = _CELL.fullmatch(at)
        if match is None or int(match[2]) != self._row:
            raise ApprovalsError(problem(texts.NOT_A_WORKBOOK))
        number = 0
        for letter in match[1]:
            number = 26 * number + ord(letter) - ord("A") + 1
        return str(number)

    @staticmethod
    def _next(given: str | None, before: int, most: int, text: Text) -> int:
        number = before + 1 if given is None else int(given) if re.fullmatch("[0-9]{1,9}", given) else 0
        if number <= before:
            raise ApprovalsError(problem(texts.NOT_A_WORKBOOK))
        if number > most:
            raise ApprovalsError(problem(text, limit=most))
        return number

    def close(self) -> None:
        """The end of the file."""


def without_clock(
    raw: Path | BinaryIO, made: Path | BinaryIO, edit: Callable[[str, bytes], bytes] | None = None
) -> None:
    """The workbook ``raw`` without the time it was written at, which stands in it in several places.

    ``edit`` may change each of its files, given by name, on the way.
    """
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            fixed = zipfile.ZipInfo(entry.filename, _EPOCH)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            if entry.filename == "docProps/core.xml":
                new.writestr(fixed, _DATES.sub(rb"\g<1>1980-01-01T00:00:00Z", old.read(entry)))
                continue
            if edit is not None:
                new.writestr(fixed, edit(entry.filename, old.read(entry)))
                continue
            with old.open(entry) as source, new.open(fixed, "w") as out:
                while chunk := source.read(1 << 20):
                    out.write(chunk)
