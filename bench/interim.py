"""What stands in for lmrules' engine for many persons until it is there: its plan, carried out in numpy.

Rows must be grouped by person, and the plan must list its choices. To be removed with that engine's arrival.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa

from bench.limits import opened
from lmrules.compiled.plan import Plan

_EPOCH = dt.date(1970, 1, 1).toordinal()
OUTCOMES = pa.array(["assessment", "approved", "transferred"])


def transfer(plan: Plan, path: Path, shape: str) -> pa.Table:
    """The result for the persons of ``path``."""
    with opened(path) as file:
        tables = [file.read_row_group(n) for n in range(file.num_row_groups)]
    held, names = _held(plan, tables)
    era = len(plan.eras) - 1
    answer = np.zeros((len(plan.targets), len(names)), dtype=np.int16)
    rules: dict[str, int] = {}
    for place, target in enumerate(plan.targets):
        listed = plan.eras[era].of[target]
        if listed is None:
            raise NotImplementedError("more choices than are listed")
        for choice in reversed(listed):
            number = rules.setdefault(choice.rule.name, len(rules))
            answer[place][_within(held, choice.support.all_of, choice.support)] = 2 + number
        new = len(plan.counting.atoms) + place
        answer[place][held[:, new // 64] >> np.uint64(new % 64) & np.uint64(1) == 1] = 1
    if shape == "grid":
        columns = [
            pa.DictionaryArray.from_arrays(np.minimum(a, 2).astype(np.int8), OUTCOMES) for a in answer
        ]
        return pa.table([names, *columns], names=["person", *(t.code for t in plan.targets)])
    return _long(plan, answer.T.ravel(), names, list(rules))


def _long(plan: Plan, answer: np.ndarray, names: pa.Array, rules: list[str]) -> pa.Table:
    many = len(plan.targets)
    person = np.repeat(np.arange(len(names), dtype=np.int32), many)
    objective = np.tile(np.arange(many, dtype=np.int16), len(names))
    codes = pa.array([t.code for t in plan.targets])
    return pa.table({
        "person": pa.DictionaryArray.from_arrays(person, names),
        "objective": pa.DictionaryArray.from_arrays(objective, codes),
        "outcome": pa.DictionaryArray.from_arrays(np.minimum(answer, 2).astype(np.int8), OUTCOMES),
        "rule": pa.DictionaryArray.from_arrays(
            pa.array(answer - 2, mask=answer < 2), pa.array(rules or [""])
        ),
    })


def _within(held: np.ndarray, mask: int, support: object) -> np.ndarray:
    if getattr(support, "k", 0):
        raise NotImplementedError("some of many")
    found = np.ones(len(held), dtype=bool)
    for word in range(held.shape[1]):
        if part := mask >> 64 * word & (1 << 64) - 1:
            found &= held[:, word] & np.uint64(part) == np.uint64(part)
    return found


def _held(plan: Plan, tables: Iterable[pa.Table]) -> tuple[np.ndarray, pa.Array]:
    """What each person holds, in words of 64 bits: the plan's atoms, then the targets."""
    words = (len(plan.counting.atoms) + len(plan.targets) + 63) // 64
    starts = np.array([day.toordinal() - _EPOCH for day in plan.counting.periods])
    held: list[np.ndarray] = []
    names: list[str] = []
    for table in tables:
        person = table["person"].combine_chunks()
        number = person.indices.to_numpy()
        begins = np.flatnonzero(np.diff(number, prepend=-1))
        day = table["approved"].cast(pa.int32()).to_numpy()
        period = np.searchsorted(starts, day, side="right")
        objective = table["objective"].combine_chunks()
        counts = _counts(plan, objective.dictionary.to_pylist(), words)
        bits = counts[objective.indices.to_numpy(), period]
        if "status" in table.column_names:
            bits[table["status"].cast(pa.string()).to_numpy(zero_copy_only=False) == "revoked"] = 0
        mine = np.bitwise_or.reduceat(bits, begins, axis=0)
        its = person.dictionary.take(pa.array(number[begins])).to_pylist()
        if names and names[-1] == its[0]:
            held[-1][-1] |= mine[0]
            mine, its = mine[1:], its[1:]
        held.append(mine)
        names += its
    return np.concatenate(held), pa.array(names)


def _counts(plan: Plan, codes: list[str], words: int) -> np.ndarray:
    """The bits of each code in each period."""
    target = {objective: place for place, objective in enumerate(plan.targets)}
    found = np.zeros((len(codes), len(plan.counting.periods) + 1, words), dtype=np.uint64)
    for place, code in enumerate(codes):
        for period in range(found.shape[1]):
            one = plan.counting.at(len(plan.eras) - 1, None, code, "approved", period)
            bits = one.atoms
            if one.disposition is None and one.objective in target:
                bits |= 1 << len(plan.counting.atoms) + target[one.objective]
            for word in range(words):
                found[place, period, word] = bits >> 64 * word & (1 << 64) - 1
    return found
