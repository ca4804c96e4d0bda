"""The command in a process of its own, with an end to its time and its memory."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import attrs

SECONDS = 60
MEGABYTES = 1_500


@attrs.frozen
class Ran:
    """What a run left: exit code (negative: the signal that ended it), stdout and stderr."""

    exit_code: int
    out: bytes
    err: str


def bounded(
    *arguments: str | Path,
    cwd: Path,
    seconds: int = SECONDS,
    megabytes: int = MEGABYTES,
    stdin: bytes = b"",
    limits: Sequence[tuple[int, int]] = (),
) -> Ran:
    """Runs ``lmrules`` with ``arguments``; processor time and address space beyond the bounds kill it.

    ``limits`` are further resource limits, as :func:`resource.setrlimit` takes them.
    """
    bounds = ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, megabytes << 20), *limits)

    def bound() -> None:
        for what, most in bounds:
            resource.setrlimit(what, (most, most))

    done = subprocess.run(
        [sys.executable, "-m", "lmrules", *map(str, arguments)],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        preexec_fn=bound,
        timeout=10 * seconds,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr.decode())


def codes(ran: Ran) -> set[str]:
    """The codes of the diagnostics in a concise or pretty report."""
    words = ran.out.decode().split()
    return {word for word in words if word.startswith("LM") and word[2:].isdigit()}
