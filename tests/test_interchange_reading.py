"""What comes in: drafts unless decided, each mistake at its row, and nothing that anybody sends does harm."""

from __future__ import annotations

import json
import logging
import re
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interchange_trips import codes, exported, imported
from test_interchange_standards import BOOK, NAMES, book

from lmrules.interchange import FORMATS
from lmrules.interchange.to_rules import Imported
from lmrules.pipeline import check_text

CSV_HEAD = (
    "old_set,old_version,old,relation,transfers_to,compared_with,new_set,new_version,justification,effective"
)
MANUAL = "semapv:ManualMappingCuration"


def csv_file(*rows: str) -> str:
    """A CSV file of the columns above."""
    return "\n".join([CSV_HEAD, *rows]) + "\n"


def places(back: Imported) -> list[tuple[str, int]]:
    """The code of each finding, and the line it is about."""
    return [(d.code.id, d.span.begin.line) for d in back.found]


ROW = f"GML,2020-01-01,GML/G-1,covers,NY/N-1,,NY,2025-09-01,{MANUAL},2025-09-01"


@pytest.mark.parametrize(
    ("justification", "begins"),
    [
        (MANUAL, "regel"),
        ("", "utkast regel"),
        ("semapv:LexicalMatching", "utkast regel"),
        ("semapv:MappingReview", "utkast regel"),
    ],
)
def test_a_row_that_no_expert_decided_is_a_draft(justification: str, begins: str) -> None:
    """Only manual curation makes a rule; all else a draft."""
    back = imported(csv_file(ROW.replace(MANUAL, justification)), "csv")
    (line,) = [line.strip() for line in back.text.splitlines() if "regel R" in line]
    assert line == f"{begins} R1: GML/G-1 ≥ NY/N-1"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (ROW.replace("covers", "gjelder"), "LM802"),
        (ROW.replace("covers", ""), "LM802"),
        (ROW.replace("NY/N-1,,", ",NY/N-1,"), "LM802"),
        (ROW.replace("GML/G-1", "GML/G-1 eller GML/G-2"), "LM802"),
        (ROW.replace("GML/G-1", "GML/G-1 og NY/G-2"), "LM802"),
        (ROW.replace("GML/G-1", ""), "LM802"),
        (ROW + ",en celle til", "LM802"),
        (ROW.removesuffix("2025-09-01") + "1.9.2025", "LM802"),
        (ROW.replace("GML/G-1", '"GML/G-1'), "LM802"),
        (ROW.replace("GML/G-1", "GML/" + "G" * 101), "LM802"),
        (ROW.replace("NY/N-1", "GML/G-2").replace("NY,2025-09-01", "GML,2020-01-01"), "LM804"),
    ],
)
def test_a_row_that_cannot_be_used_is_an_error_at_its_line(row: str, expected: str) -> None:
    """The other rows are read all the same, and no rules are written."""
    back = imported(csv_file(ROW.replace("N-1", "N-2"), row), "csv")
    assert places(back) == [(expected, 3)]
    assert back.text == ""


@pytest.mark.parametrize(
    ("first", "second"),
    [("covers", "unrelated to"), ("equals", "covers"), ("covers", "covered by"), ("overlaps", "equals")],
)
def test_rows_that_contradict_each_other_are_errors(first: str, second: str) -> None:
    """The later row says which it is against."""
    rows = []
    for relation in (first, second):
        strong = relation in ("covers", "equals")
        rows.append(ROW.replace("covers,NY/N-1,", f"{relation},{'NY/N-1,' if strong else ',NY/N-1'}"))
    back = imported(csv_file(*rows), "csv")
    assert places(back) == [("LM805", 3)]
    assert [label.span.begin.line for label in back.found[0].related] == [2]


def test_what_is_retired_and_yet_transfers_is_a_contradiction() -> None:
    """So is what is new and yet transferred to."""
    retired = "GML,2020-01-01,GML/G-1,retired,,,NY,2025-09-01,,"
    new = "GML,2020-01-01,,new,,NY/N-1,NY,2025-09-01,,"
    assert places(imported(csv_file(ROW, retired, new), "csv")) == [("LM805", 3), ("LM805", 4)]


