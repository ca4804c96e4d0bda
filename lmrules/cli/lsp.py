"""``lmrules lsp``: the language server, which editors start."""

from __future__ import annotations

import importlib.util

import click

from lmrules.cli.talk import Failure, lang_option, language
from lmrules.messages import Text

_NEEDS_LSP = Text(
    "språktjeneren krever et tillegg: pip install 'lmrules[lsp]'",
    "språktenaren krev eit tillegg: pip install 'lmrules[lsp]'",
    "the language server needs an extra: pip install 'lmrules[lsp]'",
)


@click.command(
    name="lsp",
    help="Start språktjeneren, som et skriveprogram (VS Code, Neovim …) snakker med.\n\n"
    "Den snakker Language Server Protocol over stdin og stdout, og brukes ikke for hånd.",
    epilog="Slik settes den opp: docs/how-to/editor.md",
)
@click.option(
    "--stdio", is_flag=True, help="Over stdin og stdout. Det er alltid slik; mange programmer sier det."
)
@lang_option
def COMMAND(*, stdio: bool, lang: str | None) -> int:  # noqa: N802 - the name of every verb's command
    """Serve an editor."""
    del stdio
    if importlib.util.find_spec("pygls") is None:
        raise Failure(_NEEDS_LSP, lang=language(lang))
    from lmrules.lsp.server import serve

    return 0 if serve(language(lang) if lang else None) else 1
