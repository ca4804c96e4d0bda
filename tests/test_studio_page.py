"""The local web page from end to end: edited, mended, tried and saved in headless Chromium."""

from __future__ import annotations

import re
import shutil
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from headless import needs_chromium, violations
from playwright.sync_api import expect
from studio_browser import AXE, needs_axe, opened, settled, studio, write

from lmrules.messages import LANGUAGES
from lmrules.studio.words import catalogue

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = [needs_chromium, pytest.mark.xdist_group("browser")]

BOOK = Path(__file__).parent / "cases" / "whole-file" / "book.rules"
LOOK = "dispatchEvent(new Event('focus'))"
"""What makes the page look at the disk now, as it does every few seconds."""
UNSOUND = 'regel ekstra: NUK-024 ≥ NKM-005\n    fordii "Prøve."'


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A rulebook of its own, of two files."""
    (tmp_path / "deler").mkdir()
    (tmp_path / "deler" / "ekstra.rules").write_text("tema ekstra\n", encoding="utf-8")
    text = BOOK.read_text(encoding="utf-8").replace("\nskala", '\nbruk "deler/ekstra.rules"\nskala')
    path = tmp_path / "book.rules"
    path.write_text(text, encoding="utf-8")
    return path


def problems(page: Page) -> str:
    """What the list below the editor says."""
    return page.locator(".problems").inner_text()


def decided(page: Page) -> Locator:
    """The counts of the view that tries the rules."""
    return page.locator(".trial-result .summary")


def save(page: Page) -> None:
    """Save, with the keyboard, what the difference shows."""
    page.keyboard.press("Control+s")
    page.locator("dialog[open] .save").click()
    page.locator("dialog[open]").wait_for(state="detached")


def test_an_error_is_made_explained_and_mended(browser: Browser, rules: Path) -> None:
    """A wrong word and a rule that grants too much are said as one writes; a click mends, and the page explains."""
    with studio(rules) as running, opened(browser, running) as page:
        assert "ingen feil" in problems(page)
        write(page, UNSOUND)
        page.locator(".found-error").nth(1).wait_for()
        assert "uventet fordii" in problems(page)
        assert "bare dekket på nivå under-supervisjon, ikke selvstendig" in problems(page)
        assert page.locator(".cm-lintRange-error").count() >= 2
        assert "2 feil" in page.locator("#file option:checked").inner_text()
        page.locator("button.fix").click()
        page.locator(".found-error").nth(1).wait_for(state="detached")
        assert "uventet" not in problems(page)
        page.get_by_role("button", name="Forklar LM301").click()
        assert (
            "Et nytt mål kan bare overføres fra mål som er like" in page.locator("dialog[open]").inner_text()
        )
        page.keyboard.press("Escape")
        page.get_by_role("button", name="book.rules, linje 41").click()
        assert page.locator(".cm-activeLine").inner_text().strip() == "selvstendig: NaF-PET-CT"
        page.locator(".found-error .do button").first.click()
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("End")
        page.keyboard.insert_text(" i innhold, < i kompleksitet")
        page.locator(".found-error").wait_for(state="detached")
        assert rules.read_text(encoding="utf-8").count("ekstra:") == 0


def test_the_rules_are_tried_as_edited(browser: Browser, rules: Path) -> None:
    """A tick decides, a proof unfolds, what is missing can be added, and a date takes an approval out."""
    with studio(rules) as running, opened(browser, running) as page:
        page.get_by_label("NUK-023 Vurdere PET/CT").check()
        expect(decided(page)).to_contain_text("1 av 5 mål overføres")
        page.locator("summary", has_text="NKM-004").click()
        assert (
            "del av «PET/CT» (selvstendig) i NUK-2020/NUK-023"
            in page.locator(".outcome-transferred").inner_text()
        )
        assert "godkjent 28. februar 2025" in page.locator(".outcome-transferred").inner_text()
        page.locator("summary", has_text="NKM-009").click()
        page.get_by_role("button", name="Legg til NUK-031").click()
        expect(decided(page)).to_contain_text("2 av 5 mål overføres")
        assert page.get_by_label("NUK-031 Forskningsmetode").is_checked()
        page.get_by_label("Dato for godkjenning av NUK-023").fill("2025-04-01")
        expect(decided(page)).to_contain_text("1 av 5 mål overføres")
        page.get_by_text("datoen er utenfor settets gyldighet").wait_for()
        page.get_by_label("Per dato").fill("2024-01-01")
        expect(decided(page)).to_contain_text("0 av 5 mål overføres")
        page.get_by_text("per 1. januar 2024 gjelder overgangen ennå ikke").wait_for()
        page.get_by_label("Per dato").fill("")
        write(page, 'overgang NUK-2020 til NUK-2025 fra 2025-03-01\nregel ny: NUK-031 ≥ NKM-005\nfordi "x"')
        page.get_by_text("Regelverket har feil. Rett dem først").wait_for()


def test_a_save_shows_the_difference_first(browser: Browser, rules: Path) -> None:
    """Nothing is written before the difference is accepted; then every file that was edited is."""
    before = rules.read_bytes()
    with studio(rules) as running, opened(browser, running) as page:
        page.locator("#file").select_option("deler/ekstra.rules")
        write(page, "tema enda-mer")
        page.locator("#file").select_option("book.rules")
        write(page, "# slutt")
        page.keyboard.press("Control+s")
        shown = page.locator("dialog[open]").inner_text()
        assert "Endringene endrer hva reglene betyr." in shown
        assert "+\ttema enda-mer" in shown
        assert "+\t# slutt" in shown
        assert rules.read_bytes() == before
        page.get_by_role("button", name="Avbryt").click()
        assert rules.read_bytes() == before
        save(page)
        assert rules.read_text(encoding="utf-8").endswith("\n# slutt")
        assert (rules.parent / "deler" / "ekstra.rules").read_text(
            encoding="utf-8"
        ) == "tema ekstra\n\ntema enda-mer"
        page.get_by_text("Alt er lagret").wait_for()
        assert page.locator("button.save").first.is_disabled()
    assert sorted(path.name for path in rules.parent.iterdir()) == ["book.rules", "deler"]


@pytest.mark.parametrize("way", ["both", "mine", "disk"])
def test_a_conflict_loses_neither_version(browser: Browser, rules: Path, way: str) -> None:
    """A file changed on disk is not written over: both versions are shown, and the one not chosen is kept."""
    with studio(rules) as running, opened(browser, running) as page:
        write(page, "# mitt")
        theirs = rules.read_text(encoding="utf-8").replace('"Teranostikk"', '"Teranostikk og annet"')
        rules.write_text(theirs, encoding="utf-8")
        page.keyboard.press("Control+s")
        page.locator("dialog[open] .save").click()
        page.get_by_role("heading", name="Filen er endret på disken").wait_for()
        assert "Teranostikk og annet" in page.locator("dialog[open]").inner_text()
        assert rules.read_text(encoding="utf-8") == theirs
        page.locator(f"dialog[open] input[value={way}]").check()
        page.get_by_role("button", name="Bruk valgene og lagre").click()
        page.locator("dialog[open]").wait_for(state="detached")
        now = rules.read_text(encoding="utf-8")
        copy = rules.with_name("book.rules.lmrules-replaced-1")
        assert ("# mitt" in now) == (way != "disk")
        assert ("Teranostikk og annet" in now) == (way != "mine")
        assert copy.exists() == (way == "mine")
        if way == "mine":
            assert copy.read_text(encoding="utf-8") == theirs
            page.get_by_text("ligger nå ved siden av: book.rules.lmrules-replaced-1").wait_for()
        if way == "disk":
            page.locator(".cm-content").click()
            page.keyboard.press("Control+z")
            page.keyboard.press("Control+End")
            assert page.locator(".cm-activeLine").inner_text() == "# mitt"


def test_a_change_on_disk_is_noticed(browser: Browser, rules: Path) -> None:
    """A file with nothing unsaved is read again; one with edits is not touched, and the page says so."""
    with studio(rules) as running, opened(browser, running) as page:
        text = rules.read_text(encoding="utf-8")
        rules.write_text("# først\n" + text, encoding="utf-8")
        page.evaluate(LOOK)
        page.get_by_text("# først").wait_for()
        assert page.locator(".status").inner_text() == "Alt er lagret"
        write(page, "# mitt")
        rules.write_text(text, encoding="utf-8")
        page.evaluate(LOOK)
        page.get_by_text("Et annet program har endret det du holder på med: book.rules.").wait_for()
        page.get_by_role("button", name="Sammenlign og velg").click()
        page.get_by_role("heading", name="Filen er endret på disken").wait_for()
        page.keyboard.press("Escape")
        assert "# mitt" in page.locator(".cm-content").inner_text()


def test_no_edit_is_lost_when_everything_stops(browser: Browser, rules: Path) -> None:
    """After `kill -9`, in another browser, the edit is back as unsaved; it can be given up, and that undone."""
    with studio(rules) as running, opened(browser, running) as page:
        write(page, "# uten navn")
        page.get_by_text("Tatt vare på").wait_for()
        running.process.send_signal(signal.SIGKILL)
        page.locator(".banner").get_by_text("lmrules studio svarer ikke").wait_for()
        page.keyboard.insert_text(" og mer")
        page.get_by_text("Bare i nettleseren").wait_for()
    with studio(rules) as running, opened(browser, running) as page:
        page.get_by_text("Ulagrede endringer fra sist er hentet fram igjen: book.rules.").wait_for()
        page.locator(".cm-content").click()
        page.keyboard.press("Control+End")
        assert page.locator(".cm-activeLine").inner_text() == "# uten navn"
        page.get_by_role("button", name="Gå tilbake til filen på disken").click()
        page.get_by_text("Alt er lagret").wait_for()
        expect(page.locator(".cm-content")).not_to_contain_text("# uten navn")
        page.locator(".cm-content").click()
        page.keyboard.press("Control+z")
        expect(page.locator(".cm-content")).to_contain_text("# uten navn")
        page.get_by_text("Tatt vare på").wait_for()
        save(page)
    assert rules.read_text(encoding="utf-8").endswith("# uten navn")


def test_an_edit_survives_a_reload_and_a_second_window_only_looks(browser: Browser, rules: Path) -> None:
    """The page reloaded has the edit still; a second window beside it can read and not write."""
    with studio(rules) as running, opened(browser, running) as page:
        write(page, "# mitt")
        page.reload()
        page.get_by_text("Ulagrede endringer fra sist er hentet fram igjen").wait_for()
        second = page.context.new_page()
        second.goto(running.origin + "/")
        second.get_by_text("Regelverket er åpent i et annet vindu").wait_for()
        before = second.locator(".cm-content").inner_text()
        second.locator(".cm-content").click()
        second.keyboard.insert_text("x")
        assert second.locator(".cm-content").inner_text() == before
        write(page, "# og mer")
        page.get_by_text("Tatt vare på").wait_for()
        second.close()
        page.reload()
        page.get_by_text("Ulagrede endringer fra sist er hentet fram igjen").wait_for()
        page.locator(".cm-content").press("Control+End")
        assert page.locator(".cm-activeLine").inner_text() == "# og mer"


def test_the_page_speaks_each_language_throughout(browser: Browser, rules: Path) -> None:
    """No key of the catalogue and no other language's words stand where the page speaks; it remembers which."""
    with studio(rules, "--lang", "en") as running, opened(browser, running) as page:
        expect(page.locator("html")).to_have_attribute("lang", "en")
        for lang in LANGUAGES:
            page.locator("#language").select_option(lang)
            expect(page.locator("html")).to_have_attribute("lang", lang)
            expect(page.locator(".trial-form")).to_contain_text(getattr(catalogue()["trial.about"], lang))
            expect(decided(page)).to_contain_text(
                {"nb": "må vurderes", "nn": "må vurderast", "en": "assessed"}[lang]
            )
            text = page.locator("body").inner_text()
            for key, words in catalogue().items():
                assert key not in text, key
                for other in {"nb", "nn", "en"} - {lang}:
                    foreign = getattr(words, other)
                    if len(foreign) > 12 and "{" not in foreign and foreign != getattr(words, lang):
                        # Whole words: one language's phrase may be part of another's.
                        assert not re.search(rf"(?<!\w){re.escape(foreign)}(?!\w)", text), key
        page.reload()
        settled(page)
        expect(page.locator("html")).to_have_attribute("lang", LANGUAGES[-1])


