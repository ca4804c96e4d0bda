"""``report --person``: the letter to one doctor.

It tells what transfers, what has to be assessed, and what is met already of that. Its text is a template
(``letter_template.py``); whatever that says, the letter says that it is a proposal, and which rules it was
made by. It names the one person it is to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

import attrs

from lmrules import versions
from lmrules.evaluate.results import Decision, Evidence, PersonResult, Proof, Step
from lmrules.exports import letter_words as say
from lmrules.exports.letter_template import BLOCKS, Piece, Placeholder, Template
from lmrules.exports.markup import LINE, Html, el, joined, page, style_sheet, text
from lmrules.exports.page_parts import Parts, listing
from lmrules.exports.prose import Explainer
from lmrules.messages import Language, Text
from lmrules.messages.dates import show_date
from lmrules.model.model import ObjectiveId, ObjectiveSet, Rulebook, atoms

_MOST_WAYS = 3


@attrs.frozen(kw_only=True)
class Letters:
    """What the letters of one run have in common. ``date``: the one at the top, if any."""

    book: Rulebook
    digest: str
    to: str
    template: Template
    lang: Language
    as_of: dt.date | None = None
    date: dt.date | None = None

    def letter(self, result: PersonResult, *, preview: bool = False) -> str:
        """The letter to one person; ``preview``: the run is one, so the letter says so."""
        return _Letter(self, Parts(self.book, self.lang), result, preview).whole()


@attrs.frozen
class _Letter:
    about: Letters
    parts: Parts
    result: PersonResult
    preview: bool

    def whole(self) -> str:
        p, about = self.parts, self.about
        first, *others = about.template.pieces
        body = [el("h1", *self.filled(first)), self.notice(), *self.pieces(others)]
        css = style_sheet("page", "text", "letter")
        title = p.say(say.TITLE, set=about.to)
        return page(title, p.lang, css, el("main", *body), LINE, el("footer", *self.foot()))

    def notice(self) -> Html:
        p, as_of = self.parts, self.about.as_of
        said = [p.say(say.NOTICE), p.say(say.NOT_REFUSED)]
        if self.preview and as_of:
            said.insert(0, p.say(say.PREVIEW, day=show_date(as_of, p.lang)))
        return el("div", *(el("p", one) for one in said), class_="note")

    def foot(self) -> Iterator[Html]:
        p, about = self.parts, self.about
        fields = {"package": versions.package(), "name": about.book.name or "–", "digest": about.digest}
        yield el("p", p.say(say.FOOT, **fields))
        if about.as_of:
            yield el("p", p.say(say.AS_OF, day=show_date(about.as_of, p.lang)))

    # ---------------------------------------------------------------------------------------- the template

    def pieces(self, pieces: Iterable[Piece]) -> Iterator[Html]:
        """The pieces of the template as HTML; the items of a list in one list."""
        items: list[Html] = []
        for piece in pieces:
            if piece.shape == "item":
                items.append(el("li", *self.filled(piece)))
                continue
            if items:
                yield el("ul", *items)
                items = []
            yield joined([LINE, self.piece(piece)])
        if items:
            yield el("ul", *items)

    def piece(self, piece: Piece) -> Html:
        match piece.parts:
            case (Placeholder(key),) if key in BLOCKS:
                return self.block(key)
        filled = joined(self.filled(piece))
        if not filled.strip():
            return Html("")  # a line of nothing but a date that was not given
        return el("h2" if piece.shape in {"heading", "title"} else "p", filled)

    def filled(self, piece: Piece) -> Iterator[Html]:
        for part in piece.parts:
            yield self.word(part.key) if isinstance(part, Placeholder) else text(part)

    def word(self, key: str) -> Html:
        """What stands in place of a placeholder within a text."""
        about, p = self.about, self.parts
        match key:
            case "person":
                return text(self.result.person.reveal())
            case "date":
                return text(show_date(about.date, p.lang) if about.date else "")
            case "rulebook":
                return p.own(about.book.title or about.book.name or p.say(say.UNNAMED_SET))
            case "new-set":
                return self.set_named(about.book.set_named[about.to])
            case "old-sets":
                olds = dict.fromkeys(t.old for t in about.book.into(about.to))
                return self.listed([self.set_named(about.book.set_named[old]) for old in olds], say.AND)
            case "day":
                days = sorted({t.day for t in about.book.into(about.to)})
                return self.listed([text(show_date(day, p.lang)) for day in days], say.AND)
            case "all":
                return text(str(len(self.result.decisions)))
            case _:
                return text(str(len(self.having(key))))

    def set_named(self, shown: ObjectiveSet) -> Html:
        return self.parts.own(shown.title or shown.name)

    def block(self, key: str) -> Html:
        match key:
            case "counts":
                return self.counts()
            case "transferred-list":
                return self.transferred()
            case "approved-list":
                return self.approved()
            case "assessment-list":
                return self.assessment()
            case _:
                return self.rows()

    def having(self, outcome: str) -> list[Decision]:
        return [d for d in self.result.decisions if d.outcome == outcome]

    # ------------------------------------------------------------------------------------------- the tables

    def counts(self) -> Html:
        p = self.parts
        outcomes = (
            ("transferred", say.TRANSFERRED),
            ("assessment", say.ASSESSMENT),
            ("approved", say.APPROVED),
        )
        lines = [[text(p.say(words)), str(len(self.having(outcome)))] for outcome, words in outcomes]
        caption = p.say(say.COUNTS_CAPTION, all=len(self.result.decisions))
        return p.table(caption, (say.OUTCOME, say.NUMBER), lines, "numbers")

    def transferred(self) -> Html:
        p = self.parts
        lines = []
        for decision in self.having("transferred"):
            if decision.proof is not None:
                rests = (self.approval(o, a.approved) for o, a in decision.proof.approvals)
                why = self.why(decision.proof)
                lines.append([self.objective(decision.objective), joined(rests), why])
        if not lines:
            return el("p", p.say(say.NOTHING_TRANSFERRED))
        head = (say.NEW_OBJECTIVE, say.RESTS_ON, say.WHY)
        table = p.table(p.say(say.TRANSFERRED_CAPTION), head, lines, "words why")
        return joined([el("p", p.say(say.NOTHING_TO_DO)), table])

    def approval(self, objective: ObjectiveId, day: dt.date) -> Html:
        p = self.parts
        when = f"{objective.set}, {p.say(say.APPROVED_ON, day=show_date(day, p.lang))}"
        return el("div", self.objective(objective), el("small", when))

    def why(self, proof: Proof) -> Html:
        """The rule behind a transfer and those behind it in turn, each once."""
        return joined(dict.fromkeys(map(self.rule, _proofs(proof))))

    def rule(self, proof: Proof) -> Html:
        """A rule with its reason, its source, and the judgements that the proof rests on."""
        p = self.parts
        transition, rule = Explainer(p.book, p.lang).rule_of(proof)
        sources = rule.sources or transition.sources or p.book.sources
        named = p.say(say.RULE, rule=rule.name, transition=transition.name)
        source = p.split(say.SOURCE, source=p.own("; ".join(sources))) if sources else ""
        mine = {step.judgement for step in _steps(proof)}
        judged = (
            el("div", p.say(say.JUDGEMENT, name=j.name), " ", p.own(j.reason))
            for j in transition.judgements
            if j.name in mine
        )
        reason = el("div", p.own(rule.reason)) if rule.reason else ""
        return joined([reason, *judged, el("small", f"{named} ", source)])

    def approved(self) -> Html:
        p = self.parts
        lines = [
            [self.objective(d.objective), show_date(d.approval.approved, p.lang)]
            for d in self.having("approved")
            if d.approval is not None
        ]
        if not lines:
            return el("p", p.say(say.NOTHING_APPROVED))
        return p.table(p.say(say.APPROVED_CAPTION), (say.NEW_OBJECTIVE, say.WHEN), lines, "words")

    def rows(self) -> Html:
        p = self.parts
        lines = []
        for row in self.result.approvals:
            named = self.objective(row.objective) if row.objective else text(row.approval.objective)
            fate = p.say(say.FATES[row.disposition])
            of = el("small", row.objective.set) if row.objective else ""
            lines.append([joined([named, of]), show_date(row.approval.approved, p.lang), fate])
        if not lines:
            return el("p", p.say(say.NO_ROWS))
        return p.table(p.say(say.ROWS_CAPTION), (say.OBJECTIVE, say.WHEN, say.FATE), lines, "words")

    # -------------------------------------------------------------------------------------- to be assessed

    def assessment(self) -> Html:
        p = self.parts
        everything = self.having("assessment")
        at_hand = [d for d in everything if d.activities_from or any(e.by for e in d.evidence)]
        others = [d for d in everything if d not in at_hand]
        found = []
        if at_hand:
            found.append(el("h3", p.say(say.PARTLY)))
            found += [joined([LINE, self.to_assess(decision)]) for decision in at_hand]
        if others:
            lines = [[self.objective(d.objective), joined(self.reason(d))] for d in others]
            table = p.table(p.say(say.NOTHING_CAPTION), (say.NEW_OBJECTIVE, say.WHY), lines, "words")
            found += [el("h3", p.say(say.NOTHING_AT_HAND)), table]
        return joined(found) if found else el("p", p.say(say.NOTHING_TO_ASSESS))

    def to_assess(self, decision: Decision) -> Html:
        p = self.parts
        heading = el("h4", self.objective(decision.objective))
        needs = (
            el("ul", *(el("li", self.need(one)) for one in decision.evidence)) if decision.evidence else ""
        )
        after: Iterable[Html] = ()
        if decision.activities_from:
            named = self.listed([self.objective(o) for o in decision.activities_from], say.AND)
            after = [el("p", p.split(say.ACTIVITIES, objectives=named))]
        return el("section", heading, *self.reason(decision), needs, *after, class_="objective")

    def reason(self, decision: Decision) -> Iterator[Html]:
        """Why an objective has to be assessed."""
        p = self.parts
        match decision.reason:
            case "declared-new":
                yield el("p", p.say(say.DECLARED_NEW))
            case "incomplete" if decision.complete_with:
                yield el("p", p.split(say.INCOMPLETE, ways=self.ways(decision)))
            case "incomplete":
                yield el("p", p.say(say.INCOMPLETE_MANY))
            case _:
                whole = decision.evidence and all(one.met == "met" for one in decision.evidence)
                yield el("p", p.say(say.ALL_MET if whole else say.NO_RULE))
        yield from (el("p", said) for said in self.said_of(decision))

    def said_of(self, decision: Decision) -> Iterator[Html]:
        """The authors' reasons: why an objective is new, and why old ones that the doctor has do not give it.

        A reason speaks of the old objectives of its rule; to a doctor who has none of them it says nothing.
        """
        p, objective = self.parts, decision.objective
        for transition in p.book.into(objective.set):
            for fate in transition.declared_new:
                if fate.objective == objective and fate.reason:
                    yield p.own(fate.reason)
            for rule in transition.rules_for.get(objective, ()):
                mine = set(atoms(rule.old)) & set(decision.activities_from)
                if mine and rule.reason and not rule.may_grant and not rule.draft:
                    yield p.split(say.SAID, old=p.expression(rule.old), reason=p.own(rule.reason))

    def ways(self, decision: Decision) -> Html:
        """The first few sets of approvals that are missing."""
        p = self.parts
        shown = [
            self.listed([self.objective(o) for o in missing], say.AND)
            for missing in decision.complete_with[:_MOST_WAYS]
        ]
        if len(decision.complete_with) > _MOST_WAYS or decision.complete_with_more:
            return joined([listing(shown, f", {p.say(say.OR)} "), ", ", p.say(say.MORE_WAYS)])
        return listing(shown, f", {p.say(say.OR)} ")

    def need(self, evidence: Evidence) -> Html:
        """How far one requirement is met."""
        p = self.parts
        fields = {"topic": p.topic(evidence.topic), "level": p.level(evidence.level)}
        if evidence.by:
            fields["by"] = self.listed([self.objective(o) for o in evidence.by], say.AND)
        if evidence.met == "met":
            return joined([el("b", p.say(say.MET), class_="met"), " ", p.split(say.MET_IS, **fields)])
        if evidence.met == "lower":
            fields["held"] = self.listed([p.level(one) for one in evidence.held], say.AND)
            return joined([el("b", p.say(say.LOWER)), " ", p.split(say.LOWER_IS, **fields)])
        phrase = say.UNMET_PARTLY_IS if evidence.by else say.UNMET_IS
        return joined([el("b", p.say(say.UNMET)), " ", p.split(phrase, **fields)])

    def objective(self, identity: ObjectiveId) -> Html:
        known = self.parts.book.objective
        return self.parts.named(known[identity]) if identity in known else text(str(identity))

    def listed(self, parts: Sequence[Html], word: Text) -> Html:
        """Several pieces as people list them: with commas, and a word before the last."""
        between = f" {self.parts.say(word)} "
        if len(parts) <= 1:
            return joined(parts)
        return joined([listing(parts[:-1]), between, parts[-1]])


def _proofs(proof: Proof) -> Iterator[Proof]:
    """A proof, and the proofs of the grants that it rests on."""
    yield proof
    for use in proof.uses:
        if use.proof is not None:
            yield from _proofs(use.proof)


def _steps(proof: Proof) -> Iterator[Step]:
    """Every step of the proof by one rule."""
    todo = list(proof.steps)
    while todo:
        step = todo.pop()
        yield step
        todo += step.parts
