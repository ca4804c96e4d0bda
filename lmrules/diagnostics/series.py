"""The series of codes: what the first digit of a code says it is about (``diagnostics.md``)."""

from __future__ import annotations

from collections.abc import Mapping

from lmrules.messages import Text

SERIES: Mapping[str, Text] = {
    "LM0": Text("tekst og skrivemåte", "tekst og skrivemåte", "text and syntax"),
    "LM1": Text("navn", "namn", "names"),
    "LM2": Text("rekkefølge og datoer", "rekkjefølgje og datoar", "order and dates"),
    "LM3": Text("gir regelen for mye?", "gir regelen for mykje?", "soundness"),
    "LM4": Text("er alt med?", "er alt med?", "completeness"),
    "LM5": Text("er noe overflødig?", "er noko overflødig?", "redundancy"),
    "LM6": Text("grunner, kilder og unntak", "grunnar, kjelder og unntak", "accountability"),
    "LM7": Text("eksempler", "døme", "examples"),
    "LM8": Text("utveksling med andre systemer", "utveksling med andre system", "exchange of data"),
    "LM9": Text("feil i lmrules selv", "feil i lmrules sjølv", "our own faults"),
}
