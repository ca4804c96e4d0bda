"""How old objectives relate to a new one, derived from what is declared, per side."""

from __future__ import annotations

import attrs

from lmrules import kernel
from lmrules.kernel import Theory
from lmrules.model.model import ObjectiveId, Relation, Requirement, Rulebook


@attrs.frozen
class Comparison:
    """The relation of ``old`` (held together) to ``new``.

    ``complexity`` is None where they have no content in common, and so no levels to compare. ``relation`` is
    that of both sides together. ``missing`` are the requirements of the new objective that the old do not
    cover. Every field is None or empty for an objective that is not analysed.
    """

    old: tuple[ObjectiveId, ...]
    new: ObjectiveId
    relation: Relation | None
    content: Relation | None
    complexity: Relation | None
    missing: tuple[Requirement, ...] = ()

    @property
    def covers(self) -> bool:
        """Whether a rule old ≥ new would be proved."""
        return self.relation in ("=", ">")


def theory_between(book: Rulebook, old: tuple[ObjectiveId, ...], new: ObjectiveId) -> Theory:
    """The theory to compare in: that of the transition between their sets, if there is one."""
    sets = {o.set for o in old}
    between = [t for t in book.transitions if t.new == new.set and t.old in sets]
    return kernel.theory_of(book, between[0] if between else None)


def compare(
    book: Rulebook, old: tuple[ObjectiveId, ...], new: ObjectiveId, theory: Theory | None = None
) -> Comparison:
    """The derived relation of ``old``, held together, to ``new``."""
    theory = theory or theory_between(book, old, new)
    held, required = theory.of(old), theory.of([new])
    if not required or not all(theory.of([o]) for o in old):
        return Comparison(old, new, None, None, None)
    both = kernel.compare(theory, held, required, None)
    complexity = kernel.compare(theory, held, required, "complexity")
    return Comparison(
        old=old,
        new=new,
        relation=both.relation,
        content=kernel.compare(theory, held, required, "content").relation,
        complexity=complexity.relation if both.meet else None,
        missing=kernel.uncovered(theory, held, required),
    )
