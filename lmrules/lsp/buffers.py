"""The texts that are open in the editor; they stand in for the files on disk."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import attrs
from lsprotocol import types
from pygls import uris

from lmrules.resources import real
from lmrules.source import Source


def path_of(uri: str) -> Path:
    """The file of a URI. One that is not saved yet gets a name of its own, in a folder that is not there."""
    path = uris.to_fs_path(uri) if uri.startswith("file:") else None
    # What has no file can be used by no other file, and uses none.
    return Path(path) if path else Path("/", "\N{NO-BREAK SPACE}", uri.replace("/", "_"))


@attrs.frozen
class Buffer:
    """One text that is open: what the editor calls it, its version and the text itself."""

    uri: str
    version: int
    text: str = attrs.field(repr=False)


class Buffers:
    """The texts that are open, by file with links followed."""

    def __init__(self) -> None:
        self._open: dict[Path, Buffer] = {}

    def put(self, buffer: Buffer) -> None:
        """Open a text, or replace one."""
        self._open[real(path_of(buffer.uri))] = buffer

    def change(self, uri: str, version: int, changes: Iterable[types.TextDocumentContentChangeEvent]) -> None:
        """Carry out the editor's changes, one after another; those of a text that is not open are nothing."""
        path = real(path_of(uri))
        buffer = self._open.get(path)
        if buffer is None:
            return
        text = buffer.text
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                # Not by pygls, which ends lines where Python does: at form feeds and U+2028, too.
                source = Source("", text)
                start, end = change.range.start, change.range.end
                head = text[: source.original_offset(start.line, start.character)]
                text = head + change.text + text[source.original_offset(end.line, end.character) :]
            else:
                text = change.text
        self._open[path] = Buffer(uri, version, text)

    def close(self, uri: str) -> None:
        """Close a text: the file on disk counts again."""
        self._open.pop(real(path_of(uri)), None)

    @property
    def texts(self) -> dict[Path, str]:
        """Every open text by its file, as ``read_rules`` takes them."""
        return {path: buffer.text.removeprefix("\ufeff") for path, buffer in self._open.items()}

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files whose texts are open, in the order opened."""
        return tuple(self._open)

    def at(self, path: Path) -> Buffer | None:
        """The text that is open for a file."""
        return self._open.get(real(path))

    def uri(self, path: Path) -> str:
        """What the editor calls a file: as it was opened, else as files are called."""
        buffer = self.at(path)
        return buffer.uri if buffer else uris.from_fs_path(str(path)) or path.as_uri()
