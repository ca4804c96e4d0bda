"""What the verbs that use a rulebook share: loading one, reading approvals, choosing a set."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lmrules.api import Rulebook, TransferError
from lmrules.approvals import ApprovalsError, Reading, read_approvals
from lmrules.cli.talk import Failure, language, say
from lmrules.messages import Language, Text
from lmrules.model.approval import iso_day
from lmrules.pipeline import check_path
from lmrules.reading import Unreadable

_UNREADABLE = Text(
    "kan ikke lese `{path}`: {why}", "kan ikkje lese `{path}`: {why}", "cannot read `{path}`: {why}"
)
_ERRORS = Text(
    "regelverket har {count} feil og kan ikke brukes før de er rettet (se over)",
    "regelverket har {count} feil og kan ikkje brukast før dei er retta (sjå over)",
    "the rulebook has {count} errors and cannot be used until they are mended (see above)",
)
_CHOOSE_SET = Text(
    "flere sett kan være målet; velg ett med --to: {sets}",
    "fleire sett kan vere målet; vel eitt med --to: {sets}",
    "several sets could be the target; choose one with --to: {sets}",
)
_NO_SET = Text(
    "det finnes ikke noe sett `{set}`; velg blant: {sets}",
    "det finst ikkje noko sett `{set}`; vel mellom: {sets}",
    "there is no set `{set}`; choose among: {sets}",
)


def load_rulebook(path: str, lang: str | None) -> tuple[Rulebook, Language]:
    """The rulebook at ``path`` and the language to speak; its errors are shown and stop the run."""
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
    return Rulebook(checked), speak


def choose_target(book: Rulebook, to: str | None, lang: Language) -> str:
    """The set to transfer to; a failure that lists the choices where it must be said."""
    try:
        return book.target(to)
    except TransferError:
        if to is None:
            sets = ", ".join(book.model.final_sets)
            raise Failure(_CHOOSE_SET, {"sets": sets}, lang=lang) from None
        sets = ", ".join(s.name for s in book.model.sets)
        raise Failure(_NO_SET, {"set": to, "sets": sets}, lang=lang) from None


def read_rows(path: str, lang: Language) -> Reading:
    """The approvals at ``path`` (`-`: stdin)."""
    try:
        return read_approvals(path)
    except ApprovalsError as error:
        why = Text(*(error.message(spoken) for spoken in ("nb", "nn", "en")))
        raise Failure(_UNREADABLE, {"path": path, "why": why}, lang=lang) from None


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
