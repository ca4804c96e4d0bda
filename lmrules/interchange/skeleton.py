"""An objective set from another system, as a rule file to fill in: codes and short titles, and no content.

Official sentences are not ours to keep. Only what stands in a column of titles comes along, and only so much
of it as a title needs; every other column is left out, and the caller is told which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath

import attrs

from lmrules.diagnostics import Diagnostic
from lmrules.formatting import print_statements
from lmrules.interchange.case_reading import items_in
from lmrules.interchange.crosswalk import Concept, Crosswalk, Scheme
from lmrules.interchange.csv_file import csv_rows
from lmrules.interchange.reading import Findings, Stop, cut, opened
from lmrules.interchange.table import Row
from lmrules.interchange.to_rules import LONGEST_TITLE, sets_of
from lmrules.interchange.validity import is_name
from lmrules.messages import Language, Text
from lmrules.model.model import ObjectiveId
from lmrules.source import Source, Span, nfc
from lmrules.syntax.spelling import folded

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "code": ("kode", "code", "læringsmålkode", "læringsmålskode", "id", "nr", "nummer", "humanCodingScheme"),
    "title": ("tittel", "title", "kort tittel", "short title", "korttittel", "navn", "kortnavn", "name",
              "abbreviatedStatement"),
}  # fmt: skip
_NO_CODES = Text(
    "ingen kolonne heter `kode` (eller `code`)",
    "ingen kolonne heiter `kode` (eller `code`)",
    "no column is called `code` (or `kode`)",
)
_TWO = Text(
    "kolonne {first} og {second} er begge {what}", "kolonne {first} og {second} er begge {what}",
    "columns {first} and {second} are both {what}",
)  # fmt: skip
_CODES, _TITLES = Text("koder", "kodar", "codes"), Text("titler", "titlar", "titles")
_NOTHING = Text("den har ingen mål", "ho har ingen mål", "it has no objectives")
_NO_CODE = Text(
    "kolonne {column}: koden mangler",
    "kolonne {column}: koden manglar",
    "column {column}: the code is missing",
)
_BAD_CODE = Text(
    "kolonne {column}: `{code}` kan ikke være en kode",
    "kolonne {column}: `{code}` kan ikkje vere ein kode",
    "column {column}: `{code}` cannot be a code",
)
_AGAIN = Text(
    "kolonne {column}: koden `{code}` står også i linje {line}",
    "kolonne {column}: koden `{code}` står òg i linje {line}",
    "column {column}: the code `{code}` also stands in line {line}",
)
_HEAD = Text(
    "Læringsmålene fra {file}, uten innhold. Skriv under hvert mål hva det krever, for eksempel\n"
    "    god-kunnskap: strålevern\n"
    "eller `nivå god-kunnskap` der innholdet ikke er analysert.",
    "Læringsmåla frå {file}, utan innhald. Skriv under kvart mål kva det krev, til dømes\n"
    "    god-kunnskap: strålevern\n"
    "eller `nivå god-kunnskap` der innhaldet ikkje er analysert.",
    "The objectives from {file}, without content. Write below each what it requires, such as\n"
    "    good-knowledge: radiation-protection\n"
    "or `level good-knowledge` where its content is not analysed.",
)


@attrs.frozen(kw_only=True)
class Skeleton:
    """A rule file to fill in (no text where there are errors), and what became of the file behind it."""

    text: str = ""
    found: tuple[Diagnostic, ...] = ()
    objectives: int = 0
    cut: int = 0
    left_out: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Wanted:
    """What is to be made: the names of the rulebook and of the set, and the language of its keywords."""

    rulebook: str
    set: str = ""
    lang: Language = "nb"


def from_case(data: bytes, name: str, wanted: Wanted) -> Skeleton:
    """The skeleton of a CASE package: `humanCodingScheme` is the code, `abbreviatedStatement` the title."""
    findings, readable = opened(data, name, "CASE")

    def make() -> Skeleton:
        title, items = items_in(findings)
        rows = [Row(("humanCodingScheme", "abbreviatedStatement"), findings.whole)]
        rows += [Row((item.code, item.title), item.at) for item in items]
        return _made(rows, findings, wanted, title)

    return _tried(make, findings, readable=readable)


def from_csv(data: bytes, name: str, wanted: Wanted) -> Skeleton:
    """The skeleton of a CSV file with a column of codes, and perhaps one of titles."""
    findings, readable = opened(data, name, "CSV")
    return _tried(lambda: _made(csv_rows(findings), findings, wanted), findings, readable=readable)


def from_cells(rows: Iterable[tuple[int, Sequence[str]]], name: str, wanted: Wanted) -> Skeleton:
    """The skeleton of a sheet, its rows by number: a finding's line is the row of the sheet."""
    sheet = dict(rows)
    lines = [
        "\t".join(" ".join(c.split()) for c in sheet.get(n, ())) for n in range(1, max(sheet, default=0) + 1)
    ]
    findings = Findings(Source(name, "\n".join(lines)), "Excel")
    made = (Row(tuple(cells), findings.line(number)) for number, cells in sheet.items())
    return _tried(lambda: _made(made, findings, wanted), findings)


