"""``report``: a rulebook as one page for people, made from the rules alone (``interfaces.md``).

It tells everything that the rules say: the documentation of the legal content that forvaltningsloven of 2025,
section 13, asks of automated case handling. One file that asks nobody for anything, and prints.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath

import attrs

from lmrules import versions
from lmrules.exports import report_words as say
from lmrules.exports.markup import LINE, Html, el, joined, page, style_sheet, text
from lmrules.exports.page_parts import Parts, anchor, listing
from lmrules.exports.report_transition import TransitionPart
from lmrules.exports.rulebook_facts import TransitionFacts, notes, questions
from lmrules.messages import Language, Text
from lmrules.messages.dates import show_date
from lmrules.model.model import Rule, Scale, Topic
from lmrules.pipeline import CheckedRulebook
from lmrules.prepared import ready
from lmrules.syntax import ast

_CONTENTS = "innhold"


def report_html(checked: CheckedRulebook, lang: Language) -> str:
    """The page of a rulebook without errors."""
    return _Report(checked, Parts(checked.book, lang)).whole()


@attrs.frozen
class _Section:
    """A section of the page, with sections within it, which the contents list unless there are too many."""

    anchor: str
    title: Html
    body: Html
    within: tuple[tuple[str, str, Html], ...] = ()
    listed: bool = True


@attrs.frozen(eq=False)
class _Report:
    checked: CheckedRulebook
    parts: Parts

    def whole(self) -> str:
        book, p = self.checked.book, self.parts
        sections = list(self.sections())
        main = el("main", self.head(), self.contents(sections), *map(self.section, sections))
        foot = el("footer", el("p", p.say(say.LAW)), el("p", p.say(say.PROPOSALS)))
        css = style_sheet("page", "text", "report", "flow")
        return page(book.title or book.name or p.say(say.KIND), p.lang, css, main, LINE, foot)

    def sections(self) -> Iterator[_Section]:
        p = self.parts
        steps = self.transitions()
        yield self.titled("kort-fortalt", say.SUMMARY, self.summary(steps))
        first = self.checked.files[:1]
        if preface := self.notes(first):
            yield self.titled("merknader", say.PREFACE, preface)
        for step in steps:
            known = step.anchor()
            yield _Section(known, text(step.heading()), step.about(), tuple(step.sections()))
        yield self.titled("apent", say.GAPS, *self.gaps(steps))
        yield self.titled("grunnlag", say.GROUNDS, el("p", p.say(say.GROUNDS_LEAD)), self.grounds())
        if more := self.more_notes():
            yield attrs.evolve(self.titled("filene", say.NOTES_IN_FILES, Html(""), more), listed=False)
        yield self.titled("les", say.TERMS, self.terms())

    def titled(
        self, known: str, heading: Text, body: Html, within: Sequence[tuple[str, str, Html]] = ()
    ) -> _Section:
        return _Section(known, text(self.parts.say(heading)), body, tuple(within))

    def transitions(self) -> list[TransitionPart]:
        """The transitions, the latest first."""
        book = self.checked.book
        found = []
        for transition in sorted(book.transitions, key=lambda t: t.day, reverse=True):
            step = self.checked.ready.get(transition.name) or ready(book, transition)
            found.append(TransitionPart(self.parts, TransitionFacts(book, step)))
        return found

    # ------------------------------------------------------------------------------------------ the outside

    def head(self) -> Html:
        book, p = self.checked.book, self.parts
        versioned = p.say(say.VERSIONS, language=versions.LANGUAGE, package=versions.package())
        facts = [
            (say.NAME, text(book.name or "–"), None),
            (say.SOURCES, p.own("; ".join(book.sources)) if book.sources else text("–"), None),
            (say.VERSION, text(versioned), None),
            (say.DIGEST, text(self.checked.digest), "sum"),
        ]
        note = (el("p", p.say(say.PROPOSALS)), el("p", p.say(say.NOT_REFUSED)))
        return joined(
            [
                el("p", p.say(say.KIND), class_="kind"),
                el("h1", p.own(book.title or book.name or "–")),
                el("p", p.say(say.LEAD), class_="lead"),
                el("div", *note, class_="note"),
                p.facts(facts),
            ]
        )

    def contents(self, sections: Iterable[_Section]) -> Html:
        items = []
        for section in sections:
            inner = (el("li", el("a", title, href=f"#{known}")) for known, title, _ in section.within)
            below = el("ul", *inner) if section.within and section.listed else ""
            items.append(joined([LINE, el("li", el("a", section.title, href=f"#{section.anchor}"), below)]))
        heading = el("h2", self.parts.say(say.CONTENTS), id=_CONTENTS)
        return el("nav", heading, el("ul", *items), aria_labelledby=_CONTENTS)

    def section(self, section: _Section) -> Html:
        inner = (
            joined([LINE, el("section", el("h3", title, id=known), body, aria_labelledby=known)])
            for known, title, body in section.within
        )
        heading = el("h2", section.title, id=section.anchor)
        return joined([LINE, el("section", heading, section.body, *inner, aria_labelledby=section.anchor)])

    # ------------------------------------------------------------------------------------------ the inside

    def summary(self, steps: Iterable[TransitionPart]) -> Html:
        p = self.parts
        lines = []
        for step in steps:
            t, counts = step.transition, step.facts.counts
            transferred = counts.get("one", 0) + counts.get("several", 0)
            numbers = (
                len(step.facts.old),
                len(step.facts.new),
                transferred,
                len(step.facts.new) - transferred,
                counts.get("new", 0),
                len(t.retired),
            )
            name = el("a", f"{t.old} → {t.new}", href=f"#{step.anchor()}")
            lines.append([name, show_date(t.day, p.lang), *map(str, numbers)])
        head = (
            say.TRANSITION,
            say.IN_FORCE,
            say.OLD_OBJECTIVES,
            say.NEW_OBJECTIVES,
            say.TRANSFERRED,
            say.ASSESSED,
            say.DECLARED_NEW,
            say.RETIRED_COUNT,
        )
        return (
            p.table(p.say(say.SUMMARY_CAPTION), head, lines, "numbers") if lines else el("p", p.say(say.NONE))
        )

    def notes(self, files: Iterable[ast.File]) -> Html:
        """What the authors have written at the top of files, in paragraphs and lists."""
        found: list[Html] = []
        items: list[Html] = []
        for note in (note for file in files for note in notes(file)):
            if note.item:
                items.append(el("li", self.parts.own(note.text)))
                continue
            found += [el("ul", *items)] if items else []
            items = []
            found.append(el("p", self.parts.own(note.text)))
        return joined([*found, *([el("ul", *items)] if items else [])])

    def more_notes(self) -> list[tuple[str, str, Html]]:
        """The same of every file but the first, each under its name."""
        found = []
        for number, file in enumerate(self.checked.files[1:], 2):
            if said := self.notes([file]):
                found.append((f"fil-{number}", PurePath(file.span.source.name).name, said))
        return found

    def gaps(self, steps: Sequence[TransitionPart]) -> tuple[Html, list[tuple[str, str, Html]]]:
        p = self.parts
        asked = [
            el("li", p.own(q.text), *([" ", el("code", q.at)] if q.at else []))
            for q in questions(self.checked.files)
        ]
        lists = [
            (
                say.UNWRITTEN,
                [el("li", p.named(o, step.anchor(o.id.code))) for step in steps for o in step.unwritten()],
            ),
            (say.OLD_UNMENTIONED, [el("li", p.named(o)) for step in steps for o in step.unmentioned()]),
            (say.DRAFTS, [el("li", self.draft(step, rule)) for step in steps for rule in step.facts.drafts]),
            (say.QUESTIONS, asked),
        ]
        within = [
            (anchor("apent", str(n)), p.say(title), el("ul", *items))
            for n, (title, items) in enumerate(lists)
            if items
        ]
        if remarks := self.remarks():
            within.append(("kontroll", p.say(say.REMARKS), remarks))
        return el("p", p.say(say.GAPS_LEAD if within else say.NO_GAPS)), within

    def draft(self, step: TransitionPart, rule: Rule) -> Html:
        p = self.parts
        return joined(
            [p.say(say.RULE_NAMED, name=rule.name), ": ", step.link(rule.new), " ", p.own(rule.reason)]
        )

    def remarks(self) -> Html:
        """What the check says of a rulebook without errors: its warnings and notes."""
        p = self.parts
        lines = []
        for found in self.checked.diagnostics:
            place = f"{PurePath(found.span.source.name).name}:{found.span.begin.line}"
            lines.append([text(found.code.id), text(found.message(p.lang)), text(place)])
        head = (say.CODE, say.REMARK, say.PLACE)
        return p.table(p.say(say.REMARKS_CAPTION), head, lines, "words") if lines else Html("")

    def grounds(self) -> list[tuple[str, str, Html]]:
        p, book = self.parts, self.checked.book
        scales = [
            [
                text(scale.name),
                joined(el("div", self.chain(chain)) for chain in chains(scale)),
                p.own("; ".join(scale.sources)),
            ]
            for scale in book.scales
        ]
        head = (say.SCALE, say.CHAIN, say.SOURCES)
        table = p.table(p.say(say.LEVELS_CAPTION), head, scales, "words")
        found = [("nivaer", p.say(say.LEVELS), joined([el("p", p.say(say.LEVELS_LEAD)), table]))]
        composed = [topic for topic in book.topics if topic.parts]
        rest = len(book.topics) - len(composed)
        more = el("p", p.say(say.PLAIN_TOPICS, count=rest), class_="more") if rest else ""
        if composed:
            lines = [[p.own(t.title or t.name), self.parts_of(t)] for t in composed]
            topics = p.table(p.say(say.TOPICS_CAPTION), (say.TOPIC, say.PARTS), lines, "words")
            found.append(("temaer", p.say(say.TOPICS), joined([topics, more])))
        return found

    def chain(self, chain: Sequence[str]) -> Html:
        """Levels and the signs between them, in turn."""
        p = self.parts
        return listing((p.level(one) if n % 2 == 0 else text(one) for n, one in enumerate(chain)), " ")

    def parts_of(self, topic: Topic) -> Html:
        p = self.parts
        kinds = ((say.INCLUDES, topic.includes), (say.CONSISTS, topic.consists))
        return joined(
            el("div", p.split(phrase, topics=listing(map(p.topic, names))))
            for phrase, names in kinds
            if names
        )

    def terms(self) -> Html:
        p = self.parts
        terms = (
            (say.TERM_TRANSFER, say.TERM_TRANSFER_IS),
            (say.TERM_ASSESS, say.TERM_ASSESS_IS),
            (say.JUDGEMENT, say.TERM_JUDGEMENT_IS),
            (say.DIGEST, say.TERM_DIGEST_IS),
        )
        shown = (joined([el("dt", p.say(term)), el("dd", p.say(words))]) for term, words in terms)
        return el("dl", *shown, class_="terms")


def chains(scale: Scale) -> list[list[str]]:
    """The steps of a scale as chains, as they were written: level, sign, level, sign and so on."""
    found: list[list[str]] = []
    for low, sign, high in scale.steps:
        if found and found[-1][-1] == low:
            found[-1] += [sign, high]
        else:
            found.append([low, sign, high])
    return found or [[level] for level in scale.levels]
