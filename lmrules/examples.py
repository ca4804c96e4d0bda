"""The examples of a rulebook, tried: `eksempel` (``language.md``) against what its transition grants.

An example is tried on its own transition alone. What counts is decided where it always is
(:mod:`lmrules.evaluate.holdings`), and what is granted by the kernel's fixpoint; the evaluator is asked only
for the explanation of an example that fails. A test holds the two to the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Literal, TypeAlias

import attrs

from lmrules.diagnostics import Diagnostic, Label
from lmrules.diagnostics import codes_examples as codes
from lmrules.evaluate.holdings import holdings
from lmrules.evaluate.interpreter import evaluate
from lmrules.evaluate.results import Decision, Outcome
from lmrules.exports.prose import Explainer
from lmrules.exports.tree import draw
from lmrules.kernel import Objectives, granted
from lmrules.messages import LANGUAGES, Language, Text, Words
from lmrules.model.approval import Approval, Person
from lmrules.model.model import Example, Expectation, ObjectiveId, Rulebook
from lmrules.prepared import Prepared, Ready, ready
from lmrules.source import Span

Expected: TypeAlias = Literal["transferred", "assessment"]

_MOST_EXPLAINED = 3

_WORDS: Mapping[Outcome, Text] = {
    "transferred": Text("overføres", "blir overført", "is transferred"),
    "assessment": Text("må vurderes", "må vurderast", "is to be assessed"),
    "approved": Text("er godkjent fra før", "er godkjent frå før", "is approved already"),
}
_EXPECTED = Text(
    "{objective} {got}, ikke: {expected}",
    "{objective} {got}, ikkje: {expected}",
    "{objective} {got}, not: {expected}",
)
_EXPECTED_HERE = Text("dette ventes", "dette er venta", "this is expected")
_BESIDES = Text("{objective} {got} også", "{objective} {got} òg", "{objective} {got} too")


@attrs.frozen
class Difference:
    """An objective that came out otherwise than an expectation says.

    ``expected`` is None where `bare` leaves the objective out, and it came out as the others did.
    """

    objective: ObjectiveId
    got: Outcome
    expected: Expected | None
    expectation: Expectation

    def phrase(self) -> Text:
        """What is wrong, as a phrase."""
        template = _BESIDES if self.expected is None else _EXPECTED
        expected = _WORDS[self.expected] if self.expected else ""
        fields = {"objective": f"`{self.objective}`", "got": _WORDS[self.got], "expected": expected}
        return Text(*(template.fill(lang, fields) for lang in LANGUAGES))


@attrs.frozen(eq=False)
class Tried:
    """One example and what came of it: ``held`` counts, ``grants`` follow, ``approved`` was so already."""

    step: Ready
    example: Example
    held: Objectives
    grants: Objectives
    approved: Objectives
    differences: tuple[Difference, ...]

    @property
    def passed(self) -> bool:
        """Whether every expectation came true."""
        return not self.differences

    def outcome(self, objective: ObjectiveId) -> Outcome:
        """What became of ``objective``."""
        return outcome_of(objective, self.grants, self.approved)


def outcome_of(objective: ObjectiveId, grants: Objectives, approved: Objectives) -> Outcome:
    """The outcome of a new objective, given what is granted and what is approved already."""
    if objective in approved:
        return "approved"
    return "transferred" if objective in grants else "assessment"


@attrs.frozen(eq=False)
class Ground:
    """One transition on its own, ready for its examples."""

    book: Rulebook
    step: Ready

    @cached_property
    def prepared(self) -> Prepared:
        """The transition as if it were the whole way to its new set."""
        return Prepared(self.book, self.step.transition.new, (self.step,))

    @cached_property
    def new(self) -> tuple[ObjectiveId, ...]:
        """The objectives of the new set, in the order declared."""
        return tuple(o.id for o in self.book.set_named[self.step.transition.new].objectives)

    def counting(self, example: Example) -> tuple[Objectives, Objectives]:
        """What counts among the approvals of ``example``: of the old set, and of the new one itself."""
        held = holdings(self.prepared, approvals_of(example), None)
        cut_off = self.step.cut_off(None)
        counting = frozenset(o for o, a in held.counting.items() if a.approved < cut_off)
        old = self.step.transition.old
        return frozenset(o for o in counting if o.set == old), frozenset(held.approved_new)

    def try_out(self, example: Example) -> Tried:
        """``example`` carried out."""
        held, approved = self.counting(example)
        grants = granted(self.step.granting, held)
        found = tuple(differences(example.expectations, self.new, grants, approved))
        return Tried(self.step, example, held, grants, approved, found)

    def decisions(self, example: Example) -> dict[ObjectiveId, Decision]:
        """The evaluator's own decisions for ``example``."""
        result = evaluate(self.prepared, approvals_of(example), None, Person(""))
        return {decision.objective: decision for decision in result.decisions}


