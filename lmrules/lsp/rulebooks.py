"""The rulebooks that the open files belong to, read from the editor's texts and, for the rest, from disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from lsprotocol import types

from lmrules.diagnostics import Diagnostic
from lmrules.lsp.buffers import Buffers, path_of
from lmrules.lsp.places import offset_of
from lmrules.lsp.settings import settings_for
from lmrules.lsp.view import Looking, View
from lmrules.messages import Language
from lmrules.model.model import Rulebook
from lmrules.reading import RuleFiles, Unreadable, read_bytes, read_rules
from lmrules.resources import real
from lmrules.source import Source
from lmrules.syntax import ast
from lmrules.syntax.keywords import STATEMENTS
from lmrules.syntax.limits import DEFAULT_LIMITS, Limits
from lmrules.syntax.parse import parse

_MOST_KEPT = 2_000
_MOST_BYTES = DEFAULT_LIMITS.file_bytes
_SUFFIX = ".rules"
_HIGHEST = 3
"""How far up the rulebook of a file is sought where no folder is open."""
_USING = tuple(word.encode() for word, keyword in STATEMENTS.items() if keyword.begins == "use")


class Rulebooks:
    """What is open in the editor, as rulebooks.

    A file belongs to the rulebooks that use it. They are sought in its own folder and in those above it, up
    to the folder that is open in the editor (else some steps up): `bruk` reaches downwards only.
    """

    def __init__(self, lang: Language | None = None) -> None:
        self.buffers = Buffers()
        self.folders: tuple[Path, ...] = ()
        self.lang = lang
        self._parsed: dict[str, tuple[str, tuple[ast.File, list[Diagnostic]]]] = {}
        self._roots: dict[Path, tuple[Path, ...]] = {}
        self._uses: dict[Path, tuple[str, ...]] = {}
        self._views: dict[Path, View | None] = {}
        self._good: dict[Path, Rulebook] = {}

    # ------------------------------------------------------------------- what has changed

    def text_changed(self) -> None:
        """A text in the editor is another: what was made of the old one is forgotten."""
        self._views = {}
        for path in self.buffers.paths:
            uses = tuple(s.path.text for s in self._own(path).statements if isinstance(s, ast.Use))
            if self._uses.get(path) != uses:
                self._uses[path] = uses
                self._roots = {}

    def files_changed(self) -> None:
        """Files on disk, or which of them are open, are others."""
        self._views, self._roots = {}, {}
        self._uses = {path: uses for path, uses in self._uses.items() if path in self.buffers.paths}

    def were_good(self, root: Path, book: Rulebook) -> None:
        """Remember the rulebook whose first file is ``root`` as it was when it had no errors."""
        self._good[root] = book

    # ------------------------------------------------------------------- what is there

    def open(self) -> tuple[View, ...]:
        """The rulebooks of the files that are open, each once."""
        roots = dict.fromkeys(root for path in self.buffers.paths for root in self.roots(path))
        return tuple(view for root in roots if (view := self.view(root)) is not None)

    def of(self, path: Path) -> Iterator[View]:
        """The rulebooks that a file belongs to."""
        for root in self.roots(real(path)):
            view = self.view(root)
            if view is not None:
                yield view

    def looking(self, uri: str, at: types.Position) -> Looking | None:
        """The place that a request is about, in the first rulebook the file belongs to."""
        path = real(path_of(uri))
        for view in self.of(path):
            file = view.file(path)
            if file is not None:
                return Looking(view, file, offset_of(file.span.source, at))
        return None

    def file(self, uri: str) -> Looking | None:
        """The file that a request is about."""
        return self.looking(uri, types.Position(0, 0))

    def view(self, root: Path) -> View | None:
        """The rulebook whose first file is ``root``; None where that cannot be read."""
        if root not in self._views:
            read = self._read(root)
            lang = settings_for(root, self.lang).lang
            good = self._good.get(root)
            self._views[root] = View(root, read, lang, good) if read is not None else None
        return self._views[root]

    def as_if(self, root: Path, texts: Mapping[Path, str]) -> View | None:
        """The same rulebook if ``texts`` stood in its files."""
        try:
            return View(root, read_rules(root, str(root), unsaved=texts), self.lang)
        except Unreadable:
            return None

    def roots(self, path: Path) -> tuple[Path, ...]:
        """The first files of the rulebooks that the file at ``path`` belongs to, the highest folder first."""
        if path not in self._roots:
            candidates = {root: self._files(root) for root in (*self._above(path), path)}
            using = {root: files for root, files in candidates.items() if path in files}
            # A rulebook that is part of a greater one is read there.
            whole = [r for r in using if not any(r in using[o] for o in using if o != r)]
            self._roots[path] = tuple(whole) or (path,)
        return self._roots[path]

    # ------------------------------------------------------------------- reading

    def _above(self, path: Path) -> Iterator[Path]:
        """The rule files in the folder of ``path`` and above it, those nearest the top first."""
        tops = [folder for folder in self.folders if path.is_relative_to(folder)]
        alone = path.parents[min(_HIGHEST, len(path.parents) - 1)]
        top = min(tops, key=lambda folder: len(folder.parts), default=alone)
        folders = [f for f in path.parents if f.is_relative_to(top)]
        for folder in reversed(folders):
            yield from sorted(real(file) for file in _rule_files(folder) if self._may_use(file))

    def _files(self, root: Path) -> frozenset[Path]:
        read = self._read(root)
        return frozenset() if read is None else frozenset(real(f.span.source.name) for f in read.files)

    def _may_use(self, file: Path) -> bool:
        """Whether a file has a word that files are used by: most have none, and need not be read."""
        text = self.buffers.texts.get(real(file))
        try:
            data = text.encode("utf-8", "replace") if text is not None else read_bytes(file, _MOST_BYTES)
        except Unreadable:
            return False
        return any(word in data for word in _USING)

    def _read(self, root: Path) -> RuleFiles | None:
        try:
            return read_rules(root, str(root), unsaved=self.buffers.texts, parser=self._parse)
        except Unreadable:
            return None

    def _own(self, path: Path) -> ast.File:
        return self._parse(Source(str(path), self.buffers.texts[path]), DEFAULT_LIMITS)[0]

    def _parse(self, source: Source, limits: Limits) -> tuple[ast.File, list[Diagnostic]]:
        """What a text says; the text that a file had last time need not be read again."""
        known = self._parsed.get(source.name)
        if known is not None and known[0] == source.original:
            return known[1]
        if len(self._parsed) >= _MOST_KEPT:
            self._parsed.clear()
        file, found = parse(source, limits)
        self._parsed[source.name] = (source.original, (file, list(found)))
        return self._parsed[source.name][1]


def _rule_files(folder: Path) -> Iterable[Path]:
    try:
        return [file for file in folder.iterdir() if file.suffix == _SUFFIX]
    except OSError:
        return []  # a folder that we may not read has nothing for us
