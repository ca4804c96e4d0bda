"""The pages as the site builder takes them: copies, with their links led.

In the repository the pages are read where they stand, so their links lead to files beside ``docs/`` too.
On the site a page of the root stands under ``project/``, and any other file that a page leads to is carried
along under ``files/``.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path, PurePosixPath
from urllib.parse import quote

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
ROOT_PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")

FENCE = re.compile(
    r"^(?P<in> *)(?P<ticks>`{3,})(?P<info>[^\n`]*)\n(?P<text>.*?)^(?P=in)(?P=ticks)$",
    re.MULTILINE | re.DOTALL,
)
CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"(?P<before>\]\()(?P<target>[^)\s]+)(?P<after>\))")
_CELL_BAR = re.compile(r"`[^`\n]*\\\|[^`\n]*`")
_NORWEGIAN = frozenset({"og", "er", "som", "ikke", "det", "på", "av"})
_ENGLISH = frozenset({"and", "is", "that", "not", "the", "on", "of"})


class Broken(Exception):
    """A page that cannot be taken in as it is."""


def pages() -> tuple[Path, ...]:
    """Every page of the site: those of docs/, and those at the root."""
    return (*sorted(DOCS.rglob("*.md")), *(ROOT / name for name in ROOT_PAGES))


def staged(path: Path) -> PurePosixPath:
    """Where a file of the repository stands on the site."""
    if path.is_relative_to(DOCS):
        return PurePosixPath(path.relative_to(DOCS).as_posix())
    inside = path.relative_to(ROOT).as_posix()
    if inside in ROOT_PAGES:
        return PurePosixPath("project", inside)
    # The playground has its own place on the site.
    return PurePosixPath(inside) if inside.startswith("playground/") else PurePosixPath("files", inside)


def language(text: str) -> str:
    """The language of a page, ``nb`` or ``en``, by its most common words."""
    words = re.findall(r"\w+", CODE.sub("", FENCE.sub("", text)).casefold())
    norwegian, english = (sum(word in common for word in words) for common in (_NORWEGIAN, _ENGLISH))
    return "nb" if norwegian > english else "en"


def stage(target: Path) -> dict[str, str]:
    """Everything copied into ``target``; gives the language of each page, by its place there. ``Broken``."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(DOCS, target, ignore=shutil.ignore_patterns("*.md"))
    languages: dict[str, str] = {}
    for page in pages():
        text = page.read_text(encoding="utf-8")
        place = staged(page)
        file = target / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_prepared(text, page, target), encoding="utf-8")
        languages[str(place)] = language(text)
    return languages


def _prepared(text: str, page: Path, target: Path) -> str:
    """A page with its links led to where things stand on the site, and fences as the builder knows them."""
    parts, at = [], 0
    for fence in FENCE.finditer(text):
        parts += [_led(text[at : fence.start()], page, target), _fence(fence)]
        at = fence.end()
    return "".join([*parts, _led(text[at:], page, target)])


def _fence(fence: re.Match[str]) -> str:
    """An example under its language alone: the rest is for the tests. A file's name is shown."""
    word, _, rest = fence["info"].partition(" ")
    # The lexer that gives rule files their colours is called after the package.
    word = "lmrules" if word == "rules" else word
    name = re.search(r"fil=(?P<name>[^\s\"]+)", rest)
    title = f' title="{name["name"]}"' if name else ""
    return f"{fence['in']}{fence['ticks']}{word}{title}\n{fence['text']}{fence['in']}{fence['ticks']}"


def _led(prose: str, page: Path, target: Path) -> str:
    """A stretch of prose with its relative links led to where they stand on the site."""
    spans = [found.span() for found in CODE.finditer(prose)]

    def led(link: re.Match[str]) -> str:
        if any(begin <= link.start() < end for begin, end in spans):
            return link[0]
        return link["before"] + _target(link["target"], page, target) + link["after"]

    # Python-Markdown needs no backslash before a bar in code in a table, and would show it.
    return _CELL_BAR.sub(lambda code: code[0].replace(r"\|", "|"), _LINK.sub(led, prose))


def _target(link: str, page: Path, target: Path) -> str:
    """A link of ``page`` as it reads on the site; a file outside the pages is carried along."""
    if re.match(r"[a-z]+:|#", link):
        return link
    name, hash_, anchor = link.partition("#")
    file = (page.parent / name).resolve()
    file = file / "README.md" if file.is_dir() else file
    if not file.is_relative_to(ROOT) or not file.is_file():
        raise Broken(f"{page.relative_to(ROOT)}: the link {link} leads to no file of the repository")
    place = staged(file)
    if place.parts[0] == "files":
        (target / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target / place)
    return quote(os.path.relpath(place, staged(page).parent), safe="/.-") + hash_ + anchor
