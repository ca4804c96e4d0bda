"""``lmrules serve``: rulebooks over HTTP, for systems that are not in Python."""

from __future__ import annotations

import importlib.util
import os
import re
import time
from pathlib import Path

import click

from lmrules.cli._rulebooks import checked_rulebook
from lmrules.cli.talk import Failure, lang_option, language, say
from lmrules.messages import Language, Text

_TOKEN = "LMRULES_TOKEN"  # noqa: S105 - the name of the variable
_NAMED = re.compile(r"(?P<name>[\w.-]{1,100})=(?P<path>.+)", re.DOTALL)
_FIT = re.compile(r"[!-~]+")
_NEEDS_EXTRA = Text(
    "`lmrules serve` krever et tillegg: pip install 'lmrules[serve]'",
    "`lmrules serve` krev eit tillegg: pip install 'lmrules[serve]'",
    "`lmrules serve` needs an extra: pip install 'lmrules[serve]'",
)
_NO_SETS = Text(
    "`{path}` har ingen læringsmålsett", "`{path}` har ingen læringsmålsett", "`{path}` has no objective sets"
)
_SAME_NAME = Text(
    "to regelverk heter `{name}`; gi dem hvert sitt navn: gammelt=STI nytt=STI",
    "to regelverk heiter `{name}`; gi dei kvart sitt namn: gammalt=STI nytt=STI",
    "two rulebooks are called `{name}`; give each a name of its own: old=PATH new=PATH",
)
_NEEDS_TOKEN = Text(
    "`{host}` kan nås fra andre maskiner; det krever en nøkkel, i miljøvariabelen {variable} eller i en fil "
    "(--token-file)",
    "`{host}` kan nåast frå andre maskiner; det krev ein nøkkel, i miljøvariabelen {variable} eller i ei fil "
    "(--token-file)",
    "`{host}` can be reached from other machines; that needs a token, in the environment variable "
    "{variable} or in a file (--token-file)",
)
_TWO_TOKENS = Text(
    "nøkkelen er oppgitt både i {variable} og med --token-file; bruk én av dem",
    "nøkkelen er oppgitt både i {variable} og med --token-file; bruk éin av dei",
    "the token is given both in {variable} and with --token-file; use one of them",
)
_BAD_TOKEN = Text(
    "nøkkelen må ha minst {least} tegn, bare ASCII og uten mellomrom",
    "nøkkelen må ha minst {least} teikn, berre ASCII og utan mellomrom",
    "the token must have at least {least} characters, ASCII only and without spaces",
)
_NO_FILE = Text(
    "kan ikke lese nøkkelfilen ({why})",
    "kan ikkje lese nøkkelfila ({why})",
    "cannot read the token file ({why})",
)
_CANNOT_LISTEN = Text(
    "kan ikke lytte på {host}:{port} ({why})",
    "kan ikkje lytte på {host}:{port} ({why})",
    "cannot listen on {host}:{port} ({why})",
)
_SERVING = Text(
    "lmrules {version} svarer på {address}; stopp med Ctrl-C",
    "lmrules {version} svarer på {address}; stopp med Ctrl-C",
    "lmrules {version} answers on {address}; stop with Ctrl-C",
)
_BOOK = Text("  {name}: {path}, {digest}", "  {name}: {path}, {digest}", "  {name}: {path}, {digest}")
_STOPPED = Text("stoppet", "stoppa", "stopped")


