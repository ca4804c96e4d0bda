"""What ``import lmrules`` answers with for one person, and what is raised where there is no answer."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from lmrules.diagnostics import Diagnostic
from lmrules.evaluate.results import Accounted, Decision, Transfer
from lmrules.exports.prose import explain
from lmrules.exports.transfer_json import transfer_json
from lmrules.messages import Language
from lmrules.model import model

_SHOWN = 5


class RulebookError(Exception):
    """A rulebook with errors; ``diagnostics`` are all of them (and its warnings and notes)."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        errors = [d for d in self.diagnostics if d.severity == "error"]
        shown = [
            f"{d.span.source.name}:{d.span.begin.line}: {d.code.id} {d.message('en')}"
            for d in errors[:_SHOWN]
        ]
        more = f"\n… and {len(errors) - _SHOWN} more" if len(errors) > _SHOWN else ""
        super().__init__("\n".join(shown) + more)


class TransferError(ValueError):
    """Approvals or a target that cannot be evaluated; names rows, never persons."""


@attrs.frozen(kw_only=True)
class ExplainedDecision(Decision):
    """A :class:`~lmrules.evaluate.results.Decision` that can explain itself."""

    book: model.Rulebook = attrs.field(eq=False, repr=False)

    def explain(self, lang: Language = "nb") -> str:
        """Why, as a tree of plain sentences."""
        return explain(self.book, self, lang)


@attrs.frozen(kw_only=True)
class Result:
    """The decisions for one person: a proposal for a person to sign, never a verdict."""

    name: str
    digest: str
    transfer: Transfer
    decisions: tuple[ExplainedDecision, ...]

    @property
    def transferred(self) -> tuple[ExplainedDecision, ...]:
        """What is proposed transferred, in the order the set declares."""
        return tuple(d for d in self.decisions if d.outcome == "transferred")

    @property
    def assessments(self) -> tuple[ExplainedDecision, ...]:
        """What is to be assessed, in the order the set declares."""
        return tuple(d for d in self.decisions if d.outcome == "assessment")

    @property
    def approved(self) -> tuple[ExplainedDecision, ...]:
        """What the person has an approval of already."""
        return tuple(d for d in self.decisions if d.outcome == "approved")

    @property
    def approvals(self) -> tuple[Accounted, ...]:
        """Every approval given, in the order given, and what became of it."""
        return self.transfer.persons[0].approvals

    @property
    def preview(self) -> bool:
        """Whether ``as_of`` comes before the transition."""
        return self.transfer.preview

    def __getitem__(self, code: str) -> ExplainedDecision:
        """The decision on the new objective ``code``; ``KeyError`` if the target set has none."""
        for decision in self.decisions:
            if code in (decision.objective.code, str(decision.objective)):
                return decision
        raise KeyError(code)

    def to_json(self) -> str:
        """The result as ``transfer --format json`` writes it."""
        return "".join(transfer_json(self.name, self.digest, self.transfer, ()))
