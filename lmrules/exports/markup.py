"""HTML and SVG in which no text of a rulebook or a person can become markup.

Pages are built of :func:`el`, which escapes every attribute, and every child that is not :class:`Html`;
control and bidi characters are made visible, as everywhere (``practice.md``, Diagnostics).
"""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Iterable, Mapping
from typing import Literal

from lmrules.messages import Language, visible
from lmrules.resources import resource_text

_VOID = frozenset({"br", "hr", "link", "meta"})


class Html(str):
    """Markup that is safe as it stands. Made by :func:`el`, :func:`joined` and :func:`style` only."""

    __slots__ = ()


LINE = Html("\n")
"""A new line in the source of a page, where it shows as nothing."""


def text(value: str) -> Html:
    """``value`` as text, whatever is in it."""
    return value if isinstance(value, Html) else Html(html.escape(visible(value), quote=True))


def joined(parts: Iterable[str]) -> Html:
    """Several pieces in a row."""
    return Html("".join(text(part) for part in parts))


def el(name: str, *children: str, **attributes: str | int | None) -> Html:
    """The element ``name``; None leaves an attribute out, ``class_`` is ``class``, ``a_b`` is ``a-b``."""
    return element(name, {k.rstrip("_").replace("_", "-"): v for k, v in attributes.items()}, *children)


def element(name: str, attributes: Mapping[str, str | int | None], *children: str) -> Html:
    """The same with the names of its attributes as they stand (``viewBox``, ``http-equiv``)."""
    given = "".join(f' {key}="{text(str(value))}"' for key, value in attributes.items() if value is not None)
    if name in _VOID:
        return Html(f"<{name}{given}>")
    return Html(f"<{name}{given}>{joined(children)}</{name}>")


def style_sheet(*names: str) -> str:
    """Our own style sheets of these names, one after the other."""
    return "".join(resource_text(f"templates/{name}.css") for name in names)


def titles_in(keywords: Literal["nb", "nn", "en"], lang: Language) -> str | None:
    """The language of a rulebook's own words, where it is not that of the page (WCAG 2.1, 3.1.2)."""
    if (keywords == "en") == (lang == "en"):
        return None
    return "en" if keywords == "en" else "no"


def style(css: str) -> tuple[Html, str]:
    """The style element of our own ``css``, and what a content security policy calls it."""
    if "</" in css:
        raise ValueError("a style sheet cannot end its own element")
    name = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return Html(f"<style>{css}</style>"), f"'sha256-{name}'"


def page(title: str, lang: str, css: str, *body: str) -> str:
    """A whole page that asks nobody for anything: no script, no font, no picture from elsewhere."""
    own, allowed = style(css)
    policy = f"default-src 'none'; style-src {allowed}; base-uri 'none'; form-action 'none'"
    head = el(
        "head",
        el("meta", charset="utf-8"),
        element("meta", {"http-equiv": "Content-Security-Policy", "content": policy}),
        el("meta", name_="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name_="referrer", content="no-referrer"),
        el("meta", name_="color-scheme", content="light dark"),
        el("title", title),
        own,
    )
    return "<!DOCTYPE html>\n" + el("html", head, LINE, el("body", *body), lang=lang) + "\n"
