"""The package works as a wheel and as an editable install, and carries what it needs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from this checkout, with the build backend that is installed here (no network)."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = out.glob("*.whl")
    return built


def test_a_wheel_carries_grammar_pages_rules_schemas_and_types(wheel: Path) -> None:
    """Everything the package reads at run time is inside the wheel."""
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "lmrules/py.typed",
        "lmrules/_data/grammar/equivalence.lark",
        "lmrules/_data/rules/nukleaermedisin.rules",
        "lmrules/schemas/transfer.schema.json",
        "lmrules/schemas/check.schema.json",
        "lmrules/schemas/impact.schema.json",
        "lmrules/templates/impact.css",
        "lmrules/templates/help.txt",
        "lmrules/templates/letter.nb.txt",
        "lmrules/templates/page.css",
        "lmrules/templates/rulebook.nb.rules",
        "lmrules/studio/static/index.html",
        "lmrules/studio/static/app.js",
        "lmrules/studio/static/app.css",
        "lmrules/studio/static/LICENSES.txt",
    } <= names
    assert any(name.startswith("lmrules/_data/diagnostics/LM301") for name in names)


def test_a_wheel_checks_explains_and_transfers_far_from_the_repository(wheel: Path, tmp_path: Path) -> None:
    """Unpacked elsewhere, the wheel finds its own grammar, pages and rules."""
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    code = (
        "import lmrules, lmrules.resources as r; from pathlib import Path;"
        "assert str(Path(lmrules.__file__)).startswith(SITE), lmrules.__file__;"
        "book = lmrules.load(r.resource_path('rules/nukleaermedisin.rules'));"
        "print(len(book.transfer([lmrules.Approval('NUK-001', '2023-02-01')]).transferred))"
    ).replace("SITE", repr(str(site)))
    environment = {**os.environ, "PYTHONPATH": str(site)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 1
    explained = subprocess.run(
        [sys.executable, "-m", "lmrules", "explain", "LM301"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert explained.returncode == 0, explained.stderr
    assert "LM301" in explained.stdout


def test_an_editable_install_reads_the_repositorys_own_files() -> None:
    """In a checkout the grammar and rules are those of the repository, not copies."""
    from lmrules.resources import resource_path

    assert resource_path("grammar/equivalence.lark") == ROOT / "grammar" / "equivalence.lark"
    assert resource_path("rules/nukleaermedisin.rules") == ROOT / "rules" / "nukleaermedisin.rules"
    with pytest.raises(FileNotFoundError):
        resource_path("grammar/finnes-ikke.lark")


def _tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607
    if done.returncode:
        pytest.skip("not a git checkout (an sdist): there is nothing tracked to look at")
    return [ROOT / name for name in done.stdout.split("\0") if name]


def test_no_tracked_file_names_a_package_index_or_a_path_of_one_machine() -> None:
    """Neither may be committed."""
    machine = re.compile(r"(?<![\w./])/(?:work|root|farm|home)/[A-Za-z.]")
    index = re.compile(r"index-url\s*[=:]|registry\s*=\s*\"https?:|\"resolved\":\s*\"https?:")
    found = []
    for path in _tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue
        if path != Path(__file__) and (machine.search(text) or index.search(text)):
            found.append(str(path.relative_to(ROOT)))
    assert found == []
