"""Populations to measure on: Parquet files of approvals, the same bytes of meaning in every run.

A person is ``LIS-0000001`` and so on, and holds about 30.2 rows. In every hundred rows, one is a duplicate,
one lies outside the validity of its set, and half of one each is revoked (where there is a status), of the
target set, or of a code that no set has. One person in 5,000 has no row that counts. Files are kept below
``build/bench``; they are made again when this module changes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.books import BUILD, ROW_GROUP, Book

ROWS_EACH = 30.2
UNKNOWN = "UKJENT-1"
_BLOCK = 34_000
_EPOCH = dt.date(1970, 1, 1).toordinal()


class Rows(NamedTuple):
    """Approvals as numbers: person, code (place among the codes), day (since 1970)."""

    person: np.ndarray
    code: np.ndarray
    day: np.ndarray

    def taken(self, places: np.ndarray | slice) -> Rows:
        """The rows at ``places``."""
        return Rows(*(column[places] for column in self))


def codes_of(book: Book) -> list[str]:
    """Every code that may stand in a file, in the order of :class:`Rows`."""
    return [*(code for version in book.versions for code in version.codes), UNKNOWN]


def population(book: Book, persons: int, *, full: bool = False, shuffled: bool = False) -> Path:
    """The file with that many persons' approvals, made unless it is there.

    ``full``: also the columns set, status and started. ``shuffled``: rows in no order at all.
    """
    made = hashlib.sha256(Path(__file__).read_bytes() + book.text.encode()).hexdigest()[:12]
    name = f"{book.name}-{persons}{'-full' * full}{'-shuffled' * shuffled}-{made}.parquet"
    path = BUILD / "data" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_suffix(".new")
        _write(aside, book, persons, full=full, shuffled=shuffled)
        aside.rename(path)
    return path


def _write(path: Path, book: Book, persons: int, *, full: bool, shuffled: bool) -> None:
    pieces: Iterator[Rows] = _pieces(_blocks(book, persons))
    if shuffled:
        everything = Rows(*(np.concatenate(c) for c in zip(*pieces, strict=True)))
        order = np.random.default_rng(8).permutation(len(everything.code))
        pieces = iter([everything.taken(order)])
    writer = None
    for number, piece in enumerate(pieces):
        table = as_table(book, piece, full=full, seed=number)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table, row_group_size=ROW_GROUP)
    if writer is None:
        raise ValueError("no persons")
    writer.close()


def _pieces(blocks: Iterator[Rows]) -> Iterator[Rows]:
    """The same rows in pieces of exactly a row group (persons may lie in two), the last one shorter."""
    kept: list[Rows] = []
    for block in blocks:
        kept.append(block)
        if sum(len(rows.code) for rows in kept) >= ROW_GROUP:
            joined = Rows(*(np.concatenate(c) for c in zip(*kept, strict=True)))
            whole = len(joined.code) // ROW_GROUP * ROW_GROUP
            for start in range(0, whole, ROW_GROUP):
                yield joined.taken(slice(start, start + ROW_GROUP))
            kept = [joined.taken(slice(whole, None))]
    if kept and len(kept[0].code):
        yield Rows(*(np.concatenate(c) for c in zip(*kept, strict=True)))


def _blocks(book: Book, persons: int) -> Iterator[Rows]:
    for number, first in enumerate(range(0, persons, _BLOCK)):
        rng = np.random.default_rng((2026, number))
        yield _block(book, rng, first, min(_BLOCK, persons - first))


def _block(book: Book, rng: np.random.Generator, first: int, persons: int) -> Rows:
    """The approvals of some persons, by person and day."""
    olds = book.versions[:-1]
    known = sum(len(version.codes) for version in olds)
    start = np.concatenate([np.full(len(v.codes), v.start.toordinal() - _EPOCH) for v in olds])
    length = np.concatenate([np.full(len(v.codes), (v.end - v.start).days) for v in olds if v.end])
    person, code = np.nonzero(rng.random((persons, known), dtype=np.float32) < ROWS_EACH / 1.02 / known)
    day = start[code] + (rng.random(len(code)) * length[code]).astype(np.int64)
    person, code, day = _with_oddities(book, rng, person, code, day)
    if missing := np.setdiff1d(np.arange(persons), person).tolist():
        person, code, day = (
            np.append(column, [value] * len(missing) if value is not None else missing)
            for column, value in ((person, None), (code, 0), (day, start[0]))
        )
    key = np.sort(person.astype(np.int64) << 40 | day << 20 | code)
    return Rows(
        (key >> 40) + first,
        (key & 0xFFFFF).astype(np.int32),
        (key >> 20 & 0xFFFFF).astype(np.int32),
    )


def _with_oddities(
    book: Book, rng: np.random.Generator, person: np.ndarray, code: np.ndarray, day: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows = len(code)
    target = book.versions[-1]
    first_new = sum(len(v.codes) for v in book.versions[:-1])
    early = book.versions[0].start.toordinal() - _EPOCH - 400
    outside = rng.random(rows) < 0.01
    outside |= np.isin(person, np.flatnonzero(rng.random(person.max(initial=0) + 1) < 1 / 5_000))
    day = np.where(outside, early + rng.integers(0, 300, rows), day)
    twice, new, unknown = (rng.integers(0, rows, int(rows * share)) for share in (0.01, 0.005, 0.005))
    code = np.concatenate(
        [
            code,
            code[twice],
            first_new + rng.integers(0, len(target.codes), len(new)),
            np.full(len(unknown), first_new + len(target.codes)),
        ]
    )
    later = target.start.toordinal() - _EPOCH + rng.integers(0, 400, len(new))
    day = np.concatenate([day, day[twice] + rng.integers(0, 30, len(twice)), later, day[unknown]])
    return np.concatenate([person, person[twice], person[new], person[unknown]]), code, day


def person_names(numbers: np.ndarray) -> pa.Array:
    """``LIS-0000001`` for 1."""
    digits = pc.utf8_lpad(pc.cast(pa.array(numbers), pa.string()), 7, "0")
    return pc.binary_join_element_wise(pa.scalar("LIS-"), digits, "")


def as_table(book: Book, rows: Rows, *, full: bool, seed: int) -> pa.Table:
    """The rows with the columns that lmrules reads; persons and codes as dictionaries."""
    codes = pa.array(codes_of(book))
    if len(rows.person) and bool((np.diff(rows.person) >= 0).all()):
        low = int(rows.person[0])
        names = person_names(np.arange(low, int(rows.person[-1]) + 1) + 1)
        person = pa.DictionaryArray.from_arrays(pa.array((rows.person - low).astype(np.int32)), names)
    else:
        person = person_names(np.arange(int(rows.person.max()) + 1) + 1).take(pa.array(rows.person))
    columns = {
        "person": person,
        "objective": pa.DictionaryArray.from_arrays(pa.array(rows.code.astype(np.int32)), codes),
        "approved": pa.array(rows.day.astype(np.int32)).cast(pa.date32()),
    }
    return pa.table(columns | (_more(book, rows, np.random.default_rng((7, seed))) if full else {}))


def _more(book: Book, rows: Rows, rng: np.random.Generator) -> dict[str, pa.Array]:
    """A set in three rows of ten (where the code has one), a status in half, when the person began."""
    sizes = [len(version.codes) for version in book.versions]
    of = np.repeat(np.arange(len(sizes) + 1), [*sizes, 1])[rows.code]
    size = len(rows.code)
    unsaid = (rng.random(size) >= 0.3) | (of == len(sizes))
    status = np.where(rng.random(size) < 0.005, 1, 0)
    names = pa.array([version.name for version in book.versions])
    began = FIRST_BEGAN + rows.person * 7919 % 2_000
    return {
        "set": pa.DictionaryArray.from_arrays(pa.array(of.astype(np.int32), mask=unsaid), names),
        "status": pa.DictionaryArray.from_arrays(
            pa.array(status.astype(np.int32), mask=(status == 0) & (rng.random(size) < 0.5)),
            pa.array(["approved", "revoked"]),
        ),
        "started": pa.array(began.astype(np.int32)).cast(pa.date32()),
    }


FIRST_BEGAN = dt.date(2014, 1, 1).toordinal() - _EPOCH
