"""What goes out and comes in again grants the same, and never more, in every format."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from interchange_trips import exported, imported, swapped, trip
from printing import Printer
from strategies import only_rules
from strategies import rulebooks as wild_rulebooks

import lmrules
from lmrules import api
from lmrules.interchange import FORMATS
from lmrules.interchange.crosswalk import LICENSING
from lmrules.interchange.from_rulebook import crosswalk_of
from lmrules.kernel import granted, theory_of, uncovered, verify
from lmrules.model.model import ObjectiveId
from lmrules.model.model import Rulebook as Model
from lmrules.pipeline import CheckedRulebook, check_text
from lmrules.prepared import ready
from lmrules.testing import approvals, rulebooks

EVERY = sorted(FORMATS)


def grants_alike(one: lmrules.Rulebook, other: lmrules.Rulebook) -> None:
    """Exactly, over every set of approvals whatever."""
    for target in dict.fromkeys(t.new for t in one.model.transitions):
        difference = lmrules.diff(one, other, to=target)
        assert not difference.changed, (target, difference.changed)


@pytest.mark.parametrize("form", EVERY)
@settings(max_examples=12)
@given(data=st.data())
def test_a_rulebook_that_comes_back_grants_the_same(form: str, data: st.DataObject) -> None:
    """The same to everybody, and to a person with approvals drawn by chance."""
    book = data.draw(rulebooks())
    assume(book.model.transitions and not crosswalk_of(book.checked).found)
    back = trip(book.checked, form)
    grants_alike(book, back)
    held = data.draw(approvals(book))
    for target in dict.fromkeys(t.new for t in book.model.transitions):
        mine, theirs = (b.transfer(held, to=target).transferred for b in (book, back))
        assert [d.objective for d in mine] == [d.objective for d in theirs]


def sound(book: Model) -> CheckedRulebook | None:
    """``book`` without the rules that are not proved; None where something else is wrong with it."""
    theories = {t.name: theory_of(book, t) for t in book.transitions}
    kept = only_rules(book, lambda t, rule: verify(theories[t.name], rule).status == "proved")
    checked = check_text(Printer().print(kept))
    return None if checked.errors else checked


@settings(max_examples=20)
@given(book=wild_rulebooks())
def test_names_that_are_odd_come_back_as_they_were(book: Model) -> None:
    """Quoted names, keywords as codes, other scripts and texts full of signs survive every format."""
    checked = sound(book)
    assume(checked is not None)
    assert checked is not None
    assume(checked.book.transitions and not crosswalk_of(checked).found)
    for form in EVERY:
        grants_alike(api.Rulebook(checked), trip(checked, form))


@settings(max_examples=30)
@given(book=rulebooks())
def test_what_is_licensed_outside_is_what_the_rules_grant(book: lmrules.Rulebook) -> None:
    """A consumer that knows exact and narrow matches alone grants all that the rulebook does, and no more."""
    export = crosswalk_of(book.checked)
    assume(not export.found)
    for transition, passage in zip(book.model.transitions, export.crosswalk.passages, strict=True):
        step = ready(book.model, transition)
        licensed = [m for m in passage.matches if m.kind in LICENSING]
        olds = [o.id for o in book.model.set_named[transition.old].objectives]
        for bits in range(1 << len(olds)):
            held = {o for i, o in enumerate(olds) if bits >> i & 1}
            outside = {m.new for m in licensed if held.issuperset(m.old)}
            assert outside == granted(step.granting, held)


@settings(max_examples=30)
@given(book=rulebooks())
def test_every_licence_is_covered_by_the_kernel(book: lmrules.Rulebook) -> None:
    """Whatever is written as exact or narrow is covered, and what is exact is so both ways."""
    export = crosswalk_of(book.checked)
    for transition, passage in zip(book.model.transitions, export.crosswalk.passages, strict=True):
        theory = theory_of(book.model, transition)
        for match in passage.matches:
            old, new = theory.of(match.old), theory.of([match.new])
            if match.kind in LICENSING:
                assert not uncovered(theory, old, new)
            if match.kind == "exact":
                assert not uncovered(theory, new, old)
                assert match.claim == "="
        pairs = {(m.old[0], m.new) for m in passage.matches if m.kind == "exact" and len(m.old) == 1}
        for one, two, three in itertools.product(pairs, repeat=3):
            if one[1] == two[1] and two[0] == three[0]:
                assert (one[0], three[1]) in pairs, "an exact match follows that no rule says"


BOOK = """
regelverk fag "Et eksempel"
skala nivåer kunnskap < god-kunnskap
læringsmålsett GML gyldig fra 2020-01-01 til 2025-09-01
    mål G-1 god-kunnskap: a
    mål G-2 god-kunnskap: b
    mål G-3 kunnskap: c
læringsmålsett NY gyldig fra 2025-09-01
    mål N-1 kunnskap: a
    mål N-2 kunnskap: a, b
    mål N-3 kunnskap: c
