"""From a checked rulebook to the correspondences it licenses: the kernel's verdicts, and nothing beyond them.

A correspondence is ``exact`` or ``narrow`` only where a written rule says so and the kernel has proved it;
and ``exact`` only where the rule itself says `=`. Everything else is weaker: a consumer that knows only the
strongest kinds then transfers less than the rulebook, and never more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, partial

import attrs

from lmrules.comparison import Comparison, compare
from lmrules.diagnostics import Diagnostic
from lmrules.diagnostics.codes_interchange import TOO_MANY_WAYS
from lmrules.evaluate.proofs import cover_step
from lmrules.evaluate.results import Step
from lmrules.interchange.crosswalk import LICENSING, Concept, Crosswalk, Kind, Lone, Match, Passage, Scheme
from lmrules.interchange.entailment import without_entailed
from lmrules.interchange.identity import OwnNames
from lmrules.interchange.words import remark_on
from lmrules.kernel import Objectives, itself_if_in, minimal_sets
from lmrules.messages import Language
from lmrules.model.model import Claim, Fate, ObjectiveId, Rule, Rulebook, atoms
from lmrules.pipeline import CheckedRulebook
from lmrules.prepared import MOST_WAYS, Ready, Ways, ready, ways_through

_STRENGTH: Mapping[Kind, int] = {"exact": 0, "narrow": 1, "broad": 2, "related": 3, "unrelated": 4}


@attrs.frozen
class Export:
    """The correspondences of a rulebook, and what of it they cannot carry."""

    crosswalk: Crosswalk
    found: tuple[Diagnostic, ...] = ()


def crosswalk_of(checked: CheckedRulebook, lang: Language = "nb") -> Export:
    """The correspondences that ``checked``, a rulebook without errors, licenses; remarks in ``lang``."""
    book = checked.book
    found: list[Diagnostic] = []
    passages = []
    for transition in book.transitions:
        step = checked.ready.get(transition.name) or ready(book, transition)
        passages.append(_Passing(book, step, lang, found).passage())
    named = {name for t in book.transitions for name in (t.old, t.new)}
    schemes = tuple(
        Scheme(
            name=s.name,
            title=s.title,
            start=s.start,
            end=s.end,
            concepts=tuple(Concept(id=o.id, title=o.title) for o in s.objectives),
        )
        for s in book.sets
        if s.name in named
    )
    crosswalk = Crosswalk(
        name=book.name,
        title=book.title,
        digest=checked.digest,
        schemes=schemes,
        passages=without_entailed(passages, lang),
    )
    return Export(crosswalk, tuple(sorted(found, key=lambda d: d.sort_key)))


@attrs.frozen
class _Way:
    """One way to satisfy a rule: objectives of the old set, and the new ones it goes through."""

    rule: Rule
    old: Objectives
    kind: Kind
    comparison: Comparison
    through: tuple[ObjectiveId, ...] = ()


@attrs.define(eq=False, slots=False)
class _Passing:
    """One transition on its way out."""

    book: Rulebook
    step: Ready
    lang: Language
    found: list[Diagnostic]
    ways: Ways[ObjectiveId] = attrs.field(factory=dict)

    def passage(self) -> Passage:
        transition = self.step.transition
        self.ways, _ = ways_through(self.step, {o: [frozenset({o})] for o in self.places[transition.old]})
        strongest: dict[tuple[ObjectiveId, Objectives], list[_Way]] = {}
        for rule in sorted(transition.rules, key=lambda r: r.order):
            for way in self.of_rule(rule):
                strongest.setdefault((rule.new, way.old), []).append(way)
        kept = [sorted(ways, key=lambda w: _STRENGTH[w.kind]) for ways in strongest.values()]
        licensed: dict[ObjectiveId, list[Objectives]] = {}
        for way, *_ in kept:
            if way.kind in LICENSING:
                licensed.setdefault(way.rule.new, []).append(way.old)
        matches = [self.match(ways) for ways in kept if not _is_needless(ways[0], licensed)]
        return Passage(
            old=transition.old,
            new=transition.new,
            day=transition.day,
            matches=tuple(self.named(sorted(matches, key=self.place))),
            retired=_lones(transition.retired, matches),
            declared_new=_lones(transition.declared_new, matches),
        )

    def of_rule(self, rule: Rule) -> Iterator[_Way]:
        """The minimal sets of old objectives that satisfy ``rule``, each with what may be said of it."""
        grants = id(rule) in self.granting
        through = tuple(o for o in atoms(rule.old) if o.set == self.step.transition.new)
        if through and not grants:
            return  # it relates new objectives to each other, and so no old one to anything
        of = partial(_ways_of, self.ways) if grants else itself_if_in(atoms(rule.old))
        sets, whole = minimal_sets(rule.old, of, MOST_WAYS)
        if not whole:
            self.found.append(TOO_MANY_WAYS.at(rule.span, rule=rule.name, limit=MOST_WAYS))
        for old in sets:
            comparison = compare(self.book, tuple(sorted(old)), rule.new, self.step.theory)
            kind = _kind(rule, comparison, grants=grants, direct=not through)
            if kind == "unrelated" and len(old) > 1:
                # What nothing is in common with together, nothing is in common with alone.
                for one in sorted(old):
                    alone = compare(self.book, (one,), rule.new, self.step.theory)
                    yield _Way(rule, frozenset({one}), kind, alone)
            else:
                yield _Way(rule, old, kind, comparison, through)

    def match(self, ways: list[_Way]) -> Match:
        way = ways[0]
        rule = way.rule
        remark = remark_on(
            rule,
            way.comparison,
            way.through,
            self.judgements(way),
            tuple(w.rule.name for w in ways[1:]),
            self.lang,
        )
        return Match(
            old=tuple(sorted(way.old, key=self.places[self.step.transition.old].__getitem__)),
            new=rule.new,
            kind=way.kind,
            rule=rule.name,
            claim=", ".join(map(_claim, rule.claims)),
            manual=not rule.draft,
            reasons=rule.reasons,
            sources=rule.sources or self.step.transition.sources or self.book.sources,
            remark=remark,
        )

    def judgements(self, way: _Way) -> tuple[tuple[str, str], ...]:
        """The judgements that the cover rests on, each with its reason."""
        if way.kind not in LICENSING:
            return ()
        theory = self.step.theory
        used = sorted(way.old)
        steps = [cover_step(theory, used, r) for r in theory.requirements[way.rule.new]]
        names = dict.fromkeys(name for step in steps for name in _judged(step))
        return tuple((j.name, j.reason) for j in self.step.transition.judgements if j.name in names)

    @cached_property
    def granting(self) -> frozenset[int]:
        """The rules that may grant, by identity: comparing thousands of rules with each other takes long."""
        return frozenset(map(id, self.step.granting))

    @cached_property
    def places(self) -> dict[str, dict[ObjectiveId, int]]:
        """The place of each objective in its set, old and new."""
        sets = [self.book.set_named[name] for name in (self.step.transition.old, self.step.transition.new)]
        return {s.name: {o.id: place for place, o in enumerate(s.objectives)} for s in sets}

    def place(self, match: Match) -> tuple[int, list[int]]:
        """Matches stand in the order of the new set, then of the old."""
        transition = self.step.transition
        olds = [self.places[transition.old][o] for o in match.old]
        return self.places[transition.new][match.new], olds

    def named(self, matches: Iterable[Match]) -> Iterator[Match]:
        """``matches`` with a name of its own for each: those of one rule are numbered after the first."""
        names = OwnNames(rule.name for rule in self.step.transition.rules)
        first: set[str] = set()
        for match in matches:
            again = match.rule in first
            first.add(match.rule)
            yield attrs.evolve(match, rule=names.new(match.rule)) if again else match


def _is_needless(way: _Way, licensed: Mapping[ObjectiveId, list[Objectives]]) -> bool:
    """Whether less than ``way`` asks for licenses the same."""
    return way.kind in LICENSING and any(less < way.old for less in licensed[way.rule.new])


def _ways_of(ways: Ways[ObjectiveId], objective: ObjectiveId) -> list[Objectives]:
    return ways.get(objective, [])


def _kind(rule: Rule, comparison: Comparison, *, grants: bool, direct: bool) -> Kind:
    """The strongest kind that both ``rule`` says and the kernel derives."""
    relations = {claim.relation for claim in rule.claims}
    if grants and comparison.covers:
        return "exact" if direct and relations == {"="} and comparison.relation == "=" else "narrow"
    if rule.draft:
        return "related"
    if relations == {"≠"} and comparison.relation == "≠":
        return "unrelated"
    if comparison.relation == "<" or (comparison.relation == "=" and relations == {"≤"}):
        return "broad"
    return "related"


def _claim(claim: Claim) -> str:
    return claim.relation if claim.aspect is None else f"{claim.relation} {claim.aspect}"


def _lones(fates: Iterable[Fate], matches: Iterable[Match]) -> tuple[Lone, ...]:
    """`utgår` and `nytt`, but for what a match licenses (LM403, LM404): a file cannot say both."""
    licensed = {o for m in matches if m.kind in LICENSING for o in (*m.old, m.new)}
    return tuple(
        Lone(objective=fate.objective, reasons=fate.reasons, sources=fate.sources)
        for fate in fates
        if fate.objective not in licensed
    )


def _judged(step: Step) -> Iterator[str]:
    if step.kind == "c":
        yield step.judgement
    for part in step.parts:
        yield from _judged(part)
