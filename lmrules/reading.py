"""Rule files from disk, and the files they `bruk`: only inside the rulebook's own folder tree."""

from __future__ import annotations

import codecs
import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

import attrs

from lmrules.diagnostics import Diagnostic, Label, codes_names, codes_text
from lmrules.diagnostics.mistakes import too_much
from lmrules.messages import Text
from lmrules.resources import real
from lmrules.source import Source, Span
from lmrules.syntax import ast
from lmrules.syntax.limits import DEFAULT_LIMITS, Limits
from lmrules.syntax.parse import parse

_MISSING = Text("den finnes ikke", "ho finst ikkje", "it does not exist")
_NO_FILE = Text("det er ikke en vanlig fil", "det er ikkje ei vanleg fil", "it is not a regular file")
_DENIED = Text("den kan ikke åpnes", "ho kan ikkje opnast", "it cannot be opened")
_BYTES = Text("byte", "byte", "bytes")
_FILES = Text("filer", "filer", "files")
_STATEMENTS = Text("setninger", "setningar", "statements")
_IN_RING = Text("også med i ringen", "òg med i ringen", "also part of the ring")
_BYTE_ORDER_MARKS = {
    b"\xff\xfe\x00\x00": "UTF-32", b"\x00\x00\xfe\xff": "UTF-32", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"
}  # fmt: skip


Parser: TypeAlias = Callable[[Source, Limits], tuple[ast.File, list[Diagnostic]]]
"""How the text of a file is read: :func:`lmrules.syntax.parse.parse`, or one that remembers."""


class Unreadable(Exception):
    """A file that cannot be read; ``why`` says why, for people."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


@attrs.define
class RuleFiles:
    """What was read: the files in the order their statements count, and what was wrong with them."""

    files: list[ast.File] = attrs.field(factory=list)
    found: list[Diagnostic] = attrs.field(factory=list)
    limits: Limits = DEFAULT_LIMITS


def read_bytes(path: Path, limit: int) -> bytes:
    """At most ``limit + 1`` bytes of a regular file; :class:`Unreadable` for anything else."""
    try:
        # Checked on the opened file: a name can come to mean something else in between. Non-blocking, so
        # that a pipe in the file's place cannot make us wait.
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise Unreadable(_NO_FILE)
            return file.read(limit + 1)
    except FileNotFoundError:
        raise Unreadable(_MISSING) from None
    except (IsADirectoryError, NotADirectoryError):
        raise Unreadable(_NO_FILE) from None
    except (OSError, ValueError):
        raise Unreadable(_DENIED) from None


def decode(name: str, data: bytes, limits: Limits) -> tuple[Source, list[Diagnostic]]:
    """The source of a file's bytes: UTF-8, with or without a byte order mark."""
    if len(data) > limits.file_bytes:
        source = Source(name, "")
        where = Span(source, 0, 0)
        size = f"> {limits.file_bytes}"
        return source, [codes_text.FILE_TOO_LARGE.at(where, size=size, unit=_BYTES, limit=limits.file_bytes)]
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            source = Source(name, "")
            return source, [codes_text.BAD_ENCODING.at(Span(source, 0, 0), why=encoding)]
    # Taken off here: the places that the codec utf-8-sig gives are counted from behind the mark.
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return Source(name, data.decode()), []
    except UnicodeDecodeError as error:
        # The rest of the file is still worth checking: the bytes that are not UTF-8 become a sign of that.
        good = data[: error.start].decode()
        source = Source(name, data.decode(errors="replace").replace("\ufffd", "?"))
        why = Text(*(f"{word} {data[error.start]:#04x}" for word in ("byte", "byte", "byte")))
        where = Span(source, len(good), len(good) + 1)
        return source, [codes_text.BAD_ENCODING.at(where, why=why)]


