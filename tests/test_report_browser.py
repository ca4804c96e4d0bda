"""Report and letter in a real browser and as PDF: contrast, narrow screens, policy, print."""

from __future__ import annotations

import builtins
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.request import OpenerDirector

import pytest
from headless import needs_chromium, violations
from playwright.sync_api import Browser, Page
from test_letter import ROWS, letter, small
from test_report import tight

from lmrules.exports.markup import page as whole_page
from lmrules.exports.pdf import NoPdf, pdf

ROOT = Path(__file__).parent.parent
AXE = ROOT / "studio" / "node_modules" / "axe-core" / "axe.min.js"
PDFTOTEXT = shutil.which("pdftotext")
PDFINFO = shutil.which("pdfinfo")

needs_pdftotext = pytest.mark.skipif(PDFTOTEXT is None, reason="Debian's poppler-utils is not installed")


@cache
def shown(name: str) -> str:
    """A page of ours by name."""
    kind, lang = name.split(".")
    return small().report(lang) if kind == "report" else letter(small(), ROWS, lang)  # type: ignore[arg-type]


@cache
def printed(name: str) -> bytes:
    """The same as PDF by WeasyPrint."""
    return pdf(shown(name))


def opened(browser: Browser, name: str, tmp_path: Path, *, width: int = 1100, dark: bool = False) -> Page:
    """A page of ours opened from a file, as its reader opens it; what the browser complains of is an error."""
    path = tmp_path / f"{name}.html"
    path.write_text(shown(name), encoding="utf-8")
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light"
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(path.as_uri())
    assert not complaints
    return page


PAGES = ("report.nb", "report.en", "letter.nn")


@needs_chromium
@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: npm ci in studio/")
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_against_wcag(name: str, *, dark: bool, browser: Browser, tmp_path: Path) -> None:
    """WCAG 2.1 A and AA as axe-core checks them, contrast among them, in both colour schemes."""
    page = opened(browser, name, tmp_path, dark=dark)
    assert violations(page, AXE) == []


@needs_chromium
@pytest.mark.parametrize("name", PAGES)
def test_the_page_fits_a_phone(name: str, browser: Browser, tmp_path: Path) -> None:
    """At 360 pixels nothing makes the page wider than the screen (WCAG 2.1, 1.4.10)."""
    page = opened(browser, name, tmp_path, width=360)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@needs_chromium
@needs_pdftotext
@pytest.mark.parametrize("name", ["report.nb", "letter.nb"])
def test_a_browser_prints_the_whole_page(name: str, browser: Browser, tmp_path: Path) -> None:
    """Printed to PDF from the browser, everything that is to be read is there."""
    raw = opened(browser, name, tmp_path).pdf(format="A4", prefer_css_page_size=True)
    told(raw, name)


@needs_pdftotext
@pytest.mark.parametrize("name", ["report.nb", "letter.nb"])
def test_weasyprint_makes_the_same_pdf_each_time_and_it_is_whole(name: str) -> None:
    """The same bytes for the same page, tagged for reading aloud, and everything is there."""
    assert pdf(shown(name)) == printed(name)
    info = subprocess.run([str(PDFINFO), "-"], input=printed(name), capture_output=True, check=True)
    assert re.search(r"Tagged:\s+yes", info.stdout.decode())
    told(printed(name), name)


def told(raw: bytes, name: str) -> None:
    """Whether a PDF says what its page says, first and last."""
    assert raw.startswith(b"%PDF-")
    done = subprocess.run([str(PDFTOTEXT), "-", "-"], input=raw, capture_output=True, check=True)
    text = tight(done.stdout.decode())
    said = {
        "report": [
            "Lite regelverk",
            "Fordi det er likt.",
            "Fagfolk mener det.",
            small().digest,
            "1. januar 2025",
        ],
        "letter": [
            "Til LIS-1",
            "Dette er et forslag",
            "Fordi det er likt.",
            "Hvem du kan spørre",
            small().digest,
        ],
    }[name.partition(".")[0]]
    assert [one for one in said if tight(one) not in text] == []


def test_a_pdf_is_made_without_fetching_anything(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whatever a page may come to name, WeasyPrint gets none of it: no network, no file, no data."""
    fetched: list[object] = []
    monkeypatch.setattr(OpenerDirector, "open", lambda self, url, *a, **k: fetched.append(url))
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', encoding="utf-8")
    addresses = (secret.as_uri(), "http://127.0.0.1:9/x.png", "data:image/svg+xml,<svg/>")
    images = "".join(f'<img src="{address}" alt="">' for address in addresses)
    html = whole_page("t", "nb", "", "x").replace("x</body>", f"{images}</body>")
    assert pdf(html).startswith(b"%PDF-")
    assert fetched == []


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a missing package nor a missing library is a traceback."""
    real = builtins.__import__
    for error, said in ((ModuleNotFoundError("weasyprint"), "lmrules[pdf]"), (OSError("pango"), "Pango")):

        def missing(name: str, *given: Any, error: Exception = error) -> ModuleType:
            if name == "weasyprint":
                raise error
            return real(name, *given)

        with monkeypatch.context() as patched:
            patched.setattr(builtins, "__import__", missing)
            with pytest.raises(NoPdf) as caught:
                pdf("x")
        assert said in caught.value.text.nb
