"""The outline of a file: sets with their objectives, transitions with their rules; and what folds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import attrs
from lsprotocol import types

from lmrules.lsp.feature import Feature
from lmrules.lsp.places import position, range_of
from lmrules.lsp.rulebooks import Rulebooks
from lmrules.source import Span
from lmrules.syntax import ast

_MOST_SHOWN = 60
_INNER = (
    ast.Objective, ast.Cohort, ast.Rule, ast.Judgement, ast.Carried, ast.Retired, ast.New, ast.Never,
    ast.Example,
)  # fmt: skip
_KINDS: dict[type[ast.Statement], types.SymbolKind] = {
    ast.Rulebook: types.SymbolKind.Package,
    ast.Use: types.SymbolKind.File,
    ast.Scale: types.SymbolKind.Enum,
    ast.Topic: types.SymbolKind.Class,
    ast.ObjectiveSet: types.SymbolKind.Namespace,
    ast.Objective: types.SymbolKind.Property,
    ast.Transition: types.SymbolKind.Module,
    ast.Rule: types.SymbolKind.Function,
    ast.Carried: types.SymbolKind.Function,
    ast.Judgement: types.SymbolKind.Operator,
    ast.Example: types.SymbolKind.Event,
}


@attrs.frozen
class Part:
    """A statement with those that belong to it; ``span`` reaches to the end of the last of them."""

    statement: ast.Statement
    inner: tuple[ast.Statement, ...] = ()

    @property
    def span(self) -> Span:
        """From the statement's keyword to the last word of what belongs to it."""
        return self.statement.span.to(self.inner[-1].span) if self.inner else self.statement.span


def parts_of(file: ast.File) -> Iterator[Part]:
    """The statements of a file, those that belong to a set or a transition in it."""
    open_: ast.Statement | None = None
    inner: list[ast.Statement] = []
    for statement in file.statements:
        if open_ is not None and isinstance(statement, _INNER):
            inner.append(statement)
            continue
        if isinstance(statement, ast.Broken) and statement.begins is None:
            continue
        if open_ is not None:
            yield Part(open_, tuple(inner))
            open_ = None
        if isinstance(statement, ast.ObjectiveSet | ast.Transition):
            open_, inner = statement, []
        else:
            yield Part(statement)
    if open_ is not None:
        yield Part(open_, tuple(inner))


def symbols(open_: Rulebooks, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
    """The outline."""
    looking = open_.file(params.text_document.uri)
    if looking is None:
        return []
    found = []
    for part in parts_of(looking.file):
        if not isinstance(part.statement, ast.Broken):
            inner = [s for s in part.inner if not isinstance(s, ast.Broken)]
            found.append(_symbol(part.statement, part.span, [_symbol(s, s.span, []) for s in inner]))
    return found


def _symbol(
    statement: ast.Statement, span: Span, children: Sequence[types.DocumentSymbol]
) -> types.DocumentSymbol:
    name, title, chosen = _named(statement)
    if isinstance(statement, ast.Scale):
        children = _levels(statement)
    return types.DocumentSymbol(
        name=name,
        detail=title,
        kind=_KINDS.get(type(statement), types.SymbolKind.Constant),
        range=range_of(span),
        selection_range=range_of(chosen),
        children=list(children),
    )


def _named(statement: ast.Statement) -> tuple[str, str, Span]:
    """What a statement is called in the outline, its title, and the words that are chosen there."""
    match statement:
        case ast.Transition(old=old, new=new):
            return f"{old.text} → {new.text}", "", old.span.to(new.span)
        case ast.Example(title=title):
            return _short(title.text), "", title.span
        case ast.Use(path=path):
            return _short(path.text), "", path.span
        case (
            ast.Rulebook(name=name)
            | ast.Topic(name=name)
            | ast.ObjectiveSet(name=name)
            | ast.Objective(name=name)
        ):
            return name.text, _short(statement.title.text) if statement.title else "", name.span
        case ast.Scale(name=name) | ast.Rule(name=name) | ast.Judgement(name=name) | ast.Carried(name=name):
            return name.text, "", name.span
        case _:
            # Statements without a name: the first of their words say which it is.
            return _short(" ".join(statement.span.text.partition('"')[0].split())), "", statement.span


def _levels(scale: ast.Scale) -> list[types.DocumentSymbol]:
    levels = {name.text: name.span for chain in reversed(scale.chains) for name in reversed(chain.names)}
    return [
        types.DocumentSymbol(
            name=name, kind=types.SymbolKind.EnumMember, range=range_of(span), selection_range=range_of(span)
        )
        for name, span in reversed(levels.items())
    ]


def _short(text: str) -> str:
    # An editor refuses a symbol without a name.
    return text if 0 < len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


# ------------------------------------------------------------------------------------------------- folding


def folding(open_: Rulebooks, params: types.FoldingRangeParams) -> list[types.FoldingRange]:
    """What folds: sets, transitions, statements of several lines, comments, and files used in a row."""
    looking = open_.file(params.text_document.uri)
    if looking is None:
        return []
    spans: list[tuple[Span, types.FoldingRangeKind | None]] = []
    for part in parts_of(looking.file):
        spans += [(span, None) for span in (part.span, *(s.span for s in part.inner))]
    uses = [s for s in looking.file.statements if isinstance(s, ast.Use)]
    if uses:
        spans.append((uses[0].span.to(uses[-1].span), types.FoldingRangeKind.Imports))
    spans += [(span, types.FoldingRangeKind.Comment) for span in _blocks(looking.file.comments)]
    found: dict[int, types.FoldingRange] = {}
    for span, kind in spans:
        first, last = position(span.source, span.start).line, position(span.source, span.end).line
        if last > first:
            found.setdefault(first, types.FoldingRange(start_line=first, end_line=last, kind=kind))
    return list(found.values())


def _blocks(comments: Sequence[ast.Comment]) -> Iterator[Span]:
    """Comments on lines after each other, together."""
    alone = [
        c for c in comments if not c.span.source.line(c.span.begin.line)[: c.span.begin.column - 1].strip()
    ]
    start: ast.Comment | None = None
    for comment, following in pairwise([*alone, None]):
        if comment is None:
            break
        start = start or comment
        if following is None or following.span.begin.line != comment.span.begin.line + 1:
            yield start.span.to(comment.span)
            start = None


FEATURES = (
    Feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, symbols),
    Feature(types.TEXT_DOCUMENT_FOLDING_RANGE, folding),
)
