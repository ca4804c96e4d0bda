"""What `convert` does with a rulebook's workbook: all of it out, and all of it in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lmrules.approvals import ApprovalsError
from lmrules.cli._rulebooks import need_bulk, unreadable_rows
from lmrules.cli.talk import Failure, keep_inputs, language, say, write_result, write_whole
from lmrules.diagnostics.report import HELP, SEVERITY_WORDS, CheckedBook, Finding, Report
from lmrules.examples import try_examples
from lmrules.messages import Language, Text
from lmrules.pipeline import check_path
from lmrules.reading import Unreadable, read_bytes

if TYPE_CHECKING:
    from lmrules.interchange.xlsx_places import Found
    from lmrules.interchange.xlsx_reading import Book

WORKBOOK = "xlsx"
"""The format of this module. It holds everything, so `convert` treats it apart from the others."""

_MOST_BYTES = 20 * 1024 * 1024
_UNREADABLE = Text(
    "kan ikke lese `{path}`: {why}", "kan ikkje lese `{path}`: {why}", "cannot read `{path}`: {why}"
)
_NOT_ALL_READ = Text(
    "{count} setninger i regelverket kan ikke leses, så arbeidsboken ville manglet dem (se over)",
    "{count} setningar i regelverket kan ikkje lesast, så arbeidsboka ville mangla dei (sjå over)",
    "{count} statements of the rulebook cannot be read, so the workbook would lack them (see above)",
)
_TO_SCREEN = Text(
    "oppgi en fil med -o; en arbeidsbok kan ikke vises på skjermen",
    "oppgi ei fil med -o; ei arbeidsbok kan ikkje visast på skjermen",
    "give a file with -o; a workbook cannot be shown on the screen",
)
_TOO_LONG = Text(
    "{place}: «{column}» har {size} tegn, og en celle i Excel har plass til {most}",
    "{place}: «{column}» har {size} teikn, og ei celle i Excel har plass til {most}",
    "{place}: “{column}” has {size} characters, and a cell in Excel has room for {most}",
)
_WROTE = Text(
    "skrev {path}: {state}", "skreiv {path}: {state}", "wrote {path}: {state}"
)  # fmt: skip
_NOTHING_WRITTEN = Text(
    "{count} feil i arbeidsboken; ingen regler er skrevet",
    "{count} feil i arbeidsboka; ingen reglar er skrivne",
    "{count} errors in the workbook; no rules were written",
)
_WROTE_RULES = Text(
    "skrev {files}: {errors} feil", "skreiv {files}: {errors} feil", "wrote {files}: {errors} errors"
)
_N_FILES = Text("{n} filer i {folder}", "{n} filer i {folder}", "{n} files in {folder}")
_PUT_TOGETHER = Text(
    "arbeidsboken har {n} filer, som her er slått sammen; gi en mappe med -o for å få dem hver for seg",
    "arbeidsboka har {n} filer, som her er slått saman; gi ei mappe med -o for å få dei kvar for seg",
    "the workbook has {n} files, here put together; give a folder with -o to have them apart",
)
_SEE = Text("se også {places}", "sjå òg {places}", "see also {places}")
_MOST_NAMED = 3


def write_workbook(path: str, output: str | None, lang: str | None) -> int:
    """The rulebook at ``path`` as a workbook."""
    try:
        checked = check_path(Path(path), path)
    except Unreadable as error:
        raise Failure(_UNREADABLE, {"path": path, "why": error.why}, lang=language(lang)) from None
    speak = language(lang, checked.book.keywords)
    need_bulk(WORKBOOK, speak)
    from lmrules.interchange import xlsx

    if output is None:
        raise Failure(_TO_SCREEN, lang=speak)
    for file in checked.files:
        keep_inputs(output, file.span.source.name, lang=speak)
    if not xlsx.writable(checked):
        unread = [d for d in checked.errors if d.code.id < "LM2"]
        for diagnostic in unread:
            at = diagnostic.span.begin
            place = f"{diagnostic.span.source.name}:{at.line}:{at.column}"
            say(f"{place}: {diagnostic.code.id} {diagnostic.message(speak)}")
        raise Failure(_NOT_ALL_READ, {"count": len(unread)}, lang=speak, exit_code=1)
    examples = None if checked.errors else try_examples(checked.book).diagnostics()
    findings = [Finding.of(d, speak) for d in (*checked.diagnostics, *(examples or ()))]
    files = tuple(file.span.source.name for file in checked.files)
    state = Report.of([CheckedBook(checked.book.name, "", path, files)], findings, speak).summary()
    try:
        data = xlsx.write(checked, examples, state, speak)
    except xlsx.TooLong as error:
        at = error.span.begin
        fields = {
            "place": f"{error.span.source.name}:{at.line}", "column": error.column.name, "size": error.size,
            "most": xlsx.MOST_CHARACTERS,
        }  # fmt: skip
        raise Failure(_TOO_LONG, fields, lang=speak) from None
    write_result(data, output)
    say(_WROTE.fill(speak, {"path": output, "state": state}))
    return 0


def read_workbook(path: str, output: str | None, lang: str | None) -> int:
    """The rules in the workbook at ``path``: in one file, or in a folder as the files they came from."""
    speak = language(lang)
    need_bulk(WORKBOOK, speak)
    from lmrules.interchange.xlsx_reading import read_book

    try:
        data = sys.stdin.buffer.read(_MOST_BYTES + 1) if path == "-" else read_bytes(Path(path), _MOST_BYTES)
    except Unreadable as error:
        raise Failure(_UNREADABLE, {"path": path, "why": error.why}, lang=speak) from None
    apart = output is not None and (output.endswith("/") or Path(output).is_dir())
    try:
        book = read_book(data, path, apart=apart)
    except ApprovalsError as error:
        raise unreadable_rows(path, error, speak) from None
    speak = language(lang, book.keywords)
    for found in book.found:
        _tell(path, found, speak)
    if not book.files:
        raise Failure(_NOTHING_WRITTEN, {"count": book.errors}, lang=speak, exit_code=1)
    wrote = _write_apart(book, Path(output or "."), path, speak) if apart else _write_one(book, output, speak)
    if wrote:
        say(_WROTE_RULES.fill(speak, {"files": wrote, "errors": book.errors}))
    return 1 if book.errors else 0


def _write_one(book: Book, output: str | None, lang: Language) -> str | None:
    write_result(book.files[0][1], output)
    if book.count > 1:
        say(_PUT_TOGETHER.fill(lang, {"n": book.count}))
    return output


def _write_apart(book: Book, folder: Path, path: str, lang: Language) -> str:
    """Every file in its place below ``folder``; one that says the same already is left alone."""
    targets = [(folder / name, text) for name, text in book.files]
    changed = [(target, text) for target, text in targets if not _is(target, text)]
    for target, _ in changed:
        keep_inputs(str(target), path, lang=lang)
        target.parent.mkdir(parents=True, exist_ok=True)
    for target, text in changed:
        write_whole(target, text.encode())
    return _N_FILES.fill(lang, {"n": len(targets), "folder": str(folder)})


def _is(target: Path, text: str) -> bool:
    return target.is_file() and target.read_bytes() == text.encode()


def _tell(path: str, found: Found, lang: Language) -> None:
    """One finding: where, what, and what to do."""
    shown = Finding.of(found.diagnostic, lang)
    word = SEVERITY_WORDS[shown.severity].fill(lang)
    say(f"{path}: {found.place.shown(lang)}: {word} {shown.code.id} {shown.message}")
    say(f"  {HELP.fill(lang)}: {shown.help}")
    if found.others:
        places = "; ".join(place.shown(lang) for place in found.others[:_MOST_NAMED])
        say("  " + _SEE.fill(lang, {"places": places}))
