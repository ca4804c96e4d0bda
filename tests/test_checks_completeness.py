"""LM4xx and LM6xx: whether everything has an answer, and every answer is accounted for."""

from __future__ import annotations

from typing import Any

import pytest

from lmrules.diagnostics import Diagnostic
from lmrules.pipeline import check_text

BOOK = """
regelverk prøve
skala s lav < høy
tema t1
tema t2
tema t3
læringsmålsett A gyldig til 2025-01-01
    mål A-1 høy: t1
    mål A-2 høy: t2
    mål A-3 høy: t3
læringsmålsett B gyldig fra 2025-01-01
    mål B-1 lav: t1
    mål B-2 nivå lav
overgang A til B fra 2025-01-01 kilde "utvalget 2024"
    regel R1: A-1 ≥ B-1 fordi "samme"
    nytt B-2 fordi "ingen forgjenger"
    utgår A-2, A-3 fordi "avviklet"
"""


def changed(*changes: tuple[str, str], without: tuple[str, ...] = ()) -> list[Diagnostic]:
    text = BOOK
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return [d for d in check_text(text).diagnostics if d.code.id not in ("LM405", *without)]


def only(diagnostics: list[Diagnostic]) -> Diagnostic:
    assert len(diagnostics) == 1, [f"{d.code.id} {d.message()}" for d in diagnostics]
    return diagnostics[0]


def test_the_book_is_mended() -> None:
    """The book that every test here breaks has nothing wrong with it."""
    assert changed() == []


