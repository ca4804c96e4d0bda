"""``impact`` as its user runs it: table, JSON, CSV, and the page."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import attrs
import jsonschema
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

import lmrules
from lmrules.cli.main import group
from lmrules.cli.main import run as run_main
from lmrules.exports.impact_csv import impact_csv
from lmrules.exports.impact_html import impact_html, parts_of
from lmrules.exports.impact_json import impact_json
from lmrules.exports.impact_report import ImpactReport, bins
from lmrules.exports.impact_table import impact_table
from lmrules.exports.impact_words import number, percent
from lmrules.exports.markup import el
from lmrules.messages import LANGUAGES, visible
from lmrules.model.model import ObjectiveSet, Rulebook
from lmrules.resources import resource_text

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "golden" / "impact"
BOOK = str(ROOT / "rules" / "nukleaermedisin.rules")
APPROVALS = str(ROOT / "rules" / "eksempler" / "godkjenninger.csv")
LITTLE = str(ROOT / "tests" / "cases" / "whole-file" / "book.rules")
LITTLE_APPROVALS = str(ROOT / "tests" / "cases" / "whole-file" / "approvals.csv")


@cache
def run(*arguments: str) -> Result:
    """The verb run; once for each set of arguments, since loading the rulebook takes its time."""
    return CliRunner().invoke(group, ["impact", *arguments], standalone_mode=False)


def golden(name: str, text: str, request: pytest.FixtureRequest) -> None:
    """Compare with a golden file; ``--update-golden`` writes it."""
    path = GOLDEN / name
    if request.config.getoption("--update-golden", default=False):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


# ------------------------------------------------------------------------------------- table, JSON, CSV


def test_the_table_of_the_shipped_example_reads_as_it_was_read(request: pytest.FixtureRequest) -> None:
    """The table on the shipped rulebook and approvals, word for word."""
    golden("table.txt", run(BOOK, APPROVALS).stdout, request)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_with_persons_reads_as_it_was_read(lang: str, request: pytest.FixtureRequest) -> None:
    """A small book in each language, with the persons."""
    done = run(LITTLE, LITTLE_APPROVALS, "--per-person", "--lang", lang)
    golden(f"persons.{lang}.txt", done.stdout, request)


def test_the_json_of_the_shipped_example_is_of_its_schema(request: pytest.FixtureRequest) -> None:
    """Valid, the bytes that were read, and the sums are right."""
    done = run(BOOK, APPROVALS, "--format", "json")
    golden("impact.json", done.stdout, request)
    document = json.loads(done.stdout)
    jsonschema.validate(document, json.loads(resource_text("schemas/impact.schema.json")))
    summary = document["summary"]
    for key in ("approved", "transferred", "assessment", "nearly"):
        assert summary[key] == sum(o[key] for o in document["objectives"])
    assert sum(summary["reasons"].values()) == summary["assessment"]
    assert sum(document["dispositions"].values()) == summary["rows"]
    assert "persons" not in document


def test_the_json_agrees_with_transfer() -> None:
    """The counts of ``impact`` are those of ``transfer`` for the same files."""
    document = json.loads(run(BOOK, APPROVALS, "--format", "json", "--per-person").stdout)
    jsonschema.validate(document, json.loads(resource_text("schemas/impact.schema.json")))
    whole = json.loads(
        CliRunner()
        .invoke(group, ["transfer", BOOK, APPROVALS, "--format", "json"], standalone_mode=False)
        .stdout
    )
    summary = document["summary"]
    assert whole["summary"] == {k: summary[k] for k in whole["summary"]}
    assert [p["person"] for p in document["persons"]] == [p["person"] for p in whole["persons"]]
    for mine, theirs in zip(document["persons"], whole["persons"], strict=True):
        assert mine["transferred"] == sum(d["outcome"] == "transferred" for d in theirs["decisions"])


def test_csv_has_a_row_for_each_objective_or_each_person() -> None:
    """Both kinds, with the numbers of the JSON."""
    document = json.loads(run(BOOK, APPROVALS, "--format", "json", "--per-person").stdout)
    objectives = list(csv.DictReader(io.StringIO(run(BOOK, APPROVALS, "--format", "csv").stdout)))
    assert [o["objective"] for o in objectives] == [o["objective"] for o in document["objectives"]]
    assert [int(o["nearly"]) for o in objectives] == [o["nearly"] for o in document["objectives"]]
    assert objectives[0]["missing"] == ";".join(
        f"{m['objective']}:{m['persons']}" for m in document["objectives"][0]["missing"]
    )
    persons = csv.DictReader(io.StringIO(run(BOOK, APPROVALS, "--format", "csv", "--per-person").stdout))
    for mine, theirs in zip(persons, document["persons"], strict=True):
        assert (mine["person"], int(mine["transferred"])) == (theirs["person"], theirs["transferred"])
        assert int(mine["no-rule"]) == theirs["reasons"]["no-rule"]
        assert mine["missing"].count("=") == int(mine["nearly"]) == len(theirs["nearly"])


def test_invented_doctors_are_the_same_each_time_and_get_every_outcome(tmp_path: Path) -> None:
    """The population that the documentation shows can be made again, is read without a bad row, and has all."""
    command = [sys.executable, str(ROOT / "tools" / "invented_population.py"), BOOK, "40"]
    made = [
        subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, **seed}).stdout
        for seed in ({"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2"})
    ]
    assert made[0] == made[1]
    rows = tmp_path / "rows.csv"
    rows.write_text(made[0], encoding="utf-8")
    summary = json.loads(run(BOOK, str(rows), "--format", "json").stdout)["summary"]
    assert summary["persons"] == 40
    assert all(summary.values())
    assert all(summary["reasons"].values())


def test_python_counts_as_the_command_does() -> None:
    """``book.impact`` takes a date as text, and a set by name."""
    rows = [lmrules.Approval("NUK-023", day, person="A") for day in ("2023-05-02", "2024-05-02")]
    book = lmrules.load(LITTLE)
    whole, early = book.impact(rows), book.impact(rows, to=book.target(), as_of="2023-12-31", per_person=True)
    assert dict(whole.dispositions)["duplicate"] == 1
    assert dict(early.dispositions)["after-as-of"] == 1
    assert early.preview
    assert early.per_person is not None
    assert [p.person.reveal() for p in early.per_person] == ["A"]
    assert whole.per_person is None


def test_the_how_to_shows_what_the_command_prints() -> None:
    """Every line of output on the page is one that the command prints, apart from the dots."""
    page = (ROOT / "docs" / "how-to" / "impact.md").read_text(encoding="utf-8")
    shown = re.findall(
        r"^\$ lmrules impact [^\n]*godkjenninger\.csv\n(.*?)^```", page, re.DOTALL | re.MULTILINE
    )
    assert shown
    printed = (GOLDEN / "table.txt").read_text(encoding="utf-8").splitlines()
    assert [line for block in shown for line in block.splitlines() if line not in {*printed, "…"}] == []


# ------------------------------------------------------------------------------------------- the verb


BAD = "person,objective,approved\nA,NUK-023,2023-13-01\nA,NUK-024,2023-05-02\n"


def test_rows_that_cannot_be_used_stop_the_run_unless_told_to_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 1 either way, each bad row named; with --keep-going the others are counted, and it is said."""
    rows = tmp_path / "rows.csv"
    rows.write_text(BAD, encoding="utf-8")
    assert run_main(["impact", LITTLE, str(rows)]) == 1
    stopped = capsys.readouterr()
    assert not stopped.out
    assert "rad 1" in stopped.err
    assert run_main(["impact", LITTLE, str(rows), "--keep-going", "--format", "json"]) == 1
    went_on = capsys.readouterr()
    document = json.loads(went_on.out)
    jsonschema.validate(document, json.loads(resource_text("schemas/impact.schema.json")))
    assert [r["row"] for r in document["rejected"]] == [1]
    assert document["summary"]["rows"] == 1
    assert "1 rader" in went_on.err


