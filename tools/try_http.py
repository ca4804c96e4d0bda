# ruff: noqa: INP001 - a script
"""``make schemathesis``: our server, as people start it, tried out by its own OpenAPI page; only on loopback.

``python tools/try_http.py SECONDS``: the exit code is that of Schemathesis, or 1 if the server did not hold.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
RULES = ROOT / "rules" / "nukleaermedisin.rules"


def main(seconds: int) -> int:
    """Start, try, stop."""
    command = [BIN / "lmrules", "serve", f"old={RULES}", f"new={RULES}", "--port", "0", "--lang", "en"]
    log = ROOT / "build" / "schemathesis.log"
    log.parent.mkdir(exist_ok=True)
    with subprocess.Popen(  # noqa: S603 - our own command
        command, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as server:
        try:
            address = _address(server)
            with log.open("w", encoding="utf-8") as out:
                # What it says is read, or it would stop when the pipe is full.
                drain = subprocess.Popen(["/bin/cat"], stdin=server.stderr, stdout=out)
                tried = subprocess.run(  # noqa: S603 - as above
                    [
                        *(BIN / "schemathesis", "--config-file", ROOT / "tools" / "schemathesis.toml", "run"),
                        *(f"{address}/openapi.json", "--checks", "all", "--max-time", str(seconds)),
                    ],
                    check=False,
                    cwd=log.parent,
                )
        finally:
            server.terminate()
        stopped = server.wait(60)
        drain.wait(10)
    said = log.read_text(encoding="utf-8")
    sound = stopped == 0 and "ERROR" not in said
    requests = said.count(" INFO ")
    sys.stdout.write(f"the server: {requests} requests, exit code {stopped}; log: {log.relative_to(ROOT)}\n")
    return tried.returncode or int(not sound)


def _address(server: subprocess.Popen[str]) -> str:
    """Where the server says that it answers."""
    found = re.search(r"http://[\d.:]+", server.stderr.readline() if server.stderr else "")
    if found is None:
        raise SystemExit("the server did not start")
    return found[0]


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
