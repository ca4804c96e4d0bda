"""Suggestions: sound rules that nobody wrote, each with its proof, as text that goes into the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from lmrules.api import Rulebook
from lmrules.evaluate.proofs import cover_step
from lmrules.exports.prose import Explainer
from lmrules.exports.suggest_text import SuggestionWriter
from lmrules.formatting import format_text
from lmrules.messages import visible
from lmrules.model.model import ObjectiveId, Written
from lmrules.studio.asked import files_of
from lmrules.studio.matrix import branch
from lmrules.studio.places import Places
from lmrules.studio.transitions import Chosen, chosen
from lmrules.studio.workspace import Loaded, Workspace
from lmrules.suggest import SoundRule, Suggestion, suggest
from lmrules.syntax import ast

MOST_SETS = 5
"""How many rules are suggested for one objective; the author sees that there are more."""


def suggestions(workspace: Workspace, payload: Mapping[str, Any]) -> dict[str, Any]:
    """What there is to suggest for each new objective of one transition.

    ``sound`` are rules that are proved, smallest first: ``text`` to insert at ``place`` (None: something in
    the rulebook speaks against it, which ``against`` says), ``why`` the proof. ``missing``: objectives that
    nothing covers, with what is nearest.
    """
    shown = chosen(workspace, payload)
    book = shown.book
    found = [
        one
        for one in suggest(book.model, to=shown.transition.new, most=MOST_SETS)
        if one.transition.name == shown.transition.name
    ]
    site = _Site(
        shown, workspace.edited(files_of(payload)), SuggestionWriter(book.model, shown.transition, shown.lang)
    )
    return {
        **shown.choices(),
        "sound": [site.sound(one) for one in found if one.sound],
        "missing": [site.missing(one) for one in found if not one.sound],
    }


@attrs.frozen(eq=False)
class _Site:
    """Where the rules of one transition go, and how they are written there."""

    shown: Chosen
    loaded: Loaded
    writer: SuggestionWriter
    places: Places = attrs.field(factory=Places)

    @property
    def book(self) -> Rulebook:
        return self.shown.book

    def sound(self, one: Suggestion) -> dict[str, Any]:
        place = self.place(one.objective)
        return {
            "objective": self.shown.named(one.objective),
            "rules": [self.rule(one, rule, place) for rule in one.sound],
            "more": one.cut,
        }

    def rule(self, one: Suggestion, rule: SoundRule, place: Mapping[str, Any]) -> dict[str, Any]:
        against = list(self.writer.against(one, rule))
        words = Explainer(self.book.model, self.shown.lang)
        theory = self.shown.step.theory
        steps = (cover_step(theory, rule.old, required) for required in theory.requirements[one.objective])
        return {
            "name": visible(rule.name),
            "old": [self.shown.named(o) for o in rule.old],
            "text": self.text(one.objective, rule),
            "against": against,
            "place": None if against else place,
            "why": [branch(words.step(step)) for step in steps],
        }

    def missing(self, one: Suggestion) -> dict[str, Any]:
        lines = list(self.writer.lines(one.nearest)) if one.nearest else list(self.writer.miss(one))
        return {
            "objective": self.shown.named(one.objective),
            "declared_new": one.declared_new,
            "lines": [line.strip() for line in lines],
        }

    def text(self, new: ObjectiveId, rule: SoundRule) -> str:
        """The rule as it is laid out below the line that opens its transition."""
        lines = (f"    {line}" for line in self.writer.rule(new, rule))
        whole = format_text("\n".join([self.writer.head(), *lines]) + "\n")
        return whole.partition("\n")[2].strip("\n") + "\n"

    # ----------------------------------------------------------------------------------------- where it goes

    def place(self, new: ObjectiveId) -> dict[str, Any]:
        """After the statement on the last objective that the set declares no later than ``new``.

        Where there is none, after all that stands before the first rule: the line that opens the transition,
        and its cohorts.
        """
        transition = self.shown.transition
        objectives = self.book.model.set_named[transition.new].objectives
        declared = {objective.id: place for place, objective in enumerate(objectives)}
        before: list[tuple[int, int, Written]] = [
            (declared[rule.new], rule.order, rule)
            for rule in transition.rules
            if not rule.carried and declared[rule.new] <= declared[new]
        ]
        before += [
            (declared[fate.objective], -1, fate)
            for fate in transition.declared_new
            if declared[fate.objective] <= declared[new]
        ]
        after = max(before, key=lambda one: one[:2])[2] if before else self.opening()
        return self.end_of(after)

    def opening(self) -> Written:
        transition = self.shown.transition
        file = transition.span.source.name
        carried = (rule for rule in transition.rules if rule.carried)
        first: Iterator[Written] = (
            one for one in (*transition.cohorts, *carried) if one.span.source.name == file
        )
        return max((transition, *first), key=lambda one: one.span.end)

    def end_of(self, written: Written) -> dict[str, Any]:
        """The end of the statement in the file that ``written`` was made of."""
        source = written.span.source
        statement = next(
            s for s in self.statements(source.name) if s.span.start <= written.span.start < s.span.end
        )
        return {"file": source.name, "at": self.places.of(statement.span)["to"]}

    def statements(self, name: str) -> tuple[ast.Statement, ...]:
        return next(file for file in self.loaded.checked.files if file.span.source.name == name).statements
