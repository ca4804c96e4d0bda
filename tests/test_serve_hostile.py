"""Questions that are wrong, too large, too slow or meant to harm get a problem, and nobody else suffers."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from serving import BOOK, Client, Running, client_of, serving, shelf_of

import lmrules.evaluate.run as evaluate_run
from lmrules.evaluate import interpreter
from lmrules.resources import resource_text
from lmrules.serve import answers
from lmrules.serve.settings import Settings

PROBLEM = json.loads(resource_text("schemas/problem.schema.json"))
ROW = {"person": "LIS-1", "objective": "GML-1", "approved": "2023-02-01"}
JSON = {"content-type": "application/json"}
CSV = {"content-type": "text/csv"}


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hostile") / "book.rules"
    path.write_text(BOOK, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def client(rules: Path) -> Client:
    return client_of(shelf_of(rules), Settings(max_body=100_000))


@pytest.fixture(scope="module")
def running(rules: Path) -> Iterator[Running]:
    """A server in a process of its own that waits for a second only."""
    with serving(rules, "--timeout", "1", "--max-body", "100000", "--lang", "en") as server:
        yield server


def problem(answer: Any, status: int, kind: str) -> dict[str, Any]:
    """The problem that ``answer`` is, which must be of this status and kind."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    shown: dict[str, Any] = answer.json()
    jsonschema.validate(shown, PROBLEM)
    assert (shown["status"], shown["type"]) == (status, f"urn:lmrules:problem:{kind}")
    return shown


@pytest.mark.parametrize(
    "media",
    [
        None, "", "text/plain", "application/xml", "multipart/form-data; boundary=x", "application/jsonx",
        "application/json; charset=utf-16", "application/json; charset=iso-8859-1", "text/csv;charset=latin-1",
        "application/x-www-form-urlencoded", "application/json, text/csv", "*/*",
    ],
)  # fmt: skip
def test_another_kind_of_body_is_refused(client: Client, media: str | None) -> None:
    """The kind of a body is not guessed."""
    headers = {} if media is None else {"content-type": media}
    problem(client.post("/v1/transfer", content=b"[]", headers=headers), 415, "media-type")


@pytest.mark.parametrize("media", ["application/json;charset=UTF-8", 'Application/JSON; charset="utf-8"'])
def test_utf_8_may_be_said(client: Client, media: str) -> None:
    """However it is spelled."""
    assert client.post("/v1/transfer", json=[], headers={"content-type": media}).status_code == 200


def test_a_compressed_body_is_refused(client: Client) -> None:
    """A small body that becomes a large one is not unpacked."""
    headers = {**JSON, "content-encoding": "gzip"}
    problem(client.post("/v1/transfer", content=b"[]", headers=headers), 415, "media-type")


@pytest.mark.parametrize(
    "body",
    [
        b"", b" ", b"{", b"[", b"nul", b"NaN", b"[NaN", b"Infinity", b"1e999", b"[]]", b"[] []", b'{"approvals": []',
        b'{"approvals": [], "to": "NY"}', b'{"rows": []}', b'"text"', b"17", b"null", b"true", b"{}", b"\xff\xfe[\x00]\x00",
        b"\x00", b"[\xc3]", b'[{"person": "\xe5"}]', b"[" * 50_000, b'{"approvals":' * 6_000, b'[{"a":' * 10_000,
        b"9" * 90_000, b"[" + b"1," * 40_000 + b"x", b"\xef\xbb\xbf\xef\xbb\xbf[]",
    ],
)  # fmt: skip
def test_what_is_not_approvals_in_json_cannot_be_read(client: Client, body: bytes) -> None:
    """Broken, of another shape, in another encoding, or endlessly deep: a problem that says where."""
    assert "detail" in problem(client.post("/v1/transfer", content=body, headers=JSON), 400, "unreadable")


