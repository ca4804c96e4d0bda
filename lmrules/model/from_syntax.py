"""Statements to the resolved model: every name becomes what it stands for, or a diagnostic.

A name in a statement that could not be read is excused, so that one mistake is reported once.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from lmrules.diagnostics import Diagnostic, Label, codes_names, codes_order, codes_text
from lmrules.diagnostics.mistakes import Enough, Mistakes
from lmrules.messages import Text
from lmrules.model import model
from lmrules.model.codes import Noted, not_noted
from lmrules.model.in_transition import Surroundings, resolve_transition
from lmrules.model.scope import Declared, did_you_mean, unknown
from lmrules.syntax import ast
from lmrules.syntax.keywords import KEYWORDS
from lmrules.syntax.limits import DEFAULT_LIMITS, Limits
from lmrules.syntax.spelling import nearest

_IN_TRANSITION = (
    ast.Cohort, ast.Rule, ast.Judgement, ast.Carried, ast.Retired, ast.New, ast.Never, ast.Example
)  # fmt: skip
_IN_TRANSITION_BROKEN = frozenset(k.begins for k in KEYWORDS if k.place == "transition")
_FIRST = Text("oppgitt første gang her", "oppgitt første gong her", "declared first here")
_DECLARE = Text(
    "skriv en `tema`-setning for det, så en skrivefeil ikke blir et nytt tema",
    "skriv ei `tema`-setning for det, så ein skrivefeil ikkje blir eit nytt tema",
    "write a `topic` statement for it, so that a typing error does not become a new topic",
)
_A_SET = Text("et læringsmålsett", "eit læringsmålsett", "an objective set")
_A_TRANSITION = Text("en overgang", "ein overgang", "a transition")


@attrs.define
class _OpenSet:
    statement: ast.ObjectiveSet
    objectives: list[ast.Objective] = attrs.field(factory=list)


@attrs.define
class _OpenTransition:
    statement: ast.Transition
    inner: list[ast.Statement] = attrs.field(factory=list)
    sources: list[str] = attrs.field(factory=list)


def resolve(
    files: Sequence[ast.File], limits: Limits = DEFAULT_LIMITS, noted: Noted = not_noted
) -> tuple[model.Rulebook, list[Diagnostic], frozenset[str]]:
    """The rulebook that ``files`` (in the order read) make together, what is wrong, and the names excused.

    The rulebook holds everything that could be resolved; it is safe to check, but not to use while there
    are errors. With more than ``limits.mistakes`` of them it is empty. ``noted`` learns what codes stand for.
    """
    resolver = _Resolver(files, limits, noted)
    try:
        return resolver.run()
    except Enough as enough:
        resolver.found.close(enough.at, limits.mistakes)
        empty = [attrs.evolve(file, statements=()) for file in files]
        return _Resolver(empty, limits).run()[0], resolver.found, frozenset()


def _sources(notes: ast.Notes) -> tuple[str, ...]:
    return tuple(text.text for text in notes.sources)


def _spoken(files: Sequence[ast.File]) -> ast.Keywords:
    """The keyword language of a rulebook: that of the first file whose words tell which it is."""
    return next((file.keywords for file in files if not file.neutral), "nb")


class _Resolver:
    def __init__(self, files: Sequence[ast.File], limits: Limits, noted: Noted = not_noted) -> None:
        self.files = files
        self.noted = noted
        self.found = Mistakes(limits.mistakes)
        self.most_levels = limits.list_items
        self.excused: set[str] = set()
        self.heads: list[ast.Rulebook] = []
        self.scales: list[ast.Scale] = []
        self.topics: list[ast.Topic] = []
        self.sets: list[_OpenSet] = []
        self.transitions: dict[tuple[str, str], _OpenTransition] = {}
        self.mentioned: dict[str, model.Topic] = {}
        self.declared_topics = Declared("topic")
        self.lost_scale = False

    def run(self) -> tuple[model.Rulebook, list[Diagnostic], frozenset[str]]:
        for file in self.files:
            self.sort(file)
        for again in self.heads[1:]:
            first = self.heads[0]
            self.found.append(
                codes_names.RULEBOOK_TWICE.at(
                    again.span,
                    first=first.name.text,
                    second=again.name.text,
                    related=[Label(first.name.span, _FIRST)],
                )
            )
        scales = self.resolve_scales()
        self.levels = list(dict.fromkeys(level for scale in scales for level in scale.levels))
        topics = self.resolve_topics()
        sets = self.resolve_sets()
        book = model.Rulebook(
            name=self.heads[0].name.text if self.heads else "",
            title=self.title(self.heads[0].title) if self.heads else "",
            sources=_sources(self.heads[0].notes) if self.heads else (),
            scales=tuple(scales),
            topics=tuple(topics),
            sets=tuple(sets),
            keywords=_spoken(self.files),
        )
        transitions = tuple(self.resolve_transitions(book))
        self.report_mentions()
        everything = (*topics, *self.mentioned.values())
        whole = attrs.evolve(book, topics=everything, transitions=transitions)
        return whole, self.found, frozenset(self.excused)

    # -------------------------------------------------------------- where each statement belongs

    def sort(self, file: ast.File) -> None:
        """Put each statement of a file where it belongs: objectives in a set, rules in a transition."""
        in_set: _OpenSet | None = None
        in_transition: _OpenTransition | None = None
        # After a container that could not be read, what would have stood in it is excused.
        lost: str | None = None
        for statement in file.statements:
            match statement:
                case ast.ObjectiveSet():
                    in_set, in_transition, lost = _OpenSet(statement), None, None
                    self.sets.append(in_set)
                case ast.Transition():
                    in_set, in_transition, lost = None, self.open_transition(statement), None
                case ast.Objective():
                    if in_set is not None:
                        in_set.objectives.append(statement)
                    elif lost == "objective_set":
                        self.excused.add(statement.name.text)
                    else:
                        self.out_of_place(statement, _A_SET, "læringsmålsett")
                case ast.Broken():
                    self.excused |= {name.text for name in statement.names}
                    self.lost_scale = self.lost_scale or statement.begins == "scale"
                    if statement.kept:
                        continue
                    if statement.begins in ("objective_set", "transition"):
                        in_set, in_transition, lost = None, None, statement.begins
                    elif statement.begins not in (None, "objective", *_IN_TRANSITION_BROKEN):
                        in_set, in_transition, lost = None, None, None
                case _ if isinstance(statement, _IN_TRANSITION):
                    if in_transition is not None:
                        in_transition.inner.append(statement)
                    elif lost != "transition":
                        self.out_of_place(statement, _A_TRANSITION, "overgang")
                case _:
                    in_set, in_transition, lost = None, None, None
                    self.sort_top(statement)

    def sort_top(self, statement: ast.Statement) -> None:
        match statement:
            case ast.Rulebook():
                self.heads.append(statement)
            case ast.Scale():
                self.scales.append(statement)
            case ast.Topic():
                self.topics.append(statement)
            case _:
                pass  # `bruk` was followed when the files were read

    def out_of_place(self, statement: ast.Statement, container: Text, keyword: str) -> None:
        word = statement.span.text.split()[0]
        self.found.append(
            codes_text.OUT_OF_PLACE.at(statement.span, word=word, container=container, keyword=keyword)
        )

    def open_transition(self, statement: ast.Transition) -> _OpenTransition:
        key = (statement.old.text, statement.new.text)
        if key not in self.transitions:
            self.transitions[key] = _OpenTransition(statement)
        transition = self.transitions[key]
        first = transition.statement.day
        if first.day != statement.day.day:
            self.found.append(
                codes_order.TWO_DATES.at(
                    statement.day.span,
                    transition="→".join(key),
                    first=first.day.isoformat(),
                    second=statement.day.day.isoformat(),
                    related=[Label(first.span, _FIRST)],
                )
            )
        transition.sources += _sources(statement.notes)
        return transition

    # -------------------------------------------------------------- levels, topics, sets

    @staticmethod
    def title(text: ast.Text | None) -> str:
        return text.text if text else ""

    def resolve_scales(self) -> list[model.Scale]:
        names = Declared("scale")
        scales = []
        every: set[str] = set()
        for scale in self.scales:
            if not names.add(scale.name.text, scale.name.span, self.found):
                continue
            # The order of levels is all pairs of them, so they are one list, however many scales it is in.
            every |= {name.text for chain in scale.chains for name in chain.names}
            if len(every) > self.most_levels:
                size, limit = len(every), self.most_levels
                self.found.append(codes_text.LIST_TOO_LONG.at(scale.name.span, size=size, limit=limit))
                self.lost_scale = True
                return []
            steps = [
                (chain.names[i].text, sign, chain.names[i + 1].text)
                for chain in scale.chains
                for i, sign in enumerate(chain.signs)
            ]
            levels = dict.fromkeys(name.text for chain in scale.chains for name in chain.names)
            scales.append(
                model.Scale(
                    span=scale.span,
                    sources=_sources(scale.notes),
                    name=scale.name.text,
                    levels=tuple(levels),
                    steps=tuple(steps),
                )
            )
        return scales

    def resolve_topics(self) -> list[model.Topic]:
        topics = []
        for topic in self.topics:
            self.no_slash(topic.name)
            if self.declared_topics.add(topic.name.text, topic.name.span, self.found):
                topics.append(topic)
        return [
            model.Topic(
                span=topic.name.span,
                sources=_sources(topic.notes),
                name=topic.name.text,
                title=self.title(topic.title),
                includes=tuple(self.topic(n) for p in topic.parts if not p.closed for n in p.names),
                consists=tuple(self.topic(n) for p in topic.parts if p.closed for n in p.names),
            )
            for topic in topics
        ]

    def topic(self, name: ast.Name) -> str:
        """The topic ``name`` stands for; a name that is declared nowhere is declared by being mentioned."""
        known = name.text in self.declared_topics.spans or name.text in self.mentioned
        if not known:
            self.no_slash(name)
            self.mentioned[name.text] = model.Topic(span=name.span, name=name.text, declared=False)
        return name.text

    def no_slash(self, name: ast.Name) -> None:
        if "/" in name.text:
            self.found.append(codes_names.SLASH_IN_NAME.at(name.span, name=name.text))

    def report_mentions(self) -> None:
        titles = {t.name.text: self.title(t.title) for t in self.topics}
        for topic in self.mentioned.values():
            if topic.name in self.excused:
                continue
            close = nearest(topic.name, self.declared_topics.spans)
            hint = did_you_mean(close, titles) if close else _DECLARE
            self.found.append(codes_names.ONLY_MENTIONED.at(topic.span, name=topic.name, hint=hint))

    def resolve_sets(self) -> list[model.ObjectiveSet]:
        names = Declared("set")
        sets = []
        for opened in self.sets:
            statement = opened.statement
            self.no_slash(statement.name)
            if not names.add(statement.name.text, statement.name.span, self.found):
                continue
            valid = statement.validity[0] if statement.validity else None
            codes = Declared("objective")
            objectives = [
                self.objective(statement.name.text, objective)
                for objective in opened.objectives
                if codes.add(objective.name.text, objective.name.span, self.found)
            ]
            sets.append(
                model.ObjectiveSet(
                    span=statement.name.span,
                    sources=_sources(statement.notes),
                    name=statement.name.text,
                    title=self.title(statement.title),
                    start=valid.start.day if valid and valid.start else None,
                    end=valid.end.day if valid and valid.end else None,
                    objectives=tuple(objectives),
                )
            )
        return sets

    def objective(self, set_name: str, objective: ast.Objective) -> model.Objective:
        identity = model.ObjectiveId(set_name, objective.name.text)
        requirements: dict[model.Requirement, None] = {}
        for line in objective.requirements:
            known = line.level.text in self.levels or line.level.text in self.excused
            if not known and not self.lost_scale:
                self.found.append(unknown(line.level, "level", self.levels))
            if not line.topics:
                requirements[model.Requirement(str(identity), line.level.text, line.span)] = None
            for name in line.topics:
                requirements[model.Requirement(self.topic(name), line.level.text, name.span)] = None
        return model.Objective(
            span=objective.name.span,
            sources=_sources(objective.notes),
            id=identity,
            title=self.title(objective.title),
            requirements=tuple(requirements),
        )

    # -------------------------------------------------------------- transitions

    def resolve_transitions(self, book: model.Rulebook) -> list[model.Transition]:
        transitions = []
        around = Surroundings(
            book=book,
            topic=self.topic,
            declared_topics=self.declared_topics.spans.keys(),
            excused=self.excused,
            found=self.found,
            noted=self.noted,
        )
        for opened in self.transitions.values():
            statement = opened.statement
            missing = [n for n in (statement.old, statement.new) if n.text not in book.set_named]
            for name in missing:
                if name.text not in self.excused:
                    self.found.append(unknown(name, "set", book.set_named))
            if missing:
                continue
            sources = tuple(opened.sources)
            transitions.append(resolve_transition(around, statement, opened.inner, sources))
        return transitions
