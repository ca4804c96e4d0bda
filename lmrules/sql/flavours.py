"""How each dialect writes what they do not agree on: texts, days, small tables, and comparison byte for byte.

Two persons, or two codes, are one only where they are written with the same characters. A database that
thinks `lis-1` and `LIS-1` the same would give one person another's approvals, so every dialect that may think
so is told otherwise, whatever the collation of its columns.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, TypeAlias

import attrs
from sqlglot import exp

Dialect: TypeAlias = Literal[
    "bigquery",
    "databricks",
    "duckdb",
    "mysql",
    "oracle",
    "postgres",
    "snowflake",
    "spark",
    "sqlite",
    "tsql",
]
Node: TypeAlias = exp.Expr
Kind: TypeAlias = Literal["number", "bits", "text", "day"]
Value: TypeAlias = int | str | dt.date | None

_PLAIN = re.compile("[A-Za-z_][A-Za-z0-9_]*")
_RESERVED = frozenset({"set"})
_SPELLED = re.compile(r"(['\\$])")


def _same(value: Node) -> Node:
    return value


def _collated(collation: str) -> Callable[[Node], Node]:
    """Comparison by ``collation``, given as the dialect writes it."""
    return lambda value: exp.Collate(this=value, expression=exp.Var(this=collation))


def _as_text(collation: str) -> Callable[[Node], Node]:
    """The same of a value first made a text: a `citext` stays blind to case however it is collated."""
    collated = _collated(collation)
    return lambda value: collated(exp.cast(value, "text"))


def _spark_text(value: Node) -> Node:
    return exp.cast(value, "text")


def _mysql_text(value: Node) -> Node:
    utf8 = exp.DataType(this=exp.DataType.Type.CHARACTER_SET, kind=exp.Var(this="utf8mb4"))
    as_utf8 = exp.Cast(this=value, to=utf8)
    return _collated("utf8mb4_bin")(as_utf8)


def _bigquery_text(value: Node) -> Node:
    return exp.Anonymous(this="COLLATE", expressions=[value, exp.Literal.string("")])


@attrs.frozen
class Flavour:
    """What a dialect asks for.

    ``exactly`` makes a text compare byte for byte; ``both_sides``: it must be said of both texts compared.
    ``named``: a small table is `WITH name(columns) AS (VALUES …)`; elsewhere `SELECT * FROM (VALUES …)`, or
    one SELECT per row (``unions``). ``text_days``: days are texts. ``national``: texts are `N'…'`.
    ``spelled``: signs that settings may give a meaning are written by their numbers. ``upper``: names without
    quotation marks are in capitals.
    """

    exactly: Callable[[Node], Node] = _same
    both_sides: bool = False
    named: bool = False
    unions: bool = False
    text_days: bool = False
    national: bool = False
    spelled: bool = False
    upper: bool = False


FLAVOURS: dict[str, Flavour] = {
    "bigquery": Flavour(_bigquery_text),
    "databricks": Flavour(_spark_text, named=True, spelled=True),
    "duckdb": Flavour(_as_text("c"), named=True),
    "mysql": Flavour(_mysql_text, both_sides=True),
    "oracle": Flavour(unions=True, upper=True),
    "postgres": Flavour(_as_text('"C"'), named=True),
    "snowflake": Flavour(_collated("'utf8'"), upper=True),
    "spark": Flavour(_spark_text, named=True, spelled=True),
    "sqlite": Flavour(_as_text("BINARY"), named=True, text_days=True),
    "tsql": Flavour(_collated("Latin1_General_100_BIN2"), both_sides=True, national=True),
}
"""The dialects there are; tests run DuckDB, PostgreSQL, SQLite and Spark, and parse the others again."""


@attrs.frozen
class Writer:
    """Writes values and small tables in one dialect."""

    dialect: str
    flavour: Flavour

    def text(self, value: str | None) -> Node:
        """A text, whatever stands in it."""
        if value is None:
            return exp.cast(exp.null(), "text" if not self.flavour.unions else "varchar(4000)")
        if self.flavour.national:
            return exp.National(this=value)
        if self.flavour.spelled and _SPELLED.search(value):
            # Spark fills in ${…} before it parses, and a setting decides what a backslash does.
            parts = [p for p in _SPELLED.split(value) if p]
            signs = [
                exp.Chr(expressions=[number(ord(p))]) if _SPELLED.fullmatch(p) else exp.Literal.string(p)
                for p in parts
            ]
            return signs[0] if len(signs) == 1 else exp.Concat(expressions=signs)
        return exp.Literal.string(value)

    def day(self, value: dt.date | None) -> Node:
        """A day, or that there is none."""
        if self.flavour.text_days:
            return exp.null() if value is None else exp.Literal.string(value.isoformat())
        return exp.cast(exp.null() if value is None else exp.Literal.string(value.isoformat()), "date")

    def same(self, ours: Node, theirs: Node) -> Node:
        """Whether one of our texts is one of the table's (which :meth:`exactly` was applied to)."""
        return exp.EQ(this=self.flavour.exactly(ours) if self.flavour.both_sides else ours, expression=theirs)

    def exactly(self, value: Node) -> Node:
        """A text of the table's, to be compared byte for byte."""
        return self.flavour.exactly(value)

    def column(self, name: str) -> Node:
        """A column of the user's: a plain name is left for the database to read, other names are quoted."""
        if name.casefold() in _RESERVED:
            return exp.column(exp.to_identifier(name.upper() if self.flavour.upper else name, quoted=True))
        return exp.column(exp.to_identifier(name, quoted=not _PLAIN.fullmatch(name)))

    def table(
        self, columns: Mapping[str, Kind], rows: Sequence[tuple[Value, ...]], notes: Sequence[str] = ()
    ) -> Node:
        """The body of a small table; ``notes`` are comments, one for each row."""
        kinds = list(columns.values())
        if not rows:
            nothing = [exp.alias_(self.value(kind, None), name) for name, kind in columns.items()]
            empty = exp.select(*nothing).where("1 = 0")
            return empty.from_("DUAL") if self.flavour.unions else empty
        listed = [[self.value(k, v) for k, v in zip(kinds, row, strict=True)] for row in rows]
        if self.flavour.unions:
            return _unions(list(columns), listed)
        tuples = [exp.Tuple(expressions=row) for row in listed]
        for made, note in zip(tuples, notes, strict=False):
            made.add_comments([note])
        if self.flavour.named:
            return exp.Values(expressions=tuples)
        return exp.select("*").from_(exp.values(tuples, alias="v", columns=list(columns)))

    def name(self, name: str, columns: Iterable[str]) -> str:
        """How a small table is named after `WITH`."""
        return f"{name}({', '.join(columns)})" if self.flavour.named else name

    def value(self, kind: Kind, value: Value) -> Node:
        """A value of a small table, or NULL of its kind."""
        if kind in {"number", "bits"}:
            made = exp.null() if value is None else number(int(str(value)))
            # T-SQL takes a large number for a decimal one, which has no bits.
            wide = kind == "bits" and (value is None or self.flavour.national)
            return exp.cast(made, "bigint") if wide else made if value is not None else exp.cast(made, "int")
        if kind == "day":
            return self.day(value if isinstance(value, dt.date) else None)
        return self.text(None if value is None else str(value))


def _unions(columns: Sequence[str], rows: Sequence[Sequence[Node]]) -> Node:
    """One SELECT per row, for Oracle."""
    selects = [
        exp.select(*(exp.alias_(value, c) for value, c in zip(row, columns, strict=True))).from_("DUAL")
        for row in rows
    ]
    return exp.union(*selects, distinct=False) if len(selects) > 1 else selects[0]


def number(value: int) -> Node:
    """A whole number."""
    return exp.Literal.number(value)
