"""The words of the editor, in bokmål, nynorsk and English."""

from __future__ import annotations

from lmrules.messages import Text

# ------------------------------------------------------------------- cards

RETIRED = Text("Utgår: {reason}", "Går ut: {reason}", "Retired: {reason}")
NEW = Text(
    "Nytt, uten forgjenger: {reason}",
    "Nytt, utan forgjengar: {reason}",
    "New, without a forerunner: {reason}",
)
RULES = Text(
    "Regler i overgangen {transition}:",
    "Reglar i overgangen {transition}:",
    "Rules in the transition {transition}:",
)
NOT_ANALYSED = Text(
    "Ikke analysert: målet har verken temaer eller nivå.",
    "Ikkje analysert: målet har verken tema eller nivå.",
    "Not analysed: it has neither topics nor a level.",
)
WHOLE = Text(
    "målets eget innhold, ikke delt opp i temaer",
    "målet sitt eige innhald, ikkje delt opp i tema",
    "its own content, not divided into topics",
)
ONLY_MENTIONED = Text(
    "Temaet er bare nevnt. Ingen tema-setning sier hva det er.",
    "Temaet er berre nemnt. Inga tema-setning seier kva det er.",
    "The topic is only mentioned. No topic statement says what it is.",
)
INCLUDES = Text("Omfatter blant annet:", "Omfattar mellom anna:", "Includes, among others:")
CONSISTS = Text("Består av:", "Består av:", "Consists of:")
PART_OF = Text("Del av:", "Del av:", "Part of:")
REQUIRED_BY = Text("Kreves av:", "Blir kravd av:", "Required by:")
OBJECTIVES = Text("Antall mål: {n}", "Tal på mål: {n}", "Objectives: {n}")
TRANSITION = Text(
    "Overgangen {name}, fra {day}", "Overgangen {name}, frå {day}", "The transition {name}, from {day}"
)
FROM = Text("gyldig fra {start}", "gyldig frå {start}", "valid from {start}")
UNTIL = Text(
    "gyldig til og med dagen før {end}",
    "gyldig til og med dagen før {end}",
    "valid until the day before {end}",
)
BETWEEN = Text(
    "gyldig fra {start} til og med dagen før {end}",
    "gyldig frå {start} til og med dagen før {end}",
    "valid from {start} until the day before {end}",
)

# ------------------------------------------------------------------- rules

PROVED = Text(
    "Bevist: alle som får det, har dekket alt det nye målet krever.",
    "Prova: alle som får det, har dekt alt det nye målet krev.",
    "Proved: whoever is granted it has covered all that the new objective requires.",
)
HOLDS = Text(
    "Påstanden stemmer. Regelen overfører ingenting.",
    "Påstanden stemmer. Regelen overfører ingenting.",
    "The claim holds. The rule grants nothing.",
)
REFUTED = Text(
    "Stemmer ikke: den som bare har {held}, ville fått det.",
    "Stemmer ikkje: den som berre har {held}, ville fått det.",
    "Does not hold: whoever has only {held} would be granted it.",
)
CLAIM_REFUTED = Text(
    "Påstanden stemmer ikke for {held}.",
    "Påstanden stemmer ikkje for {held}.",
    "The claim does not hold for {held}.",
)
MISSING = Text("Ikke dekket: {missing}", "Ikkje dekt: {missing}", "Not covered: {missing}")
NOT_PROVED = Text(
    "Kan ikke bevises: {bare} har verken temaer eller nivå.",
    "Kan ikkje provast: {bare} har verken tema eller nivå.",
    "Cannot be proved: {bare} has neither topics nor a level.",
)
TOO_LARGE = Text(
    "For stor til å bevises. Regelen overfører ingenting.",
    "For stor til å provast. Regelen overfører ingenting.",
    "Too large to prove. The rule grants nothing.",
)
DRAFT = Text("Utkast: overfører ingenting.", "Utkast: overfører ingenting.", "A draft: it grants nothing.")
ENOUGH = Text("Nok til å få det overført:", "Nok til å få det overført:", "Enough to be granted it:")
MORE = Text("… og flere", "… og fleire", "… and more")
REASON = Text("Fordi: {reason}", "Fordi: {reason}", "Because: {reason}")
STANDS_FOR = Text(
    "Står for {n} regler. Dette er den første.",
    "Står for {n} reglar. Dette er den første.",
    "Stands for {n} rules. This is the first.",
)
COVERED_BY = Text(
    "{covered} er dekket av {covering}",
    "{covered} er dekt av {covering}",
    "{covered} is covered by {covering}",
)

# ------------------------------------------------------------------- renaming

NO_NAME_HERE = Text(
    "her står det ikke noe navn som kan endres",
    "her står det ikkje noko namn som kan endrast",
    "there is no name here that can be changed",
)
IN_RUN = Text(
    "`{name}` er en del av en rekke (`..`) i {file} på linje {line}; skriv kodene hver for seg først",
    "`{name}` er ein del av ei rekkje (`..`) i {file} på linje {line}; skriv kodane kvar for seg først",
    "`{name}` is part of a run (`..`) in {file} at line {line}; write the codes one by one first",
)
IN_BOTH = Text(
    "`{name}` står i en `videreført` i {file} på linje {line}, som gjelder koden i begge sett",
    "`{name}` står i ein `vidareført` i {file} på linje {line}, som gjeld koden i begge setta",
    "`{name}` is in a `carried` in {file} at line {line}, which is about the code in both sets",
)
NOT_A_NAME = Text(
    "`{name}` kan ikke være et navn: det må ha 1 til {most} tegn, på én linje og uten anførselstegn",
    "`{name}` kan ikkje vere eit namn: det må ha 1 til {most} teikn, på éi linje og utan hermeteikn",
    "`{name}` cannot be a name: it must have 1 to {most} characters, on one line and without quotes",
)
TAKEN = Text("`{name}` er i bruk allerede", "`{name}` er i bruk alt", "`{name}` is in use already")
NEW_MISTAKE = Text(
    "navnet `{name}` ville gitt en feil i {file} på linje {line}: {message}",
    "namnet `{name}` ville gitt ein feil i {file} på linje {line}: {message}",
    "the name `{name}` would give an error in {file} at line {line}: {message}",
)

# ------------------------------------------------------------------- what the editor can do

WRITE_RULE = Text("Skriv regelen {rule}", "Skriv regelen {rule}", "Write the rule {rule}")
AGAINST = Text(
    "{write}, kommentert ut: noe i regelverket taler mot den",
    "{write}, kommentert ut: noko i regelverket talar mot han",
    "{write}, commented out: something in the rulebook speaks against it",
)
FIX_ALL = Text(
    "Rett alt som trygt kan rettes", "Rett alt som trygt kan rettast", "Fix all that can safely be fixed"
)
RUN = Text("{first} til {last}", "{first} til {last}", "{first} to {last}")
OWN_FAULT = Text(
    "Språktjeneren gjorde en feil ({what} i {where}). Den fortsetter, men dette svaret mangler.",
    "Språktenaren gjorde ein feil ({what} i {where}). Han held fram, men dette svaret manglar.",
    "The language server made a mistake ({what} in {where}). It goes on, but without this answer.",
)
NOT_LAID_OUT = Text(
    "Filen har feil, og legges ikke ut før de er rettet.",
    "Fila har feil, og blir ikkje lagd ut før dei er retta.",
    "The file has errors, and is not laid out until they are mended.",
)
