"""Hypothesis strategies: whole rulebooks as model values, printed as rule text, and approvals to go with them.

New objectives are made by weakening old ones, and claims are mostly chosen among those that hold, so that a
fair share of the rules is sound; the rest is left to chance, and is not.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from typing import Literal, TypeVar

import attrs
import naive
from hypothesis import strategies as st
from printing import Printer, day_after

from lmrules.checks import Check, all_checks
from lmrules.evaluate.results import PersonResult
from lmrules.evaluate.run import one_person
from lmrules.model.approval import Approval
from lmrules.model.from_syntax import resolve
from lmrules.model.model import (
    AllOf,
    AnyOf,
    AtLeast,
    Claim,
    Cohort,
    Example,
    Expectation,
    Expression,
    Fate,
    Judgement,
    Never,
    Objective,
    ObjectiveId,
    ObjectiveSet,
    Requirement,
    Rule,
    Rulebook,
    Scale,
    Topic,
    Transition,
)
from lmrules.pipeline import CheckedRulebook, check_files
from lmrules.prepared import Prepared, prepare
from lmrules.reading import RuleFiles
from lmrules.source import Source, Span
from lmrules.syntax.parse import parse

T = TypeVar("T")

NOWHERE = Span(Source("", ""), 0, 0)
LEVELS = ("kjennskap", "kunnskap", "god-kunnskap", "under-supervisjon", "selvstendig", "nivå", "beherske")
TOPICS = (
    "PET-CT", "i-131", "også", "nytt-mål", "mål", "18F-NaF", "tema 1", "Ω.β", "strålevern", "om", "日本", "a"
)  # fmt: skip
CODES = ("K-001", "K-002", "minst", "Ø-1", "FKM 1.2", "i", "7", "ST.c5")
SETS = ("S-2019", "S-2021", "til")
DAYS = (dt.date(2021, 3, 28), dt.date(2025, 9, 1))
TEXTS = ("Samme innhold.", 'Sier "ja"', "C:\\mappe", "# ingen kommentar", "æøå 'q'", "{x}", "[bold]")
OLD_KINDS = ("≥", "=", ">")

_one_of_each = {
    ("≥",): 8, ("=",): 2, (">",): 2, ("≤",): 1, ("<",): 1, ("~",): 1, ("≠",): 1,
}  # fmt: skip


# ------------------------------------------------------------------------- a case


class Case:
    """A rulebook that came through text, a target set, one person's approvals, and ``as_of``."""

    def __init__(
        self,
        written: Rulebook,
        text: str,
        target: str,
        rows: tuple[Approval, ...],
        as_of: dt.date | None = None,
    ) -> None:
        self.written = written
        self.text = text
        self.target = target
        self.rows = rows
        self.as_of = as_of

    def __repr__(self) -> str:
        rows = "\n".join(
            f"  {a.row}: {a.set or '?'}/{a.objective} {a.approved} {a.status} started {a.started}"
            for a in self.rows
        )
        return f"Case into {self.target}, as of {self.as_of}\n{Printer().print(self.written)}\n{rows}"

    @cached_property
    def checked(self) -> CheckedRulebook:
        """The rulebook as parsed and looked at for errors; it has none but of soundness."""
        checked = checked_for_errors(self.text)
        worse = [d for d in checked.errors if not d.code.id.startswith("LM3")]
        assert not worse, [f"{d.code.id} {d.message('en')}" for d in worse]
        return checked

    @cached_property
    def book(self) -> Rulebook:
        """The rulebook as parsed and resolved."""
        file, wrong = parse(Source("case.rules", self.text))
        book, found, _ = resolve([file])
        worse = [d for d in [*wrong, *found] if d.severity == "error"]
        assert not worse, [f"{d.code.id} {d.message('en')}" for d in worse]
        return book

    @cached_property
    def meanings(self) -> dict[str, naive.Meaning]:
        """The naive meaning of each transition."""
        return {t.name: naive.Meaning(self.book, t.judgements) for t in self.book.transitions}

    def again(self) -> Case:
        """The same case, to be judged anew by lmrules (what the naive implementation says stays)."""
        case = Case(self.written, self.text, self.target, self.rows, self.as_of)
        case.__dict__.update(book=self.book, naive=self.naive, meanings=self.meanings)
        return case

    @cached_property
    def prepared(self) -> Prepared:
        """The rulebook made ready to evaluate."""
        return prepare(self.book, self.target)

    @cached_property
    def result(self) -> PersonResult:
        """What the evaluator says."""
        return self.evaluated(self.rows)

    @cached_property
    def naive(self) -> naive.Person:
        """What the naive implementation says."""
        return naive.Person(self.book, self.target, self.rows, self.as_of)

    def evaluated(self, rows: Sequence[Approval]) -> PersonResult:
        """What the evaluator says of other rows of the same person."""
        whole, _ = one_person(self.prepared, rows, self.as_of)
        return whole.persons[0]