overgang GML til NY fra 2025-09-01
    regel R1: G-1 ≥ N-1 fordi "På et høyere nivå."
    regel R2: G-1 og G-2 ≥ N-2 fordi "Begge må til."
    regel R3: G-3 = N-3 fordi "Det samme."
"""


@pytest.mark.parametrize("form", EVERY)
def test_a_file_made_the_wrong_way_round_is_refused(form: str) -> None:
    """With old and new changed about, the file is an error, both alone and beside the sets."""
    checked = check_text(BOOK)
    data = swapped(checked, form)
    for base in (None, checked.book):
        back = imported(data, form, base)
        assert back.text == ""
        assert {d.code.id for d in back.found} == {"LM803"}


@pytest.mark.parametrize("form", EVERY)
def test_the_strong_direction_is_from_old_to_new_only(form: str) -> None:
    """What is read back of an asymmetric pair is that the old contains the new, never the reverse."""
    back = imported(exported(check_text(BOOK), form), form)
    assert "regel R1: GML/G-1 ≥ NY/N-1" in back.text
    assert "regel R2: GML/G-1 og GML/G-2 ≥ NY/N-2" in back.text
    assert "regel R3: GML/G-3 = NY/N-3" in back.text


@pytest.mark.parametrize("form", EVERY)
def test_the_same_rulebook_gives_the_same_bytes(form: str) -> None:
    """Twice, and with the statements of the file in another order."""
    first = exported(check_text(BOOK), form)
    assert first == exported(check_text(BOOK), form)
    head, *rest = BOOK.split("\noverg")
    assert first == exported(check_text("overg" + rest[0] + head), form)


@pytest.mark.parametrize("form", EVERY)
def test_reasons_and_sources_come_back(form: str) -> None:
    """`fordi` and `kilde` are kept."""
    text = BOOK.replace('"Begge må til."', '"Begge må til | i alle fall =her." kilde "FOR-1" kilde "FOR-2"')
    back = imported(exported(check_text(text), form), form)
    (rule,) = [r for t in check_text(back.text).book.transitions for r in t.rules if r.name == "R2"]
    assert rule.reason == "Begge må til | i alle fall =her."
    assert set(rule.sources) == {"FOR-1", "FOR-2"}


@pytest.mark.parametrize("form", EVERY)
def test_an_import_alone_cannot_grant(form: str) -> None:
    """Without content, the rules that come in are errors that say so, whoever decided them."""
    back = imported(exported(check_text(BOOK), form), form)
    checked = check_text(back.text)
    assert {d.code.id for d in checked.errors} == {"LM304"}


@pytest.mark.parametrize("form", EVERY)
def test_a_draft_comes_back_as_a_draft(form: str) -> None:
    """It licenses nothing outside, and its claim is kept."""
    text = BOOK.replace("regel R1", "utkast regel R1")
    crosswalk = crosswalk_of(check_text(text)).crosswalk
    assert [m.kind for p in crosswalk.passages for m in p.matches if m.rule == "R1"] == ["related"]
    back = imported(exported(check_text(text), form), form)
    assert "utkast regel R1: GML/G-1 ≥ NY/N-1" in back.text


@pytest.mark.parametrize("form", EVERY)
def test_nothing_licenses_what_a_rule_does_not_say(form: str) -> None:
    """Equal content that no rule speaks of is not in the file; under `≥` it is narrow and not exact."""
    text = BOOK.replace("regel R3: G-3 = N-3", "regel R3: G-3 ≥ N-3").replace(
        'regel R1: G-1 ≥ N-1 fordi "På et høyere nivå."', ""
    )
    crosswalk = crosswalk_of(check_text(text)).crosswalk
    kinds = {(m.old, m.new.code): m.kind for p in crosswalk.passages for m in p.matches}
    assert kinds == {
        ((ObjectiveId("GML", "G-1"), ObjectiveId("GML", "G-2")), "N-2"): "narrow",
        ((ObjectiveId("GML", "G-3"),), "N-3"): "narrow",
    }
    back = imported(exported(check_text(text), form), form)
    assert "GML/G-3 ≥ NY/N-3" in back.text


def test_too_many_ways_are_told_and_not_guessed() -> None:
    """Where a rule has more minimal sets than a file should hold, the smallest are there, and a warning."""
    olds = "\n".join(f"    mål G-{n} kunnskap: a" for n in range(1, 11))
    codes = ", ".join(f"G-{n}" for n in range(1, 11))
    text = f"""
skala nivåer kunnskap < god-kunnskap
læringsmålsett GML gyldig fra 2020-01-01 til 2025-09-01
{olds}
læringsmålsett NY gyldig fra 2025-09-01
    mål N-1 kunnskap: a
overgang GML til NY fra 2025-09-01
    regel R1: minst 4 av ({codes}) ≥ N-1 fordi "Fire av ti."
"""
    export = crosswalk_of(check_text(text))
    assert [d.code.id for d in export.found] == ["LM811"]
    assert len(export.crosswalk.passages[0].matches) == 64
