"""LM311 and LM312: what one transition denies, a chain of others grants.

Each transition has its own judgements in force, so a claim that is true in one can be contradicted by two
others: A → C says that the old objective does not cover the new one, while A → B → C grants it. The proofs
hold one by one, and yet the statements cannot all be meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lmrules.checks.check import Check, Checked
from lmrules.diagnostics import Code, Diagnostic, Label
from lmrules.diagnostics.places import place_of
from lmrules.implication import by_objective, counterexample, fixpoint, needed
from lmrules.kernel import Objectives, TooLarge, itself_if_in, minimal_sets, satisfied
from lmrules.messages import Text, words
from lmrules.model.model import Never, ObjectiveId, Rule, atoms
from lmrules.model.writing import write_expression
from lmrules.prepared import MOST_WAYS, Ready

CHAIN_AGAINST_CLAIM = Code(
    id="LM311",
    name="chain-against-claim",
    severity="error",
    message=Text(
        "regelen `{rule}` sier {olds} `{relation}` `{objective}`, men andre overganger gir det: {chain}",
        "regelen `{rule}` seier {olds} `{relation}` `{objective}`, men andre overgangar gir det: {chain}",
        "the rule `{rule}` says {olds} `{relation}` `{objective}`, but other transitions grant it: {chain}",
    ),
    help=Text(
        "rett en av reglene, eller ta det samme skjønnet inn i overgangen `{transition}`",
        "rett ein av reglane, eller ta det same skjønnet inn i overgangen `{transition}`",
        "correct one of the rules, or put the same judgement into the transition `{transition}`",
    ),
)
NEVER_BROKEN_BY_CHAIN = Code(
    id="LM312",
    name="never-broken-by-chain",
    severity="error",
    message=Text(
        "`aldri {objective} uten {unless}` brytes av andre overganger: {approvals} gir {chain}",
        "`aldri {objective} utan {unless}` blir brote av andre overgangar: {approvals} gir {chain}",
        "`never {objective} without {unless}` is broken by other transitions: {approvals} gives {chain}",
    ),
    help=Text(
        "krev {unless} i en av reglene i kjeden, eller rett `aldri`",
        "krev {unless} i ein av reglane i kjeda, eller rett `aldri`",
        "ask for {unless} in one of the rules of the chain, or correct `never`",
    ),
)

Rules = Mapping[ObjectiveId, Sequence[Rule]]


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """One diagnostic for each claim, and each `aldri`, that a chain of other transitions contradicts."""
    for step in looked_at.transitions:
        around = _around(looked_at, step)
        if not around:
            continue
        rules = by_objective(rule for other in (step, *around) for rule in other.granting)
        of = {rule.order: other.transition.name for other in (step, *around) for rule in other.granting}
        for rule, verdict in step.verdicts:
            denied = [claim.relation for claim in rule.claims if claim.relation in ("<", "~", "≠")]
            if denied and verdict.status == "proved":
                yield from _against_claim(step, rules, of, rule, denied[0])
        for never in step.transition.never:
            yield from _against_never(looked_at, step, rules, of, never)


def _around(looked_at: Checked, step: Ready) -> list[Ready]:
    """The other transitions on the ways from the old set of ``step`` to its new one."""
    down = _reached(looked_at.transitions, step.transition.old)
    up = _reached(looked_at.transitions, step.transition.new, backwards=True)
    return [
        other
        for other in looked_at.transitions
        if other is not step and other.transition.old in down and other.transition.new in up
    ]


def _reached(steps: Sequence[Ready], start: str, *, backwards: bool = False) -> set[str]:
    seen, todo = {start}, [start]
    for name in todo:  # grows while it is walked
        for step in steps:
            begins, ends = step.transition.old, step.transition.new
            if backwards:
                begins, ends = ends, begins
            if begins == name and ends not in seen:
                seen.add(ends)
                todo.append(ends)
    return seen


def _against_claim(
    step: Ready, rules: Rules, of: Mapping[int, str], rule: Rule, relation: str
) -> Iterator[Diagnostic]:
    taking_part = needed(rules, (rule.new,))
    for person in minimal_sets(rule.old, itself_if_in(atoms(rule.old)), MOST_WAYS)[0]:
        if rule.new in fixpoint(taking_part, person):
            chain = _chain(taking_part, person, rule.new)
            yield CHAIN_AGAINST_CLAIM.at(
                rule.span,
                rule=rule.name,
                olds=words(sorted(person)),
                relation=relation,
                objective=rule.new,
                chain=_shown(chain, of),
                transition=step.transition.name,
                related=_places(chain),
                data={
                    "transition": step.transition.name,
                    "rule": rule.name,
                    "objective": str(rule.new),
                    "chain": [r.name for r in chain],
                },
            )
            return


def _against_never(
    looked_at: Checked, step: Ready, rules: Rules, of: Mapping[int, str], never: Never
) -> Iterator[Diagnostic]:
    try:
        own = counterexample(step, by_objective(step.granting), never.objective, never.unless)
        person = counterexample(step, rules, never.objective, never.unless) if own is None else None
    except TooLarge:
        return  # LM307 says so where it is the transition's own rules; nothing is granted wrongly by that
    if person is None:
        return
    chain = _chain(needed(rules, (never.objective,)), person, never.objective)
    yield NEVER_BROKEN_BY_CHAIN.at(
        never.span,
        objective=never.objective.code,
        unless=write_expression(never.unless, looked_at.book.keywords),
        approvals=words(sorted(person)),
        chain=_shown(chain, of),
        related=_places(chain),
        data={
            "transition": step.transition.name,
            "objective": never.objective.code,
            "counterexample": [str(o) for o in sorted(person)],
            "chain": [rule.name for rule in chain],
        },
    )


def _chain(rules: Sequence[Rule], person: Objectives, goal: ObjectiveId) -> list[Rule]:
    """The rules by which ``person`` gets ``goal``, each before those that build on it."""
    have = set(person)
    by: dict[ObjectiveId, Rule] = {}
    while goal not in have:
        for rule in rules:
            if rule.new not in have and satisfied(rule.old, have):
                have.add(rule.new)
                by[rule.new] = rule
    chain: dict[ObjectiveId, Rule] = {}
    todo = [goal]
    for objective in todo:  # grows while it is walked
        if objective in by and objective not in chain:
            chain[objective] = by[objective]
            before = set(list(by)[: list(by).index(objective)]) | person
            used = minimal_sets(by[objective].old, itself_if_in(before), 1)[0][0]
            todo += sorted(used)
    return [rule for objective, rule in by.items() if objective in chain]


def _shown(chain: Sequence[Rule], of: Mapping[int, str]) -> str:
    return ", ".join(f"`{rule.new}` (`{rule.name}`, {of[rule.order]})" for rule in chain)


def _places(chain: Sequence[Rule]) -> list[Label]:
    return [place_of(rule.name, rule.span) for rule in chain]


CHECK = Check((CHAIN_AGAINST_CLAIM, NEVER_BROKEN_BY_CHAIN), check)
