"""From a workbook to rule files. Every mistake in one run, each with its sheet, row and column.

The rows become the text of a rule file, piece by piece, and the text goes the way of every rule file: parsed,
resolved, checked. What is found there is led back to the cell that the words came from. So nothing is judged
here, and a workbook can say no more than a rule file can.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import attrs

from lmrules.diagnostics import Diagnostic
from lmrules.formatting import format_file
from lmrules.interchange.xlsx_cells import NO_NAME, PATH, comments_in, lines_of, texts_in
from lmrules.interchange.xlsx_opening import SheetRow, open_workbook
from lmrules.interchange.xlsx_order import Entry, Sorter
from lmrules.interchange.xlsx_places import CellError, Found, Place, Placed, located
from lmrules.interchange.xlsx_statements import MANY, SINGLE, Incomplete, Line, Pieces, bare_head
from lmrules.messages import Text
from lmrules.pipeline import CheckedRulebook, check_files
from lmrules.reading import RuleFiles
from lmrules.source import Source, Span
from lmrules.syntax import ast
from lmrules.syntax.ast import KEYWORD_LANGUAGES, Keywords
from lmrules.syntax.keywords import KEYWORDS, SPELLINGS
from lmrules.syntax.parse import parse
from lmrules.syntax.writing import write_text

_BEGINS = {
    "rulebook": "rulebook", "levels": "scale", "topics": "topic", "sets": "objective_set",
    "objectives": "objective", "transitions": "transition", "cohorts": "cohort", "rules": "rule",
    "judgements": "judgement", "fates": "new", "nevers": "never", "examples": "example",
}  # fmt: skip
_NOT_A_PATH = Text("`{value}` kan ikke være en regelfil her", "`{value}` kan ikkje vere ei regelfil her",
                   "`{value}` cannot be a rule file here")  # fmt: skip
_PATH_HINT = Text(
    "skriv en sti i samme mappe eller under den, med / mellom og .rules til slutt",
    "skriv ein sti i same mappe eller under ho, med / mellom og .rules til slutt",
    "write a path in the same folder or below it, with / between and .rules at the end",
)
_NOT_A_FILE = Text("`{value}` står ikke på arket for filer", "`{value}` står ikkje på arket for filer",
                   "`{value}` is not on the sheet of files")  # fmt: skip
_ADD_FILE = Text("velg en fil derfra, eller skriv den der først",
    "vel ei fil derifrå, eller skriv ho der først",
                 "choose a file from there, or write it there first")  # fmt: skip
_NOT_A_LANGUAGE = Text("`{value}` er ikke et språk her", "`{value}` er ikkje eit språk her",
                       "`{value}` is not a language here")  # fmt: skip
_LANGUAGES = Text("velg nb, nn eller en", "vel nb, nn eller en", "choose nb, nn or en")
_ONE_FILE_ONLY = Text(
    "filen tillater noe for hele seg selv, og kan ikke slås sammen med andre",
    "fila tillèt noko for heile seg sjølv, og kan ikkje slåast saman med andre",
    "the file allows something for all of itself, and cannot be put together with others",
)
_GIVE_FOLDER = Text("gi en mappe med -o, så blir filene hver for seg",
    "gi ei mappe med -o, så blir filene kvar for seg",
                    "give a folder with -o, and the files stay apart")  # fmt: skip


@attrs.frozen
class Book:
    """What a workbook says: the rule files by name, laid out; and what is wrong, in the order of its places.

    ``files`` is empty where something is wrong with cells or names; ``checked`` says what ``check`` does.
    ``count`` is how many files the rulebook came from.
    """

    files: tuple[tuple[str, str], ...]
    found: tuple[Found, ...]
    checked: CheckedRulebook | None
    keywords: Keywords = "nb"
    count: int = 1

    @property
    def errors(self) -> int:
        """How many errors there are."""
        return sum(f.diagnostic.severity == "error" for f in self.found)


def read_book(data: bytes, name: str, *, apart: bool) -> Book:
    """The rulebook in the workbook ``data``, which messages call ``name``.

    ``apart``: in as many files as it says; else in one. :class:`~lmrules.approvals.ApprovalsError` where the
    file is no workbook that may be read.
    """
    source = Source(name, "")
    rows, found = open_workbook(data, source)
    reader = _Reader(rows, source, found, apart=apart)
    reader.read()
    return reader.book()


class _Reader:
    def __init__(self, rows: Sequence[SheetRow], source: Source, found: list[Found], *, apart: bool) -> None:
        self.rows = rows
        self.source = source
        self.found = found
        self.apart = apart
        self.heads = [row for row in rows if row.sheet.key == "files"]
        self.keywords = self.language()
        self.names: dict[str, int] = {}
        self.placed: list[Placed] = []
        self.broken: list[list[tuple[int, ast.Broken]]] = []
        self.sources: list[Source] = []
        self.parsed: list[ast.File] = []
        self.wrong: list[Diagnostic] = []
        self.doubtful: set[Place] = set()

    # ------------------------------------------------------------------- what the workbook is about

    def complain(self, place: Place, why: Text, hint: Text, **fields: object) -> None:
        self.found.append(CellError(why, hint, **fields).at(place, self.source))

    def language(self) -> Keywords:
        """The language of the keywords: the one said, else that of the types chosen, else bokmål."""
        for row in self.rows:
            if row.sheet.key == "rulebook" and "keywords" in row.cells:
                said = row.cells["keywords"].text.strip().casefold()
                for known in KEYWORD_LANGUAGES:
                    if known == said:
                        return known
                self.complain(row.cell("keywords"), _NOT_A_LANGUAGE, _LANGUAGES, value=said[:60])
        return _spoken(self.rows)

    def name_files(self) -> None:
        """The files in order; a row may name none that is not among them."""
        for row in self.heads:
            cell = row.cells.get("name")
            path = cell.text.strip() if cell else ""
            if not PATH.fullmatch(path):
                self.complain(row.cell("name"), _NOT_A_PATH, _PATH_HINT, value=path[:100])
            else:
                self.names.setdefault(path, len(self.names))
        for row in self.rows:
            cell = row.cells.get("file")
            if cell is not None and row.sheet.key != "files" and cell.text.strip() not in self.names:
                self.complain(cell.place, _NOT_A_FILE, _ADD_FILE, value=cell.text.strip()[:100])
        if not self.names:
            self.names[NO_NAME] = 0

    # ------------------------------------------------------------------- the texts

    def read(self) -> None:
        """Put the texts together, and parse them."""
        self.name_files()
        sorter = Sorter(self.source, self.found, self.keywords, self.names)
        tops = sorter.sorted([row for row in self.rows if row.sheet.key != "files"])
        for _ in self.names if self.apart else [0]:
            self.placed.append(Placed())
            self.broken.append([])
        for number, name in enumerate(self.names):
            self.file(number, name, [top for top in tops if top.file == number])
        for entry in (top for top in tops if top.file < 0):
            self.statement(entry, 0)
        for number, placed in enumerate(self.placed):
            source = Source(list(self.names)[number], placed.text)
            file, wrong = parse(source)
            self.sources.append(source)
            self.parsed.append(_with_broken(file, self.broken[number]))
            self.wrong += wrong

    def file(self, number: int, name: str, tops: Sequence[Entry]) -> None:
        """Write one file: what stands first in it, then its statements."""
        row = next(
            (r for r in self.heads if r.cells.get("name") and r.cells["name"].text.strip() == name), None
        )
        to_file = number if self.apart else 0
        if row is not None:
            self.head(row, to_file, merged=bool(number) and not self.apart)
        uses = self.uses(row) if row is not None and self.apart else []
        if not (tops and tops[0].rank == 0):
            self.add(uses, to_file)
            uses = []
        for top in tops:
            self.statement(top, to_file)
            self.add(uses, to_file)
            uses = []
            for entry in top.inner:
                self.statement(entry, to_file)
        if row is not None and "tail" in row.cells:
            self.add([("\n\n" + "\n".join(comments_in(row.cells["tail"].text)), row.cell("tail"))], to_file)
        self.add([("\n", self.found_at(row))], to_file)

    def found_at(self, row: SheetRow | None) -> Place:
        return row.place if row is not None else Place(0, "")

    def head(self, row: SheetRow, number: int, *, merged: bool) -> None:
        """The comments that stand first in a file, parted from its statements by an empty line."""
        if merged and "allowed" in row.cells:
            self.complain(row.cell("allowed"), _ONE_FILE_ONLY, _GIVE_FOLDER)
        lines: Pieces = []
        if "comment" in row.cells:
            lines += [(f"{c}\n", row.cell("comment")) for c in comments_in(row.cells["comment"].text)]
        if "allowed" in row.cells:
            lines += [
                (f"# lmrules: {a.strip()}\n", row.cell("allowed"))
                for a in lines_of(row.cells["allowed"].text)
            ]
        self.add([*lines, ("\n", row.place)] if lines else [], number)

    def uses(self, row: SheetRow) -> Pieces:
        """The `bruk` of a file."""
        if "uses" not in row.cells:
            return []
        paths = texts_in(row.cells["uses"].text)
        word = SPELLINGS["use"][self.keywords]
        return [(f"\n{word} {write_text(path)}", row.cell("uses")) for path in paths]

    def add(self, pieces: Pieces, number: int) -> None:
        for text, place in pieces:
            self.placed[number].add(text, place)

    def statement(self, entry: Entry, number: int) -> None:
        """Write one statement with its comments, or keep its names where it cannot be written."""
        if entry.head or not entry.lines:
            self.add([(f"\n\n{entry.head}", entry.place or self.found_at(None))], number)
            return
        key = entry.first.row.sheet.key
        about = [piece for line in entry.lines for piece in _remarks(line.row)]
        try:
            pieces = MANY[key](entry.lines) if key in MANY else SINGLE[key](entry.first)
        except Incomplete:
            if key in ("sets", "transitions") and (pieces := _bare(entry.first)):
                self.doubtful.add(entry.first.row.place)
                self.add([("\n", entry.first.row.place), *pieces], number)
                return
            self.broken[number].append((self.placed[number].length, _broken(entry)))
            return
        # What has a comment stands apart from what is before it.
        gap = "\n\n" if about else "\n"
        self.add([(gap, entry.first.row.place), *about, *pieces], number)

    # ------------------------------------------------------------------- the answer

    def follows(self, found: Found) -> bool:
        """Whether a finding is about a head whose day, say, could not be used: that is told already."""
        here, *others = (
            attrs.evolve(place, column=0, letter="", header="") for place in (found.place, *found.others)
        )
        about_dates = found.diagnostic.code.id.startswith("LM2")
        return here in self.doubtful or (about_dates and not self.doubtful.isdisjoint(others))

    def book(self) -> Book:
        """What came of it."""
        texts = {id(source): placed for source, placed in zip(self.sources, self.placed, strict=True)}
        places = texts | {id(self.source): Placed()}
        checked = check_files(RuleFiles(list(self.parsed), list(self.wrong)))
        told = located((d for d in checked.diagnostics if id(d.span.source) in places), texts)
        self.found += (found for found in told if not self.follows(found))
        ordered = sorted(self.found, key=lambda f: (f.place.key, f.diagnostic.code.id))
        whole = not any(f.diagnostic.severity == "error" and _unread(f.diagnostic) for f in self.found)
        files = tuple(
            (source.name, format_file(file, source, self.keywords))
            for source, file in zip(self.sources, self.parsed, strict=True)
            if whole
        )
        return Book(files, tuple(ordered), checked if whole else None, self.keywords, len(self.names))


def _bare(line: Line) -> Pieces:
    try:
        return bare_head(line)
    except Incomplete:
        return []


def _unread(diagnostic: Diagnostic) -> bool:
    """Whether an error is one of cells, text or names, so that nothing can be written."""
    return diagnostic.code.id < "LM2" or diagnostic.code.id > "LM8"


def _remarks(row: SheetRow) -> Pieces:
    pieces: Pieces = []
    if "comment" in row.cells:
        pieces += [(f"{c}\n", row.cell("comment")) for c in comments_in(row.cells["comment"].text)]
    if "allowed" in row.cells:
        pieces += [
            (f"# lmrules: {a.strip()}\n", row.cell("allowed")) for a in lines_of(row.cells["allowed"].text)
        ]
    return pieces


def _broken(entry: Entry) -> ast.Broken:
    """A statement that could not be written: nothing more is said of the names in it."""
    nowhere = Span(Source("", ""), 0, 0)
    words = {
        word
        for line in entry.lines
        for cell in line.row.cells.values()
        for word in (cell.text.strip(), *re.findall(r"'[^']+'|[\w\u0300-\u036f.-]+", cell.text))
    }
    names = tuple(ast.Name(span=nowhere, text=word.strip("'")) for word in sorted(words) if word)
    return ast.Broken(span=nowhere, names=names, begins=_BEGINS[entry.first.row.sheet.key])


def _with_broken(file: ast.File, broken: Sequence[tuple[int, ast.Broken]]) -> ast.File:
    """``file`` with what could not be written put where it would stand."""
    source = file.span.source
    placed = [
        attrs.evolve(b, span=Span(source, min(at, len(source.text)), min(at, len(source.text))))
        for at, b in broken
    ]
    statements = sorted((*file.statements, *placed), key=lambda s: s.span.start)
    return attrs.evolve(file, statements=tuple(statements)) if placed else file


def _spoken(rows: Iterable[SheetRow]) -> Keywords:
    """The language that most of the types are chosen in."""
    words = [row.cells["type"].text.strip().casefold() for row in rows if "type" in row.cells]
    for language in ("en", "nn"):
        spelled = {getattr(k, language) for k in KEYWORDS} - {k.nb for k in KEYWORDS}
        if sum(word in spelled for word in words) * 2 > len(words):
            return language
    return "nb"