def read_rules(
    path: Path,
    name: str | None = None,
    *,
    limits: Limits = DEFAULT_LIMITS,
    unsaved: Mapping[Path, str] | None = None,
    parser: Parser = parse,
) -> RuleFiles:
    """The file at ``path`` and every file it uses, each once, its statements where the `bruk` stands.

    ``name`` is how the file is called in diagnostics (default: ``path``). ``unsaved`` gives texts that stand
    in for files, by resolved path: an editor's buffers. ``parser`` reads a text (default: :func:`parse`), and
    may give what it gave before for the same text. :class:`Unreadable` if the first file cannot be read.
    """
    reader = _Reader(real(path.parent), limits, unsaved or {}, RuleFiles(limits=limits), parser)
    reader.read(path, name or str(path), [])
    return reader.result


@attrs.define
class _Reader:
    root: Path
    limits: Limits
    unsaved: Mapping[Path, str]
    result: RuleFiles
    parser: Parser
    done: set[Path] = attrs.field(factory=set)
    characters: int = 0
    statements: int = 0
    full: bool = False

    def read(self, path: Path, name: str, above: list[tuple[Path, ast.Use]]) -> None:
        resolved = real(path)
        self.done.add(resolved)
        found: list[Diagnostic] = []
        if resolved in self.unsaved:
            source = Source(name, self.unsaved[resolved])
        else:
            source, found = decode(name, read_bytes(path, self.limits.file_bytes), self.limits)
        self.result.found += found
        too_large = any(d.code is codes_text.FILE_TOO_LARGE for d in found)
        file, wrong = self.parser(source, self.limits)
        self.result.found += [] if too_large or (found and not source.original) else wrong
        # A file stands before the files it uses; what they declare is one rulebook whatever the order.
        self.result.files.append(file)
        self.characters += len(source.original)
        self.statements += len(file.statements)
        for statement in file.statements:
            if isinstance(statement, ast.Use) and not self.full:
                self.use(statement, path, name, [*above, (resolved, statement)])

    def use(self, use: ast.Use, path: Path, name: str, above: list[tuple[Path, ast.Use]]) -> None:
        wanted = use.path.text
        target = path.parent / wanted
        resolved = Path(os.path.realpath(target)) if "\0" not in wanted else path
        if Path(wanted).is_absolute() or "\0" in wanted or not resolved.is_relative_to(self.root):
            self.result.found.append(codes_names.USE_OUTSIDE.at(use.path.span, path=wanted))
            return
        ring = [i for i, (file, _) in enumerate(above) if file == resolved]
        if ring:
            around = above[ring[0] :]
            names = " → ".join([*(file.name for file, _ in around), resolved.name])
            related = [Label(other.path.span, _IN_RING) for _, other in around if other is not use]
            self.result.found.append(codes_names.USE_RING.at(use.path.span, ring=names, related=related))
            return
        if resolved in self.done:
            return
        if len(above) > self.limits.use_depth:
            self.result.found.append(codes_names.USE_TOO_DEEP.at(use.path.span, limit=self.limits.use_depth))
            return
        try:
            self.read(target, os.path.normpath(Path(name).parent / wanted), above)
        except Unreadable as error:
            self.result.found.append(codes_names.USE_UNREADABLE.at(use.path.span, path=wanted, why=error.why))
        self.stop_where_full(use)

    def stop_where_full(self, use: ast.Use) -> None:
        """Reads no more files once they are too many, or there is too much in them, or wrong with them."""
        limits = self.limits
        if self.full:
            return
        for size, unit, limit in (
            (len(self.result.files), _FILES, limits.book_files),
            (self.characters, _BYTES, limits.book_bytes),
            (self.statements, _STATEMENTS, limits.book_statements),
        ):
            if size > limit:
                self.full = True
                path = use.path
                more = codes_names.RULEBOOK_TOO_LARGE.at(path.span, path=path.text, unit=unit, limit=limit)
                self.result.found.append(more)
                return
        if sum(d.severity == "error" for d in self.result.found) > limits.mistakes:
            self.full = True
            if not too_much(self.result.found):
                more = codes_text.TOO_MANY_MISTAKES.at(use.path.span, limit=limits.mistakes)
                self.result.found.append(more)
