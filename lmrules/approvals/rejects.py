"""The rejects file: the rows that could not be read, and why, to be mended in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from lmrules.approvals.columns import SPELLINGS, folded
from lmrules.approvals.problems import RejectedRow
from lmrules.approvals.reading import Reading
from lmrules.messages import Language
from lmrules.messages.cells import safe_cell
from lmrules.model.approval import Approval

_OWN_COLUMNS = ("row", "line", "problem")


def write_rejects(to: str | Path | BinaryIO, reading: Reading, lang: Language = "nb") -> None:
    """Write the rejected rows of ``reading`` as CSV in UTF-8 to a path or a binary stream.

    The columns are ``row``, ``line``, ``problem`` (in ``lang``), and then the cells as they stand in the
    file, under its own header and with its own separator; every cell is passed through :func:`safe_cell`.
    The file begins with a byte order mark, without which Excel shows the wrong letters. It holds
    persons, as the file it was made from does. ``OSError`` when it cannot be written.
    """
    if isinstance(to, str | Path):
        with Path(to).open("wb") as stream:
            _write(stream, reading, lang)
    else:
        _write(to, reading, lang)


def write_rejected(
    stream: BinaryIO,
    rows: Iterable[RejectedRow],
    columns: tuple[str, ...],
    delimiter: str,
    lang: Language = "nb",
) -> None:
    """:func:`write_rejects` of ``rows`` that need not be in memory together."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    try:
        writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
        writer.writerow([*_OWN_COLUMNS, *map(safe_cell, columns)])
        for rejected in rows:
            own = (str(rejected.row), str(rejected.line), rejected.message(lang))
            writer.writerow([*own, *map(safe_cell, rejected.raw)])
        text.flush()
    finally:
        # The stream is the caller's: closing the wrapper would close it too.
        text.detach()


def _write(stream: BinaryIO, reading: Reading, lang: Language) -> None:
    write_rejected(stream, reading.rejected, reading.columns, reading.delimiter, lang)


def cells_of(approval: Approval, columns: tuple[str, ...]) -> tuple[str, ...]:
    """A row that was read, as the cells under ``columns`` (one JSON object where they are no table's)."""
    values = {
        "person": approval.person.reveal(),
        "objective": approval.objective,
        "approved": approval.approved.isoformat(),
        "set": approval.set or "",
        "status": approval.status,
        "started": approval.started.isoformat() if approval.started else "",
        "id": approval.id or "",
    }
    if not any(folded(column) in SPELLINGS for column in columns):
        return (json.dumps({k: v for k, v in values.items() if v}, ensure_ascii=False),)
    return tuple(values.get(SPELLINGS.get(folded(c), ""), "") for c in columns)
