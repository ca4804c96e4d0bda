"""What we write is what the standards say it is: their own readers, schemas and conditions are the judges."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from interchange_judges import CASE_1_1, SKOS, broken_skos, invariants_r4, invariants_r5
from interchange_trips import exported, imported
from rdflib import RDF, Graph, Namespace, URIRef

import lmrules
from lmrules.pipeline import CheckedRulebook, check_path, check_text
from lmrules.testing import rulebooks

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden" / "interchange"
XKOS = Namespace("http://rdf-vocabulary.ddialliance.org/xkos#")
OLD = "https://example.org/fag/GML/2020-01-01/"
NEW = "https://example.org/fag/NY/2025-09-01/"

BOOK = """
regelverk fag "Et eksempel"
    kilde "Oppdiktet"
skala nivåer kunnskap < god-kunnskap
læringsmålsett GML "Det gamle" gyldig fra 2020-01-01 til 2025-09-01
    mål G-1 "=Strålevern, på et høyere nivå" god-kunnskap: a
    mål G-2 "Hjerte, PET" god-kunnskap: b
    mål G-3 "Måling" kunnskap: c
    mål G-4 "Lavere" kunnskap: b
    mål G-5 "Filmfremkalling" kunnskap: d
    mål G-6 "Ultralyd" kunnskap: e
læringsmålsett NY "Det nye" gyldig fra 2025-09-01
    mål N-1 "Strålevern" kunnskap: a
    mål N-2 "Strålevern og hjerte" kunnskap: a, b
    mål N-3 "Måling" kunnskap: c
    mål N-4 "Hjerte, høyere" god-kunnskap: b
    mål N-5 "Noe nytt" kunnskap: f
    mål 'Ø 7' "Hals" kunnskap: g
overgang GML til NY fra 2025-09-01
    skjønn S1: d dekker c fordi "Samme metode."
    regel R1: G-1 ≥ N-1 fordi "På et høyere nivå."
    regel R2: G-1 og G-2 ≥ N-2 fordi "Begge må til."
    regel R3: G-3 = N-3 fordi "Det samme."
    regel R4: G-4 = N-4 i innhold, < i kompleksitet fordi "Nivået er hevet."
    regel R5: G-6 ≠ 'Ø 7' fordi "Vurdert og avvist."
    regel R6: G-5 ≥ N-3 fordi "Ved skjønn."
    utkast regel R7: G-2 ≥ N-4 fordi "Til drøfting."
    nytt N-5 fordi "Ny modalitet."
    utgår G-4 fordi "Ingen arvtaker."
"""


def book() -> CheckedRulebook:
    """The rulebook above, which shows every form."""
    checked = check_text(BOOK)
    assert not checked.errors, [d.message("en") for d in checked.errors]
    return checked


NAMES = {
    "sssom": "book.sssom.tsv", "fhir": "book.fhir-r5.json", "fhir-r4": "book.fhir-r4.json", "skos": "book.ttl",
    "case": "book.case.json", "csv": "book.csv",
}  # fmt: skip


@pytest.mark.parametrize("form", NAMES)
def test_a_rulebook_of_every_form_in_each_format(form: str, request: pytest.FixtureRequest) -> None:
    """What people and programs get, byte for byte."""
    path = GOLDEN / NAMES[form]
    data = exported(book(), form)
    if request.config.getoption("--update-golden"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    assert data.decode() == path.read_text(encoding="utf-8")


# ------------------------------------------------------------------------------------------------ SSSOM

JUDGE = """
    import json, sys
    from sssom.constants import SchemaValidationType as Kind
    from sssom.parsers import parse_sssom_table
    from sssom.validators import validate
    from sssom.writers import write_table
    kinds = [Kind.JsonSchema, Kind.PrefixMapCompleteness, Kind.StrictCurieFormat]
    msdf = parse_sssom_table(sys.argv[1])
    found = {k.name: [r.message for r in report.results] for k, report in validate(msdf, kinds, fail_on_error=False).items()}
    with open(sys.argv[2], "w") as again:
        write_table(msdf, again)
    rows = msdf.df.fillna("").to_dict("records")
    print(json.dumps({"found": found, "rows": rows}, default=str))
