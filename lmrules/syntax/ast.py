"""Statements as they are written (``language.md``): names unresolved, every node with its place.

Two nodes of the same meaning compare equal wherever they stand.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal, TypeAlias

import attrs

from lmrules.source import Span

Relation: TypeAlias = Literal["=", "≥", "≤", ">", "<", "~", "≠"]
Keywords: TypeAlias = Literal["nb", "nn", "en"]
KEYWORD_LANGUAGES: tuple[Keywords, ...] = ("nb", "nn", "en")


@attrs.frozen(kw_only=True)
class Node:
    """Anything with a place in a file."""

    span: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(kw_only=True)
class Name(Node):
    """A name as written, in NFC and without its quotes."""

    text: str


@attrs.frozen(kw_only=True)
class Text(Node):
    """A text with its escapes undone; several texts after each other are one."""

    text: str


@attrs.frozen(kw_only=True)
class Date(Node):
    """A day that exists."""

    day: dt.date


@attrs.frozen(kw_only=True)
class Code(Node):
    """An objective's code, with its set where written, or a run of codes when ``last`` is there."""

    set: Name | None
    code: Name
    last: Name | None


@attrs.frozen(kw_only=True)
class Notes(Node):
    """What makes a statement accountable: its reasons (`fordi`) and sources (`kilde`)."""

    reasons: tuple[Text, ...] = ()
    sources: tuple[Text, ...] = ()


@attrs.frozen(kw_only=True)
class AllOf(Node):
    """`a og b`: two or more parts."""

    parts: tuple[Expression, ...]


@attrs.frozen(kw_only=True)
class AnyOf(Node):
    """`a eller b`: two or more parts."""

    parts: tuple[Expression, ...]


@attrs.frozen(kw_only=True)
class AtLeast(Node):
    """`minst k av (a, b, c)`."""

    k: int
    codes: tuple[Code, ...]


Expression: TypeAlias = Code | AllOf | AnyOf | AtLeast


@attrs.frozen(kw_only=True)
class Statement(Node):
    """One statement; ``span`` runs from its keyword to its last word."""


@attrs.frozen(kw_only=True)
class Rulebook(Statement):
    """`regelverk`."""

    name: Name
    title: Text | None
    notes: Notes


@attrs.frozen(kw_only=True)
class Use(Statement):
    """`bruk`."""

    path: Text


@attrs.frozen(kw_only=True)
class Chain(Node):
    """`a < b = c`: names, and between each two of them `<` or `=`."""

    names: tuple[Name, ...]
    signs: tuple[Literal["<", "="], ...]


@attrs.frozen(kw_only=True)
class Scale(Statement):
    """`skala`."""

    name: Name
    chains: tuple[Chain, ...]
    notes: Notes


@attrs.frozen(kw_only=True)
class TopicParts(Node):
    """`omfatter …`, or `består av …` when ``closed``."""

    closed: bool
    names: tuple[Name, ...]


@attrs.frozen(kw_only=True)
class Topic(Statement):
    """`tema`."""

    name: Name
    title: Text | None
    parts: tuple[TopicParts, ...]
    notes: Notes


@attrs.frozen(kw_only=True)
class Validity(Node):
    """`gyldig fra … til …`: half-open, either end may be left out."""

    start: Date | None
    end: Date | None


@attrs.frozen(kw_only=True)
class ObjectiveSet(Statement):
    """`læringsmålsett`, without its objectives, which follow as statements of their own."""

    name: Name
    title: Text | None
    validity: tuple[Validity, ...]
    notes: Notes


@attrs.frozen(kw_only=True)
class RequirementLine(Node):
    """`LEVEL: topics`, or `nivå LEVEL` when there are no topics."""

    level: Name
    topics: tuple[Name, ...]


@attrs.frozen(kw_only=True)
class Objective(Statement):
    """`mål`."""

    name: Name
    title: Text | None
    requirements: tuple[RequirementLine, ...]
    notes: Notes


@attrs.frozen(kw_only=True)
class Transition(Statement):
    """`overgang`, without the statements that follow it."""

    old: Name
    new: Name
    day: Date
    notes: Notes


@attrs.frozen(kw_only=True)
class Cohort(Statement):
    """`påbegynt før … fullfører til …`."""

    started_before: Date
    completes_until: Date
    notes: Notes


@attrs.frozen(kw_only=True)
class Claim(Node):
    """The relation a rule states: of both sides when ``aspect`` is None, else of that side alone."""

    relation: Relation
    aspect: Literal["content", "complexity"] | None


@attrs.frozen(kw_only=True)
class Rule(Statement):
    """`regel`: ``left`` and ``right`` as written, each one expression or several with commas between."""

    name: Name
    draft: bool
    left: tuple[Expression, ...]
    claims: tuple[Claim, ...]
    right: tuple[Expression, ...]
    notes: Notes


@attrs.frozen(kw_only=True)
class Judgement(Statement):
    """`skjønn`: topics on both sides, `og` on the covering one."""

    name: Name
    left: tuple[Code, ...]
    claim: Claim
    right: tuple[Code, ...]
    notes: Notes


@attrs.frozen(kw_only=True)
class Carried(Statement):
    """`videreført`: codes, or all but ``excepted`` when ``codes`` is None."""

    name: Name
    codes: tuple[Code, ...] | None
    excepted: tuple[Code, ...]
    notes: Notes


@attrs.frozen(kw_only=True)
class Retired(Statement):
    """`utgår`."""

    codes: tuple[Code, ...]
    notes: Notes


@attrs.frozen(kw_only=True)
class New(Statement):
    """`nytt`."""

    codes: tuple[Code, ...]
    notes: Notes


@attrs.frozen(kw_only=True)
class Never(Statement):
    """`aldri … uten …`."""

    code: Code
    unless: Expression
    notes: Notes


@attrs.frozen(kw_only=True)
class Held(Node):
    """An approval in an example: a code and, where written, its date."""

    code: Code
    day: Date | None


@attrs.frozen(kw_only=True)
class Expectation(Node):
    """`så overføres` or `så vurderes`, with `bare` when ``only``."""

    outcome: Literal["transferred", "assessment"]
    only: bool
    codes: tuple[Code, ...]


@attrs.frozen(kw_only=True)
class Example(Statement):
    """`eksempel`."""

    title: Text
    given: tuple[Held, ...]
    expectations: tuple[Expectation, ...]


@attrs.frozen(kw_only=True)
class Broken(Statement):
    """A statement that could not be read: the names in it are excused from follow-up diagnostics.

    ``begins`` is the production its first word begins, None where that word begins no statement. ``kept``:
    what stands before the mistake is a statement of its own, just before this one.
    """

    names: tuple[Name, ...]
    begins: str | None
    kept: bool = False


@attrs.frozen(kw_only=True)
class Comment(Node):
    """A comment, from `#` to the end of its line."""

    text: str


@attrs.frozen(kw_only=True)
class File(Node):
    """One rule file: its statements and comments in the order written.

    ``keywords`` is the language that most of its keywords are written in; ``neutral``: they may as well be
    nynorsk as bokmål, which ``keywords`` then says.
    """

    statements: tuple[Statement, ...]
    comments: tuple[Comment, ...]
    keywords: Keywords
    neutral: bool = attrs.field(default=False, eq=False, repr=False)
