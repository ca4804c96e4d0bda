"""The documentation as a site: every page in the navigation, nothing from outside, search in two languages."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from defusedxml.ElementTree import parse
from headless import chromium, needs_chromium
from site_browser import needs_npm, opened, serving

ROOT = Path(__file__).parent.parent
TOOLS = ROOT / "tools" / "site"
SVG = "{http://www.w3.org/2000/svg}"
pytestmark = pytest.mark.xdist_group("site")


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], ModuleType]]:
    """Imports a tool of the site by its name."""
    monkeypatch.syspath_prepend(TOOLS)
    before = set(sys.modules)
    yield import_module
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(TOOLS)):
            del sys.modules[name]


_built: list[Path] = []


def built_site(factory: pytest.TempPathFactory) -> Path:
    """The site, built once for all tests of this process."""
    if not _built:
        target = factory.mktemp("site") / "site"
        command = [sys.executable, str(TOOLS / "build.py"), str(target)]
        done = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")
        assert done.returncode == 0, done.stdout + done.stderr
        _built.append(target)
    return _built[0]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site."""
    return built_site(tmp_path_factory)


def test_the_groups_of_tests_are_kept(request: pytest.FixtureRequest) -> None:
    """Where tests run side by side, those of one group run in one process: what they share is made once."""
    if getattr(request.config.option, "loadgroup", False):
        assert request.node.nodeid.endswith("@site")


# ------------------------------------------------------------------------------------- what is generated


