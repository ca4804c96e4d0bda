"""How things are timed: the best of several, and each engine in a process of its own."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.books import ROOT

MB = 1_000_000


def best(action: Callable[[], Any], times: int = 5, at_least: float = 0.0) -> tuple[float, float, Any]:
    """Seconds of the first run and of the fastest, and what the last returned.

    Runs ``times`` times, and on until ``at_least`` seconds have gone.
    """
    first = fastest = 0.0
    begun = time.perf_counter()
    result = None
    runs = 0
    while runs < times or time.perf_counter() - begun < at_least:
        result = None  # what one run made is given back before the next
        start = time.perf_counter()
        result = action()
        spent = time.perf_counter() - start
        first, fastest = (first, min(fastest, spent)) if runs else (spent, spent)
        runs += 1
    return first, fastest, result


def peak() -> float:
    """The most memory this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MB


def now_used() -> float:
    """The memory this process has now, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / MB


def allocated(action: Callable[[], Any]) -> float:
    """The MB of Python objects that ``action`` leaves behind (what engines in C allocate is not seen)."""
    tracemalloc.start()
    kept = action()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    return size / MB


class Failed(Exception):
    """A job that did not end well; the text is the last line that it wrote."""


def apart(job: dict[str, Any], timeout: float = 400) -> dict[str, Any]:
    """The answer of ``python -m bench.worker`` in a fresh process; :class:`Failed` if there is none."""
    command = [sys.executable, "-m", "bench.worker", json.dumps(job)]
    env = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=timeout, check=False
        )
    except subprocess.TimeoutExpired:
        raise Failed(f"took more than {timeout:.0f} s") from None
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise Failed(lines[-1])
    answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer
