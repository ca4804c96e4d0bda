"""LM507 and LM508: a judgement that no proof needs, and one that says what is said already.

A judgement is a set of clauses "t is covered by u1 … un". It says nothing new where each t is in the closure
of its u1 … un without it. It is not needed where every rule is proved without it, and where for every rule,
whether it grants or not, the same requirements of the new objective are met: that is the assessor's evidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from lmrules.checks.check import Check, Checked
from lmrules.diagnostics import Code, Diagnostic
from lmrules.diagnostics.places import place_of
from lmrules.kernel import Clause, Theory, closure, uncovered, verify
from lmrules.messages import LANGUAGES, Text
from lmrules.model.model import Judgement, ObjectiveId, Requirement, Rule, atoms
from lmrules.prepared import Ready

UNUSED_JUDGEMENT = Code(
    id="LM507",
    name="unused-judgement",
    severity="warning",
    message=Text(
        "ingen regel trenger skjønnet `{judgement}`: uten det er det samme dekket og det samme bevist",
        "ingen regel treng skjønnet `{judgement}`: utan det er det same dekt og det same prova",
        "no rule needs the judgement `{judgement}`: without it the same is covered and the same is proved",
    ),
    help=Text(
        "fjern det, eller skriv regelen det var ment for",
        "fjern det, eller skriv regelen det var meint for",
        "remove it, or write the rule it was meant for",
    ),
)
JUDGEMENT_ALREADY_SAID = Code(
    id="LM508",
    name="judgement-already-said",
    severity="warning",
    message=Text(
        "skjønnet `{judgement}` sier ikke mer enn {already} gjør",
        "skjønnet `{judgement}` seier ikkje meir enn {already} gjer",
        "the judgement `{judgement}` says no more than {already} already",
    ),
    help=Text(
        "fjern det: det som følger av innholdet, trenger ikke være skjønn",
        "fjern det: det som følgjer av innhaldet, treng ikkje vere skjønn",
        "remove it: what follows from the content need not be a judgement",
    ),
)

_TOPICS = Text("temaene", "temaa", "the topics say")
_OTHERS = Text(
    "temaene og skjønnet {names}", "temaa og skjønnet {names}", "the topics and the judgement {names} say"
)
MOST_PROOFS = 5_000
"""How many proofs are tried again for one transition."""
MOST_TOPICS = 300_000
"""How many topics may be walked over for one transition: what is not known by then is not complained of."""


class _Except(Mapping[str, tuple[Clause, ...]]):
    """Clauses by what they need, without those of some judgements."""

    def __init__(self, clauses: Mapping[str, tuple[Clause, ...]], gone: set[str]) -> None:
        self.clauses = clauses
        self.gone = gone

    def __getitem__(self, need: str) -> tuple[Clause, ...]:
        found = self.clauses[need]
        if any(clause.name in self.gone for clause in found):
            return tuple(clause for clause in found if clause.name not in self.gone)
        return found

    def get(self, need: str, default: Any = None) -> Any:
        # The mixin's catches an exception for every topic that leads nowhere: most of them.
        return self[need] if need in self.clauses else default

    def __iter__(self) -> Iterator[str]:
        return iter(self.clauses)

    def __len__(self) -> int:
        return len(self.clauses)


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """One diagnostic for each judgement that could go: of several, the later ones first."""
    for step in looked_at.transitions:
        if step.transition.judgements:
            yield from _Search(looked_at, step).run()


@attrs.define(eq=False)
class _Search:
    looked_at: Checked
    step: Ready
    gone: set[str] = attrs.field(factory=set)
    proofs_left: int = MOST_PROOFS
    topics_left: int = MOST_TOPICS

    def run(self) -> Iterator[Diagnostic]:
        judgements = [
            j for j in reversed(self.step.transition.judgements) if j.name not in self.looked_at.excused
        ]
        for judgement in judgements:
            behind = self.already_said(judgement)
            if behind is not None:
                self.gone.add(judgement.name)
                yield self.said(judgement, behind)
        using, meant_for = self.using(), self.meant_for()
        for judgement in judgements:
            if judgement.name in self.gone | meant_for:
                continue
            if not self.is_needed(judgement, using.get(judgement.name, [])):
                self.gone.add(judgement.name)
                data = {"transition": self.step.transition.name, "judgement": judgement.name}
                yield UNUSED_JUDGEMENT.at(judgement.span, judgement=judgement.name, data=data)

    def theory(self, *others: str) -> Theory:
        """The theory without the judgements already gone and ``others``."""
        if not (self.gone or others):
            return self.step.theory
        return attrs.evolve(
            self.step.theory, clauses=_Except(self.step.theory.clauses, self.gone | set(others))
        )

    # -------------------------------------------------------------- what is said already

    def already_said(self, judgement: Judgement) -> set[str] | None:
        """The other judgements by which it follows (perhaps none at all); None where it does not follow."""
        behind: set[str] = set()
        theory = self.theory(judgement.name)
        for covered, covering in judgement.clauses:
            if self.topics_left < 0:
                return None
            trace = closure(theory, covering)
            self.topics_left -= len(trace)
            if covered not in trace:
                return None
            todo = [covered]
            for topic in todo:  # grows while it is walked
                clause = trace[topic]
                if clause is not None:
                    behind |= {clause.name} - {""}
                    todo += [need for need in clause.needs if need not in todo]
        return behind

    def said(self, judgement: Judgement, behind: set[str]) -> Diagnostic:
        names = ", ".join(f"`{name}`" for name in sorted(behind))
        already = Text(*(_OTHERS.fill(lang, {"names": names}) for lang in LANGUAGES)) if behind else _TOPICS
        others = [j for j in self.step.transition.judgements if j.name in behind]
        topics = self.looked_at.book.topic_named
        covered = [topics[t] for t, _ in judgement.clauses[:1] if t in topics]
        return JUDGEMENT_ALREADY_SAID.at(
            judgement.span,
            judgement=judgement.name,
            already=already,
            related=[
                *(place_of(j.name, j.span) for j in others),
                *(place_of(t.name, t.span) for t in covered),
            ],
            data={"transition": self.step.transition.name, "judgement": judgement.name},
        )

    # -------------------------------------------------------------- what is not needed

    def using(self) -> dict[str, list[Rule]]:
        """For each judgement the rules on which it can bear: those whose topics reach all that it needs."""
        using: dict[str, list[Rule]] = {}
        for rule, _ in self.step.verdicts:
            if self.topics_left < 0:
                break
            for name in self.reached((rule.new, *atoms(rule.old))):
                using.setdefault(name, []).append(rule)
        return using

    def reached(self, objectives: tuple[ObjectiveId, ...]) -> set[str]:
        topics = closure(self.theory(), (r.topic for r in self.step.theory.of(objectives)))
        self.topics_left -= len(topics)
        return {
            clause.name
            for topic in topics
            for clause in self.step.theory.clauses.get(topic, ())
            if clause.name and all(need in topics for need in clause.needs)
        }

    def meant_for(self) -> set[str]:
        """The judgements that may be meant for a rule that could not be read, or is not proved."""
        transition = self.step.transition
        sets = [self.looked_at.book.set_named[name] for name in (transition.old, transition.new)]
        excused = [o.id for s in sets for o in s.objectives if o.id.code in self.looked_at.excused]
        names = self.reached(tuple(excused))
        for rule, verdict in self.step.verdicts:
            if verdict.status != "proved" and self.topics_left >= 0:
                names |= self.reached((rule.new, *atoms(rule.old)))
        return names

    def is_needed(self, judgement: Judgement, rules: list[Rule]) -> bool:
        """Whether it makes a difference to some rule, or that would take too long to say."""
        if self.topics_left < 0:
            return True
        before, theory = self.theory(), self.theory(judgement.name)
        for rule in rules:
            self.proofs_left -= 1
            if self.proofs_left < 0 or verify(theory, rule).status != "proved":
                return True
            if _missing(theory, rule) != _missing(before, rule):
                return True
        return False


def _missing(theory: Theory, rule: Rule) -> tuple[tuple[Requirement, ...], ...]:
    """What all old objectives of a rule leave open, with levels and without: an assessor's evidence."""
    old, new = theory.of(atoms(rule.old)), theory.requirements[rule.new]
    return uncovered(theory, old, new), uncovered(theory.content, old, new)


CHECK = Check((UNUSED_JUDGEMENT, JUDGEMENT_ALREADY_SAID), check)
