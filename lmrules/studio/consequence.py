"""Consequence: what the rulebook as edited means for the doctors in a table that somebody drops on the page.

The table is read from memory, counted and let go of. What goes back to the page are counts for each
objective, and what is wrong with which rows: nobody's number.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Any

import attrs

from lmrules.api import Rulebook
from lmrules.approvals import ApprovalsError, Reading
from lmrules.bulk.opening import held, reading
from lmrules.compiled.person import Decider
from lmrules.evaluate.holdings import RowProblem
from lmrules.evaluate.run import by_person
from lmrules.exports import impact_words, phrases
from lmrules.exports.impact_report import ImpactReport
from lmrules.exports.impact_table import dispositions, headline
from lmrules.exports.markup import titles_in
from lmrules.impact import Impact, ObjectiveImpact
from lmrules.messages import LANGUAGES, Language, Text, visible
from lmrules.messages.dates import show_date
from lmrules.model.approval import Approval, iso_day
from lmrules.model.model import ObjectiveId
from lmrules.studio.asked import Refused, language_of, optional_string, refused_as_malformed, string
from lmrules.studio.trial import NO_DAY, target_of, usable
from lmrules.studio.workspace import Workspace

MOST_ROWS_SHOWN = 200
"""How many rows that cannot be used are listed; the others are counted."""


def consequence(workspace: Workspace, payload: Mapping[str, Any]) -> dict[str, Any]:
    """What the table in ``table`` (``name`` and ``data``) comes to, and against the version that is saved.

    :class:`Refused` where the rulebook has errors, or the table cannot be read at all.
    """
    lang = language_of(payload)
    book = usable(workspace, payload)
    target, day = target_of(book, payload), _day(payload)
    read = _read(payload)
    found = book.impact(read.approvals, to=target, as_of=day)
    saved = workspace.saved().book
    changes = _changes(saved, book, found, read.approvals)
    return {
        **_heading(book, found, lang),
        **_rejected(read, found, lang),
        "objectives": [_objective(book, one, changes, lang) for one in found.objectives],
        "gone": _gone(saved, book, changes),
        "compared": changes.compared,
        "gaining": changes.gaining,
        "losing": changes.losing,
        "rows": [[text, count] for text, count in dispositions(_report(book, read, found), lang)],
    }


def _day(payload: Mapping[str, Any]) -> dt.date | None:
    day = optional_string(payload, "as_of")
    try:
        return None if day is None else iso_day(day)
    except ValueError:
        raise Refused(NO_DAY) from None


def _read(payload: Mapping[str, Any]) -> Reading:
    """The rows of the table that was dropped."""
    table = payload.get("table")
    if not isinstance(table, dict) or not isinstance(table.get("data"), bytes):
        raise refused_as_malformed()
    refusal: Refused
    try:
        suffix = PurePath(string(table.get("name"))).suffix.lower()
        source = held(table["data"], suffix)
        try:
            return reading(source)
        finally:
            source.close()
    except ApprovalsError as error:
        refusal = Refused(Text(*(error.message(spoken) for spoken in LANGUAGES)))
    raise refusal  # without the other as its context


# ------------------------------------------------------------------------------------------- all in all


def _heading(book: Rulebook, found: Impact, lang: Language) -> dict[str, Any]:
    preview = ""
    if found.preview and found.as_of:
        preview = phrases.PREVIEW.fill(lang, {"as_of": show_date(found.as_of, lang)})
    return {
        "to": found.to,
        "targets": list(book.model.final_sets),
        "titles": titles_in(book.model.keywords, lang),
        "headline": headline(found, lang),
        "nearly": impact_words.NEARLY_ALL.fill(lang, {"nearly": impact_words.number(found.nearly, lang)}),
        "preview": preview,
        "proposal": phrases.PROPOSAL.fill(lang),
        "persons": found.persons,
    }


def _report(book: Rulebook, read: Reading, found: Impact) -> ImpactReport:
    """The impact as its tables are made of it; of rows that could not be read, only their number counts."""
    rejected = (RowProblem(row.row, Text("", "", "")) for row in read.rejected)
    return ImpactReport(
        book=book.model, digest=book.digest, impact=found, rejected=(*rejected, *found.problems)
    )


def _rejected(read: Reading, found: Impact, lang: Language) -> dict[str, Any]:
    """The rows that are in no number: which, and why. ``line`` is that of the file, where it is known."""
    rows: list[dict[str, Any]] = [
        *({"row": row.row, "line": row.line, "problem": row.message(lang)} for row in read.rejected),
        *({"row": p.row, "line": None, "problem": p.message(lang)} for p in found.problems),
    ]
    rows.sort(key=lambda one: one["row"])
    return {"rejected": rows[:MOST_ROWS_SHOWN], "rejected_count": len({one["row"] for one in rows})}


def _objective(book: Rulebook, one: ObjectiveImpact, changes: Changes, lang: Language) -> dict[str, Any]:
    why = impact_words.WHY[one.reason].fill(lang) if one.assessment else ""
    return {
        **_named(book, one.objective),
        "transferred": one.transferred,
        "assessment": one.assessment,
        "nearly": one.nearly,
        "approved": one.approved,
        "why": why,
        "missing": [{"code": visible(m.objective.code), "persons": m.persons} for m in one.missing],
        "gains": changes.gains[one.objective],
        "loses": changes.loses[one.objective],
    }


def _named(book: Rulebook, objective: ObjectiveId) -> dict[str, Any]:
    title = book.model.objective[objective].title
    return {"id": str(objective), "code": visible(objective.code), "title": visible(title)}


def _gone(saved: Rulebook | None, book: Rulebook, changes: Changes) -> list[dict[str, Any]]:
    """The objectives that somebody had by the saved version and that the edited one does not have at all."""
    if saved is None:
        return []
    lost = (o for o in changes.loses if o not in book.model.objective)
    return [{**_named(saved, o), "loses": changes.loses[o]} for o in sorted(lost)]


# ------------------------------------------------------------------------------------------- gain and lose


@attrs.frozen(kw_only=True)
class Changes:
    """How many doctors gain and lose each objective, against the saved version.

    ``compared``: ``same`` (the two mean the same), ``yes``, ``errors`` (the saved version has errors) or
    ``no-set`` (it does not have the target set); in the last two nothing is counted.
    """

    compared: str
    gains: Counter[ObjectiveId] = attrs.field(factory=Counter)
    loses: Counter[ObjectiveId] = attrs.field(factory=Counter)
    gaining: int = 0
    losing: int = 0


def _changes(saved: Rulebook | None, book: Rulebook, found: Impact, approvals: Sequence[Approval]) -> Changes:
    if saved is None:
        return Changes(compared="errors")
    if saved.digest == book.digest:
        return Changes(compared="same")
    if found.to not in saved.model.set_named:
        return Changes(compared="no-set")
    # A row that one of the two cannot use takes part in neither.
    before = saved.impact(approvals, to=found.to, as_of=found.as_of)
    bad = {problem.row for problem in (*found.problems, *before.problems)}
    rows = [approval for approval in approvals if approval.row not in bad]
    had = _Given(saved.decider(to=found.to, as_of=found.as_of))
    has = _Given(book.decider(to=found.to, as_of=found.as_of))
    return _counted(had, has, by_person(rows).values())


def _counted(before: _Given, after: _Given, persons: Iterable[Sequence[Approval]]) -> Changes:
    gains, loses = Counter[ObjectiveId](), Counter[ObjectiveId]()
    gaining = losing = 0
    for rows in persons:
        had, has = before.to(rows), after.to(rows)
        if had != has:
            gains.update(has - had)
            loses.update(had - has)
            gaining += not has <= had
            losing += not had <= has
    return Changes(compared="yes", gains=gains, loses=loses, gaining=gaining, losing=losing)


@attrs.define(eq=False)
class _Given:
    """What one version gives a person: transferred, or approved already. The same few sets come often."""

    decider: Decider
    _known: dict[frozenset[int], frozenset[ObjectiveId]] = attrs.field(factory=dict)

    def to(self, rows: Sequence[Approval]) -> frozenset[ObjectiveId]:
        brief = self.decider.decide(rows)
        key = frozenset((*brief.by_rule, *brief.approved))
        if key not in self._known:
            self._known[key] = frozenset(self.decider.objectives[number] for number in key)
        return self._known[key]
