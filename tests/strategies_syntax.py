"""Hypothesis strategies for rule files as syntax: trees, and the same files as careless authors type them.

The trees mean nothing (no name need be declared): what is tried is writing and reading alone.
"""

from __future__ import annotations

import datetime as dt
import random
import unicodedata
from collections.abc import Callable
from typing import Literal, TypeVar

import attrs
from hypothesis import strategies as st

from lmrules.formatting import print_statements
from lmrules.formatting.words import SIGNS
from lmrules.source import Source, Span
from lmrules.syntax import ast
from lmrules.syntax.keywords import LANGUAGES_OF
from lmrules.syntax.parse import grammar

T = TypeVar("T")

NOWHERE = Span(Source("", ""), 0, 0)

_KEYWORDS = sorted(LANGUAGES_OF)
_LETTERS = "abcxyzæøåÆØÅäßЖλ日"
_PLAIN = (
    "NUK-023",
    "18F-NaF",
    "LM-75",
    "god-kunnskap",
    "I-131",
    "ST.c5",
    "også",
    "nytt-mål",
    "i-131",
    "7",
    "007",
)
_NEEDS_QUOTES = ("FKM 1.2", "2025-03-01", "a--b", "-", "..", "#1", '"', "a/b", "C:\\x", "(", "«ja»")
_IN_TEXTS = "abæøå  ,.:#'\"\\/(){}[]=≥«»–\t\u0301日🙂"

plain_names = st.one_of(
    st.sampled_from(_PLAIN), st.text(_LETTERS, min_size=1, max_size=12), st.sampled_from(_KEYWORDS)
)
odd_names = st.one_of(
    st.sampled_from(_NEEDS_QUOTES),
    st.text(_LETTERS + ' .-_#"\\/()', min_size=1, max_size=12).map(lambda t: unicodedata.normalize("NFC", t)),
)
names = st.builds(
    lambda text: ast.Name(span=NOWHERE, text=text),
    st.one_of(plain_names, plain_names, plain_names, odd_names),
)
_SENTENCE = "Dette målet går ut, og ingen andre mål tar over det som sto der. "
prose = st.tuples(st.text(_LETTERS + ",.", max_size=14), st.integers(0, 3), st.integers(0, 60)).map(
    lambda parts: parts[0] + _SENTENCE * parts[1] + _SENTENCE[: parts[2]]
)
texts = st.builds(
    lambda text: ast.Text(span=NOWHERE, text=text),
    st.one_of(prose, st.text(_IN_TEXTS, max_size=30), st.just("")),
)
dates = st.builds(
    lambda day: ast.Date(span=NOWHERE, day=day), st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))
)
codes = st.builds(
    lambda of, code, last: ast.Code(span=NOWHERE, set=of, code=code, last=last),
    st.one_of(st.none(), st.none(), names),
    names,
    st.one_of(st.none(), st.none(), st.none(), names),
)
_FEW, _MANY = st.integers(1, 4), st.integers(10, 30)


@st.composite
def _many(draw: st.DrawFn, items: st.SearchStrategy[T]) -> tuple[T, ...]:
    """A short list, or one that fills several lines, of few different items (drawing many is slow)."""
    different = draw(st.lists(items, min_size=1, max_size=4))
    length = draw(st.one_of(_FEW, _FEW, _FEW, _MANY))
    return tuple((different * length)[:length])


many_names = _many(names)
many_codes = _many(codes)


def _notes(*, reasons: bool) -> st.SearchStrategy[ast.Notes]:
    few = st.lists(texts, max_size=2).map(tuple)
    return st.builds(
        lambda because, sources: ast.Notes(span=NOWHERE, reasons=because, sources=sources),
        few if reasons else st.just(()),
        few,
    )


sources_only = _notes(reasons=False)
notes = _notes(reasons=True)
titles = st.one_of(st.none(), texts)


def _of(kind: Callable[..., ast.Expression]) -> Callable[..., ast.Expression]:
    return lambda parts: kind(span=NOWHERE, parts=tuple(parts))


def _compound(inner: st.SearchStrategy[ast.Expression]) -> st.SearchStrategy[ast.Expression]:
    parts = st.lists(inner, min_size=2, max_size=6)
    return st.one_of(st.builds(_of(ast.AllOf), parts), st.builds(_of(ast.AnyOf), parts))


