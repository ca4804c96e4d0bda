"""The words of the page that ``report`` writes about a rulebook."""

from __future__ import annotations

from collections.abc import Mapping

from lmrules.exports.rulebook_facts import Kind
from lmrules.messages import Text
from lmrules.model.model import Relation

KINDS: Mapping[Kind, Text] = {
    "one": Text(
        "overføres fra ett gammelt mål",
        "blir overført frå eitt gammalt mål",
        "transferred from one old objective",
    ),
    "several": Text(
        "overføres fra flere gamle mål sammen",
        "blir overført frå fleire gamle mål saman",
        "transferred from several old objectives together",
    ),
    "level": Text(
        "vurderes: innholdet er dekket, nivået er ikke",
        "blir vurdert: innhaldet er dekt, nivået er ikkje",
        "assessed: the content is covered, the level is not",
    ),
    "content": Text(
        "vurderes: innholdet er ikke dekket",
        "blir vurdert: innhaldet er ikkje dekt",
        "assessed: the content is not covered",
    ),
    "both": Text(
        "vurderes: verken alt innhold eller alle nivåer er dekket",
        "blir vurdert: verken alt innhald eller alle nivå er dekte",
        "assessed: neither all content nor all levels are covered",
    ),
    "unwritten": Text("vurderes: ingen regel", "blir vurdert: ingen regel", "assessed: no rule"),
    "new": Text("nytt mål uten forgjenger", "nytt mål utan forgjengar", "new objective without a forerunner"),
}

# ------------------------------------------------------------------------------------------------- the top

KIND = Text(
    "Regler for overføring av godkjente læringsmål",
    "Reglar for overføring av godkjende læringsmål",
    "Rules for the transfer of approved learning objectives",
)
LEAD = Text(
    "Her står alt reglene sier: hvilke nye læringsmål som kan overføres fra gamle godkjenninger, "
    "hvilke som må vurderes, og hvorfor.",
    "Her står alt reglane seier: kva nye læringsmål som kan overførast frå gamle godkjenningar, "
    "kva for nokre som må vurderast, og kvifor.",
    "This is everything the rules say: which new objectives can be transferred from old approvals, "
    "which have to be assessed, and why.",
)
PROPOSALS = Text(
    "Reglene gir forslag. Et menneske med myndighet til det tar stilling til dem.",
    "Reglane gir framlegg. Eit menneske med mynde til det tek stilling til dei.",
    "The rules give proposals. A person with the authority to do so decides.",
)
NOT_REFUSED = Text(
    "Et mål som ikke overføres, er ikke avslått. Det skal vurderes.",
    "Eit mål som ikkje blir overført, er ikkje avslått. Det skal vurderast.",
    "An objective that is not transferred is not refused. It is to be assessed.",
)
NAME = Text("Regelverk", "Regelverk", "Rulebook")
SOURCES = Text("Kilder", "Kjelder", "Sources")
DIGEST = Text("Kontrollsum", "Kontrollsum", "Digest")
VERSION = Text("Versjon", "Versjon", "Version")
VERSIONS = Text(
    "regelspråket {language}, lmrules {package}",
    "regelspråket {language}, lmrules {package}",
    "rule language {language}, lmrules {package}",
)
CONTENTS = Text("Innhold", "Innhald", "Contents")
NONE = Text("Ingen.", "Ingen.", "None.")

SUMMARY = Text("Kort fortalt", "Kort fortalt", "In short")
SUMMARY_CAPTION = Text(
    "Overgangene, og hvor mange mål hver av dem gjelder",
    "Overgangane, og kor mange mål kvar av dei gjeld",
    "The transitions, and how many objectives each is about",
)
TRANSITION = Text("Overgang", "Overgang", "Transition")
IN_FORCE = Text("Gjelder fra", "Gjeld frå", "In force from")
OLD_OBJECTIVES = Text("Gamle mål", "Gamle mål", "Old objectives")
NEW_OBJECTIVES = Text("Nye mål", "Nye mål", "New objectives")
TRANSFERRED = Text("Kan overføres", "Kan overførast", "Can be transferred")
ASSESSED = Text("Må vurderes", "Må vurderast", "To be assessed")
DECLARED_NEW = Text("herav helt nye", "av dei heilt nye", "of these entirely new")
RETIRED_COUNT = Text("Gamle mål som utgår", "Gamle mål som går ut", "Old objectives retired")
PREFACE = Text("Merknader fra forfatterne", "Merknader frå forfattarane", "Notes from the authors")
NOTES_IN_FILES = Text(
    "Merknader i de andre regelfilene", "Merknader i dei andre regelfilene", "Notes in the other rule files"
)