@cache
def error_checks() -> tuple[Check, ...]:
    """The checks of correctness: those that can give an error (LM2xx and LM3xx)."""
    return tuple(c for c in all_checks() if any(code.id < "LM4" for code in c.codes))


def checked_for_errors(*texts: str) -> CheckedRulebook:
    """The rulebook that the files with these texts make together, looked at for errors only."""
    read = [parse(Source(f"{i}.rules", text)) for i, text in enumerate(texts)]
    found = [d for _, wrong in read for d in wrong]
    return check_files(RuleFiles([file for file, _ in read], found), error_checks())


# ------------------------------------------------------------------------- small parts


def some(draw: st.DrawFn, items: Sequence[T], low: int = 0, high: int = 3) -> list[T]:
    """Between ``low`` and ``high`` different ones of ``items``, in any order."""
    high = min(high, len(items))
    return (
        draw(st.lists(st.sampled_from(items), min_size=min(low, high), max_size=high, unique=True))
        if items
        else []
    )


def chance(draw: st.DrawFn, percent: int) -> bool:
    """True in about ``percent`` of the cases; shrinks to False."""
    return draw(st.integers(0, 99)) >= 100 - percent


def texts(draw: st.DrawFn) -> tuple[str, ...]:
    """No text, mostly; sometimes one or two."""
    return tuple(draw(st.lists(st.sampled_from(TEXTS), max_size=2))) if chance(draw, 15) else ()


@st.composite
def scales(draw: st.DrawFn) -> tuple[Scale, ...]:
    """One or two scales: any partial order, with levels that are one and levels that are incomparable."""
    names = list(LEVELS[: draw(st.integers(2, len(LEVELS)))])
    cut = draw(st.integers(2, len(names))) if len(names) > 3 else len(names)
    made = []
    for index, mine in enumerate((names[:cut], names[cut:])):
        if len(mine) < 2:
            continue
        # A level's rank; `=` joins levels of one rank, `<` goes up, and so there is never a ring.
        ranks = {mine[0]: 0, **{level: draw(st.integers(0, 3)) for level in mine[1:]}}
        ordered = sorted(mine, key=lambda level: (ranks[level], mine.index(level)))
        steps: list[tuple[str, Literal["<", "="], str]] = []
        for i, high in enumerate(ordered[1:], 1):
            steps += [
                (low, "=" if ranks[low] == ranks[high] else "<", high)
                for low in some(draw, ordered[:i], 1, 2)
            ]
        levels = tuple(dict.fromkeys(level for low, _, high in steps for level in (low, high)))
        made.append(
            Scale(span=NOWHERE, sources=texts(draw), name=f"skala-{index}", levels=levels, steps=tuple(steps))
        )
    return tuple(made)


@st.composite
def topics(draw: st.DrawFn) -> tuple[Topic, ...]:
    """Topics without rings: some wider than their parts, some exactly their parts, some parts of several."""
    names = list(TOPICS[: draw(st.integers(3, 9))])
    made = []
    for index, topic in enumerate(names):
        later = names[index + 1 :]
        kind = draw(st.sampled_from(("plain", "includes", "consists", "consists"))) if later else "plain"
        parts = tuple(some(draw, later, 1, 3)) if kind != "plain" else ()
        both = kind == "consists" and chance(draw, 15)
        made.append(
            Topic(
                span=NOWHERE,
                sources=texts(draw),
                name=topic,
                title=draw(st.sampled_from(("", "", "Tittel"))),
                includes=parts if kind == "includes" else parts[:1] if both else (),
                consists=parts if kind == "consists" else (),
            )
        )
    return tuple(draw(st.permutations(made)))


