"""The words of the matrix."""

from __future__ import annotations

from collections.abc import Mapping

from lmrules.messages import Text
from lmrules.model.model import Relation

_NOTHING = Text(
    "Målene har ingenting felles.", "Måla har ingenting felles.", "The objectives have nothing in common."
)
TOGETHER: Mapping[Relation, Text] = {
    "=": Text(
        "Det gamle målet svarer til det nye.",
        "Det gamle målet svarer til det nye.",
        "The old objective corresponds to the new one.",
    ),
    ">": Text(
        "Det gamle målet rommer alt det nye krever, og mer.",
        "Det gamle målet rommar alt det nye krev, og meir.",
        "The old objective holds all that the new one requires, and more.",
    ),
    "<": Text(
        "Det nye målet krever alt det gamle hadde, og mer.",
        "Det nye målet krev alt det gamle hadde, og meir.",
        "The new objective requires all that the old one had, and more.",
    ),
    "~": Text(
        "Målene har noe felles, men ingen av dem rommer den andre.",
        "Måla har noko felles, men ingen av dei rommar den andre.",
        "The objectives have something in common, but neither holds the other.",
    ),
    "≠": _NOTHING,
}
"""What a relation means, of both sides together."""

CONTENT: Mapping[Relation, Text] = {
    "=": Text("Innhold: det samme.", "Innhald: det same.", "Content: the same."),
    ">": Text(
        "Innhold: det gamle har alt det nye har, og mer.",
        "Innhald: det gamle har alt det nye har, og meir.",
        "Content: the old has all that the new has, and more.",
    ),
    "<": Text(
        "Innhold: det nye har alt det gamle har, og mer.",
        "Innhald: det nye har alt det gamle har, og meir.",
        "Content: the new has all that the old has, and more.",
    ),
    "~": Text(
        "Innhold: noe er felles, men hvert mål har noe det andre mangler.",
        "Innhald: noko er felles, men kvart mål har noko det andre manglar.",
        "Content: something is common, but each has something that the other lacks.",
    ),
    "≠": Text("Innhold: ingenting felles.", "Innhald: ingenting felles.", "Content: nothing in common."),
}
_HIGH_ENOUGH = Text(
    "Kompleksitet: nivået er høyt nok der det gamle har innholdet.",
    "Kompleksitet: nivået er høgt nok der det gamle har innhaldet.",
    "Complexity: the level is high enough where the old has the content.",
)
_TOO_LOW = Text(
    "Kompleksitet: nivået er ikke høyt nok der det gamle har innholdet.",
    "Kompleksitet: nivået er ikkje høgt nok der det gamle har innhaldet.",
    "Complexity: the level is not high enough where the old has the content.",
)
COMPLEXITY: Mapping[Relation, Text] = {
    "=": _HIGH_ENOUGH,
    ">": _HIGH_ENOUGH,
    "<": _TOO_LOW,
    "~": _TOO_LOW,
    "≠": _TOO_LOW,
}
"""What a relation of complexity means for a transfer: the levels that the new objective asks for are reached
or not.

The other direction is left unsaid: it speaks of the requirements of the old that the new one covers, which
may be none, and then says nothing of levels.
"""

WORDS = {
    "title": Text("Matrise", "Matrise", "Matrix"),
    "lead": Text(
        "Gamle mål nedover, nye mål bortover. Fargen og tegnet viser hvordan det gamle målet alene "
        "står til det nye. Velg en rute for å se hvorfor.",
        "Gamle mål nedover, nye mål bortover. Fargen og teiknet viser korleis det gamle målet åleine "
        "står til det nye. Vel ei rute for å sjå kvifor.",
        "Old objectives downwards, new ones across. Colour and sign show how the old objective alone "
        "relates to the new one. Choose a cell to see why.",
    ),
    "transition": Text("Overgang", "Overgang", "Transition"),
    "from": Text("{title}, fra {day}", "{title}, frå {day}", "{title}, from {day}"),
    "show": Text("Vis", "Vis", "Show"),
    "grid": Text("Rutenett", "Rutenett", "Grid"),
    "list": Text("Liste", "Liste", "List"),
    "search": Text(
        "Søk etter kode eller tittel", "Søk etter kode eller tittel", "Search for a code or title"
    ),
    "relations": Text("Vis disse", "Vis desse", "Show these"),
    "same": Text("svarer til", "svarer til", "corresponds to"),
    "more": Text("rommer mer", "rommar meir", "holds more"),
    "less": Text("rommer mindre", "rommar mindre", "holds less"),
    "some": Text("noe felles", "noko felles", "something common"),
    "none": Text("bare en regel", "berre ein regel", "a rule only"),
    "grants": Text("en regel overfører", "ein regel overfører", "a rule transfers"),
    "states": Text("en regel uten overføring", "ein regel utan overføring", "a rule without transfer"),
    "only-rules": Text("Bare det reglene nevner", "Berre det reglane nemner", "Only what rules mention"),
    "caption": Text(
        "{old} gamle mål mot {new} nye: {count} ruter vist",
        "{old} gamle mål mot {new} nye: {count} ruter viste",
        "{old} old objectives against {new} new: {count} cells shown",
    ),
    "cell": Text(
        "{old} mot {new}: {relation}", "{old} mot {new}: {relation}", "{old} against {new}: {relation}"
    ),
    "old": Text("Gammelt mål", "Gammalt mål", "Old objective"),
    "new": Text("Nytt mål", "Nytt mål", "New objective"),
    "keys": Text(
        "Piltastene går til neste rute i raden eller kolonnen. Enter viser hvorfor.",
        "Piltastane går til neste rute i rada eller kolonnen. Enter viser kvifor.",
        "The arrow keys go to the next cell of the row or column. Enter shows why.",
    ),
    "nothing": Text(
        "Ingen ruter å vise med disse valgene.",
        "Ingen ruter å vise med desse vala.",
        "No cells to show with these choices.",
    ),
    "why": Text("Hvorfor {old} og {new}", "Kvifor {old} og {new}", "Why {old} and {new}"),
    "required": Text(
        "Det nye målet krever, og det gamle gir alene",
        "Det nye målet krev, og det gamle gir åleine",
        "The new objective requires, and the old one alone gives",
    ),
    "beyond": Text(
        "Det gamle målet har i tillegg",
        "Det gamle målet har i tillegg",
        "The old objective has besides",
    ),
    "rules": Text("Regler om begge", "Reglar om begge", "Rules on both"),
    "no-rules": Text(
        "Ingen regel nevner begge målene.",
        "Ingen regel nemner begge måla.",
        "No rule mentions both objectives.",
    ),
    "rule-grants": Text("overfører", "overfører", "transfers"),
    "rule-states": Text("overfører ikke", "overfører ikkje", "does not transfer"),
    "go": Text("Vis «{rule}» i regelfilen", "Vis «{rule}» i regelfila", "Show “{rule}” in the rule file"),
    "close": Text("Lukk", "Lukk", "Close"),
}
