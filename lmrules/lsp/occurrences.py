"""Where everything that has a name is declared and used, over all files of a rulebook."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, TypeAlias

import attrs

from lmrules.model.model import ObjectiveId, Rulebook
from lmrules.source import Span
from lmrules.syntax import ast
from lmrules.syntax.names import Named, names_in

Kind: TypeAlias = Literal["rulebook", "scale", "level", "topic", "set", "objective", "rule"]
Key: TypeAlias = tuple[str, ...]
"""What tells it from others of its kind: its name, an objective's set before it, a rule's transition."""


@attrs.frozen(kw_only=True)
class Occurrence:
    """A name where it stands, and what it stands for there.

    ``span`` is the name alone, ``whole`` the code with its set. ``run``: the name is one of a run of codes
    that is written from the first to the last, so that it does not stand there itself. ``both``: the code is
    one of the old set and of the new (`videreført`). A code that stands for nothing has a set without a name.
    """

    kind: Kind
    key: Key
    span: Span
    whole: Span
    declares: bool = False
    run: bool = False
    both: bool = False

    @property
    def name(self) -> str:
        """The name itself."""
        return self.key[-1]

    @property
    def objective(self) -> ObjectiveId | None:
        """The objective it stands for; None for anything else, and for a code that stands for nothing."""
        return ObjectiveId(*self.key) if self.kind == "objective" and self.key[0] else None


@attrs.frozen(eq=False)
class Occurrences:
    """All names of a rulebook: by what they stand for, and by file and place."""

    of: Mapping[tuple[Kind, Key], tuple[Occurrence, ...]]
    by_file: Mapping[str, tuple[Occurrence, ...]]

    @classmethod
    def found(
        cls, files: Iterable[ast.File], meant: Mapping[int, Sequence[ObjectiveId]], books: Sequence[Rulebook]
    ) -> Occurrences:
        """The names in ``files``; ``meant`` is what the codes stand for, by the identity of their nodes.

        What a name in a statement that cannot be read stands for is looked up in ``books``.
        """
        of: dict[tuple[Kind, Key], list[Occurrence]] = {}
        by_file: dict[str, tuple[Occurrence, ...]] = {}
        for file in files:
            mine = sorted(_in_file(file, meant, books), key=lambda o: (o.span.start, o.span.end))
            by_file[file.span.source.name] = tuple(mine)
            for occurrence in mine:
                of.setdefault((occurrence.kind, occurrence.key), []).append(occurrence)
        return cls({what: tuple(where) for what, where in of.items()}, by_file)

    def at(self, file: str, offset: int) -> tuple[Occurrence, ...]:
        """What stands at ``offset``, or ends just there; several for a code that means several objectives."""
        mine = self.by_file.get(file, ())
        starts = [o.span.start for o in mine]
        last = bisect_right(starts, offset)
        found = [o for o in mine[:last] if o.span.start <= offset <= o.span.end]
        # Of two names with no space between (`SET/CODE`), the one that begins there.
        return tuple(o for o in found if o.span.start == found[-1].span.start)

    def same(self, occurrence: Occurrence) -> tuple[Occurrence, ...]:
        """Every place where the same thing is declared or used."""
        return self.of.get((occurrence.kind, occurrence.key), ())

    def declared(self, occurrence: Occurrence) -> tuple[Occurrence, ...]:
        """The places where it is declared; for a topic that is only mentioned, where that is done first."""
        same = self.same(occurrence)
        declared = tuple(o for o in same if o.declares)
        # A level is declared by the first chain that has it.
        return declared[:1] if occurrence.kind == "level" else declared or same[:1]


def _in_file(
    file: ast.File, meant: Mapping[int, Sequence[ObjectiveId]], books: Sequence[Rulebook]
) -> Iterator[Occurrence]:
    within: Key = ("", "")
    in_set = ""
    for statement in file.statements:
        match statement:
            case ast.Transition(old=old, new=new):
                within = (old.text, new.text)
            case ast.ObjectiveSet(name=name):
                in_set = name.text
            case ast.Broken(names=names):
                yield from _of_broken(names, within, books)
            case _:
                pass
        for named in names_in(statement):
            yield from _meanings(named, in_set, within, meant)


def _of_broken(names: Iterable[ast.Name], within: Key, books: Sequence[Rulebook]) -> Iterator[Occurrence]:
    """Names in a statement that cannot be read just now, where only one thing has the name."""
    for name in names:
        found: set[tuple[Kind, Key]] = set()
        for book in books:
            codes = [
                (s, name.text) for s in within if s in book.set_named and name.text in book.set_named[s].codes
            ]
            found |= {("objective", code) for code in codes}
            if name.text in book.topic_named:
                found.add(("topic", (name.text,)))
            if name.text in book.set_named:
                found.add(("set", (name.text,)))
            if name.text in book.levels:
                found.add(("level", (name.text,)))
        if len(found) == 1:
            [(kind, key)] = found
            yield Occurrence(kind=kind, key=key, span=name.span, whole=name.span)


def _meanings(
    named: Named, in_set: str, within: Key, meant: Mapping[int, Sequence[ObjectiveId]]
) -> Iterator[Occurrence]:
    span, text = named.name.span, named.name.text
    if named.code is not None:
        yield from _of_code(named, named.code, meant.get(id(named.code), ()))
        return
    key: Key = (text,)
    kind: Kind = "topic" if named.kind == "judged" else named.kind
    if kind == "objective":
        key = (in_set, text)
    elif kind == "rule":
        key = (*within, text)
    yield Occurrence(kind=kind, key=key, span=span, whole=span, declares=named.declares)


def _of_code(named: Named, code: ast.Code, objectives: Sequence[ObjectiveId]) -> Iterator[Occurrence]:
    """What a code stands for: objectives, or in a judgement topics, of which a run gives several."""
    run = code.last is not None
    span = Span(code.span.source, code.code.span.start, code.span.end) if run else code.code.span
    for objective in dict.fromkeys(objectives):
        yield Occurrence(
            kind="objective",
            key=(objective.set, objective.code),
            span=span,
            whole=code.span,
            run=run,
            both=named.side == "both",
        )
    if not objectives:
        topic = named.kind == "judged" and code.set is None
        yield Occurrence(
            kind="topic" if topic else "objective",
            key=(code.code.text,) if topic else ("", code.code.text),
            span=span,
            whole=code.span,
            run=run,
        )
