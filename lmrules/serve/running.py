"""Listening, and stopping: what runs is finished first."""

from __future__ import annotations

import asyncio
import ipaddress
import math
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from lmrules.serve import logs
from lmrules.serve.app import application
from lmrules.serve.settings import HEADER_BYTES, Settings
from lmrules.serve.shelf import Shelf

_BACKLOG = 128
_IDLE = 15
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def listening(host: str, port: int) -> list[socket.socket]:
    """Sockets on every address of ``host``, all on one port; ``OSError`` where there is none to be had."""
    found: list[socket.socket] = []
    refused: OSError | None = None
    known = socket.getaddrinfo(host, port, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE)
    for family, kind, protocol, _, address in known:
        chosen = found[0].getsockname()[1] if found else port
        try:
            found.append(_listener(socket.socket(family, kind, protocol), (address[0], chosen, *address[2:])))
        except OSError as error:
            # `localhost` may have an address of a kind that this machine does not use.
            refused = error
    if not found:
        raise refused or OSError(f"no address for {host}")
    return found


def _listener(one: socket.socket, address: tuple[object, ...]) -> socket.socket:
    """``one``, listening on ``address``; it is closed where that cannot be.

    Its protocol is said outright: else asyncio does not recognise TCP, leaves Nagle's algorithm on, and every
    answer waits 40 ms for an acknowledgement.
    """
    try:
        if os.name == "posix":
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if one.family == socket.AF_INET6:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        one.bind(address)
        one.listen(_BACKLOG)
    except OSError:
        one.close()
        raise
    return one


def only_here(sockets: Sequence[socket.socket]) -> bool:
    """Whether nobody but this machine can reach any of ``sockets``."""
    return all(ipaddress.ip_address(one.getsockname()[0]).is_loopback for one in sockets)


def address_of(one: socket.socket) -> str:
    """Where ``one`` is reached."""
    host, port = one.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run(shelf: Shelf, settings: Settings, sockets: list[socket.socket], ready: Callable[[], None]) -> None:
    """Serve until SIGTERM or Ctrl-C, then finish what runs; ``ready`` is called when all is set up."""
    logs.set_up()
    config = uvicorn.Config(
        application(shelf, settings),
        http=opened_within(settings.timeout),
        loop="asyncio",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=_IDLE,
        timeout_graceful_shutdown=math.ceil(settings.timeout) + 1,
        h11_max_incomplete_event_size=HEADER_BYTES,
    )
    asyncio.run(_Server(config, ready).serve(sockets))


class _Server(uvicorn.Server):
    """A server that ends of itself when it is told to: its exit code is 0, not the signal's."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Say when it listens."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Hear the signals that end it; a second Ctrl-C does not wait for what runs."""
        if threading.current_thread() is not threading.main_thread():
            yield  # a signal is heard in the main thread only
            return
        before = {one: signal.signal(one, self.handle_exit) for one in _SIGNALS}
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)


def opened_within(seconds: float) -> type[asyncio.Protocol]:
    """A protocol that hangs up on who does not get a request's head said within ``seconds``."""

    class Patient(H11Protocol):
        _opening: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._expect()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            self._expect()

        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            self._stop()

        def _expect(self) -> None:
            if self.conn.their_state is not h11.IDLE:
                self._stop()
            elif self._opening is None:
                self._opening = self.loop.call_later(seconds, self.transport.close)

        def _stop(self) -> None:
            if self._opening is not None:
                self._opening.cancel()
                self._opening = None

    return Patient
