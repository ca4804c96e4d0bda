"""What the views of the local web page are told: matrix, flow, consequence, suggestions."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from studio_asking import BOOK, Asked, request

import lmrules
from lmrules.approvals import read_approvals
from lmrules.difference import person_differences
from lmrules.evaluate.run import transfer
from lmrules.exports.flow_svg import flow_picture
from lmrules.exports.markup import Html, el
from lmrules.formatting import format_text
from lmrules.matrix import matrix
from lmrules.messages import LANGUAGES
from lmrules.model.model import atoms
from lmrules.studio.nodes import nodes

ROOT = Path(__file__).parent.parent
NUCLEAR = ROOT / "rules" / "nukleaermedisin.rules"
APPROVALS = ROOT / "rules" / "eksempler" / "godkjenninger.csv"
RADIOLOGY = "nukleaermedisin/overgang-2021-2025-radiologi.rules"
MARK = "01017" + "012345"
HEADER = "lis;læringsmål;godkjent\n"


@pytest.fixture(scope="module")
def nuclear() -> Asked:
    """A page on the shipped rulebook, which is only read."""
    return Asked(NUCLEAR)


@pytest.fixture
def page(tmp_path: Path) -> Asked:
    """A page on a small rulebook of its own."""
    rules = tmp_path / "book.rules"
    rules.write_bytes(BOOK.read_bytes())
    return Asked(rules)


def edited(page: Asked, name: str, old: str, new: str) -> dict[str, str]:
    """The buffers after one change."""
    text = page.workspace.disk(name).text
    assert text.count(old) == 1
    return {name: text.replace(old, new)}


# ------------------------------------------------------------------------- matrix


def test_the_matrix_has_the_derived_relations_and_what_rules_mention(nuclear: Asked) -> None:
    """Each cell is a pair that is related in content, or that a rule mentions; framed where a rule grants."""
    shown = nuclear("matrix", transition="NUK-2021→NUK-2025")
    book = lmrules.load(NUCLEAR)
    transition = book.model.transitions[-1]
    derived = {(c.old[0].code, c.new.code): c.relation for c in matrix(book.model, transition).comparisons}
    (step,) = book.prepared("NUK-2025").last
    granted = {(o.code, r.new.code) for r in step.granting for o in atoms(r.old)}
    mentioned = {(o.code, r.new.code) for r in transition.rules for o in atoms(r.old)}
    cells = {
        (shown["old"][c["old"]]["code"], shown["new"][c["new"]]["code"]): (c["relation"], c["rule"])
        for c in shown["cells"]
    }
    assert {pair: relation for pair, (relation, _) in cells.items() if relation} == derived
    assert {pair for pair, (_, rule) in cells.items() if rule == "grants"} == granted
    assert {pair for pair, (_, rule) in cells.items() if rule} == mentioned
    assert len(shown["old"]) == 100
    assert len(shown["new"]) == 74


def test_the_matrix_follows_the_editor(page: Asked) -> None:
    """A cell changes with the level that is written in the buffer, and not on disk."""
    files = edited(page, "book.rules", "under-supervisjon: NaF-PET-CT", "selvstendig: NaF-PET-CT")
    files = {"book.rules": files["book.rules"].replace(" i innhold, < i kompleksitet", "")}

    def cell(shown: Any) -> list[tuple[str, str]]:
        at = [o["code"] for o in shown["old"]].index("NUK-024")
        return [(c["relation"], c["rule"]) for c in shown["cells"] if c["old"] == at]

    assert cell(page("matrix")) == [("<", "states")]
    assert cell(page("matrix", files=files)) == [("=", "grants")]


def test_a_transition_that_is_gone_gives_way_to_the_last(nuclear: Asked) -> None:
    """The page may ask for what the editor has taken away since."""
    assert nuclear("matrix", transition="A→B")["transition"] == "NUK-2021→NUK-2025"
    assert nuclear("matrix", transition="NUK-2019→NUK-2021")["transition"] == "NUK-2019→NUK-2021"


@pytest.mark.parametrize("view", ["matrix", "flow", "suggestions", "consequence", "matrix-why"])
def test_a_rulebook_with_errors_is_said_to_have_them(page: Asked, view: str) -> None:
    """Nothing is shown of a rulebook that cannot be used."""
    answer = page.send(view, {"lang": "nn", "files": {"book.rules": "regel"}})
    assert "feil" in answer.json()["refused"]


def test_why_says_what_is_met_and_by_which_rule(page: Asked) -> None:
    """A pair is explained: the relation, each requirement with its proof, what is beyond, the rule with its place."""
    why = page("matrix-why", old="NUK-2020/NUK-023", new="NUK-2025/NKM-004")
    assert why["relation"] == ">"
    assert why["says"] == [
        "Det gamle målet rommer alt det nye krever, og mer.",
        "Innhold: det gamle har alt det nye har, og mer.",
        "Kompleksitet: nivået er høyt nok der det gamle har innholdet.",
    ]
    (required,) = why["required"]
    assert required["met"] == "met"
    assert required["text"] == (
        "18F-FDG PET/CT (under supervisjon): del av «PET/CT» (selvstendig) i NUK-2020/NUK-023"
    )
    assert why["beyond"] == ["PET/CT (selvstendig)", "strålevern (kunnskap)"]
    (rule,) = why["rules"]
    assert (rule["name"], rule["written"], rule["grants"]) == ("PET", "NUK-023 ≥ NKM-004", True)
    text = page.workspace.disk("book.rules").text
    assert text[rule["place"]["from"] : rule["place"]["to"]].startswith("regel PET: NUK-023 ≥ NKM-004")


def test_why_says_which_level_is_lacking(page: Asked) -> None:
    """A level that is not reached is said, with the level that is held; so is a rule that does not grant."""
    why = page("matrix-why", old="NUK-2020/NUK-024", new="NUK-2025/NKM-005")
    (required,) = why["required"]
    assert required["met"] == "lower"
    assert required["text"].endswith("men på nivå under supervisjon")
    (rule,) = why["rules"]
    assert rule["written"] == "NUK-024 ≥ NKM-005 i innhold, < i kompleksitet"
    assert not rule["grants"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("NUK-2020/NUK-999", "NUK-2025/NKM-004"),
        ("NUK-2025/NKM-004", "NUK-2020/NUK-023"),
        ("NUK-2020/NUK-023", "NUK-2020/NUK-024"),
    ],
)
def test_why_of_a_pair_that_is_not_there_is_refused(page: Asked, old: str, new: str) -> None:
    """A pair of other sets, or one that has been edited away, is said to be gone."""
    answer = page.send("matrix-why", {"old": old, "new": new})
    assert "finnes ikke lenger" in answer.json()["refused"]


# ------------------------------------------------------------------------- flow


def said(markup: list[Any]) -> Iterator[str]:
    """The text of an element as the page makes it."""
    for child in markup[2:]:
        if isinstance(child, str):
            yield child
        else:
            yield from said(child)


def test_the_picture_is_the_one_of_every_page(nuclear: Asked) -> None:
    """The page makes the same elements, attributes and text as the markup of other pages has."""
    shown = nuclear("flow")
    book = lmrules.load(NUCLEAR)
    markup = flow_picture(book.model, book.model.transitions[-1], "nb")

    def written(one: list[Any]) -> Html:
        name, attributes, *children = one
        inside = (child if isinstance(child, str) else written(child) for child in children)
        return el(name, *inside, **attributes)

    assert written(shown["picture"]).replace("\n", "") == markup.replace("\n", "").replace("&#x27;", "'")


def test_every_name_in_the_picture_leads_into_a_file(nuclear: Asked) -> None:
    """Each rule and objective of the picture has a place, and stands there."""
    shown = nuclear("flow")
    found: set[tuple[str, str]] = set()

    def look(one: list[Any]) -> None:
        found.update((key, one[1][key]) for key in ("data-rule", "data-objective") if key in one[1])
        for child in one[2:]:
            if not isinstance(child, str):
                look(child)

    look(shown["picture"])
    assert len(found) > 200
    for key, name in found:
        place = shown["rules" if key == "data-rule" else "objectives"][name]
        text = nuclear.workspace.disk(place["file"]).text[place["from"] : place["to"]]
        assert name.rpartition("/")[2] in text


def test_text_beside_elements_is_kept() -> None:
    """Words before, between and after elements come through; markup in them stays words."""
    assert nodes(el("p", "a ", el("b", "<c>"), " d", el("i"), class_="x")) == [
        "p", {"class": "x"}, "a ", ["b", {}, "<c>"], " d", ["i", {}]
    ]  # fmt: skip


# ------------------------------------------------------------------------- consequence


def drop(page: Asked, name: str, data: bytes, payload: Mapping[str, object] | None = None) -> Any:
    """The answer to a file dropped on the page, as its form sends it."""
    files = {"payload": (None, json.dumps({"lang": "nb", **(payload or {})})), "table": (name, data)}
    return request(page.app, "POST", "/api/consequence", files=files, headers=page.headers)


def counted(page: Asked, name: str, data: bytes, payload: Mapping[str, object] | None = None) -> Any:
    answer = drop(page, name, data, payload)
    assert answer.status_code == 200, answer.text
    assert "refused" not in answer.json(), answer.text
    return answer.json()


def workbook(rows: list[list[object]]) -> bytes:
    """An Excel file."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_file_is_counted_as_impact_counts_it(nuclear: Asked) -> None:
    """The counts are those of `lmrules impact`; nothing changes against the same rules."""
    shown = counted(nuclear, "godkjenninger.csv", APPROVALS.read_bytes())
    found = lmrules.load(NUCLEAR).impact(read_approvals(APPROVALS).approvals)
    columns = ("transferred", "assessment", "nearly", "approved")
    assert [[one[c] for c in columns] for one in shown["objectives"]] == [
        [getattr(one, c) for c in columns] for one in found.objectives
    ]
    assert shown["persons"] == found.persons == 17
    assert sum(count for _, count in shown["rows"]) == found.rows
    assert shown["compared"] == "same"
    assert not any(one["gains"] or one["loses"] for one in shown["objectives"])