@pytest.mark.parametrize(
    "arguments",
    [
        (LITTLE, LITTLE_APPROVALS, "--per-person", "--format", "html"),
        (LITTLE, LITTLE_APPROVALS, "--to", "FINNES-IKKE"),
        (LITTLE, "finnes-ikke.csv"),
    ],
)
def test_what_cannot_be_done_exits_2(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """A page with persons, an unknown set, a missing file: exit code 2, and nothing on stdout."""
    assert run_main(["impact", *arguments]) == 2
    assert not capsys.readouterr().out


def test_an_earlier_date_makes_a_preview_that_says_so(tmp_path: Path) -> None:
    """``--as-of`` before the transition is in the JSON, and on the page in words."""
    before = ("--as-of", "2024-06-01")
    assert json.loads(run(BOOK, APPROVALS, *before, "--format", "json").stdout)["preview"] is True
    out = tmp_path / "side.html"
    run(BOOK, APPROVALS, *before, "--format", "html", "-o", str(out))
    shown = out.read_text(encoding="utf-8")
    assert "Forhåndsvisning" in shown
    assert "1. juni 2024" in shown


# ------------------------------------------------------------------------------------------- the page


@attrs.define
class Seen(HTMLParser):
    """What a browser would see of a page: elements, attributes, text, and whether all were closed."""

    elements: list[tuple[str, dict[str, str | None]]] = attrs.field(factory=list)
    texts: list[tuple[str, str]] = attrs.field(factory=list)
    stack: list[str] = attrs.field(factory=list)

    def __attrs_post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag != "meta":
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((self.stack[-1] if self.stack else "", data))


def seen(page: str) -> Seen:
    parser = Seen()
    parser.feed(page)
    parser.close()
    assert not parser.stack
    return parser


def report(book: lmrules.Rulebook, rows: list[lmrules.Approval]) -> ImpactReport:
    return ImpactReport(book=book.model, digest=book.digest, impact=book.impact(rows))


def little() -> ImpactReport:
    book = lmrules.load(LITTLE)
    return report(book, [lmrules.Approval("NUK-023", "2023-05-02", person=p) for p in "AB"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_stands_on_its_own(lang: str) -> None:
    """No script, no address of anything elsewhere, a policy that forbids both, and a style it allows."""
    page = run(BOOK, APPROVALS, "--format", "html", "--lang", lang).stdout
    parser = seen(page)
    names = {name for name, _ in parser.elements}
    assert not names & {"script", "link", "img", "iframe", "object", "embed", "form", "base", "use", "image"}
    for _, attributes in parser.elements:
        assert not {a for a in attributes if a.startswith("on") or a in {"style", "src", "xlink:href"}}
        assert (attributes.get("href") or "#").startswith("#")
    assert not re.search(r"https?:|//|@import|url\((?!#)", page.partition("<style>")[2])
    (policy,) = [a["content"] for _, a in parser.elements if a.get("http-equiv")]
    css = page.partition("<style>")[2].partition("</style>")[0]
    allowed = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'"
    )
    assert ("html", {"lang": lang}) in parser.elements


def test_the_page_is_built_for_those_who_do_not_see_it() -> None:
    """One h1, headings in order, captions, scopes, unique ids, links that lead, and hidden pictures."""
    parser = seen(run(BOOK, APPROVALS, "--format", "html").stdout)
    levels = [int(name[1]) for name, _ in parser.elements if re.fullmatch("h[1-6]", name)]
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    tables = [name for name, _ in parser.elements if name in {"table", "caption"}]
    assert tables == ["table", "caption"] * (len(tables) // 2)
    assert all(a.get("scope") in {"row", "col"} for name, a in parser.elements if name == "th")
    ids = [a["id"] for _, a in parser.elements if "id" in a]
    assert len(ids) == len(set(ids))
    links = [(a["href"] or "")[1:] for name, a in parser.elements if name == "a"]
    assert links
    assert set(links) <= set(ids)
    assert all(a.get("aria-hidden") == "true" for name, a in parser.elements if name == "svg")


def test_every_bar_has_its_numbers_beside_it() -> None:
    """The row of each objective has the numbers that its bar is drawn from."""
    shown = little()
    page = impact_html(shown, "en")
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", page)
    for one in shown.impact.objectives:
        (row,) = [r for r in rows if f"<small>{one.objective.code}" in r]
        cells = [int(n) for n in re.findall(r"<td[^>]*>(\d+)</td>", row)]
        assert cells == [one.transferred, one.assessment, one.nearly, one.approved]
        widths = re.findall(r'width="([\d.]+)%" height="100%" class="f-([\w-]+)"', row)
        parts = {part: count for part, count in parts_of(one).items() if count}
        assert {part: round(float(width) * shown.impact.persons / 100) for width, part in widths} == parts
        assert sum(parts.values()) == shown.impact.persons


HOSTILE = "<script>alert(1)</script>\"'><svg onload=x> & \u202e\x1b[31m ]]> <!-- </style>"


def test_no_title_or_code_becomes_markup_or_steers_a_terminal() -> None:
    """Whatever stands in titles, names and codes is text on the page, and harmless in the table and the CSV."""
    clean = little()
    book = clean.book
    named = attrs.evolve(book, name=HOSTILE, title=HOSTILE, sets=titled(book, HOSTILE))
    hostile = attrs.evolve(clean, book=named)
    parser = seen(impact_html(hostile, "nb"))
    assert [e[0] for e in parser.elements] == [e[0] for e in seen(impact_html(clean, "nb")).elements]
    assert any("<script>alert(1)</script>" in text for _, text in parser.texts)
    everything = "".join([impact_html(hostile, "nb"), *impact_table(hostile, "nb")])
    assert not {"\x1b", "\u202e"} & set(everything)
    formula = attrs.evolve(clean, book=attrs.evolve(book, sets=titled(book, "=1+1")))
    cells = [row["title"] for row in csv.DictReader(io.StringIO("".join(impact_csv(formula))))]
    assert set(cells) == {"'=1+1"}
    assert json.loads("".join(impact_json(hostile)))["rulebook"]["name"] == HOSTILE


HOSTILE_NAMES = """
skala s a < b
tema t "T"
læringsmålsett '<u>G"' gyldig til 2025-09-01
    mål '<b onx=1>&amp;"' a: t
    mål '=cmd|x' a: t
læringsmålsett '<table>N' gyldig fra 2025-09-01
    mål '--><i>"y' a: t
    mål '=1+1' a: t
overgang '<u>G"' til '<table>N' fra 2025-09-01
    regel '<script>r': '<b onx=1>&amp;"' ≥ '--><i>"y' fordi "samme"
    regel q: '=cmd|x' ≥ '=1+1' fordi "samme"
"""


def test_names_of_every_kind_are_shown_as_they_are() -> None:
    """Codes, sets and rules may be quoted and hold anything: on the page they are text, in CSV no formula."""
    book = lmrules.loads(HOSTILE_NAMES)
    rows = [lmrules.Approval('<b onx=1>&amp;"', "2024-01-01", person=p) for p in "AB"]
    shown = report(book, [*rows, lmrules.Approval("=cmd|x", "2024-01-01", person="B")])
    assert (shown.impact.transferred, shown.impact.nearly) == (3, 1)
    parser = seen(impact_html(shown, "nb"))
    assert not {name for name, _ in parser.elements} & {"i", "u", "script"}
    assert not [a for _, a in parser.elements if "onx" in a]
    text = "".join(text for _, text in parser.texts)
    assert '--><i>"y' in text
    assert '<u>G"/=cmd|x' in text
    lines = list(csv.DictReader(io.StringIO("".join(impact_csv(shown)))))
    assert [line["objective"] for line in lines] == ["'--><i>\"y", "'=1+1"]


def titled(book: Rulebook, title: str) -> tuple[ObjectiveSet, ...]:
    """The sets of ``book``, each objective of which has ``title``."""
    return tuple(
        attrs.evolve(s, objectives=tuple(attrs.evolve(o, title=title) for o in s.objectives))
        for s in book.sets
    )


@given(st.text(), st.text())
def test_text_in_an_element_comes_back_as_text(inside: str, value: str) -> None:
    """Any text, as a child or as an attribute, is read back by a parser as the one text it is."""
    parser = seen(el("p", inside, title=value))
    assert parser.elements == [("p", {"title": visible(value)})]
    assert "".join(text for _, text in parser.texts) == visible(inside)
    assert not re.search("[\x00-\x08\x0b-\x1f]", el("p", inside, title=value))


def test_the_bars_of_the_rows_fit_also_where_most_rows_are_rejected(tmp_path: Path) -> None:
    """No bar is wider than the whole, however many rows could not be used, and the page says how many."""
    rows = tmp_path / "rows.csv"
    rows.write_text("person,objective,approved\n" + "A,NUK-023,i går\n" * 9 + "A,NUK-023,2023-05-02\n")
    page = run(LITTLE, str(rows), "--format", "html", "--keep-going").stdout
    assert "9 rader kunne ikke brukes" in page
    widths = [float(width) for width in re.findall(r'width="([\d.]+)%"', page)]
    assert max(widths) <= 100
    assert 90.0 in widths


def test_titles_in_another_language_than_the_page_say_so() -> None:
    """A Norwegian title on an English page has its language; on a Norwegian page it needs none."""
    assert '<span lang="no">' in impact_html(little(), "en")
    assert '<span lang="no">' not in impact_html(little(), "nb")


def test_a_page_of_nobody_is_still_a_page() -> None:
    """Without persons the page says so, and divides by nothing."""
    book = lmrules.load(LITTLE)
    parser = seen(impact_html(report(book, []), "nb"))
    assert any("ingen godkjenninger" in text for _, text in parser.texts)
    assert "0 doctors" in "".join(impact_table(report(book, []), "en"))


# ---------------------------------------------------------------------------------------------- colours


def colours(css: str) -> Iterator[dict[str, str]]:
    """The colours of the light, the dark and the printed page."""
    for block in re.findall(r":root \{(.*?)\}", css, re.DOTALL):
        found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]+)", block))
        if found:
            yield found


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.1)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_colours_of_the_page_have_contrast_enough() -> None:
    """Text 4.5 to 1 on every ground it stands on, bars 3 to 1 (WCAG 2.1, 1.4.3 and 1.4.11), in every theme."""
    themes = list(colours(resource_text("templates/page.css")))
    assert len(themes) == 3
    for theme in themes:
        for ground in ("bg", "tint", "note"):
            assert all(contrast(theme[ink], theme[ground]) >= 4.5 for ink in ("ink", "soft", "link"))
        assert all(
            contrast(theme[bar], theme["bg"]) >= 3 for bar in ("approved", "transferred", "nearly", "rest")
        )


# ---------------------------------------------------------------------------------------------- numbers


@given(st.dictionaries(st.integers(0, 2000), st.integers(1, 50)))
def test_bins_leave_nobody_out_and_count_nobody_twice(counts: dict[int, int]) -> None:
    """Bins follow each other without gaps, are few, and their persons are all persons."""
    found = bins(sorted(counts.items()), 2000)
    assert len(found) <= 16
    assert sum(persons for _, _, persons in found) == sum(counts.values())
    assert all(one[1] + 1 == other[0] for one, other in pairwise(found))


def test_numbers_are_written_as_people_write_them() -> None:
    """Thousands apart, and never 0 per cent of something, nor all of less than all."""
    assert (number(1234567, "nb"), number(1234567, "en")) == ("1\u202f234\u202f567", "1,234,567")
    assert (percent(1, 1000, "nb"), percent(999, 1000, "en")) == ("<\u202f1\u00a0%", ">99%")
    assert (percent(0, 10, "en"), percent(10, 10, "nn"), percent(0, 0, "nb")) == ("0%", "100\u00a0%", "–")
