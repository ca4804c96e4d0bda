"""How a resolved expression is written in a rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from lmrules.model.model import AllOf, AnyOf, AtLeast, Expression, ObjectiveId
from lmrules.syntax.ast import Keywords
from lmrules.syntax.keywords import SPELLINGS
from lmrules.syntax.writing import write_name


def write_objective(objective: ObjectiveId) -> str:
    """An objective with its set, as it may be written anywhere."""
    return f"{write_name(objective.set)}/{write_name(objective.code)}"


def write_code(objective: ObjectiveId) -> str:
    """An objective's code alone, for where nobody can doubt the set."""
    return write_name(objective.code)


def write_expression(
    expression: Expression,
    keywords: Keywords,
    written: Callable[[ObjectiveId], str] = write_code,
    *,
    inside: Literal["", "or", "and"] = "",
) -> str:
    """``expression`` in the words of a rule, with parentheses where `og` and `eller` meet."""
    both, either, at_least, of = (SPELLINGS[word][keywords] for word in ("and", "or", "at least", "of"))
    match expression:
        case ObjectiveId():
            return written(expression)
        case AtLeast(k, parts):
            listed = ", ".join(write_expression(part, keywords, written) for part in parts)
            return f"{at_least} {k} {of} ({listed})"
        case AllOf(parts):
            joined = f" {both} ".join(write_expression(p, keywords, written, inside="and") for p in parts)
            return f"({joined})" if inside == "and" else joined
        case AnyOf(parts):
            joined = f" {either} ".join(write_expression(p, keywords, written, inside="or") for p in parts)
            return f"({joined})" if inside else joined
