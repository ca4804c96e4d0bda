"""The server's own page of what can be asked: as committed, as served, and kept to by the server itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from prometheus_client.parser import text_string_to_metric_families
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from serving import BOOK, ROOT, STRICTER, client_of, shelf_of

from lmrules.resources import resource_text
from lmrules.serve import answers, work
from lmrules.serve.app import application
from lmrules.serve.checking import report
from lmrules.serve.openapi import document, page
from lmrules.serve.operations import OPERATIONS, Operation
from lmrules.serve.problems import KINDS
from lmrules.serve.settings import Settings

# What no schema says: which sets and rulebooks there are, and which rows contradict each other.
WELL_FORMED = ["200", "404", "409", "422"]
CONFIG = SchemathesisConfig.from_dict(
    {
        "checks": {"positive_data_acceptance": {"expected-statuses": WELL_FORMED}},
        "parameters": {"a": "old", "b": "new", "objective": "NY-1", "to": "NY", "keep_going": "false"},
    }
)


async def _checked(_: object, rules: bytes, lang: Any) -> bytes:
    """A check in this process: hundreds of processes would take minutes."""
    return report(rules, lang)


@pytest.fixture(scope="module")
def own_page(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The page of a server in this process, to be tried out."""
    folder = tmp_path_factory.mktemp("openapi")
    (folder / "old.rules").write_text(BOOK, encoding="utf-8")
    (folder / "new.rules").write_text(STRICTER, encoding="utf-8")
    app = application(
        shelf_of(old=folder / "old.rules", new=folder / "new.rules"), Settings(hosts=("testserver",))
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work.Workers, "_checked", _checked)
        yield schemathesis.openapi.from_asgi("/openapi.json", app, config=CONFIG)


ASKED = [
    pytest.param(operation, mode, id=f"{operation.name}-{mode.value}")
    for operation in OPERATIONS
    for mode in GenerationMode
    # Where nothing is given, there is nothing to be asked wrongly.
    if mode is GenerationMode.POSITIVE or operation.parameters or operation.body
]


@pytest.mark.parametrize(("operation", "mode"), ASKED)
def test_the_server_keeps_to_its_own_page(own_page: Any, operation: Operation, mode: GenerationMode) -> None:
    """Whatever is asked by the page, or not by it: statuses, headers and bodies are those of the page."""
    cases = own_page[operation.path][operation.method].as_strategy(generation_mode=mode)

    @settings(max_examples=12, suppress_health_check=list(HealthCheck))
    @given(cases)
    def tried(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate()

    tried()


def test_a_server_that_strays_from_its_page_is_found(own_page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The trial would notice: a planted answer of another shape."""
    monkeypatch.setattr(answers, "differing", lambda *_: b'{"schema": "lmrules/diff/1"}')
    case = own_page["/v1/diff"]["GET"].Case(query={"a": "old", "b": "new"})
    with pytest.raises(BaseExceptionGroup, match=r"(?i)schema"):
        case.call_and_validate()


def test_the_committed_page_is_the_one_that_is_served(tmp_path: Path) -> None:
    """`make reference` writes it."""
    assert (ROOT / "docs" / "reference" / "openapi.json").read_bytes() == page()
    (tmp_path / "book.rules").write_text(BOOK, encoding="utf-8")
    assert client_of(shelf_of(tmp_path / "book.rules")).get("/openapi.json").content == page()


def test_every_reference_of_the_page_leads_somewhere() -> None:
    """Also those from one schema into another."""
    found = document()

    def walk(value: Any) -> None:
        if isinstance(value, list):
            for one in value:
                walk(one)
        if isinstance(value, dict):
            for key, one in value.items():
                if key == "$ref":
                    place: Any = found
                    for step in one.removeprefix("#/").split("/"):
                        place = place[step]
                walk(one)

    walk(found)


@pytest.mark.parametrize(
    "name", ["approvals", "check", "compare", "diff", "health", "problem", "transfer", "why"]
)
def test_every_schema_is_one(name: str) -> None:
    """Of JSON Schema 2020-12, which is the dialect of OpenAPI 3.1."""
    jsonschema.Draft202012Validator.check_schema(json.loads(resource_text(f"schemas/{name}.schema.json")))


def test_every_problem_and_path_is_documented() -> None:
    """On the page for people, with its status."""
    text = (ROOT / "docs" / "how-to" / "http.md").read_text(encoding="utf-8")
    for kind in KINDS:
        assert any(f"| {kind.status} |" in line and f"`{kind.name}`" in line for line in text.splitlines()), (
            kind.name
        )
    for operation in OPERATIONS:
        assert f"`{operation.method} {operation.path}" in text


def test_metrics_are_what_prometheus_reads(tmp_path: Path) -> None:
    """Counts by route, method and status; times as a histogram; and which digest is in use."""
    (tmp_path / "book.rules").write_text(BOOK, encoding="utf-8")
    shelf = shelf_of(tmp_path / "book.rules")
    client = client_of(shelf)
    rows = [{"person": "LIS-1", "objective": "GML-1", "approved": "2023-02-01"}] * 3
    for _ in range(2):
        client.post("/v1/transfer", json=rows)
    client.get("/v1/nowhere")
    client.request("BREW", "/health")
    families = {f.name: f for f in text_string_to_metric_families(client.get("/metrics").text)}
    requests = {tuple(s.labels.values()): s.value for s in families["lmrules_requests"].samples}
    assert requests == {
        ("POST", "/v1/transfer", "200"): 2,
        ("GET", "other", "404"): 1,
        ("other", "/health", "405"): 1,
    }
    assert families["lmrules_rows"].samples[0].value == 6
    assert families["lmrules_requests_at_hand"].samples[0].value == 1
    buckets = [
        s.value
        for s in families["lmrules_request_seconds"].samples
        if s.labels.get("route") == "/v1/transfer"
    ]
    assert buckets[-1] == 2
    assert buckets[:-2] == sorted(buckets[:-2])
    digest = shelf.served["lite"].version.book.digest
    assert [s.labels for s in families["lmrules_rulebook_info"].samples] == [
        {"rulebook": "lite", "digest": digest}
    ]
    assert all(f.documentation for f in families.values())
