"""Lines being written: words, remarks and empty lines, and the ends of lines set below each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

import attrs

_APART = 2
"""Spaces between a line's words and the remark that ends it."""

_FARTHEST = 30
"""Remarks at the ends of consecutive lines are set below each other when this moves none farther."""


@attrs.define
class _Line:
    words: str
    remark: str | None = None

    @property
    def indent(self) -> int:
        return len(self.words) - len(self.words.lstrip(" "))


@attrs.define
class Page:
    """What has been written so far; ``current`` is the line that has no end yet."""

    lines: list[_Line] = attrs.field(factory=list)
    current: str = ""
    extra: int = 0

    @property
    def column(self) -> int:
        """Where the current line ends in the keyword language where it is longest; 0 on a new line."""
        return len(self.current) + self.extra

    def put(self, text: str, indent: int, extra: int = 0) -> None:
        """Writes ``text`` on the current line, after a space, or at ``indent`` where it is the first.

        ``extra`` is how much longer it is in another keyword language.
        """
        self.current += f" {text}" if self.current else " " * indent + text
        self.extra += extra

    def end(self, remark: str | None = None) -> None:
        """Ends the current line, if it has begun."""
        if self.current:
            self.lines.append(_Line(self.current, remark))
            self.current, self.extra = "", 0

    def remark(self, text: str, indent: int) -> None:
        """Writes a remark on a line of its own."""
        self.end()
        self.lines.append(_Line(" " * indent + text))

    def blank(self) -> None:
        """Writes an empty line, but none at the top and never two in a row."""
        self.end()
        if self.lines and self.lines[-1].words:
            self.lines.append(_Line(""))

    def text(self) -> str:
        """Everything, each line with its line feed."""
        self.end()
        return "".join(f"{line}\n" for line in _aligned(self.lines))


def _aligned(lines: Iterable[_Line]) -> Iterator[str]:
    for key, run in groupby(lines, key=lambda line: (line.remark is not None, line.indent)):
        together = list(run)
        if not key[0]:
            yield from (line.words for line in together)
            continue
        lengths = [len(line.words) for line in together]
        widest = max(lengths) if max(lengths) - min(lengths) <= _FARTHEST else 0
        for line in together:
            yield line.words.ljust(widest) + " " * _APART + str(line.remark)
