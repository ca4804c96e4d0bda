"""What a client sends to `lmrules serve`, and what an editor asks `lmrules lsp`."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Callable, Mapping, MutableMapping
from functools import cache
from pathlib import Path
from typing import Any

from promises import MARK, steers_nothing
from starlette.types import ASGIApp

from lmrules.messages import LANGUAGES
from lmrules.pipeline import check_path
from lmrules.serve.app import application
from lmrules.serve.settings import Settings
from lmrules.serve.shelf import Shelf, served
from lmrules.source import Source
from lmrules.syntax.expecting import expected
from lmrules.syntax.names import names_in
from lmrules.syntax.parse import parse
from lmrules.syntax.words import words_of

_BOOK = Path(__file__).parent.parent / "tests" / "cases" / "whole-file" / "book.rules"
_LEAST, _WRONG, _OWN = 200, 400, 500
_MANY_NAMES = 200


@cache
def _app() -> tuple[ASGIApp, asyncio.AbstractEventLoop]:
    folder = Path(tempfile.mkdtemp(prefix="lmrules-fuzz-"))
    (folder / "book.rules").write_bytes(_BOOK.read_bytes())
    path = folder / "book.rules"
    one = served(None, str(path), check_path(path, str(path)), path.stat().st_mtime + 10)
    return application(Shelf({one.name: one}), Settings(timeout=20)), asyncio.new_event_loop()


async def _answer(app: ASGIApp, scope: MutableMapping[str, Any], body: bytes) -> tuple[int, bytes]:
    sent: list[MutableMapping[str, Any]] = []
    left = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> MutableMapping[str, Any]:
        return left.pop() if left else {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent[0]["status"], b"".join(m.get("body", b"") for m in sent)


def serve(data: bytes) -> None:
    """A request: ``METHOD PATH?QUERY CONTENT-TYPE``, and on the lines after it the body."""
    head, _, body = data.partition(b"\n")
    words = [*head.split(b" "), b"", b"", b""][:3]
    path, _, query = words[1].partition(b"?")
    if words[0] == b"POST" and path == b"/v1/check":
        return  # each in a process of its own; the target `rules` has what it does
    app, loop = _app()
    scope: MutableMapping[str, Any] = {
        "type": "http", "http_version": "1.1", "asgi": {"version": "3.0"}, "scheme": "http", "root_path": "",
        "method": words[0].decode("latin-1"), "path": path.decode("latin-1"), "raw_path": path,
        "query_string": query, "headers": [(b"host", b"localhost"), (b"content-type", words[2])],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip
    status, answer = loop.run_until_complete(_answer(app, scope, body))
    assert _LEAST <= status < _OWN, status
    if status >= _WRONG and words[0] != b"HEAD":
        said = json.loads(answer)
        assert said["status"] == status
        assert MARK.encode() not in answer, "a person in a problem"
        assert steers_nothing(answer.decode().replace("\t", ""))


def editing(data: bytes) -> None:
    """A file being written, cut anywhere: what may stand there, every word and every name, in its place."""
    text = data.decode("utf-8", "replace")
    source = Source("x", text)
    for at in {0, len(text) // 3, len(text) * 2 // 3, len(text)}:
        here = expected(source, at, LANGUAGES[at % len(LANGUAGES)])
        assert 0 <= here.start <= at
    end = 0
    for word in words_of(source.text):
        assert word.start >= end, "two words in one place"
        end = word.start + len(word.text)
    file, _ = parse(source)
    for statement in file.statements[:_MANY_NAMES]:
        for named in names_in(statement):
            assert 0 <= named.name.span.start <= named.name.span.end <= len(source.text)


TARGETS: Mapping[str, Callable[[bytes], None]] = {"serve": serve, "editing": editing}
