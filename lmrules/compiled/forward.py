"""Forward from what one person holds to the rules that fire, in one transition.

A plain conjunction waits at two of the objectives it needs, any other rule at some of which it needs one, so
that approvals lead straight to the few rules that may fire, and memory is linear in the rules. Whether a rule
fires is the kernel's :func:`~lmrules.kernel.satisfied`; of a plain conjunction the same is asked of sets.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

import attrs

from lmrules.kernel import itself_if_in, minimal_sets, satisfied
from lmrules.model.model import AllOf, AnyOf, AtLeast, Expression, ObjectiveId, Rule, atoms
from lmrules.prepared import MOST_WAYS, Ready

Number = int
"""An objective, by its place among all of the rulebook's."""

FEW = 256
"""So many plain conjunctions are all looked at, rather than looked for."""


class Entry(NamedTuple):
    """A rule to ask: it needs all of ``need`` (None: more than a conjunction) and grants ``new``.

    ``key``: on how many approvals it rests, if each of ``need`` is one, and its place among the rules.
    """

    need: frozenset[Number] | None
    new: Number
    key: tuple[int, int]
    rule: Rule


@attrs.frozen(eq=False)
class _Waiting:
    """The plain conjunctions at one objective: for each a second one that it needs, the rule, and its entry.

    Entries are made when first asked for: of a hundred thousand rules, most never are.
    """

    seconds: list[Number] = attrs.field(factory=list)
    rules: list[Rule] = attrs.field(factory=list)
    entries: dict[int, Entry] = attrs.field(factory=dict)


class Rules:
    """The rules of one transition, where they wait."""

    def __init__(self, step: Ready, number: Mapping[ObjectiveId, Number]) -> None:
        self.number = number
        self.pairs: dict[Number, _Waiting] = {}
        self.others: dict[Number, list[Entry]] = {}
        new = step.transition.new
        plain = 0
        for rule in step.granting:
            old = rule.old
            parts = old.parts if type(old) is AllOf else (old,)
            for part in parts:
                if type(part) is not ObjectiveId or part.set == new:
                    self._other(rule)
                    break
            else:
                plain += 1
                first = number[parts[0]]  # type: ignore[index]
                waiting = self.pairs.get(first)
                if waiting is None:
                    waiting = self.pairs[first] = _Waiting()
                waiting.seconds.append(number[parts[-1]])  # type: ignore[index]
                waiting.rules.append(rule)
        self.few = self._every_plain() if plain <= FEW else None

    def _other(self, rule: Rule) -> None:
        entry = self.entry(rule)
        for objective in waits_at(rule.old):
            self.others.setdefault(self.number[objective], []).append(entry)

    def _every_plain(self) -> list[Entry]:
        return [self.entry(rule) for waiting in self.pairs.values() for rule in waiting.rules]

    def entry(self, rule: Rule) -> Entry:
        """The entry of a rule."""
        old, number = rule.old, self.number
        parts = old.parts if isinstance(old, AllOf) else (old,)
        needs = [number[part] for part in parts if isinstance(part, ObjectiveId)]
        need = frozenset(needs) if len(needs) == len(parts) else None
        return Entry(need, number[rule.new], (len(need or ()), rule.order), rule)

    def plain(self, have: set[Number]) -> list[Entry]:
        """The plain conjunctions that fire for somebody who holds ``have`` of the old set."""
        if self.few is not None:
            return [entry for entry in self.few if entry[0] <= have]  # type: ignore[operator]
        pairs = self.pairs
        found = []
        for objective in have:
            waiting = pairs.get(objective)
            if waiting is None:
                continue
            for place, second in enumerate(waiting.seconds):
                if second in have:
                    entry = waiting.entries.get(place)
                    if entry is None:
                        entry = waiting.entries[place] = self.entry(waiting.rules[place])
                    if entry[0] <= have:  # type: ignore[operator]
                        found.append(entry)
        return found


