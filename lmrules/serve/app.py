"""The application: each path to its answer. It runs inside :mod:`lmrules.serve.gate`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

import attrs
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from lmrules import versions
from lmrules.messages import Text, words
from lmrules.messages.refusal import Refused
from lmrules.model.canonical import Json
from lmrules.serve import answers, metrics, operations
from lmrules.serve.answers import Deadline, Rows
from lmrules.serve.asked import Query, body_of, query_of
from lmrules.serve.checking import report_of
from lmrules.serve.gate import Gate
from lmrules.serve.logs import LOG
from lmrules.serve.metrics import Metrics
from lmrules.serve.openapi import page
from lmrules.serve.operations import Operation
from lmrules.serve.problems import CHOOSE, METHOD, NOT_FOUND, Problem
from lmrules.serve.settings import Settings
from lmrules.serve.shelf import Served, Shelf, Version
from lmrules.serve.work import Workers

_CHOOSE = Text(
    "velg regelverket med `{name}`: {names}",
    "vel regelverket med `{name}`: {names}",
    "choose the rulebook with `{name}`: {names}",
)
_NO_BOOK = Text("`{name}` må være {names}", "`{name}` må vere {names}", "`{name}` must be {names}")


def application(shelf: Shelf, settings: Settings) -> ASGIApp:
    """Everything that is served, the gate around it included."""
    counts = Metrics()
    service = _Service(shelf, settings, counts, Workers(settings))
    by_path: dict[str, dict[str, Operation]] = {}
    for operation in operations.OPERATIONS:
        by_path.setdefault(operation.path, {})[operation.method] = operation
    # No other spelling of a path leads anywhere.
    inner = Router(
        [Route(path, _Endpoint(service, methods)) for path, methods in by_path.items()],
        redirect_slashes=False,
        default=_nowhere,
        lifespan=service.lifespan,
    )
    return Gate(inner, by_path, shelf, settings, counts)


async def _nowhere(*_: object) -> None:
    raise Problem(NOT_FOUND)


Handler = Callable[[Request, Operation, Query], Awaitable[Response]]


@attrs.define(eq=False)
class _Endpoint:
    """A path, and what each method does there."""

    service: _Service
    methods: Mapping[str, Operation]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = scope["method"]
        operation = self.methods.get("GET" if method == "HEAD" else method)
        if operation is None:
            allowed = {*self.methods, *({"HEAD"} if "GET" in self.methods else ())}
            raise Problem(METHOD, headers={"allow": ", ".join(sorted(allowed))})
        query = query_of(scope["query_string"], operation)
        try:
            answer = await self.service.handlers[operation.name](Request(scope, receive), operation, query)
        except Refused as refused:
            kind = NOT_FOUND if refused.unknown else CHOOSE
            raise Problem(kind, refused.text, refused.fields) from None
        await answer(scope, receive, send)


@attrs.define(eq=False)
class _Service:
    shelf: Shelf
    settings: Settings
    counts: Metrics
    workers: Workers

    # ------------------------------------------------------------------------------------------- around

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """What answers each operation, by its name."""
        return {
            "check": self.check,
            "checkText": self.check_text,
            "transfer": self.transfer,
            "why": self.why,
            "compare": self.compare,
            "diff": self.diff,
            "diffPersons": self.diff,
            "health": self.health,
            "metrics": self.metrics,
            "openapi": self.openapi,
        }

    @asynccontextmanager
    async def lifespan(self, _: object) -> AsyncIterator[None]:
        """Look for changes of the rule files while serving."""
        looking = asyncio.create_task(self._look()) if self.settings.reload_every else None
        try:
            yield
        finally:
            if looking is not None:
                looking.cancel()
                await asyncio.wait({looking})
            self.workers.close()

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(self.settings.reload_every)
            try:
                changed = await asyncio.to_thread(self.shelf.look)
            except Exception:  # noqa: BLE001 - what is served goes on being served
                LOG.exception("looking for changes failed")
                continue
            for one in changed:
                _say(one)

    # ------------------------------------------------------------------------------------------ answers

    async def check(self, request: Request, operation: Operation, query: Query) -> Response:
        """A rulebook that is served."""
        del operation
        version = self.version(request, query, "rulebook")
        lang = query.lang or version.language
        return _json(
            await self.workers.answer(
                lambda _: version.keep(
                    ("check", lang), lambda: report_of(version.checked, version.path, lang)
                )
            )
        )

    async def check_text(self, request: Request, operation: Operation, query: Query) -> Response:
        """A text that is sent."""
        _, rules = await body_of(request, operation, self.settings)
        return _json(await self.workers.apart(rules, query.lang))

    async def transfer(self, request: Request, operation: Operation, query: Query) -> Response:
        """The main job."""
        version = self.version(request, query, "rulebook")
        rows = await self.rows(request, operation)
        return _json(await self.workers.answer(lambda by: answers.transferred(version, query, rows, by)))

    async def why(self, request: Request, operation: Operation, query: Query) -> Response:
        """One decision."""
        version = self.version(request, query, "rulebook")
        rows = await self.rows(request, operation)
        return _json(await self.workers.answer(lambda _: answers.why(version, query, rows)))

    async def compare(self, request: Request, operation: Operation, query: Query) -> Response:
        """Objectives, or all of them."""
        del operation
        version = self.version(request, query, "rulebook")

        def answer(_: Deadline) -> bytes:
            if query.codes:
                return answers.comparison(version, query)
            return version.keep("compare", lambda: answers.comparison(version, query))

        return _json(await self.workers.answer(answer))

    async def diff(self, request: Request, operation: Operation, query: Query) -> Response:
        """Two rulebooks, with approvals where there is a body."""
        a, b = (self.version(request, query, side) for side in ("a", "b"))
        rows = await self.rows(request, operation) if operation.body else None

        def answer(by: Deadline) -> bytes:
            if rows is not None:
                return answers.differing(a, b, query, rows, by)
            key = ("diff", a.book.digest, a.book.name, query.text("to"), query.yes("potential"))
            return b.keep(key, lambda: answers.differing(a, b, query, None, by))

        return _json(await self.workers.answer(answer))

    async def health(self, request: Request, operation: Operation, query: Query) -> Response:
        """Which versions are served, and which are not."""
        del request, operation, query
        books = [_health(one) for one in self.shelf.served.values()]
        shown: dict[str, Json] = {
            "status": "ok" if all(book["newest"] for book in books) else "degraded",
            "lmrules": versions.package(),
            "language": versions.LANGUAGE,
            "rulebooks": [*books],
        }
        return _json((json.dumps(shown, ensure_ascii=False, indent=1) + "\n").encode())

    async def metrics(self, request: Request, operation: Operation, query: Query) -> Response:
        """Counts."""
        del request, operation, query
        return Response(self.counts.text(self.shelf), media_type=metrics.MEDIA_TYPE)

    async def openapi(self, request: Request, operation: Operation, query: Query) -> Response:
        """What can be asked."""
        del request, operation, query
        return _json(page())

    # ------------------------------------------------------------------------------------------- asked

    def version(self, request: Request, query: Query, parameter: str) -> Version:
        """The version in use of the rulebook that a parameter names; its digest goes with the answer.

        It is looked up once for each request: another may be taken up while it is answered.
        """
        books = self.shelf.served
        name = query.text(parameter)
        if name is None and len(books) == 1:
            (name,) = books
        fields = {"name": parameter, "names": words(books, "or")}
        if name is None:
            raise Problem(CHOOSE, _CHOOSE, fields)
        if name not in books:
            raise Problem(NOT_FOUND, _NO_BOOK, fields)
        found = books[name].version
        request.scope["state"].setdefault("digests", []).append(found.book.digest)
        request.scope["state"].setdefault("lang", found.language)
        return found

    async def rows(self, request: Request, operation: Operation) -> Rows:
        """The approvals in the body."""
        media, data = await body_of(request, operation, self.settings)
        return Rows(media, data, self.settings.max_rows, self.counts.rows)


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json")


def _health(one: Served) -> dict[str, Json]:
    book, trouble = one.version.book, one.trouble
    shown: dict[str, Json] = {
        "rulebook": one.name,
        "name": book.name,
        "digest": book.digest,
        "sets": [s.name for s in book.model.sets],
        "to": list(book.model.final_sets),
        "newest": trouble is None,
    }
    if trouble is not None:
        shown["problem"] = trouble.message("en")
    return shown


def _say(one: Served) -> None:
    digest = one.version.book.digest
    if one.trouble is None:
        LOG.info("rulebook=%s reloaded digest=%s", one.name, digest)
    else:
        LOG.error("rulebook=%s still digest=%s: %s", one.name, digest, one.trouble.message("en"))
