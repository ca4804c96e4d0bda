# ruff: noqa: INP001 - a script, no package
"""Coverage per module, and whether it is enough: every line and branch of the core, 95 % of the rest.

``make coverage`` runs the suite and gives this the report: ``python tools/coverage_check.py coverage.json``.
Every module that is measured must reach its limit; so a new one is held to it from its first day. The limit
is on the figure of coverage with branches on: lines and branches that ran, of all there are.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

CORE = ("lmrules/kernel.py", "lmrules/evaluate/")
LEAST_CORE, LEAST = 100.0, 95.0


def percent(covered: int, of: int) -> float:
    """``covered`` of ``of`` in percent; of nothing everything is covered."""
    return 100 * covered / of if of else 100.0


def shares(summary: dict[str, Any]) -> tuple[float, float]:
    """The lines and the branches that ran, in percent."""
    lines = percent(summary["covered_lines"], summary["num_statements"])
    return lines, percent(summary["covered_branches"], summary["num_branches"])


def least(module: str) -> float:
    """What ``module`` must reach."""
    return LEAST_CORE if module.startswith(CORE) else LEAST


def main(report: Path) -> int:
    """Print every module; 1 where one is below its limit."""
    files: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))["files"]
    below = []
    for name, file in sorted(files.items()):
        module = Path(name).as_posix()
        lines, branches = shares(file["summary"])
        enough = file["summary"]["percent_covered"] >= least(module)
        missing = [*file["missing_lines"], *(f"{a}→{b}" for a, b in file["missing_branches"])]
        told = "" if not missing else f"  missing: {', '.join(map(str, missing))}"
        mark = " " if enough else "!"
        sys.stdout.write(f"{mark} {module:45} lines {lines:6.2f} %  branches {branches:6.2f} %{told}\n")
        below += [] if enough else [module]
    sys.stdout.write(f"{len(files)} modules, {len(below)} below the limit\n")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
