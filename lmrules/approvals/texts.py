"""The texts of every problem with approvals."""

from __future__ import annotations

from lmrules.messages import Text

# --- the file ------------------------------------------------------------------------------------------

NO_SUCH_FILE = Text("filen finnes ikke", "fila finst ikkje", "there is no such file")
IS_A_FOLDER = Text(
    "dette er en mappe, ikke en fil", "dette er ei mappe, ikkje ei fil", "this is a folder, not a file"
)
NOT_ALLOWED = Text(
    "du har ikke lov til å lese filen", "du har ikkje lov til å lese fila", "you may not read this file"
)
UNREADABLE = Text("filen kan ikke leses", "fila kan ikkje lesast", "the file cannot be read")
EMPTY = Text("filen er tom", "fila er tom", "the file is empty")
NOT_TEXT = Text(
    "filen er ikke en tekstfil (kanskje en Excel-arbeidsbok); lagre filen som «CSV UTF-8»",
    "fila er ikkje ei tekstfil (kanskje ei Excel-arbeidsbok); lagre fila som «CSV UTF-8»",
    "the file is not a text file (perhaps an Excel workbook); save it as “CSV UTF-8”",
)
IS_UTF_16 = Text(
    "filen er lagret som {encoding}; lagre filen som UTF-8 (i Excel: «CSV UTF-8»)",
    "fila er lagra som {encoding}; lagre fila som UTF-8 (i Excel: «CSV UTF-8»)",
    "the file is saved as {encoding}; save it as UTF-8 (in Excel: “CSV UTF-8”)",
)
NOT_UTF_8 = Text(
    "linje {line} er ikke UTF-8 (kanskje Windows-1252); lagre filen som UTF-8 (i Excel: «CSV UTF-8»)",
    "linje {line} er ikkje UTF-8 (kanskje Windows-1252); lagre fila som UTF-8 (i Excel: «CSV UTF-8»)",
    "line {line} is not UTF-8 (perhaps Windows-1252); save the file as UTF-8 (in Excel: “CSV UTF-8”)",
)
LINE_TOO_LONG = Text(
    "linje {line} har mer enn {limit} tegn",
    "linje {line} har meir enn {limit} teikn",
    "line {line} has more than {limit} characters",
)

# --- the header of a CSV file --------------------------------------------------------------------------

NO_HEADER = Text(
    "filen begynner ikke med kolonnenavn, skilt med komma eller semikolon (kjente er {known})",
    "fila byrjar ikkje med kolonnenamn, skilde med komma eller semikolon (kjende er {known})",
    "the file does not begin with column names, separated by commas or semicolons (known are {known})",
)
HEADER_QUOTES = Text(
    "anførselstegnene i overskriften går ikke opp",
    "hermeteikna i overskrifta går ikkje opp",
    "the quotation marks in the header do not match",
)
UNKNOWN_COLUMNS = Text(
    "ukjente kolonner: nummer {columns}; fjern dem, eller rett navnene (kjente er {known})",
    "ukjende kolonnar: nummer {columns}; fjern dei, eller rett namna (kjende er {known})",
    "unknown columns: number {columns}; remove them, or correct their names (known are {known})",
)
PERHAPS = Text("mente du `{word}`?", "meinte du `{word}`?", "did you mean `{word}`?")
SAME_COLUMN = Text(
    "kolonne {first} og {second} er begge `{column}`",
    "kolonne {first} og {second} er begge `{column}`",
    "columns {first} and {second} are both `{column}`",
)
MISSING_COLUMNS = Text(
    "kolonner som mangler: {columns}", "kolonnar som manglar: {columns}", "missing columns: {columns}"
)

# --- JSON ----------------------------------------------------------------------------------------------

