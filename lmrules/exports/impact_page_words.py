"""The words of the page that ``impact --format html`` writes."""

from __future__ import annotations

from lmrules.messages import Text

KIND = Text("Forslag – ikke et vedtak", "Framlegg – ikkje eit vedtak", "A proposal – not a decision")
HEADING = Text(
    "Hva revisjonen betyr: {name}", "Kva revisjonen betyr: {name}", "What the revision means: {name}"
)
NOT_REFUSED = Text(
    "Et mål som må vurderes, er ikke avslått. Noen skal se på det.",
    "Eit mål som må vurderast, er ikkje avslått. Nokon skal sjå på det.",
    "An objective to be assessed is not refused. Somebody is to look at it.",
)
BOOK = Text("Regelverk", "Regelverk", "Rulebook")
TARGET = Text("Overføres til", "Blir overført til", "Transferred to")
FROM_DAY = Text("{set}, fra {day}", "{set}, frå {day}", "{set}, from {day}")
AS_OF = Text("Datoer", "Datoar", "Dates")
UNTIL = Text(
    "regnet per {day}; senere godkjenninger er ikke med",
    "rekna per {day}; seinare godkjenningar er ikkje med",
    "as of {day}; later approvals are not counted",
)
ALL_DAYS = Text(
    "alle godkjenningene i filen er med, uansett dato",
    "alle godkjenningane i fila er med, uansett dato",
    "all approvals in the file count, whatever their date",
)
BASIS = Text("Grunnlag", "Grunnlag", "Based on")
BASIS_ROWS = Text(
    "{rows} godkjenninger for {persons} leger",
    "{rows} godkjenningar for {persons} legar",
    "{rows} approvals of {persons} doctors",
)
DIGEST = Text("Kontrollsum", "Kontrollsum", "Digest")
CONTENTS = Text("Innhold", "Innhald", "Contents")

