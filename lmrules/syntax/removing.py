"""The edit that takes one operand of `og` or `eller` away from a rule file's text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lmrules.diagnostics import Edit
from lmrules.source import Span
from lmrules.syntax import ast

_CLOSING = re.compile(r"\s*\)")
_OPENING = re.compile(r"\(\s*$")
_COUNTED = re.compile(r"(?:minst|at\s+least)\s+$")


def removal(part: ast.Expression, beside: Iterable[ast.Expression]) -> Edit | None:
    """The edit that removes ``part`` and the word that joins it to the operands ``beside`` it.

    None where remarks stand in between, so that nothing an author wrote is lost.
    """
    text = part.span.source.text
    before = [other for other in beside if other.span.start < part.span.start]
    after = [other for other in beside if other.span.start > part.span.start]
    if before:
        start, end = _from_left(text, max(o.span.end for o in before), part.span.end)
    elif after:
        following = min(after, key=lambda o: o.span.start)
        start, end = _to_right(text, _begin(text, part), _begin(text, following))
    else:
        return None
    removed = text[start:end]
    if "#" in removed or removed.count("(") != removed.count(")"):
        return None
    return Edit(Span(part.span.source, start, end), "")


def _begin(text: str, part: ast.Expression) -> int:
    """Where ``part`` begins, with the word that a count begins with; its span begins at the number."""
    leftmost = part
    while isinstance(leftmost, ast.AllOf | ast.AnyOf):
        leftmost = leftmost.parts[0]
    counted = _COUNTED.search(text, 0, part.span.start) if isinstance(leftmost, ast.AtLeast) else None
    return counted.start() if counted else part.span.start


def _from_left(text: str, start: int, end: int) -> tuple[int, int]:
    """From the end of the operand before to the end of this one, each with its closing parentheses."""
    while closing := _CLOSING.match(text, start, end):
        start = closing.end()
    for _ in range(text.count("(", start, end) - text.count(")", start, end)):
        closing = _CLOSING.match(text, end)
        end = closing.end() if closing else end
    return start, end


def _to_right(text: str, start: int, end: int) -> tuple[int, int]:
    """From the beginning of this operand to that of the next, each with its opening parentheses."""
    while opening := _OPENING.search(text, start, end):
        end = opening.start()
    for _ in range(text.count(")", start, end) - text.count("(", start, end)):
        opening = _OPENING.search(text, 0, start)
        start = opening.start() if opening else start
    return start, end
