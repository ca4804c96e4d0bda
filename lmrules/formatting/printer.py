"""Syntax to text: one layout for every rule file, its comments kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lmrules.formatting.expressions import Speller
from lmrules.formatting.from_source import Supply, supply
from lmrules.formatting.page import Page
from lmrules.formatting.plan import Block, Fill, Group, Planned, Planner, first_word, words_of
from lmrules.formatting.texts import WIDTH, begins_new_line, lines_of, quoted
from lmrules.formatting.words import Remark, Word
from lmrules.source import Source
from lmrules.syntax import ast

_STEP = 4
_INDENTS = {"file": 0, "set": _STEP, "transition": _STEP}


def lay_out(file: ast.File, source: Source, keywords: ast.Keywords | None = None) -> str:
    """``file``, which was read from ``source`` without errors, as text in the one layout.

    Comments stay beside the words they stood beside, empty lines between statements and clauses stay, but
    never two in a row. ``keywords``: the language to write the keywords in; default: the file's own.
    """
    found = supply(source)
    planner = Planner(Speller(keywords or file.keywords, found))
    planned = [planner.plan(statement) for statement in file.statements]
    found.finish()
    printer = _Printer()
    before: Planned | None = None
    for statement in planned:
        printer.statement(statement, before, apart=_apart(statement, before))
        before = statement
    printer.tail(found.tail, before)
    return printer.page.text()


def print_statements(statements: Iterable[ast.Statement], keywords: ast.Keywords = "nb") -> str:
    """``statements``, wherever they come from, as the text of a rule file (without any comments)."""
    planner = Planner(Speller(keywords, Supply()))
    printer = _Printer()
    before: Planned | None = None
    for planned in map(planner.plan, statements):
        kinds_differ = before is not None and type(before.statement) is not type(planned.statement)
        printer.statement(planned, before, apart=kinds_differ or _apart(planned, before))
        before = planned
    return printer.page.text()


def _apart(planned: Planned, before: Planned | None) -> bool:
    """Whether an empty line must stand before a statement: around sets and transitions."""
    if before is None or planned.place != "file":
        return False
    holders = ast.ObjectiveSet | ast.Transition
    either = isinstance(planned.statement, holders) or isinstance(before.statement, holders)
    return either or before.place != "file"


class _Printer:
    def __init__(self) -> None:
        self.page = Page()

    # -------------------------------------------------------------- statements and their clauses

    def statement(self, planned: Planned, before: Planned | None, *, apart: bool) -> None:
        indent = _INDENTS[planned.place]
        word = first_word(planned.head)
        level_of = _levels(indent, word.trivia.column, before)
        remarks = [(remark, level_of(remark)) for remark in word.trivia.before]
        own = [remark for remark, level in remarks if level == indent]
        due = apart and not word.trivia.blank and not any(remark.blank for remark in own)
        for remark, level in remarks:
            if remark.blank or (due and level == indent):
                self.page.blank()
                due = due and level != indent
            self.page.remark(remark.text, level)
        if word.trivia.blank or due:
            self.page.blank()
        self.block(planned.head, indent, led=True)
        for clause in planned.clauses:
            self.lead(first_word(clause), indent + _STEP, blanks=True)
            self.block(clause, indent + _STEP, led=True)

    def tail(self, remarks: Iterable[Remark], before: Planned | None) -> None:
        """The remarks after the last statement."""
        levels = _levels(0, 0, before)
        for remark in remarks:
            if remark.blank:
                self.page.blank()
            self.page.remark(remark.text, levels(remark))

    def lead(self, word: Word, indent: int, *, blanks: bool = False) -> None:
        """What stands before a word that begins a line; empty lines alone only where ``blanks``."""
        for remark in word.trivia.before:
            if remark.blank:
                self.page.blank()
            self.page.remark(remark.text, indent)
        if word.trivia.blank and (blanks or word.trivia.before):
            self.page.blank()

    # -------------------------------------------------------------- blocks

    def block(self, block: Block, indent: int, *, led: bool = False) -> None:
        """Prints a block at ``indent``; ``led``: what stood before its first word is printed already."""
        if not led:
            self.lead(first_word(block), indent)
        match block:
            case Fill():
                self.fill(block.words, indent)
            case Group():
                words = list(words_of(block))
                flat = _flat(words) if block.flat else None
                extra = sum(word.extra for word in words)
                if flat is not None and indent + len(flat) + extra <= WIDTH:
                    self.page.put(flat, indent)
                    self.page.end(words[-1].trivia.after)
                    return
                self.block(block.parts[0], indent, led=True)
                for part in block.parts[1:]:
                    self.block(part, indent + block.hang)

    def fill(self, words: tuple[Word, ...], indent: int) -> None:
        inner = indent + _STEP
        together = False
        for number, word in enumerate(words):
            if number and word.trivia.before:
                self.page.end()
                self.lead(word, inner)
            elif not together and not word.segments and self._is_full(_width(words, number)):
                self.page.end()
            begins = inner if number else indent
            if word.segments:
                self.text(word, begins)
            else:
                self.page.put(word.text, begins, word.extra)
            if word.trivia.after is not None:
                self.page.end(word.trivia.after)
            together = word.glued
        self.page.end()

    def _is_full(self, width: int) -> bool:
        return self.page.column > 0 and self.page.column + 1 + width > WIDTH

    def text(self, word: Word, indent: int) -> None:
        for number, part in enumerate(word.segments):
            if number:
                self.page.end()
                for remark in part.before:
                    if remark.blank:
                        self.page.blank()
                    self.page.remark(remark.text, indent)
            column = self.page.column + 1 if self.page.column else indent
            if begins_new_line(part, column, indent):
                self.page.end()
                column = indent
            first, *rest = lines_of(part, column, indent)
            self.page.put(first, indent)
            for line in rest:
                self.page.end()
                self.page.put(line, indent)
            if part.after is not None:
                self.page.end(part.after)


def _width(words: tuple[Word, ...], start: int) -> int:
    """How much room the word at ``start`` and those glued to it take."""
    total = -1
    for word in words[start:]:
        if word.segments:
            break
        total += 1 + len(word.text) + word.extra
        if not word.glued:
            break
    return total


def _flat(words: list[Word]) -> str | None:
    """All words on one line; None where a remark or a text of several lines stands between."""
    texts = []
    for number, word in enumerate(words):
        if number and (word.trivia.before or words[number - 1].trivia.after is not None):
            return None
        if word.segments and (len(word.segments) > 1 or len(word.segments[0].lines) > 1):
            return None
        texts.append(quoted(word.segments[0].joined) if word.segments else word.text)
    return " ".join(texts)


def _levels(indent: int, column: int, before: Planned | None) -> Callable[[Remark], int]:
    """How far to indent a remark before a statement at ``indent``, which began at ``column``.

    A remark that stood farther in than the statement after it belongs to what stood before: to its clauses
    or to the statement itself, whichever it was not farther in than.
    """
    known = [(indent, column)]
    if before is not None:
        level = _INDENTS[before.place]
        known.append((level, first_word(before.head).trivia.column))
        if before.clauses:
            known.append((level + _STEP, first_word(before.clauses[-1]).trivia.column))
    known = [known[0], *(k for k in known[1:] if k[0] > indent)]
    return lambda remark: next((level for level, at in known if remark.column <= at), known[-1][0])
