"""The wheel is the same bytes wherever and whenever it is built, so that anyone can check what is published."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def built(source: Path, out: Path, *, umask: int, environment: dict[str, str]) -> str:
    """The SHA-256 of the wheel that ``source`` builds, without a net."""
    script = f"umask {umask:03o}; exec '{sys.executable}' -m build --wheel --no-isolation --outdir '{out}' '{source}'"
    kept = {k: v for k, v in os.environ.items() if k not in ("SOURCE_DATE_EPOCH", "PYTHONHASHSEED")}
    subprocess.run(["/bin/sh", "-c", script], env={**kept, **environment}, check=True, capture_output=True)
    (wheel,) = out.glob("*.whl")
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


def test_the_wheel_built_twice_is_the_same_bytes(tmp_path: Path) -> None:
    """From another folder, with other times and modes, umask, zone, locale and hash seed: the same wheel."""
    ignored = shutil.ignore_patterns(
        ".git", ".venv*", ".*_cache", "__pycache__", "build", "dist", ".hypothesis"
    )
    sums = []
    for number, (umask, environment) in enumerate(
        [
            (0o022, {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "1"}),
            (0o077, {"TZ": "Pacific/Auckland", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"}),
        ]
    ):
        source = tmp_path / f"here-{number}" / ("deeper" * number) / "checkout"
        shutil.copytree(ROOT, source, ignore=ignored, symlinks=True)
        for path in source.rglob("*"):
            if path.is_file():
                os.utime(path, (1_600_000_000 + number * 99_999, 1_600_000_000 + number * 99_999))
                path.chmod(path.stat().st_mode & 0o100 | (0o644 if number else 0o640))
        sums.append(built(source, tmp_path / f"out-{number}", umask=umask, environment=environment))
    assert sums[0] == sums[1]
