"""From the paths of a command line to rulebooks: files, folders with everything below them, and stdin."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import attrs

from lmrules.cli.talk import Failure, say
from lmrules.messages import Language, Text
from lmrules.reading import RuleFiles, Unreadable, decode, read_rules
from lmrules.resources import real
from lmrules.syntax.limits import DEFAULT_LIMITS

STDIN = "<stdin>"
_SUFFIX = ".rules"
_UNREADABLE = Text(
    "kan ikke lese `{path}`: {why}", "kan ikkje lese `{path}`: {why}", "cannot read `{path}`: {why}"
)
_NO_RULES = Text(
    "det er ingen `.rules`-filer i `{path}`",
    "det er ingen `.rules`-filer i `{path}`",
    "there are no `.rules` files in `{path}`",
)
_DENIED = Text("den kan ikke åpnes", "ho kan ikkje opnast", "it cannot be opened")


@attrs.define
class RuleFile:
    """The first file of a rulebook: where it is, what messages call it, and all that was read from it.

    ``stdin`` is the text that stands in for the file, where there is none.
    """

    path: Path
    name: str
    read: RuleFiles
    stdin: str | None = None

    def again(self, texts: Mapping[Path, str]) -> RuleFiles:
        """The rulebook read again, with ``texts`` in place of files (by resolved path)."""
        own = {} if self.stdin is None else {real(self.path): self.stdin}
        return read_rules(self.path, self.name, unsaved={**own, **texts})


def rule_files(paths: Iterable[str], lang: Language) -> list[RuleFile]:
    """The rulebooks at ``paths``, each read once: a file that another of them uses is no rulebook of its own.

    :class:`Failure` if a path cannot be read, or a folder has no rule files.
    """
    candidates: dict[Path, str] = {}
    opened: list[RuleFile] = []
    wrong: list[tuple[str, Text]] = []
    for path in dict.fromkeys(paths):
        if path == "-":
            opened.append(_stdin())
        elif Path(path).is_dir():
            found = sorted(_below(path, wrong))
            if not found and not wrong:
                raise Failure(_NO_RULES, {"path": shown(path)}, lang=lang)
            for name in found:
                candidates.setdefault(real(name), name)
        else:
            candidates.setdefault(real(path), path)
    opened += _first_files(candidates.values(), wrong)
    failures = [Failure(_UNREADABLE, {"path": path, "why": why}, lang=lang) for path, why in wrong]
    for failure in failures[:-1]:
        say(failure.shown())
    if failures:
        raise failures[-1]
    return opened


def read_from(rulebooks: Iterable[RuleFile]) -> list[str]:
    """The names of all files that ``rulebooks`` were read from."""
    return [file.span.source.name for rulebook in rulebooks for file in rulebook.read.files]


def shown(path: str) -> str:
    """``path`` as it is shown and written: text that UTF-8 can hold."""
    return path.encode("utf-8", "replace").decode()


def _below(folder: str, wrong: list[tuple[str, Text]]) -> Iterator[str]:
    """Every rule file below ``folder``, hidden folders left out."""

    def denied(error: OSError) -> None:
        wrong.append((shown(str(error.filename)), _DENIED))

    for parent, folders, files in os.walk(folder, onerror=denied):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (
            os.path.normpath(Path(parent, name))
            for name in files
            if name.endswith(_SUFFIX) and not name.startswith(".")
        )


def _first_files(names: Iterable[str], wrong: list[tuple[str, Text]]) -> list[RuleFile]:
    """The rulebooks among the files ``names``: those that none of the others uses.

    Files nearer the root are read first, because they usually use those below, and what has been read as
    part of another is not read again. In a ring of `bruk` the first one read stands for it.
    """
    first: dict[Path, tuple[RuleFile, frozenset[Path]]] = {}
    for name in sorted(names, key=lambda name: (name.count(os.sep), name)):
        path = real(name)
        if any(path in covered for _, covered in first.values()):
            continue
        try:
            read = read_rules(Path(name), shown(name))
        except Unreadable as error:
            wrong.append((shown(name), error.why))
            continue
        # A file's name is its path as seen from here.
        covered = frozenset({path, *(real(f.span.source.name) for f in read.files)})
        first = {p: known for p, known in first.items() if not known[1] <= covered}
        first[path] = (RuleFile(Path(name), shown(name), read), covered)
    return [rulebook for rulebook, _ in first.values()]


def _stdin() -> RuleFile:
    """What stands on stdin; the files it uses are sought from the current folder."""
    limits = DEFAULT_LIMITS
    source, found = decode(STDIN, sys.stdin.buffer.read(limits.file_bytes + 1), limits)
    path = Path(STDIN)
    if found and not source.original:
        return RuleFile(path, STDIN, RuleFiles(found=found), source.original)
    read = read_rules(path, STDIN, unsaved={real(path): source.original})
    read.found[:0] = found
    return RuleFile(path, STDIN, read, source.original)
