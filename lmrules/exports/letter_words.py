"""The words of a letter that are not in its template: those of its tables, and what it always says."""

from __future__ import annotations

from lmrules.messages import Text

TITLE = Text(
    "Forslag om overføring til {set}", "Framlegg om overføring til {set}", "Proposed transfer to {set}"
)
NOTICE = Text(
    "Dette er et forslag, ikke et vedtak. En person med myndighet til det skal ta stilling til det.",
    "Dette er eit framlegg, ikkje eit vedtak. Ein person med mynde til det skal ta stilling til det.",
    "This is a proposal, not a decision. A person with the authority to do so will decide.",
)
NOT_REFUSED = Text(
    "Et mål som må vurderes, er ikke avslått.",
    "Eit mål som må vurderast, er ikkje avslått.",
    "An objective that has to be assessed is not refused.",
)
PREVIEW = Text(
    "Dette er en forhåndsvisning: {day} gjaldt de nye målene ennå ikke.",
    "Dette er ei førehandsvising: {day} galdt dei nye måla enno ikkje.",
    "This is a preview: on {day} the new objectives were not yet in force.",
)
UNNAMED_SET = Text("læringsmålene", "læringsmåla", "the objectives")

OUTCOME = Text("Hva som foreslås", "Kva som blir foreslått", "What is proposed")
NUMBER = Text("Antall mål", "Tal på mål", "Objectives")
COUNTS_CAPTION = Text("De {all} nye målene", "Dei {all} nye måla", "The {all} new objectives")
TRANSFERRED = Text("Overføres", "Blir overført", "Transferred")
ASSESSMENT = Text("Må vurderes", "Må vurderast", "To be assessed")
APPROVED = Text("Godkjent fra før", "Godkjent frå før", "Approved already")

TRANSFERRED_CAPTION = Text(
    "Nye mål som foreslås overført fra det du har fått godkjent",
    "Nye mål som blir foreslått overførte frå det du har fått godkjent",
    "New objectives proposed transferred from what you have had approved",
)
NEW_OBJECTIVE = Text("Nytt mål", "Nytt mål", "New objective")
RESTS_ON = Text("Bygger på", "Byggjer på", "Rests on")
WHY = Text("Hvorfor", "Kvifor", "Why")
APPROVED_ON = Text("godkjent {day}", "godkjent {day}", "approved {day}")
RULE = Text("Regel «{rule}», {transition}.", "Regel «{rule}», {transition}.", "Rule “{rule}”, {transition}.")
SOURCE = Text("Kilde: {source}.", "Kjelde: {source}.", "Source: {source}.")
JUDGEMENT = Text(
    "Bygger på det faglige skjønnet «{name}»:",
    "Byggjer på det faglege skjønnet «{name}»:",
    "Rests on the professional judgement “{name}”:",
)
NOTHING_TO_DO = Text(
    "Du trenger ikke gjøre noe med disse målene nå.",
    "Du treng ikkje gjere noko med desse måla no.",
    "You need do nothing about these objectives now.",
)
NOTHING_TRANSFERRED = Text(
    "Ingen mål kan overføres etter reglene.",
    "Ingen mål kan overførast etter reglane.",
    "No objective can be transferred by the rules.",
)

APPROVED_CAPTION = Text(
    "Nye mål du alt har fått godkjent",
    "Nye mål du alt har fått godkjende",
    "New objectives you have had approved already",
)
WHEN = Text("Godkjent", "Godkjent", "Approved")
NOTHING_APPROVED = Text(
    "Du har ikke fått godkjent noen av de nye målene fra før.",
    "Du har ikkje fått godkjent nokon av dei nye måla frå før.",
    "You have had none of the new objectives approved already.",
)

PARTLY = Text(
    "Mål der du har noe av det som kreves", "Mål der du har noko av det som blir kravd",
    "Objectives where you have some of what is required",
)  # fmt: skip
NOTHING_AT_HAND = Text(
    "Mål der de gamle godkjenningene dine ikke dekker noe",
    "Mål der dei gamle godkjenningane dine ikkje dekkjer noko",
    "Objectives of which your old approvals cover nothing",
)
NOTHING_CAPTION = Text(
    "Disse målene må vurderes i sin helhet",
    "Desse måla må vurderast i det heile",
    "These objectives have to be assessed as a whole",
)
NOTHING_TO_ASSESS = Text(
    "Ingen mål må vurderes.", "Ingen mål må vurderast.", "No objective has to be assessed."
)
DECLARED_NEW = Text(
    "Målet er nytt. Ingen gamle mål svarer til det.",
    "Målet er nytt. Ingen gamle mål svarer til det.",
    "The objective is new. No old objective corresponds to it.",
)
NO_RULE = Text(
    "Reglene overfører ikke dette målet.",
    "Reglane overfører ikkje dette målet.",
    "The rules do not transfer this objective.",
)
ALL_MET = Text(
    "De gamle godkjenningene dine dekker alt målet krever. "
    "Men ingen regel overfører det, så noen må vurdere det.",
    "Dei gamle godkjenningane dine dekkjer alt målet krev. "
    "Men ingen regel overfører det, så nokon må vurdere det.",
    "Your old approvals cover all that the objective requires. But no rule transfers it, so somebody has to "
    "assess it.",
)
INCOMPLETE = Text(
    "Målet kunne vært overført hvis du også hadde hatt godkjent {ways}.",
    "Målet kunne ha vore overført om du òg hadde hatt godkjent {ways}.",
    "The objective could have been transferred if you had also had {ways} approved.",
)
INCOMPLETE_MANY = Text(
    "Målet kan overføres, men noen godkjenninger mangler.",
    "Målet kan overførast, men nokre godkjenningar manglar.",
    "The objective can be transferred, but some approvals are missing.",
)
SAID = Text(
    "Om {old} sier reglene: «{reason}»",
    "Om {old} seier reglane: «{reason}»",
    "Of {old} the rules say: “{reason}”",
)
AND = Text("og", "og", "and")
OR = Text("eller", "eller", "or")
MORE_WAYS = Text("eller på andre måter", "eller på andre måtar", "or in other ways")

