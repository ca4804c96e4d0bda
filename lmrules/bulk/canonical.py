"""A stretch of any table, checked column by column and never row by row.

What is right is decided once per different value, with the same functions as :mod:`lmrules.approvals.rows`;
a row with anything wrong is handed to that module, so that its problems are word for word the CSV reader's.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lmrules.approvals import texts as reading_texts
from lmrules.approvals.columns import KNOWN, Column, Header, header_of
from lmrules.approvals.columns import place as column_at
from lmrules.approvals.problems import ApprovalsError, RejectedRow, listed, problem
from lmrules.approvals.rows import STATUSES, approval_of, unfit
from lmrules.bulk import texts
from lmrules.bulk.arrays import ints_of, of_ints
from lmrules.bulk.stretch import TYPES, Stretch, schema_of
from lmrules.model.approval import iso_day

Mask = npt.NDArray[np.bool_]
_EPOCH = dt.date(1970, 1, 1).toordinal()
_FIRST, _LAST = dt.date.min.toordinal() - _EPOCH, dt.date.max.toordinal() - _EPOCH
# ASCII that prints, without space at either end: neither trimming nor NFC changes it.
_PLAIN = r"^[!-~](?:[ -~]*[!-~])?$"
_STATUSES = ("approved", "revoked")
_PER_DAY = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}


@attrs.frozen(eq=False)
class _Words:
    """A column as the number of a value for each row, and its different values."""

    codes: npt.NDArray[np.integer]
    values: pa.Array

    def array(self) -> pa.DictionaryArray:
        return pa.DictionaryArray.from_arrays(of_ints(self.codes.astype(np.int32)), self.values)

    def per_row(self, of_value: Mask) -> Mask:
        if not len(of_value):
            return np.zeros(len(self.codes), dtype=bool)
        found: Mask = of_value[self.codes]
        return found


def _words(column: pa.ChunkedArray) -> _Words:
    """The different texts of ``column``; a null is the empty text."""
    array = column.unify_dictionaries().combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], array.type)
    if pa.types.is_dictionary(array.type):
        if len(array.dictionary) > 2 * len(array):
            # What was read has the values of a whole row group.
            array = array.dictionary_decode()
        elif array.dictionary.null_count or len(pc.unique(array.dictionary)) < len(array.dictionary):
            array = array.dictionary_decode()
    if not pa.types.is_dictionary(array.type):
        array = array.cast(pa.string()).fill_null("").dictionary_encode()
    values = array.dictionary.cast(pa.string())
    indices = array.indices.cast(pa.int64())
    if indices.null_count:
        empty = pc.index(values, "").as_py()
        if empty < 0:
            empty, values = len(values), pa.concat_arrays([values, pa.array([""])])
        indices = indices.fill_null(empty)
    return _Words(ints_of(indices), values)


def _trimmed(words: _Words, *, code: bool) -> tuple[_Words, Mask]:
    """``words`` trimmed (codes also in NFC), and which rows have characters that do not fit."""
    odd = pc.invert(pc.or_(pc.match_substring_regex(words.values, _PLAIN), pc.equal(words.values, "")))
    places = np.flatnonzero(odd.to_numpy(zero_copy_only=False))
    bad = np.zeros(len(words.values), dtype=bool)
    if not len(places):
        return words, words.per_row(bad)
    values = words.values.to_pylist()
    for place in places:
        value = values[place].strip()
        if unfit(value) is not None:
            bad[place] = True
            value = ""
        values[place] = unicodedata.normalize("NFC", value) if code else value
    again = pa.array(values, pa.string()).dictionary_encode()
    codes = again.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return _Words(codes[words.codes], again.dictionary), words.per_row(bad)


def _each(words: _Words, of: Callable[[str], int | None]) -> tuple[npt.NDArray[np.int64], Mask]:
    """A number for each row, by its text; rows whose text has none are bad."""
    answers = [of(value) for value in words.values.to_pylist()]
    numbers = np.array([a or 0 for a in answers], dtype=np.int64)
    bad = np.array([a is None for a in answers], dtype=bool)
    if not answers:
        return np.zeros(len(words.codes), dtype=np.int64), words.per_row(bad)
    return numbers[words.codes], words.per_row(bad)


_NO_DAY = _LAST + 1


def _day_of(text: str) -> int | None:
    value = text.strip()
    if not value:
        return _NO_DAY
    try:
        return iso_day(value).toordinal() - _EPOCH
    except ValueError:
        return None


def _status_of(text: str) -> int | None:
    value = text.strip()
    status = STATUSES.get(value.casefold())
    return None if status is None or unfit(value) else _STATUSES.index(status)


def _days(column: pa.ChunkedArray) -> tuple[npt.NDArray[np.int64], Mask]:
    """The day of each row, counted from 1970 (:data:`_NO_DAY` where there is none), and which are no days."""
    kind = column.type
    if not (pa.types.is_date(kind) or pa.types.is_timestamp(kind)):
        return _each(_words(column), _day_of)
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        column = pc.local_timestamp(column)
    unit = "ms" if pa.types.is_date64(kind) else getattr(kind, "unit", None)
    numbers = column.cast(pa.int32() if pa.types.is_date32(kind) else pa.int64()).cast(pa.int64())
    nothing = column.is_null().to_numpy()
    found = numbers.fill_null(0).to_numpy().copy()
    bad = np.zeros(len(found), dtype=bool)
    if unit in _PER_DAY and not pa.types.is_date32(kind):
        bad = found % _PER_DAY[unit] != 0
        found //= _PER_DAY[unit]
    bad |= (found < _FIRST) | (found > _LAST)
    found[nothing] = _NO_DAY
    return found, bad & ~nothing


def _other_set(objective: _Words, in_set: _Words) -> Mask:
    """The rows whose code names one set, and whose set is another."""
    slashed = pc.match_substring(objective.values, "/").to_numpy(zero_copy_only=False)
    rows = objective.per_row(slashed)
    if not rows.any():
        return rows
    codes, sets = objective.values.to_pylist(), in_set.values.to_pylist()
    pairs = objective.codes * len(sets) + in_set.codes
    different, which = np.unique(pairs, return_inverse=True)
    wrong = []
    for pair in different:
        code, name = codes[pair // len(sets)], sets[pair % len(sets)]
        wrong.append(bool(name) and "/" in code and code.partition("/")[0].rstrip() != name)
    return np.array(wrong, dtype=bool)[which]


@attrs.frozen(eq=False)
class Canonical:
    """How the columns of one input become those of pieces.

    ``header`` says where each known column stands; ``line`` gives the line of a row for the rejects, where
    the input has lines.
    """

    header: Header
    columns: tuple[Column, ...]

    @classmethod
    def of_schema(cls, schema: pa.Schema) -> Canonical:
        """The columns of a typed table; :class:`ApprovalsError` with all that is wrong with them."""
        header = header_of(tuple(schema.names), ",")
        if header.unnamed:
            nameless = listed(column_at(index) for index in header.unnamed)
            raise ApprovalsError(problem(reading_texts.UNKNOWN_COLUMNS, columns=nameless, known=KNOWN))
        canonical = cls(header, columns_of(header))
        canonical.check_types(schema)
        return canonical

    def check_types(self, schema: pa.Schema) -> None:
        """:class:`ApprovalsError` unless every column may be stored as it is."""
        for column, spelling, index in self.header.columns:
            _check_type(column, spelling, schema.field(index).type)

    @property
    def schema(self) -> pa.Schema:
        """The schema of the pieces."""
        return schema_of(self.columns)

    def piece(self, table: pa.Table, first_row: int) -> Stretch:
        """The rows of ``table`` (with the header's columns, in its order), numbered from ``first_row``."""
        try:
            for column in table.columns:
                _validate(column)
        except pa.ArrowInvalid:
            broken = True
        else:
            broken = False
        if broken:
            # Raised here, so that Arrow's own error, which may hold a value, is not its context.
            raise ApprovalsError(problem(texts.BROKEN_TABLE))
        self.check_types(table.schema)
        raw = {column: table.column(index) for column, _, index in self.header.columns}
        wrong: list[Mask] = []
        out: dict[str, pa.Array] = {}
        words: dict[Column, _Words] = {}
        for column in self.columns:
            ready = _as_it_is(column, raw[column], words)
            if ready is None:
                ready, bad = _column(column, raw[column], words)
                wrong.append(bad)
            out[column] = ready
        if "set" in words:
            wrong.append(_other_set(words["objective"], words["set"]))
        done = pa.table([out[name] for name in self.schema.names], schema=self.schema)
        if not any(bad.any() for bad in wrong):
            return Stretch(done, first_row)
        bad = np.logical_or.reduce(wrong)
        rejected = self._rejected(raw, np.flatnonzero(bad), first_row)
        rows = pa.array(np.flatnonzero(~bad) + first_row, pa.int64())
        return Stretch(done.filter(pa.array(~bad)).append_column("row", rows), first_row, rejected)

    def _rejected(
        self, raw: dict[Column, pa.ChunkedArray], places: npt.NDArray[np.int64], first_row: int
    ) -> tuple[RejectedRow, ...]:
        named = {column: spelling for column, spelling, _ in self.header.columns}
        chosen = pa.array(places)
        shown = {c: array.take(chosen).cast(pa.string()).to_pylist() for c, array in raw.items()}
        order = [c for c, _, _ in sorted(self.header.columns, key=lambda column: column[2])]
        out = []
        for number, place in enumerate(places):
            values: dict[Column, str] = {c: shown[c][number] or "" for c in order}
            row = first_row + int(place)
            read = approval_of(row, values, named)
            if not isinstance(read, tuple):
                raise AssertionError(f"row {row} is right after all")  # noqa: TRY004 - ours, no caller's
            out.append(RejectedRow(row, 0, read, tuple(values.values())))
        return tuple(out)


def _column(column: Column, raw: pa.ChunkedArray, words: dict[Column, _Words]) -> tuple[pa.Array, Mask]:
    """One column of a piece, and which of its rows are wrong. Texts are left in ``words``."""
    match column:
        case "approved" | "started":
            days, bad = _days(raw)
            nothing = days == _NO_DAY
            if column == "approved":
                bad |= nothing
            return pa.array(days.astype(np.int32), pa.int32(), mask=nothing | bad).cast(pa.date32()), bad
        case "status":
            statuses, bad = _each(_words(raw), _status_of)
            codes = pa.array(statuses.astype(np.int32))
            return pa.DictionaryArray.from_arrays(codes, pa.array(_STATUSES)), bad
        case _:
            text = raw.cast(pa.string()) if pa.types.is_integer(raw.type) else raw
            found, bad = _trimmed(_words(text), code=column in {"objective", "set"})
            words[column] = found
            empty = found.per_row(pc.equal(found.values, "").to_numpy(zero_copy_only=False))
            if column in {"person", "objective"}:
                return found.array(), bad | empty
            array = pa.DictionaryArray.from_arrays(
                pa.array(found.codes.astype(np.int32), mask=empty), found.values
            )
            return (array.dictionary_decode() if column == "id" else array), bad


def _validate(column: pa.ChunkedArray) -> None:
    """``ArrowInvalid`` where a column's memory is not what it says: a foreign library may have made it."""
    for chunk in column.chunks:
        if not pa.types.is_dictionary(chunk.type):
            chunk.validate(full=True)
            continue
        # The same as `full`, without a look at each row's text.
        chunk.validate()
        chunk.dictionary.validate(full=True)
        ends = pc.min_max(chunk.indices)
        low, high = ends["min"].as_py(), ends["max"].as_py()
        if low is not None and not 0 <= low <= high < len(chunk.dictionary):
            raise pa.ArrowInvalid("an index outside its dictionary")


def _as_it_is(column: Column, raw: pa.ChunkedArray, words: dict[Column, _Words]) -> pa.Array | None:
    """The column itself, where nothing in it is to be changed and nothing is wrong: the usual case.

    Texts are left in ``words``, as by :func:`_column`.
    """
    if raw.num_chunks != 1 or raw.null_count or raw.type != TYPES[column]:
        return None
    array = raw.chunk(0)
    if pa.types.is_date32(raw.type):
        within = pc.min_max(array.cast(pa.int32()))
        return array if within["min"].as_py() >= _FIRST and within["max"].as_py() <= _LAST else None
    if column == "id" or len(array.dictionary) > 2 * len(array):
        return None
    values = array.dictionary
    if values.null_count:
        return None
    if column == "status":
        return array if set(values.to_pylist()) <= set(_STATUSES) else None
    # As _PLAIN has it, by quicker questions.
    plain = pc.all(pc.ascii_is_printable(values)).as_py() and pc.min(pc.binary_length(values)).as_py()
    if not plain or not pc.all(pc.equal(pc.ascii_trim_whitespace(values), values)).as_py():
        return None
    words[column] = _Words(ints_of(array.indices), values)
    return array


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_text(kind.value_type)
    views = getattr(pa.types, "is_string_view", None)
    return bool(
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or (views is not None and views(kind))
    )


def _check_type(column: Column, spelling: str, kind: pa.DataType) -> None:
    """:class:`ApprovalsError` unless ``column`` may be stored as ``kind``.

    Numbers will do for the input's own keys only: in a code or a person's number, `007` is not `7`.
    """
    if pa.types.is_null(kind) or _is_text(kind):
        return
    day = column in {"approved", "started"}
    if day and (pa.types.is_date(kind) or pa.types.is_timestamp(kind)):
        return
    if column == "id" and pa.types.is_integer(kind):
        return
    number = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    fields = {
        "found": texts.A_NUMBER if number else texts.ANOTHER,
        "wanted": texts.A_DAY if day else texts.A_TEXT,
    }
    raise ApprovalsError(problem(texts.WRONG_TYPE, column=spelling, **fields))


def columns_of(header: Header) -> tuple[Column, ...]:
    """The known columns of ``header``."""
    return tuple(column for column, _, _ in header.columns)
