"""Build the documentation site: ``python tools/site/build.py [FOLDER]`` (default ``build/site``).

The pages are copied (``staging``), built by Zensical with the navigation of ``navigation``, given their
language, and looked through (``looking``): a page that loads anything from outside, or leads nowhere, fails.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import looking
import yaml
from navigation import navigation
from staging import ROOT, Broken, stage

import playground

HERE = Path(__file__).parent
SITE = ROOT / "build" / "site"
_HTML_LANGUAGE = re.compile(r'<html lang="[^"]*"')


class Slugs(yaml.SafeLoader):
    """YAML with ``!slugs``: anchors are made as GitHub makes them, so that a link is right in both places."""


Slugs.add_constructor("!slugs", lambda *_: {"object": "pymdownx.slugs.slugify", "kwds": {"case": "lower"}})


def settings() -> dict[str, object]:
    """What Zensical is told."""
    told = yaml.load((HERE / "site.yml").read_text(encoding="utf-8"), Slugs)  # noqa: S506 - a safe loader
    told["theme"]["custom_dir"] = str(HERE / "theme")
    return {**told, "nav": navigation(), "docs_dir": "pages", "site_dir": "site"}


def build(site: Path) -> None:
    """The whole site, in ``site``; ``CalledProcessError`` where Zensical fails, with what it said."""
    shutil.rmtree(site, ignore_errors=True)
    SITE.parent.mkdir(exist_ok=True)
    # A folder of its own, so that two who build at once do not take away each other's pages.
    with tempfile.TemporaryDirectory(prefix="site-", dir=SITE.parent) as folder:
        work = Path(folder)
        languages = stage(work / "pages")
        shutil.copyfile(HERE / "site.css", work / "pages" / "site.css")
        shutil.copyfile(playground.SHIM, work / "pages" / "iframe-worker.js")
        playground.add(work / "pages")
        # JSON is YAML, and keeps every title as it is.
        config = work / "mkdocs.yml"
        config.write_text(json.dumps(settings(), ensure_ascii=False), encoding="utf-8")
        # Not --strict: what leads nowhere is found in what is built, and said in one line.
        command = [sys.executable, "-m", "zensical", "build", "--config-file", str(config)]
        environment = {**os.environ, "NO_COLOR": "1"}
        subprocess.run(command, check=True, env=environment, capture_output=True, text=True)  # noqa: S603
        shutil.move(work / "site", site)
    for place, language in languages.items():
        _say_language(site / place, language)


def _say_language(page: Path, language: str) -> None:
    """Write on a built page which language it is in: they are not all in the language of the menus."""
    built = page.with_name("index.html" if page.name == "README.md" else page.stem + ".html")
    text = built.read_text(encoding="utf-8")
    built.write_text(_HTML_LANGUAGE.sub(f'<html lang="{language}"', text, count=1), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Build, look through, and say where the site is."""
    if why := playground.missing():
        sys.stderr.write(f"{why}\n")
        return 1
    site = Path(arguments[0]).resolve() if arguments else SITE
    try:
        build(site)
        found = [*looking.through(site)]
    except subprocess.CalledProcessError as failed:
        found = [failed.stdout + failed.stderr]
    except Broken as broken:
        found = [str(broken)]
    if not found:
        sys.stdout.write(f"{os.path.relpath(site)}\n")
        return 0
    sys.stderr.writelines(f"{line}\n" for line in found)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
