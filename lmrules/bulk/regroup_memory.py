"""Rows in any order to rows grouped by person, in memory: a number for each person, and a sort by it.

A stable sort by sixteen bits at a time is numpy's radix sort: its time does not grow faster than the rows.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lmrules.bulk.arrays import Ints, ints_of, of_ints, present
from lmrules.bulk.stretch import Stretch

_DIGITS = 16
_LOW = (1 << _DIGITS) - 1


def in_groups(whole: Stretch, rows: int) -> Iterator[Stretch]:
    """The rows of ``whole``, as stretches of so many ``rows`` with their column ``row``.

    Persons come in the order of their first row that can be used, the rows of each in the order given.
    """
    table = whole.table.unify_dictionaries().combine_chunks()
    if not table.num_rows:
        return
    person = table.column("person").chunk(0)
    first = _first_rows(ints_of(person.indices), len(person.dictionary), table)
    by_first = np.argsort(first, kind="stable")
    rank = np.empty(len(by_first), np.int32)
    rank[by_first] = np.arange(len(by_first), dtype=np.int32)
    ranks = rank[ints_of(person.indices)]
    order = _order(ranks)
    others = table.drop_columns(["person"])
    for start in range(0, len(order), rows):
        some = order[start : start + rows]
        mine = ranks[some]
        # The persons of a stretch stand side by side: its dictionary has no others.
        words = person.dictionary.take(of_ints(by_first[mine[0] : mine[-1] + 1]))
        column = pa.DictionaryArray.from_arrays(of_ints(mine - mine[0]), words)
        part = others.take(of_ints(some)).add_column(0, "person", column)
        if "row" not in part.column_names:
            part = part.append_column("row", of_ints(some + np.int64(whole.first_row)))
        yield Stretch(part, 0)


def _first_rows(codes: Ints, persons: int, table: pa.Table) -> Ints:
    """For each person the place of the first row that can be used; of one who has none, of the first row.

    Rows that say on which day a person began, and contradict each other, cannot be used.
    """
    first = _first_of(codes, np.arange(len(codes)), np.full(persons, len(codes)))
    if "started" not in table.column_names:
        return first
    started = table.column("started").chunk(0)
    says = present(started)
    if not says.any():
        return first
    days, whose = ints_of(started)[says], codes[says]
    some_day = np.zeros(persons, days.dtype)
    some_day[whose] = days
    contradicted = np.zeros(persons, np.bool_)
    contradicted[whose[days != some_day[whose]]] = True
    usable = np.flatnonzero(~(says & contradicted[codes]))
    return _first_of(codes[usable], usable, np.where(contradicted, first, len(codes)))


def _first_of(codes: Ints, places: npt.NDArray[np.intp], default: Ints) -> Ints:
    """The first of ``places`` for each person; of several written to one place, numpy keeps the last."""
    first = default.copy()
    first[codes[::-1]] = places[::-1]
    return first


def _order(ranks: Ints) -> npt.NDArray[np.intp]:
    """The places of ``ranks``, from the least to the largest; those of one rank as they stand."""
    order = np.argsort((ranks & _LOW).astype(np.uint16), kind="stable")
    high = (ranks >> _DIGITS).astype(np.uint16)
    return order[np.argsort(high[order], kind="stable")] if high.any() else order
