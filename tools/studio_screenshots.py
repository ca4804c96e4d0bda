# ruff: noqa: INP001 - a script, no package
"""Take the pictures of `lmrules studio` that stand in the documentation: `make screenshots`.

Each is taken of the shipped rulebook by the tests' own way of opening the page.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from headless import chromium  # noqa: E402 - it stands beside the tests
from studio_browser import opened, studio, write  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Page

IMAGES = ROOT / "docs" / "images"
SOUND = 'utkast regel R-prøve: NUK-001 ≥ NUK-103\n        fordi "Samme innhold."'
RULE = 'utkast regel R-prøve: NUK-002 ≥ NUK-104\n        fordii "Samme innhold."'


def editing(page: Page) -> None:
    """A rule with a mistake in it, and what is said of it."""
    page.locator("#file").select_option("nukleaermedisin/overgang-2021-2025-stralevern.rules")
    write(page, RULE)
    page.locator("button.fix").wait_for()


def trying(page: Page) -> None:
    """Some approvals ticked, and a proof unfolded."""
    for code in ("NUK-001", "NUK-002"):
        page.get_by_label(re.compile(f"^{code} ")).first.check()
    page.locator("summary", has_text="NUK-103").click()
    page.locator(".outcome-transferred details[open]").wait_for()


def saving(page: Page) -> None:
    """The difference that a save would make."""
    page.locator("#file").select_option("nukleaermedisin/overgang-2021-2025-stralevern.rules")
    write(page, SOUND)
    page.keyboard.press("Control+s")
    page.locator("dialog[open]").wait_for()


def matrix(page: Page) -> None:
    """Old against new, narrowed to what rules mention."""
    page.locator("#tab-matrix").click()
    page.locator("#matrix-rules").check()
    page.locator(".matrix button").nth(2).focus()


def flow(page: Page) -> None:
    """What joins and what splits."""
    page.locator("#tab-flow").click()
    page.locator(".flow-parts").get_by_text("Flere til flere").click()


def suggestions(page: Page) -> None:
    """Two rules that somebody took away, suggested back."""
    page.locator("#tab-suggestions").click()
    page.locator(".suggested summary").first.click()


def consequence(page: Page) -> None:
    """What one of them, put back, means for the doctors of the example."""
    page.locator("#tab-suggestions").click()
    page.locator(".suggested .do button").first.click()
    page.locator("#tab-consequence").click()
    page.set_input_files("#consequence-file", ROOT / "rules" / "eksempler" / "godkjenninger.csv")
    page.locator(".consequence-result .gains").first.wait_for()


def without_two_rules(rules: Path) -> None:
    """Take away two rules that can be proved."""
    path = rules / "nukleaermedisin" / "overgang-2021-2025-stralevern.rules"
    text, taken = re.subn(
        r"(?ms)^    regel (stråling|strålevernlov):.*?(?=^    \S)", "", path.read_text("utf-8")
    )
    if taken != 2:  # noqa: PLR2004 - the two named
        raise AssertionError("the shipped rules have changed")
    path.write_text(re.sub(r"(?ms)^    eksempel .*", "", text), encoding="utf-8")


WIDE: dict[str, Any] = {"viewport": {"width": 1360, "height": 850}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}
DARK: dict[str, Any] = {"color_scheme": "dark"}
SHOTS: dict[str, tuple[Callable[[Page], None], dict[str, Any]]] = {
    "studio-redigering": (editing, WIDE),
    "studio-prov": (trying, WIDE | DARK),
    "studio-lagre": (saving, WIDE),
    "studio-telefon": (trying, PHONE),
    "studio-matrise": (matrix, WIDE),
    "studio-flyt": (flow, WIDE),
    "studio-forslag": (suggestions, WIDE),
    "studio-konsekvens": (consequence, WIDE | DARK),
}
PREPARED: dict[str, Callable[[Path], None]] = {
    "studio-forslag": without_two_rules,
    "studio-konsekvens": without_two_rules,
}


def main(wanted: list[str]) -> None:
    """Take the pictures named, or all."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        for name in wanted or SHOTS:
            act, context = SHOTS[name]
            rules = Path(folder, name)
            shutil.copytree(ROOT / "rules", rules)
            PREPARED.get(name, lambda _: None)(rules)
            with (
                studio(rules / "nukleaermedisin.rules") as running,
                opened(browser, running, **context) as page,
            ):
                act(page)
                page.wait_for_timeout(500)
                # The picture hides the caret by a style of its own, which the page's policy would refuse.
                page.screenshot(path=IMAGES / f"{name}.png", caret="initial")


if __name__ == "__main__":
    main(sys.argv[1:])
