"""What the server says of itself: one line each, and never anything that a request held."""

from __future__ import annotations

import logging
import sys

from lmrules.diagnostics.own_fault import own_fault
from lmrules.messages.persons import masked

LOG = logging.getLogger("lmrules.serve")


class Quiet(logging.Formatter):
    """Lines without tracebacks and without the texts of exceptions, which may hold what was asked."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S%z")

    def format(self, record: logging.LogRecord) -> str:
        """One line; of an exception, its kind and its place in our code."""
        kept = logging.makeLogRecord(
            {**record.__dict__, "exc_info": None, "exc_text": None, "stack_info": None}
        )
        if not record.name.startswith(("lmrules", "uvicorn")):
            # asyncio, say, shows the objects it speaks of.
            kept.msg, kept.args = f"a message from {record.name}", ()
        line = masked(super().format(kept)).replace("\n", " ")
        error = record.exc_info[1] if record.exc_info else None
        return f"{line}: {own_fault(error, 'en')}" if error is not None else line


def set_up() -> None:
    """All talk of this process goes to stderr through :class:`Quiet`; uvicorn's chatter is left out."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Quiet())
    # A log that cannot be written would else be told on stderr with all that was to be said.
    logging.raiseExceptions = False
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    LOG.setLevel(logging.INFO)
