"""The engine for tables gives every person the evaluator's answers, and accounts for every row."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from strategies import randomness
from tables import Population, pieces_of, populations

from lmrules.bulk import grouping
from lmrules.bulk.engine import Engine
from lmrules.bulk.grouping import NotGrouped, groups, last_start
from lmrules.bulk.pieces import Piece
from lmrules.bulk.shapes import COLUMNS
from lmrules.compiled.plan import compiled


def decided(
    population: Population, engine: Engine, chance: random.Random
) -> tuple[pa.Table, pa.Table, set[int]]:
    """The decisions, the rows accounted for, and the numbers of the rows that could not be used."""
    found = list(engine.run(pieces_of(population.approvals, chance), threads=2))
    unusable = {row for one in found for row in (*one.several, *one.started_twice)}
    tables = [one.decisions for one in found], [one.rows for one in found if one.rows is not None]
    whole = [pa.concat_tables(part) if part else pa.table({}) for part in tables]
    return whole[0], whole[1], unusable


@settings(max_examples=80)
@given(populations(), randomness())
def test_a_table_of_decisions_says_what_the_evaluator_says_of_each_person(
    population: Population, chance: random.Random
) -> None:
    """Every column, for any number of persons, cut into pieces anywhere, with cohorts and repeated rows."""
    plan = compiled(population.case.prepared, population.case.as_of)
    table, rows, unusable = decided(population, Engine(plan, COLUMNS, accounts=True), chance)
    names = ["person", "objective", *COLUMNS]
    if not population.approvals:
        assert table.num_rows == 0
        return
    shown = list(zip(*(table[name].to_pylist() for name in names), strict=True))
    assert shown == population.expected()
    persons, bad = population.whole
    assert unusable == bad
    fates = {a.approval.row: a for p in persons for a in p.approvals}
    for row in rows.to_pylist():
        fate = fates.get(row["row"])
        assert row["disposition"] == (fate.disposition if fate else None)
        if fate:
            assert row["objective"] == str(fate.objective or fate.approval.objective)
            assert row["approved"] == fate.approval.approved
    assert rows["row"].to_pylist() == [a.row for a in population.approvals]


@settings(max_examples=25)
@given(populations(), randomness())
def test_a_grid_has_the_same_outcomes_as_the_long_table(
    population: Population, chance: random.Random
) -> None:
    """One row for each person, one column for each objective."""
    plan = compiled(population.case.prepared, population.case.as_of)
    table, *_ = decided(population, Engine(plan, ("outcome",), shape="grid"), chance)
    for shown, person in zip(table.to_pylist(), population.persons, strict=True):
        assert shown.pop("person") == person.person.reveal()
        assert list(shown.values()) == [d.outcome for d in person.decisions]


@settings(max_examples=40)
@given(populations(most=3), randomness())
def test_rows_that_do_not_stand_together_are_noticed(population: Population, chance: random.Random) -> None:
    """Nobody is answered twice: shuffled rows are refused, unless each person's still stand together."""
    rows = list(population.approvals)
    chance.shuffle(rows)
    persons = [row.person for row in rows]
    runs = 1 + sum(a != b for a, b in pairwise(persons))
    engine = Engine(compiled(population.case.prepared), ("outcome",))
    pieces = pieces_of(rows, chance)
    if persons and runs > len(set(persons)):
        with pytest.raises(NotGrouped):
            list(engine.run(pieces))
    else:
        found = [p for one in engine.run(pieces) for p in one.decisions["person"].unique().to_pylist()]
        assert found == [p.reveal() for p in dict.fromkeys(persons)]


def test_rows_in_no_order_are_noticed_at_once() -> None:
    """Of a thousand pieces with the same persons, two or three are read, and not all of them decided first."""
    read = []

    def pieces() -> Iterator[Piece]:
        for number in range(1_000):
            read.append(number)
            names = [f"P{(place * 7 + number) % 50}" for place in range(50)]
            columns = {"person": names, "objective": ["1"] * 50, "approved": [dt.date(2020, 1, 1)] * 50}
            yield Piece(pa.table(columns), 1 + 50 * number)

    with pytest.raises(NotGrouped):
        list(groups(pieces()))
    assert len(read) <= 3


@pytest.mark.parametrize("name", ["P{:02}", "P{}", "{}"])
def test_numbered_persons_may_outgrow_their_digits(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """P99 and then P100: persons who come by number stand together, however many are let go of."""
    monkeypatch.setattr(grouping, "REMEMBERED", 10)

    def pieces(numbers: Iterable[int]) -> Iterator[Piece]:
        for place, number in enumerate(numbers):
            columns = {"person": [name.format(number)], "objective": ["1"], "approved": [dt.date(2020, 1, 1)]}
            yield Piece(pa.table(columns), 1 + place)

    assert sum(len(group.persons) for group in groups(pieces(range(1, 120)))) == 119
    with pytest.raises(NotGrouped):
        list(groups(pieces([*range(1, 120), 7])))


def test_a_person_with_very_many_rows_is_one_person() -> None:
    """However far back the last person's rows begin, they are found, over any number of pieces."""
    for rows in (1, 1023, 1024, 1025, 9000, 70_000):
        places = np.array([*range(5), *[7] * rows], dtype=np.int32)
        assert last_start(places) == 5
        assert last_start(places[5:]) == 0


@settings(max_examples=60)
@given(populations(), randomness())
def test_groups_have_few_persons_and_each_person_one_group(
    population: Population, chance: random.Random
) -> None:
    """However many persons come in a piece, groups stay small; no person is in two, and no row is lost."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grouping, "MOST_PERSONS", 2)
        found = list(groups(pieces_of(population.approvals, chance)))
    persons = [p for group in found for p in group.persons.to_pylist()]
    assert persons == list(dict.fromkeys(a.person.reveal() for a in population.approvals))
    assert sum(len(chunk) for group in found for chunk in group.chunks) == len(population.approvals)
    assert all(len(group.persons) <= 4 for group in found)
