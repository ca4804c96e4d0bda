"""A question that cannot be answered as it is asked, in words for people."""

from __future__ import annotations

from collections.abc import Mapping

from lmrules.messages import Text


class Refused(Exception):
    """A question that names what is not there (``unknown``), or that does not say which of several."""

    def __init__(self, text: Text, fields: Mapping[str, object], *, unknown: bool = True) -> None:
        super().__init__()
        self.text = text
        self.fields = fields
        self.unknown = unknown
