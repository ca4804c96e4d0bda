"""What a feature of the language server is: a request or notification, and what answers it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from lmrules.lsp.rulebooks import Rulebooks
from lmrules.messages import Language, Text


@attrs.frozen
class Feature:
    """One request of the protocol; every file of features exports ``FEATURES``.

    ``answer`` is given what is open and the request's parameters. With ``checked`` it is asked when the
    diagnostics of the newest text are there.
    """

    method: str
    answer: Callable[[Rulebooks, Any], Any]
    options: object = None
    checked: bool = False


class Refused(Exception):
    """A request that cannot be carried out, and why, for people."""

    def __init__(self, text: Text, lang: Language, **fields: object) -> None:
        super().__init__(text.fill(lang, fields))
