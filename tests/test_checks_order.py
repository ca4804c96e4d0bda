"""LM1xx and LM2xx: look-alike names, rings, parts and dates."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmrules.checks.look_alikes import by_case, by_shape
from lmrules.diagnostics import Diagnostic
from lmrules.graphs import components, path, rings
from lmrules.pipeline import check_text

BOOK = """
regelverk prøve kilde "utvalget 2024"
skala nivå-skala lav < middels < høy
tema bilde omfatter røntgen, ultralyd
tema røntgen
tema ultralyd
læringsmålsett A gyldig fra 2020-01-01 til 2025-01-01
    mål A-1 høy: bilde
    mål A-2 middels: ultralyd
læringsmålsett B gyldig fra 2025-01-01
    mål B-1 middels: røntgen
    mål B-2 middels: ultralyd
overgang A til B fra 2025-01-01
    regel R1: A-1 ≥ B-1 fordi "samme"
    regel R2: A-2 ≥ B-2 fordi "samme"
"""


def found(text: str) -> list[Diagnostic]:
    return list(check_text(text).diagnostics)


def changed(*changes: tuple[str, str]) -> list[Diagnostic]:
    text = BOOK
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return found(text)


def only(diagnostics: list[Diagnostic]) -> Diagnostic:
    assert len(diagnostics) == 1, [f"{d.code.id} {d.message()}" for d in diagnostics]
    return diagnostics[0]


def test_the_book_is_mended() -> None:
    """The book that every test here breaks has nothing wrong with it."""
    assert found(BOOK) == []


BREAKS: dict[str, tuple[Any, ...]] = {
    "LM104 by case": (
        "LM104",
        6,
        ("tema røntgen\n", "tema røntgen\ntema Bilde\n"),
        ("middels: ultralyd", "middels: ultralyd, Bilde"),
    ),
    "LM104 by script": (
        "LM104",
        9,
        ("mål A-2 middels: ultralyd", "mål А-1 middels: ultralyd"),
        ("regel R2: A-2", "regel R2: А-1"),
    ),
    "LM104 by shape": ("LM104", 12, ("mål B-2", "mål B-l"), ("≥ B-2", "≥ B-l")),
    "LM104 in rules": ("LM104", 15, ("regel R2", "regel r1")),
    "LM104 in levels": ("LM104", 3, ("lav < middels", "lav < Iav < middels")),
    "LM104 in sets": ("LM104", 13, ("overgang", "læringsmålsett a gyldig fra 2020-01-01\novergang")),
    "LM104 in scales": ("LM104", 4, ("høy\n", "høy\nskala Nivå-skala lav < høy\n")),
    "LM201": ("LM201", 3, ("lav < middels < høy", "lav < middels < høy < lav")),
    "LM201 itself": ("LM201", 3, ("lav < middels < høy", "lav < middels < høy, lav < lav")),
    "LM201 through =": ("LM201", 3, ("lav < middels < høy", "lav < middels = høy < middels")),
    "LM202": ("LM202", 4, ("tema røntgen\n", "tema røntgen omfatter bilde\n")),
    "LM202 itself": ("LM202", 5, ("tema røntgen\n", "tema røntgen omfatter røntgen\n")),
    "LM203": (
        "LM203",
        4,
        ("tema bilde omfatter røntgen, ultralyd", "tema bilde består av røntgen omfatter ultralyd"),
    ),
    "LM204": ("LM204", 7, ("fra 2020-01-01 til 2025-01-01", "fra 2020-01-01 til 2020-01-01")),
    "LM205 before the new": ("LM205", 13, ("til B fra 2025-01-01", "til B fra 2024-12-31")),
    "LM205 after the old": ("LM205", 13, ("til B fra 2025-01-01", "til B fra 2025-01-02")),
    "LM205 before the old": ("LM205", 13, ("gyldig fra 2020-01-01 til 2025-01-01", "gyldig fra 2025-01-01")),
    "LM205 after the new": (
        "LM205",
        13,
        ("gyldig fra 2025-01-01\n", "gyldig fra 2020-01-01 til 2024-01-01\n"),
    ),
    "LM206": (
        "LM206",
        13,
        ("gyldig fra 2025-01-01\n", "gyldig fra 2025-03-01\n"),
        ("til B fra 2025-01-01", "til B fra 2025-03-01"),
    ),
    "LM208 not later": (
        "LM208",
        14,
        ("    regel R1", "påbegynt før 2024-01-01 fullfører til 2025-01-01\nregel R1"),
    ),
    "LM208 before the start": (
        "LM208",
        14,
        ("    regel R1", "påbegynt før 2026-01-01 fullfører til 2025-06-01\nregel R1"),
    ),
    "LM208 after the new": (
        "LM208",
        14,
        ("gyldig fra 2025-01-01\n", "gyldig fra 2025-01-01 til 2027-01-01\n"),
        ("    regel R1", "påbegynt før 2024-01-01 fullfører til 2027-01-01\nregel R1"),
    ),
    "LM209": (
        "LM209",
        13,
        ("overgang", "læringsmålsett C gyldig fra 2024-01-01\n mål A-1 høy: bilde\novergang"),
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_each_break_gives_exactly_its_code_at_its_line(name: str) -> None:
    """A book broken in one way gets one diagnostic, of the right code, at the right line."""
    code, line, *changes = BREAKS[name]
    diagnostic = only(changed(*changes))
    assert (diagnostic.code.id, diagnostic.span.begin.line) == (code, line)


@pytest.mark.parametrize("name", BREAKS)
def test_each_break_shows_every_place(name: str) -> None:
    """Wherever another place takes part it is shown, and the message is whole in all three languages."""
    _, _, *changes = BREAKS[name]
    diagnostic = only(changed(*changes))
    alone = name in ("LM201 itself", "LM202 itself", "LM204")
    assert bool(diagnostic.related) is not alone
    for lang in ("nb", "nn", "en"):
        texts = [
            diagnostic.message(lang),
            diagnostic.help(lang),
            *(r.message(lang) for r in diagnostic.related),
        ]
        assert all(text and "{" not in text and not text.endswith(".") for text in texts)


ALLOWED = {
    "a series": (
        ("mål A-2 middels: ultralyd", "mål A-10 middels: ultralyd mål A-11 middels: ultralyd"),
        ("regel R2: A-2", "regel R2: A-10 eller A-11"),
    ),
    "isotopes": (
        ("tema røntgen\n", "tema røntgen omfatter I-123, L-123, I-131\ntema I-123\ntema I-131\ntema L-123\n"),
    ),
    "equal levels": (("lav < middels < høy", "lav < middels = fullt < høy"),),
    "a chain through =": (("lav < middels < høy", "lav < middels = fullt, fullt < høy = topp"),),
    "a shared part": (("tema røntgen\n", "tema røntgen omfatter ultralyd\n"),),
    "the same part twice": (
        ("tema bilde omfatter røntgen, ultralyd", "tema bilde består av røntgen, ultralyd omfatter ultralyd"),
    ),
    "one day": (("fra 2020-01-01 til 2025-01-01", "fra 2024-12-31 til 2025-01-01"),),
    "open validity": (("gyldig fra 2020-01-01 til 2025-01-01", ""), (" gyldig fra 2025-01-01\n", "\n")),
    "an overlap of sets": (
        ("gyldig fra 2020-01-01 til 2025-01-01", "gyldig fra 2020-01-01 til 2026-01-01"),
        ("til B fra 2025-01-01", "til B fra 2025-06-01"),
    ),
    "a cohort": (("    regel R1", "påbegynt før 2025-01-01 fullfører til 2027-01-01\nregel R1"),),
    "one code, other days": (
        ("overgang", "læringsmålsett C gyldig fra 2025-01-01\n mål A-1 høy: bilde\novergang"),
    ),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_what_is_in_order_is_left_alone(name: str) -> None:
    """What only resembles a fault gets no diagnostic."""
    assert [d.message() for d in changed(*ALLOWED[name])] == []


def test_a_ring_is_shown_edge_by_edge() -> None:
    """The message shows the ring with its signs, and every edge has its place."""
    diagnostic = only(changed(("lav < middels < høy", "lav < middels < høy, høy = lav")))
    assert diagnostic.message("en") == "the levels go in a ring: `lav < middels < høy = lav`"
    assert [r.span.text for r in diagnostic.related] == ["middels < høy", "høy = lav"]
    diagnostic = only(
        changed(
            ("tema røntgen\n", "tema røntgen omfatter ultralyd\n"),
            ("tema ultralyd\n", "tema ultralyd omfatter bilde\n"),
        )
    )
    assert diagnostic.message("en") == "the topics go in a ring: `bilde ⊇ ultralyd ⊇ bilde`"
    assert len(diagnostic.related) == 1


def test_one_wrong_step_is_one_ring() -> None:
    """One wrong step that closes many rings is reported once."""
    diagnostic = only(
        changed(("lav < middels < høy", "lav < a < høy, lav < b < høy, lav < middels < høy < lav"))
    )
    assert diagnostic.code.id == "LM201"


TWO_STEPS = """
læringsmålsett C gyldig fra 2030-01-01
    mål C-1 middels: røntgen
