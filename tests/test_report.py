"""``report``: the page about a rulebook, as its user makes it and as its reader sees it."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from test_hostile_reports import INJECTIONS
from test_hostile_reports import book as hostile_book
from test_impact_exports import Seen, seen

import lmrules
from lmrules import versions
from lmrules.cli.main import group
from lmrules.cli.main import run as run_main
from lmrules.exports.page_parts import anchor
from lmrules.exports.report_html import report_html
from lmrules.messages import LANGUAGES, Language, visible
from lmrules.pipeline import CheckedRulebook, check_path, check_text
from lmrules.testing import rulebooks

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "golden" / "report"
BOOK = ROOT / "rules" / "nukleaermedisin.rules"
LITTLE = ROOT / "tests" / "cases" / "whole-file" / "book.rules"

SMALL = """
# Et lite regelverk til prøve.
# Det er ikke kunngjort.
#
# - Første punkt,
#   som går over to linjer.
# - Andre punkt.
# spørsmål: Hører dette til øverst?
# Og denne linjen?
regelverk lite "Lite regelverk" kilde "FOR-1"
skala trinn lav < høy, lav < egen = samme kilde "FOR-2"
tema t "Temaet" omfatter u
tema u "Delen"
tema v "Det tredje" består av w, x
tema w
tema x
læringsmålsett GML "Gamle mål" gyldig fra 2020-01-01 til 2025-01-01 kilde "FOR-3"
    mål G-1 "Gammelt" høy: t
    mål G-2 "Gammelt to" lav: u, w
    mål G-3 "Gammelt tre" nivå lav
    mål G-4 "Gammelt fire" lav: x
    mål G-5 "Gammelt fem" lav: u
læringsmålsett NY "Nye mål" gyldig fra 2025-01-01
    mål N-1 "Nytt" lav: t
    # spørsmål: Er dette
    # det samme?
    mål N-2 "Nytt to" høy: u
    mål N-3 "Nytt tre" lav: q
    mål N-4 "Nytt fire" lav: v
    mål N-5 "Nytt fem" lav: q
    mål N-6 "Nytt seks" lav: q, u
overgang GML til NY fra 2025-01-01
    kilde "FOR-4"
    påbegynt før 2024-08-01 fullfører til 2026-01-01
    skjønn S: t ≥ q fordi "Fagfolk mener det." kilde "Møte 3"
    regel R: G-1 ≥ N-1 fordi "Fordi det er likt." kilde "FOR-5"
    regel S2: G-2 ≥ N-2 i innhold, < i kompleksitet fordi "Lavere nivå."
    regel T: G-2 og G-4 ≥ N-4 fordi "Til sammen hele temaet."
    utkast regel U: G-1 ≥ N-6 fordi "Ikke avgjort."
    nytt N-3 fordi "Helt nytt."
    utgår G-3 fordi "Brukes ikke lenger."
    aldri N-4 uten G-4 fordi "Det er krevd."
