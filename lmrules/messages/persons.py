"""What is shaped as a person's number, masked."""

from __future__ import annotations

import re

# By shape and not by control digits, which change in 2032.
_NATIONAL_NUMBER = re.compile(r"(?<![0-9])[0-9]{6}[ -]?[0-9]{5}(?![0-9])")


def masked(text: str) -> str:
    """``text`` with ``‹person›`` for everything shaped as a national identity number.

    The last resort: one given where something else belongs (a file, a code), or a file of approvals read as
    rules, would else be repeated in a message.
    """
    return _NATIONAL_NUMBER.sub("‹person›", text)
