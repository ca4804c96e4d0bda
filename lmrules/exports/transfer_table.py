"""``transfer --format table``: what a person reads, and ``csv``: what a spreadsheet reads."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Iterable, Iterator

from lmrules.evaluate.results import Decision, Outcome, PersonResult, Transfer
from lmrules.exports import phrases as say
from lmrules.exports.prose import Explainer
from lmrules.messages import Language, visible
from lmrules.messages.cells import safe_cell
from lmrules.messages.dates import show_date
from lmrules.model.model import ObjectiveId, Rulebook

COLUMNS = ("person", "objective", "outcome", "reason", "rule", "transition", "approvals", "complete_with")
ORDER: tuple[Outcome, ...] = ("approved", "transferred", "assessment")
"""The outcomes in the order that they are shown."""


def transfer_table(
    book: Rulebook, name: str, digest: str, transfer: Transfer, lang: Language, width: int = 100
) -> Iterator[str]:
    """The result for people, a piece per person."""
    basis = {"name": visible(name), "to": transfer.to, "digest": digest[:19] + "…"}
    yield say.BASIS.fill(lang, basis) + "\n"
    if transfer.preview and transfer.as_of:
        yield say.PREVIEW.fill(lang, {"as_of": show_date(transfer.as_of, lang)}) + "\n"
    for person in transfer.persons:
        yield "\n" + "\n".join(_person(Explainer(book, lang), person, width)) + "\n"
    yield "\n" + say.PROPOSAL.fill(lang) + "\n"


def counts(result: PersonResult, lang: Language) -> str:
    """How many objectives of a person have each outcome, in one sentence."""
    found: dict[str, object] = {
        outcome: sum(d.outcome == outcome for d in result.decisions) for outcome in ORDER
    }
    fields = {"person": visible(result.person.reveal()), "all": len(result.decisions), **found}
    return say.COUNTS.fill(lang, fields)


def _person(words: Explainer, result: PersonResult, width: int) -> Iterator[str]:
    lang = words.lang
    heading = counts(result, lang)
    yield heading
    yield "═" * min(len(heading), width)
    for outcome in ORDER:
        decisions = [d for d in result.decisions if d.outcome == outcome]
        if decisions:
            yield f"\n{say.OUTCOMES[outcome].fill(lang)}"
            for decision in decisions:
                yield from _decision(words, decision, width)
    yield f"\n{say.ROWS.fill(lang)}"
    for row in result.approvals:
        objective = str(row.objective) if row.objective else row.approval.objective
        day = show_date(row.approval.approved, lang)
        fate = say.DISPOSITIONS[row.disposition].fill(lang)
        yield from _hanging(f"{row.approval.row:>4}  ", f"{visible(objective)}, {day}: {fate}", width)


def _decision(words: Explainer, decision: Decision, width: int) -> Iterator[str]:
    title = words.book.objective[decision.objective].title
    head = f"  {decision.objective.code}  "
    yield from _hanging(head, visible(title) or decision.objective.code, width)
    indent = " " * len(head)
    yield from _hanging(indent + "← ", because(words, decision), width)
    for line in said(words, decision):
        yield from _hanging(indent + "  ", line, width)


def because(words: Explainer, decision: Decision) -> str:
    """What a decision rests on, or what is missing."""
    lang = words.lang
    if decision.proof is not None:
        used = (f"{o}, {show_date(a.approved, lang)}" for o, a in decision.proof.approvals)
        return f"{' + '.join(used)} ({say.BY_RULE.fill(lang, _rule_fields(decision))})"
    if decision.approval is not None:
        return f"{show_date(decision.approval.approved, lang)}, {words.row(decision.approval)}"
    reason = say.REASONS[decision.reason or "no-rule"].fill(lang)
    if decision.complete_with:
        missing = _either(decision.complete_with, {"nb": "eller", "nn": "eller", "en": "or"}[lang])
        return f"{reason}: {missing}"
    return reason


def said(words: Explainer, decision: Decision) -> Iterator[str]:
    """What the rulebook's authors say of the decision: the rule's reason, or why nothing transfers."""
    if decision.proof is not None:
        reason = words.rule_of(decision.proof)[1].reason
        if reason:
            yield visible(reason)
    elif decision.outcome == "assessment" and not decision.complete_with:
        yield from (branch.text for branch in words.said_of(decision.objective))


def _rule_fields(decision: Decision) -> dict[str, object]:
    return {"rule": decision.rule, "transition": decision.transition}


def _either(sets: Iterable[Iterable[ObjectiveId]], conjunction: str, most: int = 3) -> str:
    """The first few ways to complete an objective; the rest are in the JSON and in `why`."""
    ways = [" + ".join(str(o) for o in s) for s in sets]
    shown = f" {conjunction} ".join(ways[:most])
    return shown + (f" {conjunction} …" if len(ways) > most else "")


def _hanging(head: str, text: str, width: int) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_long_words=False,
        break_on_hyphens=False,
    )


def rows(result: PersonResult) -> Iterator[tuple[str, ...]]:
    """One row per objective, as :data:`COLUMNS`; several sets are joined by ``;``, their codes by ``+``."""
    for d in result.decisions:
        used = [str(o) for o, _ in d.proof.approvals] if d.proof is not None else []
        if d.approval is not None:
            used = [str(d.objective)]
        yield (
            result.person.reveal(),
            d.objective.code,
            d.outcome,
            d.reason or "",
            d.rule or "",
            d.transition or "",
            "+".join(used),
            ";".join("+".join(str(o) for o in s) for s in d.complete_with),
        )


def transfer_csv(transfer: Transfer) -> Iterator[str]:
    """The rows as CSV, cells made safe for spreadsheets, a piece per person."""
    yield _csv([COLUMNS])
    for person in transfer.persons:
        yield _csv(rows(person))


def _csv(lines: Iterable[tuple[str, ...]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([safe_cell(c) for c in line] for line in lines)
    return out.getvalue()
