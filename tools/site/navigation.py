"""The navigation, read from docs/README.md: its sections, and the pages in the order they are listed there.

A page that is not listed yet is still found: it comes last in the section that lists others of its folder.
So whoever adds a page adds one line to docs/README.md, or none.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path, PurePosixPath
from typing import Any

from staging import DOCS, ROOT_PAGES

Navigation = list[dict[str, Any]]

_SECTION = re.compile(r"^## +(?P<title>.+)$", re.MULTILINE)
_ENTRY = re.compile(r"^- \[(?P<title>[^]]+)\]\((?P<path>[^)#]+)\)", re.MULTILINE)
_HEADING = re.compile(r"^# +(?P<title>.+)$", re.MULTILINE)
DIAGNOSTICS = "reference/diagnostics"
PROJECT_TITLES = {"README.md": "README", "CONTRIBUTING.md": "Contributing", "CHANGELOG.md": "Changelog"}


def title(text: str) -> str:
    """The title of a page: its first heading, without marks."""
    found = _HEADING.search(text)
    return found["title"].replace("`", "") if found else ""


def navigation() -> Navigation:
    """The whole navigation: the front page, the playground, the sections, and the pages at the root."""
    sections = _listed((DOCS / "README.md").read_text(encoding="utf-8"))
    known = {page for pages in sections.values() for page in pages}
    for page in sorted(DOCS.rglob("*.md")):
        place = page.relative_to(DOCS).as_posix()
        if place not in known and place != "README.md" and not place.startswith(DIAGNOSTICS):
            _section_of(sections, place)[place] = title(page.read_text(encoding="utf-8"))
    nested = [
        {name: [_entry(title, page) for page, title in pages.items()]} for name, pages in sections.items()
    ]
    project = [
        {PROJECT_TITLES.get(n, n.removesuffix(".md").capitalize()): f"project/{n}"} for n in ROOT_PAGES
    ]
    return [
        {"Forside": "README.md"},
        {"Prøv i nettleseren": "playground/index.html"},
        *nested,
        {"Prosjektet": project},
    ]


def _listed(front: str) -> dict[str, dict[str, str]]:
    """The sections of the front page that list pages: for each the pages, with their titles."""
    places = [*_SECTION.finditer(front)]
    ends = [*(found.start() for found in places[1:]), len(front)]
    sections: dict[str, dict[str, str]] = {}
    for found, end in zip(places, ends, strict=True):
        pages = {}
        for entry in _ENTRY.finditer(front, found.end(), end):
            path = entry["path"] + "/README.md" if (DOCS / entry["path"]).is_dir() else entry["path"]
            if path.endswith(".md") and not path.startswith(".."):
                pages[path] = entry["title"]
        if pages:
            sections[found["title"]] = pages
    return sections


def _section_of(sections: dict[str, dict[str, str]], place: str) -> dict[str, str]:
    """The section with most pages of the folder that ``place`` is in; a new one where there is none."""
    folder = PurePosixPath(place).parts[0]
    count = Counter(
        {name: sum(p.startswith(f"{folder}/") for p in pages) for name, pages in sections.items()}
    )
    name, most = count.most_common(1)[0]
    return sections[name] if most else sections.setdefault(folder.capitalize(), {})


def _entry(name: str, page: str) -> dict[str, Any]:
    """One page; the index of the diagnostics takes its pages with it."""
    if page != f"{DIAGNOSTICS}/README.md":
        return {name: page}
    pages = sorted((DOCS / DIAGNOSTICS).glob("LM*.md"))
    within: list[Any] = [page, *({_short(p): p.relative_to(DOCS).as_posix()} for p in pages)]
    return {name: within}


def _short(page: Path) -> str:
    """What a page of a diagnostic is called in the navigation."""
    return title(page.read_text(encoding="utf-8"))