class Run:
    """One person in one transition: ``have`` is held, or ``given`` by those before; grants are added to it.

    ``best``: of the rules that fire for an objective, the one of the lowest key; ``several``: all of them,
    where there are more.
    """

    __slots__ = ("best", "fired", "given", "have", "number", "several")

    def __init__(self, rules: Rules, have: set[Number], given: set[Number]) -> None:
        self.have = have
        self.given = given
        self.number = rules.number
        self.best: dict[Number, Entry] = {}
        self.several: dict[Number, list[Entry]] = {}
        self.fired = rules.plain(have)
        best = self.best
        for entry in self.fired:
            if entry[1] in best:
                self._another(entry)
            else:
                best[entry[1]] = entry
        have.update(best)
        if rules.others:
            self._others(rules)

    @property
    def names(self) -> Names:
        """What is held, for the kernel."""
        return Names(self.have, self.number)

    def _another(self, entry: Entry) -> None:
        before = self.best[entry.new]
        self.several.setdefault(entry.new, [before]).append(entry)
        if self.key(entry) < self.key(before):
            self.best[entry.new] = entry

    def key(self, entry: Entry) -> tuple[int, int]:
        """The fewest approvals that an entry's rule fires on, if each objective is one, and its place."""
        if entry.need is not None:
            return entry.key
        sets, _ = minimal_sets(entry.rule.old, itself_if_in(self.names), MOST_WAYS)
        return len(sets[0]), entry.key[1]

    def _others(self, rules: Rules) -> None:
        """Fire the rules that are more than conjunctions, or that need grants: the least fixpoint."""
        have = self.have
        names = self.names
        asked: set[int] = set()
        waiting = dict[Number, list[Entry]](rules.others)
        todo = list(have)
        for objective in todo:  # grows while it is walked
            for entry in waiting.get(objective, ()):
                if id(entry) in asked:
                    continue
                if not satisfied(entry.rule.old, names):
                    for missing in {rules.number[o] for o in atoms(entry.rule.old)} - have:
                        waiting[missing] = [*waiting.get(missing, ()), entry]
                    continue
                asked.add(id(entry))
                self.fired.append(entry)
                if entry.new in self.best:
                    self._another(entry)
                else:
                    self.best[entry.new] = entry
                if entry.new not in have:
                    have.add(entry.new)
                    todo.append(entry.new)

    def unsettled(self, new: Number) -> bool:
        """Whether grants take part in the rules that fire for ``new``: then sizes do not tell approvals."""
        number = self.number
        for entry in self.several[new]:
            need = entry.need if entry.need is not None else {number[o] for o in atoms(entry.rule.old)}
            if not self.given.isdisjoint(need) or any(n in self.best for n in need):
                return True
        return False


@attrs.frozen
class Names(Collection[ObjectiveId]):
    """A set of numbers, as the set of objectives that the kernel asks of."""

    have: set[Number]
    number: Mapping[ObjectiveId, Number]

    def __contains__(self, objective: object) -> bool:
        return self.number.get(objective) in self.have  # type: ignore[call-overload]

    def __iter__(self) -> Iterator[ObjectiveId]:
        return (objective for objective, n in self.number.items() if n in self.have)

    def __len__(self) -> int:
        return len(self.have)


def waits_at(expression: Expression) -> frozenset[ObjectiveId]:
    """Objectives of which everybody who satisfies ``expression`` holds at least one."""
    match expression:
        case ObjectiveId():
            return frozenset((expression,))
        case AllOf(parts):
            return min(map(waits_at, parts), key=len)
        case AnyOf(parts):
            return frozenset().union(*map(waits_at, parts))
        case AtLeast(k, parts):
            fewest: Iterable[frozenset[ObjectiveId]] = sorted(map(waits_at, parts), key=len)
            return frozenset().union(*list(fewest)[: len(parts) - k + 1])
