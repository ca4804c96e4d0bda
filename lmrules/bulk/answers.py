"""Every answer that there is, by number: what a table of decisions says is looked up in it."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lmrules.compiled.choices import Choice
from lmrules.compiled.plan import Plan
from lmrules.evaluate.results import Decision, Outcome, Reason
from lmrules.model.model import ObjectiveId

Ids = npt.NDArray[np.uint16] | npt.NDArray[np.int32]
"""The number of an answer, for each objective (rows) and person (columns)."""

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
    _columns: dict[str, npt.NDArray[np.int16]] = attrs.field(factory=dict)
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

    def places(self, column: str) -> npt.NDArray[np.int16]:
        """For each answer the place of its word among :meth:`words`; -1 where it has none."""
        known = self._columns.get(column)
        answers = self.all
        if known is None or len(known) < len(answers):
            place = {word: number for number, word in enumerate(self.words(column))}
            words = [getattr(answer, column) for answer in answers]
            small = np.int8 if len(place) < 2**7 else np.int16 if len(place) < 2**15 else np.int32
            known = np.array([-1 if word is None else place[word] for word in words], dtype=small)
            self._columns[column] = known
        return known

    def coded(self, column: str, ids: Ids) -> pa.DictionaryArray:
        """A column for the answers ``ids`` (flat)."""
        if column in TEXTS:
            return coded(self.places(column).take(ids), self.words(column))
        answers = self.all
        met, inverse = np.unique(ids, return_inverse=True)
        texts = [getattr(answers[number], column) for number in met]
        words = sorted({text for text in texts if text is not None})
        place = {word: number for number, word in enumerate(words)}
        places = np.array([-1 if text is None else place[text] for text in texts], dtype=np.int32)
        return coded(places.take(inverse), words)


def coded(places: npt.NDArray[np.signedinteger], words: Sequence[str]) -> pa.DictionaryArray:
    """A dictionary column; -1 stands for nothing."""
    missing = places < 0
    validity = None
    if missing.any():
        validity = pa.py_buffer(np.packbits(~missing, bitorder="little"))
    kind = pa.from_numpy_dtype(places.dtype)
    indices = pa.Array.from_buffers(kind, len(places), [validity, pa.py_buffer(places)])
    return pa.DictionaryArray.from_arrays(indices, pa.array(words, pa.string()), safe=False)
