"""The texts of what can be wrong with tables in and out. None has a value from the input in it."""

from __future__ import annotations

from lmrules.messages import Text

# --- in ------------------------------------------------------------------------------------------------

WRONG_TYPE = Text(
    "kolonnen `{column}` er lagret som {found}; den må være {wanted}",
    "kolonnen `{column}` er lagra som {found}; han må vere {wanted}",
    "the column `{column}` is stored as {found}; it must be {wanted}",
)
A_TEXT = Text("tekst", "tekst", "text")
A_DAY = Text("dato eller tekst", "dato eller tekst", "a date or text")
A_NUMBER = Text("tall", "tal", "a number")
ANOTHER = Text("en annen type", "ein annan type", "another type")
NOT_PARQUET = Text(
    "filen er ikke en hel Parquet-fil",
    "fila er ikkje ei heil Parquet-fil",
    "the file is not a whole Parquet file",
)
NOT_ARROW = Text(
    "filen er ikke en hel Arrow-fil", "fila er ikkje ei heil Arrow-fil", "the file is not a whole Arrow file"
)
NO_PARTS = Text(
    "mappen har ingen Parquet-filer", "mappa har ingen Parquet-filer", "the folder has no Parquet files"
)
OTHER_COLUMNS = Text(
    "fil nummer {number} har ikke de samme kolonnene som den første",
    "fil nummer {number} har ikkje dei same kolonnane som den første",
    "file number {number} does not have the same columns as the first",
)
NOT_A_TABLE = Text(
    "dette er ingen tabell som kan leses (Arrow, Polars, pandas, DuckDB)",
    "dette er ingen tabell som kan lesast (Arrow, Polars, pandas, DuckDB)",
    "this is no table that can be read (Arrow, Polars, pandas, DuckDB)",
)
BROKEN_TABLE = Text(
    "tabellen kan ikke leses til enden",
    "tabellen kan ikkje lesast til enden",
    "the table cannot be read to its end",
)

# --- in: Excel -----------------------------------------------------------------------------------------

NOT_A_WORKBOOK = Text(
    "filen er ikke en hel Excel-arbeidsbok (.xlsx)",
    "fila er ikkje ei heil Excel-arbeidsbok (.xlsx)",
    "the file is not a whole Excel workbook (.xlsx)",
)
LOCKED_WORKBOOK = Text(
    "arbeidsboken har passord, eller er lagret i det gamle formatet .xls; lagre den som .xlsx uten passord",
    "arbeidsboka har passord, eller er lagra i det gamle formatet .xls; lagre henne som .xlsx utan passord",
    "the workbook has a password, or is in the old format .xls; save it as .xlsx without a password",
)
LARGE_WORKBOOK = Text(
    "arbeidsboken er for stor (mer enn {limit} MB utpakket); lagre den som CSV eller Parquet",
    "arbeidsboka er for stor (meir enn {limit} MB utpakka); lagre henne som CSV eller Parquet",
    "the workbook is too large (more than {limit} MB unpacked); save it as CSV or Parquet",
)
UNSAFE_WORKBOOK = Text(
    "arbeidsboken har XML som kan misbrukes (DTD eller entiteter), og leses ikke",
    "arbeidsboka har XML som kan misbrukast (DTD eller entitetar), og blir ikkje lesen",
    "the workbook has XML that can be abused (a DTD or entities), and is not read",
)
MANY_COLUMNS = Text(
    "arket har mer enn {limit} kolonner",
    "arket har meir enn {limit} kolonnar",
    "the sheet has more than {limit} columns",
)
MANY_ROWS = Text(
    "arket har mer enn {limit} rader",
    "arket har meir enn {limit} rader",
    "the sheet has more than {limit} rows",
)
NO_SHEET = Text(
    "arbeidsboken har ikke et slikt ark; den har {count} ark, og nummer 1 leses uten --sheet",
    "arbeidsboka har ikkje eit slikt ark; ho har {count} ark, og nummer 1 blir lese utan --sheet",
    "the workbook has no such sheet; it has {count}, and number 1 is read without --sheet",
)
SHEET_ELSEWHERE = Text(
    "--sheet gjelder bare Excel-arbeidsbøker",
    "--sheet gjeld berre Excel-arbeidsbøker",
    "--sheet is for Excel workbooks only",
)
NUMBER_CELL = Text(
    "`{column}` (celle {cell}) er et tall, så nuller foran kan være borte; "
    "formater kolonnen som tekst og skriv verdien på nytt",
    "`{column}` (celle {cell}) er eit tal, så nullar framfor kan vere borte; "
    "formater kolonnen som tekst og skriv verdien på nytt",
    "`{column}` (cell {cell}) is a number, so that leading zeros may be lost; "
    "format the column as text and write the value again",
)
ERROR_CELL = Text(
    "`{column}` (celle {cell}) er en feilverdi fra Excel",
    "`{column}` (celle {cell}) er ein feilverdi frå Excel",
    "`{column}` (cell {cell}) is an error value from Excel",
)
OTHER_CELL = Text(
    "`{column}` (celle {cell}) er verken tekst eller dato",
    "`{column}` (celle {cell}) er verken tekst eller dato",
    "`{column}` (cell {cell}) is neither text nor a date",
)

