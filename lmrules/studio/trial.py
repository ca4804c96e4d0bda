"""Try it: the decisions for one imagined person, with proofs and with what is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from lmrules.api import Rulebook, TransferError
from lmrules.evaluate.results import Accounted, Decision
from lmrules.evaluate.run import one_person
from lmrules.exports import phrases as say
from lmrules.exports.prose import Explainer
from lmrules.exports.tree import Branch
from lmrules.messages import Language, Text, visible
from lmrules.messages.dates import show_date
from lmrules.model.approval import Approval, iso_day
from lmrules.model.model import Objective, ObjectiveId, ObjectiveSet
from lmrules.model.model import Rulebook as Model
from lmrules.studio.asked import (
    Refused,
    files_of,
    language_of,
    optional_string,
    refused_as_malformed,
    string,
)
from lmrules.studio.workspace import Workspace

ERRORS = Text(
    "Regelverket har feil. Rett dem først; de står under regelfilen.",
    "Regelverket har feil. Rett dei først; dei står under regelfila.",
    "The rulebook has errors. Mend them first; they are listed below the rule file.",
)
NO_SETS = Text(
    "Regelverket har ingen læringsmålsett ennå.",
    "Regelverket har ingen læringsmålsett enno.",
    "The rulebook has no objective sets yet.",
)
NO_DAY = Text(
    "Det finnes ingen slik dato.",
    "Det finst ingen slik dato.",
    "There is no such date.",
)
_ONE_DAY = dt.timedelta(days=1)


def usable(workspace: Workspace, payload: Mapping[str, Any]) -> Rulebook:
    """The rulebook as edited; :class:`Refused` where it has errors."""
    book = workspace.edited(files_of(payload)).book
    if book is None:
        raise Refused(ERRORS)
    return book


def target_of(book: Rulebook, payload: Mapping[str, Any]) -> str:
    """The target set asked for; where none is, or it is gone since, the last one."""
    wanted = optional_string(payload, "to")
    try:
        return book.target(wanted)
    except TransferError:
        finals = book.model.final_sets
        if not finals:
            raise Refused(NO_SETS) from None
        return finals[-1]


def choices(workspace: Workspace, payload: Mapping[str, Any]) -> dict[str, Any]:
    """What can be ticked: the sets that lead to the target, the nearest first, then the target itself.

    ``day`` is the date that an approval in the set gets when it is ticked: the last on which it counts.
    """
    book = usable(workspace, payload)
    target = target_of(book, payload)
    olds = dict.fromkeys(t.old for t in reversed(book.model.paths_into(target)))
    return {
        "to": target,
        "targets": [{"name": name, "title": _set_title(book.model, name)} for name in book.model.final_sets],
        "sets": [_set(book.model, name) for name in (*olds, target)],
    }


def _set(book: Model, name: str) -> dict[str, Any]:
    one = book.set_named[name]
    return {
        "name": name,
        "title": _set_title(book, name),
        "day": _usual_day(book, one).isoformat(),
        "objectives": [_objective(objective) for objective in one.objectives],
    }


def _set_title(book: Model, name: str) -> str:
    return visible(book.set_named[name].title or name)


def _objective(objective: Objective) -> dict[str, str]:
    return {"id": str(objective.id), "code": objective.id.code, "title": visible(objective.title)}


def _usual_day(book: Model, one: ObjectiveSet) -> dt.date:
    ends = [t.day for t in book.transitions if t.old == one.name]
    ends += [one.end] if one.end else []
    if not ends:
        return one.start or dt.date(2000, 1, 1)
    last = min(ends) - _ONE_DAY if min(ends) > dt.date.min else dt.date.min
    return max(last, one.start) if one.start else last


def tried(workspace: Workspace, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The decision on every objective of the target, for the ``approvals`` ticked."""
    book = usable(workspace, payload)
    lang = language_of(payload)
    target = target_of(book, payload)
    as_of = _day(optional_string(payload, "as_of"))
    rows = _approvals(book.model, payload)
    whole, problems = one_person(book.prepared(target), rows, as_of)
    if problems:
        raise Refused(problems[0].text, dict(problems[0].fields))
    person = whole.persons[0]
    shower = _Shower(book.model, lang)
    counts = {"all": len(person.decisions)}
    for outcome in say.OUTCOMES:
        counts[outcome] = sum(d.outcome == outcome for d in person.decisions)
    return {
        "to": target,
        "counts": counts,
        "proposal": say.PROPOSAL.fill(lang),
        "preview": say.PREVIEW.fill(lang, {"as_of": show_date(as_of, lang)})
        if as_of and whole.preview
        else "",
        "decisions": [shower.decision(d) for d in person.decisions],
        "rows": [_accounted(a, lang) for a in person.approvals],
    }


def _approvals(book: Model, payload: Mapping[str, Any]) -> list[Approval]:
    """The rows ticked, numbered from 1; what the rulebook no longer has stands among them all the same."""
    given = payload.get("approvals", [])
    if not isinstance(given, list):
        raise refused_as_malformed()
    started = _day(optional_string(payload, "started"))
    rows = []
    for number, row in enumerate(given, 1):
        if not isinstance(row, dict):
            raise refused_as_malformed()
        set_name, slash, code = string(row.get("objective")).partition("/")
        approved = _day(string(row.get("approved")))
        if not slash or approved is None:
            raise Refused(NO_DAY)
        rows.append(
            Approval(
                code,
                approved,
                set=set_name if set_name in book.set_named else None,
                started=started,
                row=number,
            )
        )
    return rows


def _day(text: str | None) -> dt.date | None:
    if not text:
        return None
    try:
        return iso_day(text)
    except ValueError:
        raise Refused(NO_DAY) from None


def _accounted(row: Accounted, lang: Language) -> dict[str, Any]:
    return {
        "row": row.approval.row,
        "disposition": row.disposition,
        "word": say.DISPOSITIONS[row.disposition].fill(lang),
    }


@attrs.frozen
class _Shower:
    """Decisions as the page takes them, in one language."""

    book: Model
    lang: Language

    def decision(self, decision: Decision) -> dict[str, Any]:
        """One decision: its outcome, why as a tree, and each set of objectives that would complete it."""
        return {
            **_objective(self.book.objective[decision.objective]),
            "outcome": decision.outcome,
            "word": say.OUTCOMES[decision.outcome].fill(self.lang),
            "because": self.because(decision),
            "why": [_branch(b) for b in Explainer(self.book, self.lang).decision(decision).under],
            "missing": [self.objectives(s) for s in decision.complete_with],
        }

    def because(self, decision: Decision) -> str:
        """Why, in a few words."""
        if decision.proof is not None:
            fields = {"rule": decision.rule, "transition": decision.transition}
            return say.RULE.fill(self.lang, fields)
        if decision.approval is not None:
            return show_date(decision.approval.approved, self.lang)
        return say.REASONS[decision.reason or "no-rule"].fill(self.lang)

    def objectives(self, ids: Iterable[ObjectiveId]) -> list[dict[str, str]]:
        """Several objectives by id, code and title."""
        return [_objective(self.book.objective[o]) for o in ids]


def _branch(branch: Branch) -> dict[str, Any]:
    return {"text": branch.text, "under": [_branch(b) for b in branch.under]}
