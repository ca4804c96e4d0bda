"""What the terminal can show."""

from __future__ import annotations

import os
import shutil
import sys


def colour() -> bool:
    """Whether stdout takes colours: a terminal, and the reader has not said no (``NO_COLOR``)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width(most: int = 88) -> int:
    """How wide running text may be."""
    return max(40, min(most, shutil.get_terminal_size((most, 24)).columns))
