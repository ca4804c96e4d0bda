"""The server of the local web page: who may ask, what the browser may do, and what it never says."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from studio_asking import BOOK, HERE, Asked, request

from lmrules.studio import views
from lmrules.studio.app import create_app
from lmrules.studio.guard import MOST_BYTES, Session
from lmrules.studio.workspace import Workspace

MARK = "01017" + "012345"


@pytest.fixture
def page(tmp_path: Path) -> Asked:
    """A page on a rulebook of its own."""
    rules = tmp_path / "book.rules"
    rules.write_bytes(BOOK.read_bytes())
    return Asked(rules)


def test_the_token_opens_the_page_once() -> None:
    """The token gives the key the first time, and nobody anything after that."""
    session = Session()
    assert session.enter("wrong") is None
    assert session.enter(session.token)
    assert session.enter(session.token) is None
    assert session.token not in repr(session)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"authorization": ""}, 401),
        ({"authorization": "Bearer wrong"}, 401),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "http://127.0.0.1:8124"}, 403),
        ({"origin": "null"}, 403),
        ({"host": "evil.example:8123"}, 421),
        ({"host": "127.0.0.1:8124"}, 421),
        ({"host": ""}, 421),
        ({"content-length": str(MOST_BYTES + 1)}, 413),
        ({"content-length": "9" * 5000}, 411),
        ({"content-length": "-1"}, 411),
    ],
)
def test_who_is_not_our_page_is_turned_away(page: Asked, change: dict[str, str], status: int) -> None:
    """Another host, origin or key than the page's own, or too much at once, is turned away in words."""
    answer = page.send("check", {}, **change)
    assert answer.status_code == status
    assert answer.json()["refused"]


def test_what_no_page_of_ours_does_is_turned_away(page: Asked) -> None:
    """Asking without an origin, or with another method, or for a view that is not there, gives no answer."""
    bare = {"authorization": page.headers["authorization"]}
    assert request(page.app, "POST", "/api/check", json={}, headers=bare).status_code == 403
    for method in ("GET", "PUT", "DELETE", "OPTIONS"):
        assert request(page.app, method, "/api/check", headers=page.headers).status_code == 405
    assert page.send("no-such", {}).status_code == 404
    assert request(page.app, "GET", "/static/../app.py").status_code == 404


@pytest.mark.parametrize("token", ["wrong", "", None, 1, "\ud800", "å"])
def test_a_wrong_token_gives_nothing(token: object) -> None:
    """Whatever stands in place of the token, the answer is a refusal in words."""
    app = create_app(Workspace(BOOK), port=8123)
    sent = json.dumps({"token": token}).encode()
    headers = {"origin": HERE, "content-type": "application/json"}
    answer = request(app, "POST", "/api/session", content=sent, headers=headers)
    assert answer.status_code in (400, 403)
    assert answer.json()["refused"]
    assert app.state.session.enter(app.state.session.token)


@pytest.mark.parametrize("sent", [[], "x", None, {"files": []}, {"files": {"book.rules": 1}}])
def test_what_no_page_of_ours_sends_is_refused(page: Asked, sent: object) -> None:
    """Anything else than an object with texts by file name is a bad request, in words."""
    answer = page.send("check", sent)
    assert answer.status_code == 400
    assert "siden sendte" in answer.json()["refused"]


def test_half_a_character_is_refused_and_not_written(page: Asked) -> None:
    """A text that UTF-8 cannot hold is a bad request."""
    assert page.send("keep", {"files": {"book.rules": "\ud800"}, "bases": {}}).status_code == 400


def test_the_browser_may_ask_nobody_else() -> None:
    """Every answer forbids all sources but the page itself, inline script and style, frames and caches."""
    app = create_app(Workspace(BOOK), port=8123)
    for path in ("/", "/static/app.js", "/api/check"):
        headers = request(app, "GET", path).headers
        policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
        assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
        assert policy["script-src"] == policy["connect-src"] == "'self'"
        assert re.fullmatch(r"'self' 'nonce-[\w-]{20,}'", policy["style-src"])
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_each_page_has_a_nonce_of_its_own() -> None:
    """The nonce for the editor's styles stands in the page, and is another the next time."""
    app = create_app(Workspace(BOOK), port=8123)
    pages = [request(app, "GET", "/") for _ in range(2)]
    found = [re.search(r'csp-nonce" content="([\w-]+)"', page.text) for page in pages]
    nonces = [one.group(1) for one in found if one]
    assert len(set(nonces)) == 2
    for nonce, page in zip(nonces, pages, strict=True):
        assert f"'nonce-{nonce}'" in page.headers["content-security-policy"]


def test_the_page_itself_names_nobody_else() -> None:
    """The page without a key holds nothing of the rulebook, and no address but its own."""
    text = request(create_app(Workspace(BOOK), port=8123), "GET", "/").text
    assert "nukleærmedisin" not in text
    assert "//" not in text


