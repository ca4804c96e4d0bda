"""Do two rulebooks grant the same? Exactly, per objective of one set (``interfaces.md``, ``diff``).

What a rulebook grants is a monotone function of the approvals held: one more approval never takes a grant
away. So A grants no more than B exactly when each minimal set of approvals on which A grants, grants in B
too. Dates enter as finitely many cases: between two dates that either rulebook names nothing changes, so one
day stands for all days between them, and one starting day for all persons who began between two limits.

*Why one day per set is enough in one direction.* Looking for somebody who gets an objective in A and not in
B, an approval dated so that more steps of A and fewer of B count it is never worse. Only the best days of a
set need be looked at.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeAlias

import attrs

from lmrules.evaluate.results import Decision, Transfer
from lmrules.granting import Atoms, Counting, Granting, starting_days
from lmrules.implication import Persons
from lmrules.model.approval import Person
from lmrules.model.canonical import digest
from lmrules.model.model import ObjectiveId, Rulebook
from lmrules.prepared import Prepared, prepare

MOST_PERSONS = 500
"""How many imaginary persons are looked at for one objective whose minimal sets are too many to be listed."""

MOST_STARTS = 100
"""How many days to have begun on are looked at; a rulebook whose cohorts have more is not decided."""

Verdict: TypeAlias = Literal["same", "more", "less", "incomparable"]
Where: TypeAlias = Literal["both", "a", "b"]


@attrs.frozen
class Witness:
    """A smallest set of approvals, each with a day that shows it, on which only one rulebook grants.

    ``started``: the person must have begun on that day, or another before the cohort's limit. The day is
    None where days take no part (``potential``).
    """

    approvals: tuple[tuple[ObjectiveId, dt.date | None], ...]
    started: dt.date | None = None


@attrs.frozen(kw_only=True)
class ObjectiveDifference:
    """What B grants of one objective, against A.

    ``loss``: A grants on these approvals and B does not; ``gain``: the reverse. ``where``: the rulebooks
    whose set has the objective; ``possible``: those in which somebody gets it at all. ``decided`` is False
    where the rules are too large to be sure that there is no other difference: the verdict then says what
    was found.
    """

    objective: ObjectiveId
    where: Where = "both"
    possible: Where | None = None
    loss: Witness | None = None
    gain: Witness | None = None
    decided: bool = True

    @property
    def verdict(self) -> Verdict:
        """The same, more, less, or some of both."""
        if self.loss is not None:
            return "less" if self.gain is None else "incomparable"
        return "same" if self.gain is None else "more"


@attrs.frozen(kw_only=True)
class Difference:
    """Two rulebooks compared, in the order A's set (then B's) declares its objectives.

    ``identical``: the digests are equal. ``only_in_a`` and ``only_in_b``: sets of one rulebook alone.
    ``potential``: what could soundly be granted was compared, not what the rules written grant.
    """

    to: str
    digests: tuple[str, str]
    objectives: tuple[ObjectiveDifference, ...]
    only_in_a: tuple[str, ...] = ()
    only_in_b: tuple[str, ...] = ()
    potential: bool = False

    @property
    def identical(self) -> bool:
        """Whether the rulebooks have the same digest."""
        return self.digests[0] == self.digests[1]

    @property
    def loses(self) -> bool:
        """Whether something A grants is not granted by B, or that cannot be ruled out."""
        return any(o.loss is not None or not o.decided for o in self.objectives)

    @property
    def changed(self) -> tuple[ObjectiveDifference, ...]:
        """The objectives that are not the same, or not known to be."""
        return tuple(o for o in self.objectives if o.verdict != "same" or not o.decided)


def compared(
    a: Rulebook, b: Rulebook, to: str, find: Mapping[Literal["loss", "gain"], Found], *, potential: bool
) -> Difference:
    """The :class:`Difference` of what was found in either direction."""
    names_a, names_b = {s.name for s in a.sets}, {s.name for s in b.sets}
    loss, gain = find["loss"], find["gain"]
    return Difference(
        to=to,
        digests=(digest(a), digest(b)),
        objectives=tuple(
            ObjectiveDifference(
                objective=o,
                where=_where(o in a.objective, o in b.objective) or "both",
                possible=_where(o in loss.possible, o in gain.possible),
                loss=loss.witnesses.get(o),
                gain=gain.witnesses.get(o),
                decided=o not in loss.undecided and o not in gain.undecided,
            )
            for o in objectives_of(a, b, to)
        ),
        only_in_a=tuple(s.name for s in a.sets if s.name not in names_b),
        only_in_b=tuple(s.name for s in b.sets if s.name not in names_a),
        potential=potential,
    )


def _where(in_a: bool, in_b: bool) -> Where | None:  # noqa: FBT001 - one for each rulebook
    if in_a and in_b:
        return "both"
    return "a" if in_a else "b" if in_b else None


def objectives_of(a: Rulebook, b: Rulebook, to: str) -> tuple[ObjectiveId, ...]:
    """The objectives of the set ``to`` in either rulebook, A's order first."""
    both = [book.set_named[to].objectives for book in (a, b) if to in book.set_named]
    return tuple(dict.fromkeys(o.id for objectives in both for o in objectives))


@attrs.frozen
class Found:
    """What only one rulebook grants: a witness per objective, and the objectives that are not decided.

    ``possible``: every objective that it grants to somebody, whether or not the other does.
    """

    witnesses: Mapping[ObjectiveId, Witness] = attrs.field(factory=dict)
    undecided: frozenset[ObjectiveId] = frozenset()
    possible: frozenset[ObjectiveId] = frozenset()


