"""``suggest``: all sound rules nobody wrote, and the one line that is missing where none is sound."""

from __future__ import annotations

import json
import time
from itertools import combinations
from pathlib import Path

import naive
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from printing import Language, Printer
from strategies import rulebooks

from lmrules.cli.main import group
from lmrules.exports.suggest_text import suggest_text
from lmrules.kernel import granted, theory_of, uncovered
from lmrules.model.model import Judgement, ObjectiveId, Rulebook, Transition
from lmrules.pipeline import check_path, check_text
from lmrules.prepared import ready
from lmrules.suggest import Suggestion, suggest

ROOT = Path(__file__).parent.parent
WHOLE_FILE = ROOT / "tests" / "cases" / "whole-file" / "book.rules"
NUCLEAR = ROOT / "rules" / "nukleaermedisin.rules"

SMALL = """
skala s a < b, c < d
tema T omfatter T1, T2
læringsmålsett A gyldig fra 2020-01-01 til 2021-01-01
    mål O1 b: T1
    mål O2 b: T2
    mål O3 d: U
læringsmålsett B gyldig fra 2021-01-01
    mål N1 a: T1, T2
    mål N2 b: T
    mål N3 a: U
    mål N4 a: V
overgang A til B fra 2021-01-01
"""


def book_of(text: str) -> Rulebook:
    return check_text(text).book


def of(book: Rulebook, code: str) -> Suggestion:
    return next(s for s in suggest(book) if s.objective.code == code)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(group, list(arguments), standalone_mode=False)


# ------------------------------------------------------------------------- properties


def covered_by(
    book: Rulebook, transition: Transition, olds: frozenset[ObjectiveId], new: ObjectiveId
) -> bool:
    """Cover, by the naive implementation."""
    meaning = naive.Meaning(book, transition.judgements)
    required = meaning.requirements[new]
    return bool(required) and required <= meaning.cover(meaning.of(olds))


@given(rulebooks())
def test_every_suggestion_is_sound_minimal_and_new(written: Rulebook) -> None:
    """What is suggested covers the objective, no part of it does, and no written rule grants it."""
    book = book_of(Printer().print(written))
    for suggestion in suggest(book):
        transition = suggestion.transition
        for rule in suggestion.sound:
            olds = frozenset(rule.old)
            assert covered_by(book, transition, olds, suggestion.objective)
            assert not any(covered_by(book, transition, olds - {o}, suggestion.objective) for o in olds)
            assert suggestion.objective not in granted(ready(book, transition).granting, olds)


@given(rulebooks())
def test_no_sound_set_of_three_is_missed(written: Rulebook) -> None:
    """Every set of at most three old objectives that covers a new one holds a suggestion, or is granted."""
    book = book_of(Printer().print(written))
    found = {(s.transition.name, s.objective): s for s in suggest(book, most=1_000)}
    for transition in book.transitions:
        granting = ready(book, transition).granting
        olds = [o.id for o in book.set_named[transition.old].objectives]
        for new in book.set_named[transition.new].objectives:
            suggestion = found.get((transition.name, new.id))
            suggested = [frozenset(rule.old) for rule in suggestion.sound] if suggestion else []
            for size in range(1, min(3, len(olds)) + 1):
                for some in map(frozenset, combinations(olds, size)):
                    if covered_by(book, transition, some, new.id) and not (suggestion and suggestion.cut):
                        assert any(s <= some for s in suggested) or new.id in granted(granting, some)
                        assert suggestion is None or suggestion.nearest is None