def test_a_code_that_the_set_does_not_have_is_an_error_with_a_suggestion() -> None:
    """Beside the sets, every code must be one of theirs."""
    back = imported(csv_file(ROW.replace("G-1", "G-l").replace("N-1", "N-99")), "csv", book().book)
    assert places(back) == [("LM807", 2), ("LM807", 2)]
    assert "did you mean `G-1`" in back.found[0].message("en")


@pytest.mark.parametrize("base", [False, True])
def test_a_direction_against_the_dates_is_an_error(base: bool) -> None:
    """The dates in the file, or those of the rulebook, say which set is old."""
    row = f"NY,2025-09-01,NY/N-1,covers,GML/G-1,,GML,2020-01-01,{MANUAL},2025-09-01"
    back = imported(csv_file(row), "csv", book().book if base else None)
    assert places(back) == [("LM803", 2)]


def test_a_set_without_a_name_is_an_error() -> None:
    """An address that ends in nothing names no set, and no rule text is made of it."""
    text = exported(book(), "sssom").decode().replace("LMR:GML/2020-01-01\t", "urn:x:2020-01-01\t")
    assert "urn:x:" in text
    back = imported(text, "sssom")
    assert back.text == ""
    assert set(codes(back.found)) == {"LM802"}


@pytest.mark.parametrize(("old", "new"), [("GML", "ANDRE"), ("ANDRE", "NY"), ("ANDRE", "TREDJE")])
def test_a_set_that_the_rulebook_does_not_have_is_an_error_also_without_a_date(old: str, new: str) -> None:
    """The sets that there are, are named; that no date is known is not asked of a set that is not there."""
    row = ROW.removesuffix("2025-09-01").replace("GML", old).replace("NY", new)
    back = imported(csv_file(row), "csv", book().book)
    assert {d.code.id for d in back.found} == {"LM802"}
    assert all("GML" in d.message("nb") for d in back.found)
    assert back.text == ""


def test_without_a_date_the_transition_has_to_be_told() -> None:
    """Nothing is guessed."""
    row = f"GML,,GML/G-1,covers,NY/N-1,,NY,,{MANUAL},"
    assert places(imported(csv_file(row), "csv")) == [("LM808", 1)]


def test_one_transition_has_one_date() -> None:
    """Two dates in a file, or another one than the rulebook's, are not settled by taking one of them."""
    other = ROW.removesuffix("2025-09-01").replace("N-1", "N-2") + "2026-01-01"
    assert places(imported(csv_file(ROW, other), "csv")) == [("LM802", 2)]
    assert places(imported(csv_file(other), "csv", book().book)) == [("LM802", 2)]


def test_a_quoted_name_is_not_taken_for_a_cell_made_safe() -> None:
    """Its apostrophe is its own; that of a formula made safe is ours."""
    text = "old_set,old,relation,new_set,new,effective,reason\nA,'a 1',≥,B,'b 2',2025-09-01,'=SUM(1)\n"
    back = imported(text, "csv").text
    assert "A/'a 1' ≥ B/'b 2'" in back
    assert 'fordi "=SUM(1)"' in back


def test_norwegian_headers_and_signs_are_the_same() -> None:
    """So are semicolons, and codes with the set in a column of its own."""
    text = "Gammelt;Gammelt sett;Forhold;Nytt;Nytt sett;Gjelder fra\nG-1 og G-2;GML;≥;N-2;NY;2025-09-01\n"
    back = imported(text, "csv")
    assert "utkast regel R1: GML/G-1 og GML/G-2 ≥ NY/N-2" in back.text


# ------------------------------------------------------------------------------------- which way

