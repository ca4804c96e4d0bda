"""What every request passes: who may ask, how many at once, what is logged and counted, and what may fail.

Nothing that goes wrong inside gets further than this: not its text, and not what was asked.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import time
from collections.abc import Mapping, MutableMapping
from typing import Any

import attrs
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lmrules.diagnostics.codes_own import INTERNAL_ERROR
from lmrules.messages import Language
from lmrules.serve.asked import lang_in
from lmrules.serve.logs import LOG
from lmrules.serve.metrics import Metrics
from lmrules.serve.operations import Operation
from lmrules.serve.problems import (
    BROWSER,
    BUSY,
    MEDIA_TYPE,
    NO_TOKEN,
    NOT_FOUND,
    OTHER_HOST,
    OWN_FAULT,
    Problem,
)
from lmrules.serve.settings import Settings
from lmrules.serve.shelf import Shelf

DIGEST = "lmrules-digest"
GONE = 499
"""What is logged for who hung up, or did not take the answer in time (as nginx has it); never sent."""

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_HOST = re.compile(r"(\[(?P<v6>[0-9a-fA-F:.]+)\]|(?P<name>[\w.-]+))(:[0-9]+)?", re.ASCII)
_SAFE = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
}


class _Gone(Exception):
    """Who asked does not take the answer."""


@attrs.define(eq=False)
class Gate:
    """The outermost application."""

    inner: ASGIApp
    paths: Mapping[str, Mapping[str, Operation]]
    shelf: Shelf
    settings: Settings
    counts: Metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; pass on the start and the end of serving."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self.inner(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = time.perf_counter()
        at_hand = self.counts.begin()
        state: MutableMapping[str, Any] = scope.setdefault("state", {})
        answer = _Answer(send, state, self._digests(), self.settings.timeout)
        try:
            try:
                self._admit(scope, at_hand)
                await self.inner(scope, receive, answer)
            except Problem as problem:
                await answer.problem(problem, self._lang(scope), scope, receive)
            except (_Gone, ClientDisconnect):
                answer.status = GONE
            except Exception as error:  # noqa: BLE001 - the last resort: its text and values may hold a person
                LOG.error("fault", exc_info=error)
                await answer.fault(self._lang(scope), scope, receive)
        except _Gone:  # nor is the problem taken
            answer.status = GONE
        finally:
            seconds = time.perf_counter() - began
            method = scope["method"] if scope["method"] in _METHODS else "other"
            route = scope["path"] if scope["path"] in self.paths else "other"
            self.counts.end(method, route, answer.status, seconds)
            digests = ",".join(state.get("digests", ())) or "-"
            LOG.info("%s %s %d %.1fms %s", method, route, answer.status, 1000 * seconds, digests)

    def _digests(self) -> list[str]:
        """What is served, for answers that are about no rulebook in particular."""
        return [one.version.book.digest for one in self.shelf.served.values()]

    def _lang(self, scope: Scope) -> Language:
        first = next(iter(self.shelf.served.values()))
        known: Language = scope["state"].get("lang", first.version.language)
        return lang_in(scope["query_string"]) or known

    # -------------------------------------------------------------------------------------- who may ask

    def _admit(self, scope: Scope, at_hand: int) -> None:
        """:class:`Problem` for who may not ask, or not now, or not like that."""
        headers = Headers(scope=scope)
        if self.settings.token is None:
            self._only_this_machine(headers)
        elif not self._open(scope):
            given = headers.getlist("authorization")
            scheme, _, token = (given[0] if len(given) == 1 else "").partition(" ")
            if scheme.lower() != "bearer" or not self.settings.knows(token.strip()):
                raise Problem(NO_TOKEN, headers={"www-authenticate": "Bearer"})
        if at_hand > self.settings.most_waiting and not self._open(scope):
            raise Problem(BUSY, headers={"retry-after": "1"})
        if scope.get("raw_path", b"").decode("latin-1") != scope["path"]:
            raise Problem(NOT_FOUND)  # our paths have one spelling

    def _open(self, scope: Scope) -> bool:
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        operation = self.paths.get(scope["path"], {}).get(method)
        return operation is not None and operation.open

    def _only_this_machine(self, headers: Headers) -> None:
        """Without a token: no web page may ask, neither by our address nor by a name that leads to it."""
        if "origin" in headers:
            raise Problem(BROWSER)
        hosts = headers.getlist("host")
        found = _HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
        name = (found["name"] or found["v6"]).lower() if found else ""
        if name not in ("localhost", *self.settings.hosts) and not _loopback(name):
            raise Problem(OTHER_HOST)


@attrs.define(eq=False)
class _Answer:
    """Where an answer is sent: with its safe headers and digest, once, and not for ever."""

    send: Send
    state: Mapping[str, Any]
    digests: list[str]
    timeout: float
    status: int = 500
    begun: bool = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in _SAFE.items():
                headers[name] = value
            headers[DIGEST] = ", ".join(self.state.get("digests") or self.digests)
        try:
            async with asyncio.timeout(self.timeout):
                await self.send(message)
        except TimeoutError:
            pass
        else:
            return
        raise _Gone

    async def problem(self, problem: Problem, lang: Language, scope: Scope, receive: Receive) -> None:
        """Answer with a problem; nothing, where an answer has begun."""
        if not self.begun:
            body, status = problem.body(lang), problem.kind.status
            response = Response(body, status, problem.headers, MEDIA_TYPE)
            await response(scope, receive, self)

    async def fault(self, lang: Language, scope: Scope, receive: Receive) -> None:
        """Answer that the fault is ours."""
        await self.problem(Problem(OWN_FAULT, INTERNAL_ERROR.help), lang, scope, receive)


def _loopback(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
