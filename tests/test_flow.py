"""The flow of a transition: which objectives lead where, and the picture of it."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import permutations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import rulebooks

import lmrules
from lmrules.exports import flow_words
from lmrules.exports.flow_svg import flow_css, flow_picture, glyph
from lmrules.flow import KINDS, Edge, Flow, Kind, crossings, flow
from lmrules.kernel import granted
from lmrules.messages import LANGUAGES, Language
from lmrules.model.model import ObjectiveId, Rulebook
from lmrules.pipeline import check_text
from lmrules.resources import resource_text

RULES = Path(__file__).parent.parent / "rules"

SMALL = """
regelverk prøve "Prøve"
skala s a < b
læringsmålsett A gyldig fra 2020-01-01 til 2021-01-01
    mål A1 "Alene" a: t1
    mål A2 "Før" a: t2
    mål A3 "Etter" a: t3
    mål A4 "Delt" b: t4, t5
    mål A5 "Borte" a: t6
    mål A6 "Nesten" a: t7
    mål A7 "Som før" a: t2
    mål A8 "Uomtalt" a: t9
læringsmålsett B gyldig fra 2021-01-01
    mål B1 "Alene" a: t1
    mål B2 "Sammen" a: t2, t3
    mål B3 "Første del" a: t4
    mål B4 "Andre del" a: t5
    mål B5 "Ukjent" a: t8
    mål B6 "Høyere" b: t7
    mål B7 "Videre" a: t4
    mål B8 "Glemt" a: t8
overgang A til B fra 2021-01-01
    regel en: A1 = B1 fordi "Samme."
    regel sammen: (A2 eller A7) og A3 ≥ B2 fordi "Til sammen <alt>."
    regel del-1: A4 ≥ B3 fordi "Første."
    regel del-2: A4 ≥ B4 fordi "Andre."
    regel videre: B3 ≥ B7 fordi "Gjennom B3."
    regel nesten: A6 < B6 fordi "Nivået er høyere."
    utgår A5 fordi "Er ikke i bruk."
    nytt B5 fordi "Fra i år."
"""


@cache
def small() -> Rulebook:
    checked = check_text(SMALL)
    assert not checked.errors, [d.message("en") for d in checked.errors]
    return checked.book


def codes(found: Flow, kind: Kind) -> list[tuple[list[str], list[str]]]:
    return [([o.code for o in g.old], [n.code for n in g.new]) for g in found.of(kind)]


# ------------------------------------------------------------------------- what follows from the rules


def test_each_objective_stands_under_what_becomes_of_it() -> None:
    """One to one, joined (with what may stand in), split (also by way of another grant), alike, ended, begun."""
    found = flow(small(), small().transitions[0])
    assert codes(found, "one-to-one") == [(["A1"], ["B1"])]
    assert codes(found, "several-to-one") == [(["A2", "A3", "A7"], ["B2"])]
    assert codes(found, "one-to-several") == [(["A4"], ["B3", "B4", "B7"])]
    assert codes(found, "several-to-several") == []
    assert codes(found, "related") == [(["A6"], ["B6"])]
    assert codes(found, "ends") == [(["A5"], []), (["A8"], [])]
    assert codes(found, "begins") == [([], ["B5"]), ([], ["B8"])]
    needed = {e.old.code: e.needed for g in found.of("several-to-one") for e in g.edges}
    assert needed == {"A2": False, "A3": True, "A7": False}


@given(rulebooks())
def test_no_objective_is_left_out_of_the_picture(book: Rulebook) -> None:
    """Every objective is in exactly one group, or in one that transfers and one that is related besides."""
    for transition in book.transitions:
        found = flow(book, transition)
        whole = [o.id for name in (transition.old, transition.new) for o in book.set_named[name].objectives]
        all_of_them = Counter(o for group in found.groups for o in (*group.old, *group.new))
        assert set(all_of_them) == set(whole)
        again = {o for group in found.of("related") for o in (*group.old, *group.new)}
        assert {o for o, times in all_of_them.items() if times > 1} <= again & found.moving
        assert max(all_of_them.values(), default=0) <= 2


@given(rulebooks())
def test_what_moves_is_what_the_kernel_grants_to_somebody_who_holds_all(book: Rulebook) -> None:
    """A ribbon leads to exactly the new objectives that can be granted, and a needed one cannot be spared."""
    for transition in book.transitions:
        found = flow(book, transition)
        old = {o.id for o in book.set_named[transition.old].objectives}
        new = {o.id for o in book.set_named[transition.new].objectives}
        everything = granted(found.step.granting, old)
        assert found.moving & new == everything
        edges = [e for g in found.groups if g.kind in KINDS[:4] for e in g.edges]
        for edge in edges:
            assert edge.needed == (edge.new not in granted(found.step.granting, old - {edge.old}))
        for objective in everything:
            tied = {e.old for e in edges if e.new == objective}
            assert objective in granted(found.step.granting, tied)


@given(st.data())
def test_crossings_are_counted_pair_by_pair(data: st.DataObject) -> None:
    """The quick count is that of looking at every pair; the order chosen never crosses more than declared."""
    old = [ObjectiveId("a", str(n)) for n in range(data.draw(st.integers(1, 6)))]
    new = [ObjectiveId("b", str(n)) for n in range(data.draw(st.integers(1, 6)))]
    pairs = st.tuples(st.sampled_from(old), st.sampled_from(new))
    edges = [Edge(o, n) for o, n in data.draw(st.sets(pairs, min_size=1))]
    at = {o: n for side in (old, new) for n, o in enumerate(side)}
    by_pair = sum(at[a.old] < at[b.old] and at[a.new] > at[b.new] for a, b in permutations(edges, 2))
    assert crossings(old, new, edges) == by_pair


def test_the_order_of_rows_takes_away_crossings_that_need_not_be() -> None:
    """Two rules that run across each other as declared stand straight in the picture."""
    text = """
