"""From statements to what stands on lines of its own and what may stand together, in the order of printing.

A *fill* is a run of words broken where a line is full. A *group* stands on one line where it fits there and
no remark interrupts it, and else has each of its parts on lines of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeAlias, assert_never

import attrs

from lmrules.formatting.expressions import Speller
from lmrules.formatting.words import Word, closed, glued
from lmrules.syntax import ast
from lmrules.syntax.keywords import Place


@attrs.frozen
class Fill:
    """Words, broken where the line is full; the lines after the first are indented once more."""

    words: tuple[Word, ...]


@attrs.frozen
class Group:
    """Parts on one line if ``flat`` and they fit; else each on its own, all but the first ``hang`` in."""

    parts: tuple[Block, ...]
    hang: int = 4
    flat: bool = True


Block: TypeAlias = Fill | Group


@attrs.frozen
class Planned:
    """A statement: its first lines and, each on lines of its own, its clauses."""

    statement: ast.Statement
    place: Place
    head: Block
    clauses: tuple[Block, ...] = ()


_Pending: TypeAlias = tuple[ast.Node, Callable[[], Block]]


def first_word(block: Block) -> Word:
    """The word that ``block`` begins with."""
    return next(words_of(block))


def words_of(block: Block) -> Iterator[Word]:
    """The words of ``block`` in order."""
    if isinstance(block, Fill):
        yield from block.words
        return
    for part in block.parts:
        yield from words_of(part)


class Planner:
    """Plans the statements of one file in order; ``speller`` must have been asked for nothing else."""

    def __init__(self, speller: Speller) -> None:
        self.speller = speller

    def plan(self, statement: ast.Statement) -> Planned:
        """The plan of the next statement. ``ValueError`` for one that could not be read."""
        match statement:
            case ast.Rulebook() | ast.Use() | ast.Scale() | ast.Topic() | ast.ObjectiveSet():
                return self._of_file(statement)
            case ast.Transition():
                head = self._transition(statement)
                return Planned(statement, "file", head, self._clauses(self._notes(statement.notes)))
            case ast.Objective():
                return self._objective(statement)
            case (
                ast.Cohort() | ast.Rule() | ast.Judgement() | ast.Carried() | ast.Retired() | ast.New()
                | ast.Never() | ast.Example()
            ):  # fmt: skip
                return self._of_transition(statement)
            case _:
                raise ValueError("only what could be read can be laid out")

    def _ordered(self, pending: Sequence[_Pending]) -> list[_Pending]:
        """Clauses in the order written, or in the order given when they were written nowhere."""
        if self.speller.from_source:
            return sorted(pending, key=lambda clause: clause[0].span.start)
        return list(pending)

    def _clauses(self, pending: Sequence[_Pending]) -> tuple[Block, ...]:
        return tuple(make() for _, make in self._ordered(pending))

    def _notes(self, notes: ast.Notes) -> list[_Pending]:
        reasons: list[_Pending] = [(t, partial(self._note, "because", t)) for t in notes.reasons]
        return [*reasons, *((t, partial(self._note, "source", t)) for t in notes.sources)]

    def _note(self, keyword: str, text: ast.Text) -> Fill:
        return Fill((self.speller.keyword(keyword), self.speller.text(text)))

    def _head(self, keyword: str, name: ast.Name, title: ast.Text | None) -> Fill:
        spell = self.speller
        words = [*glued([spell.keyword(keyword)]), spell.name(name)]
        return Fill((*words, spell.text(title)) if title else tuple(words))

    # -------------------------------------------------------------- statements of a file

    def _of_file(
        self, statement: ast.Rulebook | ast.Use | ast.Scale | ast.Topic | ast.ObjectiveSet
    ) -> Planned:
        match statement:
            case ast.Use():
                words = (self.speller.keyword("use"), self.speller.path(statement.path))
                return Planned(statement, "file", Fill(words))
            case ast.Rulebook():
                head: Block = self._head("rulebook", statement.name, statement.title)
                clauses = self._clauses(self._notes(statement.notes))
            case ast.Scale():
                head = self._scale(statement)
                clauses = self._clauses(self._notes(statement.notes))
            case ast.Topic():
                return self._topic(statement)
            case ast.ObjectiveSet():
                head = self._head("objectives", statement.name, statement.title)
                valid: list[_Pending] = [(v, partial(self._validity, v)) for v in statement.validity]
                clauses = self._clauses([*valid, *self._notes(statement.notes)])
            case _:
                assert_never(statement)
        return Planned(statement, "file", head, clauses)

    def _scale(self, scale: ast.Scale) -> Group:
        parts: list[Block] = [self._head("scale", scale.name, None)]
        for number, chain in enumerate(scale.chains, 1):
            words = self.speller.chain(chain)
            parts.append(Fill(tuple(words if number == len(scale.chains) else closed(words, ","))))
        return Group(tuple(parts), flat=len(scale.chains) == 1)

    def _topic(self, topic: ast.Topic) -> Planned:
        head: Block = self._head("topic", topic.name, topic.title)
        parts: list[_Pending] = [(p, partial(self._topic_parts, p)) for p in topic.parts]
        pending = self._ordered([*parts, *self._notes(topic.notes)])
        clauses = self._clauses(pending)
        if pending and isinstance(pending[0][0], ast.TopicParts):
            head, clauses = Group((head, clauses[0])), clauses[1:]
        return Planned(topic, "file", head, clauses)

    def _topic_parts(self, parts: ast.TopicParts) -> Fill:
        keyword = self.speller.keyword("consists of" if parts.closed else "includes")
        return Fill((*glued([keyword]), *self.speller.listed(parts.names, self.speller.name)))

    def _validity(self, validity: ast.Validity) -> Fill:
        words = [self.speller.keyword("valid")]
        if validity.start:
            words += [self.speller.keyword("from"), self.speller.date(validity.start)]
        if validity.end:
            words += [self.speller.keyword("until"), self.speller.date(validity.end)]
        return Fill(tuple(words))

    def _objective(self, objective: ast.Objective) -> Planned:
        head = self._head("objective", objective.name, objective.title)
        lines: list[_Pending] = [(r, partial(self._requirement, r)) for r in objective.requirements]
        return Planned(objective, "set", head, self._clauses([*lines, *self._notes(objective.notes)]))

    def _requirement(self, line: ast.RequirementLine) -> Fill:
        spell = self.speller
        if not line.topics:
            return Fill((spell.keyword("level"), spell.name(line.level)))
        level = closed([spell.name(line.level)], ":")
        return Fill((*level, *spell.listed(line.topics, spell.name)))

    # -------------------------------------------------------------- statements of a transition

    def _transition(self, transition: ast.Transition) -> Fill:
        spell = self.speller
        words = [spell.keyword("transition"), spell.name(transition.old)]
        words += [*glued([spell.keyword("to")]), spell.name(transition.new)]
        return Fill((*words, *glued([spell.keyword("from")]), spell.date(transition.day)))

    def _of_transition(
        self,
        statement: ast.Cohort | ast.Rule | ast.Judgement | ast.Carried | ast.Retired | ast.New | ast.Never
        | ast.Example,
    ) -> Planned:  # fmt: skip
        if isinstance(statement, ast.Example):
            return self._example(statement)
        match statement:
            case ast.Cohort():
                head: Block = self._cohort(statement)
            case ast.Rule():
                head = self._rule(statement)
            case ast.Judgement():
                head = self._judgement(statement)
            case ast.Carried():
                head = self._carried(statement)
            case ast.Retired() | ast.New() | ast.Never():
                return self._one_line(statement)
            case _:
                assert_never(statement)
        return Planned(statement, "transition", head, self._clauses(self._notes(statement.notes)))

    def _cohort(self, cohort: ast.Cohort) -> Fill:
        spell = self.speller
        words = [*glued([spell.keyword("started before")]), spell.date(cohort.started_before)]
        words += [*glued([spell.keyword("completes")]), *glued([spell.keyword("until")])]
        return Fill((*words, spell.date(cohort.completes_until)))

    def _rule(self, rule: ast.Rule) -> Group:
        spell = self.speller
        head = [*glued([spell.keyword("draft")])] if rule.draft else []
        head += [*glued([spell.keyword("rule")]), *closed([spell.name(rule.name)], ":")]
        left = Fill(tuple(spell.side(rule.left)))
        right = Fill(tuple(spell.claimed(rule.claims, rule.right)))
        return Group((Fill(tuple(head)), Group((left, right), hang=0)))

    def _judgement(self, judgement: ast.Judgement) -> Group:
        spell = self.speller
        head = Fill((*glued([spell.keyword("judgement")]), *closed([spell.name(judgement.name)], ":")))
        left = Fill(tuple(spell.joined(judgement.left, "and")))
        sign = spell.sign(judgement.claim.relation)
        right = Fill((*glued([sign]), *spell.joined(judgement.right, "and")))
        return Group((head, Group((left, right), hang=0)))

    def _carried(self, carried: ast.Carried) -> Fill:
        spell = self.speller
        words = [*glued([spell.keyword("carried")]), *closed([spell.name(carried.name)], ":")]
        if carried.codes is not None:
            return Fill((*words, *spell.listed(carried.codes, spell.code)))
        words.append(spell.keyword("all"))
        if carried.excepted:
            words += glued([spell.keyword("except")])
            words += spell.listed(carried.excepted, spell.code)
        return Fill(tuple(words))

    def _one_line(self, statement: ast.Retired | ast.New | ast.Never) -> Planned:
        """A statement whose only note stays on its line where its author put it there, and it fits."""
        spell = self.speller
        if isinstance(statement, ast.Never):
            words = [*glued([spell.keyword("never")]), spell.code(statement.code)]
            words += [*glued([spell.keyword("without")]), *spell.expression(statement.unless)]
        else:
            keyword = "retired" if isinstance(statement, ast.Retired) else "new"
            words = [*glued([spell.keyword(keyword)]), *spell.listed(statement.codes, spell.code)]
        head: Block = Fill(tuple(words))
        clauses = self._clauses(self._notes(statement.notes))
        if len(clauses) == 1 and not first_word(clauses[0]).trivia.new_line:
            head, clauses = Group((head, clauses[0])), ()
        return Planned(statement, "transition", head, clauses)

    def _example(self, example: ast.Example) -> Planned:
        spell = self.speller
        head = Fill((spell.keyword("example"), spell.text(example.title)))
        given = [*glued([spell.keyword("given")])]
        given += spell.held(example.given) if example.given else [spell.keyword("nothing")]
        clauses = [Fill(tuple(given))]
        for expected in example.expectations:
            transferred = expected.outcome == "transferred"
            words = [spell.keyword("then transfers" if transferred else "then assesses")]
            words = glued([*words, spell.keyword("only")] if expected.only else words)
            clauses.append(Fill((*words, *spell.listed(expected.codes, spell.code))))
        return Planned(example, "transition", head, tuple(clauses))
