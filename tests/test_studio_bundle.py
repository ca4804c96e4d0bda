"""The built page: what the source builds, small, with licences, and without anybody's address."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BUILT = ROOT / "lmrules" / "studio" / "static"
SOURCE = ROOT / "studio"
NODE = shutil.which("node")
INSTALLED = SOURCE / "node_modules"
needs_node = pytest.mark.skipif(
    NODE is None or not INSTALLED.is_dir(), reason="node, or what `make studio` installs, is missing"
)


@needs_node
def test_the_committed_page_is_what_the_source_builds(tmp_path: Path) -> None:
    """`make studio` changes nothing: every built file is, byte for byte, what the source gives."""
    subprocess.run([str(NODE), str(SOURCE / "build.mjs"), str(tmp_path)], check=True, cwd=SOURCE)
    built = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    committed = {path.name: path.read_bytes() for path in BUILT.iterdir()}
    assert built.keys() == committed.keys()
    assert [name for name in built if built[name] != committed[name]] == []


def test_the_page_is_small() -> None:
    """Script and style together are under 200 kB as they would be sent, compressed."""
    sent = sum(len(gzip.compress((BUILT / name).read_bytes())) for name in ("app.js", "app.css"))
    assert sent < 200_000


def test_the_page_asks_nobody_for_anything() -> None:
    """No address of another place stands in page or style, and the script fetches none."""
    for name in ("index.html", "app.css"):
        assert "://" not in (BUILT / name).read_text(encoding="utf-8").replace("http://www.w3.org/", "")
    script = (BUILT / "app.js").read_text(encoding="utf-8")
    assert not re.search(r"(?:fetch|import)\(\s*[\"'`](?:https?:)?//", script)
    assert "sourceMappingURL" not in script


def test_the_licences_of_what_is_bundled_go_with_it() -> None:
    """Every package that the page is bundled of stands among the licences."""
    licences = (BUILT / "LICENSES.txt").read_text(encoding="utf-8")
    package = json.loads((SOURCE / "package.json").read_text(encoding="utf-8"))
    for name in package["dependencies"]:
        assert f"\n{name}\n" in licences
    assert "MIT License" in licences
    assert len(licences) < 50_000


def test_the_lock_names_no_registry() -> None:
    """What npm wrote names packages by version and checksum, and no place to get them from."""
    lock = (SOURCE / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert '"integrity"' in lock