@click.command(
    name="serve",
    help="Svar på spørsmål over HTTP, for systemer som ikke er skrevet i Python.\n\n"
    "RULES er regelverkenes første filer, eventuelt som NAVN=FIL. De leses på nytt når de endres; en versjon "
    "med feil tas ikke i bruk. Svarene er de samme som --format json gir. Hva en kan spørre om, står på "
    "/openapi.json.\n\n"
    "Bare denne maskinen kan spørre, om ikke --host sier noe annet. Da kreves en nøkkel, i miljøvariabelen "
    f"{_TOKEN} eller i en fil.",
    epilog="\b\nEksempler / Døme / Examples:\n"
    "  nb  lmrules serve rules/nukleaermedisin.rules\n"
    "      curl --data-binary @godkjenninger.csv -H 'Content-Type: text/csv' \\\n"
    "        'http://127.0.0.1:8000/v1/transfer?to=NUK-2025'\n"
    "  nn  lmrules serve gammalt=gammal.rules nytt=ny.rules --port 9000 --lang nn\n"
    "      curl 'http://127.0.0.1:9000/v1/diff?a=gammalt&b=nytt'\n"
    "  en  lmrules serve ours.rules --host 0.0.0.0 --token-file /run/secrets/lmrules --lang en\n"
    "      curl -H \"Authorization: Bearer $TOKEN\" 'http://rules.example.org:8000/health'",
)
@click.argument("rules", nargs=-1, required=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Adressen det lyttes på.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Porten; 0: en ledig."
)
@click.option("--token-file", metavar="FIL", help=f"Filen med nøkkelen (ellers {_TOKEN} i miljøet).")
@click.option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar="NAVN",
    help="Navn som en tjener foran bruker om denne (uten nøkkel godtas ellers bare localhost).",
)
@click.option(
    "--max-body",
    type=click.IntRange(1_000),
    default=2_000_000,
    show_default=True,
    help="Høyst så mange byte.",
)
@click.option(
    "--max-rows", type=click.IntRange(1), default=10_000, show_default=True, help="Høyst så mange rader."
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 3600),
    default=30.0,
    show_default=True,
    help="Høyst så mange sekunder på å ta imot, og på å svare.",
)
@click.option(
    "--threads", type=click.IntRange(1, 64), default=4, show_default=True, help="Så mange svar om gangen."
)
@click.option(
    "--reload-every",
    type=click.FloatRange(0, 3600),
    default=1.0,
    show_default=True,
    help="Se etter endrede regelfiler hvert så mange sekund; 0: aldri.",
)
@lang_option
def COMMAND(  # noqa: N802 - one parameter per option
    rules: tuple[str, ...],
    host: str,
    port: int,
    token_file: str | None,
    hosts: tuple[str, ...],
    max_body: int,
    max_rows: int,
    timeout: float,
    threads: int,
    reload_every: float,
    lang: str | None,
) -> int:
    """Serve until told to stop."""
    speak = language(lang)
    if any(importlib.util.find_spec(name) is None for name in ("starlette", "uvicorn")):
        raise Failure(_NEEDS_EXTRA, lang=speak)
    from lmrules import versions
    from lmrules.serve.running import address_of, listening, only_here, run
    from lmrules.serve.settings import Settings
    from lmrules.serve.shelf import Served, Shelf, served

    token = _token(token_file, speak)
    books: dict[str, Served] = {}
    for given in rules:
        name, path = _named(given)
        began = time.time()
        checked, speak = checked_rulebook(path, lang)
        if not checked.book.sets:
            raise Failure(_NO_SETS, {"path": path}, lang=speak)
        one = served(name, path, checked, began)
        if one.name in books:
            raise Failure(_SAME_NAME, {"name": one.name}, lang=speak)
        books[one.name] = one
    try:
        sockets = listening(host, port)
    except OSError as error:
        fields = {"host": host, "port": port, "why": error.strerror or type(error).__name__}
        raise Failure(_CANNOT_LISTEN, fields, lang=speak) from None
    if token is None and not only_here(sockets):
        for one_socket in sockets:
            one_socket.close()
        raise Failure(_NEEDS_TOKEN, {"host": host, "variable": _TOKEN}, lang=speak)
    settings = Settings(
        token=token,
        hosts=tuple(name.lower() for name in hosts),
        max_body=max_body,
        max_rows=max_rows,
        timeout=timeout,
        threads=threads,
        reload_every=reload_every,
    )

    # Once the server stops, its sockets no longer say where they were.
    where = ", ".join(map(address_of, sockets))

    def ready() -> None:
        say(_SERVING.fill(speak, {"version": versions.package(), "address": where}))
        for one in books.values():
            fields = {"name": one.name, "path": one.path, "digest": one.version.book.digest}
            say(_BOOK.fill(speak, fields))

    run(Shelf(books), settings, sockets, ready)
    say(_STOPPED.fill(speak))
    return 0


def _named(given: str) -> tuple[str | None, str]:
    """The name and the path of ``NAME=PATH``; a file that has such a name is a path."""
    found = _NAMED.fullmatch(given)
    if found is None or Path(given).exists():
        return None, given
    return found["name"], found["path"]


def _token(file: str | None, lang: Language) -> str | None:
    """The token to be known by, from the environment or a file; never from an argument."""
    from lmrules.serve.settings import SHORTEST_TOKEN

    token = os.environ.pop(_TOKEN, None)  # no process that is started from here has any use for it
    if file is not None:
        if token is not None:
            raise Failure(_TWO_TOKENS, {"variable": _TOKEN}, lang=lang)
        try:
            token = Path(file).read_text(encoding="ascii").rstrip("\r\n")
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or type(error).__name__
            raise Failure(_NO_FILE, {"why": why}, lang=lang) from None
    if token is not None and not (_FIT.fullmatch(token) and len(token) >= SHORTEST_TOKEN):
        raise Failure(_BAD_TOKEN, {"least": SHORTEST_TOKEN}, lang=lang)
    return token