def difference(a: Rulebook, b: Rulebook, to: str) -> Difference:
    """What the rules of ``b`` grant of the set ``to``, against those of ``a``."""
    if digest(a) == digest(b):
        nothing = Found(possible=_possible(prepare(a, to)))
        return compared(a, b, to, {"loss": nothing, "gain": nothing}, potential=False)
    ready_a, ready_b = prepare(a, to), prepare(b, to)
    found: dict[Literal["loss", "gain"], Found] = {
        "loss": _granted_by_one_only(ready_a, ready_b),
        "gain": _granted_by_one_only(ready_b, ready_a),
    }
    return compared(a, b, to, found, potential=False)


def _possible(prepared: Prepared) -> frozenset[ObjectiveId]:
    """Every objective of the target that is granted to somebody who holds all there is to hold."""
    found: set[ObjectiveId] = set()
    for started in starting_days(prepared.book)[:MOST_STARTS]:
        granting = Granting(prepared, started)
        if found.issuperset(granting.grantable):
            break
        everything = Counting.of(prepared, prepared, started).best()
        found |= {o for o in granting.grantable if granting.grants(o, everything)}
    return frozenset(found)


def _granted_by_one_only(one: Prepared, other: Prepared) -> Found:
    """Where ``one`` grants and ``other`` does not: per objective a smallest set of approvals, if any."""
    best: dict[ObjectiveId, tuple[tuple[int, int, int], Witness]] = {}
    undecided: set[ObjectiveId] = set()
    starts = starting_days(one.book, other.book)
    if len(starts) > MOST_STARTS:
        undecided |= set(Granting(one, None).grantable)
    for order, started in enumerate(starts[:MOST_STARTS]):
        counting = Counting.of(one, other, started)
        # First the days that both rulebooks count alike: such a witness shows a difference of rules.
        for dated, approvals in enumerate(dict.fromkeys((counting.alike(), counting.best()))):
            search = _Search(Granting(one, started), Granting(other, started), approvals)
            for objective, found in search.run():
                key = (len(found), order, dated)
                if objective not in best or key < best[objective][0]:
                    best[objective] = (key, Witness(tuple(sorted(found)), started))
            undecided |= search.undecided
    witnesses = {objective: witness for objective, (_, witness) in best.items()}
    return Found(witnesses, frozenset(undecided - witnesses.keys()), _possible(one))


@attrs.define(eq=False)
class _Search:
    """One direction, for one starting day and one choice of days."""

    one: Granting
    other: Granting
    approvals: Atoms
    undecided: set[ObjectiveId] = attrs.field(factory=set)

    def run(self) -> Iterator[tuple[ObjectiveId, Atoms]]:
        """Each objective that only ``one`` grants to somebody, with a smallest set of approvals for it."""
        ways, cut = self.one.ways(self.approvals)
        for objective, sets in ways.items():
            found = next((s for s in sets if not self.other.grants(objective, s)), None)
            if found is not None:
                # Where sets were cut, those that were kept need not all be minimal.
                yield objective, self.one.support(objective, found) if objective in cut else found
            elif objective in cut and not self.looks_alike(objective):
                person = self.from_above(objective)
                if person is not None:
                    smallest = self.one.ways(person, objective)[0][objective][0]
                    yield objective, self.one.support(objective, smallest)

    def looks_alike(self, objective: ObjectiveId) -> bool:
        """Whether both grant it by the very same rules on the same approvals: then nothing differs."""
        same_rules = self.one.behind(objective) == self.other.behind(objective)
        return same_rules and self.one.counts_as(self.other, self.approvals)

    def from_above(self, objective: ObjectiveId) -> Atoms | None:
        """The same where there are too many minimal sets: every largest person is looked at.

        Whoever ``other`` does not grant the objective lacks a member of each set on which it would, so each
        is taken away in turn (as in ``kernel.exceeding``).
        """
        seen: set[Atoms] = set()
        matters = self.one.mentioned(objective)
        persons = Persons(frozenset(a for a in self.approvals if a[0] in matters))
        for person in persons:
            if person in seen or not self.one.grants(objective, person):
                continue
            if len(seen) >= MOST_PERSONS:
                self.undecided.add(objective)
                return None
            seen.add(person)
            if not self.other.grants(objective, person):
                return person
            persons.add_lacking(person, self.other.support(objective, person))
        return None


# ---------------------------------------------------------------------------------------------- persons


@attrs.frozen
class PersonDifference:
    """What a person gets by one rulebook and not by the other, in the order the set declares."""

    person: Person
    loses: tuple[ObjectiveId, ...] = ()
    gains: tuple[ObjectiveId, ...] = ()


def person_differences(a: Transfer, b: Transfer) -> tuple[PersonDifference, ...]:
    """Everyone for whom the two transfers of the same rows differ, in the order of the rows."""
    found = []
    for mine, theirs in zip(a.persons, b.persons, strict=True):
        before, after = _given(mine.decisions), _given(theirs.decisions)
        lost, gained = tuple(o for o in before if o not in after), tuple(o for o in after if o not in before)
        if lost or gained:
            found.append(PersonDifference(mine.person, lost, gained))
    return tuple(found)


def _given(decisions: Iterable[Decision]) -> list[ObjectiveId]:
    return [d.objective for d in decisions if d.outcome != "assessment"]
