"""The local web page in a real browser: `lmrules studio` as people start it, and Debian's Chromium."""

from __future__ import annotations

import shutil
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
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = ROOT / "studio" / "node_modules" / "axe-core" / "axe.min.js"
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="chromium is missing (`make system-packages`)")
needs_axe = pytest.mark.skipif(not AXE.exists(), reason="axe-core is missing (`make studio` installs it)")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


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


def violations(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.1 AA. Run from here, so that the page's own policy stays in force."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", WCAG)["violations"]
    return [
        f"{one['id']}: {node['html'][:200]} {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]
