"""Property tests for a rulebook: Hypothesis strategies, and the one property that must always hold.

>>> from lmrules.testing import assert_never_exceeds
>>> def test_our_rulebook(): assert_never_exceeds(lmrules.load("ours.rules"))

Needs the extra ``lmrules[testing]``. Nothing else in the package imports Hypothesis.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lmrules.api import Approval, Rulebook
from lmrules.kernel import Clause, Theory, theory_of, uncovered
from lmrules.model import model
from lmrules.model.model import ObjectiveId, ObjectiveSet, Requirement, Transition
from lmrules.pipeline import CheckedRulebook, check_text

__all__ = ["approvals", "assert_never_exceeds", "rulebooks"]

_DAY = dt.timedelta(days=1)
_OPEN_START, _OPEN_END = dt.date(2000, 1, 1), dt.date(2060, 1, 1)


# ---------------------------------------------------------------------------------------------- the property


def assert_never_exceeds(book: Rulebook, *, max_examples: int = 200) -> None:
    """Whatever a person holds, nothing is transferred that the approvals do not cover, at its level.

    For every set of ``book`` that a transition leads to, and for many sets of approvals, each requirement of
    each objective transferred is covered by the approvals that count. ``AssertionError`` with the smallest
    approvals found that are granted too much.
    """

    @settings(
        max_examples=max_examples, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    @given(approvals(book))
    def never_exceeds(held: list[Approval]) -> None:
        for target in dict.fromkeys(t.new for t in book.model.transitions):
            _hold_to(book, target, held)

    never_exceeds()


def _hold_to(book: Rulebook, target: str, held: Sequence[Approval]) -> None:
    path = book.model.paths_into(target)
    theory = _of_all(book.model, path)
    covering = theory.of(o for o in dict.fromkeys(_counting(book.model, path, held)))
    for decision in book.transfer(held, to=target).transferred:
        required = theory.requirements[decision.objective]
        missing = uncovered(theory, covering, required)
        assert not missing, _too_much(decision.objective, missing, held)  # noqa: S101 - it is a test
        for r in required:
            levels = {h.level for h in covering}
            reached = any(theory.level_within(r.level, level) for level in levels)
            assert reached, _too_much(decision.objective, [r], held)  # noqa: S101


def _too_much(objective: ObjectiveId, missing: Iterable[Requirement], held: Sequence[Approval]) -> str:
    lacking = ", ".join(f"{r.topic} at {r.level}" for r in missing)
    given_ = ", ".join(f"{a.set}/{a.objective} {a.approved}" for a in held)
    return f"{objective} is transferred, but {lacking} is not covered by the approvals: {given_}"


def _of_all(book: model.Rulebook, path: Sequence[Transition]) -> Theory:
    """One theory with the judgements of every transition on the way."""
    theories = [theory_of(book, transition) for transition in path]
    clauses: dict[str, dict[Clause, None]] = {}
    for theory in theories:
        for need, of in theory.clauses.items():
            clauses.setdefault(need, {}).update(dict.fromkeys(of))
    return attrs.evolve(theories[0], clauses={need: tuple(of) for need, of in clauses.items()})


def _counting(
    book: model.Rulebook, path: Sequence[Transition], held: Sequence[Approval]
) -> Iterable[ObjectiveId]:
    """The objectives whose approvals may count at all; worked out here, apart from the evaluator."""
    started = next((a.started for a in held if a.started is not None), None)
    for approval in held:
        for transition in path:
            old = book.set_named[transition.old]
            later = [
                c.completes_until
                for c in transition.cohorts
                if started is not None and started < c.started_before
            ]
            cut_off = max([transition.day, *later])
            if (
                approval.set != old.name
                or approval.objective not in old.codes
                or approval.status != "approved"
            ):
                continue
            start = old.start or dt.date.min
            end = max([old.end or dt.date.max, *later])
            if start <= approval.approved < min(end, cut_off):
                yield ObjectiveId(old.name, approval.objective)


# ---------------------------------------------------------------------------------------------- approvals


@st.composite
def approvals(draw: st.DrawFn, book: Rulebook, *, most: int = 12) -> list[Approval]:
    """One person's approvals of objectives of ``book``: on usual days and on the days around every date.

    Some are revoked, of no set, or given twice; the person may have begun before a cohort's date.
    """
    sets = [s for s in book.model.sets if s.objectives]
    started = draw(st.one_of(st.none(), st.sampled_from(_near(book.model))))
    rows: list[Approval] = []
    for _ in range(draw(st.integers(0, most)) if sets else 0):
        objectives = draw(st.sampled_from(sets))
        rows.append(
            Approval(
                draw(st.sampled_from([o.id.code for o in objectives.objectives])),
                draw(_day(book.model, objectives)),
                set=objectives.name,
                status="revoked" if draw(st.integers(0, 9)) == 0 else "approved",
                started=started,
            )
        )
    if draw(st.booleans()) and sets:
        rows += draw(_whole_rule(book.model, started))
    return rows


def _near(book: model.Rulebook) -> list[dt.date]:
    """Every date of the rulebook, and the days beside it."""
    dates = {t.day for t in book.transitions}
    dates |= {d for s in book.sets for d in (s.start, s.end) if d is not None}
    dates |= {d for t in book.transitions for c in t.cohorts for d in (c.started_before, c.completes_until)}
    near = {d + n * _DAY for d in dates for n in (-1, 0, 1) if dt.date.min < d < dt.date.max}
    return sorted(near or {dt.date(2024, 1, 1)})


def _usual(objectives: ObjectiveSet) -> st.SearchStrategy[dt.date]:
    start, end = objectives.start or _OPEN_START, objectives.end or _OPEN_END
    return st.dates(start, max(start, end - _DAY)) if start < end else st.just(start)


def _day(book: model.Rulebook, objectives: ObjectiveSet) -> st.SearchStrategy[dt.date]:
    return st.one_of(_usual(objectives), _usual(objectives), st.sampled_from(_near(book)))


@st.composite
def _whole_rule(draw: st.DrawFn, book: model.Rulebook, started: dt.date | None) -> list[Approval]:
    """Approvals of everything that some rule names, so that rules of many parts are met too."""
    rules = [r for t in book.transitions for r in t.rules]
    if not rules:
        return []
    named = model.atoms(draw(st.sampled_from(rules)).old)
    left_out = draw(st.sampled_from([None, None, *named]))
    return [
        Approval(o.code, draw(_day(book, book.set_named[o.set])), set=o.set, started=started)
        for o in named
        if o != left_out
    ]


# ---------------------------------------------------------------------------------------------- rulebooks

_LEVELS = ("low", "middle", "high", "top")
_SETS = (("A", 2015), ("B", 2020), ("C", 2025))
_SIGNS = ("≥", "≥", "≥", "=", ">", "~", "<")


@attrs.define
class _Objective:
    code: str
    requirements: list[tuple[str, str]]

    def text(self) -> str:
        lines = [f"    objective {self.code}"]
        lines += [f"        {level}: {topic}" for topic, level in self.requirements]
        return "\n".join(lines)


@st.composite
def rulebooks(draw: st.DrawFn) -> Rulebook:
    """Rulebooks without errors: scales, topics in topics, two or three sets, rules of every form, judgements.

    New objectives are made by weakening old ones, and rules that the kernel does not prove are taken out, so
    most rulebooks grant something, also through other grants and through two transitions.
    """
    maker = _Maker(draw)
    head = maker.head()
    sets = [[maker.objective(f"A{i}", None) for i in range(draw(st.integers(2, 5)))]]
    for name, _ in _SETS[1 : draw(st.integers(2, 3))]:
        sets.append([maker.objective(f"{name}{i}", sets[-1]) for i in range(draw(st.integers(1, 4)))])
    last = len(sets) - 1
    body = [maker.set_text(i, objectives, last=i == last) for i, objectives in enumerate(sets)]
    statements = [
        (index, statement)
        for index in range(1, len(sets))
        for statement in maker.transition(index, sets[index - 1], sets[index])
    ]
    return Rulebook(_without_errors(head + "\n".join(body), statements))


def _without_errors(fixed: str, statements: list[tuple[int, str]]) -> CheckedRulebook:
    """The rulebook with every statement of a transition that has an error taken out."""
    while True:
        lines = fixed.split("\n")
        begins: list[tuple[int, int]] = []
        transition = 0
        for number, (index, statement) in enumerate(statements):
            if index != transition:
                old, new, year = _SETS[index - 1][0], _SETS[index][0], _SETS[index][1]
                lines.append(f"transition {old} to {new} from {year}-06-01")
                transition = index
            begins.append((len(lines) + 1, number))
            lines += statement.split("\n")
        checked = check_text("\n".join(lines) + "\n", "<generated>")
        wrong = {
            max((n for line, n in begins if line <= d.span.begin.line), default=-1) for d in checked.errors
        }
        if not checked.errors:
            return checked
        kept = [s for number, s in enumerate(statements) if number not in wrong]
        if len(kept) == len(statements):
            raise AssertionError(f"a generated rulebook is wrong: {checked.errors[0].message('en')}")
        statements = kept


@attrs.define
class _Maker:
    draw: st.DrawFn
    topics: list[str] = attrs.field(factory=list)
    parts: dict[str, list[str]] = attrs.field(factory=dict)
    levels: list[str] = attrs.field(factory=list)

    def pick(self, items: Sequence[str]) -> str:
        return self.draw(st.sampled_from(items))

    def head(self) -> str:
        """Scale and topics; a topic's parts come after it, so that there is no ring."""
        self.levels = list(_LEVELS[: self.draw(st.integers(2, 4))])
        chains = [" < ".join(self.levels)]
        if self.draw(st.booleans()):
            chains.append(f"{self.levels[0]} < side")
            self.levels.append("side")
        self.topics = [f"t{i}" for i in range(self.draw(st.integers(2, 7)))]
        lines = ["rulebook generated", "scale levels " + ", ".join(chains)]
        for index, topic in enumerate(self.topics):
            later = self.topics[index + 1 :]
            kind = self.draw(st.sampled_from(["", "includes", "consists of"])) if later else ""
            parts = sorted(self.draw(st.sets(st.sampled_from(later), min_size=1, max_size=3))) if kind else []
            self.parts[topic] = parts
            lines.append(f"topic {topic}" + (f" {kind} {', '.join(parts)}" if parts else ""))
        return "\n".join(lines) + "\n"

    def objective(self, code: str, before: list[_Objective] | None) -> _Objective:
        """An objective; one with forerunners mostly asks for no more than they do."""
        made: dict[tuple[str, str], None] = {}
        for _ in range(self.draw(st.integers(1, 3))):
            if before is None or self.draw(st.integers(0, 4)) == 0:
                made[self.pick(self.topics), self.pick(self.levels)] = None
            else:
                topic, level = self.draw(st.sampled_from(self.draw(st.sampled_from(before)).requirements))
                below = self.parts[topic]
                at = self.levels.index(level)
                lower = self.levels[self.draw(st.integers(0, at))] if level != "side" else level
                made[self.pick([topic, *below]), self.pick([level, lower])] = None
        return _Objective(code, list(made))

    def set_text(self, index: int, objectives: list[_Objective], *, last: bool) -> str:
        name, year = _SETS[index]
        until = "" if last else f" until {_SETS[index + 1][1]}-06-01"
        lines = [f"objectives {name} valid from {year}-06-01{until}", *(o.text() for o in objectives)]
        return "\n".join(lines)

    def transition(self, index: int, olds: list[_Objective], news: list[_Objective]) -> list[str]:
        """The statements of a transition, each to stand or fall alone."""
        year = _SETS[index][1]
        statements = []
        if self.draw(st.integers(0, 3)) == 0:
            statements.append(f"    started before {year - 2}-01-01 completes until {year + 1}-06-01")
        for number in range(self.draw(st.integers(0, 2))):
            covered, by = self.pick(self.topics), self.pick(self.topics)
            if covered != by:
                statements.append(
                    f'    judgement J{number}: {by} covers {covered}\n        because "Generated."'
                )
        for number in range(self.draw(st.integers(1, 7))):
            new = self.draw(st.sampled_from(news)).code
            old = self.expression([o.code for o in olds], 0)
            sign = self.pick(_SIGNS)
            if self.draw(st.integers(0, 5)) == 0 and len(news) > 1:
                old = self.pick([n.code for n in news if n.code != new])
                # Both are new, so the sign says which of them the rule is on.
                sign = "≥"
            draft = "draft " if self.draw(st.integers(0, 9)) == 0 else ""
            statements.append(f'    {draft}rule R{number}: {old} {sign} {new}\n        because "Generated."')
        return statements

    def expression(self, codes: list[str], depth: int) -> str:
        """An expression over ``codes``: mostly of one or two, sometimes deep."""
        kind = self.draw(st.sampled_from(["one", "one", "and", "or", "at least"]))
        if kind == "one" or depth > 1 or len(codes) == 1:
            return self.pick(codes)
        if kind == "at least":
            listed = sorted(self.draw(st.sets(st.sampled_from(codes), min_size=2, max_size=4)))
            return f"at least {self.draw(st.integers(1, len(listed)))} of ({', '.join(listed)})"
        left, right = self.expression(codes, depth + 1), self.expression(codes, depth + 1)
        return f"({left} {kind} {right})"