SKOS = "http://www.w3.org/2004/02/skos/core#"
BY_HAND = {
    "csv": "old,relation,new,effective\nGML/G-1,covers,NY/N-1,2025-09-01\n",
    "sssom": """#curie_map:
#  O: https://example.org/GML/
#  N: https://example.org/NY/
subject_id\tpredicate_id\tobject_id\tmapping_justification\text_lmr_effective
O:G-1\tskos:narrowMatch\tN:N-1\tsemapv:LexicalMatching\t2025-09-01
""",
    "fhir": """{"resourceType": "ConceptMap", "status": "active", "group": [{
 "source": "https://example.org/GML|2020-01-01", "target": "https://example.org/NY|2025-09-01", "element": [
  {"code": "G-1", "target": [{"code": "N-1", "relationship": "source-is-broader-than-target"}]}]}]}""",
    "fhir-r4": """{"resourceType": "ConceptMap", "status": "active", "group": [{
 "source": "https://example.org/GML", "sourceVersion": "2020-01-01",
 "target": "https://example.org/NY", "targetVersion": "2025-09-01", "element": [
  {"code": "G-1", "target": [{"code": "N-1", "equivalence": "narrower", "comment": "x"}]}]}]}""",
    "skos": f"""@prefix skos: <{SKOS}> . @prefix dct: <http://purl.org/dc/terms/> .
<https://example.org/GML> a skos:ConceptScheme ; dct:issued "2020-01-01" .
<https://example.org/NY> a skos:ConceptScheme ; dct:issued "2025-09-01" .
<https://example.org/GML/G-1> skos:inScheme <https://example.org/GML> ; skos:narrowMatch <https://example.org/NY/N-1> .
<https://example.org/NY/N-1> skos:inScheme <https://example.org/NY> .
""",
    "case": """{"CFDocument": {}, "CFAssociations": [{"associationType": "ext:covers",
 "originNodeURI": {"uri": "https://example.org/GML/2020-01-01/G-1"},
 "destinationNodeURI": {"uri": "https://example.org/NY/2025-09-01/N-1"}}]}""",
}


@pytest.mark.parametrize("form", NAMES)
def test_a_pair_written_by_hand_is_read_as_old_contains_new(form: str) -> None:
    """What the standard says of the narrower one: it is the target, so the old contains the new."""
    assert "utkast regel R1: GML/G-1 ≥ NY/N-1" in imported(BY_HAND[form], form).text


@pytest.mark.parametrize("form", NAMES)
def test_the_same_pair_the_wrong_way_round_is_not(form: str) -> None:
    """With the two objectives changed about, it is an error beside the sets."""
    swapped = BY_HAND[form]
    for one, other in (("GML", "NY"), ("G-1", "N-1"), ("2020-01-01", "2025-09-01")):
        swapped = swapped.replace(one, "\0").replace(other, one).replace("\0", other)
    assert [d.code.id for d in imported(swapped, form, book().book).found] == ["LM803"]


# ------------------------------------------------------------------------------------- conditions


def fhir(change: Any) -> bytes:
    """The R5 Bundle of the rulebook, changed: ``change`` gets the joint target of the first element."""
    bundle = json.loads(exported(book(), "fhir"))
    target = bundle["entry"][0]["resource"]["group"][0]["element"][0]["target"][1]
    assert target["dependsOn"]
    change(target, bundle)
    return json.dumps(bundle, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "change",
    [
        lambda t, b: t["dependsOn"][0].update(attribute="https://example.org/gender"),
        lambda t, b: t["dependsOn"].append("kvinne"),
        lambda t, b: t["dependsOn"][0].pop("valueCoding"),
        lambda t, b: t["dependsOn"][0]["valueCoding"].update(version="2019"),
        lambda t, b: t["dependsOn"][0]["valueCoding"].update(system="https://example.org/other"),
        lambda t, b: t.update(product=[{"attribute": "x", "valueString": "y"}]),
        lambda t, b: t.update(modifierExtension=[{"url": "https://example.org/not", "valueBoolean": True}]),
        lambda t, b: b["entry"][0]["resource"].update(implicitRules="https://example.org/rules"),
        lambda t, b: b["entry"][0]["resource"]["group"][0].update(unmapped={"mode": "use-source-code"}),
    ],
)
def test_a_condition_in_fhir_that_is_not_known_is_an_error(change: Any) -> None:
    """A row that holds on something that cannot be read is not read as if it held always."""
    back = imported(fhir(change), "fhir")
    assert "LM806" in {d.code.id for d in back.found}
    assert back.text == ""


