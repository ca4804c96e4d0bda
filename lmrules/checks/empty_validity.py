"""LM204: a set whose validity ends before it begins."""

from __future__ import annotations

from collections.abc import Iterator

from lmrules.checks.check import Check, Checked
from lmrules.diagnostics import Diagnostic
from lmrules.diagnostics.codes_order import EMPTY_VALIDITY
from lmrules.model.model import ObjectiveSet
from lmrules.syntax import ast


def is_empty(objectives: ObjectiveSet) -> bool:
    """Whether the set is valid on no day: validity is half-open, so a set from and until one day is."""
    start, end = objectives.start, objectives.end
    return start is not None and end is not None and end <= start


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """One diagnostic for each set without a day."""
    empty = {s.span: s for s in looked_at.book.sets if is_empty(s)}
    for file in looked_at.files:
        for statement in file.statements:
            if isinstance(statement, ast.ObjectiveSet) and statement.name.span in empty:
                found = empty[statement.name.span]
                yield EMPTY_VALIDITY.at(
                    statement.validity[0].span, set=found.name, start=found.start, end=found.end
                )


CHECK = Check((EMPTY_VALIDITY,), check)