def test_excel_is_counted_as_csv_is(nuclear: Asked) -> None:
    """The same rows in a workbook give the same answer."""
    with APPROVALS.open(encoding="utf-8-sig", newline="") as file:
        dialect = csv.Sniffer().sniff(file.readline())
        file.seek(0)
        rows: list[list[object]] = [list(row) for row in csv.reader(file, dialect) if row]
    assert counted(nuclear, "x.xlsx", workbook(rows)) == counted(nuclear, "x.csv", APPROVALS.read_bytes())


def test_who_gains_and_who_loses_is_what_the_evaluator_says(nuclear: Asked) -> None:
    """Per objective as many gain and lose as the slow comparison of every person finds."""
    name = "nukleaermedisin/overgang-2021-2025-stralevern.rules"
    text = nuclear.workspace.disk(name).text
    files = {name: text.replace("NUK-001 ≥ NUK-103", "NUK-001 og NUK-003 ≥ NUK-103")}
    assert files[name] != text
    files |= edited(
        nuclear,
        RADIOLOGY,
        "regel kontrast-dosering: NUK-059 = NUK-166",
        "utkast regel kontrast-dosering: NUK-059 = NUK-166",
    )
    files |= {
        (other := "nukleaermedisin/overgang-2021-2025-radionuklidterapi.rules"): nuclear.workspace.disk(
            other
        ).text.replace(
            "NUK-097 og (NUK-098 eller NUK-089) og NUK-099 og NUK-100",
            "NUK-097 og NUK-098 og NUK-099 og NUK-100",
        )
    }
    shown = counted(nuclear, "a.csv", APPROVALS.read_bytes(), {"files": files})
    rows = read_approvals(APPROVALS).approvals
    books = (nuclear.workspace.saved().book, nuclear.workspace.edited(files).book)
    results = [transfer(book.prepared(), rows, None)[0] for book in books if book is not None]
    differences = person_differences(*results)
    assert shown["compared"] == "yes"
    assert shown["losing"] == sum(bool(d.loses) for d in differences) > 0
    assert shown["gaining"] == sum(bool(d.gains) for d in differences)
    for kind in ("gains", "loses"):
        expected = Counter(str(o) for d in differences for o in getattr(d, kind))
        assert {one["id"]: one[kind] for one in shown["objectives"] if one[kind]} == expected


