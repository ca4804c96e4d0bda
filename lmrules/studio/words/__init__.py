"""The words of the page: every module here has ``WORDS``, texts by name, and the page gets them all."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from lmrules.messages import LANGUAGES, Language, Text


@cache
def catalogue() -> Mapping[str, Text]:
    """Every text of the page by key, ``<module>.<name>``."""
    found: dict[str, Text] = {}
    for module in sorted(m.name for m in pkgutil.iter_modules(__path__)):
        words: Mapping[str, Text] = importlib.import_module(f"{__name__}.{module}").WORDS
        found |= {f"{module}.{name}": text for name, text in words.items()}
    return found


def texts(lang: Language) -> dict[str, str]:
    """The catalogue in one language; ``{field}`` is filled in by the page."""
    return {key: text.fill(lang) for key, text in catalogue().items()}


def refusals(status: int) -> dict[str, str]:
    """What is said to a request that is turned away before its language is known: all three."""
    text = catalogue().get(f"guard.{status}", catalogue()["guard.403"])
    return {"refused": " / ".join(dict.fromkeys(text.fill(lang) for lang in LANGUAGES))}