@needs_axe
def test_everybody_can_use_the_page(browser: Browser, rules: Path) -> None:
    """axe-core finds nothing against WCAG 2.1 AA, light or dark, wide or on a phone, and nothing sticks out."""
    with studio(rules) as running, opened(browser, running) as page:
        page.get_by_label("NUK-023 Vurdere PET/CT").check()
        page.locator("summary", has_text="NKM-004").click()
        page.locator("summary", has_text="NKM-009").click()
        everywhere(page)
        write(page, UNSOUND)
        page.locator("button.fix").wait_for()
        page.locator(".cm-content").press("Control+f")
        everywhere(page)
        page.get_by_role("button", name="Forklar LM301").click()
        everywhere(page)
        page.keyboard.press("Escape")
        rules.write_text("# annet\n" + rules.read_text(encoding="utf-8"), encoding="utf-8")
        page.locator("button.save").first.click()
        page.locator("dialog[open]").wait_for()
        everywhere(page)
        page.locator("dialog[open] .save").click()
        page.get_by_role("heading", name="Filen er endret på disken").wait_for()
        everywhere(page)


def everywhere(page: Page) -> None:
    """Hold what the page shows now to the guidelines, wide and narrow, light and dark."""
    for width in (1400, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert violations(page, AXE) == [], (width, scheme)


def test_the_keyboard_alone_is_enough(browser: Browser, rules: Path) -> None:
    """From the skip link by way of the tabs to a tick, and out of the editor again, without a mouse."""
    with studio(rules) as running, opened(browser, running) as page:
        page.keyboard.press("Tab")
        focused = "document.activeElement"
        assert page.evaluate(f"{focused}.textContent") == "Hopp til visningene"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate(f"{focused}.getAttribute('role')") == "tab"
        page.keyboard.press("End")
        assert page.evaluate(f"{focused}.getAttribute('aria-selected')") == "true"
        page.keyboard.press("Home")
        page.get_by_role("tab", name="Prøv").focus()
        page.keyboard.press("Enter")
        page.get_by_label("NUK-023 Vurdere PET/CT").focus()
        page.keyboard.press("Space")
        expect(decided(page)).to_contain_text("1 av 5 mål overføres")
        page.locator(".cm-content").focus()
        page.keyboard.press("Tab")
        assert not page.evaluate(f"{focused}.closest('.cm-editor') !== null")
        write(page, UNSOUND)
        page.locator("button.fix").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".problems")).not_to_contain_text("uventet")
        assert page.evaluate(f"{focused}.closest('.cm-editor') !== null")


