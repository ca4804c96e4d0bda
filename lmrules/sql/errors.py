"""What keeps a query from being made, for people, in their language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lmrules.messages import Text
from lmrules.model.model import ObjectiveId

_TOO_MANY = Text(
    "`{objective}` kan oppnås på for mange måter til å stå i en spørring (regel {rules}); bruk `transfer`",
    "`{objective}` kan ein få på for mange måtar til å stå i ei spørjing (regel {rules}); bruk `transfer`",
    "`{objective}` can be granted in too many ways for a query (rule {rules}); use `transfer`",
)
_TABLE = Text(
    "navnet på tabellen kan ikke leses i dialekten {dialect}",
    "namnet på tabellen kan ikkje lesast i dialekten {dialect}",
    "the name of the table cannot be read in the dialect {dialect}",
)
_DIALECT = Text(
    "det finnes ingen dialekt `{dialect}`; velg blant: {known}",
    "det finst ingen dialekt `{dialect}`; vel mellom: {known}",
    "there is no dialect `{dialect}`; choose among: {known}",
)


class SqlError(ValueError):
    """Something that keeps a query from being made; ``text`` and ``fields`` say it in each language."""

    def __init__(self, text: Text, fields: Mapping[str, object]) -> None:
        self.text = text
        self.fields = fields
        super().__init__(text.fill("en", fields))


class TooManyWays(SqlError):
    """An objective that can be granted in more ways than are listed, so that no query can say them all."""

    def __init__(self, objective: ObjectiveId, rules: Sequence[str]) -> None:
        super().__init__(_TOO_MANY, {"objective": objective, "rules": ", ".join(rules)})


class BadTable(SqlError):
    """A table's name that the dialect cannot read; the name is not repeated."""

    def __init__(self, dialect: str) -> None:
        super().__init__(_TABLE, {"dialect": dialect})


class UnknownDialect(SqlError):
    """A dialect that there is none of."""

    def __init__(self, dialect: str, known: Sequence[str]) -> None:
        super().__init__(_DIALECT, {"dialect": dialect, "known": ", ".join(known)})


class BadColumns(SqlError):
    """Columns that are unknown, there twice, or lacking."""
