"""``lmrules``: the verbs, loaded when they are called, so that starting is quick."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence
from contextlib import suppress

import click

import lmrules.cli as verbs
from lmrules.cli._help import (
    SpokenContext,
    asked_language,
    short,
    speak,
    spoken,
    spoken_by,
    usage_error,
    usage_pieces,
)
from lmrules.cli._version import version_option
from lmrules.cli.talk import Failure, lang_option, say
from lmrules.diagnostics.codes_own import INTERNAL_ERROR
from lmrules.diagnostics.own_fault import own_fault
from lmrules.diagnostics.report import HELP
from lmrules.messages import Language, Text

_NOT_VERBS = frozenset({"main", "talk"})
_CANNOT = Text(
    "kunne ikke lese eller skrive det som trengtes ({why})",
    "kunne ikkje lese eller skrive det som trongst ({why})",
    "could not read or write what was needed ({why})",
)


class Verbs(click.Group):
    """A group whose commands are the modules of :mod:`lmrules.cli`, and whose help speaks three languages."""

    context_class = SpokenContext

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
        return spoken(command, spoken_by(ctx)) if isinstance(command, click.Command) else None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line; whatever is said from here on is said in the language it asks for."""
        speak(ctx, args)
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """What stands after the command's name in its usage line."""
        return usage_pieces(spoken_by(ctx))

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The help of the command itself."""
        click.Command.format_help(spoken(self, spoken_by(ctx)), ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of verbs, each with its first sentence whole."""
        commands = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        with formatter.section("Commands"):
            formatter.write_dl([(name, short(command.help or "")) for name, command in commands if command])


@click.command(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="Regler for å overføre godkjente læringsmål: kontroller regelfiler, overfør, forklar.",
    epilog="Begynn med: lmrules init · lmrules check FIL · lmrules transfer FIL GODKJENNINGER",
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=version_option,
    help="Vis versjonen av lmrules og av regelspråket, og regelverkene som følger med.",
)
@lang_option
@click.pass_context
def group(ctx: click.Context, lang: str | None) -> None:
    """The command group; its verbs do the work, in ``lang`` if they are not told otherwise."""
    if lang is not None:
        ctx.default_map = {name: {"lang": lang} for name in group.list_commands(ctx)}


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; its exit code (``interfaces.md``): never a traceback."""
    given = tuple(sys.argv[1:] if arguments is None else arguments)
    try:
        result = group.main(args=list(given), prog_name="lmrules", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.Abort:
        say("")
        return 130
    except click.exceptions.NoArgsIsHelpError as error:
        say(error.format_message())
        return 2
    except click.UsageError as error:
        say(usage_error(error, asked_language(given)))
        return 2
    except click.ClickException as error:
        say(error.format_message())
        return 2
    except Failure as failure:
        say(failure.shown())
        return failure.exit_code
    except BrokenPipeError:
        _let_go_of_stdout()
        return 0  # who reads our output has seen enough
    except OSError as error:
        # Its text may name a file, and a file may be named after a person.
        _let_go_of_stdout()
        say(
            Failure(
                _CANNOT, {"why": error.strerror or type(error).__name__}, lang=asked_language(given)
            ).shown()
        )
        return 2
    except Exception as error:  # noqa: BLE001 - the last resort: its text and its values may hold a person
        say(_own_fault(error, asked_language(given)))
        return 2
    return result if isinstance(result, int) else 0


def _own_fault(error: Exception, lang: Language) -> str:
    """LM901 in two lines: the kind of error and the place in our code, and no value whatever."""
    return f"lmrules: {own_fault(error, lang)}\n  {HELP.fill(lang)}: {INTERNAL_ERROR.help.fill(lang)}"


def _let_go_of_stdout() -> None:
    """Let what is left in stdout's buffer go nowhere: Python would try, and fail, to write it at exit."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
