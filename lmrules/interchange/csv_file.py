"""Correspondences as CSV: :mod:`~lmrules.interchange.table` in text, with commas or semicolons."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from lmrules.approvals.from_csv import iter_records
from lmrules.interchange.crosswalk import Crosswalk, Reading, Style
from lmrules.interchange.reading import Findings, reading_of
from lmrules.interchange.table import Row, crosswalk_from, rows_of
from lmrules.messages import Text

_QUOTES = Text(
    "anførselstegnene går ikke opp", "hermeteikna går ikkje opp", "the quotation marks do not match"
)


def write(crosswalk: Crosswalk, style: Style) -> bytes:
    """``crosswalk`` as CSV in UTF-8."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows_of(crosswalk, style))
    return text.getvalue().encode()


def read(data: bytes, name: str) -> Reading:
    """What a CSV file says."""
    return reading_of(data, name, "CSV", lambda findings: crosswalk_from(csv_rows(findings), findings))


def csv_rows(findings: Findings) -> Iterator[Row]:
    """The rows of a CSV file; one whose quotation marks do not match is a finding."""
    text = findings.source.text
    head = next((line for line in text.split("\n") if line.strip()), "")
    delimiter = max(",;\t", key=head.count)
    for record in iter_records(iter(io.StringIO(text, newline="").readlines()), delimiter):
        at = findings.line(record.line)
        if record.cells is None:
            findings.row(at, _QUOTES)
        else:
            yield Row(tuple(record.cells), at)
