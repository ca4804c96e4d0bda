"""What two rulebooks could soundly grant, whether or not a rule says so (``diff --potential``).

A changed scale, topic or judgement first shows here: the rules written still say what they said, and some of
their claims may have become false, so that the rulebook as a whole cannot be used before they are rewritten.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from lmrules.covering import Coverer
from lmrules.difference import Difference, Found, Witness, compared
from lmrules.kernel import Theory, theory_of, uncovered
from lmrules.model.model import ObjectiveId, Rulebook


def potential_difference(a: Rulebook, b: Rulebook, to: str) -> Difference:
    """What could soundly be granted of ``to`` by *some* rule in ``b``, against ``a``.

    Compared are content, levels and judgements alone: which old objectives of a transition into ``to``
    together cover each new one, whether or not a rule says so. Rules and days take no part, so a rulebook
    whose claims have become false can be compared too.
    """
    found: dict[Literal["loss", "gain"], Found] = {
        "loss": _covered_by_one_only(a, b, to),
        "gain": _covered_by_one_only(b, a, to),
    }
    return compared(a, b, to, found, potential=True)


def _covered_by_one_only(one: Rulebook, other: Rulebook, to: str) -> Found:
    """Per objective a smallest set of old objectives that covers it in ``one`` and not in ``other``."""
    witnesses: dict[ObjectiveId, Witness] = {}
    undecided: set[ObjectiveId] = set()
    possible: set[ObjectiveId] = set()
    theirs = {t.name: theory_of(other, t) for t in other.into(to)}
    for transition in one.into(to):
        coverer = Coverer.of(
            theory_of(one, transition), [o.id for o in one.set_named[transition.old].objectives]
        )
        theory = theirs.get(transition.name)
        for objective in one.set_named[to].objectives:
            covers = coverer.objective(objective.requirements)
            possible |= {objective.id} if covers.sets else set()
            only = [s for s in covers.sets if theory is None or not _covered(theory, s, objective.id)]
            best = witnesses.get(objective.id)
            if only and (best is None or len(only[0]) < len(best.approvals)):
                witnesses[objective.id] = Witness(tuple((o, None) for o in sorted(only[0])))
            if not only and not covers.whole:
                undecided.add(objective.id)
    return Found(witnesses, frozenset(undecided - witnesses.keys()), frozenset(possible))


def _covered(theory: Theory, olds: Iterable[ObjectiveId], new: ObjectiveId) -> bool:
    required = theory.requirements.get(new, ())
    return bool(required) and not uncovered(theory, theory.of(olds), required)
