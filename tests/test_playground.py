"""The playground in a real browser: rules typed, an error made and mended, doctors decided, nothing sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from headless import chromium, needs_chromium, violations
from site_browser import AXE, Served, needs_npm, opened, serving
from test_site import built_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [needs_npm, needs_chromium, pytest.mark.xdist_group("site")]

READY = 60_000
GRANTS_TOO_MUCH = "GML-024 ≥ NY-005"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The site, served to this machine."""
    with serving(built_site(tmp_path_factory)) as folder:
        yield folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def page(browser: Browser, served: Served) -> Page:
    """The playground, when lmrules has answered for the first time."""
    page, seen = opened(browser, f"{served.address}/playground/index.html")
    page.locator("#svar details").first.wait_for(timeout=READY)
    assert not seen.outside
    assert not seen.complaints
    return page


def settled(page: Page) -> None:
    """Wait until the last question is answered."""
    page.wait_for_timeout(450)  # longer than the page waits for more typing
    page.locator("#tilstand", has_text="Klar.").wait_for(timeout=READY)


def change(page: Page, old: str, new: str) -> None:
    """Exchange a part of the rules, as if it were typed."""
    field = page.locator("#regler")
    text = field.input_value()
    assert old in text
    field.fill(text.replace(old, new))
    settled(page)


def choose(page: Page, example: str) -> None:
    """Choose an example, and wait for its answer."""
    page.locator("#eksempel").select_option(example)
    settled(page)


def test_the_example_is_checked_and_decided(page: Page) -> None:
    """The rules of the example are in order, and each of its doctors has a decision with its proof."""
    choose(page, "pet")
    assert page.locator("#sammendrag").inner_text() == "Ingen feil."
    page.locator("#person").select_option("LIS-1")
    settled(page)
    assert "LIS-1: 2 av 2 mål overføres" in page.locator("#svar-ord").inner_text()
    first = page.locator("#svar details").first
    first.locator("summary").click()
    assert "Bygger på" in first.inner_text()
    assert "GAMMEL-2020/GML-023" in first.inner_text()
    page.locator("#person").select_option("LIS-2")
    settled(page)
    assert "LIS-2: 0 av 2 mål overføres, 2 må vurderes" in page.locator("#svar-ord").inner_text()


def test_an_error_is_made_and_mended(page: Page) -> None:
    """A rule that grants too much is refused in bokmål, with its line; mended, everything is as before."""
    choose(page, "pet")
    change(page, f"{GRANTS_TOO_MUCH} i innhold, < i kompleksitet", GRANTS_TOO_MUCH)
    assert page.locator("#sammendrag").inner_text() == "1 feil."
    found = page.locator("#funn li")
    assert "LM301" in found.inner_text()
    assert "er bare dekket på nivå under-supervisjon" in found.inner_text()
    assert "Regelverket har feil" in page.locator("#svar-ord").inner_text()
    link = found.locator("a").get_attribute("href")
    assert link == "../reference/diagnostics/LM301-grants-more-complex.html"
    found.get_by_role("button", name="linje 34").click()
    selected = page.evaluate("getSelection().toString() || document.activeElement.value.slice("
                             "document.activeElement.selectionStart, document.activeElement.selectionEnd)")  # fmt: skip
    assert selected.startswith("regel NaF-nivå")
    change(page, GRANTS_TOO_MUCH, f"{GRANTS_TOO_MUCH} i innhold, < i kompleksitet")
    assert page.locator("#sammendrag").inner_text() == "Ingen feil."
    assert "mål overføres" in page.locator("#svar-ord").inner_text()


def test_a_fix_is_carried_out_from_the_keyboard(page: Page) -> None:
    """A misspelt word comes with a fix; Enter on it mends the text, and Ctrl+Z takes it back."""
    choose(page, "pet")
    change(page, "regel NaF:", "regl NaF:")
    fix = page.locator("#funn .fix").first
    assert "regel" in fix.inner_text()
    fix.focus()
    page.keyboard.press("Enter")
    settled(page)
    assert "regel NaF:" in page.locator("#regler").input_value()
    assert page.locator("#sammendrag").inner_text() == "Ingen feil."
    page.locator("#regler").press("Control+z")
    settled(page)
    assert "regl NaF:" in page.locator("#regler").input_value()


def test_a_row_that_cannot_be_used_is_said_with_its_number(page: Page) -> None:
    """A date that does not exist is named by its row, and nothing is decided until it is mended."""
    choose(page, "pet")
    rows = page.locator("#godkjent")
    rows.fill(rows.input_value().replace("LIS-2,GML-024,2023-05-02", "LIS-2,GML-024,2023-02-30"))
    settled(page)
    assert page.locator("#radfeil li").inner_text().startswith("rad 2: ")
    assert page.locator("#svar details").count() == 0
    assert "LIS-2" not in page.locator("#radfeil").inner_text()


def test_text_of_an_author_is_never_markup(page: Page) -> None:
    """A title that looks like markup is shown as it stands."""
    choose(page, "pet")
    change(page, '"Vurdere 18F-FDG PET/CT"', '"<img src=x onerror=alert(1)>"')
    assert "«<img src=x onerror=alert(1)>»" in page.locator("#svar").inner_text()
    assert page.locator("#svar img").count() == 0


def test_a_whole_rulebook_is_decided_while_the_page_answers(page: Page) -> None:
    """The nuclear medicine rulebook is checked beside the page, which meanwhile goes on."""
    page.locator("#eksempel").select_option("nukleaermedisin")
    page.locator("#tilstand", has_text="Regner").wait_for(timeout=READY)
    began = page.evaluate("performance.now()")
    page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    assert page.evaluate("performance.now()") - began < 1000
    settled(page)
    page.locator("#svar details").nth(50).wait_for(state="attached", timeout=READY)
    assert page.locator("#svar details, #svar .plain").count() == 74


def test_typing_sends_nothing(page: Page, served: Served) -> None:
    """When all is loaded, typing and choosing a person ask no server for anything."""
    choose(page, "pet")
    before = len(served.asked)
    change(page, "≥", ">=")
    page.locator("#person").select_option("LIS-2")
    settled(page)
    assert served.asked[before:] == []


def test_nothing_else_can_be_reached(page: Page, tmp_path: Path) -> None:
    """Neither the page nor the worker that runs lmrules may ask anybody else, on this machine or off it."""
    with serving(tmp_path) as other:
        ask = f"fetch('{other.address}/typed').then(() => 'sent', () => 'refused')"
        assert page.evaluate(ask) == "refused"
        [worker] = page.workers
        assert worker.evaluate(ask) == "refused"
        assert other.asked == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_for_everybody(browser: Browser, served: Served, page: Page, scheme: str) -> None:
    """No violation of WCAG 2.1 AA, in light and in dark, with an error and a decision shown."""
    assert AXE.exists()
    choose(page, "feil")
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    assert violations(page, AXE) == []
    choose(page, "pet")
    page.locator("#svar summary").first.click()
    assert violations(page, AXE) == []


def test_what_is_missing_is_said(browser: Browser, served: Served) -> None:
    """Where lmrules cannot be fetched, the page says so and does not wait for ever."""
    context = browser.new_context()
    context.route("**/python_stdlib.zip", lambda route: route.abort())
    page = context.new_page()
    page.goto(f"{served.address}/playground/index.html")
    page.locator("#tilstand", has_text=re.compile("Klarte ikke")).wait_for(timeout=READY)