# ------------------------------------------------------------------------- rulebooks


class Maker:
    """Makes one rulebook, part by part."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.scales = draw(scales())
        self.topics = draw(topics())
        self.levels = list(dict.fromkeys(level for scale in self.scales for level in scale.levels))
        self.names = [t.name for t in self.topics]
        self.bare = naive.Meaning(Rulebook(scales=self.scales, topics=self.topics))
        self.parents: dict[ObjectiveId, tuple[ObjectiveId, ...]] = {}

    def requirement(self) -> Requirement:
        return Requirement(self.draw(st.sampled_from(self.names)), self.draw(st.sampled_from(self.levels)))

    def requirements(self, identity: ObjectiveId) -> tuple[Requirement, ...]:
        """Requirements of an objective from nowhere: none, a bare level, or some topics."""
        kind = self.draw(st.integers(0, 11))
        if kind == 11:
            return ()
        if kind in (9, 10):
            return (Requirement(str(identity), self.draw(st.sampled_from(self.levels))),)
        count = self.draw(st.integers(1, 3))
        return tuple(dict.fromkeys(self.requirement() for _ in range(count)))

    def weaker(self, requirement: Requirement) -> Requirement:
        """A requirement that asks for as much or less; now and then for something else."""
        topic, level = requirement.topic, requirement.level
        if chance(self.draw, 10):
            # Sharpened: the same content, at a higher level or one that cannot be compared.
            harder = [l for l in self.levels if (l, level) not in self.bare.at_most]
            level = self.draw(st.sampled_from(harder or self.levels))
        elif chance(self.draw, 60):
            level = self.draw(st.sampled_from([l for l in self.levels if (l, level) in self.bare.at_most]))
        if topic in self.bare.above and chance(self.draw, 50):
            topic = self.draw(st.sampled_from([t for t in self.names if topic in self.bare.above[t]]))
        elif topic in self.bare.above and chance(self.draw, 10):
            wholes = [w for w, parts in self.bare.wholes.items() if topic in parts]
            topic = self.draw(st.sampled_from(wholes)) if wholes else topic
        return Requirement(topic, level)

    def derived(self, identity: ObjectiveId, old: Sequence[Objective]) -> tuple[Requirement, ...]:
        """Requirements of a new objective that grew out of ``old`` ones."""
        pool = [r for o in old for r in o.requirements]
        if not pool:
            return self.requirements(identity)
        own = [r for r in pool if r.topic not in self.bare.topics]
        if own and chance(self.draw, 70):
            return (Requirement(str(identity), self.weaker(own[0]).level),)
        chosen = some(self.draw, [r for r in pool if r not in own], 1, 3)
        made = [self.weaker(r) for r in chosen]
        made += [self.requirement()] if made and chance(self.draw, 12) else []
        return tuple(dict.fromkeys(made)) or self.requirements(identity)

    def objective_set(self, index: int, start: dt.date | None, end: dt.date | None, before: ObjectiveSet | None
                      ) -> ObjectiveSet:  # fmt: skip
        codes = some(self.draw, [*CODES[:4], *(f"{'ABC'[index]}-{n}" for n in range(1, 5))], 2, 5)
        objectives: list[Objective] = []
        for code in codes:
            identity = ObjectiveId(SETS[index], code)
            sources = [o for o in before.objectives if o.id.code == code] if before else []
            parents = [*sources, *(some(self.draw, before.objectives, 1, 2) if before else [])]
            if objectives and chance(self.draw, 15):
                parents = [objectives[-1]]
            same = parents and chance(self.draw, 80)
            if same and before:
                self.parents[identity] = tuple(dict.fromkeys(p.id for p in parents if p in before.objectives))
            made = self.derived(identity, parents) if same else self.requirements(identity)
            title = self.draw(st.sampled_from(("", "Et mål")))
            objectives.append(Objective(span=NOWHERE, id=identity, title=title, requirements=made))
        return ObjectiveSet(
            span=NOWHERE,
            sources=texts(self.draw),
            name=SETS[index],
            start=start,
            end=end,
            objectives=tuple(objectives),
        )

    # ------------------------------------------------------------------------- one transition

    def transition(self, old: ObjectiveSet, new: ObjectiveSet, day: dt.date) -> Transition:
        judgements = tuple(self.judgements(old, new))
        meaning = naive.Meaning(Rulebook(scales=self.scales, topics=self.topics, sets=(old, new)), judgements)
        rules: list[Rule] = []
        rules += self.carried(old, new)
        for o in new.objectives:
            if self.parents.get(o.id) and chance(self.draw, 70):
                rules.append(self.planned(f"P{len(rules) + 1}", o.id, old, meaning))
        for index in range(self.draw(st.integers(0 if rules else 1, 4))):
            rules += self.rule(f"R{index + 1}", old, new, meaning)
        cohorts = []
        for _ in range(self.draw(st.sampled_from((0, 0, 1, 1, 2)))):
            before = day_after(day, -self.draw(st.sampled_from((30, 400))))
            until = day_after(day, self.draw(st.sampled_from((1, 30, 365))))
            cohorts.append(
                Cohort(span=NOWHERE, reasons=texts(self.draw), started_before=before, completes_until=until)
            )
        ruled = {r.new for r in rules}
        fresh = [o.id for o in new.objectives if o.id not in ruled or chance(self.draw, 8)]
        used = {o for r in rules for o in naive.mentioned(r.old)}
        idle = [o.id for o in old.objectives if o.id not in used or chance(self.draw, 8)]
        return Transition(
            span=NOWHERE,
            old=old.name,
            new=new.name,
            day=day,
            sources=tuple(dict.fromkeys(texts(self.draw))),
            cohorts=tuple(cohorts),
            rules=tuple(rules),
            judgements=judgements,
            retired=tuple(
                Fate(span=NOWHERE, objective=o, reasons=texts(self.draw)) for o in some(self.draw, idle)
            ),
            declared_new=tuple(Fate(span=NOWHERE, objective=o) for o in some(self.draw, fresh)),
            never=tuple(self.never(old, new)),
            examples=tuple(self.examples(old, new, day)),
        )

    def judgements(self, old: ObjectiveSet, new: ObjectiveSet) -> list[Judgement]:
        made = []
        own = [
            str(o.id)
            for s in (old, new)
            for o in s.objectives
            if any(r.topic == str(o.id) for r in o.requirements)
        ]
        old_own = [topic for topic in own if topic.startswith(f"{old.name}/")]
        for index in range(self.draw(st.sampled_from((0, 0, 1, 2, 3)))):
            what = self.draw(st.sampled_from([*own, *self.names] if own else self.names))
            by = tuple(some(self.draw, [*old_own, *self.names], 1, 2))
            clauses = [(what, by)]
            if chance(self.draw, 20):
                clauses += [(u, (what,)) for u in by]
            made.append(
                Judgement(
                    span=NOWHERE, reasons=texts(self.draw), name=f"S{index + 1}", clauses=tuple(clauses)
                )
            )
        new_own = [topic for topic in own if topic.startswith(f"{new.name}/")]
        if old_own and new_own and chance(self.draw, 70):
            pair = (self.draw(st.sampled_from(new_own)), (self.draw(st.sampled_from(old_own)),))
            made.append(Judgement(span=NOWHERE, name="S.lik", clauses=(pair,)))
        return made

    def carried(self, old: ObjectiveSet, new: ObjectiveSet) -> list[Rule]:
        both = [o.id.code for o in new.objectives if o.id.code in {p.id.code for p in old.objectives}]
        codes = some(self.draw, both, 1, 3) if both and chance(self.draw, 50) else []
        reasons = texts(self.draw)
        return [
            Rule(
                span=NOWHERE,
                reasons=reasons,
                name="V-1",
                old=ObjectiveId(old.name, code),
                new=ObjectiveId(new.name, code),
                claims=(Claim("≥"),),
                carried=True,
            )
            for code in codes
        ]

    def planned(self, name: str, new: ObjectiveId, old: ObjectiveSet, meaning: naive.Meaning) -> Rule:
        """The rule that an objective's makers would write: all that it grew out of, or more, covers it."""
        parents = self.parents[new]
        other = self.draw(st.sampled_from(old.objectives)).id
        expression: Expression = AllOf(parents) if len(parents) > 1 else parents[0]
        shape = self.draw(st.integers(0, 7))
        if shape == 7 and other not in parents:
            listed = (*parents, other)
            expression = AtLeast(len(parents), listed)
        elif shape == 6 and other not in parents:
            expression = AllOf((expression, other))
        elif shape == 5 and other not in parents:
            expression = AnyOf((expression, other))
        said = self.draw(st.integers(0, 9))
        claims = (Claim("≥"),) if said < 6 else self.claims(expression, new, meaning)
        if said == 6:
            claims = (Claim("≥", "content"),)  # the same content, perhaps at a higher level: grants nothing
        return Rule(
            span=NOWHERE,
            reasons=texts(self.draw),
            name=name,
            old=expression,
            new=new,
            claims=claims,
            draft=chance(self.draw, 6),
        )

    def rule(self, name: str, old: ObjectiveSet, new: ObjectiveSet, meaning: naive.Meaning) -> list[Rule]:
        among = [o.id for o in old.objectives]
        news = [o.id for o in new.objectives]
        target = self.draw(st.sampled_from(news))
        draft = chance(self.draw, 8)
        kind = self.draw(st.integers(0, 9))
        reasons = texts(self.draw)

        def made(expression: Expression, to: ObjectiveId, claims: tuple[Claim, ...]) -> Rule:
            return Rule(
                span=NOWHERE, reasons=reasons, name=name, old=expression, new=to, claims=claims, draft=draft
            )

        if kind >= 8 and len(news) > 1:
            # Between two new objectives: `=` is a rule each way.
            granted = [n for n in news if n in self.parents]
            one = self.draw(st.sampled_from(granted or news))
            other = self.draw(st.sampled_from([n for n in news if n != one]))
            smaller = [
                n for n in news if n != one and meaning.not_below(meaning.of([one]), meaning.of([n]), None)
            ]
            if smaller and chance(self.draw, 85):
                other = self.draw(st.sampled_from(smaller))
            sign = self.draw(st.sampled_from(("≥", "≥", "≥", ">", "=")))
            stated: tuple[Claim, ...] = (Claim(sign),)  # type: ignore[arg-type]
            return [made(one, other, stated), *([made(other, one, stated)] if sign == "=" else [])]
        if kind == 6:
            among = [*among, *(n for n in news if n != target)]
        expression = self.expression(self.promising(among, target, meaning), 2)
        if isinstance(expression, ObjectiveId) and expression.set == new.name:
            # Alone it would be a new side, and the rule could be read from either.
            expression = AtLeast(1, (expression,))
        claims = self.claims(expression, target, meaning)
        rules = [made(expression, target, claims)]
        if kind == 7 and len(news) > 1:
            other = self.draw(
                st.sampled_from(
                    [n for n in news if n != target and n not in naive.mentioned(expression)] or [target]
                )
            )
            rules += [made(expression, other, claims)] if other != target else []
        return rules

    def promising(
        self, among: Sequence[ObjectiveId], target: ObjectiveId, meaning: naive.Meaning
    ) -> list[ObjectiveId]:
        """``among``, those first that have something to do with ``target``."""
        wanted = meaning.of([target])
        fitting = [o for o in among if meaning.cover(meaning.of([o])) & wanted]
        if fitting and chance(self.draw, 85):
            return [*fitting, *some(self.draw, [o for o in among if o not in fitting], 0, 1)]
        return list(among)

    def expression(self, among: Sequence[ObjectiveId], depth: int) -> Expression:
        kind = self.draw(st.integers(0, 9))
        if kind <= 3 or depth == 0 or len(among) < 2:
            return self.draw(st.sampled_from(among))
        if kind == 9:
            listed = tuple(some(self.draw, among, 2, 4))
            return AtLeast(self.draw(st.integers(1, len(listed))), listed)
        parts = tuple(self.expression(among, depth - 1) for _ in range(self.draw(st.integers(2, 3))))
        return AllOf(parts) if kind in (4, 5, 6) else AnyOf(parts)

    def claims(self, old: Expression, new: ObjectiveId, meaning: naive.Meaning) -> tuple[Claim, ...]:
        """Claims of every kind, for most of the cases true ones."""
        aspects: tuple[str | None, ...] = self.draw(
            st.sampled_from(((None,), (None,), ("content", "complexity"), ("complexity",), ("content",)))
        )
        claims = []
        for aspect in aspects:
            holding = [
                meaning.relations(meaning.of(held), meaning.of([new]), aspect)
                for held in naive.minimal_sets(old)
            ]
            true = sorted(set.intersection(*holding))
            kinds = ["≥", "≥", "≥", "=", ">", "≤", "<", "~", "≠"]
            if true and chance(self.draw, 80):
                kinds = [sign for sign in kinds if sign in true]
            elif chance(self.draw, 50):
                kinds = ["≥"]
            sign = self.draw(st.sampled_from(kinds))
            claims.append(Claim(sign, aspect))  # type: ignore[arg-type]
        return tuple(claims)

    def never(self, old: ObjectiveSet, new: ObjectiveSet) -> list[Never]:
        if not chance(self.draw, 15):
            return []
        unless = self.expression([o.id for o in old.objectives], 1)
        return [Never(span=NOWHERE, objective=self.draw(st.sampled_from(new.objectives)).id, unless=unless)]

    def examples(self, old: ObjectiveSet, new: ObjectiveSet, day: dt.date) -> list[Example]:
        if not chance(self.draw, 15):
            return []
        given = tuple((o.id, day_after(day, -1)) for o in some(self.draw, old.objectives))
        expected = Expectation(
            outcome="assessment",
            only=chance(self.draw, 50),
            objectives=tuple(o.id for o in some(self.draw, new.objectives, 1, 2)),
            span=NOWHERE,
        )
        return [Example(span=NOWHERE, title="Prøve", given=given, expectations=(expected,))]

    # ------------------------------------------------------------------------- the whole

    def book(self, sets: int) -> Rulebook:
        made: list[ObjectiveSet] = []
        for index in range(sets):
            start = DAYS[index - 1] if index else None
            end = DAYS[index] if index < sets - 1 else None
            no_gap = not made or made[-1].end is None or made[-1].end >= DAYS[index - 1]
            if start and no_gap and chance(self.draw, 10):
                start = day_after(start, -10)
            if end and chance(self.draw, 25):
                end = day_after(end, self.draw(st.sampled_from((10, -10))))
            if index == 0 and chance(self.draw, 60):
                start = dt.date(2019, 1, 1)
            if end and index and chance(self.draw, 8):
                end = None
            made.append(self.objective_set(index, start, end, made[-1] if made else None))
        transitions = tuple(self.transition(made[i], made[i + 1], DAYS[i]) for i in range(sets - 1))
        return with_mentions(
            Rulebook(
                name=self.draw(st.sampled_from(("", "prøve", "FKM 1"))),
                scales=self.scales,
                topics=self.topics,
                sets=tuple(made),
                transitions=transitions,
            ),
            set(
                some(
                    self.draw,
                    [t.name for t in self.topics if not t.parts and not t.title and not t.sources],
                    0,
                    2,
                )
            ),
        )


