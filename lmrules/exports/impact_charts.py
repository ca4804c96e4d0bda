"""Bars in SVG, drawn by us: no script, no text in them, hidden from readers who have the table's numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lmrules.exports.markup import Html, el, element

_LEAST = 0.4
_HIDDEN: dict[str, str | int | None] = {"aria-hidden": "true", "focusable": "false"}


def _pattern(name: str, size: int, *shapes: Html, turned: bool = False) -> Html:
    attributes: dict[str, str | int | None] = {
        "id": f"p-{name}",
        "width": size,
        "height": size,
        "patternUnits": "userSpaceOnUse",
        "patternTransform": "rotate(45)" if turned else None,
    }
    return element("pattern", attributes, *shapes)


def _ground(kind: str, size: int) -> Html:
    return el("rect", width=size, height=size, class_=f"q {kind}")


DEFINITIONS = element(
    "svg",
    {**_HIDDEN, "class": "defs"},
    el(
        "defs",
        _pattern("nearly", 6, _ground("q-nearly", 6), el("path", d="M0 0V6", class_="q-gap"), turned=True),
        _pattern("no-rule", 5, _ground("q-rest", 5), el("path", d="M0 0V5", class_="q-gap")),
        _pattern("declared-new", 6, _ground("q-rest", 6), el("circle", cx=3, cy=3, r="1.3", class_="q-dot")),
    ),
)
"""The patterns that the bars of a page are filled with; stands once on it."""


def bar(parts: Mapping[Any, int], whole: int, kind: str = "bar") -> Html:
    """A bar whose ``parts`` stand side by side, each as wide as its share of ``whole``.

    One part alone is always wide enough to be seen.
    """
    drawn, before = [], 0
    least = _LEAST if len(parts) == 1 else 0.0
    for part, count in parts.items():
        if count:
            x, width = f"{100 * before / whole:.3f}%", f"{max(least, 100 * count / whole):.3f}%"
            drawn.append(el("rect", x=x, width=width, height="100%", class_=f"f-{part}"))
        before += count
    return element("svg", {"class": kind, **_HIDDEN}, *drawn)


def swatch(part: str) -> Html:
    """What a part looks like, beside its name."""
    return element(
        "svg", {"class": "swatch", **_HIDDEN}, el("rect", width="100%", height="100%", class_=f"f-{part}")
    )
