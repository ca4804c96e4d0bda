"""What a rulebook says, resolved (``semantics.md``): frozen values, every name a known one.

Spans say where something was written and take no part in equality.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cached_property, total_ordering
from typing import Literal, TypeAlias

import attrs

from lmrules.source import Span
from lmrules.syntax.ast import Keywords
from lmrules.syntax.ast import Relation as Relation  # noqa: PLC0414 - the model's own name for it too

Aspect: TypeAlias = Literal["content", "complexity"]
GRANTING: frozenset[Relation] = frozenset({"≥", "=", ">"})


@total_ordering
@attrs.frozen(cache_hash=True)
class ObjectiveId:
    """An objective's identity: set and code, never the code alone.

    Ordered by set, then code; compared so often that attrs' own comparison, by way of tuples, is felt.
    """

    set: str
    code: str

    def __lt__(self, other: ObjectiveId) -> bool:
        return self.code < other.code if self.set == other.set else self.set < other.set

    def __str__(self) -> str:
        return f"{self.set}/{self.code}"


@attrs.frozen
class Requirement:
    """A topic at a level. An objective with `nivå` has its own name, ``SET/CODE``, as topic."""

    topic: str
    level: str
    span: Span | None = attrs.field(default=None, eq=False, repr=False)


@attrs.frozen(kw_only=True)
class Written:
    """What most statements have: where they stand, their reasons and sources."""

    span: Span = attrs.field(eq=False, repr=False)
    reasons: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """The reasons as one text; empty where none is given."""
        return " ".join(self.reasons)


@attrs.frozen(kw_only=True)
class Scale(Written):
    """Steps of the partial order of levels: each (a, "<", b) or (a, "=", b)."""

    name: str
    levels: tuple[str, ...]
    steps: tuple[tuple[str, Literal["<", "="], str], ...]


@attrs.frozen(kw_only=True)
class Topic(Written):
    """A topic and its direct parts: some of them (`omfatter`), or the whole of it (`består av`)."""

    name: str
    title: str = ""
    includes: tuple[str, ...] = ()
    consists: tuple[str, ...] = ()
    declared: bool = True

    @property
    def parts(self) -> tuple[str, ...]:
        """Every topic directly part of this one."""
        return tuple(dict.fromkeys((*self.includes, *self.consists)))


@attrs.frozen(kw_only=True)
class Objective(Written):
    """An objective: what it requires, in the order written. Without requirements it is not analysed."""

    id: ObjectiveId
    title: str = ""
    requirements: tuple[Requirement, ...] = ()


@attrs.frozen(kw_only=True)
class ObjectiveSet(Written):
    """A set of objectives, valid from ``start`` until the day before ``end``; either may be open."""

    name: str
    title: str = ""
    start: dt.date | None = None
    end: dt.date | None = None
    objectives: tuple[Objective, ...] = ()

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes of the set."""
        return frozenset(o.id.code for o in self.objectives)

    def valid_on(self, day: dt.date) -> bool:
        """Whether the set is valid on ``day``."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


@attrs.frozen
class AllOf:
    """`og`."""

    parts: tuple[Expression, ...]


@attrs.frozen
class AnyOf:
    """`eller`."""

    parts: tuple[Expression, ...]


@attrs.frozen
class AtLeast:
    """`minst k av`: different objectives, 1 ≤ k ≤ their number."""

    k: int
    parts: tuple[Expression, ...]


Expression: TypeAlias = ObjectiveId | AllOf | AnyOf | AtLeast


def atoms(expression: Expression) -> tuple[ObjectiveId, ...]:
    """The objectives in an expression, each once, in the order written."""
    if isinstance(expression, ObjectiveId):
        return (expression,)
    return tuple(dict.fromkeys(o for part in expression.parts for o in atoms(part)))


@attrs.frozen
class Claim:
    """A relation stated of old against new: of both sides when ``aspect`` is None, else of that alone."""

    relation: Relation
    aspect: Aspect | None = None


@attrs.frozen(kw_only=True)
class Rule(Written):
    """A rule of one transition on one new objective: ``old`` relates to ``new`` as ``claims`` say.

    ``order`` is the rule's place in the files as read, for "the earliest rule"; it is layout, not meaning.
    """

    name: str
    old: Expression
    new: ObjectiveId
    claims: tuple[Claim, ...]
    draft: bool = False
    carried: bool = False
    order: int = attrs.field(default=0, eq=False, repr=False)

    @property
    def may_grant(self) -> bool:
        """Whether the claims are of the granting kind on both sides, and the rule is no draft."""
        aspects = {claim.aspect for claim in self.claims}
        both = None in aspects or aspects == {"content", "complexity"}
        return both and not self.draft and all(c.relation in GRANTING for c in self.claims)


@attrs.frozen(kw_only=True)
class Judgement(Written):
    """A recorded professional judgement: each (t, (u1 … un)) says that t is covered by u1 … un together."""

    name: str
    clauses: tuple[tuple[str, tuple[str, ...]], ...]


@attrs.frozen(kw_only=True)
class Cohort(Written):
    """Those who began before ``started_before`` have ``completes_until`` as their cut-off."""

    started_before: dt.date
    completes_until: dt.date


@attrs.frozen(kw_only=True)
class Fate(Written):
    """`utgår` or `nytt`: one objective that leads nowhere, or comes from nowhere."""

    objective: ObjectiveId


@attrs.frozen(kw_only=True)
class Never(Written):
    """`aldri`: no approvals may grant ``objective`` without satisfying ``unless``."""

    objective: ObjectiveId
    unless: Expression


@attrs.frozen
class Expectation:
    """What an example expects: these objectives have the outcome, and no others when ``only``."""

    outcome: Literal["transferred", "assessment"]
    only: bool
    objectives: tuple[ObjectiveId, ...]
    span: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(kw_only=True)
class Example(Written):
    """`eksempel`: approvals with their dates, and what is expected of them."""

    title: str
    given: tuple[tuple[ObjectiveId, dt.date], ...]
    expectations: tuple[Expectation, ...]


@attrs.frozen(kw_only=True)
class Transition(Written):
    """The transition from one set to another on a day, and every statement in it."""

    old: str
    new: str
    day: dt.date
    cohorts: tuple[Cohort, ...] = ()
    rules: tuple[Rule, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    retired: tuple[Fate, ...] = ()
    declared_new: tuple[Fate, ...] = ()
    never: tuple[Never, ...] = ()
    examples: tuple[Example, ...] = ()

    @property
    def name(self) -> str:
        """The transition as it is named in results: ``A→B``."""
        return f"{self.old}→{self.new}"

    @cached_property
    def cut_offs(self) -> tuple[tuple[dt.date, ...], tuple[dt.date, ...]]:
        """The cohorts' limits in order, and the cut-off before each of them; last that of everyone else."""
        limits: list[dt.date] = []
        until = [self.day]
        for cohort in sorted(self.cohorts, key=lambda c: c.started_before, reverse=True):
            limits.append(cohort.started_before)
            until.append(max(until[-1], cohort.completes_until))
        return tuple(reversed(limits)), tuple(reversed(until))

    @cached_property
    def rules_for(self) -> dict[ObjectiveId, tuple[Rule, ...]]:
        """The rules on each new objective, in the order written."""
        found: dict[ObjectiveId, list[Rule]] = {}
        for rule in self.rules:
            found.setdefault(rule.new, []).append(rule)
        return {new: tuple(rules) for new, rules in found.items()}


