"""What the terminal can show."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from typing import TypeVar

import click

T = TypeVar("T")


def colour() -> bool:
    """Whether stdout takes colours: a terminal, and the reader has not said no (``NO_COLOR``)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def fancy() -> bool:
    """Whether tables may be laid out for a terminal: it takes colours, and rich is installed."""
    return colour() and importlib.util.find_spec("rich") is not None


def watched(items: Sequence[T], label: str) -> Iterator[T]:
    """``items`` one by one, with a progress bar on stderr where somebody is watching."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield from items
    elif importlib.util.find_spec("rich") is not None:
        from rich.console import Console
        from rich.progress import track

        stderr = Console(stderr=True, markup=False, highlight=False, emoji=False)
        yield from track(items, description=label, console=stderr, transient=True)
    else:
        with click.progressbar(items, label=label, file=sys.stderr) as bar:
            yield from bar


def width(most: int = 88) -> int:
    """How wide running text may be."""
    return max(40, min(most, shutil.get_terminal_size((most, 24)).columns))
