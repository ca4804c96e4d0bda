"""Places in a rule file as the page's editor counts them.

The editor holds a text in UTF-16, with one unit for every line break; ``from`` and ``to`` are offsets in it.
"""

from __future__ import annotations

import re
from itertools import accumulate

import attrs

from lmrules.source import Position, Source, Span

_LINE_END = re.compile(r"\r\n|\r|\n")


def units(text: str) -> int:
    """How long ``text`` is in UTF-16."""
    return len(text) + sum(1 for c in text if c > "\uffff")


@attrs.define
class Places:
    """Offsets into the editor's texts; remembers the lines of each source it was asked about."""

    _lines: dict[int, tuple[Source, list[str], list[int]]] = attrs.field(factory=dict, init=False)

    def of(self, span: Span) -> dict[str, object]:
        """``span`` as the page takes it: ``file``, ``from``, ``to``, and its first ``line`` for people."""
        source = span.source
        return {
            "file": source.name,
            "from": self.offset(source, span.begin),
            "to": self.offset(source, span.finish),
            "line": span.begin.line,
        }

    def offset(self, source: Source, at: Position) -> int:
        """The editor's offset of a position."""
        if id(source) not in self._lines:
            lines = _LINE_END.split(source.original)
            starts = [0, *accumulate(units(line) + 1 for line in lines)]
            # The source is kept with its lines, so that its id stays its own.
            self._lines[id(source)] = (source, lines, starts)
        _, lines, starts = self._lines[id(source)]
        return starts[at.line - 1] + units(lines[at.line - 1][: at.column - 1])
