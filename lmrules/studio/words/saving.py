"""The words of saving."""

from __future__ import annotations

from lmrules.messages import Text

WORDS = {
    "save": Text("Lagre …", "Lagre …", "Save …"),
    "title": Text("Dette blir lagret", "Dette blir lagra", "This will be saved"),
    "now": Text("Lagre", "Lagre", "Save"),
    "done": Text("Lagret.", "Lagra.", "Saved."),
    "meaning-same": Text(
        "Endringene endrer ikke hva reglene betyr.",
        "Endringane endrar ikkje kva reglane tyder.",
        "The changes do not change what the rules mean.",
    ),
    "meaning-other": Text(
        "Endringene endrer hva reglene betyr.",
        "Endringane endrar kva reglane tyder.",
        "The changes change what the rules mean.",
    ),
    "meaning-errors": Text(
        "Regelverket har feil og kan ikke brukes før de er rettet. Det kan lagres likevel.",
        "Regelverket har feil og kan ikkje brukast før dei er retta. Det kan lagrast likevel.",
        "The rulebook has errors and cannot be used until they are mended. It can be saved all the same.",
    ),
    "line-ends": Text(
        "I {file} er bare linjeskiftene ulike.",
        "I {file} er berre linjeskifta ulike.",
        "In {file} only the line ends differ.",
    ),
    "before": Text("Før", "Før", "Before"),
    "after": Text("Etter", "Etter", "After"),
    "sign": Text("Endring", "Endring", "Change"),
    "line": Text("Linje", "Linje", "Line"),
    "conflict": Text("Filen er endret på disken", "Fila er endra på disken", "The file has changed on disk"),
    "conflict-about": Text(
        "Noen andre har endret filen etter at du begynte. Ingenting er skrevet ennå. "
        "Velg hva som skal gjelde; ingen av versjonene går tapt.",
        "Nokon andre har endra fila etter at du byrja. Ingenting er skrive enno. Vel kva som skal gjelde; "
        "ingen av versjonane går tapt.",
        "Somebody has changed the file since you began. Nothing has been written yet. "
        "Choose what shall count; neither version is lost.",
    ),
    "choose": Text("{file}: hva skal gjelde?", "{file}: kva skal gjelde?", "{file}: what shall count?"),
    "both": Text(
        "Begge: endringene rører ikke hverandre",
        "Begge: endringane rører ikkje kvarandre",
        "Both: the changes do not touch each other",
    ),
    "mine": Text(
        "Min versjon (den på disken blir lagret ved siden av)",
        "Min versjon (den på disken blir lagra ved sida av)",
        "My version (the one on disk is kept beside it)",
    ),
    "disk": Text(
        "Versjonen på disken (min kan hentes tilbake med Angre)",
        "Versjonen på disken (min kan hentast tilbake med Angre)",
        "The version on disk (mine comes back with Undo)",
    ),
    "disk-gone": Text(
        "Filen er borte fra disken: tøm den her også (min kan hentes tilbake med Angre)",
        "Fila er borte frå disken: tøm ho her òg (min kan hentast tilbake med Angre)",
        "The file is gone from disk: empty it here too (mine comes back with Undo)",
    ),
    "disk-to-mine": Text(
        "{file}: fra disken til min versjon",
        "{file}: frå disken til min versjon",
        "{file}: from disk to mine",
    ),
    "use-choices": Text("Bruk valgene og lagre", "Bruk vala og lagre", "Use the choices and save"),
    "copies": Text(
        "Versjonen som var på disken, ligger nå ved siden av: {files}.",
        "Versjonen som var på disken, ligg no ved sida av: {files}.",
        "The version that was on disk is now beside it: {files}.",
    ),
}
