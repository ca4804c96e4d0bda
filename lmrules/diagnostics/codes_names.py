"""LM1xx: names. A name that stands for nothing, for two things, or for the wrong thing."""

from __future__ import annotations

from lmrules.diagnostics.code import Code
from lmrules.messages import Text

UNKNOWN_NAME = Code(
    id="LM101",
    name="unknown-name",
    severity="error",
    message=Text(
        "{kind} `{name}` finnes ikke i {where}",
        "{kind} `{name}` finst ikkje i {where}",
        "there is no {kind} `{name}` in {where}",
    ),
    help=Text("{hint}", "{hint}", "{hint}"),
)
DECLARED_TWICE = Code(
    id="LM102",
    name="declared-twice",
    severity="error",
    message=Text(
        "{kind} `{name}` er oppgitt to ganger",
        "{kind} `{name}` er oppgitt to gonger",
        "{kind} `{name}` is declared twice",
    ),
    help=Text(
        "behold den ene, eller gi den andre et eget navn",
        "behald den eine, eller gi den andre eit eige namn",
        "keep one of them, or give the other a name of its own",
    ),
)
CODE_IN_BOTH_SETS = Code(
    id="LM103",
    name="code-in-both-sets",
    severity="error",
    message=Text(
        "koden `{code}` finnes i både `{old}` og `{new}`",
        "koden `{code}` finst i både `{old}` og `{new}`",
        "the code `{code}` is in both `{old}` and `{new}`",
    ),
    help=Text(
        "skriv hvilket sett du mener: `{old}/{code}` eller `{new}/{code}`",
        "skriv kva sett du meiner: `{old}/{code}` eller `{new}/{code}`",
        "say which set you mean: `{old}/{code}` or `{new}/{code}`",
    ),
)
LOOK_ALIKE = Code(
    id="LM104",
    name="look-alike-names",
    severity="warning",
    message=Text(
        "{kind} `{name}` og `{other}` ser nesten like ut",
        "{kind} `{name}` og `{other}` ser nesten like ut",
        "{kind} `{name}` and `{other}` look nearly the same",
    ),
    help=Text(
        "er det samme navn, skriv det likt begge steder; ellers gi dem navn som ikke kan forveksles",
        "er det same namn, skriv det likt begge stader; elles gi dei namn som ikkje kan forvekslast",
        "if they are one name, write it the same in both places; else choose names that cannot be confused",
    ),
)
USE_RING = Code(
    id="LM105",
    name="use-ring",
    severity="error",
    message=Text(
        "`bruk` går i ring: {ring}",
        "`bruk` går i ring: {ring}",
        "`use` goes in a ring: {ring}",
    ),
    help=Text(
        "fjern en av `bruk`-setningene, eller flytt det felles i en fil som begge bruker",
        "fjern ei av `bruk`-setningane, eller flytt det felles i ei fil som begge bruker",
        "remove one of the `use` statements, or move what is shared into a file that both use",
    ),
)
USE_OUTSIDE = Code(
    id="LM106",
    name="use-outside",
    severity="error",
    message=Text(
        "`{path}` ligger utenfor regelverkets mappe",
        "`{path}` ligg utanfor mappa til regelverket",
        "`{path}` is outside the rulebook's folder",
    ),
    help=Text(
        "flytt filen inn i mappen, og skriv stien fra denne filen, uten `..` ut av mappen",
        "flytt fila inn i mappa, og skriv stien frå denne fila, utan `..` ut av mappa",
        "move the file into the folder, and write its path from this file, not leaving the folder",
    ),
)
USE_UNREADABLE = Code(
    id="LM107",
    name="use-unreadable",
    severity="error",
    message=Text(
        "filen `{path}` kan ikke leses ({why})",
        "fila `{path}` kan ikkje lesast ({why})",
        "the file `{path}` cannot be read ({why})",
    ),
    help=Text(
        "kontroller navnet på filen; stien skrives fra filen som har `bruk`",
        "kontroller namnet på fila; stien blir skriven frå fila som har `bruk`",
        "check the file's name; the path is written from the file that has `use`",
    ),
)
ONLY_MENTIONED = Code(
    id="LM108",
    name="topic-only-mentioned",
    severity="note",
    message=Text(
        "temaet `{name}` er nevnt, men ikke oppgitt med `tema`",
        "temaet `{name}` er nemnt, men ikkje oppgitt med `tema`",
        "the topic `{name}` is mentioned but never declared with `topic`",
    ),
    help=Text("{hint}", "{hint}", "{hint}"),
)
RULEBOOK_TWICE = Code(
    id="LM109",
    name="rulebook-twice",
    severity="error",
    message=Text(
        "`regelverk` står to ganger: `{first}` og `{second}`",
        "`regelverk` står to gonger: `{first}` og `{second}`",
        "`rulebook` stands twice: `{first}` and `{second}`",
    ),
    help=Text(
        "behold `regelverk` i én av filene",
        "behald `regelverk` i éi av filene",
        "keep `rulebook` in one of the files",
    ),
)
SLASH_IN_NAME = Code(
    id="LM110",
    name="slash-in-name",
    severity="error",
    message=Text(
        "navnet `{name}` har en skråstrek, som skiller sett fra kode",
        "namnet `{name}` har ein skråstrek, som skil sett frå kode",
        "the name `{name}` has a slash, which separates a set from a code",
    ),
    help=Text(
        "velg et navn uten skråstrek",
        "vel eit namn utan skråstrek",
        "choose a name without a slash",
    ),
)
RULE_SIDES = Code(
    id="LM111",
    name="rule-sides",
    severity="error",
    message=Text(
        "regelen `{rule}` må ha gamle mål fra `{old}` på én side og nye mål fra `{new}` på den andre",
        "regelen `{rule}` må ha gamle mål frå `{old}` på éi side og nye mål frå `{new}` på den andre",
        "the rule `{rule}` must have old objectives of `{old}` on one side, new ones of `{new}` on the other",
    ),
    help=Text(
        "på den nye siden står ett mål, eller flere med komma; på den gamle brukes `og`, `eller`, `minst`",
        "på den nye sida står eitt mål, eller fleire med komma; på den gamle `og`, `eller`, `minst`",
        "the new side is one objective, or several with commas; the old side uses `and`, `or`, `at least`",
    ),
)
BAD_RUN = Code(
    id="LM112",
    name="bad-run",
    severity="error",
    message=Text("rekken `{run}` {why}", "rekkja `{run}` {why}", "the run `{run}` {why}"),
    help=Text(
        "en rekke skrives fra første kode til siste nummer med like mange sifre: `KLS-001..045`",
        "ei rekkje blir skriven frå første kode til siste nummer med like mange siffer: `KLS-001..045`",
        "a run is written from its first code to its last number, as many digits in both: `KLS-001..045`",
    ),
)
LISTED_TWICE = Code(
    id="LM113",
    name="listed-twice",
    severity="error",
    message=Text(
        "`{code}` står to ganger i samme liste",
        "`{code}` står to gonger i same liste",
        "`{code}` stands twice in one list",
    ),
    help=Text(
        "fjern den ene, så ett mål ikke teller dobbelt",
        "fjern den eine, så eitt mål ikkje tel dobbelt",
        "remove one of them, so that one objective does not count twice",
    ),
)
COUNT_OUT_OF_RANGE = Code(
    id="LM114",
    name="count-out-of-range",
    severity="error",
    message=Text(
        "`minst {k}` av en liste på {size}",
        "`minst {k}` av ei liste på {size}",
        "`at least {k}` of a list of {size}",
    ),
    help=Text(
        "skriv et tall fra 1 til {size}",
        "skriv eit tal frå 1 til {size}",
        "write a number from 1 to {size}",
    ),
)
JUDGED_OBJECTIVE = Code(
    id="LM115",
    name="judged-objective",
    severity="error",
    message=Text(
        "`{name}` er et læringsmål med analysert innhold, og skjønn gjelder temaer",
        "`{name}` er eit læringsmål med analysert innhald, og skjønn gjeld tema",
        "`{name}` is an objective whose content is analysed, and a judgement is on topics",
    ),
    help=Text(
        "skriv temaet det gjelder; bare et mål med `nivå` kan stå som sitt eget tema",
        "skriv temaet det gjeld; berre eit mål med `nivå` kan stå som sitt eige tema",
        "write the topic; only an objective with `level` stands as a topic of its own",
    ),
)
NOT_IN_BOTH = Code(
    id="LM116",
    name="not-in-both",
    severity="error",
    message=Text(
        "koden `{code}` finnes ikke i både `{old}` og `{new}`, og kan ikke stå i `{name}`",
        "koden `{code}` finst ikkje i både `{old}` og `{new}`, og kan ikkje stå i `{name}`",
        "the code `{code}` is not in both `{old}` and `{new}`, and cannot stand in `{name}`",
    ),
    help=Text(
        "`videreført` gjelder koder som begge settene har; bruk en `regel` for andre",
        "`vidareført` gjeld kodar som begge setta har; bruk ein `regel` for andre",
        "`carried` is for codes that both sets have; use a `rule` for others",
    ),
)
OTHER_SET = Code(
    id="LM117",
    name="set-of-another-transition",
    severity="error",
    message=Text(
        "`{set}` er ikke med i overgangen `{transition}`",
        "`{set}` er ikkje med i overgangen `{transition}`",
        "`{set}` takes no part in the transition `{transition}`",
    ),
    help=Text(
        "i en overgang står bare mål fra de to settene den gjelder",
        "i ein overgang står berre mål frå dei to setta han gjeld",
        "only objectives of a transition's own two sets stand in it",
    ),
)
USE_TOO_DEEP = Code(
    id="LM118",
    name="use-too-deep",
    severity="error",
    message=Text(
        "`bruk` er nøstet dypere enn {limit}",
        "`bruk` er nøsta djupare enn {limit}",
        "`use` is nested more than {limit} deep",
    ),
    help=Text(
        "la filen som leses først, bruke de andre direkte",
        "la fila som blir lesen først, bruke dei andre direkte",
        "let the first file use the others directly",
    ),
)
JUDGEMENT_SHAPE = Code(
    id="LM119",
    name="judgement-shape",
    severity="error",
    message=Text(
        "skjønnet `{name}` sier ikke at ett tema dekkes av ett eller flere",
        "skjønnet `{name}` seier ikkje at eitt tema er dekt av eitt eller fleire",
        "the judgement `{name}` does not say that one topic is covered by one or more",
    ),
    help=Text(
        "skriv `tema dekkes av tema og tema`, `tema og tema dekker tema` eller `tema tilsvarer tema`",
        "skriv `tema blir dekt av tema og tema`, `tema og tema dekkjer tema` eller `tema svarar til tema`",
        "write `topic covered by topic and topic`, `topic and topic covers topic` or `topic equals topic`",
    ),
)
RULEBOOK_TOO_LARGE = Code(
    id="LM120",
    name="rulebook-too-large",
    severity="error",
    message=Text(
        "med `{path}` får regelverket flere enn {limit} {unit}; resten er ikke lest",
        "med `{path}` får regelverket fleire enn {limit} {unit}; resten er ikkje lesen",
        "with `{path}` the rulebook has more than {limit} {unit}; the rest was not read",
    ),
    help=Text(
        "del det i flere regelverk",
        "del det i fleire regelverk",
        "divide it into several rulebooks",
    ),
)
