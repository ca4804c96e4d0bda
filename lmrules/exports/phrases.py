"""The words of results for people: one catalogue for the table, the tree and the API."""

from __future__ import annotations

from lmrules.messages import Text

PROPOSAL = Text(
    "Dette er et forslag. En person med myndighet til det skal ta stilling og skrive under.",
    "Dette er eit framlegg. Ein person med mynde til det skal ta stilling og skrive under.",
    "This is a proposal. A person with the authority to do so decides and signs.",
)
PREVIEW = Text(
    "Forhåndsvisning: per {as_of} gjelder overgangen ennå ikke.",
    "Førehandsvising: per {as_of} gjeld overgangen enno ikkje.",
    "Preview: on {as_of} the transition is not yet in force.",
)
BASIS = Text(
    "Regelverk: {name} · til {to} · {digest}",
    "Regelverk: {name} · til {to} · {digest}",
    "Rulebook: {name} · to {to} · {digest}",
)
COUNTS = Text(
    "{person}: {transferred} av {all} mål overføres, {assessment} må vurderes, "
    "{approved} er godkjent fra før",
    "{person}: {transferred} av {all} mål blir overførte, {assessment} må vurderast, "
    "{approved} er godkjende frå før",
    "{person}: {transferred} of {all} objectives transfer, {assessment} are to be assessed, "
    "{approved} are approved already",
)
OUTCOMES = {
    "transferred": Text("Overføres", "Blir overførte", "Transferred"),
    "assessment": Text("Må vurderes", "Må vurderast", "To be assessed"),
    "approved": Text("Godkjent fra før", "Godkjende frå før", "Approved already"),
}
TRANSFERRED = Text("{title} overføres.", "{title} blir overført.", "{title} is transferred.")
APPROVED = Text(
    "{title} er godkjent fra før, {day} ({row}).",
    "{title} er godkjent frå før, {day} ({row}).",
    "{title} is approved already, {day} ({row}).",
)
ASSESSED = Text("{title} må vurderes.", "{title} må vurderast.", "{title} is to be assessed.")
ROW = Text("rad {row}", "rad {row}", "row {row}")
RULE = Text(
    "Regel «{rule}» i overgangen {transition}",
    "Regel «{rule}» i overgangen {transition}",
    "Rule «{rule}» in the transition {transition}",
)
BY_RULE = Text(
    "regel «{rule}» i overgangen {transition}",
    "regel «{rule}» i overgangen {transition}",
    "rule «{rule}» in the transition {transition}",
)
SOURCE = Text("Kilde: {source}", "Kjelde: {source}", "Source: {source}")
JUDGEMENT = Text(
    "Bygger på skjønnet «{name}»: {reason}",
    "Byggjer på skjønnet «{name}»: {reason}",
    "Rests on the judgement «{name}»: {reason}",
)
RESTS_ON = Text("Bygger på", "Byggjer på", "Rests on")
BY_APPROVAL = Text(
    "{title}, godkjent {day} ({row})",
    "{title}, godkjent {day} ({row})",
    "{title}, approved {day} ({row})",
)
BY_GRANT = Text(
    "{title}, som selv overføres",
    "{title}, som sjølv blir overført",
    "{title}, which is transferred itself",
)
REQUIREMENTS = Text(
    "Det nye målet krever, og det er dekket slik",
    "Det nye målet krev, og det er dekt slik",
    "The new objective requires, covered thus",
)
STEP_SAME = Text(
    "{topic} ({level}): samme krav i {objective}",
    "{topic} ({level}): same krav i {objective}",
    "{topic} ({level}): the same requirement in {objective}",
)
STEP_HIGHER = Text(
    "{topic} ({level}): samme innhold i {objective}, på nivå {held_level}",
    "{topic} ({level}): same innhald i {objective}, på nivå {held_level}",
    "{topic} ({level}): the same content in {objective}, at level {held_level}",
)
STEP_HELD = Text(
    "{topic} ({level}): del av «{held}» ({held_level}) i {objective}",
    "{topic} ({level}): del av «{held}» ({held_level}) i {objective}",
    "{topic} ({level}): part of «{held}» ({held_level}) in {objective}",
)
STEP_WHOLE = Text(
    "{topic} ({level}): alle delene er dekket",
    "{topic} ({level}): alle delane er dekte",
    "{topic} ({level}): every part is covered",
)
STEP_JUDGED = Text(
    "{topic} ({level}): dekket etter skjønnet «{judgement}»",
    "{topic} ({level}): dekt etter skjønnet «{judgement}»",
    "{topic} ({level}): covered by the judgement «{judgement}»",
)
STEP_PART = Text(
    "{topic} ({level}): er del av noe som er dekket",
    "{topic} ({level}): er del av noko som er dekt",
    "{topic} ({level}): is part of what is covered",
)
REASONS = {
    "declared-new": Text(
        "Målet er nytt og har ingen forgjenger",
        "Målet er nytt og har ingen forgjengar",
        "The objective is new and has no forerunner",
    ),
    "incomplete": Text(
        "Det kan overføres, men noe mangler",
        "Det kan overførast, men noko manglar",
        "It can be transferred, but something is missing",
    ),
    "no-rule": Text(
        "Ingen regel overfører det",
        "Ingen regel overfører det",
        "No rule transfers it",
    ),
}
COMPLETE_WITH = Text("Mangler: {sets}", "Manglar: {sets}", "Missing: {sets}")
MORE = Text("… og flere muligheter", "… og fleire moglegheiter", "… and more possibilities")
EVIDENCE = Text(
    "Det nye målet krever, og dette foreligger",
    "Det nye målet krev, og dette ligg føre",
    "The new objective requires, and this is at hand",
)
MET = Text(
    "{topic} ({level}): oppfylt gjennom {by}",
    "{topic} ({level}): oppfylt gjennom {by}",
    "{topic} ({level}): met through {by}",
)
LOWER = Text(
    "{topic} ({level}): innholdet er dekket gjennom {by}, men på nivå {held}",
    "{topic} ({level}): innhaldet er dekt gjennom {by}, men på nivå {held}",
    "{topic} ({level}): the content is covered through {by}, but at level {held}",
)
UNMET = Text(
    "{topic} ({level}): ikke dekket",
    "{topic} ({level}): ikkje dekt",
    "{topic} ({level}): not covered",
)
PARTLY = Text(
    "{topic} ({level}): ikke dekket; noe av det finnes i {by}",
    "{topic} ({level}): ikkje dekt; noko av det finst i {by}",
    "{topic} ({level}): not covered; some of it is in {by}",
)
ACTIVITIES = Text(
    "Læringsaktiviteter å bygge på: {objectives}",
    "Læringsaktivitetar å byggje på: {objectives}",
    "Learning activities to build on: {objectives}",
)
NOT_TRANSFERRED = Text(
    "Regel «{rule}» sier at det ikke overføres: {reason}",
    "Regel «{rule}» seier at det ikkje blir overført: {reason}",
    "Rule «{rule}» says that it is not transferred: {reason}",
)
ROWS = Text("Godkjenningene", "Godkjenningane", "The approvals")
DISPOSITIONS = {
    "used": Text("brukt", "brukt", "used"),
    "unused": Text(
        "teller, men ingen overføring bygger på den",
        "tel, men inga overføring byggjer på ho",
        "counts, but no transfer rests on it",
    ),
    "retired": Text("målet er utgått", "målet er utgått", "the objective is retired"),
    "revoked": Text("trukket tilbake", "trekt tilbake", "revoked"),
    "outside-validity": Text(
        "datoen er utenfor settets gyldighet",
        "datoen er utanfor gyldigheita til settet",
        "the date is outside the set's validity",
    ),
    "after-as-of": Text(
        "etter datoen det regnes per", "etter datoen det blir rekna per", "after the date asked for"
    ),
    "duplicate": Text(
        "samme mål er godkjent tidligere", "same mål er godkjent tidlegare", "approved already earlier"
    ),
    "unknown-objective": Text(
        "målet finnes ikke i regelverket",
        "målet finst ikkje i regelverket",
        "the objective is not in the rulebook",
    ),
    "approved-new": Text(
        "gjelder allerede det nye settet", "gjeld alt det nye settet", "is of the new set already"
    ),
}
