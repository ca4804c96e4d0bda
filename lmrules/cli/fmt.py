"""``lmrules fmt``: lays out rule files in place, or says or shows what it would change."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import attrs
import click

from lmrules.cli.talk import Failure, lang_option, language, say, write_result, write_whole
from lmrules.diagnostics.render_concise import line_of
from lmrules.diagnostics.report import Finding
from lmrules.formatting import ChangedMeaningError, format_file
from lmrules.messages import Language, Text, visible
from lmrules.reading import Unreadable, decode, read_bytes
from lmrules.resources import real
from lmrules.source import Source
from lmrules.syntax.ast import KEYWORD_LANGUAGES, Keywords
from lmrules.syntax.limits import DEFAULT_LIMITS
from lmrules.syntax.parse import parse

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_UNREADABLE = Text(
    "kan ikke lese `{path}`: {why}", "kan ikkje lese `{path}`: {why}", "cannot read `{path}`: {why}"
)
_NOTHING_BELOW = Text(
    "det er ingen .rules-filer i eller under `{path}`",
    "det er ingen .rules-filer i eller under `{path}`",
    "there are no .rules files in or below `{path}`",
)
_ELSEWHERE = Text(
    "`{path}` er en lenke ut av mappen og blir ikke lagt ut; gi filens egen sti",
    "`{path}` er ei lenkje ut av mappa og blir ikkje lagd ut; gi stien til sjølve fila",
    "`{path}` is a link out of the folder and is not laid out; give the file's own path",
)
_LEFT_ALONE = Text(
    "`{path}` har feil og er ikke endret",
    "`{path}` har feil og er ikkje endra",
    "`{path}` has errors and has not been changed",
)
_CHANGED_MEANING = Text(
    "`{path}` er ikke endret: utlegget ville ikke sagt det samme. Det er en feil i lmrules; meld gjerne fra",
    "`{path}` er ikkje endra: utlegget ville ikkje sagt det same. Det er ein feil i lmrules; meld gjerne frå",
    "`{path}` has not been changed: laid out it would not say the same. This is a bug in lmrules; please"
    " report it",
)
_DONE = Text(
    "{changed} av {all} filer lagt ut på nytt",
    "{changed} av {all} filer lagde ut på nytt",
    "{changed} of {all} files laid out anew",
)
_WOULD = Text(
    "{changed} av {all} filer ville blitt lagt ut på nytt",
    "{changed} av {all} filer ville blitt lagde ut på nytt",
    "{changed} of {all} files would be laid out anew",
)
_ONLY_BYTES = Text(
    "`{path}`: bare linjeslutt, byterekkefølgemerke eller Unicode-form ville blitt endret",
    "`{path}`: berre linjeslutt, byterekkjefølgjemerke eller Unicode-form ville blitt endra",
    "`{path}`: only line ends, the byte order mark or the Unicode form would change",
)


@attrs.frozen
class _Input:
    """A file to lay out: how the user calls it, and where it is; None is stdin."""

    name: str
    path: Path | None


@attrs.define
class _Run:
    """What the options ask for, and what has happened so far."""

    mode: Literal["write", "check", "diff"]
    keywords: Keywords | None
    lang: str | None
    speak: Language | None = None
    seen: int = 0
    changed: int = 0
    exit_code: int = 0

    def tell(self, text: Text, path: str, exit_code: int, why: Text | None = None) -> None:
        """Says what stopped one file; the others are still laid out."""
        speak = self.speak or language(self.lang)
        say(Failure(text, {"path": path, "why": why} if why else {"path": path}, lang=speak).shown())
        self.exit_code = max(self.exit_code, exit_code)

    def inputs(self, paths: tuple[str, ...]) -> Iterator[_Input]:
        """The files of the command line, each once; below a folder every ``.rules`` file, sorted."""
        done: set[Path | None] = set()
        for path in paths:
            for found in self.below(path) if path != "-" and Path(path).is_dir() else [path]:
                resolved = None if found == "-" else real(found)
                if resolved not in done:
                    done.add(resolved)
                    yield _Input("stdin", None) if found == "-" else _Input(found, Path(found))

    def below(self, folder: str) -> Iterator[str]:
        """The rule files in and below ``folder``, but no links out of it."""
        files = sorted(path for path in Path(folder).rglob("*.rules") if not path.is_dir())
        if not files:
            self.tell(_NOTHING_BELOW, folder, 2)
        for file in files:
            if real(file).is_relative_to(real(folder)):
                yield str(file)
            else:
                self.tell(_ELSEWHERE, str(file), 2)

    def file(self, file: _Input) -> None:
        """Lays out one file."""
        try:
            limit = DEFAULT_LIMITS.file_bytes
            data = read_bytes(file.path, limit) if file.path else sys.stdin.buffer.read(limit + 1)
        except Unreadable as error:
            self.tell(_UNREADABLE, file.name, 2, error.why)
            return
        self.seen += 1
        source, found = decode(file.name, data, DEFAULT_LIMITS)
        read, wrong = parse(source)
        speak = language(self.lang, read.keywords)
        self.speak = self.speak or speak
        errors = [d for d in found or wrong if d.severity == "error"]
        if errors:
            for diagnostic in sorted(errors, key=lambda d: d.sort_key):
                say(line_of(Finding.of(diagnostic, speak)))
            self.tell(_LEFT_ALONE, file.name, 1)
            return
        try:
            text = format_file(read, source, self.keywords)
        except ChangedMeaningError:
            self.tell(_CHANGED_MEANING, file.name, 2)
            return
        self.result(file, source, data, text)

    def result(self, file: _Input, source: Source, before: bytes, text: str) -> None:
        """Writes, lists or shows what came out."""
        changes = text.encode() != before
        self.changed += changes
        if self.mode == "write" and file.path is None:
            write_result(text, None)
        elif changes and self.mode == "write" and file.path is not None:
            try:
                write_whole(file.path, text.encode())
            except Failure as failure:
                failure.lang = self.speak or failure.lang
                say(failure.shown())
                self.changed -= 1
                self.exit_code = 2
        elif changes:
            self.exit_code = max(self.exit_code, 1)
            if self.mode == "check":
                write_result(f"{visible(file.name)}\n", None)
            elif not (diff := _diff(visible(file.name), source.original, text)):
                say(_ONLY_BYTES.fill(self.speak or "nb", {"path": file.name}))
            else:
                write_result(diff, None)


def _diff(name: str, before: str, after: str) -> str:
    """The unified diff of two texts; lines keep their own line ends, so that it can be applied."""
    shown = []
    for line in difflib.unified_diff(_LINE.findall(before), _LINE.findall(after), name, name):
        shown.append(line if line.endswith("\n") else f"{line}\n")
        if not line.endswith(("\n", "\r")):
            shown.append("\\ No newline at end of file\n")
    return "".join(shown)


@click.command(
    name="fmt",
    help="Legg ut regelfiler likt: innrykk, linjer og tegn. Kommentarene blir stående, og meningen endres "
    "aldri. Filene skrives på plass; `-` leser fra stdin og skriver til stdout.",
    epilog="Eksempler: lmrules fmt rules · lmrules fmt --check rules · lmrules fmt - < regler.rules",
)
@click.argument("paths", nargs=-1, required=True, metavar="STI…")
@click.option("--check", "check_only", is_flag=True, help="Skriv ingenting; list det som ville blitt endret.")
@click.option("--diff", "show_diff", is_flag=True, help="Skriv ingenting; vis endringene.")
@click.option(
    "--keywords", type=click.Choice(KEYWORD_LANGUAGES), help="Nøkkelord på bokmål, nynorsk eller engelsk."
)
@lang_option
def COMMAND(  # noqa: N802
    paths: tuple[str, ...],
    *,
    check_only: bool,
    show_diff: bool,
    keywords: Keywords | None,
    lang: str | None,
) -> int:
    """Lay out rule files."""
    mode: Literal["write", "check", "diff"] = "diff" if show_diff else "check" if check_only else "write"
    run = _Run(mode, keywords, lang)
    for file in run.inputs(paths):
        run.file(file)
    if run.seen and paths != ("-",):
        done = _DONE if mode == "write" else _WOULD
        say(done.fill(run.speak or language(lang), {"changed": run.changed, "all": run.seen}))
    return run.exit_code