BAD_JSON = Text(
    "linje {line}, tegn {column}: dette er ikke gyldig JSON",
    "linje {line}, teikn {column}: dette er ikkje gyldig JSON",
    "line {line}, column {column}: this is not valid JSON",
)
TOO_DEEP = Text(
    "linje {line}, tegn {column}: JSON-verdien er nøstet for dypt",
    "linje {line}, teikn {column}: JSON-verdien er nøsta for djupt",
    "line {line}, column {column}: the JSON value is nested too deeply",
)
JSON_SHAPE = Text(
    "filen må være en JSON-liste av objekter, eller et objekt der `approvals` er den eneste nøkkelen",
    "fila må vere ei JSON-liste av objekt, eller eit objekt der `approvals` er den einaste nøkkelen",
    "the file must be a JSON array of objects, or an object whose only key is `approvals`",
)
NOT_AN_OBJECT = Text(
    "raden er ikke et JSON-objekt", "rada er ikkje eit JSON-objekt", "the row is not a JSON object"
)
UNKNOWN_KEYS = Text(
    "ukjente nøkler i objektet: nummer {keys} (kjente er {known})",
    "ukjende nøklar i objektet: nummer {keys} (kjende er {known})",
    "unknown keys in the object: number {keys} (known are {known})",
)
SAME_KEY = Text(
    "nøkkel {first} og {second} i objektet er begge `{column}`",
    "nøkkel {first} og {second} i objektet er begge `{column}`",
    "keys {first} and {second} of the object are both `{column}`",
)
NUMBER = Text(
    "`{column}` er et tall; skriv verdien i anførselstegn, så går ingen sifre tapt",
    "`{column}` er eit tal; skriv verdien i hermeteikn, så går ingen siffer tapt",
    "`{column}` is a number; write the value in quotation marks, so that no digit is lost",
)
NOT_A_STRING = Text(
    "`{column}` må være en tekst i anførselstegn",
    "`{column}` må vere ein tekst i hermeteikn",
    "`{column}` must be a text in quotation marks",
)

# --- a row ---------------------------------------------------------------------------------------------

CELL_COUNT = Text(
    "raden har ikke like mange celler som overskriften ({found} mot {wanted})",
    "rada har ikkje like mange celler som overskrifta ({found} mot {wanted})",
    "the row has not as many cells as the header ({found} against {wanted})",
)
QUOTES = Text(
    'en celle som begynner med `"`, slutter ikke med `"` (et `"` inne i den skrives `""`)',
    'ei celle som byrjar med `"`, sluttar ikkje med `"` (eit `"` inne i henne skriv ein `""`)',
    'a cell that begins with `"` does not end with `"` (a `"` inside it is written `""`)',
)
NO_NAME = Text(
    "kolonne {columns} har innhold, men ikke noe navn",
    "kolonne {columns} har innhald, men ikkje noko namn",
    "column {columns} has content but no name",
)
MISSING = Text("`{column}` mangler", "`{column}` manglar", "`{column}` is missing")
CONTROL = Text(
    "`{column}` har linjeskift eller andre styretegn",
    "`{column}` har linjeskift eller andre styreteikn",
    "`{column}` has a line break or another control character",
)
HALF_CHARACTER = Text(
    "`{column}` har et halvt Unicode-tegn (`\\u` med bare den ene halvdelen)",
    "`{column}` har eit halvt Unicode-teikn (`\\u` med berre den eine halvdelen)",
    "`{column}` has half of a Unicode character (`\\u` with only one of its halves)",
)
NOT_ISO = Text(
    "`{column}` er ikke en dato på formen ÅÅÅÅ-MM-DD, som 2023-02-01",
    "`{column}` er ikkje ein dato på forma ÅÅÅÅ-MM-DD, som 2023-02-01",
    "`{column}` is not a date written YYYY-MM-DD, such as 2023-02-01",
)
HAS_TIME = Text(
    "`{column}` har klokkeslett; skriv bare datoen, på formen ÅÅÅÅ-MM-DD",
    "`{column}` har klokkeslett; skriv berre datoen, på forma ÅÅÅÅ-MM-DD",
    "`{column}` has a time of day; write only the date, as YYYY-MM-DD",
)
NO_SUCH_DAY = Text(
    "`{column}` er en dag som ikke finnes",
    "`{column}` er ein dag som ikkje finst",
    "`{column}` is a day that does not exist",
)
STATUS = Text(
    "`{column}` må være {allowed}, eller tom",
    "`{column}` må vere {allowed}, eller tom",
    "`{column}` must be {allowed}, or empty",
)
OTHER_SET = Text(
    "`{objective}` og `{set}` oppgir hvert sitt sett",
    "`{objective}` og `{set}` oppgir kvart sitt sett",
    "`{objective}` and `{set}` name different sets",
)
STARTS_DIFFER = Text(
    "radene {rows} har ulik dato i `{column}` for samme person",
    "radene {rows} har ulik dato i `{column}` for same person",
    "rows {rows} have different dates in `{column}` for one person",
)
