"""What there is to tell of a rulebook: each new objective's way in, each old one's fate, what is still open.

Facts without words, for every page that tells them: ``reference_page`` (Markdown) and ``report_html``. What
a rule means, and whether it grants, is the kernel's verdict and nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Literal, TypeAlias

import attrs

from lmrules.kernel import itself_if_in, minimal_sets, uncovered
from lmrules.model.model import Fate, Objective, Requirement, Rule, Rulebook, Transition, atoms
from lmrules.prepared import MOST_WAYS, Ready, levels_held
from lmrules.syntax import ast

QUESTIONS = ("# spørsmål:", "# question:")
"""A comment that begins so, in any case, is an open question to the experts."""

Kind: TypeAlias = Literal["one", "several", "level", "content", "both", "unwritten", "new"]
KINDS: tuple[Kind, ...] = ("one", "several", "level", "content", "both", "unwritten", "new")


@attrs.frozen
class Lack:
    """A requirement that old objectives do not meet; ``held``: the levels at which its content is covered.

    None of them: the content is not covered at all.
    """

    requirement: Requirement
    held: tuple[str, ...]


@attrs.frozen
class RuleFact:
    """A rule on a new objective: whether it grants and, if not, what the old objectives lack."""

    rule: Rule
    grants: bool
    lacks: tuple[Lack, ...] = ()


@attrs.frozen
class NewFact:
    """What a transition says of one new objective.

    ``kind``: transferred from one old objective or from several together; assessed for the level, the
    content or both; without any rule; or declared new.
    """

    objective: Objective
    kind: Kind
    rules: tuple[RuleFact, ...]
    declared: tuple[Fate, ...]


@attrs.frozen
class OldFact:
    """What becomes of one old objective: rules that grant by it, other rules that name it, its retirement."""

    objective: Objective
    grants: tuple[Rule, ...]
    others: tuple[Rule, ...]
    retired: tuple[Fate, ...]

    @property
    def unmentioned(self) -> bool:
        """Whether no statement says anything of it."""
        return not (self.grants or self.others or self.retired)


@attrs.frozen
class Question:
    """An open question from a comment, and how the statement it stands at begins (empty: at none)."""

    text: str
    at: str


@attrs.frozen(eq=False, slots=False)
class TransitionFacts:
    """What there is to tell of one transition, in the order that the sets declare."""

    book: Rulebook
    step: Ready

    @property
    def transition(self) -> Transition:
        """The transition itself."""
        return self.step.transition

    @cached_property
    def new(self) -> tuple[NewFact, ...]:
        """Every objective of the new set."""
        return tuple(map(self._new, self.book.set_named[self.transition.new].objectives))

    @cached_property
    def old(self) -> tuple[OldFact, ...]:
        """Every objective of the old set."""
        return tuple(map(self._old, self.book.set_named[self.transition.old].objectives))

    @property
    def counts(self) -> dict[Kind, int]:
        """How many new objectives there are of each kind, in the order of :data:`KINDS`."""
        counted = Counter(fact.kind for fact in self.new)
        return {kind: counted[kind] for kind in KINDS if counted[kind]}

    @property
    def drafts(self) -> tuple[Rule, ...]:
        """The rules that are drafts, and so grant nothing."""
        return tuple(rule for rule in self.transition.rules if rule.draft)

    def _new(self, objective: Objective) -> NewFact:
        rules = tuple(self._rule(r, objective) for r in self.transition.rules_for.get(objective.id, ()))
        declared = tuple(f for f in self.transition.declared_new if f.objective == objective.id)
        return NewFact(objective, self._kind(objective, rules), rules, declared)

    def _rule(self, rule: Rule, objective: Objective) -> RuleFact:
        grants = rule in self.step.granting
        return RuleFact(rule, grants, () if grants else tuple(self._lacks(rule, objective)))

    def _lacks(self, rule: Rule, objective: Objective) -> Iterator[Lack]:
        held = self.step.theory.of(atoms(rule.old))
        for missing in uncovered(self.step.theory, held, objective.requirements):
            yield Lack(missing, levels_held(self.book, self.step.theory, held, missing.topic))

    def _kind(self, objective: Objective, rules: tuple[RuleFact, ...]) -> Kind:
        granting = [fact.rule for fact in rules if fact.grants]
        if granting:
            least = min(_smallest(rule) for rule in granting)
            return "one" if least == 1 else "several"
        if objective.id in self.step.declared_new:
            return "new"
        if not rules:
            return "unwritten"
        held = self.step.theory.of({o for fact in rules for o in atoms(fact.rule.old)})
        content = uncovered(self.step.theory.content, held, objective.requirements)
        level = set(uncovered(self.step.theory, held, objective.requirements)) - set(content)
        if content and level:
            return "both"
        return "content" if content else "level"

    def _old(self, objective: Objective) -> OldFact:
        grants = tuple(r for r in self.step.granting if objective.id in atoms(r.old))
        others = tuple(r for r in self.transition.rules if objective.id in atoms(r.old) and r not in grants)
        retired = tuple(f for f in self.transition.retired if f.objective == objective.id)
        return OldFact(objective, grants, others, retired)


def _smallest(rule: Rule) -> int:
    """How many old objectives are enough for a rule."""
    return min(map(len, minimal_sets(rule.old, itself_if_in(atoms(rule.old)), MOST_WAYS)[0]))


def questions(files: Iterable[ast.File]) -> Iterator[Question]:
    """The questions in comments, each with the statement it stands at."""
    for file in files:
        for text, end in _asked(file.comments):
            at = [s for s in file.statements if s.span.end > end]
            yield Question(text, " ".join(at[0].span.text.split()[:2]).rstrip(":") if at else "")


def _asked(comments: Iterable[ast.Comment]) -> Iterator[tuple[str, int]]:
    """Each question with the offset where it ends: a comment that begins so, and those on the lines below."""
    asked: list[str] = []
    last = end = 0
    for comment in comments:
        line = comment.span.begin.line
        begun = next((q for q in QUESTIONS if comment.text.lower().startswith(q)), "")
        if asked and (begun or line != last + 1):
            yield " ".join(asked), end
            asked = []
        if begun or asked:
            text = comment.text[len(begun) :] if begun else comment.text.lstrip("#")
            asked.append(text.strip())
            last, end = line, comment.span.end
    if asked:
        yield " ".join(asked), end


@attrs.frozen
class Note:
    """A paragraph of what stands before a file's first statement, or an item of a list there."""

    text: str
    item: bool = False


def notes(file: ast.File) -> tuple[Note, ...]:
    """What the authors have written at the top of a file, without its questions."""
    first = min((s.span.start for s in file.statements), default=None)
    found: list[Note] = []
    last = 0
    state: Literal["between", "within", "question"] = "between"
    for comment in file.comments:
        if first is not None and comment.span.start > first:
            break
        text, line = comment.text.lstrip("#").strip(), comment.span.begin.line
        if line != last + 1:
            state = "between"
        last = line
        if comment.text.lower().startswith(QUESTIONS):
            state = "question"
        elif not text and state != "question":
            state = "between"
        elif state == "within" and not text.startswith("- "):
            found[-1] = attrs.evolve(found[-1], text=f"{found[-1].text} {text}")
        elif state != "question":
            found.append(Note(text.removeprefix("- "), item=text.startswith("- ")))
            state = "within"
    return tuple(found)