def test_the_shipped_rulebook_opens(browser: Browser, tmp_path: Path) -> None:
    """Sixteen files are in the chooser, without an error, and a decision of the shipped rulebook is made."""
    shutil.copytree(Path(__file__).parent.parent / "rules", tmp_path / "rules")
    with studio(tmp_path / "rules" / "nukleaermedisin.rules") as running, opened(browser, running) as page:
        assert page.locator("#file option").count() == 16
        page.get_by_label(re.compile("^NUK-001 ")).first.check()
        expect(decided(page)).to_contain_text("1 av 74 mål overføres")


def test_who_only_looks(browser: Browser, rules: Path) -> None:
    """The search finds by code and title; on paper the view stands alone; a used address opens nothing."""
    with studio(rules) as running, opened(browser, running) as page:
        page.get_by_label("Søk i målene").fill("strålev")
        shown = page.locator(".ticks li:visible").all_inner_texts()
        assert [line.split()[0] for line in shown] == ["STR-001", "STR-001"]

        page.emulate_media(media="print")
        assert not page.locator(".rules").is_visible()
        assert not page.locator("[role=tablist]").is_visible()
        assert page.locator(".trial-result").is_visible()
        expect(page.locator(".panel:not([hidden])")).to_have_css("overflow", "visible")

        assert "#" not in page.url
        other = browser.new_context()
        stranger = other.new_page()
        stranger.goto(running.address)
        stranger.get_by_text("The page is locked").wait_for()
        assert "NUK" not in stranger.content()
        other.close()
