"""``lmrules sql``: the rulebook as one query, for whoever has the approvals in a database."""

from __future__ import annotations

import datetime as dt

import click

from lmrules.cli._rulebooks import Day, choose_target, load_rulebook
from lmrules.cli.talk import Failure, lang_option, write_result
from lmrules.messages import Text
from lmrules.sql.errors import SqlError

_DIALECTS = (
    "bigquery", "databricks", "duckdb", "mysql", "oracle", "postgres", "snowflake", "spark", "sqlite", "tsql"
)  # fmt: skip
_NOT_INSTALLED = Text(
    "`sql` trenger sqlglot: pip install 'lmrules[sql]'",
    "`sql` treng sqlglot: pip install 'lmrules[sql]'",
    "`sql` needs sqlglot: pip install 'lmrules[sql]'",
)


@click.command(
    name="sql",
    help="Skriv regelverket som én SQL-spørring.\n\n"
    "Spørringen leser en tabell med godkjenninger og gir én rad for hver person og hvert mål, med samme svar "
    "som transfer. En person med en rad som ikke kan brukes, får ikke noe svar (outcome er NULL); --problems "
    "skriver spørringen som finner slike rader.",
    epilog="Eksempler: lmrules sql rules/nukleaermedisin.rules --dialect postgres --table hr.approvals · "
    "lmrules sql rules/nukleaermedisin.rules --dialect duckdb --columns lis,læringsmål,godkjent,status",
)
@click.argument("rules")
@click.option("--dialect", type=click.Choice(_DIALECTS), required=True, help="Databasen som skal kjøre den.")
@click.option("--to", help="Settet det overføres til (ellers det siste).")
@click.option("--as-of", type=Day(), help="Regn per denne datoen; senere godkjenninger teller ikke.")
@click.option("--table", default="approvals", show_default=True, help="Tabellen med godkjenninger.")
@click.option(
    "--columns",
    help="Kolonnene tabellen har, med komma mellom: `lis`, eller `person=NAVN` for et eget navn "
    "[ellers: person,objective,approved,set,status,started].",
)
@click.option("--keep-going", is_flag=True, help="Svar også for personer med rader som ikke kan brukes.")
@click.option("--problems", is_flag=True, help="Spørringen som finner radene som ikke kan brukes.")
@click.option("-o", "--output", help="Skriv til denne filen i stedet for skjermen.")
@lang_option
def COMMAND(  # noqa: N802 - one parameter per option
    rules: str,
    dialect: str,
    to: str | None,
    as_of: dt.date | None,
    table: str,
    columns: str | None,
    keep_going: bool,  # noqa: FBT001 - click gives it by name
    problems: bool,  # noqa: FBT001 - as above
    output: str | None,
    lang: str | None,
) -> int:
    """Write the query."""
    book, speak = load_rulebook(rules, lang)
    target = choose_target(book, to, speak)
    try:
        text = book.sql(
            dialect,
            to=target,
            as_of=as_of,
            table=table,
            columns=None if columns is None else columns.split(","),
            keep_going=keep_going,
            problems=problems,
        )
    except SqlError as error:
        raise Failure(error.text, error.fields, lang=speak) from None
    except ModuleNotFoundError as error:
        if error.name != "sqlglot":
            raise
        raise Failure(_NOT_INSTALLED, lang=speak) from None
    write_result(text, output)
    return 0
