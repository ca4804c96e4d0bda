"""Markup as values: the page makes each element itself, since its policy lets no text become markup."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from lmrules.exports.markup import Html


def nodes(markup: Html) -> list[Any]:
    """``markup`` of one element as ``[name, attributes, child, …]``, a child being text or such a list.

    It must be well-formed XML: without elements that have no end tag (``br``).
    """
    return _element(ET.fromstring(markup))  # noqa: S314 - made by ourselves, in lmrules.exports.markup


def _element(element: ET.Element) -> list[Any]:
    children: list[Any] = [element.text] if element.text and element.text.strip() else []
    for child in element:
        children.append(_element(child))
        if child.tail and child.tail.strip("\n"):
            children.append(child.tail)
    return [element.tag, dict(element.attrib), *children]