@pytest.mark.parametrize("change", [{"status": "draft"}, {"status": "retired"}, {"experimental": True}])
def test_a_map_that_is_not_in_force_gives_drafts(change: dict[str, Any]) -> None:
    """Whatever its rows say of who decided them."""
    back = imported(fhir(lambda t, b: b["entry"][0]["resource"].update(change)), "fhir")
    assert (back.rules, back.drafts) == (0, 7)


def test_a_composed_subject_without_its_parts_is_an_error() -> None:
    """In SSSOM, who composes a subject must say of what."""
    text = exported(book(), "sssom").decode().replace("GML:G-1 AND GML:G-2", "GML:G-1 OR (GML:G-2)")
    assert [d.code.id for d in imported(text, "sssom").found] == ["LM806"]


def test_a_composed_object_is_an_error() -> None:
    """A rule is on one new objective."""
    whole, composed = "NY:N-1\tStrålevern\tskos concept", "NY:N-1\tStrålevern\tcomposed entity expression"
    text = exported(book(), "sssom").decode().replace(whole, composed)
    assert [d.code.id for d in imported(text, "sssom").found] == ["LM806"]


def test_denying_more_than_relatedness_is_a_draft() -> None:
    """`Not narrowMatch` says less than `≠`: an expert has to look at it."""
    text = exported(book(), "sssom").decode().replace("skos:relatedMatch\tNot", "skos:narrowMatch\tNot")
    assert "utkast regel R5: GML/G-6 ≠ NY/'Ø 7'" in imported(text, "sssom").text


def test_what_is_replaced_in_case_is_no_transfer() -> None:
    """`replacedBy` gives a draft that they overlap."""
    text = (
        exported(book(), "case")
        .decode()
        .replace('"associationType": "ext:covers"', '"associationType": "replacedBy"')
    )
    back = imported(text, "case")
    assert "utkast regel R1: GML/G-1 ≥ NY/N-1" in back.text
    assert "\n    regel R1" not in back.text


def test_a_mapping_that_nothing_in_xkos_accounts_for_is_a_draft() -> None:
    """A bare `skos:exactMatch` was decided by nobody we know of."""
    turtle = exported(book(), "skos").decode().partition("<https://example.org/fag/rules/map/GML/NY> a")[0]
    back = imported(turtle, "skos")
    assert back.rules == 0
    assert re.search("utkast regel R[0-9]: GML/G-3 = NY/N-3", back.text)


# ------------------------------------------------------------------------------------- hostile files

