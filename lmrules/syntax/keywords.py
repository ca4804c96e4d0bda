"""One description per keyword: its spellings and what it begins.

The grammar is the only list of keywords; a test holds this table to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

import attrs

from lmrules.messages import Text
from lmrules.syntax.ast import KEYWORD_LANGUAGES, Keywords

Place: TypeAlias = Literal["file", "set", "transition"]


@attrs.frozen
class Keyword:
    """A keyword: its words in each language, where it may stand, and what it is for.

    ``begins`` is the name of the statement's production in the grammar when the keyword begins a statement,
    and ``place`` then says what the statement belongs to. ``nn`` is the spelling of bokmål where nothing
    else is said; ``also`` are further spellings that are good nynorsk, among them perhaps that of bokmål.
    """

    nb: str
    en: str
    about: Text
    begins: str | None = None
    place: Place = "file"
    nn: str = attrs.field(default=attrs.Factory(lambda self: self.nb, takes_self=True), kw_only=True)
    also: tuple[str, ...] = attrs.field(default=(), kw_only=True)

    @property
    def phrases(self) -> tuple[str, ...]:
        """Every way to write the keyword, each once."""
        return tuple(dict.fromkeys((self.nb, self.nn, *self.also, self.en)))


KEYWORDS: tuple[Keyword, ...] = (
    Keyword("regelverk", "rulebook", Text("navnet på regelverket", "namnet på regelverket",
            "names the rulebook"), "rulebook"),
    Keyword("bruk", "use", Text("leser en annen fil", "les ei anna fil", "reads another file"), "use"),
    Keyword("kilde", "source", Text("hvor dette står", "kvar dette står", "where this is from"), nn="kjelde"),
    Keyword("fordi", "because", Text("begrunnelsen", "grunngjevinga", "the reason")),
    Keyword("skala", "scale", Text("nivåer og rekkefølgen mellom dem", "nivå og rekkjefølgja mellom dei",
            "levels and their order"), "scale"),
    Keyword("tema", "topic", Text("et faglig tema", "eit fagleg tema", "a topic"), "topic"),
    Keyword("omfatter", "includes", Text("temaer som inngår; temaet kan være videre enn listen",
            "tema som inngår; temaet kan vere vidare enn lista", "parts of a topic wider than the list"),
            nn="omfattar"),
    Keyword("består av", "consists of", Text("temaene som til sammen er hele temaet",
            "temaa som til saman er heile temaet", "the parts that are the whole topic")),
    Keyword("læringsmålsett", "objectives", Text("et sett av læringsmål", "eit sett av læringsmål",
            "an objective set"), "objective_set"),
    Keyword("gyldig", "valid", Text("når settet gjelder", "når settet gjeld", "when the set is in force")),
    Keyword("fra", "from", Text("første dag", "første dag", "first day"), nn="frå"),
    Keyword("til", "until", Text("første dag etter", "første dag etter", "the first day after")),
    Keyword("til", "to", Text("det nye settet", "det nye settet", "the new set")),
    Keyword("mål", "objective", Text("et læringsmål", "eit læringsmål", "an objective"), "objective", "set"),
    Keyword("nivå", "level", Text("nivået er kjent, innholdet er ikke analysert",
            "nivået er kjent, innhaldet er ikkje analysert", "level known, content not analysed")),
    Keyword("overgang", "transition", Text("overgangen fra et sett til et annet",
            "overgangen frå eit sett til eit anna", "the transition between two sets"), "transition"),
    Keyword("påbegynt før", "started before", Text("de som begynte før denne dagen",
            "dei som byrja før denne dagen", "those who began before"), "cohort", "transition",
            nn="byrja før", also=("påbyrja før",)),
    Keyword("fullfører", "completes", Text("kan fullføre på det gamle settet",
            "kan fullføre på det gamle settet", "may finish on the old set")),
    Keyword("utkast", "draft", Text("regelen kontrolleres, men overfører ingenting",
            "regelen blir kontrollert, men overfører ingenting", "checked, and never grants"), "rule",
            "transition"),
    Keyword("regel", "rule", Text("en regel om gamle og nye mål", "ein regel om gamle og nye mål",
            "a rule on old and new objectives"), "rule", "transition"),
    Keyword("i", "in", Text("hvilken side påstanden gjelder", "kva side påstanden gjeld",
            "the side that is claimed")),
    Keyword("innhold", "content", Text("bare innholdet", "berre innhaldet", "content alone"), nn="innhald"),
    Keyword("kompleksitet", "complexity", Text("bare nivået", "berre nivået", "complexity alone")),
    Keyword("og", "and", Text("begge", "begge", "both")),
    Keyword("eller", "or", Text("minst ett av dem", "minst eitt av dei", "either")),
    Keyword("minst", "at least", Text("så mange av listen", "så mange av lista", "so many of the list")),
    Keyword("av", "of", Text("av listen", "av lista", "of the list")),
    Keyword("skjønn", "judgement", Text("en faglig vurdering av temaer", "ei fagleg vurdering av tema",
            "a professional judgement on topics"), "judgement", "transition", also=("skjøn",)),
    Keyword("videreført", "carried", Text("samme kode i begge sett, ikke skjerpet",
            "same kode i begge sett, ikkje skjerpt", "same code in both sets, not sharpened"), "carried",
            "transition", nn="vidareført"),
    Keyword("alle", "all", Text("alle koder som begge settene har", "alle kodar som begge setta har",
            "every code both sets have")),
    Keyword("unntatt", "except", Text("utenom disse", "utanom desse", "but not these"),
            nn="unnateke", also=("utanom", "unntatt")),
    Keyword("utgår", "retired", Text("gamle mål som ikke fører til noe nytt",
            "gamle mål som ikkje fører til noko nytt", "old objectives that lead nowhere"), "retired",
            "transition", nn="går ut", also=("utgår",)),
    Keyword("nytt", "new", Text("nye mål uten forgjenger", "nye mål utan forgjengar",
            "new objectives without a forerunner"), "new", "transition"),
    Keyword("aldri", "never", Text("det som aldri må kunne overføres", "det som aldri må kunne overførast",
            "what must never be granted"), "never", "transition"),
    Keyword("uten", "without", Text("uten dette", "utan dette", "without this"), nn="utan"),
    Keyword("eksempel", "example", Text("et eksempel som prøves", "eit døme som blir prøvd",
            "an example that is tried"), "example", "transition", nn="døme", also=("eksempel",)),
    Keyword("gitt", "given", Text("godkjenningene i eksempelet", "godkjenningane i dømet",
            "the approvals of the example"), also=("gjeve",)),
    Keyword("ingenting", "nothing", Text("ingen godkjenninger", "ingen godkjenningar", "no approvals")),
    Keyword("så overføres", "then transfers", Text("mål som overføres", "mål som blir overførte",
            "objectives that are transferred"), nn="så blir overført", also=("så blir overførte",)),
    Keyword("så vurderes", "then assesses", Text("mål som må vurderes", "mål som må vurderast",
            "objectives to be assessed"), nn="så blir vurdert", also=("så blir vurderte",)),
    Keyword("bare", "only", Text("disse og ingen andre", "desse og ingen andre", "these and no others"),
            nn="berre"),
    Keyword("tilsvarer", "equals", Text("samme innhold og nivå", "same innhald og nivå", "equal"),
            nn="svarar til", also=("tilsvarar",)),
    Keyword("dekker", "covers", Text("rommer det andre", "rommar det andre", "contains the other"),
            nn="dekkjer", also=("dekker",)),
    Keyword("dekkes av", "covered by", Text("rommes av det andre", "er rommet av det andre",
            "is contained in the other"), nn="blir dekt av", also=("blir dekka av",)),
    Keyword("overlapper", "overlaps", Text("har noe felles", "har noko felles", "have something in common"),
            nn="overlappar"),
    Keyword("uten samsvar med", "unrelated to", Text("har ingenting felles", "har ingenting felles",
            "have nothing in common"), nn="utan samsvar med"),
)  # fmt: skip

STATEMENTS: Mapping[str, Keyword] = {
    phrase.split()[0]: keyword for keyword in KEYWORDS if keyword.begins for phrase in keyword.phrases
}
"""Each word that begins a statement, and its keyword."""

SPELLINGS: Mapping[str, Mapping[Keywords, str]] = {
    k.en: {"nb": k.nb, "nn": k.nn, "en": k.en} for k in KEYWORDS
}
"""How a keyword is written in each language, by its English spelling, which no two keywords share."""

WORDS: Mapping[Keywords, frozenset[str]] = {
    language: frozenset(word for spelled in SPELLINGS.values() for word in spelled[language].split())
    for language in KEYWORD_LANGUAGES
}
"""The single words that keywords are written with in each language."""

_GOOD: Mapping[Keywords, frozenset[str]] = {
    **WORDS,
    "nn": WORDS["nn"] | {word for keyword in KEYWORDS for phrase in keyword.also for word in phrase.split()},
}

LANGUAGES_OF: Mapping[str, frozenset[Keywords]] = {
    word: frozenset(language for language in KEYWORD_LANGUAGES if word in _GOOD[language])
    for language in KEYWORD_LANGUAGES
    for word in sorted(_GOOD[language])
}
"""Every single word of a keyword, and the languages it is good in: `til` is bokmål and nynorsk."""


def language_of(first: Iterable[str], words: Iterable[str]) -> Keywords | None:
    """The language of a file whose statements begin with ``first``, and have these keywords, word by word.

    English or Norwegian is what most statements begin in. Bokmål and nynorsk share most words, so only those
    that the other has not tell them apart; None where there is no more of the one than of the other.
    """
    begun = Counter("en" in LANGUAGES_OF[word] for word in first)
    if begun[True] > begun[False]:
        return "en"
    told = Counter(LANGUAGES_OF[word] for word in words)
    nb, nn = told[frozenset({"nb"})], told[frozenset({"nn"})]
    return None if nb == nn else "nn" if nn > nb else "nb"
