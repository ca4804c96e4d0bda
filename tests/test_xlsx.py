"""A rulebook as a workbook: nothing is lost on the way out and in, and every mistake is told with its cell."""

from __future__ import annotations

import datetime as dt
import io
import random
import re
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import attrs
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet
from printing import Printer
from strategies import checked_for_errors, randomness, rulebooks

from lmrules.approvals import ApprovalsError
from lmrules.cli import main
from lmrules.interchange import xlsx
from lmrules.interchange.xlsx_cells import comments_cell, comments_in, restored, stored, texts_cell, texts_in
from lmrules.interchange.xlsx_reading import Book, read_book
from lmrules.interchange.xlsx_sheets import SHEETS
from lmrules.messages import LANGUAGES, Language
from lmrules.model.model import Rulebook
from lmrules.pipeline import CheckedRulebook, check_path, check_text
from lmrules.syntax.ast import KEYWORD_LANGUAGES

RULES = Path(__file__).parents[1] / "rules"

SMALL = """\
# lmrules: tillat LM602 fordi eksempelet ikke har noen kilde

# En merknad til regelverket
regelverk lite "Et lite regelverk"

skala s lav < høy

tema alt "Alt" omfatter noe
tema noe

læringsmålsett GAMMEL "Det gamle"
    gyldig fra 2020-01-01 til 2025-01-01
    mål G-1 "Alt"
        høy: alt
        lav: noe
    mål 'FKM 1.2' "Noe"
        lav: noe
    mål G-3

læringsmålsett NY "Det nye"
    gyldig fra 2025-01-01
    mål N-1 "Noe av det"
        høy: noe
    mål N-2 "Mer av det"
        høy: noe

overgang GAMMEL til NY fra 2025-01-01
    # Den første regelen
    regel R1: G-1 ≥ N-1
        fordi "Det gamle rommer det nye."
        fordi "Og det er sagt to ganger."
    # lmrules: tillat LM603 fordi det er prøvd
    utkast regel R2: N-2 ≤ 'FKM 1.2' og G-1
    utgår G-3 fordi "Ble borte."
    aldri N-2 uten G-1 og 'FKM 1.2' fordi "Begge trengs."
    eksempel "Det gamle gir det nye"
        gitt G-1 2023-02-01, 'FKM 1.2'
        så overføres bare N-1
        så vurderes N-2
"""


def small(text: str = SMALL) -> CheckedRulebook:
    """The rulebook of a text, as if it were a file."""
    return check_text(text, "regelverk.rules")


def written(checked: CheckedRulebook, lang: Language = "nb") -> bytes:
    """The workbook of a rulebook."""
    assert xlsx.writable(checked)
    return xlsx.write(checked, None, "", lang)


def read(data: bytes, *, apart: bool = False) -> Book:
    """What a workbook says."""
    return read_book(data, "bok.xlsx", apart=apart)


def there_and_back(checked: CheckedRulebook, lang: Language = "nb") -> CheckedRulebook:
    """A rulebook that has been a workbook, in as many files as before, without anything unread."""
    book = read(written(checked, lang), apart=True)
    assert book.checked is not None, [(f.place.shown("en"), f.diagnostic.message("en")) for f in book.found]
    return checked_for_errors(*(text for _, text in book.files))


# ------------------------------------------------------------------------------------------- nothing is lost


@settings(max_examples=8)
@given(rulebooks(), randomness(), st.sampled_from(LANGUAGES), st.sampled_from(KEYWORD_LANGUAGES))
def test_a_generated_rulebook_comes_back_as_it_was(
    book: Rulebook, vary: random.Random, lang: Language, keywords: Language
) -> None:
    """Whatever the rulebook, its keywords and the language of the workbook: the same rulebook comes back."""
    before = checked_for_errors(Printer(keywords, vary).print(book))
    after = there_and_back(before, lang)
    assert after.digest == before.digest
    assert after.book == before.book


