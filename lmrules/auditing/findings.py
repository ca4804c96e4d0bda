"""What an audit says, in every language: each text names the rulebook's own words only, never a person's."""

from __future__ import annotations

from typing import NoReturn

import attrs

from lmrules.messages import Language, Text

NOT_A_TRANSFER = Text(
    "dokumentet er ikke et resultat av `transfer --format json`",
    "dokumentet er ikkje eit resultat av `transfer --format json`",
    "the document is no result of `transfer --format json`",
)
DIGEST = Text(
    "avgjørelsene er tatt med et annet regelverk enn dette ({ours})",
    "avgjerdene er tekne med eit anna regelverk enn dette ({ours})",
    "the decisions were made with another rulebook than this ({ours})",
)
NAME = Text(
    "regelverket heter noe annet enn dokumentet sier",
    "regelverket heiter noko anna enn dokumentet seier",
    "the rulebook has another name than the document says",
)
LANGUAGE = Text(
    "avgjørelsene er tatt med en annen versjon av regelspråket enn {ours}",
    "avgjerdene er tekne med ein annan versjon av regelspråket enn {ours}",
    "the decisions were made with another version of the rule language than {ours}",
)
TARGET = Text(
    "settet avgjørelsene gjelder, finnes ikke i regelverket",
    "settet avgjerdene gjeld, finst ikkje i regelverket",
    "the set the decisions are on is not in the rulebook",
)
PREVIEW = Text(
    "`preview` stemmer ikke med datoene",
    "`preview` stemmer ikkje med datoane",
    "`preview` is not what the dates say",
)
SUMMARY = Text(
    "`summary` stemmer ikke med avgjørelsene",
    "`summary` stemmer ikkje med avgjerdene",
    "`summary` is not what the decisions come to",
)
TWICE = Text(
    "samme person står to ganger", "same person står to gonger", "the same person stands there twice"
)
OBJECTIVES = Text(
    "avgjørelsene gjelder ikke hvert mål i `{set}` én gang, i rekkefølge",
    "avgjerdene gjeld ikkje kvart mål i `{set}` éin gong, i rekkjefølgje",
    "the decisions are not on each objective of `{set}` once, in order",
)
MISSHAPEN = Text(
    "det har ikke den dokumenterte formen",
    "det har ikkje den dokumenterte forma",
    "it is not of the documented form",
)
ROW_TWICE = Text(
    "rad {row} er oppgitt to ganger", "rad {row} er oppgitt to gonger", "row {row} is given twice"
)
DISPOSITION = Text(
    "rad {row} kan ikke være `{told}`: etter målet, datoen og bevisene er den `{found}`",
    "rad {row} kan ikkje vere `{told}`: etter målet, datoen og bevisa er ho `{found}`",
    "row {row} cannot be `{told}`: by its objective, its date and the proofs it is `{found}`",
)
OUTCOME = Text(
    "etter radene er utfallet `{found}`, ikke det som står",
    "etter radene er utfallet `{found}`, ikkje det som står",
    "by the rows the outcome is `{found}`, not what is written",
)
REASON = Text(
    "etter regelverket er begrunnelsen `{found}`, ikke det som står",
    "etter regelverket er grunngjevinga `{found}`, ikkje det som står",
    "by the rulebook the reason is `{found}`, not what is written",
)
COMPLETE_WITH = Text(
    "`complete_with` er ikke de minste settene som mangler",
    "`complete_with` er ikkje dei minste setta som manglar",
    "`complete_with` is not the minimal sets that are missing",
)
EVIDENCE = Text(
    "`evidence` stemmer ikke med det personen har",
    "`evidence` stemmer ikkje med det personen har",
    "`evidence` is not what the person holds",
)
ACTIVITIES = Text(
    "`activities_from` stemmer ikke med det personen har",
    "`activities_from` stemmer ikkje med det personen har",
    "`activities_from` is not what the person holds",
)
APPROVED = Text(
    "godkjenningen er ikke den tidligste som gjelder målet",
    "godkjenninga er ikkje den tidlegaste som gjeld målet",
    "the approval is not the earliest of the objective",
)

# -------------------------------------------------------------- proofs


