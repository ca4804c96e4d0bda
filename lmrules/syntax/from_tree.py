"""A lark tree of one statement to its node in :mod:`lmrules.syntax.ast`."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import zlib
from collections.abc import Callable
from typing import Literal, TypeAlias, cast

from lark import Token, Tree

from lmrules.diagnostics import Diagnostic, Edit, Fix
from lmrules.diagnostics import codes_text as codes
from lmrules.messages import Text as Message
from lmrules.source import Source, Span, nfc
from lmrules.syntax import ast
from lmrules.syntax.limits import Limits

Branch: TypeAlias = "Tree[Token]"

_RELATIONS: dict[str, ast.Relation] = {
    "equal": "=", "covers": "≥", "covered": "≤", "more": ">", "less": "<", "overlaps": "~", "unrelated": "≠",
}  # fmt: skip
_ESCAPE = re.compile(r"\\(.)")
_DOUBLED = Message("skriv `{text}`", "skriv `{text}`", "write `{text}`")


def _shortened(name: str, limit: int) -> str:
    """What stands for a name that is too long, so that nothing later has to compare megabytes.

    Different names stay different, or the mistake would be followed by others.
    """
    return f"{name[:limit]}…{zlib.crc32(name.encode('utf-8', 'surrogatepass')):08x}"


def _branches(tree: Branch) -> list[Branch]:
    return cast("list[Branch]", tree.children)


def _first(tree: Branch, data: str) -> Branch | None:
    return next((child for child in _branches(tree) if child.data == data), None)


def _all(tree: Branch, data: str) -> list[Branch]:
    return [child for child in _branches(tree) if child.data == data]


def _ends(tree: Branch) -> tuple[Token, Token]:
    """The first and last word under ``tree`` that lark kept (keywords without meaning are dropped)."""
    first: Branch | Token = tree
    while not isinstance(first, Token):
        first = first.children[0]
    last: Branch | Token = tree
    while not isinstance(last, Token):
        last = last.children[-1]
    return first, last


class Builder:
    """Builds the statements of one file; what is wrong with a word is added to ``found``."""

    def __init__(self, source: Source, limits: Limits, found: list[Diagnostic]) -> None:
        self.source = source
        self.limits = limits
        self.found = found
        self._statements: dict[str, Callable[[Branch, Span], ast.Statement]] = {
            "rulebook": self._rulebook,
            "use": self._use,
            "scale": self._scale,
            "topic": self._topic,
            "objective_set": self._objective_set,
            "objective": self._objective,
            "transition": self._transition,
            "cohort": self._cohort,
            "rule": self._rule,
            "judgement": self._judgement,
            "carried": self._carried,
            "retired": self._retired,
            "new": self._new,
            "never": self._never,
            "example": self._example,
        }

    def build(self, tree: Branch, span: Span) -> ast.Statement:
        """The node of one statement's tree, which stands at ``span``."""
        return self._statements[str(tree.data)](tree, span)

    # -------------------------------------------------------------- words

    def _span(self, first: Token, last: Token) -> Span:
        return Span(self.source, first.start_pos or 0, last.end_pos or 0)

    def _name(self, tree: Branch) -> ast.Name:
        token = cast("Token", tree.children[0])
        text = token[1:-1] if token.type == "QUOTED" else str(token)
        span = self._span(token, token)
        if len(text) > self.limits.name_characters:
            self.found.append(codes.NAME_TOO_LONG.at(span, size=len(text), limit=self.limits.name_characters))
            text = _shortened(text, self.limits.name_characters)
        return ast.Name(span=span, text=nfc(text))

    def _number(self, token: Token) -> int:
        most = self.limits.name_characters
        if len(token) > most:
            span = self._span(token, token)
            self.found.append(codes.NAME_TOO_LONG.at(span, size=len(token), limit=most))
        return int(token[:most])

    def _names(self, tree: Branch) -> tuple[ast.Name, ...]:
        self._length(tree)
        return tuple(self._name(child) for child in _branches(tree))

    def _text(self, tree: Branch) -> ast.Text:
        first, last = _ends(tree)
        for token in cast("list[Token]", tree.children):
            for escape in _ESCAPE.finditer(token):
                if escape.group(1) not in '"\\':
                    at = (token.start_pos or 0) + escape.start()
                    where = Span(self.source, at, at + 2)
                    doubled = "\\" + escape.group()
                    fix = Fix(_DOUBLED, (Edit(where, doubled),), safe=True, fields=(("text", doubled),))
                    self.found.append(codes.UNKNOWN_ESCAPE.at(where, escape=escape.group(), fixes=[fix]))
        parts = [_ESCAPE.sub(r"\1", cast("str", token)[1:-1]) for token in tree.children]
        return ast.Text(span=self._span(first, last), text="".join(parts))

    def _title(self, tree: Branch) -> ast.Text | None:
        text = _first(tree, "text")
        return self._text(text) if text else None

    def _date(self, tree: Branch) -> ast.Date:
        token = cast("Token", tree.children[0])
        span = self._span(token, token)
        year, month, day = (int(part) for part in token.split("-"))
        try:
            return ast.Date(span=span, day=dt.date(year, month, day))
        except ValueError:
            self.found.append(codes.NO_SUCH_DATE.at(span, date=str(token)))
        # The nearest day that exists stands in, so that the rest of the statement can still be checked.
        year, month = max(year, 1), min(max(month, 1), 12)
        last = calendar.monthrange(year, month)[1]
        return ast.Date(span=span, day=dt.date(year, month, min(max(day, 1), last)))

    def _code(self, tree: Branch) -> ast.Code:
        names = [self._name(child) for child in _all(tree, "name")]
        run = _first(tree, "run_end")
        first, last = _ends(tree)
        return ast.Code(
            span=self._span(first, last),
            set=names[0] if len(names) > 1 else None,
            code=names[-1],
            last=self._name(_branches(run)[0]) if run else None,
        )

    def _codes(self, tree: Branch) -> tuple[ast.Code, ...]:
        self._length(tree)
        return tuple(self._code(child) for child in _branches(tree))

    def _length(self, tree: Branch, size: int | None = None) -> None:
        items, limit = size or len(tree.children), self.limits.list_items
        if items > limit:
            span = self._span(*_ends(tree))
            self.found.append(codes.LIST_TOO_LONG.at(span, size=items, limit=limit))

    def _notes(self, tree: Branch, span: Span) -> ast.Notes:
        return ast.Notes(
            span=span,
            reasons=tuple(self._text(_branches(t)[0]) for t in _all(tree, "reason")),
            sources=tuple(self._text(_branches(t)[0]) for t in _all(tree, "source")),
        )

    def _twice(self, trees: list[Branch], word: str) -> None:
        for again in trees[1:]:
            first, last = _ends(again)
            self.found.append(codes.SAID_TWICE.at(self._span(first, last), word=word))

    # -------------------------------------------------------------- statements of a file

    def _rulebook(self, tree: Branch, span: Span) -> ast.Rulebook:
        name = self._name(_branches(tree)[0])
        return ast.Rulebook(span=span, name=name, title=self._title(tree), notes=self._notes(tree, span))

    def _use(self, tree: Branch, span: Span) -> ast.Use:
        return ast.Use(span=span, path=self._text(_branches(tree)[0]))

    def _scale(self, tree: Branch, span: Span) -> ast.Scale:
        return ast.Scale(
            span=span,
            name=self._name(_branches(tree)[0]),
            chains=tuple(self._chain(child) for child in _all(tree, "chain")),
            notes=self._notes(tree, span),
        )

    def _chain(self, tree: Branch) -> ast.Chain:
        first, last = _ends(tree)
        signs: list[Literal["<", "="]] = [
            "<" if child.data == "below" else "=" for child in _branches(tree) if child.data != "name"
        ]
        names = tuple(self._name(child) for child in _all(tree, "name"))
        self._length(tree, len(names))
        return ast.Chain(span=self._span(first, last), names=names, signs=tuple(signs))

    def _topic(self, tree: Branch, span: Span) -> ast.Topic:
        parts = []
        for child in _branches(tree):
            if child.data in ("includes", "consists"):
                first, last = _ends(child)
                names = self._names(_branches(child)[0])
                closed = child.data == "consists"
                parts.append(ast.TopicParts(span=self._span(first, last), closed=closed, names=names))
        self._twice(_all(tree, "consists"), "består av")
        return ast.Topic(
            span=span,
            name=self._name(_branches(tree)[0]),
            title=self._title(tree),
            parts=tuple(parts),
            notes=self._notes(tree, span),
        )

    def _objective_set(self, tree: Branch, span: Span) -> ast.ObjectiveSet:
        validity = []
        for child in _all(tree, "validity"):
            first, last = _ends(child)
            start, end = _first(child, "valid_from"), _first(child, "valid_until")
            validity.append(
                ast.Validity(
                    span=self._span(first, last),
                    start=self._date(_branches(start)[0]) if start else None,
                    end=self._date(_branches(end)[0]) if end else None,
                )
            )
        self._twice(_all(tree, "validity"), "gyldig")
        return ast.ObjectiveSet(
            span=span,
            name=self._name(_branches(tree)[0]),
            title=self._title(tree),
            validity=tuple(validity),
            notes=self._notes(tree, span),
        )

    def _objective(self, tree: Branch, span: Span) -> ast.Objective:
        lines = []
        for child in _branches(tree):
            if child.data == "requirement":
                level, topics = _branches(child)
                first, last = _ends(child)
                line = ast.RequirementLine(
                    span=self._span(first, last), level=self._name(level), topics=self._names(topics)
                )
                lines.append(line)
            elif child.data == "bare_level":
                level_name = self._name(_branches(child)[0])
                lines.append(ast.RequirementLine(span=level_name.span, level=level_name, topics=()))
        return ast.Objective(
            span=span,
            name=self._name(_branches(tree)[0]),
            title=self._title(tree),
            requirements=tuple(lines),
            notes=self._notes(tree, span),
        )

    # -------------------------------------------------------------- statements of a transition

    def _transition(self, tree: Branch, span: Span) -> ast.Transition:
        old, new, day, *_ = _branches(tree)
        return ast.Transition(
            span=span,
            old=self._name(old),
            new=self._name(new),
            day=self._date(day),
            notes=self._notes(tree, span),
        )

    def _cohort(self, tree: Branch, span: Span) -> ast.Cohort:
        before, until, *_ = _branches(tree)
        return ast.Cohort(
            span=span,
            started_before=self._date(before),
            completes_until=self._date(until),
            notes=self._notes(tree, span),
        )

    def _rule(self, tree: Branch, span: Span) -> ast.Rule:
        left, right = _all(tree, "side")
        relations = [child for child in _branches(tree) if child.data in _RELATIONS]
        aspects = _all(tree, "aspect")
        claims = []
        for index, relation in enumerate(relations):
            side: Literal["content", "complexity"] | None = None
            if aspects:
                side = "content" if _branches(aspects[index])[0].data == "in_content" else "complexity"
            claims.append(ast.Claim(span=span, relation=_RELATIONS[str(relation.data)], aspect=side))
        if len({claim.aspect for claim in claims}) < len(claims):
            word = "i innhold" if claims[0].aspect == "content" else "i kompleksitet"
            self.found.append(codes.SAID_TWICE.at(span, word=word))
        return ast.Rule(
            span=span,
            name=self._name(_all(tree, "name")[0]),
            draft=_first(tree, "draft") is not None,
            left=self._side(left),
            claims=tuple(claims),
            right=self._side(right),
            notes=self._notes(tree, span),
        )

    def _side(self, tree: Branch) -> tuple[ast.Expression, ...]:
        self._length(tree)
        return tuple(self._expression(child) for child in _branches(tree))

    def _expression(self, tree: Branch) -> ast.Expression:
        if tree.data == "code":
            return self._code(tree)
        first, last = _ends(tree)
        span = self._span(first, last)
        if tree.data == "at_least":
            number, listed = tree.children
            codes_listed = self._codes(cast("Branch", listed))
            return ast.AtLeast(span=span, k=self._number(cast("Token", number)), codes=codes_listed)
        self._length(tree)
        parts = tuple(self._expression(child) for child in _branches(tree))
        if len(parts) == 1:
            return parts[0]
        if tree.data == "all_of":
            return ast.AllOf(span=span, parts=parts)
        return ast.AnyOf(span=span, parts=parts)

    def _judgement(self, tree: Branch, span: Span) -> ast.Judgement:
        left, right = _all(tree, "topics")
        relation = next(child for child in _branches(tree) if child.data in _RELATIONS)
        return ast.Judgement(
            span=span,
            name=self._name(_branches(tree)[0]),
            left=self._codes(left),
            claim=ast.Claim(span=span, relation=_RELATIONS[str(relation.data)], aspect=None),
            right=self._codes(right),
            notes=self._notes(tree, span),
        )

    def _carried(self, tree: Branch, span: Span) -> ast.Carried:
        everything, listed = _first(tree, "everything"), _first(tree, "codes")
        excepted = _branches(everything) if everything else []
        return ast.Carried(
            span=span,
            name=self._name(_branches(tree)[0]),
            codes=self._codes(listed) if listed else None,
            excepted=self._codes(excepted[0]) if excepted else (),
            notes=self._notes(tree, span),
        )

    def _retired(self, tree: Branch, span: Span) -> ast.Retired:
        return ast.Retired(span=span, codes=self._codes(_branches(tree)[0]), notes=self._notes(tree, span))

    def _new(self, tree: Branch, span: Span) -> ast.New:
        return ast.New(span=span, codes=self._codes(_branches(tree)[0]), notes=self._notes(tree, span))

    def _never(self, tree: Branch, span: Span) -> ast.Never:
        code, unless, *_ = _branches(tree)
        return ast.Never(
            span=span,
            code=self._code(code),
            unless=self._expression(unless),
            notes=self._notes(tree, span),
        )

    def _example(self, tree: Branch, span: Span) -> ast.Example:
        given = []
        for child in _all(tree, "held"):
            first, last = _ends(child)
            day = _first(child, "date")
            given.append(
                ast.Held(
                    span=self._span(first, last),
                    code=self._code(_branches(child)[0]),
                    day=self._date(day) if day else None,
                )
            )
        expectations = []
        for child in _branches(tree):
            if child.data in ("transfers", "assesses"):
                first, last = _ends(child.children[-1])  # type: ignore[arg-type]
                expectations.append(
                    ast.Expectation(
                        span=self._span(first, last),
                        outcome="transferred" if child.data == "transfers" else "assessment",
                        only=_first(child, "only") is not None,
                        codes=self._codes(cast("Branch", child.children[-1])),
                    )
                )
        return ast.Example(
            span=span,
            title=self._text(_all(tree, "text")[0]),
            given=tuple(given),
            expectations=tuple(expectations),
        )