HOSTILE = st.text("abæ=+-@\"'\\#,;:()\t «»–\u00a0\u0301🙂_x0005F1", max_size=20) | st.sampled_from(
    ("=1+1", "+47", "-1", "@SUM(A1)", "007", "1-2", "1E5", "2025-03-01", "_x000D_", "_x005F_x0041_", "x005F_",
     "'", '""', '"a"', " ", "  a  ", "TRUE", "#REF!", '=HYPERLINK("http://x")', "# lmrules: tillat LM404")
)  # fmt: skip


@settings(max_examples=10)
@given(st.lists(HOSTILE, min_size=8, max_size=8))
def test_no_text_is_changed_on_the_way(texts: list[str]) -> None:
    """Titles, reasons and sources are what they were, whatever a spreadsheet might take them for."""
    book = check_text(SMALL).book
    step = book.transitions[0]
    rule = attrs.evolve(step.rules[0], reasons=tuple(texts[:2]), sources=tuple(texts[2:4]))
    topics = tuple(attrs.evolve(t, title=texts[4]) for t in book.topics)
    examples = (attrs.evolve(step.examples[0], title=texts[5]),)
    changed = attrs.evolve(
        book,
        title=texts[6],
        sources=(texts[7],),
        topics=topics,
        transitions=(attrs.evolve(step, rules=(rule, *step.rules[1:]), examples=examples),),
    )
    before = checked_for_errors(Printer().print(changed))
    after = there_and_back(before)
    assert after.digest == before.digest
    assert after.book == before.book


@given(
    st.text(st.characters(codec=None), max_size=30),
    st.lists(HOSTILE.filter(lambda t: "\n" not in t), max_size=4),
)
def test_cells_hold_any_text(text: str, several: list[str]) -> None:
    """What is stored is restored, of whatever characters; and several texts stay several."""
    assert restored(stored(text)) == text
    assert texts_in(texts_cell(several)) == several
    comments = [f"#{text}" for text in several]
    assert comments_in(comments_cell(comments)) == comments


@pytest.mark.parametrize("name", ["nukleaermedisin", "lis1", "erstattes-av"])
def test_a_shipped_rulebook_comes_back_file_by_file(name: str) -> None:
    """Digest, decisions, comments, and the statements of each file in their order are the same."""
    before = check_path(RULES / f"{name}.rules")
    book = read(written(before), apart=True)
    assert book.checked is not None
    assert book.checked.digest == before.digest
    assert book.checked.book == before.book
    assert [f.place for f in book.found] == [] or len(book.found) == len(before.diagnostics)
    root = (RULES / f"{name}.rules").parent
    for (path, text), file in zip(book.files, before.files, strict=True):
        assert (root / path).resolve() == Path(file.span.source.name).resolve()
        again = check_text(text).files[0]
        assert [c.text.rstrip() for c in again.comments] == [c.text.rstrip() for c in file.comments]
        assert [type(s) for s in again.statements] == [type(s) for s in file.statements]


def test_a_rulebook_of_several_files_can_become_one(tmp_path: Path) -> None:
    """Put together in one file it is the same rulebook."""
    before = check_path(RULES / "lis1.rules")
    book = read(written(before))
    assert book.count == 3
    [(_, text)] = book.files
    assert check_text(text).digest == before.digest
    assert check_text(text).book == before.book


def test_what_is_allowed_stays_allowed_where_it_was() -> None:
    """A `tillat` for the file and one for a statement are there again, and nothing new is said."""
    before = small()
    book = read(written(before))
    [(_, text)] = book.files
    after = check_text(text)
    assert [(d.code.id, d.message("nb")) for d in after.diagnostics] == [
        (d.code.id, d.message("nb")) for d in before.diagnostics
    ]
    assert text.index("tillat LM602") < text.index("\n\n") < text.index("regelverk")
    assert "# lmrules: tillat LM603 fordi det er prøvd\n    utkast regel R2" in text


def test_a_workbook_that_comes_back_and_goes_out_again_is_the_same_file() -> None:
    """Workbook, rules, workbook: the same bytes (and so no clock in them)."""
    once = written(small())
    [(name, text)] = read(once).files
    assert written(check_text(text, name)) == once