# ------------------------------------------------------------------------------------------- a transition

HEADING = Text("{old} → {new}, fra {day}", "{old} → {new}, frå {day}", "{old} → {new}, from {day}")
OLD_SET = Text("Gammelt sett", "Gammalt sett", "Old set")
NEW_SET = Text("Nytt sett", "Nytt sett", "New set")
FROM_UNTIL = Text(
    "gyldig fra {start} til og med {last}",
    "gyldig frå {start} til og med {last}",
    "valid from {start} to {last}",
)
FROM = Text("gyldig fra {start}", "gyldig frå {start}", "valid from {start}")
UNTIL = Text("gyldig til og med {last}", "gyldig til og med {last}", "valid to {last}")
ALWAYS = Text("ingen datoer oppgitt", "ingen datoar oppgitt", "no dates given")
COUNTED = Text(
    "En godkjenning teller når den er gitt før {day}, mens det gamle settet gjaldt.",
    "Ei godkjenning tel når ho er gitt før {day}, medan det gamle settet galdt.",
    "An approval counts if it was given before {day}, while the old set was valid.",
)
COHORT = Text(
    "Leger som begynte før {started}, kan bli godkjent etter det gamle settet til {until}.",
    "Legar som byrja før {started}, kan bli godkjende etter det gamle settet til {until}.",
    "Doctors who began before {started} can be approved by the old set until {until}.",
)
OUTCOMES = Text(
    "Hva som skjer med de nye målene", "Kva som skjer med dei nye måla", "What becomes of the new objectives"
)
OUTCOMES_CAPTION = Text(
    "De {count} nye målene, etter hva som skjer",
    "Dei {count} nye måla, etter kva som skjer",
    "The {count} new objectives, by what becomes of them",
)
WHAT_HAPPENS = Text("Hva som skjer", "Kva som skjer", "What happens")
NUMBER = Text("Antall", "Tal", "Number")
OVERVIEW = Text("Fra gamle mål til nye", "Frå gamle mål til nye", "From old objectives to new")
OVERVIEW_CAPTION = Text(
    "Hvert nye mål, og de gamle målene reglene nevner",
    "Kvart nye mål, og dei gamle måla reglane nemner",
    "Each new objective, and the old objectives that the rules name",
)
NEW_OBJECTIVE = Text("Nytt mål", "Nytt mål", "New objective")
FROM_OLD = Text("Fra gamle mål", "Frå gamle mål", "From old objectives")
NOT_FROM = Text("ikke fra {objectives}", "ikkje frå {objectives}", "not from {objectives}")
EACH_RULE = Text("Reglene for hvert nye mål", "Reglane for kvart nye mål", "The rules for each new objective")
REQUIRES = Text("Krever", "Krev", "Requires")
LEVEL_ONLY = Text(
    "{level} (innholdet er ikke delt opp)",
    "{level} (innhaldet er ikkje delt opp)",
    "{level} (content not analysed)",
)
NOT_ANALYSED = Text("ikke beskrevet", "ikkje skildra", "not described")
TRANSFERS_FROM = Text("Overføres fra", "Blir overført frå", "Transferred from")
NOT_TRANSFERRED_FROM = Text("Overføres ikke fra", "Blir ikkje overført frå", "Not transferred from")
DRAFT = Text(
    "Utkast, overfører ikke ennå, fra",
    "Utkast, overfører ikkje enno, frå",
    "A draft, which does not transfer yet, from",
)
RULE_NAMED = Text("Regel «{name}»", "Regel «{name}»", "Rule “{name}”")
SAYS = Text("gammelt mot nytt: {claims}", "gammalt mot nytt: {claims}", "old against new: {claims}")
IN_BOTH = Text(
    "{relation} i innhold og nivå", "{relation} i innhald og nivå", "{relation} in content and level"
)
IN_CONTENT = Text("{relation} i innhold", "{relation} i innhald", "{relation} in content")
IN_LEVEL = Text("{relation} i nivå", "{relation} i nivå", "{relation} in level")
RELATIONS: Mapping[Relation, Text] = {
    "=": Text("det samme", "det same", "the same"),
    "≥": Text("dekker det nye", "dekkjer det nye", "covers the new"),
    ">": Text("mer enn det nye", "meir enn det nye", "more than the new"),
    "≤": Text("dekkes av det nye", "blir dekt av det nye", "covered by the new"),
    "<": Text("mindre enn det nye", "mindre enn det nye", "less than the new"),
    "~": Text("overlapper det nye", "overlappar det nye", "overlaps the new"),
    "≠": Text("ingenting felles", "ingenting felles", "nothing in common"),
}
LACKS_LEVEL = Text(
    "Nivået mangler: {topic} kreves på nivået {level}, men er dekket på {held}.",
    "Nivået manglar: {topic} blir kravd på nivået {level}, men er dekt på {held}.",
    "The level is missing: {topic} is required at {level}, but is covered at {held}.",
)
LACKS_CONTENT = Text(
    "Innholdet mangler: {topic} ({level}) er ikke dekket.",
    "Innhaldet manglar: {topic} ({level}) er ikkje dekt.",
    "The content is missing: {topic} ({level}) is not covered.",
)
NEW_BECAUSE = Text(
    "Nytt mål uten forgjenger.", "Nytt mål utan forgjengar.", "A new objective without a forerunner."
)
NO_RULE = Text(
    "Ingen regel er skrevet. Målet må vurderes.",
    "Ingen regel er skriven. Målet må vurderast.",
    "No rule is written. The objective is to be assessed.",
)
SOURCE = Text("Kilde: {sources}", "Kjelde: {sources}", "Source: {sources}")
AND = Text("og", "og", "and")
OR = Text("eller", "eller", "or")
AT_LEAST = Text("minst {k} av", "minst {k} av", "at least {k} of")