skala s a
læringsmålsett A gyldig til 2021-01-01
    mål A1 a: t1, t3
    mål A2 a: t2, t3
læringsmålsett B gyldig fra 2021-01-01
    mål B1 a: t2
    mål B2 a: t1
    mål B3 a: t3
overgang A til B fra 2021-01-01
    regel r1: A1 ≥ B2
    regel r2: A2 ≥ B1
    regel r3: A1 eller A2 ≥ B3
"""
    book = check_text(text).book
    (group,) = flow(book, book.transitions[0]).of("several-to-several")
    assert [n.code for n in group.new] == ["B2", "B3", "B1"]
    assert crossings(group.old, group.new, group.edges) == 0


# ------------------------------------------------------------------------- the picture


def read(markup: str) -> ET.Element:
    return ET.fromstring(markup)  # noqa: S314 - our own


def tree(book: Rulebook, lang: Language = "nb") -> ET.Element:
    return read(flow_picture(book, book.transitions[0], lang))


def test_the_picture_is_well_formed_and_has_a_ribbon_for_each_edge() -> None:
    """The drawing has as many ribbons as the flow has edges, sure ones and those that may be stood in for."""
    drawn = [p.get("class") for p in tree(small()).iterfind(".//div[@class='flow-drawing']//path")]
    assert Counter(drawn) == {"flow-sure": 5, "flow-or": 2, "flow-related": 1}


def test_the_table_says_all_that_the_drawing_shows() -> None:
    """The drawing is hidden from those who hear the page: every objective and mark of it is in the table."""
    for part in tree(small()).iterfind("section"):
        drawing, table = part.find(".//div[@class='flow-drawing']"), part.find(".//table")
        assert drawing is not None
        assert table is not None
        assert drawing.get("aria-hidden") == "true"
        shown = {row.get("data-objective") for row in drawing.iter("div")} - {None}
        told = {cell.get("data-objective") for cell in table.iter("div")} - {None}
        assert shown == told
        rows = [(*rows.itertext(),) for rows in table.iterfind("tbody/tr")]
        assert all("".join(row).strip() for row in rows)
    words = "".join(tree(small()).itertext())
    assert "utgår: Er ikke i bruk." in words
    assert "nytt: Fra i år." in words
    assert "(A2 eller A7) og A3" in words
    assert "(et annet kan tre i stedet)" in words


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_picture_speaks_each_language(lang: Language) -> None:
    """Headings are in the language asked for, and the rulebook's own words are marked where theirs is another."""
    whole = tree(small(), lang)
    headings = ["".join(h.itertext()) for h in whole.iterfind("section/h3")]
    there = [k for k in KINDS if k != "several-to-several"]
    assert headings == [flow_words.HEADINGS[kind].fill(lang) for kind in there]
    marked = {span.get("lang") for span in whole.iterfind(".//table//span")}
    assert marked == ({"no"} if lang == "en" else {None})


def test_every_part_can_be_gone_to() -> None:
    """The links at the top lead to the headings, under the name the page gives the picture."""
    whole = read(flow_picture(small(), small().transitions[0], "nb", anchor="bilde-2", level=4))
    links = [a.get("href") for a in whole.iterfind("nav//a")]
    assert links == [f"#{h.get('id')}" for h in whole.iterfind("section/h4")]
    assert links[0] == "#bilde-2-one-to-one"


def test_no_text_of_a_rulebook_becomes_markup() -> None:
    """A title or reason with markup in it is shown as it is written."""
    text = SMALL.replace('"Alene"', '"<script>x</script> &amp; \\"y\\""')
    book = check_text(text).book
    picture = flow_picture(book, book.transitions[0], "nb")
    assert "<script" not in picture
    assert '<script>x</script> &amp; "y"' in "".join(read(picture).itertext())


def test_a_page_of_ours_needs_no_style_of_its_own_elements() -> None:
    """A strict policy forbids style attributes; every class that is drawn stands in the style sheet or inherits."""
    picture = flow_picture(small(), small().transitions[0], "nb")
    assert " style=" not in picture
    assert "http" not in picture
    css = flow_css()
    assert css == resource_text("templates/flow.css")
    unstyled = {"flow-drawing", "flow-one-to-one", "flow-2"}
    used = {name for found in re.findall(r'class="([^"]*)"', picture) for name in found.split()}
    assert {name for name in used if f".{name}" not in css} <= unstyled


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_a_form_of_its_own(kind: Kind) -> None:
    """Kinds can be told apart without colour: no two of their signs are drawn alike."""
    mine = re.sub(r"flow-glyph flow-[a-z-]*", "", glyph(kind))
    assert all(re.sub(r"flow-glyph flow-[a-z-]*", "", glyph(k)) != mine for k in KINDS if k != kind)


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("lis1.rules", {"one-to-one": 101}),
        (
            "nukleaermedisin.rules",
            {"one-to-one": 7, "several-to-one": 6, "one-to-several": 1, "several-to-several": 5, "begins": 5},
        ),
    ],
)
def test_the_shipped_rulebooks_fall_into_few_parts(name: str, shape: dict[Kind, int]) -> None:
    """What the shipped transitions split, join, end and begin."""
    book = lmrules.load(RULES / name).model
    found = flow(book, book.transitions[-1])
    assert {kind: len(found.of(kind)) for kind in shape} == shape


def test_a_transition_between_empty_sets_says_so() -> None:
    """Nothing to draw is said, not drawn."""
    book = check_text("læringsmålsett A\nlæringsmålsett B\novergang A til B fra 2021-01-01\n").book
    assert "ingen mål å vise" in flow_picture(book, book.transitions[0], "nb")
