"""What HTML pages about a rulebook are built of: its authors' words in their language, tables, facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from lmrules.exports import report_words as say
from lmrules.exports.markup import LINE, Html, el, joined, text, titles_in
from lmrules.exports.prose import Explainer, said_level
from lmrules.messages import Language, Text
from lmrules.model.model import (
    AllOf,
    AnyOf,
    Expression,
    Objective,
    ObjectiveId,
    Requirement,
    Rulebook,
)

_SHORT = 16


def capital(phrase: str) -> str:
    """``phrase`` with a capital letter first."""
    return phrase[:1].upper() + phrase[1:]


@attrs.frozen
class Parts:
    """Pieces of a page about ``book``, in one language."""

    book: Rulebook
    lang: Language

    def say(self, phrase: Text, **fields: object) -> str:
        """A phrase of ours in the page's language."""
        return phrase.fill(self.lang, fields)

    def split(self, phrase: Text, **fields: Html) -> Html:
        """The same with markup in the places of its fields."""
        template: str = getattr(phrase, self.lang)
        parts: list[str] = []
        while template:
            before, brace, rest = template.partition("{")
            name, _, template = rest.partition("}")
            parts.append(before)
            if brace:
                parts.append(fields[name])
        return joined(parts)

    # ------------------------------------------------------------------------------------------ the authors'

    def own(self, words: str) -> Html:
        """Words of the rulebook's authors, marked with their language where it is another than the page's."""
        language = titles_in(self.book.keywords, self.lang)
        return el("span", words, lang=language) if words and language else text(words)

    def topic(self, name: str) -> Html:
        """A topic by its title."""
        return self.own(Explainer(self.book, self.lang).topic(name))

    def level(self, name: str) -> Html:
        """A level as it is said."""
        return self.own(said_level(name))

    def code(self, identity: ObjectiveId, href: str | None = None) -> Html:
        """An objective's code, as a link where it stands elsewhere on the page; a short one is not broken."""
        kind = "code" if len(identity.code) <= _SHORT else "code long"
        if href is None:
            return el("span", identity.code, class_=kind)
        return el("a", identity.code, href=f"#{href}", class_=kind)

    def named(self, objective: Objective, href: str | None = None) -> Html:
        """An objective by code and title."""
        title = f" {objective.title}" if objective.title else ""
        return joined([self.code(objective.id, href), self.own(title)])

    def expression(self, expression: Expression, *, inside: bool = False) -> Html:
        """Which objectives are asked for, by their codes."""
        match expression:
            case ObjectiveId():
                return self.code(expression)
            case AllOf(parts):
                found = self.between(say.AND, parts)
            case AnyOf(parts):
                found = self.between(say.OR, parts)
            case _:
                listed = listing(self.expression(p) for p in expression.parts)
                return joined([self.say(say.AT_LEAST, k=expression.k), " (", listed, ")"])
        return joined(["(", found, ")"]) if inside else found

    def between(self, word: Text, parts: Sequence[Expression]) -> Html:
        """The parts of an expression with a word between them."""
        return listing((self.expression(p, inside=True) for p in parts), f" {self.say(word)} ")

    def requirements(self, objective: Objective) -> Html:
        """What an objective requires: a line for each level, with its topics."""
        by_level: dict[str, list[Requirement]] = {}
        for requirement in objective.requirements:
            by_level.setdefault(requirement.level, []).append(requirement)
        if not by_level:
            return text(self.say(say.NOT_ANALYSED))
        lines = (el("li", self.at_level(objective, level, rs)) for level, rs in by_level.items())
        return el("ul", *lines, class_="plain")

    def at_level(self, objective: Objective, level: str, requirements: Iterable[Requirement]) -> Html:
        """The topics required at one level; an objective's own name as topic is content not analysed."""
        topics = [r.topic for r in requirements]
        if topics == [str(objective.id)] and topics[0] not in self.book.topic_named:
            return self.split(say.LEVEL_ONLY, level=self.level(level))
        return joined([el("i", self.level(level)), ": ", listing(map(self.topic, topics))])

    # ---------------------------------------------------------------------------------------------- pieces

    def table(
        self,
        caption: str,
        head: Iterable[Text],
        lines: Iterable[Sequence[str]],
        kind: str | None = None,
        ids: Sequence[str] | None = None,
    ) -> Html:
        """A table whose first column names its rows; ``ids`` are anchors of the rows."""
        headings = (el("th", self.say(words), scope="col") for words in head)
        rows = []
        for number, (first, *others) in enumerate(lines):
            cells = (el("td", cell) for cell in others)
            row = el("tr", el("th", first, scope="row"), *cells, id=ids[number] if ids else None)
            rows.append(joined([LINE, row]))
        return el(
            "table",
            el("caption", caption),
            el("thead", el("tr", *headings)),
            el("tbody", *rows),
            class_=kind,
        )

    def facts(self, facts: Iterable[tuple[Text, str, str | None]]) -> Html:
        """Terms with what they are here; the third is a class."""
        parts = []
        for term, value, kind in facts:
            parts += [el("dt", self.say(term)), el("dd", value, class_=kind)]
        return el("dl", *parts, class_="facts")


def listing(parts: Iterable[str], between: str = ", ") -> Html:
    """Several pieces with ``between`` between them."""
    found: list[str] = []
    for part in parts:
        found += [between, part]
    return joined(found[1:])


def anchor(*names: str) -> str:
    """An id for what bears these names: readable, without spaces, and different for different names."""
    return ":".join("".join(c if c.isalnum() or c in "-." else f"_{ord(c):x}_" for c in n) for n in names)