@given(rulebooks())
def test_the_text_can_be_pasted_as_it_is(written: Rulebook) -> None:
    """The rulebook with the suggestions after it has no error it did not have, and then grants them."""
    text = Printer().print(written)
    before = check_text(text)
    suggestions = suggest(before.book)
    after = check_text(text + "\n" + suggest_text(before.book, suggestions, "nb"))
    assert len(after.errors) == len(before.errors), [d.message("en") for d in after.errors]
    for suggestion in suggestions:
        transition = next(t for t in after.book.transitions if t.name == suggestion.transition.name)
        granting = ready(after.book, transition).granting
        for rule in suggestion.sound:
            if not (rule.retired or rule.breaks or suggestion.declared_new):
                assert suggestion.objective in granted(granting, rule.old)


@given(rulebooks())
def test_each_remedy_would_make_a_rule_sound(written: Rulebook) -> None:
    """With the judgement, or the link, added to the rulebook, the kernel proves the cover it promises."""
    text = Printer().print(written)
    book = book_of(text)
    printer = Printer()
    for suggestion in suggest(book):
        if suggestion.nearest is None:
            continue
        t = suggestion.transition
        for remedy in suggestion.nearest.judgements:
            added = Judgement(span=t.span, name="ny", clauses=((remedy.covered, remedy.covering),))
            meaning = naive.Meaning(book, (*t.judgements, added))
            assert meaning.requirements[suggestion.objective] <= meaning.cover(meaning.of(remedy.old))
        for link in suggestion.nearest.links:
            written_link = f"{' '.join(printer.key('skala'))} lenke"
            names = (f"'{link.low}'", f"'{link.high}'")
            linked = check_text(f"{text}\n{written_link} {names[0]} < {names[1]}\n")
            assert not [d for d in linked.errors if d.code.id < "LM3"]
            theory = theory_of(linked.book, next(u for u in linked.book.transitions if u.name == t.name))
            required = theory.requirements[suggestion.objective]
            assert not uncovered(theory, theory.of(link.old), required)


# ------------------------------------------------------------------------- cases


def test_the_worked_case_is_offered() -> None:
    """The old independent PET/CT objective covers the new 18F-NaF objective, and no rule says so."""
    text = run("suggest", str(WHOLE_FILE)).output
    assert "regel forslag-NKM-005: NUK-023 ≥ NKM-005" in text
    assert 'fordi "forslag: …"' in text


def test_both_old_ones_are_needed() -> None:
    """Where each of two old objectives covers one requirement, they are suggested together."""
    assert [rule.old for rule in of(book_of(SMALL), "N1").sound] == [
        (ObjectiveId("A", "O1"), ObjectiveId("A", "O2"))
    ]


def test_a_judgement_that_the_parts_are_the_whole_is_offered() -> None:
    """Where every listed part of an open topic is held, the judgement that they suffice is offered."""
    miss = of(book_of(SMALL), "N2").nearest
    assert miss is not None
    assert [(j.covered, j.covering) for j in miss.judgements] == [("T", ("T1", "T2"))]
    assert not miss.links


def test_the_weakest_link_between_levels_is_offered() -> None:
    """Where only the level stands in the way, the link that adds least to the order is offered."""
    miss = of(book_of(SMALL), "N3").nearest
    assert miss is not None
    assert [(link.low, link.high) for link in miss.links] == [("a", "d")]
    assert miss.failing[0].met == "lower"
    assert miss.failing[0].held == ("d",)


def test_what_nothing_touches_has_no_remedy() -> None:
    """For content that no old objective has, neither a judgement nor a link is made up."""
    miss = of(book_of(SMALL), "N4").nearest
    assert miss is not None
    assert (miss.old, miss.judgements, miss.links) == ((), (), ())


@pytest.mark.parametrize("statement", ["nytt N1", "utgår O1", "aldri N1 uten O3"])
def test_a_rule_that_something_speaks_against_is_commented_out(statement: str) -> None:
    """A sound rule that `nytt`, `utgår` or `aldri` speaks against is shown, and not pasted by mistake."""
    book = book_of(SMALL + statement)
    text = suggest_text(book, suggest(book), "nb")
    assert "    # regel forslag-N1: O1 og O2 ≥ N1" in text
    assert not any(line.startswith("    regel forslag-N1") for line in text.splitlines())


