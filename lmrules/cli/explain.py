"""``lmrules explain``: the page of a diagnostic, offline; without a code, every code there is."""

from __future__ import annotations

import re
from collections.abc import Sequence

import click

from lmrules.checks import all_codes
from lmrules.cli._terminal import colour, width
from lmrules.cli.talk import Failure, lang_option, language, write_result
from lmrules.diagnostics import Code
from lmrules.diagnostics.pages import page_of, plain
from lmrules.diagnostics.report import HELP, SEVERITY_WORDS
from lmrules.diagnostics.series import SERIES
from lmrules.messages import Language, Text, words
from lmrules.syntax.spelling import nearest

_UNKNOWN = Text(
    "koden `{given}` finnes ikke; {hint}",
    "koden `{given}` finst ikkje; {hint}",
    "there is no code `{given}`; {hint}",
)
_DID_YOU_MEAN = Text("mente du {close}?", "meinte du {close}?", "did you mean {close}?")
_SEE_ALL = Text(
    "`lmrules explain` viser alle", "`lmrules explain` viser alle", "`lmrules explain` lists them all"
)
_PAGE_IS_NORWEGIAN = Text(
    "Siden er på bokmål:", "Sida er på bokmål:", "The page itself is in Norwegian (bokmål):"
)
_MORE = Text(
    "`lmrules explain KODE` viser siden til en kode.",
    "`lmrules explain KODE` viser sida til ein kode.",
    "`lmrules explain CODE` shows the page of a code.",
)


@click.command(
    name="explain",
    help="Forklar en kode, for eksempel LM301; uten kode: vis alle.",
    epilog="Eksempler: lmrules explain LM301 · lmrules explain",
)
@click.argument("code", metavar="[KODE]", required=False)
@lang_option
def COMMAND(code: str | None, lang: str | None) -> int:  # noqa: N802
    """Print the page of a code, or the list of codes."""
    speak = language(lang)
    if code is None:
        write_result(_list(all_codes(), speak), None)
    else:
        write_result(_page(_named(code, speak), speak), None)
    return 0


def _named(given: str, lang: Language) -> Code:
    """The code with this id or name; :class:`Failure` that says what may have been meant."""
    by_name = {key: code for code in all_codes() for key in (code.id, code.name)}
    for spelling in (given, given.upper(), given.lower()):
        if spelling in by_name:
            return by_name[spelling]
    close = nearest(given, by_name)
    hint = _DID_YOU_MEAN if close else _SEE_ALL
    shown = Text(*(hint.fill(spoken, {"close": words(close, "or")}) for spoken in ("nb", "nn", "en")))
    raise Failure(_UNKNOWN, {"given": given, "hint": shown}, lang=lang)


def _page(code: Code, lang: Language) -> str:
    """The page as plain text; in other languages than its own, first the message and the help."""
    page = page_of(code)
    if lang != "nb":
        severity = SEVERITY_WORDS[code.severity].fill(lang)
        message, help_ = (_template(text.fill(lang)) for text in (code.message, code.help))
        # A help that is one field only says something where it is filled in.
        helped = "" if re.fullmatch(r"‹\w+›", help_) else f"{HELP.fill(lang)}: {help_}\n\n"
        note = _PAGE_IS_NORWEGIAN.fill(lang)
        page = f"# {code.id} {code.name} ({severity})\n\n{message}\n\n{helped}{note}\n\n{page}"
    return plain(page, width(), colour=colour())


def _template(text: str) -> str:
    """A message with its fields shown as such."""
    return text.replace("{", "‹").replace("}", "›")


def _list(codes: Sequence[Code], lang: Language) -> str:
    """Every code by series, one line each."""
    widest = max(len(code.name) for code in codes)
    sections = []
    for prefix, title in SERIES.items():
        in_series = [code for code in codes if code.id.startswith(prefix)]
        if in_series:
            lines = [
                f"  {code.id}  {code.name:<{widest}}  {SEVERITY_WORDS[code.severity].fill(lang)}"
                for code in in_series
            ]
            sections.append("\n".join([f"{prefix}xx {title.fill(lang)}", *lines]))
    return "\n\n".join([*sections, _MORE.fill(lang)]) + "\n"