BREAKS: dict[str, tuple[Any, ...]] = {
    "LM401": ("LM401", "B-2", ('    nytt B-2 fordi "ingen forgjenger"\n', "")),
    "LM401, a draft is no answer": (
        "LM401",
        "B-1",
        ("regel R1", "utkast regel R1"),
        ("utgår A-2", "utgår A-1, A-2"),
    ),
    "LM402": ("LM402", "A-2", ("utgår A-2, A-3", "utgår A-3")),
    "LM402, a draft is no fate": (
        "LM402",
        "A-1",
        ("regel R1", "utkast regel R1"),
        ("nytt B-2", "nytt B-1, B-2"),
    ),
    "LM403": ("LM403", "B-1", ("nytt B-2", "nytt B-1, B-2")),
    "LM404": ("LM404", "A-1", ("utgår A-2", "utgår A-1, A-2")),
    "LM404, in a rule that grants nothing": (
        "LM404",
        "A-1",
        ("utgår A-2", "utgår A-1, A-2"),
        ("≥ B-1", "> B-1 i kompleksitet"),
    ),
    "LM601 of a rule": ("LM601", "regel R1: A-1 ≥ B-1", (' fordi "samme"', "")),
    "LM601 of nytt": ("LM601", "nytt B-2", (' fordi "ingen forgjenger"', "")),
    "LM601 of utgår": ("LM601", "utgår A-2, A-3", (' fordi "avviklet"', "")),
    "LM601 of a judgement": (
        "LM601",
        "skjønn S: t2 dekker t1",
        ("    regel R1", 'skjønn S: t2 dekker t1\nregel R2: A-2 ≥ B-1 fordi "x" regel R1'),
        ("utgår A-2, ", "utgår "),
    ),
    "LM601 of videreført": (
        "LM601",
        "videreført V: A-1",
        ("mål B-1", "mål A-1"),
        ("A-1 ≥ B-1", "A/A-1 ≥ B/A-1"),
        ('    regel R1: A/A-1 ≥ B/A-1 fordi "samme"', "videreført V: A-1"),
    ),
    "LM602 of the transition": ("LM602", "overgang A til B fra 2025-01-01", (' kilde "utvalget 2024"', "")),
    "LM602 of one": (
        "LM602",
        "utgår A-2, A-3",
        (' kilde "utvalget 2024"', ""),
        ('fordi "samme"', 'kilde "k" fordi "samme"'),
        ('fordi "ingen', 'kilde "k" fordi "ingen'),
    ),
    "LM603": (
        "LM603",
        "utkast regel R2",
        ("    nytt", 'utkast regel R2: A-1 ≥ B-1 i innhold fordi "?" nytt'),
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_each_break_gives_exactly_its_code_at_its_place(name: str) -> None:
    """A book broken in one way gets one diagnostic, of the right code, at the right place."""
    code, where, *changes = BREAKS[name]
    diagnostic = only(changed(*changes, without=("LM603",) if "draft" in name else ()))
    assert diagnostic.code.id == code
    assert diagnostic.span.text.startswith(where)
    for lang in ("nb", "nn", "en"):
        texts = [
            diagnostic.message(lang),
            diagnostic.help(lang),
            *(r.message(lang) for r in diagnostic.related),
        ]
        assert all(text and "{" not in text and not text.endswith(".") for text in texts)


ALLOWED = {
    "a finding answers": (("≥ B-1", "> B-1 i kompleksitet"),),
    "≠ is a finding": (("    nytt", 'regel R2: A-2 ≠ B-1 fordi "annet" nytt'), ("utgår A-2, ", "utgår ")),
    "≠ does not use what is retired": (("    nytt", 'regel R2: A-2 ≠ B-1 fordi "annet" nytt'),),
    "a finding needs no reason": (("    nytt", "regel R2: A-2 ≠ B-1 nytt"),),
    "nytt beside a finding": (("nytt B-2", "nytt B-1, B-2"), ("≥ B-1", "> B-1 i kompleksitet")),
    "the rulebook's source": (
        (' kilde "utvalget 2024"', ""),
        ("regelverk prøve", 'regelverk prøve kilde "k"'),
    ),
    "a source of their own": (
        (' kilde "utvalget 2024"', ""),
        ('fordi "samme"', 'kilde "k" fordi "samme"'),
        ('fordi "ingen', 'kilde "k" fordi "ingen'),
        ('fordi "avv', 'kilde "k" fordi "avv'),
    ),
    "a set no transition enters": (
        ("læringsmålsett A", "læringsmålsett X gyldig fra 2040-01-01 mål X-1 lav: t1\nlæringsmålsett A"),
    ),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_what_is_in_order_is_left_alone(name: str) -> None:
    """What only resembles a gap gets no diagnostic."""
    assert [d.message() for d in changed(*ALLOWED[name])] == []


def test_what_could_not_be_read_is_not_missing() -> None:
    """A rule that cannot be read is one error: its objectives are not reported as unanswered or unused."""
    diagnostic = only(changed(("A-1 ≥ B-1", "A-1 ≥ ≥ B-1")))
    assert diagnostic.code.id == "LM001"
    diagnostic = only(changed(('nytt B-2 fordi "ingen', 'nytt B-2 gyldig "ingen')))
    assert diagnostic.code.id.startswith("LM0")


def test_an_answer_in_any_transition_is_an_answer() -> None:
    """Where two transitions enter a set, an objective is answered when one of them answers for it."""
    other = """
læringsmålsett C gyldig til 2025-01-01
    mål C-1 høy: t1
overgang C til B fra 2025-01-01 kilde "k"
    regel R1: C-1 ≥ B-1 fordi "samme"
"""
    assert [d.message() for d in check_text(BOOK + other).diagnostics] == []


def test_the_rule_of_a_run_is_one_statement() -> None:
    """A statement that stands for many rules lacks its reason once."""
    book = BOOK.replace("R1: A-1 ≥ B-1 fordi", "R1: A-1..3 = B-1..3 fordi").replace(
        "B-2 nivå lav", "B-2 høy: t2 mål B-3 høy: t3"
    )
    book = (
        book.replace("B-1 lav", "B-1 høy")
        .replace('    nytt B-2 fordi "ingen forgjenger"\n', "")
        .replace('    utgår A-2, A-3 fordi "avviklet"\n', "")
    )
    assert check_text(book).diagnostics == ()
    diagnostic = only(list(check_text(book.replace(' fordi "samme"', "")).diagnostics))
    assert diagnostic.message() == "regelen `R1` har ingen `fordi`"
