"""A judge that is no Python: ``semantics.lp``, the whole meaning of a rulebook as an answer-set program.

This module only writes the facts and reads the answers. The encoding was written from ``semantics.md``; what
clingo (Potassco, Universität Potsdam) makes of it is compared with lmrules in ``test_judge_clingo.py``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import attrs
import clingo

from lmrules.model.approval import Approval
from lmrules.model.model import AllOf, AnyOf, AtLeast, Expression, ObjectiveId, Rulebook, Transition

PROGRAM = re.split(
    r"^#program (\w+)\.$",
    (Path(__file__).parent / "semantics.lp").read_text(encoding="utf-8"),
    flags=re.MULTILINE,
)
PARTS = {"base": PROGRAM[0], **dict(zip(PROGRAM[1::2], PROGRAM[2::2], strict=True))}
"""The parts of ``semantics.lp`` by name; only what is needed is read, which is quicker."""


def q(value: object) -> str:
    """A name as a string of the answer-set language; a day as its number."""
    if isinstance(value, dt.date):
        return str(value.toordinal())
    if isinstance(value, int):
        return str(value)
    text = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{text}"'


def fact(name: str, *arguments: object) -> str:
    """One fact."""
    return f"{name}({','.join(map(q, arguments))})." if arguments else f"{name}."


class Facts:
    """The facts of one rulebook; rules are numbered through, in the order of the transitions."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.nodes = 0
        self.rules = [(t, r) for t in book.transitions for r in t.rules]
        self.text = "\n".join(self.everything())

    def everything(self) -> Iterator[str]:
        book = self.book
        for scale in book.scales:
            for low, sign, high in scale.steps:
                yield fact("step", low, high)
                if sign == "=":
                    yield fact("step", high, low)
        yield from (fact("level", level) for level in book.levels)
        topics = {t.name for t in book.topics}
        for topic in book.topics:
            yield from (fact("includes", topic.name, part) for part in topic.includes)
            yield from (fact("consists", topic.name, part) for part in topic.consists)
        for objectives in book.sets:
            yield fact("set", objectives.name)
            if objectives.start is not None:
                yield fact("start", objectives.name, objectives.start)
            if objectives.end is not None:
                yield fact("end", objectives.name, objectives.end)
            for objective in objectives.objectives:
                one = str(objective.id)
                yield fact("objective", one, objectives.name, objective.id.code)
                yield fact("own_name", one, one)  # "a topic that bears X's own name"
                for r in objective.requirements:
                    topics.add(r.topic)
                    yield fact("requires", one, r.topic, r.level)
        yield from (fact("topic", topic) for topic in sorted(topics))
        for transition in book.transitions:
            yield from self.in_transition(transition)
        for number, (transition, rule) in enumerate(self.rules):
            yield fact("rule", number, transition.name, rule.new, rule.order)
            if rule.draft:
                yield fact("draft", number)
            for index, claim in enumerate(rule.claims):
                yield f"claim({number},{index},{q(claim.relation)},{claim.aspect or 'both'})."
            yield fact("root", number, self.nodes)
            yield from self.expression(rule.old)

    def in_transition(self, transition: Transition) -> Iterator[str]:
        name = transition.name
        yield fact("transition", name, transition.old, transition.new, transition.day)
        for cohort in transition.cohorts:
            yield fact("cohort", name, cohort.started_before, cohort.completes_until)
        for judgement in transition.judgements:
            for index, (covered, covering) in enumerate(judgement.clauses):
                clause = f"{name}:{judgement.name}:{index}"
                yield fact("clause", name, judgement.name, clause, covered)
                yield from (fact("covering", clause, one) for one in covering)
        yield from (fact("retired", name, fate.objective) for fate in transition.retired)
        yield from (fact("new", name, fate.objective) for fate in transition.declared_new)

    def expression(self, expression: Expression) -> Iterator[str]:
        """The expression as nodes; the next free number is its root's."""
        node = self.nodes
        self.nodes += 1
        if isinstance(expression, ObjectiveId):
            yield fact("atom", node, expression)
            return
        if isinstance(expression, AtLeast):
            yield fact("atleast", node, expression.k)
        else:
            assert isinstance(expression, AllOf | AnyOf)
            yield fact("all" if isinstance(expression, AllOf) else "any", node)
        for index, part in enumerate(expression.parts):
            yield fact("child", node, index, self.nodes)
            yield from self.expression(part)