JUDGEMENTS = Text("Faglig skjønn", "Fagleg skjønn", "Professional judgements")
JUDGEMENTS_LEAD = Text(
    "Her har fagfolk bestemt at noe dekker noe annet, selv om innholdet ikke er skrevet likt. "
    "Skjønn gjelder bare innhold, aldri nivå.",
    "Her har fagfolk bestemt at noko dekkjer noko anna, sjølv om innhaldet ikkje er skrive likt. "
    "Skjønn gjeld berre innhald, aldri nivå.",
    "Here experts have decided that something covers something else, though the content is not written "
    "alike. Judgement is about content only, never about level.",
)
JUDGEMENTS_CAPTION = Text(
    "Alt skjønn i overgangen", "Alt skjønn i overgangen", "All judgements of the transition"
)
JUDGEMENT = Text("Skjønn", "Skjønn", "Judgement")
DECIDED = Text("Det som er bestemt", "Det som er bestemt", "What is decided")
COVERED_BY = Text(
    "«{topic}» dekkes av {topics}", "«{topic}» blir dekt av {topics}", "“{topic}” is covered by {topics}"
)
REASON = Text("Grunn", "Grunn", "Reason")

NEW_AND_RETIRED = Text("Nytt og utgått", "Nytt og utgått", "New and retired")
NEW_CAPTION = Text(
    "Nye mål uten forgjenger", "Nye mål utan forgjengar", "New objectives without a forerunner"
)
RETIRED_CAPTION = Text("Gamle mål som utgår", "Gamle mål som går ut", "Old objectives that are retired")
NO_NEW = Text(
    "Ingen nye mål er oppgitt å være uten forgjenger.",
    "Ingen nye mål er oppgitte å vere utan forgjengar.",
    "No new objective is said to be without a forerunner.",
)
NO_RETIRED = Text(
    "Ingen gamle mål er oppgitt å utgå.",
    "Ingen gamle mål er oppgitte å gå ut.",
    "No old objective is said to be retired.",
)
OLD_OBJECTIVE = Text("Gammelt mål", "Gammalt mål", "Old objective")

