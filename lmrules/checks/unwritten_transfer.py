"""LM405: old objectives provably cover a new one, and nobody has written a rule that says so.

Content and levels are only one of the two keys (``semantics.md``), so this is a note and not a grant. One
smallest set is looked for, of at most :data:`MOST_OLD`, within a fixed amount of work; ``lmrules suggest``
gives them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from lmrules.backwards import Backwards, backwards
from lmrules.checks.check import Check, Checked
from lmrules.checks.never_fires import grants_when_final
from lmrules.diagnostics import Code, Diagnostic
from lmrules.diagnostics.places import place_of
from lmrules.kernel import closure_at, uncovered
from lmrules.messages import Text, words
from lmrules.model.model import Objective, ObjectiveId, Requirement
from lmrules.prepared import Ready
from lmrules.syntax.keywords import SPELLINGS

UNWRITTEN_TRANSFER = Code(
    id="LM405",
    name="unwritten-transfer",
    severity="note",
    message=Text(
        "{olds} dekker alt `{objective}` krever, men ingen regel overfører det",
        "{olds} dekkjer alt `{objective}` krev, men ingen regel overfører det",
        "{olds} covers all that `{objective}` asks for, but no rule grants it",
    ),
    help=Text(
        "skriv `{rule}` med grunn hvis det også er faglig riktig; ellers er temaene eller nivåene for vide",
        "skriv `{rule}` med grunn om det òg er fagleg rett; elles er temaa eller nivåa for vide",
        "write `{rule}` with a reason if it is professionally right too; else topics or levels are too wide",
    ),
)

MOST_OLD = 4
"""The largest set of old objectives that is looked for: a longer rule would hardly be written."""
MOST_WORK = 200
"""How many sets are tried for one new objective."""


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """One note for each new objective that could be granted and that no rule, not even a draft, grants."""
    for step in looked_at.transitions:
        new_set = looked_at.book.set_named[step.transition.new]
        written = {rule.new for rule in step.transition.rules if grants_when_final(rule)}
        open_ones = [
            o
            for o in new_set.objectives
            if o.requirements and o.id not in written and o.id.code not in looked_at.excused
        ]
        if open_ones:
            search = _Search.of(looked_at, step)
            for objective in open_ones:
                found = search.smallest(objective.requirements)
                if found:
                    yield _note(looked_at, step, objective, found)


@attrs.define(eq=False)
class _Search:
    """The old objectives of a transition, by what they hold."""

    step: Ready
    olds: tuple[ObjectiveId, ...]
    back: Backwards
    together: dict[str, frozenset[str]] = attrs.field(factory=dict)
    helping: dict[tuple[str, str], tuple[ObjectiveId, ...]] = attrs.field(factory=dict)
    alone: dict[tuple[ObjectiveId, str], frozenset[str]] = attrs.field(factory=dict)

    @classmethod
    def of(cls, looked_at: Checked, step: Ready) -> _Search:
        """Of everything in the old set that is not declared to lead nowhere."""
        old_set = looked_at.book.set_named[step.transition.old]
        olds = tuple(o.id for o in old_set.objectives if o.id not in step.retired)
        return cls(step, olds, backwards(step.theory, olds))

    def smallest(self, required: Sequence[Requirement]) -> tuple[ObjectiveId, ...]:
        """A smallest set that covers ``required``; empty where none was found."""
        if any(r.topic not in self.all_together(r.level) for r in required):
            return ()
        narrowest = min((self.helpers(r) for r in required), key=len)
        for old in narrowest[:MOST_WORK]:
            if all(r.topic in self.covered_by(old, r.level) for r in required):
                return (old,)
        left = [MOST_WORK]
        for size in range(2, MOST_OLD + 1):
            found = self.extend((), required, size, left)
            if found:
                return tuple(sorted(found))
        return ()

    def extend(
        self, chosen: tuple[ObjectiveId, ...], required: Sequence[Requirement], more: int, left: list[int]
    ) -> tuple[ObjectiveId, ...]:
        """``chosen`` with at most ``more`` others that together cover ``required``; ``left`` counts down.

        Each member of a smallest set helps with a requirement that the others leave open, so only those that
        help with one open requirement need be tried.
        """
        left[0] -= 1
        missing = uncovered(self.step.theory, self.step.theory.of(chosen), required) if chosen else required
        if not missing:
            return chosen
        if more == 0:
            return ()
        for old in min((self.helpers(r) for r in missing), key=len):
            if left[0] <= 0:
                return ()
            if old not in chosen:
                found = self.extend((*chosen, old), required, more - 1, left)
                if found:
                    return found
        return ()

    def all_together(self, level: str) -> frozenset[str]:
        """Every topic that all old objectives together cover at ``level``."""
        if level not in self.together:
            held = self.step.theory.of(self.olds)
            self.together[level] = frozenset(closure_at(self.step.theory, held, level))
        return self.together[level]

    def covered_by(self, old: ObjectiveId, level: str) -> frozenset[str]:
        """Every topic that ``old`` alone covers at ``level``."""
        if (old, level) not in self.alone:
            held = self.step.theory.requirements[old]
            self.alone[old, level] = frozenset(closure_at(self.step.theory, held, level))
        return self.alone[old, level]

    def helpers(self, required: Requirement) -> tuple[ObjectiveId, ...]:
        """The old objectives that hold something ``required`` can rest on; those that suffice come first."""
        key = (required.topic, required.level)
        if key not in self.helping:
            holding = {
                old: None
                for topic in self.back.rests_on(required.topic)
                for old, level in self.back.holders.get(topic, ())
                if self.step.theory.level_within(required.level, level)
            }
            suffices = [o for o in holding if required.topic in self.covered_by(o, required.level)]
            self.helping[key] = tuple(dict.fromkeys((*suffices, *holding)))
        return self.helping[key]


def _note(looked_at: Checked, step: Ready, objective: Objective, olds: tuple[ObjectiveId, ...]) -> Diagnostic:
    book, transition = looked_at.book, step.transition
    declared = [f for f in transition.declared_new if f.objective == objective.id]
    conjunction = f" {SPELLINGS['and'][book.keywords]} "
    return UNWRITTEN_TRANSFER.at(
        objective.span,
        olds=words(olds),
        objective=objective.id,
        rule=f"{conjunction.join(map(str, olds))} ≥ {objective.id}",
        related=[
            *(place_of(o, book.objective[o].span) for o in olds),
            *(place_of(f.objective, f.span) for f in declared),
        ],
        data={
            "transition": transition.name,
            "objective": str(objective.id),
            "covered_by": [str(o) for o in olds],
        },
    )


CHECK = Check((UNWRITTEN_TRANSFER,), check)
