"""The local web page in a real browser: `lmrules studio` as people start it, and Debian's Chromium."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parent.parent
AXE = ROOT / "studio" / "node_modules" / "axe-core" / "axe.min.js"
needs_axe = pytest.mark.skipif(not AXE.exists(), reason="axe-core is missing (`make studio` installs it)")


@attrs.define
class Running:
    """A running `lmrules studio`, and the address it printed."""

    process: subprocess.Popen[str]
    address: str

    @property
    def origin(self) -> str:
        """The address without its token."""
        return self.address.partition("/#")[0]


@contextmanager
def studio(rules: Path, *arguments: str) -> Iterator[Running]:
    """`lmrules studio` on ``rules``; it must end well, and have said nothing but how to open it."""
    command = [sys.executable, "-m", "lmrules", "studio", str(rules), "--no-browser", *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, encoding="utf-8") as process:
        assert process.stdout is not None
        try:
            yield Running(process, process.stdout.readline().strip())
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
            rest, talk = process.communicate(timeout=20)
    if process.returncode != -signal.SIGKILL:
        assert process.returncode == 0, talk
        assert rest == ""
        assert talk.count("\n") == 1, talk


@contextmanager
def opened(browser: Browser, running: Running, **context: Any) -> Iterator[Page]:
    """The page, when it has checked the rulebook; its console must stay empty, and it may ask only its server."""
    said: list[str] = []
    asked: list[str] = []
    own = browser.new_context(**{"viewport": {"width": 1400, "height": 900}, "locale": "nb-NO", **context})
    page = own.new_page()
    page.set_default_timeout(10_000)
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(running.address)
    settled(page)
    yield page
    own.close()
    assert [line for line in said if "net::ERR" not in line] == []
    assert [
        url for url in asked if not url.startswith((running.origin + "/", "blob:" + running.origin))
    ] == []


def settled(page: Page) -> None:
    """Wait until the rulebook is checked as it is edited now."""
    page.wait_for_selector("main[data-fresh=true]")


def write(page: Page, text: str) -> None:
    """Write ``text`` at the end of the file in the editor, on a line of its own."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.insert_text(text)
    settled(page)
