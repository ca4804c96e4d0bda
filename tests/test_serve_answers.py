"""What the server answers is what the command line writes, byte for byte, and of its schema."""

from __future__ import annotations

import io
import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from serving import BOOK, REAL, STRICTER, Client, client_of, command, shelf_of

from lmrules import Approval, Rulebook
from lmrules.serve.openapi import document
from lmrules.serve.settings import Settings
from lmrules.testing import approvals, rulebooks

JSON = {"content-type": "application/json"}
CSV = {"content-type": "text/csv"}
LINES = {"content-type": "application/x-ndjson"}
DOCUMENT: Any = document()
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def held_to(name: str, answer: Any) -> None:
    """``answer`` is valid by a schema of the OpenAPI page."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    jsonschema.Draft202012Validator(schema).validate(answer)


def rows_of(person: str, held: list[Approval]) -> list[dict[str, str]]:
    """Approvals as rows of JSON."""
    return [
        {
            "person": person,
            "objective": a.objective,
            "approved": a.approved.isoformat(),
            "set": a.set or "",
            "status": a.status,
            **({"started": a.started.isoformat()} if a.started else {}),
        }
        for a in held
    ]


def as_csv(rows: list[dict[str, str]]) -> bytes:
    columns = ("person", "objective", "approved", "set", "status", "started")
    lines = [",".join(columns), *(",".join(row.get(c, "") for c in columns) for row in rows)]
    return ("\n".join(lines) + "\n").encode()


@st.composite
def asked(draw: st.DrawFn) -> tuple[Rulebook, list[dict[str, str]]]:
    """A rulebook, and rows of one to three persons in any order."""
    book = draw(rulebooks())
    rows = [row for n in range(draw(st.integers(1, 3))) for row in rows_of(f"P{n}", draw(approvals(book)))]
    return book, draw(st.permutations(rows))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def small(folder: Path) -> Client:
    """A client of two small rulebooks."""
    (folder / "old.rules").write_text(BOOK, encoding="utf-8")
    (folder / "new.rules").write_text(STRICTER, encoding="utf-8")
    return client_of(shelf_of(old=folder / "old.rules", new=folder / "new.rules"))


@settings(max_examples=25)
@given(asked(), st.sampled_from(["json", "jsonl", "csv"]), st.booleans(), st.data())
def test_an_answer_is_what_the_command_line_writes(
    folder: Path,
    case: tuple[Rulebook, list[dict[str, str]]],
    form: str,
    keep_going: bool,
    data: st.DataObject,
) -> None:
    """On any rulebook and any approvals: transfer, why, compare, check and diff, over HTTP and by the command."""
    book, rows = case
    rules = folder / "generated.rules"
    source = book._checked.files[0].span.source.original
    rules.write_text(source, encoding="utf-8")
    client = client_of(shelf_of(rules))
    given_as, media, body = {
        "json": ("rows.json", JSON, json.dumps(rows).encode()),
        "jsonl": ("rows.jsonl", LINES, "\n".join(map(json.dumps, rows)).encode()),
        "csv": ("rows.csv", CSV, as_csv(rows)),
    }[form]
    (folder / given_as).write_bytes(body)
    to = data.draw(st.sampled_from([s.name for s in book.model.sets]))
    as_of = data.draw(st.sampled_from(["2019-01-01", "2024-12-31", "2026-01-01"]))

    keep = ["--keep-going", "--rejects", str(folder / "rejects.csv")] if keep_going else []
    code, wanted = command(
        "transfer", rules, folder / given_as, "--format", "json", "--to", to, "--as-of", as_of, *keep
    )
    query = {"to": to, "as_of": as_of, "keep_going": str(keep_going).lower()}
    answer = client.post("/v1/transfer", params=query, content=body, headers=media)
    assert answer.headers["lmrules-digest"] == book.digest
    if wanted:
        assert (answer.status_code, answer.content) == (200, wanted)
        held_to("transfer", answer.json())
    else:
        assert answer.status_code in (400, 422), answer.text
        assert code in (1, 2)
        held_to("problem", answer.json())

    assert client.get("/v1/check").content == command("check", rules, "--format", "json")[1]
    assert client.get("/v1/compare").content == command("compare", rules, "--format", "json")[1]
    same = client.get("/v1/diff", params={"a": "generated", "b": "generated", "to": to})
    assert same.content == command("diff", rules, rules, "--format", "json", "--to", to)[1]

    mine = [row for row in rows if row["person"] == "P0"]
    codes = book.model.set_named[to].codes
    if mine and codes:
        objective = data.draw(st.sampled_from(sorted(codes)))
        (folder / "mine.json").write_text(json.dumps(mine), encoding="utf-8")
        code, wanted = command(
            "why", rules, folder / "mine.json", "P0", objective, "--to", to, "--format", "json"
        )
        answer = client.post("/v1/why", params={"to": to, "objective": objective}, json=mine)
        if code == 0:
            assert (answer.status_code, answer.content) == (200, wanted)
            held_to("why", answer.json())
        else:
            assert answer.status_code == 422


def test_the_real_rulebook_answers_as_the_command_line_does(folder: Path) -> None:
    """All of the invented doctors, from CSV, in one answer."""
    rows = REAL.parent / "eksempler" / "godkjenninger.csv"
    client = client_of(shelf_of(REAL))
    answer = client.post("/v1/transfer", content=rows.read_bytes(), headers=CSV)
    assert answer.content == command("transfer", REAL, rows, "--format", "json")[1]
    compared = client.get("/v1/compare", params={"code": ["NUK-2021/NUK-001", "NUK-103"]})
    assert compared.content == command("compare", REAL, "NUK-2021/NUK-001", "NUK-103", "--format", "json")[1]
    held_to("compare", compared.json())
    held_to("compare", client.get("/v1/compare").json())


@pytest.mark.parametrize("lang", ["nb", "nn", "en"])
def test_a_text_is_checked_as_on_stdin(
    small: Client, lang: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A rule file that is sent is checked as `check -` does, errors and files it cannot use included."""
    monkeypatch.chdir(tmp_path)
    text = (
        'bruk "/etc/passwd"\nbruk "finnes-ikke.rules"\n' + BOOK.replace("GML-1 ≥ NY-1", "GML-2 ≥ NY-1")
    ).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
    code, wanted = command("check", "-", "--format", "json", "--lang", lang)
    answer = small.post(
        "/v1/check", params={"lang": lang}, content=text, headers={"content-type": "text/plain"}
    )
    assert code == 1
    assert answer.content == wanted
    held_to("check", answer.json())
    assert {d["code"] for d in answer.json()["diagnostics"]} >= {"LM106", "LM302"}


