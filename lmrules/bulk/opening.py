"""Any input as a source: what it is, its content tells (``interfaces.md``, Approvals in)."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from lmrules.approvals import texts as reading_texts
from lmrules.approvals.kinds import ARROW, EXCEL, PARQUET, is_database
from lmrules.approvals.problems import ApprovalsError, problem
from lmrules.approvals.reading import Reading, collected
from lmrules.bulk import texts
from lmrules.bulk.sources import Source
from lmrules.messages import Text

_REASONS: tuple[tuple[type[Exception], Text], ...] = (
    (FileNotFoundError, reading_texts.NO_SUCH_FILE),
    (IsADirectoryError, reading_texts.IS_A_FOLDER),
    (PermissionError, reading_texts.NOT_ALLOWED),
)


def opened(
    specs: Sequence[str],
    *,
    sheet: str | None = None,
    table: str | None = None,
    query: str | None = None,
    stdin: BinaryIO | None = None,
) -> Source:
    """The approvals at ``specs``: one path, address or ``-``, or several Parquet files.

    ``sheet`` chooses a sheet of a workbook, ``table`` or ``query`` what of a database.
    :class:`ApprovalsError`, and nothing else, for what cannot be read.
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


def held(data: bytes, suffix: str = "") -> Source:
    """The approvals in a file that is held in memory; ``suffix`` is the end of its name, with the dot.

    :class:`ApprovalsError`, and nothing else, for what cannot be read.
    """
    return _of_stream(io.BytesIO(data), len(data), suffix, None)


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
    """What is in ``stream``; where it has a ``path``, those who can do so open it anew."""
    try:
        source = _by_content(stream, size, suffix, sheet, path)
    except BaseException:
        stream.close()
        raise
    source.closing.append(stream.close)
    return source


def _by_content(stream: BinaryIO, size: int, suffix: str, sheet: str | None, path: Path | None) -> Source:
    head = stream.read(8)
    stream.seek(0)
    if head.startswith(EXCEL):
        from lmrules.bulk.sources_excel import excel_source

        return excel_source(path or stream, sheet)
    if sheet:
        raise ApprovalsError(problem(texts.SHEET_ELSEWHERE))
    if head.startswith(PARQUET):
        from lmrules.bulk.sources_arrow import ParquetSource

        return ParquetSource([path or stream])
    if head.startswith(ARROW):
        from lmrules.bulk.sources_arrow import ArrowFileSource

        return ArrowFileSource(path or stream)
    from lmrules.bulk.sources_text import text_source

    return text_source(stream, size, suffix)


def reading(source: Source) -> Reading:
    """All of ``source`` in memory, each person's rows looked at together: for one person, or a few."""
    return collected(source.rows(), source.cells, source.delimiter)