def test_gain_and_loss_are_counted_both_ways(page: Asked) -> None:
    """A rule that is added gives, one that asks for more takes; a new doctor is counted once in each."""
    files = edited(
        page, "book.rules", "regel PET: NUK-023 ≥ NKM-004", "regel PET: NUK-023 og NUK-2020/STR-001 ≥ NKM-004"
    )
    files = {
        "book.rules": files["book.rules"].replace(
            "regel forskning: NKM-009 ≤ NUK-031", 'nytt NKM-009 fordi "Ny."'
        )
    }
    data = (HEADER + "a;NUK-023;2023-05-02\nb;NUK-031;2023-05-02\na;NUK-031;2023-05-02\n").encode()
    shown = counted(page, "a.csv", data, {"files": files})
    assert (shown["compared"], shown["gaining"], shown["losing"]) == ("yes", 0, 2)
    back = Asked(page.workspace.path)
    page.workspace.path.write_text(files["book.rules"], encoding="utf-8")
    shown = counted(back, "a.csv", data, {"files": {"book.rules": BOOK.read_text(encoding="utf-8")}})
    assert (shown["compared"], shown["gaining"], shown["losing"]) == ("yes", 2, 0)
    assert {one["code"]: one["gains"] for one in shown["objectives"] if one["gains"]} == {
        "NKM-004": 1,
        "NKM-009": 2,
    }


