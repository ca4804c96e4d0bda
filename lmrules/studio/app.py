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
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from lmrules.diagnostics.codes_own import INTERNAL_ERROR
from lmrules.resources import resource_path
from lmrules.studio.asked import Refused, language_of, refused_as_malformed
from lmrules.studio.guard import Guard, Session
from lmrules.studio.views import VIEWS
from lmrules.studio.words import texts
from lmrules.studio.workspace import NoSuchFile, Workspace

if TYPE_CHECKING:
    from starlette.requests import Request

_STATIC = "studio/static"
_LOG = logging.getLogger(__name__)


def create_app(workspace: Workspace, *, session: Session | None = None, port: int | None = None) -> Starlette:
    """The page for ``workspace``, to be served on the loopback interface at ``port``.

    ``session`` has the one-time token that opens it; None makes one, which nobody knows but ``app.state.session``.
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


async def _page(request: Request) -> Response:
    """The page, with the nonce for the styles that the editor makes."""
    html = Path(resource_path(_STATIC), "index.html").read_text(encoding="utf-8")
    return HTMLResponse(html.replace("{{nonce}}", request.state.nonce))


async def _enter(request: Request) -> Response:
    """The session's key, in exchange for the token."""
    payload = await _payload(request)
    key = request.app.state.session.enter(str(payload.get("token", "")))
    return JSONResponse({"key": key}, 200 if key else 403)


async def _texts(request: Request) -> Response:
    """Every text of the page in one language."""
    return JSONResponse(texts(language_of(await _payload(request))))


async def _view(request: Request) -> Response:
    """What a view answers; what it refuses is said, and a fault of ours is named by its place alone."""
    view = VIEWS.get(request.path_params["view"])
    if view is None:
        return JSONResponse({}, 404)
    payload: Mapping[str, Any] = {}
    try:
        payload = await _payload(request)
        answer = await run_in_threadpool(view, request.app.state.workspace, payload)
        return JSONResponse(answer)
    except Refused as refused:
        return JSONResponse({"refused": refused.message(language_of(payload))}, refused.status)
    except NoSuchFile:
        return JSONResponse({"refused": refused_as_malformed().message(language_of(payload))}, 400)
    except Exception as error:  # noqa: BLE001 - its text and its values may hold a person
        last = traceback.extract_tb(error.__traceback__)[-1]
        fields = {"what": type(error).__name__, "where": f"{Path(last.filename).name}:{last.lineno}"}
        _LOG.error("%s %s", INTERNAL_ERROR.id, INTERNAL_ERROR.message.fill("en", fields))  # noqa: TRY400
        return JSONResponse({"refused": INTERNAL_ERROR.message.fill(language_of(payload), fields)}, 500)


async def _payload(request: Request) -> Mapping[str, Any]:
    """What the page sent: JSON, or a form whose ``payload`` is JSON and whose files stand beside it as bytes.

    A file of a form is ``{"name": …, "data": bytes}`` under the name of its field.
    """
    kind = request.headers.get("content-type", "").partition(";")[0]
    if kind == "multipart/form-data":
        async with request.form(max_files=1, max_fields=2) as form:
            payload = dict(_json(str(form.get("payload", "{}"))))
            for field, value in form.items():
                if isinstance(value, UploadFile):
                    payload[field] = {"name": value.filename or "", "data": await value.read()}
            return payload
    if kind != "application/json":
        raise refused_as_malformed()
    return _json(await request.body())


def _json(text: str | bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise refused_as_malformed() from None
    if not isinstance(value, dict):
        raise refused_as_malformed()
    return value