def _proof(nb: str, nn: str, en: str) -> Text:
    return Text(f"beviset holder ikke: {nb}", f"beviset held ikkje: {nn}", f"the proof does not hold: {en}")


DISAGREE = _proof(
    "avgjørelsen og beviset er ikke enige om `{what}`",
    "avgjerda og beviset er ikkje samde om `{what}`",
    "the decision and its proof disagree on `{what}`",
)
ROUND = _proof("{one} hviler på seg selv", "{one} kviler på seg sjølv", "{one} rests on itself")
NO_TRANSITION = _proof(
    "det er ingen slik overgang til {into}",
    "det er ingen slik overgang til {into}",
    "there is no such transition into {into}",
)
NO_RULE = _proof(
    "det er ingen bevist regel med det navnet for {one}",
    "det er ingen prova regel med det namnet for {one}",
    "there is no proved rule of that name on {one}",
)
UNKNOWN = _proof(
    "det viser til et mål som ikke finnes",
    "det viser til eit mål som ikkje finst",
    "it names an objective that is not in the rulebook",
)
NO_PART = _proof(
    "{one} har ingen del i {transition}",
    "{one} har ingen del i {transition}",
    "{one} takes no part in {transition}",
)
FEEDS_NOTHING = _proof(
    "en godkjenning av {one} gir ikke noe i {transition}",
    "ei godkjenning av {one} gir ikkje noko i {transition}",
    "an approval of {one} feeds no rule of {transition}",
)
NOT_SATISFIED = _proof(
    "det som er brukt, er ikke det minste som oppfyller regelen {rule}",
    "det som er brukt, er ikkje det minste som oppfyller regelen {rule}",
    "what is used is no minimal set that satisfies the rule {rule}",
)
NOT_AMONG = _proof(
    "godkjenningen av {one} er ikke blant radene som teller",
    "godkjenninga av {one} er ikkje blant radene som tel",
    "the approval of {one} is not among the rows that count",
)
TOO_LATE = _proof(
    "{one} kommer for sent for {transition}",
    "{one} kjem for seint for {transition}",
    "{one} comes too late for {transition}",
)
NOT_THE_STEPS = _proof(
    "trinnene er ikke ett for hvert krav i {one}",
    "stega er ikkje eitt for kvart krav i {one}",
    "the steps are not one for each requirement of {one}",
)
NOT_COVERED = _proof("{one} er ikke dekket", "{one} er ikkje dekt", "{one} is not covered")
LEVEL_CHANGED = _proof("et trinn endrer nivået", "eit steg endrar nivået", "a step changes the level")
DOES_NOT_FOLLOW = _proof(
    "et tema følger ikke av delene i trinnet sitt",
    "eit tema følgjer ikkje av delane i steget sitt",
    "a topic does not follow from the parts of its step",
)
DOES_NOT_HOLD = _proof(
    "{one} er ikke brukt, eller krever ikke det som står",
    "{one} er ikkje brukt, eller krev ikkje det som står",
    "{one} is not used, or does not hold what is said",
)
TOO_LOW = _proof(
    "nivået i {one} er for lavt", "nivået i {one} er for lågt", "the level that {one} holds is too low"
)


@attrs.frozen
class Finding:
    """A place in the document that does not hold: which person (by number), which decision, and why.

    It names only what the rulebook names, and rows by number: anything else in the document may be a person.
    """

    person: int | None
    objective: str | None
    text: Text
    fields: tuple[tuple[str, object], ...] = ()

    def message(self, lang: Language) -> str:
        """What does not hold."""
        return self.text.fill(lang, dict(self.fields))


class DoesNotHoldError(Exception):
    """Something the rulebook and the rows do not bear out; becomes a :class:`Finding` where it is met."""

    def __init__(self, text: Text, **fields: object) -> None:
        super().__init__(text.en)
        self.text = text
        self.fields = tuple(fields.items())

    def at(self, person: int | None, objective: str | None = None) -> Finding:
        """The finding, at its place."""
        return Finding(person, objective, self.text, self.fields)


def fail(text: Text, **fields: object) -> NoReturn:
    """Say that something does not hold."""
    raise DoesNotHoldError(text, **fields)
