"""One mistake, one diagnostic: the names of which nothing more is said once something is wrong with them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence

from lmrules.diagnostics import Diagnostic
from lmrules.model.model import Rulebook
from lmrules.source import Source
from lmrules.syntax import ast
from lmrules.syntax.keywords import LANGUAGES_OF

_WORD = re.compile(r"'[^'\r\n]+'|[\w\u0300-\u036f]+(?:[-.][\w\u0300-\u036f]+)*")
# What leaves a statement, or a part of it, out of the resolved rulebook.
_UNRESOLVED = frozenset(
    {"LM101", "LM103", "LM111", "LM112", "LM113", "LM114", "LM115", "LM116", "LM117", "LM119"}
)
_DECLARING = frozenset({"scale", "topic", "objective", "objective_set"})
_NO_NAMES = re.compile(r"#[^\r\n]*|\"(?:[^\"\\\r\n]|\\[^\r\n])*\"")
_DATED = ("set", "old", "new", "first", "second", "transition", "later", "earlier")


def excused_names(
    files: Sequence[ast.File], found: Sequence[Diagnostic], known: Collection[str], book: Rulebook
) -> frozenset[str]:
    """The names in every statement that an error left unresolved, and in every header with a wrong date.

    ``known`` are names excused already: a statement that mentions one of them and so could not be resolved
    excuses the rest of its names. What did-you-mean offers for a wrong name is excused as well.
    """
    names = set(known)
    statements = _InFiles(files)
    for diagnostic in found:
        here = statements.at(diagnostic.span.source, diagnostic.span.start)
        if diagnostic.code.id in _UNRESOLVED and here is not None:
            names |= _words(here)
            names |= {edit.text.strip("'") for fix in diagnostic.fixes for edit in fix.edits}
        elif diagnostic.code.id == "LM003" and isinstance(here, ast.ObjectiveSet | ast.Transition):
            names |= _words(here)
    unknown = {str(dict(d.fields)["name"]) for d in found if d.code.id == "LM101"}
    lost = (unknown | set(known)) - {o.code for o in book.objective}
    for file in files:
        for statement in file.statements:
            if isinstance(statement, ast.Rule | ast.Carried | ast.Retired | ast.New | ast.Never):
                words = _words(statement)
                names |= words if words & lost else set()
    return frozenset(names)


def uncertain_names(files: Sequence[ast.File], found: Iterable[Diagnostic]) -> frozenset[str]:
    """The levels, topics and objectives whose own declaration has an error: what rests on them is unknown."""
    names: set[str] = set()
    statements = _InFiles(files)
    for diagnostic in found:
        here = statements.at(diagnostic.span.source, diagnostic.span.start)
        if diagnostic.code.id in _UNRESOLVED and isinstance(here, ast.Objective):
            names.add(here.name.text)
        elif diagnostic.code.id == "LM010" and isinstance(here, ast.Scale):
            # Then no scale at all has an order.
            names |= {level for file in files for s in file.statements for level in _levels(s)}
    for file in files:
        for statement in file.statements:
            if isinstance(statement, ast.Broken) and statement.begins in _DECLARING:
                names |= {name.text for name in statement.names}
    return frozenset(names)


def _levels(statement: ast.Statement) -> set[str]:
    """The levels that a statement puts in order."""
    if not isinstance(statement, ast.Scale):
        return set()
    return {name.text for chain in statement.chains for name in chain.names}


def in_disorder(found: Iterable[Diagnostic]) -> frozenset[str]:
    """The levels and topics that errors of order (rings, parts outside) are about."""
    values = [
        str(value)
        for diagnostic in found
        if diagnostic.code.id in ("LM201", "LM202", "LM203")
        for _, value in diagnostic.fields
    ]
    return frozenset(word.strip("'") for value in values for word in _WORD.findall(value))


def concerns(diagnostic: Diagnostic, excused: Collection[str]) -> bool:
    """Whether a diagnostic about dates is about a set or transition whose own statement has an error.

    The date in it may be the one that stands in for a day that does not exist.
    """
    fields = dict(diagnostic.fields)
    named = {part for key in _DATED if key in fields for part in str(fields[key]).split("→")}
    return not named.isdisjoint(excused)


class _InFiles:
    """The statements of files by their places."""

    def __init__(self, files: Iterable[ast.File]) -> None:
        self._of = {id(f.span.source): f.statements for f in files}
        self._starts = {source: [s.span.start for s in found] for source, found in self._of.items()}

    def at(self, source: Source, offset: int) -> ast.Statement | None:
        """The statement of ``source`` that ``offset`` lies in."""
        index = bisect_right(self._starts.get(id(source), []), offset) - 1
        if index < 0:
            return None
        statement = self._of[id(source)][index]
        return statement if offset <= statement.span.end else None


def _words(statement: ast.Statement) -> set[str]:
    """The names written in a statement."""
    bare = _NO_NAMES.sub(" ", statement.span.text)
    return {word.strip("'") for word in _WORD.findall(bare) if word not in LANGUAGES_OF}
