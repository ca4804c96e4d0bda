"""``lmrules completion``: the script by which a shell completes what is typed."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from lmrules.cli.talk import lang_option, write_result

_VARIABLE = "_LMRULES_COMPLETE"


@click.command(
    name="completion",
    help="Skriv ut skriptet som lar skallet fullføre verb, valg og filnavn.",
    epilog="Eksempler: lmrules completion bash > ~/.local/share/bash-completion/completions/lmrules · "
    "lmrules completion fish > ~/.config/fish/completions/lmrules.fish · "
    "lmrules completion zsh > ~/.zfunc/_lmrules",
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@lang_option
def COMMAND(shell: str, lang: str | None) -> int:  # noqa: N802 - the name of every verb's command
    """Print the script."""
    del lang
    from lmrules.cli.main import group

    script = get_completion_class(shell)
    if script is None:
        raise click.UsageError(f"click knows no shell {shell}")
    write_result(script(group, {}, "lmrules", _VARIABLE).source(), None)
    return 0
