"""The built documentation in a real browser: a server on this machine alone, and Debian's Chromium."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parent.parent
MODULES = ROOT / "playground" / "node_modules"
AXE = MODULES / "axe-core" / "axe.min.js"
needs_npm = pytest.mark.skipif(
    not AXE.exists(), reason="the npm packages of playground/ are missing (`make node-packages`)"
)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing: a test says what it finds."""


@attrs.define
class Served:
    """A folder that is served: its address, and the paths that were asked for."""

    address: str
    asked: list[str]


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """``folder`` over HTTP, on loopback and a free port."""
    asked: list[str] = []

    class Handler(_Quiet):
        def do_GET(self) -> None:
            asked.append(self.path)
            super().do_GET()

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Served(f"http://127.0.0.1:{server.server_port}", asked)
        server.shutdown()
        thread.join()


@attrs.define
class Seen:
    """What a page asked others for, and what its console complained of."""

    outside: list[str] = attrs.field(factory=list)
    complaints: list[str] = attrs.field(factory=list)


def opened(browser: Browser, address: str) -> tuple[Page, Seen]:
    """A new page at ``address``, in a context of its own, that is watched."""
    page = browser.new_context().new_page()
    seen = Seen()
    home = address.partition("/")[0] + "//" + address.split("/")[2]
    own = (home, "data:", "blob:")
    page.on("request", lambda r: None if r.url.startswith(own) else seen.outside.append(r.url))
    page.on("console", lambda m: seen.complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.goto(address)
    return page, seen