def test_a_taken_name_is_not_used_again() -> None:
    """A name that a rule, a judgement or a carried statement has gets a number after it."""
    book = book_of(SMALL + 'regel forslag-N1: O3 ≥ N4 fordi "x"')
    assert of(book, "N1").sound[0].name == "forslag-N1-2"


def test_the_longest_code_still_gets_a_name() -> None:
    """A suggestion for a code of a hundred characters has a name that the language takes."""
    code = "N" * 100
    book = book_of(SMALL.replace("N1", code))
    assert len(of(book, code).sound[0].name) <= 100


@pytest.mark.parametrize(
    ("language", "rule"),
    [
        ("en", 'rule suggestion-N1: O1 and O2 ≥ N1\n        because "suggestion: …'),
        ("nn", "regel forslag-N1: O1 og O2 ≥ N1"),
    ],
)
def test_english_and_nynorsk_files_get_rules_in_their_language(language: Language, rule: str) -> None:
    """The rule text is in the language of the file's keywords, whatever language is spoken."""
    book = book_of(Printer(language).print(book_of(SMALL)))
    assert rule in suggest_text(book, suggest(book), "nb")


def test_most_cuts_and_says_so() -> None:
    """Of several sets at most as many are shown as asked for, and the text says that there are more."""
    text = SMALL.replace("mål O2 b: T2", "mål O2 b: T2 mål O4 b: T1 mål O5 b: T1")
    book = book_of(text)
    (suggestion,) = suggest(book, objectives={ObjectiveId("B", "N1")}, most=2)
    assert (len(suggestion.sound), suggestion.cut) == (2, True)
    assert "det finnes flere sett" in suggest_text(book, [suggestion], "nb")


def test_json_says_the_same(tmp_path: Path) -> None:
    """The JSON form names rule, sets, failing requirements and remedies."""
    file = tmp_path / "b.rules"
    file.write_text(SMALL, encoding="utf-8")
    shown = json.loads(run("suggest", str(file), "--format", "json").output)
    by_code = {s["objective"]: s for s in shown["suggestions"]}
    assert shown["schema"] == "lmrules/suggest/1"
    assert by_code["B/N1"]["sound"][0]["old"] == ["A/O1", "A/O2"]
    assert by_code["B/N3"]["nearest"]["links"] == [{"scale": "s", "low": "a", "high": "d", "old": ["A/O3"]}]


def test_an_unknown_objective_is_no_silence() -> None:
    """A code that no transition leads to is an error with a hint, not an empty answer."""
    result = run("suggest", str(WHOLE_FILE), "--objective", "NKM-05")
    assert "NKM-005" in str(result.exception.shown())  # type: ignore[union-attr]


def test_the_real_rulebook_has_no_sound_rule_unwritten() -> None:
    """Everything that the real rulebook's content proves, some rule grants."""
    book = book_of_path(NUCLEAR)
    assert [s.objective.code for s in suggest(book, to="NUK-2025") if s.sound] == []


def book_of_path(path: Path) -> Rulebook:
    return check_path(path).book


def test_a_chain_of_thousands_of_topics_is_suggested_from_in_seconds() -> None:
    """Each round looks only at what the last one changed: a long chain is no square of its length."""
    chain = "".join(f"tema t{i} omfatter t{i + 1}\n" for i in range(4_000))
    checked = check_text(
        f"skala n a < b\n{chain}læringsmålsett A gyldig til 2025-01-01\n    mål O a: t0\n"
        "læringsmålsett B gyldig fra 2025-01-01\n    mål N a: t4000\n"
        "overgang A til B fra 2025-01-01\n    utkast regel R: O ≥ N\n"
    )
    assert not checked.errors
    begun = time.process_time()
    found = suggest(checked.book)
    assert time.process_time() - begun < 4
    assert "O" in repr(found)
