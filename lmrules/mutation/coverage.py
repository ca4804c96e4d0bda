"""What the examples never show: rules, ways through them, and objectives to be assessed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import attrs

from lmrules.diagnostics import Diagnostic
from lmrules.diagnostics import codes_examples as codes
from lmrules.examples import Ground, Trial, Tried
from lmrules.kernel import Objectives, itself_if_in, minimal_sets, satisfied
from lmrules.messages import Text, words
from lmrules.model.model import ObjectiveId, Rule, atoms
from lmrules.mutation.writing import offer

MOST_ALTERNATIVES = 64
"""How many minimal satisfying sets of one rule are looked at."""


@attrs.frozen
class Share:
    """How many of something the examples show."""

    shown: int
    total: int

    @property
    def percent(self) -> float:
        """The share in per cent; nothing to show is all shown."""
        return 100.0 * self.shown / self.total if self.total else 100.0


@attrs.frozen(eq=False)
class Coverage:
    """What the passing examples of a rulebook show, and a diagnostic for each thing they do not."""

    rules: Share
    alternatives: Share
    objectives: Share
    diagnostics: tuple[Diagnostic, ...]


@attrs.define
class _Count:
    rules: list[bool] = attrs.field(factory=list)
    alternatives: list[bool] = attrs.field(factory=list)
    objectives: list[bool] = attrs.field(factory=list)


def coverage(trial: Trial) -> Coverage:
    """What the examples of ``trial`` show.

    A rule is fired by a passing example that satisfies it and expects its objective to transfer; so is each
    minimal satisfying set of it that the example has. An objective is assessed where an example names it.
    Rules that grant nothing have nothing to fire.
    """
    count = _Count()
    found: list[Diagnostic] = []
    for ground in trial.grounds:
        passing = [tried for tried in trial.of(ground) if tried.passed]
        found += _rules(ground, passing, count)
        found += _objectives(ground, passing, count)
    return Coverage(
        rules=_share(count.rules),
        alternatives=_share(count.alternatives),
        objectives=_share(count.objectives),
        diagnostics=tuple(sorted(found, key=lambda d: d.sort_key)),
    )


def _share(shown: list[bool]) -> Share:
    return Share(sum(shown), len(shown))


def _rules(ground: Ground, passing: list[Tried], count: _Count) -> Iterator[Diagnostic]:
    for rule in ground.step.granting:
        have = [t.held | t.grants for t in passing if rule.new in _expected(t, "transferred")]
        fired = any(satisfied(rule.old, held) for held in have)
        count.rules.append(fired)
        sets, _ = minimal_sets(rule.old, itself_if_in(atoms(rule.old)), MOST_ALTERNATIVES)
        shown = [any(way <= held for held in have) for way in sets]
        count.alternatives += shown
        if not fired:
            yield codes.RULE_NOT_FIRED.at(
                rule.span,
                rule=rule.name,
                objective=f"`{rule.new}`",
                example=_example(ground, sets[0], rule.new),
                data=_data(ground, rule),
            )
            continue
        for way in (way for way, is_shown in zip(sets, shown, strict=True) if not is_shown):
            yield codes.ALTERNATIVE_NOT_FIRED.at(
                rule.span,
                rule=rule.name,
                approvals=words(sorted(way)),
                example=_example(ground, way, rule.new),
                data={**_data(ground, rule), "alternative": [str(o) for o in sorted(way)]},
            )


def _data(ground: Ground, rule: Rule) -> dict[str, object]:
    return {"transition": ground.step.transition.name, "rule": rule.name, "objective": rule.new.code}


def _expected(tried: Tried, outcome: str) -> Objectives:
    named = (e.objectives for e in tried.example.expectations if e.outcome == outcome)
    return frozenset(o for objectives in named for o in objectives)


def _objectives(ground: Ground, passing: list[Tried], count: _Count) -> Iterator[Diagnostic]:
    assessed = frozenset(o for tried in passing for o in _expected(tried, "assessment"))
    for objective in ground.new:
        count.objectives.append(objective in assessed)
        if objective not in assessed:
            yield codes.OBJECTIVE_NOT_ASSESSED.at(
                ground.book.objective[objective].span,
                objective=f"`{objective}`",
                example=_text(offer(ground, (), objective).text),
                data={"transition": ground.step.transition.name, "objective": objective.code},
            )


def _example(ground: Ground, way: Objectives, objective: ObjectiveId) -> Text:
    day = last_day(ground)
    old = {o for o in way if o.set == ground.step.transition.old}
    for granted in way - old:  # a grant that another rule rests on comes from approvals of its own
        old |= _behind(ground, granted, frozenset())
    return _text(offer(ground, [(o, day) for o in old], objective).text)


def _behind(ground: Ground, objective: ObjectiveId, above: Objectives) -> set[ObjectiveId]:
    """Old objectives that bring ``objective`` about."""
    for rule in ground.step.granting:
        if rule.new == objective and not above & frozenset(atoms(rule.old)):
            way = minimal_sets(rule.old, itself_if_in(atoms(rule.old)), MOST_ALTERNATIVES)[0][0]
            new = [o for o in way if o.set == objective.set]
            found = {o for o in way if o.set != objective.set}
            for other in new:
                found |= _behind(ground, other, above | {objective})
            return found
    return set()


def last_day(ground: Ground) -> dt.date:
    """The last day on which an approval of the old set counts."""
    transition = ground.step.transition
    old = ground.book.set_named[transition.old]
    end = min(transition.day, old.end or transition.day)
    return end - dt.timedelta(days=1) if end > dt.date.min else end


def _text(example: str) -> Text:
    return Text(*([f"\n\n{example.rstrip()}"] * 3))