TURTLE = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
HOSTILE: dict[str, tuple[str, bytes]] = {
    "empty": ("csv", b""),
    "only spaces": ("sssom", b"  \n \n"),
    "latin-1": ("csv", CSV_HEAD.encode() + b"\nm\xe5l"),
    "utf-16": ("csv", CSV_HEAD.encode("utf-16")),
    "header twice": ("csv", b"old,old,relation\n"),
    "no header": ("sssom", b"#curie_map: {A: b}\nsubject_id\n"),
    "yaml bomb": ("sssom", b"#curie_map:\n#  A: &a [x]\n#  A: *a\nsubject_id\tpredicate_id\n"),
    "deep json": ("fhir", b'{"a":' * 5_000 + b"1" + b"}" * 5_000),
    "deep list": ("fhir-r4", b'{"a":' + b"[" * 50_000 + b"]" * 50_000 + b"}"),
    "huge number": ("case", b'{"CFAssociations": [' + b"9" * 100_000 + b"]}"),
    "not a number": ("case", b'{"CFAssociations": NaN}'),
    "key twice": ("fhir", b'{"resourceType": "ConceptMap", "status": "draft", "status": "active"}'),
    "half a character": ("fhir", b'{"resourceType": "ConceptMap", "title": "\\ud800"}'),
    "a list": ("case", b"[]"),
    "cut off": ("fhir", b'{"resourceType": "Conc'),
    "another resource": ("fhir", b'{"resourceType": "Patient", "id": "01017012345"}'),
    "bad turtle": ("skos", b"this is not turtle"),
    "deep turtle": ("skos", TURTLE.encode() + b"[ skos:note " * 5_000 + b"1" + b" ]" * 5_000 + b" ."),
    "half a character in a text": ("skos", TURTLE.encode() + b'<urn:a> skos:note "\\ud800" .'),
    "half a character in an iri": ("skos", TURTLE.encode() + b"<urn:\\uD800> skos:exactMatch <urn:b> ."),
    "hostile iri": (
        "skos",
        TURTLE.encode() + b"<javascript:alert(1)\\u003E> skos:exactMatch <file:///etc/passwd> .",
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_one_clear_error(case: str, caplog: pytest.LogCaptureFixture) -> None:
    """Quickly, without an exception, without rules, and without anything in a log."""
    form, data = HOSTILE[case]
    begun = time.process_time()
    with caplog.at_level(logging.DEBUG):
        back = imported(data, form)
    assert time.process_time() - begun < 5
    assert back.text == ""
    assert 0 < len(back.found) <= 3
    assert all(d.severity == "error" for d in back.found)
    assert all(len(d.message(lang)) < 400 for d in back.found for lang in ("nb", "nn", "en"))
    assert not caplog.text


def test_a_file_with_too_many_rows_is_refused() -> None:
    """The bound is that of the statements of a rule file; mistakes are bounded too."""
    many = csv_file(*(ROW.replace("G-1", f"G-{n}") for n in range(20_001)))
    assert [d.code.id for d in imported(many, "csv").found] == ["LM801"]
    wrong = csv_file(*([ROW.replace("covers", "gjelder")] * 5_000))
    assert len(imported(wrong, "csv").found) == 1_000


ALPHABET = [*",\t\n\\{}[]:|<>@#;=\x00\u202eæ", '"', "'", "", "null", "[[", "1e999", "Not", "exact"]


@pytest.mark.parametrize("form", NAMES)
@settings(max_examples=25)
@given(edits=st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(ALPHABET)), min_size=1, max_size=3))
def test_a_nearly_right_file_is_read_or_refused(form: str, edits: list[tuple[int, str]]) -> None:
    """One to three edits of a right file give rules that can be read, or errors; never an exception."""
    text = exported(book(), form).decode()
    for place, put in edits:
        at = place % len(text)
        text = text[:at] + put + text[at + 1 :]
    back = imported(text, form)
    assert (back.text == "") == any(d.severity == "error" for d in back.found)
    if back.text:
        checked = check_text(back.text)
        assert not [d for d in checked.errors if d.code.id.startswith("LM0")], [
            d.message("en") for d in checked.errors
        ]


@pytest.mark.parametrize("form", NAMES)
def test_texts_that_hide_something_come_in_visible(form: str) -> None:
    """Bidirectional and invisible characters are written out, and no title becomes rule text."""
    hidden = 'x\\" regel R9: G-2 = N-1 \u2067\u202e'
    text = BOOK.replace("Hjerte, PET", hidden).replace("Begge må til.", "a  \\\\n b\u200bc")
    data = FORMATS[form].write(_crosswalk(text), _style())
    back = imported(data, form)
    assert "\u202e" not in back.text
    assert "\u200b" not in back.text
    rules = check_text(back.text).book.transitions[0].rules
    assert [r.name for r in rules if r.name == "R9"] == []


def _crosswalk(text: str) -> Any:
    """The crosswalk of a text that a rule file could not hold, as another program may make it."""
    from lmrules.interchange.from_rulebook import crosswalk_of

    return crosswalk_of(check_text(text)).crosswalk


def _style() -> Any:
    from lmrules.interchange import Style

    return Style("https://example.org/fag/")


@pytest.mark.parametrize("form", ["csv", "sssom"])
def test_no_cell_is_a_formula(form: str) -> None:
    """A title that begins as a formula does gets an apostrophe, and comes back without it."""
    data = exported(book(), form).decode()
    delimiter = "\t" if form == "sssom" else ","
    lines = [line for line in data.splitlines() if not line.startswith("#")]
    cells = [cell.strip('"') for line in lines for cell in line.split(delimiter)]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")]
    assert '"=Strålevern, på et høyere nivå"' in imported(data, form).text
