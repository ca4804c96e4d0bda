"""``lmrules``: the verbs, loaded when they are called, so that starting is quick."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Sequence

import click

import lmrules.cli as verbs
from lmrules.cli.talk import Failure, say

_NOT_VERBS = frozenset({"main", "talk"})


class Verbs(click.Group):
    """A group whose commands are the modules of :mod:`lmrules.cli`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs, sorted."""
        del ctx
        modules = (m.name for m in pkgutil.iter_modules(verbs.__path__))
        return sorted(name for name in modules if name not in _NOT_VERBS and not name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of one verb; None for a verb that does not exist."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command = importlib.import_module(f"lmrules.cli.{cmd_name}").COMMAND
        return command if isinstance(command, click.Command) else None


@click.command(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="Regler for å overføre godkjente læringsmål: kontroller regelfiler, overfør, forklar.",
    epilog="Begynn med: lmrules init · lmrules check FIL · lmrules transfer FIL GODKJENNINGER",
)
@click.version_option(package_name="lmrules", message="lmrules %(version)s")
def group() -> None:
    """The command group; its verbs do the work."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; its exit code (``interfaces.md``): never a traceback."""
    try:
        result = group.main(args=arguments, prog_name="lmrules", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.Abort:
        say("")
        return 130
    except click.ClickException as error:
        error.show()
        return 2
    except Failure as failure:
        say(failure.shown())
        return failure.exit_code
    except BrokenPipeError:
        return 0  # who reads our output has seen enough
    return result if isinstance(result, int) else 0