def test_an_objective_that_is_taken_away_is_named_with_those_who_had_it(page: Asked) -> None:
    """Who had an objective that is no longer there loses it, and the objective is named."""
    text = page.workspace.disk("book.rules").text
    for line in (
        '    mål NKM-009 "Forskning"\n        nivå kunnskap\n',
        '    skjønn S1: NUK-031 dekker NKM-009\n        fordi "Ny ordlyd, samme innhold."\n',
        "    regel forskning: NKM-009 ≤ NUK-031\n",
    ):
        assert line in text
        text = text.replace(line, "")
    data = (HEADER + "a;NUK-031;2023-05-02\n").encode()
    shown = counted(page, "a.csv", data, {"files": {"book.rules": text}})
    assert [(one["code"], one["title"], one["loses"]) for one in shown["gone"]] == [
        ("NKM-009", "Forskning", 1)
    ]
    assert shown["losing"] == 1


def test_what_is_saved_may_not_be_comparable(page: Asked) -> None:
    """A saved version with errors, or without the set, is said to be so; the edited one is counted all the same."""
    data = (HEADER + "a;NUK-023;2023-05-02\n").encode()
    good = page.workspace.disk("book.rules").text
    page.workspace.path.write_text("regel", encoding="utf-8")
    shown = counted(page, "a.csv", data, {"files": {"book.rules": good}})
    assert shown["compared"] == "errors"
    assert sum(one["transferred"] for one in shown["objectives"]) == 1
    page.workspace.path.write_text(good.replace("NUK-2025", "NUK-2026"), encoding="utf-8")
    assert counted(page, "a.csv", data, {"files": {"book.rules": good}})["compared"] == "no-set"


