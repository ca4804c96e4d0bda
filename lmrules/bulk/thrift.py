"""Thrift's compact protocol, as far as Parquet's metadata uses it: structs to bytes and back.

A struct is a mapping from field number to value; None stands for a field that is left out. The type of a
value says how it is written: ``bool``, ``bytes``, :class:`I8` … :class:`I64`, ``list``, ``dict``, or
:class:`Encoded` for a struct that is bytes already.

Source: ``doc/specs/thrift-compact-protocol.md`` of apache/thrift.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

_TRUE, _FALSE, _I8, _I16, _I32, _I64, _BINARY, _LIST, _STRUCT = 1, 2, 3, 4, 5, 6, 8, 9, 12
_SEPTET = 0x7F
_SHORT = 15
"""Lists with fewer elements, and steps between field numbers up to here, stand in half a byte."""


class I8(int):
    """A whole number that is written as ``i8``."""


class I16(int):
    """A whole number that is written as ``i16``."""


class I32(int):
    """A whole number that is written as ``i32``; enums are, too."""


class I64(int):
    """A whole number that is written as ``i64``."""


class Encoded(bytes):
    """A struct as bytes."""


Value: TypeAlias = bool | I8 | I16 | I32 | I64 | bytes | Sequence["Value"] | Mapping[int, "Value | None"]
Struct: TypeAlias = Mapping[int, Value | None]


def encoded(struct: Struct) -> Encoded:
    """``struct``, its fields in ascending order, as bytes; ValueError where they are not, TypeError else."""
    out = bytearray()
    _write_struct(out, struct)
    return Encoded(out)


def varint(number: int) -> bytes:
    """``number``, not negative, as ULEB128."""
    out = bytearray()
    while number > _SEPTET:
        out.append(number & _SEPTET | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _zigzag(number: int) -> bytes:
    folded = number << 1 if number >= 0 else (-number << 1) - 1
    return _SMALL[folded] if folded < len(_SMALL) else varint(folded)


_SMALL = tuple(varint(number) for number in range(128))


def _write_struct(out: bytearray, struct: Struct) -> None:
    last = 0
    for number, value in struct.items():
        if value is None:
            continue
        kind, write = _WRITERS[type(value)]
        step = number - last
        if 0 < step <= _SHORT:
            out.append(step << 4 | (kind if value is not False else _FALSE))
        elif step > _SHORT:
            out.append(kind if value is not False else _FALSE)
            out += _zigzag(number)
        else:
            raise ValueError("thrift: fields in ascending order, please")
        last = number
        write(out, value)
    out.append(0)


def _write_number(out: bytearray, value: int) -> None:
    out += _zigzag(value)


def _write_binary(out: bytearray, value: bytes) -> None:
    out += varint(len(value))
    out += value


def _write_list(out: bytearray, values: list[Value]) -> None:
    # An empty list may be of anything: Parquet's own are of structs.
    kind, write = _WRITERS[type(values[0]) if values else dict]
    if kind == _TRUE:
        raise TypeError("lists of truth values are not written")
    if len(values) < _SHORT:
        out.append(len(values) << 4 | kind)
    else:
        out.append(_SHORT << 4 | kind)
        out += varint(len(values))
    for value in values:
        write(out, value)


_WRITERS: Mapping[type, tuple[int, Callable[[bytearray, Any], None]]] = {
    # A truth value stands in the head of its field.
    bool: (_TRUE, lambda _out, _value: None),
    I8: (_I8, lambda out, value: out.extend(value.to_bytes(1, "little", signed=True))),
    I16: (_I16, _write_number),
    I32: (_I32, _write_number),
    I64: (_I64, _write_number),
    bytes: (_BINARY, _write_binary),
    Encoded: (_STRUCT, lambda out, value: out.extend(value)),
    list: (_LIST, _write_list),
    dict: (_STRUCT, _write_struct),
}
"""By the type of a value: its type in the head of a field or list, and what writes it."""


def decoded(data: bytes) -> Struct:
    """The struct that ``data`` begins with; ValueError for what Parquet's metadata has none of."""
    return _Reader(data).struct()


class _Reader:
    """Reads values one after the other."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def byte(self) -> int:
        if self.at >= len(self.data):
            raise ValueError("thrift: the end came too soon")
        self.at += 1
        return self.data[self.at - 1]

    def varint(self) -> int:
        number = shift = 0
        while (byte := self.byte()) > _SEPTET:
            number |= (byte & _SEPTET) << shift
            shift += 7
        return number | byte << shift

    def zigzag(self) -> int:
        number = self.varint()
        return number >> 1 if not number & 1 else -(number + 1 >> 1)

    def struct(self) -> Struct:
        found: dict[int, Value | None] = {}
        number = 0
        while head := self.byte():
            step, kind = head >> 4, head & 0xF
            number = number + step if step else self.zigzag()
            found[number] = kind == _TRUE if kind in {_TRUE, _FALSE} else self.value(kind)
        return found

    def value(self, kind: int) -> Value:
        if kind not in _READERS:
            raise ValueError(f"thrift: no values of type {kind} are expected")
        return _READERS[kind](self)

    def binary(self) -> bytes:
        size = self.varint()
        found = self.data[self.at : self.at + size]
        if len(found) < size:
            raise ValueError("thrift: the end came too soon")
        self.at += size
        return found

    def values(self) -> list[Value]:
        head = self.byte()
        size = head >> 4 if head >> 4 < _SHORT else self.varint()
        return [self.value(head & 0xF) for _ in range(size)]


_READERS: Mapping[int, Callable[[_Reader], Value]] = {
    _I8: lambda reader: I8(int.from_bytes([reader.byte()], "little", signed=True)),
    _I16: lambda reader: I16(reader.zigzag()),
    _I32: lambda reader: I32(reader.zigzag()),
    _I64: lambda reader: I64(reader.zigzag()),
    _BINARY: _Reader.binary,
    _LIST: _Reader.values,
    _STRUCT: _Reader.struct,
}
"""By the type in the head of a field or list: what reads a value of it."""
