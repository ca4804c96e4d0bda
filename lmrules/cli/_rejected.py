"""What is said of rows that could not be used."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from lmrules.cli.talk import Failure, keep_inputs, say
from lmrules.messages import Language, Text
from lmrules.resources import real

BAD_ROWS = Text(
    "{count} rader kan ikke brukes; rett dem, eller kjør igjen med --keep-going",
    "{count} rader kan ikkje brukast; rett dei, eller køyr igjen med --keep-going",
    "{count} rows cannot be used; mend them, or run again with --keep-going",
)
REJECTED = Text(
    "{count} rader ble ikke brukt; de står i {path}",
    "{count} rader blei ikkje brukte; dei står i {path}",
    "{count} rows were not used; they are in {path}",
)
_SAME_FILE = Text(
    "`{path}` er filen med godkjenninger; velg en annen med --rejects",
    "`{path}` er fila med godkjenningar; vel ei anna med --rejects",
    "`{path}` is the file of approvals; choose another with --rejects",
)
_ONE_OUTPUT = Text(
    "resultatet og radene som ikke kan brukes, kan ikke begge skrives til `{path}`",
    "resultatet og radene som ikkje kan brukast, kan ikkje begge skrivast til `{path}`",
    "the result and the rows that cannot be used cannot both be written to `{path}`",
)
_ROW = Text("rad {row}: {problem}", "rad {row}: {problem}", "row {row}: {problem}")


def check_rejects(
    path: str, approvals: Sequence[str], rules: str, output: str | None, lang: Language
) -> None:
    """A failure where the rejects would be written over what is read, or where the result is written."""
    if Path(path).exists() and any(Path(a).exists() and Path(path).samefile(a) for a in approvals):
        raise Failure(_SAME_FILE, {"path": path}, lang=lang)
    keep_inputs(path, rules, lang=lang)
    if output is not None and real(path) == real(output):
        raise Failure(_ONE_OUTPUT, {"path": path}, lang=lang)


def say_rows(rows: Iterable[tuple[int, str]], lang: Language) -> None:
    """Say what is wrong with each row, by its number."""
    for row, problem in rows:
        say(_ROW.fill(lang, {"row": row, "problem": problem}))