def test_rows_that_cannot_be_used_are_listed_by_row_and_column(page: Asked) -> None:
    """Each bad row is told with its number, its line and the column; the others are counted."""
    data = HEADER + f"{MARK};NUK-023;2023-05-02\n{MARK};NUK-023;2023-02-30\n;NUK-024;2023-05-02\n"
    shown = counted(page, "a.csv", data.encode())
    assert [(one["row"], one["line"]) for one in shown["rejected"]] == [(2, 3), (3, 4)]
    assert "godkjent" in shown["rejected"][0]["problem"]
    assert "lis" in shown["rejected"][1]["problem"]
    assert shown["rejected_count"] == 2
    assert shown["persons"] == 1
    assert ["kunne ikke brukes", 2] in shown["rows"]
    cell = workbook([["lis", "læringsmål", "godkjent"], ["a", 23, "2023-05-02"]])
    (row,) = counted(page, "a.xlsx", cell)["rejected"]
    assert row["line"] == 2
    assert "B2" in row["problem"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", b""),
        ("a.csv", MARK.encode() + b"\n" + MARK.encode()),
        ("a.csv", "lis;læringsmål;godkjent\n".encode("utf-16")),
        ("a.xlsx", b"PK\x03\x04" + MARK.encode()),
        ("a.json", b"[" + MARK.encode()),
        ("", b"\x00\x01"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    page: Asked, name: str, data: bytes, lang: str, caplog: pytest.LogCaptureFixture
) -> None:
    """What is wrong is said in the language of the page, and nothing from the file."""
    answer = drop(page, name or "uten-navn", data, {"lang": lang})
    assert answer.json()["refused"]
    assert MARK not in answer.text + caplog.text


def test_no_person_leaves_the_file(
    page: Asked,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A number of a person, in any column, is in no answer, no log and no file."""

    def no_file(*_: object, **__: object) -> object:
        raise AssertionError("a temporary file")

    monkeypatch.setattr(tempfile, "TemporaryFile", no_file)
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", no_file)
    before = sorted(page.workspace.path.parent.rglob("*"))
    for row in (
        f"{MARK};NUK-023;2023-05-02;NUK-2020",
        f"{MARK};{MARK};2023-05-02;{MARK}",
        f"{MARK};NUK-023;{MARK};NUK-2020",
        f'{MARK};NUK-023;"{MARK};NUK-2020',
    ):
        data = f"lis;læringsmål;godkjent;sett\n{row}\n".encode()
        for name in ("a.csv", f"{MARK}.csv"):
            assert MARK not in drop(page, name, data).text
    said_aloud = capfd.readouterr()
    assert MARK not in caplog.text + said_aloud.out + said_aloud.err
    assert sorted(page.workspace.path.parent.rglob("*")) == before


@pytest.mark.parametrize("table", [None, "x", {"name": "a.csv"}, {"name": 1, "data": "x"}])
def test_a_table_that_is_no_file_is_malformed(page: Asked, table: object) -> None:
    """Only a form can send a file."""
    assert page.send("consequence", {"table": table}).status_code == 400


def test_a_date_before_the_transition_is_a_preview(page: Asked) -> None:
    """Counted as of a day, it is said that the transition is not yet in force; a day that is none is refused."""
    data = (HEADER + "a;NUK-023;2023-05-02\na;NUK-024;2024-05-02\n").encode()
    shown = counted(page, "a.csv", data, {"as_of": "2024-01-01"})
    assert "1. januar 2024" in shown["preview"]
    assert ["etter datoen det regnes per", 1] in shown["rows"]
    assert "dato" in drop(page, "a.csv", data, {"as_of": "2024-02-30"}).json()["refused"]


# ------------------------------------------------------------------------- suggestions


def inserted(page: Asked, files: Mapping[str, str], rule: Mapping[str, Any]) -> dict[str, str]:
    """The buffers when the page has put a suggestion in, on lines of its own after its place."""
    name, at = rule["place"]["file"], rule["place"]["at"]
    text = files.get(name) or page.workspace.disk(name).text
    before = len(text.encode("utf-16-le")[: 2 * at].decode("utf-16-le"))
    end = (text + "\n").index("\n", before)
    return {**files, name: f"{text[:end]}\n\n{rule['text'].rstrip()}{text[end:]}"}


CT = """    regel CT-stråling: NUK-029 og NUK-033 ≥ NUK-161
        fordi "Det ene gamle målet har bildedanning og strålefysikk ved CT, det andre "
            "strålebelastning. CT med kontrastmiddel er en del av begge."
"""


def test_a_rule_that_is_taken_away_is_suggested_back(nuclear: Asked) -> None:
    """The suggestion rests on the same objectives, is proved, and granted again once it is put in."""
    assert nuclear("suggestions")["sound"] == []
    files = edited(nuclear, RADIOLOGY, CT, "")
    (one,) = nuclear("suggestions", files=files)["sound"]
    assert one["objective"]["code"] == "NUK-161"
    (rule,) = one["rules"]
    assert [old["code"] for old in rule["old"]] == ["NUK-029", "NUK-033"]
    assert rule["against"] == []
    assert rule["text"] == (
        '    regel forslag-NUK-161: NUK-029 og NUK-033 ≥ NUK-161\n        fordi "forslag: …"\n'
    )
    assert any("NUK-2021/NUK-029" in json.dumps(step, ensure_ascii=False) for step in rule["why"])
    after = inserted(nuclear, files, rule)
    book = nuclear.workspace.edited(after).book
    assert book is not None
    decided = book.decider().decide_held(["NUK-029", "NUK-033"])
    assert decided.transferred["NUK-161"] == "forslag-NUK-161"
    assert nuclear("suggestions", files=after)["sound"] == []
    assert nuclear("check", files=after)["usable"]


def test_a_suggestion_goes_among_the_rules_on_what_the_set_declares_before(nuclear: Asked) -> None:
    """It stands after the statement on the nearest objective before it, in that file, and is laid out already."""
    files = edited(nuclear, RADIOLOGY, CT, "")
    (one,) = nuclear("suggestions", files=files)["sound"]
    (rule,) = one["rules"]
    assert rule["place"]["file"] == RADIOLOGY
    before = files[RADIOLOGY][: rule["place"]["at"]]
    assert before.endswith(
        '"nivået kunnskap. Det nye krever god kunnskap, og gjelder også svulster og infeksjoner."'
    )
    text = inserted(nuclear, files, rule)[RADIOLOGY]
    assert format_text(text) == format_text(text.replace("\n\n\n", "\n\n"))
    assert rule["text"] in format_text(text)


def test_suggestions_of_a_transition_without_rules_follow_its_first_line(tmp_path: Path) -> None:
    """Where no rule is written yet, every suggestion in turn goes in, and nothing is left to suggest."""
    path = tmp_path / "book.rules"
    path.write_text(
        "skala s a < b\n"
        "læringsmålsett A gyldig fra 2020-01-01 til 2021-01-01\n    mål 'Å 😀1' a: t1\n    mål A2 b: t2\n    mål A3 a: t3\n"
        "læringsmålsett B gyldig fra 2021-01-01\n    mål B1 a: t1, t2\n    mål B2 a: t3\n    mål B3 b: t3\n"
        'overgang A til B fra 2021-01-01\n    kilde "Her 😀"\n    påbegynt før 2020-06-01 fullfører til 2022-01-01\n',
        encoding="utf-8",
    )
    page = Asked(path)
    files: dict[str, str] = {}
    shown = page("suggestions")
    assert [one["objective"]["code"] for one in shown["missing"]] == ["B3"]
    assert [len(one["rules"]) for one in shown["sound"]] == [1, 1]
    while sound := page("suggestions", files=files)["sound"]:
        files = inserted(page, files, sound[0]["rules"][0])
        assert page("check", files=files)["usable"]
    assert files["book.rules"].count("regel forslag") == 2


def test_a_suggestion_against_the_rulebook_says_what_to_settle_first(page: Asked) -> None:
    """What is declared `nytt` cannot be put in as it is; it is said why, and where nothing covers, what is nearest."""
    files = edited(page, "book.rules", "    videreført V1: STR-001\n", "    nytt NUK-2025/STR-001\n")
    shown = page("suggestions", files=files)
    (one,) = [one for one in shown["sound"] if one["objective"]["code"] == "STR-001"]
    (rule, *_) = one["rules"]
    assert rule["place"] is None
    assert "står som `nytt`" in rule["against"][0]
    missing = {one["objective"]["code"]: one for one in shown["missing"]}
    assert missing["NKM-030"]["declared_new"]
    assert "ikke dekket" in missing["NKM-030"]["lines"][0]
