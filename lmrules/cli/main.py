"""``lmrules``: the verbs, loaded when they are called, so that starting is quick."""

from __future__ import annotations

import importlib
import io
import os
import pkgutil
import sys
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise

import click

import lmrules.cli as verbs
from lmrules.cli._version import version_option
from lmrules.cli.talk import Failure, language, say
from lmrules.diagnostics.codes_own import INTERNAL_ERROR
from lmrules.diagnostics.own_fault import own_fault
from lmrules.diagnostics.report import HELP
from lmrules.messages import LANGUAGES, Language, Text

_NOT_VERBS = frozenset({"main", "talk"})
_CANNOT = Text(
    "kunne ikke lese eller skrive det som trengtes ({why})",
    "kunne ikkje lese eller skrive det som trongst ({why})",
    "could not read or write what was needed ({why})",
)


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
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=version_option,
    help="Vis versjonen av lmrules og av regelspråket, og regelverkene som følger med.",
)
def group() -> None:
    """The command group; its verbs do the work."""


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
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        say(shown.getvalue().removesuffix("\n"))
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
        say(Failure(_CANNOT, {"why": error.strerror or type(error).__name__}, lang=_lang(given)).shown())
        return 2
    except Exception as error:  # noqa: BLE001 - the last resort: its text and its values may hold a person
        say(_own_fault(error, _lang(given)))
        return 2
    return result if isinstance(result, int) else 0


def _own_fault(error: Exception, lang: Language) -> str:
    """LM901 in two lines: the kind of error and the place in our code, and no value whatever."""
    return f"lmrules: {own_fault(error, lang)}\n  {HELP.fill(lang)}: {INTERNAL_ERROR.help.fill(lang)}"


def _lang(given: Sequence[str]) -> Language:
    """The language asked for, where the verb was not reached or did not come back."""
    for option, value in pairwise((*given, "")):
        wanted = value if option == "--lang" else option.removeprefix("--lang=")
        if wanted in LANGUAGES:
            return language(wanted)
    return language(None)


def _let_go_of_stdout() -> None:
    """Let what is left in stdout's buffer go nowhere: Python would try, and fail, to write it at exit."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
