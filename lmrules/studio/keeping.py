"""Edits that are not saved are kept beside the rule file, so that no crash can take them.

For ``skala.rules`` that is ``.skala.rules.lmrules-unsaved``: JSON with the text, and the digest of the state
of the file that it was edited from. A save, or going back to what is on disk, removes it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from lmrules.aside import lock, written_aside
from lmrules.messages import Text
from lmrules.reading import Unreadable, read_bytes
from lmrules.studio.asked import Refused, files_of, refused_as_malformed, string
from lmrules.studio.workspace import NoSuchFile, Workspace

SCHEMA = "lmrules/unsaved/1"
_SUFFIX = ".lmrules-unsaved"
_OPEN = ".lmrules-open"
_LARGEST = 6  # times the largest rule file: what JSON's escapes can make of it
CANNOT_KEEP = Text(
    "kan ikke skrive i mappen til regelfilen ({why}); endringene er bare i nettleseren",
    "kan ikkje skrive i mappa til regelfila ({why}); endringane er berre i nettlesaren",
    "cannot write in the folder of the rule file ({why}); the changes are in the browser only",
)


def keep(workspace: Workspace, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Keep the ``files``, edited from the states in ``bases``, and no longer those in ``gone``."""
    files = files_of(payload)
    bases = payload.get("bases")
    gone = payload.get("gone", [])
    if not isinstance(bases, dict) or not isinstance(gone, list):
        raise refused_as_malformed()
    for name in (*files, *map(string, gone)):
        if not workspace.belongs(name, files):
            raise NoSuchFile
    try:
        for name, text in files.items():
            document = {"schema": SCHEMA, "base": string(bases.get(name)), "text": text}
            with written_aside(place(workspace, name)) as stream:
                stream.write(json.dumps(document, ensure_ascii=False).encode())
        for name in gone:
            forget(workspace, name)
    except OSError as error:
        raise Refused(CANNOT_KEEP, {"why": error.strerror or "?"}, status=507) from None
    return {}


def kept(workspace: Workspace, name: str) -> dict[str, Any] | None:
    """What was kept of the file called ``name``, and when; None where nothing was, or it cannot be read."""
    where = place(workspace, name)
    try:
        data = read_bytes(where, _LARGEST * workspace.limits.file_bytes)
        document = json.loads(data)
        changed = where.stat().st_mtime
    except (Unreadable, OSError, ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        return None
    base, text = document.get("base"), document.get("text")
    if not isinstance(base, str) or not isinstance(text, str):
        return None
    when = dt.datetime.fromtimestamp(changed, tz=dt.UTC)
    return {"base": base, "text": text, "when": when.isoformat(timespec="milliseconds")}


def forget(workspace: Workspace, name: str) -> None:
    """Remove what was kept of a file: it is saved, or given up. ``OSError`` where that cannot be done."""
    with suppress(FileNotFoundError):
        place(workspace, name).unlink()


@contextmanager
def alone(workspace: Workspace) -> Iterator[bool]:
    """Whether no other page is open on the rulebook: two would keep their edits in each other's place.

    Told by a lock on a file beside the rule file, which is gone afterwards. Where none can be made, nothing
    can be kept or saved either, and anybody may look.
    """
    file = workspace.place(workspace.name)
    mine = file.with_name(f".{file.name}{_OPEN}")
    try:
        stream = mine.open("wb")
    except OSError:
        yield True
        return
    with stream:
        if lock(stream) is False:
            yield False
            return
        try:
            yield True
        finally:
            with suppress(OSError):
                mine.unlink()


def place(workspace: Workspace, name: str) -> Path:
    """Where the edits of the file called ``name`` are kept."""
    file = workspace.place(name)
    return file.with_name(f".{file.name}{_SUFFIX}")
