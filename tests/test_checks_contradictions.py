"""LM310–LM312 and LM405: what follows from statements together, and what nobody has stated."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_checks_never import NEW, OLD, RULES

from lmrules.diagnostics import Diagnostic
from lmrules.implication import by_objective, fixpoint, needed
from lmrules.kernel import granted, theory_of, uncovered
from lmrules.model.model import Claim, ObjectiveId, Rule
from lmrules.pipeline import CheckedRulebook, check_text
from lmrules.source import Source, Span


def said(text: str, *codes: str) -> list[Diagnostic]:
    return [d for d in check_text(text).diagnostics if d.code.id in codes or d.severity == "error"]


def only(diagnostics: list[Diagnostic]) -> Diagnostic:
    assert len(diagnostics) == 1, [f"{d.code.id} {d.message()}" for d in diagnostics]
    diagnostic = diagnostics[0]
    for lang in ("nb", "nn", "en"):
        told = [diagnostic.message(lang), diagnostic.help(lang)]
        assert all(text and "{" not in text and not text.endswith(".") for text in told)
    return diagnostic


# ------------------------------------------------------------------ orders the rules imply

ORDER = """
regelverk prøve kilde "k"
skala s lav < høy
tema vid omfatter smal
tema smal
læringsmålsett A gyldig til 2025-01-01
    mål A-1 høy: smal
    mål A-2 høy: vid
læringsmålsett B gyldig fra 2025-01-01
    mål B-1 høy: vid
overgang A til B fra 2025-01-01
    skjønn S: smal dekker vid fordi "nok i praksis"
    regel R1: A-1 ≥ B-1 fordi "etter skjønn"
    regel R2: A-2 = B-1 fordi "samme"
"""


def test_an_implied_order_that_the_topics_refute_is_shown_whole() -> None:
    """Rules that by a judgement put the smaller of two old objectives first are shown as a chain."""
    diagnostic = only(said(ORDER, "LM310"))
    assert diagnostic.message("en") == (
        "together the rules say that `A/A-1` ≥ `B/B-1` (`R1`) ≥ `A/A-2` (`R2`), "
        "but by the topics `A/A-2` is larger than `A/A-1`"
    )
    assert [r.span.text[:8] for r in diagnostic.related] == ["regel R2", "A-1", "A-2"]
    assert diagnostic.severity == "warning"


@pytest.mark.parametrize(("first", "second"), [("≥", "="), ("≥", "≤"), ("=", "="), ("=", "≤")])
def test_every_relation_that_says_so_puts_objectives_in_order(first: str, second: str) -> None:
    """≥, and both ways =, from old to new; ≤ and = from new to old."""
    text = ORDER.replace("A-1 ≥ B-1", f"A-1 {first} B-1").replace("A-2 = B-1", f"A-2 {second} B-1")
    (diagnostic, *_) = said(text, "LM310")
    assert diagnostic.data == {"transition": "A→B", "rule": "R1", "chain": ["A/A-1", "B/B-1", "A/A-2"]}


def test_an_implied_order_that_the_topics_allow_is_left_alone() -> None:
    """A judgement may relate what the topics leave open, and rules that imply no order say nothing."""
    assert said(ORDER.replace("vid omfatter smal", "vid"), "LM310") == []
    assert said(ORDER.replace("A-2 = B-1", "A-2 ≥ B-1"), "LM310") == []
    assert said(ORDER.replace("mål A-1 høy: smal", "mål A-1 høy: smal, vid"), "LM310") == []


# ------------------------------------------------------------------ what other transitions grant

CHAIN = """
regelverk prøve kilde "k"
skala s lav < høy
tema t
tema u
læringsmålsett A gyldig til 2020-01-01
    mål A-1 høy: t
    mål A-2 høy: u
læringsmålsett B gyldig fra 2020-01-01 til 2025-01-01
    mål B-1 høy: t
læringsmålsett C gyldig fra 2025-01-01
    mål C-1 lav: u
overgang A til B fra 2020-01-01
    regel R1: A-1 ≥ B-1 fordi "samme"
overgang B til C fra 2025-01-01
    skjønn S: t dekker u fordi "nok i praksis"
    regel R2: B-1 ≥ C-1 fordi "etter skjønn"
overgang A til C fra 2020-01-01
    regel R3: A-2 ≥ C-1 fordi "samme"