def test_the_generated_pages_are_fresh() -> None:
    """Grammar, Python reference, schemas and pictures are what their sources make now."""
    command = [sys.executable, str(TOOLS / "generated.py"), "--check"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr


def test_every_picture_can_be_read_without_seeing_it() -> None:
    """Every SVG has a title, and asks nobody for anything."""
    pictures = [*(ROOT / "docs").rglob("*.svg")]
    assert len(pictures) > 40
    for picture in pictures:
        root = parse(picture).getroot()
        assert root is not None
        assert root.get("role") == "img", picture
        assert (root.findtext(f"{SVG}title") or "").strip(), picture
        text = picture.read_text(encoding="utf-8")
        assert "url(" not in text, picture
        assert "@import" not in text, picture


# -------------------------------------------------------------------------------------------- navigation


def places(of: object) -> list[str]:
    """Every page of a navigation, each as often as it stands there."""
    if isinstance(of, str):
        return [of]
    parts = of.values() if isinstance(of, dict) else of if isinstance(of, list) else []
    return [place for part in parts for place in places(part)]


def test_every_page_is_in_the_navigation_once(tool: Callable[[str], ModuleType]) -> None:
    """Whoever adds a page under docs finds it in the navigation."""
    listed = places(tool("navigation").navigation())
    pages = {page.relative_to(ROOT / "docs").as_posix() for page in (ROOT / "docs").rglob("*.md")}
    assert len(listed) == len(set(listed))
    assert pages <= set(listed)


def test_a_page_that_is_not_listed_joins_its_folder(
    tool: Callable[[str], ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new page of how-to stands with the others of how-to; one of a new folder has a section of its own."""
    navigation = tool("navigation")
    (tmp_path / "README.md").write_text("# x\n\n## Guides\n\n- [A](how-to/a.md).\n", encoding="utf-8")
    for place in ("how-to/a.md", "how-to/b.md", "tutorial/c.md", "reference/diagnostics/README.md"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(f"# About {place[-4]}\n", encoding="utf-8")
    monkeypatch.setattr(navigation, "DOCS", tmp_path)
    sections = {name: part for entry in navigation.navigation() for name, part in entry.items()}
    assert sections["Guides"] == [{"A": "how-to/a.md"}, {"About b": "how-to/b.md"}]
    assert sections["Tutorial"] == [{"About c": "tutorial/c.md"}]


# ----------------------------------------------------------------------------------------- looking through

POLICY = '<meta http-equiv="Content-Security-Policy" content="default-src \'self\'">'


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('<script src="https://a.example/x.js"></script>', ["loads https://a.example/x.js"]),
        ('<img src="//a.example/x.png">', ["loads //a.example/x.png"]),
        ("<style>@import 'https://a.example/f.css';</style>", ["loads https://a.example/f.css"]),
        ('<p style="background: url(http://a.example/b)">', ["loads http://a.example/b"]),
        ('<a href="gone.html">x</a>', ["leads to gone.html, which is not there"]),
        ('<a href="index.html#gone">x</a>', ["leads to index.html#gone, which is not there"]),
        ('<img src="gone.png">', ["loads gone.png, which is not there"]),
        ('<a href="https://a.example/">x</a><h2 id="here">x</h2><a href="#here">x</a>', []),
    ],
)
def test_what_is_wrong_with_a_page_is_found(
    tool: Callable[[str], ModuleType], tmp_path: Path, body: str, found: list[str]
) -> None:
    """What a page loads from outside, and a link of ours that leads nowhere; a link to others is no loading."""
    (tmp_path / "index.html").write_text(f"<!doctype html>{POLICY}{body}", encoding="utf-8")
    assert tool("looking").through(tmp_path) == [f"index.html: {said}" for said in found]


def test_a_page_without_a_policy_is_found(tool: Callable[[str], ModuleType], tmp_path: Path) -> None:
    """Every page forbids what others offer; one that does not is named, as is a style sheet with a font."""
    (tmp_path / "index.html").write_text("<!doctype html><p>x", encoding="utf-8")
    (tmp_path / "a.css").write_text("@font-face { src: url('https://a.example/f.woff') }", encoding="utf-8")
    assert tool("looking").through(tmp_path) == [
        "index.html: its policy does not keep others out",
        "a.css: loads https://a.example/f.woff",
    ]


def test_a_link_out_of_the_repository_stops_the_build(
    tool: Callable[[str], ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that leads to a file that is not there is named, and no site is made of it."""
    staging = tool("staging")
    page = ROOT / "docs" / "x.md"
    with pytest.raises(staging.Broken, match="leads to no file"):
        staging._prepared("[x](gone.md)", page, tmp_path)
    # In code, and in an example, brackets are no link.
    assert staging._prepared("`[x](gone.md)`\n", page, tmp_path) == "`[x](gone.md)`\n"
    example = "```text\n[x](gone.md)\n```"
    assert staging._prepared(example, page, tmp_path) == example


# ------------------------------------------------------------------------------------------ the built site


@needs_npm
def test_two_builds_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    """Each builds in a folder of its own, and both come out whole."""
    commands = [[sys.executable, str(TOOLS / "build.py"), str(tmp_path / name)] for name in "ab"]
    builds = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for command in commands]
    assert [build.wait() for build in builds] == [0, 0]
    first, second = ({p.relative_to(tmp_path / n) for p in (tmp_path / n).rglob("*")} for n in "ab")
    assert first == second


@needs_npm
def test_the_site_builds_and_needs_nobody(site: Path) -> None:
    """The build itself looks through every page; here: they are all there, each in its language."""
    pages = {
        page.relative_to(site).as_posix(): page.read_text(encoding="utf-8") for page in site.rglob("*.html")
    }
    assert '<html lang="nb"' in pages["how-to/skriv-regler.html"]
    assert '<html lang="en"' in pages["explanation/architecture.html"]
    assert len([page for page in pages if page.startswith("reference/diagnostics/LM")]) > 50
    assert 'class="language-lmrules' in pages["reference/language.html"]
    assert "Content-Security-Policy" in pages["index.html"]


@needs_npm
def test_the_search_knows_both_languages(site: Path) -> None:
    """The index beside the pages has words of the authors' guide, of the developers' pages, and every code."""
    items = json.loads((site / "search.json").read_text(encoding="utf-8"))["items"]
    text = " ".join(f"{item['title']} {item['text']}" for item in items)
    assert all(word in text for word in ("godkjenninger", "strålevern", "soundness", "LM301"))


@needs_npm
@needs_chromium
def test_searching_finds_in_both_languages(site: Path) -> None:
    """Norwegian and English words are found, over HTTP and with the pages opened as files; nobody else is asked."""
    with serving(site) as folder, chromium() as browser:
        for address in (folder.address, site.as_uri()):
            page, seen = opened(browser, f"{address}/index.html")
            page.locator(".md-search__button").click()
            for asked, found in (("godkjenninger", "how-to/skriv-regler"), ("soundness", "explanation/")):
                page.locator("input:visible").first.fill(asked)
                page.locator(f"a[href*='{found}'][href*='h={asked}']").first.wait_for(timeout=20_000)
            assert seen.outside == []
            assert seen.complaints == []
