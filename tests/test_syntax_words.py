"""Names, texts, dates, numbers and runs, as ``language.md`` says they are written."""

from __future__ import annotations

import datetime as dt

import pytest

from lmrules.source import Source
from lmrules.syntax import ast
from lmrules.syntax.parse import parse


def wrong(text: str) -> list[tuple[str, str]]:
    """Code and text of each diagnostic of a file."""
    _, found = parse(Source("x", text))
    return [(d.code.id, d.span.text) for d in found]


def topic(text: str) -> ast.Topic:
    """The one topic statement of ``text``, which has no mistakes."""
    file, found = parse(Source("x", text))
    assert not found, [d.message("en") for d in found]
    [statement] = file.statements
    assert isinstance(statement, ast.Topic)
    return statement


@pytest.mark.parametrize(
    "name",
    [
        "NUK-023", "18F-NaF", "LM-75", "god-kunnskap", "I-131", "ST.c5", "også", "nytt-mål", "i-131", "om", "a_b", "_",
        "7", "2025", "日本", "ÆØÅ", "målet", "tilfelle", "fra-til", "e.Kr", "i.v", "Iodine-131.a-b", "2025-03-011",
    ],
)  # fmt: skip
def test_names_are_letters_digits_and_underscore_with_single_dashes_and_dots_inside(name: str) -> None:
    """Names as in language.md need no quotes, also where they begin with a keyword's letters."""
    assert topic(f"tema {name}").name.text == name


@pytest.mark.parametrize("name", ["a--b", "-a", "a-", "a.", ".a", "a..b", "a b", "a/b", "a+b", "a’b"])
def test_other_names_need_quotes_and_are_names_in_them(name: str) -> None:
    """Anything else is no name without single quotes, and is one with them."""
    assert wrong(f"tema {name} omfatter x")
    assert topic(f"tema '{name}'").name.text == name


def test_dates_in_quotes_are_names_and_without_are_dates() -> None:
    """Something that reads as a date is a name only in quotes."""
    assert topic("tema '2025-03-01'").name.text == "2025-03-01"
    assert [code for code, _ in wrong("tema 2025-03-01")] == ["LM001"]


def test_texts_join_and_escape() -> None:
    r"""`\"` and `\\` escape; several texts after each other are one; an unknown escape is reported where it is."""
    title = topic(r'tema a "Sier \"ja\" " "C:\\mappe"').title
    assert title is not None
    assert title.text == r'Sier "ja" C:\mappe'
    assert wrong(r'tema a "x\n"') == [("LM012", r"\n")]


@pytest.mark.parametrize("text", ['tema a "åpen\ntema b', "tema 'åpen\ntema b", 'tema a "x\\"\ntema b'])
def test_a_text_or_name_ends_on_its_line(text: str) -> None:
    """An unclosed quote is reported at the quote, and the next statement is read all the same."""
    file, found = parse(Source("x", text))
    assert [d.code.id for d in found] == ["LM002"]
    assert found[0].span.text[0] in "\"'"
    assert isinstance(file.statements[-1], ast.Topic)
    assert file.statements[-1].name.text == "b"


@pytest.mark.parametrize("day", ["2025-02-29", "2025-13-01", "2025-00-10", "2025-04-31", "0000-01-01"])
def test_a_day_that_does_not_exist_is_reported_at_its_place(day: str) -> None:
    """A date must be a day that exists, and the rest of the statement is read all the same."""
    file, found = parse(Source("x", f"læringsmålsett A gyldig fra {day} til 2030-01-01"))
    assert [(d.code.id, d.span.text) for d in found] == [("LM003", day)]
    [statement] = file.statements
    assert isinstance(statement, ast.ObjectiveSet)


@pytest.mark.parametrize("day", ["2025-2-1", "01.02.2025", "20250201", "2025-02-01T00:00", "٢٠٢٥-٠٢-٠١"])
def test_a_date_is_iso_8601_and_nothing_else(day: str) -> None:
    """Only YYYY-MM-DD in ASCII digits is a date."""
    assert wrong(f"læringsmålsett A gyldig fra {day}")


@pytest.mark.parametrize("number", ["²", "٣", "1_000", "-1", "1.5", "0x1"])
def test_a_number_is_ascii_digits(number: str) -> None:
    """`minst` takes digits 0–9 and nothing that merely looks like a number."""
    assert wrong(f"regel R: minst {number} av (a, b) ≥ c")


