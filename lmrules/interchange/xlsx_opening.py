"""From a workbook's bytes to rows of cells, with what is wrong with single cells. Nothing is guessed.

The same limits and the same suspicion as for workbooks of approvals (:mod:`lmrules.bulk.workbooks`).
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping

import attrs
import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from lmrules.approvals.problems import ApprovalsError, problem
from lmrules.bulk import texts
from lmrules.bulk.workbooks import checked_workbook
from lmrules.diagnostics.codes_workbook import SHEET_NOT_KNOWN
from lmrules.interchange.xlsx_cells import restored
from lmrules.interchange.xlsx_places import CellError, Found, Place
from lmrules.interchange.xlsx_sheets import (
    NOT_READ,
    SHEET_NAMED,
    SHEETS,
    Column,
    Sheet,
    columns_named,
    folded,
)
from lmrules.messages import LANGUAGES, Text, Words
from lmrules.source import Source, Span, nfc

MOST_ROWS = 50_000

_FORMULA = Text("cellen er en formel", "cella er ein formel", "the cell is a formula")
_NO_FORMULA = Text(
    "skriv verdien selv, som tekst; et regelverk kan ikke bygge på formler",
    "skriv sjølve verdien, som tekst; eit regelverk kan ikkje byggje på formlar",
    "write the value itself, as text; a rulebook cannot rest on formulas",
)
_ERROR = Text(
    "cellen er en feilverdi fra Excel ({value})", "cella er ein feilverdi frå Excel ({value})",
    "the cell is an error value of Excel ({value})",
)  # fmt: skip
_WRITE = Text(
    "skriv verdien på nytt, som tekst", "skriv verdien på nytt, som tekst", "write the value again, as text"
)
_NUMBER = Text(
    "cellen er tallet {value}, så nuller foran kan være borte",
    "cella er talet {value}, så nullar framfor kan vere borte",
    "the cell is the number {value}, so zeros before it may be lost",
)
_AS_TEXT = Text(
    "formater cellen som tekst, og skriv verdien på nytt",
    "formater cella som tekst, og skriv verdien på nytt",
    "format the cell as text, and write the value again",
)
_MADE_DATE = Text(
    "Excel har gjort cellen om til datoen {value}",
    "Excel har gjort cella om til datoen {value}",
    "Excel has made the cell into the date {value}",
)
_TRUTH = Text("cellen er sann eller usann", "cella er sann eller usann", "the cell is true or false")
_NO_HEADER = Text(
    "den første raden har ikke overskriftene til arket",
    "den første rada har ikkje overskriftene til arket",
    "the first row does not have the headers of the sheet",
)
_HEADERS = Text("overskriftene er {known}", "overskriftene er {known}", "the headers are {known}")
_MISSING = Text(
    "arket mangler kolonnen {missing}",
    "arket manglar kolonnen {missing}",
    "the sheet lacks the column {missing}",
)
_UNKNOWN = Text("overskriften er ukjent", "overskrifta er ukjend", "the header is not known")
_TWICE = Text("overskriften står to ganger", "overskrifta står to gonger", "the header stands twice")
_REMOVE = Text("fjern kolonnen, eller rett overskriften; overskriftene er {known}",
               "fjern kolonnen, eller rett overskrifta; overskriftene er {known}",
               "remove the column, or mend the header; the headers are {known}")  # fmt: skip
_SHEET_TWICE = Text("arket finnes to ganger", "arket finst to gonger", "the sheet is there twice")
_ONE_SHEET = Text("samle radene i ett ark", "samle radene i eitt ark", "put the rows on one sheet")
_TOO_MANY = Text(
    "arket har flere enn {limit} rader",
    "arket har fleire enn {limit} rader",
    "the sheet has more than {limit} rows",
)
_SPLIT = Text("del regelverket i flere", "del regelverket i fleire", "split the rulebook")
_NO_SHEETS = Text("arbeidsboken har ingen av arkene til et regelverk",
    "arbeidsboka har ingen av arka til eit regelverk",
                  "the workbook has none of the sheets of a rulebook")  # fmt: skip
_CALL_IT = Text("kall arket med læringsmål «Mål»; arkene er {known}",
    "kall arket med læringsmål «Mål»; arka er {known}",
                "call the sheet with the objectives Objectives; the sheets are {known}")  # fmt: skip


@attrs.frozen
class Cell:
    """What stands in a cell that may be used, and where."""

    value: str | float | dt.date
    place: Place

    @property
    def text(self) -> str:
        """The cell as text."""
        return str(self.value)


@attrs.frozen
class SheetRow:
    """A row with anything in it: its cells by column, and the columns whose cells cannot be used."""

    sheet: Sheet
    place: Place
    cells: Mapping[str, Cell]
    wrong: frozenset[str]
    columns: Mapping[str, Place]

    def cell(self, key: str) -> Place:
        """Where the cell of a column is, whether there is anything in it or not."""
        return self.columns.get(key, self.place)


def open_workbook(data: bytes, source: Source) -> tuple[list[SheetRow], list[Found]]:
    """The rows of every sheet that belongs to a rulebook, and all that is wrong with their cells.

    :class:`~lmrules.approvals.ApprovalsError` where the file is no workbook that may be read.
    """
    rows: list[SheetRow] = []
    found: list[Found] = []
    try:
        stream = io.BytesIO(data)
        widest = checked_workbook(stream)
        # Formulas are to be seen as such; rich text is asked for because it is what keeps texts as they are.
        book = openpyxl.load_workbook(
            stream, read_only=True, data_only=False, keep_links=False, rich_text=True
        )
        pages = [page for page in book.worksheets if isinstance(page, ReadOnlyWorksheet)]
        seen: set[str] = set()
        for order, page in enumerate(pages):
            sheet = SHEET_NAMED.get(folded(page.title))
            place = Place(order, page.title)
            if sheet is not None and sheet.key in seen:
                found.append(CellError(_SHEET_TWICE, _ONE_SHEET).at(place, source))
            elif sheet is not None:
                seen.add(sheet.key)
                rows += _Page(page, sheet, place, source, found).rows(max(widest, 1))
            elif folded(page.title) not in NOT_READ:
                where = Span(source, 0, 0)
                found.append(Found(place, SHEET_NOT_KNOWN.at(where, sheet=page.title, known=_sheet_names())))
        if not seen:
            found.append(
                CellError(_NO_SHEETS, _CALL_IT, known=_sheet_names()).at(Place(0, pages[0].title), source)
            )
    except ApprovalsError:
        raise
    except Exception:  # noqa: BLE001 - whatever a foreign reader raises is about the file
        raise ApprovalsError(problem(texts.NOT_A_WORKBOOK)) from None
    return rows, found


def _sheet_names() -> Words:
    return Words(tuple(Text(*(f"«{s.name.fill(lang)}»" for lang in LANGUAGES)) for s in SHEETS), quoted=False)


class _Page:
    def __init__(
        self, page: ReadOnlyWorksheet, sheet: Sheet, place: Place, source: Source, found: list[Found]
    ) -> None:
        self.page = page
        self.sheet = sheet
        self.place = place
        self.source = source
        self.found = found
        self.columns: dict[int, Column] = {}
        self.headers: list[str] = []

    def say(self, place: Place, why: Text, hint: Text, **fields: object) -> None:
        self.found.append(CellError(why, hint, **fields).at(place, self.source))

    def rows(self, width: int) -> Iterator[SheetRow]:
        """The rows below the header that have anything in them."""
        # What the workbook says of its own size is not to be believed.
        self.page.reset_dimensions()
        head = False
        for number, cells in enumerate(self.page.iter_rows(max_col=width), 1):
            if number > MOST_ROWS:
                self.say(self.place, _TOO_MANY, _SPLIT, limit=MOST_ROWS)
                return
            if all(_blank(cell.value) for cell in cells):
                continue
            if not head:
                head = True
                if not self.header(number, [str(cell.value or "") for cell in cells]):
                    return
            else:
                row = self.row(number, cells)
                if row.cells or row.wrong:
                    yield row

    def header(self, number: int, names: list[str]) -> bool:
        """Which column is which; whether the sheet can be read."""
        known = columns_named(self.sheet)
        self.headers = names
        headers = Words(
            tuple(Text(*(f"«{c.name.fill(lang)}»" for lang in LANGUAGES)) for c in self.sheet.columns),
            quoted=False,
        )
        place = attrs.evolve(self.place, row=number)
        if not any(folded(name) in known for name in names):
            self.say(place, _NO_HEADER, _HEADERS, known=headers)
            return False
        for index, name in enumerate(names):
            column = known.get(folded(name))
            here = self.at(number, index, name)
            if column in self.columns.values() and column is not None:
                self.say(here, _TWICE, _REMOVE, known=headers)
            elif column is not None:
                self.columns[index] = column
            elif name.strip():
                self.say(here, _UNKNOWN, _REMOVE, known=headers)
        there = {column.key for column in self.columns.values()}
        lacking = [c for c in self.sheet.columns if c.required and c.key not in there]
        for column in lacking:
            self.say(place, _MISSING, _HEADERS, missing=column.name, known=headers)
        return not lacking

    def at(self, row: int, index: int, header: str) -> Place:
        return attrs.evolve(
            self.place, row=row, column=index + 1, letter=get_column_letter(index + 1), header=header.strip()
        )

    def row(self, number: int, cells: tuple[object, ...]) -> SheetRow:
        good: dict[str, Cell] = {}
        wrong: set[str] = set()
        columns: dict[str, Place] = {}
        for index, column in self.columns.items():
            place = self.at(number, index, self.headers[index])
            columns[column.key] = place
            raw = cells[index] if index < len(cells) else None
            value = getattr(raw, "value", None)
            if column.kind == "told" or _blank(value):
                continue
            try:
                good[column.key] = Cell(_usable(column, value, getattr(raw, "data_type", "n")), place)
            except CellError as error:
                wrong.add(column.key)
                self.found.append(error.at(place, self.source))
        return SheetRow(self.sheet, attrs.evolve(self.place, row=number), good, frozenset(wrong), columns)


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _usable(column: Column, value: object, kind: str) -> str | float | dt.date:
    """The value of a cell as its column takes it; :class:`CellError` for what Excel made of it."""
    if kind == "f" or type(value).__name__ in ("ArrayFormula", "DataTableFormula"):
        raise CellError(_FORMULA, _NO_FORMULA)
    if kind == "e":
        raise CellError(_ERROR, _WRITE, value=value)
    if isinstance(value, bool):
        raise CellError(_TRUTH, _WRITE)
    if isinstance(value, dt.datetime | dt.date):
        day = value.date() if isinstance(value, dt.datetime) else value
        if column.kind != "date" or (isinstance(value, dt.datetime) and value.time() != dt.time()):
            raise CellError(
                _MADE_DATE,
                _AS_TEXT,
                value=value.isoformat(" ")
                if isinstance(value, dt.datetime) and value.time() != dt.time()
                else day.isoformat(),
            )
        return day
    if isinstance(value, int | float):
        if column.kind == "number":
            return float(value)
        if column.kind in ("title", "texts", "comments") and float(value).is_integer():
            return str(int(value))
        raise CellError(_NUMBER, _AS_TEXT, value=value)
    if isinstance(value, dt.time | dt.timedelta):
        raise CellError(_MADE_DATE, _AS_TEXT, value=value)
    return nfc(restored(str(value)))