WHOLE = Text("I alt", "I alt", "All in all")
WHOLE_CAPTION = Text(
    "Alle avgjørelsene: én for hver lege og hvert nye mål",
    "Alle avgjerdene: éi for kvar lege og kvart nye mål",
    "All decisions: one for each doctor and each new objective",
)
OUTCOME = Text("Utfall", "Utfall", "Outcome")
NUMBER = Text("Antall", "Tal", "Number")
SHARE = Text("Andel", "Del", "Share")
TILE_NEARLY = Text(
    "herav mangler én godkjenning", "av dei manglar éi godkjenning", "of these, one approval is missing"
)
PARTS = {
    "approved": Text("Godkjent fra før", "Godkjent frå før", "Approved already"),
    "transferred": Text("Overføres", "Blir overført", "Transferred"),
    "nearly": Text(
        "Må vurderes: mangler én godkjenning",
        "Må vurderast: manglar éi godkjenning",
        "To be assessed: one approval is missing",
    ),
    "incomplete": Text(
        "Må vurderes: mangler flere godkjenninger",
        "Må vurderast: manglar fleire godkjenningar",
        "To be assessed: several approvals are missing",
    ),
    "no-rule": Text(
        "Må vurderes: ingen regel overfører målet",
        "Må vurderast: ingen regel overfører målet",
        "To be assessed: no rule transfers the objective",
    ),
    "declared-new": Text(
        "Må vurderes: målet er nytt",
        "Må vurderast: målet er nytt",
        "To be assessed: the objective is new",
    ),
}
OBJECTIVES = Text("Hvert nytt mål", "Kvart nytt mål", "Each new objective")
OBJECTIVES_CAPTION = Text(
    "Antall leger for hvert nye mål. Fargene og mønstrene er de samme som under «I alt».",
    "Talet på legar for kvart nye mål. Fargane og mønstera er dei same som under «I alt».",
    "Number of doctors for each new objective. Colours and patterns are those of “All in all”.",
)
OF_THESE_NEARLY = Text("herav mangler én", "av dei manglar éi", "of these one short")
UNLOCK_CAPTION = Text(
    "Vurderinger som ville blitt overføringer med én godkjenning til av det gamle målet",
    "Vurderingar som ville blitt overføringar med éi godkjenning til av det gamle målet",
    "Assessments that would be transfers with one more approval, of the old objective",
)
UNLOCKS = Text("gir", "gir", "gives")
DISTRIBUTION_CAPTION = Text(
    "Antall leger etter hvor mange av de {objectives} målene de må få vurdert",
    "Talet på legar etter kor mange av dei {objectives} måla dei må få vurdert",
    "Number of doctors by how many of the {objectives} objectives they must have assessed",
)
TO_ASSESS = Text("Må få vurdert", "Må få vurdert", "To be assessed")
ROWS_CAPTION = Text(
    "Hver rad i filen er med nøyaktig én gang",
    "Kvar rad i fila er med nøyaktig éin gong",
    "Each row of the file is counted exactly once",
)
ROW_FATE = Text("Godkjenningen", "Godkjenninga", "The approval")
TERMS = Text("Slik leser du tallene", "Slik les du tala", "How to read the numbers")
TERM_TRANSFERRED = Text(
    "En regel gir det nye målet, og det er bevist at de gamle godkjenningene dekker alt det krever.",
    "Ein regel gir det nye målet, og det er prova at dei gamle godkjenningane dekkjer alt det krev.",
    "A rule grants the new objective, and it is proved that the old approvals cover all it requires.",
)
TERM_NEARLY = Text(
    "Én godkjenning til, av et gammelt mål, ville gitt overføring. Den måtte vært datert mens det gamle "
    "settet gjaldt. Der ett gammelt mål er nok alene, teller alle som mangler det, "
    "også de som nettopp har begynt.",
    "Éi godkjenning til, av eit gammalt mål, ville gitt overføring. Ho måtte vore datert medan det gamle "
    "settet galdt. Der eitt gammalt mål er nok åleine, tel alle som manglar det, òg dei som nett har byrja.",
    "One more approval, of an old objective, would give a transfer. It would have to be dated while the old "
    "set was valid. Where one old objective is enough alone, everyone who lacks it counts, "
    "also those who have just begun.",
)
TERM_INCOMPLETE = Text(
    "Det finnes en regel, men legen har ikke alle godkjenningene den bygger på.",
    "Det finst ein regel, men legen har ikkje alle godkjenningane han byggjer på.",
    "There is a rule, but the doctor does not have all the approvals it rests on.",
)
TERM_NO_RULE = Text(
    "Ingen regel overfører målet, uansett hva legen har fått godkjent.",
    "Ingen regel overfører målet, uansett kva legen har fått godkjent.",
    "No rule transfers the objective, whatever the doctor has had approved.",
)
TERM_NEW = Text(
    "Regelverket sier at målet er nytt og ikke har noen forgjenger.",
    "Regelverket seier at målet er nytt og ikkje har nokon forgjengar.",
    "The rulebook says that the objective is new and has no forerunner.",
)
ADD_UP = Text(
    "Hos gamle mål kan tallene ikke legges sammen: én vurdering teller hos hvert gammelt mål som alene ville "
    "vært nok, og samme godkjenning kan gi en lege flere nye mål. Hva to godkjenninger sammen ville gitt, "
    "er ikke regnet ut.",
    "Hos gamle mål kan tala ikkje leggjast saman: éi vurdering tel hos kvart gammalt mål som åleine ville "
    "vore nok, og same godkjenning kan gi ein lege fleire nye mål. Kva to godkjenningar saman ville gitt, "
    "er ikkje rekna ut.",
    "For old objectives the numbers do not add up: one assessment counts at each old objective that alone "
    "would be enough, and the same approval may give a doctor several new objectives. What two approvals "
    "together would give is not worked out.",
)
PRIVACY = Text(
    "Siden navngir ingen. Små tall kan likevel peke ut enkeltpersoner. Tenk på det før du deler den.",
    "Sida nemner ingen med namn. Små tal kan likevel peike ut enkeltpersonar. Tenk på det før du deler ho.",
    "The page names nobody. Small numbers may still point to single persons. Mind that before you share it.",
)
REJECTED = Text(
    "{count} rader kunne ikke brukes og er ikke med i tallene.",
    "{count} rader kunne ikkje brukast og er ikkje med i tala.",
    "{count} rows could not be used and are not in the numbers.",
)
NOBODY = Text(
    "Filen har ingen godkjenninger som kan brukes.",
    "Fila har ingen godkjenningar som kan brukast.",
    "The file has no approvals that can be used.",
)
