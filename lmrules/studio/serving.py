"""Serving the page: on this machine alone, without a log, until it is stopped."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress

import uvicorn

from lmrules.studio.app import create_app
from lmrules.studio.guard import Session
from lmrules.studio.workspace import Workspace

LOOPBACK = "127.0.0.1"


def listening(port: int) -> socket.socket:
    """A socket on the loopback interface; 0 takes any port that is free. ``OSError`` where it is taken."""
    return socket.create_server((LOOPBACK, port))


def serve(workspace: Workspace, listener: socket.socket, ready: Callable[[str], None]) -> None:
    """Serve ``workspace`` until Ctrl-C or ``kill``; ``ready`` gets the address that opens the page, once.

    Nothing is logged: what is asked may name persons.
    """
    port: int = listener.getsockname()[1]
    session = Session()
    app = create_app(workspace, session=session, port=port)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    with suppress(KeyboardInterrupt):  # Ctrl-C is how one stops it
        # What stands after the # is not sent with the request for the page.
        ready(f"http://{LOOPBACK}:{port}/#token={session.token}")
        uvicorn.Server(config).run(sockets=[listener])
