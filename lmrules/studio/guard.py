"""Who may ask, and what the browser may do with the answers.

The page is for one person at this machine. Other web pages that the person visits must not reach it,
whatever name they give to this machine (DNS rebinding), nor may other users of the machine. So the ``Host``
must be ours, a request that does something must come from our own page (``Origin``) and bear the session's
key, which the page gets in exchange for the one-time token of the address that ``lmrules studio`` prints. The
key stands in no cookie: a cookie would go to every port of this machine.
"""

from __future__ import annotations

import hmac
import re
import secrets
import threading
from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any

import attrs
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse

from lmrules.studio.words import refusals

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 64_000_000
"""The largest request: a table of approvals dropped on the page. A rule file may be 5 MB."""

_LENGTH = re.compile("[0-9]{1,15}")
_POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "connect-src 'self'",
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
)
_HEADERS = {
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


def policy(nonce: str) -> str:
    """The content security policy; ``nonce`` lets the editor make its own style elements."""
    return "; ".join((*_POLICY, f"style-src 'self' 'nonce-{nonce}'"))


@attrs.define(eq=False)
class Session:
    """One run's secrets: the token that opens the page once, and the key that its requests bear."""

    token: str = attrs.field(factory=lambda: secrets.token_urlsafe(24), repr=False)
    _key: str = attrs.field(factory=lambda: secrets.token_urlsafe(24), init=False, repr=False)
    _open: bool = attrs.field(default=True, init=False)
    _lock: threading.Lock = attrs.field(factory=threading.Lock, init=False, repr=False)

    def enter(self, token: str) -> str | None:
        """The key, for the right token, once; else None."""
        with self._lock:
            if not self._open or not hmac.compare_digest(token.encode(), self.token.encode()):
                return None
            self._open = False
            return self._key

    def holds(self, headers: Headers) -> bool:
        """Whether a request bears the key."""
        given = headers.get("authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), self._key.encode())


@attrs.frozen(eq=False)
class Guard:
    """The outermost layer of the server: turns away what is not ours, and says what the browser may do.

    ``port`` is the one listened on; None (in tests) takes any.
    """

    app: ASGIApp
    session: Session
    port: int | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on to the application."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message.setdefault("headers", []))
                headers["content-security-policy"] = policy(nonce)
                headers.update(_HEADERS)
            await send(message)

        headers = Headers(scope=scope)
        if (status := self._turned_away(scope, headers)) is not None:
            await JSONResponse(refusals(status), status)(scope, receive, sent)
            return
        await self.app(scope, _limited(receive), sent)

    def _turned_away(self, scope: MutableMapping[str, Any], headers: Headers) -> int | None:
        """The status to turn a request away with; None: it may go on."""
        host = headers.get("host", "")
        if host not in self._hosts(host):
            return 421
        if scope["method"] in {"GET", "HEAD"} and not scope["path"].startswith("/api/"):
            return None  # the page itself is the same for everybody, and holds nothing
        if scope["method"] != "POST":
            return 405
        if headers.get("origin") != f"http://{host}":
            return 403
        if scope["path"] != "/api/session" and not self.session.holds(headers):
            return 401
        length = headers.get("content-length", "")
        if not _LENGTH.fullmatch(length):
            return 411
        return 413 if int(length) > MOST_BYTES else None

    def _hosts(self, host: str) -> set[str]:
        port = str(self.port) if self.port is not None else host.rpartition(":")[2]
        return {f"127.0.0.1:{port}", f"localhost:{port}"}


def _limited(receive: Receive) -> Receive:
    """``receive`` that gives no more than a request may hold, whatever its length was said to be."""
    seen = 0

    async def limited() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        return {"type": "http.disconnect"} if seen > MOST_BYTES else message

    return limited
