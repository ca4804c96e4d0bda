"""The words of the suggestions."""

from __future__ import annotations

from lmrules.messages import Text

WORDS = {
    "title": Text("Forslag", "Forslag", "Suggestions"),
    "lead": Text(
        "Regler som innhold og nivåer beviser, men som ingen har skrevet. Et forslag overfører ingenting "
        "før en fagperson har tatt det inn og begrunnet det.",
        "Reglar som innhald og nivå provar, men som ingen har skrive. Eit forslag overfører ingenting "
        "før ein fagperson har teke det inn og grunngitt det.",
        "Rules that content and levels prove, but that nobody has written. A suggestion transfers nothing "
        "until an expert has taken it in and given a reason.",
    ),
    "sound": Text("Kan bevises", "Kan provast", "Can be proved"),
    "none": Text(
        "Ingen: reglene gir alt som innhold og nivåer kan bevise.",
        "Ingen: reglane gir alt som innhald og nivå kan prove.",
        "None: the rules grant all that content and levels can prove.",
    ),
    "proved": Text("Bevist", "Prova", "Proved"),
    "from-one": Text("{code} alene er nok", "{code} åleine er nok", "{code} alone is enough"),
    "from-several": Text(
        "{codes} er nok til sammen", "{codes} er nok til saman", "{codes} together are enough"
    ),
    "why": Text("Beviset", "Beviset", "The proof"),
    "insert": Text(
        "Sett inn «{rule}» i regelfilen",
        "Set inn «{rule}» i regelfila",
        "Insert “{rule}” into the rule file",
    ),
    "inserted": Text(
        "«{rule}» er satt inn i {file}. Skriv hvorfor i stedet for «forslag: …». Ctrl+Z i editoren angrer.",
        "«{rule}» er sett inn i {file}. Skriv kvifor i staden for «forslag: …». Ctrl+Z i editoren angrar.",
        "“{rule}” is inserted into {file}. Write why in place of “suggestion: …”. "
        "Ctrl+Z in the editor undoes.",
    ),
    "against": Text("Må ryddes først", "Må ryddast først", "To be settled first"),
    "more": Text("Det finnes flere.", "Det finst fleire.", "There are more."),
    "missing": Text("Kan ikke bevises", "Kan ikkje provast", "Cannot be proved"),
    "missing-lead": Text(
        "Ingen gamle mål dekker disse, alene eller sammen. Her står det som er nærmest, og hva som mangler.",
        "Ingen gamle mål dekkjer desse, åleine eller saman. Her står det som er nærmast, og kva som manglar.",
        "No old objectives cover these, alone or together. Here is what is nearest, and what is missing.",
    ),
    "declared-new": Text("står som nytt", "står som nytt", "declared new"),
    "count": Text("{count} mål", "{count} mål", "{count} objectives"),
}
