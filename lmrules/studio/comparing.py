"""Two texts of a rule file beside each other: what differs, line by line, and both put together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

_LINE_END = re.compile(r"\r\n|\r|\n")
_CONTEXT = 3


def lines(text: str) -> list[str]:
    """The lines of ``text`` without their ends: a change of line ends alone is no change of a line."""
    return _LINE_END.split(text)


def rows(old: str, new: str) -> list[dict[str, Any]]:
    """What differs, with some lines around it.

    ``kind`` is ``same``, ``removed``, ``added`` or ``gap`` (lines left out); ``old`` and ``new`` are the
    numbers of the line in those of the texts that have it.
    """
    before, after = lines(old), lines(new)
    shown: list[dict[str, Any]] = []
    for group in SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(_CONTEXT):
        if shown:
            shown.append({"kind": "gap", "text": ""})
        for kind, i1, i2, j1, j2 in group:
            if kind == "equal":
                shown += [
                    {"kind": "same", "old": i + 1, "new": j + 1, "text": before[i]}
                    for i, j in zip(range(i1, i2), range(j1, j2), strict=True)
                ]
                continue
            shown += [{"kind": "removed", "old": i + 1, "text": before[i]} for i in range(i1, i2)]
            shown += [{"kind": "added", "new": j + 1, "text": after[j]} for j in range(j1, j2)]
    return shown


def merged(base: str, mine: str, theirs: str) -> str | None:
    """The changes from ``base`` to ``mine`` and to ``theirs`` together; None where they touch each other.

    Lines that both changed in the same way are taken once. Line ends become those of ``mine``.
    """
    end = found.group() if (found := _LINE_END.search(mine)) else "\n"
    old = lines(base)
    changes = sorted({*_changes(old, lines(mine)), *_changes(old, lines(theirs))})
    together: list[str] = []
    at = 0
    for index, (start, stop, put) in enumerate(changes):
        if index and start <= changes[index - 1][1]:
            return None
        together += [*old[at:start], *put]
        at = stop
    return end.join([*together, *old[at:]])


def _changes(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """The runs of lines of ``old`` that differ, and what stands there instead."""
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield i1, i2, tuple(new[j1:j2])
