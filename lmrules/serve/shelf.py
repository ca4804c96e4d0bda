"""The rulebooks that are served: read at the start, and again when their files change.

A version that cannot be used never takes the place of one that can.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

import attrs

from lmrules.api import Rulebook
from lmrules.messages import Language, Text
from lmrules.pipeline import CheckedRulebook, check_path
from lmrules.reading import Unreadable
from lmrules.syntax import ast

Stamp: TypeAlias = tuple[tuple[str, object], ...]

_MOST_KEPT = 64
_COARSE = 0.1
"""Some file systems tell times no more exactly, in seconds."""

_NOT_READ = Text(
    "den nye versjonen kan ikke leses ({why})",
    "den nye versjonen kan ikkje lesast ({why})",
    "the new version cannot be read ({why})",
)
_HAS_ERRORS = Text(
    "feil i den nye versjonen: {count}; den første er {code} på linje {line} i `{file}`",
    "feil i den nye versjonen: {count}; den første er {code} på linje {line} i `{file}`",
    "errors in the new version: {count}; the first is {code} on line {line} of `{file}`",
)
_NO_SETS = Text(
    "den nye versjonen har ingen læringsmålsett",
    "den nye versjonen har ingen læringsmålsett",
    "the new version has no objective sets",
)


@attrs.frozen(eq=False)
class Version:
    """One version of a rulebook that can be used: read from ``path``, and used since (seconds since 1970).

    ``kept`` are answers that depend on nothing but the version.
    """

    path: str
    checked: CheckedRulebook
    book: Rulebook
    since: float
    kept: dict[object, bytes] = attrs.field(factory=dict, repr=False)

    @property
    def language(self) -> Language:
        """The language of its keywords, in which it is spoken of unless another is asked for."""
        return "en" if self.checked.book.keywords == "en" else "nb"

    def keep(self, key: object, answer: Callable[[], bytes]) -> bytes:
        """The answer known as ``key``, worked out once."""
        known = self.kept.get(key)
        if known is None:
            known = answer()
            if len(self.kept) >= _MOST_KEPT:
                self.kept.clear()
            self.kept[key] = known
        return known


@attrs.frozen
class Trouble:
    """Why the version on disk is not the one that is served."""

    text: Text
    fields: Mapping[str, object]

    def message(self, lang: Language) -> str:
        """The reason, for people."""
        return self.text.fill(lang, self.fields)


@attrs.define(eq=False)
class Served:
    """A rulebook by the name it is asked for with: the version in use, and what is wrong with the newest.

    ``stamp`` is that of the files of the newest version, whether it is in use or not.
    """

    name: str
    path: str
    version: Version
    stamp: Stamp
    watched: tuple[str, ...]
    trouble: Trouble | None = None
    replaced: int = 0
    refused: int = 0
    seen: Stamp = ()

    def changed(self) -> bool:
        """Whether its files are others than those last read, and have been left alone since last asked.

        A file half written may well be a rulebook in order; so one look is not enough.
        """
        now = stamp_of(self.watched)
        settled = now == self.seen
        self.seen = now
        return settled and now != self.stamp

    def reload(self) -> None:
        """Read the files again; use what they say if it can be used."""
        before = stamp_of(self.watched)
        try:
            checked = check_path(Path(self.path), self.path)
            watched = watched_by(self.path, checked)
            if watched != self.watched:
                # Files that it did not name before: again, so that these too are looked at first.
                self.watched, before = watched, stamp_of(watched)
                checked = check_path(Path(self.path), self.path)
        except Unreadable as error:
            self._refuse(before, Trouble(_NOT_READ, {"why": error.why}))
            return
        if checked.errors:
            first = checked.errors[0]
            fields = {
                "count": len(checked.errors),
                "code": first.code.id,
                "line": first.span.begin.line,
                "file": first.span.source.name,
            }
            self._refuse(before, Trouble(_HAS_ERRORS, fields))
            return
        if not checked.book.sets:
            # In order as far as it goes, as an empty file is; but nothing could be asked of it.
            self._refuse(before, Trouble(_NO_SETS, {}))
            return
        self.version = made_ready(self.path, checked)
        self.stamp, self.trouble = before, None
        self.replaced += 1

    def _refuse(self, stamp: Stamp, trouble: Trouble) -> None:
        self.stamp, self.trouble = stamp, trouble
        self.refused += 1


@attrs.define(eq=False)
class Shelf:
    """Every rulebook that is served, by name; only one thread looks for changes."""

    served: Mapping[str, Served]
    _looking: threading.Lock = attrs.field(factory=threading.Lock, repr=False)

    def look(self) -> list[Served]:
        """Read again what has changed; those that were read."""
        with self._looking:
            changed = [one for one in self.served.values() if one.changed()]
            for one in changed:
                one.reload()
            return changed


def served(name: str | None, path: str, checked: CheckedRulebook, began: float) -> Served:
    """``checked``, read from ``path`` and without errors, to be served under ``name`` (or its own).

    ``began``: when the reading did, by :func:`time.time`; what has been written since is read again.
    """
    watched = watched_by(path, checked)
    stamp = stamp_of(watched) if _latest(watched) < began - _COARSE else ()
    return Served(name or checked.book.name, path, made_ready(path, checked), stamp, watched)


def made_ready(path: str, checked: CheckedRulebook) -> Version:
    """A rulebook with what its first answers need worked out beforehand."""
    book = Rulebook(checked)
    for target in book.model.final_sets:
        book.prepared(target)
    return Version(path, checked, book, time.time())


def watched_by(path: str, checked: CheckedRulebook) -> tuple[str, ...]:
    """The files a rulebook is read from, and those it names with `bruk` and that may yet come."""
    files = {path}
    for file in checked.files:
        name = file.span.source.name
        files.add(name)
        named = (s.path.text for s in file.statements if isinstance(s, ast.Use))
        files.update(str(Path(name).parent / used) for used in named if "\0" not in used)
    return tuple(sorted(files))


def stamp_of(files: Iterable[str]) -> Stamp:
    """What tells one content of files from another without reading them."""
    return tuple((file, _stamp(file)) for file in files)


def _latest(files: Iterable[str]) -> float:
    """When one of ``files`` was last written or put in place."""
    return max((Path(file).stat().st_ctime for file in files if Path(file).exists()), default=0.0)


def _stamp(file: str) -> object:
    try:
        found = os.stat(file)  # noqa: PTH116 - the name as it is given, links followed
    except OSError as error:
        return error.errno
    return (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_dev)
