"""Proofs to put into generated cases: those of the evaluator, and the same tampered with.

A proof is ``[transition, rule, objective, [use, …], [step, …]]``; a use is an objective (its approval) or a
proof; a step is ``[0, topic, level, objective, held topic, held level]`` for (a), and ``[kind, topic, level,
[part, …]]`` for (b) and (d), with the judgement before the parts for (c). Each proof goes with the objective
that it is put forward for.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

from oracle_cases import OWN, Case, generated
from oracle_python import Translated

from lmrules.evaluate.proofs import cover_step
from lmrules.kernel import covers, itself_if_in, minimal_sets, theory_of
from lmrules.model.model import atoms


def with_proofs(seed: int, most: int = 6) -> Case:
    """The case of a seed with the evaluator's proofs and proofs made of them by one to three changes."""
    case = generated(seed)
    told = Translated(case)
    chance = random.Random(f"proofs of {seed}")
    honest: list[list[Any]] = [
        [told.number[d.objective], told.numbered(d.proof)]
        for target in sorted({t[2] for t in told.transitions})
        for d in told.result(target).decisions
        if d.proof is not None
    ]
    chance.shuffle(honest)
    pool = [proof for _, whole in honest for proof in _inner(whole)]
    made = honest[: most // 3]
    for _ in range(2 * most):
        if len(made) < most and honest and chance.random() < 0.6:
            o, proof = copy.deepcopy(chance.choice(honest))
            for _ in range(chance.randint(1, 3)):
                o, proof = tampered(case, pool, chance, o, proof)
        else:
            proof = forged(told, pool, chance)
            o = proof[2]
        if len(made) < most and [o, proof] not in made:
            made.append([o, proof])
    return [*case[:-1], made]


def forged(told: Translated, pool: list[Any], chance: random.Random) -> list[Any]:
    """A proof by any rule whatever, proved or not, that is well made as far as it can be.

    What is wrong with it, if anything, is one thing: the rule, an approval that does not count, a grant of
    another transition or of a later day, or what is used does not cover the objective.
    """
    rules = [
        (transition, written, rule)
        for transition, written in zip(told.transitions, told.book.transitions, strict=True)
        for rule in written.rules
    ]
    proved = {told.ids[proof[2]] for proof in pool}
    resting = [one for one in rules if proved & set(atoms(one[2].old))]
    transition, written, rule = chance.choice(resting if resting and chance.random() < 0.6 else rules)
    sets, _ = minimal_sets(rule.old, itself_if_in(atoms(rule.old)), 20)
    used = sorted(chance.choice(sets)) if chance.random() < 0.7 else sorted(atoms(rule.old))
    uses = []
    for o in (told.number[identity] for identity in used):
        proofs = [copy.deepcopy(proof) for proof in pool if proof[2] == o]
        uses.append(chance.choice(proofs) if proofs and chance.random() < 0.8 else o)
    theory = theory_of(told.book, written)
    steps = [
        told.numbered_step(cover_step(theory, used, r))
        for r in theory.requirements[rule.new]
        if covers(theory, theory.of(used), r)
    ]
    proof = [transition[0], int(rule.name[1:]), told.number[rule.new], uses, steps]
    if chance.random() < 0.2:
        pool.append(proof)  # and others are built on it
    return proof


def _inner(proof: Any) -> Iterator[list[Any]]:
    """A proof, and every proof within it."""
    if isinstance(proof, list):
        yield proof
        for use in proof[3]:
            yield from _inner(use)


def _steps(steps: list[Any]) -> Iterator[list[Any]]:
    for step in steps:
        yield step
        if step[0]:
            yield from _steps(step[-1])


def tampered(case: Case, pool: list[Any], chance: random.Random, o: int, whole: Any) -> tuple[int, Any]:
    """``whole`` with one thing changed: in a proof, among its uses, or in one of its steps."""
    if isinstance(whole, int):
        return o, whole
    (topics, levels), _, _, objectives, transitions, *_ = case
    proof = chance.choice(list(_inner(whole)))
    kind = chance.randrange(10)
    if kind == 0:
        proof[0] = chance.choice(transitions)[0]
    elif kind == 1:
        proof[1] = chance.randrange(4)
    elif kind == 2:
        proof[2] = chance.randrange(len(objectives))
        o = proof[2] if proof is whole and chance.random() < 0.7 else o
    elif kind in (3, 4):
        _other_use(pool, chance, proof[3], len(objectives))
    elif kind == 5 and proof[4]:
        proof[4].pop(chance.randrange(len(proof[4])))
    elif kind == 6 and pool:
        other = copy.deepcopy(chance.choice(pool))
        return (other[2], other) if chance.random() < 0.5 else (o, other)
    else:
        steps = list(_steps(proof[4]))
        used = [use if isinstance(use, int) else use[2] for use in proof[3]]
        ends = [step for step in steps if step[0] == 0]
        if ends and chance.random() < 0.5:
            # Another requirement of something that is used, whether or not it is enough.
            of = chance.choice(used or range(len(objectives)))
            chance.choice(ends)[3:] = [of, *chance.choice(objectives[of][1] or [[0, 0]])]
        elif steps:
            _other_step(chance, chance.choice(steps), topics, levels, len(objectives))
    return o, whole


def _other_use(pool: list[Any], chance: random.Random, uses: list[Any], objectives: int) -> None:
    """One use more, one fewer, or another in its place: an approval, or a proof from anywhere."""
    place = chance.randrange(len(uses) + 1)
    new = copy.deepcopy(chance.choice(pool)) if chance.random() < 0.5 else chance.randrange(objectives)
    if chance.random() < 0.3 and place < len(uses):
        use = uses[place]
        new = use[2] if isinstance(use, list) else use  # the same objective, as an approval
        same = [copy.deepcopy(p) for p in pool if p[2] == new]
        uses[place] = chance.choice(same) if same and isinstance(use, int) else new
    elif chance.random() < 0.5 and place < len(uses):
        uses.pop(place)
    elif chance.random() < 0.5:
        uses.insert(place, new)
    else:
        uses[place : place + 1] = [new]


def _other_step(chance: random.Random, step: list[Any], topics: int, levels: int, objectives: int) -> None:
    """Another topic, level, objective or judgement in one step; another kind, or other parts."""
    place = chance.randrange(1, len(step) + 1)
    if place == len(step):
        if step[0] == 0:
            step[:] = [3, step[1], step[2], [list(step)]]  # one step more than needed, and true
        elif step[0] == 2:
            step[0:1] = [1]
            step.pop(3)
        elif step[-1] and chance.random() < 0.5:
            step[-1].pop()
        else:
            step[0] = 4 - step[0]
        return
    if isinstance(step[place], list):
        step[place] = [*step[place], *step[place][:1]] if chance.random() < 0.5 else step[place][1:]
        return
    if step[0] == 0:
        choices = (range(topics), range(levels), range(objectives), range(topics), range(levels))[place - 1]
    else:
        choices = (range(topics), range(levels), range(3))[place - 1]
    own = (step[0], place) in ((0, 1), (0, 4), (1, 1), (2, 1), (3, 1)) and chance.random() < 0.1
    step[place] = OWN + chance.randrange(objectives) if own else chance.choice(choices)
