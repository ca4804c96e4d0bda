"""The rulebook that is being edited: its files on disk, and as they are in the page's buffers just now."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import attrs

from lmrules.api import Rulebook
from lmrules.diagnostics import Diagnostic
from lmrules.messages import Language, Text
from lmrules.pipeline import CheckedRulebook, check_files, unreadable
from lmrules.reading import RuleFiles, Unreadable, decode, read_bytes, read_rules
from lmrules.resources import real
from lmrules.source import Source
from lmrules.syntax.limits import DEFAULT_LIMITS, Limits

_MOST_KEPT = 8
"""How many readings are kept: what is saved, what is edited, and the steps that led there."""

_NOT_TEXT = Text(
    "filen er ikke UTF-8-tekst, så den vises bare, og kan ikke endres her",
    "fila er ikkje UTF-8-tekst, så ho blir berre vist, og kan ikkje endrast her",
    "the file is not UTF-8 text, so it is only shown, and cannot be changed here",
)


def digest_of(data: bytes) -> str:
    """What tells one state of a file from another."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


class NoSuchFile(Exception):
    """A file that is no part of the rulebook: the page may neither read nor write it."""


@attrs.frozen(kw_only=True)
class OnDisk:
    """A rule file as it stands on disk. ``digest`` tells one state of it from another.

    ``locked`` says why it cannot be edited here; None: it can. ``mark``: it begins with a byte order mark,
    which a save keeps.
    """

    name: str
    text: str
    digest: str
    mark: bool = False
    locked: Text | None = None


@attrs.frozen(kw_only=True, eq=False)
class Loaded:
    """A rulebook read and checked: as on disk, or with edited buffers in place of files.

    ``book`` is None where it has errors. ``names`` are its files, in the order read, called as diagnostics
    call them: by their path from the first file's folder.
    """

    checked: CheckedRulebook
    book: Rulebook | None
    names: tuple[str, ...]

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All there is to say of it, in order of file and place."""
        return self.checked.diagnostics

    @property
    def digest(self) -> str:
        """The digest of what it means."""
        return self.checked.digest

    @property
    def sources(self) -> dict[str, Source]:
        """The text of each file that was read."""
        return {file.span.source.name: file.span.source for file in self.checked.files}


@attrs.define(eq=False)
class Workspace:
    """The rulebook whose first file is ``path``; safe to share between threads.

    The page names files as diagnostics do (:class:`Loaded`), and reaches no file that is not part of the
    rulebook, as saved or as edited.
    """

    path: Path
    lang: Language | None = None
    limits: Limits = DEFAULT_LIMITS
    _kept: OrderedDict[tuple[object, ...], Loaded] = attrs.field(factory=OrderedDict, init=False, repr=False)
    _lock: threading.Lock = attrs.field(factory=threading.Lock, init=False, repr=False)

    @property
    def name(self) -> str:
        """The first file's name."""
        return self.path.name

    @property
    def folder(self) -> Path:
        """The folder that names of files are seen from, its links followed."""
        return real(self.path.parent)

    def saved(self) -> Loaded:
        """The rulebook as it is on disk."""
        return self.edited({})

    def edited(self, files: Mapping[str, str]) -> Loaded:
        """The rulebook with ``files``, by name, in place of what is on disk.

        A name that is no place inside the rulebook's folder is :class:`NoSuchFile`.
        """
        texts = {name: text for name, text in files.items() if not self._is_as_saved(name, text)}
        unsaved = {self.place(name): text for name, text in texts.items()}
        with self._lock:
            known = self._known(texts)
            if known is not None:
                return known
            loaded = self._load(unsaved)
            self._kept[self._key(texts, loaded.names)] = loaded
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
            return loaded

    def disk(self, name: str) -> OnDisk:
        """The file called ``name`` as it stands on disk; ``Unreadable`` where it is not there."""
        data = read_bytes(self.place(name), self.limits.file_bytes)
        source, wrong = decode(name, data, self.limits)
        return OnDisk(
            name=name,
            text=source.original,
            digest=digest_of(data),
            mark=data.startswith(b"\xef\xbb\xbf"),
            locked=_NOT_TEXT if wrong else None,
        )

    def place(self, name: str) -> Path:
        """Where the file called ``name`` is; :class:`NoSuchFile` for a name that leads out of the folder."""
        if not name or "\0" in name or PurePosixPath(name).is_absolute() or Path(name).is_absolute():
            raise NoSuchFile
        place = real(self.folder / name)
        if not place.is_relative_to(self.folder):
            raise NoSuchFile
        return place

    def belongs(self, name: str, files: Mapping[str, str]) -> bool:
        """Whether ``name`` is a file of the rulebook, as saved or as edited."""
        return name in self.saved().names or name in self.edited(files).names

    def _is_as_saved(self, name: str, text: str) -> bool:
        try:
            return self.disk(name).text == text
        except Unreadable:
            return False

    def _load(self, unsaved: Mapping[Path, str]) -> Loaded:
        try:
            read = read_rules(self.path, self.name, limits=self.limits, unsaved=unsaved)
        except Unreadable as error:
            read = RuleFiles(found=[unreadable(self.name, error)])
        checked = check_files(read)
        return Loaded(
            checked=checked,
            book=None if checked.errors else Rulebook(checked),
            names=tuple(file.span.source.name for file in checked.files) or (self.name,),
        )

    def _known(self, texts: Mapping[str, str]) -> Loaded | None:
        """What was read before with these ``texts``, if every file it was read from is still the same."""
        for key, loaded in reversed(self._kept.items()):
            if key == self._key(texts, loaded.names):
                self._kept.move_to_end(key)
                return loaded
        return None

    def _key(self, texts: Mapping[str, str], names: tuple[str, ...]) -> tuple[object, ...]:
        return tuple(sorted(texts.items())), tuple((name, self._state(name)) for name in names)

    def _state(self, name: str) -> tuple[int, ...]:
        """What changes when the file does."""
        try:
            is_now = (self.folder / name).stat()
        except OSError:
            return ()
        return is_now.st_mtime_ns, is_now.st_size, is_now.st_ino
