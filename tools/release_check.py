# ruff: noqa: INP001 - a script, no package
"""``make release-check``: what would be published, built, looked over, and used in clean environments.

Wheel and sdist pass twine and check-wheel-contents. Then each is installed, with what the command line and
the server need and nothing else, on every Python that is found (PYTHONS names others), and used far from
here: a new rulebook, its transfer, a server asked. Where there is no Python 3.14, it is tried as Pyodide from
npm: the core and the command line, without sockets.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
DIST = ROOT / "dist"
OLDEST = (3, 11)
PYODIDE = "pyodide@314"
USED = """
import json, pathlib, signal, subprocess, sys, urllib.request
from importlib.metadata import version
import lmrules
from lmrules import resources, versions
assert "site-packages" in lmrules.__file__, lmrules.__file__
lmrules_ = [sys.executable, "-m", "lmrules"]
def run(*given, code=0):
    done = subprocess.run([*lmrules_, *map(str, given)], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == code, (given, done.returncode, done.stderr)
    return done.stdout
rules = resources.resource_path("rules/nukleaermedisin.rules")
said = run("--version")
assert f"lmrules {version('lmrules')}" in said and f"rule language {versions.LANGUAGE}" in said
digest = json.loads(run("check", rules, "--format", "json"))["rulebook"]["digest"]
assert digest in said, said
assert "LM301" in run("explain", "LM301")
run("init", "new")
run("check", "new")
(first,) = pathlib.Path("new").glob("*.rules")
(rows,) = pathlib.Path("new").glob("*.csv")
decided = run("transfer", first, rows, "--format", "json")
pathlib.Path("decided.json").write_text(decided, encoding="utf-8")
run("audit", first, "decided.json")
run("fmt", "--check", "new")
serve = [*lmrules_, "serve", str(rules), "--port", "0"]
server = subprocess.Popen(serve, stderr=subprocess.PIPE, text=True, encoding="utf-8")
address = next(word for word in server.stderr.readline().split() if word.startswith("http")).rstrip(";")
rows = b"person,objective,approved\\nP,NUK-001,2023-02-01\\n"
asked = urllib.request.Request(address + "/v1/transfer?to=NUK-2025", rows, {"Content-Type": "text/csv"})
answer = json.load(urllib.request.urlopen(asked))
assert answer["rulebook"]["digest"] == digest and answer["summary"]["transferred"] > 0
server.send_signal(signal.SIGTERM)
assert server.wait(30) == 0
book = lmrules.load(rules)
assert book.transfer([lmrules.Approval("NUK-001", "2023-02-01")], to="NUK-2025").to_json()
"""
IN_PYODIDE = """
const { loadPyodide } = await import("./node_modules/pyodide/pyodide.mjs");
const python = await loadPyodide();
python.FS.mkdir("/site"); python.FS.mount(python.FS.filesystems.NODEFS, { root: process.argv[2] }, "/site");
console.log(python.runPython(`
import sys, os, io, json
sys.path.insert(0, "/site")
def run(*given):
    from lmrules.cli.main import run
    out, taken = sys.stdout, io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    sys.stdout = taken
    try:
        code = run([str(g) for g in given])
    finally:
        sys.stdout = out
    assert code == 0, (given, code)
    taken.flush()
    return taken.buffer.getvalue().decode()
import lmrules
from lmrules import resources
rules = resources.resource_path("rules/nukleaermedisin.rules")
assert json.loads(run("check", rules, "--format", "json"))["rulebook"]["digest"] in run("--version")
os.chdir("/tmp"); run("init", "new"); run("check", "new")
import pathlib
(first,), (rows,) = pathlib.Path("new").glob("*.rules"), pathlib.Path("new").glob("*.csv")
pathlib.Path("decided.json").write_text(run("transfer", first, rows, "--format", "json"), encoding="utf-8")
run("audit", first, "decided.json")
sys.version.split()[0]
`));
"""


def say(line: str) -> None:
    """A line to whoever waits."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def run(*command: str | Path, cwd: Path = ROOT, **environment: str) -> str:
    """A command that must succeed; its output."""
    kept = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(  # noqa: S603 - our own commands
        command,
        cwd=cwd,
        env=kept | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command[:4]))} …\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout


def built() -> tuple[Path, Path]:
    """The sdist, and the wheel that is made from it; each looked over."""
    shutil.rmtree(DIST, ignore_errors=True)
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", DIST)
    (sdist,), (wheel,) = DIST.glob("*.tar.gz"), DIST.glob("*.whl")
    run(sys.executable, "-m", "twine", "check", "--strict", sdist, wheel)
    run(Path(sys.executable).parent / "check-wheel-contents", wheel)
    say(f"built and looked over: {sdist.name}, {wheel.name}")
    return sdist, wheel


def pythons(named: Iterable[str]) -> Iterator[tuple[str, Path]]:
    """Every Python there is, or those ``named``, by its version; the newest of each minor version."""
    folder = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    candidates = [*named] or [
        *(found for minor in range(11, 20) if (found := shutil.which(f"python3.{minor}"))),
        *map(str, sorted(folder.glob("3.*/bin/python"))),
    ]
    known: dict[tuple[int, ...], tuple[str, Path]] = {}
    for candidate in candidates:
        shown = "import sys; print(*sys.version_info[:3], sep='.')"
        done = subprocess.run(  # noqa: S603 - a Python that was named, or found
            [candidate, "-c", shown], capture_output=True, text=True, check=False
        )
        version = tuple(map(int, done.stdout.split("."))) if done.returncode == 0 else (0,)
        if version >= OLDEST:
            known[version[:2]] = max(
                known.get(version[:2], ("", Path())), (done.stdout.strip(), Path(candidate))
            )
    yield from (known[minor] for minor in sorted(known))


def used(python: Path, version: str, package: Path) -> None:
    """``package`` installed for ``python`` in an environment of its own, and used."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        run(python, "-m", "venv", place / "env")
        own = place / "env" / "bin" / "python"
        run(own, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"{package}[cli,serve]")
        run(own, "-m", "pip", "check", "--disable-pip-version-check")
        (place / "used.py").write_text(USED, encoding="utf-8")
        run(own, "-W", "error::DeprecationWarning:lmrules", "used.py", cwd=place)
        say(f"Python {version}: {package.name} installed, and used")


def in_pyodide(wheel: Path) -> None:
    """The wheel on the Python that npm has; where there is no npm, that is said."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        say("Python 3.14: not tried, there is neither a python3.14 nor npm")
        return
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        run("npm", "install", "--silent", "--no-save", "--no-audit", "--no-fund", PYODIDE, cwd=place)
        target = ("--target", place / "site", "--only-binary", ":all:")
        run(sys.executable, "-m", "pip", "install", "--quiet", *target, f"{wheel}[cli]")
        (place / "used.mjs").write_text(IN_PYODIDE, encoding="utf-8")
        version = run("node", "used.mjs", place / "site", cwd=place).split()[-1]
        say(f"Python {version} (Pyodide): {wheel.name}, core and command line used")


def main() -> None:
    """Build, look over, use."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("pythons", nargs="*", help="instead of those that are found")
    asked = arguments.parse_args()
    sdist, wheel = built()
    found = list(pythons(asked.pythons))
    for version, python in found:
        used(python, version, wheel)
    used(found[0][1], found[0][0], sdist)
    if not any(version.startswith("3.14.") for version, _ in found):
        in_pyodide(wheel)


if __name__ == "__main__":
    main()
