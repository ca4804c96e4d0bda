"""LM206: days between the two sets of a transition on which neither is valid."""

from __future__ import annotations

from collections.abc import Iterator

from lmrules.checks.check import Check, Checked
from lmrules.checks.empty_validity import is_empty
from lmrules.diagnostics import Diagnostic
from lmrules.diagnostics.codes_order import GAP
from lmrules.diagnostics.places import place_of


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """One diagnostic for each transition whose old set ends before the new one begins."""
    sets = looked_at.book.set_named
    for transition in looked_at.book.transitions:
        old, new = sets[transition.old], sets[transition.new]
        if is_empty(old) or is_empty(new) or old.end is None or new.start is None:
            continue
        if old.end < new.start:
            yield GAP.at(
                transition.span,
                old=old.name,
                end=old.end,
                new=new.name,
                start=new.start,
                related=[place_of(old.name, old.span), place_of(new.name, new.span)],
                data={"transition": transition.name},
            )


CHECK = Check((GAP,), check)
