"""``why --format json`` (schema ``lmrules/why/1``): one decision of one person, also in words."""

from __future__ import annotations

import json
from collections.abc import Iterable

from lmrules.evaluate.holdings import RowProblem
from lmrules.evaluate.results import Decision, Transfer
from lmrules.exports.prose import explain
from lmrules.exports.transfer_json import decision_json, head, problems_json
from lmrules.messages import Language
from lmrules.model.canonical import Json
from lmrules.model.model import Rulebook

SCHEMA = "lmrules/why/1"


def why_json(
    book: Rulebook,
    digest: str,
    transfer: Transfer,
    decision: Decision,
    rejected: Iterable[RowProblem],
    lang: Language,
) -> str:
    """One of the decisions that ``transfer`` has for its one person."""
    shown: dict[str, Json] = {
        **head(SCHEMA, book.name, digest, transfer),
        "person": transfer.persons[0].person.reveal(),
        "decision": decision_json(decision),
        "explanation": explain(book, decision, lang),
        "rejected": problems_json(rejected),
    }
    return json.dumps(shown, ensure_ascii=False, indent=1) + "\n"
