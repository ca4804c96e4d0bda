"""Where no old objectives cover a new one: how near they come, and the one line that would close the gap.

The line is either one judgement about one topic, or one link between two levels in the scale. Each is put
into a theory of its own and proved there before it is offered; whether it is *true* only an expert can say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Literal

import attrs

from lmrules.covering import Coverer, Covers, together
from lmrules.kernel import Clause, Theory, closure, closure_at
from lmrules.model.model import ObjectiveId, Requirement, Rulebook
from lmrules.prepared import levels_held

MOST_REMEDIES = 3
"""How many judgements, and how many links, are offered for one objective."""


@attrs.frozen
class Failing:
    """A requirement that the nearest set does not cover: in level (``lower``, at ``held``) or content."""

    topic: str
    level: str
    met: Literal["lower", "unmet"]
    held: tuple[str, ...] = ()


@attrs.frozen
class JudgementRemedy:
    """The judgement "``covering`` cover ``covered``", with which ``old`` would cover the objective."""

    covered: str
    covering: tuple[str, ...]
    old: tuple[ObjectiveId, ...]


@attrs.frozen
class LinkRemedy:
    """The chain ``low < high`` in ``scale``, with which ``old`` would cover the objective."""

    scale: str
    low: str
    high: str
    old: tuple[ObjectiveId, ...]


@attrs.frozen
class NearestMiss:
    """The smallest set that covers as much as all old objectives do: first at level, then in content.

    ``old`` is empty where nothing of the content is held by any old objective.
    """

    old: tuple[ObjectiveId, ...]
    failing: tuple[Failing, ...]
    judgements: tuple[JudgementRemedy, ...] = ()
    links: tuple[LinkRemedy, ...] = ()


@attrs.define(eq=False, slots=False)
class Nearest:
    """The nearest misses of one transition."""

    book: Rulebook
    coverer: Coverer

    def miss(self, required: Sequence[Requirement]) -> NearestMiss:
        """The nearest miss of an objective that nothing covers."""
        choices: list[Covers] = []
        failing: list[Requirement] = []
        for r in required:
            at_level = self.coverer.requirement(r)
            if not at_level.sets:
                failing.append(r)
            in_content = at_level if at_level.sets else self.bare.requirement(r)
            if in_content.sets:
                choices.append(in_content)
        old = tuple(sorted(together(choices).sets[0])) if choices else ()
        return NearestMiss(
            old=old,
            failing=tuple(self.fails(old, r) for r in failing),
            judgements=tuple(self.judgements(required, failing))[:MOST_REMEDIES],
            links=self.links(required, failing),
        )

    def fails(self, old: Sequence[ObjectiveId], required: Requirement) -> Failing:
        """How one requirement fails."""
        theory = self.coverer.theory
        if not self.bare.covers(old, [required]):
            return Failing(required.topic, required.level, "unmet")
        held = levels_held(self.book, theory, theory.of(old), required.topic)
        return Failing(required.topic, required.level, "lower", held)

    @cached_property
    def bare(self) -> Coverer:
        """Content alone."""
        return Coverer.of(self.coverer.theory.content, self.coverer.olds)

    # ------------------------------------------------------------------- one link between levels

    @cached_property
    def linked(self) -> list[tuple[str, str, frozenset[tuple[str, str]], Coverer]]:
        """Every link between two levels without order, what it adds to the order, and cover with it."""
        order = self.coverer.theory.at_most
        levels = self.book.levels
        within = self.coverer.theory.level_within
        found = []
        for low in levels:
            for high in levels:
                if within(low, high) or within(high, low):
                    continue
                added = {(a, b) for a in levels for b in levels if within(a, low) and within(high, b)}
                with_link = attrs.evolve(self.coverer.theory, at_most=order | added)
                found.append((low, high, frozenset(added - order), Coverer.of(with_link, self.coverer.olds)))
        return found

    def links(
        self, required: Sequence[Requirement], failing: Sequence[Requirement]
    ) -> tuple[LinkRemedy, ...]:
        """The links that suffice alone, and of those only the ones that say least."""
        if not all(self.bare.requirement(r).sets for r in failing):
            return ()  # no link gives content
        enough = []
        for low, high, added, coverer in self.linked:
            if all(coverer.requirement(r).sets for r in failing):
                enough.append((low, high, added, coverer))
        least = [
            one
            for index, one in enumerate(enough)
            # Two links between levels that are equal (`a = b`) say the same: the first one stands for both.
            if not any(
                other[2] < one[2] or (other[2] == one[2] and i < index) for i, other in enumerate(enough)
            )
        ]
        return tuple(
            LinkRemedy(
                self.scale_of(low, high), low, high, tuple(sorted(coverer.objective(required).sets[0]))
            )
            for low, high, _, coverer in least[:MOST_REMEDIES]
        )

    def scale_of(self, low: str, high: str) -> str:
        """The scale to write the link in: one that has both levels, if there is one."""
        having = [s for s in self.book.scales if low in s.levels or high in s.levels]
        return max(having, key=lambda s: (low in s.levels) + (high in s.levels)).name

    # ------------------------------------------------------------------- one judgement

    def judgements(
        self, required: Sequence[Requirement], failing: Sequence[Requirement]
    ) -> Iterator[JudgementRemedy]:
        """The judgements that suffice alone, the narrowest topic first.

        A judgement is offered only where its covering topics lie within what it covers: that they *are* the
        whole is then a question an expert can answer. Levels it never touches: what is missing must be held
        at its level.
        """
        theory = self.coverer.theory
        available = {r.level: set(closure_at(theory, theory.of(self.coverer.olds), r.level)) for r in failing}
        offered: list[str] = []
        for topic in self.heads(failing):
            inside = closure(theory, [topic])
            if any(narrower in inside for narrower in offered):
                continue
            held = [t for t in inside if t != topic and all(t in at for at in available.values())]
            for covering in self.coverings(topic, held, failing):
                remedy = self.with_judgement(topic, covering, required)
                if remedy is not None:
                    offered.append(topic)
                    yield remedy

    def heads(self, failing: Sequence[Requirement]) -> list[str]:
        """The topics that every failing requirement can rest on, the narrowest first."""
        common = set.intersection(*(set(self.coverer.back.rests_on(r.topic)) for r in failing))
        return sorted(common, key=lambda t: (len(closure(self.coverer.theory, [t])), t))

    def coverings(
        self, topic: str, held: Sequence[str], failing: Sequence[Requirement]
    ) -> list[tuple[str, ...]]:
        """The widest of the parts that are held; for an objective's own topic the few like it there are."""
        theory = self.coverer.theory
        if held:
            within = {t: closure(theory, [t]) for t in held}
            widest = [
                t
                for i, t in enumerate(held)
                if not any(
                    t in within[u] and (u not in within[t] or j < i) for j, u in enumerate(held) if u != t
                )
            ]
            return [tuple(widest)]
        if _is_own(self.book, topic):
            own = [
                r.topic
                for o in self.coverer.olds
                for r in theory.requirements[o]
                if _is_own(self.book, r.topic) and all(theory.level_within(f.level, r.level) for f in failing)
            ]
            return [(t,) for t in own] if len(own) <= MOST_REMEDIES else []
        return []

    def with_judgement(
        self, topic: str, covering: tuple[str, ...], required: Sequence[Requirement]
    ) -> JudgementRemedy | None:
        """The remedy, if the kernel proves that it is one."""
        clause = Clause(topic, covering, "judgement", "?")
        coverer = Coverer.of(_with_clause(self.coverer.theory, clause), self.coverer.olds)
        found = coverer.objective(required).sets
        if not found or not coverer.covers(found[0], required):
            return None
        return JudgementRemedy(topic, covering, tuple(sorted(found[0])))


def _with_clause(theory: Theory, clause: Clause) -> Theory:
    clauses = dict(theory.clauses)
    for need in dict.fromkeys(clause.needs):
        clauses[need] = (*clauses.get(need, ()), clause)
    return attrs.evolve(theory, clauses=clauses)


def _is_own(book: Rulebook, topic: str) -> bool:
    """Whether ``topic`` is an objective's own (`nivå`), which only a judgement relates to others."""
    return topic not in book.topic_named and "/" in topic
