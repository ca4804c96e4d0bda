"""``report --person`` and ``--all``: letters, one or one for each person of a file."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, TypeAlias

import attrs

from lmrules.api import Rulebook
from lmrules.cli._pages import Form, chosen_form, is_folder, rendered, write_page
from lmrules.cli._rejected import say_rows
from lmrules.cli._rulebooks import choose_target, read_rows
from lmrules.cli._terminal import watched
from lmrules.cli.talk import Failure, say, write_whole
from lmrules.cli.transfer import only_person
from lmrules.evaluate.holdings import row_problems
from lmrules.evaluate.run import by_person, transfer
from lmrules.exports.letter_html import Letters
from lmrules.exports.letter_template import BadTemplate, Template, default_text, parse_template, read_template
from lmrules.messages import Language, Text
from lmrules.messages.cells import safe_cell
from lmrules.model.approval import Approval, Person
from lmrules.prepared import Prepared

Names: TypeAlias = Literal["number", "person"]

_BAD_ROWS = Text(
    "{count} rader kan ikke brukes; rett dem først, så ingen får et brev der noe mangler",
    "{count} rader kan ikkje brukast; rett dei først, så ingen får eit brev der noko manglar",
    "{count} rows cannot be used; mend them first, so that nobody gets a letter where something is missing",
)
_BAD_TEMPLATE = Text(
    "malen `{path}` kan ikke brukes (se over)",
    "malen `{path}` kan ikkje brukast (sjå over)",
    "the template `{path}` cannot be used (see above)",
)
_CANNOT_READ = Text(
    "kan ikke lese malen `{path}` ({why})",
    "kan ikkje lese malen `{path}` ({why})",
    "cannot read the template `{path}` ({why})",
)
_NOT_EMPTY = Text(
    "mappen `{path}` er ikke tom; velg en ny eller tom mappe, så gamle brev ikke blir liggende",
    "mappa `{path}` er ikkje tom; vel ei ny eller tom mappe, så gamle brev ikkje blir liggjande",
    "the folder `{path}` is not empty; choose a new or empty one, so that no old letters are left",
)
_CANNOT_MAKE = Text(
    "kan ikke lage mappen `{path}` ({why})",
    "kan ikkje lage mappa `{path}` ({why})",
    "cannot make the folder `{path}` ({why})",
)
_IS_FOLDER = Text(
    "`{path}` er en mappe; oppgi en fil, eller skriv til alle med --all",
    "`{path}` er ei mappe; oppgi ei fil, eller skriv til alle med --all",
    "`{path}` is a folder; name a file, or write to everybody with --all",
)
_WRITTEN = Text(
    "{count} brev er skrevet til {path}; {listing} sier hvem de er til",
    "{count} brev er skrivne til {path}; {listing} seier kven dei er til",
    "{count} letters are written to {path}; {listing} says whom they are to",
)
_NOBODY = Text("filen har ingen godkjenninger", "fila har ingen godkjenningar", "the file has no approvals")
_WRITING = Text("Skriver brev", "Skriv brev", "Writing letters")
_FILE = Text("brev", "brev", "letter")
_LISTING = Text("liste.csv", "liste.csv", "list.csv")
_LONGEST = 100


@attrs.frozen
class Wanted:
    """The letters that are wanted."""

    approvals: str
    person: str | None
    to: str | None
    as_of: dt.date | None
    template: str | None
    date: dt.date | None
    names: Names


def write_letters(
    book: Rulebook, wanted: Wanted, form: Form | None, output: str | None, lang: Language
) -> int:
    """Write the letters that are wanted; the exit code."""
    target = choose_target(book, wanted.to, lang)
    letters = Letters(
        book=book.model,
        digest=book.digest,
        to=target,
        template=template_at(wanted.template, lang),
        lang=lang,
        as_of=wanted.as_of,
        date=wanted.date,
    )
    prepared = book.prepared(target)
    approvals = usable_rows(prepared, wanted, lang)
    if wanted.person is not None:
        if output and is_folder(output):
            raise Failure(_IS_FOLDER, {"path": output}, lang=lang)
        page = one(letters, prepared, approvals)
        write_page(page, chosen_form(form, output), output, lang)
        return 0
    persons = by_person(approvals)
    if not persons:
        raise Failure(_NOBODY, lang=lang)
    pages = (one(letters, prepared, rows) for rows in watched(list(persons.values()), _WRITING.fill(lang)))
    fill_folder(Path(output or ""), list(persons), pages, form or "html", wanted, lang)
    return 0


def template_at(path: str | None, lang: Language) -> Template:
    """The template at ``path``, or the one that is ours; a failure with every mistake shown."""
    if path is None:
        return parse_template(default_text(lang))
    try:
        return read_template(Path(path))
    except BadTemplate as bad:
        for mistake in bad.mistakes:
            say(f"{path}: {mistake.message(lang)}")
        raise Failure(_BAD_TEMPLATE, {"path": path}, lang=lang) from None
    except OSError as error:
        raise Failure(_CANNOT_READ, {"path": path, "why": error.strerror or "?"}, lang=lang) from None


def usable_rows(prepared: Prepared, wanted: Wanted, lang: Language) -> tuple[Approval, ...]:
    """The rows of those who are written to. One that cannot be used stops everything: it may be theirs."""
    reading = read_rows(wanted.approvals, lang)
    bad = {row.row: row.message(lang) for row in reading.rejected}
    if wanted.person is not None:
        reading = only_person(reading, wanted.person, lang)
    for rows in by_person(reading.approvals).values():
        bad |= {problem.row: problem.message(lang) for problem in row_problems(prepared, rows)}
    if bad:
        say_rows(sorted(bad.items()), lang)
        raise Failure(_BAD_ROWS, {"count": len(bad)}, lang=lang, exit_code=1)
    return reading.approvals


def one(letters: Letters, prepared: Prepared, rows: Sequence[Approval]) -> str:
    """The letter to the one person whose ``rows`` these are."""
    whole, _ = transfer(prepared, rows, letters.as_of)
    return letters.letter(whole.persons[0], preview=whole.preview)


def fill_folder(
    folder: Path, persons: Sequence[Person], pages: Iterable[str], form: Form, wanted: Wanted, lang: Language
) -> None:
    """Write a letter for each person, and then the list of them: all of it, or nothing."""
    names = file_names(persons, form, lang, by_person=wanted.names == "person")
    listing = _LISTING.fill(lang)
    with emptied_if_failed(folder, lang) as written:
        for name, page in zip(names, pages, strict=True):
            written.append(folder / name)
            write_whole(folder / name, rendered(page, form, lang))
        written.append(folder / listing)
        write_whole(folder / listing, list_of(names, persons))
    say(_WRITTEN.fill(lang, {"count": len(names), "path": str(folder), "listing": listing}))


@contextmanager
def emptied_if_failed(folder: Path, lang: Language) -> Iterator[list[Path]]:
    """A new or empty folder; what the block has written to it is taken away if it does not end well."""
    try:
        new = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        taken = any(folder.iterdir())
    except OSError as error:
        raise Failure(_CANNOT_MAKE, {"path": str(folder), "why": error.strerror or "?"}, lang=lang) from None
    if taken:
        raise Failure(_NOT_EMPTY, {"path": str(folder)}, lang=lang)
    written: list[Path] = []
    try:
        yield written
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        if new:
            folder.rmdir()
        raise


def file_names(persons: Sequence[Person], form: Form, lang: Language, *, by_person: bool) -> list[str]:
    """A name for each letter: numbered, so that none is like another, and with the person if asked for."""
    width = max(4, len(str(len(persons))))
    names = []
    for number, person in enumerate(persons, 1):
        told = f"-{in_file_name(person.reveal())}" if by_person else ""
        names.append(f"{_FILE.fill(lang)}-{number:0{width}}{told}.{form}")
    return names


def in_file_name(identifier: str) -> str:
    """``identifier`` as part of a file name on any system: letters, digits and a few signs, not too long."""
    return "".join(c if c.isalnum() or c in "-_." else "_" for c in identifier)[:_LONGEST]


def list_of(names: Iterable[str], persons: Iterable[Person]) -> bytes:
    """The list of letters as CSV: file and person."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("file", "person"))
    writer.writerows((name, safe_cell(person.reveal())) for name, person in zip(names, persons, strict=True))
    return out.getvalue().encode()
