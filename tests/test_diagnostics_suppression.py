"""Allowing a diagnostic where it stands: what a comment reaches, what it needs, and what it may never do."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmrules.checks import all_codes
from lmrules.diagnostics import Diagnostic
from lmrules.diagnostics.fixing import chosen, fixed
from lmrules.pipeline import check_text
from lmrules.source import Source, Span
from lmrules.suppression import apply_suppressions
from lmrules.syntax import ast
from lmrules.syntax.parse import parse

ALLOW = "# lmrules: tillat LM603 fordi fagrådet behandler regelen"
BOOK = """\
{top}regelverk eksempelfag
    kilde "Oppdiktet eksempel"
skala nivåer kunnskap < god-kunnskap
tema strålevern
tema dosimetri
læringsmålsett GML
    mål GML-1
        god-kunnskap: strålevern, dosimetri
læringsmålsett NY
    mål NY-1
        kunnskap: strålevern
    mål NY-2
        kunnskap: dosimetri
overgang GML til NY fra 2025-09-01
    regel R1: GML-1 ≥ NY-1
        fordi "Samme fag."
    nytt NY-2
        fordi "Ikke avgjort."
{before}    utkast regel R2: GML-1 ≥ NY-2{first}
{inside}        fordi "Samme fag."{after}
    eksempel "Ingenting gir ingenting"
        gitt ingenting
        så vurderes NY-1
{end}"""


PLACES = ("top", "before", "first", "inside", "after", "end")


def codes(**places: str) -> list[str]:
    """The codes found in the book, with comments in the places given. Without any it has one draft."""
    filled = dict.fromkeys(PLACES, "") | places
    return [d.code.id for d in check_text(BOOK.format(**filled)).diagnostics]


def test_without_a_comment_the_draft_is_reported() -> None:
    """The book that these tests change has exactly one thing to say of it."""
    assert codes() == ["LM603"]


@pytest.mark.parametrize(
    "places",
    [
        pytest.param({"before": f"    {ALLOW}\n"}, id="on the line before"),
        pytest.param({"before": f"    {ALLOW}\n\n    # mer om regelen\n"}, id="before, with space between"),
        pytest.param({"first": f"  {ALLOW}"}, id="at the end of its first line"),
        pytest.param({"inside": f"        {ALLOW}\n"}, id="inside it"),
        pytest.param({"after": f"  {ALLOW}"}, id="at the end of its last line"),
        pytest.param({"top": f"{ALLOW}\n\n"}, id="at the top, for the whole file"),
        pytest.param(
            {"top": f"# om filen\n{ALLOW}\n# mer\n\n# om regelverket\n"}, id="in a block at the top"
        ),
        pytest.param({"top": f"{ALLOW}\r\n \t\r\n"}, id="at the top, other line ends"),
        pytest.param(
            {"before": "    # lmrules: allow LM603 because the board will decide\n"}, id="in English"
        ),
        pytest.param(
            {"before": "    #lmrules:tillat  draft-left  fordi det\n"}, id="by name, spaced otherwise"
        ),
    ],
)
def test_a_comment_allows_what_stands_where_it_reaches(places: dict[str, str]) -> None:
    """The statement on its line, the one it stands in, the next one, or the whole file."""
    assert codes(**places) == []


@pytest.mark.parametrize(
    "places",
    [
        pytest.param({"top": f"{ALLOW}\n"}, id="right before another statement"),
        pytest.param({"end": f"    {ALLOW}\n"}, id="after the last statement"),
        pytest.param({"before": f"    nytt NY-2 fordi 'x' {ALLOW}\n".replace("'", '"')}, id="another line"),
    ],
)
def test_a_comment_elsewhere_allows_nothing_and_is_reported(places: dict[str, str]) -> None:
    """A comment that reaches another statement, or none, hides nothing and is called unused."""
    assert sorted(codes(**places)) == ["LM603", "LM692"]


def test_several_codes_in_one_comment() -> None:
    """One comment may allow several codes; those that do not occur are reported one by one."""
    assert codes(before="    # lmrules: tillat LM601, LM603,LM602 fordi det\n") == ["LM692", "LM692"]


@pytest.mark.parametrize(
    ("comment", "found"),
    [
        ("# lmrules: tillat LM603", "LM691"),
        ("# lmrules: tillat LM603 fordi", "LM691"),
        ("# lmrules: tillat LM603 av gode grunner", "LM691"),
        ("# lmrules: tillat", "LM694"),
        ("# lmrules: tilat LM603 fordi det", "LM694"),
        ("# lmrules: tillat LM699 fordi det", "LM694"),
        ("# lmrules: tillat lm603 fordi det", "LM694"),
        ("# lmrules: tillat LM301 fordi vi er enige", "LM693"),
        ("# lmrules: tillat unknown-name fordi det", "LM693"),
        ("# lmrules: tillat LM901 fordi det", "LM693"),
        ("# lmrules: tillat LM692 fordi det", "LM693"),
    ],
)
def test_a_comment_that_cannot_be_followed_is_reported_and_hides_nothing(comment: str, found: str) -> None:
    """No reason, no such code, or a code that cannot be allowed: both that and the draft are reported."""
    assert sorted(codes(before=f"    {comment}\n")) == ["LM603", found]


def test_other_comments_are_left_alone() -> None:
    """A comment that only mentions lmrules, or a text that looks like a comment, is not addressed to it."""
    assert codes(before="    # se lmrules: tillat LM603 fordi det\n") == ["LM603"]
    assert codes(top=f'regelverk x "{ALLOW}"\n').count("LM692") == 0


def test_nothing_is_called_unused_while_there_are_errors() -> None:
    """An error may keep what is allowed from being seen, so that only the error is told."""
    unused = "    # lmrules: tillat LM601 fordi det\n"
    assert codes(before=unused) == ["LM692", "LM603"]
    assert codes(before=unused, end="tema\n") == ["LM603", "LM001"]


def test_what_only_test_can_find_is_not_called_unused_by_check() -> None:
    """LM7xx is found by `lmrules test` alone; `check` says nothing of an allowance of it."""
    file, _ = parse(Source("a.rules", "tema a  # lmrules: tillat LM701 fordi det\n"))
    seven = [attrs.evolve(all_codes()[-1], id="LM701", name="planted", severity="warning")]
    assert apply_suppressions([file], [], seven) == []
    (unused,) = apply_suppressions([file], [], seven, ran=seven)
    assert unused.code.id == "LM692"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("tema a\n# lmrules: tillat LM603 fordi det\ntema b\n", "tema a\ntema b\n"),
        ("tema a  # lmrules: tillat LM603 fordi det\ntema b\n", "tema a\ntema b\n"),
        ("tema a\r\n  # lmrules: tillat LM603 fordi det\r\ntema b", "tema a\r\ntema b"),
        ("tema a\ntema b\n# lmrules: tillat LM603 fordi det", "tema a\ntema b\n"),
    ],
)
def test_the_fix_of_an_unused_comment_takes_it_away(before: str, after: str) -> None:
    """The safe fix leaves the file as if the comment had never been there."""
    diagnostics = [d for d in check_text(before).diagnostics if d.code.id == "LM692"]
    assert [text for _, text in fixed(chosen(diagnostics, unsafe=False))] == [after]


def test_the_fix_of_one_unused_code_keeps_the_others() -> None:
    """Of a list of codes only the unused one is taken away, with its comma."""
    comment = "    # lmrules: tillat LM601, LM603, LM602 fordi det\n"
    filled = dict.fromkeys(PLACES, "")
    text = BOOK.format(**filled | {"before": comment})
    diagnostics = check_text(text).diagnostics
    ((_, mended),) = fixed(chosen(diagnostics[:1], unsafe=False))
    assert mended == text.replace("LM601, ", "")
    ((_, mended),) = fixed(chosen(diagnostics[1:], unsafe=False))
    assert mended == text.replace(", LM602", "")


@given(st.data())
def test_no_comment_hides_what_cannot_be_allowed(data: st.DataObject) -> None:
    """Whatever comments stand wherever in a file, no diagnostic below LM400 or of LM9xx is ever lost."""
    known = [key for code in all_codes() for key in (code.id, code.name)]
    listed = st.lists(st.sampled_from(known), min_size=1, max_size=4).map(", ".join)
    comment = listed.map(lambda c: f"# lmrules: tillat {c} fordi det")
    lines = data.draw(st.lists(st.sampled_from(["tema a", "", "tema b"]) | comment, max_size=12))
    file, _ = parse(Source("a.rules", "\n".join(lines)))
    hard = [code for code in all_codes() if not code.suppressible]
    places = st.integers(0, len(file.span.source.text))
    planted = [
        Diagnostic(code=code, span=Span(file.span.source, at, at))
        for code in data.draw(st.lists(st.sampled_from(hard), max_size=5))
        for at in [data.draw(places)]
    ]
    kept = apply_suppressions([file], planted, all_codes())
    assert [d for d in kept if d in planted] == planted


def test_files_are_told_apart() -> None:
    """A comment for one whole file reaches no diagnostic of another file of the same rulebook."""
    one, other = Source("a.rules", f"{ALLOW}\n\ntema a\n"), Source("b.rules", "tema b\n")
    draft = next(code for code in all_codes() if code.id == "LM603")
    files: list[ast.File] = [parse(source)[0] for source in (one, other)]
    planted = [Diagnostic(code=draft, span=Span(source, 0, 4)) for source in (one, other)]
    assert apply_suppressions(files, planted, all_codes()) == planted[1:]
