"""What may be written here: keywords in the file's language, and the names that fit, with their titles."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import attrs
from lsprotocol import types

from lmrules.lsp.cards import Cards
from lmrules.lsp.feature import Feature
from lmrules.lsp.places import range_of
from lmrules.lsp.rulebooks import Rulebooks
from lmrules.lsp.view import Looking
from lmrules.messages import visible
from lmrules.model.model import Objective, ObjectiveSet, Rulebook
from lmrules.source import Span
from lmrules.syntax.expecting import MARK, expected
from lmrules.syntax.names import Named, names_in
from lmrules.syntax.writing import write_name

Kind = types.CompletionItemKind
_MOST_FILES = 500


def completion(open_: Rulebooks, params: types.CompletionParams) -> types.CompletionList:
    """Everything that may stand there."""
    looking = open_.looking(params.text_document.uri, params.position)
    items: list[types.CompletionItem] = []
    if looking is not None:
        here = expected(looking.source, looking.offset, looking.file.keywords)
        span = Span(looking.source, here.start, looking.offset)
        offers = _Offers(looking, range_of(span))
        named = (
            next((n for n in names_in(here.statement) if n.name.text == MARK), None)
            if here.statement
            else None
        )
        items += offers.names(named) if named else ()
        items += (
            offers.item(left, Kind.Keyword, k.about.fill(looking.lang), "2") for k, left in here.keywords
        )
        items += offers.files() if here.path else ()
    # Two keywords may be written alike (`til`).
    unique = {item.label: item for item in reversed(items)}
    return types.CompletionList(is_incomplete=False, items=list(reversed(unique.values())))


@attrs.frozen
class _Offers:
    """The names that may stand in a place; ``where`` is what has been written of them."""

    looking: Looking
    where: types.Range

    def item(
        self,
        text: str,
        kind: Kind,
        title: str = "",
        order: str = "1",
        about: str = "",
        *,
        deprecated: bool = False,
    ) -> types.CompletionItem:
        """One thing to choose. It is found by its title, too."""
        return types.CompletionItem(
            label=text,
            kind=kind,
            detail=visible(title) or None,
            sort_text=f"{order}{text}",
            filter_text=f"{text} {title}" if title and kind != Kind.Keyword else text,
            documentation=types.MarkupContent(types.MarkupKind.Markdown, about) if about else None,
            tags=[types.CompletionItemTag.Deprecated] if deprecated else None,
            text_edit=types.TextEdit(self.where, text),
        )

    def names(self, named: Named) -> Iterator[types.CompletionItem]:
        """The names of the kind that stands there; where something is being declared, none."""
        books = self.looking.view.books
        if named.declares and named.kind != "level":
            return
        match named.kind:
            case "level":
                levels = dict.fromkeys(level for book in books for level in book.levels)
                yield from (self.item(write_name(level), Kind.EnumMember) for level in levels)
            case "topic":
                yield from self.topics()
            case "set":
                sets = {s.name: s for book in reversed(books) for s in book.sets}
                yield from (self.item(write_name(s.name), Kind.Module, s.title) for s in sets.values())
            case "judged":
                yield from self.topics()
                yield from self.objectives(named, judged=True)
            case "objective":
                yield from self.objectives(named)
            case "rulebook" | "scale" | "rule":
                return

    def topics(self) -> Iterator[types.CompletionItem]:
        """Every topic, with its title."""
        topics = {t.name: t for book in reversed(self.looking.view.books) for t in book.topics}
        for topic in topics.values():
            yield self.item(write_name(topic.name), Kind.Class, topic.title)

    def objectives(self, named: Named, *, judged: bool = False) -> Iterator[types.CompletionItem]:
        """The objectives that a code may stand for there."""
        view = self.looking.view
        transition = view.transition(self.looking.file, self.looking.offset)
        if transition is None:
            return
        book = next(b for b in view.books if transition in b.transitions)
        old, new = book.set_named[transition.old], book.set_named[transition.new]
        cards = Cards(view, self.looking.lang)
        gone = {fate.objective for fate in transition.retired}
        for order, objectives in self.sets(named, book, old, new):
            for objective in objectives.objectives:
                code = self.code(objective, named, old, new)
                if code and (not judged or any(r.topic == str(objective.id) for r in objective.requirements)):
                    yield self.item(
                        code,
                        Kind.Value,
                        objective.title,
                        order,
                        cards.objective(objective),
                        deprecated=objective.id in gone and named.side != "old",
                    )

    @staticmethod
    def sets(
        named: Named, book: Rulebook, old: ObjectiveSet, new: ObjectiveSet
    ) -> list[tuple[str, ObjectiveSet]]:
        """The sets that may stand there, in the order to show them."""
        if named.code is not None and named.code.set is not None:
            chosen = book.set_named.get(named.code.set.text)
            return [("1", chosen)] if chosen is not None else []
        match named.side:
            case "old":
                return [("1", old)]
            case "new" | "both":
                return [("1", new)]
            case None:
                return [("0", old), ("1", new)]

    @staticmethod
    def code(objective: Objective, named: Named, old: ObjectiveSet, new: ObjectiveSet) -> str:
        """How an objective is written there; empty where it may not stand."""
        code = objective.id.code
        in_both = code in old.codes and code in new.codes
        if named.side == "both":
            return write_name(code) if in_both else ""
        if named.side is None and in_both and (named.code is None or named.code.set is None):
            return f"{write_name(objective.id.set)}/{write_name(code)}"
        return write_name(code)

    def files(self) -> Iterator[types.CompletionItem]:
        """The rule files that can be used from here: those in this folder and below it."""
        folder = Path(self.looking.source.name).parent
        for found in _rule_files(folder):
            name = found.relative_to(folder).as_posix()
            if found != Path(self.looking.source.name):
                yield self.item(name, Kind.File)


def _rule_files(folder: Path) -> list[Path]:
    found: list[Path] = []
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += (Path(parent, name) for name in sorted(files) if name.endswith(".rules"))
        if len(found) >= _MOST_FILES:
            break
    return found[:_MOST_FILES]


FEATURES = (
    Feature(
        types.TEXT_DOCUMENT_COMPLETION,
        completion,
        types.CompletionOptions(trigger_characters=["/", ":", ",", '"', "'"]),
    ),
)
