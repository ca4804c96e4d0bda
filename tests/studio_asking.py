"""Asking the local web page in the tests: without a network, and as its own page does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette

from lmrules.studio.app import create_app
from lmrules.studio.workspace import Workspace

HERE = "http://127.0.0.1:8123"
BOOK = Path(__file__).parent / "cases" / "whole-file" / "book.rules"


def request(app: Starlette, method: str, path: str, **more: Any) -> httpx.Response:
    """What the server answers to any request."""

    async def go() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
            return await client.request(method, path, **more)

    return asyncio.run(go())


class Asked:
    """A page opened on the rulebook at ``path``, that bears the session's key."""

    def __init__(self, path: Path) -> None:
        self.workspace = Workspace(path)
        self.app = create_app(self.workspace, port=8123)
        token = self.app.state.session.token
        entered = request(self.app, "POST", "/api/session", json={"token": token}, headers={"origin": HERE})
        self.headers = {"origin": HERE, "authorization": f"Bearer {entered.json()['key']}"}

    def send(self, view: str, payload: object, **headers: str) -> httpx.Response:
        """The answer to ``payload`` as JSON, whatever it is."""
        content = json.dumps(payload).encode()
        own = {**self.headers, "content-type": "application/json", **headers}
        return request(self.app, "POST", f"/api/{view}", content=content, headers=own)

    def __call__(self, view: str, payload: Mapping[str, object] | None = None, **more: object) -> Any:
        """What a view answers; it must not refuse."""
        answer = self.send(view, {"lang": "nb", **(payload or {}), **more})
        assert answer.status_code == 200, answer.text
        value = answer.json()
        assert "refused" not in value, value
        return value
