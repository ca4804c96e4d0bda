"""Questions to rulebooks answered, each with what the command line writes with ``--format json``."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterable, Mapping

import attrs

from lmrules.approvals import ApprovalsError, Reading, read_approvals
from lmrules.approvals.reading import Format
from lmrules.asking import by_both, code_in, common_target, compared, rejected_row, target_of
from lmrules.difference import difference, person_differences
from lmrules.evaluate.holdings import RowProblem
from lmrules.evaluate.run import one_person, transfer
from lmrules.exports.comparison import comparisons_json, matrices_json
from lmrules.exports.difference_json import difference_json
from lmrules.exports.difference_text import DifferenceReport, Persons
from lmrules.exports.transfer_json import transfer_json
from lmrules.exports.why_json import why_json
from lmrules.matrix import matrix
from lmrules.messages import LANGUAGES, Text
from lmrules.potential import potential_difference
from lmrules.serve.asked import Query
from lmrules.serve.problems import OUT_OF_TIME, ROWS, TOO_LARGE, UNREADABLE, Problem
from lmrules.serve.shelf import Version

FORMATS: Mapping[str, Format] = {
    "application/json": "json",
    "application/x-ndjson": "jsonl",
    "application/jsonl": "jsonl",
    "text/csv": "csv",
}
_TOO_MANY_ROWS = Text(
    "{count} rader; høyst {limit} om gangen", "{count} rader; høgst {limit} om gongen",
    "{count} rows; at most {limit} at a time",
)  # fmt: skip
_WHY_UNREADABLE = Text("{why}", "{why}", "{why}")
_SEVERAL = Text(
    "radene er om {count} personer; send én om gangen",
    "radene er om {count} personar; send éin om gongen",
    "the rows are about {count} persons; send one at a time",
)


@attrs.frozen
class Deadline:
    """When an answer is no longer waited for, in seconds of :func:`time.monotonic`."""

    at: float

    def heed(self) -> None:
        """:class:`Problem` once it is past: so a long answer stops between two persons."""
        if time.monotonic() > self.at:
            raise Problem(OUT_OF_TIME)


@attrs.frozen
class Rows:
    """The body of a request about approvals, how many rows it may have, and who counts them."""

    media: str
    data: bytes = attrs.field(repr=False)
    most: int
    counted: Callable[[int], None]

    def read(self) -> Reading:
        """The rows; :class:`Problem` for a body that cannot be read, or has too many."""
        try:
            reading = read_approvals("-", format=FORMATS[self.media], stdin=io.BytesIO(self.data))
        except ApprovalsError as error:
            why = Text(*(error.message(lang) for lang in LANGUAGES))
            raise Problem(UNREADABLE, _WHY_UNREADABLE, {"why": why}) from None
        count = len(reading.approvals) + len(reading.rejected)
        if count > self.most:
            raise Problem(TOO_LARGE, _TOO_MANY_ROWS, {"count": count, "limit": self.most})
        self.counted(count)
        return reading

    def usable(self) -> Reading:
        """The rows, where all of them could be read; :class:`Problem` that lists the others."""
        reading = self.read()
        _all_used(map(rejected_row, reading.rejected))
        return reading


def _all_used(bad: Iterable[RowProblem]) -> None:
    """:class:`Problem` with the rows that cannot be used, if there are any."""
    rows = sorted(bad, key=lambda row: row.row)
    if rows:
        raise Problem(ROWS, rows=rows)


def transferred(version: Version, query: Query, rows: Rows, deadline: Deadline) -> bytes:
    """``transfer --format json``; with ``keep_going`` rows that cannot be used are listed there."""
    book = version.book
    target = target_of(book, query.text("to"), "to")
    reading = rows.read()
    read = [rejected_row(row) for row in reading.rejected]
    if not query.yes("keep_going"):
        _all_used(read)
    whole, bad = transfer(book.prepared(target), reading.approvals, query.day("as_of"), deadline.heed)
    rejected = read + bad
    if not query.yes("keep_going"):
        _all_used(rejected)
    pieces = []
    for piece in transfer_json(book.name, book.digest, whole, rejected):
        deadline.heed()
        pieces.append(piece)
    return "".join(pieces).encode()


def why(version: Version, query: Query, rows: Rows) -> bytes:
    """``why --format json``, of the one person that the rows are about."""
    book = version.book
    target = target_of(book, query.text("to"), "to")
    code = code_in(book, target, query.text("objective") or "")
    reading = rows.usable()
    persons = {a.person for a in reading.approvals}
    if len(persons) > 1:
        raise Problem(ROWS, _SEVERAL, {"count": len(persons)})
    whole, bad = one_person(book.prepared(target), reading.approvals, query.day("as_of"))
    _all_used(bad)
    decision = next(d for d in whole.persons[0].decisions if d.objective.code == code)
    return why_json(book.model, book.digest, whole, decision, (), query.lang or version.language).encode()


def comparison(version: Version, query: Query) -> bytes:
    """``compare --format json``."""
    book = version.book
    if query.codes:
        return comparisons_json(compared(book, query.codes)).encode()
    every = [matrix(book.model, transition) for transition in book.model.transitions]
    return matrices_json(every).encode()


def differing(a: Version, b: Version, query: Query, rows: Rows | None, deadline: Deadline) -> bytes:
    """``diff --format json``; with rows, also who gains and who loses."""
    potential = query.yes("potential")
    target = common_target(a.book.model, b.book.model, query.text("to"), "to")
    persons = None
    if rows is not None:
        results, bad = by_both(a.checked, b.checked, target, rows.usable().approvals, deadline.heed)
        _all_used(bad)
        persons = Persons(person_differences(*results), len(results[0].persons))
    compare = potential_difference if potential else difference
    found = compare(a.book.model, b.book.model, target)
    report = DifferenceReport(a=a.book.model, b=b.book.model, difference=found, persons=persons)
    return difference_json(report).encode()
