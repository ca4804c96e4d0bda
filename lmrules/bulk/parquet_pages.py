"""Columns of values to the bytes of Parquet's pages, with a few operations of numpy for a whole page.

Nothing is done value by value: a bit width may be larger than it has to be, so that it is one of
:data:`_WIDTHS`, and several values are then one multiplication.

Source: ``Encodings.md`` and ``parquet.thrift`` (``PageHeader``) of apache/parquet-format.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import Any, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lmrules.bulk.arrays import Ints, ints_of, present
from lmrules.bulk.thrift import I32, Struct, encoded, varint

Bytes: TypeAlias = bytes | memoryview | pa.Buffer

ROWS = 1 << 20
"""How many rows a page has at most: readers hold a page in memory."""
TEXT = 1 << 23
"""How many bytes of text a page has at most, unless it is one value."""
_LARGEST = 2**31 - 1
_SEPTET = np.uint64(0x7F)
_OCTET = 8
_WIDTHS = (1, 2, 4, 8, 16, 32)
_GATHER: dict[int, np.unsignedinteger[Any]] = {
    2: np.uint32(1 << 24 | 1 << 18 | 1 << 12 | 1 << 6),
    4: np.uint16(1 << 8 | 1 << 4),
}
"""By bit width: as many values as bytes in this number, times it, stand side by side in its last byte."""


class Encoding(IntEnum):
    """``Encoding`` of parquet.thrift."""

    PLAIN = 0
    RLE = 3
    RLE_DICTIONARY = 8


class PageType(IntEnum):
    """``PageType`` of parquet.thrift."""

    DATA_PAGE = 0
    DICTIONARY_PAGE = 2


@attrs.frozen(eq=False)
class Page:
    """A page as it stands in the file: ``body`` is compressed; ``size`` was its size before."""

    kind: PageType
    encoding: Encoding
    head: bytes
    body: Bytes = attrs.field(repr=False)
    size: int

    def __len__(self) -> int:
        return len(self.head) + len(self.body)


def data_page(rows: int, encoding: Encoding, body: bytes) -> Page:
    """A data page, version 1."""
    rle = I32(Encoding.RLE)
    return _page(PageType.DATA_PAGE, encoding, 5, {1: I32(rows), 2: I32(encoding), 3: rle, 4: rle}, body)


def dictionary_page(words: pa.Array) -> Page:
    """The page of the words that indices point to."""
    head = {1: I32(len(words)), 2: I32(Encoding.PLAIN)}
    return _page(PageType.DICTIONARY_PAGE, Encoding.PLAIN, 7, head, bytes(plain_texts(words)))


def _page(kind: PageType, encoding: Encoding, field: int, head: Struct, body: bytes) -> Page:
    if len(body) > _LARGEST:
        raise ValueError("a page of Parquet has room for 2 GB")
    small = pa.Codec("zstd", compression_level=1).compress(body)
    sizes: Struct = {1: I32(kind), 2: I32(len(body)), 3: I32(len(small)), field: head}
    return Page(kind, encoding, encoded(sizes), small, len(body))


def levels(array: pa.Array) -> bytes:
    """Definition levels: which values of ``array`` are there, with their length before them."""
    if array.null_count in {0, len(array)}:
        found = _run(len(array), int(not array.null_count), 1)
    else:
        found = _packed_header(len(array)) + np.packbits(present(array), bitorder="little").tobytes()
    return len(found).to_bytes(4, "little") + found


def numbers(array: pa.Array) -> Ints:
    """The values of an array of whole numbers that are there."""
    values = ints_of(array)
    return np.compress(present(array), values) if array.null_count else values


def width_for(words: int) -> int:
    """The bit width of indices into so many ``words``."""
    return next(width for width in _WIDTHS if words <= 1 << width)


def indices(places: Ints, width: int) -> bytes:
    """The data of a page of dictionary indices: the bit width, and the RLE / bit-packing hybrid."""
    return bytes([width]) + hybrid(places, width)


def hybrid(places: Ints, width: int) -> bytes:
    """``places``, none of them negative, as runs if that is shorter, else bit-packed."""
    if not len(places):
        return b""
    if places[0] == places[-1] and (places == places[0]).all():
        return _run(len(places), int(places[0]), width)
    if width > _OCTET:
        begin = np.flatnonzero(places[1:] != places[:-1]) + 1
        if len(begin) * 4 < len(places):
            return _runs(places, np.concatenate([[0], begin]), width)
    return _packed_header(len(places)) + _packed(places, width)


def _run(size: int, value: int, width: int) -> bytes:
    """One value, so many times."""
    return varint(size << 1) + value.to_bytes((width + 7) // 8, "little") if size else b""


def _runs(places: Ints, begin: npt.NDArray[np.intp], width: int) -> bytes:
    """A run for each stretch of the same value: a table of bytes, without those that its numbers lack."""
    head = np.diff(begin, append=len(places)).astype(np.uint64) << np.uint64(1)
    most = len(varint(int(head.max())))
    shifts = np.arange(0, 7 * most, 7, dtype=np.uint64)
    septets = head[:, np.newaxis] >> shifts
    there = septets > 0
    goes_on = (septets > _SEPTET).astype(np.uint8) << 7
    values = places[begin].astype(f"<u{width // 8}").view(np.uint8).reshape(len(begin), -1)
    octets = np.concatenate([(septets & _SEPTET).astype(np.uint8) | goes_on, values], 1)
    there = np.concatenate([there, np.ones_like(values, np.bool_)], 1)
    return bytes(octets[there])


def _packed_header(size: int) -> bytes:
    """What stands before ``size`` bit-packed values: they are counted by eights."""
    return varint((size + 7) // 8 << 1 | 1)


def _packed(places: Ints, width: int) -> bytes:
    """``places`` bit-packed, the first in the lowest bits; filled up to a multiple of eight values."""
    kind = np.dtype(f"<u{max(width, 8) // 8}")
    values = places.astype(kind, copy=False)
    if len(values) % 8:
        values = np.concatenate([values, np.zeros(-len(values) % 8, kind)])
    if width == 1:
        return np.packbits(values, bitorder="little").tobytes()
    if width in _GATHER:
        gather = _GATHER[width]
        together = np.ascontiguousarray(values).view(gather.dtype.newbyteorder("<")) * gather
        return bytes((together >> (gather.itemsize * 8 - 8)).astype(np.uint8))
    return values.tobytes()


def plain_texts(array: pa.Array) -> Bytes:
    """Text, no null: each value after its length in four bytes."""
    if not len(array):
        return b""
    lengths = np.frombuffer(pc.binary_length(array).buffers()[1], np.dtype("<i4"))[: len(array)]
    if (lengths == lengths[0]).all():
        return _same_length(array, lengths[0])
    offsets = np.arange(0, 4 * len(array) + 1, 4, dtype=np.int64)
    before = [None, pa.py_buffer(offsets), pa.py_buffer(lengths)]
    heads = pa.Array.from_buffers(pa.large_binary(), len(array), before)
    # The separator is taken from an array: `pa.scalar` looks for pandas, as `pa.array` does.
    nothing = pa.Array.from_buffers(pa.large_binary(), 1, [None, pa.py_buffer(bytes(16)), pa.py_buffer(b"")])
    joined = pc.binary_join_element_wise(heads, array.cast(pa.large_binary()), nothing[0])
    size = 4 * len(array) + int(lengths.sum(dtype=np.int64))
    return joined.buffers()[2].slice(0, size)


def _same_length(array: pa.Array, length: np.integer) -> bytes:
    """Texts that all have the same length, as identifiers often do: a table of bytes."""
    first = int(np.frombuffer(array.buffers()[1], np.int32)[array.offset])
    octets = np.frombuffer(array.buffers()[2] or b"", np.uint8, offset=first)[: len(array) * int(length)]
    out = np.empty((len(array), 4 + int(length)), np.uint8)
    out[:, :4] = np.frombuffer(length.tobytes(), np.uint8)
    out[:, 4:] = octets.reshape(len(array), -1) if length else 0
    return out.tobytes()


def plain(array: pa.Array) -> bytes:
    """The values of ``array`` that are there, text or whole numbers, in the encoding PLAIN."""
    if pa.types.is_string(array.type):
        return bytes(plain_texts(array.drop_null() if array.null_count else array))
    values = numbers(array)
    return values.astype(values.dtype.newbyteorder("<"), copy=False).tobytes()


def cut(array: pa.Array) -> Iterator[pa.Array]:
    """``array`` in slices for a page each; at least one, even if it is empty."""
    for start in range(0, max(1, len(array)), ROWS):
        yield from _halved(array.slice(start, ROWS))


def _halved(array: pa.Array) -> Iterator[pa.Array]:
    if pa.types.is_string(array.type) and len(array) > 1 and _text_of(array) > TEXT:
        half = len(array) // 2
        yield from _halved(array.slice(0, half))
        yield from _halved(array.slice(half))
    else:
        yield array


def _text_of(array: pa.Array) -> int:
    """How many bytes of text ``array`` has."""
    offsets = np.frombuffer(array.buffers()[1], np.int32)[array.offset :]
    return int(offsets[len(array)]) - int(offsets[0])
