"""The words of the editor and its search panel."""

from __future__ import annotations

from lmrules.messages import Text

WORDS = {
    "label": Text("Regelteksten i {file}", "Regelteksten i {file}", "The rule text of {file}"),
    "inserted": Text("Satt inn i {file}.", "Sett inn i {file}.", "Put into {file}."),
    "find": Text("Finn", "Finn", "Find"),
    "replace-with": Text("Erstatt med", "Byt ut med", "Replace with"),
    "next": Text("neste", "neste", "next"),
    "previous": Text("forrige", "førre", "previous"),
    "all": Text("alle", "alle", "all"),
    "match-case": Text("skill store og små", "skil store og små", "match case"),
    "regexp": Text("mønster (regexp)", "mønster (regexp)", "pattern (regexp)"),
    "by-word": Text("hele ord", "heile ord", "whole words"),
    "replace": Text("erstatt", "byt ut", "replace"),
    "replace-all": Text("erstatt alle", "byt ut alle", "replace all"),
    "close": Text("lukk", "lukk", "close"),
    "current-match": Text("dette treffet", "dette treffet", "this match"),
    "on-line": Text("på linje", "på linje", "on line"),
    "replaced-matches": Text("erstattet $ treff", "bytte ut $ treff", "replaced $ matches"),
    "replaced-match": Text(
        "erstattet treffet på linje $", "bytte ut treffet på linje $", "replaced the match on line $"
    ),
    "go-to-line": Text("Gå til linje", "Gå til linje", "Go to line"),
    "go": Text("gå", "gå", "go"),
    "diagnostics": Text("Feil og merknader", "Feil og merknader", "Diagnostics"),
    "no-diagnostics": Text("Ingen feil eller merknader", "Ingen feil eller merknader", "No diagnostics"),
    "control-character": Text("Styretegn", "Styreteikn", "Control character"),
}