OLD_FATES = Text("De gamle målene", "Dei gamle måla", "The old objectives")
OLD_CAPTION = Text(
    "Hvert gamle mål, hva det krevde, og hva som skjer med det",
    "Kvart gamle mål, kva det kravde, og kva som skjer med det",
    "Each old objective, what it required, and what becomes of it",
)
GIVES = Text("Gir", "Gir", "Gives")
TOGETHER = Text("av {expression}", "av {expression}", "from {expression}")
BY_RULE = Text(
    "etter regelen {rule}, som nevner {n} mål",
    "etter regelen {rule}, som nemner {n} mål",
    "by the rule {rule}, which names {n} objectives",
)
MOST_TOGETHER = 40
"""How many objectives are named beside each of them; a rule on more is told once, where it stands."""
GIVES_NOT = Text("Overfører ikke", "Overfører ikkje", "Does not transfer")
RETIRED = Text("Utgår:", "Går ut:", "Retired:")
UNMENTIONED = Text("Ikke omtalt i reglene", "Ikkje omtalt i reglane", "Not mentioned in the rules")

NEVER = Text(
    "Grenser reglene ikke kan gå over", "Grenser reglane ikkje kan gå over", "Limits the rules cannot pass"
)
NEVER_CAPTION = Text(
    "Disse målene kan aldri overføres uten det som står her",
    "Desse måla kan aldri overførast utan det som står her",
    "These objectives can never be transferred without what stands here",
)
NEVER_WITHOUT = Text("Aldri uten", "Aldri utan", "Never without")

# ----------------------------------------------------------------------------------------------- open gaps

GAPS = Text("Det som er åpent", "Det som er ope", "What is open")
GAPS_LEAD = Text(
    "Dette er ikke avgjort, eller ikke skrevet ennå.",
    "Dette er ikkje avgjort, eller ikkje skrive enno.",
    "This is not decided, or not written yet.",
)
NO_GAPS = Text("Ingen åpne punkter er kjent.", "Ingen opne punkt er kjende.", "No open points are known.")
QUESTIONS = Text("Spørsmål til fagmiljøet", "Spørsmål til fagmiljøet", "Questions to the experts")
UNWRITTEN = Text("Nye mål uten regel", "Nye mål utan regel", "New objectives without a rule")
OLD_UNMENTIONED = Text(
    "Gamle mål som reglene ikke nevner", "Gamle mål som reglane ikkje nemner", "Old objectives not mentioned"
)
DRAFTS = Text("Utkast til regler", "Utkast til reglar", "Draft rules")
REMARKS = Text("Merknader fra kontrollen", "Merknader frå kontrollen", "Remarks of the check")
REMARKS_CAPTION = Text(
    "Det `lmrules check` har å si om regelverket",
    "Det `lmrules check` har å seie om regelverket",
    "What `lmrules check` has to say of the rulebook",
)
CODE = Text("Kode", "Kode", "Code")
REMARK = Text("Merknad", "Merknad", "Remark")
PLACE = Text("Sted", "Stad", "Place")

# ------------------------------------------------------------------------------------------------- grounds

