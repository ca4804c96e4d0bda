"""The server: the page and its files, and the views as ``POST /api/<name>``."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from lmrules.diagnostics.codes_own import INTERNAL_ERROR
from lmrules.resources import resource_path, resource_text
from lmrules.studio.asked import Refused, language_of, refused_as_malformed, string
from lmrules.studio.guard import MOST_BYTES, Guard, Session
from lmrules.studio.views import VIEWS, View
from lmrules.studio.words import catalogue, texts
from lmrules.studio.workspace import NoSuchFile, Workspace

if TYPE_CHECKING:
    from starlette.requests import Request

_STATIC = "studio/static"
_LOG = logging.getLogger(__name__)


def create_app(workspace: Workspace, *, session: Session | None = None, port: int | None = None) -> Starlette:
    """The page for ``workspace``, to be served on the loopback interface at ``port``.

    ``session`` has the one-time token that opens it; None makes one, to be found in ``app.state.session``.
    """
    own = session or Session()
    app = Starlette(
        routes=[
            Route("/", _page),
            Route("/api/session", _enter, methods=["POST"]),
            Route("/api/texts", _texts, methods=["POST"]),
            Route("/api/{view}", _view, methods=["POST"]),
            Mount("/static", StaticFiles(directory=resource_path(_STATIC))),
        ],
        middleware=[Middleware(Guard, session=own, port=port)],
    )
    app.state.workspace = workspace
    app.state.session = own
    return app


def _page(request: Request) -> Response:
    """The page, with the nonce for the styles that the editor makes."""
    return HTMLResponse(resource_text(f"{_STATIC}/index.html").replace("{{nonce}}", request.state.nonce))


async def _enter(request: Request) -> Response:
    """The session's key, in exchange for the token."""

    def entered(_: Workspace, payload: Mapping[str, Any]) -> Mapping[str, Any]:
        key = request.app.state.session.enter(string(payload.get("token")))
        if key is None:
            raise Refused(catalogue()["guard.401"], status=403)
        return {"key": key}

    return await _answer(request, entered)


async def _texts(request: Request) -> Response:
    """Every text of the page in one language."""
    return await _answer(request, lambda _, payload: texts(language_of(payload)))


async def _view(request: Request) -> Response:
    """What a view answers."""
    view = VIEWS.get(request.path_params["view"])
    return JSONResponse({}, 404) if view is None else await _answer(request, view)


async def _answer(request: Request, view: View) -> Response:
    """What ``view`` answers; what it refuses is said, and a fault of ours is named by its place alone."""
    payload: Mapping[str, Any] = {}
    try:
        payload = await _payload(request)
        return JSONResponse(await run_in_threadpool(view, request.app.state.workspace, payload))
    except Refused as refused:
        return JSONResponse({"refused": refused.message(language_of(payload))}, refused.status)
    except NoSuchFile:
        return JSONResponse({"refused": refused_as_malformed().message(language_of(payload))}, 400)
    except Exception as error:  # noqa: BLE001 - its text and its values may hold a person
        last = traceback.extract_tb(error.__traceback__)[-1]
        fields = {"what": type(error).__name__, "where": f"{Path(last.filename).name}:{last.lineno}"}
        _LOG.error("%s %s", INTERNAL_ERROR.id, INTERNAL_ERROR.message.fill("en", fields))
        return JSONResponse({"refused": INTERNAL_ERROR.message.fill(language_of(payload), fields)}, 500)


async def _payload(request: Request) -> Mapping[str, Any]:
    """What the page sent: JSON, or a form whose ``payload`` is JSON and whose files stand beside it as bytes.

    A file of a form is ``{"name": …, "data": bytes}`` under the name of its field.
    """
    kind = request.headers.get("content-type", "").partition(";")[0]
    if kind == "multipart/form-data":
        return await _form(request)
    if kind != "application/json":
        raise refused_as_malformed()
    return _json(await request.body())


async def _form(request: Request) -> Mapping[str, Any]:
    parser = MultiPartParser(
        request.headers, request.stream(), max_files=1, max_fields=1, max_part_size=MOST_BYTES
    )
    # In memory, whatever its size: what is dropped on the page names persons, who go into no temporary file.
    parser.spool_max_size = MOST_BYTES
    try:
        form = await parser.parse()
    except (KeyError, MultiPartException):
        raise refused_as_malformed() from None
    payload = dict(_json(str(form.get("payload", "{}"))))
    for field, value in form.items():
        if isinstance(value, UploadFile):
            payload[field] = {"name": value.filename or "", "data": await value.read()}
    await form.close()
    return payload


def _json(text: str | bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise refused_as_malformed() from None
    if not isinstance(value, dict):
        raise refused_as_malformed()
    return value