@pytest.mark.parametrize(
    "row",
    [
        "1", "null", "NaN", "[]", '"x"', "{}", "-Infinity",
        '{"person": 1, "objective": "GML-1", "approved": "2023-02-01"}',
        '{"person": NaN, "objective": "GML-1", "approved": "2023-02-01"}',
        '{"person": "a", "person": "b", "objective": "GML-1", "approved": "2023-02-01"}',
        '{"person": "a", "lis": "b", "objective": "GML-1", "approved": "2023-02-01"}',
        '{"person": "a", "objective": "GML-1", "approved": "2023-02-31"}',
        '{"person": "a", "objective": "GML-1", "approved": 20230201}',
        f'{{"person": {"9" * 9_000}, "objective": "GML-1", "approved": "2023-02-01"}}',
        '{"person": 1e400, "objective": "GML-1", "approved": "2023-02-01"}',
        '{"person": "\\ud800", "objective": "GML-1", "approved": "2023-02-01"}',
        '{"person": "\\u0000", "objective": "GML-1", "approved": "2023-02-01"}',
        '{"person": ["a"], "objective": {"x": 1}, "approved": "2023-02-01"}',
        '{"person": "a", "objective": "GML-1", "approved": "2023-02-01", "__proto__": {}}',
        '{"person": "LIS-1", "objective": "STR-1", "approved": "2025-03-01"}',
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_used_is_told_by_its_number(client: Client, row: str) -> None:
    """A wrong row does not hide the others, and none is dropped; with keep_going the rest is answered."""
    body = f"[{json.dumps(ROW)}, {row}, {json.dumps(ROW)}]".encode()
    shown = problem(client.post("/v1/transfer", content=body, headers=JSON), 422, "rows")
    assert [e["row"] for e in shown["errors"]] == [2]
    kept = client.post("/v1/transfer", params={"keep_going": "true"}, content=body, headers=JSON)
    assert kept.status_code == 200
    assert [r["row"] for r in kept.json()["rejected"]] == [2]
    problem(client.post("/v1/why", params={"objective": "NY-1"}, content=body, headers=JSON), 422, "rows")
    problem(
        client.post("/v1/diff", params={"a": "lite", "b": "lite"}, content=body, headers=JSON), 422, "rows"
    )


@pytest.mark.parametrize(
    ("query", "status", "kind"),
    [
        ("to=", 400, "query"), ("to=NY&to=NY", 400, "query"), ("finnes=ikke", 400, "query"), ("TO=NY", 400, "query"),
        ("as_of=i+dag", 400, "query"), ("as_of=2025-02-30", 400, "query"), ("as_of=%D9%A2%D9%A0%D9%A2%D9%A5-01-01", 400, "query"),
        ("keep_going=1", 400, "query"), ("keep_going", 400, "query"), ("lang=de", 400, "query"), ("to=%ff", 400, "query"),
        ("to=" + "x" * 201, 400, "query"), ("&".join(["to=NY"] * 300), 400, "query"), ("objective=NY-1", 400, "query"),
        ("to=FINNES-IKKE", 404, "not-found"), ("rulebook=x", 404, "not-found"), ("to=%00", 404, "not-found"),
        ("to=../../etc/passwd", 404, "not-found"), ("rulebook=%2e%2e%2fbook", 404, "not-found"),
    ],
)  # fmt: skip
def test_a_wrong_query_is_refused(client: Client, query: str, status: int, kind: str) -> None:
    """Nothing in a query is passed over: unknown, twice, empty, too long, or not what it should be."""
    problem(client.post(f"/v1/transfer?{query}", json=[ROW]), status, kind)


def test_rows_of_two_persons_have_no_why(client: Client) -> None:
    """The explanation is of one person."""
    rows = [ROW, {**ROW, "person": "LIS-2"}]
    shown = problem(client.post("/v1/why?objective=NY-1&lang=en", json=rows), 422, "rows")
    assert shown["detail"] == "the rows are about 2 persons; send one at a time"
    problem(client.post("/v1/why?objective=FINNES-IKKE", json=[ROW]), 404, "not-found")
    problem(client.post("/v1/why", json=[ROW]), 400, "query")


@pytest.mark.parametrize(
    ("query", "status"),
    [("code=GML-1", 409), ("code=STR-1&code=NY-1", 409), ("code=FINNES-IKKE", 404), ("&".join(["code=NY-1"] * 101), 400)],
)  # fmt: skip
def test_codes_that_cannot_be_compared_are_refused(client: Client, query: str, status: int) -> None:
    """One side only, a code of two sets, an unknown one, too many."""
    assert client.get(f"/v1/compare?{query}").status_code == status


@pytest.mark.parametrize(
    "path",
    [
        "/", "/v1", "/v1/", "/v1/transfer/", "//v1/transfer", "/v1//transfer", "/v1/../health", "/V1/transfer",
        "/v1%2ftransfer", "/%76%31/transfer", "/v1/transfer%00", "/v1/transfer;x=1", "/..%2f..%2fetc/passwd",
        "/etc/passwd", "/health/../metrics", "/.%2e/health", "/\u00e5", "/v1/check.rules", "/openapi.json/",
    ],
)  # fmt: skip
def test_no_other_path_leads_anywhere(running: Running, path: str) -> None:
    """A path is one of ours as it is spelled, or there is nothing; a real client cannot be tricked either."""
    target = path.encode("utf-8").decode("latin-1") if path.isascii() else "/%C3%A5"
    with running.connect() as connection:
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        assert said(connection).startswith(b"HTTP/1.1 404 ")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    """With the methods that may be used."""
    answer = client.request(method, "/v1/transfer")
    assert "POST" in problem(answer, 405, "method")["title"] or answer.headers["allow"] == "POST"
    assert client.get("/v1/transfer").headers["allow"] == "POST"
    assert client.post("/health").headers["allow"] == "GET, HEAD"


def test_a_web_page_may_not_ask(client: Client) -> None:
    """Neither from another origin, nor under a name that was made to lead here (DNS rebinding)."""
    problem(client.get("/health", headers={"origin": "http://localhost"}), 403, "browser")
    problem(client.post("/v1/transfer", json=[], headers={"origin": "null"}), 403, "browser")
    for host in (
        "evil.example",
        "evil.example:8000",
        "localhost.evil.example",
        "127.0.0.1.nip.io",
        "",
        "[::1",
        "10.0.0.1",
    ):
        problem(client.get("/health", headers={"host": host}), 421, "host")
    for host in ("localhost", "LOCALHOST:8000", "127.0.0.1", "127.0.0.1:8000", "[::1]", "[::1]:8000"):
        assert client.get("/health", headers={"host": host}).status_code == 200


def test_what_answers_say_to_browsers(client: Client) -> None:
    """Nothing is stored, run, framed, or taken for something else; and no other origin is let in."""
    for path in ("/health", "/nowhere"):
        headers = client.get(path).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert not [h for h in headers if h.startswith("access-control")]


def test_a_large_body_is_refused_whether_it_says_so_or_not(client: Client) -> None:
    """By its length, and where it has none by what comes."""
    problem(client.post("/v1/transfer", content=b"x" * 100_001, headers=JSON), 413, "too-large")

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(200):
            yield b" " * 1_000

    problem(client.post("/v1/transfer", content=chunks(), headers=JSON), 413, "too-large")


def test_a_text_that_takes_long_to_check_is_stopped(rules: Path) -> None:
    """A check that is not done in time is ended, process and all; a 503 says so."""
    topics = "".join(f"tema t{n}\n" for n in range(12_000))
    text = ('regelverk x kilde "y"\n' + topics).encode()
    settings = Settings(timeout=0.2)
    client = client_of(shelf_of(rules), settings)
    began = time.monotonic()
    answer = client.post("/v1/check", content=text, headers={"content-type": "text/plain"})
    assert "retry-after" in answer.headers
    problem(answer, 503, "out-of-time")
    assert time.monotonic() - began < 5


def test_an_answer_that_takes_too_long_is_not_waited_for(
    rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The question gets a 503; the work stops between two persons; and the next question is answered."""
    persons = []

    def slow(*arguments: Any) -> Any:
        persons.append(1)
        time.sleep(0.1)
        return real(*arguments)

    real = interpreter.evaluate
    monkeypatch.setattr(evaluate_run, "evaluate", slow)
    rows = [{**ROW, "person": f"P{n}"} for n in range(100)]
    client = client_of(shelf_of(rules), Settings(timeout=0.4, threads=1))
    problem(client.post("/v1/transfer", json=rows), 503, "out-of-time")
    time.sleep(0.3)
    assert len(persons) < 10
    assert client.post("/v1/transfer", json=rows[:1]).status_code == 200


def test_a_server_with_its_hands_full_says_so(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no thread is free in time: 503, and when to come back."""

    def slow(*_: object) -> bytes:
        time.sleep(1.5)
        return b"{}"

    monkeypatch.setattr(answers, "why", slow)
    client = client_of(shelf_of(rules), Settings(timeout=0.3, threads=1))
    with ThreadPoolExecutor(2) as both:
        first = both.submit(client.post, "/v1/why?objective=NY-1", json=[ROW])
        time.sleep(0.1)
        second = both.submit(client.post, "/v1/transfer", json=[ROW])
        problem(first.result(), 503, "out-of-time")
        assert problem(second.result(), 503, "busy")
        assert second.result().headers["retry-after"] == "1"


# ------------------------------------------------------------------------------------ by hand, over a socket


def said(connection: socket.socket) -> bytes:
    """All that the server says until it hangs up."""
    taken = b""
    while True:
        try:
            more = connection.recv(65_536)
        except ConnectionResetError:
            return taken
        if not more:
            return taken
        taken += more


def head(length: int | str, extra: str = "") -> bytes:
    return (
        "POST /v1/transfer HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {length}\r\n{extra}\r\n"
    ).encode()


def test_a_body_that_does_not_come_is_waited_for_no_longer_than_said(running: Running) -> None:
    """Some bytes now and then do not keep a request alive: 408, and the connection is closed."""
    with running.connect() as connection:
        connection.sendall(head(1_000))
        began = time.monotonic()
        for _ in range(4):
            connection.sendall(b" ")
            time.sleep(0.2)
        answer = said(connection)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"urn:lmrules:problem:too-slow" in answer
    assert time.monotonic() - began < 4


def test_a_head_that_does_not_come_is_hung_up_on(running: Running) -> None:
    """Half a request line, or none at all, is not waited for either."""
    for beginning in (b"", b"POST /v1/tra", head(10)[:-2]):
        with running.connect() as connection:
            began = time.monotonic()
            connection.sendall(beginning)
            assert said(connection) == b""
            assert 0.5 < time.monotonic() - began < 4


def test_a_head_that_does_not_end_is_refused(running: Running) -> None:
    """Headers have a bound on their size."""
    with running.connect() as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n")
        answer = b""
        try:
            for _ in range(100):
                connection.sendall(b"X-Filler: " + b"x" * 1_000 + b"\r\n")
            answer = said(connection)
        except (BrokenPipeError, ConnectionResetError):
            answer = b"HTTP/1.1 400 "
    assert answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 431 ")) or not answer


@pytest.mark.parametrize(
    "request_",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET\r\n\r\n", b"GET /health HTTP/x\r\n\r\n", b"\x00" * 100 + b"\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", head("-1"), head("1e3"), head("10", "Transfer-Encoding: chunked\r\n"),
        head(10, "Content-Length: 11\r\n"), b"GET /health HTTP/1.1\r\nHost : localhost\r\n\r\n",
    ],
)  # fmt: skip
def test_what_is_no_http_is_refused(running: Running, request_: bytes) -> None:
    """Also what two readers might take for two different requests (smuggling): it is never answered with 200."""
    with running.connect() as connection:
        connection.sendall(request_ + b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        connection.shutdown(socket.SHUT_WR)
        answer = said(connection)
    assert not answer or answer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 5")), answer
    assert b" 200 " not in answer


def test_a_large_body_is_answered_before_the_connection_closes(running: Running) -> None:
    """Who sends all of it first can still read why not."""
    with running.connect() as connection:
        connection.sendall(head(300_000) + b" " * 300_000)
        assert said(connection).startswith(b"HTTP/1.1 413 ")


def test_who_hangs_up_harms_nobody(running: Running) -> None:
    """Connections cut in the head, in the body and before the answer: the next one is answered."""
    for cut in (b"POST", head(1_000) + b"[", head(2) + b"[]"):
        for _ in range(20):
            with running.connect() as connection:
                connection.sendall(cut)
    with running.connect() as connection:
        connection.sendall(head(2, "Connection: close\r\n") + b"[]")
        assert said(connection).startswith(b"HTTP/1.1 200 ")
    assert "POST /v1/transfer 499 " in running.log
    assert "LM901" not in running.log


def test_slow_ones_do_not_hold_up_the_others(running: Running) -> None:
    """With a hundred requests that do not get on, one that does is answered at once."""
    slow = [running.connect() for _ in range(100)]
    try:
        for n, connection in enumerate(slow):
            connection.sendall(head(1_000) if n % 2 else b"GET /hea")
        began = time.monotonic()
        with running.connect() as connection:
            connection.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            assert said(connection).startswith(b"HTTP/1.1 200 ")
        assert time.monotonic() - began < 1
    finally:
        for connection in slow:
            connection.close()
