"""The tables beside the picture of a transition: the same, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from lmrules.exports import flow_words as say
from lmrules.exports.markup import LINE, Html, el, joined, titles_in
from lmrules.exports.rule_words import old_words, rule_words
from lmrules.flow import Flow, Group, Kind
from lmrules.messages import Language, Text
from lmrules.model.model import Judgement, ObjectiveId, Rule, Rulebook


@attrs.frozen
class FlowTable:
    """The rows of a kind of groups: one for each new objective, or each old one that ends."""

    flow: Flow
    book: Rulebook
    lang: Language

    def table(self, kind: Kind, groups: Sequence[Group]) -> Html:
        """The table of ``groups``, all of one ``kind``."""
        match kind:
            case "ends":
                head: tuple[Text, ...] = (say.OLD, say.WHAT_IS_SAID)
                rows = [self.ending(o) for group in groups for o in group.old]
            case "begins":
                head = (say.NEW, say.WHAT_IS_SAID)
                rows = [self.beginning(n) for group in groups for n in group.new]
            case _:
                head = (say.OLD, say.NEW, say.WHAT_IS_SAID if kind == "related" else say.WHY)
                rows = [self.leading(group, n) for group in groups for n in group.new]
        headings = (el("th", text.fill(self.lang), scope="col") for text in head)
        body = (joined([LINE, el("tr", *row)]) for row in rows)
        caption = el("caption", say.CAPTION.fill(self.lang, {"kind": say.HEADINGS[kind]}))
        return el(
            "table",
            caption,
            el("thead", el("tr", *headings)),
            el("tbody", *body),
            class_=f"flow-table flow-{len(head)}",
        )

    # ---------------------------------------------------------------------------------------------- rows

    def leading(self, group: Group, new: ObjectiveId) -> Iterator[Html]:
        """What leads to ``new``, and by which rule."""
        edges = [edge for edge in group.edges if edge.new == new]
        place = {objective: number for number, objective in enumerate(group.old)}
        olds = [
            self.objective(edge.old, "" if edge.needed else say.ONE_OF.fill(self.lang))
            for edge in sorted(edges, key=lambda e: place[e.old])
        ]
        yield el("td", *olds, data_label=say.OLD.fill(self.lang))
        yield el("th", self.objective(new), scope="row", data_label=say.NEW.fill(self.lang))
        yield el("td", *(self.related(new) if group.kind == "related" else self.rules(new)))

    def ending(self, old: ObjectiveId) -> Iterator[Html]:
        """What is said of an old objective that leads nowhere."""
        reasons = [f.reason for f in self.flow.transition.retired if f.objective == old]
        yield el("th", self.objective(old), scope="row")
        yield el("td", *self.said(reasons, say.RETIRED, say.NOTHING_SAID_OLD))

    def beginning(self, new: ObjectiveId) -> Iterator[Html]:
        """What is said of a new objective that comes from nowhere."""
        reasons = [f.reason for f in self.flow.transition.declared_new if f.objective == new]
        yield el("th", self.objective(new), scope="row")
        yield el("td", *self.said(reasons, say.DECLARED_NEW, say.NOTHING_SAID_NEW))

    def said(self, reasons: Sequence[str], declared: Text, otherwise: Text) -> Iterator[Html]:
        """The word that declares an objective's fate, and why."""
        if not reasons:
            yield el("p", otherwise.fill(self.lang))
        for reason in reasons:
            word = el("b", declared.fill(self.lang))
            yield el("p", word, *([": ", self.own(reason)] if reason else []))

    def rules(self, new: ObjectiveId) -> Iterator[Html]:
        """The proved rules on ``new``."""
        for rule in self.flow.step.granting:
            if rule.new == new:
                yield self.statement(rule, "" if isinstance(rule.old, ObjectiveId) else self.written(rule))

    def related(self, new: ObjectiveId) -> Iterator[Html]:
        """The statements that speak of ``new`` and transfer nothing."""
        transition = self.flow.transition
        for rule in transition.rules_for.get(new, ()):
            yield self.statement(rule, self.written(rule))
        for judgement in transition.judgements:
            if any(str(new) in (covered, *covering) for covered, covering in judgement.clauses):
                yield self.statement(judgement, "")

    # ---------------------------------------------------------------------------------------------- pieces

    def statement(self, statement: Rule | Judgement, written: str) -> Html:
        """A rule or judgement: its name, what it says, its reason."""
        shown: list[str] = [el("b", statement.name)]
        if written:
            shown += [" ", el("code", written)]
        if statement.reason:
            shown += [": ", self.own(statement.reason)]
        return el("p", *shown, data_rule=statement.name)

    def written(self, rule: Rule) -> str:
        """What a rule states; of one that transfers, its old side."""
        words = old_words if rule in self.flow.step.granting else rule_words
        return words(self.book, self.flow.transition, rule)

    def objective(self, objective: ObjectiveId, note: str = "") -> Html:
        """An objective by code and title."""
        title = self.book.objective[objective].title
        shown: list[str] = [el("b", objective.code)]
        if title:
            shown += [" ", self.own(title)]
        if note:
            shown += [" ", el("i", f"({note})")]
        return el("div", *shown, data_objective=str(objective))

    def own(self, words: str) -> Html:
        """The rulebook's own words, in its own language (WCAG 2.1, 3.1.2)."""
        return el("span", words, lang=titles_in(self.book.keywords, self.lang))
