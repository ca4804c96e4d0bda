"""Objective sets from files of other systems: what `init --from` reads, by the end of its name."""

from __future__ import annotations

from pathlib import Path

from lmrules.approvals import ApprovalsError
from lmrules.cli._rulebooks import need_bulk, unreadable_rows
from lmrules.cli.talk import Failure
from lmrules.interchange.reading import LIMITS
from lmrules.interchange.skeleton import Skeleton, Wanted, from_case, from_cells, from_csv
from lmrules.messages import Text
from lmrules.reading import Unreadable, read_bytes

_UNREADABLE = Text(
    "kan ikke lese `{path}`: {why}", "kan ikkje lese `{path}`: {why}", "cannot read `{path}`: {why}"
)


def skeleton_from(path: str, sheet: str | None, wanted: Wanted) -> Skeleton:
    """The skeleton of the set in ``path``; :class:`Failure` where it cannot be read."""
    suffix = Path(path).suffix.casefold()
    if suffix == ".xlsx":
        return _from_workbook(path, sheet, wanted)
    try:
        data = read_bytes(Path(path), LIMITS.file_bytes)
    except Unreadable as error:
        raise Failure(_UNREADABLE, {"path": path, "why": error.why}, lang=wanted.lang) from None
    return (from_case if suffix == ".json" else from_csv)(data, path, wanted)


def _from_workbook(path: str, sheet: str | None, wanted: Wanted) -> Skeleton:
    need_bulk(path, wanted.lang)
    from lmrules.bulk.sources_excel import sheet_values

    try:
        rows = [(number, list(map(_text, values))) for number, values in sheet_values(Path(path), sheet)]
    except ApprovalsError as error:
        raise unreadable_rows(path, error, wanted.lang) from None
    except OSError as error:
        why = error.strerror or "?"
        raise Failure(_UNREADABLE, {"path": path, "why": why}, lang=wanted.lang) from None
    return from_cells(rows, path, wanted)


def _text(value: object) -> str:
    """A cell as text; a number that Excel made of a code is shown as the number it is."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)