overgang B til C fra 2030-01-01
    regel R1: B-1 ≥ C-1 fordi "samme"
    utgår B-2 fordi "borte"
"""


def test_transitions_in_a_ring() -> None:
    """Transitions that lead back are reported with every one of them."""
    text = BOOK + "overgang B til A fra 2025-02-01"
    ring = [d for d in found(text) if d.code.id == "LM207"]
    assert only(ring).message("en") == "the transitions go in a ring: `A → B → A`"
    assert [r.span.begin.line for r in ring[0].related] == [16]


def test_a_transition_must_come_after_the_one_it_builds_on() -> None:
    """B → C before A → B is an error (LM211): nothing that A → B grants could count in it."""
    book = BOOK.replace("gyldig fra 2025-01-01\n", "gyldig fra 2020-01-01 til 2030-01-01\n")
    book = book.replace("til B fra 2025-01-01", "til B fra 2024-06-01")
    assert found(book + TWO_STEPS) == []
    crossed = (book + TWO_STEPS).replace("C gyldig fra 2030-01-01", "C gyldig fra 2022-01-01")
    crossed = crossed.replace("til C fra 2030-01-01", "til C fra 2022-01-01")
    assert only(found(crossed)).code.id == "LM211"


@given(
    st.text(st.sampled_from("lI1O0oLaAаА-"), max_size=6), st.text(st.sampled_from("lI1O0oLaAаА-"), max_size=6)
)
def test_names_that_differ_by_case_look_alike(one: str, other: str) -> None:
    """Case never tells names apart, and digits alone never make two names look alike."""
    if one.casefold() == other.casefold():
        assert by_case(one) == by_case(other)
    if one.isdigit() and other.isdigit() and one != other:
        assert by_shape(one) != by_shape(other)


GRAPHS = st.dictionaries(st.integers(0, 6), st.lists(st.integers(0, 6), max_size=3), max_size=7)


@given(GRAPHS)
def test_rings_are_found_where_there_are_any(graph: dict[int, list[int]]) -> None:
    """A ring is a closed walk of edges; there is one for each component in which a node reaches itself."""
    listed = {node: [s for s in to if s in graph] for node, to in graph.items()}
    in_ring = {n for n in listed if any(path(listed, s, n) for s in listed[n])}
    shown = list(rings(listed))
    for ring in shown:
        assert ring[0] == ring[-1]
        assert all(b in listed[a] for a, b in pairwise(ring))
    knots = [c for c in components(listed) if set(c) & in_ring]
    assert len(knots) == len(shown)
    assert {n for c in knots for n in c} == in_ring


@given(GRAPHS)
def test_components_come_after_what_they_lead_to(graph: dict[int, list[int]]) -> None:
    """Every node is in one component, and no edge leads from a component to a later one."""
    order = {node: i for i, nodes in enumerate(components(graph)) for node in nodes}
    assert order.keys() == graph.keys()
    assert all(order[s] <= order[n] for n, to in graph.items() for s in to if s in graph)
