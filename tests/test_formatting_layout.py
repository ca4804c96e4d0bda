"""The layout, shown by examples: golden files, and single facts."""

from __future__ import annotations

from pathlib import Path

import pytest

from lmrules.formatting import ChangedMeaningError, NotReadableError, checked, format_text, print_statements
from lmrules.formatting.words import MEANINGS
from lmrules.source import Source
from lmrules.syntax import ast
from lmrules.syntax.keywords import KEYWORDS, SPELLINGS
from lmrules.syntax.parse import parse

GOLDEN = Path(__file__).parent / "golden" / "formatting"
RULES = Path(__file__).parent.parent / "rules"


@pytest.mark.parametrize("rules", sorted(GOLDEN.glob("*.rules")), ids=lambda path: path.stem)
def test_golden(rules: Path, request: pytest.FixtureRequest) -> None:
    """Each golden file is laid out as it has been seen to be, and that layout stays."""
    text = format_text(rules.read_text(encoding="utf-8"), rules.name)
    expected = rules.with_suffix(".out")
    if request.config.getoption("--update-golden", default=False):
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")
    assert format_text(text) == text


def test_the_whole_file_of_the_language_page_is_laid_out_already() -> None:
    """Of the file that shows the language only the word `dekker` is changed: relations are signs."""
    text = (GOLDEN / "whole-file.rules").read_text(encoding="utf-8")
    assert format_text(text) == text.replace("NUK-031 dekker", "NUK-031 ≥")


def test_the_whole_file_can_be_turned_into_english_and_back() -> None:
    """The file that shows the language is the same after a round in English, in which no bokmål is left."""
    norwegian = (GOLDEN / "whole-file.out").read_text(encoding="utf-8")
    english = format_text(norwegian, keywords="en")
    assert format_text(english, keywords="nb") == norwegian
    assert parse(Source("", english))[0].statements == parse(Source("", norwegian))[0].statements
    first_words = {line.split()[0] for line in english.split("\n") if line.strip() and "#" not in line}
    assert not first_words & {k.nb.split()[0] for k in KEYWORDS if k.nb.split()[0] != k.en.split()[0]}


@pytest.mark.parametrize("rules", sorted(RULES.rglob("*.rules")), ids=lambda path: path.stem)
def test_the_shipped_rules_can_be_laid_out(rules: Path) -> None:
    """Every shipped rule file keeps its meaning, has no line wider than 100 but comments, and stays so."""
    text = format_text(rules.read_text(encoding="utf-8"), rules.name)
    assert format_text(text) == text
    assert format_text(format_text(text, keywords="en"), keywords="nb") == text
    assert format_text(format_text(text, keywords="nn"), keywords="nb") == text
    assert max(len(line) for line in text.split("\n") if not line.lstrip().startswith("#")) <= 100


def test_a_file_with_errors_is_not_laid_out() -> None:
    """A text with errors gives them instead of a layout."""
    with pytest.raises(NotReadableError) as error:
        format_text("tema A\nregel B C\ntema 'x\n", "min.rules")
    assert {d.code.id for d in error.value.diagnostics} == {"LM001", "LM002"}
    assert all(d.span.source.name == "min.rules" for d in error.value.diagnostics)


@pytest.mark.parametrize(
    "laid_out", ["tema B\n# ja\n", "tema A\n", "tema A\n# nei\n", "tema A\n# ja\n# ja\n", "tema\n# ja\n", ""]
)
def test_a_changed_meaning_is_refused(laid_out: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the layout to change a statement, or lose, change or add a comment, nothing would come out."""
    monkeypatch.setattr(checked, "lay_out", lambda *_: laid_out)
    with pytest.raises(ChangedMeaningError):
        format_text("tema A # ja\n")


def test_words_that_do_not_fit_the_tree_are_refused() -> None:
    """A tree that is not the one of its text is never printed with that text's comments."""
    other, _ = parse(Source("", "tema A omfatter B"))
    for text in ("tema A", "tema A omfatter B, C", "tema A kilde 'B'", "skala A B < C", ""):
        with pytest.raises(ChangedMeaningError):
            checked.format_file(other, Source("", text))


def test_an_unreadable_statement_is_not_printed() -> None:
    """What could not be read has no layout."""
    file, _ = parse(Source("", "tema , ,"))
    with pytest.raises(ValueError, match="could be read"):
        print_statements(file.statements)


@pytest.mark.parametrize(
    ("text", "expected"), [("", ""), (" \r\n\t", ""), ("\n# ja \r# nei", "# ja\n# nei\n")]
)
def test_files_without_statements(text: str, expected: str) -> None:
    """An empty file stays empty; comments alone are kept."""
    assert format_text(text) == expected


def test_letters_with_accents_of_their_own_are_one_letter() -> None:
    """Text comes out in Unicode NFC, and texts that only together would compose stay apart."""
    assert format_text("tema a\u030a") == "tema å\n"
    assert format_text('tema a "e" "\u0301"') == 'tema a "e" "\u0301"\n'
    assert format_text('tema a "e"\n"\u0301 og mer"') == 'tema a "e"\n    "\u0301 og mer"\n'


def test_a_mixed_file_speaks_the_language_of_most_of_its_keywords() -> None:
    """Without a choice the keywords become those of the language that most statements begin in."""
    assert format_text("tema a topic b tema c includes d") == "tema a\ntema b\ntema c omfatter d\n"
    assert format_text("tema a topic b topic c omfatter d") == "topic a\ntopic b\ntopic c includes d\n"


def test_every_keyword_can_be_written_and_recognised() -> None:
    """Each keyword has one English spelling of its own, by which all of its spellings are known."""
    assert len(SPELLINGS) == len(KEYWORDS)
    assert all(k.en in MEANINGS[phrase] for k in KEYWORDS for phrase in k.phrases)


def test_an_own_line_reason_stays_there_and_a_short_one_on_the_line_too() -> None:
    """`utgår`, `nytt` and `aldri` keep a reason on their line where the author put it there."""
    text = 'overgang A til B fra 2025-01-01\n    nytt X fordi "A."\n    utgår Y\n        fordi "B."\n'
    assert format_text(text) == text


def test_printing_sets_statements_of_different_kinds_apart() -> None:
    """Statements from no file are printed with an empty line where another kind begins."""
    file, _ = parse(
        Source(
            "",
            "skala s a < b tema x tema y læringsmålsett S mål M mål N overgang S til T fra 2025-01-01 nytt N",
        )
    )
    assert print_statements(file.statements) == (
        "skala s a < b\n\ntema x\ntema y\n\nlæringsmålsett S\n\n    mål M\n    mål N\n\n"
        "overgang S til T fra 2025-01-01\n\n    nytt N\n"
    )
    assert isinstance(file, ast.File)
