"""What the readers share: text from bytes, places in it, and the diagnostics of a file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping

import attrs

from lmrules.diagnostics import Diagnostic
from lmrules.diagnostics.codes_interchange import NOT_THE_FORMAT, ROW_NOT_USABLE
from lmrules.interchange.crosswalk import Crosswalk, Reading
from lmrules.interchange.identity import day_of
from lmrules.messages import Text
from lmrules.reading import decode
from lmrules.source import Source, Span
from lmrules.syntax.limits import Limits

LIMITS = Limits(file_bytes=20_000_000)
"""How large a file of another system may be; rows and findings are bounded as those of rule files are."""

HALF = Text(
    "en tekst har et halvt Unicode-tegn", "ein tekst har eit halvt Unicode-teikn",
    "a text has half of a Unicode character",
)  # fmt: skip
"""What is wrong with a file whose escapes make a text that no file in UTF-8 can hold."""

_EMPTY = Text("den er tom", "ho er tom", "it is empty")
_TOO_MANY_ROWS = Text(
    "den har flere enn {limit} rader", "ho har fleire enn {limit} rader", "it has more than {limit} rows"
)
_MISSING = Text("`{field}` mangler", "`{field}` manglar", "`{field}` is missing")
_NOT_ONE_OF = Text(
    "`{field}` er `{value}`, som er ukjent her",
    "`{field}` er `{value}`, som er ukjent her",
    "`{field}` is `{value}`, which is not known here",
)
_LONGEST_SHOWN = 60
_LINE_END = re.compile("\r\n|\r|\n")


class Stop(Exception):
    """Nothing more can be read; what is wrong is among the findings."""


@attrs.define
class Findings:
    """The findings on one file of the format called ``format``; too many of them stop the reading."""

    source: Source
    format: str
    found: list[Diagnostic] = attrs.field(factory=list)
    rows: int = 0

    starts: list[int] = attrs.field(factory=list)

    def line(self, number: int) -> Span:
        """Line ``number`` (from 1)."""
        text = self.source.text
        if not self.starts:
            self.starts = [0, *(found.end() for found in _LINE_END.finditer(text))]
        start = self.starts[number - 1] if number <= len(self.starts) else len(text)
        end = self.starts[number] if number < len(self.starts) else len(text)
        return Span(self.source, start, start + len(text[start:end].rstrip("\r\n")))

    @property
    def whole(self) -> Span:
        """The file as a whole."""
        return Span(self.source, 0, 0)

    def add(self, diagnostic: Diagnostic) -> None:
        """Add one; :class:`Stop` where there are too many."""
        self.found.append(diagnostic)
        if len(self.found) >= LIMITS.mistakes:
            raise Stop

    def row(self, at: Span, why: Text, **fields: object) -> None:
        """Say that what stands at ``at`` cannot be used."""
        self.add(ROW_NOT_USABLE.at(at, why=filled(why, fields)))

    def missing(self, at: Span, field: str) -> None:
        """Say that a row lacks ``field``."""
        self.row(at, _MISSING, field=field)

    def unknown(self, at: Span, field: str, value: str) -> None:
        """Say that a row's ``field`` has a value that means nothing here."""
        self.row(at, _NOT_ONE_OF, field=field, value=cut(value))

    def day(self, at: Span, field: str, text: str) -> dt.date | None:
        """The day that a row's ``field`` says, if it says anything; what is no day is a finding."""
        day = day_of(text)
        if text and day is None:
            self.unknown(at, field, text)
        return day

    def refuse(self, why: Text, at: Span | None = None, **fields: object) -> Stop:
        """The exception to raise where the file as a whole cannot be read."""
        self.found.append(NOT_THE_FORMAT.at(at or self.whole, format=self.format, why=filled(why, fields)))
        return Stop()

    def count(self) -> None:
        """Count a row; :class:`Stop` where there are too many."""
        self.rows += 1
        if self.rows > LIMITS.statements:
            raise self.refuse(_TOO_MANY_ROWS, limit=LIMITS.statements)

    def reading(self, crosswalk: Crosswalk | None = None) -> Reading:
        """All that was read and found."""
        ordered = sorted(self.found, key=lambda d: d.sort_key)
        return Reading(crosswalk or Crosswalk(), tuple(ordered))


def opened(data: bytes, name: str, form: str) -> tuple[Findings, bool]:
    """The findings on a file of text, and whether there is anything to read in it."""
    source, found = decode(name, data, LIMITS)
    findings = Findings(source, form, list(found))
    if not found and not source.text.strip():
        findings.refuse(_EMPTY)
    return findings, not findings.found


def reading_of(data: bytes, name: str, form: str, read: Callable[[Findings], Crosswalk]) -> Reading:
    """What ``read`` makes of a file of text of the format called ``form``, with all that it found."""
    findings, readable = opened(data, name, form)
    if not readable:
        return findings.reading()
    try:
        return findings.reading(read(findings))
    except Stop:
        return findings.reading()


def filled(text: Text, fields: Mapping[str, object]) -> Text:
    """``text`` with its fields filled in, in each language, as a value for another text's field."""
    braced = (text.fill(lang, fields) for lang in ("nb", "nn", "en"))
    return Text(*braced)


def cut(value: str) -> str:
    """``value`` no longer than a message bears."""
    return value if len(value) <= _LONGEST_SHOWN else value[: _LONGEST_SHOWN - 1] + "…"


_CLAIM = re.compile("([=≥≤><~≠])(?: (content|complexity))?(?:, ([=≥≤><~≠]) (content|complexity))?")


def is_claim(text: str) -> bool:
    """Whether ``text`` is a relation as the rule language has it: ``≥``, or ``≥ content, < complexity``."""
    return _CLAIM.fullmatch(text) is not None


def claims_of(text: str) -> tuple[tuple[str, str | None], ...]:
    """The relations in ``text``, which :func:`is_claim`, each with the side it is about."""
    found = _CLAIM.fullmatch(text)
    if found is None:
        raise ValueError(text)
    first, aspect, second, other = found.groups()
    return ((first, aspect), (second, other)) if second else ((first, aspect),)
