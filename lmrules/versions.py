"""The two versions a result names: of the rule language, and of this package.

They move apart: the language's changes when a rule file may mean something else than before
(``language.md``), the package's with every release.
"""

from __future__ import annotations

from functools import cache

LANGUAGE = 1
"""The version of the rule language that is read here (``language.md``)."""


@cache
def package() -> str:
    """The version of the installed package, such as ``0.1.0``."""
    from importlib.metadata import version  # costs 20 ms, and only results and SARIF say it

    return version("lmrules")