"""


@cache
def small() -> CheckedRulebook:
    """The small rulebook, without errors."""
    checked = check_text(SMALL, "lite.rules")
    assert not checked.errors, [d.message("nb") for d in checked.errors]
    return checked


@cache
def shipped() -> CheckedRulebook:
    return check_path(BOOK, "rules/nukleaermedisin.rules")


def words(page: str) -> str:
    """The text of a page as it is read, blanks made one."""
    body = page.partition("<body>")[2]
    return " ".join(
        "".join(text for _, text in seen(f"<body>{body}".removesuffix("</html>\n")).texts).split()
    )


def tight(text: str) -> str:
    """``text`` without its blanks, which a page has in its layout rather than in its text."""
    return "".join(text.split())


def run(*arguments: str) -> Result:
    return CliRunner().invoke(group, ["report", *arguments], standalone_mode=False)


# ---------------------------------------------------------------------------------------- what it tells


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_a_small_book_reads_as_it_was_read(
    lang: Language, request: pytest.FixtureRequest
) -> None:
    """The whole page of a rulebook with one of everything, in each language, byte for byte."""
    page = plain(report_html(small(), lang))
    path = GOLDEN / f"small.{lang}.html"
    if request.config.getoption("--update-golden", default=False):
        path.parent.mkdir(exist_ok=True)
        path.write_text(page, encoding="utf-8")
    assert page == path.read_text(encoding="utf-8")


def plain(page: str) -> str:
    """A page without its style sheet and without our version, which change for reasons of their own."""
    page = re.sub(r"<style>.*?</style>", "<style></style>", page, flags=re.DOTALL)
    page = re.sub(r"'sha256-[^']*'", "'sha256-…'", page)
    return page.replace(f"lmrules {versions.package()}", "lmrules VERSION")


@pytest.mark.parametrize(
    "said",
    [
        "Overføres fra G-1 Gammelt Fordi det er likt. Regel «R», gammelt mot nytt: dekker det nye i innhold og nivå.",
        "Kilde: FOR-5",
        "Overføres ikke fra G-2 Gammelt to Lavere nivå. Nivået mangler: Delen kreves på nivået høy, men er dekket på lav.",
        "dekker det nye i innhold, mindre enn det nye i nivå",
        "Overføres fra G-2 og G-4",
        "Utkast, overfører ikke ennå, fra G-1 Gammelt Ikke avgjort.",
        "Nytt mål uten forgjenger. Helt nytt.",
        "Ingen regel er skrevet. Målet må vurderes.",
        "«q» dekkes av «Temaet»",
        "Fagfolk mener det. Kilde: Møte 3",
        "Utgår: Brukes ikke lenger.",
        "Gir N-4 (av G-2 og G-4)",
        "Ikke omtalt i reglene",
        "Leger som begynte før 1. august 2024, kan bli godkjent etter det gamle settet til 1. januar 2026.",
        "gyldig fra 1. januar 2020 til og med 31. desember 2024; FOR-3",
        "lav < høy",
        "lav < egen = samme",
        "består av w, x",
        "Det er krevd.",
        "Et lite regelverk til prøve. Det er ikke kunngjort.",
        "Første punkt, som går over to linjer.",
        "Er dette det samme? mål N-2",
        "Hører dette til øverst? Og denne linjen? regelverk lite",
        "lav (innholdet er ikke delt opp)",
        "regelspråket 1, lmrules",
    ],
)
def test_everything_that_the_rules_say_is_on_the_page(said: str) -> None:
    """Rules, reasons, sources, judgements, what is lacking, new, retired, open, dates, levels, notes."""
    assert tight(said) in tight(words(report_html(small(), "nb")))


def test_the_digest_and_every_source_of_the_shipped_rulebook_are_on_its_page() -> None:
    """Digest, sources, every rule's reason, every judgement's reason and every question."""
    text = words(report_html(shipped(), "nb"))
    book = shipped().book
    said = [shipped().digest, *book.sources]
    for transition in book.transitions:
        for statement in (
            *transition.rules,
            *transition.judgements,
            *transition.retired,
            *transition.declared_new,
        ):
            said += [*statement.reasons, *statement.sources]
    assert [one for one in said if " ".join(visible(one).split()) not in text] == []
    assert text.count("spørsmål: ") <= 1, "a question stands among the open points, and not in a note"


def test_a_question_is_no_note_and_a_note_is_no_question() -> None:
    """What stands at the top of the file is told once: notes as notes, questions as open points."""
    text = words(report_html(small(), "nb"))
    assert text.count("Hører dette til øverst?") == 1
    assert text.count("Andre punkt.") == 1


def test_a_rulebook_with_nothing_open_says_so() -> None:
    """Where nothing is left open the page says it, and has no empty list."""
    whole = check_text(
        'skala n a tema t "T"\nlæringsmålsett A gyldig til 2025-01-01 mål O "o" a: t\n'
        'læringsmålsett B gyldig fra 2025-01-01 mål N "n" a: t\n'
        'overgang A til B fra 2025-01-01 kilde "K" regel R: O = N fordi "lik"\n'
    )
    assert not whole.errors
    page = report_html(whole, "nb")
    assert ("Ingen åpne punkter er kjent." in page) == (not whole.diagnostics)
    assert "<ul></ul>" not in page


# ------------------------------------------------------------------------------------- how it is built


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("checked", [small, shipped], ids=["small", "shipped"])
def test_the_page_stands_on_its_own_and_is_built_for_everybody(checked: object, lang: Language) -> None:
    """Nothing from elsewhere; headings in order, captions, scopes, ids once, links that lead, a language."""
    assert callable(checked)
    page = report_html(checked(), lang)
    alone(page)
    readable(seen(page), lang)


def alone(page: str) -> None:
    """No script, no address of anything elsewhere, a policy that forbids both, and a style it allows."""
    parser = seen(page)
    names = {name for name, _ in parser.elements}
    assert not names & {"script", "link", "img", "iframe", "object", "embed", "form", "base", "use", "image"}
    for _, attributes in parser.elements:
        assert not {a for a in attributes if a.startswith("on") or a in {"style", "src", "xlink:href"}}
        assert (attributes.get("href") or "#").startswith("#")
    (policy,) = [a["content"] for _, a in parser.elements if a.get("http-equiv")]
    css = page.partition("<style>")[2].partition("</style>")[0]
    assert not re.search(r"https?:|//|@import|url\((?!#)", css)
    allowed = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    assert (policy or "").startswith(f"default-src 'none'; style-src 'sha256-{allowed}';")


def readable(parser: Seen, lang: str) -> None:
    """What WCAG asks of the structure of a page."""
    assert ("html", {"lang": lang}) in parser.elements
    levels = [int(name[1]) for name, _ in parser.elements if re.fullmatch("h[1-6]", name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    tables = [name for name, _ in parser.elements if name in {"table", "caption"}]
    assert tables == ["table", "caption"] * (len(tables) // 2)
    assert all(a.get("scope") in {"row", "col"} for name, a in parser.elements if name == "th")
    ids = [a["id"] for _, a in parser.elements if "id" in a]
    assert len(ids) == len(set(ids))
    links = {(a["href"] or "")[1:] for name, a in parser.elements if name == "a"}
    assert links <= set(ids)
    labels = {a["aria-labelledby"] for _, a in parser.elements if "aria-labelledby" in a}
    assert labels <= set(ids)
    assert all(a.get("aria-hidden") == "true" for name, a in parser.elements if name == "svg")


def test_the_authors_words_on_a_page_in_another_language_say_which() -> None:
    """Titles and reasons in Norwegian have their language on an English page, and none on a Norwegian."""
    assert '<span lang="no">Fordi det er likt.</span>' in report_html(small(), "en")
    assert 'lang="no"' not in report_html(small(), "nn")


@given(rulebooks(), st.sampled_from(LANGUAGES))
@settings(max_examples=25)
def test_any_rulebook_has_a_page(book: lmrules.Rulebook, lang: Language) -> None:
    """A generated rulebook, in any language, has a page that is whole and readable."""
    readable(seen(book.report(lang)), lang)


# ------------------------------------------------------------------------------------------ what is hostile


@pytest.mark.parametrize("name", INJECTIONS)
def test_nothing_an_author_writes_becomes_markup(name: str) -> None:
    """Titles, reasons, sources and drafts made to run are text on the page, and change none of its elements."""
    plain, hostile = (check_text(hostile_book(text)) for text in ("harmless", INJECTIONS[name]))
    assert not hostile.errors
    page = seen(report_html(hostile, "nb"))
    assert [e[0] for e in page.elements] == [e[0] for e in seen(report_html(plain, "nb")).elements]
    assert visible(INJECTIONS[name]) in "".join(text for _, text in page.texts)


HOSTILE_NAMES = """
# <script>alert(1)</script>
skala '<i>' '"><b>' < '<u>'
tema '<img src=x>' omfatter '"onx="'
læringsmålsett '<u>G"' gyldig til 2025-09-01
    mål '<b onx=1>&amp;"' '<u>': '<img src=x>'
    mål '#x y' '<u>': '"onx="'
