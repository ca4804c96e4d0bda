"""The columns of approvals, how they may be spelled, and what a header line says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

import attrs

from lmrules.approvals import texts
from lmrules.approvals.problems import MOST_NAMED, ApprovalsError, Problem, listed, problem
from lmrules.messages import LANGUAGES, Language, Text, Words
from lmrules.source import nfc
from lmrules.syntax.spelling import nearest

Column: TypeAlias = Literal["person", "objective", "approved", "set", "status", "started", "id"]

REQUIRED: tuple[Column, ...] = ("person", "objective", "approved")
SPELLINGS: Mapping[str, Column] = {
    "person": "person",
    "lis": "person",
    "objective": "objective",
    "læringsmål": "objective",
    "approved": "approved",
    "godkjent": "approved",
    "set": "set",
    "sett": "set",
    "status": "status",
    "started": "started",
    "påbegynt": "started",
    "påbyrja": "started",
    "id": "id",
}
NAMES: Mapping[Column, Text] = {
    "person": Text("lis", "lis", "person"),
    "objective": Text("læringsmål", "læringsmål", "objective"),
    "approved": Text("godkjent", "godkjent", "approved"),
    "set": Text("sett", "sett", "set"),
    "status": Text("status", "status", "status"),
    "started": Text("påbegynt", "påbyrja", "started"),
    "id": Text("id", "id", "id"),
}


def in_ticks(columns: Iterable[Column]) -> Words:
    """The names of ``columns`` in the reader's language, as `` `a`, `b` and `c` ``."""
    return Words(tuple(Text(*(f"`{NAMES[c].fill(lang)}`" for lang in LANGUAGES)) for c in columns))


KNOWN = in_ticks(NAMES)


def folded(name: str) -> str:
    """``name`` as spelled in :data:`SPELLINGS`, if it is there: NFC, trimmed, in lower case."""
    return nfc(name.strip()).casefold()


def unknown_at(number: int, name: str, letters: str = "") -> Text:
    """The place of the unknown ``name``, as ``4 (D; did you mean `started`?)``; never ``name`` itself.

    An empty ``name`` is one that nothing is offered for.
    ``number`` counts from 1; ``letters`` are what a spreadsheet calls the place, if it does.
    """
    close = nearest(folded(name), SPELLINGS, most=1) if name else ()

    def shown(lang: Language) -> str:
        more = [texts.PERHAPS.fill(lang, {"word": word}) for word in close]
        inside = "; ".join([letters, *more] if letters else more)
        return f"{number} ({inside})" if inside else str(number)

    return Text(*map(shown, LANGUAGES))


def _letters(index: int) -> str:
    """What a spreadsheet calls the column at ``index``: A, B, … Z, AA, …."""
    name = ""
    number = index + 1
    while number:
        number, letter = divmod(number - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def place(index: int) -> str:
    """The column at ``index`` for people: ``4 (D)``."""
    return f"{index + 1} ({_letters(index)})"


@attrs.frozen
class Header:
    """A header line: its cells as written, and where each known column stands.

    ``columns`` has (column, its known spelling in this file, index); ``unnamed`` are the indexes of columns
    without a name, as spreadsheets leave them at the end of every line.
    """

    cells: tuple[str, ...] = attrs.field(repr=False)
    delimiter: str
    columns: tuple[tuple[Column, str, int], ...]
    unnamed: tuple[int, ...]


def known_in(cells: Iterable[str]) -> int:
    """How many of ``cells`` are names of columns."""
    return sum(folded(cell) in SPELLINGS for cell in cells)


def header_of(cells: tuple[str, ...], delimiter: str, line: int = 1) -> Header:
    """The header that ``cells``, on ``line``, are; :class:`ApprovalsError` with all that is wrong with it."""
    if not known_in(cells):
        raise ApprovalsError(problem(texts.NO_HEADER, known=KNOWN), line=line)
    columns: dict[Column, tuple[Column, str, int]] = {}
    found: list[Problem] = []
    unknown: list[Text] = []
    for index, cell in enumerate(cells):
        name = folded(cell)
        column = SPELLINGS.get(name)
        if column is None:
            if name:
                # More than are named need no looking for what was meant: there may be thousands.
                close = cell if len(unknown) <= MOST_NAMED else ""
                unknown.append(unknown_at(index + 1, close, _letters(index)))
        elif column in columns and len(found) < MOST_NAMED:
            both = {"first": place(columns[column][2]), "second": place(index)}
            found.append(problem(texts.SAME_COLUMN, column=NAMES[column], **both))
        elif column not in columns:
            columns[column] = (column, name, index)
    if unknown:
        found.append(problem(texts.UNKNOWN_COLUMNS, columns=listed(unknown), known=KNOWN))
    if missing := [c for c in REQUIRED if c not in columns]:
        found.append(problem(texts.MISSING_COLUMNS, columns=in_ticks(missing)))
    if found:
        raise ApprovalsError(*found, line=line)
    unnamed = tuple(i for i, cell in enumerate(cells) if not folded(cell))
    return Header(cells, delimiter, tuple(columns.values()), unnamed)
