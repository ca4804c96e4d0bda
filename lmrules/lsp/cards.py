"""What is said of an objective, a topic, a level, a set or a rule when a person points at it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from lmrules.exports.markdown import bullets, code, plain
from lmrules.exports.phrases import SOURCE
from lmrules.exports.prose import Explainer, said_level
from lmrules.lsp import words as say
from lmrules.lsp.view import View
from lmrules.messages import Language, Text
from lmrules.messages.dates import show_date
from lmrules.model.model import Objective, ObjectiveSet, Rulebook, Topic, Transition, atoms

_MOST_LISTED = 12


@attrs.frozen
class Cards:
    """Cards in Markdown, in one language."""

    view: View
    lang: Language

    def said(self, text: Text, **fields: object) -> str:
        """A text of ours with an author's words in it, as Markdown."""
        return plain(text.fill(self.lang, fields))

    def sources(self, sources: Iterable[str]) -> list[str]:
        """Where something is from."""
        return [self.said(SOURCE, source=source) for source in sources]

    # ------------------------------------------------------------------- objectives

    def objective(self, objective: Objective) -> str:
        """An objective with its title, set, requirements, source and what becomes of it."""
        book = self.book_with(objective)
        parts = [self.head(objective.id.code, objective.title)]
        objectives = book.set_named.get(objective.id.set)
        if objectives is not None:
            parts.append(self.set_line(objectives))
        parts += self.requirements(book, objective)
        parts += self.fate(book, objective)
        sources = objective.sources or (objectives.sources if objectives else ()) or book.sources
        parts += self.sources(sources)
        return "\n\n".join(parts)

    def book_with(self, objective: Objective) -> Rulebook:
        """The model that knows ``objective``."""
        return next((b for b in self.view.books if objective.id in b.objective), self.view.book)

    @staticmethod
    def head(name: str, title: str) -> str:
        """The first line of a card."""
        return f"**{plain(name)}**" + (f" {plain(title)}" if title else "")

    def set_line(self, objectives: ObjectiveSet) -> str:
        """A set by name, title and dates."""
        start, end = objectives.start, objectives.end
        text = say.BETWEEN if start and end else say.FROM if start else say.UNTIL if end else None
        head = self.head(objectives.name, objectives.title)
        if text is None:
            return head
        days = {"start": start and show_date(start, self.lang), "end": end and show_date(end, self.lang)}
        return f"{head}, {self.said(text, **days)}"

    def requirements(self, book: Rulebook, objective: Objective) -> Iterator[str]:
        """What an objective asks for, level by level."""
        if not objective.requirements:
            yield self.said(say.NOT_ANALYSED)
            return
        by_level: dict[str, list[str]] = {}
        for requirement in objective.requirements:
            by_level.setdefault(requirement.level, []).append(requirement.topic)
        own = str(objective.id)
        lines = []
        for level, topics in by_level.items():
            # The topic of `nivå` is the objective itself, and says nothing.
            listed = ", ".join(
                self.said(say.WHOLE) if topic == own else plain(self.topic_title(book, topic))
                for topic in topics
            )
            lines.append(f"{plain(said_level(level))}: {listed}")
        yield bullets(lines)

    def topic_title(self, book: Rulebook, name: str) -> str:
        """A topic in words."""
        return Explainer(book, self.lang).topic(name)

    def fate(self, book: Rulebook, objective: Objective) -> Iterator[str]:
        """What the rulebook says becomes of an objective, or that it comes from nowhere."""
        for transition in book.transitions:
            for fates, text in ((transition.retired, say.RETIRED), (transition.declared_new, say.NEW)):
                mine = (fate for fate in fates if fate.objective == objective.id)
                yield from (self.said(text, reason=fate.reason) for fate in mine)
            used = [r.name for r in transition.rules if objective.id in (r.new, *atoms(r.old))]
            if used:
                names = list(dict.fromkeys(used))
                listed = ", ".join(code(name) for name in names[:_MOST_LISTED])
                more = " …" if len(names) > _MOST_LISTED else ""
                yield f"{self.said(say.RULES, transition=transition.name)} {listed}{more}"

    # ------------------------------------------------------------------- topics, levels, sets

    def topic(self, name: str) -> str:
        """A topic with its parts, what it is part of, and the objectives that ask for it."""
        book = next((b for b in self.view.books if name in b.topic_named), self.view.book)
        topic = book.topic_named.get(name)
        if topic is None:
            return self.head(name, "")
        parts = [self.head(name, topic.title)]
        if not topic.declared:
            parts.append(self.said(say.ONLY_MENTIONED))
        lines = [*self.parts(book, topic)]
        wider = [t.name for t in book.topics if name in t.parts]
        if wider:
            lines.append(f"{self.said(say.PART_OF)} {self.topics(book, wider)}")
        asked = [o for o in book.objective.values() if any(r.topic == name for r in o.requirements)]
        if asked:
            listed = ", ".join(code(str(o.id)) for o in asked[:_MOST_LISTED])
            more = " …" if len(asked) > _MOST_LISTED else ""
            lines.append(f"{self.said(say.REQUIRED_BY)} {listed}{more}")
        return "\n\n".join([*parts, *([bullets(lines)] if lines else [])])

    def parts(self, book: Rulebook, topic: Topic) -> Iterator[str]:
        """The parts of a topic: some of it, or the whole of it."""
        for text, names in ((say.INCLUDES, topic.includes), (say.CONSISTS, topic.consists)):
            if names:
                yield f"{self.said(text)} {self.topics(book, names)}"

    def topics(self, book: Rulebook, names: tuple[str, ...] | list[str]) -> str:
        """Topics in words, with commas."""
        return ", ".join(plain(self.topic_title(book, name)) for name in names)

    def level(self, name: str) -> str:
        """A level and the steps next to it."""
        parts = [self.head(said_level(name), "")]
        lines = []
        for book in self.view.books[:1]:
            for scale in book.scales:
                for low, sign, high in scale.steps:
                    if name in (low, high):
                        lines.append(code(f"{low} {sign} {high}"))
        return "\n\n".join([*parts, *([bullets(list(dict.fromkeys(lines)))] if lines else [])])

    def objective_set(self, name: str) -> str:
        """A set, how many objectives it has, and the transitions it is part of."""
        book = next((b for b in self.view.books if name in b.set_named), self.view.book)
        objectives = book.set_named.get(name)
        if objectives is None:
            return self.head(name, "")
        parts = [self.set_line(objectives), self.said(say.OBJECTIVES, n=len(objectives.objectives))]
        parts += [self.transition_line(t) for t in book.transitions if name in (t.old, t.new)]
        parts += self.sources(objectives.sources)
        return "\n\n".join(parts)

    def transition_line(self, transition: Transition) -> str:
        """A transition by its sets and day."""
        return self.said(say.TRANSITION, name=transition.name, day=show_date(transition.day, self.lang))
