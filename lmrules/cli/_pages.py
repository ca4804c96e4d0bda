"""A page of ours, written as HTML or as PDF."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Literal, TypeAlias

from lmrules.cli.talk import Failure, write_result
from lmrules.exports.pdf import NoPdf, pdf
from lmrules.messages import Language, Text

Form: TypeAlias = Literal["html", "pdf"]

_NO_SCREEN = Text(
    "oppgi en fil med -o; PDF kan ikke vises på skjermen",
    "oppgi ei fil med -o; PDF kan ikkje visast på skjermen",
    "name a file with -o; PDF cannot be shown on a screen",
)


def chosen_form(form: Form | None, output: str | None) -> Form:
    """The format: what was asked for, else what ``output`` says, else HTML."""
    return form or ("pdf" if output and Path(output).suffix.lower() == ".pdf" else "html")


def rendered(page: str, form: Form, lang: Language) -> bytes:
    """A page of ours in the format asked for."""
    if form == "html":
        return page.encode()
    try:
        return pdf(page)
    except NoPdf as error:
        raise Failure(error.text, lang=lang) from None


def write_page(page: str, form: Form, output: str | None, lang: Language) -> None:
    """Write one page to ``output``, or to stdout."""
    if form == "pdf" and output in {None, "-"} and sys.stdout.isatty():
        raise Failure(_NO_SCREEN, lang=lang)
    write_result(rendered(page, form, lang), output)


def is_folder(path: str) -> bool:
    """Whether ``path`` is meant as a folder."""
    return path.endswith(("/", os.sep)) or Path(path).is_dir()
