"""Edits that are not saved are kept beside the rule file, so that no crash can take them.

For ``skala.rules`` that is ``.skala.rules.lmrules-unsaved``: JSON with the text and the digest of the state of
the file that it was edited from. A save, or going back to what is on disk, removes it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from lmrules.aside import written_aside
from lmrules.messages import Text
from lmrules.reading import Unreadable, read_bytes
from lmrules.studio.asked import Refused, files_of, refused_as_malformed, string
from lmrules.studio.workspace import NoSuchFile, Workspace

SCHEMA = "lmrules/unsaved/1"
_SUFFIX = ".lmrules-unsaved"
_LARGEST = 6  # times the largest rule file: what JSON's escapes can make of it
CANNOT_KEEP = Text(
    "kan ikke skrive i mappen til regelfilen ({why}); endringene er bare i nettleseren",
    "kan ikkje skrive i mappa til regelfila ({why}); endringane er berre i nettlesaren",
    "cannot write in the folder of the rule file ({why}); the changes are in the browser only",
)


def keep(workspace: Workspace, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Keep the edited ``files``, edited from the states in ``bases``; those in ``gone`` are no longer needed."""
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


def place(workspace: Workspace, name: str) -> Path:
    """Where the edits of the file called ``name`` are kept."""
    file = workspace.place(name)
    return file.with_name(f".{file.name}{_SUFFIX}")
