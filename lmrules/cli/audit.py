"""``lmrules audit``: does every proof in a result hold? Checked with the kernel alone."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from lmrules.auditing import audit
from lmrules.cli._rulebooks import load_rulebook
from lmrules.cli.talk import Failure, lang_option, say, write_result
from lmrules.messages import Text

_UNREADABLE = Text(
    "kan ikke lese `{path}` som JSON ({why})",
    "kan ikkje lese `{path}` som JSON ({why})",
    "cannot read `{path}` as JSON ({why})",
)
_ALL_HOLD = Text("alle {count} bevis holder", "alle {count} bevis held", "all {count} proofs hold")
_FOUND = Text("{place}: {message}", "{place}: {message}", "{place}: {message}")
_PLACE = Text(
    "person nr. {person}, {objective}", "person nr. {person}, {objective}", "person no. {person}, {objective}"
)
_PERSON = Text("person nr. {person}", "person nr. {person}", "person no. {person}")


@click.command(
    name="audit",
    help="Kontroller hvert bevis i et resultat fra transfer --format json, med kjernen alene.",
    epilog="Eksempel: lmrules audit rules/nukleaermedisin.rules resultat.json",
)
@click.argument("rules")
@click.argument("decisions")
@lang_option
def COMMAND(rules: str, decisions: str, lang: str | None) -> int:  # noqa: N802
    """Audit decisions."""
    book, speak = load_rulebook(rules, lang)
    try:
        raw = sys.stdin.buffer.read() if decisions == "-" else Path(decisions).read_bytes()
        document = json.loads(raw)
    except (OSError, ValueError, RecursionError) as error:
        # The error's own text may quote the document, which has persons in it.
        raise Failure(_UNREADABLE, {"path": decisions, "why": type(error).__name__}, lang=speak) from None
    found = audit(book.model, book.digest, document)
    for finding in found:
        fields = {"person": finding.person, "objective": finding.objective}
        place = decisions
        if finding.person is not None:
            place = (_PLACE if finding.objective else _PERSON).fill(speak, fields)
        line = _FOUND.fill(speak, {"place": place, "message": finding.message(speak)})
        write_result(line + "\n", None)
    if not found:
        say(_ALL_HOLD.fill(speak, {"count": _proofs(document)}))
    return 1 if found else 0


def _proofs(document: object) -> int:
    """How many proofs the document has; it is one that holds."""
    persons = document["persons"] if isinstance(document, dict) else []
    return sum("proof" in d for person in persons for d in person["decisions"])
