"""Any input as a source: what it is, its content tells (``interfaces.md``, Approvals in)."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from lmrules.approvals import texts as reading_texts
from lmrules.approvals.problems import ApprovalsError, problem
from lmrules.bulk import texts
from lmrules.bulk.sources import Source
from lmrules.messages import Text

_URL = re.compile(r"[a-z][a-z0-9]*(\+[a-z0-9_]+)?://", re.IGNORECASE)
_PARQUET = b"PAR1"
_ARROW = (b"ARROW1", b"\xff\xff\xff\xff", b"FEA1")
_EXCEL = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")
_REASONS: tuple[tuple[type[Exception], Text], ...] = (
    (FileNotFoundError, reading_texts.NO_SUCH_FILE),
    (IsADirectoryError, reading_texts.IS_A_FOLDER),
    (PermissionError, reading_texts.NOT_ALLOWED),
)


def is_database(spec: str) -> bool:
    """Whether ``spec`` is the address of a database (``sqlite:///file.db``), and no path."""
    return _URL.match(spec) is not None


def opened(
    specs: Sequence[str],
    *,
    sheet: str | None = None,
    table: str | None = None,
    query: str | None = None,
    stdin: BinaryIO | None = None,
) -> Source:
    """The approvals at ``specs``: one path, address or ``-``, or several Parquet files.

    ``sheet`` chooses a sheet of a workbook, ``table`` or ``query`` what of a database. :class:`ApprovalsError`,
    and nothing else, for what cannot be read.
    """
    if (table or query) and not (len(specs) == 1 and is_database(specs[0])):
        raise ApprovalsError(problem(texts.TABLE_ELSEWHERE))
    if len(specs) == 1 and is_database(specs[0]):
        if sheet:
            raise ApprovalsError(problem(texts.SHEET_ELSEWHERE))
        from lmrules.bulk.sources_database import DatabaseSource

        return DatabaseSource(specs[0], table, query)
    if len(specs) == 1 and specs[0] == "-":
        from lmrules.bulk.sources_text import spooled

        file, size = spooled(sys.stdin.buffer if stdin is None else stdin)
        return _of_stream(file, size, "", sheet)
    if len(specs) > 1 or Path(specs[0]).is_dir():
        if sheet:
            raise ApprovalsError(problem(texts.SHEET_ELSEWHERE))
        from lmrules.bulk.sources_arrow import ParquetSource, parquet_parts

        return ParquetSource(
            [p for s in specs for p in (parquet_parts(Path(s)) if Path(s).is_dir() else [Path(s)])]
        )
    return _of_file(Path(specs[0]), sheet)


def _of_file(path: Path, sheet: str | None) -> Source:
    error: ApprovalsError
    try:
        stream = path.open("rb")
        size = path.stat().st_size
    except (OSError, ValueError) as e:
        text = next((text for kind, text in _REASONS if isinstance(e, kind)), reading_texts.UNREADABLE)
        error = ApprovalsError(problem(text))
    else:
        if stream.seekable():
            return _of_stream(stream, size, path.suffix.lower(), sheet, path)
        from lmrules.bulk.sources_text import spooled

        with stream:
            file, size = spooled(stream)
        return _of_stream(file, size, path.suffix.lower(), sheet)
    raise error


def _of_stream(
    stream: BinaryIO, size: int, suffix: str, sheet: str | None, path: Path | None = None
) -> Source:
    head = stream.read(8)
    stream.seek(0)
    if head.startswith(_EXCEL):
        from lmrules.bulk.sources_excel import excel_source

        return excel_source(path or stream, sheet)
    if sheet:
        raise ApprovalsError(problem(texts.SHEET_ELSEWHERE))
    if head.startswith(_PARQUET):
        from lmrules.bulk.sources_arrow import ParquetSource

        return ParquetSource([path or stream])
    if head.startswith(_ARROW):
        from lmrules.bulk.sources_arrow import ArrowFileSource

        return ArrowFileSource(path or stream)
    from lmrules.bulk.sources_text import text_source

    return text_source(stream, size, suffix)


def looks_like_text(spec: str) -> bool:
    """Whether ``spec`` is a file (or stdin) of CSV or JSON, which need no extra to be read."""
    if spec == "-":
        return True
    if is_database(spec) or Path(spec).is_dir():
        return False
    if not Path(spec).is_file():
        # A pipe is read once, and by whoever decides on it.
        return True
    try:
        with Path(spec).open("rb") as stream:
            return not stream.read(8).startswith((_PARQUET, *_ARROW, *_EXCEL))
    except (OSError, ValueError):
        # Whoever reads it will say what is wrong with it.
        return True