def test_a_text_that_is_checked_can_use_no_file_of_the_server(small: Client, folder: Path) -> None:
    """`bruk` in a text that is sent leads nowhere, whatever stands in the server's folder."""
    for name in ("old.rules", str(folder / "old.rules"), "../old.rules", "/dev/stdin"):
        answer = small.post(
            "/v1/check",
            content=f'regelverk x\nbruk "{name}"\n'.encode(),
            headers={"content-type": "text/plain"},
        )
        assert answer.json()["summary"]["errors"] >= 1
        assert answer.json()["files"] == ["<stdin>"]


def test_who_gains_and_who_loses_is_told(small: Client, folder: Path) -> None:
    """`diff` with approvals, as the command line; a smaller change of the rules shows who is touched."""
    rows = [{"person": "LIS-1", "objective": "GML-1", "approved": "2023-02-01"}]
    (folder / "diff.json").write_text(json.dumps(rows), encoding="utf-8")
    wanted = command(
        "diff",
        folder / "old.rules",
        folder / "new.rules",
        "--approvals",
        folder / "diff.json",
        "--format",
        "json",
    )[1]
    answer = small.post("/v1/diff", params={"a": "old", "b": "new"}, json=rows)
    assert answer.content == wanted
    held_to("diff", answer.json())
    assert answer.json()["summary"]["losing"] == 1
    assert len(DIGEST.findall(answer.headers["lmrules-digest"])) == 2
    potential = small.get("/v1/diff", params={"a": "old", "b": "new", "potential": "true"})
    assert (
        potential.content
        == command("diff", folder / "old.rules", folder / "new.rules", "--potential", "--format", "json")[1]
    )


