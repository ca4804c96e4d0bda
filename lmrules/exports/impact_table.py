"""``impact --format table``: what a revision means for many doctors, in plain text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import attrs

from lmrules.exports import impact_words as say
from lmrules.exports import phrases
from lmrules.exports.impact_report import ImpactReport, columns
from lmrules.impact import Impact
from lmrules.messages import Language, Text, visible
from lmrules.messages.dates import show_date

_MOST_UNLOCKS = 10


@attrs.frozen
class Section:
    """A table with its heading; the first ``head`` of its ``lines`` are headings, ``right`` its numbers."""

    heading: str
    lines: list[list[str]]
    right: tuple[int, ...]
    head: int = 1
    notes: tuple[str, ...] = ()


def impact_table(report: ImpactReport, lang: Language, width: int = 100) -> Iterator[str]:
    """The table for people, in pieces."""
    yield from (line + "\n" for line in opening(report, lang))
    for section in sections(report, lang):
        told = [section.heading, *columns(section.lines, section.right), *section.notes]
        lines = [line[: width - 1] + "…" if len(line) > width else line for line in told]
        yield "\n" + "\n".join(lines) + "\n"
    yield "\n" + phrases.PROPOSAL.fill(lang) + "\n"


def opening(report: ImpactReport, lang: Language) -> Iterator[str]:
    """What it rests on, and the whole in a few sentences."""
    found = report.impact
    basis = {"name": report.book.name, "to": found.to, "digest": report.digest[:19] + "…"}
    yield phrases.BASIS.fill(lang, basis)
    if found.preview and found.as_of:
        yield phrases.PREVIEW.fill(lang, {"as_of": show_date(found.as_of, lang)})
    yield headline(found, lang)
    yield say.NEARLY_ALL.fill(lang, {"nearly": say.number(found.nearly, lang)})


def sections(report: ImpactReport, lang: Language) -> Iterator[Section]:
    """The tables, those left out that would be empty."""
    for part in (_objectives, _unlocks, _distribution, _rows, _persons):
        yield from part(report, lang)


def headline(found: Impact, lang: Language) -> str:
    """The whole in one sentence."""
    counts = {
        "persons": found.persons,
        "objectives": len(found.objectives),
        "decisions": found.persons * len(found.objectives),
        "transferred": found.transferred,
        "assessment": found.assessment,
        "approved": found.approved,
    }
    return say.HEADLINE.fill(lang, {name: say.number(count, lang) for name, count in counts.items()})


def _head(lang: Language, first: Text, *others: Text | Literal[""]) -> list[list[str]]:
    """Headings on two lines, so that columns of numbers stay narrow."""
    texts = [text.fill(lang) if text else "" for text in others]
    split = [
        (text.rpartition(" ")[0], text.rpartition(" ")[2]) if " " in text else ("", text) for text in texts
    ]
    return [["", *(above for above, _ in split)], [first.fill(lang), *(below for _, below in split)]]


def _objectives(report: ImpactReport, lang: Language) -> Iterator[Section]:
    lines = _head(lang, say.OBJECTIVE, say.TRANSFERRED, say.ASSESSMENT, say.NEARLY, say.APPROVED, "", "")
    for one in report.impact.objectives:
        counts = (one.transferred, one.assessment, one.nearly, one.approved)
        why = say.WHY[one.reason].fill(lang) if one.assessment else ""
        title = visible(report.objective(one.objective).title)
        lines.append([visible(one.objective.code), *(say.number(n, lang) for n in counts), why, title])
    yield Section(say.OBJECTIVES_HEADING.fill(lang), lines, (1, 2, 3, 4), head=2)


def _unlocks(report: ImpactReport, lang: Language) -> Iterator[Section]:
    unlocks = report.impact.unlocks
    if not unlocks:
        return
    lines = [[text.fill(lang) for text in (say.OLD, say.ASSESSMENTS, say.PERSONS, say.UNLOCKS)]]
    for unlock in unlocks[:_MOST_UNLOCKS]:
        new = ", ".join(visible(o.code) for o, _ in unlock.objectives)
        counts = (say.number(n, lang) for n in (unlock.assessments, unlock.persons))
        lines.append([visible(str(unlock.objective)), *counts, new])
    more = len(unlocks) - _MOST_UNLOCKS
    notes = [say.MORE.fill(lang, {"count": more})] if more > 0 else []
    notes.append(say.ONE_AT_A_TIME.fill(lang))
    yield Section(say.UNLOCK_HEADING.fill(lang), lines, (1, 2), notes=tuple(notes))


def _distribution(report: ImpactReport, lang: Language) -> Iterator[Section]:
    counted = report.bins()
    if not counted:
        return
    lines = [["", say.PERSONS.fill(lang)]]
    lines += [[span(first, last, lang), say.number(persons, lang)] for first, last, persons in counted]
    yield Section(say.DISTRIBUTION_HEADING.fill(lang), lines, (1,))


def span(first: int, last: int, lang: Language) -> str:
    """How many objectives, from ``first`` to ``last``."""
    text = say.OBJECTIVES_ONE if first == last else say.OBJECTIVES_RANGE
    return text.fill(lang, {"first": first, "last": last})


def dispositions(report: ImpactReport, lang: Language) -> list[tuple[str, int]]:
    """What became of the rows, those left out of which there are none."""
    found = [(say.DISPOSITIONS[d].fill(lang), n) for d, n in report.impact.dispositions if n]
    rejected = len({problem.row for problem in report.rejected})
    return [*found, *([(say.REJECTED.fill(lang), rejected)] if rejected else [])]


def _rows(report: ImpactReport, lang: Language) -> Iterator[Section]:
    counted = dispositions(report, lang)
    if counted:
        lines = [[fate, say.number(n, lang)] for fate, n in counted]
        yield Section(say.ROWS_HEADING.fill(lang), lines, (1,), head=0)


def _persons(report: ImpactReport, lang: Language) -> Iterator[Section]:
    if report.impact.per_person is None:
        return
    lines = _head(lang, say.PERSON, say.TRANSFERRED, say.ASSESSMENT, say.NEARLY, say.APPROVED, "")
    for one in report.impact.per_person:
        counts = (one.transferred, one.assessment, len(one.nearly), one.approved)
        nearly = ", ".join(visible(n.objective.code) for n in one.nearly)
        lines.append([visible(one.person.reveal()), *(say.number(n, lang) for n in counts), nearly])
    yield Section(say.PERSONS_HEADING.fill(lang), lines, (1, 2, 3, 4), head=2)