# ------------------------------------------------------------------------------------------- what Excel does


@cache
def small_workbook() -> bytes:
    """The workbook of the small rulebook."""
    return written(small())


def edited(edit: Callable[[openpyxl.Workbook], None]) -> bytes:
    """The workbook of a rulebook with something changed in it, saved as spreadsheets save it."""
    book = openpyxl.load_workbook(io.BytesIO(small_workbook()))
    edit(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def put(sheet: str, cell: str, value: object) -> Callable[[openpyxl.Workbook], None]:
    """An edit of one cell."""

    def edit(book: openpyxl.Workbook) -> None:
        page = book[sheet]
        assert isinstance(page, Worksheet)
        page[cell] = value

    return edit


def said(data: bytes) -> list[tuple[str, str]]:
    """Sheet and cell, and what is wrong there, of each error."""
    book = read(data)
    return [
        (f"{f.place.sheet}!{f.place.letter}{f.place.row}", f.diagnostic.message("nb"))
        for f in book.found
        if f.diagnostic.severity == "error"
    ]


def test_saving_by_another_program_changes_nothing() -> None:
    """A workbook saved again, by openpyxl here, says what it said."""
    before = small()
    book = read(edited(lambda _: None))
    assert book.checked is not None
    assert book.checked.digest == before.digest


MISTAKES = {
    "a formula": ("Regler", "D2", "=A1", "cellen er en formel"),
    "a formula that looks like text": ("Mål", "C2", '=CONCATENATE("a","b")', "cellen er en formel"),
    "a number as a code": ("Mål", "B2", 7, "cellen er tallet 7"),
    "a date where there was 1-2": ("Regler", "B2", dt.datetime(2025, 2, 1), "Excel har gjort cellen om til datoen 2025-02-01"),  # noqa: DTZ001
    "true": ("Temaer", "B2", True, "cellen er sann eller usann"),
    "a date as people write it": ("Overganger", "C2", "1.1.2025", "`1.1.2025` er ikke en dato"),
    "a day that is not": ("Sett", "C2", "2025-02-30", "datoen `2025-02-30` finnes ikke"),
    "a time of day": ("Sett", "C2", dt.datetime(2025, 2, 1, 9), "Excel har gjort cellen om til datoen 2025-02-01 09:00:00"),  # noqa: DTZ001
    "an en dash in an expression": ("Regler", "D2", "G–1", "her står tegnet `–`"),
    "a smuggled reason": ("Regler", "D2", 'G-1 ≥ N-2 fordi "x" regel R9: G-1', "kan ikke stå her"),
    "a smuggled comment": ("Regler", "D2", "G-1 # tillat", "kan ikke stå her"),
    "a smuggled statement": ("Utgår og nytt", "C2", "G-3\nnytt N-2", "G-3"),
    "an unknown code": ("Regler", "D2", "G-9", "læringsmålet `G-9` finnes ikke"),
    "an unknown topic": ("Mål", "E2", "annet", "temaet `annet` er nevnt"),
    "an unknown type": ("Regler", "C2", "forslag", "`forslag` kan ikke velges her"),
    "an unknown relation": ("Regler", "E2", "større enn", "`større enn` kan ikke velges her"),
    "an empty name": ("Regler", "B2", None, "cellen er tom"),
    "an unknown transition": ("Regler", "A2", "NY → GAMMEL", "overgangen `NY → GAMMEL` er ikke på arket"),
    "a quote in a name": ("Temaer", "A2", "it's", "`it's` kan ikke være et navn"),
    "an apostrophe in two names": ("Mål", "E2", "a'b, c'd", "kan ikke være et navn"),
    "two commas": ("Mål", "E2", "alt,, noe", "det står to komma etter hverandre"),
    "an error value": ("Temaer", "B2", "#REF!", "cellen er en feilverdi fra Excel"),
    "a path out": ("Filer", "A2", "../x.rules", "`../x.rules` kan ikke være en regelfil her"),
    "a language": ("Regelverk", "D2", "sv", "`sv` er ikke et språk her"),
    "a number that is none": ("Regler", "P2", "først", "`først` er ikke et nummer"),
}  # fmt: skip


@pytest.mark.parametrize(("sheet", "cell", "value", "text"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_sheet_row_and_column(sheet: str, cell: str, value: object, text: str) -> None:
    """Each mistake is an error (or, for a topic, a note) at its cell, and never taken for something else."""
    data = edited(put(sheet, cell, value))
    book = read(data)
    here = [f for f in book.found if f"{f.place.letter}{f.place.row}" == cell and f.place.sheet == sheet]
    assert any(text in f.diagnostic.message("nb") for f in here), said(data)
    assert all(f.diagnostic.message(lang) and f.diagnostic.help(lang) for f in here for lang in LANGUAGES)
    if book.files:
        [(_, rules)] = book.files
        assert check_text(rules).digest != check_text(SMALL).digest


def test_all_mistakes_come_in_one_run() -> None:
    """Mistakes on different sheets are all told, in the order of the sheets, and none follows from another."""

    def edit(book: openpyxl.Workbook) -> None:
        for sheet, cell, value in (
            ("Mål", "B2", 7),
            ("Regler", "D2", "=A1"),
            ("Regler", "H3", "N-9"),
            ("Temaer", "A2", "it's"),
            ("Overganger", "C2", "snart"),
        ):
            put(sheet, cell, value)(book)

    found = said(edited(edit))
    assert [place for place, _ in found] == [
        "Mål!B2",
        "Regler!D2",
        "Regler!H3",
        "Temaer!A2",
        "Overganger!C2",
    ], found


def test_nothing_is_written_where_something_cannot_be_read() -> None:
    """With a cell that cannot be used there are no rules; with a rule that gives too much there are."""
    assert read(edited(put("Regler", "D2", "=A1"))).files == ()
    too_much = read(edited(put("Regler", "D2", "'FKM 1.2'")))
    assert too_much.errors == 1
    [found] = [f for f in too_much.found if f.diagnostic.severity == "error"]
    assert (found.place.sheet, found.place.row, found.diagnostic.code.id) == ("Regler", 2, "LM301")
    [(_, text)] = too_much.files
    assert "regel R1: 'FKM 1.2' ≥ N-1" in text


def test_columns_may_change_places_and_headers_may_be_in_any_language() -> None:
    """What a column is, its header says."""

    def edit(book: openpyxl.Workbook) -> None:
        page = book["Regler"]
        assert isinstance(page, Worksheet)
        page.move_range("D1:D9", cols=30)
        page["AH1"] = "  old OBJECTIVES "

    book = read(edited(edit))
    assert book.checked is not None
    assert book.checked.digest == check_text(SMALL).digest


def test_unknown_and_missing_columns_and_sheets_are_told() -> None:
    """An unknown header and a missing one are errors; an unknown sheet is a warning, as it may be notes."""

    def edit(book: openpyxl.Workbook) -> None:
        page = book["Regler"]
        assert isinstance(page, Worksheet)
        page["B1"] = "Regelnavn"
        book.create_sheet("Notater")["A1"] = "husk"

    book = read(edited(edit))
    assert [(f.place.sheet, f.place.letter, f.diagnostic.severity) for f in book.found if f.diagnostic.code.id[2] == "8"] == [
        ("Regler", "", "error"), ("Regler", "B", "error"), ("Notater", "", "warning"),
    ]  # fmt: skip


def test_a_new_row_needs_no_number_and_comes_after_the_row_above() -> None:
    """A row typed at the end of a sheet, without file, number or transition, is read and stands there."""

    def edit(book: openpyxl.Workbook) -> None:
        page = book["Regler"]
        assert isinstance(page, Worksheet)
        for column, value in zip("BDEH", ("R3", "G-1", "dekker", "N-2"), strict=True):
            page[f"{column}4"] = value

    book = read(edited(edit))
    [(_, text)] = book.files
    assert text.index("R2") < text.index("regel R3: G-1 ≥ N-2") < text.index("utgår G-3")


def test_an_apostrophe_that_excel_takes_away_is_put_back() -> None:
    """`'FKM 1.2'` typed in Excel loses its first apostrophe, and still is the name it was meant to be."""

    def edit(book: openpyxl.Workbook) -> None:
        for sheet, cell, value in (
            ("Regler", "D3", "FKM 1.2' og G-1"),
            ("Eksempler", "C2", "FKM 1.2', G-1 2023-02-01"),
            ("Mål", "B4", "FKM 1.2'"),
        ):
            put(sheet, cell, value)(book)

    book = read(edited(edit))
    assert book.checked is not None
    assert book.checked.digest == small().digest


def test_a_workbook_of_objectives_alone_becomes_a_skeleton() -> None:
    """A sheet `Mål` with set, code and title is enough: the sets are declared, and the titles kept."""
    book = openpyxl.Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    page.title = "Mål"
    for row in (
        ("Sett", "Kode", "Tittel"),
        ("A", "FKM 1.1", "Én"),
        ("A", "FKM 1.2", "To"),
        ("B", "X-1", None),
    ):
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    found = read(out.getvalue())
    assert found.errors == 0
    [(name, text)] = found.files
    assert name == "regelverk.rules"
    assert text == (
        "læringsmålsett A\n    mål 'FKM 1.1' \"Én\"\n    mål 'FKM 1.2' \"To\"\n\nlæringsmålsett B\n    mål X-1\n"
    )


# ------------------------------------------------------------------------------------------- the file itself


def test_no_cell_is_a_formula_and_every_text_is_formatted_as_text() -> None:
    """Titles that begin with =, +, - and @ are strings in the file, in cells that stay text when edited."""
    text = SMALL.replace('"Alt"', '"=1+1"').replace('"Noe"', '"@SUM(A1)"').replace("Ble borte.", "-2+3")
    data = written(small(text))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [archive.read(n) for n in archive.namelist() if n.startswith("xl/worksheets/")]
    assert not any(re.search(rb"<f[ >]", sheet) for sheet in sheets)
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [c for page in book for row in page.iter_rows() for c in row if isinstance(c.value, str)]
    assert {c.data_type for c in cells} == {"s"}
    assert {c.number_format for c in cells} == {"@"}
    assert {"=1+1", "@SUM(A1)", "-2+3"} <= {c.value for c in cells}


def test_codes_and_verdicts_are_locked_and_new_rows_are_open() -> None:
    """The sheets are protected without a password: codes and what the checks say are locked, the rest is not."""
    book = openpyxl.load_workbook(io.BytesIO(written(small())))
    page = book["Mål"]
    assert isinstance(page, Worksheet)
    assert page.protection.sheet
    assert not page.protection.password
    assert [page[f"{c}2"].protection.locked for c in "ABCDEF"] == [True, True, False, False, False, True]
    assert page.column_dimensions["B"].protection.locked is False
    assert page.column_dimensions["B"].number_format == "@"
    lists = {str(v.sqref)[0]: v.formula1 for v in book["Regler"].data_validations.dataValidation}
    assert lists["A"].startswith("'Lister'!")
    assert book["Lister"].sheet_state == "hidden"


def test_the_verdicts_are_those_of_check() -> None:
    """Proved, an error and a draft are said in the row, and coloured."""
    text = SMALL.replace("aldri", "regel R4: 'FKM 1.2' ≥ N-2 fordi \"For mye.\"\n    aldri")
    book = openpyxl.load_workbook(io.BytesIO(written(small(text))))
    page = book["Regler"]
    assert isinstance(page, Worksheet)
    told = {page.cell(row, 2).value: page.cell(row, 9) for row in range(2, 5)}
    assert told["R1"].value == "bevist"
    assert "utkast" in told["R2"].value
    assert told["R4"].value.startswith("feil LM301: regelen `R4` ville gitt")
    assert len({cell.fill.fgColor.rgb for cell in told.values()}) == 3


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_whole_workbook_is_in_its_language(lang: Language) -> None:
    """Sheets, headers, help and verdicts are all in the language asked for."""
    book = openpyxl.load_workbook(io.BytesIO(written(small(), lang)))
    assert book.sheetnames[1:-1] == [sheet.name.fill(lang) for sheet in SHEETS]
    for sheet in SHEETS:
        page = book[sheet.name.fill(lang)]
        assert [c.value for c in page[1]] == [column.name.fill(lang) for column in sheet.columns]


def test_hostile_workbooks_are_refused() -> None:
    """What is no workbook, has a DTD, or unpacks to more than 20 MB is refused before it is read."""
    good = written(small())
    for spoil in (
        lambda _: b"PK\x03\x04 nothing",
        lambda data: replaced(data, "xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY e "e">]><x>&e;</x>'),
        lambda data: replaced(data, "xl/big.xml", b" " * (21 * 1024 * 1024)),
        lambda data: data[: len(data) // 2],
    ):
        with pytest.raises(ApprovalsError):
            read(spoil(good))


def replaced(data: bytes, name: str, content: bytes) -> bytes:
    """A workbook with one of its files replaced, or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry.filename, old.read(entry))
        new.writestr(name, content)
    return out.getvalue()


# ------------------------------------------------------------------------------------------- the command


def run(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Exit code and talk of `lmrules convert`."""
    code = main.run(["convert", *arguments])
    return code, capfd.readouterr().err


def test_the_command_takes_a_rulebook_to_excel_and_back(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Out, in as files of their own, and in as one: the same digest each time."""
    book = str(tmp_path / "lis1.xlsx")
    assert run(capfd, str(RULES / "lis1.rules"), "--to", "xlsx", "-o", book) == (
        0, f"skrev {book}: ingen feil i 3 filer\n"
    )  # fmt: skip
    folder, one = tmp_path / "ut", tmp_path / "alt.rules"
    assert run(capfd, book, "--from", "xlsx", "--to", "rules", "-o", f"{folder}/")[0] == 0
    assert run(capfd, book, "--from", "xlsx", "--to", "rules", "-o", str(one))[0] == 0
    digest = check_path(RULES / "lis1.rules").digest
    assert check_path(folder / "lis1.rules").digest == check_path(one).digest == digest


def test_the_command_says_where_each_mistake_is(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Sheet, row and column in words, what to do, and exit code 1; nothing is written."""
    book = tmp_path / "bok.xlsx"
    book.write_bytes(edited(put("Regler", "D2", "=A1")))
    code, talk = run(capfd, str(book), "--from", "xlsx", "--to", "rules", "-o", str(tmp_path / "x.rules"))
    assert code == 1
    assert f"{book}: ark «Regler», rad 2, kolonne D «Gamle mål»: feil LM831 cellen er en formel\n" in talk
    assert "1 feil i arbeidsboken; ingen regler er skrevet" in talk
    assert not (tmp_path / "x.rules").exists()


def test_the_command_refuses_what_it_cannot_do(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """No workbook on the screen, none of a rulebook with unread statements, none over a file that is read."""
    rules = tmp_path / "a.rules"
    rules.write_text(SMALL, encoding="utf-8")
    assert run(capfd, str(rules), "--to", "xlsx")[0] == 2
    assert run(capfd, str(rules), "--to", "xlsx", "-o", str(rules))[0] == 2
    rules.write_text(SMALL + "\nregel", encoding="utf-8")
    assert run(capfd, str(rules), "--to", "xlsx", "-o", str(tmp_path / "a.xlsx"))[0] == 1
    long = SMALL.replace("Ble borte.", "Ble borte. " * 4000)
    rules.write_text(long, encoding="utf-8")
    code, talk = run(capfd, str(rules), "--to", "xlsx", "-o", str(tmp_path / "a.xlsx"))
    assert (code, "en celle i Excel har plass til 32767" in talk) == (2, True)
    assert not (tmp_path / "a.xlsx").exists()
