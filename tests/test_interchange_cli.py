"""`lmrules convert` and `init --from`: what people type, and what they see."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import openpyxl
import pytest
from test_interchange_standards import BOOK, GOLDEN, NAMES

from lmrules.cli.main import run
from lmrules.pipeline import check_path

BASE = ("--base", "https://example.org/fag/")


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a rulebook to stand in."""
    (tmp_path / "book.rules").write_text(BOOK, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("form", NAMES)
def test_out_and_in(form: str, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file out, the same as the golden one, and rules from it that check beside the sets."""
    assert run(("convert", "book.rules", "--to", form, *BASE, "-o", "out")) == 0
    assert Path("out").read_text(encoding="utf-8") == (GOLDEN / NAMES[form]).read_text(encoding="utf-8")
    assert (
        run(("convert", "out", "--from", form, "--to", "rules", "--sets", "book.rules", "-o", "in.rules"))
        == 0
    )
    said = capsys.readouterr().err
    assert "6 regler, 1 utkast" in said
    with (place / "book.rules").open("a", encoding="utf-8") as book:
        book.write('\nbruk "in.rules"\n')
    assert not check_path(place / "book.rules").errors


def test_without_an_address_of_ones_own_the_result_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """The default address exists nowhere."""
    assert run(("convert", "book.rules", "--to", "skos")) == 0
    captured = capsys.readouterr()
    assert "@prefix GML: <https://example.org/lmrules/fag/GML/2020-01-01/> ." in captured.out
    assert "--base" in captured.err


@pytest.mark.parametrize("base", ["javascript:alert(1)", "https://x/> <y", "https://no-separator", "æ:/"])
def test_what_cannot_begin_an_iri_is_refused(base: str) -> None:
    """It would be written into every line of the file."""
    assert run(("convert", "book.rules", "--to", "skos", "--base", base)) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("book.rules", "--to", "rules"),
        ("book.rules", "--from", "csv", "--to", "skos"),
        ("missing.rules", "--to", "csv"),
        ("missing.csv", "--from", "csv", "--to", "rules"),
        ("book.rules", "--to", "csv", "-o", "book.rules"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: tuple[str, ...]) -> None:
    """Exit code 2, and nothing is written."""
    before = sorted(Path().iterdir())
    assert run(("convert", *arguments)) == 2
    assert sorted(Path().iterdir()) == before


def test_a_wrong_row_is_shown_with_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1, the line and what to do; nothing is written."""
    Path("wrong.csv").write_text("old,relation,new\nGML/G-1,≥,NY/N-1\nGML/G-1,hm,NY/N-1\n", encoding="utf-8")
    assert (
        run(("convert", "wrong.csv", "--from", "csv", "--to", "rules", "-o", "in.rules", "--lang", "en")) == 1
    )
    captured = capsys.readouterr()
    assert captured.err.startswith("wrong.csv:3:1: error LM802 the row cannot be used: `relation` is `hm`")
    assert not Path("in.rules").exists()


def test_the_date_can_be_given(capsys: pytest.CaptureFixture[str]) -> None:
    """Where neither file nor sets say it."""
    Path("map.csv").write_text("old,relation,new\nGML/G-1,≥,NY/N-1\n", encoding="utf-8")
    assert run(("convert", "map.csv", "--from", "csv", "--to", "rules", "--effective", "2025-09-01")) == 0
    assert "overgang GML til NY fra 2025-09-01" in capsys.readouterr().out


def test_without_rdflib_turtle_is_an_extra(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is written without, and reading says what to install."""
    monkeypatch.setitem(sys.modules, "rdflib", None)
    monkeypatch.delitem(sys.modules, "lmrules.interchange.skos_reading", raising=False)
    assert run(("convert", "book.rules", "--to", "skos", *BASE, "-o", "out.ttl")) == 0
    assert run(("convert", "out.ttl", "--from", "skos", "--to", "rules")) == 2
    assert "pip install 'lmrules[interchange]'" in capsys.readouterr().err


# ---------------------------------------------------------------------------------------------- init --from

SENTENCE = "Kunne en lang setning som står i en forskrift. " * 5


def made(name: str, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[str, str]:
    """The skeleton of a file, which must check, and what was said."""
    assert run(("init", "out", "--name", "fag", "--from", name, *more)) == 0
    path = Path("out/fag.rules")
    assert not check_path(path).errors
    return path.read_text(encoding="utf-8"), capsys.readouterr().err


def test_a_set_from_csv(capsys: pytest.CaptureFixture[str]) -> None:
    """Codes and titles; the official sentence stays behind, a title that is one is cut, and both are said."""
    rows = f"Kode;Tittel;Tekst\nNUK-001;Strålevern;{SENTENCE}\nFKM 1.2;{SENTENCE};x\n007;;\n"
    Path("NUK-2025.csv").write_text(rows, encoding="utf-8")
    text, said = made("NUK-2025.csv", capsys)
    assert "læringsmålsett NUK-2025\n" in text
    assert '    mål NUK-001 "Strålevern"\n' in text
    assert "    mål 007\n" in text
    titles = [o.title for o in check_path(Path("out/fag.rules")).book.sets[0].objectives]
    assert titles == ["Strålevern", SENTENCE[:119].rstrip() + "…", ""]
    assert "`Tekst`" in said
    assert "1 titler er kuttet til 120 tegn" in said


def test_a_set_from_excel(capsys: pytest.CaptureFixture[str]) -> None:
    """The same from the first sheet, or the one that is named."""
    book = openpyxl.Workbook()
    book.create_sheet("Mål")
    for row in (["kode", "tittel"], ["NUK-001", "Strålevern"], [None, None], ["NUK-002", None]):
        book["Mål"].append(row)
    book.save("sett.xlsx")
    text, _ = made("sett.xlsx", capsys, "--sheet", "Mål", "--set", "NUK-2025")
    assert 'læringsmålsett NUK-2025\n\n    mål NUK-001 "Strålevern"\n    mål NUK-002\n' in text


def test_a_set_from_case(capsys: pytest.CaptureFixture[str]) -> None:
    """`humanCodingScheme` and `abbreviatedStatement`; `fullStatement` is a sentence of somebody else's."""
    items = [
        {"humanCodingScheme": "NUK-001", "abbreviatedStatement": "Strålevern", "fullStatement": SENTENCE},
        {"fullStatement": "En overskrift"},
        {"humanCodingScheme": "NUK-002", "fullStatement": SENTENCE},
    ]
    package = {"CFDocument": {"title": "Nukleærmedisin 2025"}, "CFItems": items, "CFAssociations": []}
    Path("sett.json").write_text(json.dumps(package), encoding="utf-8")
    text, _ = made("sett.json", capsys, "--set", "NUK-2025")
    assert (
        'læringsmålsett NUK-2025 "Nukleærmedisin 2025"\n\n    mål NUK-001 "Strålevern"\n    mål NUK-002\n'
        in text
    )
    assert "lang setning" not in text


def test_mistakes_in_a_set_are_shown_with_row_and_column(capsys: pytest.CaptureFixture[str]) -> None:
    """All of them, and nothing is written."""
    Path("sett.csv").write_text("tittel,kode\na,K-1\nb,\nc,K/2\nd,K-1\n", encoding="utf-8")
    assert run(("init", "out", "--from", "sett.csv", "--lang", "en")) == 1
    said = [line for line in capsys.readouterr().err.splitlines() if line.startswith("sett")]
    assert [line.partition(": error")[0] for line in said] == ["sett.csv:3:1", "sett.csv:4:3", "sett.csv:5:3"]
    assert all("column 2: " in line for line in said)
    assert not Path("out").exists()


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "kode,code\n1,2\n", "kode\n"])
def test_a_file_without_objectives_is_refused(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Empty, without a column of codes, with two, or without a row."""
    Path("sett.csv").write_text(text, encoding="utf-8")
    assert run(("init", "out", "--from", "sett.csv")) == 1
    assert "LM801" in capsys.readouterr().err
