"""Bytes to text: UTF-8 with or without a byte order mark, and a clear word about anything else."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterable, Iterator
from itertools import chain

from lmrules.approvals import texts
from lmrules.approvals.problems import ApprovalsError, problem

# A row has seven cells; this is below what Python's csv takes as one cell, so nothing else stops it earlier.
LONGEST_LINE = 100_000

_BOM = codecs.BOM_UTF8
_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1", b"\x1f\x8b")
# The four-byte marks first: one of them begins like a two-byte one.
_OTHER_BOMS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


def without_bom(head: bytes) -> bytes:
    """``head`` of a file without its byte order mark; :class:`ApprovalsError` if it is not UTF-8 text."""
    for mark, encoding in _OTHER_BOMS:
        if head.startswith(mark):
            raise ApprovalsError(problem(texts.IS_UTF_16, encoding=encoding))
    if head.startswith(_BINARY):
        raise ApprovalsError(problem(texts.NOT_TEXT))
    # Without a mark: every other byte of Norwegian or English text in UTF-16 is zero.
    if len(head) > 1 and 2 * max(head[0::2].count(0), head[1::2].count(0)) > len(head) // 2:
        raise ApprovalsError(problem(texts.IS_UTF_16, encoding="UTF-16"))
    return head.removeprefix(_BOM)


def line_ends(text: str) -> int:
    """How many lines end in ``text``: at LF, CRLF or CR alone."""
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def text_lines(chunks: Iterable[bytes]) -> Iterator[str]:
    """The lines of UTF-8 ``chunks`` with their line ends (LF, CRLF or CR), one chunk in memory at a time."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    number = 0
    rest = ""
    for chunk in chain(chunks, [b""]):
        text = rest + _decoded(decoder, chunk, number, rest)
        # newline="" cuts at all three line ends and keeps them; splitlines would cut at form feeds too.
        lines = io.StringIO(text, newline="").readlines()
        # A CR at the end may be the first half of a CRLF.
        whole = not chunk or not lines or lines[-1].endswith("\n")
        rest = "" if whole else lines.pop()
        _check_length(lines, rest, number)
        number += len(lines)
        yield from lines


def whole_text(chunks: Iterable[bytes]) -> str:
    """All the text of UTF-8 ``chunks``."""
    return _decoded(codecs.getincrementaldecoder("utf-8")(), b"".join(chunks), final=True)


def _decoded(
    decoder: codecs.IncrementalDecoder,
    chunk: bytes,
    lines_before: int = 0,
    rest: str = "",
    *,
    final: bool = False,
) -> str:
    """``chunk`` as text, after ``lines_before`` lines and the ``rest`` of one; an empty chunk is the last."""
    try:
        return decoder.decode(chunk, final=final or not chunk)
    except UnicodeDecodeError as e:
        line = lines_before + line_ends(rest + e.object[: e.start].decode()) + 1
    # Raised here, so that the decoder's own error, which carries the bytes, is not its context.
    raise ApprovalsError(problem(texts.NOT_UTF_8, line=line), line=line)


def _check_length(lines: list[str], rest: str, number: int) -> None:
    if max(map(len, lines), default=0) <= LONGEST_LINE and len(rest) <= LONGEST_LINE:
        return
    line = number + next((i for i, text in enumerate(lines, 1) if len(text) > LONGEST_LINE), len(lines) + 1)
    raise ApprovalsError(problem(texts.LINE_TOO_LONG, line=line, limit=LONGEST_LINE), line=line)
