"""Matrix, flow, consequence and suggestions from end to end, in headless Chromium."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from headless import needs_chromium, violations
from playwright.sync_api import expect
from studio_browser import AXE, needs_axe, opened, settled, studio, write

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [needs_chromium, pytest.mark.xdist_group("browser")]

BOOK = Path(__file__).parent / "cases" / "whole-file" / "book.rules"
ROWS = (
    "lis;læringsmål;godkjent\nLIS-A;NUK-023;2023-05-02\nLIS-B;NUK-031;2023-05-02\nLIS-B;NUK-024;2023-05-02\n"
)
VIEWS = ("matrix", "flow", "consequence", "suggestions")
NARROW = {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"}
RULE = '    regel PET: NUK-023 ≥ NKM-004\n        fordi "Det gamle målet gjelder all PET/CT, på et høyere nivå."\n'


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A rulebook of its own."""
    path = tmp_path / "book.rules"
    path.write_bytes(BOOK.read_bytes())
    return path


def look(page: Page, view: str) -> None:
    """Open a view, and wait until it shows what is edited."""
    page.locator(f"#tab-{view}").click()
    if view == "consequence":
        page.wait_for_selector(".drop label")
    else:
        shown(page, view)


def shown(page: Page, view: str) -> None:
    """Wait until the answer to the last question is shown."""
    settled(page)
    page.wait_for_selector(f"#panel-{view} [aria-busy=false]")


