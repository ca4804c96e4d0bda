"""One rulebook as it stands in the editor now: what every feature looks at."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import attrs

from lmrules.diagnostics import Diagnostic
from lmrules.lsp.occurrences import Occurrence, Occurrences
from lmrules.messages import LANGUAGES, Language
from lmrules.model.from_syntax import resolve
from lmrules.model.model import Objective, ObjectiveId, Rulebook, Transition
from lmrules.pipeline import CheckedRulebook
from lmrules.reading import RuleFiles
from lmrules.resources import real
from lmrules.source import Source
from lmrules.syntax import ast


@attrs.define(eq=False)
class View:
    """The rulebook whose first file is ``root``, read and resolved, whatever is wrong with it.

    ``lang`` is the language chosen for all of it (None: that of its keywords). ``good`` is the model of the
    last time it had no errors: what is broken now may be known from it. ``checked`` comes when it comes.
    """

    root: Path
    read: RuleFiles
    lang: Language | None = None
    good: Rulebook | None = None
    checked: CheckedRulebook | None = None

    @cached_property
    def _resolved(self) -> tuple[Rulebook, Occurrences, list[Diagnostic]]:
        meant: dict[int, list[ObjectiveId]] = {}

        def noted(code: ast.Code, objective: ObjectiveId) -> None:
            meant.setdefault(id(code), []).append(objective)

        book, found, _ = resolve(self.read.files, self.read.limits, noted)
        known = (book,) if self.good is None else (book, self.good)
        return book, Occurrences.found(self.read.files, meant, known), found

    @property
    def book(self) -> Rulebook:
        """All of it that could be resolved."""
        return self._resolved[0]

    @property
    def names(self) -> Occurrences:
        """Where everything is declared and used."""
        return self._resolved[1]

    @property
    def wrong(self) -> list[Diagnostic]:
        """What is wrong with its text and its names: known before it is checked."""
        return [*self.read.found, *self._resolved[2]]

    @property
    def books(self) -> tuple[Rulebook, ...]:
        """The model now, and the last good one, in the order to look things up in."""
        return (self.book,) if self.good is None else (self.book, self.good)

    def file(self, path: Path) -> ast.File | None:
        """The file at ``path``, links followed; None where it is not part of the rulebook."""
        return self._by_path.get(path)

    @cached_property
    def _by_path(self) -> dict[Path, ast.File]:
        return {real(file.span.source.name): file for file in self.read.files}

    def speak(self, file: ast.File | None = None) -> Language:
        """The language to speak in a file: the one chosen, else that of its keywords."""
        keywords = file.keywords if file is not None else self.book.keywords
        if self.lang is not None:
            return self.lang
        return next((lang for lang in LANGUAGES if lang == keywords), "nb")

    def objective(self, identity: ObjectiveId) -> Objective | None:
        """An objective, from the last good model where it cannot be read now."""
        return next((b.objective[identity] for b in self.books if identity in b.objective), None)

    def meanings(self, occurrence: Occurrence) -> Iterator[Objective]:
        """The objectives that a code may stand for; one that stands for nothing, any that bears it."""
        identity = occurrence.objective
        if identity is not None:
            found = self.objective(identity)
            if found is not None:
                yield found
            return
        known: dict[ObjectiveId, Objective] = {}
        for book in reversed(self.books):
            known |= {o.id: o for o in book.objective.values() if o.id.code == occurrence.name}
        yield from known.values()

    def transition(self, file: ast.File, offset: int) -> Transition | None:
        """The transition whose part of ``file`` the place ``offset`` is in."""
        within: ast.Transition | None = None
        for statement in file.statements:
            if statement.span.start > offset:
                break
            match statement:
                case ast.Transition():
                    within = statement
                case ast.ObjectiveSet() | ast.Topic() | ast.Scale() | ast.Rulebook() | ast.Use():
                    within = None
                case _:
                    pass
        if within is None:
            return None
        sets = (within.old.text, within.new.text)
        return next((t for b in self.books for t in b.transitions if (t.old, t.new) == sets), None)


@attrs.frozen
class Looking:
    """A place in a file of a rulebook that the editor asks about."""

    view: View
    file: ast.File
    offset: int

    @property
    def source(self) -> Source:
        """The text of the file."""
        return self.file.span.source

    @property
    def lang(self) -> Language:
        """The language to answer in."""
        return self.view.speak(self.file)

    @property
    def names(self) -> tuple[Occurrence, ...]:
        """The name that stands there, with everything it stands for."""
        return self.view.names.at(self.source.name, self.offset)