at_least = st.builds(
    lambda k, listed: ast.AtLeast(span=NOWHERE, k=k, codes=listed), st.integers(0, 12), many_codes
)
expressions: st.SearchStrategy[ast.Expression] = st.recursive(
    st.one_of(codes, codes, codes, at_least), _compound, max_leaves=10
)
sides = st.one_of(
    st.tuples(expressions), st.lists(expressions, min_size=1, max_size=4).map(tuple), st.tuples(codes)
)


@st.composite
def chains(draw: st.DrawFn) -> ast.Chain:
    listed = draw(st.lists(names, min_size=2, max_size=12).map(tuple))
    signs = draw(st.tuples(*(st.sampled_from(("<", "=")) for _ in listed[1:])))
    return ast.Chain(span=NOWHERE, names=listed, signs=signs)


_RELATIONS: tuple[ast.Relation, ...] = ("=", "≥", "≤", ">", "<", "~", "≠")
_ASPECTS: tuple[tuple[Literal["content", "complexity"] | None, ...], ...] = (
    (None,), ("content",), ("complexity",), ("content", "complexity"), ("complexity", "content")
)  # fmt: skip
relations = st.sampled_from(_RELATIONS)


@st.composite
def claims(draw: st.DrawFn) -> tuple[ast.Claim, ...]:
    aspects = draw(st.sampled_from(_ASPECTS))
    return tuple(ast.Claim(span=NOWHERE, relation=draw(relations), aspect=aspect) for aspect in aspects)


@st.composite
def topics(draw: st.DrawFn) -> ast.Topic:
    closed = draw(st.lists(st.booleans(), max_size=2).filter(lambda flags: sum(flags) < 2))
    parts = tuple(ast.TopicParts(span=NOWHERE, closed=flag, names=draw(many_names)) for flag in closed)
    return ast.Topic(
        span=NOWHERE, name=draw(names), title=draw(titles), parts=parts, notes=draw(sources_only)
    )


@st.composite
def objective_sets(draw: st.DrawFn) -> ast.ObjectiveSet:
    start, end = draw(st.tuples(st.one_of(st.none(), dates), st.one_of(st.none(), dates)).filter(any))
    validity = (ast.Validity(span=NOWHERE, start=start, end=end),) if draw(st.booleans()) else ()
    return ast.ObjectiveSet(
        span=NOWHERE, name=draw(names), title=draw(titles), validity=validity, notes=draw(sources_only)
    )


requirements = st.builds(
    lambda level, listed: ast.RequirementLine(span=NOWHERE, level=level, topics=listed),
    names,
    st.one_of(st.just(()), many_names),
)
many_requirements = st.lists(requirements, max_size=4).map(tuple)
held = st.builds(
    lambda code, day: ast.Held(span=NOWHERE, code=code, day=day), codes, st.one_of(st.none(), dates)
)
expectations = st.builds(
    lambda outcome, only, listed: ast.Expectation(span=NOWHERE, outcome=outcome, only=only, codes=listed),
    st.sampled_from(("transferred", "assessment")),
    st.booleans(),
    many_codes,
)
many_expectations = st.lists(expectations, max_size=3).map(tuple)


def _built(
    kind: Callable[..., ast.Statement], **parts: st.SearchStrategy[object]
) -> st.SearchStrategy[ast.Statement]:
    return st.builds(kind, span=st.just(NOWHERE), **parts)


@st.composite
def carried(draw: st.DrawFn) -> ast.Carried:
    listed = draw(st.one_of(st.none(), many_codes))
    excepted = draw(st.one_of(st.just(()), many_codes)) if listed is None else ()
    return ast.Carried(span=NOWHERE, name=draw(names), codes=listed, excepted=excepted, notes=draw(notes))


several_chains = st.lists(chains(), min_size=1, max_size=3).map(tuple)
some_held = st.lists(held, max_size=12).map(tuple)
joined_codes = st.lists(codes, min_size=1, max_size=8).map(tuple)
plain_claims = relations.map(lambda sign: ast.Claim(span=NOWHERE, relation=sign, aspect=None))

