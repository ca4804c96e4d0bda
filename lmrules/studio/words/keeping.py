"""The words about edits that are kept, and about files that change on disk."""

from __future__ import annotations

from lmrules.messages import Text

WORDS = {
    "saved": Text("Alt er lagret", "Alt er lagra", "All is saved"),
    "unsaved": Text(
        "Ulagrede filer: {n}. Tatt vare på.",
        "Ulagra filer: {n}. Teke vare på.",
        "Unsaved files: {n}. Kept safe.",
    ),
    "unsaved-here": Text(
        "Ulagrede filer: {n}. Bare i nettleseren.",
        "Ulagra filer: {n}. Berre i nettlesaren.",
        "Unsaved files: {n}. In the browser only.",
    ),
    "back": Text(
        "Ulagrede endringer fra sist er hentet fram igjen: {files}.",
        "Ulagra endringar frå sist er henta fram igjen: {files}.",
        "Unsaved changes from last time are back: {files}.",
    ),
    "look": Text("Se hva som er endret", "Sjå kva som er endra", "See what has changed"),
    "drop": Text(
        "Gå tilbake til filen på disken", "Gå tilbake til fila på disken", "Go back to the file on disk"
    ),
    "second": Text(
        "Regelverket er åpent i et annet vindu. Her kan du se, men ikke skrive.",
        "Regelverket er ope i eit anna vindauge. Her kan du sjå, men ikkje skrive.",
        "The rulebook is open in another window. Here you can look, but not write.",
    ),
    "disk": Text(
        "Et annet program har endret det du holder på med: {files}.",
        "Eit anna program har endra det du held på med: {files}.",
        "Another program has changed what you are editing: {files}.",
    ),
    "compare": Text("Sammenlign og velg", "Samanlikn og vel", "Compare and choose"),
    "read-again": Text(
        "{file} er endret på disken og lest på nytt.",
        "{file} er endra på disken og lesen på nytt.",
        "{file} has changed on disk and was read again.",
    ),
}
