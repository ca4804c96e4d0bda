"""The first sheet of a rulebook's workbook: what it is, how things stand, and how to work in it."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from lmrules.interchange.xlsx_cells import stored
from lmrules.interchange.xlsx_sheets import SHEETS
from lmrules.interchange.xlsx_verdicts import Tone
from lmrules.messages import Language, Text

_BLUE = "1F4E79"
_FONT = "Calibri"
_STATE = Text("Slik står det", "Slik står det", "How things stand")
_SHEETS = Text("Arkene", "Arka", "The sheets")
_ROWS = Text("{n} rader", "{n} rader", "{n} rows")
_ONE_ROW = Text("1 rad", "1 rad", "1 row")
_HOW = Text("Slik arbeider du", "Slik arbeider du", "How to work in it")
_COLOURS = Text("Fargene i «Kontroll»", "Fargane i «Kontroll»", "The colours of Check")
_DIGEST = Text("Kontrollsum", "Kontrollsum", "Digest")
_STEPS: tuple[Text, ...] = (
    Text("Skriv nye rader nederst på arket. Alle celler er tekst, så koder og årstall blir stående "
        "slik du skriver dem.",
         "Skriv nye rader nedst på arket. Alle celler er tekst, så kodar og årstal blir ståande "
         "slik du skriv dei.",
         "Write new rows at the bottom of a sheet. All cells are text, so codes stay as you type them."),
    Text("Pek på en celle, så ser du hva som skal stå der. Der du ser en pil, kan du velge fra en liste.",
         "Peik på ei celle, så ser du kva som skal stå der. Der du ser ei pil, kan du velje frå ei liste.",
         "Point at a cell to see what belongs there. Where you see an arrow, choose from a list."),
    Text("Flere grunner eller kilder i én celle: én per linje (Alt+Enter).",
         "Fleire grunnar eller kjelder i éi celle: éi per linje (Alt+Enter).",
         "Several reasons or sources in one cell: one per line (Alt+Enter)."),
    Text("Ikke bruk formler. En formel er en feil når arket leses inn igjen.",
         "Ikkje bruk formlar. Ein formel er ein feil når arket blir lese inn att.",
         "Use no formulas. A formula is an error when the sheet is read back."),
    Text("Kodene på målene og kolonnen «Kontroll» er låst. Du låser opp med Gjennomgang → Opphev "
        "arkbeskyttelse; det er ikke noe passord.",
         "Kodane på måla og kolonnen «Kontroll» er låste. Du låser opp med Gjennomgang → Opphev "
         "arkvern; det er ikkje noko passord.",
         "The objectives' codes and the column Check are locked. Unlock with Review → Unprotect "
         "Sheet; there is no password."),
    Text("Lagre som .xlsx, og lag regelfilen på nytt: lmrules convert FIL.xlsx --from xlsx --to "
        "rules -o FIL.rules",
         "Lagre som .xlsx, og lag regelfila på nytt: lmrules convert FIL.xlsx --from xlsx --to "
         "rules -o FIL.rules",
         "Save as .xlsx, and make the rule file again: lmrules convert FILE.xlsx --from xlsx --to "
         "rules -o FILE.rules"),
    Text("Feil i arket blir meldt med ark, rad og kolonne, alle på én gang.",
         "Feil i arket blir melde med ark, rad og kolonne, alle på éin gong.",
         "Mistakes are reported with sheet, row and column, all at once."),
)  # fmt: skip
_LEGEND: tuple[tuple[Tone, Text], ...] = (
    ("good", Text("bevist, stemmer eller i orden", "prova, stemmer eller i orden",
        "proved, passes or in order")),
    ("warning", Text("advarsel: se på den", "åtvaring: sjå på ho", "a warning: look at it")),
    ("error", Text("feil: må rettes før regelverket kan brukes",
        "feil: må rettast før regelverket kan brukast",
                   "an error: the rulebook cannot be used before it is mended")),
    ("quiet", Text("merknad, utkast, eller en regel som ikke overfører noe",
                   "merknad, utkast, eller ein regel som ikkje overfører noko",
                   "a note, a draft, or a rule that transfers nothing")),
)  # fmt: skip


@attrs.frozen
class Summary:
    """What the first sheet tells of a rulebook: ``state`` in the words of ``check``, ``rows`` by sheet."""

    name: str
    title: str
    digest: str
    state: str
    rows: dict[str, int]
    colours: dict[Tone, PatternFill]


class _Writer:
    def __init__(self, page: Worksheet) -> None:
        self.page = page
        self.at = 1

    def line(
        self, *cells: str, font: Font | None = None, link: str | None = None, fill: PatternFill | None = None
    ) -> None:
        for column, text in zip("BC", cells, strict=False):
            cell = self.page[f"{column}{self.at}"]
            cell.value = stored(text)
            cell.data_type = "s"
            cell.number_format = "@"
            cell.alignment = Alignment(vertical="top", wrap_text=column == "C" or len(cells) == 1)
            if font is not None:
                cell.font = font
        if fill is not None:
            self.page[f"B{self.at}"].fill = fill
        if link is not None:
            cell = self.page[f"B{self.at}"]
            cell.hyperlink = f"#'{link}'!A1"
            cell.font = Font(name=_FONT, color="0563C1", underline="single")
        if font is not None and font.size is not None:
            self.page.row_dimensions[self.at].height = font.size * 1.6
        if len(cells) == 1:
            self.page.merge_cells(f"B{self.at}:C{self.at}")
        self.at += 1

    def head(self, text: str) -> None:
        self.at += 1
        self.line(text, font=Font(name=_FONT, bold=True, size=13, color=_BLUE))


def fill_front(page: Worksheet, summary: Summary, lang: Language) -> None:
    """Write the first sheet."""
    page.sheet_view.showGridLines = False
    page.column_dimensions["A"].width = 3
    page.column_dimensions["B"].width = 26
    page.column_dimensions["C"].width = 110
    writer = _Writer(page)
    writer.line(summary.title or summary.name, font=Font(name=_FONT, bold=True, size=18, color=_BLUE))
    writer.head(_STATE.fill(lang))
    writer.line(summary.name, summary.state)
    writer.line(_DIGEST.fill(lang), summary.digest)
    writer.head(_SHEETS.fill(lang))
    for sheet in SHEETS:
        count = summary.rows.get(sheet.key, 0)
        rows = (_ONE_ROW if count == 1 else _ROWS).fill(lang, {"n": count})
        name = sheet.name.fill(lang)
        writer.line(name, f"{sheet.about.fill(lang)} ({rows})", link=name)
    _sections(writer, summary, lang)
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.protection.sheet = True


def _sections(writer: _Writer, summary: Summary, lang: Language) -> None:
    writer.head(_HOW.fill(lang))
    for number, step in enumerate(_STEPS, 1):
        writer.line(str(number), step.fill(lang))
    writer.head(_COLOURS.fill(lang))
    for tone, text in _LEGEND:
        writer.line("", text.fill(lang), fill=summary.colours[tone])


def counted(sheets: Sequence[str]) -> dict[str, int]:
    """How many rows each sheet has."""
    return {key: sheets.count(key) for key in dict.fromkeys(sheets)}
