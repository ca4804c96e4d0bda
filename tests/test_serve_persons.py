"""No person shows in the server's log, its metrics or its faults, whatever goes wrong and wherever it stands."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from serving import BOOK, Client, client_of, serving, shelf_of

from lmrules.serve import answers
from lmrules.serve.logs import LOG, set_up
from lmrules.serve.settings import Settings

NUMBER = "01017012345"
"""The shape of a fødselsnummer. It is nobody's: its control digits are wrong."""

WORD = "LIS-HEMMELIG-7"
"""An identifier of no particular shape."""

MARKS = (NUMBER, WORD)


def row(mark: str, **other: Any) -> dict[str, Any]:
    return {"person": mark, "objective": "GML-1", "approved": "2023-02-01", "id": mark, **other}


def questions(mark: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Questions with the mark in every place, rightly and wrongly: method, address, and the rest."""
    media = {"content-type": "application/json"}
    good = json.dumps([row(mark)]).encode()
    bodies = [
        good, good[:-20], good + mark.encode(), mark.encode(), json.dumps(mark).encode(), json.dumps({mark: []}).encode(),
        json.dumps([row(mark), row(mark, approved=mark)]).encode(), json.dumps([row(mark, set=mark)]).encode(),
        json.dumps([row(mark, **{mark: mark})]).encode(), json.dumps([row(mark, objective=mark)]).encode(),
        json.dumps([row(mark, started="2022-01-01"), row(mark, started="2021-01-01")]).encode(),
        json.dumps([row(mark, objective="STR-1", approved="2025-03-01")]).encode(),
        f'[{{"person": 1{NUMBER}}}]'.encode(), b"[" * 50_000 + mark.encode(), mark.encode("utf-16"), mark.encode() * 30_000,
        json.dumps([row(mark), row(mark[::-1])]).encode(),
    ]  # fmt: skip
    for body in bodies:
        yield "POST", "/v1/transfer", {"content": body, "headers": media}
        yield "POST", "/v1/transfer?keep_going=true", {"content": body, "headers": media}
        yield "POST", "/v1/why?objective=NY-1", {"content": body, "headers": media}
        yield "POST", "/v1/diff?a=lite&b=lite", {"content": body, "headers": media}
        yield "POST", "/v1/transfer", {"content": body, "headers": {"content-type": "text/csv"}}
        yield "POST", "/v1/transfer", {"content": body, "headers": {"content-type": mark}}
    for body in (good, f"regelverk {mark}\ntema\n".encode()):  # each in a process of its own
        yield "POST", "/v1/check", {"content": body, "headers": {"content-type": "text/plain"}}
    for query in (
        f"to={mark}",
        f"rulebook={mark}",
        f"as_of={mark}",
        f"{mark}={mark}",
        mark,
        f"lang={mark}",
        f"to={mark}&to={mark}",
    ):
        yield "POST", f"/v1/transfer?{query}", {"content": good, "headers": media}
        yield "GET", f"/v1/check?{query}", {}
    yield "POST", f"/v1/why?objective={mark}", {"content": good, "headers": media}
    yield "GET", f"/v1/compare?code={mark}&code={mark}", {}
    yield "GET", f"/v1/diff?a={mark}&b={mark}", {}
    yield "GET", f"/{mark}", {}
    yield "GET", f"/v1/transfer/{mark}", {}
    yield mark, "/v1/transfer", {}
    yield "GET", "/health", {"headers": {"host": mark}}
    yield "GET", "/health", {"headers": {"origin": mark}}
    yield "GET", "/health", {"headers": {"authorization": f"Bearer {mark}", "x-person": mark, "cookie": mark}}
    yield "GET", "/health", {"headers": {"user-agent": mark, "x-request-id": mark, "x-forwarded-for": mark}}


@pytest.fixture
def client(tmp_path: Path) -> Client:
    path = tmp_path / "book.rules"
    path.write_text(BOOK, encoding="utf-8")
    return client_of(shelf_of(path), Settings(timeout=5))


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the server says on stderr; it may hold neither mark."""
    said = io.StringIO()
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    root.handlers.clear()
    monkeypatch.setattr(sys, "stderr", said)
    monkeypatch.setattr(logging, "raiseExceptions", True)
    set_up()
    yield said
    root.handlers[:] = before
    root.setLevel(level)
    LOG.setLevel(logging.NOTSET)
    for mark in MARKS:
        assert mark not in said.getvalue()


@pytest.mark.parametrize("mark", MARKS)
def test_no_question_gets_a_person_into_the_log(client: Client, log: io.StringIO, mark: str) -> None:
    """Body, query, path, method and headers: nothing of them is logged or counted."""
    for method, address, rest in questions(mark):
        answer = client.request(method, address, **rest)
        assert "Traceback" not in answer.text
        if answer.status_code >= 400:
            # The one who asks may see what was asked, but not what is shaped as a number.
            assert NUMBER not in answer.text, (method, address)
            assert answer.status_code != 500, (method, address, rest)
    counted = client.get("/metrics").text
    assert mark not in counted
    assert " 200 " in log.getvalue()


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("place", ["transferred", "why", "comparison", "differing", "report_of"])
def test_no_fault_gets_a_person_into_the_log(
    client: Client, log: io.StringIO, mark: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exception that holds a person in its text, its arguments and its cause is told by kind and place."""

    def broken(*_: Any, **__: Any) -> bytes:
        raise ValueError(f"{mark}", {"person": mark}) from KeyError(mark)

    from lmrules.serve import app

    monkeypatch.setattr(app if place == "report_of" else answers, place, broken)
    asked = {
        "transferred": ("POST", "/v1/transfer"),
        "why": ("POST", "/v1/why?objective=NY-1"),
        "comparison": ("GET", "/v1/compare"),
        "differing": ("POST", "/v1/diff?a=lite&b=lite"),
        "report_of": ("GET", "/v1/check"),
    }[place]
    body: dict[str, Any] = {"json": [row(mark)]} if asked[0] == "POST" else {}
    answer = client.request(*asked, **body)
    assert (answer.status_code, answer.json()["type"]) == (500, "urn:lmrules:problem:own-fault")
    assert mark not in answer.text
    assert "LM901" in log.getvalue()
    assert "ValueError" in log.getvalue()


def test_talk_of_others_is_silent_too(log: io.StringIO) -> None:
    """What asyncio or uvicorn log of an exception, or of an object, has no text of it."""
    error = ValueError(NUMBER)
    logging.getLogger("uvicorn.error").error("Exception in ASGI application", exc_info=error)
    logging.getLogger("asyncio").error("Task exception was never retrieved %r", WORD, exc_info=error)
    logging.getLogger("uvicorn.error").warning("number %s", NUMBER)
    assert "ValueError" in log.getvalue()


def test_a_log_that_cannot_be_written_is_not_told_elsewhere(
    log: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    """As when whoever read stderr has gone."""
    handler = logging.getLogger().handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    broken = io.StringIO()
    broken.close()
    handler.setStream(broken)
    LOG.error("%s", WORD, exc_info=ValueError(WORD))
    assert WORD not in "".join(capfd.readouterr())


def test_a_server_in_its_own_process_says_nothing_of_persons(tmp_path: Path) -> None:
    """As people start it: everything it says on stderr, requests that are no HTTP included."""
    path = tmp_path / "book.rules"
    path.write_text(BOOK, encoding="utf-8")
    with serving(path, "--timeout", "1") as server:
        for mark in MARKS:
            for raw in (
                f"{mark}\r\n\r\n", f"GET /{mark} HTTP/1.1\r\nHost: {mark}\r\n\r\n", f"GET / HTTP/1.1\r\n{mark}\r\n\r\n",
                f"GET /?{quote(mark)} HTTP/1.1\r\nHost: localhost\r\nUpgrade: {mark}\r\nConnection: upgrade\r\n\r\n",
                f"POST /v1/transfer HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n[{mark}",
            ):  # fmt: skip
                with server.connect() as connection:
                    connection.sendall(raw.encode())
                    connection.settimeout(3)
                    connection.recv(1_000)
        assert server.stop() == 0
        assert " 404 " in server.log
        for mark in MARKS:
            assert mark not in server.log