def test_a_set_of_one_rulebook_only_has_no_persons_to_compare(folder: Path, small: Client) -> None:
    """Over HTTP and by the command: a refusal that says why, and no fault."""
    del small
    (folder / "less.rules").write_text(BOOK.partition("læringsmålsett NY")[0], encoding="utf-8")
    rows = [{"person": "LIS-1", "objective": "GML-1", "approved": "2023-02-01"}]
    (folder / "rows.json").write_text(json.dumps(rows), encoding="utf-8")
    client = client_of(shelf_of(a=folder / "old.rules", b=folder / "less.rules"))
    for to in ({"a": "a", "b": "b"}, {"a": "b", "b": "a"}):
        answer = client.post("/v1/diff", params={**to, "to": "NY", "lang": "en"}, json=rows)
        assert (answer.status_code, answer.json()["type"]) == (409, "urn:lmrules:problem:choose")
        assert answer.json()["detail"].startswith("only one of the rulebooks has the set `NY`")
    asked = ("--to", "NY", "--approvals", folder / "rows.json")
    assert command("diff", folder / "old.rules", folder / "less.rules", *asked) == (2, b"")


def test_a_person_without_rows_is_told_why(small: Client) -> None:
    """No rows is nobody's approvals: everything is to be assessed."""
    answer = small.post("/v1/why", params={"rulebook": "old", "objective": "NY/NY-1", "lang": "nn"}, json=[])
    assert answer.status_code == 200
    assert answer.json()["decision"]["outcome"] == "assessment"
    assert small.post("/v1/transfer", params={"rulebook": "old"}, json=[]).json()["persons"] == []


def test_thirty_two_at_once_get_the_same_answers(small: Client) -> None:
    """Thirty-two threads, many questions each: what one gets alone, all get together."""
    rows = [
        [{"person": f"P{n}", "objective": code, "approved": "2023-02-01"} for code in codes]
        for n, codes in enumerate([("GML-1",), ("GML-1", "GML-2"), ("GML-2", "STR-1"), ()])
    ]

    def ask(n: int) -> bytes:
        name = ("old", "new")[n % 2]
        answer = small.post("/v1/transfer", params={"rulebook": name}, json=rows[n % 4])
        assert answer.status_code == 200, answer.text
        return answer.content

    alone = [ask(n) for n in range(4)]
    with ThreadPoolExecutor(32) as threads:
        together = list(threads.map(ask, range(320)))
    assert together == [alone[n % 4] for n in range(320)]


def test_a_digest_goes_with_every_answer(small: Client) -> None:
    """Also with a problem, and with what is about no rulebook."""
    for path in ("/health", "/metrics", "/openapi.json", "/nowhere", "/v1/compare?rulebook=old&code=x"):
        assert DIGEST.search(small.get(path).headers["lmrules-digest"]), path


def test_head_is_answered_as_get_without_a_body(small: Client) -> None:
    """HEAD has the headers of GET."""
    got, head = small.get("/health"), small.request("HEAD", "/health")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == got.headers["content-length"]


def test_so_many_rows_and_no_more(folder: Path, small: Client) -> None:
    """One row more than the limit is a 413 that says the limit."""
    del small
    client = client_of(shelf_of(folder / "old.rules"), Settings(max_rows=3))
    row = {"person": "P", "objective": "GML-1", "approved": "2023-02-01"}
    assert client.post("/v1/transfer", json=[row] * 3).status_code == 200
    answer = client.post("/v1/transfer", params={"lang": "en"}, json=[row] * 4)
    assert (answer.status_code, answer.json()["detail"]) == (413, "4 rows; at most 3 at a time")
