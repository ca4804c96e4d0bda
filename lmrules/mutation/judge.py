"""What becomes of each mutant: noticed by kernel, example or check, without effect, or a survivor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

import attrs

from lmrules.checks import Checked, all_checks, all_codes
from lmrules.diagnostics import Diagnostic
from lmrules.examples import Ground, Trial, Tried, differences
from lmrules.kernel import Objectives, Theory, closure, satisfied, verify
from lmrules.model.model import ObjectiveId, Rule, Rulebook, atoms
from lmrules.mutation.content import content_mutants
from lmrules.mutation.dates import date_mutants, redated, undated, usual_day, what_counts
from lmrules.mutation.mutants import (
    DAY,
    ContentMutant,
    DateMutant,
    Mutant,
    RuleMutant,
    evenly,
    rule_mutants,
)
from lmrules.mutation.results import Judged, Mutation
from lmrules.mutation.writing import Offer, offer
from lmrules.pipeline import CheckedRulebook
from lmrules.prepared import Ready, Ways, ways_through
from lmrules.suppression import apply_suppressions


def mutate(
    checked: CheckedRulebook,
    trial: Trial,
    most: int | None = None,
    watched: Callable[[Sequence[Mutant]], Iterable[Mutant]] = iter,
) -> Mutation:
    """The mutants of ``checked``, which has no errors, judged; at most ``most``, evenly spread.

    ``watched`` gives them one by one, and may tell somebody how far it has come. Only examples that pass as
    the rulebook stands can notice anything.
    """
    book = checked.book
    mutants = evenly([*rule_mutants(book), *content_mutants(book), *date_mutants(book)], most)
    judge = _Judge(checked, trial)
    return Mutation(tuple(judge.judge(mutant) for mutant in watched(mutants)))


@attrs.frozen(eq=False)
class _Court:
    """One transition with what every judgement of its mutants needs."""

    ground: Ground
    passing: tuple[Tried, ...]

    @property
    def step(self) -> Ready:
        """The transition as it stands."""
        return self.ground.step

    @cached_property
    def ways(self) -> tuple[Ways[ObjectiveId], bool]:
        """The minimal sets of old objectives behind each objective, by the rules as they stand."""
        old = self.ground.book.set_named[self.step.transition.old]
        return ways_through(self.step, {o.id: [frozenset({o.id})] for o in old.objectives})

    @cached_property
    def proved(self) -> frozenset[int]:
        """The rules that the kernel proves, by ``id``."""
        return frozenset(id(rule) for rule, verdict in self.step.verdicts if verdict.status == "proved")

    @cached_property
    def touched(self) -> dict[int, frozenset[str]]:
        """By ``id`` of each rule, every topic that a proof or refutation of it may come upon."""
        found = {}
        for rule in self.step.transition.rules:
            named = (*atoms(rule.old), rule.new)
            found[id(rule)] = frozenset(
                closure(self.step.theory, (r.topic for r in self.step.theory.of(named)))
            )
        return found

    def resting_on(self, objectives: Iterable[ObjectiveId], rules: Sequence[Rule]) -> Objectives:
        """``objectives`` and every one whose grant may rest on one of them by ``rules``."""
        found = set(objectives)
        changed = True
        while changed:
            more = {r.new for r in rules if r.new not in found and found.intersection(atoms(r.old))}
            changed = bool(more)
            found |= more
        return frozenset(found)


class _Judge:
    def __init__(self, checked: CheckedRulebook, trial: Trial) -> None:
        self.checked = checked
        self.book = checked.book
        self.trial = trial
        self.courts = [_Court(g, tuple(t for t in trial.of(g) if t.passed)) for g in trial.grounds]
        self.undated = undated(checked.files)

    def judge(self, mutant: Mutant) -> Judged:
        match mutant:
            case RuleMutant():
                return self.rule(mutant)
            case ContentMutant():
                return self.content(mutant)
            case DateMutant():
                return self.date(mutant)
        raise AssertionError(mutant.kind)

    # -------------------------------------------------------------- rules

    def rule(self, mutant: RuleMutant) -> Judged:
        court = next(c for c in self.courts if c.step.transition is mutant.transition)
        changed = mutant.changed
        if changed is not None and verify(court.step.theory, changed).status != "proved":
            return Judged(mutant, "kernel")
        rules = tuple(
            r
            for old in court.step.transition.rules
            if (r := changed if old is mutant.rule else old) is not None
            and r.may_grant
            and (r is changed or id(old) in court.proved)
        )
        about = {mutant.rule.new} | ({changed.new} if changed else set())
        affected = court.resting_on(about, (*court.step.granting, *rules))
        step = attrs.evolve(court.step, granting=tuple(r for r in rules if r.new in affected))
        killer = next((t for t in court.passing if self.fails(court, step, affected, t)), None)
        if killer is not None:
            return Judged(mutant, "example", killer.example.title)
        before, all_before = court.ways
        kept = {o: sets for o, sets in before.items() if o not in affected}
        after, all_after = ways_through(step, kept)
        if all_before and all_after and all(before.get(o, []) == after.get(o, []) for o in affected):
            return Judged(mutant, "equivalent")
        return self.by_checks(mutant) or Judged(
            mutant, "survivor", offer=self.witness(court, step, affected, before, after)
        )

    @staticmethod
    def fails(court: _Court, step: Ready, affected: Objectives, tried: Tried) -> bool:
        """Whether an example fails where ``affected`` are granted by the rules of ``step`` alone."""
        grants = _granted(step, affected, tried.held, tried.grants)
        if grants == tried.grants:
            return False
        expectations = tried.example.expectations
        return any(True for _ in differences(expectations, court.ground.new, grants, tried.approved))

    def witness(
        self,
        court: _Court,
        step: Ready,
        affected: Objectives,
        before: Ways[ObjectiveId],
        after: Ways[ObjectiveId],
    ) -> Offer | None:
        """The smallest example that passes as things stand and fails with the rules of ``step``."""
        found = []
        for objective in affected:
            ours, theirs = before.get(objective, []), after.get(objective, [])
            found += [(s, objective) for s in ours if not any(other <= s for other in theirs)]
            found += [(s, objective) for s in theirs if not any(other <= s for other in ours)]
        day = usual_day(self.book, court.step.transition)(court.step.transition.old)
        for held, objective in sorted(found, key=lambda f: (len(f[0]), sorted(f[0]), f[1])):
            offered = offer(court.ground, [(o, day) for o in held], objective)
            tried = court.ground.try_out(offered.example)
            if tried.passed and self.fails(court, step, affected, tried):
                return offered
        return None

    # -------------------------------------------------------------- content

    def content(self, mutant: ContentMutant) -> Judged:
        """Whether a proof breaks. If none does, every proved rule grants what it did: no grant changes."""
        for court in self.courts:
            transition = court.step.transition
            if mutant.transition is not None and mutant.transition is not transition:
                continue
            theory: Theory | None = None
            for rule in transition.rules:
                if id(rule) in court.proved and self.touches(court, mutant, rule):
                    theory = theory or mutant.change_theory(court.step.theory)
                    if verify(theory, rule).status != "proved":
                        return Judged(mutant, "kernel")
        return Judged(mutant, "equivalent")

    @staticmethod
    def touches(court: _Court, mutant: ContentMutant, rule: Rule) -> bool:
        if mutant.everywhere:
            return True
        if mutant.objective is not None:
            return mutant.objective == rule.new or mutant.objective in atoms(rule.old)
        return bool(mutant.topics & court.touched[id(rule)])

    # -------------------------------------------------------------- dates

    def date(self, mutant: DateMutant) -> Judged:
        changed = mutant.book(self.book)
        if what_counts(changed, self.book) == what_counts(self.book, changed):
            return Judged(mutant, "equivalent")
        for court, transition in zip(self.courts, changed.transitions, strict=True):
            ground = Ground(changed, attrs.evolve(court.step, transition=transition))
            before, after = (
                usual_day(b, t) for b, t in ((self.book, court.step.transition), (changed, transition))
            )
            for tried in court.passing:
                span = tried.example.span
                bare = self.undated.get((id(span.source), span.start), frozenset())
                example = redated(tried.example, bare, before, after)
                if not ground.try_out(example).passed:
                    return Judged(mutant, "example", tried.example.title)
        return self.by_checks(mutant) or Judged(mutant, "survivor", offer=self.boundary(changed))

    def boundary(self, changed: Rulebook) -> Offer | None:
        """An example on the day whose approvals count in one of the two rulebooks alone."""
        dates = {t.day for t in changed.transitions} | {
            d for s in changed.sets for d in (s.start, s.end) if d is not None
        }
        days = sorted({d + n * DAY for d in dates for n in (-1, 0, 1) if dt.date.min < d < dt.date.max})
        for court, transition in zip(self.courts, changed.transitions, strict=True):
            other = Ground(changed, attrs.evolve(court.step, transition=transition))
            for about, given in self.simplest(court):
                for day in days:
                    offered = offer(court.ground, [(o, day) for o in given], about, dated=True)
                    trials = [ground.try_out(offered.example).passed for ground in (court.ground, other)]
                    if trials == [True, False]:
                        return offered
        return None

    @staticmethod
    def simplest(court: _Court) -> Iterator[tuple[ObjectiveId, Objectives]]:
        """The smallest approvals that grant something, and an approval of a new objective itself."""
        ways, _ = court.ways
        grants = [
            (len(s), sorted(s), o)
            for o, sets in ways.items()
            for s in sets
            if o.set == court.step.transition.new
        ]
        if grants:
            _, held, objective = min(grants)
            yield objective, frozenset(held)
        for objective in court.ground.new[:1]:
            yield objective, frozenset({objective})

    # -------------------------------------------------------------- checks

    def by_checks(self, mutant: Mutant) -> Judged | None:
        """The mutant as a check notices it: by an error or a warning that was not there before."""
        found = self.found(mutant.book(self.book)) - self.before
        return Judged(mutant, "check", min(found)[0]) if found else None

    @cached_property
    def before(self) -> frozenset[tuple[str, str, int]]:
        """What the checks find as things stand."""
        return self.found(self.book)

    def found(self, book: Rulebook) -> frozenset[tuple[str, str, int]]:
        looked_at = Checked(book, self.checked.files)
        diagnostics: list[Diagnostic] = [d for check in all_checks() for d in check.run(looked_at)]
        unsuppressed = apply_suppressions(self.checked.files, diagnostics, all_codes())
        return frozenset(
            (d.code.id, d.span.source.name, d.span.start)
            for d in unsuppressed
            if d.severity in ("error", "warning") and not d.code.id.startswith("LM6")
        )


def _granted(step: Ready, affected: Objectives, held: Objectives, grants: Objectives) -> Objectives:
    """The grants where ``affected`` come by the rules of ``step``, and all others as they did."""
    given = set(grants - affected)
    have = given | held
    changed = True
    while changed:
        new = {r.new for r in step.granting if r.new not in given and satisfied(r.old, have)}
        changed = bool(new)
        given |= new
        have |= new
    return frozenset(given)