"""


def sssom_py(path: Path) -> dict[str, Any]:
    """What sssom-py, in a process of its own, says of a file; it writes it again beside it."""
    again = path.with_suffix(".again.tsv")
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(JUDGE), path, again],
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return told


def test_sssom_py_reads_and_validates_what_we_write(tmp_path: Path) -> None:
    """Every record is there, nothing is found wrong, and the pairs point from old to new.

    Written again by sssom-py, which drops what it does not know, the file licenses no more than before.
    """
    path = tmp_path / "book.sssom.tsv"
    path.write_bytes(exported(book(), "sssom"))
    told = sssom_py(path)
    assert told["found"] == {"JsonSchema": [], "PrefixMapCompleteness": [], "StrictCurieFormat": []}
    strong = {
        (r["subject_id"], r["predicate_id"], r["object_id"])
        for r in told["rows"]
        if r["predicate_id"] in ("skos:exactMatch", "skos:narrowMatch") and not r.get("predicate_modifier")
    }
    assert strong == {
        ("GML:G-1", "skos:narrowMatch", "NY:N-1"),
        ("GML:G-3", "skos:exactMatch", "NY:N-3"),
        ("GML:G-5", "skos:narrowMatch", "NY:N-3"),
        ("LMR:rules/GML/NY/R2/old", "skos:narrowMatch", "NY:N-2"),
        ("GML:G-4", "skos:exactMatch", "sssom:NoTermFound"),
        ("sssom:NoTermFound", "skos:exactMatch", "NY:N-5"),
    }
    again = imported(path.with_suffix(".again.tsv").read_bytes(), "sssom", book().book)
    assert {d.code.id for d in again.found} == {"LM806"}
    assert again.text == ""


# ------------------------------------------------------------------------------------------------ FHIR


def maps(form: str) -> list[dict[str, Any]]:
    """The ConceptMaps of the rulebook."""
    return [entry["resource"] for entry in json.loads(exported(book(), form))["entry"]]


def test_the_r5_maps_are_fhir_and_keep_its_invariants() -> None:
    """fhir.resources accepts them, and cmd-1 to cmd-11 hold; a comment taken out is noticed."""
    from fhir.resources.bundle import Bundle

    Bundle.model_validate(json.loads(exported(book(), "fhir")))
    found = maps("fhir")
    assert [list(invariants_r5(m)) for m in found] == [[], []]
    del found[0]["group"][0]["element"][0]["target"][0]["comment"]
    assert list(invariants_r5(found[0])) == ["cmd-1"]


def test_the_r4_maps_are_fhir_and_keep_its_invariant() -> None:
    """The same in R4B, whose ConceptMap is that of R4."""
    from fhir.resources.R4B.bundle import Bundle

    Bundle.model_validate(json.loads(exported(book(), "fhir-r4")))
    found = maps("fhir-r4")
    assert [list(invariants_r4(m)) for m in found] == [[], []]
    del found[0]["group"][0]["element"][0]["target"][0]["comment"]
    assert list(invariants_r4(found[0])) == ["cmd-1"]


@pytest.mark.parametrize(
    ("form", "field", "strong"),
    [
        ("fhir", "relationship", {"equivalent", "source-is-broader-than-target"}),
        ("fhir-r4", "equivalence", {"equal", "equivalent", "narrower", "specializes"}),
    ],
)
def test_a_consumer_of_fhir_that_sees_codes_and_relation_only(
    form: str, field: str, strong: set[str]
) -> None:
    """Who overlooks dependsOn, properties and extensions gets the single rules, from old to new, and no more."""
    pairs = {
        (element["code"], target["code"])
        for found in maps(form)
        for group in found["group"]
        for element in group["element"]
        for target in element.get("target", [])
        if target[field] in strong
    }
    assert pairs == {("G-1", "N-1"), ("G-3", "N-3"), ("G-5", "N-3")}


# ------------------------------------------------------------------------------------------------ SKOS, CASE


def test_the_turtle_says_what_it_should_and_keeps_skos_integrity() -> None:
    """A narrow match goes from the old to the new; the joint rule is one association with two sources."""
    graph = Graph().parse(data=exported(book(), "skos"), format="turtle")
    assert not list(broken_skos(graph))
    assert (URIRef(OLD + "G-1"), SKOS.narrowMatch, URIRef(NEW + "N-1")) in graph
    assert (URIRef(OLD + "G-3"), SKOS.exactMatch, URIRef(NEW + "N-3")) in graph
    assert not set(graph.subjects(SKOS.narrowMatch, URIRef(NEW + "N-2")))
    joint = [
        a
        for a in graph.subjects(RDF.type, XKOS.ConceptAssociation)
        if (a, XKOS.targetConcept, URIRef(NEW + "N-2")) in graph
    ]
    assert [sorted(map(str, graph.objects(a, XKOS.sourceConcept))) for a in joint] == [
        [OLD + "G-1", OLD + "G-2"]
    ]


def test_what_breaks_skos_is_noticed() -> None:
    """The judge itself: exact and narrow at once, and related to what is narrower in two steps."""
    head = f"@prefix skos: <{SKOS}> . @prefix : <urn:x:> . "
    wrong = Graph().parse(data=head + ":a skos:exactMatch :b ; skos:narrowMatch :b .", format="turtle")
    assert list(broken_skos(wrong)) == ["S46"]
    steps = (
        ":a skos:narrowMatch :b . :c skos:broadMatch :b . :c skos:narrowMatch :d . :a skos:relatedMatch :d ."
    )
    assert list(broken_skos(Graph().parse(data=head + steps, format="turtle"))) == ["S27"]


@settings(max_examples=25)
@given(book=rulebooks())
def test_no_rulebook_breaks_skos_integrity(book: lmrules.Rulebook) -> None:
    """Whatever the rules are."""
    graph = Graph().parse(data=exported(book.checked, "skos"), format="turtle")
    assert not list(broken_skos(graph))


CLASH = """
regelverk fag
skala nivåer lav < høy
læringsmålsett GML gyldig fra 2020-01-01 til 2025-09-01
    mål A lav: a
    mål B lav: a
