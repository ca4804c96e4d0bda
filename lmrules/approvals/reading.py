"""Approvals from a file or stdin: every row comes out, as an approval or as a rejected row."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Literal, TypeAlias

import attrs

from lmrules.approvals import from_json, texts
from lmrules.approvals.columns import NAMES
from lmrules.approvals.from_csv import iter_csv, read_header
from lmrules.approvals.from_json import is_object, iter_json, iter_jsonl
from lmrules.approvals.lines import text_lines, whole_text, without_bom
from lmrules.approvals.problems import AcceptedRow, ApprovalsError, RejectedRow, problem
from lmrules.approvals.rows import starts_differ
from lmrules.model.approval import Approval

Format: TypeAlias = Literal["csv", "json", "jsonl"]

_CHUNK = 65_536
_WRAPPER = re.compile(rb'\{\s*"approvals"\s*:')
_JSON_LINES = (".jsonl", ".ndjson")
_REASONS = (
    (FileNotFoundError, texts.NO_SUCH_FILE),
    (IsADirectoryError, texts.IS_A_FOLDER),
    (PermissionError, texts.NOT_ALLOWED),
)


@attrs.frozen
class Reading:
    """What a file of approvals holds.

    ``approvals`` and ``rejected`` are in input order, and every data row is in one of them. ``columns`` and
    ``delimiter`` are the file's own header and separator, for the rejects file; they never print, since a
    header is text from the file.
    """

    approvals: tuple[Approval, ...]
    rejected: tuple[RejectedRow, ...] = ()
    columns: tuple[str, ...] = attrs.field(default=(), repr=False)
    delimiter: str = attrs.field(default=",", repr=False)


def read_approvals(
    path: str | Path,
    *,
    format: Format | None = None,  # noqa: A002 - the name is the command line's
    stdin: BinaryIO | None = None,
) -> Reading:
    """The approvals in the file ``path``, or on ``stdin`` for ``-`` (``interfaces.md``, Approvals in).

    Without ``format``, the content tells: an array or an object with the key ``approvals`` is JSON, an object
    that fills the first line JSON Lines, and anything else CSV; of the name, only ``.jsonl`` and ``.ndjson``
    count. Raises :class:`ApprovalsError`, and nothing else, for what cannot be read at all; a row that cannot
    be read is in ``rejected``.
    """
    opened = _opened(path, stdin)
    with opened as stream:
        chunks = _chunks(stream)
        # A pipe gives what it has; the guess needs the first line, and a mark its four bytes.
        head = next(chunks, b"")
        start = without_bom(head)
        if format is None:
            format = sniffed(start, Path(path).suffix.lower())  # noqa: A001 - as above
        return _read(chain([start], chunks), format)


def _opened(path: str | Path, stdin: BinaryIO | None) -> AbstractContextManager[BinaryIO]:
    if str(path) == "-":
        return nullcontext(sys.stdin.buffer if stdin is None else stdin)
    try:
        return Path(path).open("rb")
    except (OSError, ValueError) as e:
        raise _unreadable(e) from None


def _unreadable(error: Exception) -> ApprovalsError:
    text = next((text for kind, text in _REASONS if isinstance(error, kind)), texts.UNREADABLE)
    return ApprovalsError(problem(text))


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while True:
        chunk = b""
        try:
            while len(chunk) < _CHUNK and (more := stream.read(_CHUNK - len(chunk))):
                chunk += more
        except (OSError, ValueError) as e:
            raise _unreadable(e) from None
        if not chunk:
            return
        yield chunk


def sniffed(start: bytes, suffix: str) -> Format:
    """The format of text that begins with ``start`` (without byte order mark) in a file with ``suffix``."""
    content = start.lstrip()
    if content.startswith(b"["):
        return "json"
    if not content.startswith(b"{"):
        return "csv"
    if _WRAPPER.match(content):
        return "json"
    first_line = content.splitlines()[0].decode(errors="replace")
    return "jsonl" if suffix in _JSON_LINES or is_object(first_line) else "json"


def _read(chunks: Iterator[bytes], format: Format) -> Reading:  # noqa: A002 - as above
    rows = _Rows()
    if format == "csv":
        header, records = read_header(text_lines(chunks))
        return rows.read(iter_csv(records, header), header.cells, header.delimiter)
    if format == "jsonl":
        return rows.read(iter_jsonl(text_lines(chunks)), from_json.COLUMNS)
    return rows.read(iter_json(whole_text(chunks)), from_json.COLUMNS)


def collected(
    rows: Iterator[AcceptedRow | RejectedRow], columns: tuple[str, ...], delimiter: str = ","
) -> Reading:
    """A :class:`Reading` of ``rows`` that were read elsewhere, each person's looked at together."""
    return _Rows().read(rows, columns, delimiter)


@attrs.define
class _Rows:
    """Collects rows, and looks at each person's rows together.

    Only rows that say when the person began are kept whole: those are the ones that may contradict each
    other, and then be rejected after all.
    """

    accepted: list[Approval] = attrs.field(factory=list)
    rejected: list[RejectedRow] = attrs.field(factory=list)
    first_start: dict[str, dt.date] = attrs.field(factory=dict)
    with_start: dict[str, list[AcceptedRow]] = attrs.field(factory=dict)
    contradicted: set[str] = attrs.field(factory=set)

    def read(
        self, rows: Iterator[AcceptedRow | RejectedRow], columns: tuple[str, ...], delimiter: str = ","
    ) -> Reading:
        for row in rows:
            if isinstance(row, RejectedRow):
                self.rejected.append(row)
                continue
            self.accepted.append(row.approval)
            if row.approval.started is not None:
                self.note_start(row, row.approval.person.reveal(), row.approval.started)
        out = self.contradictions()
        return Reading(
            tuple(a for a in self.accepted if a.row not in out) if out else tuple(self.accepted),
            tuple(sorted((*self.rejected, *out.values()), key=lambda r: r.row)),
            columns,
            delimiter,
        )

    def note_start(self, row: AcceptedRow, person: str, started: dt.date) -> None:
        if self.first_start.setdefault(person, started) != started:
            self.contradicted.add(person)
        self.with_start.setdefault(person, []).append(row)

    def contradictions(self) -> dict[int, RejectedRow]:
        """The rows, by number, of persons who began on different days."""
        out = {}
        for person in self.contradicted:
            rows = self.with_start[person]
            why = (starts_differ([r.approval.row for r in rows], NAMES["started"]),)
            out.update({r.approval.row: RejectedRow(r.approval.row, r.line, why, r.raw) for r in rows})
        return out
