"""Sound rules that nobody wrote (``interfaces.md``, ``suggest``).

Content and levels are one of the two keys only (``semantics.md``): a suggestion is proved, and still grants
nothing until an expert has written it as a rule, with a reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import attrs

from lmrules.covering import Coverer
from lmrules.implication import by_objective, counterexample, needed
from lmrules.kernel import Objectives, TooLarge, granted, verify
from lmrules.model.model import AllOf, Claim, Objective, ObjectiveId, Rule, Rulebook, Transition
from lmrules.nearest import Nearest, NearestMiss
from lmrules.prepared import Ready, ready
from lmrules.syntax.limits import DEFAULT_LIMITS

MOST_SUGGESTED = 20
"""How many sets are suggested for one objective, unless asked for more."""

_PREFIX = {"nb": "forslag", "nn": "forslag", "en": "suggestion"}


@attrs.frozen(kw_only=True)
class SoundRule:
    """``old`` together cover the new objective, and no fewer of them do; ``name`` is free in the transition.

    ``retired`` are those of ``old`` that are declared `utgår`; ``breaks`` the objectives whose `aldri` the
    rule would break. Either must be resolved before the rule can be written.
    """

    name: str
    old: tuple[ObjectiveId, ...]
    retired: tuple[ObjectiveId, ...] = ()
    breaks: tuple[ObjectiveId, ...] = ()


@attrs.frozen(kw_only=True)
class Suggestion:
    """What there is to suggest for one new objective of one transition.

    ``sound``: every minimal sound set that no written rule grants on already, smallest first (``cut``: there
    are more). Where nothing at all is sound, ``nearest`` says how far off it is; it is None, too, for an
    objective that is not ``analysed``. ``declared_new``: the rulebook says `nytt`.
    """

    transition: Transition
    objective: ObjectiveId
    sound: tuple[SoundRule, ...] = ()
    cut: bool = False
    nearest: NearestMiss | None = None
    declared_new: bool = False
    analysed: bool = True


def suggest(
    book: Rulebook,
    *,
    to: str | None = None,
    objectives: Collection[ObjectiveId] | None = None,
    most: int = MOST_SUGGESTED,
) -> tuple[Suggestion, ...]:
    """The suggestions for every new objective of every transition, in the order declared.

    ``to``: only of the transitions into that set. ``objectives``: only for these. An objective is left out
    where the rules written grant all that could soundly be granted.
    """
    found: list[Suggestion] = []
    for transition in book.transitions:
        if to in (None, transition.new):
            asked = [
                o
                for o in book.set_named[transition.new].objectives
                if objectives is None or o.id in objectives
            ]
            if asked:
                found += _Suggester.of(book, transition).suggestions(asked, most)
    return tuple(found)


@attrs.define(eq=False)
class _Suggester:
    """One transition: its rules, what covers what, and the rule names that are taken."""

    book: Rulebook
    step: Ready
    coverer: Coverer
    nearest: Nearest
    rules: dict[ObjectiveId, tuple[Rule, ...]]
    taken: set[str]

    @classmethod
    def of(cls, book: Rulebook, transition: Transition) -> _Suggester:
        step = ready(book, transition)
        coverer = Coverer.of(step.theory, [o.id for o in book.set_named[transition.old].objectives])
        names = {r.name for r in transition.rules} | {j.name for j in transition.judgements}
        # A rule that stands for several is named NAME.001 or NAME.CODE here; the name written is taken too.
        taken = {name[:end] for name in names for end in (*_dots(name), len(name))}
        return cls(book, step, coverer, Nearest(book, coverer), by_objective(step.granting), taken)

    def suggestions(self, asked: list[Objective], most: int) -> Iterator[Suggestion]:
        for objective in asked:
            covers = self.coverer.objective(objective.requirements)
            rules = needed(self.rules, [objective.id])
            open_ones = [s for s in covers.sets if objective.id not in granted(rules, s)]
            if covers.sets and not open_ones and covers.whole:
                continue
            yield Suggestion(
                transition=self.step.transition,
                objective=objective.id,
                sound=tuple(self.sound(objective.id, olds) for olds in open_ones[:most]),
                cut=not covers.whole or len(open_ones) > most,
                nearest=self.miss(objective) if not covers.sets else None,
                declared_new=objective.id in self.step.declared_new,
                analysed=bool(objective.requirements),
            )

    def miss(self, objective: Objective) -> NearestMiss | None:
        return self.nearest.miss(objective.requirements) if objective.requirements else None

    def sound(self, new: ObjectiveId, olds: Objectives) -> SoundRule:
        """One suggestion, which the kernel proves before it leaves here."""
        rule = _rule(self.step.transition, self.name(new), olds, new)
        if verify(self.step.theory, rule).status != "proved":
            raise AssertionError("a suggestion that the kernel does not prove")
        return SoundRule(
            name=rule.name,
            old=tuple(sorted(olds)),
            retired=tuple(sorted(olds & self.step.retired)),
            breaks=tuple(self.broken_by(rule)),
        )

    def broken_by(self, rule: Rule) -> Iterator[ObjectiveId]:
        """The objectives whose `aldri` would no longer hold (or no longer be decided) with ``rule``."""
        nevers = self.step.transition.never
        rules = by_objective((*self.step.granting, rule)) if nevers else {}
        for never in nevers:
            try:
                person = counterexample(self.step, rules, never.objective, never.unless)
            except TooLarge:
                yield never.objective
            else:
                if person is not None:
                    yield never.objective

    def name(self, new: ObjectiveId) -> str:
        """A rule name that nothing in the transition has."""
        base = f"{_PREFIX[self.book.keywords]}-{new.code}"
        if len(base) > DEFAULT_LIMITS.name_characters - 10:
            base = _PREFIX[self.book.keywords]
        name, number = base, 1
        while name in self.taken:
            number += 1
            name = f"{base}-{number}"
        self.taken.add(name)
        return name


def _dots(name: str) -> Iterator[int]:
    return (index for index, letter in enumerate(name) if letter == ".")


def _rule(transition: Transition, name: str, olds: Objectives, new: ObjectiveId) -> Rule:
    parts = tuple(sorted(olds))
    old = parts[0] if len(parts) == 1 else AllOf(parts)
    return Rule(span=transition.span, name=name, old=old, new=new, claims=(Claim("≥"),))