def drop(page: Page, rows: str) -> None:
    """Choose a file of approvals."""
    file = {"name": "leger.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    page.set_input_files("#consequence-file", file)  # type: ignore[arg-type]
    page.locator(".consequence-result .lead").wait_for()


def test_a_cell_shows_why_and_leads_to_its_rule(browser: Browser, rules: Path) -> None:
    """With the keyboard alone: to a cell with the arrows, to why with Enter, from there to the rule in the editor."""
    with studio(rules) as running, opened(browser, running) as page:
        page.locator("#tab-trial").focus()
        page.keyboard.press("ArrowRight")
        shown(page, "matrix")
        page.locator(".matrix button[tabindex='0']").focus()
        first = page.evaluate("document.activeElement.getAttribute('aria-label')")
        assert first == "NUK-023 Vurdere PET/CT mot NKM-004 18F-FDG PET/CT: rommer mer, en regel overfører"
        page.keyboard.press("ArrowRight")
        assert "NKM-005" in page.evaluate("document.activeElement.getAttribute('aria-label')")
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement.textContent") == "<"
        page.keyboard.press("Enter")
        dialog = page.locator("dialog[open]")
        dialog.wait_for()
        text = dialog.inner_text()
        assert "Det nye målet krever alt det gamle hadde, og mer." in text
        assert "men på nivå under supervisjon" in text
        assert "overfører ikke" in text
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.textContent") == "<"
        page.keyboard.press("Enter")
        dialog.wait_for()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        dialog.wait_for(state="detached")
        assert page.evaluate("document.activeElement.classList.contains('cm-content')")
        assert page.locator(".cm-activeLine").inner_text().strip().startswith('fordi "Samme undersøkelse')


def test_the_matrix_is_narrowed_and_read_as_a_list(browser: Browser, rules: Path) -> None:
    """A relation taken away takes its cells; a search leaves those of one objective; the list has the same, and paper the signs."""
    with studio(rules) as running, opened(browser, running) as page:
        look(page, "matrix")
        assert page.locator(".matrix tbody button").count() == 6
        page.locator("#matrix-less").uncheck()
        assert page.locator(".matrix tbody button").count() == 5
        page.locator("#matrix-sought").fill("fdg")
        assert page.locator(".matrix tbody button").count() == 1
        page.locator("#matrix-list").check()
        assert page.locator(".matrix-list li").all_inner_texts() == [
            ">\nNUK-023 Vurdere PET/CT – rommer mer, en regel overfører"
        ]
        page.locator("#matrix-grid").check()
        page.emulate_media(media="print")
        assert page.locator(".matrix button.sign").first.is_visible()
        assert not page.locator("#matrix-sought").is_visible()
        page.emulate_media(media="screen")
        page.locator("#matrix-sought").fill("finnes ikke")
        assert "Ingen ruter" in page.locator(".matrix-result").inner_text()


def test_the_flow_follows_the_editor_and_leads_back(browser: Browser, rules: Path) -> None:
    """A rule that is written joins what was alone; a name in the table leads to its place in the file."""
    with studio(rules) as running, opened(browser, running) as page:
        look(page, "flow")
        headings = page.locator(".flow h3")
        assert "Flere til ett" not in headings.all_inner_texts()
        write(page, '    regel begge: NUK-023 og NUK-024 ≥ NKM-005 fordi "Til sammen."')
        shown(page, "flow")
        assert (
            "Ett til flere" in headings.all_inner_texts() or "Flere til flere" in headings.all_inner_texts()
        )
        page.locator(".flow-table").get_by_role("button", name="begge").click()
        assert "regel begge" in page.locator(".cm-activeLine").inner_text()
        page.locator(".flow-drawing .flow-row", has_text="NUK-044").first.click()
        assert "NUK-044" in page.locator(".cm-activeLine").inner_text()
        page.emulate_media(media="print")
        assert page.locator(".flow-table button.name").first.is_visible()
        assert not page.locator(".rules").is_visible()


def test_a_file_shows_who_gains_and_loses_as_the_rules_are_edited(browser: Browser, rules: Path) -> None:
    """Counts are shown for each objective, then what an edit changes; no doctor is named; the file is forgotten."""
    with studio(rules) as running, opened(browser, running) as page:
        look(page, "consequence")
        drop(page, ROWS)
        result = page.locator(".consequence-result")
        assert "2 leger og 5 nye mål gir 10 avgjørelser: 2 overføres, 8 må vurderes" in result.inner_text()
        assert "Ingen får eller mister noe." in result.inner_text()
        write(page, '    regel ekstra: NUK-023 ≥ NKM-005 fordi "Rommer den."')
        expect(result.locator(".compared")).to_have_text("Mot det som er lagret: 1 får noe, og 0 mister noe.")
        assert result.locator(".gains").all_inner_texts() == ["+1"]
        page.locator("#consequence-changed").check()
        assert result.locator(".counts tbody th .objcode").all_inner_texts() == ["NKM-005"]
        assert page.locator("#consequence-changed").evaluate("e => e === document.activeElement")
        assert "LIS-A" not in page.content()
        page.locator("#consequence-asOf").fill("2023-01-01")
        expect(result.locator(".preview")).to_contain_text("per 1. januar 2023 gjelder overgangen ennå ikke")
        page.locator("#consequence-forget").click()
        assert result.inner_text() == ""


def test_bad_rows_and_bad_files_are_said(browser: Browser, rules: Path) -> None:
    """Bad rows are listed beside the counts; what is no table is refused; one dropped on the view is taken."""
    with studio(rules) as running, opened(browser, running) as page:
        look(page, "consequence")
        file = {"name": "x.csv", "mimeType": "text/csv", "buffer": b"tull"}
        page.set_input_files("#consequence-file", file)  # type: ignore[arg-type]
        page.locator(".consequence-result .refused").wait_for()
        drop(page, ROWS + "LIS-C;NUK-023;2023-02-30\n")
        assert page.locator("details.refused summary").inner_text() == (
            "1 rad kan ikke brukes og er ikke med i tallene"
        )
        assert page.locator("details.refused tbody td").all_inner_texts()[:2] == ["4", "5"]
        data = page.evaluate_handle(
            "rows => { const d = new DataTransfer(); d.items.add(new File([rows], 'sluppet.csv')); return d; }",
            ROWS,
        )
        page.dispatch_event("#panel-consequence", "drop", {"dataTransfer": data})
        expect(page.locator(".chosen")).to_contain_text("sluppet.csv")
        page.locator("details.refused").wait_for(state="detached")


def test_a_suggestion_goes_into_the_file_and_can_be_undone(browser: Browser, rules: Path) -> None:
    """A rule taken away is suggested, put in at its place with the keyboard, and undone by the editor."""
    text = rules.read_text(encoding="utf-8")
    assert RULE in text
    rules.write_text(text.replace(RULE, ""), encoding="utf-8")
    with studio(rules) as running, opened(browser, running) as page:
        look(page, "suggestions")
        suggested = page.locator(".suggested", has_text="NKM-004")
        assert "NUK-023 alene er nok" in suggested.inner_text()
        suggested.get_by_text("Beviset").click()
        assert "del av «PET/CT» (selvstendig) i NUK-2020/NUK-023" in suggested.inner_text()
        suggested.get_by_role("button").focus()
        page.keyboard.press("Enter")
        suggested.wait_for(state="detached")
        settled(page)
        editor = page.locator(".cm-content")
        assert re.search(
            r"regel forslag-NKM-004: NUK-023 ≥ NKM-004\n +fordi \"forslag: …\"", editor.inner_text()
        )
        assert "ingen feil" in page.locator(".problems").inner_text()
        page.keyboard.press("Control+z")
        suggested.wait_for()
        assert "forslag-NKM-004" not in editor.inner_text()


@needs_axe
@pytest.mark.parametrize(
    ("lang", "context"), [("nb", {}), ("nn", NARROW)], ids=["nb-light-wide", "nn-dark-narrow"]
)
def test_the_views_meet_wcag(browser: Browser, rules: Path, lang: str, context: dict[str, object]) -> None:
    """axe-core finds nothing against WCAG 2.1 AA in any view: light and dark, wide and narrow; nothing scrolls aside."""
    with studio(rules, "--lang", lang) as running, opened(browser, running, **context) as page:
        assert page.locator("html").get_attribute("lang") == lang
        for view in VIEWS:
            look(page, view)
            if view == "consequence":
                drop(page, ROWS + "LIS-C;NUK-023;2023-02-30\n")
            assert violations(page, AXE) == [], view
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), view
        look(page, "matrix")
        page.locator(".matrix button, .matrix-list button").first.click()
        page.locator("dialog[open] .rule").wait_for()
        assert violations(page, AXE) == []
