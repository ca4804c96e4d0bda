"""Correspondences between objective sets, to and from the formats of other systems.

One module per format, with ``write`` (a :class:`~lmrules.interchange.crosswalk.Crosswalk` to bytes) and
``read`` (bytes to a :class:`~lmrules.interchange.crosswalk.Reading`). What a rulebook licenses is decided in
:mod:`~lmrules.interchange.from_rulebook`, and what a file becomes in :mod:`~lmrules.interchange.to_rules`:
no format has an opinion of its own. ``docs/reference/interchange.md`` has the table.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from types import ModuleType

import attrs

from lmrules.interchange.crosswalk import Crosswalk, Reading, Style

__all__ = ["FORMATS", "Crosswalk", "Format", "Reading", "Style"]


@attrs.frozen
class Format:
    """One format: its name on the command line, and its module here. ``iris``: codes have addresses in it."""

    name: str
    module: str
    iris: bool = True

    def write(self, crosswalk: Crosswalk, style: Style) -> bytes:
        """``crosswalk`` in this format: the same bytes for the same rulebook and style."""
        data: bytes = self._module.write(crosswalk, style)
        return data

    def read(self, data: bytes, name: str) -> Reading:
        """What a file of this format says, and what is wrong with it; ``name`` is how messages call it.

        ``ModuleNotFoundError`` where a format's library (``lmrules[interchange]``) is not installed.
        """
        reading: Reading = self._module.read(data, name)
        return reading

    @property
    def _module(self) -> ModuleType:
        return importlib.import_module(f"{__name__}.{self.module}")


FORMATS: Mapping[str, Format] = {
    form.name: form
    for form in (
        Format("sssom", "sssom"),
        Format("fhir", "fhir"),
        Format("fhir-r4", "fhir_r4"),
        Format("skos", "skos"),
        Format("case", "case"),
        Format("csv", "csv_file", iris=False),
    )
}
"""The formats by name. Another one is a module here and a line there; CLI, tests and docs take it up."""
