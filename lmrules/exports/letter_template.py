"""The text of a letter, which an organisation may replace: a plain text file with placeholders.

``# `` and ``## `` begin headings, ``- `` an item of a list, an empty line ends a paragraph. ``{name}`` is a
placeholder, ``{{`` and ``}}`` are braces. A template is checked whole before a letter is written. Neither its
text nor what is filled in can become markup, and what is filled in is not looked through for placeholders.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, TypeAlias

import attrs

from lmrules.messages import Language, Text
from lmrules.resources import resource_text
from lmrules.syntax.spelling import nearest

MOST_BYTES = 100_000

WORDS: Mapping[str, tuple[str, str]] = {
    "person": ("person", "person"),
    "date": ("dato", "date"),
    "rulebook": ("regelverk", "rulebook"),
    "old-sets": ("gamle-sett", "old-sets"),
    "new-set": ("nytt-sett", "new-set"),
    "day": ("gjelder-fra", "in-force"),
    "all": ("antall-mål", "count-all"),
    "transferred": ("antall-overføres", "count-transferred"),
    "assessment": ("antall-vurderes", "count-assessment"),
    "approved": ("antall-godkjente", "count-approved"),
}
"""Placeholders within a text, each by its Norwegian and its English name."""

BLOCKS: Mapping[str, tuple[str, str]] = {
    "counts": ("tall", "counts"),
    "transferred-list": ("overføres", "transferred"),
    "approved-list": ("godkjente", "approved"),
    "assessment-list": ("vurderes", "assessment"),
    "rows": ("godkjenningene", "approvals"),
}
"""Placeholders that stand on a line of their own, in place of a table."""

NEEDED = ("transferred-list", "assessment-list")
"""Without these it would be no letter about a transfer."""

_NAMED = {name: key for kind in (WORDS, BLOCKS) for key, names in kind.items() for name in names}
_PIECES = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")

_UNKNOWN = Text(
    "linje {line}: ukjent plassholder `{name}`{hint}",
    "linje {line}: ukjend plasshaldar `{name}`{hint}",
    "line {line}: unknown placeholder `{name}`{hint}",
)
_DID_YOU_MEAN = Text("; mente du `{names}`?", "; meinte du `{names}`?", "; did you mean `{names}`?")
_NOT_ALONE = Text(
    "linje {line}: `{name}` må stå alene på linjen",
    "linje {line}: `{name}` må stå åleine på linja",
    "line {line}: `{name}` must stand alone on its line",
)
_BRACE = Text(
    "linje {line}: en klamme uten make; skriv {{ for en klamme i teksten",
    "linje {line}: ein klamme utan make; skriv {{ for ein klamme i teksten",
    "line {line}: a brace without its pair; write {{ for a brace in the text",
)
_LACKS = Text(
    "plassholderen `{name}` mangler; uten den er det ikke noe brev",
    "plasshaldaren `{name}` manglar; utan han er det ikkje noko brev",
    "the placeholder `{name}` is missing; without it this is no letter",
)
_NO_TITLE = Text(
    "brevet må begynne med en overskrift: «# » og tekst på første linje",
    "brevet må byrje med ei overskrift: «# » og tekst på første linja",
    "the letter must begin with a heading: “# ” and text on the first line",
)
_TOO_LARGE = Text("filen er for stor", "fila er for stor", "the file is too large")
_NOT_UTF8 = Text(
    "filen er ikke UTF-8; lagre den som UTF-8",
    "fila er ikkje UTF-8; lagre ho som UTF-8",
    "the file is not UTF-8; save it as UTF-8",
)

Shape: TypeAlias = Literal["title", "heading", "paragraph", "item", "block"]


@attrs.frozen
class Placeholder:
    """Where something is filled in; ``key`` is one of :data:`WORDS` or :data:`BLOCKS`."""

    key: str


@attrs.frozen
class Piece:
    """A heading, paragraph or item as text and placeholders in turn; a block is one placeholder."""

    shape: Shape
    parts: tuple[str | Placeholder, ...]


@attrs.frozen
class Template:
    """A letter's text, checked."""

    pieces: tuple[Piece, ...]


