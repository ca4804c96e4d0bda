# ruff: noqa: INP001 - a script, no package
"""Ask pip-audit for known vulnerabilities in what lmrules needs at run time.

Exit code 1 for a vulnerability. Offline, or with a service that does not answer, that is said in one line and
the exit code is 0: not to know is not to have failed, and a build without a net must not stop.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

from packaging.requirements import Requirement

_PACKAGE = "lmrules"
# As pip-audit, requests and Python say it, in small letters.
_CANNOT = ("connect", "timed out", "max retries", "serviceerror", "http", "resolve", "ssl")


def installed(package: str, extras: tuple[str, ...]) -> dict[str, str]:
    """Every distribution that ``package`` with ``extras`` needs, directly or not, and its version here."""
    found: dict[str, str] = {}
    todo = [(package, extras)]
    while todo:
        name, wanted = todo.pop()
        try:
            needs = distribution(name).requires or []
        except PackageNotFoundError:
            continue
        for line in needs:
            need = Requirement(line)
            given = wanted or ("",)
            if need.marker is not None and not any(need.marker.evaluate({"extra": e}) for e in given):
                continue
            key = need.name.lower().replace("_", "-")
            if key not in found and key != _PACKAGE:
                try:
                    found[key] = version(key)
                except PackageNotFoundError:
                    continue
                todo.append((key, tuple(need.extras)))
            elif key == _PACKAGE and set(need.extras) - set(wanted):
                todo.append((key, (*wanted, *need.extras)))
    return found


def main() -> int:
    """Audit; what was found, or why nothing could be."""
    needs = installed(_PACKAGE, ("all",))
    with tempfile.TemporaryDirectory() as folder:
        pinned = Path(folder) / "needs.txt"
        pinned.write_text("".join(f"{n}=={v}\n" for n, v in sorted(needs.items())), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "pip_audit",
            "--disable-pip",
            "--no-deps",
            "--progress-spinner",
            "off",
        ]
        try:
            done = subprocess.run(  # noqa: S603 - our own command
                [*command, "--timeout", "15", "-r", str(pinned)],
                capture_output=True,
                text=True,
                timeout=300,
                check=False,
            )
        except subprocess.TimeoutExpired:
            sys.stdout.write("audit-deps: NOT AUDITED: the service did not answer within five minutes\n")
            return 0
    said = done.stdout + done.stderr
    if done.returncode and "Found" not in done.stderr and any(word in said.lower() for word in _CANNOT):
        last = (done.stderr.strip().splitlines() or ["?"])[-1]
        sys.stdout.write(
            f"audit-deps: NOT AUDITED, no vulnerability service could be reached ({last[:120]})\n"
        )
        return 0
    unknown = said.count("could not be audited")
    if unknown >= len(needs):
        sys.stdout.write("audit-deps: NOT AUDITED: the package index here has no vulnerability service\n")
        return 0
    sys.stdout.write(said)
    if unknown:
        sys.stdout.write(f"audit-deps: {unknown} distributions were NOT AUDITED (see above)\n")
    sys.stdout.write(f"audit-deps: {len(needs)} distributions looked at\n")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
