"""What the verbs share: languages, failures, and where results and talk go."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import click

from lmrules import aside
from lmrules.diagnostics import Diagnostic
from lmrules.diagnostics.report import HELP, SEVERITY_WORDS, Finding
from lmrules.messages import LANGUAGES, Language, Text
from lmrules.messages.persons import masked
from lmrules.messages.refusal import Refused

F = TypeVar("F", bound=Callable[..., Any])


class Failure(Exception):
    """Something could not be done: a message for people and an exit code (``interfaces.md``).

    The message never carries a person's identifier.
    """

    def __init__(
        self,
        text: Text,
        fields: Mapping[str, object] | None = None,
        *,
        lang: Language = "nb",
        exit_code: int = 2,
    ) -> None:
        super().__init__(text.fill("en", fields))
        self.text = text
        self.fields = fields
        self.lang = lang
        self.exit_code = exit_code

    def shown(self) -> str:
        """The message in its language."""
        return "lmrules: " + self.text.fill(self.lang, self.fields)


@contextmanager
def refusing(lang: Language) -> Iterator[None]:
    """What a question names and is not there, as a :class:`Failure` in ``lang``."""
    try:
        yield
    except Refused as refused:
        raise Failure(refused.text, refused.fields, lang=lang) from None


def say(line: str) -> None:
    """Talk goes to stderr, masked (`why RULES APPROVALS CODE PERSON`); results go to stdout."""
    click.echo(masked(line), err=True)


def lang_option(function: F) -> F:
    """The option ``--lang nb|nn|en``; None: the language of the rule file."""
    help_text = "Språk for meldinger: bokmål, nynorsk eller engelsk."
    return click.option("--lang", type=click.Choice(LANGUAGES), help=help_text)(function)


def language(chosen: str | None, keywords: Language = "nb") -> Language:
    """The language to speak: the one chosen, else that of the rule file's keywords."""
    return next((known for known in LANGUAGES if known == chosen), keywords)


def write_result(data: str | bytes, output: str | None) -> None:
    """Write a result to ``output``, or to stdout; a file appears whole or not at all."""
    raw = data.encode() if isinstance(data, str) else data
    if output is None or output == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(raw)
        sys.stdout.buffer.flush()
        return
    write_whole(Path(output), raw)


_OWN_INPUT = Text(
    "`{path}` er en av filene som leses; velg et annet navn for resultatet",
    "`{path}` er ei av filene som blir lesne; vel eit anna namn for resultatet",
    "`{path}` is one of the files that are read; choose another name for the result",
)
_CANNOT_WRITE = Text(
    "kan ikke skrive til `{path}` ({why})",
    "kan ikkje skrive til `{path}` ({why})",
    "cannot write to `{path}` ({why})",
)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file aside and put it in place at once, keeping the mode of the one that was there."""
    with written_aside(path) as file:
        file.write(data)


def tell(found: Iterable[Diagnostic], lang: Language) -> None:
    """Findings on a file of another system: place, message and remedy."""
    for diagnostic in found:
        at = diagnostic.span.begin
        shown = Finding.of(diagnostic, lang)
        word = SEVERITY_WORDS[shown.severity].fill(lang)
        say(f"{shown.file}:{at.line}:{at.column}: {word} {shown.code.id} {shown.message}")
        say(f"  {HELP.fill(lang)}: {shown.help}")


@contextmanager
def written_aside(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which is in place at once when the block ends, or not at all."""
    try:
        with aside.written_aside(path) as file:
            yield file
    except OSError as error:
        raise Failure(_CANNOT_WRITE, {"path": str(path), "why": error.strerror or "?"}) from None


def keep_inputs(output: str | None, *inputs: str, lang: Language = "nb") -> None:
    """:class:`Failure` where the result would be written over a file it is made from."""
    for path in inputs:
        with suppress(OSError, ValueError):  # what is not there cannot be lost
            if output is not None and Path(path).samefile(output) and Path(path).is_file():
                raise Failure(_OWN_INPUT, {"path": path}, lang=lang)
