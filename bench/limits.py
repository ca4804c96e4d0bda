"""What nothing can be faster than: reading the same columns and doing nothing, and moving memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.timing import best

READ_AS_DICTIONARY = ("person", "objective", "set", "status")


def opened(path: Path) -> pq.ParquetFile:
    """The file, with texts to be read as dictionaries."""
    names = pq.read_schema(path).names
    return pq.ParquetFile(path, read_dictionary=[n for n in READ_AS_DICTIONARY if n in names])


def plain_read(path: Path) -> pa.Table:
    """The columns of ``path`` as Arrow, texts as dictionaries, on all threads."""
    with opened(path) as file:
        return file.read()


def plain_pieces(path: Path) -> int:
    """The same a row group at a time, nothing kept: how many rows there are."""
    with opened(path) as file:
        return sum(file.read_row_group(number).num_rows for number in range(file.num_row_groups))


def bandwidth(megabytes: int = 400) -> dict[str, float]:
    """Bytes a second by one thread, counted as STREAM does: ``copy`` (a = b) and ``add`` (a = b + c)."""
    size = megabytes * 1_000_000 // 8
    b, c = np.ones(size), np.ones(size)
    a = np.zeros(size)
    _, copy, _ = best(lambda: np.copyto(a, b), 7)
    _, add, _ = best(lambda: np.add(b, c, out=a), 7)
    return {"copy": 2 * a.nbytes / copy, "add": 3 * a.nbytes / add}
