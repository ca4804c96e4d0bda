"""The words of the list of what is wrong."""

from __future__ import annotations

from lmrules.messages import Text

WORDS = {
    "title": Text("Feil og merknader", "Feil og merknader", "Diagnostics"),
    "more": Text("… og {n} til.", "… og {n} til.", "… and {n} more."),
    "place": Text("{file}, linje {line}", "{file}, linje {line}", "{file}, line {line}"),
    "mend": Text("Rett: {what}", "Rett: {what}", "Mend: {what}"),
    "mend-look": Text(
        "Rett, og se over: {what}", "Rett, og sjå over: {what}", "Mend, and look it over: {what}"
    ),
    "mended": Text("Rettet: {what}", "Retta: {what}", "Mended: {what}"),
    "explain": Text("Forklar {code}", "Forklar {code}", "Explain {code}"),
}
