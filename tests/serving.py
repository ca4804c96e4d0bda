"""Servers for tests: inside this process, and as people start them; and the command line to compare with."""

from __future__ import annotations

import asyncio
import io
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

import attrs
import httpx

from lmrules.cli.main import run
from lmrules.pipeline import check_path
from lmrules.serve.app import application
from lmrules.serve.settings import Settings
from lmrules.serve.shelf import Shelf, served

ROOT = Path(__file__).parents[1]
REAL = ROOT / "rules" / "nukleaermedisin.rules"
HERE = "http://localhost"

BOOK = """
regelverk lite "Et lite regelverk" kilde "Oppdiktet eksempel"
skala nivåer kunnskap < god-kunnskap
tema strålevern "Strålevern"
tema film "Film"
læringsmålsett GML gyldig fra 2020-01-01 til 2025-09-01
    mål GML-1 "Strålevern" god-kunnskap: strålevern
    mål GML-2 "Film" kunnskap: film
    mål STR-1 "Mer strålevern" kunnskap: strålevern
læringsmålsett NY gyldig fra 2025-01-01
    mål NY-1 "Strålevern" kunnskap: strålevern
    mål NY-2 "Begge" kunnskap: strålevern, film
    mål STR-1 "Mer strålevern" kunnskap: strålevern
overgang GML til NY fra 2025-09-01
    regel R1: GML-1 ≥ NY-1 fordi "Samme fag på et høyere nivå."
    regel R2: NY-1 og GML-2 ≥ NY-2 fordi "Bygger på R1."
    videreført V1: STR-1 fordi "Uendret."
"""
STRICTER = BOOK.replace("regel R1: GML-1 ≥ NY-1", "regel R1: GML-1 og GML-2 ≥ NY-1")
WRONG = BOOK.replace("GML-1 ≥ NY-1", "GML-2 ≥ NY-1")


def shelf_of(*paths: str | Path, **named: str | Path) -> Shelf:
    """The rulebooks at ``paths`` to serve, under their own names or the names given."""
    every = [*((None, path) for path in paths), *named.items()]
    later = time.time() + 10  # what a test wrote a moment ago is not read again
    books = [served(name, str(path), check_path(Path(path), str(path)), later) for name, path in every]
    return Shelf({one.name: one for one in books})


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """An event loop in a thread of its own, for all clients."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    return loop


@attrs.define
class Client:
    """A client of an application in this process; any thread may use it."""

    asking: httpx.AsyncClient

    def request(self, method: str, address: str, **rest: Any) -> httpx.Response:
        """The answer to one request."""
        asked = asyncio.run_coroutine_threadsafe(self.asking.request(method, address, **rest), _loop())
        return asked.result(60)

    def get(self, address: str, **rest: Any) -> httpx.Response:
        return self.request("GET", address, **rest)

    def post(self, address: str, **rest: Any) -> httpx.Response:
        return self.request("POST", address, **rest)


def client_of(shelf: Shelf, settings: Settings | None = None, base: str = HERE) -> Client:
    """A client of a server in this process, which does not look for changes by itself."""
    app = application(shelf, settings or Settings())
    return Client(httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=base))


def command(*arguments: str | Path) -> tuple[int, bytes]:
    """The exit code and stdout of our command, run in this process."""
    out, err = sys.stdout, sys.stderr
    taken = io.BytesIO()
    sys.stdout, sys.stderr = io.TextIOWrapper(taken, encoding="utf-8"), io.StringIO()
    try:
        code = run([str(a) for a in arguments])
        sys.stdout.flush()
        return code, taken.getvalue()
    finally:
        sys.stdout, sys.stderr = out, err


@attrs.define
class Running:
    """A server as people start it: where it answers, and all it has said."""

    process: subprocess.Popen[str]
    address: str
    said: list[str]
    listening: threading.Thread

    @property
    def host_and_port(self) -> tuple[str, int]:
        parts = urlsplit(self.address)
        return parts.hostname or "", parts.port or 0

    def connect(self, timeout: float = 10.0) -> socket.socket:
        """A connection to talk over by hand."""
        return socket.create_connection(self.host_and_port, timeout)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Its exit code after a signal."""
        self.process.send_signal(number)
        code = self.process.wait(20)
        self.listening.join(5)
        return code

    @property
    def log(self) -> str:
        return "".join(self.said)


@contextmanager
def serving(
    *arguments: str | Path, environment: Mapping[str, str] | None = None, folder: Path | None = None
) -> Iterator[Running]:
    """``lmrules serve`` in a process of its own, on a free port; ended with the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "lmrules", "serve", *map(str, arguments), "--port", "0"],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        env={**os.environ, **(environment or {})},
        cwd=folder,
    )
    stream = process.stderr
    assert stream is not None
    said: list[str] = []
    address = ""
    try:
        while not address:
            line = stream.readline()
            said.append(line)
            assert line, "".join(said)
            if found := re.search(r"http://\S+?(?=[;,])", line):
                address = found[0]
        listening = threading.Thread(target=_listen, args=(stream, said), daemon=True)
        listening.start()
        yield Running(process, address, said, listening)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        stream.close()


def _listen(stream: IO[str], said: list[str]) -> None:
    try:
        said.extend(stream)
    except ValueError:  # closed while it was read
        return
