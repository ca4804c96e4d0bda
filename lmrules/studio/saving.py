"""Saving: the difference first, never over a change that somebody else made, and nothing lost either way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from lmrules.aside import written_aside
from lmrules.messages import Text
from lmrules.reading import Unreadable
from lmrules.studio import keeping
from lmrules.studio.asked import Refused, files_of, refused_as_malformed, string
from lmrules.studio.comparing import merged, rows
from lmrules.studio.workspace import NoSuchFile, OnDisk, Workspace, digest_of

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
CANNOT_SAVE = Text(
    "kan ikke skrive `{file}` ({why}); endringene er ikke borte",
    "kan ikkje skrive `{file}` ({why}); endringane er ikkje borte",
    "cannot write `{file}` ({why}); the changes are not lost",
)
TOO_LARGE = Text(
    "`{file}` er for stor: høyst {limit} byte",
    "`{file}` er for stor: høgst {limit} byte",
    "`{file}` is too large: at most {limit} bytes",
)


def changes(workspace: Workspace, payload: Mapping[str, Any]) -> dict[str, Any]:
    """What a save would change, file by file, and whether the rules would come to mean something else.

    ``meaning``: ``same``, ``other``, or ``errors`` where the rulebook could not be used.
    """
    files = files_of(payload)
    for name in files:
        _must_belong(workspace, name, files)
    found = [{"name": name, "rows": rows(_disk(workspace, name).text, text)} for name, text in files.items()]
    edited, saved = workspace.edited(files), workspace.saved()
    same = edited.digest == saved.digest
    meaning = "errors" if edited.book is None else "same" if same and saved.book else "other"
    return {"files": found, "meaning": meaning}


def state(workspace: Workspace, payload: Mapping[str, Any]) -> dict[str, Any]:
    """What each of the ``names`` is on disk just now: a digest, empty where it is gone."""
    names, files = payload.get("names"), files_of(payload)
    if not isinstance(names, list):
        raise refused_as_malformed()
    mine = [string(name) for name in names if workspace.belongs(string(name), files)]
    return {"files": {name: _disk(workspace, name).digest for name in mine}}


def save(workspace: Workspace, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Write the ``files``, each edited from the state in ``bases``; nothing where one has changed since.

    Then ``conflicts`` has, for each file that changed: its ``text`` and ``digest`` now, what differs, and
    both versions together where they can be (``origins`` are the texts edited from). Otherwise ``saved`` has
    the new digests. A file in ``replaced`` was in conflict, and the person chose the page's version: the one
    on disk is kept beside it, and ``copies`` says under what names. With ``look`` nothing is written at all.
    """
    files = files_of(payload)
    bases, replaced = payload.get("bases"), payload.get("replaced", [])
    if not isinstance(bases, dict) or not isinstance(replaced, list):
        raise refused_as_malformed()
    disk = {name: _disk(workspace, name) for name in files}
    for name, text in files.items():
        _may_write(workspace, disk[name], text, files)
    origins = payload.get("origins", {})
    conflicts = [
        _conflict(disk[name], text, origins.get(name))
        for name, text in files.items()
        if disk[name].digest != bases.get(name) and disk[name].text != text
    ]
    if conflicts or payload.get("look"):
        return {"conflicts": conflicts, "saved": {}, "copies": []}
    copies = [_copy(workspace, disk[name]) for name in replaced if name in disk and disk[name].digest]
    written: dict[str, str] = {}
    for name, text in files.items():
        data = (_BYTE_ORDER_MARK if disk[name].mark else b"") + text.encode()
        with _said(name):
            _write(workspace.place(name), data)
        written[name] = digest_of(data)
        with suppress(OSError):  # what is kept of it is what it now is
            keeping.forget(workspace, name)
    return {"conflicts": [], "saved": written, "copies": copies}


def _may_write(workspace: Workspace, disk: OnDisk, text: str, files: Mapping[str, str]) -> None:
    _must_belong(workspace, disk.name, files)
    if disk.locked is not None:
        raise Refused(disk.locked)
    if len(text.encode()) > workspace.limits.file_bytes:
        raise Refused(TOO_LARGE, {"file": disk.name, "limit": workspace.limits.file_bytes})


def _must_belong(workspace: Workspace, name: str, files: Mapping[str, str]) -> None:
    if not workspace.belongs(name, files):
        raise NoSuchFile


def _disk(workspace: Workspace, name: str) -> OnDisk:
    """The file on disk; one that is gone is empty, and has no digest."""
    try:
        return workspace.disk(name)
    except Unreadable:
        return OnDisk(name=name, text="", digest="")


def _conflict(disk: OnDisk, mine: str, origin: object) -> dict[str, Any]:
    together = merged(origin, mine, disk.text) if isinstance(origin, str) and disk.digest else None
    return {
        "name": disk.name,
        "text": disk.text,
        "digest": disk.digest,
        "rows": rows(disk.text, mine),
        "merged": together,
    }


def _copy(workspace: Workspace, disk: OnDisk) -> str:
    """Keep the file on disk beside itself, under a name that nothing has yet."""
    file = workspace.place(disk.name)
    number = 1
    while (copy := file.with_name(f"{file.name}.lmrules-replaced-{number}")).exists():
        number += 1
    with _said(copy.name):
        _write(copy, file.read_bytes())
    return copy.name


def _write(place: Path, data: bytes) -> None:
    with written_aside(place) as stream:
        stream.write(data)


@contextmanager
def _said(name: str) -> Iterator[None]:
    """What keeps the file called ``name`` from being written is said to the person."""
    try:
        yield
    except OSError as error:
        raise Refused(CANNOT_SAVE, {"file": name, "why": error.strerror or "?"}, status=507) from None
