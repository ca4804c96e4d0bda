"""What became of the mutants: who noticed each, and how good the examples are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Literal, TypeAlias

import attrs

from lmrules.diagnostics import Diagnostic
from lmrules.diagnostics import codes_examples as codes
from lmrules.messages import LANGUAGES, Text
from lmrules.mutation.mutants import Mutant
from lmrules.mutation.writing import Offer

Fate: TypeAlias = Literal["kernel", "example", "check", "equivalent", "survivor"]
FATES: tuple[Fate, ...] = ("kernel", "example", "check", "equivalent", "survivor")

_NO_OFFER = Text(
    "ingen eksempler kan vise forskjellen: et eksempel gjelder én overgang og har ingen startdato",
    "ingen døme kan vise skilnaden: eit døme gjeld éin overgang og har ingen startdato",
    "no example can show the difference: an example is about one transition and has no start date",
)
_OFFER = Text(
    "dette eksempelet ville merket den:",
    "dette dømet ville merka ho:",
    "this example would notice it:",
)


@attrs.frozen(eq=False)
class Judged:
    """A mutant and what became of it; ``by`` is the example or check that noticed it."""

    mutant: Mutant
    fate: Fate
    by: str = ""
    offer: Offer | None = None

    def diagnostic(self) -> Diagnostic:
        """LM705 for a survivor, with the example that would notice it."""
        example = self.offer.text.rstrip() if self.offer else ""
        # An example's own text is shown as it is to be pasted, line by line.
        said = Text(*(f"{_OFFER.fill(x)}\n\n{example}" for x in LANGUAGES)) if example else _NO_OFFER
        return codes.MUTANT_SURVIVES.at(
            self.mutant.span,
            change=self.mutant.description(),
            offer=said,
            data={"kind": self.mutant.kind, "change": self.mutant.describe("en"), "example": example or None},
        )


@attrs.frozen(eq=False)
class Mutation:
    """The mutants of a rulebook, judged."""

    judged: tuple[Judged, ...]

    @cached_property
    def counts(self) -> Mapping[Fate, int]:
        """How many mutants met each fate."""
        found = Counter(j.fate for j in self.judged)
        return {fate: found[fate] for fate in FATES}

    @property
    def total(self) -> int:
        """The mutants that change something."""
        return len(self.judged) - self.counts["equivalent"]

    @property
    def killed(self) -> int:
        """The mutants that were noticed."""
        return self.total - self.counts["survivor"]

    @property
    def score(self) -> float:
        """The share noticed, in per cent; nothing to notice is all noticed."""
        return 100.0 * self.killed / self.total if self.total else 100.0

    @property
    def survivors(self) -> tuple[Judged, ...]:
        """Those that nothing noticed."""
        return tuple(j for j in self.judged if j.fate == "survivor")

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """One LM705 for each survivor."""
        return tuple(sorted((j.diagnostic() for j in self.survivors), key=lambda d: d.sort_key))
