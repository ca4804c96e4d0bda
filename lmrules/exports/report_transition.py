"""One transition's part of the page that ``report`` writes: every rule, judgement and fate in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import attrs

from lmrules.exports import report_words as say
from lmrules.exports.flow_svg import flow_picture
from lmrules.exports.markup import LINE, Html, el, joined, text
from lmrules.exports.page_parts import Parts, anchor, capital, listing
from lmrules.exports.rulebook_facts import Kind, Lack, NewFact, OldFact, RuleFact, TransitionFacts
from lmrules.messages import Text
from lmrules.messages.dates import show_date
from lmrules.model.model import Claim, Fate, Objective, ObjectiveId, ObjectiveSet, Rule, Transition, atoms

_MARKS: dict[Kind, str] = {"one": "yes", "several": "yes", "new": "new"}


@attrs.frozen
class TransitionPart:
    """What the page says of one transition."""

    parts: Parts
    facts: TransitionFacts

    @property
    def transition(self) -> Transition:
        """The transition itself."""
        return self.facts.transition

    def anchor(self, *names: str) -> str:
        """An id within this transition's part."""
        return anchor(self.transition.old, self.transition.new, *names)

    def heading(self) -> str:
        """What the part is called."""
        t = self.transition
        return self.parts.say(say.HEADING, old=t.old, new=t.new, day=show_date(t.day, self.parts.lang))

    def sections(self) -> Iterator[tuple[str, str, Html]]:
        """The sections of the part: anchor, heading and content."""
        p = self.parts
        yield self.anchor("", "utfall"), p.say(say.OUTCOMES), self.outcomes()
        yield self.anchor("", "oversikt"), p.say(say.OVERVIEW), self.overview()
        yield self.anchor("", "regler"), p.say(say.EACH_RULE), self.each_rule()
        if self.transition.judgements:
            yield self.anchor("", "skjonn"), p.say(say.JUDGEMENTS), self.judgements()
        yield self.anchor("", "nytt"), p.say(say.NEW_AND_RETIRED), self.new_and_retired()
        yield self.anchor("", "gamle"), p.say(say.OLD_FATES), self.old_fates()
        if self.transition.never:
            yield self.anchor("", "grenser"), p.say(say.NEVER), self.never()

    # ------------------------------------------------------------------------------------------- the facts

    def about(self) -> Html:
        """Sets, dates, sources, and who has other dates."""
        t, p = self.transition, self.parts
        sets = self.facts.book.set_named
        day = show_date(t.day, p.lang)
        cohorts = (
            el(
                "p",
                p.say(
                    say.COHORT,
                    started=show_date(c.started_before, p.lang),
                    until=show_date(c.completes_until, p.lang),
                ),
            )
            for c in t.cohorts
        )
        listed = [
            (say.IN_FORCE, text(day), None),
            (say.OLD_SET, self.set_shown(sets[t.old]), None),
            (say.NEW_SET, self.set_shown(sets[t.new]), None),
        ]
        if t.sources:
            listed.append((say.SOURCES, p.own("; ".join(t.sources)), None))
        return joined([p.facts(listed), el("p", p.say(say.COUNTED, day=day)), *cohorts])

    def set_shown(self, shown: ObjectiveSet) -> Html:
        """A set by name and title, with its dates and sources."""
        p = self.parts
        title = joined([" ", p.own(shown.title)]) if shown.title else ""
        sources = joined(["; ", p.own("; ".join(shown.sources))]) if shown.sources else ""
        return joined([el("span", shown.name, class_="code"), title, ", ", self.validity(shown), sources])

    def validity(self, shown: ObjectiveSet) -> str:
        """From when and until when a set is valid."""
        p = self.parts
        fields = {}
        if shown.start:
            fields["start"] = show_date(shown.start, p.lang)
        if shown.end:
            fields["last"] = show_date(shown.end - dt.timedelta(days=1), p.lang)
        if len(fields) == 2:  # noqa: PLR2004 - both ends
            return p.say(say.FROM_UNTIL, **fields)
        if not fields:
            return p.say(say.ALWAYS)
        return p.say(say.FROM if shown.start else say.UNTIL, **fields)

    def outcomes(self) -> Html:
        """How many new objectives there are of each kind."""
        p = self.parts
        lines = [
            [joined([mark(kind), capital(p.say(say.KINDS[kind]))]), str(count)]
            for kind, count in self.facts.counts.items()
        ]
        caption = p.say(say.OUTCOMES_CAPTION, count=len(self.facts.new))
        return p.table(caption, (say.WHAT_HAPPENS, say.NUMBER), lines, "numbers")

    def overview(self) -> Html:
        """A line for each new objective, and the picture of old → new with its tables."""
        p, step = self.parts, self.facts.step
        drawn = flow_picture(
            p.book, self.transition, p.lang, step=step, level=4, anchor=self.anchor("", "bilde")
        )
        lines = [
            [
                p.named(fact.objective, self.anchor(fact.objective.id.code)),
                joined([mark(fact.kind), capital(p.say(say.KINDS[fact.kind]))]),
                self.named_by_rules(fact),
            ]
            for fact in self.facts.new
        ]
        head = (say.NEW_OBJECTIVE, say.WHAT_HAPPENS, say.FROM_OLD)
        return joined([p.table(p.say(say.OVERVIEW_CAPTION), head, lines, "words"), drawn])

    def named_by_rules(self, fact: NewFact) -> Html:
        """The old objectives that transfer a new one or, where none do, those that a rule says do not."""
        p = self.parts
        granting = [p.expression(told.rule.old) for told in fact.rules if told.grants]
        if granting:
            return listing(granting, f"; {p.say(say.OR)} ")
        others = dict.fromkeys(o for told in fact.rules for o in atoms(told.rule.old))
        if not others:
            return text("–")
        return p.split(say.NOT_FROM, objectives=listing(map(p.code, others)))

    # ------------------------------------------------------------------------------------------- the rules

    def each_rule(self) -> Html:
        """Every new objective with all that the rules say of it."""
        return joined(joined([LINE, self.new_objective(fact)]) for fact in self.facts.new)

    def new_objective(self, fact: NewFact) -> Html:
        """One new objective: what it requires, and each rule on it."""
        p = self.parts
        known = self.anchor(fact.objective.id.code)
        told = [self.rule(one) for one in fact.rules]
        told += [el("p", self.because(say.NEW_BECAUSE, fate), class_="new") for fate in fact.declared]
        if not told:
            told.append(el("p", p.say(say.NO_RULE)))
        requires = el("div", el("b", p.say(say.REQUIRES)), p.requirements(fact.objective), class_="asks")
        heading = el("h4", p.named(fact.objective), id=known)
        return el("section", heading, requires, *told, class_="objective", aria_labelledby=known)

    def rule(self, told: RuleFact) -> Html:
        """One rule: what it transfers from or does not, why, and what is lacking."""
        p, rule = self.parts, told.rule
        verb = say.TRANSFERS_FROM if told.grants else say.DRAFT if rule.draft else say.NOT_TRANSFERRED_FROM
        named = p.say(say.RULE_NAMED, name=rule.name)
        claims = p.say(say.SAYS, claims=", ".join(map(self.claim, rule.claims)))
        lacks = el("ul", *(el("li", self.lack(one)) for one in told.lacks)) if told.lacks else ""
        return el(
            "div",
            el("p", el("b", p.say(verb)), " ", self.old_objectives(rule)),
            el("p", p.own(rule.reason)) if rule.reason else "",
            lacks,
            el("p", f"{named}, {claims}. ", self.sources(rule.sources), class_="more"),
            class_="rule yes" if told.grants else "rule",
        )

    def old_objectives(self, rule: Rule) -> Html:
        """What a rule asks for: one objective by its title, several by their codes with a list of titles."""
        p, known = self.parts, self.facts.book.objective
        if isinstance(rule.old, ObjectiveId):
            return p.named(known[rule.old])
        titles = (el("li", p.named(known[o])) for o in atoms(rule.old))
        return joined([p.expression(rule.old), el("ul", *titles, class_="plain")])

    def claim(self, claim: Claim) -> str:
        """What a rule claims of old against new."""
        relation = self.parts.say(say.RELATIONS[claim.relation])
        aspects = {None: say.IN_BOTH, "content": say.IN_CONTENT, "complexity": say.IN_LEVEL}
        return self.parts.say(aspects[claim.aspect], relation=relation)

    def lack(self, lack: Lack) -> Html:
        """One requirement that the old objectives do not meet."""
        p, r = self.parts, lack.requirement
        topic, level = p.topic(r.topic), p.level(r.level)
        if lack.held:
            held = listing(map(p.level, lack.held))
            return p.split(say.LACKS_LEVEL, topic=topic, level=level, held=held)
        return p.split(say.LACKS_CONTENT, topic=topic, level=level)

    def sources(self, sources: Iterable[str]) -> Html:
        """The sources of a statement, if it has any of its own."""
        listed = "; ".join(sources)
        return self.parts.split(say.SOURCE, sources=self.parts.own(listed)) if listed else Html("")

    def because(self, phrase: Text, fate: Fate) -> Html:
        """A statement about one objective, with its reason and sources."""
        p = self.parts
        return joined([el("b", p.say(phrase)), " ", p.own(fate.reason), " ", self.sources(fate.sources)])

    # ------------------------------------------------------------------------------------------- the tables

    def judgements(self) -> Html:
        """Every professional judgement."""
        p = self.parts
        lines = []
        for judgement in self.transition.judgements:
            decided = (
                p.split(say.COVERED_BY, topic=p.topic(t), topics=self.topics(us))
                for t, us in judgement.clauses
            )
            why = joined([p.own(judgement.reason), " ", self.sources(judgement.sources)])
            lines.append([text(judgement.name), joined(el("div", one) for one in decided), why])
        head = (say.JUDGEMENT, say.DECIDED, say.REASON)
        table = p.table(p.say(say.JUDGEMENTS_CAPTION), head, lines, "words")
        return joined([el("p", p.say(say.JUDGEMENTS_LEAD)), table])

    def topics(self, names: Iterable[str]) -> Html:
        """Topics that cover something together."""
        p = self.parts
        return listing((joined(["«", p.topic(name), "»"]) for name in names), f" {p.say(say.AND)} ")

    def new_and_retired(self) -> Html:
        """The objectives that are declared new, and those that are retired."""
        t, p = self.transition, self.parts
        tables = [
            (t.declared_new, say.NO_NEW, say.NEW_CAPTION, say.NEW_OBJECTIVE),
            (t.retired, say.NO_RETIRED, say.RETIRED_CAPTION, say.OLD_OBJECTIVE),
        ]
        found = []
        for fates, nothing, caption, head in tables:
            lines = [
                [
                    p.named(self.facts.book.objective[f.objective]),
                    joined([p.own(f.reason), " ", self.sources(f.sources)]),
                ]
                for f in fates
            ]
            if lines:
                found.append(p.table(p.say(caption), (head, say.REASON), lines, "words"))
            else:
                found.append(el("p", p.say(nothing)))
        return joined(found)

    def old_fates(self) -> Html:
        """Every old objective, and what becomes of it."""
        p = self.parts
        head = (say.OLD_OBJECTIVE, say.REQUIRES, say.WHAT_HAPPENS)
        lines = [[p.named(o.objective), p.requirements(o.objective), self.fate(o)] for o in self.facts.old]
        return p.table(p.say(say.OLD_CAPTION), head, lines, "words")

    def fate(self, old: OldFact) -> Html:
        """What becomes of one old objective."""
        p = self.parts
        says = []
        if old.grants:
            given = listing(self.given(rule) for rule in old.grants)
            says.append(joined([el("b", p.say(say.GIVES)), " ", given]))
        if old.others:
            not_given = dict.fromkeys(rule.new for rule in old.others)
            says.append(joined([p.say(say.GIVES_NOT), " ", listing(map(self.link, not_given))]))
        says += [self.because(say.RETIRED, fate) for fate in old.retired]
        return joined(el("div", one) for one in says or [text(p.say(say.UNMENTIONED))])

    def given(self, rule: Rule) -> Html:
        """What a rule grants and, where it asks for more than one objective, all that it asks for."""
        if isinstance(rule.old, ObjectiveId):
            return self.link(rule.new)
        named = len(atoms(rule.old))
        if named > say.MOST_TOGETHER:
            together = self.parts.split(say.BY_RULE, rule=self.parts.own(rule.name), n=text(str(named)))
        else:
            together = self.parts.split(say.TOGETHER, expression=self.parts.expression(rule.old))
        return joined([self.link(rule.new), " (", together, ")"])

    def link(self, new: ObjectiveId) -> Html:
        """The code of a new objective, which leads to the rules on it."""
        return self.parts.code(new, self.anchor(new.code))

    def never(self) -> Html:
        """What no approvals may ever grant."""
        p = self.parts
        lines = [
            [
                p.named(self.facts.book.objective[n.objective]),
                p.expression(n.unless),
                joined([p.own(n.reason), " ", self.sources(n.sources)]),
            ]
            for n in self.transition.never
        ]
        head = (say.NEW_OBJECTIVE, say.NEVER_WITHOUT, say.REASON)
        return p.table(p.say(say.NEVER_CAPTION), head, lines, "words")

    # ------------------------------------------------------------------------------------------- open gaps

    def unwritten(self) -> list[Objective]:
        """The new objectives that no statement is about."""
        return [fact.objective for fact in self.facts.new if fact.kind == "unwritten"]

    def unmentioned(self) -> list[Objective]:
        """The old objectives that no statement is about."""
        return [fact.objective for fact in self.facts.old if fact.unmentioned]


def mark(kind: Kind) -> Html:
    """A mark beside the words that say the same: filled, half, or a ring, so that no colour is needed."""
    return el("span", "", class_=f"mark {_MARKS.get(kind, 'no')}", aria_hidden="true")
