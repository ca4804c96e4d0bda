"""The generated page says what the rulebook says."""

from __future__ import annotations

from pathlib import Path

from lmrules.exports.reference_page import reference_page
from lmrules.pipeline import check_path, check_text

ROOT = Path(__file__).parents[1]
RULES = "rules/nukleaermedisin.rules"

SMALL = """
regelverk lite "Lite" kilde "K"
skala s a < b
tema t "Temaet"
tema u "Det andre"
læringsmålsett X gyldig til 2025-01-01
    mål G-1 "Gammelt" b: t
    mål G-2 "Gammelt to" a: u
læringsmålsett Y gyldig fra 2025-01-01
    mål N-1 "Nytt" a: t
    # spørsmål: Er dette
    # det samme?
    mål N-2 "Nytt to" b: u
    mål N-3 "Nytt tre" a: v
overgang X til Y fra 2025-01-01
    regel R: G-1 ≥ N-1 fordi "Fordi det er likt."
    regel S: G-2 ≥ N-2 i innhold, < i kompleksitet fordi "Lavere nivå."
    nytt N-3 fordi "Helt nytt."
"""


def small() -> str:
    """The page of a small rulebook."""
    checked = check_text(SMALL)
    return reference_page(checked.book, checked.files, checked.digest)


def test_each_new_objective_says_what_transfers_it_or_what_is_lacking() -> None:
    """Rule, reason, and the side that fails."""
    page = small()
    assert "- Overføres fra G-1 (regel `R`). Fordi det er likt." in page
    assert "    - nivå: Det andre kreves på b, er dekket på a" in page
    assert "- Nytt: Helt nytt." in page


def test_each_old_objective_has_its_fate_and_the_outcomes_are_counted() -> None:
    """A table of fates and the numbers of each outcome."""
    page = small()
    assert "| G-1 | Gammelt | gir N-1 |" in page
    assert "| G-2 | Gammelt to | overfører ikke N-2 |" in page
    assert "- 1 overføres fra ett gammelt mål" in page
    assert "- 1 vurderes: innholdet er dekket, nivået er ikke" in page
    assert "- 1 nytt mål uten forgjenger" in page


def test_a_question_over_several_lines_is_one_question_with_its_place() -> None:
    """Comments that begin with `# spørsmål:` are collected, with the statement they stand at."""
    assert "- Er dette det samme? (`mål N-2`)" in small()


def test_the_stored_page_is_what_the_rulebook_gives_now() -> None:
    """`make reference` was run after the last change of the rules."""
    checked = check_path(ROOT / RULES, RULES)
    page = reference_page(checked.book, checked.files, checked.digest)
    stored = (ROOT / "docs" / "reference" / "nukleaermedisin.md").read_text(encoding="utf-8")
    assert page == stored, "run `make reference`"
