"""Every answer that there is, by number: what a table of decisions says is looked up in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from threading import Lock

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lmrules.bulk.arrays import of_ints, of_texts
from lmrules.compiled.choices import Choice
from lmrules.compiled.plan import Plan
from lmrules.evaluate.results import Decision, Outcome, Reason
from lmrules.model.model import ObjectiveId

Column = npt.NDArray[np.signedinteger]
"""For each answer the place of its word in the dictionary of a column; -1 where it says nothing there."""

TEXTS = ("outcome", "reason", "rule", "transition")
"""The columns whose words the rulebook alone decides."""
DETAILS = ("approvals", "complete_with")
"""The columns that say of whose approvals, and of which are missing."""


@attrs.frozen
class Answer:
    """What is said of one objective: the columns of ``interfaces.md``, None where there is nothing to say.

    ``used``: the objectives whose approvals it rests on, where they are known.
    """

    outcome: Outcome
    reason: Reason | None = None
    rule: str | None = None
    transition: str | None = None
    approvals: str | None = None
    complete_with: str | None = None
    used: tuple[ObjectiveId, ...] = attrs.field(default=(), eq=False)


def by_choice(choice: Choice) -> Answer:
    """The answer that a choice gives."""
    used = choice.approvals
    return Answer(
        "transferred",
        rule=choice.rule.name,
        transition=choice.transition,
        approvals=None if used is None else "+".join(map(str, used)),
        used=used or (),
    )


def of_decision(decision: Decision) -> Answer:
    """The answer that the evaluator gives."""
    used = tuple(o for o, _ in decision.proof.approvals) if decision.proof is not None else ()
    return Answer(
        decision.outcome,
        decision.reason,
        decision.rule,
        decision.transition,
        "+".join(map(str, used)) or None,
        ";".join("+".join(map(str, s)) for s in decision.complete_with) or None,
        used,
    )


@attrs.define(eq=False)
class Answers:
    """The answers met so far, and their columns. Numbers depend on the order of meeting; columns do not."""

    plan: Plan
    known: dict[Answer, int] = attrs.field(factory=dict)
    _columns: dict[str, Column] = attrs.field(factory=dict)
    _lock: Lock = attrs.field(factory=Lock, repr=False)

    def number(self, answer: Answer) -> int:
        """The number of ``answer``."""
        found = self.known.get(answer)
        if found is None:
            with self._lock:
                found = self.known.setdefault(answer, len(self.known))
        return found

    @property
    def all(self) -> Sequence[Answer]:
        """The answers in the order of their numbers."""
        return tuple(self.known)

    def words(self, column: str) -> tuple[str, ...]:
        """The dictionary of a column of :data:`TEXTS`: all that the rulebook may say there, in its order."""
        last = [step.transition for step in self.plan.prepared.last]
        match column:
            case "outcome":
                return ("approved", "transferred", "assessment")
            case "reason":
                return ("incomplete", "declared-new", "no-rule")
            case "transition":
                return tuple(t.name for t in last)
            case _:
                return tuple(dict.fromkeys(r.name for t in last for r in t.rules))

    def column(self, name: str, met: Iterable[int]) -> tuple[Column, Sequence[str]]:
        """A column's words, and for each answer the place of its own among them.

        Of :data:`DETAILS` the words are those of the answers ``met``, sorted, so that a table does not depend
        on what was answered before.
        """
        answers = self.all
        if name in DETAILS:
            own = {number: getattr(answers[number], name) for number in met}
            words: Sequence[str] = sorted({text for text in own.values() if text is not None})
            place = {word: number for number, word in enumerate(words)}
            column = np.full(len(answers), -1, np.int32)
            for number, text in own.items():
                column[number] = -1 if text is None else place[text]
            return column, words
        words = self.words(name)
        known = self._columns.get(name)
        if known is None or len(known) < len(answers):
            place = {word: number for number, word in enumerate(words)}
            said = [getattr(answer, name) for answer in answers]
            small = np.int8 if len(words) < 2**7 else np.int16 if len(words) < 2**15 else np.int32
            known = np.array([-1 if word is None else place[word] for word in said], dtype=small)
            self._columns[name] = known
        return known, words


def coded(places: npt.NDArray[np.signedinteger], words: Sequence[str]) -> pa.DictionaryArray:
    """A dictionary column; -1 stands for nothing."""
    return pa.DictionaryArray.from_arrays(of_ints(places, places < 0), of_texts(words), safe=False)
