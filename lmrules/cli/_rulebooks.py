"""What the verbs that use a rulebook share: loading one, reading approvals, choosing a set."""

from __future__ import annotations

import datetime as dt
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from lmrules.api import Rulebook
from lmrules.approvals import ApprovalsError, Reading, read_approvals
from lmrules.approvals.kinds import is_text, shown
from lmrules.asking import target_of
from lmrules.cli.talk import Failure, language, refusing, say
from lmrules.messages import Language, Text
from lmrules.model.approval import iso_day
from lmrules.pipeline import CheckedRulebook, check_path
from lmrules.reading import Unreadable

if TYPE_CHECKING:
    from lmrules.bulk.sources import Source

_UNREADABLE = Text(
    "kan ikke lese `{path}`: {why}", "kan ikkje lese `{path}`: {why}", "cannot read `{path}`: {why}"
)
_ERRORS = Text(
    "regelverket har {count} feil og kan ikke brukes før de er rettet (se over)",
    "regelverket har {count} feil og kan ikkje brukast før dei er retta (sjå over)",
    "the rulebook has {count} errors and cannot be used until they are mended (see above)",
)
_EXTRA = ("pyarrow", "numpy", "duckdb", "openpyxl", "defusedxml", "sqlalchemy")
_NEEDS_BULK = Text(
    "`{what}` krever tillegget for tabeller: pip install 'lmrules[bulk]'",
    "`{what}` krev tillegget for tabellar: pip install 'lmrules[bulk]'",
    "`{what}` needs the extra for tables: pip install 'lmrules[bulk]'",
)
NO_PERSON = Text(
    "ingen godkjenninger for den personen i filen",
    "ingen godkjenningar for den personen i fila",
    "no approvals of that person in the file",
)


def load_rulebook(path: str, lang: str | None) -> tuple[Rulebook, Language]:
    """The rulebook at ``path`` and the language to speak; its errors are shown and stop the run."""
    checked, speak = checked_rulebook(path, lang)
    return Rulebook(checked), speak


def checked_rulebook(path: str, lang: str | None) -> tuple[CheckedRulebook, Language]:
    """The same, with all that was found in it."""
    try:
        checked = check_path(Path(path), path)
    except Unreadable as error:
        speak = language(lang)
        raise Failure(_UNREADABLE, {"path": path, "why": error.why}, lang=speak) from None
    speak = language(lang, checked.book.keywords)
    if checked.errors:
        for diagnostic in checked.errors:
            at = diagnostic.span.begin
            place = f"{diagnostic.span.source.name}:{at.line}:{at.column}"
            say(f"{place}: {diagnostic.code.id} {diagnostic.message(speak)}")
        raise Failure(_ERRORS, {"count": len(checked.errors)}, lang=speak, exit_code=1)
    return checked, speak


def choose_target(book: Rulebook, to: str | None, lang: Language) -> str:
    """The set to transfer to; a failure that lists the choices where it must be said."""
    with refusing(lang):
        return target_of(book, to)


def read_rows(path: str, lang: Language) -> Reading:
    """The approvals at ``path`` (`-`: stdin), all of them in memory."""
    if not is_text(path):
        return read_tables(Inputs((path,)), (), lang)
    try:
        return read_approvals(path)
    except ApprovalsError as error:
        raise unreadable_rows(path, error, lang) from None


def unreadable_rows(path: str, error: ApprovalsError, lang: Language) -> Failure:
    """The failure that approvals which cannot be read are."""
    why = Text(*(error.message(spoken) for spoken in ("nb", "nn", "en")))
    return Failure(_UNREADABLE, {"path": shown(path), "why": why}, lang=lang)


@attrs.frozen
class Inputs:
    """What approvals are read from: paths or an address, and what of a workbook or a database."""

    specs: tuple[str, ...]
    sheet: str | None = None
    table: str | None = None
    query: str | None = None

    @property
    def plain(self) -> bool:
        """Whether it is one text, which can be read without any extra."""
        return (
            len(self.specs) == 1 and is_text(self.specs[0]) and not (self.sheet or self.table or self.query)
        )


def bulk_is_there() -> bool:
    """Whether the extra for tables is installed."""
    return all(importlib.util.find_spec(name) is not None for name in _EXTRA)


def need_bulk(what: str, lang: Language) -> None:
    """A failure that names the extra, unless it is installed."""
    if not bulk_is_there():
        raise Failure(_NEEDS_BULK, {"what": what}, lang=lang)


def open_tables(inputs: Inputs, persons: Sequence[str], lang: Language) -> Source:
    """The approvals in ``inputs`` (of ``persons``, if any are named), to be read piece by piece."""
    need_bulk(shown(inputs.specs[0]), lang)
    from lmrules.bulk.chosen import Chosen
    from lmrules.bulk.opening import opened

    try:
        source = opened(inputs.specs, sheet=inputs.sheet, table=inputs.table, query=inputs.query)
    except ApprovalsError as error:
        raise unreadable_rows(inputs.specs[0], error, lang) from None
    return Chosen(source, persons) if persons else source


def read_tables(inputs: Inputs, persons: Sequence[str], lang: Language) -> Reading:
    """The same in memory: the rows of ``persons`` only, if any are named, and what could not be read."""
    source = open_tables(inputs, persons, lang)
    from lmrules.bulk.chosen import NoSuchPerson
    from lmrules.bulk.opening import reading

    try:
        return reading(source)
    except ApprovalsError as error:
        raise unreadable_rows(inputs.specs[0], error, lang) from None
    except NoSuchPerson:
        raise Failure(NO_PERSON, lang=lang) from None
    finally:
        source.close()


if TYPE_CHECKING:
    _Dates = click.ParamType[dt.date]
else:
    # Before click 8.3 the class took no parameter.
    _Dates = click.ParamType


class Day(_Dates):
    """A date given on the command line."""

    name = "DATO"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """The day; a usage error where it does not exist."""
        if isinstance(value, dt.date):
            return value
        try:
            return iso_day(str(value))
        except ValueError:
            self.fail(f"{value!r}: skriv datoen som 2025-09-01 / write the date as 2025-09-01", param, ctx)
