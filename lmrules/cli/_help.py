"""``--help`` and usage errors in the language asked for: bokmål, nynorsk or English.

The verbs' own texts stand in their files, in bokmål; ``templates/help.txt`` has them in the other languages.
Nothing here knows any verb.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from lmrules.messages import LANGUAGES, Language, Text
from lmrules.resources import resource_text

_LANG = "lmrules.lang"
_PARAGRAPH = " ¶ "
_FILES = frozenset({
    "a", "approvals", "b", "decisions", "dispositions", "folder", "output", "path", "paths", "rejects",
    "rules", "sets", "template", "token_file",
})  # fmt: skip

_USAGE = Text("Bruk:", "Bruk:", "Usage:")
_HEADINGS = {
    "Options": Text("Valg", "Val", "Options"),
    "Commands": Text("Verb", "Verb", "Verbs"),
}
_OPTIONS = Text("[VALG]", "[VAL]", "[OPTIONS]")
_COMMAND = Text("VERB …", "VERB …", "VERB …")
_EXAMPLES = Text("Eksempler", "Døme", "Examples")
_METAVARS: Mapping[type, Text] = {
    click.types.StringParamType: Text("TEKST", "TEKST", "TEXT"),
    click.IntRange: Text("TALL", "TAL", "NUMBER"),
    click.FloatRange: Text("TALL", "TAL", "NUMBER"),
}
_WORDS = {
    "DATO": Text("DATO", "DATO", "DATE"),
    "FIL": Text("FIL", "FIL", "FILE"),
    "KODE": Text("KODE", "KODE", "CODE"),
    "KODER": Text("KODER", "KODAR", "CODES"),
    "NAVN": Text("NAVN", "NAMN", "NAME"),
    "PROSENT": Text("PROSENT", "PROSENT", "PERCENT"),
    "STI": Text("STI", "STI", "PATH"),
}
_OF_CLICK = {
    "Show this message and exit.": "Vis denne hjelpen.",
    "Show the version and exit.": "Vis versjonen.",
}
_EXTRAS = (
    ("[default: ", Text("[ellers: ", "[elles: ", "[default: ")),
    ("[required]", Text("[må oppgis]", "[må oppgivast]", "[required]")),
)
_ERROR = Text("Feil: {message}", "Feil: {message}", "Error: {message}")
_TRY = Text("«{command} --help» sier mer.", "«{command} --help» seier meir.", "“{command} --help” says more.")
_MESSAGES = (
    (r"No such option:? '?([^' ]*?)'?\.", Text("valget {0} finnes ikke.", "valet {0} finst ikkje.", "")),
    (r"No such command '(.*?)'\.", Text("verbet {0} finnes ikke.", "verbet {0} finst ikkje.", "")),
    (r"Missing argument (\S+)\.", Text("{0} mangler.", "{0} manglar.", "")),
    (r"Missing (?:option|parameter) (.*?)\.", Text("{0} må oppgis.", "{0} må oppgivast.", "")),
    (r"Invalid value for (.*?): ", Text("{0} kan ikke være det: ", "{0} kan ikkje vere det: ", "")),
    (r"'([^']*)' is not one of (.*?)\.$", Text("{0} er ingen av {1}.", "{0} er ingen av {1}.", "")),
    (r"(\S+) is not in the range (.*?)\.", Text("{0} er utenfor {1}.", "{0} er utanfor {1}.", "")),
    (r"'([^']*)' is not a valid .*?\.", Text("{0} er ikke et tall.", "{0} er ikkje eit tal.", "")),
    (r"Option '(.*?)' requires an argument\.", Text("{0} trenger en verdi.", "{0} treng ein verdi.", "")),
    (r"Option '(.*?)' does not take a value\.", Text("{0} tar ingen verdi.", "{0} tek ingen verdi.", "")),
    (r"Got unexpected extra arguments? \((.*)\)", Text("{0} er for mye.", "{0} er for mykje.", "")),
    (r"\(?Did you mean (?:one of: )?(.*?)\?\)?", Text("Mente du {0}?", "Meinte du {0}?", "")),
    (r"Choose from:\s*", Text("Velg blant: ", "Vel mellom: ", "")),
)


@cache
def translations() -> Mapping[str, Text]:
    """The texts of the verbs in three languages, by their bokmål."""
    found = {}
    for block in resource_text("templates/help.txt").strip().split("\n\n"):
        said = dict(line.split(" ", 1) for line in block.splitlines())
        nb, nn, en = (said[lang].replace(_PARAGRAPH, "\n\n") for lang in LANGUAGES)
        found[nb] = Text(nb, nn, en)
    return found


def said(text: str, lang: Language) -> str:
    """A verb's own text in ``lang``; in bokmål where nobody has translated it."""
    known = translations().get(text)
    return known.fill(lang) if known else text


def asked_language(arguments: Iterable[str]) -> Language:
    """The language that the command line asks for, wherever on it; else bokmål."""
    for option, value in pairwise((*arguments, "")):
        wanted = value if option == "--lang" else option.removeprefix("--lang=")
        for known in LANGUAGES:
            if wanted == known:
                return known
    return "nb"


