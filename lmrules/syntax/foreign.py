"""Files that are no rule files: approvals given in their place must not be shown line by line."""

from __future__ import annotations

import re
from pathlib import Path

from lmrules.diagnostics import Diagnostic, codes_text
from lmrules.source import Source, Span

_PERSON = frozenset({"person", "lis"})
"""Names of the column that says whose an approval is."""
_SUFFIXES = frozenset({".csv", ".json", ".jsonl", ".ndjson", ".parquet", ".tsv", ".xls", ".xlsx"})
_LOOKED_AT = 1_000


def foreign(source: Source) -> Diagnostic | None:
    """What is said of a text that is, as it seems, a table of approvals; nothing of the text is in it."""
    first = next((line for line in source.text[:_LOOKED_AT].splitlines() if line.strip()), "").casefold()
    cells = {cell.strip(" \"'\t") for cell in re.split("[,;\t]", first)}
    table = len(cells) > 1 and not cells.isdisjoint(_PERSON)
    if not table and Path(source.name).suffix.casefold() not in _SUFFIXES:
        return None
    return codes_text.NO_RULE_FILE.at(Span(Source(source.name, ""), 0, 0), path=source.name)