def with_mentions(book: Rulebook, undeclared: set[str]) -> Rulebook:
    """The same, with ``undeclared`` topics only mentioned: they come last, in the order of first mention."""
    if not book.name:
        book = attrs.evolve(book, title="", sources=())
    declared = [t for t in book.topics if t.name not in undeclared]
    mentions = [part for t in declared for part in (*t.includes, *t.consists)]
    mentions += [r.topic for s in book.sets for o in s.objectives for r in o.requirements]
    mentions += [topic for t in book.transitions for j in t.judgements for topic in (list(_as_printed(j)))]
    order = [m for m in dict.fromkeys(mentions) if m in undeclared]
    late = [Topic(span=NOWHERE, name=m, declared=False) for m in order]
    return attrs.evolve(book, topics=(*declared, *late))


def _as_printed(judgement: Judgement) -> tuple[str, ...]:
    """The topics of a judgement in the order that our printer's plain layout writes them."""
    what, by = judgement.clauses[0]
    return (what, *by) if len(judgement.clauses) > 1 else (*by, what)


@st.composite
def rulebooks(draw: st.DrawFn, sets: int | None = None) -> Rulebook:
    """A whole rulebook of two or three sets in a chain, as model values (spans apart, as parsed)."""
    return Maker(draw).book(sets or draw(st.sampled_from((2, 2, 3))))


