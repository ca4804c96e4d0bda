"""How large input may be, each with its own diagnostic (``practice.md``, Limits)."""

from __future__ import annotations

import attrs


@attrs.frozen(kw_only=True)
class Limits:
    """Bounds on rule files. The defaults leave room for any real rulebook.

    ``words`` and ``mistakes`` are per file, as the two before them; those that begin with ``book`` are for
    everything that `bruk` reads together.
    """

    file_bytes: int = 5_000_000
    statements: int = 20_000
    words: int = 1_000_000
    mistakes: int = 1_000
    book_files: int = 1_000
    book_bytes: int = 50_000_000
    book_statements: int = 100_000
    list_items: int = 1_000
    nesting: int = 50
    name_characters: int = 100
    use_depth: int = 8


DEFAULT_LIMITS = Limits()
