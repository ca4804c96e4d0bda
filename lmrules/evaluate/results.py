"""What a transfer says: decisions with proofs or evidence, and what became of every approval row."""

from __future__ import annotations

import datetime as dt
from typing import Literal, TypeAlias

import attrs

from lmrules.model.approval import Approval, Person
from lmrules.model.model import ObjectiveId

Outcome: TypeAlias = Literal["approved", "transferred", "assessment"]
Reason: TypeAlias = Literal["declared-new", "incomplete", "no-rule"]
Met: TypeAlias = Literal["met", "lower", "unmet"]
Disposition: TypeAlias = Literal[
    "used",
    "unused",
    "retired",
    "revoked",
    "outside-validity",
    "after-as-of",
    "duplicate",
    "unknown-objective",
    "approved-new",
]

MOST_COMPLETIONS = 20
"""How many ways to complete an objective a decision lists (``interfaces.md``)."""


@attrs.frozen
class Step:
    """Why a topic is covered at a level: steps (a) to (d) of ``semantics.md``.

    ``a``: ``objective`` holds ``held_topic``, which contains the topic, at ``held_level``. ``b``: the topic
    consists of ``parts``. ``c``: ``judgement`` says that ``parts`` cover it. ``d``: it is part of the topic
    of the one step in ``parts``.
    """

    kind: Literal["a", "b", "c", "d"]
    topic: str
    level: str
    objective: ObjectiveId | None = None
    held_topic: str = ""
    held_level: str = ""
    judgement: str = ""
    parts: tuple[Step, ...] = ()


@attrs.frozen
class Use:
    """An objective a proof rests on: an approval, or a grant with a proof of its own."""

    objective: ObjectiveId
    approval: Approval | None = None
    proof: Proof | None = None


@attrs.frozen
class Proof:
    """Why an objective was granted: the rule, what it used, and per requirement the steps."""

    transition: str
    rule: str
    objective: ObjectiveId
    uses: tuple[Use, ...]
    steps: tuple[Step, ...]

    @property
    def approvals(self) -> tuple[tuple[ObjectiveId, Approval], ...]:
        """Every approval the proof rests on, with its objective, sorted by objective and row."""
        found: dict[tuple[ObjectiveId, int], Approval] = {}
        for use in self.uses:
            if use.approval is not None:
                found[use.objective, use.approval.row] = use.approval
            if use.proof is not None:
                found |= {(o, a.row): a for o, a in use.proof.approvals}
        return tuple((o, found[o, row]) for o, row in sorted(found))

    @property
    def judgements(self) -> tuple[str, ...]:
        """The judgements the proof rests on, sorted."""

        def of(step: Step) -> set[str]:
            return {step.judgement} - {""} | {name for part in step.parts for name in of(part)}

        mine = {name for step in self.steps for name in of(step)}
        behind = {name for use in self.uses if use.proof for name in use.proof.judgements}
        return tuple(sorted(mine | behind))


@attrs.frozen
class Evidence:
    """How far a requirement of the new objective is met by what the person holds.

    ``lower``: the content is covered, but only at the levels ``held``. ``by``: the objectives behind it;
    for ``unmet``, those that hold some part of the topic.
    """

    topic: str
    level: str
    met: Met
    held: tuple[str, ...]
    by: tuple[ObjectiveId, ...]


@attrs.frozen(kw_only=True)
class Decision:
    """The proposal on one new objective for one person."""

    objective: ObjectiveId
    outcome: Outcome
    reason: Reason | None = None
    transition: str | None = None
    rule: str | None = None
    proof: Proof | None = None
    approval: Approval | None = None
    complete_with: tuple[tuple[ObjectiveId, ...], ...] = ()
    complete_with_more: bool = False
    evidence: tuple[Evidence, ...] = ()
    activities_from: tuple[ObjectiveId, ...] = ()


@attrs.frozen
class Accounted:
    """What became of one approval row."""

    approval: Approval
    objective: ObjectiveId | None
    disposition: Disposition


@attrs.frozen(kw_only=True)
class PersonResult:
    """The decisions for one person, in the order the set declares, and every row in input order."""

    person: Person
    decisions: tuple[Decision, ...]
    approvals: tuple[Accounted, ...]
    started: dt.date | None = None
    preview: bool = False


@attrs.frozen(kw_only=True)
class Transfer:
    """A whole run: a proposal for a person to sign, never a verdict."""

    to: str
    as_of: dt.date | None
    preview: bool
    persons: tuple[PersonResult, ...]