def _tried(make: Callable[[], Skeleton], findings: Findings, *, readable: bool = True) -> Skeleton:
    """What ``make`` makes; where it stops, what was found."""
    try:
        return make() if readable else Skeleton(found=findings.reading().found)
    except Stop:
        return Skeleton(found=findings.reading().found)


def _stem(name: str) -> str:
    stem = PurePath(name).name.partition(".")[0]
    return stem if is_name(stem) else "sett"


def _made(rows: Iterable[Row], findings: Findings, wanted: Wanted, title: str = "") -> Skeleton:
    """The skeleton of rows, the first of which names the columns."""
    each = iter(rows)
    header = next((row for row in each if any(cell.strip() for cell in row.cells)), None)
    if header is None:
        raise findings.refuse(_NOTHING)
    columns = _columns(header, findings)
    name = wanted.set or _stem(findings.source.name)
    concepts = list(_concepts(each, columns, findings, name))
    if not concepts and not findings.found:
        raise findings.refuse(_NOTHING)
    if findings.found:
        raise Stop
    scheme = Scheme(name=name, title=title, concepts=tuple(concepts))
    statements = sets_of(Crosswalk(name=wanted.rulebook, schemes=(scheme,)))
    head = _HEAD.fill(wanted.lang, {"file": PurePath(findings.source.name).name})
    comment = "".join(f"# {line}\n" for line in head.split("\n"))
    used = set(columns.values())
    return Skeleton(
        text=comment + "\n" + print_statements(statements, "en" if wanted.lang == "en" else "nb"),
        objectives=len(concepts),
        cut=sum(len(" ".join(c.title.split())) > LONGEST_TITLE for c in concepts),
        left_out=tuple(c.strip() or str(i) for i, c in enumerate(header.cells, 1) if i - 1 not in used),
    )


def _columns(header: Row, findings: Findings) -> dict[str, int]:
    """Which column has the codes, and which the titles, if any."""
    kinds = {folded(name): what for what, names in _COLUMNS.items() for name in names}
    columns: dict[str, int] = {}
    for index, cell in enumerate(header.cells):
        what = kinds.get(folded(cell.strip()))
        if what in columns:
            both = {"first": columns[what] + 1, "second": index + 1}
            raise findings.refuse(_TWO, header.at, what=_CODES if what == "code" else _TITLES, **both)
        if what is not None:
            columns[what] = index
    if "code" not in columns:
        raise findings.refuse(_NO_CODES, header.at)
    return columns


def _concepts(
    rows: Iterable[Row], columns: Mapping[str, int], findings: Findings, of: str
) -> Iterator[Concept]:
    """The objectives, in the order of the file; what cannot be one is a finding."""
    seen: dict[str, int] = {}
    for row in rows:
        if not any(cell.strip() for cell in row.cells):
            continue
        findings.count()
        cells = {what: nfc(row.cells[i].strip()) for what, i in columns.items() if i < len(row.cells)}
        code = cells.get("code", "")
        column = columns["code"] + 1
        at = _cell(row.at, code)
        if not code:
            findings.row(at, _NO_CODE, column=column)
        elif not is_name(code):
            findings.row(at, _BAD_CODE, column=column, code=cut(code))
        elif code in seen:
            findings.row(at, _AGAIN, column=column, code=code, line=seen[code])
        else:
            seen[code] = row.at.begin.line
            yield Concept(id=ObjectiveId(of, code), title=cells.get("title", ""), at=at)


def _cell(row: Span, text: str) -> Span:
    """Where ``text`` stands in a row; the whole row where it does not stand there as it is."""
    start = row.source.text.find(text, row.start, row.end) if text else -1
    return Span(row.source, start, start + len(text)) if start >= 0 else row
