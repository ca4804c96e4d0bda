"""JSON and JSON Lines to rows: an array of objects, or one object on each line."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator
from enum import Enum
from typing import NoReturn

import attrs

from lmrules.approvals import texts
from lmrules.approvals.columns import KNOWN, NAMES, SPELLINGS, Column, folded, unknown_at
from lmrules.approvals.lines import line_ends
from lmrules.approvals.problems import (
    MOST_NAMED,
    AcceptedRow,
    ApprovalsError,
    Problem,
    RejectedRow,
    listed,
    problem,
)
from lmrules.approvals.rows import Pool, approval_of
from lmrules.messages import Text
from lmrules.model.approval import Approval

COLUMNS = ("json",)
_WRAPPER = "approvals"
_SPACE = re.compile(r"[ \t\n\r]*")


class _Kind(Enum):
    # Numbers are never made: a number of thousands of digits has no place in a message or in memory.
    NUMBER = "number"


@attrs.frozen
class _Object:
    # Pairs and not a dict: the same key twice must be seen.
    pairs: list[tuple[str, object]] = attrs.field(repr=False)


_decoder = json.JSONDecoder(
    object_pairs_hook=_Object,
    parse_int=lambda _: _Kind.NUMBER,
    parse_float=lambda _: _Kind.NUMBER,
    parse_constant=lambda _: _Kind.NUMBER,
)


class _NotJson(Exception):
    def __init__(self, at: int, text: Text = texts.BAD_JSON) -> None:
        super().__init__()
        self.at = at
        self.text = text


def _value(text: str, at: int) -> tuple[object, int]:
    """The JSON value that begins at ``at``, and where it ends; :class:`_NotJson` if there is none."""
    try:
        return _decoder.raw_decode(text, at)
    except json.JSONDecodeError as e:
        raise _NotJson(e.pos) from None
    except RecursionError:
        raise _NotJson(at, texts.TOO_DEEP) from None


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _at_end(text: str, at: int) -> None:
    """:class:`_NotJson` if anything follows ``at``."""
    after = _skip(text, at)
    if after != len(text):
        raise _NotJson(after)


def is_object(line: str) -> bool:
    """Whether ``line`` is one whole JSON object, as every line of JSON Lines is."""
    try:
        value, end = _value(line, _skip(line, 0))
        _at_end(line, end)
    except _NotJson:
        return False
    return isinstance(value, _Object)


def iter_jsonl(lines: Iterator[str]) -> Iterator[AcceptedRow | RejectedRow]:
    """The rows of JSON Lines, numbered from 1; blank lines are no rows."""
    row, pool = 0, Pool()
    for number, line in enumerate(lines, 1):
        begin = _skip(line, 0)
        if begin == len(line):
            continue
        row += 1
        raw = line.rstrip("\r\n")
        try:
            value, end = _value(line, begin)
            _at_end(line, end)
        except _NotJson as e:
            wrong = problem(e.text, line=number, column=e.at + 1)
            yield RejectedRow(row, number, (wrong,), (raw,))
        else:
            yield _row(row, number, value, raw, pool)
    if not row:
        raise ApprovalsError(problem(texts.EMPTY))


def iter_json(text: str) -> Iterator[AcceptedRow | RejectedRow]:
    """The rows of one JSON text, ``[…]`` or ``{"approvals": […]}``, numbered from 1."""
    try:
        yield from _iter_json(text)
    except _NotJson as e:
        wrong = e
    else:
        return
    # Raised here, so that the decoder's own error, which carries the whole text, is not its context.
    before = text[: wrong.at]
    line = line_ends(before) + 1
    column = wrong.at - max(before.rfind("\n"), before.rfind("\r"))
    raise ApprovalsError(problem(wrong.text, line=line, column=column), line=line, column=column)


def _iter_json(text: str) -> Iterator[AcceptedRow | RejectedRow]:
    at = _skip(text, 0)
    if at == len(text):
        raise ApprovalsError(problem(texts.EMPTY))
    wrapped = text[at] == "{"
    if wrapped:
        at = _into_wrapper(text, at)
    if text[at : at + 1] != "[":
        _other_shape(text, at)
    at = _skip(text, at + 1)
    if text[at : at + 1] == "]":
        at += 1
    else:
        at = yield from _iter_array(text, at)
    at = _skip(text, at)
    if wrapped:
        if text[at : at + 1] == ",":
            raise ApprovalsError(problem(texts.JSON_SHAPE))
        if text[at : at + 1] != "}":
            raise _NotJson(at)
        at += 1
    _at_end(text, at)


def _other_shape(text: str, at: int) -> NoReturn:
    """The text is not what was wanted at ``at``: broken JSON, or JSON of another shape."""
    _value(text, at)
    raise ApprovalsError(problem(texts.JSON_SHAPE))


def _into_wrapper(text: str, at: int) -> int:
    """Where the value of the wrapper's only key begins; ``at`` is at its ``{``."""
    key_at = _skip(text, at + 1)
    if text[key_at : key_at + 1] != '"':
        _other_shape(text, at)
    key, end = _value(text, key_at)
    end = _skip(text, end)
    if text[end : end + 1] != ":":
        raise _NotJson(end)
    if key != _WRAPPER:
        _other_shape(text, at)
    return _skip(text, end + 1)


def _iter_array(text: str, at: int) -> Generator[AcceptedRow | RejectedRow, None, int]:
    """The rows of the array whose first value begins at ``at``; gives where the array ends."""
    row, line, counted, pool = 0, 1, 0, Pool()
    while True:
        value, end = _value(text, at)
        row += 1
        line += line_ends(text[counted:at])
        counted = at
        yield _row(row, line, value, text[at:end], pool)
        after = _skip(text, end)
        if text[after : after + 1] == "]":
            return after + 1
        if text[after : after + 1] != ",":
            raise _NotJson(after)
        at = _skip(text, after + 1)


def _row(row: int, line: int, value: object, raw: str, pool: Pool) -> AcceptedRow | RejectedRow:
    if not isinstance(value, _Object):
        return RejectedRow(row, line, (problem(texts.NOT_AN_OBJECT),), (raw,))
    read = _read_object(row, value, pool)
    if isinstance(read, tuple):
        return RejectedRow(row, line, read, (raw,))
    return AcceptedRow(read, line, (raw,))


def _read_object(row: int, source: _Object, pool: Pool) -> Approval | tuple[Problem, ...]:
    values: dict[Column, str] = {}
    named: dict[Column, str] = {}
    keys: dict[Column, int] = {}
    settled: set[Column] = set()
    found: list[Problem] = []
    unknown: list[Text] = []
    for number, (key, value) in enumerate(source.pairs, 1):
        name = folded(key)
        column = SPELLINGS.get(name)
        if column is None:
            unknown.append(unknown_at(number, key if len(unknown) <= MOST_NAMED else ""))
            continue
        if column in keys:
            if len(found) < MOST_NAMED:
                both = {"first": keys[column], "second": number}
                found.append(problem(texts.SAME_KEY, column=NAMES[column], **both))
            continue
        keys[column], named[column] = number, name
        if isinstance(value, str):
            values[column] = value if column == "id" else pool.one(value)
        elif value is not None:
            settled.add(column)
            wrong = texts.NUMBER if value is _Kind.NUMBER else texts.NOT_A_STRING
            found.append(problem(wrong, column=name))
    if unknown:
        found.append(problem(texts.UNKNOWN_KEYS, keys=listed(unknown), known=KNOWN))
    read = approval_of(row, values, named, settled)
    if isinstance(read, tuple):
        return (*found, *read)
    return tuple(found) or read