MET = Text("Oppfylt:", "Oppfylt:", "Met:")
MET_IS = Text(
    "{topic} ({level}) gjennom {by}", "{topic} ({level}) gjennom {by}", "{topic} ({level}) through {by}"
)
LOWER = Text("Et annet nivå:", "Eit anna nivå:", "Another level:")
LOWER_IS = Text(
    "{topic}. Det nye målet krever nivået {level}. Du har nivået {held} gjennom {by}",
    "{topic}. Det nye målet krev nivået {level}. Du har nivået {held} gjennom {by}",
    "{topic}. The new objective requires the level {level}. You have the level {held} through {by}",
)
UNMET = Text("Ikke dekket:", "Ikkje dekt:", "Not covered:")
UNMET_IS = Text("{topic} ({level})", "{topic} ({level})", "{topic} ({level})")
UNMET_PARTLY_IS = Text(
    "{topic} ({level}); noe av det finnes i {by}",
    "{topic} ({level}); noko av det finst i {by}",
    "{topic} ({level}); some of it is in {by}",
)
ACTIVITIES = Text(
    "Læringsaktivitetene du har gjort i {objectives}, kan du bygge videre på.",
    "Læringsaktivitetane du har gjort i {objectives}, kan du byggje vidare på.",
    "You can build on the learning activities you have done for {objectives}.",
)

ROWS_CAPTION = Text(
    "Alle godkjenningene vi har registrert på deg",
    "Alle godkjenningane vi har registrerte på deg",
    "All approvals that we have registered for you",
)
OBJECTIVE = Text("Mål", "Mål", "Objective")
FATE = Text("Hva den er brukt til", "Kva ho er brukt til", "What it is used for")
NO_ROWS = Text("Ingen godkjenninger.", "Ingen godkjenningar.", "No approvals.")
FATES = {
    "used": Text("Brukt i forslaget", "Brukt i framlegget", "Used in the proposal"),
    "unused": Text(
        "Teller, men ingen av målene over bygger på den",
        "Tel, men ingen av måla over byggjer på ho",
        "Counts, but none of the objectives above rests on it",
    ),
    "retired": Text(
        "Målet er utgått og svarer ikke til noe nytt",
        "Målet er utgått og svarer ikkje til noko nytt",
        "The objective is retired and corresponds to no new one",
    ),
    "revoked": Text(
        "Godkjenningen er trukket tilbake", "Godkjenninga er trekt tilbake", "The approval is revoked"
    ),
    "outside-validity": Text(
        "Teller ikke: datoen er utenfor tiden målet gjaldt",
        "Tel ikkje: datoen er utanfor tida målet galdt",
        "Does not count: the date is outside the time the objective was valid",
    ),
    "after-as-of": Text(
        "Teller ikke: den er nyere enn datoen forslaget gjelder for",
        "Tel ikkje: ho er nyare enn datoen framlegget gjeld for",
        "Does not count: it is later than the date of the proposal",
    ),
    "duplicate": Text(
        "Samme mål er godkjent tidligere", "Same mål er godkjent tidlegare", "Approved already earlier"
    ),
    "unknown-objective": Text(
        "Teller ikke: målet finnes ikke i reglene",
        "Tel ikkje: målet finst ikkje i reglane",
        "Does not count: the objective is not in the rules",
    ),
    "approved-new": Text(
        "Gjelder alt de nye målene", "Gjeld alt dei nye måla", "Is of the new objectives already"
    ),
}
"""What became of an approval, as the one who has it reads it."""

FOOT = Text(
    "Laget av lmrules {package} etter regelverket {name}, kontrollsum {digest}.",
    "Laga av lmrules {package} etter regelverket {name}, kontrollsum {digest}.",
    "Made by lmrules {package} by the rulebook {name}, digest {digest}.",
)
AS_OF = Text(
    "Regnet per {day}; senere godkjenninger er ikke med.",
    "Rekna per {day}; seinare godkjenningar er ikkje med.",
    "As of {day}; later approvals are not counted.",
)
