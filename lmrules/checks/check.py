"""What a check is: a function from a resolved rulebook to diagnostics, with the codes it may give."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

import attrs

from lmrules.diagnostics import Code, Diagnostic
from lmrules.model.model import Rulebook
from lmrules.prepared import Ready, ready
from lmrules.syntax import ast


@attrs.frozen(eq=False)
class Checked:
    """What a check looks at: the rulebook as resolved, its files, and the names that are excused.

    ``excused`` are names in statements that could not be read or resolved: a check that would complain of
    something missing keeps quiet about them, so that one mistake is reported once. ``uncertain`` are levels,
    topics and objectives that are themselves declared with an error: nothing is said of what rests on them.
    """

    book: Rulebook
    files: tuple[ast.File, ...]
    excused: frozenset[str] = frozenset()
    uncertain: frozenset[str] = frozenset()

    @cached_property
    def transitions(self) -> tuple[Ready, ...]:
        """Every transition with its theory and the kernel's verdict on each rule."""
        return tuple(ready(self.book, transition) for transition in self.book.transitions)


@attrs.frozen
class Check:
    """One check of the linter, exported by its file as ``CHECK``."""

    codes: tuple[Code, ...]
    run: Callable[[Checked], Iterable[Diagnostic]]