# --- in and out: databases -----------------------------------------------------------------------------

BAD_URL = Text(
    "adressen til databasen kan ikke brukes; skriv den som `sqlite:///fil.db` eller `postgresql+psycopg://vert/base`",
    "adressa til databasen kan ikkje brukast; skriv henne som `sqlite:///fil.db` eller `postgresql+psycopg://vert/base`",
    "the address of the database cannot be used; write it as `sqlite:///file.db` or `postgresql+psycopg://host/base`",
)
NO_DRIVER = Text(
    "driveren for denne databasen er ikke installert (`{driver}`)",
    "drivaren for denne databasen er ikkje installert (`{driver}`)",
    "the driver of this database is not installed (`{driver}`)",
)
NO_TABLE = Text(
    "databasen har ingen tabell `{table}`; oppgi en annen med --table",
    "databasen har ingen tabell `{table}`; oppgi ein annan med --table",
    "the database has no table `{table}`; name another with --table",
)
DATABASE = Text(
    "databasen svarte med en feil ({kind})",
    "databasen svarte med ein feil ({kind})",
    "the database answered with an error ({kind})",
)
NO_DATABASE = Text("databasen finnes ikke", "databasen finst ikkje", "there is no such database")
TABLE_ELSEWHERE = Text(
    "--table og --query gjelder bare databaser",
    "--table og --query gjeld berre databasar",
    "--table and --query are for databases only",
)
TABLE_OR_QUERY = Text(
    "oppgi enten --table eller --query", "oppgi anten --table eller --query", "give either --table or --query"
)

# --- out -----------------------------------------------------------------------------------------------

TABLE_EXISTS = Text(
    "databasen har alt en tabell `{table}`; velg en annen (`?table=…`), eller bytt den ut med --replace",
    "databasen har alt ein tabell `{table}`; vel ein annan (`?table=…`), eller byt han ut med --replace",
    "the database has a table `{table}` already; choose another (`?table=…`), or replace it with --replace",
)
FOLDER_EXISTS = Text(
    "mappen er ikke tom; velg en annen, eller bytt den ut med --replace",
    "mappa er ikkje tom; vel ei anna, eller byt henne ut med --replace",
    "the folder is not empty; choose another, or replace it with --replace",
)
NOT_OURS = Text(
    "mappen har annet enn filer fra en tidligere kjøring, og byttes ikke ut",
    "mappa har anna enn filer frå ei tidlegare køyring, og blir ikkje bytt ut",
    "the folder has more than the files of an earlier run, and is not replaced",
)
TOO_MANY_FOR_EXCEL = Text(
    "resultatet har {rows} rader, og et Excel-ark har plass til {most}; velg --format parquet eller csv",
    "resultatet har {rows} rader, og eit Excel-ark har plass til {most}; vel --format parquet eller csv",
    "the result has {rows} rows, and an Excel sheet has room for {most}; choose --format parquet or csv",
)
CANNOT_WRITE = Text(
    "kan ikke skrive resultatet ({why})",
    "kan ikkje skrive resultatet ({why})",
    "cannot write the result ({why})",
)
IN_USE = Text(
    "en annen kjøring skriver til det samme resultatet nå",
    "ei anna køyring skriv til det same resultatet no",
    "another run is writing to the same result now",
)
SPILL = Text(
    "radene er ikke samlet per person, og det er ikke plass til å sortere dem ({why})",
    "radene er ikkje samla per person, og det er ikkje plass til å sortere dei ({why})",
    "the rows are not grouped by person, and there is no room to sort them ({why})",
)
ABOUT = Text("om", "om", "about")