@st.composite
def randomness(draw: st.DrawFn) -> random.Random:
    """A source of chance that only a seed decides: for layout, where shrinking does not matter."""
    return random.Random(draw(st.integers(0, 2**32 - 1)))


# ------------------------------------------------------------------------- approvals


def interesting_days(book: Rulebook) -> list[dt.date]:
    """Days on, before and after every boundary there is, and some ordinary ones."""
    marks = {d for s in book.sets for d in (s.start, s.end) if d}
    marks |= {t.day for t in book.transitions}
    marks |= {c.completes_until for t in book.transitions for c in t.cohorts}
    days = {day_after(d, n) for d in marks for n in (-1, 0, 1)}
    return sorted(days | {dt.date(2020, 5, 5), dt.date(2022, 2, 2), dt.date(2026, 1, 1)})


def ordinary_day(objectives: ObjectiveSet, book: Rulebook) -> dt.date:
    """A day on which an approval of the set surely counts."""
    days = [t.day for t in book.transitions if t.old == objectives.name]
    return day_after(days[0], -100) if days else day_after(objectives.start or DAYS[0], 100)


def days_at_the_edge(objectives: ObjectiveSet, book: Rulebook) -> list[dt.date]:
    """Days just before and on each boundary that matters to an approval of the set, and in a cohort's time."""
    out = [t for t in book.transitions if t.old == objectives.name]
    marks = [d for d in (objectives.start, objectives.end, *(t.day for t in out)) if d]
    until = [c.completes_until for t in out for c in t.cohorts]
    late = [day_after(d, n) for d in until for n in (-1, -1, 0)]
    return [*(day_after(d, n) for d in marks for n in (-1, 0)), *late] or [dt.date(2022, 2, 2)]


