"""What is said of a rule: its verdict from the kernel, and the fewest approvals that satisfy it."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from lmrules.exports.markdown import bullets, plain
from lmrules.exports.prose import said_level
from lmrules.kernel import TooLarge, Verdict, at_most, itself_if_in, minimal_sets, theory_of, verify
from lmrules.lsp import words as say
from lmrules.lsp.cards import Cards
from lmrules.model.model import Judgement, ObjectiveId, Rule, Rulebook, Transition, atoms

_MOST_SETS = 8
_MOST_STEPS = 2_000_000
"""How much the kernel may be asked while a person waits for a card."""


@attrs.frozen
class RuleCards:
    """Cards of the statements of one transition."""

    cards: Cards
    book: Rulebook
    transition: Transition

    def named(self, name: str) -> str | None:
        """The card of the rule, the rules or the judgement that a statement called ``name`` stands for."""
        rules = [r for r in self.transition.rules if _of_statement(r.name, name)]
        judgements = [j for j in self.transition.judgements if _of_statement(j.name, name)]
        if rules:
            return self.rule(name, rules)
        return self.judgement(name, judgements) if judgements else None

    def rule(self, name: str, rules: list[Rule]) -> str:
        """A rule with verdict, minimal sets, reason and source."""
        rule = rules[0]
        parts = [f"{self.cards.head(name, '')}: {self.objective(rule.new)}"]
        if len(rules) > 1:
            parts.append(self.cards.said(say.STANDS_FOR, n=len(rules)))
        parts += self.verdict(rule)
        if rule.may_grant:
            parts.append(self.enough(rule))
        if rule.reason:
            parts.append(self.cards.said(say.REASON, reason=rule.reason))
        parts += self.cards.sources(rule.sources or self.transition.sources or self.book.sources)
        return "\n\n".join(parts)

    def objective(self, identity: ObjectiveId) -> str:
        """An objective by set, code and title."""
        found = self.book.objective.get(identity)
        return self.cards.head(str(identity), found.title if found else "")

    # ------------------------------------------------------------------- the verdict

    def verdict(self, rule: Rule) -> Iterator[str]:
        """What the kernel says of the rule."""
        with at_most(_MOST_STEPS):
            try:
                found = verify(theory_of(self.book, self.transition), rule)
            except TooLarge:
                found = Verdict("too-large")
        match found.status:
            case "proved":
                yield self.cards.said(say.PROVED if rule.may_grant else say.HOLDS)
            case "refuted":
                yield from self.refuted(rule, found)
            case "not-analysed":
                yield self.cards.said(say.NOT_PROVED, bare=", ".join(map(str, found.not_analysed)))
            case "too-large":
                yield self.cards.said(say.TOO_LARGE)
        if rule.draft:
            yield self.cards.said(say.DRAFT)

    def refuted(self, rule: Rule, verdict: Verdict) -> Iterator[str]:
        """Who shows that the rule is not so, and what that person lacks."""
        held = ", ".join(map(str, verdict.counterexample))
        yield self.cards.said(say.REFUTED if rule.may_grant else say.CLAIM_REFUTED, held=held)
        if rule.may_grant and verdict.missing:
            lacking = (
                f"{self.cards.topic_title(self.book, r.topic)} ({said_level(r.level)})"
                for r in verdict.missing
            )
            yield self.cards.said(say.MISSING, missing=", ".join(lacking))

    def enough(self, rule: Rule) -> str:
        """The minimal sets of approvals that satisfy the rule."""
        with at_most(_MOST_STEPS):
            try:
                sets, whole = minimal_sets(rule.old, itself_if_in(atoms(rule.old)), _MOST_SETS)
            except TooLarge:
                return self.cards.said(say.TOO_LARGE)
        lines = [", ".join(self.objective(o) for o in sorted(each)) for each in sets]
        if not whole:
            lines.append(plain(say.MORE.fill(self.cards.lang)))
        return f"{self.cards.said(say.ENOUGH)}\n\n{bullets(lines)}"

    # ------------------------------------------------------------------- judgements

    def judgement(self, name: str, judgements: list[Judgement]) -> str:
        """A judgement: what it says is covered by what, and why."""
        lines = [
            self.cards.said(
                say.COVERED_BY,
                covered=self.cards.topic_title(self.book, covered),
                covering=", ".join(self.cards.topic_title(self.book, topic) for topic in covering),
            )
            for judgement in judgements[:_MOST_SETS]
            for covered, covering in judgement.clauses
        ]
        parts = [self.cards.head(name, ""), bullets(lines)]
        if judgements[0].reason:
            parts.append(self.cards.said(say.REASON, reason=judgements[0].reason))
        parts += self.cards.sources(judgements[0].sources or self.transition.sources)
        return "\n\n".join(parts)


def _of_statement(name: str, statement: str) -> bool:
    """Whether a rule or judgement called ``name`` is of that statement: itself, or a number of its run."""
    return name == statement or (name.startswith(f"{statement}.") and name[len(statement) + 1 :].isdecimal())
