"""The words of the page around the views."""

from __future__ import annotations

from lmrules.messages import Text

WORDS = {
    "skip": Text("Hopp til visningene", "Hopp til visingane", "Skip to the views"),
    "language": Text("Språk", "Språk", "Language"),
    "rules": Text("Regelfilen", "Regelfila", "The rule file"),
    "views": Text("Visninger av regelverket", "Visingar av regelverket", "Views of the rulebook"),
    "file": Text("Fil", "Fil", "File"),
    "file-changed": Text("{file} (ulagret)", "{file} (ulagra)", "{file} (unsaved)"),
    "file-errors": Text("{file} – {n} feil", "{file} – {n} feil", "{file} – errors: {n}"),
    "close": Text("Lukk", "Lukk", "Close"),
    "cancel": Text("Avbryt", "Avbryt", "Cancel"),
    "gone": Text(
        "lmrules studio svarer ikke. Det du har skrevet, er tatt vare på i denne nettleseren. "
        "Start lmrules studio igjen.",
        "lmrules studio svarer ikkje. Det du har skrive, er teke vare på i denne nettlesaren. "
        "Start lmrules studio igjen.",
        "lmrules studio does not answer. What you have written is kept in this browser. "
        "Start lmrules studio again.",
    ),
    "locked": Text(
        "lmrules studio er startet på nytt. Åpne adressen som står i terminalen. "
        "Det du har skrevet, er tatt vare på.",
        "lmrules studio er starta på nytt. Opne adressa som står i terminalen. "
        "Det du har skrive, er teke vare på.",
        "lmrules studio has been started anew. Open the address in the terminal. "
        "What you have written is kept.",
    ),
}