@pytest.mark.parametrize("name", ["../other.rules", "/etc/hostname", "other.rules", "", "a\0b", "link.rules"])
@pytest.mark.parametrize("view", ["file", "keep", "changes", "save"])
def test_no_file_outside_the_rulebook_is_reached(page: Asked, view: str, name: str, tmp_path: Path) -> None:
    """A file that the rulebook does not use is neither read nor written, wherever it is."""
    other = tmp_path / "other.rules"
    other.write_text("tema hemmelig\n", encoding="utf-8")
    outside = tmp_path.parent / "outside.rules"
    outside.write_text("tema hemmelig\n", encoding="utf-8")
    link = tmp_path / "link.rules"
    link.symlink_to(outside)
    payload = {"files": {name: "tema ny\n"}, "bases": {name: ""}, "gone": [name]}
    answer = page.send(view, {"name": name, "files": {}} if view == "file" else payload)
    assert answer.status_code == 400
    assert "hemmelig" not in answer.text
    assert other.read_text(encoding="utf-8") == outside.read_text(encoding="utf-8") == "tema hemmelig\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["book.rules", "link.rules", "other.rules"]


def test_a_fault_of_ours_is_named_by_its_place_alone(
    page: Asked, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A view that breaks says LM901's words with kind and place; neither answer nor log has what it held."""

    def broken(*_: object) -> dict[str, object]:
        raise ValueError(MARK)

    monkeypatch.setitem(views.VIEWS, "check", broken)
    answer = page.send("check", {"lang": "nb", "approvals": MARK})
    assert answer.status_code == 500
    assert "ValueError" in answer.json()["refused"]
    assert MARK not in answer.text + caplog.text
    assert "LM901" in caplog.text


def test_a_number_that_is_sent_wrongly_is_not_repeated(page: Asked, caplog: pytest.LogCaptureFixture) -> None:
    """A person's number in any place of a request stands in no answer and no log."""
    wrong: list[dict[str, object]] = [
        {"approvals": [{"objective": MARK, "approved": MARK}]},
        {"approvals": [{"objective": f"NUK-2020/{MARK}", "approved": MARK}]},
        {"approvals": MARK, "to": MARK, "as_of": MARK, "started": MARK},
        {"files": {MARK: MARK}},
        {"lang": MARK, "as_of": MARK},
    ]
    for payload in wrong:
        for view in views.VIEWS:
            assert MARK not in page.send(view, payload).text, (view, payload)
    assert MARK not in caplog.text


def test_a_broken_form_is_refused(page: Asked) -> None:
    """A form that is none, or a payload in it that is no JSON, is a bad request and no fault of ours."""
    kind = "multipart/form-data; boundary=x"
    for content in (
        b"",
        b"--x\r\nnonsense",
        b'--x\r\ncontent-disposition: form-data; name="payload"\r\n\r\n{\r\n--x--\r\n',
    ):
        headers = {**page.headers, "content-type": kind, "content-length": str(len(content))}
        answer = request(page.app, "POST", "/api/check", content=content, headers=headers)
        assert answer.status_code in (200, 400), content


def test_what_is_dropped_on_the_page_goes_into_no_file(page: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of megabytes, beside texts of megabytes, is taken in memory: it names persons."""
    sizes: list[int] = []

    def view(_: object, payload: Mapping[str, Any]) -> dict[str, object]:
        sizes.extend((len(payload["approvals"]["data"]), len(payload["files"]["book.rules"])))
        return {}

    monkeypatch.setitem(views.VIEWS, "check", view)
    monkeypatch.setattr("tempfile.TemporaryFile", None)
    payload = json.dumps({"files": {"book.rules": "#" * 2_000_000}})
    files = {"payload": (None, payload), "approvals": ("a.csv", b"x" * 3_000_000)}
    answer = request(page.app, "POST", "/api/check", files=files, headers=page.headers)
    assert answer.status_code == 200, answer.text
    assert sizes == [3_000_000, 2_000_000]


def test_a_file_of_a_form_reaches_the_view(page: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """A view gets what stands in the payload, and each file's name and bytes under its field."""
    seen: list[object] = []

    def view(_: object, payload: object) -> dict[str, object]:
        seen.append(payload)
        return {}

    monkeypatch.setitem(views.VIEWS, "check", view)
    files = {"payload": (None, json.dumps({"lang": "nn"})), "approvals": ("a.csv", b"person\n")}
    answer = request(page.app, "POST", "/api/check", files=files, headers=page.headers)
    assert answer.status_code == 200
    assert seen == [{"lang": "nn", "approvals": {"name": "a.csv", "data": b"person\n"}}]
    assert HERE in page.headers.values()
