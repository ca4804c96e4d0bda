"""One description per keyword: its spellings and what it begins.

The grammar is the only list of keywords; a test holds this table to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

import attrs

from lmrules.messages import Text
from lmrules.syntax.ast import Keywords

Place: TypeAlias = Literal["file", "set", "transition"]


@attrs.frozen
class Keyword:
    """A keyword: its words in bokmål and English, where it may stand, and what it is for.

    ``begins`` is the name of the statement's production in the grammar when the keyword begins a statement,
    and ``place`` then says what the statement belongs to.
    """

    nb: str
    en: str
    about: Text
    begins: str | None = None
    place: Place = "file"


KEYWORDS: tuple[Keyword, ...] = (
    Keyword("regelverk", "rulebook", Text("navnet på regelverket", "namnet på regelverket",
            "names the rulebook"), "rulebook"),
    Keyword("bruk", "use", Text("leser en annen fil", "les ei anna fil", "reads another file"), "use"),
    Keyword("kilde", "source", Text("hvor dette står", "kvar dette står", "where this is from")),
    Keyword("fordi", "because", Text("begrunnelsen", "grunngjevinga", "the reason")),
    Keyword("skala", "scale", Text("nivåer og rekkefølgen mellom dem", "nivå og rekkjefølgja mellom dei",
            "levels and their order"), "scale"),
    Keyword("tema", "topic", Text("et faglig tema", "eit fagleg tema", "a topic"), "topic"),
    Keyword("omfatter", "includes", Text("temaer som inngår; temaet kan være videre enn listen",
            "tema som inngår; temaet kan vere vidare enn lista", "parts of a topic wider than the list")),
    Keyword("består av", "consists of", Text("temaene som til sammen er hele temaet",
            "temaa som til saman er heile temaet", "the parts that are the whole topic")),
    Keyword("læringsmålsett", "objectives", Text("et sett av læringsmål", "eit sett av læringsmål",
            "an objective set"), "objective_set"),
    Keyword("gyldig", "valid", Text("når settet gjelder", "når settet gjeld", "when the set is in force")),
    Keyword("fra", "from", Text("første dag", "første dag", "first day")),
    Keyword("til", "until", Text("første dag etter", "første dag etter", "the first day after")),
    Keyword("til", "to", Text("det nye settet", "det nye settet", "the new set")),
    Keyword("mål", "objective", Text("et læringsmål", "eit læringsmål", "an objective"), "objective", "set"),
    Keyword("nivå", "level", Text("nivået er kjent, innholdet er ikke analysert",
            "nivået er kjent, innhaldet er ikkje analysert", "level known, content not analysed")),
    Keyword("overgang", "transition", Text("overgangen fra et sett til et annet",
            "overgangen frå eit sett til eit anna", "the transition between two sets"), "transition"),
    Keyword("påbegynt før", "started before", Text("de som begynte før denne dagen",
            "dei som byrja før denne dagen", "those who began before"), "cohort", "transition"),
    Keyword("fullfører", "completes", Text("kan fullføre på det gamle settet",
            "kan fullføre på det gamle settet", "may finish on the old set")),
    Keyword("utkast", "draft", Text("regelen kontrolleres, men overfører ingenting",
            "regelen blir kontrollert, men overfører ingenting", "checked, and never grants"), "rule",
            "transition"),
    Keyword("regel", "rule", Text("en regel om gamle og nye mål", "ein regel om gamle og nye mål",
            "a rule on old and new objectives"), "rule", "transition"),
    Keyword("i", "in", Text("hvilken side påstanden gjelder", "kva side påstanden gjeld",
            "the side that is claimed")),
    Keyword("innhold", "content", Text("bare innholdet", "berre innhaldet", "content alone")),
    Keyword("kompleksitet", "complexity", Text("bare nivået", "berre nivået", "complexity alone")),
    Keyword("og", "and", Text("begge", "begge", "both")),
    Keyword("eller", "or", Text("minst ett av dem", "minst eitt av dei", "either")),
    Keyword("minst", "at least", Text("så mange av listen", "så mange av lista", "so many of the list")),
    Keyword("av", "of", Text("av listen", "av lista", "of the list")),
    Keyword("skjønn", "judgement", Text("en faglig vurdering av temaer", "ei fagleg vurdering av tema",
            "a professional judgement on topics"), "judgement", "transition"),
    Keyword("videreført", "carried", Text("samme kode i begge sett, ikke skjerpet",
            "same kode i begge sett, ikkje skjerpt", "same code in both sets, not sharpened"), "carried",
            "transition"),
    Keyword("alle", "all", Text("alle koder som begge settene har", "alle kodar som begge setta har",
            "every code both sets have")),
    Keyword("unntatt", "except", Text("utenom disse", "utanom desse", "but not these")),
    Keyword("utgår", "retired", Text("gamle mål som ikke fører til noe nytt",
            "gamle mål som ikkje fører til noko nytt", "old objectives that lead nowhere"), "retired",
            "transition"),
    Keyword("nytt", "new", Text("nye mål uten forgjenger", "nye mål utan forgjengar",
            "new objectives without a forerunner"), "new", "transition"),
    Keyword("aldri", "never", Text("det som aldri må kunne overføres", "det som aldri må kunne overførast",
            "what must never be granted"), "never", "transition"),
    Keyword("uten", "without", Text("uten dette", "utan dette", "without this")),
    Keyword("eksempel", "example", Text("et eksempel som prøves", "eit eksempel som blir prøvd",
            "an example that is tried"), "example", "transition"),
    Keyword("gitt", "given", Text("godkjenningene i eksempelet", "godkjenningane i eksempelet",
            "the approvals of the example")),
    Keyword("ingenting", "nothing", Text("ingen godkjenninger", "ingen godkjenningar", "no approvals")),
    Keyword("så overføres", "then transfers", Text("mål som overføres", "mål som blir overførte",
            "objectives that are transferred")),
    Keyword("så vurderes", "then assesses", Text("mål som må vurderes", "mål som må vurderast",
            "objectives to be assessed")),
    Keyword("bare", "only", Text("disse og ingen andre", "desse og ingen andre", "these and no others")),
    Keyword("tilsvarer", "equals", Text("samme innhold og nivå", "same innhald og nivå", "equal")),
    Keyword("dekker", "covers", Text("rommer det andre", "rommar det andre", "contains the other")),
    Keyword("dekkes av", "covered by", Text("rommes av det andre", "er rommet av det andre",
            "is contained in the other")),
    Keyword("overlapper", "overlaps", Text("har noe felles", "har noko felles", "have something in common")),
    Keyword("uten samsvar med", "unrelated to", Text("har ingenting felles", "har ingenting felles",
            "have nothing in common")),
)  # fmt: skip

STATEMENTS: Mapping[str, Keyword] = {
    word.split()[0]: keyword for keyword in KEYWORDS if keyword.begins for word in (keyword.nb, keyword.en)
}
"""Each word that begins a statement, and its keyword."""

LANGUAGE_OF: Mapping[str, Keywords] = {
    **{word: "nb" for keyword in KEYWORDS for word in keyword.nb.split()},
    **{word: "en" for keyword in KEYWORDS for word in keyword.en.split()},
}
"""The language of each single word of a keyword."""
