"""LM83x: a rulebook's workbook. What `lmrules convert FILE --from xlsx --to rules` finds in its cells."""

from __future__ import annotations

from lmrules.diagnostics.code import Code
from lmrules.messages import Text

CELL_NOT_USABLE = Code(
    id="LM831",
    name="cell-not-usable",
    severity="error",
    message=Text("{why}", "{why}", "{why}"),
    help=Text("{hint}", "{hint}", "{hint}"),
)
SHEET_NOT_KNOWN = Code(
    id="LM832",
    name="sheet-not-known",
    severity="warning",
    message=Text(
        "arket `{sheet}` er ikke et av arkene i et regelverk, og leses ikke",
        "arket `{sheet}` er ikkje eit av arka i eit regelverk, og blir ikkje lese",
        "the sheet `{sheet}` is none of the sheets of a rulebook, and is not read",
    ),
    help=Text(
        "arkene som leses, er {known}",
        "arka som blir lesne, er {known}",
        "the sheets that are read are {known}",
    ),
)
