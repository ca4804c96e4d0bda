"""Nynorsk: the same rulebook in other words, and messages in the language of the file."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from printing import NYNORSK, Printer
from strategies import Case, cases, checked_for_errors

from lmrules.cli.main import group
from lmrules.formatting import format_text
from lmrules.pipeline import check_path, check_text
from lmrules.source import Source
from lmrules.syntax import ast
from lmrules.syntax.keywords import KEYWORDS, SPELLINGS, WORDS
from lmrules.syntax.parse import parse

ROOT = Path(__file__).parents[1]
RULES = ROOT / "rules"

WHOLE = """\
regelverk nynorsk "Eit oppdikta døme"
    kjelde "Oppdikta"

skala nivå-skala kjenne < kunne

tema alt "Alt" omfattar noko, anna
tema begge består av noko, anna

læringsmålsett GAMMAL
    gyldig frå 2020-01-01 til 2025-01-01
    mål G1
        kunne: alt
    mål G2
        kjenne: anna
    mål G3
        nivå kjenne
    mål FELLES
        kjenne: noko
    mål FELLES-2
        kjenne: noko

læringsmålsett NY
    gyldig frå 2025-01-01
    mål N1
        kunne: noko
    mål N2
        kunne: anna
    mål N3
        kjenne: begge
    mål N4
        kunne: noko
    mål FELLES
        kjenne: noko
    mål FELLES-2
        kjenne: noko

overgang GAMMAL til NY frå 2025-01-01
    byrja før 2022-01-01 fullfører til 2026-01-01
    skjøn S: noko blir dekt av anna
        fordi "Det eine er ein del av det andre."
    regel R1: G1 dekkjer N1
        fordi "Rommar."
    regel R2: N2 blir dekka av G1
        fordi "Rommar."
    regel R3: G2 svarar til N2 i innhald, < i kompleksitet
        fordi "Same innhald."
    utkast regel R4: G1 og (G2 eller G3) dekkjer N4
        fordi "Rommar."
    vidareført V: alle unnateke GAMMAL/FELLES
    går ut G3
        fordi "Utan etterfølgjar."
    regel R5: G2 overlappar N4
        fordi "Noko felles."
    aldri N3 utan G1 og G2
    døme "Det gamle gir det nye"
        gitt G1 2021-01-01
        så blir overført N1, N2
        så blir vurdert N4
