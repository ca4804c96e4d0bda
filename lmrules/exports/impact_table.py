"""``impact --format table``: what a revision means for many doctors, in plain text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from lmrules.exports import impact_words as say
from lmrules.exports import phrases
from lmrules.exports.impact_report import ImpactReport, columns
from lmrules.impact import Impact
from lmrules.messages import Language, Text, visible
from lmrules.messages.dates import show_date

_MOST_UNLOCKS = 10


def impact_table(report: ImpactReport, lang: Language, width: int = 100) -> Iterator[str]:
    """The table for people, in pieces."""
    found = report.impact
    basis = {"name": report.book.name, "to": found.to, "digest": report.digest[:19] + "…"}
    yield phrases.BASIS.fill(lang, basis) + "\n"
    if found.preview and found.as_of:
        yield phrases.PREVIEW.fill(lang, {"as_of": show_date(found.as_of, lang)}) + "\n"
    yield headline(found, lang) + "\n"
    yield say.NEARLY_ALL.fill(lang, {"nearly": say.number(found.nearly, lang)}) + "\n"
    for part in (_objectives, _unlocks, _distribution, _rows, _persons):
        lines = [line[: width - 1] + "…" if len(line) > width else line for line in part(report, lang)]
        if lines:
            yield "\n" + "\n".join(lines) + "\n"
    yield "\n" + phrases.PROPOSAL.fill(lang) + "\n"


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


def _objectives(report: ImpactReport, lang: Language) -> Iterator[str]:
    lines = _head(lang, say.OBJECTIVE, say.TRANSFERRED, say.ASSESSMENT, say.NEARLY, say.APPROVED, "", "")
    for one in report.impact.objectives:
        counts = (one.transferred, one.assessment, one.nearly, one.approved)
        why = say.WHY[one.reason].fill(lang) if one.assessment else ""
        title = visible(report.objective(one.objective).title)
        lines.append([visible(one.objective.code), *(say.number(n, lang) for n in counts), why, title])
    yield say.OBJECTIVES_HEADING.fill(lang)
    yield from columns(lines, (1, 2, 3, 4))


def _unlocks(report: ImpactReport, lang: Language) -> Iterator[str]:
    unlocks = report.impact.unlocks
    if not unlocks:
        return
    yield say.UNLOCK_HEADING.fill(lang)
    lines = [[text.fill(lang) for text in (say.OLD, say.ASSESSMENTS, say.PERSONS, say.UNLOCKS)]]
    for unlock in unlocks[:_MOST_UNLOCKS]:
        new = ", ".join(visible(o.code) for o, _ in unlock.objectives)
        counts = (say.number(n, lang) for n in (unlock.assessments, unlock.persons))
        lines.append([visible(str(unlock.objective)), *counts, new])
    yield from columns(lines, (1, 2))
    if len(unlocks) > _MOST_UNLOCKS:
        yield say.MORE.fill(lang, {"count": len(unlocks) - _MOST_UNLOCKS})
    yield say.ONE_AT_A_TIME.fill(lang)


def _distribution(report: ImpactReport, lang: Language) -> Iterator[str]:
    counted = report.bins()
    if not counted:
        return
    yield say.DISTRIBUTION_HEADING.fill(lang)
    lines = [["", say.PERSONS.fill(lang)]]
    lines += [[span(first, last, lang), say.number(persons, lang)] for first, last, persons in counted]
    yield from columns(lines, (1,))


def span(first: int, last: int, lang: Language) -> str:
    """How many objectives, from ``first`` to ``last``."""
    text = say.OBJECTIVES_ONE if first == last else say.OBJECTIVES_RANGE
    return text.fill(lang, {"first": first, "last": last})


def dispositions(report: ImpactReport, lang: Language) -> list[tuple[str, int]]:
    """What became of the rows, those left out of which there are none."""
    found = [(say.DISPOSITIONS[d].fill(lang), n) for d, n in report.impact.dispositions if n]
    rejected = len({problem.row for problem in report.rejected})
    return [*found, *([(say.REJECTED.fill(lang), rejected)] if rejected else [])]


def _rows(report: ImpactReport, lang: Language) -> Iterator[str]:
    counted = dispositions(report, lang)
    if counted:
        yield say.ROWS_HEADING.fill(lang)
        yield from columns([[fate, say.number(n, lang)] for fate, n in counted], (1,))


def _persons(report: ImpactReport, lang: Language) -> Iterator[str]:
    if report.impact.per_person is None:
        return
    yield say.PERSONS_HEADING.fill(lang)
    lines = _head(lang, say.PERSON, say.TRANSFERRED, say.ASSESSMENT, say.NEARLY, say.APPROVED, "")
    for one in report.impact.per_person:
        counts = (one.transferred, one.assessment, len(one.nearly), one.approved)
        nearly = ", ".join(visible(n.objective.code) for n in one.nearly)
        lines.append([visible(one.person.reveal()), *(say.number(n, lang) for n in counts), nearly])
    yield from columns(lines, (1, 2, 3, 4))
