"""Tables of approvals to tables of decisions, many persons at once (``interfaces.md``, transfer_many)."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import attrs
import pyarrow as pa

from lmrules.bulk.answers import DETAILS
from lmrules.bulk.arrays import of_texts
from lmrules.bulk.bits import held
from lmrules.bulk.deciding import Decider, Verdicts
from lmrules.bulk.dispositions import Accountant
from lmrules.bulk.grouping import Group, groups
from lmrules.bulk.lookup import Lookup
from lmrules.bulk.pieces import Piece
from lmrules.bulk.shapes import COLUMNS, Shape, Shaper
from lmrules.compiled.plan import Plan


@attrs.frozen(eq=False)
class Decided:
    """The decisions for one group of persons.

    ``decisions``: a table of the engine's shape. ``rows``: what became of every row, where that is asked for.
    ``several`` and ``started_twice``: the numbers of the rows that could not be used, since their code is in
    two valid sets, or since their person is said to have begun on several days; all others were.
    """

    decisions: pa.Table
    rows: pa.Table | None
    several: tuple[int, ...]
    started_twice: tuple[int, ...]


@attrs.define(eq=False)
class Engine:
    """One rulebook, ready for any number of persons; safe to share between threads.

    ``columns`` are of :data:`~lmrules.bulk.shapes.COLUMNS`; ``accounts``: whether the rows are accounted for.
    """

    plan: Plan
    columns: Sequence[str] = COLUMNS
    shape: Shape = "long"
    accounts: bool = False
    lookup: Lookup = attrs.field(init=False)
    decider: Decider = attrs.field(init=False)
    shaper: Shaper = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        if unknown := [c for c in self.columns if c not in COLUMNS]:
            raise ValueError(f"no such column: {', '.join(unknown)}; there are: {', '.join(COLUMNS)}")
        self.lookup = Lookup(self.plan)
        detail = self.accounts or any(column in DETAILS for column in self.columns)
        self.decider = Decider(self.plan, self.lookup, detail)
        self.shaper = Shaper(self.decider.answers, tuple(self.columns), self.shape)

    def decide(self, group: Group) -> Decided:
        """The decisions for every person of ``group``, in input order."""
        mine = held(self.lookup, group)
        verdicts = self.decider.decide(mine)
        accountant = Accountant(self.lookup, self.decider.answers) if self.accounts else None
        numbers = [
            tuple(
                int(row)
                for chunk, places in zip(group.chunks, found, strict=True)
                for row in (chunk.rows[places] if len(places) else ())
            )
            for found in (mine.several, mine.started_twice)
        ]
        return Decided(
            self.shaper.table(group.persons, verdicts),
            accountant.table(group, mine, verdicts) if accountant else None,
            *numbers,
        )

    def run(self, pieces: Iterable[Piece], threads: int | None = None) -> Iterator[Decided]:
        """The decisions for all persons of ``pieces``, group by group, in input order.

        :class:`~lmrules.bulk.grouping.NotGrouped`, at the end at the latest, where one person's rows stand
        apart: what was given before is then worth nothing. Holds as many groups as there are ``threads`` (the
        cores), and two more.
        """
        count = threads or os.cpu_count() or 1
        waiting: deque[Future[Decided]] = deque()
        with ThreadPoolExecutor(count) as pool:
            for group in groups(pieces):
                waiting.append(pool.submit(self.decide, group))
                if len(waiting) > count:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    @property
    def schema(self) -> pa.Schema:
        """The schema of the tables of decisions."""
        nobody = [Verdicts(0, 0, {}, ()) for _ in self.plan.targets]
        return self.shaper.table(of_texts(()), nobody).schema