@attrs.frozen
class Mistake:
    """What is wrong with a template."""

    text: Text
    fields: Mapping[str, object]

    def message(self, lang: Language) -> str:
        """The mistake in words."""
        return self.text.fill(lang, self.fields)


class BadTemplate(Exception):
    """A template that cannot be used; ``mistakes`` are all of them."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("; ".join(mistake.message("en") for mistake in self.mistakes))


def default_text(lang: Language) -> str:
    """The text of the template that is used where no other is given."""
    return resource_text(f"templates/letter.{lang}.txt")


def read_template(path: Path) -> Template:
    """The template in a file; :class:`BadTemplate` if it cannot be used, ``OSError`` if it is not there."""
    with path.open("rb") as file:
        raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise BadTemplate([Mistake(_TOO_LARGE, {})])
    try:
        return parse_template(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadTemplate([Mistake(_NOT_UTF8, {})]) from None


def parse_template(text: str) -> Template:
    """The template written in ``text``; :class:`BadTemplate` with every mistake in it."""
    reader = _Reader()
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        reader.line(number, line.strip())
    pieces = reader.pieces
    keys = {part.key for piece in pieces for part in piece.parts if isinstance(part, Placeholder)}
    mistakes = list(reader.mistakes)
    if not pieces or pieces[0].shape != "title":
        mistakes.append(Mistake(_NO_TITLE, {}))
    mistakes += [Mistake(_LACKS, {"name": f"{{{BLOCKS[key][0]}}}"}) for key in NEEDED if key not in keys]
    if mistakes:
        raise BadTemplate(mistakes)
    return Template(tuple(pieces))


@attrs.define
class _Reader:
    pieces: list[Piece] = attrs.field(factory=list)
    mistakes: list[Mistake] = attrs.field(factory=list)
    open: bool = False

    def line(self, number: int, line: str) -> None:
        """Take in one line: a new piece, or more of a paragraph or item."""
        if not line:
            self.open = False
            return
        shape, text = _shape(line)
        parts = self.parts(number, text)
        block = [p for p in parts if isinstance(p, Placeholder) and p.key in BLOCKS]
        if block and len(parts) == 1 and shape == "paragraph":
            self.pieces.append(Piece("block", parts))
            self.open = False
            return
        self.mistakes += [
            Mistake(_NOT_ALONE, {"line": number, "name": f"{{{BLOCKS[p.key][0]}}}"}) for p in block
        ]
        if shape == "paragraph" and self.open:
            before = self.pieces[-1]
            self.pieces[-1] = attrs.evolve(before, parts=(*before.parts, " ", *parts))
        else:
            first = shape == "title" and not self.pieces
            self.pieces.append(Piece("heading" if shape == "title" and not first else shape, parts))
        self.open = shape in {"paragraph", "item"}

    def parts(self, number: int, text: str) -> tuple[str | Placeholder, ...]:
        """A line as text and placeholders."""
        found: list[str | Placeholder] = []
        end = 0
        for match in _PIECES.finditer(text):
            found.append(text[end : match.start()])
            end = match.end()
            name = match[1]
            if match[0] in {"{{", "}}"}:
                found.append(match[0][0])
            elif name is None:
                self.mistakes.append(Mistake(_BRACE, {"line": number}))
            elif (key := _NAMED.get(name.strip().lower())) is not None:
                found.append(Placeholder(key))
            else:
                self.mistakes.append(_unknown(number, name.strip()))
        found.append(text[end:])
        return tuple(part for part in found if part)


def _unknown(number: int, name: str) -> Mistake:
    close = nearest(name, _NAMED)
    names = "`, `".join(f"{{{one}}}" for one in close)
    hint = Text(*(_DID_YOU_MEAN.fill(lang, {"names": names}) for lang in ("nb", "nn", "en"))) if close else ""
    return Mistake(_UNKNOWN, {"line": number, "name": f"{{{name}}}", "hint": hint})


def _shape(line: str) -> tuple[Shape, str]:
    shapes: tuple[tuple[str, Shape], ...] = (("# ", "title"), ("## ", "heading"), ("- ", "item"))
    for mark, shape in shapes:
        if line.startswith(mark):
            return shape, line.removeprefix(mark).strip()
    return "paragraph", line