def speak(ctx: click.Context, arguments: Sequence[str]) -> None:
    """Let ``ctx``, and those of the verbs within it, speak the language that ``arguments`` ask for."""
    ctx.meta[_LANG] = asked_language(arguments)


def spoken_by(ctx: click.Context | None) -> Language:
    """The language that ``ctx`` speaks."""
    lang: Language = ctx.meta.get(_LANG, "nb") if ctx is not None else "nb"
    return lang


class SpokenFormatter(click.HelpFormatter):
    """Help laid out as click does, with click's own few words in ``lang``."""

    lang: Language = "nb"

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line that says how a verb is called."""
        super().write_usage(prog, args, prefix or f"{_USAGE.fill(self.lang)} ")

    def write_heading(self, heading: str) -> None:
        """The heading of a list."""
        known = _HEADINGS.get(heading)
        super().write_heading(known.fill(self.lang) if known else heading)

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """A list of options or verbs."""
        super().write_dl([(name, self.row(text)) for name, text in rows], col_max, col_spacing)

    def row(self, text: str) -> str:
        """What is said of one option, with what click says of its default."""
        text = said(_OF_CLICK[text], self.lang) if text in _OF_CLICK else text
        for english, ours in _EXTRAS:
            text = text.replace(english, ours.fill(self.lang))
        return text


class SpokenContext(click.Context):
    """A context whose help is in the language of :func:`speak`."""

    def make_formatter(self) -> click.HelpFormatter:
        """The formatter of help and usage lines."""
        formatter = SpokenFormatter(width=self.terminal_width, max_width=self.max_content_width)
        formatter.lang = spoken_by(self)
        return formatter


if TYPE_CHECKING:
    _Names = click.ParamType[str]
else:
    # Before click 8.3 the class took no parameter.
    _Names = click.ParamType


class FileName(_Names):
    """A file's name, which a shell can complete."""

    name = "file"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Ask the shell for its own completion of files."""
        del ctx, param
        return [CompletionItem(incomplete, type="file")]


_FILE = Text("FIL", "FIL", "FILE")


def spoken(command: click.Command, lang: Language) -> click.Command:
    """``command`` with its texts in ``lang``, its examples a list, and its file names completed."""
    told = copy.copy(command)
    told.context_class = SpokenContext
    told.help = said(command.help or "", lang)
    told.epilog = examples(command.epilog or "", lang)
    told.options_metavar = _OPTIONS.fill(lang)
    told.params = [_parameter(param, lang) for param in command.params]
    return told


def _parameter(param: click.Parameter, lang: Language) -> click.Parameter:
    told = copy.copy(param)
    plain = isinstance(param.type, click.types.StringParamType)
    if plain and param.name in _FILES:
        told.type = FileName()
    if told.metavar is None and told.type.name in _WORDS:
        told.metavar = told.type.name
    if told.metavar is not None:
        told.metavar = re.sub(r"[A-ZÆØÅ]+", lambda m: word(m[0], lang), told.metavar)
    if isinstance(told, click.Option):
        told.help = said(told.help or "", lang)
        metavar = _FILE if isinstance(told.type, FileName) else _METAVARS.get(type(told.type))
        if told.metavar is None and metavar is not None and not told.is_flag and not told.count:
            told.metavar = metavar.fill(lang)
    return told


def word(name: str, lang: Language) -> str:
    """What stands for a value in a usage line, in ``lang``."""
    return _WORDS[name].fill(lang) if name in _WORDS else name


def usage_pieces(lang: Language) -> list[str]:
    """What the command itself is followed by."""
    return [_OPTIONS.fill(lang), _COMMAND.fill(lang)]


def examples(epilog: str, lang: Language) -> str:
    """The examples at the end of a verb's help, one on each line; anything else as it is."""
    text = epilog.removeprefix("\b\n")
    head, colon, rest = text.partition(":")
    if head not in {"Eksempel", "Eksempler"} or not colon:
        return said(epilog, lang)
    commands = [one.strip() for one in re.split(r"\n| · ", rest) if one.strip()]
    return "\b\n" + "\n".join([f"{_EXAMPLES.fill(lang)}:", *(f"  {one}" for one in commands)])


def short(help_text: str) -> str:
    """The first sentence of a help text, for the list of verbs."""
    return re.split(r"(?<=[.?])\s", help_text, maxsplit=1)[0].removesuffix(".")


def usage_error(error: click.UsageError, lang: Language) -> str:
    """A usage error as its user reads it: how the verb is called, where help is, what is wrong."""
    message = " ".join(error.format_message().split())
    if lang != "en":
        for pattern, ours in _MESSAGES:
            message = re.sub(pattern, lambda m, ours=ours: ours.fill(lang).format(*m.groups()), message)  # type: ignore[misc]
    lines = []
    if error.ctx is not None:
        hint = _TRY.fill(lang).format(command=error.ctx.command_path)
        lines = [error.ctx.get_usage(), hint, ""]
    return "\n".join([*lines, _ERROR.fill(lang).format(message=message)])