"""


@cache
def of(text: str) -> tuple[ast.File, list[str]]:
    """What a text says, and the codes of what is wrong with it."""
    file, found = parse(Source("x", text))
    return file, [d.code.id for d in found]


def translated(text: str, keywords: ast.Keywords) -> str:
    """A file with its keywords in another language."""
    return format_text(text, keywords=keywords)


def test_every_nynorsk_keyword_is_read_and_the_file_is_nynorsk() -> None:
    """A file with all that nynorsk spells differently has no mistakes, and is known as nynorsk."""
    file, wrong = of(WHOLE)
    assert (wrong, file.keywords) == ([], "nn")
    for keywords in ("nb", "en"):
        other, wrong = of(translated(WHOLE, keywords))
        assert (wrong, other.keywords) == ([], keywords)
        assert other.statements == file.statements


@given(cases())
def test_a_rulebook_in_nynorsk_has_the_digest_of_the_same_in_the_other_languages(case: Case) -> None:
    """Every rulebook printed with nynorsk keywords is the same rulebook."""
    digests = {check_text(Printer(language).print(case.written)).digest for language in ("nb", "nn", "en")}
    assert len(digests) == 1


@pytest.mark.parametrize(("norwegian", "nynorsk"), [(nb, nn) for nb, all_ in NYNORSK.items() for nn in all_])
def test_every_spelling_of_the_language_page_stands_for_its_keyword(norwegian: str, nynorsk: str) -> None:
    """Each nynorsk spelling is one of the keyword that bokmål spells so."""
    phrases = {k.nb: k.phrases for k in KEYWORDS}
    for nb, nn in (
        [(norwegian, nynorsk)] if not norwegian.startswith("i_") else [(norwegian[2:], nynorsk[2:])]
    ):
        assert nn.replace("_", " ") in phrases[nb.replace("_", " ")]


def test_the_language_page_has_every_nynorsk_spelling_and_no_other() -> None:
    """The table of language.md says what nynorsk spells in another way, in the order of the keyword table."""
    page = (ROOT / "docs" / "reference" / "language.md").read_text(encoding="utf-8")
    section = page.partition("## Nynorsk")[2].partition("```rules")[0]
    listed = re.findall(r"\| ([^|]*`[^|]*) \|$", section, re.MULTILINE)
    found = {tuple(re.findall(r"`([^`]+)`", cell.split("`til` B ")[-1].split("X ")[-1])) for cell in listed}
    spelled = {(k.nn, *k.also) for k in KEYWORDS if k.nn != k.nb or k.also}
    # These stand with the word before them.
    spelled = spelled - {("innhald",)} | {("i innhald",), ("gyldig frå",)}
    assert found == spelled


def test_the_shipped_rulebook_in_nynorsk_decides_the_same(tmp_path: Path) -> None:
    """The whole shipped rulebook, every file of it in nynorsk: the digest and all decisions stay."""
    for file in RULES.rglob("*.rules"):
        there = tmp_path / file.relative_to(RULES)
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_text(translated(file.read_text(encoding="utf-8"), "nn"), encoding="utf-8")
    usual = check_path(RULES / "nukleaermedisin.rules")
    nynorsk = check_path(tmp_path / "nukleaermedisin.rules")
    assert nynorsk.digest == usual.digest
    assert nynorsk.book == usual.book
    assert (usual.book.keywords, nynorsk.book.keywords) == ("nb", "nn")
    first = usual.book.sets[0]
    rows = [
        f"LIS-{n % 7},{o.id.code},2020-09-{n % 9 + 1:02},{first.name}\n"
        for n, o in enumerate(first.objectives)
    ]
    approvals = tmp_path / "godkjenninger.csv"
    approvals.write_text("".join(["lis,læringsmål,godkjent,sett\n", *rows]), encoding="utf-8")
    arguments = [str(approvals), "--format", "json", "--as-of", "2026-01-01"]
    said = [
        CliRunner().invoke(group, ["transfer", str(folder / "nukleaermedisin.rules"), *arguments]).stdout
        for folder in (RULES, tmp_path)
    ]
    assert said[0] == said[1]
    assert json.loads(said[0])["summary"]["transferred"] > 0


def test_fmt_keeps_nynorsk_and_writes_it_one_way() -> None:
    """Laid out without a choice a nynorsk file stays so; of several spellings the first is written."""
    text = translated(WHOLE, "nn")
    assert format_text(WHOLE) == text == format_text(text)
    assert "skjønn S: noko ≤ anna" in text
    assert 'eksempel "x"' not in format_text(WHOLE + 'eksempel "x" gjeve ingenting så blir vurderte N1\n')
    assert "så blir vurdert N1" in format_text(WHOLE + 'eksempel "x" gjeve ingenting så blir vurderte N1\n')


@pytest.mark.parametrize(
    ("text", "keywords"),
    [
        ("tema a omfattar b", "nn"),
        ("tema a omfatter b tema c omfattar d", "nb"),
        ("tema a omfattar b tema c omfattar d tema e omfatter f", "nn"),
        ("topic a omfattar b", "en"),
        ("regelverk a", "nb"),
        ('eksempel "x" gitt ingenting', "nb"),
        ('eksempel "x" gitt ingenting så blir vurdert y', "nn"),
        ("tema a omfatter 'frå', 'døme'", "nb"),
    ],
)
def test_the_language_of_a_file_is_told_by_the_words_the_other_has_not(text: str, keywords: str) -> None:
    """Bokmål and nynorsk are told apart by their own words; names in quotes say nothing; else it is bokmål."""
    assert of(text)[0].keywords == keywords


def test_a_rulebook_is_in_the_language_of_the_first_file_that_tells() -> None:
    """A main file of nothing but `bruk` does not make a nynorsk rulebook one in bokmål."""
    book = checked_for_errors('regelverk a "b"\n', "tema a omfattar b\ntema b\n").book
    assert book.keywords == "nn"
    assert check_text('regelverk a "b"\n').book.keywords == "nb"


def run(*arguments: str) -> str:
    """What a verb says, on both streams."""
    result = CliRunner().invoke(group, list(arguments))
    return result.stdout + result.stderr


def test_the_verbs_speak_nynorsk_about_a_nynorsk_file(tmp_path: Path) -> None:
    """Without `--lang` messages are in nynorsk where the keywords are."""
    file = tmp_path / "a.rules"
    file.write_text(WHOLE.replace("N1, N2", "N1, N4"), encoding="utf-8")
    assert "stemmer ikkje" in run("test", str(file))
    file.write_text(WHOLE.replace("noko, anna", "noko, anan", 1), encoding="utf-8")
    assert "åtvaringar" in run("check", str(file))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("tema b omfattar c tema a omfatar b", "omfattar"),
        ("tema b omfattar c\nvidareførd V: alle", "vidareført"),
        ("tema a omfatar b", "omfattar"),
        ("regelverk a kjelda", "kjelde"),
        ("tema a omfattr b", "omfatter"),
        ("tema c omfattar d tema a omfattr b", "omfattar"),
        ('overgang A til B frå 2025-01-01\ndøme1 "x" gitt ingenting', "døme"),
    ],
)
def test_did_you_mean_offers_nynorsk(text: str, meant: str) -> None:
    """A mistyped keyword is offered in the file's language, or in another where that is nearer."""
    _, found = parse(Source("x", text))
    assert [d.code.id for d in found] == ["LM001"]
    assert f"`{meant}`" in found[0].help("nn")
    assert found[0].fixes[0].edits[0].text == meant