def test_a_date_stands_for_its_day() -> None:
    """A date in a file is that day."""
    file, _ = parse(Source("x", "overgang A til B fra 2024-02-29"))
    [statement] = file.statements
    assert isinstance(statement, ast.Transition)
    assert statement.day.day == dt.date(2024, 2, 29)


RELATIONS = {
    "=": ["=", "tilsvarer", "equals"],
    "≥": ["≥", ">=", "dekker", "covers"],
    "≤": ["≤", "<=", "dekkes av", "covered by"],
    ">": [">"],
    "<": ["<"],
    "~": ["~", "overlapper", "overlaps"],
    "≠": ["≠", "!=", "uten samsvar med", "unrelated to"],
}


@pytest.mark.parametrize(
    ("sign", "spelled"), [(s, spelled) for s, all_ in RELATIONS.items() for spelled in all_]
)
def test_every_relation_has_all_its_spellings(sign: str, spelled: str) -> None:
    """Each relation may be written as a sign, in ASCII, in bokmål or in English, with or without white space."""
    for text in (f"regel R: a {spelled} b", f"rule R : a  {spelled}\nb i innhold , {spelled} in complexity"):
        file, found = parse(Source("x", text))
        assert not found
        [rule] = file.statements
        assert isinstance(rule, ast.Rule)
        assert {claim.relation for claim in rule.claims} == {sign}


def test_og_binds_tighter_than_eller_and_parentheses_group() -> None:
    """`a og b eller c` is (a og b) eller c; parentheses say otherwise."""
    bare, _ = parse(Source("x", "regel R: a og b eller c ≥ d"))
    grouped, _ = parse(Source("x", "regel R: (a og b) eller c ≥ d"))
    other, _ = parse(Source("x", "regel R: a og (b eller c) ≥ d"))
    english, _ = parse(Source("x", "rule R: a and b or c covers d"))
    assert bare.statements == grouped.statements == english.statements
    assert bare.statements != other.statements
    assert isinstance(other.statements[0], ast.Rule)
    assert isinstance(other.statements[0].left[0], ast.AllOf)


def test_a_run_is_read_as_its_two_ends() -> None:
    """`KLS-001..045` is a run, with the last written short or whole."""
    for text in ("nytt KLS-001..045", "nytt KLS-001 .. 045", "nytt A/KLS-001..KLS-045"):
        file, found = parse(Source("x", text))
        assert not found
        [statement] = file.statements
        assert isinstance(statement, ast.New)
        assert statement.codes[0].code.text == "KLS-001"
        assert statement.codes[0].last is not None


def test_both_keyword_languages_make_the_same_statements() -> None:
    """A file in English keywords is the file in bokmål keywords, statement by statement; they may be mixed."""
    pairs = [
        ('regelverk a "b" kilde "c"', 'rulebook a "b" source "c"'),
        ("skala s a < b = c, a < d", "scale s a < b = c, a < d"),
        ("tema t omfatter a, b består av c", "topic t includes a, b consists of c"),
        ("læringsmålsett A gyldig fra 2020-01-01 til 2021-01-01", "objectives A valid from 2020-01-01 until 2021-01-01"),
        ("mål m høy: t, u nivå lav", "objective m høy: t, u level lav"),
        ("overgang A til B fra 2021-01-01", "transition A to B from 2021-01-01"),
        ("påbegynt før 2020-01-01 fullfører til 2022-01-01", "started before 2020-01-01 completes until 2022-01-01"),
        ('utkast regel R: a og (b eller c) ≥ d, e i innhold, ≤ i kompleksitet fordi "x"',
         'draft rule R: a and (b or c) covers d, e in content, covered by in complexity because "x"'),
        ("regel R: minst 2 av (a, b) = d", "rule R: at least 2 of (a, b) equals d"),
        ("skjønn S: a og b dekker c", "judgement S: a and b covers c"),
        ("videreført V: alle unntatt a, b", "carried V: all except a, b"),
        ("utgår a nytt b aldri c uten d", "retired a new b never c without d"),
        ('eksempel "e" gitt a 2020-01-01, b så overføres bare c så vurderes d',
         'example "e" given a 2020-01-01, b then transfers only c then assesses d'),
        ('eksempel "e" gitt ingenting så vurderes bare d', 'example "e" given nothing then assesses only d'),
    ]  # fmt: skip
    for nb, en in pairs:
        (one, wrong_one), (other, wrong_other) = parse(Source("x", nb)), parse(Source("x", en))
        assert not wrong_one, nb
        assert not wrong_other, en
        assert one.statements == other.statements
        assert (one.keywords, other.keywords) == ("nb", "en")
