"""The playground: lmrules in the page itself, under Pyodide, with everything it needs beside it.

``playground/`` has the page; Pyodide comes from its npm package, and the wheels from the environment that
builds the site, so that the page runs the very versions that the tests run. Nothing is fetched.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from hatchling.build import build_wheel
from staging import FENCE, ROOT

from lmrules.pipeline import check_path, check_text
from lmrules.resources import resource_text

HERE = ROOT / "playground"
MODULES = HERE / "node_modules"
PYODIDE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
NEEDED = ("attrs", "lark")
SHIM = MODULES / "iframe-worker" / "shim" / "index.js"
"""A worker for pages that are opened from a file, where browsers allow none: the site's search needs one."""

_RULEBOOK = ROOT / "rules" / "nukleaermedisin.rules"
_USE = re.compile(r'^bruk "(?P<path>[^"]+)"\n', re.MULTILINE)
_PET_ROWS = "lis,læringsmål,godkjent\nLIS-1,GML-023,2023-05-02\nLIS-2,GML-024,2023-05-02\n"
_RIGHT = "GML-024 ≥ NY-005 i innhold, < i kompleksitet"


def missing() -> str:
    """What is missing for the site to be built, for people; empty where nothing is."""
    wanted = [SHIM, *(MODULES / "pyodide" / name for name in PYODIDE)]
    gone = [path.name for path in wanted if not path.is_file()]
    return f"{', '.join(gone)} missing: `make docs` installs them with npm" if gone else ""


def add(pages: Path) -> None:
    """The playground beside the ``pages`` of the site; OSError where its parts are not installed."""
    target = pages / "playground"
    (target / "wheels").mkdir(parents=True)
    for file in sorted(HERE.iterdir()):
        if file.suffix in {".html", ".css", ".js", ".py"}:
            shutil.copyfile(file, target / file.name)
    (target / "pyodide").mkdir()
    for name in PYODIDE:
        shutil.copyfile(MODULES / "pyodide" / name, target / "pyodide" / name)
    wheels = [_repacked(name, target / "wheels") for name in NEEDED] + [_our_own(target / "wheels")]
    (target / "wheels" / "list.json").write_text(json.dumps(wheels), encoding="utf-8")
    _write_examples(target / "examples")


def _repacked(name: str, folder: Path) -> str:
    """The wheel of an installed package of plain Python, packed again from its installed files."""
    installed = distribution(name)
    wheel = f"{name}-{installed.version}-py3-none-any.whl"
    with ZipFile(folder / wheel, "w", ZIP_DEFLATED) as packed:
        for file in sorted(installed.files or ()):
            if ".." not in file.parts and file.suffix != ".pyc":
                packed.writestr(ZipInfo(file.as_posix()), file.read_binary(), ZIP_DEFLATED)
    return wheel


def _our_own(folder: Path) -> str:
    """The wheel of lmrules as it is here."""
    before = Path.cwd()
    os.chdir(ROOT)  # hatchling builds the project that it stands in
    try:
        return build_wheel(str(folder))
    finally:
        os.chdir(before)


# ----------------------------------------------------------------------------------------------- examples


def _write_examples(folder: Path) -> None:
    folder.mkdir()
    listed = []
    for name, title, rules, rows in _examples():
        (folder / f"{name}.rules").write_text(rules, encoding="utf-8")
        (folder / f"{name}.csv").write_text(rows, encoding="utf-8")
        listed.append([name, title])
    (folder / "list.json").write_text(json.dumps(listed, ensure_ascii=False), encoding="utf-8")


def _examples() -> Iterator[tuple[str, str, str, str]]:
    """Each example: its file, its title, its rules and its approvals."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    pet = next(f["text"] for f in FENCE.finditer(readme) if f["info"] == "rules")
    yield "pet", "PET/CT, oppdiktet", pet, _PET_ROWS
    yield "feil", "Det samme med en feil å rette", pet.replace(_RIGHT, "GML-024 ≥ NY-005"), _PET_ROWS
    template = resource_text("templates/rulebook.nb.rules")
    yield "mal", "Malen fra lmrules init", template, resource_text("templates/approvals.nb.csv")
    rows = (ROOT / "rules" / "eksempler" / "godkjenninger.csv").read_text(encoding="utf-8")
    yield "nukleaermedisin", "Nukleærmedisin, hele regelverket", one_text(_RULEBOOK), rows


def one_text(path: Path) -> str:
    """A rulebook of several files as one text with the same meaning; ``ValueError`` if it has not."""
    text = _with_files(path)
    if check_text(text).digest != check_path(path).digest:
        raise ValueError(f"{path.name} means something else as one text")
    return text


def _with_files(path: Path) -> str:
    """A rule file with the files that it uses in their place."""
    text = path.read_text(encoding="utf-8")
    return _USE.sub(lambda use: _with_files(path.parent / use["path"]), text)
