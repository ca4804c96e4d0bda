"""Answers in one form, so that every engine's can be held against lmrules'.

A matrix with a row per person (in the order of their numbers) and a column per objective: 0 assessment, 1
approved, and 2 + n transferred by the n-th of ``Problem.rules``. An engine that cannot say which rule decides
answers 2 for every transfer, and is compared so.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bench.problem import Problem

OUTCOMES = ("assessment", "approved", "transferred")


class Differs(Exception):
    """An engine that does not answer as lmrules does; its figures are worth nothing."""


def from_table(asked: Problem, table: pa.Table, persons: int, shape: str) -> np.ndarray:
    """The matrix of a result: ``long`` (person, objective, outcome, rule) or ``grid`` (person, outcomes).

    :class:`Differs` unless every person and objective has exactly one answer.
    """
    found = np.full((persons, len(asked.objectives)), -1, dtype=np.int16)
    if shape == "grid":
        place = _numbers(table["person"])
        if len(place) != persons:
            raise Differs(f"{len(place)} rows for {persons} persons")
        for column, objective in enumerate(asked.objectives):
            found[place, column] = _coded(table[objective], OUTCOMES)
    else:
        if table.num_rows != found.size:
            raise Differs(f"{table.num_rows} rows for {found.size} answers")
        outcome = _coded(table["outcome"], OUTCOMES)
        if "rule" in table.column_names:
            rule = _coded(table["rule"], asked.rules)
            if bool(((rule >= 0) != (outcome == 2)).any()):
                raise Differs("a rule for what is not transferred, or none for what is")
            outcome = np.where(outcome == 2, 2 + rule, outcome)
        found[_numbers(table["person"]), _coded(table["objective"], asked.objectives)] = outcome
    if bool((found < 0).any()):
        raise Differs("persons or objectives without an answer")
    return found


def from_persons(asked: Problem, answers: list[Mapping[str, str | None]]) -> np.ndarray:
    """The matrix of single persons' answers: what is granted, with the rule (None: the engine cannot say)."""
    rule = {name: 2 + number for number, name in enumerate(asked.rules)} | {None: 2}
    return np.array(
        [[rule[one[o]] if o in one else 0 for o in asked.objectives] for one in answers], dtype=np.int16
    ).reshape(len(answers), len(asked.objectives))


def same(wanted: np.ndarray, got: np.ndarray, *, rules: bool) -> None:
    """:class:`Differs` unless the answers agree (on outcomes only, where ``rules`` is false)."""
    if not rules:
        wanted, got = np.minimum(wanted, 2), np.minimum(got, 2)
    if wanted.shape != got.shape:
        raise Differs(f"{got.shape} answers for {wanted.shape}")
    if differing := int((wanted != got).sum()):
        raise Differs(f"{differing} of {wanted.size} answers differ from lmrules'")


def _numbers(person: pa.ChunkedArray) -> np.ndarray:
    """Each row's person, counted from 0."""
    parts = []
    for chunk in person.chunks:
        coded = chunk if isinstance(chunk, pa.DictionaryArray) else chunk.dictionary_encode()
        names = coded.dictionary.cast(pa.string())
        number = pc.cast(pc.utf8_slice_codeunits(names, 4), pa.int32()).to_numpy(zero_copy_only=False) - 1
        parts.append(number[coded.indices.to_numpy(zero_copy_only=False)])
    return np.concatenate(parts)


def _coded(column: pa.ChunkedArray, values: tuple[str, ...]) -> np.ndarray:
    """The place of each value among ``values``; -1 for null (and for an empty text)."""
    known = pa.array([*values, ""])
    parts = []
    for chunk in column.chunks:
        coded = chunk if isinstance(chunk, pa.DictionaryArray) else chunk.dictionary_encode()
        places = pc.index_in(coded.dictionary.cast(pa.string()), value_set=known)
        if places.null_count:
            raise Differs("a value that is none of those there are")
        place = np.append(places.to_numpy(zero_copy_only=False), len(values)).astype(np.int16)
        place[place == len(values)] = -1
        indices = pc.fill_null(coded.indices.cast(pa.int64()), len(place) - 1)
        parts.append(place[indices.to_numpy(zero_copy_only=False)])
    return np.concatenate(parts)
