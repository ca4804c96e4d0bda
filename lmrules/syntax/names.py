"""Every name in a statement, and what it is the name of: declared there, or used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias, assert_never

import attrs

from lmrules.syntax import ast

NameKind: TypeAlias = Literal["rulebook", "scale", "level", "topic", "set", "objective", "rule", "judged"]
"""``judged``: a topic in a `skjønn`, or an objective that stands for the content that it alone has."""

Side: TypeAlias = Literal["old", "new", "both"]


@attrs.frozen(kw_only=True)
class Named:
    """A name where it stands. ``code`` is the whole code it is part of, ``side`` whose objectives it may be.

    ``side`` is None where those of the old set and of the new one may stand.
    """

    kind: NameKind
    name: ast.Name
    declares: bool = False
    code: ast.Code | None = None
    side: Side | None = None


def names_in(statement: ast.Statement) -> Iterator[Named]:
    """The names of ``statement``, in no order; of a statement that could not be read, none."""
    match statement:
        case ast.Rulebook(name=name):
            yield Named(kind="rulebook", name=name, declares=True)
        case ast.Scale(name=name, chains=chains):
            yield Named(kind="scale", name=name, declares=True)
            for chain in chains:
                yield from (Named(kind="level", name=level, declares=True) for level in chain.names)
        case ast.Topic(name=name, parts=parts):
            yield Named(kind="topic", name=name, declares=True)
            yield from (Named(kind="topic", name=topic) for part in parts for topic in part.names)
        case ast.ObjectiveSet(name=name):
            yield Named(kind="set", name=name, declares=True)
        case ast.Objective(name=name, requirements=requirements):
            yield Named(kind="objective", name=name, declares=True)
            for line in requirements:
                yield Named(kind="level", name=line.level)
                yield from (Named(kind="topic", name=topic) for topic in line.topics)
        case ast.Transition(old=old, new=new):
            yield Named(kind="set", name=old)
            yield Named(kind="set", name=new)
        case _:
            yield from _in_transition(statement)


def _in_transition(statement: ast.Statement) -> Iterator[Named]:
    match statement:
        case ast.Rule(name=name, left=left, right=right):
            yield Named(kind="rule", name=name, declares=True)
            yield from _codes(code for side in (*left, *right) for code in codes_of(side))
        case ast.Judgement(name=name, left=left, right=right):
            yield Named(kind="rule", name=name, declares=True)
            for code in (*left, *right):
                yield from _code(code, "judged", None)
        case ast.Carried(name=name, codes=codes, excepted=excepted):
            yield Named(kind="rule", name=name, declares=True)
            yield from _codes((*(codes or ()), *excepted), "both")
        case ast.Retired(codes=codes):
            yield from _codes(codes, "old")
        case ast.New(codes=codes):
            yield from _codes(codes, "new")
        case ast.Never(code=code, unless=unless):
            yield from _codes([code], "new")
            yield from _codes(codes_of(unless))
        case ast.Example(given=given, expectations=expectations):
            yield from _codes((held.code for held in given), "old")
            yield from _codes((code for e in expectations for code in e.codes), "new")
        case _:
            pass  # a file that is used, a cohort, what could not be read: there are no names in them


def codes_of(expression: ast.Expression) -> Iterator[ast.Code]:
    """The codes of an expression, in the order written."""
    match expression:
        case ast.Code():
            yield expression
        case ast.AllOf(parts=parts) | ast.AnyOf(parts=parts):
            for part in parts:
                yield from codes_of(part)
        case ast.AtLeast(codes=codes):
            yield from codes
        case _:
            assert_never(expression)


def _codes(codes: Iterable[ast.Code], side: Side | None = None) -> Iterator[Named]:
    for code in codes:
        yield from _code(code, "objective", side)


def _code(code: ast.Code, kind: NameKind, side: Side | None) -> Iterator[Named]:
    if code.set is not None:
        yield Named(kind="set", name=code.set)
    yield Named(kind=kind, name=code.code, code=code, side=side)