def approvals_of(example: Example) -> tuple[Approval, ...]:
    """The approvals that ``example`` gives, as rows."""
    return tuple(
        Approval(objective.code, day, set=objective.set, row=row)
        for row, (objective, day) in enumerate(example.given, 1)
    )


def differences(
    expectations: Iterable[Expectation], new: Sequence[ObjectiveId], grants: Objectives, approved: Objectives
) -> Iterator[Difference]:
    """Every objective that came out otherwise than expected, in the order expected, then declared."""
    for expectation in expectations:
        for objective in dict.fromkeys(expectation.objectives):
            got = outcome_of(objective, grants, approved)
            if got != expectation.outcome:
                yield Difference(objective, got, expectation.outcome, expectation)
        if expectation.only:
            named = frozenset(expectation.objectives)
            for objective in new:
                if objective not in named and outcome_of(objective, grants, approved) == expectation.outcome:
                    yield Difference(objective, expectation.outcome, None, expectation)


@attrs.frozen(eq=False)
class Trial:
    """Every example of a rulebook carried out."""

    book: Rulebook
    grounds: tuple[Ground, ...]
    tried: tuple[Tried, ...]

    @property
    def failing(self) -> tuple[Tried, ...]:
        """The examples that failed."""
        return tuple(tried for tried in self.tried if not tried.passed)

    def of(self, ground: Ground) -> tuple[Tried, ...]:
        """The examples of one transition."""
        return tuple(tried for tried in self.tried if tried.step is ground.step)

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """One LM701 for each example that failed."""
        by_step = {id(ground.step): ground for ground in self.grounds}
        return tuple(failure(by_step[id(tried.step)], tried) for tried in self.failing)


def try_examples(book: Rulebook) -> Trial:
    """Carry out every example of ``book``, which has no errors."""
    grounds = tuple(Ground(book, ready(book, t)) for t in book.transitions)
    tried = tuple(g.try_out(example) for g in grounds for example in g.step.transition.examples)
    return Trial(book, grounds, tried)


# ---------------------------------------------------------------------------------------------- failures


def failure(ground: Ground, tried: Tried) -> Diagnostic:
    """What is wrong with an example that failed: expected and got, and why."""
    found = tried.differences
    decisions = ground.decisions(tried.example)
    explained = [decisions[d.objective] for d in found if d.objective in decisions][:_MOST_EXPLAINED]
    expectations = dict.fromkeys(d.expectation.span for d in found)
    return codes.EXAMPLE_FAILS.at(
        title_span(tried.example),
        title=tried.example.title,
        differences=Words(tuple(d.phrase() for d in found), quoted=False),
        why=Text(*(_why(ground.book, explained, lang) for lang in LANGUAGES)),
        related=[Label(span, _EXPECTED_HERE) for span in expectations],
        data={
            "transition": ground.step.transition.name,
            "example": tried.example.title,
            "differences": [
                {"objective": str(d.objective), "expected": d.expected, "got": d.got} for d in found
            ],
        },
    )


def title_span(example: Example) -> Span:
    """The first line of an example: its keyword and title, without the approvals that follow."""
    first, *_ = example.span.text.split("\n", 1)
    return Span(example.span.source, example.span.start, example.span.start + len(first.rstrip()))


def _why(book: Rulebook, decisions: Sequence[Decision], lang: Language) -> str:
    """The explanations of ``decisions``, as trees."""
    explainer = Explainer(book, lang)
    return "".join(f"\n\n{draw(explainer.decision(decision))}".rstrip() for decision in decisions)
