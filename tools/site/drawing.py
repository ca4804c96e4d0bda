"""Small pictures: boxes, arrows and words as SVG, light and dark as the reader's system says."""

from __future__ import annotations

from typing import Literal, TypeAlias

import attrs

from lmrules.exports.markup import Html, el, element, joined

Kind: TypeAlias = Literal["plain", "held", "asked", "missing", "ghost"]

STYLE = """
svg { --ink: #1b2330; --dim: #5b6575; --line: #7a8598; --held: #cfe9dc; --held-line: #14633f;
      --asked: #dfe4fb; --asked-line: #3546b0; --missing-line: #a61b1b; --plain: #f3f4f8 }
@media (prefers-color-scheme: dark) {
  svg { --ink: #e6e9ef; --dim: #a9b2c2; --line: #8390a6; --held: #1d4632; --held-line: #7fd8a8;
        --asked: #2a3263; --asked-line: #a9b6ff; --missing-line: #ff9d97; --plain: #262c39 }
}
text { font: 15px system-ui, "DejaVu Sans", "Segoe UI", sans-serif; fill: var(--ink); text-anchor: middle }
.left { text-anchor: start }
.right { text-anchor: end }
.dim { fill: var(--dim); font-size: 14px }
.strong { font-weight: 700 }
.code { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: 14px }
.no { fill: var(--missing-line); font-weight: 700 }
.yes { fill: var(--held-line); font-weight: 700 }
rect { stroke-width: 1.5; fill: var(--plain); stroke: var(--line) }
rect.held { fill: var(--held); stroke: var(--held-line) }
rect.asked { fill: var(--asked); stroke: var(--asked-line); stroke-width: 2 }
rect.missing { fill: none; stroke: var(--missing-line); stroke-width: 2; stroke-dasharray: 6 4 }
rect.ghost { fill: none; stroke-dasharray: 3 4 }
path { fill: none; stroke: var(--line); stroke-width: 2 }
path.head { fill: var(--line); stroke: none }
path.barred { stroke: var(--missing-line) }
path.barred.head { fill: var(--missing-line) }
"""
_HEAD = 8


@attrs.define
class Picture:
    """A picture that is being drawn; ``about`` says in words what it shows, for those who do not see it."""

    title: str
    about: str
    width: int
    height: int
    parts: list[Html] = attrs.field(factory=list)

    def box(
        self, x: float, y: float, width: float, height: float, words: str = "", kind: Kind = "plain"
    ) -> None:
        """A box, with words in its middle."""
        place = {"x": x, "y": y, "width": width, "height": height, "rx": 6, "class": kind}
        self.parts.append(element("rect", {key: str(value) for key, value in place.items()}))
        for number, line in enumerate(lines := words.split("\n") if words else []):
            middle = y + height / 2 + 5 + (number - (len(lines) - 1) / 2) * 19
            self.words(x + width / 2, middle, line)

    def words(self, x: float, y: float, text: str, look: str = "") -> None:
        """A line of words; ``look`` names classes of the style."""
        self.parts.append(element("text", {"x": str(x), "y": str(y), "class": look or None}, text))

    def line(self, *points: tuple[float, float]) -> None:
        """A plain line through points."""
        self.parts.append(element("path", {"d": "M" + " L".join(f"{x} {y}" for x, y in points)}))

    def arrow(self, x: float, y: float, to_x: float, to_y: float, *, barred: bool = False) -> None:
        """An arrow along an axis; ``barred`` is a way that does not exist, with a cross on it."""
        look = "barred" if barred else ""
        across, down = (to_x > x) - (to_x < x), (to_y > y) - (to_y < y)
        end_x, end_y = to_x - across * _HEAD, to_y - down * _HEAD
        self._path(f"M{x} {y} L{end_x} {end_y}", look)
        side_x, side_y = down * _HEAD / 2, across * _HEAD / 2
        head = f"M{to_x} {to_y} L{end_x + side_x} {end_y + side_y} L{end_x - side_x} {end_y - side_y} Z"
        self._path(head, f"{look} head".strip())
        if barred:
            mx, my = (x + to_x) / 2, (y + to_y) / 2
            self._path(f"M{mx - 7} {my - 7} L{mx + 7} {my + 7} M{mx - 7} {my + 7} L{mx + 7} {my - 7}", look)

    def _path(self, way: str, look: str) -> None:
        self.parts.append(element("path", {"d": way, "class": look or None}))

    def svg(self) -> str:
        """The picture as a file of its own."""
        given = {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {self.width} {self.height}",
            "width": str(self.width),
            "height": str(self.height),
            "role": "img",
            "aria-labelledby": "title about",
        }
        named = el("title", self.title, id="title"), el("desc", self.about, id="about")
        inside = joined([*named, Html(f"<style>{STYLE}</style>"), *(Html(f"{p}\n") for p in self.parts)])
        return str(element("svg", given, inside)) + "\n"
