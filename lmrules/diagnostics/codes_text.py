"""LM0xx: text and syntax. What is wrong with a rule file before anything in it has a meaning."""

from __future__ import annotations

from lmrules.diagnostics.code import Code
from lmrules.messages import Text

UNEXPECTED_WORD = Code(
    id="LM001",
    name="unexpected-word",
    severity="error",
    message=Text(
        "uventet {found}; her kan det stå {expected}",
        "uventa {found}; her kan det stå {expected}",
        "unexpected {found}; what may stand here is {expected}",
    ),
    help=Text("{hint}", "{hint}", "{hint}"),
)
UNCLOSED_TEXT = Code(
    id="LM002",
    name="unclosed-text",
    severity="error",
    message=Text(
        "{quote} åpner en tekst som ikke lukkes på samme linje",
        "{quote} opnar ein tekst som ikkje blir lukka på same linja",
        "{quote} opens a text that is not closed on its line",
    ),
    help=Text(
        "sett {quote} der teksten slutter; en lang tekst kan deles i flere, hver i sine anførselstegn",
        "set {quote} der teksten sluttar; ein lang tekst kan delast i fleire, kvar i sine hermeteikn",
        "put {quote} where the text ends; a long text may be written as several, each in quotes",
    ),
)
NO_SUCH_DATE = Code(
    id="LM003",
    name="no-such-date",
    severity="error",
    message=Text(
        "datoen `{date}` finnes ikke",
        "datoen `{date}` finst ikkje",
        "there is no date `{date}`",
    ),
    help=Text(
        "skriv en dag som finnes, som år-måned-dag: 2025-03-01",
        "skriv ein dag som finst, som år-månad-dag: 2025-03-01",
        "write a day that exists, as year-month-day: 2025-03-01",
    ),
)
BAD_ENCODING = Code(
    id="LM004",
    name="bad-encoding",
    severity="error",
    message=Text(
        "filen er ikke lagret som UTF-8 ({why})",
        "fila er ikkje lagra som UTF-8 ({why})",
        "the file is not saved as UTF-8 ({why})",
    ),
    help=Text(
        "lagre filen på nytt med tegnkodingen UTF-8",
        "lagre fila på nytt med teiknkodinga UTF-8",
        "save the file again with the encoding UTF-8",
    ),
)
KEYWORD_AS_NAME = Code(
    id="LM005",
    name="keyword-as-name",
    severity="error",
    message=Text(
        "nøkkelordet `{word}` står der det skal stå et navn",
        "nøkkelordet `{word}` står der det skal stå eit namn",
        "the keyword `{word}` stands where a name should",
    ),
    help=Text(
        "sett navnet i enkle anførselstegn: '{word}'",
        "set namnet i enkle hermeteikn: '{word}'",
        "put the name in single quotes: '{word}'",
    ),
)
INVISIBLE_CHARACTER = Code(
    id="LM006",
    name="invisible-character",
    severity="error",
    message=Text(
        "det usynlige tegnet {character} kan få teksten til å se annerledes ut enn den er",
        "det usynlege teiknet {character} kan få teksten til å sjå annleis ut enn han er",
        "the invisible character {character} can make the text look otherwise than it is",
    ),
    help=Text("fjern tegnet", "fjern teiknet", "remove the character"),
)
NESTED_TOO_DEEP = Code(
    id="LM007",
    name="nested-too-deep",
    severity="error",
    message=Text(
        "parentesene er nøstet dypere enn {limit}",
        "parentesane er nøsta djupare enn {limit}",
        "the parentheses are nested more than {limit} deep",
    ),
    help=Text(
        "del uttrykket i flere regler",
        "del uttrykket i fleire reglar",
        "divide the expression into several rules",
    ),
)
FILE_TOO_LARGE = Code(
    id="LM008",
    name="file-too-large",
    severity="error",
    message=Text(
        "filen har {size} {unit}; grensen er {limit}",
        "fila har {size} {unit}; grensa er {limit}",
        "the file has {size} {unit}; the limit is {limit}",
    ),
    help=Text(
        "del den i flere filer med `bruk`",
        "del ho i fleire filer med `bruk`",
        "divide it into several files with `use`",
    ),
)
OUT_OF_PLACE = Code(
    id="LM009",
    name="out-of-place",
    severity="error",
    message=Text(
        "`{word}` står utenfor {container}",
        "`{word}` står utanfor {container}",
        "`{word}` stands outside {container}",
    ),
    help=Text(
        "skriv `{keyword} …` før setningen, eller flytt den dit den hører hjemme",
        "skriv `{keyword} …` før setninga, eller flytt ho dit ho høyrer heime",
        "write `{keyword} …` before the statement, or move it where it belongs",
    ),
)
LIST_TOO_LONG = Code(
    id="LM010",
    name="list-too-long",
    severity="error",
    message=Text(
        "listen har {size} ledd; grensen er {limit}",
        "lista har {size} ledd; grensa er {limit}",
        "the list has {size} items; the limit is {limit}",
    ),
    help=Text("del listen i flere", "del lista i fleire", "divide the list"),
)
NAME_TOO_LONG = Code(
    id="LM011",
    name="name-too-long",
    severity="error",
    message=Text(
        "navnet har {size} tegn; grensen er {limit}",
        "namnet har {size} teikn; grensa er {limit}",
        "the name has {size} characters; the limit is {limit}",
    ),
    help=Text(
        "velg et kortere navn, og skriv resten som tittel i anførselstegn",
        "vel eit kortare namn, og skriv resten som tittel i hermeteikn",
        "choose a shorter name, and write the rest as a title in quotes",
    ),
)
UNKNOWN_ESCAPE = Code(
    id="LM012",
    name="unknown-escape",
    severity="error",
    message=Text(
        "`{escape}` har ingen betydning i en tekst",
        "`{escape}` har ikkje noka meining i ein tekst",
        "`{escape}` has no meaning in a text",
    ),
    help=Text(
        r"skriv \\ for en omvendt skråstrek og \" for et anførselstegn",
        r"skriv \\ for ein omvend skråstrek og \" for eit hermeteikn",
        r"write \\ for a backslash and \" for a quotation mark",
    ),
)
EMPTY_FILE = Code(
    id="LM013",
    name="empty-file",
    severity="warning",
    message=Text(
        "filen har ingen setninger",
        "fila har ingen setningar",
        "the file has no statements",
    ),
    help=Text(
        "`lmrules init` lager et regelverk å begynne med",
        "`lmrules init` lagar eit regelverk å byrje med",
        "`lmrules init` makes a rulebook to begin with",
    ),
)
SAID_TWICE = Code(
    id="LM014",
    name="said-twice",
    severity="error",
    message=Text(
        "`{word}` står to ganger i samme setning",
        "`{word}` står to gonger i same setninga",
        "`{word}` stands twice in one statement",
    ),
    help=Text(
        "behold den ene",
        "behald den eine",
        "keep one of them",
    ),
)
TOO_MANY_MISTAKES = Code(
    id="LM015",
    name="too-many-mistakes",
    severity="error",
    message=Text(
        "det er flere enn {limit} feil; resten vises ikke",
        "det er fleire enn {limit} feil; resten blir ikkje vist",
        "there are more than {limit} mistakes; the rest are not shown",
    ),
    help=Text(
        "rett de første, og kontroller på nytt; kanskje er dette ikke en regelfil",
        "rett dei første, og kontroller på nytt; kanskje er dette ikkje ei regelfil",
        "mend the first ones and check again; perhaps this is no rule file",
    ),
)

NO_RULE_FILE = Code(
    id="LM016",
    name="no-rule-file",
    severity="error",
    message=Text(
        "`{path}` er ikke en regelfil, men ser ut som en tabell eller en annen slags fil",
        "`{path}` er inga regelfil, men ser ut som ein tabell eller ei anna slags fil",
        "`{path}` is no rule file: it looks like a table or another kind of file",
    ),
    help=Text(
        "gi regelfilen først og godkjenningene etter; innholdet kan gjelde personer og vises ikke",
        "gje regelfila først og godkjenningane etter; innhaldet kan gjelde personar og blir ikkje vist",
        "give the rule file first, then the approvals; the contents may be about persons and are not shown",
    ),
)
