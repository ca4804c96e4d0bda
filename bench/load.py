"""``make load``: how many one-person transfers a second `lmrules serve` answers, and how soon.

Needs wrk, and asks on loopback only. The shipped rulebook is served as people serve it, in one process; wrk
asks in turn for each of the invented doctors, whose answers are compared with the command line's first.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from urllib.request import Request, urlopen

from bench.report import Section, machine, page_of

ROOT = Path(__file__).parents[1]
RULES = ROOT / "rules" / "nukleaermedisin.rules"
ROWS = ROOT / "rules" / "eksempler" / "godkjenninger.csv"
PAGE = ROOT / "docs" / "reference" / "http-load.md"
LMRULES = Path(sys.executable).parent / "lmrules"
CONNECTIONS = (1, 8, 32)
MOST_SECONDS = 60
_LUA = """
local bodies = {%s}
local next = 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
request = function()
  next = next %% #bodies + 1
  return wrk.format(nil, nil, nil, bodies[next])
end
done = function(summary, latency)
  local bad = 0
  for _, count in pairs(summary.errors) do bad = bad + count end
  io.write(string.format("RESULT %%d %%d %%d %%d %%d %%d\\n", summary.requests, summary.duration, bad,
    latency:percentile(50), latency:percentile(99), latency.max))
end
"""


def bodies() -> list[str]:
    """The approvals of each invented doctor, as JSON."""
    persons: dict[str, list[dict[str, str]]] = {}
    with ROWS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            persons.setdefault(row["person"], []).append({k: v for k, v in row.items() if v})
    return [json.dumps(rows, ensure_ascii=False) for rows in persons.values()]


@contextmanager
def server() -> Iterator[str]:
    """Where a server of the shipped rulebook answers; ended with the block."""
    command = [LMRULES, "serve", RULES, "--port", "0", "--lang", "en"]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as log:
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8")
        drain = None
        try:
            found = re.search(r"http://[\d.:]+", process.stderr.readline() if process.stderr else "")
            if found is None:
                raise SystemExit("the server did not start")
            # What it says is read, or it would stop when the pipe is full.
            drain = subprocess.Popen(["/bin/cat"], stdin=process.stderr, stdout=log)
            yield found[0]
        finally:
            process.terminate()
            process.wait(60)
            if drain is not None:
                drain.wait(10)


def compare(address: str) -> int:
    """Hold every answer against the command line's; how many bytes they have on average."""
    size = 0
    for body in bodies():
        asked = Request(  # noqa: S310 - our own server
            f"{address}/v1/transfer?to=NUK-2025", body.encode(), {"Content-Type": "application/json"}
        )
        with urlopen(asked) as answer:  # noqa: S310 - as above
            given = answer.read()
        command = [LMRULES, "transfer", RULES, "-", "--format", "json", "--to", "NUK-2025"]
        if subprocess.run(command, input=body.encode(), capture_output=True, check=True).stdout != given:
            raise SystemExit("an answer differs from the command line's")
        size += len(given)
    return size // len(bodies())


def measured(address: str, connections: int, seconds: int) -> tuple[str, ...]:
    """One run of wrk, as a row."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua", encoding="utf-8") as script:
        script.write(_LUA % ", ".join(f"[=[{body}]=]" for body in bodies()))
        script.flush()
        done = subprocess.run(
            [
                *("wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", script.name),
                f"{address}/v1/transfer?to=NUK-2025",
            ],
            capture_output=True,
            text=True,
            check=True,
        )
    found = re.search(r"RESULT (.*)", done.stdout)
    if found is None:
        raise SystemExit(done.stdout)
    requests, duration, bad, half, most, slowest = map(int, found[1].split())
    if bad:
        raise SystemExit(f"{bad} requests failed")
    rate = requests / (duration / 1e6)
    return (str(connections), f"{rate:,.0f}", *(f"{us / 1000:.1f} ms" for us in (half, most, slowest)))


def run(seconds: int) -> tuple[Section, dict[str, str]]:
    """The table, and what it was measured on."""
    with server() as address:
        size = compare(address)
        measured(address, 8, 2)  # warm
        rows = tuple(measured(address, connections, seconds) for connections in CONNECTIONS)
    about = (
        f"`POST /v1/transfer`, one doctor at a time, {len(bodies())} in turn, with proofs and evidence "
        f"({size // 1000} kB each on average); one process, {seconds} seconds for each row."
    )
    columns = ("connections", "requests a second", "half within", "99 % within", "slowest")
    wrk = subprocess.run(["wrk", "-v"], capture_output=True, text=True, check=False).stdout.split()  # noqa: S607
    packages = ", ".join(f"{name} {version(name)}" for name in ("lmrules", "starlette", "uvicorn", "h11"))
    return Section("Transfers over HTTP", about, columns, rows), {
        **machine(),
        "versions": f"{packages}, wrk {wrk[1] if len(wrk) > 1 else '?'}",
    }


def main() -> None:
    """``python -m bench.load [--seconds N] [--page]``."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=int, default=10, choices=range(1, MOST_SECONDS + 1))
    arguments.add_argument("--page", action="store_true", help="write docs/reference/http-load.md")
    asked = arguments.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk was not found; on Debian: apt install wrk")
    section, facts = run(asked.seconds)
    print(section.text())
    if asked.page:
        PAGE.write_text(
            page_of("How fast the server is", "load-page", _INTRODUCTION, [section], facts), "utf-8"
        )


_INTRODUCTION = (
    "What `lmrules serve` answers on one machine, as `wrk` sees it; `make load` measures again.",
    "Every answer was held against the command line's before its time was written down.",
    "Client and server share the machine's cores.",
)

if __name__ == "__main__":
    main()
