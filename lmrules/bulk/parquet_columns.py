"""Columns to Parquet's column chunks: pages, and what the metadata says of them.

A column is text, text by dictionary, a date or a whole number of 32 or 64 bits; all may be null. That is what
results have, and a column of another kind is a TypeError.

Statistics: ``null_count`` is exact, and so are bounds of dates, numbers and text. Of text by dictionary the
bounds are those of the words between the first and the last that occur: to look for each word would cost more
than writing them. ``is_min_value_exact`` and ``is_max_value_exact`` are true only where the bound occurs.

Source: ``parquet.thrift`` of apache/parquet-format (``ColumnMetaData``, ``Statistics``).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lmrules.bulk import parquet_pages as pages
from lmrules.bulk.arrays import Ints, of_texts
from lmrules.bulk.parquet_pages import Encoding, Page, PageType
from lmrules.bulk.thrift import I32, I64, Struct

ZSTD = I32(6)
"""``CompressionCodec`` of parquet.thrift."""
_FEW = 64
"""Dictionaries of so many words are told apart by their words, as it costs little."""
_LONGEST_BOUND = 256
"""Texts of more bytes are no bounds: each row group repeats them."""


class Type(IntEnum):
    """``Type`` of parquet.thrift."""

    INT32 = 1
    INT64 = 2
    BYTE_ARRAY = 6


@attrs.frozen
class Bounds:
    """The least and the largest value, as Parquet writes them, and whether they are known to occur."""

    least: bytes
    largest: bytes
    least_exact: bool = True
    largest_exact: bool = True


@attrs.frozen(eq=False)
class Written:
    """A column chunk of so many ``rows``: its pages, and ``meta``, its ``ColumnMetaData``.

    What is counted from the beginning of the file, is counted from its own there. ``uncompressed``: its size
    before it was compressed.
    """

    rows: int
    pages: Sequence[Page]
    uncompressed: int
    meta: Struct

    def __len__(self) -> int:
        return sum(map(len, self.pages))


def physical(kind: pa.DataType, name: str) -> Type:
    """How values of a type are stored; TypeError, with the column's ``name``, if it is none of ours."""
    if pa.types.is_dictionary(kind):
        if pa.types.is_string(kind.value_type) and pa.types.is_signed_integer(kind.index_type):
            return Type.BYTE_ARRAY
    elif pa.types.is_string(kind):
        return Type.BYTE_ARRAY
    elif pa.types.is_date32(kind) or pa.types.is_int32(kind):
        return Type.INT32
    elif pa.types.is_int64(kind):
        return Type.INT64
    raise TypeError(f"the column {name} is of a kind that is not written to Parquet: {kind}")


def written(name: str, column: pa.ChunkedArray) -> Written:
    """The column ``name`` as a column chunk."""
    kind = physical(column.type, name)
    if pa.types.is_dictionary(column.type):
        found, bounds = _by_dictionary(*_words_of(column))
    else:
        found, bounds = _plainly(_whole(column))
    first = next(page for page in found if page.kind is PageType.DATA_PAGE)
    before = found[: found.index(first)]
    uncompressed = sum(len(page.head) + page.size for page in found)
    meta: Struct = {
        1: I32(kind),
        2: [I32(e) for e in sorted({Encoding.RLE, *(page.encoding for page in found)})],
        3: [name.encode()],
        4: ZSTD,
        5: I64(len(column)),
        6: I64(uncompressed),
        7: I64(sum(map(len, found))),
        9: I64(sum(map(len, before))),
        11: I64(0) if before else None,
        12: _statistics(column.null_count, bounds),
        13: [_counted(page, 1) for page in before] + [_counted(first, len(found) - len(before))],
    }
    return Written(len(column), found, uncompressed, meta)


def _counted(page: Page, count: int) -> Struct:
    """A ``PageEncodingStats``: how many pages there are like ``page``."""
    return {1: I32(page.kind), 2: I32(page.encoding), 3: I32(count)}


def _statistics(nulls: int, bounds: Bounds | None) -> Struct:
    found: dict[int, I64 | bytes | bool] = {3: I64(nulls)}
    if bounds is not None and max(len(bounds.least), len(bounds.largest)) <= _LONGEST_BOUND:
        found |= {5: bounds.largest, 6: bounds.least, 7: bounds.largest_exact, 8: bounds.least_exact}
    return found


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _words_of(column: pa.ChunkedArray) -> tuple[pa.Array, pa.Array]:
    """Indices and words of a column: the words not many more than the rows, none null, none there twice.

    Readers take a word that is there twice for one, and then count on wrongly (pyarrow 26).
    """
    array = _whole(column.unify_dictionaries())
    places, words = array.indices, array.dictionary
    if len(words) > 2 * len(places) + 16:
        used = pc.unique(places.drop_null())
        places = pc.index_in(places, value_set=used)
        words = words.take(used)
    different = words.drop_null().unique()
    if len(different) < len(words):
        places = pc.index_in(words, value_set=different).take(places)
        words = different
    return places, words


def _by_dictionary(places: pa.Array, words: pa.Array) -> tuple[list[Page], Bounds | None]:
    width = pages.width_for(len(words))
    few = tuple(words.to_pylist()) if len(words) <= _FEW else None
    found = [pages.dictionary_page(words) if few is None else _page_of(few)]
    ends: list[int] = []
    for part in pages.cut(places):
        mine = pages.numbers(part)
        if len(mine):
            ends += _ends(mine)
        body = pages.levels(part) + pages.indices(mine, width)
        found.append(pages.data_page(len(part), Encoding.RLE_DICTIONARY, body))
    return found, _bounds_of_words(few or words, min(ends), max(ends)) if ends else None


@lru_cache(64)
def _page_of(words: tuple[str, ...]) -> Page:
    """The dictionary page of few words: many columns have the same."""
    return pages.dictionary_page(of_texts(words))


def _ends(values: Ints) -> tuple[int, int]:
    return int(values.min()), int(values.max())


def _bounds_of_words(words: tuple[str, ...] | pa.Array, first: int, last: int) -> Bounds:
    """Of the words from ``first`` to ``last``, both of which occur. UTF-8 has the order of Python's text."""
    if isinstance(words, tuple):
        known = {words[first], words[last]}
        least, largest = min(words[first : last + 1]), max(words[first : last + 1])
    else:
        known = {words[first].as_py(), words[last].as_py()}
        within = pc.min_max(words.slice(first, last - first + 1))
        least, largest = within["min"].as_py(), within["max"].as_py()
    return Bounds(least.encode(), largest.encode(), least in known, largest in known)


def _plainly(array: pa.Array) -> tuple[list[Page], Bounds | None]:
    found = [
        pages.data_page(len(part), Encoding.PLAIN, pages.levels(part) + pages.plain(part))
        for part in pages.cut(array)
    ]
    return found, None if array.null_count == len(array) else _bounds_of_values(array)


def _bounds_of_values(array: pa.Array) -> Bounds:
    if pa.types.is_string(array.type):
        ends = pc.min_max(array)
        return Bounds(ends["min"].as_py().encode(), ends["max"].as_py().encode())
    values = pages.numbers(array)
    least, largest = np.array(_ends(values), values.dtype.newbyteorder("<"))
    return Bounds(least.tobytes(), largest.tobytes())