@st.composite
def rows(
    draw: st.DrawFn, book: Rulebook, *, always_named: bool = False, most: int = 8
) -> tuple[Approval, ...]:
    """One person's approvals: mostly good ones of the old sets, dates around the boundaries, and some odd."""
    cohorts = [c.started_before for t in book.transitions for c in t.cohorts]
    starts = [None, *(day_after(d, n) for d in cohorts for n in (-1, -1, 0)), dt.date(2018, 1, 1)]
    started = draw(st.sampled_from(starts))
    pool = [(s, o.id) for s in book.sets for o in s.objectives]
    used = {
        o for t in book.transitions for r in t.rules if naive.may_grant(r) for o in naive.mentioned(r.old)
    }
    wanted = [p for p in pool if p[1] in used and p[0].name != book.sets[-1].name]
    chosen = some(draw, wanted, max(0, draw(st.sampled_from((len(wanted), len(wanted) - 1, 0, 1, 2)))), most)
    chosen += some(draw, [p for p in pool if p not in chosen], 0, draw(st.sampled_from((0, 1, 3))))
    chosen += some(draw, chosen, 0, draw(st.sampled_from((0, 0, 1, 2))))
    made: list[Approval] = []
    for objectives, identity in draw(st.permutations(chosen)):
        code = "finnes-ikke" if chance(draw, 4) else identity.code
        shared = sum(any(o.id.code == code for o in s.objectives) for s in book.sets) > 1
        named = shared or chance(draw, 30) if always_named else chance(draw, 85 if shared else 30)
        edge = chance(draw, 35)
        made.append(
            Approval(
                code,
                draw(st.sampled_from(days_at_the_edge(objectives, book)))
                if edge
                else ordinary_day(objectives, book),
                set=objectives.name if named else None,
                status="revoked" if chance(draw, 10) else "approved",
                started=started,
                row=len(made) + 1,
            )
        )
    return tuple(made)


@st.composite
def cases(
    draw: st.DrawFn, sets: int | None = None, *, always_named: bool = False, dated: bool = True
) -> Case:
    """A rulebook through text, and one person's approvals."""
    written = draw(rulebooks(sets))
    target = written.sets[-1].name
    if len(written.sets) > 2 and chance(draw, 15):
        target = written.sets[1].name
    mine = draw(rows(written, always_named=always_named))
    as_of = draw(st.sampled_from(interesting_days(written))) if dated and chance(draw, 25) else None
    return Case(written, Printer().print(written), target, mine, as_of)


def only_rules(book: Rulebook, keep: Callable[[Transition, Rule], bool]) -> Rulebook:
    """The rulebook with only the rules that ``keep`` wants."""
    return attrs.evolve(
        book,
        transitions=tuple(
            attrs.evolve(t, rules=tuple(r for r in t.rules if keep(t, r))) for t in book.transitions
        ),
    )