læringsmålsett '<table>N' gyldig fra 2025-09-01
    mål '--><i>"y' '"><b>': '"onx="'
    # spørsmål: <script>alert(2)</script>
    mål "_" '<u>': '"onx="'
overgang '<u>G"' til '<table>N' fra 2025-09-01
    skjønn '<svg onload=x>': '<img src=x>' ≥ '"onx="' fordi "x"
    regel '<script>r': '<b onx=1>&amp;"' ≥ '--><i>"y' fordi "samme"
"""


def test_names_and_comments_of_every_kind_are_text() -> None:
    """Codes, sets, levels, topics, rules, judgements, notes and questions may hold anything."""
    text = HOSTILE_NAMES.replace('mål "_"', "mål '_'")
    checked = check_text(text, "<b>.rules")
    assert not checked.errors, [d.message("nb") for d in checked.errors]
    page = report_html(checked, "nb")
    parser = seen(page)
    readable(parser, "nb")
    assert not {name for name, _ in parser.elements} & {"script", "img", "b1", "u"}
    assert not [a for _, a in parser.elements if "onx" in a or "onload" in a]
    assert all(re.fullmatch(r"\S+", a["id"] or "") for _, a in parser.elements if "id" in a)


@given(
    st.lists(st.text(min_size=1), min_size=1, max_size=3),
    st.lists(st.text(min_size=1), min_size=1, max_size=3),
)
def test_different_names_have_different_anchors(one: list[str], other: list[str]) -> None:
    """An anchor has no blank in it, and two lists of names share one only if they are the same."""
    assert not re.search(r"\s", anchor(*one))
    assert (anchor(*one) == anchor(*other)) == (one == other)


# ------------------------------------------------------------------------------------------------- the verb


def test_python_makes_the_page_that_the_command_makes(tmp_path: Path) -> None:
    """``book.report`` and ``lmrules report`` give the same bytes, to a file and to stdout."""
    out = tmp_path / "side.html"
    assert run(str(LITTLE), "-o", str(out), "--lang", "nn").exit_code == 0
    assert out.read_text(encoding="utf-8") == lmrules.load(LITTLE).report("nn")
    assert run(str(LITTLE), "--lang", "nn").stdout == out.read_text(encoding="utf-8")


def test_the_page_names_no_place_on_the_machine(tmp_path: Path) -> None:
    """Remarks name the file and not the folders above it: a page may be published."""
    path = tmp_path / "bok.rules"
    path.write_text(hostile_book("x"), encoding="utf-8")
    page = run(str(path)).stdout
    assert "bok.rules:" in page
    assert str(tmp_path) not in page


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "RULES"),
        ((str(LITTLE), "--person", "A"), "--approvals"),
        ((str(LITTLE), "--template", "x.txt"), "--template"),
        ((str(LITTLE), "-o", str(LITTLE)), "leses"),
        (("finnes-ikke.rules",), "finnes-ikke.rules"),
    ],
)
def test_what_cannot_be_done_exits_2(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Usage, missing files and a result over its own input: exit code 2, said why, nothing on stdout."""
    assert run_main(["report", *arguments]) == 2
    captured = capsys.readouterr()
    assert not captured.out
    assert said in captured.err


def test_a_rulebook_with_errors_has_no_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its errors are listed, and nothing is written."""
    path = tmp_path / "feil.rules"
    path.write_text("regel R: A ≥ B\n", encoding="utf-8")
    assert run_main(["report", str(path)]) == 1
    assert not capsys.readouterr().out
