"""The rejects file: the rows that could not be read, and why, to be mended in a spreadsheet."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import BinaryIO

from lmrules.approvals.reading import Reading
from lmrules.messages import Language
from lmrules.messages.cells import safe_cell

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


def _write(stream: BinaryIO, reading: Reading, lang: Language) -> None:
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    try:
        writer = csv.writer(text, delimiter=reading.delimiter, quoting=csv.QUOTE_ALL)
        writer.writerow([*_OWN_COLUMNS, *map(safe_cell, reading.columns)])
        for rejected in reading.rejected:
            own = (str(rejected.row), str(rejected.line), rejected.message(lang))
            writer.writerow([*own, *map(safe_cell, rejected.raw)])
        text.flush()
    finally:
        # The stream is the caller's: closing the wrapper would close it too.
        text.detach()
