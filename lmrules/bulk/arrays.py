"""Arrays of numpy to Arrow's and back, nothing copied.

Arrow's own ways (``pa.array``, ``to_numpy``) look for pandas first, and importing it, where it is installed,
takes longer than deciding for some hundred thousand persons.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Ints = npt.NDArray[np.integer]
"""One whole number for each row, or for each person."""


def ints_of(array: pa.Array) -> Ints:
    """The memory of an array of whole numbers, or of days; what stands where one is null means nothing."""
    kind = np.dtype(f"i{array.type.bit_width // 8}")
    values: Ints = np.frombuffer(array.buffers()[1] or b"", kind)[array.offset :][: len(array)]
    return values


def present(array: pa.Array) -> npt.NDArray[np.bool_]:
    """For each value of ``array`` whether it is there."""
    size, validity = len(array), array.buffers()[0]
    if validity is None:
        return np.ones(size, np.bool_)
    first = array.offset // 8
    octets = np.frombuffer(validity, np.uint8, offset=first)[: (array.offset % 8 + size + 7) // 8]
    return np.unpackbits(octets, bitorder="little")[array.offset % 8 :][:size].view(np.bool_)


def of_ints(values: Ints, missing: npt.NDArray[np.bool_] | None = None) -> pa.Array:
    """Whole numbers, null where they are ``missing``; they must not be changed afterwards."""
    validity = None
    if missing is not None and missing.any():
        validity = pa.py_buffer(np.packbits(~missing, bitorder="little"))
    memory = pa.py_buffer(np.ascontiguousarray(values))
    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), [validity, memory])


def of_texts(words: Sequence[str]) -> pa.Array:
    """Some words, as text."""
    octets = [word.encode() for word in words]
    ends = np.cumsum([0, *map(len, octets)], dtype=np.int32)
    return pa.StringArray.from_buffers(len(words), pa.py_buffer(ends), pa.py_buffer(b"".join(octets)))
