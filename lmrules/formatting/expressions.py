"""From the small parts of statements (names, codes, lists, expressions) to words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import attrs

from lmrules.formatting.from_source import Supply
from lmrules.formatting.words import Segment, Word, closed, glued, opened
from lmrules.syntax import ast
from lmrules.syntax.keywords import SPELLINGS
from lmrules.syntax.writing import write_name

T = TypeVar("T", bound=ast.Node)


@attrs.define
class Speller:
    """Spells the parts of statements as words, in one keyword language.

    The words must be asked for in the order in which they are printed: each takes what stood around it in
    its file from ``supply``.
    """

    keywords: ast.Keywords
    supply: Supply

    @property
    def from_source(self) -> bool:
        """Whether there is a file whose order and remarks are kept."""
        return self.supply.words is not None

    # -------------------------------------------------------------- single words

    def keyword(self, key: str) -> Word:
        """The keyword whose English spelling is ``key``."""
        spelled = SPELLINGS[key]
        text = spelled[self.keywords]
        longest = max(len(spelling) for spelling in spelled.values())
        return Word(text, self.supply.take("keyword", key), extra=longest - len(text))

    def sign(self, relation: ast.Relation) -> Word:
        """The sign of a relation, however it was written."""
        return Word(relation, self.supply.take("sign", relation))

    def name(self, name: ast.Name) -> Word:
        """A name, quoted where it must be."""
        return Word(write_name(name.text), self.supply.take("name"))

    def number(self, number: int) -> Word:
        """A number."""
        return Word(str(number), self.supply.take("name"))

    def date(self, date: ast.Date) -> Word:
        """A date."""
        return Word(date.day.isoformat(), self.supply.take("date"))

    def code(self, code: ast.Code) -> Word:
        """A code with its set, or a run of codes."""
        start = f"{write_name(code.set.text)}/" if code.set else ""
        end = f"..{write_name(code.last.text)}" if code.last else ""
        return Word(f"{start}{write_name(code.code.text)}{end}", self.supply.take("name"))

    def text(self, text: ast.Text) -> Word:
        """A text, its lines as its author broke them."""
        trivia = self.supply.take("text")
        return Word("", trivia, segments=trivia.segments or (Segment((text.text,)),))

    def path(self, text: ast.Text) -> Word:
        """A text that is never broken over lines."""
        word = self.text(text)
        return attrs.evolve(word, segments=tuple(attrs.evolve(s, lines=(s.joined,)) for s in word.segments))

    # -------------------------------------------------------------- lists

    def listed(self, items: Sequence[T], spell: Callable[[T], Word]) -> list[Word]:
        """`a, b, c`."""
        words = [spell(item) for item in items]
        return [*(word for item in words[:-1] for word in closed([item], ",")), words[-1]]

    def held(self, items: Sequence[ast.Held]) -> list[Word]:
        """`NUK-001 2023-02-01, NUK-002`, each code on one line with its date."""
        words: list[Word] = []
        for number, item in enumerate(items, 1):
            spelled = [self.code(item.code)]
            if item.day:
                spelled = [*glued(spelled), self.date(item.day)]
            words += spelled if number == len(items) else closed(spelled, ",")
        return words

    def chain(self, chain: ast.Chain) -> list[Word]:
        """`a < b = c`."""
        words = [self.name(chain.names[0])]
        for sign, name in zip(chain.signs, chain.names[1:], strict=True):
            words += [*glued([self.sign(sign)]), self.name(name)]
        return words

    # -------------------------------------------------------------- expressions

    def joined(self, parts: Sequence[ast.Expression], connective: str) -> list[Word]:
        """`a og b`; a part that would read otherwise without them stands in parentheses.

        `og` binds tighter than `eller`. Two `og` in a row are one node, so a node in a node of its own kind
        was written with parentheses, and is again.
        """
        words: list[Word] = []
        for part in parts:
            if words:
                # The connective stays at the end of the line, as a comma does.
                words = [*glued(words), self.keyword(connective)]
            loose = isinstance(part, ast.AnyOf) or (isinstance(part, ast.AllOf) and connective == "and")
            spelled = self.expression(part)
            words += closed(opened(spelled, "("), ")") if loose else spelled
        return words

    def expression(self, expression: ast.Expression) -> list[Word]:
        """An expression, without parentheses around it."""
        match expression:
            case ast.Code():
                return [self.code(expression)]
            case ast.AllOf():
                return self.joined(expression.parts, "and")
            case ast.AnyOf():
                return self.joined(expression.parts, "or")
            case ast.AtLeast():
                head = [*glued([self.keyword("at least")]), *glued([self.number(expression.k)])]
                head += glued([self.keyword("of")])
                return [*head, *closed(opened(self.listed(expression.codes, self.code), "("), ")")]

    def side(self, side: Sequence[ast.Expression]) -> list[Word]:
        """One side of a rule: an expression, or several with commas between."""
        words: list[Word] = []
        for expression in side:
            words = [*(closed(words, ",") if words else ()), *self.expression(expression)]
        return words

    def claimed(self, claims: Sequence[ast.Claim], right: Sequence[ast.Expression]) -> list[Word]:
        """The right side of a rule with what is claimed: `≥ A i innhold, < i kompleksitet`."""
        words = [*glued([self.sign(claims[0].relation)]), *self.side(right)]
        for number, claim in enumerate(claims):
            if claim.aspect is None:
                continue
            if number:
                words = [*closed(words, ","), *glued([self.sign(claim.relation)])]
            words += [*glued([self.keyword("in")]), self.keyword(claim.aspect)]
        return words
