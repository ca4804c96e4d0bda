"""What the verbs share: languages, failures, and where results and talk go."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import click

from lmrules.messages import LANGUAGES, Language, Text

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


def say(line: str) -> None:
    """Talk goes to stderr; results go to stdout."""
    click.echo(line, err=True)


def lang_option(function: F) -> F:
    """The option ``--lang nb|nn|en``; None: the language of the rule file."""
    help_text = "Språk for meldinger: bokmål, nynorsk eller engelsk."
    return click.option("--lang", type=click.Choice(LANGUAGES), help=help_text)(function)


def language(chosen: str | None, keywords: str = "nb") -> Language:
    """The language to speak: the one chosen, else that of the rule file's keywords."""
    for known in LANGUAGES:
        if known == chosen:
            return known
    return "en" if keywords == "en" else "nb"


def write_result(data: str | bytes, output: str | None) -> None:
    """Write a result to ``output``, or to stdout; a file appears whole or not at all."""
    raw = data.encode() if isinstance(data, str) else data
    if output is None or output == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(raw)
        sys.stdout.buffer.flush()
        return
    write_whole(Path(output), raw)


_CANNOT_WRITE = Text(
    "kan ikke skrive til `{path}` ({why})",
    "kan ikkje skrive til `{path}` ({why})",
    "cannot write to `{path}` ({why})",
)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file aside and put it in place at once, keeping the mode of the one that was there."""
    with written_aside(path) as file:
        file.write(data)


@contextmanager
def written_aside(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which is in place at once when the block ends, or not at all."""
    try:
        target = path.resolve()
        handle, aside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
            Path(aside).chmod(mode)
            Path(aside).replace(target)
        except BaseException:
            Path(aside).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise Failure(_CANNOT_WRITE, {"path": str(path), "why": error.strerror or "?"}) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
