"""What kind of input a path, an address or the first bytes of a file are of, without reading it."""

from __future__ import annotations

import re
from pathlib import Path

PARQUET = (b"PAR1",)
ARROW = (b"ARROW1", b"\xff\xff\xff\xff", b"FEA1")
EXCEL = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")
_URL = re.compile(r"[a-z][a-z0-9]*(\+[a-z0-9_]+)?://", re.IGNORECASE)
# Up to the last @: a password may hold any sign.
_SECRET = re.compile(r"(?<=://).*@", re.DOTALL)


def is_database(spec: str) -> bool:
    """Whether ``spec`` is the address of a database (``sqlite:///file.db``), and no path."""
    return _URL.match(spec) is not None


def shown(spec: str) -> str:
    """``spec`` for people: an address without user name and password, and without what it asks for."""
    return _SECRET.sub("", spec).partition("?")[0] if is_database(spec) else spec


def is_text(spec: str) -> bool:
    """Whether ``spec`` is a file (or stdin) of CSV or JSON, as far as its first bytes tell."""
    if spec == "-":
        return True
    if is_database(spec) or Path(spec).is_dir():
        return False
    if not Path(spec).is_file():
        # A pipe is read once, and by whoever decides on it.
        return True
    try:
        with Path(spec).open("rb") as stream:
            return not stream.read(8).startswith((*PARQUET, *ARROW, *EXCEL))
    except (OSError, ValueError):
        return True