læringsmålsett NY gyldig fra 2025-09-01
    mål N lav: a
    mål M lav: a
overgang GML til NY fra 2025-09-01
    regel R1: A = N fordi "Likt."
    regel R2: B = N fordi "Likt."
    regel R3: B = M fordi "Likt."
    regel R4: A ≥ M fordi "Likt, men det står ikke."
"""


@pytest.mark.parametrize("without", ["", '    regel R4: A ≥ M fordi "Likt, men det står ikke."\n'])
def test_nothing_follows_outside_that_no_rule_says(without: str) -> None:
    """From A = N, B = N and B = M a reader may conclude A = M: then none of them is written as exact."""
    checked = check_text(CLASH.replace(without, "") if without else CLASH)
    graph = Graph().parse(data=exported(checked, "skos"), format="turtle")
    assert not list(broken_skos(graph))
    assert not set(graph.subject_objects(SKOS.exactMatch))
    assert len(set(graph.subject_objects(SKOS.narrowMatch))) == (3 if without else 4)
    assert "then more would follow" in exported(checked, "csv", "en").decode()


def test_what_is_said_of_all_stays_exact() -> None:
    """Where every pair that follows is a rule's own, they are exact."""
    checked = check_text(CLASH.replace("A ≥ M", "A = M"))
    graph = Graph().parse(data=exported(checked, "skos"), format="turtle")
    assert len(set(graph.subject_objects(SKOS.exactMatch))) == 4


@pytest.mark.parametrize("text", [BOOK, CLASH])
def test_the_package_is_of_the_case_schema(text: str) -> None:
    """CASE 1.1, as far as a package of associations goes."""
    jsonschema.validate(json.loads(exported(check_text(text), "case")), CASE_1_1)


def test_a_consumer_of_case_that_knows_its_own_words_only() -> None:
    """`exactMatchOf` alone is strong in CASE, and stands for what a rule says is equal."""
    package = json.loads(exported(book(), "case"))
    strong = [a for a in package["CFAssociations"] if a["associationType"] in ("exactMatchOf", "isPeerOf")]
    assert [(a["originNodeURI"]["uri"], a["destinationNodeURI"]["uri"]) for a in strong] == [
        (OLD + "G-3", NEW + "N-3")
    ]


# ------------------------------------------------------------------------------------------------ all of it


def test_the_shipped_rulebook_comes_back_through_every_format() -> None:
    """170 rules of three sets: the same text from each."""
    checked = check_path(ROOT / "rules" / "nukleaermedisin.rules")
    texts = {form: imported(exported(checked, form), form, checked.book).text for form in NAMES}
    assert texts["csv"].count("\n    regel ") == 170
    lines = {form: sorted(text.splitlines()) for form, text in texts.items()}
    assert all(found == lines["csv"] for found in lines.values())
