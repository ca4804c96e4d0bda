"""``impact --format html``: one page for people, with charts, that stands on its own.

Every bar stands in a row of a table that has the same numbers, so that the page is whole without the pictures
(WCAG 2.1, 1.1.1 and 1.4.1); bars differ in pattern as well as in colour. It names no person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, TypeAlias

import attrs

from lmrules.exports import impact_page_words as say
from lmrules.exports import impact_words as words
from lmrules.exports import phrases
from lmrules.exports.impact_charts import DEFINITIONS, bar, swatch
from lmrules.exports.impact_report import ImpactReport
from lmrules.exports.impact_table import dispositions, headline, span
from lmrules.exports.markup import LINE, Html, el, joined, page, style_sheet, titles_in
from lmrules.impact import ObjectiveImpact, Unlock
from lmrules.messages import Language, Text
from lmrules.messages.dates import show_date
from lmrules.model.model import ObjectiveId

_MOST_UNLOCKS = 20
_MOST_NAMED = 6

Part: TypeAlias = Literal["transferred", "nearly", "incomplete", "no-rule", "declared-new", "approved"]
_PARTS: tuple[Part, ...] = ("transferred", "nearly", "incomplete", "no-rule", "declared-new", "approved")


def impact_html(report: ImpactReport, lang: Language) -> str:
    """The page."""
    return _Page(report, lang).whole()


def parts_of(one: ObjectiveImpact) -> Mapping[Part, int]:
    """The persons of one objective, each in one part."""
    parts: dict[Part, int] = dict.fromkeys(_PARTS, 0)
    parts |= {"approved": one.approved, "transferred": one.transferred, "nearly": one.nearly}
    parts[one.reason] += one.assessment - one.nearly
    return parts


@attrs.frozen
class _Page:
    report: ImpactReport
    lang: Language

    def say(self, text: Text, **fields: object) -> str:
        return text.fill(self.lang, fields)

    def number(self, value: int) -> str:
        return words.number(value, self.lang)

    def whole(self) -> str:
        title = self.report.book.title or self.report.book.name
        sections = [
            ("i-alt", say.WHOLE, self.all_in_all()),
            ("leger", words.DISTRIBUTION_HEADING, self.distribution()),
            ("gamle-mal", words.UNLOCK_HEADING, self.unlocks()),
            ("nye-mal", say.OBJECTIVES, self.objectives()),
            ("rader", words.ROWS_HEADING, self.rows()),
            ("les", say.TERMS, self.terms()),
        ]
        shown = [(anchor, self.say(text), body) for anchor, text, body in sections if body]
        main = el("main", self.head(shown), *(self.section(*one) for one in shown))
        foot = el("footer", el("p", self.say(phrases.PROPOSAL)))
        css = style_sheet("page", "impact")
        return page(self.named_after(title), self.lang, css, DEFINITIONS, LINE, main, LINE, foot)

    def section(self, anchor: str, heading: str, body: Html) -> Html:
        return joined([LINE, el("section", el("h2", heading, id=anchor), body, aria_labelledby=anchor)])

    # --------------------------------------------------------------------------------------------- the top

    def head(self, shown: Sequence[tuple[str, str, Html]]) -> Html:
        found, lang = self.report.impact, self.lang
        links = (el("li", el("a", title, href=f"#{anchor}")) for anchor, title, _ in shown)
        notes = [self.say(phrases.PROPOSAL), self.say(say.NOT_REFUSED)]
        if found.preview and found.as_of:
            notes.insert(0, self.say(phrases.PREVIEW, as_of=show_date(found.as_of, lang)))
        rejected = len({problem.row for problem in self.report.rejected})
        if rejected:
            notes.append(self.say(say.REJECTED, count=self.number(rejected)))
        lead = headline(found, lang) if found.persons else self.say(say.NOBODY)
        return joined(
            [
                el("p", self.say(say.KIND), class_="kind"),
                el("h1", *self.heading()),
                el("p", lead, class_="lead"),
                el("div", *(el("p", note) for note in notes), class_="note"),
                el("dl", *self.facts(), class_="facts"),
                el("p", self.say(say.PRIVACY), class_="soft"),
                el("nav", el("ul", *links), aria_label=self.say(say.CONTENTS)),
            ]
        )

    def named_after(self, name: str) -> str:
        return self.say(say.HEADING, name=name) if name else self.say(words.TITLE)

    def heading(self) -> tuple[str, ...]:
        """The heading, with the rulebook's title in its own language."""
        title = self.report.book.title
        if not title or self.titles_in() is None:
            return (self.named_after(title or self.report.book.name),)
        return self.say(say.HEADING, name=""), el("span", title, lang=self.titles_in())

    def facts(self) -> Iterator[Html]:
        report, found, lang = self.report, self.report.impact, self.lang
        days = sorted({t.day for t in report.book.transitions if t.new == found.to})
        target = found.to
        if len(days) == 1:
            target = self.say(say.FROM_DAY, set=found.to, day=show_date(days[0], lang))
        as_of = self.say(say.ALL_DAYS)
        if found.as_of:
            as_of = self.say(say.UNTIL, day=show_date(found.as_of, lang))
        counts = {"rows": self.number(found.rows), "persons": self.number(found.persons)}
        facts = [
            (say.BOOK, report.book.name or "–", None),
            (say.TARGET, target, None),
            (say.BASIS, self.say(say.BASIS_ROWS, **counts), None),
            (say.AS_OF, as_of, None),
            (say.DIGEST, report.digest, "sum"),
        ]
        for term, value, kind in facts:
            yield el("dt", self.say(term))
            yield el("dd", value, class_=kind)

    # ------------------------------------------------------------------------------------------ the tables

    def all_in_all(self) -> Html:
        found = self.report.impact
        decisions = found.persons * len(found.objectives)
        if not decisions:
            return Html("")
        totals: dict[Part, int] = dict.fromkeys(_PARTS, 0)
        for one in found.objectives:
            for part, persons in parts_of(one).items():
                totals[part] += persons
        lines = [
            [
                joined([swatch(part), self.say(say.PARTS[part])]),
                self.number(totals[part]),
                self.share(totals[part]),
            ]
            for part in _PARTS
        ]
        table = self.table(self.say(say.WHOLE_CAPTION), (say.OUTCOME, say.NUMBER, say.SHARE), lines, "totals")
        tiles: tuple[tuple[Part | Literal["assessment"], int, Text], ...] = (
            ("transferred", found.transferred, words.TRANSFERRED),
            ("assessment", found.assessment, words.ASSESSMENT),
            ("nearly", found.nearly, say.TILE_NEARLY),
            ("approved", found.approved, words.APPROVED),
        )
        shown = (
            el(
                "li",
                el("b", self.share(count)),
                el("span", f"{self.say(text).lower()} ({self.number(count)})"),
                class_=f"is-{kind}",
            )
            for kind, count, text in tiles
        )
        return joined([el("ul", *shown, class_="tiles"), bar(totals, decisions, "bar whole"), table])

    def share(self, count: int) -> str:
        found = self.report.impact
        return words.percent(count, found.persons * len(found.objectives), self.lang)

    def distribution(self) -> Html:
        counted = self.report.bins()
        if not counted:
            return Html("")
        most = max(persons for _, _, persons in counted)
        lines = [
            [
                self.cell(span(first, last, self.lang), "", bar({"plain": persons}, most)),
                self.number(persons),
                words.percent(persons, self.report.impact.persons, self.lang),
            ]
            for first, last, persons in counted
        ]
        objectives = self.number(len(self.report.impact.objectives))
        caption = self.say(say.DISTRIBUTION_CAPTION, objectives=objectives)
        return self.table(caption, (say.TO_ASSESS, words.PERSONS, say.SHARE), lines, "narrow")

    def unlocks(self) -> Html:
        unlocks = self.report.impact.unlocks
        if not unlocks:
            return Html("")
        most = max(unlock.assessments for unlock in unlocks)
        lines = []
        for unlock in unlocks[:_MOST_UNLOCKS]:
            drawn = bar({"nearly": unlock.assessments}, most)
            name = self.named(unlock.objective, self.gives(unlock), drawn)
            lines.append([name, self.number(unlock.assessments), self.number(unlock.persons)])
        head = (words.OLD, words.ASSESSMENTS, words.PERSONS)
        table = self.table(self.say(say.UNLOCK_CAPTION), head, lines, "some")
        left = len(unlocks) - _MOST_UNLOCKS
        more = el("p", self.say(words.MORE, count=self.number(left)), class_="more") if left > 0 else ""
        return joined([table, more, el("p", self.say(say.ADD_UP), class_="more")])

    def gives(self, unlock: Unlock) -> Html:
        """The code of an old objective, and the new ones that it would give."""
        codes = [o.code for o, _ in unlock.objectives]
        named = [text for code in codes[:_MOST_NAMED] for text in (", ", el("span", code, class_="code"))]
        left = len(codes) - _MOST_NAMED
        more = f" + {self.number(left)}" if left > 0 else ""
        code = el("span", str(unlock.objective), class_="code")
        return joined([code, f" · {self.say(say.UNLOCKS)} ", *named[1:], more])

    def objectives(self) -> Html:
        found = self.report.impact
        if not found.persons:
            return Html("")
        lines = []
        for one in found.objectives:
            why = f" · {self.say(words.WHY[one.reason])}" if one.assessment else ""
            drawn = bar(parts_of(one), found.persons)
            name = self.named(one.objective, one.objective.code + why, drawn)
            counts = (one.transferred, one.assessment, one.nearly, one.approved)
            lines.append([name, *map(self.number, counts)])
        head = (words.OBJECTIVE, words.TRANSFERRED, words.ASSESSMENT, say.OF_THESE_NEARLY, words.APPROVED)
        return self.table(self.say(say.OBJECTIVES_CAPTION), head, lines, "many")

    def rows(self) -> Html:
        counted = dispositions(self.report, self.lang)
        if not counted:
            return Html("")
        whole = sum(count for _, count in counted)
        lines = [
            [
                self.cell(fate[:1].upper() + fate[1:], "", bar({"plain": count}, whole)),
                self.number(count),
            ]
            for fate, count in counted
        ]
        return self.table(self.say(say.ROWS_CAPTION), (say.ROW_FATE, words.ROWS), lines, "narrow")

    def terms(self) -> Html:
        terms = (
            (say.PARTS["transferred"], say.TERM_TRANSFERRED),
            (say.PARTS["nearly"], say.TERM_NEARLY),
            (say.PARTS["incomplete"], say.TERM_INCOMPLETE),
            (say.PARTS["no-rule"], say.TERM_NO_RULE),
            (say.PARTS["declared-new"], say.TERM_NEW),
        )
        shown = (joined([el("dt", self.say(term)), el("dd", self.say(text))]) for term, text in terms)
        return el("dl", *shown, class_="terms")

    # ---------------------------------------------------------------------------------------------- pieces

    def table(self, caption: str, head: Iterable[Text], lines: Iterable[Sequence[str]], kind: str) -> Html:
        """A table whose first column names its rows, and whose others are numbers."""
        headings = (el("th", self.say(text), scope="col") for text in head)
        body = (
            joined(
                [
                    LINE,
                    el(
                        "tr",
                        el("th", first, scope="row"),
                        *(el("td", cell, class_="none" if cell == "0" else None) for cell in others),
                    ),
                ]
            )
            for first, *others in lines
        )
        return el(
            "table",
            el("caption", caption),
            el("thead", el("tr", *headings)),
            el("tbody", *body),
            class_=kind,
        )

    def named(self, objective: ObjectiveId, below: str, drawn: Html) -> Html:
        """A row's name: the title of an objective, in the language of the rulebook, and its code."""
        title = self.report.objective(objective).title
        if not title:
            return self.cell(below, "", drawn)
        return self.cell(el("span", title, lang=self.titles_in()), below, drawn)

    def titles_in(self) -> str | None:
        """The language of titles, where it is not that of the page."""
        return titles_in(self.report.book.keywords, self.lang)

    def cell(self, name: str, below: str, drawn: Html) -> Html:
        small = el("small", below) if below else Html("")
        return el("div", el("div", name, small), drawn, class_="cell")
