"""From the statements of a rulebook's files to the rows of its workbook."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import TypeAlias

import attrs

from lmrules.formatting.expressions import Speller
from lmrules.formatting.from_source import Supply
from lmrules.formatting.words import Word
from lmrules.interchange.xlsx_cells import NO_NAME, PATH, comments_cell, directive, texts_cell
from lmrules.model.in_transition import turned
from lmrules.model.model import ObjectiveId, Rulebook, atoms
from lmrules.source import Span
from lmrules.suppression import belongs_to
from lmrules.syntax import ast
from lmrules.syntax.keywords import SPELLINGS
from lmrules.syntax.writing import write_name

Value: TypeAlias = "str | int | dt.date"

_FIRST_DAY = dt.date(1900, 3, 1)
"""Excel has no days before 1900, and a day too many in its February."""

_MOST_TITLES = 3


@attrs.frozen
class Row:
    """One row: the sheet it stands on, its cells by column, and where its statement stands in a file."""

    sheet: str
    cells: Mapping[str, Value]
    span: Span


def rows_of(book: Rulebook, files: Sequence[ast.File]) -> Iterator[Row]:
    """The rows of all sheets: the files in their order, and their statements in theirs."""
    names = file_names(files)
    titles = titles_of(book)
    for file, name in zip(files, names, strict=True):
        yield from _File(book, file, name if len(files) > 1 else "", titles).rows(name)


def file_names(files: Sequence[ast.File]) -> list[str]:
    """How each file is called, seen from the folder of the first."""
    paths = [PurePath(file.span.source.name) for file in files]
    roots = [os.path.relpath(path, paths[0].parent) for path in paths]
    names = [PurePath(root).as_posix() for root in roots]
    return [name if PATH.fullmatch(name) else NO_NAME for name in names]


def titles_of(book: Rulebook) -> dict[Span, str]:
    """What the objectives of each rule are called, old → new, and of each code that is `utgår` or `nytt`."""
    named: dict[Span, tuple[dict[ObjectiveId, None], dict[ObjectiveId, None]]] = {}
    for transition in book.transitions:
        for rule in transition.rules:
            old, new = named.setdefault(rule.span, ({}, {}))
            old.update(dict.fromkeys(atoms(rule.old)))
            new[rule.new] = None
    fates = [f for t in book.transitions for f in (*t.retired, *t.declared_new)]
    return {
        **{span: _from_to(_titles(book, old), _titles(book, new)) for span, (old, new) in named.items()},
        **{fate.span: _titles(book, [fate.objective]) for fate in fates},
    }


def _from_to(old: str, new: str) -> str:
    return old if old == new else f"{old} → {new}"


def _titles(book: Rulebook, objectives: Iterable[ObjectiveId]) -> str:
    listed = [book.objective[o].title or o.code for o in objectives]
    more = f" +{len(listed) - _MOST_TITLES}" if len(listed) > _MOST_TITLES else ""
    return " + ".join(listed[:_MOST_TITLES]) + more


def transition_key(old: str, new: str) -> str:
    """A transition as its rows name it."""
    return f"{write_name(old)} → {write_name(new)}"


class _File:
    def __init__(self, book: Rulebook, file: ast.File, name: str, titles: Mapping[Span, str]) -> None:
        self.book = book
        self.file = file
        self.name = name
        self.keywords = book.keywords
        self.spell = Speller(book.keywords, Supply())
        self.comments: dict[int | None, list[str]] = {}
        starts = [statement.span.start for statement in file.statements]
        for comment in file.comments:
            index = belongs_to(file, starts, comment)
            if index is not None and index < len(starts) and isinstance(file.statements[index], ast.Use):
                index = None  # the files that are used have no rows of their own
            self.comments.setdefault(index, []).append(comment.text.rstrip())
        self.titles = titles
        self.set: ast.ObjectiveSet | None = None
        self.transition: ast.Transition | None = None

    def rows(self, name: str) -> Iterator[Row]:
        """The row of the file itself, and those of its statements."""
        uses = [s.path.text for s in self.file.statements if isinstance(s, ast.Use)]
        tail = self.comments.get(len(self.file.statements), [])
        first = {"name": name, "uses": texts_cell(uses), **self.remarks(None), "tail": comments_cell(tail)}
        yield Row("files", first, self.file.span)
        for number, statement in enumerate(self.file.statements, 1):
            for sheet, cells in self.statement(statement):
                cells["titles"] = self.called(statement)
                about = {**self.remarks(number - 1), "file": self.name, "place": number}
                # Comments stand once, on the first of the rows that one statement has.
                self.comments.pop(number - 1, None)
                yield Row(sheet, {**cells, **about}, statement.span)

    def remarks(self, index: int | None) -> dict[str, Value]:
        """The comments of a statement, those that allow something apart from the others."""
        comments = self.comments.get(index, [])
        allowed = [said for c in comments if (said := directive(c)) is not None]
        return {
            "comment": comments_cell(c for c in comments if directive(c) is None),
            "allowed": "\n".join(allowed),
        }

    def called(self, statement: ast.Statement) -> str:
        """What the objectives of a statement are called."""
        if isinstance(statement, ast.Retired | ast.New):
            listed = [self.titles[c.span] for c in statement.codes if c.span in self.titles]
            return "; ".join(listed)
        return self.titles.get(statement.span, "")

    # ------------------------------------------------------------------- small parts

    def text(self, words: Iterable[Word]) -> str:
        return " ".join(word.text for word in words)

    def codes(self, codes: Sequence[ast.Code]) -> str:
        return self.text(self.spell.listed(codes, self.spell.code))

    def word(self, key: str) -> str:
        return SPELLINGS[key][self.keywords]

    def notes(self, notes: ast.Notes) -> dict[str, Value]:
        return {
            "reasons": texts_cell(text.text for text in notes.reasons),
            "sources": texts_cell(text.text for text in notes.sources),
        }

    # ------------------------------------------------------------------- statements of a file

    def statement(self, statement: ast.Statement) -> Iterator[tuple[str, dict[str, Value]]]:
        """The sheet and the cells of each row that ``statement`` has."""
        match statement:
            case ast.Use():
                return
            case ast.Rulebook(name=name, title=title, notes=notes):
                cells = {"name": name.text, "title": _title(title), **self.notes(notes)}
                yield "rulebook", {**cells, "keywords": self.keywords}
            case ast.Scale(name=name, chains=chains, notes=notes):
                for number, chain in enumerate(chains):
                    more = {} if number else self.notes(notes)
                    yield "levels", {"name": name.text, "chain": self.text(self.spell.chain(chain)), **more}
            case ast.Topic():
                yield "topics", self.topic(statement)
            case ast.ObjectiveSet(name=name, title=title, validity=validity, notes=notes):
                self.set, self.transition = statement, None
                days = {k: _day(d) for v in validity for k, d in (("start", v.start), ("end", v.end)) if d}
                yield "sets", {"name": name.text, "title": _title(title), **days, **self.notes(notes)}
            case ast.Objective():
                yield from (("objectives", cells) for cells in self.objective(statement))
            case ast.Transition(old=old, new=new, day=day, notes=notes):
                self.set, self.transition = None, statement
                cells = {"old": old.text, "new": new.text, "day": _day(day)}
                yield "transitions", {**cells, **self.notes(notes)}
            case _:
                for sheet, more in self.in_transition(statement):
                    yield sheet, {"transition": self.key(), **more}

    def topic(self, topic: ast.Topic) -> dict[str, Value]:
        cells: dict[str, Value] = {"name": topic.name.text, "title": _title(topic.title)}
        for key, closed in (("includes", False), ("consists", True)):
            names = [name for parts in topic.parts if parts.closed is closed for name in parts.names]
            cells[key] = self.text(self.spell.listed(names, self.spell.name)) if names else ""
        return {**cells, **self.notes(topic.notes)}

    def objective(self, objective: ast.Objective) -> Iterator[dict[str, Value]]:
        assert self.set is not None  # noqa: S101 - an objective outside any set is an error
        same = {"set": self.set.name.text, "code": objective.name.text}
        first = {**same, "title": _title(objective.title), **self.notes(objective.notes)}
        lines = objective.requirements
        for number, line in enumerate(lines):
            topics = self.text(self.spell.listed(line.topics, self.spell.name)) if line.topics else ""
            yield {**(same if number else first), "level": line.level.text, "topics": topics}
        if not lines:
            yield first

    # ------------------------------------------------------------------- statements of a transition

    def key(self) -> str:
        assert self.transition is not None  # noqa: S101 - what is outside any transition is an error
        return transition_key(self.transition.old.text, self.transition.new.text)

    def in_transition(self, statement: ast.Statement) -> Iterator[tuple[str, dict[str, Value]]]:
        match statement:
            case ast.Rule():
                yield "rules", {**self.rule(statement), **self.notes(statement.notes)}
            case ast.Carried(name=name, codes=codes, excepted=excepted, notes=notes):
                old = self.word("all") if codes is None else self.codes(codes)
                old += f" {self.word('except')} {self.codes(excepted)}" if excepted else ""
                cells: dict[str, Value] = {"name": name.text, "type": self.word("carried"), "old": old}
                yield "rules", {**cells, **self.notes(notes)}
            case ast.Judgement():
                yield "judgements", {**self.judgement(statement), **self.notes(statement.notes)}
            case ast.Retired(codes=codes, notes=notes) | ast.New(codes=codes, notes=notes):
                kind = self.word("retired" if isinstance(statement, ast.Retired) else "new")
                yield "fates", {"type": kind, "codes": self.codes(codes), **self.notes(notes)}
            case ast.Never(code=code, unless=unless, notes=notes):
                wanted = self.text(self.spell.expression(unless))
                yield "nevers", {"objective": self.codes([code]), "unless": wanted, **self.notes(notes)}
            case ast.Cohort(started_before=before, completes_until=until, notes=notes):
                yield "cohorts", {"before": _day(before), "until": _day(until), **self.notes(notes)}
            case ast.Example():
                yield "examples", self.example(statement)
            case _:
                raise ValueError("only what could be read can be written")

    def rule(self, rule: ast.Rule) -> dict[str, Value]:
        """A rule with its old side first, whichever its author wrote first."""
        old, new, signs = rule.left, rule.right, {c.aspect: c.relation for c in rule.claims}
        if self.is_new(rule.left):
            old, new, signs = new, old, {aspect: turned(sign) for aspect, sign in signs.items()}
        return {
            "name": rule.name.text,
            "type": self.word("draft" if rule.draft else "rule"),
            "old": self.text(self.spell.side(old)),
            "relation": signs.get(None, ""),
            "content": signs.get("content", ""),
            "complexity": signs.get("complexity", ""),
            "new": self.text(self.spell.side(new)),
        }

    def is_new(self, side: Sequence[ast.Expression]) -> bool:
        """Whether a side of a rule stands for objectives of the new set."""
        code = side[0]
        if not isinstance(code, ast.Code) or self.transition is None:
            return False
        new = self.transition.new.text
        if code.set is not None:
            return code.set.text == new
        codes = {s.name: s.codes for s in self.book.sets}
        return code.code.text in codes[new] and code.code.text not in codes[self.transition.old.text]

    def judgement(self, judgement: ast.Judgement) -> dict[str, Value]:
        """A judgement with what is covered first, whichever its author wrote first."""
        covered, covering, sign = judgement.left, judgement.right, judgement.claim.relation
        if sign == "≥":
            covered, covering, sign = covering, covered, "≤"
        return {
            "name": judgement.name.text,
            "covered": self.text(self.spell.joined(covered, "and")),
            "relation": sign,
            "covering": self.text(self.spell.joined(covering, "and")),
        }

    def example(self, example: ast.Example) -> dict[str, Value]:
        groups: dict[str, list[str]] = {}
        for expected in example.expectations:
            key = "transferred" if expected.outcome == "transferred" else "assessed"
            groups.setdefault(f"{key}-only" if expected.only else key, []).append(self.codes(expected.codes))
        return {
            "title": texts_cell([example.title.text]),
            "given": self.text(self.spell.held(example.given)) if example.given else "",
            # Several expectations of one kind are kept apart.
            **{key: ";\n".join(listed) for key, listed in groups.items()},
        }


def _title(title: ast.Text | None) -> str:
    return texts_cell([title.text]) if title and title.text else ""


def _day(date: ast.Date) -> Value:
    return date.day if date.day >= _FIRST_DAY else date.day.isoformat()
