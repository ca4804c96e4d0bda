"""The words of the view that tries the rules."""

from __future__ import annotations

from lmrules.messages import Text

WORDS = {
    "title": Text("Prøv", "Prøv", "Try it"),
    "about": Text(
        "Kryss av det en tenkt LIS har fått godkjent. Datoen kan endres. Ingenting lagres.",
        "Kryss av det ein tenkt LIS har fått godkjent. Datoen kan endrast. Ingenting blir lagra.",
        "Tick what an imagined doctor has had approved. The date can be changed. Nothing is saved.",
    ),
    "search": Text("Søk i målene", "Søk i måla", "Search the objectives"),
    "to": Text("Overfør til", "Overfør til", "Transfer to"),
    "as-of": Text("Per dato", "Per dato", "As of"),
    "started": Text("Påbegynt", "Påbegynt", "Started"),
    "clear": Text("Fjern alle kryss", "Fjern alle kryss", "Clear all ticks"),
    "approvals": Text("Godkjent", "Godkjent", "Approved"),
    "day": Text(
        "Dato for godkjenning av {code}", "Dato for godkjenning av {code}", "Day {code} was approved"
    ),
    "decisions": Text("Avgjørelser", "Avgjerder", "Decisions"),
    "counts": Text(
        "{transferred} av {all} mål overføres, {assessment} må vurderes, {approved} er godkjent fra før.",
        "{transferred} av {all} mål blir overførte, {assessment} må vurderast, "
        "{approved} er godkjende frå før.",
        "{transferred} of {all} objectives transfer, {assessment} are to be assessed, "
        "{approved} are approved already.",
    ),
    "add": Text("Legg til {codes}", "Legg til {codes}", "Add {codes}"),
}