GROUNDS = Text("Nivåer og temaer", "Nivå og tema", "Levels and topics")
GROUNDS_LEAD = Text(
    "Reglene sammenligner mål etter disse nivåene og temaene.",
    "Reglane samanliknar mål etter desse nivåa og temaa.",
    "The rules compare objectives by these levels and topics.",
)
LEVELS = Text("Nivåer", "Nivå", "Levels")
LEVELS_LEAD = Text(
    "«<» betyr lavere enn, og «=» samme nivå. Nivåer som ingen rekke knytter sammen, sammenlignes ikke.",
    "«<» betyr lågare enn, og «=» same nivå. Nivå som inga rekkje knyter saman, blir ikkje samanlikna.",
    "“<” means lower than, “=” the same level. Levels that no chain connects are not compared.",
)
SCALE = Text("Skala", "Skala", "Scale")
CHAIN = Text("Rekkefølge", "Rekkjefølgje", "Order")
LEVELS_CAPTION = Text("Skalaene og nivåene i dem", "Skalaene og nivåa i dei", "The scales and their levels")
TOPICS = Text("Temaer med deler", "Tema med delar", "Topics with parts")
TOPICS_CAPTION = Text(
    "Den som har temaet, har også delene. Der temaet «består av» delene, er de til sammen hele temaet.",
    "Den som har temaet, har òg delane. Der temaet «består av» delane, er dei til saman heile temaet.",
    "Whoever has the topic has its parts. Where the topic “consists of” its parts, together they are "
    "all of it.",
)
TOPIC = Text("Tema", "Tema", "Topic")
PARTS = Text("Deler", "Delar", "Parts")
INCLUDES = Text("omfatter {topics}", "omfattar {topics}", "includes {topics}")
CONSISTS = Text("består av {topics}", "består av {topics}", "consists of {topics}")
PLAIN_TOPICS = Text(
    "{count} andre temaer har ingen deler. De står under målene.",
    "{count} andre tema har ingen delar. Dei står under måla.",
    "{count} other topics have no parts. They stand at the objectives.",
)

# ------------------------------------------------------------------------------------------------ reading

TERMS = Text("Slik leser du siden", "Slik les du sida", "How to read this page")
TERM_TRANSFER = Text("Overføring", "Overføring", "Transfer")
TERM_TRANSFER_IS = Text(
    "Den som har de gamle godkjenningene, foreslås godkjent også i det nye målet. En regel overfører "
    "bare når "
    "det er bevist at det gamle dekker alt det nye målet krever, på minst samme nivå.",
    "Den som har dei gamle godkjenningane, blir foreslått godkjend òg i det nye målet. Ein regel "
    "overfører berre "
    "når det er prova at det gamle dekkjer alt det nye målet krev, på minst same nivå.",
    "Whoever has the old approvals is proposed approved in the new objective too. A rule transfers "
    "only where it "
    "is proved that the old covers all that the new requires, at the same level at least.",
)
TERM_ASSESS = Text("Vurdering", "Vurdering", "Assessment")
TERM_ASSESS_IS = Text(
    "Målet kan ikke overføres etter reglene. Noen må se på hva legen kan, og avgjøre.",
    "Målet kan ikkje overførast etter reglane. Nokon må sjå på kva legen kan, og avgjere.",
    "The objective cannot be transferred by the rules. Somebody has to look at what the doctor can "
    "do, and decide.",
)
TERM_JUDGEMENT_IS = Text(
    "En faglig avgjørelse om at innhold dekker annet innhold, med grunn. Hvert forslag som bygger på "
    "den, sier det.",
    "Ei fagleg avgjerd om at innhald dekkjer anna innhald, med grunn. Kvart framlegg som byggjer på "
    "ho, seier det.",
    "An expert's decision that some content covers other content, with a reason. Each proposal that "
    "rests on it "
    "says so.",
)
TERM_DIGEST_IS = Text(
    "Et fingeravtrykk av det reglene betyr. Samme sum betyr samme regler. Hvert forslag bærer den.",
    "Eit fingeravtrykk av det reglane betyr. Same sum betyr same reglar. Kvart framlegg ber han.",
    "A fingerprint of what the rules mean. The same digest is the same rules. Each proposal carries it.",
)
LAW = Text(
    "Forvaltningsloven av 2025 § 13 sier at forvaltningen skal dokumentere det rettslige innholdet i "
    "systemer for "
    "automatisert saksbehandling. Siden er laget av reglene selv, så den sier det reglene gjør.",
    "Forvaltningslova av 2025 § 13 seier at forvaltninga skal dokumentere det rettslege innhaldet i "
    "system for "
    "automatisert saksbehandling. Sida er laga av reglane sjølve, så ho seier det reglane gjer.",
    "The Norwegian Public Administration Act of 2025, section 13, says that the administration is to "
    "document the "
    "legal content of systems for automated case handling. The page is made from the rules "
    "themselves, so it says "
    "what the rules do.",
)
