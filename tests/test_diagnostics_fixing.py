"""Carrying out fixes: which ones, and what they leave of the author's file."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import attrs
from hypothesis import given
from hypothesis import strategies as st

from lmrules.checks import all_codes
from lmrules.diagnostics import Diagnostic, Edit, Fix
from lmrules.diagnostics.fixing import chosen, fixed
from lmrules.messages import Text
from lmrules.source import Source, Span

WORDS = Text("rett det", "rett det", "mend it")
CODE = all_codes()[0]


def wants(source: Source, start: int, end: int, text: str, *, safe: bool = True) -> Diagnostic:
    """A diagnostic whose one fix replaces a part of ``source``."""
    span = Span(source, start, end)
    return Diagnostic(code=CODE, span=span, fixes=(Fix(WORDS, (Edit(span, text),), safe=safe),))


def mended(source: Source, *diagnostics: Diagnostic, unsafe: bool = False) -> str:
    """The text that the fixes leave."""
    texts = [text for _, text in fixed(chosen(diagnostics, unsafe=unsafe))]
    return texts[0] if texts else source.original


def test_unsafe_fixes_need_asking() -> None:
    """A fix that is not safe is carried out only where that is asked for."""
    source = Source("a.rules", "tema a")
    diagnostic = wants(source, 5, 6, "b", safe=False)
    assert mended(source, diagnostic) == "tema a"
    assert mended(source, diagnostic, unsafe=True) == "tema b"


def test_a_choice_is_left_to_a_person() -> None:
    """Where a diagnostic has several fixes, none is carried out, safe or not."""
    source = Source("a.rules", "tema a")
    one = wants(source, 5, 6, "b")
    both = attrs.evolve(one, fixes=one.fixes * 2)
    assert mended(source, both, unsafe=True) == "tema a"


def test_of_fixes_that_meet_the_first_is_taken() -> None:
    """Fixes that touch the same text, or insert at the same place, wait for the next round."""
    source = Source("a.rules", "0123456789")
    first = wants(source, 2, 5, "A")
    assert mended(source, first, wants(source, 4, 6, "B"), wants(source, 7, 8, "C")) == "01A56C89"
    assert mended(source, wants(source, 2, 2, "A"), wants(source, 2, 2, "B")) == "01A23456789"


def test_only_what_is_edited_changes() -> None:
    """Line ends and letters in other normal forms stay as the author's program wrote them."""
    decomposed = unicodedata.normalize("NFD", "blåbær på å")
    source = Source("a.rules", f"# {decomposed}\r\ntema a\rtema b\n")
    start = source.text.index("tema a") + 5
    assert mended(source, wants(source, start, start + 1, "å")) == f"# {decomposed}\r\ntema å\rtema b\n"


@given(
    st.text(st.sampled_from("ab å\u0061\u030a\r\n\t漢🚀"), max_size=40),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.text("xy", max_size=3)), max_size=6),
)
def test_fixes_are_replacements_from_the_end(text: str, edits: list[tuple[int, int, str]]) -> None:
    """Fixes that do not meet do together what each of them does by itself, on any text in NFC."""
    source = Source("a.rules", unicodedata.normalize("NFC", text))
    length = len(source.text)
    places = [(min(a, b, length), min(max(a, b), length), new) for a, b, new in edits]
    diagnostics = [wants(source, start, end, new) for start, end, new in places]
    taken = [edit for fix in chosen(diagnostics, unsafe=False) for edit in fix.edits]
    expected = source.text
    for edit in sorted(taken, key=lambda e: e.span.start, reverse=True):
        expected = expected[: edit.span.start] + edit.text + expected[edit.span.end :]
    assert mended(source, *diagnostics) == expected
    spans = sorted((e.span.start, e.span.end) for e in taken)
    assert all(end < start for (_, end), (start, _) in pairwise(spans))
