"""The set that each approval row belongs to, and whether it counts (``semantics.md``, Transfer)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import attrs

from lmrules.evaluate.results import Disposition
from lmrules.messages import Language, Text
from lmrules.model.approval import Approval
from lmrules.model.counting import valid_for as valid_by
from lmrules.model.model import ObjectiveId, ObjectiveSet
from lmrules.prepared import Prepared

_TWO_SETS = Text(
    "koden `{code}` finnes i flere sett som gjelder den dagen ({sets}); oppgi settet",
    "koden `{code}` finst i fleire sett som gjeld den dagen ({sets}); oppgi settet",
    "the code `{code}` is in several sets valid on that day ({sets}); name the set",
)
_TWO_STARTS = Text(
    "samme person er oppgitt med ulike datoer for påbegynt",
    "same person er oppgitt med ulike datoar for påbyrja",
    "one person is given with different dates for started",
)


@attrs.frozen
class RowProblem:
    """Why one approval row cannot be evaluated. Names the row, never the person."""

    row: int
    text: Text
    fields: tuple[tuple[str, object], ...] = ()

    def message(self, lang: Language) -> str:
        """What is wrong with the row."""
        return self.text.fill(lang, dict(self.fields))


@attrs.define
class Holdings:
    """One person's rows: what each is, which counts, and since when the person has been in training.

    ``numbers`` are those of the objectives that count, in the order of their codes: what supports are made
    of, so that the order of the rows leaves no trace.
    """

    started: dt.date | None
    objectives: dict[int, ObjectiveId | None] = attrs.field(factory=dict)
    dispositions: dict[int, Disposition] = attrs.field(factory=dict)
    counting: dict[ObjectiveId, Approval] = attrs.field(factory=dict)
    approved_new: dict[ObjectiveId, Approval] = attrs.field(factory=dict)
    numbers: dict[ObjectiveId, int] = attrs.field(factory=dict)


def row_problems(prepared: Prepared, approvals: Sequence[Approval]) -> list[RowProblem]:
    """The rows of one person that cannot be evaluated."""
    starts = {a.started for a in approvals if a.started is not None}
    problems = []
    if len(starts) > 1:
        problems = [RowProblem(a.row, _TWO_STARTS) for a in approvals if a.started is not None]
    started = min(starts, default=None)
    for approval in approvals:
        sets = sets_fitting(prepared, approval, started)
        if len(sets) > 1:
            names = ", ".join(s.name for s in sets)
            fields = (("code", approval.objective), ("sets", names))
            problems.append(RowProblem(approval.row, _TWO_SETS, fields))
    return problems


def start_of(approvals: Iterable[Approval]) -> dt.date | None:
    """When a person began, by all their rows; None where they do not say, or contradict each other."""
    starts = {a.started for a in approvals if a.started is not None}
    return starts.pop() if len(starts) == 1 else None


def holdings(
    prepared: Prepared,
    approvals: Sequence[Approval],
    as_of: dt.date | None,
    started: dt.date | None = None,
) -> Holdings:
    """What one person's rows amount to, which have no :func:`row_problems`.

    ``started``: when the person began, where that is said by a row that has; else the rows themselves say it.
    """
    started = started or start_of(approvals)
    held = Holdings(started)
    counting: dict[ObjectiveId, list[Approval]] = {}
    for approval in approvals:
        objective, disposition = identify(prepared, approval, started, as_of)
        held.objectives[approval.row] = objective
        if disposition is not None or objective is None:
            held.dispositions[approval.row] = disposition or "unknown-objective"
        else:
            counting.setdefault(objective, []).append(approval)
    for objective, rows in counting.items():
        first, *others = sorted(rows, key=lambda a: (a.approved, a.row))
        new = objective.set == prepared.target
        (held.approved_new if new else held.counting)[objective] = first
        held.dispositions[first.row] = "approved-new" if new else "unused"
        held.dispositions |= {a.row: "approved-new" if new else "duplicate" for a in others}
    held.numbers = {objective: number for number, objective in enumerate(sorted(held.counting))}
    return held


def identify(
    prepared: Prepared, approval: Approval, started: dt.date | None, as_of: dt.date | None
) -> tuple[ObjectiveId | None, Disposition | None]:
    """The objective a row approves, and why it does not count (None: it does)."""
    named = _named(prepared, approval)
    code = _code(prepared, approval)
    if not named:
        return None, "unknown-objective"
    fitting = sets_fitting(prepared, approval, started)
    objective = ObjectiveId(fitting[0].name, code) if fitting else None
    if objective is None and len(named) == 1:
        objective = ObjectiveId(named[0].name, code)
    if approval.status == "revoked":
        return objective, "revoked"
    if not fitting or not _before_cut_off(prepared, approval, fitting[0], started):
        return objective, "outside-validity"
    if as_of is not None and approval.approved > as_of:
        return objective, "after-as-of"
    return objective, None


def _before_cut_off(
    prepared: Prepared, approval: Approval, objectives: ObjectiveSet, started: dt.date | None
) -> bool:
    """Whether a row comes before the cut-off of some transition out of its set (if any leads on)."""
    out = [s for s in prepared.steps if s.transition.old == objectives.name]
    return not out or any(approval.approved < step.cut_off(started) for step in out)


def _qualified(prepared: Prepared, approval: Approval) -> tuple[str | None, str]:
    """The set and code a row names; a code may be written ``SET/CODE``, also beside the name of its set."""
    if approval.set is not None:
        return approval.set, approval.objective.removeprefix(f"{approval.set}/")
    set_name, slash, code = approval.objective.partition("/")
    if slash and set_name in prepared.book.set_named:
        return set_name, code
    return None, approval.objective


def _code(prepared: Prepared, approval: Approval) -> str:
    return _qualified(prepared, approval)[1]


def _named(prepared: Prepared, approval: Approval) -> list[ObjectiveSet]:
    """The sets that have the row's code (only the one the row names, if it names one)."""
    set_name, code = _qualified(prepared, approval)
    return [s for s in prepared.book.sets if code in s.codes and set_name in (None, s.name)]


def sets_fitting(prepared: Prepared, approval: Approval, started: dt.date | None) -> list[ObjectiveSet]:
    """The sets that have the row's code and are valid, for this person, on its day."""
    return [s for s in _named(prepared, approval) if valid_for(prepared, s, approval.approved, started)]


def valid_for(prepared: Prepared, objectives: ObjectiveSet, day: dt.date, started: dt.date | None) -> bool:
    """Whether a set is valid on ``day`` for this person, by the transitions that lead to the target."""
    transitions = (step.transition for step in prepared.steps)
    return valid_by(objectives, transitions, day, started)
