"""A file that appears whole or not at all: written aside, and put in place at once.

What is written aside may hold persons, so it is never left behind: not by an error, not by Ctrl-C or
``kill``, and where nothing could be done (``kill -9``, a power cut) the next run that writes the same file
takes it away. A lock that the system lets go of when its owner dies tells what is left from what another
run is writing just now.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from lmrules.resources import new_file_mode, real

if sys.platform != "win32":  # there, what a killed run leaves behind stays
    import fcntl

_SUFFIX = ".lmrules-part"


@contextmanager
def written_aside(path: Path) -> Iterator[BinaryIO]:
    """A stream whose bytes become the file ``path`` when the block ends, and nothing if it does not end well.

    The mode of a file that is there is kept; a link is followed. Something that is no regular file (a pipe, a
    terminal, ``/dev/null``) is written to as it stands. ``OSError`` if it cannot be done.
    """
    target = real(path)
    if target.exists() and not target.is_file() and not target.is_dir():
        with target.open("wb") as stream:
            yield stream
        return
    _take_away_leftovers(target)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=_prefix(target), suffix=_SUFFIX)
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            lock(stream)
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
            mode = target.stat().st_mode & 0o777 if target.exists() else new_file_mode()
            aside.chmod(mode)
            aside.replace(target)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def _prefix(target: Path) -> str:
    return f".{target.name[:100]}."


def _take_away_leftovers(target: Path) -> None:
    """Remove what killed runs have left of ``target``; what is locked is being written."""
    prefix = _prefix(target)
    with suppress(OSError):
        for entry in os.scandir(target.parent):
            if entry.name.startswith(prefix) and entry.name.endswith(_SUFFIX):
                _remove_unless_locked(Path(entry.path))


def _remove_unless_locked(leftover: Path) -> None:
    # One that cannot be opened or locked is another's; an empty one may be about to be locked.
    with suppress(OSError), leftover.open("rb") as stream:
        if lock(stream) and os.fstat(stream.fileno()).st_size:
            leftover.unlink()


def lock(stream: BinaryIO) -> bool | None:
    """Lock a stream until it is closed; False where another has it, None where there are no locks."""
    if sys.platform == "win32":
        return None
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True