@attrs.frozen(kw_only=True)
class Rulebook:
    """A whole rulebook, from however many files. Equal content compares equal."""

    name: str = ""
    title: str = ""
    sources: tuple[str, ...] = ()
    scales: tuple[Scale, ...] = ()
    topics: tuple[Topic, ...] = ()
    sets: tuple[ObjectiveSet, ...] = ()
    transitions: tuple[Transition, ...] = ()
    keywords: Keywords = attrs.field(default="nb", eq=False, repr=False)

    @cached_property
    def set_named(self) -> dict[str, ObjectiveSet]:
        """The sets by name."""
        return {s.name: s for s in self.sets}

    @cached_property
    def objective(self) -> dict[ObjectiveId, Objective]:
        """The objectives of every set by identity."""
        return {o.id: o for s in self.sets for o in s.objectives}

    @cached_property
    def topic_named(self) -> dict[str, Topic]:
        """The topics by name."""
        return {t.name: t for t in self.topics}

    @cached_property
    def levels(self) -> tuple[str, ...]:
        """Every level, in the order first written."""
        return tuple(dict.fromkeys(level for scale in self.scales for level in scale.levels))

    def into(self, target: str) -> Iterator[Transition]:
        """The transitions that end in the set ``target``."""
        return (t for t in self.transitions if t.new == target)

    def paths_into(self, target: str) -> tuple[Transition, ...]:
        """Every transition that leads to ``target``, directly or through others, earlier ones first."""
        reached: dict[str, Transition] = {}

        def visit(name: str) -> None:
            for transition in self.into(name):
                if transition.name not in reached:
                    visit(transition.old)
                    reached[transition.name] = transition

        visit(target)
        return tuple(reached.values())

    @cached_property
    def final_sets(self) -> tuple[str, ...]:
        """The sets that some transition enters and none leaves (or every set, where there are none)."""
        left = {t.old for t in self.transitions}
        entered = {t.new for t in self.transitions}
        return tuple(s.name for s in self.sets if s.name in entered - left) or tuple(
            s.name for s in self.sets if s.name not in left
        )