def rows_as_facts(
    book: Rulebook, target: str, rows: Sequence[Approval], as_of: dt.date | None
) -> Iterator[str]:
    """The facts of one person."""
    yield fact("target", target)
    if as_of is not None:
        yield fact("as_of", as_of)
    for started in {row.started for row in rows} - {None}:
        yield fact("started", started)
    for row in rows:
        set_name, code = row.set, row.objective
        if set_name is None and "/" in code and code.split("/", 1)[0] in book.set_named:
            set_name, code = code.split("/", 1)
        yield f"row({row.row},{q(code)},{q(row.approved)},{row.status})."
        if set_name is not None:
            yield fact("names", row.row, set_name)


def solved(parts: Sequence[str], facts: str, *options: str) -> list[list[clingo.Symbol]]:
    """What each answer set shows; of an optimal one only the last and best."""
    problems: list[str] = []
    control = clingo.Control(
        ["--warn=no-atom-undefined", *options], logger=lambda _, text: problems.append(text)
    )
    control.add("base", [], "\n".join([*(PARTS[part] for part in ("base", *parts)), facts]))
    control.ground([("base", [])])
    assert not problems, problems
    models: list[list[clingo.Symbol]] = []
    with control.solve(yield_=True) as handle:
        models.extend(list(model.symbols(shown=True)) for model in handle)
    return models


Atoms = dict[str, set[tuple[str | int, ...]]]


def by_name(symbols: Sequence[clingo.Symbol]) -> Atoms:
    """The atoms by their predicate, as tuples of names and numbers."""
    found: Atoms = {}
    for symbol in symbols:
        arguments = tuple(
            a.number if a.type is clingo.SymbolType.Number else a.string for a in symbol.arguments
        )
        found.setdefault(symbol.name, set()).add(arguments)
    return found


@attrs.frozen(eq=False, slots=False)
class Judge:
    """What clingo says of one rulebook."""

    book: Rulebook

    @cached_property
    def facts(self) -> Facts:
        return Facts(self.book)

    @cached_property
    def verdicts(self) -> Atoms:
        """`refuted`: the rules of which something claimed does not hold; `bare`: those that cannot be proved."""
        found: Atoms = {"refuted": set(), "bare": set()}
        for model in solved(["rules"], self.facts.text, "0", "--project=show"):
            for name, atoms in by_name(model).items():
                found.setdefault(name, set()).update(atoms)
        return found

    @cached_property
    def status(self) -> list[str]:
        """The verdict on each rule, in the words of the kernel."""
        found = []
        for number in range(len(self.facts.rules)):
            bare, refuted = ((number,) in self.verdicts[name] for name in ("bare", "refuted"))
            found.append("not-analysed" if bare else "refuted" if refuted else "proved")
        return found

    def person(self, target: str, rows: Sequence[Approval], as_of: dt.date | None) -> Person:
        """What one person's rows come to."""
        facts = [self.facts.text, *(fact("proved", n) for n, s in enumerate(self.status) if s == "proved")]
        facts += rows_as_facts(self.book, target, rows, as_of)
        return Person(self.facts, "\n".join(facts))


@attrs.frozen(eq=False, slots=False)
class Person:
    """What clingo says of one person."""

    of: Facts
    facts: str

    @cached_property
    def models(self) -> list[Atoms]:
        """One answer set, and one for each set of `complete_with`."""
        return [by_name(model) for model in solved(["person", "missing"], self.facts, "0")]

    @property
    def atoms(self) -> Atoms:
        """What does not depend on any guess."""
        return self.models[0]

    def one(self, predicate: str) -> dict[str | int, str | int]:
        """A predicate of two places as a mapping."""
        found = self.atoms.get(predicate, set())
        mapping = {key: value for key, value, *_ in found}
        assert len(mapping) == len(found), predicate
        return mapping

    def evidence(self, objective: str) -> dict[tuple[str | int, str | int], str | int]:
        """The word for each requirement of ``objective``."""
        found = self.atoms.get("evidence", set())
        return {(topic, level): met for one, topic, level, met in found if one == objective}

    def activities(self, objective: str) -> list[str | int]:
        """The held objectives that some statement relates to ``objective``."""
        return [old for one, old in self.atoms.get("activity", set()) if one == objective]

    def complete_with(self, objective: str) -> set[frozenset[str | int]]:
        """The minimal sets that are missing."""
        return {
            frozenset(one for (one,) in model.get("added", set()))
            for model in self.models
            for _, asked in model.get("asking", set())
            if asked == objective
        }

    @cached_property
    def proofs(self) -> dict[str | int, tuple[int, int]]:
        """For each transferred objective how many approvals the proof rests on, and the order of its rule."""
        best = by_name(solved(["person", "proof"], self.facts, "--opt-mode=opt")[-1])
        rests = best.get("rests", set())
        return {
            objective: (
                sum(one == objective for one, _ in rests),
                self.of.rules[int(number)][1].order,
            )
            for objective, number in best.get("ends", set())
        }
