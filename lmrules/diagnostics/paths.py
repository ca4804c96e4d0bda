"""File names as other tools want them: relative to where the run stands, with forward slashes."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote


def relative(name: str) -> str:
    """``name`` relative to the current folder where it is below it, with ``/`` between its parts."""
    if Path(name).is_absolute():
        here = os.path.relpath(name)
        name = name if here.startswith(os.pardir) else here
    return name.replace(os.sep, "/")


def uri(name: str) -> str:
    """``name`` as a URI reference: relative where :func:`relative` is."""
    path = relative(name)
    return ("file://" if Path(path).is_absolute() else "") + quote(path)