statements: st.SearchStrategy[ast.Statement] = st.one_of(
    _built(ast.Rulebook, name=names, title=titles, notes=sources_only),
    _built(ast.Use, path=texts),
    _built(ast.Scale, name=names, chains=several_chains, notes=sources_only),
    topics(),
    objective_sets(),
    _built(ast.Objective, name=names, title=titles, requirements=many_requirements, notes=sources_only),
    _built(ast.Transition, old=names, new=names, day=dates, notes=sources_only),
    _built(ast.Cohort, started_before=dates, completes_until=dates, notes=notes),
    _built(ast.Rule, name=names, draft=st.booleans(), left=sides, claims=claims(), right=sides, notes=notes),
    _built(ast.Judgement, name=names, left=joined_codes, claim=plain_claims, right=joined_codes, notes=notes),
    carried(),
    _built(ast.Retired, codes=many_codes, notes=notes),
    _built(ast.New, codes=many_codes, notes=notes),
    _built(ast.Never, code=codes, unless=expressions, notes=notes),
    _built(ast.Example, title=texts, given=some_held, expectations=many_expectations),
)
"""Any statement that can be written, with the others it needs or without."""

files: st.SearchStrategy[ast.File] = st.builds(
    lambda listed, keywords: ast.File(span=NOWHERE, statements=tuple(listed), comments=(), keywords=keywords),
    st.lists(statements, max_size=8),
    st.sampled_from(("nb", "nn", "en")),
)
"""Whole files, as syntax."""


# ------------------------------------------------------------------ careless writing


@attrs.frozen
class Typed:
    """A file as somebody typed it: its text, what it says, and the comments put into it, in order."""

    text: str
    statements: tuple[ast.Statement, ...]
    comments: tuple[str, ...]


_GAPS = (*(" ",) * 8, "  ", "\n", "\n    ", "\r\n", "\r", "\t", "\n\n", "\n\n\n        ", " \n \n")
_BEFORE_COMMENTS = ("", " ", "\n", "\n\n   ")
_LINE_ENDS = ("\n", "\r\n", "\r")
_COMMENTS = (
    "# ja", "#", "##  nei\t", "# regel A: B ≥ C", '# "', "# -- «x»", "#\u0301 e\u0301", "# (a, b)", "#'æ' \\"
)  # fmt: skip
_SPELLINGS = {sign: [written for written, means in SIGNS.items() if means == sign] for sign in SIGNS.values()}


@st.composite
def typed_files(draw: st.DrawFn, *, comments: bool = True) -> Typed:
    """A file typed without care: any line breaks, spellings and quotes, comments at any place."""
    listed = tuple(draw(st.lists(statements, max_size=5)))
    # Drawing every gap would be slow; what a failure is shrunk to is the statements and how dense they are.
    chance = random.Random(draw(st.integers(0, 10_000)))
    density = draw(st.sampled_from((0.0, 0.02, 0.1, 0.5))) if comments else 0.0
    words: list[str] = []
    for statement in listed:
        printed = print_statements([statement], chance.choice(("nb", "nn", "en")))
        for token in grammar().lex(printed):
            is_scale = isinstance(statement, ast.Scale)
            words += _as_typed(chance, token.type, str(token), is_scale=is_scale)
    text, put = chance.choice(("", "\n", "  \r\n\n")), []
    for word in [*words, ""]:
        while chance.random() < density:
            comment = chance.choice(_COMMENTS)
            put.append(unicodedata.normalize("NFC", comment).rstrip())
            text += chance.choice(_BEFORE_COMMENTS) + comment + chance.choice(_LINE_ENDS)
        text += chance.choice(_GAPS) + word
    return Typed(text, listed, tuple(put))


def _as_typed(chance: random.Random, kind: str, word: str, *, is_scale: bool) -> list[str]:
    if kind == "TEXT":
        inside = word[1:-1]
        # Never between a backslash and what it escapes.
        places = [i for i in range(1, len(inside)) if _backslashes(inside[:i]) % 2 == 0]
        cuts = sorted(chance.sample(places, min(len(places), chance.choice((0, 0, 1, 3)))))
        return [f'"{inside[a:b]}"' for a, b in zip([0, *cuts], [*cuts, len(inside)], strict=True)]
    if kind == "NAME":
        return [chance.choice((word, word, word, f"'{word}'"))]
    if word in SIGNS and kind not in ("QUOTED", "NUMBER", "DATE") and not is_scale:
        return chance.choice(_SPELLINGS[SIGNS[word]]).split()
    return [word]


def _backslashes(text: str) -> int:
    return len(text) - len(text.rstrip("\\"))