"""
# The direct transition must lie in the validity of both sets, which a later version of a set can allow.
CHAIN = CHAIN.replace("A gyldig til 2020-01-01", "A gyldig til 2025-01-01").replace(
    "til C fra 2020-01-01", "til C fra 2025-01-01"
)


def test_a_chain_of_other_transitions_against_a_claim() -> None:
    """A → C says ≠ of what A → B → C grants: both are proved, each by its own judgements; it is an error."""
    assert said(CHAIN) == []
    diagnostic = only(said(CHAIN + 'regel R4: A-1 ≠ C-1 fordi "annet"'))
    assert diagnostic.code.id == "LM311"
    assert diagnostic.message("en") == (
        "the rule `R4` says `A/A-1` `≠` `C/C-1`, but other transitions grant it: "
        "`B/B-1` (`R1`, A→B), `C/C-1` (`R2`, B→C)"
    )
    assert [r.span.text[:8] for r in diagnostic.related] == ["regel R1", "regel R2"]
    assert "`A→C`" in (diagnostic.help("nb") or "")
    assert diagnostic.data == {
        "transition": "A→C",
        "rule": "R4",
        "objective": "C/C-1",
        "chain": ["R1", "R2"],
    }
    assert said(CHAIN.replace("B-1 ≥ C-1", "B-1 ≥ C-1 i kompleksitet") + "regel R4: A-1 ≠ C-1") == []


def test_a_chain_of_other_transitions_against_a_never() -> None:
    """`aldri` in A → C is broken by what A → B → C grants on approvals of A."""
    assert said(CHAIN + "aldri C-1 uten A-1 eller A-2") == []
    diagnostic = only(said(CHAIN + "aldri C-1 uten A-2"))
    assert diagnostic.code.id == "LM312"
    assert diagnostic.message("nb") == (
        "`aldri C-1 uten A-2` brytes av andre overganger: "
        "`A/A-1` gir `B/B-1` (`R1`, A→B), `C/C-1` (`R2`, B→C)"
    )


def test_a_never_that_its_own_rules_break_is_reported_once() -> None:
    """What LM305 says already is not said again of the chain."""
    assert only(said(CHAIN + "aldri C-1 uten A-1 og A-2")).code.id == "LM305"


# ------------------------------------------------------------------ transfers nobody wrote

UNWRITTEN = """
regelverk prøve kilde "k"
skala s lav < høy
tema t består av t1, t2
tema t1
tema t2
læringsmålsett A gyldig til 2025-01-01
    mål A-1 høy: t1
    mål A-2 høy: t2
    mål A-3 lav: t
læringsmålsett B gyldig fra 2025-01-01
    mål B-1 høy: t
overgang A til B fra 2025-01-01
    regel R: A-3 < B-1 fordi "lavere nivå"
"""


def test_a_transfer_nobody_wrote_is_noted_with_a_smallest_set() -> None:
    """The smallest set that covers the new objective is shown, also where it is declared `nytt`."""
    diagnostic = only(said(UNWRITTEN, "LM405"))
    assert diagnostic.severity == "note"
    assert diagnostic.message("en").startswith("`A/A-1` and `A/A-2` covers all that `B/B-1` asks for")
    assert diagnostic.help("nb").startswith("skriv `A/A-1 og A/A-2 ≥ B/B-1` med grunn")
    single = UNWRITTEN.replace("mål A-2 høy: t2", "mål A-2 høy: t")
    assert only(said(single, "LM405")).data["covered_by"] == ["A/A-2"]
    declared = UNWRITTEN.replace("regel R: A-3 < B-1", "nytt B-1")
    assert [r.span.text for r in only(said(declared, "LM405")).related] == ["A-1", "A-2", "B-1"]


def test_a_transfer_that_is_written_or_cannot_be_is_left_alone() -> None:
    """A rule or a draft is written; a retired objective leads nowhere; and no set may cover it."""
    for statement in ("regel R2: A-1 og A-2 ≥ B-1", "utkast regel R2: A-1 og A-2 ≥ B-1", "utgår A-1"):
        assert said(UNWRITTEN + statement, "LM405") == []
    assert said(UNWRITTEN.replace("mål A-1 høy", "mål A-1 lav"), "LM405") == []


TOPICS = ["t", "t1", "t2", "w"]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from(["lav", "høy"]), st.sampled_from(TOPICS)), min_size=1, max_size=2),
        min_size=1,
        max_size=4,
    ),
    st.lists(
        st.tuples(st.sampled_from(["lav", "høy"]), st.sampled_from(TOPICS)),
        min_size=1,
        max_size=3,
    ),
)
def test_an_unwritten_transfer_is_found_where_there_is_one(
    olds: list[list[tuple[str, str]]], new: list[tuple[str, str]]
) -> None:
    """Against brute force: a note stands where some set covers the objective, and shows a smallest one."""

    def objective(code: str, requirements: list[tuple[str, str]]) -> str:
        return f"mål {code} " + " ".join(f"{level}: {topic}" for level, topic in requirements)

    text = (
        "skala s lav < høy\ntema w omfatter t\ntema t består av t1, t2\ntema t1\ntema t2\n"
        "læringsmålsett A\n" + "\n".join(objective(f"A-{i}", o) for i, o in enumerate(olds)) + "\n"
        "læringsmålsett B\n" + objective("B-1", new) + "\novergang A til B fra 2025-01-01\nnytt B-1"
    )
    checked = check_text(text)
    found = [d for d in checked.diagnostics if d.code.id == "LM405"]
    smallest = _smallest(checked)
    assert bool(found) == (smallest is not None)
    if smallest is not None:
        assert len(found[0].data["covered_by"]) == smallest  # type: ignore[arg-type]


def _smallest(checked: CheckedRulebook) -> int | None:
    theory = theory_of(checked.book, checked.book.transitions[0])
    olds = [o.id for o in checked.book.sets[0].objectives]
    required = checked.book.sets[1].objectives[0].requirements
    for size in range(1, len(olds) + 1):
        for some in combinations(olds, size):
            if not uncovered(theory, theory.of(some), required):
                return size
    return None


@given(RULES, st.sets(st.sampled_from(OLD)))
def test_the_ordered_fixpoint_is_the_kernels(
    rules: list[tuple[object, ObjectiveId]], held: set[ObjectiveId]
) -> None:
    """What is granted does not depend on the order in which rules are tried."""
    nowhere = Span(Source("prøve", ""), 0, 0)
    written = [
        Rule(span=nowhere, name=f"R{i}", old=old, new=new, claims=(Claim("≥"),), order=i)  # type: ignore[arg-type]
        for i, (old, new) in enumerate(rules)
    ]
    ordered = needed(by_objective(written), NEW)
    assert fixpoint(ordered, held) - held == granted(written, held)
