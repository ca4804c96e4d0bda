"""Files of other systems: what `convert --from` and `init --from` read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from functools import cache, partial

import openpyxl
from openpyxl.utils.exceptions import IllegalCharacterError
from promises import said, steers_nothing

from lmrules import api
from lmrules.approvals import ApprovalsError
from lmrules.interchange import FORMATS, xlsx
from lmrules.interchange.skeleton import Skeleton, Wanted, from_case, from_cells, from_csv
from lmrules.interchange.to_rules import rules_of
from lmrules.interchange.xlsx_reading import read_book
from lmrules.messages import LANGUAGES
from lmrules.pipeline import check_text
from lmrules.source import Source

_BOOK = """
regelverk lite
    kilde "Oppdiktet"
skala nivåer kunnskap < god-kunnskap
tema strålevern
læringsmålsett GML gyldig fra 2020-01-01 til 2025-09-01
    mål G-1 god-kunnskap: strålevern
    mål G-2 kunnskap: strålevern
læringsmålsett NY gyldig fra 2025-09-01
    mål N-1 kunnskap: strålevern
    mål N-2 kunnskap: strålevern
overgang GML til NY fra 2025-09-01
    regel R1: G-1 ≥ N-1 fordi "Samme fag."
    utkast regel R2: G-2 = N-2
"""
_MOST_CELLS = 2_000
_MOST_SAID = 1_000_000


@cache
def _book() -> api.Rulebook:
    return api.loads(_BOOK)


def _readable(text: str) -> None:
    """Rule text that we wrote: it can be read, and hides nothing."""
    assert steers_nothing(text.replace("\t", "")), "what was written hides something"
    unread = [d.message("en") for d in check_text(text).errors if d.code.id.startswith("LM0")]
    assert not unread, unread


def correspondences(form: str, data: bytes) -> None:
    """A correspondence in a format: rules that can be read, or errors, and never both."""
    reading = FORMATS[form].read(data, "fuzz")
    assert len(said(reading.found)) < _MOST_SAID, "too much is said"
    for base in (None, _book().model):
        made = rules_of(reading, Source("fuzz", ""), base=base)
        said(made.found)
        wrong = any(d.severity == "error" for d in made.found)
        says = base is None or bool(reading.crosswalk.passages)
        assert bool(made.text) == (says and not wrong)
        if made.text and base is None:
            _readable(made.text)


def _held(made: Skeleton) -> None:
    said(made.found)
    assert bool(made.text) == (not made.found)
    if made.text:
        _readable(made.text)


def skeleton(data: bytes) -> None:
    """An objective set of another system: a CASE package, CSV, and its rows as those of a sheet."""
    wanted = Wanted(rulebook="lite", lang=LANGUAGES[len(data) % len(LANGUAGES)])
    if data.lstrip().startswith(b"{"):
        _held(from_case(data, "fuzz.json", wanted))
        return
    _held(from_csv(data, "fuzz.csv", wanted))
    lines = data.decode("utf-8", "replace").split("\n")
    _held(from_cells([(n, line.split(";")) for n, line in enumerate(lines, 1)], "fuzz.xlsx", wanted))


@cache
def _whole() -> bytes:
    return xlsx.write(_book().checked, None, "", "nb")


def _workbook(data: bytes) -> bytes:
    """``data`` as a workbook: as it stands; as the XML of a sheet in a good one; or as lines of cells."""
    if data.startswith(b"PK"):
        return data
    made = io.BytesIO()
    if data.startswith(b"<"):
        with zipfile.ZipFile(io.BytesIO(_whole())) as good, zipfile.ZipFile(made, "w") as changed:
            for name in good.namelist():
                changed.writestr(name, data if name.endswith("/sheet4.xml") else good.read(name))
        return made.getvalue()
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    page = book.create_sheet("Regelverk")
    for line in data.decode("utf-8", "replace").split("\n")[:_MOST_CELLS]:
        try:
            if line.startswith("[") and line.endswith("]"):
                page = book.create_sheet(line[1:-1])
            else:
                page.append(line.split("\t"))
        except (
            ValueError,
            IllegalCharacterError,
        ):  # a character or a title that openpyxl writes in no workbook
            continue
    book.save(made)
    return made.getvalue()


def import_xlsx(data: bytes) -> None:
    """A rulebook's workbook: rules that can be read, or findings, each with its cell."""
    workbook = _workbook(data)
    for apart in (False, True):
        try:
            book = read_book(workbook, "fuzz.xlsx", apart=apart)
        except ApprovalsError as error:
            assert steers_nothing("".join(error.message(lang) for lang in LANGUAGES))
            return
        said(found.diagnostic for found in book.found)
        for lang in LANGUAGES:
            assert steers_nothing("".join(found.place.shown(lang) for found in book.found))
        assert book.files or book.errors, "nothing was made of it, and nothing said"


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    **{f"import_{form.replace('-', '_')}": partial(correspondences, form) for form in FORMATS},
    "import_xlsx": import_xlsx,
    "skeleton": skeleton,
}
