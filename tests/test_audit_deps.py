"""`make audit-deps`: a vulnerability fails the build, a net that is not there does not, and which it was is said."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOOL = ROOT / "tools" / "audit_deps.py"


def audited(folder: Path, program: str) -> tuple[int, list[str]]:
    """The exit code of the tool, and the lines it says, where pip-audit is ``program``."""
    (folder / "pip_audit").mkdir()
    (folder / "pip_audit" / "__main__.py").write_text(program, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(TOOL)],
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert not done.stderr
    return done.returncode, done.stdout.splitlines()


@pytest.mark.parametrize(
    "trouble",
    [
        "ERROR:pip_audit._cli:Could not connect to PyPI's vulnerability feed",
        "requests.exceptions.ConnectionError: Max retries exceeded with url: /pypi/attrs/json",
        "socket.gaierror: [Errno -3] Temporary failure in name resolution: cannot resolve",
        "requests.exceptions.ReadTimeout: Read timed out. (read timeout=15)",
        "pip_audit._service.interface.ServiceError: 503 Server Error",
        "ssl.SSLError: certificate verify failed",
    ],
)
def test_without_a_service_one_line_says_so_and_nothing_fails(trouble: str, tmp_path: Path) -> None:
    """Offline, or with a service that does not answer, the exit code is 0 and nobody takes it for an audit."""
    program = f"import sys; sys.stderr.write('Traceback\\n  more\\n' + {trouble!r} + '\\n'); sys.exit(1)"
    code, said = audited(tmp_path, program)
    assert code == 0
    (line,) = said
    assert line.startswith("audit-deps: NOT AUDITED")
    assert trouble[:40] in line


def test_a_vulnerability_fails_the_build(tmp_path: Path) -> None:
    """What pip-audit found is shown, and the exit code is 1, also where its words mention HTTP."""
    program = (
        "import sys; sys.stderr.write('Found 1 known vulnerability in 1 package\\n');"
        "sys.stdout.write('attrs 1.0 PYSEC-1 HTTP response splitting\\n'); sys.exit(1)"
    )
    code, said = audited(tmp_path, program)
    assert code == 1
    assert "attrs 1.0 PYSEC-1 HTTP response splitting" in said


def test_any_other_failure_is_no_audit_either(tmp_path: Path) -> None:
    """A fault of the tool's own is not taken for a missing net."""
    code, said = audited(tmp_path, "raise SystemExit('unrecognized arguments: --no-deps')")
    assert code == 1
    assert any("unrecognized arguments" in line for line in said)


def test_what_is_audited_is_all_that_lmrules_needs_at_run_time(tmp_path: Path) -> None:
    """pip-audit gets every distribution of every extra, pinned as it is installed here."""
    program = (
        "import pathlib, sys; needs = pathlib.Path(sys.argv[sys.argv.index('-r') + 1]).read_text();"
        "sys.stdout.write(needs); sys.stderr.write('No known vulnerabilities found\\n')"
    )
    code, said = audited(tmp_path, program)
    assert code == 0
    pinned = {line.partition("==")[0] for line in said if "==" in line}
    assert {"attrs", "lark", "click", "defusedxml", "openpyxl", "starlette"} <= pinned
    assert not pinned & {"lmrules", "mypy", "ruff", "hatchling"}
    assert said[-1] == f"audit-deps: {len(pinned)} distributions looked at"


def test_an_index_that_knows_of_no_vulnerabilities_has_audited_nothing(tmp_path: Path) -> None:
    """Where each distribution is skipped, that is said and not praised; where some are, how many."""
    every = (
        "import pathlib, sys; needs = pathlib.Path(sys.argv[sys.argv.index('-r') + 1]).read_text().split();"
        "sys.stdout.write(''.join(f'{n} could not be audited\\n' for n in needs[%s:]))"
    )
    for name, first in (("all", 0), ("some", -2)):
        (tmp_path / name).mkdir()
        code, said = audited(tmp_path / name, every % first)
        assert code == 0
        if name == "all":
            assert said == ["audit-deps: NOT AUDITED: the package index here has no vulnerability service"]
        else:
            assert "audit-deps: 2 distributions were NOT AUDITED (see above)" in said
