"""``lmrules studio``: a rulebook edited, looked at and tried in the browser, on this machine alone."""

from __future__ import annotations

import importlib.util
import webbrowser
from pathlib import Path

import click

from lmrules.cli.talk import Failure, lang_option, language, say
from lmrules.messages import Language, Text

_EXTRA = ("starlette", "uvicorn", "python_multipart")
_NEEDS_STUDIO = Text(
    "`lmrules studio` krever et tillegg: pip install 'lmrules[studio]'",
    "`lmrules studio` krev eit tillegg: pip install 'lmrules[studio]'",
    "`lmrules studio` needs an extra: pip install 'lmrules[studio]'",
)
_NO_FILE = Text(
    "det er ingen regelfil `{path}`; `lmrules init` lager en",
    "det er inga regelfil `{path}`; `lmrules init` lagar ei",
    "there is no rule file `{path}`; `lmrules init` makes one",
)
_CANNOT_LISTEN = Text(
    "kan ikke bruke port {port} ({why}); velg en annen, eller la --port være",
    "kan ikkje bruke port {port} ({why}); vel ein annan, eller lat --port vere",
    "cannot use port {port} ({why}); choose another, or leave --port out",
)
_OPEN_ALREADY = Text(
    "`{path}` er allerede åpent i lmrules studio; bruk vinduet der, eller avslutt det først",
    "`{path}` er alt ope i lmrules studio; bruk vindauget der, eller avslutt det først",
    "`{path}` is open in lmrules studio already; use its window, or end it first",
)
_OPEN = Text(
    "Åpne denne adressen i nettleseren; den virker én gang, på denne maskinen. Ctrl-C avslutter.",
    "Opne denne adressa i nettlesaren; ho verkar éin gong, på denne maskina. Ctrl-C avsluttar.",
    "Open this address in the browser; it works once, on this machine. Ctrl-C ends.",
)


@click.command(
    name="studio",
    help="Rediger, se og prøv et regelverk i nettleseren.\n\n"
    "RULES er regelverkets første fil. Siden vises bare på denne maskinen og spør ingen andre om noe.",
    epilog="Eksempel: lmrules studio rules/nukleaermedisin.rules",
)
@click.argument("rules")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="Porten på 127.0.0.1 (ellers en som er ledig).",
)
@click.option("--no-browser", is_flag=True, help="Skriv adressen, men åpne ikke nettleseren.")
@lang_option
def COMMAND(rules: str, port: int | None, no_browser: bool, lang: str | None) -> int:  # noqa: FBT001, N802
    """Serve the local web page."""
    speak = language(lang)
    if not all(importlib.util.find_spec(name) for name in _EXTRA):
        raise Failure(_NEEDS_STUDIO, lang=speak)
    path = Path(rules)
    if not path.is_file():
        raise Failure(_NO_FILE, {"path": rules}, lang=speak)
    _serve(path, port or 0, speak, chosen=language(lang) if lang else None, browser=not no_browser)
    return 0


def _serve(path: Path, port: int, speak: Language, *, chosen: Language | None, browser: bool) -> None:
    from lmrules.studio.keeping import alone
    from lmrules.studio.serving import listening, serve
    from lmrules.studio.workspace import Workspace

    try:
        listener = listening(port)
    except OSError as error:
        fields = {"port": port, "why": error.strerror or "?"}
        raise Failure(_CANNOT_LISTEN, fields, lang=speak) from None

    def ready(address: str) -> None:
        say(_OPEN.fill(speak))
        click.echo(address)
        if browser:
            webbrowser.open(address)

    workspace = Workspace(path, lang=chosen)
    with listener, alone(workspace) as only_one:
        if not only_one:
            raise Failure(_OPEN_ALREADY, {"path": str(path)}, lang=speak)
        serve(workspace, listener, ready)