@pytest.mark.parametrize("word", sorted(WORDS["nn"] - WORDS["nb"]))
def test_a_name_that_is_a_nynorsk_keyword_is_reported_and_never_read_as_one(word: str) -> None:
    """A file that used such a word as a name is told to put it in quotes: nothing changes its meaning."""
    for text in (f"tema {word}", f"tema a omfatter {word}, b", f"læringsmålsett A mål B {word}: t"):
        _, found = parse(Source("x", text))
        assert [(d.code.id, d.span.text) for d in found] == [("LM005", word)], text
        [edit] = [edit for d in found for fix in d.fixes for edit in fix.edits]
        mended, wrong = of(text[: edit.span.start] + edit.text + text[edit.span.end :])
        assert wrong == []
        assert not any(isinstance(statement, ast.Broken) for statement in mended.statements)


def test_accept_rewrites_an_example_in_nynorsk(tmp_path: Path) -> None:
    """`test --accept` writes the nynorsk words where the example has them."""
    file = tmp_path / "a.rules"
    file.write_text(
        WHOLE.replace("så blir overført N1, N2", "så blir overførte berre N1, N4"), encoding="utf-8"
    )
    run("test", str(file), "--accept")
    text = file.read_text(encoding="utf-8")
    assert "så blir overført berre N1, N2" in text
    assert "så overføres" not in text


def test_init_in_nynorsk_checks_and_its_example_holds(tmp_path: Path) -> None:
    """The scaffold in nynorsk is a rulebook in nynorsk, without errors, laid out."""
    run("init", str(tmp_path), "--lang", "nn", "--name", "hud")
    text = (tmp_path / "hud.rules").read_text(encoding="utf-8")
    assert of(text)[0].keywords == "nn"
    assert format_text(text) == text
    assert "1 av 1 døme stemmer" in run("test", str(tmp_path / "hud.rules"))


def test_each_keyword_is_spelled_in_every_language() -> None:
    """The table gives one spelling per language, and the words of nynorsk that are bokmål's are good in both."""
    assert all(set(spelled) == {"nb", "nn", "en"} for spelled in SPELLINGS.values())
    assert {"til", "av", "fordi", "gitt", "skjønn"} <= WORDS["nb"] & WORDS["nn"]
    assert not {"fra", "uten", "bare", "kilde", "eksempel"} & WORDS["nn"]
