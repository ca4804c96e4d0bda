"""A tree of lines as text, with the branches drawn."""

from __future__ import annotations

import textwrap

import attrs


@attrs.frozen
class Branch:
    """A line of a tree and what stands under it."""

    text: str
    under: tuple[Branch, ...] = ()


def draw(root: Branch, width: int = 100) -> str:
    """The tree as lines; long ones are wrapped under themselves."""
    lines = textwrap.wrap(root.text, width) or [""]
    _draw(root.under, "", width, lines)
    return "\n".join(lines) + "\n"


def _draw(branches: tuple[Branch, ...], indent: str, width: int, lines: list[str]) -> None:
    for index, branch in enumerate(branches):
        last = index == len(branches) - 1
        first, rest = ("└─ ", "   ") if last else ("├─ ", "│  ")
        # Where something stands under a wrapped line, its branch is drawn beside the wrapped part too.
        below = rest + ("│  " if branch.under else "   ")
        lines += textwrap.wrap(
            branch.text,
            width,
            initial_indent=indent + first,
            subsequent_indent=indent + below,
            break_long_words=False,
            break_on_hyphens=False,
        )
        _draw(branch.under, indent + rest, width, lines)
