"""The words of ``impact`` for people: one catalogue for the table and the page."""

from __future__ import annotations

from collections.abc import Mapping

from lmrules.evaluate.results import Disposition, Reason
from lmrules.exports import phrases
from lmrules.messages import Language, Text

APPROVED = Text("Godkjent fra før", "Godkjent frå før", "Approved already")
TRANSFERRED = Text("Overføres", "Blir overført", "Transferred")
ASSESSMENT = Text("Må vurderes", "Må vurderast", "To be assessed")
NEARLY = Text("Mangler én", "Manglar éi", "One short")
WHY: Mapping[Reason, Text] = {
    "incomplete": Text("noe mangler", "noko manglar", "something is missing"),
    "no-rule": Text("ingen regel", "ingen regel", "no rule"),
    "declared-new": Text("nytt mål", "nytt mål", "new objective"),
}
OBJECTIVE = Text("Nytt mål", "Nytt mål", "New objective")
OLD = Text("Gammelt mål", "Gammalt mål", "Old objective")
ASSESSMENTS = Text("Vurderinger", "Vurderingar", "Assessments")
PERSONS = Text("Leger", "Legar", "Doctors")
PERSON = Text("Lege", "Lege", "Doctor")
ROWS = Text("Rader", "Rader", "Rows")
UNLOCKS = Text("Nye mål", "Nye mål", "New objectives")

TITLE = Text("Hva revisjonen betyr", "Kva revisjonen betyr", "What the revision means")
HEADLINE = Text(
    "{persons} leger og {objectives} nye mål gir {decisions} avgjørelser: {transferred} overføres, "
    "{assessment} må vurderes, {approved} er godkjent fra før.",
    "{persons} legar og {objectives} nye mål gir {decisions} avgjerder: {transferred} blir overførte, "
    "{assessment} må vurderast, {approved} er godkjende frå før.",
    "{persons} doctors and {objectives} new objectives make {decisions} decisions: {transferred} transfer, "
    "{assessment} are to be assessed, {approved} are approved already.",
)
NEARLY_ALL = Text(
    "I {nearly} av vurderingene mangler bare én godkjenning.",
    "I {nearly} av vurderingane manglar berre éi godkjenning.",
    "In {nearly} of the assessments, only one approval is missing.",
)
OBJECTIVES_HEADING = Text(
    "Antall leger for hvert nye mål",
    "Talet på legar for kvart nye mål",
    "Number of doctors for each new objective",
)
UNLOCK_HEADING = Text(
    "Gamle mål som alene ville gitt flest overføringer",
    "Gamle mål som åleine ville gitt flest overføringar",
    "Old objectives that alone would give most transfers",
)
DISTRIBUTION_HEADING = Text(
    "Hvor mange mål hver lege må få vurdert",
    "Kor mange mål kvar lege må få vurdert",
    "How many objectives each doctor must have assessed",
)
ROWS_HEADING = Text(
    "Hva som skjedde med godkjenningene",
    "Kva som hende med godkjenningane",
    "What became of the approvals",
)
PERSONS_HEADING = Text("Hver lege", "Kvar lege", "Each doctor")
REJECTED = Text("kunne ikke brukes", "kunne ikkje brukast", "could not be used")
ONE_AT_A_TIME = Text(
    "Tallene kan ikke legges sammen: én vurdering teller hos hvert gammelt mål som ville vært nok.",
    "Tala kan ikkje leggjast saman: éi vurdering tel hos kvart gammalt mål som ville vore nok.",
    "The numbers do not add up: one assessment counts at each old objective that would be enough.",
)
MORE = Text("… og {count} til", "… og {count} til", "… and {count} more")
OBJECTIVES_RANGE = Text("{first}–{last} mål", "{first}–{last} mål", "{first}–{last} objectives")
OBJECTIVES_ONE = Text("{first} mål", "{first} mål", "{first} objectives")
DISPOSITIONS: Mapping[Disposition, Text] = phrases.DISPOSITIONS  # type: ignore[assignment]


def number(value: int, lang: Language) -> str:
    """``value`` with its thousands apart as people write them: 12 345 (a narrow space), or 12,345."""
    return f"{value:,}" if lang == "en" else f"{value:,}".replace(",", "\u202f")


def percent(part: int, whole: int, lang: Language) -> str:
    """``part`` of ``whole`` in whole per cent; never 0 for something, nor 100 for less than all."""
    if whole == 0:
        return "–"
    near = round(100 * part / whole)
    if near == 0 and part:
        shown = "<\u202f1" if lang != "en" else "<1"
    elif near == 100 and part < whole:  # noqa: PLR2004 - per cent
        shown = ">\u202f99" if lang != "en" else ">99"
    else:
        shown = str(near)
    return f"{shown}%" if lang == "en" else f"{shown}\u00a0%"
