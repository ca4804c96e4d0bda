"""The part of the query that reads the user's table: each row's set and code, and whether it can be used.

What makes a row unusable is what `transfer` says of it (:mod:`lmrules.approvals.rows`,
:func:`lmrules.evaluate.holdings.row_problems`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import product

import attrs
from sqlglot import exp

from lmrules.approvals.rows import STATUSES
from lmrules.sql.columns import Columns
from lmrules.sql.facts import Eras, Facts
from lmrules.sql.flavours import Kind, Node, Value, Writer, number

REVOKED = tuple(word for word, status in STATUSES.items() if status == "revoked")
APPROVED = tuple(word for word, status in STATUSES.items() if status == "approved" and word)
_TEXTS = frozenset({"person", "objective", "set", "status"})
_LONGER = 1_000
"""More characters than a code can have; not every dialect can say `and all that follows`."""


@attrs.frozen
class Rows:
    """Makes the first tables of the query, from the user's ``source`` to `judged`.

    ``carried``: columns of the user's that come along, to tell which row is which.
    """

    facts: Facts
    writer: Writer
    source: Node
    columns: Columns
    carried: tuple[str, ...] = ()

    @property
    def eras(self) -> bool:
        """Whether it matters when a person began."""
        return bool(self.facts.starts) and self.columns.started is not None

    def mine(self, eras: Eras) -> bool:
        """Whether something is for anybody that the table can tell of: without beginnings, the last era."""
        return self.eras or eras.last == len(self.facts.starts)

    def of_eras(self, eras: Eras) -> tuple[int, ...]:
        """The eras as values under :attr:`era_columns`."""
        return (eras.first, eras.last) if self.eras else ()

    @property
    def era_columns(self) -> dict[str, Kind]:
        """The columns of a small table that say for which eras a row is, where they matter."""
        return {"first_era": "number", "last_era": "number"} if self.eras else {}

    def several(self) -> list[tuple[Value, ...]]:
        """The rows of `several`: code, first day, until day, eras."""
        return [
            (form, s.first, s.until, *self.of_eras(s.eras))
            for s in self.facts.several
            if self.mine(s.eras)
            for form in forms(s.code)
        ]

    def counts(self) -> list[tuple[Value, ...]]:
        """The rows of `counts`: set, code, first day, until day, eras, atom as word and bit."""
        return [
            (set_name, code, c.first, c.until, *self.of_eras(c.eras), *self.facts.bit[c.atom])
            for c in self.facts.counts
            if self.mine(c.eras)
            for set_name, code in product(forms(c.objective.set), forms(c.objective.code))
        ]

    def approvals_in(self) -> exp.Select:
        """The user's columns by our names: texts compared byte for byte, and NULL where they are empty.

        Oracle takes an empty text for NULL anyway, so that nothing below may compare with one.
        """
        made: list[Node] = []
        for name, column in self.columns.there.items():
            raw = self.writer.column(column)
            if name in {"person", "objective", "set"}:
                raw = self.writer.exactly(raw)
            if name in _TEXTS or (name == "started" and self.writer.flavour.text_days):
                raw = exp.func("NULLIF", raw, exp.Literal.string(""))
            made.append(exp.alias_(raw, "named_set" if name == "set" else name))
        return exp.select(*made).from_(self.source)

    def told_apart(self) -> exp.Select:
        """The set that a row names, in its own column or before its code (`SET/CODE`), and the code."""
        set_name, code = exp.Case(), exp.Case()
        objective = exp.column("objective", "a")
        if self.columns.set is not None:
            set_name = set_name.when("NOT a.named_set IS NULL", exp.column("named_set", "a"))
        for name in self.facts.sets:
            for form in forms(name):
                length = len(form) + 1
                begins = exp.EQ(this=_part(objective, 1, length), expression=self.writer.text(f"{form}/"))
                code = code.when(exp.and_(begins, *self.may_be(name)), _part(objective, length + 1, _LONGER))
                if "/" not in name:
                    set_name = set_name.when(begins.copy(), self.writer.text(name))
        others = [f"a.{name}" for name in ("person", "approved", *self.carried)]
        others += ["a.started"] if self.columns.started is not None else []
        return exp.select(
            *others,
            exp.alias_(set_name, "set_name"),
            exp.alias_(code.else_(objective), "code"),
            exp.alias_(self.revoked(), "revoked"),
            exp.alias_(self.unreadable(), "problem"),
        ).from_("approvals_in AS a")

    def may_be(self, name: str) -> list[Node]:
        """What must hold of the set that a row names for its code to begin with the set `name`."""
        if self.columns.set is None:
            return []
        same: list[Node] = [
            exp.EQ(this=exp.column("named_set", "a"), expression=self.writer.text(form))
            for form in forms(name)
        ]
        return [exp.or_(*same, *(["a.named_set IS NULL"] if "/" not in name else []))]

    def revoked(self) -> Node:
        """1 for a row that is revoked, else 0."""
        if self.columns.status is None:
            return number(0)
        return exp.Case().when(_status_in(REVOKED), number(1)).else_(number(0))

    def unreadable(self) -> Node:
        """What is wrong with a row by itself."""
        found = (
            exp.Case()
            .when("a.person IS NULL", exp.Literal.string("no-person"))
            .when("a.objective IS NULL", exp.Literal.string("no-objective"))
            .when(self.no_day("approved"), exp.Literal.string("no-date"))
        )
        if self.columns.started is not None and self.writer.flavour.text_days:
            bad = exp.and_("NOT a.started IS NULL", self.no_day("started"))
            found = found.when(bad, exp.Literal.string("no-date"))
        if self.columns.status is not None:
            unknown = exp.and_("NOT a.status IS NULL", exp.not_(_status_in((*APPROVED, *REVOKED))))
            found = found.when(unknown, exp.Literal.string("unknown-status"))
        return found

    def no_day(self, name: str) -> Node:
        """Whether there is no day; where days are texts, none as SQLite itself writes it."""
        missing = exp.condition(f"a.{name} IS NULL")
        if not self.writer.flavour.text_days:
            return missing
        # Without a modifier SQLite takes 2023-02-30 as it stands.
        same_day = exp.Literal.string("+0 days")
        read = exp.Anonymous(this="DATE", expressions=[exp.column(name, "a"), same_day])
        return exp.or_(
            missing,
            exp.Is(this=read, expression=exp.null()),
            exp.NEQ(this=read.copy(), expression=exp.column(name, "a")),
        )

    def begun(self) -> exp.Select:
        """When each person began. Who has two days is of no cohort; the first tells what codes may mean."""
        two, last = "MIN(r.started) <> MAX(r.started)", number(len(self.facts.starts))
        columns: list[Node | str] = ["r.person", f"CASE WHEN {two} THEN 1 ELSE 0 END AS two_starts"]
        if self.eras:
            first_era, era = exp.Case(), exp.Case().when(two, last.copy())
            for index, day in enumerate(self.facts.starts):
                began = exp.func("MIN", exp.column("started", "r"))
                before = exp.LT(this=began, expression=self.writer.day(day))
                first_era = first_era.when(before, number(index))
                era = era.when(before.copy(), number(index))
            columns += [
                exp.alias_(first_era.else_(last.copy()), "first_era"),
                exp.alias_(era.else_(last.copy()), "era"),
            ]
        return exp.select(*columns).from_("rows_read AS r").where("r.problem IS NULL").group_by("r.person")

    def judged(self) -> exp.Select:
        """The rows, with all that can make one unusable."""
        columns: list[Node | str] = ["r.person", "r.set_name", "r.code", "r.approved", "r.revoked"]
        columns += [f"r.{name}" for name in self.carried]
        columns += ["b.era"] if self.eras else []
        problem = exp.Case().when("NOT r.problem IS NULL", exp.column("problem", "r"))
        made = exp.select(*columns).from_("rows_read AS r")
        if self.columns.started is not None:
            made = made.join("persons_begun AS b", on="b.person = r.person", join_type="left")
            two = "b.two_starts = 1 AND NOT r.started IS NULL"
            problem = problem.when(two, exp.Literal.string("two-starts"))
        if self.facts.several:
            on = exp.and_("r.set_name IS NULL", self.within("s", "r", "b.first_era"))
            made = made.join("several AS s", on=on, join_type="left")
            problem = problem.when("NOT s.code IS NULL", exp.Literal.string("several-sets"))
        return made.select(exp.alias_(problem, "problem"))

    def within(self, fact: str, row: str, era: str) -> Node:
        """Whether a row has the code of a small table's row, and its day lies in the days of that."""
        parts: list[Node] = [
            self.writer.same(exp.column("code", fact), exp.column("code", row)),
            exp.condition(f"{fact}.first_day IS NULL OR {row}.approved >= {fact}.first_day"),
            exp.condition(f"{fact}.until_day IS NULL OR {row}.approved < {fact}.until_day"),
        ]
        if self.eras:
            parts.append(exp.condition(f"{era} BETWEEN {fact}.first_era AND {fact}.last_era"))
        return exp.and_(*parts)


def forms(name: str) -> Iterator[str]:
    """How a table may write a name: composed (NFC), or decomposed (NFD), as files from a Mac often are."""
    yield from dict.fromkeys((name, unicodedata.normalize("NFD", name)))


def _status_in(allowed: Sequence[str]) -> Node:
    lowered = exp.Lower(this=exp.column("status", "a"))
    return exp.In(this=lowered, expressions=[exp.Literal.string(s) for s in allowed])


def _part(text: Node, start: int, length: int) -> Node:
    """Part of a text, by character, counted from 1."""
    return exp.Substring(this=text.copy(), start=number(start), length=number(length))
