"""What is wrong with the built site: anything loaded from outside, any link of its own that leads nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import attrs

_LOADS = {
    ("script", "src"), ("link", "href"), ("img", "src"), ("img", "srcset"), ("source", "src"), ("source", "srcset"),
    ("iframe", "src"), ("object", "data"), ("embed", "src"), ("video", "src"), ("audio", "src"), ("use", "href"),
    ("image", "href"), ("form", "action"), ("input", "src"), ("track", "src"), ("video", "poster"), ("base", "href"),
}  # fmt: skip
_OUTSIDE = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_CSS_LOADS = re.compile(r"(?:url\(\s*|@import\s+)['\"]?(?P<target>[^'\")\s]+)", re.IGNORECASE)


@attrs.define
class Page(HTMLParser):
    """What one page loads, where it leads, and the places on it."""

    loads: list[str] = attrs.field(factory=list)
    leads: list[str] = attrs.field(factory=list)
    places: set[str] = attrs.field(factory=set)
    policy: str = ""
    _style: bool = False

    def __attrs_pre_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note what an element loads and where it leads."""
        given = {name: value or "" for name, value in attributes}
        self._style = tag == "style"
        self.loads += [value for name, value in given.items() if (tag, name) in _LOADS]
        self.loads += [found["target"] for found in _CSS_LOADS.finditer(given.get("style", ""))]
        self.leads += [given["href"]] if tag == "a" and "href" in given else []
        self.places |= {given[name] for name in ("id", "name") if given.get(name)}
        if given.get("http-equiv", "").casefold() == "content-security-policy":
            self.policy = given.get("content", "")

    def handle_data(self, data: str) -> None:
        """Note what a style sheet within the page loads."""
        if self._style:
            self.loads += [found["target"] for found in _CSS_LOADS.finditer(data)]


def read(file: Path) -> Page:
    """One built page."""
    page = Page()
    page.feed(file.read_text(encoding="utf-8"))
    return page


def through(site: Path) -> list[str]:
    """What is wrong, a line for each; empty for a site that needs nobody else and leads where it says."""
    pages = {file: read(file) for file in sorted(site.rglob("*.html"))}
    found = [line for file, page in pages.items() for line in _wrong(site, file, page, pages)]
    for sheet in sorted(site.rglob("*.css")):
        loaded = (f["target"] for f in _CSS_LOADS.finditer(sheet.read_text(encoding="utf-8")))
        found += [f"{sheet.relative_to(site)}: loads {target}" for target in loaded if _OUTSIDE.match(target)]
    return found


def _wrong(site: Path, file: Path, page: Page, pages: dict[Path, Page]) -> Iterator[str]:
    here = file.relative_to(site)
    for target in page.loads:
        if _OUTSIDE.match(target):
            yield f"{here}: loads {target}"
        elif not target.startswith("data:") and not _there(site, file, target, pages):
            yield f"{here}: loads {target}, which is not there"
    for target in page.leads:
        if not re.match(r"[a-z]+:", target) and not _there(site, file, target, pages):
            yield f"{here}: leads to {target}, which is not there"
    if "default-src" not in page.policy or re.search(r"https?:|\*", page.policy):
        yield f"{here}: its policy does not keep others out"


def _there(site: Path, file: Path, target: str, pages: dict[Path, Page]) -> bool:
    """Whether a file of the site, and a place on it, is there."""
    parts = urlsplit(target)
    named = unquote(parts.path)
    place = (site / named.lstrip("/") if named.startswith("/") else file.parent / named).resolve()
    place = file if not named else place / "index.html" if place.is_dir() else place
    if not place.is_file():
        return False
    anchor = unquote(parts.fragment)
    return not anchor or place not in pages or anchor in pages[place].places or anchor.startswith("__")
